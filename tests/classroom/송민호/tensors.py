# -*- coding: cp949 -*-
# 송민호: 텐서 표현하기
import numpy as np
import matplotlib.pyplot as plt


def make_scalar(value):
    return np.float64(value)


def make_vector(values):
    벡터 = np.array(values)
    return 벡터


def make_matrix(rows):
    행렬 = np.array(rows)
    return 행렬


def make_rank3(matrix, copies):
    return np.array([matrix for _ in range(copies)])


def key_attributes(x):
    return x.ndim, x.shape, str(x.dtype)


def slice_images(images, start, stop):
    return images[start:stop, ...]


def get_batch(images, index, batch_size=128):
    처음, 끝 = batch_size * index, batch_size * (index + 1)
    return images[처음:끝]


def plot_digit(images, index):
    그림, 축 = plt.subplots()
    축.imshow(images[index], cmap="binary")
    축.set_title("숫자")
    return 축
