# Public tests for tensor_ops.py. Run them in this folder:   pytest test_tensor_ops.py
# Each test imports what it tests, so a function that is missing fails its own test only.
#
# tensor_ops.py의 공개 테스트입니다. 이 폴더에서 실행하세요:   pytest test_tensor_ops.py
# 테스트마다 필요한 함수만 불러오므로, 아직 없는 함수는 그 함수의 테스트만 실패하게 합니다.
#
# (Generated from solutions/tensor_ops.py by `autograder build`; teachers change that file, not this one.)

import numpy as np


def test_naive_relu():
    """Negative entries become 0, the others stay, and the argument is not touched.
    · 음수 원소는 0이 되고, 나머지 원소와 인수는 그대로입니다.
    """
    from tensor_ops import naive_relu

    x = np.array([[1.5, -2.0, 0.0], [-3.0, 4.0, -0.5]])
    before = x.copy()
    got = naive_relu(x)
    assert got.shape == (2, 3), f"expected shape (2, 3), got {got.shape} · 예상한 형태 (2, 3), 반환된 형태 {got.shape}"
    assert got.tolist() == [[1.5, 0.0, 0.0], [0.0, 4.0, 0.0]], (
        f"wrong entries: {got.tolist()} · 원소가 틀립니다: {got.tolist()}"
    )
    assert np.array_equal(x, before), (
        "naive_relu must not change its argument: work on a copy"
        " · naive_relu는 인수를 바꾸면 안 됩니다. 복사본을 고치세요"
    )
    try:
        naive_relu(np.array([1.0, -1.0]))
        refused = False
    except (AssertionError, ValueError):
        refused = True
    assert refused, (
        "naive_relu should refuse a vector: its rank is 1, not 2"
        " · naive_relu는 벡터를 거부해야 합니다. 벡터의 랭크는 2가 아니라 1입니다"
    )


def test_naive_add():
    """Entries in the same place are added, the arguments stay, and unequal shapes are refused.
    · 같은 자리의 원소끼리 더합니다. 인수는 그대로이고, 형태가 다르면 거부합니다.
    """
    from tensor_ops import naive_add

    x = np.array([[1, 2, 3], [4, 5, 6]])
    y = np.array([[10, 20, 30], [40, 50, 60]])
    got = naive_add(x, y)
    assert got.shape == (2, 3), f"expected shape (2, 3), got {got.shape} · 예상한 형태 (2, 3), 반환된 형태 {got.shape}"
    assert got.tolist() == [[11, 22, 33], [44, 55, 66]], (
        f"wrong entries: {got.tolist()} · 원소가 틀립니다: {got.tolist()}"
    )
    assert x.tolist() == [[1, 2, 3], [4, 5, 6]], (
        "naive_add must not change its arguments: work on a copy"
        " · naive_add는 인수를 바꾸면 안 됩니다. 복사본을 고치세요"
    )
    try:
        naive_add(np.zeros((3, 4)), np.zeros((3, 1)))
        refused = False
    except (AssertionError, ValueError):
        refused = True
    assert refused, (
        "naive_add should refuse the shapes (3, 4) and (3, 1): they are not equal"
        " · naive_add는 형태 (3, 4)와 (3, 1)을 거부해야 합니다. 두 형태가 다릅니다"
    )


def test_naive_add_matrix_and_vector():
    """Every row gets the same vector added, and a vector of another length is refused.
    · 모든 행에 같은 벡터를 더하고, 길이가 다른 벡터는 거부합니다.
    """
    from tensor_ops import naive_add_matrix_and_vector

    x = np.array([[1, 2, 3], [4, 5, 6]])
    got = naive_add_matrix_and_vector(x, np.array([10, 20, 30]))
    assert got.shape == (2, 3), f"expected shape (2, 3), got {got.shape} · 예상한 형태 (2, 3), 반환된 형태 {got.shape}"
    assert got.tolist() == [[11, 22, 33], [14, 25, 36]], (
        f"wrong entries: {got.tolist()} · 원소가 틀립니다: {got.tolist()}"
    )
    assert x.tolist() == [[1, 2, 3], [4, 5, 6]], (
        "naive_add_matrix_and_vector must not change its arguments"
        " · naive_add_matrix_and_vector는 인수를 바꾸면 안 됩니다"
    )
    try:
        naive_add_matrix_and_vector(x, np.array([10, 20]))
        refused = False
    except (AssertionError, ValueError):
        refused = True
    assert refused, (
        "a vector of length 2 should be refused: the rows have length 3"
        " · 길이가 2인 벡터는 거부해야 합니다. 행의 길이는 3입니다"
    )


def test_naive_vector_dot():
    """The products of the pairs are added up to one number; unequal lengths are refused.
    · 짝끼리 곱한 값을 모두 더해 수 하나를 만듭니다. 길이가 다르면 거부합니다.
    """
    from tensor_ops import naive_vector_dot

    got = naive_vector_dot(np.array([1.0, 2.0, 3.0]), np.array([4.0, 5.0, 6.0]))
    assert np.ndim(got) == 0, (
        f"expected one number, got rank {np.ndim(got)} · 수 하나가 필요한데, 반환된 값의 랭크는 {np.ndim(got)}입니다"
    )
    assert abs(got - 32.0) < 1e-9, f"expected 4 + 10 + 18 = 32, got {got} · 예상한 값 4 + 10 + 18 = 32, 반환된 값 {got}"
    negative = naive_vector_dot(np.array([2, -1]), np.array([3, 10]))
    assert negative == -4, f"expected 6 - 10 = -4, got {negative} · 예상한 값 6 - 10 = -4, 반환된 값 {negative}"
    try:
        naive_vector_dot(np.array([1.0, 2.0, 3.0]), np.array([4.0, 5.0]))
        refused = False
    except (AssertionError, ValueError):
        refused = True
    assert refused, "vectors of the lengths 3 and 2 should be refused · 길이가 3과 2인 두 벡터는 거부해야 합니다"


def test_naive_matrix_vector_dot():
    """One dot product comes out for each row; a vector that does not fit is refused.
    · 행마다 점곱이 하나씩 나옵니다. 맞지 않는 벡터는 거부합니다.
    """
    from tensor_ops import naive_matrix_vector_dot

    x = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    got = naive_matrix_vector_dot(x, np.array([1.0, 2.0, 3.0]))
    assert got.shape == (2,), f"expected shape (2,), got {got.shape} · 예상한 형태 (2,), 반환된 형태 {got.shape}"
    assert np.allclose(got, [14.0, 32.0]), (
        f"expected [14, 32], got {got.tolist()} · 예상한 값 [14, 32], 반환된 값 {got.tolist()}"
    )
    try:
        naive_matrix_vector_dot(x, np.array([1.0, 2.0]))
        refused = False
    except (AssertionError, ValueError):
        refused = True
    assert refused, (
        "a vector of length 2 should be refused: the rows have length 3"
        " · 길이가 2인 벡터는 거부해야 합니다. 행의 길이는 3입니다"
    )


def test_naive_matrix_dot():
    """Rows meet columns; the result has the rows of the one and the columns of the other.
    · 행과 열이 만납니다. 결과의 행 개수는 첫 번째 행렬에서, 열 개수는 두 번째 행렬에서 옵니다.
    """
    from tensor_ops import naive_matrix_dot

    x = np.array([[1.0, 2.0], [3.0, 4.0]])
    y = np.array([[5.0, 6.0], [7.0, 8.0]])
    square = naive_matrix_dot(x, y)
    assert np.allclose(square, [[19.0, 22.0], [43.0, 50.0]]), (
        f"expected [[19, 22], [43, 50]], got {square.tolist()}"
        f" · 예상한 값 [[19, 22], [43, 50]], 반환된 값 {square.tolist()}"
    )
    oblong = naive_matrix_dot(np.ones((2, 3)), np.ones((3, 4)))
    assert oblong.shape == (2, 4), (
        f"expected shape (2, 4), got {oblong.shape} · 예상한 형태 (2, 4), 반환된 형태 {oblong.shape}"
    )
    assert np.allclose(oblong, 3.0), (
        f"expected every entry to be 3, got {oblong.tolist()}"
        f" · 모든 원소가 3이어야 하는데 다음이 반환되었습니다: {oblong.tolist()}"
    )
    try:
        naive_matrix_dot(np.ones((2, 3)), np.ones((2, 3)))
        refused = False
    except (AssertionError, ValueError):
        refused = True
    assert refused, (
        "the shapes (2, 3) and (2, 3) should be refused: 3 columns do not meet 2 rows"
        " · 형태 (2, 3)과 (2, 3)은 거부해야 합니다. 열 3개와 행 2개는 맞지 않습니다"
    )


def test_broadcast_vector():
    """Every row of the matrix is the vector; what is no vector is refused.
    · 행렬의 모든 행이 그 벡터입니다. 벡터가 아니면 거부합니다.
    """
    from tensor_ops import broadcast_vector

    got = broadcast_vector(np.array([1.5, 2.5, 3.5]), 2)
    assert got.shape == (2, 3), f"expected shape (2, 3), got {got.shape} · 예상한 형태 (2, 3), 반환된 형태 {got.shape}"
    assert got.tolist() == [[1.5, 2.5, 3.5]] * 2, (
        f"expected the vector in every row, got {got.tolist()}"
        f" · 모든 행에 벡터가 있어야 하는데 다음이 반환되었습니다: {got.tolist()}"
    )
    try:
        broadcast_vector(np.ones((2, 2)), 3)
        refused = False
    except (AssertionError, ValueError):
        refused = True
    assert refused, (
        "broadcast_vector should refuse a matrix: its rank is 2, not 1"
        " · broadcast_vector는 행렬을 거부해야 합니다. 행렬의 랭크는 1이 아니라 2입니다"
    )


def test_flatten_images():
    """One row comes out for each image, its pixels in the order in which one reads.
    · 이미지마다 행이 하나씩 나오고, 픽셀은 글을 읽는 순서로 놓입니다.
    """
    from tensor_ops import flatten_images

    images = np.arange(2 * 3 * 4).reshape(2, 3, 4)
    got = flatten_images(images)
    assert got.shape == (2, 12), (
        f"expected shape (2, 12), got {got.shape} · 예상한 형태 (2, 12), 반환된 형태 {got.shape}"
    )
    assert got[0].tolist() == list(range(12)), (
        f"expected image 0 to read 0, 1, … 11, got {got[0].tolist()}"
        f" · 0번 이미지는 0, 1, … 11이어야 하는데 다음이 반환되었습니다: {got[0].tolist()}"
    )
    assert got[1].tolist() == list(range(12, 24)), (
        f"expected image 1 to read 12, 13, … 23, got {got[1].tolist()}"
        f" · 1번 이미지는 12, 13, … 23이어야 하는데 다음이 반환되었습니다: {got[1].tolist()}"
    )


def test_reshape_to_column():
    """All entries stand in one column, in the order in which one reads.
    · 모든 원소가 글을 읽는 순서대로 한 열에 놓입니다.
    """
    from tensor_ops import reshape_to_column

    got = reshape_to_column(np.array([[1, 2, 3], [4, 5, 6]]))
    assert got.shape == (6, 1), f"expected shape (6, 1), got {got.shape} · 예상한 형태 (6, 1), 반환된 형태 {got.shape}"
    assert got[:, 0].tolist() == [1, 2, 3, 4, 5, 6], (
        f"expected 1 to 6 from top to bottom, got {got[:, 0].tolist()}"
        f" · 위에서 아래로 1부터 6까지여야 하는데 다음이 반환되었습니다: {got[:, 0].tolist()}"
    )
    vector = reshape_to_column(np.array([0.5, 1.5]))
    assert vector.shape == (2, 1), (
        f"expected shape (2, 1) for a vector of length 2, got {vector.shape}"
        f" · 예상한 형태 (2, 1) for a vector of length 2, 반환된 형태 {vector.shape}"
    )


def test_reshape_matrix():
    """The entries keep their order in the new shape; a size that does not fit is refused.
    · 새로운 형태에서도 원소의 순서는 그대로입니다. 맞지 않는 크기는 거부합니다.
    """
    from tensor_ops import reshape_matrix

    x = np.array([[0, 1, 2], [3, 4, 5]])
    got = reshape_matrix(x, 3, 2)
    assert got.shape == (3, 2), f"expected shape (3, 2), got {got.shape} · 예상한 형태 (3, 2), 반환된 형태 {got.shape}"
    assert got.tolist() == [[0, 1], [2, 3], [4, 5]], (
        f"expected [[0, 1], [2, 3], [4, 5]], got {got.tolist()}"
        f" · 예상한 값 [[0, 1], [2, 3], [4, 5]], 반환된 값 {got.tolist()}"
    )
    assert x.shape == (2, 3), (
        "reshape_matrix must not change the shape of its argument · reshape_matrix는 인수의 형태를 바꾸면 안 됩니다"
    )
    try:
        reshape_matrix(x, 4, 2)
        refused = False
    except (AssertionError, ValueError):
        refused = True
    assert refused, (
        "six entries do not fill a (4, 2) matrix: that should be refused"
        " · 원소 여섯 개로는 (4, 2) 행렬을 채울 수 없으므로 거부해야 합니다"
    )


def test_transpose_matrix():
    """Rows become columns, which is not the same as reshaping. · 행이 열이 됩니다. 형태만 바꾸는 것과는 다릅니다."""
    from tensor_ops import transpose_matrix

    x = np.array([[0, 1, 2], [3, 4, 5]])
    got = transpose_matrix(x)
    assert got.shape == (3, 2), f"expected shape (3, 2), got {got.shape} · 예상한 형태 (3, 2), 반환된 형태 {got.shape}"
    assert got.tolist() == [[0, 3], [1, 4], [2, 5]], (
        f"expected [[0, 3], [1, 4], [2, 5]], got {got.tolist()}"
        f" · 예상한 값 [[0, 3], [1, 4], [2, 5]], 반환된 값 {got.tolist()}"
    )
    assert x.tolist() == [[0, 1, 2], [3, 4, 5]], (
        "transpose_matrix must not change its argument · transpose_matrix는 인수를 바꾸면 안 됩니다"
    )
