# Fault: the vector's index is the row's, which leaves the vector where there are more rows than columns.
# Exercise: naive_add_matrix_and_vector
# First line: at [0, 1] 22 was expected, 12 came back
# Untold: that the index is the row's; only the drawing, or a misconception's hint, lets it be seen.
def naive_add_matrix_and_vector(x, y):
    assert len(x.shape) == 2
    assert len(y.shape) == 1
    assert x.shape[1] == y.shape[0]
    x = x.copy()
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            x[i, j] += y[i]
    return x
