# Fault: the shapes are compared, the ranks are not, and vectors are added by another branch.
# Exercise: naive_add
# First line: naive_add did not refuse x.shape = (3,), y.shape = (3,)
import numpy as np


def naive_add(x, y):
    assert x.shape == y.shape
    if len(x.shape) == 1:
        return np.array([x[i] + y[i] for i in range(len(x))])
    z = x.copy()
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            z[i, j] += y[i, j]
    return z
