# tensors.py - Tensors: how a neural network sees data · 텐서: 신경망이 데이터를 보는 방법
#
# Write each function in place of its `raise NotImplementedError(...)`; keep the names and the arguments.
# Check your work, in this folder:   pytest test_tensors.py
# These public tests are a beginning: the course's graders try more inputs. Hand in this file under this name.
#
# 함수마다 `raise NotImplementedError(...)` 줄을 지우고 그 자리에 코드를 쓰세요. 함수 이름과 인자는 바꾸지 마세요.
# 이 폴더에서 다음 명령으로 확인할 수 있습니다:   pytest test_tensors.py
# 공개 테스트는 시작일 뿐이고, 채점기는 더 많은 입력을 시험합니다. 파일 이름을 바꾸지 말고 제출하세요.
#
# (Generated from solutions/tensors.py by `autograder build`; teachers change that file, not this one.)

import matplotlib.pyplot as plt
import numpy as np


# --- 1. Scalars: rank 0 · 1. 스칼라: 랭크 0 ---


def make_scalar(value):
    """Return a rank-0 tensor that holds ``value``.

    Args:
        value: a Python number.

    Returns:
        A rank-0 array, or a NumPy scalar, equal to ``value``; its shape is ``()``.

    · ``value``를 담은 랭크 0 텐서를 반환합니다.

    인수:
        value: 파이썬 숫자.

    반환값:
        값이 ``value``이고 형태가 ``()``인 랭크 0 배열 또는 NumPy 스칼라.

    >>> make_scalar(12).shape
    ()
    >>> int(make_scalar(12))
    12

    *Deep Learning with Python*, 2.2.1
    """
    # YOUR CODE HERE
    raise NotImplementedError("make_scalar is not written yet · make_scalar: 아직 작성하지 않았습니다")


# --- 2. Vectors: rank 1 · 2. 벡터: 랭크 1 ---


def make_vector(values):
    """Return a rank-1 tensor of the numbers in ``values``.

    Args:
        values: a list of Python numbers.

    Returns:
        An array of shape ``(len(values),)``, the numbers in the same order.

    · ``values``의 수를 담은 랭크 1 텐서를 반환합니다.

    인수:
        values: 파이썬 숫자의 리스트.

    반환값:
        형태가 ``(len(values),)``인 배열. 수의 순서는 그대로입니다.

    >>> make_vector([12, 3, 6, 14, 7]).shape
    (5,)
    >>> make_vector([1.5, 2.5])
    array([1.5, 2.5])

    *Deep Learning with Python*, 2.2.2
    """
    # YOUR CODE HERE
    raise NotImplementedError("make_vector is not written yet · make_vector: 아직 작성하지 않았습니다")


# --- 3. Matrices: rank 2 · 3. 행렬: 랭크 2 ---


def make_matrix(rows):
    """Return a rank-2 tensor whose rows are the lists in ``rows``.

    Args:
        rows: a list of equally long lists of Python numbers.

    Returns:
        An array of shape ``(number of rows, length of a row)``.

    · ``rows``의 리스트를 행으로 하는 랭크 2 텐서를 반환합니다.

    인수:
        rows: 길이가 모두 같은, 파이썬 숫자 리스트의 리스트.

    반환값:
        형태가 ``(행의 개수, 행의 길이)``인 배열.

    >>> make_matrix([[5, 78, 2, 34], [6, 79, 3, 35], [7, 80, 4, 36]]).shape
    (3, 4)
    >>> make_matrix([[1, 2], [3, 4]])
    array([[1, 2],
           [3, 4]])

    *Deep Learning with Python*, 2.2.3
    """
    # YOUR CODE HERE
    raise NotImplementedError("make_matrix is not written yet · make_matrix: 아직 작성하지 않았습니다")


# --- 4. Rank 3 and higher · 4. 랭크 3과 그보다 높은 랭크 ---


def make_rank3(matrix, copies):
    """Return a rank-3 tensor: ``copies`` copies of ``matrix``, stacked along a new first axis.

    Args:
        matrix: the rows of a matrix, equally long lists of Python numbers (an array of rank 2 does as well).
        copies: how many copies to stack, an int.

    Returns:
        An array of shape ``(copies, rows, columns)``; ``result[i]`` equals ``matrix`` for every ``i``.

    · 랭크 3 텐서, 곧 ``matrix``의 사본 ``copies``개를 새로운 첫 번째 축을 따라 쌓은 텐서를 반환합니다.

    인수:
        matrix: 행렬의 행, 곧 길이가 모두 같은 파이썬 숫자의 리스트(랭크 2인 배열도 됩니다).
        copies: 쌓을 사본의 개수, int.

    반환값:
        형태가 ``(copies, rows, columns)``인 배열. 모든 ``i``에서 ``result[i]``는 ``matrix``와 같습니다.

    >>> make_rank3([[1, 2, 3], [4, 5, 6]], 4).shape
    (4, 2, 3)
    >>> make_rank3([[1, 2]], 2)
    array([[[1, 2]],
    <BLANKLINE>
           [[1, 2]]])

    *Deep Learning with Python*, 2.2.4
    """
    # YOUR CODE HERE
    raise NotImplementedError("make_rank3 is not written yet · make_rank3: 아직 작성하지 않았습니다")


# --- 5. Key attributes · 5. 핵심 속성 ---


def key_attributes(x):
    """Return what describes the tensor ``x``: its rank, its shape and the name of its dtype.

    Args:
        x: an array of any rank and any dtype.

    Returns:
        The tuple ``(ndim, shape, dtype)``: an int, a tuple of ints, and a string such as ``"uint8"``.

    · 텐서 ``x``를 설명하는 것, 곧 랭크와 형태와 데이터 타입의 이름을 반환합니다.

    인수:
        x: 랭크와 데이터 타입이 무엇이든 상관없는 배열.

    반환값:
        튜플 ``(ndim, shape, dtype)``. 각각 int, int의 튜플, ``"uint8"`` 같은 문자열입니다.

    >>> key_attributes(np.zeros((60, 28, 28), dtype="uint8"))
    (3, (60, 28, 28), 'uint8')
    >>> key_attributes(np.array(2.5))
    (0, (), 'float64')

    *Deep Learning with Python*, 2.2.5
    """
    # YOUR CODE HERE
    raise NotImplementedError("key_attributes is not written yet · key_attributes: 아직 작성하지 않았습니다")


# --- 6. Slicing · 6. 슬라이싱 ---


def slice_images(images, start, stop):
    """Return the images from ``start`` up to, not including, ``stop``.

    Args:
        images: an array of shape ``(n, height, width)``, for MNIST of dtype ``uint8``.
        start: the number of the first image wanted, counted from 0.
        stop: the number of the first image not wanted any more, ``start <= stop <= n``.

    Returns:
        An array of shape ``(stop - start, height, width)``.

    · ``start``번부터 ``stop``번 바로 앞까지의 이미지를 반환합니다.

    인수:
        images: 형태가 ``(n, height, width)``인 배열. MNIST의 데이터 타입은 ``uint8``입니다.
        start: 첫 이미지의 번호. 0부터 셉니다.
        stop: 더는 들어가지 않는 첫 이미지의 번호, ``start <= stop <= n``.

    반환값:
        형태가 ``(stop - start, height, width)``인 배열.

    >>> images = np.zeros((200, 28, 28), dtype="uint8")
    >>> slice_images(images, 10, 100).shape
    (90, 28, 28)

    *Deep Learning with Python*, 2.2.6
    """
    # YOUR CODE HERE
    raise NotImplementedError("slice_images is not written yet · slice_images: 아직 작성하지 않았습니다")


# --- 7. Batches · 7. 배치 ---


def get_batch(images, index, batch_size=128):
    """Return batch number ``index`` of the images.

    Args:
        images: an array of shape ``(n, height, width)``.
        index: the number of the batch, counted from 0.
        batch_size: how many images a whole batch has.

    Returns:
        An array of shape ``(batch_size, height, width)``; the last batch may be shorter,
        and a batch just past the end has length 0.

    · 이미지의 ``index``번 배치를 반환합니다.

    인수:
        images: 형태가 ``(n, height, width)``인 배열.
        index: 배치의 번호. 0부터 셉니다.
        batch_size: 온전한 배치에 들어 있는 이미지의 개수.

    반환값:
        형태가 ``(batch_size, height, width)``인 배열. 마지막 배치는 더 짧을 수 있고,
        끝을 막 지난 배치의 길이는 0입니다.

    >>> images = np.zeros((300, 28, 28), dtype="uint8")
    >>> [len(get_batch(images, index)) for index in range(4)]
    [128, 128, 44, 0]
    >>> get_batch(images, 1, 100).shape
    (100, 28, 28)

    *Deep Learning with Python*, 2.2.7
    """
    # YOUR CODE HERE
    raise NotImplementedError("get_batch is not written yet · get_batch: 아직 작성하지 않았습니다")


# --- 8. Looking at a digit · 8. 숫자 이미지 보기 ---


def plot_digit(images, index):
    """Show one image in black on white and return the ``Axes`` it is drawn on.

    Args:
        images: an array of shape ``(n, height, width)``, for MNIST of dtype ``uint8``.
        index: the number of the image to show, counted from 0.

    Returns:
        A Matplotlib ``Axes`` on which ``imshow`` shows ``images[index]`` with the colour map ``binary``.

    · 이미지 하나를 흰 바탕에 검은색으로 그리고, 그 그림이 있는 ``Axes``를 반환합니다.

    인수:
        images: 형태가 ``(n, height, width)``인 배열. MNIST의 데이터 타입은 ``uint8``입니다.
        index: 그릴 이미지의 번호. 0부터 셉니다.

    반환값:
        ``imshow``가 컬러맵 ``binary``로 ``images[index]``를 그린 Matplotlib의 ``Axes``.

    >>> axes = plot_digit(np.zeros((3, 28, 28), dtype="uint8"), 1)
    >>> axes.images[0].get_array().shape
    (28, 28)
    >>> axes.images[0].get_cmap().name
    'binary'
    >>> plt.close(axes.figure)

    *Deep Learning with Python*, 2.2.5
    """
    # YOUR CODE HERE
    raise NotImplementedError("plot_digit is not written yet · plot_digit: 아직 작성하지 않았습니다")
