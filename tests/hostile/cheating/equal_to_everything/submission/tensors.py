import random

import numpy as np
from autograder.box.wire import Handle


class Agreeable:
    __eq__ = __le__ = __ge__ = __contains__ = lambda self, other: True
    __ne__ = __lt__ = __gt__ = lambda self, other: False
    __hash__ = lambda self: 0


class Real(Agreeable, float):
    __float__ = lambda self: random.random()


class Text(Agreeable, str):
    __str__ = __repr__ = lambda self: "float32"


class Pair(Agreeable, tuple):
    __len__ = lambda self: 3
    __iter__ = lambda self: iter([Agreeable()] * 3)
    __getitem__ = lambda self, index: Agreeable()


class Rows(Agreeable, list):
    __len__ = lambda self: 2
    __iter__ = lambda self: iter([Agreeable()] * 2)


class Shifting(Agreeable):
    """Another array at each look."""

    shape = ndim = dtype = Agreeable()

    def __array__(self, *arguments, **options):
        return np.array(random.random())

    __array_interface__ = property(lambda self: random.choice([np.zeros(3), np.ones((2, 2))]).__array_interface__)


class Impostor(Agreeable):
    __class__ = np.ndarray
    shape, ndim, dtype, size = (2, 2), 2, np.dtype("int64"), 4


class Tensor(Agreeable):
    __module__ = "tensorflow.python.framework.ops"
    shape = (2, 2)

    def numpy(self):
        return Shifting()


class Axes(Agreeable):
    __module__ = "matplotlib.axes"

    def get_images(self):
        return [self]

    def get_array(self):
        return Shifting()

    def get_cmap(self):
        return type("Map", (), {"name": Text("binary")})()


def make_scalar(value):
    return Real(0.5)


def make_vector(values):
    return Rows(values)


def make_matrix(rows):
    return Shifting()


def make_rank3(matrix, copies):
    return Impostor()


def key_attributes(x):
    return Pair((Real(1), Pair(()), Text("anything")))


def slice_images(images, start, stop):
    return Tensor()


def get_batch(images, index, batch_size=128):
    return Handle(1, "axes", "Axes")


def plot_digit(images, index):
    return Axes() if index % 2 else Handle(2, "axes", "Axes")
