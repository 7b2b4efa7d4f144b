# Fault: every number gets brackets of its own, so that a matrix of one column comes out.
# Exercise: make_vector
# First line: Wrong shape: (2, 1), where (2,) was expected
import numpy as np


def make_vector(values):
    return np.array([[value] for value in values])
