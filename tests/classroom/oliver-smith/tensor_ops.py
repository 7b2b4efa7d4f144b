# Oliver Smith, homework 2
import numpy as np


def naive_relu(x):
    assert x.ndim == 2
    out = x.copy()
    for i in range(x.shape[0]):
        for j in range(x.shape[1])
            out[i, j] = max(x[i, j], 0)
    return out


def transpose_matrix(x):
    return x.T
