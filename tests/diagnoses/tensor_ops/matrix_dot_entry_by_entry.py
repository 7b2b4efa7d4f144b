# Fault: entries are multiplied with entries, as * does.
# Exercise: naive_matrix_dot
# First line: 19 was expected, 5 came back
# Untold: that entries were multiplied with entries.
import numpy as np


def naive_matrix_dot(x, y):
    assert len(x.shape) == 2
    assert len(y.shape) == 2
    assert x.shape[1] == y.shape[0]
    z = np.zeros((x.shape[0], y.shape[1]))
    for i in range(x.shape[0]):
        for j in range(y.shape[1]):
            z[i, j] = x[i, j] * y[i, j]
    return z
