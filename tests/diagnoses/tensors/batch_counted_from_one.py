# Fault: batches are counted from 1, so that each call gives the batch before.
# Exercise: get_batch
# First line: Wrong shape: (0, 1, 2), where (2, 1, 2) was expected
# Untold: that the counting is off by one; only that the first batch is empty.
def get_batch(images, index, batch_size=128):
    return images[(index - 1) * batch_size : index * batch_size]
