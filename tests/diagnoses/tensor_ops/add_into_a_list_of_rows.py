# Fault: the rows are lists of one list, all of them the same.
# Exercise: naive_add
# First line: Wrong values: all rows are the same
import numpy as np


def naive_add(x, y):
    assert len(x.shape) == 2
    assert x.shape == y.shape
    z = [[0] * x.shape[1]] * x.shape[0]
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            z[i][j] = x[i, j] + y[i, j]
    return np.array(z)
