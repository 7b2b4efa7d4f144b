# Public tests for tensor_ops.py. Run them in this folder:   pytest test_tensor_ops.py
# tensor_ops.py의 공개 테스트입니다. 이 폴더에서 실행하세요:   pytest test_tensor_ops.py
#
# Each test imports what it tests, so a function that is missing fails its own test only.
# 테스트마다 필요한 함수만 불러오므로, 아직 없는 함수는 그 함수의 테스트만 실패하게 합니다.
#
# (Generated from solutions/tensor_ops.py by `autograder build`; teachers change that file, not this one.)

import numpy as np


def test_naive_relu():
    """Negative entries become 0, the others stay, and the argument is not touched."""
    from tensor_ops import naive_relu

    x = np.array([[1.5, -2.0, 0.0], [-3.0, 4.0, -0.5]])
    before = x.copy()
    got = naive_relu(x)
    assert got.shape == (2, 3), f"expected shape (2, 3), got {got.shape}"
    assert got.tolist() == [[1.5, 0.0, 0.0], [0.0, 4.0, 0.0]], f"wrong entries: {got.tolist()}"
    assert np.array_equal(x, before), "naive_relu must not change its argument: work on a copy"
    try:
        naive_relu(np.array([1.0, -1.0]))
        refused = False
    except (AssertionError, ValueError):
        refused = True
    assert refused, "naive_relu should refuse a vector: its rank is 1, not 2"


def test_naive_add():
    """Entries in the same place are added, the arguments stay, and unequal shapes are refused."""
    from tensor_ops import naive_add

    x = np.array([[1, 2, 3], [4, 5, 6]])
    y = np.array([[10, 20, 30], [40, 50, 60]])
    got = naive_add(x, y)
    assert got.shape == (2, 3), f"expected shape (2, 3), got {got.shape}"
    assert got.tolist() == [[11, 22, 33], [44, 55, 66]], f"wrong entries: {got.tolist()}"
    assert x.tolist() == [[1, 2, 3], [4, 5, 6]], "naive_add must not change its arguments: work on a copy"
    try:
        naive_add(np.zeros((3, 4)), np.zeros((3, 1)))
        refused = False
    except (AssertionError, ValueError):
        refused = True
    assert refused, "naive_add should refuse the shapes (3, 4) and (3, 1): they are not equal"


def test_naive_add_matrix_and_vector():
    """Every row gets the same vector added, and a vector of another length is refused."""
    from tensor_ops import naive_add_matrix_and_vector

    x = np.array([[1, 2, 3], [4, 5, 6]])
    got = naive_add_matrix_and_vector(x, np.array([10, 20, 30]))
    assert got.shape == (2, 3), f"expected shape (2, 3), got {got.shape}"
    assert got.tolist() == [[11, 22, 33], [14, 25, 36]], f"wrong entries: {got.tolist()}"
    assert x.tolist() == [[1, 2, 3], [4, 5, 6]], "naive_add_matrix_and_vector must not change its arguments"
    try:
        naive_add_matrix_and_vector(x, np.array([10, 20]))
        refused = False
    except (AssertionError, ValueError):
        refused = True
    assert refused, "a vector of length 2 should be refused: the rows have length 3"


def test_naive_vector_dot():
    """The products of the pairs are added up to one number; unequal lengths are refused."""
    from tensor_ops import naive_vector_dot

    got = naive_vector_dot(np.array([1.0, 2.0, 3.0]), np.array([4.0, 5.0, 6.0]))
    assert np.ndim(got) == 0, f"expected one number, got rank {np.ndim(got)}"
    assert abs(got - 32.0) < 1e-9, f"expected 4 + 10 + 18 = 32, got {got}"
    negative = naive_vector_dot(np.array([2, -1]), np.array([3, 10]))
    assert negative == -4, f"expected 6 - 10 = -4, got {negative}"
    try:
        naive_vector_dot(np.array([1.0, 2.0, 3.0]), np.array([4.0, 5.0]))
        refused = False
    except (AssertionError, ValueError):
        refused = True
    assert refused, "vectors of the lengths 3 and 2 should be refused"


def test_naive_matrix_vector_dot():
    """One dot product comes out for each row; a vector that does not fit is refused."""
    from tensor_ops import naive_matrix_vector_dot

    x = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    got = naive_matrix_vector_dot(x, np.array([1.0, 2.0, 3.0]))
    assert got.shape == (2,), f"expected shape (2,), got {got.shape}"
    assert np.allclose(got, [14.0, 32.0]), f"expected [14, 32], got {got.tolist()}"
    try:
        naive_matrix_vector_dot(x, np.array([1.0, 2.0]))
        refused = False
    except (AssertionError, ValueError):
        refused = True
    assert refused, "a vector of length 2 should be refused: the rows have length 3"


def test_naive_matrix_dot():
    """Rows meet columns; the result has the rows of the one and the columns of the other."""
    from tensor_ops import naive_matrix_dot

    x = np.array([[1.0, 2.0], [3.0, 4.0]])
    y = np.array([[5.0, 6.0], [7.0, 8.0]])
    square = naive_matrix_dot(x, y)
    assert np.allclose(square, [[19.0, 22.0], [43.0, 50.0]]), f"expected [[19, 22], [43, 50]], got {square.tolist()}"
    oblong = naive_matrix_dot(np.ones((2, 3)), np.ones((3, 4)))
    assert oblong.shape == (2, 4), f"expected shape (2, 4), got {oblong.shape}"
    assert np.allclose(oblong, 3.0), f"expected every entry to be 3, got {oblong.tolist()}"
    try:
        naive_matrix_dot(np.ones((2, 3)), np.ones((2, 3)))
        refused = False
    except (AssertionError, ValueError):
        refused = True
    assert refused, "the shapes (2, 3) and (2, 3) should be refused: 3 columns do not meet 2 rows"


def test_broadcast_vector():
    """Every row of the matrix is the vector; what is no vector is refused."""
    from tensor_ops import broadcast_vector

    got = broadcast_vector(np.array([1.5, 2.5, 3.5]), 2)
    assert got.shape == (2, 3), f"expected shape (2, 3), got {got.shape}"
    assert got.tolist() == [[1.5, 2.5, 3.5]] * 2, f"expected the vector in every row, got {got.tolist()}"
    try:
        broadcast_vector(np.ones((2, 2)), 3)
        refused = False
    except (AssertionError, ValueError):
        refused = True
    assert refused, "broadcast_vector should refuse a matrix: its rank is 2, not 1"


def test_flatten_images():
    """One row comes out for each image, its pixels in the order in which one reads."""
    from tensor_ops import flatten_images

    images = np.arange(2 * 3 * 4).reshape(2, 3, 4)
    got = flatten_images(images)
    assert got.shape == (2, 12), f"expected shape (2, 12), got {got.shape}"
    assert got[0].tolist() == list(range(12)), f"expected image 0 to read 0, 1, … 11, got {got[0].tolist()}"
    assert got[1].tolist() == list(range(12, 24)), f"expected image 1 to read 12, 13, … 23, got {got[1].tolist()}"


def test_reshape_to_column():
    """All entries stand in one column, in the order in which one reads."""
    from tensor_ops import reshape_to_column

    got = reshape_to_column(np.array([[1, 2, 3], [4, 5, 6]]))
    assert got.shape == (6, 1), f"expected shape (6, 1), got {got.shape}"
    assert got[:, 0].tolist() == [1, 2, 3, 4, 5, 6], f"expected 1 to 6 from top to bottom, got {got[:, 0].tolist()}"
    vector = reshape_to_column(np.array([0.5, 1.5]))
    assert vector.shape == (2, 1), f"expected shape (2, 1) for a vector of length 2, got {vector.shape}"


def test_reshape_matrix():
    """The entries keep their order in the new shape; a size that does not fit is refused."""
    from tensor_ops import reshape_matrix

    x = np.array([[0, 1, 2], [3, 4, 5]])
    got = reshape_matrix(x, 3, 2)
    assert got.shape == (3, 2), f"expected shape (3, 2), got {got.shape}"
    assert got.tolist() == [[0, 1], [2, 3], [4, 5]], f"expected [[0, 1], [2, 3], [4, 5]], got {got.tolist()}"
    assert x.shape == (2, 3), "reshape_matrix must not change the shape of its argument"
    try:
        reshape_matrix(x, 4, 2)
        refused = False
    except (AssertionError, ValueError):
        refused = True
    assert refused, "six entries do not fill a (4, 2) matrix: that should be refused"


def test_transpose_matrix():
    """Rows become columns, which is not the same as reshaping."""
    from tensor_ops import transpose_matrix

    x = np.array([[0, 1, 2], [3, 4, 5]])
    got = transpose_matrix(x)
    assert got.shape == (3, 2), f"expected shape (3, 2), got {got.shape}"
    assert got.tolist() == [[0, 3], [1, 4], [2, 5]], f"expected [[0, 3], [1, 4], [2, 5]], got {got.tolist()}"
    assert x.tolist() == [[0, 1, 2], [3, 4, 5]], "transpose_matrix must not change its argument"
