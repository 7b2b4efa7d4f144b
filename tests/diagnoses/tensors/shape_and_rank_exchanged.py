# Fault: the shape comes first, the rank second.
# Exercise: key_attributes
# First line: ndim (item 0): Wrong type: the tuple (3,), where the int 1 was expected
def key_attributes(x):
    return x.shape, x.ndim, x.dtype.name
