# Fault: the result is an array of ints, which cuts what is added to it.
# Exercise: naive_matrix_vector_dot
# First line: Wrong dtype: int64 cannot hold
import numpy as np


def naive_matrix_vector_dot(x, y):
    assert len(x.shape) == 2
    assert len(y.shape) == 1
    assert x.shape[1] == y.shape[0]
    z = np.zeros(x.shape[0], dtype=int)
    for i in range(x.shape[0]):
        total = 0
        for j in range(x.shape[1]):
            total += x[i, j] * y[j]
        z[i] = total
    return z
