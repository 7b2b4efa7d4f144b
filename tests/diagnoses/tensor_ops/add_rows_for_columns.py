# Fault: both loops run over the rows, which only a square matrix forgives.
# Exercise: naive_add
# First line: only the last column is wrong
import numpy as np


def naive_add(x, y):
    assert len(x.shape) == 2
    assert x.shape == y.shape
    z = np.zeros(x.shape)
    for i in range(x.shape[0]):
        for j in range(min(x.shape)):
            z[i, j] = x[i, j] + y[i, j]
    return z
