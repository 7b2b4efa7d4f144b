# Fault: x.dtype itself is given, which is an object of NumPy's and no string.
# Exercise: key_attributes
# First line: dtype (item 2): Wrong type: dtype('int64'), where the str 'int64' was expected
def key_attributes(x):
    return x.ndim, x.shape, x.dtype
