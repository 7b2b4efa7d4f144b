# Fault: the entries stand in one row instead of one column.
# Exercise: reshape_to_column
# First line: Wrong shape: (1, 4), where (4, 1) was expected
def reshape_to_column(x):
    return x.reshape(1, -1)
