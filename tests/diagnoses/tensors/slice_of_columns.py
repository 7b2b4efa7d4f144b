# Fault: the slice is taken of the last axis, not of the first.
# Exercise: slice_images
# First line: Wrong shape: (4, 1, 1), where (2, 1, 2) was expected
def slice_images(images, start, stop):
    return images[:, :, start:stop]
