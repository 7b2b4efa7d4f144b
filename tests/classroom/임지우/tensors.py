# 임지우 1주차
import numpy as np
import matplotlib.pyplot as plt


def make_scalar(value):
    return np.array([value])


def make_vector(values):
    return np.array(values)


def make_matrix(rows):
    return np.array(rows)


def make_rank3(matrix, copies):
    return np.stack([np.array(matrix)] * copies, axis=-1)


def key_attributes(x):
    return x.ndim, x.shape, x.dtype


def slice_images(images, start, stop):
    return images[start:stop + 1]


def get_batch(images, index, batch_size=128):
    # 첫 번째 배치가 1번
    return images[(index - 1) * batch_size:index * batch_size]


def plot_digit(images, index):
    plt.imshow(images[index])
    return plt.gca()
