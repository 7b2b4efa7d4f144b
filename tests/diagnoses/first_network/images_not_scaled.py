# Fault: the division by 255 is forgotten.
# Exercise: prepare_images
# First line: Wrong values: every result is 255 times what was expected
def prepare_images(images):
    return images.reshape((len(images), -1)).astype("float32")
