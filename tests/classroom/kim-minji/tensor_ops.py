# 딥러닝 실습 2 - 텐서 연산 / 김민지
import numpy as np


def _행렬인지(x):
    if x.ndim != 2:
        raise ValueError(f"행렬이 아닙니다: {x.ndim}차원")


def naive_relu(x):
    _행렬인지(x)
    결과 = x.copy()
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            if 결과[i, j] < 0:
                결과[i, j] = 0
    return 결과


def naive_add(x, y):
    _행렬인지(x)
    _행렬인지(y)
    if x.shape != y.shape:
        raise ValueError("두 행렬의 크기가 다릅니다")
    결과 = np.empty_like(x)
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            결과[i, j] = x[i, j] + y[i, j]
    return 결과


def naive_add_matrix_and_vector(x, y):
    _행렬인지(x)
    if y.ndim != 1 or len(y) != x.shape[1]:
        raise ValueError("벡터의 길이가 열의 수와 다릅니다")
    결과 = x.copy()
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            결과[i, j] += y[j]
    return 결과


def naive_vector_dot(x, y):
    if x.ndim != 1 or y.ndim != 1 or x.shape != y.shape:
        raise ValueError("길이가 같은 벡터 두 개가 필요합니다")
    합 = 0.0
    for i in range(len(x)):
        합 += x[i] * y[i]
    return 합


def naive_matrix_vector_dot(x, y):
    _행렬인지(x)
    if y.ndim != 1 or len(y) != x.shape[1]:
        raise ValueError("벡터의 길이가 열의 수와 다릅니다")
    return np.array([naive_vector_dot(행, y) for 행 in x])


def naive_matrix_dot(x, y):
    _행렬인지(x)
    _행렬인지(y)
    if x.shape[1] != y.shape[0]:
        raise ValueError("곱할 수 없는 크기입니다")
    결과 = np.zeros((x.shape[0], y.shape[1]))
    for i in range(x.shape[0]):
        for j in range(y.shape[1]):
            for k in range(x.shape[1]):
                결과[i, j] += x[i, k] * y[k, j]
    return 결과


def broadcast_vector(y, rows):
    if y.ndim != 1:
        raise ValueError("벡터가 아닙니다")
    return np.tile(y, (rows, 1))


def flatten_images(images):
    return images.reshape(len(images), -1)


def reshape_to_column(x):
    return x.reshape(-1, 1)


def reshape_matrix(x, rows, cols):
    return x.reshape((rows, cols))


def transpose_matrix(x):
    return x.T
