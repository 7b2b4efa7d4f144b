# Fault: argmax goes down the images, so that there is an answer a digit instead of one an image.
# Exercise: predict_digits
# First line: Wrong shape: (10,), where (30,) was expected
import numpy as np


def predict_digits(model, images):
    return np.argmax(model.predict(images, verbose=0), axis=0)
