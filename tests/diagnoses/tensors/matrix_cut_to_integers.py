# Fault: the dtype is fixed to int, so that floats lose their fractions.
# Exercise: make_matrix
# First line: Wrong dtype: int64 cannot hold 0.5
import numpy as np


def make_matrix(rows):
    return np.array(rows, dtype=int)
