# tensor_ops.py - The gears of neural networks: tensor operations · 신경망의 톱니바퀴: 텐서 연산
#
# Write each function in place of its `raise NotImplementedError(...)`; keep the names and the arguments.
# Check your work, in this folder:   pytest test_tensor_ops.py
# These public tests are a beginning: the course's graders try more inputs. Hand in this file under this name.
#
# 함수마다 `raise NotImplementedError(...)` 줄을 지우고 그 자리에 코드를 쓰세요. 함수 이름과 인자는 바꾸지 마세요.
# 이 폴더에서 다음 명령으로 확인할 수 있습니다:   pytest test_tensor_ops.py
# 공개 테스트는 시작일 뿐이고, 채점기는 더 많은 입력을 시험합니다. 파일 이름을 바꾸지 말고 제출하세요.
#
# (Generated from solutions/tensor_ops.py by `autograder build`; teachers change that file, not this one.)

import numpy as np


# --- 1. Element-wise operations · 1. 원소별 연산 ---


def naive_relu(x):
    """Return ``max(entry, 0)`` for each entry of the matrix ``x``, in plain Python loops.

    Args:
        x: an array of rank 2, ``int64``, ``float32`` or ``float64``; it may be empty, and it is not changed.

    Returns:
        A new array of the shape of ``x``.

    Raises:
        AssertionError or ValueError: the rank of ``x`` is not 2.

    · 행렬 ``x``의 원소마다 ``max(원소, 0)``을 평범한 파이썬 반복문으로 계산해 반환합니다.

    인수:
        x: 랭크 2인 배열, ``int64``, ``float32``, ``float64`` 가운데 하나. 비어 있을 수 있으며, 바꾸지 않습니다.

    반환값:
        ``x``와 형태가 같은 새로운 배열.

    예외:
        AssertionError 또는 ValueError: ``x``의 랭크가 2가 아닙니다.

    >>> naive_relu(np.array([[1, -2], [-3, 4]]))
    array([[1, 0],
           [0, 4]])

    *Deep Learning with Python*, 2.3.1
    """
    # YOUR CODE HERE
    raise NotImplementedError("naive_relu is not written yet · naive_relu: 아직 작성하지 않았습니다")


def naive_add(x, y):
    """Return the sum of the matrices ``x`` and ``y``, in plain Python loops.

    Args:
        x: an array of rank 2, ``int64``, ``float32`` or ``float64``; it may be empty, and it is not changed.
        y: an array of the shape and the dtype of ``x``; not changed either.

    Returns:
        A new array of the same shape.

    Raises:
        AssertionError or ValueError: a rank is not 2, or the shapes are not equal.

    · 행렬 ``x``와 ``y``의 합을 평범한 파이썬 반복문으로 계산해 반환합니다.

    인수:
        x: 랭크 2인 배열, ``int64``, ``float32``, ``float64`` 가운데 하나. 비어 있을 수 있으며, 바꾸지 않습니다.
        y: ``x``와 형태와 데이터 타입이 같은 배열. 역시 바꾸지 않습니다.

    반환값:
        형태가 같은 새로운 배열.

    예외:
        AssertionError 또는 ValueError: 랭크가 2가 아니거나 두 형태가 다릅니다.

    >>> naive_add(np.array([[1, 2], [3, 4]]), np.array([[10, 20], [30, 40]]))
    array([[11, 22],
           [33, 44]])

    *Deep Learning with Python*, 2.3.1
    """
    # YOUR CODE HERE
    raise NotImplementedError("naive_add is not written yet · naive_add: 아직 작성하지 않았습니다")


# --- 2. Broadcasting · 2. 브로드캐스팅 ---


def naive_add_matrix_and_vector(x, y):
    """Return the matrix ``x`` with the vector ``y`` added to each of its rows, in plain Python loops.

    Args:
        x: an array of rank 2, ``int64``, ``float32`` or ``float64``; it may be empty, and it is not changed.
        y: an array of rank 1 and of the dtype of ``x``, as long as a row of ``x``; not changed either.

    Returns:
        A new array of the shape of ``x``.

    Raises:
        AssertionError or ValueError: a rank is wrong, or ``x.shape[1] != y.shape[0]``.

    · 행렬 ``x``의 행마다 벡터 ``y``를 더한 행렬을 평범한 파이썬 반복문으로 계산해 반환합니다.

    인수:
        x: 랭크 2인 배열, ``int64``, ``float32``, ``float64`` 가운데 하나. 비어 있을 수 있으며, 바꾸지 않습니다.
        y: 랭크 1이고 데이터 타입이 ``x``와 같으며 ``x``의 한 행과 길이가 같은 배열. 역시 바꾸지 않습니다.

    반환값:
        ``x``와 형태가 같은 새로운 배열.

    예외:
        AssertionError 또는 ValueError: 랭크가 틀리거나 ``x.shape[1] != y.shape[0]``입니다.

    >>> naive_add_matrix_and_vector(np.array([[1, 2, 3], [4, 5, 6]]), np.array([10, 20, 30]))
    array([[11, 22, 33],
           [14, 25, 36]])

    *Deep Learning with Python*, 2.3.2
    """
    # YOUR CODE HERE
    raise NotImplementedError("naive_add_matrix_and_vector is not written yet · naive_add_matrix_and_vector: 아직 작성하지 않았습니다")


# --- 3. The dot product · 3. 점곱 ---


def naive_vector_dot(x, y):
    """Return the dot product of the vectors ``x`` and ``y``, in a plain Python loop.

    Args:
        x: an array of rank 1, ``int64``, ``float32`` or ``float64``; it may be empty, and it is not changed.
        y: an array of the shape and the dtype of ``x``; not changed either.

    Returns:
        A scalar: the sum of ``x[i] * y[i]`` over all ``i``, and 0 for empty vectors.

    Raises:
        AssertionError or ValueError: a rank is not 1, or the lengths are not equal.

    · 벡터 ``x``와 ``y``의 점곱을 평범한 파이썬 반복문으로 계산해 반환합니다.

    인수:
        x: 랭크 1인 배열, ``int64``, ``float32``, ``float64`` 가운데 하나. 비어 있을 수 있으며, 바꾸지 않습니다.
        y: ``x``와 형태와 데이터 타입이 같은 배열. 역시 바꾸지 않습니다.

    반환값:
        스칼라, 곧 모든 ``i``에 대한 ``x[i] * y[i]``의 합. 빈 벡터라면 0입니다.

    예외:
        AssertionError 또는 ValueError: 랭크가 1이 아니거나 두 길이가 다릅니다.

    >>> float(naive_vector_dot(np.array([1.0, 2.0, 3.0]), np.array([4.0, 5.0, 6.0])))
    32.0

    *Deep Learning with Python*, 2.3.3
    """
    # YOUR CODE HERE
    raise NotImplementedError("naive_vector_dot is not written yet · naive_vector_dot: 아직 작성하지 않았습니다")


def naive_matrix_vector_dot(x, y):
    """Return the vector of the dot products of the rows of ``x`` with ``y``, in plain Python loops.

    Args:
        x: an array of rank 2, ``int64``, ``float32`` or ``float64``; it may be empty, and it is not changed.
        y: an array of rank 1 and of the dtype of ``x``, as long as a row of ``x``; not changed either.

    Returns:
        A new array of shape ``(x.shape[0],)``.

    Raises:
        AssertionError or ValueError: a rank is wrong, or ``x.shape[1] != y.shape[0]``.

    · ``x``의 각 행과 ``y``의 점곱으로 된 벡터를 평범한 파이썬 반복문으로 계산해 반환합니다.

    인수:
        x: 랭크 2인 배열, ``int64``, ``float32``, ``float64`` 가운데 하나. 비어 있을 수 있으며, 바꾸지 않습니다.
        y: 랭크 1이고 데이터 타입이 ``x``와 같으며 ``x``의 한 행과 길이가 같은 배열. 역시 바꾸지 않습니다.

    반환값:
        형태가 ``(x.shape[0],)``인 새로운 배열.

    예외:
        AssertionError 또는 ValueError: 랭크가 틀리거나 ``x.shape[1] != y.shape[0]``입니다.

    >>> naive_matrix_vector_dot(np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), np.array([1.0, 2.0, 3.0]))
    array([14., 32.])

    *Deep Learning with Python*, 2.3.3
    """
    # YOUR CODE HERE
    raise NotImplementedError("naive_matrix_vector_dot is not written yet · naive_matrix_vector_dot: 아직 작성하지 않았습니다")


def naive_matrix_dot(x, y):
    """Return the matrix product of ``x`` and ``y``, in plain Python loops.

    Args:
        x: an array of rank 2, ``int64``, ``float32`` or ``float64``; it may be empty, and it is not changed.
        y: an array of rank 2 and of the dtype of ``x``, with as many rows as ``x`` has columns; not changed either.

    Returns:
        A new array of shape ``(x.shape[0], y.shape[1])``, with the dot product of row ``i`` of ``x`` and
        column ``j`` of ``y`` at ``[i, j]``.

    Raises:
        AssertionError or ValueError: a rank is not 2, or ``x.shape[1] != y.shape[0]``.

    · ``x``와 ``y``의 행렬 곱을 평범한 파이썬 반복문으로 계산해 반환합니다.

    인수:
        x: 랭크 2인 배열, ``int64``, ``float32``, ``float64`` 가운데 하나. 비어 있을 수 있으며, 바꾸지 않습니다.
        y: 랭크 2이고 데이터 타입이 ``x``와 같으며 행의 개수가 ``x``의 열의 개수와 같은 배열. 역시 바꾸지 않습니다.

    반환값:
        형태가 ``(x.shape[0], y.shape[1])``인 새로운 배열. ``[i, j]`` 위치에는 ``x``의 ``i``번 행과
        ``y``의 ``j``번 열의 점곱이 있습니다.

    예외:
        AssertionError 또는 ValueError: 랭크가 2가 아니거나 ``x.shape[1] != y.shape[0]``입니다.

    >>> naive_matrix_dot(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[5.0, 6.0], [7.0, 8.0]]))
    array([[19., 22.],
           [43., 50.]])

    *Deep Learning with Python*, 2.3.3
    """
    # YOUR CODE HERE
    raise NotImplementedError("naive_matrix_dot is not written yet · naive_matrix_dot: 아직 작성하지 않았습니다")


# --- 4. Broadcasting, made visible · 4. 브로드캐스팅을 눈으로 보기 ---


def broadcast_vector(y, rows):
    """Return the matrix of ``rows`` rows, each of which is the vector ``y``.

    Args:
        y: an array of rank 1, ``int64``, ``float32`` or ``float64``; it may be empty, and it is not changed.
        rows: how many rows the matrix shall have, an int of at least 0.

    Returns:
        An array of shape ``(rows, len(y))``.

    Raises:
        AssertionError or ValueError: the rank of ``y`` is not 1.

    · 모든 행이 벡터 ``y``인, 행이 ``rows``개인 행렬을 반환합니다.

    인수:
        y: 랭크 1인 배열, ``int64``, ``float32``, ``float64`` 가운데 하나. 비어 있을 수 있으며, 바꾸지 않습니다.
        rows: 행렬의 행의 개수, 0 이상의 int.

    반환값:
        형태가 ``(rows, len(y))``인 배열.

    예외:
        AssertionError 또는 ValueError: ``y``의 랭크가 1이 아닙니다.

    >>> broadcast_vector(np.array([10, 20, 30]), 2)
    array([[10, 20, 30],
           [10, 20, 30]])

    *Deep Learning with Python*, 2.3.2
    """
    # YOUR CODE HERE
    raise NotImplementedError("broadcast_vector is not written yet · broadcast_vector: 아직 작성하지 않았습니다")


# --- 5. Reshaping · 5. 형태 바꾸기 ---


def flatten_images(images):
    """Return the images as the rows of a matrix, each image read in row-major order.

    Args:
        images: an array of shape ``(n, height, width)``, of any height and width.

    Returns:
        An array of shape ``(n, height * width)``.

    · 이미지를 행으로 하는 행렬을 반환합니다. 이미지마다 행 우선 순서로 읽습니다.

    인수:
        images: 형태가 ``(n, height, width)``인 배열. 높이와 너비는 무엇이든 됩니다.

    반환값:
        형태가 ``(n, height * width)``인 배열.

    >>> flatten_images(np.zeros((5, 28, 28))).shape
    (5, 784)
    >>> flatten_images(np.array([[[1, 2], [3, 4]], [[5, 6], [7, 8]]]))
    array([[1, 2, 3, 4],
           [5, 6, 7, 8]])

    *Deep Learning with Python*, 2.3.4
    """
    # YOUR CODE HERE
    raise NotImplementedError("flatten_images is not written yet · flatten_images: 아직 작성하지 않았습니다")


def reshape_to_column(x):
    """Return the entries of ``x`` as a matrix with one column, in row-major order.

    Args:
        x: an array of any shape.

    Returns:
        An array of shape ``(x.size, 1)``.

    · ``x``의 원소를 행 우선 순서로 열 하나에 담은 행렬을 반환합니다.

    인수:
        x: 형태가 무엇이든 상관없는 배열.

    반환값:
        형태가 ``(x.size, 1)``인 배열.

    >>> reshape_to_column(np.array([[1, 2], [3, 4]]))
    array([[1],
           [2],
           [3],
           [4]])

    *Deep Learning with Python*, 2.3.4
    """
    # YOUR CODE HERE
    raise NotImplementedError("reshape_to_column is not written yet · reshape_to_column: 아직 작성하지 않았습니다")


def reshape_matrix(x, rows, cols):
    """Return the entries of ``x`` as a matrix of ``rows`` rows and ``cols`` columns, in row-major order.

    Args:
        x: an array of any shape.
        rows: how many rows the result shall have, an int.
        cols: how many columns the result shall have, an int.

    Returns:
        An array of shape ``(rows, cols)``.

    Raises:
        AssertionError or ValueError: ``rows * cols`` is not ``x.size``.

    · ``x``의 원소를 행 우선 순서로 담은, 행이 ``rows``개이고 열이 ``cols``개인 행렬을 반환합니다.

    인수:
        x: 형태가 무엇이든 상관없는 배열.
        rows: 결과의 행의 개수, int.
        cols: 결과의 열의 개수, int.

    반환값:
        형태가 ``(rows, cols)``인 배열.

    예외:
        AssertionError 또는 ValueError: ``rows * cols``가 ``x.size``와 다릅니다.

    >>> reshape_matrix(np.array([[0, 1, 2], [3, 4, 5]]), 3, 2)
    array([[0, 1],
           [2, 3],
           [4, 5]])

    *Deep Learning with Python*, 2.3.4
    """
    # YOUR CODE HERE
    raise NotImplementedError("reshape_matrix is not written yet · reshape_matrix: 아직 작성하지 않았습니다")


# --- 6. Transposing · 6. 전치 ---


def transpose_matrix(x):
    """Return the matrix ``x`` with rows and columns exchanged.

    Args:
        x: an array of rank 2; it is not changed.

    Returns:
        An array of shape ``(x.shape[1], x.shape[0])``, with ``x[i, j]`` at ``[j, i]``.

    · 행렬 ``x``의 행과 열을 맞바꾼 행렬을 반환합니다.

    인수:
        x: 랭크 2인 배열. 바꾸지 않습니다.

    반환값:
        형태가 ``(x.shape[1], x.shape[0])``인 배열. ``x[i, j]``가 ``[j, i]`` 위치에 있습니다.

    >>> transpose_matrix(np.array([[0, 1, 2], [3, 4, 5]]))
    array([[0, 3],
           [1, 4],
           [2, 5]])

    *Deep Learning with Python*, 2.3.4
    """
    # YOUR CODE HERE
    raise NotImplementedError("transpose_matrix is not written yet · transpose_matrix: 아직 작성하지 않았습니다")
