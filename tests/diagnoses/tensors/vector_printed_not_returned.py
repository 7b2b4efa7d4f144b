# Fault: the result is printed instead of returned.
# Exercise: make_vector
# First line: Returned None, where a NumPy array was expected: is a return missing?
import numpy as np


def make_vector(values):
    x = np.array(values)
    print(x)
