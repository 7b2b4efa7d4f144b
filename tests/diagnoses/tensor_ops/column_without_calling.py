# Fault: the brackets behind flatten are missing, so that the method itself is given back.
# Exercise: reshape_to_column
# First line: Returned the function flatten, not its result
def reshape_to_column(x):
    return x.flatten
