# Fault: nothing is asserted, and a scalar is passed through.
# Exercise: naive_relu
# First line: naive_relu should refuse x.shape = (3,) with an AssertionError or a ValueError
def naive_relu(x):
    z = x.copy()
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            z[i, j] = max(x[i, j], 0)
    return z
