# Mia Johnson
from functools import reduce

import numpy as np
from checks import must_hold as _check


def naive_relu(x):
    _check(x.ndim == 2)
    result = np.zeros(x.shape, x.dtype)
    for i, row in enumerate(x):
        for j, entry in enumerate(row):
            if entry > 0:
                result[i, j] = entry
    return result


def naive_add(x, y):
    _check(x.ndim == 2 and x.shape == y.shape)
    result = np.zeros(x.shape, x.dtype)
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            result[i, j] = x[i, j] + y[i, j]
    return result


def naive_add_matrix_and_vector(x, y):
    _check(x.ndim == 2 and y.ndim == 1 and x.shape[1] == y.shape[0])
    result = np.zeros(x.shape, x.dtype)
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            result[i, j] = x[i, j] + y[j]
    return result


def naive_vector_dot(x, y):
    _check(x.ndim == 1 and x.shape == y.shape)
    return reduce(lambda total, i: total + x[i] * y[i], range(len(x)), 0)


def naive_matrix_vector_dot(x, y):
    _check(x.ndim == 2 and y.ndim == 1 and x.shape[1] == y.shape[0])
    return np.fromiter((naive_vector_dot(row, y) for row in x), dtype=x.dtype, count=len(x))


def naive_matrix_dot(x, y):
    _check(x.ndim == 2 and y.ndim == 2 and x.shape[1] == y.shape[0])
    columns = [naive_matrix_vector_dot(x, y[:, j]) for j in range(y.shape[1])]
    result = np.zeros((x.shape[0], y.shape[1]), x.dtype)
    for j, column in enumerate(columns):
        result[:, j] = column
    return result


def broadcast_vector(y, rows):
    _check(y.ndim == 1)
    return np.repeat(y[None, :], rows, axis=0)


def flatten_images(images):
    return images.reshape(images.shape[0], images.shape[1] * images.shape[2])


def reshape_to_column(x):
    return x.reshape(x.size, 1)


def reshape_matrix(x, rows, cols):
    return x.reshape(rows, cols)


def transpose_matrix(x):
    return x.transpose()
