# Fault: the result has a second axis of length 1.
# Exercise: naive_matrix_vector_dot
# First line: Wrong shape: (1, 1), where (1,) was expected
import numpy as np


def naive_matrix_vector_dot(x, y):
    assert len(x.shape) == 2
    assert len(y.shape) == 1
    assert x.shape[1] == y.shape[0]
    z = np.zeros((x.shape[0], 1))
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            z[i, 0] += x[i, j] * y[j]
    return z
