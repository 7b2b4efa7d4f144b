# Fault: each image is read column by column.
# Exercise: flatten_images
# First line: Wrong order: these are the right entries, but not in the right places
def flatten_images(images):
    return images.transpose(0, 2, 1).reshape(images.shape[0], -1)
