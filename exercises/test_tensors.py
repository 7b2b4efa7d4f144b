# Public tests for tensors.py. Run them in this folder:   pytest test_tensors.py
# tensors.py의 공개 테스트입니다. 이 폴더에서 실행하세요:   pytest test_tensors.py
#
# Each test imports what it tests, so a function that is missing fails its own test only.
# 테스트마다 필요한 함수만 불러오므로, 아직 없는 함수는 그 함수의 테스트만 실패하게 합니다.
#
# (Generated from solutions/tensors.py by `autograder build`; teachers change that file, not this one.)

import matplotlib.pyplot as plt
import numpy as np


def test_make_scalar():
    """A scalar has no axes and keeps its value."""
    from tensors import make_scalar

    for value in (12, -3, 0, 2.5):
        got = make_scalar(value)
        assert isinstance(got, (np.ndarray, np.generic)), f"expected a NumPy value, got {type(got).__name__}"
        assert np.ndim(got) == 0, f"expected rank 0, got rank {np.ndim(got)}: are there brackets too many?"
        assert got == value, f"expected {value}, got {got}"


def test_make_vector():
    """A vector has one axis and keeps the numbers in their order."""
    from tensors import make_vector

    for values in ([12, 3, 6, 14, 7], [0.5, -0.5], [4]):
        got = make_vector(values)
        assert isinstance(got, np.ndarray), f"expected an array, got {type(got).__name__}"
        assert got.shape == (len(values),), f"expected shape {(len(values),)}, got {got.shape}"
        assert got.tolist() == values, f"expected the entries {values}, got {got.tolist()}"


def test_make_matrix():
    """A matrix has two axes, and its rows are the rows that were given."""
    from tensors import make_matrix

    for rows in ([[5, 78, 2, 34], [6, 79, 3, 35], [7, 80, 4, 36]], [[1.5, 2.5]], [[1], [2]]):
        got = make_matrix(rows)
        expected_shape = (len(rows), len(rows[0]))
        assert isinstance(got, np.ndarray), f"expected an array, got {type(got).__name__}"
        assert got.shape == expected_shape, f"expected shape {expected_shape}, got {got.shape}"
        assert got.tolist() == rows, f"expected the rows {rows}, got {got.tolist()}"


def test_make_rank3():
    """The stack has a new first axis, and the matrix stands in it as often as asked."""
    from tensors import make_rank3

    matrix = [[5, 78, 2], [6, 79, 3]]
    for copies in (3, 1):
        got = make_rank3(matrix, copies)
        assert isinstance(got, np.ndarray), f"expected an array, got {type(got).__name__}"
        assert got.shape == (copies, 2, 3), f"expected shape {(copies, 2, 3)}, got {got.shape}"
        assert got.tolist() == [matrix] * copies, f"expected {copies} times the matrix, got {got.tolist()}"
    assert matrix == [[5, 78, 2], [6, 79, 3]], "make_rank3 must not change its argument"


def test_key_attributes():
    """Rank, shape and dtype come back as an int, a tuple and a string."""
    from tensors import key_attributes

    got = key_attributes(np.zeros((6, 28, 28), dtype="uint8"))
    assert isinstance(got, tuple), f"expected a tuple, got {type(got).__name__}"
    assert len(got) == 3, f"expected three things in the tuple, got {got!r}"
    assert got[0] == 3, f"expected rank 3, got {got[0]!r}"
    assert got[1] == (6, 28, 28), f"expected shape (6, 28, 28), got {got[1]!r}"
    assert isinstance(got[2], str), f"expected the dtype's name as a string, got {type(got[2]).__name__}"
    assert got[2] == "uint8", f"expected 'uint8', got {got[2]!r}"
    vector = key_attributes(np.array([0.5, 1.5], dtype="float32"))
    assert vector == (1, (2,), "float32"), f"expected (1, (2,), 'float32'), got {vector!r}"


def test_slice_images():
    """The first image named is in, the last one named is out."""
    from tensors import slice_images

    images = np.arange(5 * 2 * 3, dtype="uint8").reshape(5, 2, 3)
    got = slice_images(images, 1, 4)
    assert got.shape == (3, 2, 3), f"expected shape (3, 2, 3), got {got.shape}"
    assert np.array_equal(got[0], images[1]), "the first image returned should be number `start`"
    assert np.array_equal(got[-1], images[3]), "the last image returned should be number `stop` - 1"
    everything = slice_images(images, 0, 5)
    assert np.array_equal(everything, images), "from 0 to n should give all the images"


def test_get_batch():
    """Batches follow one another without a gap; the last is short, the one after it empty."""
    from tensors import get_batch

    images = np.arange(10 * 2 * 2, dtype="uint8").reshape(10, 2, 2)
    second = get_batch(images, 1, 4)
    assert second.shape == (4, 2, 2), f"expected shape (4, 2, 2), got {second.shape}"
    assert np.array_equal(second, images[4:8]), "batch 1 of size 4 should hold the images 4 to 7"
    assert len(get_batch(images, 2, 4)) == 2, "the last batch of 10 images in fours should hold 2 images"
    assert len(get_batch(images, 3, 4)) == 0, "past the end there should be nothing left"
    many = np.zeros((200, 2, 2), dtype="uint8")
    assert len(get_batch(many, 0)) == 128, "with no size given, a batch should hold 128 images"


def test_plot_digit():
    """The axes shows the image asked for, with the colour map `binary`."""
    from tensors import plot_digit

    images = np.arange(3 * 4 * 5, dtype="uint8").reshape(3, 4, 5)
    axes = plot_digit(images, 1)
    assert isinstance(axes, plt.Axes), f"expected a Matplotlib Axes, got {type(axes).__name__}"
    assert len(axes.images) == 1, f"expected one image on the axes, got {len(axes.images)}"
    shown = axes.images[0]
    plt.close(axes.figure)
    assert np.array_equal(shown.get_array(), images[1]), "the image shown should be images[index]"
    assert shown.get_cmap().name == "binary", f"expected the colour map 'binary', got {shown.get_cmap().name!r}"
