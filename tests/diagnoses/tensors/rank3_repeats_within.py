# Fault: np.tile without a new axis lays the copies side by side in one matrix.
# Exercise: make_rank3
# First line: Wrong shape: (2, 12), where (4, 2, 3) was expected
import numpy as np


def make_rank3(matrix, copies):
    return np.tile(np.array(matrix), copies)
