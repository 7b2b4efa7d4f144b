# Fault: the book's own version without the copy writes into its argument.
# Exercise: naive_relu
# First line: naive_relu changes its argument x
def naive_relu(x):
    assert len(x.shape) == 2
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            x[i, j] = max(x[i, j], 0)
    return x
