# 임지우 2주차
import numpy as np


def naive_relu(x):
    assert len(x.shape) == 2
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            x[i, j] = max(x[i, j], 0)
    return x


def naive_add(x, y):
    z = np.zeros(x.shape)
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            z[i, j] = x[i, j] + y[i, j]
    return z


def naive_add_matrix_and_vector(x, y):
    assert len(x.shape) == 2
    assert len(y.shape) == 1
    assert x.shape[1] == y.shape[0]
    z = x.copy()
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            z[i, j] += y[i]
    return z


def naive_vector_dot(x, y):
    assert len(x.shape) == 1 and len(y.shape) == 1
    assert x.shape[0] == y.shape[0]
    z = 0
    for i in range(x.shape[0] - 1):
        z += x[i] * y[i]
    return z


def naive_matrix_vector_dot(x, y):
    assert len(x.shape) == 2 and len(y.shape) == 1
    assert x.shape[1] == y.shape[0]
    z = np.zeros(x.shape[0])
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            z[i] += x[i, j] * y[j]
        return z


def naive_matrix_dot(x, y):
    assert x.shape[1] == y.shape[0]
    z = np.zeros((x.shape[0], y.shape[1]))
    for i in range(x.shape[0]):
        for j in range(y.shape[1]):
            for k in range(x.shape[1]):
                z[i, j] = x[i, k] * y[k, j]
    return z


def broadcast_vector(y, rows):
    return np.repeat(y, rows).reshape(rows, len(y))


def flatten_images(images):
    return images.reshape(len(images), 28 * 28)


def reshape_to_column(x):
    return x.reshape(-1)


def reshape_matrix(x, rows, cols):
    return np.resize(x, (rows, cols))


def transpose_matrix(x):
    return x.reshape(x.shape[1], x.shape[0])
