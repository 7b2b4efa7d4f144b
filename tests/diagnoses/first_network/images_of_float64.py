# Fault: the cast comes before the division by a float64, or is forgotten: the result is float64.
# Exercise: prepare_images
# First line: Wrong dtype: float64, where float32 was expected
def prepare_images(images):
    return images.reshape((len(images), images.shape[1] * images.shape[2])) / 255.0
