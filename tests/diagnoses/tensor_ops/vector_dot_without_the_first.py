# Fault: the loop begins at 1.
# Exercise: naive_vector_dot
# First line: Wrong value: 6 was expected, 0 came back
# Untold: that the first product is missing; a single number has no place.
def naive_vector_dot(x, y):
    assert x.ndim == 1 and y.ndim == 1
    assert len(x) == len(y)
    z = 0
    for i in range(1, len(x)):
        z += x[i] * y[i]
    return z
