# Fault: a list around the number makes a vector of one entry.
# Exercise: make_scalar
# First line: Wrong shape: (1,), where () was expected
import numpy as np


def make_scalar(value):
    return np.array([value])
