# Fault: np.resize repeats or drops entries where the size does not fit.
# Exercise: reshape_matrix
# First line: reshape_matrix did not refuse x.shape = (2, 3), rows =
import numpy as np


def reshape_matrix(x, rows, cols):
    return np.resize(x, (rows, cols))
