# Fault: the sum is a global that is never set back, so that a second call goes on where the first ended.
# Exercise: naive_vector_dot
# First line: Right at first, wrong when called again
total = 0


def naive_vector_dot(x, y):
    global total
    assert x.ndim == 1 and y.ndim == 1
    assert len(x) == len(y)
    for i in range(len(x)):
        total += x[i] * y[i]
    return total
