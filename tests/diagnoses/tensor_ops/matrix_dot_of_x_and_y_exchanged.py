# Fault: the rows are y's and the columns x's: y times x.
# Exercise: naive_matrix_dot
# First line: 19 was expected, 23 came back
# Untold: that the factors are exchanged.
import numpy as np


def naive_matrix_dot(x, y):
    assert x.ndim == 2 and y.ndim == 2
    assert x.shape[1] == y.shape[0]
    z = np.zeros((y.shape[0], x.shape[1]))
    for i in range(y.shape[0]):
        for j in range(x.shape[1]):
            for k in range(min(y.shape[1], x.shape[0])):
                z[i, j] += y[i, k] * x[k, j]
    return z
