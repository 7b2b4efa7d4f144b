# %% [markdown] lang="en"
# # Tensors: how a neural network sees data
#
# *Unit `tensors` · 20 points · after* Deep Learning with Python, *section 2.2*
#
# A neural network never sees a photograph, a sentence or a heartbeat. It sees numbers, and the numbers come packed in
# a **tensor**: a container for numbers with any number of axes. You have used its small relatives for years. A single
# number is a tensor. So is a list of numbers, and so is a table. What is new is only that we do not stop at tables: a
# pile of tables is a tensor as well, and so is a pile of piles.
#
# ![A number, a row, a table and a stack of tables: tensors of rank 0 to 3](images/tensor_ranks.svg)
#
# Why spend a whole unit on containers? Because every layer of a network expects its input in one particular shape,
# and because most of what goes wrong in your first weeks of deep learning will be a shape that is not what you
# thought it was. Whoever can say, at each line of a program, *"this is a rank-3 tensor of shape `(60000, 28, 28)`,
# and it holds `uint8`"* finds such mistakes in seconds.
#
# Four words are enough to describe any tensor:
#
# | word | meaning | for the 60,000 training images of MNIST |
# | --- | --- | --- |
# | *axis* | one direction along which you can count entries | image, row, column |
# | *rank* | how many axes there are (`ndim` in NumPy) | 3 |
# | *shape* | how long each axis is | `(60000, 28, 28)` |
# | *dtype* | the type that all the entries share | `uint8`, whole numbers from 0 to 255 |
#
# **How to work through this notebook.** Each exercise has three parts: a text, a cell with an unfinished function,
# and a cell that tests it. Read the function's docstring, then replace the line that raises `NotImplementedError`.
# Three rules hold everywhere:
#
# - arguments are passed by position, in the order in which the docstring names them;
# - your function *returns* its result; printing it is not enough;
# - your function leaves its arguments as they were.

# %% [markdown] lang="ko"
# # 텐서: 신경망이 데이터를 보는 방법
#
# *단원 `tensors` · 20점 ·* 케라스 창시자에게 배우는 딥러닝 *2.2절*
#
# 신경망은 사진도, 문장도, 심장 박동도 직접 보지 못합니다. 신경망이 보는 것은 숫자뿐이며, 그 숫자는 **텐서**(tensor)에
# 담겨 들어옵니다. 텐서는 축을 몇 개든 가질 수 있는 숫자 상자입니다. 간단한 텐서는 이미 여러 해 동안 써 왔습니다. 숫자
# 하나도 텐서이고, 숫자를 늘어놓은 목록도, 숫자로 채운 표도 텐서입니다. 새로운 점은 표에서 멈추지 않는다는 것뿐입니다.
# 표를 여러 장 쌓은 것도 텐서이고, 그 더미를 다시 쌓은 것도 텐서입니다.
#
# ![숫자 하나, 한 줄, 표, 표의 더미: 랭크 0부터 3까지의 텐서](images/tensor_ranks.svg)
#
# 상자 이야기에 한 단원을 모두 쓰는 까닭은 무엇일까요? 신경망의 층은 저마다 정해진 형태의 입력을 기대하고, 딥러닝을
# 처음 배울 때 만나는 오류는 대부분 배열의 형태가 생각과 달라서 생기기 때문입니다. 프로그램의 어느 줄에서든 "이것은
# 형태가 `(60000, 28, 28)`이고 `uint8` 값을 담은 랭크 3 텐서다"라고 말할 수 있다면 그런 실수는 금방 찾아낼 수
# 있습니다.
#
# 어떤 텐서든 네 단어면 설명할 수 있습니다.
#
# | 용어 | 뜻 | MNIST 훈련 이미지 60,000장의 경우 |
# | --- | --- | --- |
# | 축(axis) | 원소를 세어 나갈 수 있는 한 방향 | 이미지, 행, 열 |
# | 랭크(rank) | 축의 개수(NumPy의 `ndim`) | 3 |
# | 형태(shape) | 각 축의 길이 | `(60000, 28, 28)` |
# | 데이터 타입(dtype) | 모든 원소가 함께 쓰는 타입 | `uint8`, 0부터 255까지의 정수 |
#
# **이 노트북을 공부하는 방법.** 연습 문제는 설명, 아직 완성되지 않은 함수, 그 함수를 확인하는 테스트의 세 부분으로
# 이루어져 있습니다. 함수의 독스트링을 읽은 다음 `NotImplementedError`를 일으키는 줄을 여러분의 코드로 바꾸세요. 다음
# 세 가지 규칙은 모든 문제에 적용됩니다.
#
# - 인수는 독스트링에 나온 순서대로, 위치로 전달됩니다.
# - 결과는 반드시 *반환*해야 합니다. 화면에 출력하는 것만으로는 부족합니다.
# - 함수는 받은 인수를 바꾸지 않아야 합니다.

# %% tags=["setup"]
import matplotlib.pyplot as plt
import numpy as np

# %% [markdown] lang="en"
# ## 1. Scalars: rank 0
#
# A tensor that holds exactly one number is a **scalar**. It has no axes at all, so its shape is the empty tuple `()`:
# no length has to be given, because there is no direction in which to count. The loss of a network, the one number
# that says how wrong it is, is a scalar.
#
# **Exercise `make_scalar(value)`.** You get a Python number. Return a rank-0 array (a NumPy scalar will do as well)
# that holds it. Mind the brackets: `np.array(12)` and `np.array([12])` are different things. The second has one axis,
# of length 1.

# %% [markdown] lang="ko"
# ## 1. 스칼라: 랭크 0
#
# 숫자를 꼭 하나만 담은 텐서를 **스칼라**(scalar)라고 합니다. 스칼라에는 축이 하나도 없습니다. 세어 나갈 방향이 없으니
# 길이를 적을 필요도 없고, 그래서 형태는 빈 튜플 `()`입니다. 신경망이 얼마나 틀렸는지를 숫자 하나로 나타내는 손실 값이
# 바로 스칼라입니다.
#
# **연습 문제 `make_scalar(value)`.** 파이썬 숫자 하나를 받아 그 값을 담은 랭크 0 배열을 반환하세요. NumPy 스칼라를
# 반환해도 됩니다. 대괄호에 주의하세요. `np.array(12)`와 `np.array([12])`는 서로 다릅니다. 뒤의 것에는 길이가 1인 축이
# 하나 있습니다.

# %% tags=["example"]
no_axis = np.array(12)
one_axis = np.array([12])
list(map(np.shape, (no_axis, one_axis)))


# %% tags=["exercise"] exercise="make_scalar"
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
    ### BEGIN SOLUTION
    return np.array(value)
    ### END SOLUTION


# %% tags=["public-test"] exercise="make_scalar"
def test_make_scalar():
    """A scalar has no axes and keeps its value. · 스칼라는 축이 없고 값을 그대로 지닙니다."""
    for value in (12, -3, 0, 2.5):
        got = make_scalar(value)
        assert isinstance(got, (np.ndarray, np.generic)), (
            f"expected a NumPy value, got {type(got).__name__}"
            f" · NumPy 값이 필요한데 다음이 반환되었습니다: {type(got).__name__}"
        )
        assert np.ndim(got) == 0, (
            f"expected rank 0, got rank {np.ndim(got)}: are there brackets too many?"
            f" · 예상한 랭크 0, 반환된 랭크 {np.ndim(got)}: 대괄호가 너무 많지 않나요?"
        )
        assert got == value, f"expected {value}, got {got} · 예상한 값 {value}, 반환된 값 {got}"


# %% [markdown] lang="en"
# ## 2. Vectors: rank 1
#
# Numbers in a row make a **vector**, a tensor with one axis. The vector `[12, 3, 6, 14, 7]` has five entries, and
# people call it a *5-dimensional vector*. That is not a *5-dimensional tensor*! A 5-dimensional vector has one axis
# with five places on it; a 5-dimensional tensor has five axes. The word *dimension* is used for both, which is a good
# reason to say *rank* when you mean the number of axes.
#
# One row of measurements is a vector: the age, the income and the postcode of a person, for instance. So is the
# answer of the network that you will build in the unit `first_network`: ten probabilities, one for each digit.
#
# **Exercise `make_vector(values)`.** You get a list of Python numbers. Return a rank-1 array of them, in the same
# order.

# %% [markdown] lang="ko"
# ## 2. 벡터: 랭크 1
#
# 숫자를 한 줄로 늘어놓으면 **벡터**(vector), 곧 축이 하나인 텐서가 됩니다. 벡터 `[12, 3, 6, 14, 7]`에는 원소가 다섯
# 개 있으므로 흔히 *5차원 벡터*라고 부릅니다. 하지만 이것은 *5차원 텐서*가 아닙니다! 5차원 벡터는 축이 하나이고 그
# 축에 자리가 다섯 개 있습니다. 5차원 텐서는 축이 다섯 개입니다. '차원'이라는 말이 두 가지 뜻으로 쓰이니, 축의 개수를
# 말할 때는 '랭크'라고 하는 편이 분명합니다.
#
# 한 사람의 나이, 소득, 우편번호처럼 한 번 측정한 값들의 묶음이 벡터입니다. `first_network` 단원에서 만들 신경망이
# 내놓는 답, 곧 숫자마다 하나씩 모두 열 개인 확률도 벡터입니다.
#
# **연습 문제 `make_vector(values)`.** 파이썬 숫자의 리스트를 받아 같은 순서로 담은 랭크 1 배열을 반환하세요.


# %% tags=["exercise"] exercise="make_vector"
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
    ### BEGIN SOLUTION
    return np.array(values)
    ### END SOLUTION


# %% tags=["public-test"] exercise="make_vector"
def test_make_vector():
    """A vector has one axis and keeps the numbers in their order. · 벡터는 축이 하나이고 수의 순서가 그대로입니다."""
    for values in ([12, 3, 6, 14, 7], [0.5, -0.5], [4]):
        got = make_vector(values)
        assert isinstance(got, np.ndarray), (
            f"expected an array, got {type(got).__name__} · 배열이 필요한데 다음이 반환되었습니다: {type(got).__name__}"
        )
        assert got.shape == (len(values),), (
            f"expected shape {(len(values),)}, got {got.shape} · 예상한 형태 {(len(values),)}, 반환된 형태 {got.shape}"
        )
        assert got.tolist() == values, (
            f"expected the entries {values}, got {got.tolist()} · 예상한 원소 {values}, 반환된 원소 {got.tolist()}"
        )


# %% [markdown] lang="en"
# ## 3. Matrices: rank 2
#
# Vectors of the same length, one below the other, make a **matrix**. Its first axis counts the *rows*, its second the
# *columns*. In
#
# $$
# M = \begin{pmatrix} 5 & 78 & 2 & 34 \\ 6 & 79 & 3 & 35 \\ 7 & 80 & 4 & 36 \end{pmatrix}
# $$
#
# the first row is `[5, 78, 2, 34]`, the first column is `[5, 6, 7]`, and the shape is `(3, 4)`: rows first, always.
#
# Tables of data are matrices by a firm habit: **one row for each sample, one column for each feature**. Measure four
# things about three people, and you have the matrix above.
#
# **Exercise `make_matrix(rows)`.** You get a list of rows, each a list of Python numbers and all of the same length.
# Return the rank-2 array of these rows.

# %% [markdown] lang="ko"
# ## 3. 행렬: 랭크 2
#
# 길이가 같은 벡터를 위아래로 늘어놓으면 **행렬**(matrix)이 됩니다. 첫 번째 축은 *행*을, 두 번째 축은 *열*을 셉니다.
#
# $$
# M = \begin{pmatrix} 5 & 78 & 2 & 34 \\ 6 & 79 & 3 & 35 \\ 7 & 80 & 4 & 36 \end{pmatrix}
# $$
#
# 이 행렬의 첫 번째 행은 `[5, 78, 2, 34]`, 첫 번째 열은 `[5, 6, 7]`이고 형태는 `(3, 4)`입니다. 행의 개수를 언제나 먼저
# 씁니다.
#
# 표로 된 데이터는 관례에 따라 **샘플마다 한 행, 특성마다 한 열**인 행렬로 나타냅니다. 세 사람에 대해 네 가지를
# 측정했다면 바로 위와 같은 행렬이 됩니다.
#
# **연습 문제 `make_matrix(rows)`.** 길이가 모두 같은 행들의 리스트를 받습니다. 각 행은 파이썬 숫자의 리스트입니다. 이
# 행들로 이루어진 랭크 2 배열을 반환하세요.


# %% tags=["exercise"] exercise="make_matrix"
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
    ### BEGIN SOLUTION
    return np.array(rows)
    ### END SOLUTION


# %% tags=["public-test"] exercise="make_matrix"
def test_make_matrix():
    """A matrix has two axes, and its rows are the rows that were given.
    · 행렬은 축이 두 개이고, 주어진 행이 그대로 행렬의 행이 됩니다.
    """
    for rows in ([[5, 78, 2, 34], [6, 79, 3, 35], [7, 80, 4, 36]], [[1.5, 2.5]], [[1], [2]]):
        got = make_matrix(rows)
        expected_shape = (len(rows), len(rows[0]))
        assert isinstance(got, np.ndarray), (
            f"expected an array, got {type(got).__name__} · 배열이 필요한데 다음이 반환되었습니다: {type(got).__name__}"
        )
        assert got.shape == expected_shape, (
            f"expected shape {expected_shape}, got {got.shape} · 예상한 형태 {expected_shape}, 반환된 형태 {got.shape}"
        )
        assert got.tolist() == rows, (
            f"expected the rows {rows}, got {got.tolist()} · 예상한 행 {rows}, 반환된 행 {got.tolist()}"
        )


# %% [markdown] lang="en"
# ## 4. Rank 3 and higher
#
# Pack matrices of the same shape into a new array, and you get a tensor of rank 3: a stack of tables. Pack those, and
# you get rank 4, and so on. In deep learning you will meet ranks 0 to 4, and rank 5 for video:
#
# | data | rank | shape |
# | --- | --- | --- |
# | tables: samples and their features | 2 | `(samples, features)` |
# | time series, such as a share price minute by minute | 3 | `(samples, steps, features)` |
# | grey images | 3 | `(samples, height, width)` |
# | colour images | 4 | `(samples, height, width, channels)` |
# | video | 5 | `(samples, frames, height, width, channels)` |
#
# Note what all the rows have in common: **the first axis counts the samples**.
#
# **Exercise `make_rank3(matrix, copies)`.** You get one matrix, as a list of rows, and the number of copies. Return
# the stack: an array of shape `(copies, rows, columns)`, each of whose entries along the first axis equals the
# matrix. Three copies of a matrix of shape `(2, 5)` make a tensor of shape `(3, 2, 5)`.

# %% [markdown] lang="ko"
# ## 4. 랭크 3과 그보다 높은 랭크
#
# 형태가 같은 행렬들을 새로운 배열에 담으면 표를 여러 장 쌓은 랭크 3 텐서가 됩니다. 랭크 3 텐서들을 다시 담으면 랭크
# 4가 되고, 이런 식으로 계속할 수 있습니다. 딥러닝에서는 보통 랭크 0부터 4까지를 다루고, 동영상이라면 랭크 5까지
# 올라갑니다.
#
# | 데이터 | 랭크 | 형태 |
# | --- | --- | --- |
# | 표: 샘플과 특성 | 2 | `(samples, features)` |
# | 분 단위 주가 같은 시계열 | 3 | `(samples, steps, features)` |
# | 흑백 이미지 | 3 | `(samples, height, width)` |
# | 컬러 이미지 | 4 | `(samples, height, width, channels)` |
# | 동영상 | 5 | `(samples, frames, height, width, channels)` |
#
# 표의 모든 줄에 공통점이 있습니다. **첫 번째 축은 언제나 샘플을 셉니다.**
#
# **연습 문제 `make_rank3(matrix, copies)`.** 행들의 리스트로 된 행렬 하나와 복사본의 개수를 받습니다. 행렬을 그
# 개수만큼 쌓아 형태가 `(copies, 행의 수, 열의 수)`인 배열을 반환하세요. 첫 번째 축을 따라 놓인 항목은 모두 원래
# 행렬과 같아야 합니다. 예를 들어 형태가 `(2, 5)`인 행렬을 세 번 쌓으면 `(3, 2, 5)`가 됩니다.


# %% tags=["exercise"] exercise="make_rank3"
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
    ### BEGIN SOLUTION
    return np.tile(np.array(matrix), (copies, 1, 1))
    ### END SOLUTION


# %% tags=["public-test"] exercise="make_rank3"
def test_make_rank3():
    """The stack has a new first axis, and the matrix stands in it as often as asked.
    · 쌓은 텐서에는 새로운 첫 번째 축이 있고, 행렬이 요청한 횟수만큼 들어 있습니다.
    """
    matrix = [[5, 78, 2], [6, 79, 3]]
    for copies in (3, 1):
        got = make_rank3(matrix, copies)
        assert isinstance(got, np.ndarray), (
            f"expected an array, got {type(got).__name__} · 배열이 필요한데 다음이 반환되었습니다: {type(got).__name__}"
        )
        assert got.shape == (copies, 2, 3), (
            f"expected shape {(copies, 2, 3)}, got {got.shape} · 예상한 형태 {(copies, 2, 3)}, 반환된 형태 {got.shape}"
        )
        assert got.tolist() == [matrix] * copies, (
            f"expected {copies} times the matrix, got {got.tolist()}"
            f" · 행렬이 {copies}번 들어 있어야 하는데 다음이 반환되었습니다: {got.tolist()}"
        )
    assert matrix == [[5, 78, 2], [6, 79, 3]], (
        "make_rank3 must not change its argument · make_rank3는 인수를 바꾸면 안 됩니다"
    )


# %% [markdown] lang="en"
# ## 5. Key attributes
#
# Three attributes tell you what a tensor is before you look at a single entry of it: `x.ndim` (the rank), `x.shape`
# and `x.dtype`. They answer questions such as: how much memory will this take? MNIST's training images have
#
# $$60000 \times 28 \times 28 = 47\,040\,000$$
#
# entries. As `uint8`, one byte each, that is 47 MB; as `float32`, four bytes each, 188 MB; as `float64`, which NumPy
# picks when it is not told otherwise, 376 MB.
#
# The dtype decides about results, too. A `uint8` knows only the numbers from 0 to 255, and starts again at 0 when it
# runs out of them. The next cell adds 100 to a grey value of 200. Guess before you run it.

# %% [markdown] lang="ko"
# ## 5. 핵심 속성
#
# 원소를 하나도 들여다보지 않아도 세 가지 속성을 보면 어떤 텐서인지 알 수 있습니다. 랭크를 알려 주는 `x.ndim`, 그리고
# `x.shape`와 `x.dtype`입니다. 예를 들어 메모리를 얼마나 차지할지 궁금할 때 이 속성이 답을 줍니다. MNIST 훈련 이미지의
# 원소는 모두
#
# $$60000 \times 28 \times 28 = 47\,040\,000$$
#
# 개입니다. 원소 하나가 1바이트인 `uint8`이면 47MB, 4바이트인 `float32`이면 188MB, 따로 지정하지 않을 때 NumPy가
# 고르는 `float64`이면 376MB가 됩니다.
#
# 데이터 타입은 계산 결과에도 영향을 줍니다. `uint8`은 0부터 255까지의 수만 나타낼 수 있고, 그 범위를 넘으면 다시
# 0부터 시작합니다. 다음 셀은 회색 값 200에 100을 더합니다. 실행하기 전에 결과를 짐작해 보세요.

# %% tags=["example"]
grey = np.array([200], dtype="uint8")
np.add(grey, np.array([100], dtype="uint8"))

# %% [markdown] lang="en"
# The answer is $300 - 256 = 44$: the value has become smaller where it should have become larger, and nothing warned
# us. This is one of the reasons why images are turned into floating-point numbers before a network gets them.
#
# **Exercise `key_attributes(x)`.** You get an array of any rank and any dtype. Return the tuple
# `(ndim, shape, dtype)`: the rank as an int, the shape as a tuple of ints, and the *name* of the dtype as a string,
# such as `"uint8"`.

# %% [markdown] lang="ko"
# 답은 $300 - 256 = 44$입니다. 값이 커져야 할 픽셀이 오히려 작아졌는데도 아무런 경고가 없었습니다. 이미지를 신경망에
# 넣기 전에 실수로 바꾸는 이유 가운데 하나가 바로 이것입니다.
#
# **연습 문제 `key_attributes(x)`.** 랭크와 데이터 타입이 무엇이든 될 수 있는 배열을 받아 튜플
# `(ndim, shape, dtype)`을 반환하세요. 랭크는 정수로, 형태는 정수의 튜플로, 데이터 타입은 `"uint8"`처럼 그 *이름*을
# 문자열로 나타냅니다.


# %% tags=["exercise"] exercise="key_attributes"
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
    ### BEGIN SOLUTION
    return x.ndim, x.shape, x.dtype.name
    ### END SOLUTION


# %% tags=["public-test"] exercise="key_attributes"
def test_key_attributes():
    """Rank, shape and dtype come back as an int, a tuple and a string.
    · 랭크, 형태, 데이터 타입이 각각 정수, 튜플, 문자열로 반환됩니다.
    """
    got = key_attributes(np.zeros((6, 28, 28), dtype="uint8"))
    assert isinstance(got, tuple), (
        f"expected a tuple, got {type(got).__name__} · 튜플이 필요한데 다음이 반환되었습니다: {type(got).__name__}"
    )
    assert len(got) == 3, (
        f"expected three things in the tuple, got {got!r}"
        f" · 튜플에 값이 세 개 들어 있어야 하는데 다음이 반환되었습니다: {got!r}"
    )
    assert got[0] == 3, f"expected rank 3, got {got[0]!r} · 예상한 랭크 3, 반환된 랭크 {got[0]!r}"
    assert got[1] == (6, 28, 28), (
        f"expected shape (6, 28, 28), got {got[1]!r} · 예상한 형태 (6, 28, 28), 반환된 형태 {got[1]!r}"
    )
    assert isinstance(got[2], str), (
        f"expected the dtype's name as a string, got {type(got[2]).__name__}"
        f" · 데이터 타입의 이름이 문자열이어야 하는데 다음이 반환되었습니다: {type(got[2]).__name__}"
    )
    assert got[2] == "uint8", f"expected 'uint8', got {got[2]!r} · 예상한 값 'uint8', 반환된 값 {got[2]!r}"
    vector = key_attributes(np.array([0.5, 1.5], dtype="float32"))
    assert vector == (1, (2,), "float32"), (
        f"expected (1, (2,), 'float32'), got {vector!r} · 예상한 값 (1, (2,), 'float32'), 반환된 값 {vector!r}"
    )


# %% [markdown] lang="en"
# ## 6. Slicing
#
# To choose a part of a tensor is called **slicing**. `images[10:100]` takes the images from number 10 up to, *but not
# including*, number 100: ninety of them. An axis of which you say nothing is taken whole, so these three lines mean
# the same for images of $28 \times 28$ pixels:
#
# ```python
# images[10:100]
# images[10:100, :, :]
# images[10:100, 0:28, 0:28]
# ```
#
# Every axis can be sliced, and negative numbers count from the end: `images[:, 14:, 14:]` is the lower right quarter
# of every image, and `images[:, 7:-7, 7:-7]` the $14 \times 14$ pixels in its middle. The cell below tries that with
# something small enough to be looked at, the middle of a $4 \times 4$ matrix.

# %% [markdown] lang="ko"
# ## 6. 슬라이싱
#
# 텐서의 일부를 골라내는 것을 **슬라이싱**(slicing)이라고 합니다. `images[10:100]`은 10번 이미지부터 100번 이미지
# *바로 앞까지*, 모두 90장을 고릅니다. 언급하지 않은 축은 전체를 선택하므로, $28 \times 28$ 픽셀 이미지라면 다음 세
# 줄은 뜻이 같습니다.
#
# ```python
# images[10:100]
# images[10:100, :, :]
# images[10:100, 0:28, 0:28]
# ```
#
# 슬라이싱은 어느 축에나 할 수 있고, 음수는 끝에서부터 셉니다. `images[:, 14:, 14:]`는 모든 이미지의 오른쪽 아래 4분의
# 1이고, `images[:, 7:-7, 7:-7]`은 가운데의 $14 \times 14$ 픽셀입니다. 아래 셀에서는 한눈에 볼 수 있는 $4 \times 4$
# 행렬의 가운데를 잘라 봅니다.

# %% tags=["example"]
square = np.arange(16).reshape(4, 4)
np.copy(square[1:-1, 1:-1])

# %% [markdown] lang="en"
# **Exercise `slice_images(images, start, stop)`.** You get images, an array of shape `(n, height, width)`, and two
# ints with `0 <= start <= stop <= n`. Return the images from `start` up to, not including, `stop`: an array of shape
# `(stop - start, height, width)`.

# %% [markdown] lang="ko"
# **연습 문제 `slice_images(images, start, stop)`.** 형태가 `(n, height, width)`인 이미지 배열과
# `0 <= start <= stop <= n`인 두 정수를 받습니다. `start`번 이미지부터 `stop`번 이미지 바로 앞까지를 반환하세요.
# 결과의 형태는 `(stop - start, height, width)`입니다.


# %% tags=["exercise"] exercise="slice_images"
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
    ### BEGIN SOLUTION
    return images[start:stop]
    ### END SOLUTION


# %% tags=["public-test"] exercise="slice_images"
def test_slice_images():
    """The first image named is in, the last one named is out.
    · 시작 번호의 이미지는 들어가고, 끝 번호의 이미지는 들어가지 않습니다.
    """
    images = np.arange(5 * 2 * 3, dtype="uint8").reshape(5, 2, 3)
    got = slice_images(images, 1, 4)
    assert got.shape == (3, 2, 3), (
        f"expected shape (3, 2, 3), got {got.shape} · 예상한 형태 (3, 2, 3), 반환된 형태 {got.shape}"
    )
    assert np.array_equal(got[0], images[1]), (
        "the first image returned should be number `start` · 반환된 첫 이미지는 `start`번 이미지여야 합니다"
    )
    assert np.array_equal(got[-1], images[3]), (
        "the last image returned should be number `stop` - 1 · 반환된 마지막 이미지는 `stop` - 1번 이미지여야 합니다"
    )
    everything = slice_images(images, 0, 5)
    assert np.array_equal(everything, images), (
        "from 0 to n should give all the images · 0부터 n까지라면 모든 이미지를 반환해야 합니다"
    )


# %% [markdown] lang="en"
# ## 7. Batches
#
# A network does not look at 60,000 images at once, nor at one after the other. It takes them in **batches** of, say,
# 128: small enough for the memory, large enough to keep the processor busy. A batch is nothing but a slice along the
# first axis. With batches of $b$ images, batch number $i$, counted from 0, starts at image $i \cdot b$ and ends
# before image $(i + 1) \cdot b$.
#
# ![Ten images in batches of four: two whole batches, a short one, and an empty one past the end](images/batches.svg)
#
# Ten images in batches of four make two whole batches and a short one: images 0 to 3, 4 to 7, and then only 8 and 9.
# MNIST has $60000 / 128 = 468.75$ batches, which is to say 469: numbers 0 to 467 are whole, and number 468 has the
# remaining $60000 - 468 \cdot 128 = 96$ images.
#
# What about batch 469? There are no images left for it, so it is empty: an array of length 0. Python's slices are
# kind here. Where a single index past the end raises an `IndexError`, a slice past the end is cut to what is there.
#
# **Exercise `get_batch(images, index, batch_size=128)`.** You get images of shape `(n, height, width)`, the number of
# a batch, counted from 0, and the size of a batch, which is 128 when nothing is said. Return that batch. The last one
# may be short; just past the end, the result has length 0.

# %% [markdown] lang="ko"
# ## 7. 배치
#
# 신경망은 이미지 60,000장을 한꺼번에 보지도 않고 한 장씩 보지도 않습니다. 예를 들어 128장씩 묶은 **배치**(batch)
# 단위로 처리합니다. 메모리에 들어갈 만큼 작으면서 프로세서가 쉬지 않을 만큼 큰 묶음입니다. 배치는 첫 번째 축을 따라
# 잘라 낸 조각일 뿐입니다. 배치 하나에 이미지가 $b$장 있다면, 0부터 세어 $i$번 배치는 $i \cdot b$번 이미지에서 시작해
# $(i + 1) \cdot b$번 이미지 바로 앞에서 끝납니다.
#
# ![이미지 열 장을 네 장씩 묶은 배치: 온전한 배치 둘, 짧은 배치 하나, 끝을 지난 빈 배치](images/batches.svg)
#
# 이미지 열 장을 네 장씩 묶으면 온전한 배치 둘과 짧은 배치 하나가 됩니다. 0번부터 3번, 4번부터 7번, 그리고 8번과
# 9번뿐인 마지막 배치입니다. MNIST에서는 $60000 / 128 = 468.75$이므로 배치가 모두 469개입니다. 0번부터 467번까지는
# 가득 차 있고, 468번에는 나머지 $60000 - 468 \cdot 128 = 96$장이 들어갑니다.
#
# 그렇다면 469번 배치는 어떻게 될까요? 남은 이미지가 없으니 비어 있습니다. 곧 길이가 0인 배열입니다. 파이썬의
# 슬라이싱은 이럴 때 너그럽습니다. 인덱스 하나가 끝을 넘어가면 `IndexError`가 나지만, 슬라이스가 끝을 넘어가면 있는
# 데까지만 잘라 줍니다.
#
# **연습 문제 `get_batch(images, index, batch_size=128)`.** 형태가 `(n, height, width)`인 이미지 배열, 0부터 센 배치
# 번호, 배치의 크기를 받습니다. 배치의 크기를 따로 주지 않으면 128입니다. 해당하는 배치를 반환하세요. 마지막 배치는
# 짧을 수 있고, 끝을 막 지난 배치는 길이가 0입니다.

# %% tags=["example"]
ten_samples = np.arange(10)
[ten_samples[4 * i : 4 * (i + 1)] for i in range(4)]


# %% tags=["exercise"] exercise="get_batch"
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
    ### BEGIN SOLUTION
    return images[index * batch_size : (index + 1) * batch_size]
    ### END SOLUTION


# %% tags=["public-test"] exercise="get_batch"
def test_get_batch():
    """Batches follow one another without a gap; the last is short, the one after it empty.
    · 배치는 빈틈없이 이어집니다. 마지막 배치는 짧고, 그다음 배치는 비어 있습니다.
    """
    images = np.arange(10 * 2 * 2, dtype="uint8").reshape(10, 2, 2)
    second = get_batch(images, 1, 4)
    assert second.shape == (4, 2, 2), (
        f"expected shape (4, 2, 2), got {second.shape} · 예상한 형태 (4, 2, 2), 반환된 형태 {second.shape}"
    )
    assert np.array_equal(second, images[4:8]), (
        "batch 1 of size 4 should hold the images 4 to 7"
        " · 크기가 4인 1번 배치에는 4번부터 7번까지의 이미지가 있어야 합니다"
    )
    assert len(get_batch(images, 2, 4)) == 2, (
        "the last batch of 10 images in fours should hold 2 images"
        " · 이미지 10장을 4장씩 묶으면 마지막 배치에는 이미지가 2장 있어야 합니다"
    )
    assert len(get_batch(images, 3, 4)) == 0, (
        "past the end there should be nothing left · 끝을 지난 배치에는 아무것도 없어야 합니다"
    )
    many = np.zeros((200, 2, 2), dtype="uint8")
    assert len(get_batch(many, 0)) == 128, (
        "with no size given, a batch should hold 128 images"
        " · 크기를 지정하지 않으면 배치 하나에 이미지가 128장 있어야 합니다"
    )


# %% [markdown] lang="en"
# ## 8. Looking at a digit
#
# A tensor of pixels can be shown as what it once was. Matplotlib's `imshow` paints one cell for each entry of a
# matrix, and a *colour map* says which colour stands for which number. The map called `binary` goes from white, for
# the smallest number, to black, for the largest. MNIST stores the ink as large numbers and the paper as 0, so
# `binary` shows dark ink on white paper.
#
# Matplotlib draws on an `Axes`: one panel with its ticks and its title. `plt.subplots()` makes a new figure and hands
# you both, figure and axes; `plt.gca()` gives you the axes that commands such as `plt.imshow` have drawn on last.
#
# **Exercise `plot_digit(images, index)`.** You get images of shape `(n, height, width)` and the number of one of
# them. Show `images[index]` with `imshow` and the colour map `binary`, and return the `Axes` it stands on. It is the
# axes that is asked for, not the figure and not what `imshow` returns. You do not need `plt.show()`: the notebook
# shows the figure by itself.

# %% [markdown] lang="ko"
# ## 8. 숫자 이미지 보기
#
# 픽셀로 이루어진 텐서는 다시 그림으로 볼 수 있습니다. Matplotlib의 `imshow`는 행렬의 원소마다 네모 칸을 하나씩
# 칠하고, *컬러맵*(colour map)은 어떤 수를 어떤 색으로 칠할지 정합니다. `binary`라는 컬러맵은 가장 작은 수를 흰색으로,
# 가장 큰 수를 검은색으로 나타냅니다. MNIST에서는 잉크가 묻은 곳이 큰 수이고 종이가 0이므로, `binary`로 그리면 흰
# 종이에 검은 글씨로 보입니다.
#
# Matplotlib은 `Axes` 위에 그림을 그립니다. `Axes`는 눈금과 제목이 딸린 그림판 하나입니다. `plt.subplots()`는 새
# 그림을 만들어 그림(figure)과 `Axes`를 함께 돌려주고, `plt.gca()`는 `plt.imshow` 같은 명령이 마지막으로 그린 `Axes`를
# 돌려줍니다.
#
# **연습 문제 `plot_digit(images, index)`.** 형태가 `(n, height, width)`인 이미지 배열과 이미지 번호 하나를 받습니다.
# `imshow`와 컬러맵 `binary`로 `images[index]`를 그리고, 그림이 놓인 `Axes`를 반환하세요. 그림(figure)이나 `imshow`의
# 반환값이 아니라 `Axes`를 반환해야 합니다. 노트북이 그림을 알아서 보여 주므로 `plt.show()`는 필요하지 않습니다.


# %% tags=["exercise"] exercise="plot_digit"
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
    ### BEGIN SOLUTION
    _, axes = plt.subplots()
    axes.imshow(images[index], cmap="binary")
    return axes
    ### END SOLUTION


# %% tags=["public-test"] exercise="plot_digit"
def test_plot_digit():
    """The axes shows the image asked for, with the colour map `binary`.
    · Axes에 요청한 이미지가 컬러맵 `binary`로 그려져 있습니다.
    """
    images = np.arange(3 * 4 * 5, dtype="uint8").reshape(3, 4, 5)
    axes = plot_digit(images, 1)
    assert isinstance(axes, plt.Axes), (
        f"expected a Matplotlib Axes, got {type(axes).__name__}"
        f" · Matplotlib의 Axes가 필요한데 다음이 반환되었습니다: {type(axes).__name__}"
    )
    assert len(axes.images) == 1, (
        f"expected one image on the axes, got {len(axes.images)}"
        f" · Axes에 그려진 이미지가 하나여야 하는데, 지금 개수는 {len(axes.images)}입니다"
    )
    shown = axes.images[0]
    plt.close(axes.figure)
    assert np.array_equal(shown.get_array(), images[1]), (
        "the image shown should be images[index] · 그려진 이미지는 images[index]여야 합니다"
    )
    assert shown.get_cmap().name == "binary", (
        f"expected the colour map 'binary', got {shown.get_cmap().name!r}"
        f" · 예상한 컬러맵 'binary', 쓰인 컬러맵 {shown.get_cmap().name!r}"
    )


# %% [markdown] lang="en"
# ## What you have learnt
#
# - A tensor is a container for numbers; its rank, its shape and its dtype say which one.
# - Scalars, vectors and matrices are tensors of rank 0, 1 and 2; grey images come as rank 3,
#   `(samples, height, width)`.
# - The first axis counts the samples. A slice of it is a choice of samples; a batch is a slice whose borders are
#   multiples of the batch size.
# - The dtype costs memory and decides what arithmetic does: `uint8` starts again at 0 after 255.
#
# So far our tensors only lay there. In the next unit, `tensor_ops`, they begin to work: you will build the few
# operations of which every layer of a neural network is made, with nothing but loops.

# %% [markdown] lang="ko"
# ## 배운 내용
#
# - 텐서는 숫자를 담는 상자이며, 랭크와 형태와 데이터 타입을 알면 어떤 텐서인지 알 수 있습니다.
# - 스칼라, 벡터, 행렬은 각각 랭크 0, 1, 2인 텐서입니다. 흑백 이미지 묶음은 형태가 `(samples, height, width)`인 랭크 3
#   텐서입니다.
# - 첫 번째 축은 샘플을 셉니다. 이 축을 자르면 샘플을 고르는 것이고, 배치 크기의 배수에서 자르면 배치가 됩니다.
# - 데이터 타입에 따라 메모리 사용량과 계산 결과가 달라집니다. `uint8`은 255 다음에 다시 0부터 시작합니다.
#
# 지금까지의 텐서는 가만히 놓여 있기만 했습니다. 다음 단원 `tensor_ops`에서는 텐서가 일을 시작합니다. 신경망의 모든
# 층을 이루는 몇 가지 연산을 오직 반복문만으로 직접 만들어 봅니다.
