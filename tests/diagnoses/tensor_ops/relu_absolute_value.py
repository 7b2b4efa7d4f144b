# Fault: the negative entries lose their sign instead of becoming 0.
# Exercise: naive_relu
# First line: 0 was expected, 2 came back
# Untold: that it is the absolute value; the drawing shows it.
def naive_relu(x):
    assert len(x.shape) == 2
    x = x.copy()
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            if x[i, j] < 0:
                x[i, j] = -x[i, j]
    return x
