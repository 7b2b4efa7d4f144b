# Fault: the return stands inside the outer loop, so that only the first row is treated.
# Exercise: naive_relu
# First line: the first row is right, later ones are not; 0 was expected, -3 came back
def naive_relu(x):
    assert len(x.shape) == 2
    x = x.copy()
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            x[i, j] = max(x[i, j], 0)
        return x
