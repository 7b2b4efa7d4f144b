# Fault: the axis of the images is flattened, too.
# Exercise: flatten_images
# First line: Wrong shape
def flatten_images(images):
    return images.flatten()
