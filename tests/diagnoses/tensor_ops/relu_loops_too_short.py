# Fault: the inner loop ends one column early.
# Exercise: naive_relu
# First line: only the last column is wrong
def naive_relu(x):
    assert len(x.shape) == 2
    x = x.copy()
    for i in range(x.shape[0]):
        for j in range(x.shape[1] - 1):
            x[i, j] = max(x[i, j], 0)
    return x
