# Fault: the products are stored, not added up.
# Exercise: naive_matrix_vector_dot
# First line: 17 was expected, 12 came back
# Untold: that each entry is the last product alone.
import numpy as np


def naive_matrix_vector_dot(x, y):
    assert len(x.shape) == 2
    assert len(y.shape) == 1
    assert x.shape[1] == y.shape[0]
    z = np.zeros(x.shape[0])
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            z[i] = x[i, j] * y[j]
    return z
