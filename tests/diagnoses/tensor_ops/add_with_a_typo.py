# Fault: a name is misspelt in the inner loop.
# Exercise: naive_add
# First line: raised NameError: name 'yy' is not defined (line 9: x[i, j] += yy[i, j])
def naive_add(x, y):
    assert x.shape == y.shape
    x = x.copy()
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            x[i, j] += yy[i, j]
    return x
