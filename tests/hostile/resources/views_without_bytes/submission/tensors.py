import numpy as np


def make_scalar(value):
    return np.broadcast_to(np.uint8(value), (2**30, 2**30))


def make_vector(values):
    return np.lib.stride_tricks.as_strided(np.zeros(1, np.uint8), (2**62,), (0,))


def make_matrix(rows):
    return np.empty((2**61, 0), np.uint8)


def make_rank3(matrix, copies):
    return np.broadcast_to(np.asarray(matrix), (2**40, *np.shape(matrix)))


def key_attributes(x):
    return range(2**62)


# honest: slice_images, get_batch
