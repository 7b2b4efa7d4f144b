# Fault: whole-number division leaves 0 and 1 only.
# Exercise: prepare_images
# First line: Wrong dtype: uint8 cannot hold 0.2
def prepare_images(images):
    return images.reshape((len(images), -1)) // 255
