"""Inputs for `first_network`: small images, a small network that reads them, and a small lesson to learn from."""

import numpy as np

from autograder.checks import network

_random = np.random.default_rng(28)

IMAGES = (
    (np.array([[[0, 51], [102, 255]]], dtype=np.uint8),),
    (np.arange(12, dtype=np.uint8).reshape(2, 2, 3) * 20,),
    (_random.integers(0, 256, (3, 28, 28), dtype=np.uint8),),
)
OTHER_SIZES = (
    (np.zeros((0, 28, 28), dtype=np.uint8),),
    (_random.integers(0, 256, (2, 5, 3), dtype=np.uint8),),
)
# For arguments left alone: inputs of their own, so that no answer to them can be known from other tests.
PREPARE_IMAGES_KEPT = (
    (np.array([[[204, 0], [51, 153]]], dtype=np.uint8),),
    (np.arange(6, dtype=np.uint8).reshape(1, 2, 3) * 40,),
)


def _layers(*layers):
    entries = [("InputLayer", {"batch_shape": (None, 784), "dtype": "float32", "name": "pixels"})]
    entries += [("Dense", {"name": f"dense_{number}", **layer}) for number, layer in enumerate(layers)]
    parts = [
        {"module": "keras.layers", "class_name": kind, "config": config, "registered_name": None}
        for kind, config in entries
    ]
    return {"kind": "Sequential", "config": {"name": "given", "layers": parts}}


# Each digit has every tenth pixel for its own, and a hidden unit that adds them up.
_OWN = (np.arange(784)[:, None] % 10 == np.arange(16)).astype(np.float32)

# A network with fixed weights, and rows that it reads with a clear margin, three of every digit.
READER = (
    _layers({"units": 16, "activation": "relu"}, {"units": 10, "activation": "softmax"}),
    [
        0.1 * _OWN + _random.normal(0, 0.02, (784, 16)).astype(np.float32),
        np.zeros(16, dtype=np.float32),
        (np.eye(16, 10) + _random.normal(0, 0.1, (16, 10))).astype(np.float32),
        np.zeros(10, dtype=np.float32),
    ],
)


def scores(rows):
    """The reader's outputs before the softmax, worked out in NumPy: ``(n, 10)``."""
    hidden, hidden_bias, output, output_bias = READER[1]
    return np.maximum(rows @ hidden + hidden_bias, 0) @ output + output_bias


def _clear_rows():
    digits = np.repeat(np.arange(10), 10)
    lit = _random.random((100, 784), dtype=np.float32) < 0.05 + 0.3 * _OWN.T[digits]
    rows = _random.random((100, 784), dtype=np.float32) * lit
    ordered = np.sort(scores(rows), axis=1)
    clear = (ordered[:, -1] - ordered[:, -2] > 0.3) & (scores(rows).argmax(axis=1) == digits)
    chosen = [np.flatnonzero(clear & (digits == digit))[:3] for digit in range(10)]
    return rows[_random.permutation(np.concatenate(chosen))]


ROWS = _clear_rows()
READINGS = scores(ROWS).argmax(axis=1)


def _marked(right):
    """Labels of which the reader gets the first ``right`` right."""
    labels = READINGS.copy()
    labels[right:] = (labels[right:] + 1) % 10
    return labels.astype(np.uint8), right / len(READINGS)


MARKED = tuple(_marked(right) for right in (len(READINGS), len(READINGS) // 4, len(READINGS) // 2 + 3))

# Ten prototypes in noise, and a network of one layer: five epochs of ten batches teach it all of them.
_LABELS = _random.integers(0, 10, 1250).astype(np.uint8)
_IMAGES = np.clip(
    _random.random((10, 784)).astype(np.float32)[_LABELS] * 0.8 + _random.random((1250, 784), dtype=np.float32) * 0.2,
    0,
    1,
).astype(np.float32)
LESSON = network.Lesson(
    _layers({"units": 10, "activation": "softmax"}),
    [np.zeros((784, 10), dtype=np.float32), np.zeros(10, dtype=np.float32)],
    _IMAGES,
    _LABELS,
)
