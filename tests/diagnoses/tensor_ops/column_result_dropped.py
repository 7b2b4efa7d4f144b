# Fault: reshape gives a new array, which is dropped.
# Exercise: reshape_to_column
# First line: Returned x as it came. Wrong shape
def reshape_to_column(x):
    x.reshape(x.size, 1)
    return x
