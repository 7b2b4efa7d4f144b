# Sofía García: why loop when NumPy can do it?
import numpy as np


def naive_relu(x):
    assert x.ndim == 2
    return np.maximum(x, 0)


def naive_add(x, y):
    assert x.ndim == 2
    assert x.shape == y.shape
    return x + y


def naive_add_matrix_and_vector(x, y):
    assert x.ndim == 2 and y.ndim == 1
    assert x.shape[1] == y.shape[0]
    z = np.zeros_like(x)
    for i in range(x.shape[0]):
        z[i] = x[i] + y
    return z


def naive_vector_dot(x, y):
    assert x.ndim == 1 and y.ndim == 1
    assert x.shape == y.shape
    return sum(x * y)


def naive_matrix_vector_dot(x, y):
    assert x.ndim == 2 and y.ndim == 1
    assert x.shape[1] == y.shape[0]
    return np.array([np.dot(x[i], y) for i in range(x.shape[0])])


def naive_matrix_dot(x, y):
    assert x.ndim == 2 and y.ndim == 2
    assert x.shape[1] == y.shape[0]
    return x @ y


def broadcast_vector(y, rows):
    assert y.ndim == 1
    return np.ones((rows, 1), dtype=y.dtype) * y


def flatten_images(images):
    return images.reshape(images.shape[0], -1)


def reshape_to_column(x):
    return x.reshape(-1, 1)


def reshape_matrix(x, rows, cols):
    return x.reshape(rows, cols)


def transpose_matrix(x):
    return x.T
