# Fault: the size of MNIST's images is written into the function.
# Exercise: flatten_images
# First line: raised ValueError: cannot reshape array of size
def flatten_images(images):
    return images.reshape((len(images), 28 * 28))
