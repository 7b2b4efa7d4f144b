# Fault: np.repeat fills each row with one entry of the vector.
# Exercise: broadcast_vector
# First line: Wrong shape: (1, 2), where (2, 1) was expected
import numpy as np


def broadcast_vector(y, rows):
    assert len(y.shape) == 1
    return np.repeat(y, rows).reshape(len(y), rows)
