# Fault: the entries are exchanged within the argument's own shape.
# Exercise: transpose_matrix
# First line: raised IndexError
import numpy as np


def transpose_matrix(x):
    z = np.zeros(x.shape)
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            z[j, i] = x[i, j]
    return z
