# Fault: the image number stop is given, too.
# Exercise: slice_images
# First line: Wrong shape: (3, 1, 2), where (2, 1, 2) was expected
def slice_images(images, start, stop):
    return images[start : stop + 1]
