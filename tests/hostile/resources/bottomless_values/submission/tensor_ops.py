import itertools


def naive_relu(x):
    own = []
    own += [own, {"own": own}, (own,)]
    return own


def naive_add(x, y):
    value = []
    for _ in range(100_000):
        value = [value]
    return value


def naive_add_matrix_and_vector(x, y):
    value = 1.0
    for _ in range(60):
        value = [value, value]
    return value


def naive_matrix_vector_dot(x, y):
    value = x
    for _ in range(19):
        value = {"a": value, "b": (value, value)}
    return value


def naive_vector_dot(x, y):
    return itertools.count()


def transpose_matrix(x):
    while True:
        yield x.T


# honest: broadcast_vector, flatten_images, reshape_to_column
