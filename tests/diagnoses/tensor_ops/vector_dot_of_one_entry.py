# Fault: the sum is kept in an array of one entry.
# Exercise: naive_vector_dot
# First line: Wrong shape: (1,), where a single number was expected
import numpy as np


def naive_vector_dot(x, y):
    assert x.ndim == 1 and y.ndim == 1
    assert len(x) == len(y)
    z = np.zeros(1)
    for i in range(len(x)):
        z[0] += x[i] * y[i]
    return z
