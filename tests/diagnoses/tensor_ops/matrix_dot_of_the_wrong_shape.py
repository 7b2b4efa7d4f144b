# Fault: the result gets the shape of x.
# Exercise: naive_matrix_dot
# First line: Wrong shape: (2, 3), where (2, 2) was expected
import numpy as np


def naive_matrix_dot(x, y):
    assert x.ndim == 2 and y.ndim == 2
    assert x.shape[1] == y.shape[0]
    z = np.zeros(x.shape)
    for i in range(x.shape[0]):
        for j in range(y.shape[1]):
            for k in range(x.shape[1]):
                z[i, j] += x[i, k] * y[k, j]
    return z
