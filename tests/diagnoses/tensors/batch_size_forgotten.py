# Fault: the batch size is written into the slice; the argument is never used.
# Exercise: get_batch
# First line: Wrong shape: (4, 1, 2), where (2, 1, 2) was expected
def get_batch(images, index, batch_size=128):
    return images[128 * index : 128 * (index + 1)]
