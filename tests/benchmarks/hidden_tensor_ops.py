"""The hidden tests that the peers run for `tensor_ops`: what our graders check too, as plain asserts.

For pytest this file lies beside the submission; in the notebook each function stands in a cell with its call. What
our graders check beyond this (the share for writing loops) neither peer has a way to see.
"""

import numpy as np
from tensor_ops import (
    broadcast_vector,
    flatten_images,
    naive_add,
    naive_add_matrix_and_vector,
    naive_matrix_dot,
    naive_matrix_vector_dot,
    naive_relu,
    naive_vector_dot,
    reshape_matrix,
    reshape_to_column,
    transpose_matrix,
)


def filled(*shape, dtype="float64"):
    """An array whose entries differ and are exact in every dtype."""
    count = int(np.prod(shape))
    values = (np.arange(count) * 7 % 19 - 9) / (1 if dtype == "int64" else 8)
    return values.reshape(shape).astype(dtype)


def arrays(*shape_lists):
    """Arguments of each list of shapes in each dtype."""
    return [
        [filled(*shape, dtype=dtype) for shape in shapes]
        for dtype in ("int64", "float64", "float32")
        for shapes in shape_lists
    ]


def check(function, expected, cases):
    """The function gives the values that NumPy gives, and leaves its arguments alone."""
    for arguments in cases:
        before = [np.copy(argument) for argument in arguments]
        got, wanted = function(*arguments), expected(*arguments)
        assert np.shape(got) == np.shape(wanted), f"expected shape {np.shape(wanted)}, got {np.shape(got)}"
        assert np.allclose(got, wanted), f"expected {wanted}, got {got}"
        assert all(map(np.array_equal, before, arguments)), "the arguments must not be changed"


def check_refusals(function, cases):
    """Each case raises AssertionError or ValueError."""
    for arguments in cases:
        try:
            function(*arguments)
        except (AssertionError, ValueError):
            continue
        raise AssertionError(f"the shapes {[np.shape(argument) for argument in arguments]} should be refused")


def test_naive_relu():
    check(naive_relu, lambda x: np.maximum(x, 0), arrays([(1, 1)], [(2, 2)], [(2, 3)], [(5, 6)], [(0, 3)], [(3, 0)]))
    check_refusals(naive_relu, [[filled(3)], [filled(2, 2, 2)], [filled(1, 2, 3)], [filled()]])


def test_naive_add():
    check(naive_add, np.add, arrays([(1, 1)] * 2, [(2, 3)] * 2, [(4, 1)] * 2, [(5, 6)] * 2, [(0, 3)] * 2, [(3, 0)] * 2))
    check_refusals(
        naive_add,
        [
            [filled(2, 3), filled(3, 2)],
            [filled(2, 3), filled(1, 3)],
            [filled(2, 3), filled(2, 1)],
            [filled(2, 3), filled(3)],
            [filled(3), filled(3)],
            [filled(2, 2, 2), filled(2, 2, 2)],
            [filled(0, 3), filled(0, 2)],
        ],
    )


def test_naive_add_matrix_and_vector():
    check(
        naive_add_matrix_and_vector,
        np.add,
        arrays([(1, 1), (1,)], [(2, 3), (3,)], [(4, 2), (2,)], [(3, 6), (6,)], [(0, 3), (3,)], [(3, 0), (0,)]),
    )
    check_refusals(
        naive_add_matrix_and_vector,
        [
            [filled(2, 3), filled(2)],
            [filled(2, 3), filled(1)],
            [filled(2, 3), filled(1, 3)],
            [filled(2, 3), filled()],
            [filled(3), filled(3)],
            [filled(2, 2, 2), filled(2)],
        ],
    )


def test_naive_vector_dot():
    check(naive_vector_dot, np.dot, arrays([(1,)] * 2, [(2,)] * 2, [(5,)] * 2, [(20,)] * 2, [(0,)] * 2))
    check_refusals(
        naive_vector_dot,
        [
            [filled(3), filled(4)],
            [filled(3), filled(1)],
            [filled(2, 2), filled(2, 2)],
            [filled(2, 3), filled(3)],
            [filled(), filled()],
            [filled(0), filled(2)],
        ],
    )


def test_naive_matrix_vector_dot():
    check(
        naive_matrix_vector_dot,
        np.dot,
        arrays([(1, 1), (1,)], [(2, 3), (3,)], [(4, 2), (2,)], [(3, 6), (6,)], [(0, 3), (3,)], [(3, 0), (0,)]),
    )
    check_refusals(
        naive_matrix_vector_dot,
        [
            [filled(2, 3), filled(2)],
            [filled(2, 3), filled(1)],
            [filled(2, 3), filled(3, 1)],
            [filled(3), filled(3)],
            [filled(2, 2, 2), filled(2)],
            [filled(0, 3), filled(2)],
        ],
    )


def test_naive_matrix_dot():
    check(
        naive_matrix_dot,
        np.dot,
        arrays(
            [(1, 1), (1, 1)], [(2, 3), (3, 2)], [(3, 2), (2, 4)], [(4, 5), (5, 3)], [(0, 3), (3, 2)], [(2, 0), (0, 3)]
        ),
    )
    check_refusals(
        naive_matrix_dot,
        [
            [filled(2, 3), filled(2, 3)],
            [filled(2, 3), filled(4, 2)],
            [filled(2, 1), filled(3, 2)],
            [filled(2, 3), filled(3)],
            [filled(3), filled(3, 2)],
            [filled(2, 2, 2), filled(2, 2)],
            [filled(0, 3), filled(2, 2)],
        ],
    )


def test_broadcast_vector():
    cases = [
        [filled(length, dtype=dtype), rows]
        for dtype in ("int64", "float32")
        for length in (1, 3, 5, 0)
        for rows in (1, 4)
    ]
    check(broadcast_vector, lambda y, rows: np.stack([y] * rows), cases)
    check_refusals(broadcast_vector, [[filled(1, 3), 2], [filled(2, 2), 2], [filled(2, 2, 2), 2], [filled(), 2]])


def test_flatten_images():
    check(
        flatten_images, lambda images: images.reshape(len(images), -1), arrays([(2, 2, 2)], [(3, 2, 4)], [(3, 28, 28)])
    )


def test_reshape_to_column():
    check(reshape_to_column, lambda x: x.reshape(-1, 1), arrays([(2, 2)], [(2, 3)], [(3,)], [(2, 3, 2)]))


def test_reshape_matrix():
    cases = [[filled(2, 3), 3, 2], [filled(2, 3), 1, 6], [filled(4, 3), 2, 6], [filled(5, 4), 2, 10]]
    check(reshape_matrix, lambda x, rows, cols: x.reshape(rows, cols), cases)
    check_refusals(reshape_matrix, [[filled(2, 3), 2, 2], [filled(2, 3), 4, 2], [filled(2, 3), 1, 1]])


def test_transpose_matrix():
    check(transpose_matrix, np.transpose, arrays([(2, 2)], [(2, 3)], [(1, 3)], [(4, 1)], [(5, 2)]))
