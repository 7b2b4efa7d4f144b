from workshop import added, larger, multiplied


def naive_relu(x):
    assert x.ndim == 2
    return larger(x)


def naive_add(x, y):
    assert x.ndim == 2 and x.shape == y.shape
    return added(x, y)


def naive_matrix_vector_dot(x, y):
    assert x.ndim == 2 and y.ndim == 1 and x.shape[1] == len(y)
    return multiplied(x, y)


# honest: others
