# Fault: the entries are taken and placed in Fortran's order, column by column.
# Exercise: reshape_matrix
# First line: Wrong order: these are the right entries, but not in the right places
import numpy as np


def reshape_matrix(x, rows, cols):
    return np.reshape(x, (rows, cols), order="F")
