# Fault: the sum is assigned anew each time, so that only the last product is left.
# Exercise: naive_vector_dot
# First line: Wrong value: 11 was expected, 8 came back
# Untold: that it is the last product alone; a single number has no place.
def naive_vector_dot(x, y):
    assert len(x.shape) == 1
    assert len(y.shape) == 1
    assert x.shape[0] == y.shape[0]
    z = 0.0
    for i in range(x.shape[0]):
        z = x[i] * y[i]
    return z
