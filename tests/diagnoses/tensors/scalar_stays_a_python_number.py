# Fault: the number is handed back as it is; nothing of NumPy's is made of it.
# Exercise: make_scalar
# First line: the int 12, where an array of rank 0 was expected
def make_scalar(value):
    return value
