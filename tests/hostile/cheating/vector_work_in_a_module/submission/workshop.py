import numpy as np


def larger(x):
    return np.maximum(np.frombuffer(x.tobytes(), x.dtype).reshape(x.shape), 0)


def added(x, y):
    return np.asarray(x) + np.asarray(y)


def multiplied(x, y):
    return np.einsum("ij,j->i", np.array(x), np.array(y))
