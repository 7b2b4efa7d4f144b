# Fault: np.concatenate puts the copies one after another.
# Exercise: broadcast_vector
# First line: Wrong shape: (2,), where (2, 1) was expected
import numpy as np


def broadcast_vector(y, rows):
    assert len(y.shape) == 1
    return np.concatenate([y] * rows, axis=0)
