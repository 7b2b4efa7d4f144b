# %% [markdown] lang="en"
# # The gears of neural networks: tensor operations
#
# *Unit `tensor_ops` · 40 points · after* Deep Learning with Python, *section 2.3*
#
# Any computer program comes down to a few operations on bits: AND, OR, NOT. Any deep neural network comes down to a
# few operations on tensors: add them, multiply them, change their shape. Take the layer with which the chapter
# begins:
#
# ```python
# keras.layers.Dense(512, activation="relu")
# ```
#
# It looks like magic, but it is a function from one tensor to another, and it fits on a line:
#
# ```python
# output = relu(dot(input, W) + b)
# ```
#
# Three operations: a *dot product* of the input and the weights `W`, an *addition* of the vector `b` to the resulting
# matrix, and *relu*, which is `max(x, 0)`. In this unit you build all three from nothing but loops, and then the
# operations that bring data into the right shape. After it, there is nothing left in a `Dense` layer that you have
# not written yourself.
#
# ## The rules of this unit
#
# **Write the loops.** NumPy can do every one of these exercises in a single word, much faster than any loop of ours.
# But `np.dot` shows you only *that* a product comes out; the loop shows you *what the product is*. In the six
# functions whose names begin with `naive_`, therefore, work entry by entry in plain Python loops. A function that
# hands the work to a vectorised operation (`np.dot`, `@`, `np.maximum`, `sum(x * y)`, arithmetic on whole arrays or
# whole rows) loses a share of its points: not all of them, but the share that is for the loops. Welcome are:
#
# - creating, copying, indexing and slicing arrays: `np.zeros(...)`, `x.copy()`, `x[i, j]`, `x[i, :]`, `x.shape`;
# - arithmetic on single entries: `x[i, j] + y[i, j]`, `max(x[i, j], 0)`;
# - comprehensions and generators over entries, and calls of your own functions.
#
# **Refuse what does not fit.** An operation that is not defined for its arguments must say so rather than return
# something. To refuse means to raise an `AssertionError` or a `ValueError`; an `assert` in the first lines of the
# function is the shortest way: `assert len(x.shape) == 2`.
#
# **Leave the arguments alone.** `x[i, j] = 0` inside a function changes the caller's array, since `x` is only another
# name for it. Work on a copy, or fill a new array.
#
# **Nothing is a valid amount.** Arrays may be empty, with an axis of length 0. A loop over nothing does nothing, so a
# plain loop gets this right by itself.
#
# Arrays have the dtype `int64`, `float32` or `float64`; where a function gets two arrays, both have the same.

# %% [markdown] lang="ko"
# # 신경망의 톱니바퀴: 텐서 연산
#
# *단원 `tensor_ops` · 40점 ·* 케라스 창시자에게 배우는 딥러닝 *2.3절*
#
# 모든 컴퓨터 프로그램은 결국 AND, OR, NOT 같은 몇 가지 비트 연산으로 이루어집니다. 마찬가지로 모든 심층 신경망은
# 텐서를 더하고, 곱하고, 형태를 바꾸는 몇 가지 텐서 연산으로 이루어집니다. 2장 첫머리에 나오는 층을 봅시다.
#
# ```python
# keras.layers.Dense(512, activation="relu")
# ```
#
# 마법처럼 보이지만, 이 층은 텐서 하나를 받아 다른 텐서를 내놓는 함수이고 한 줄로 쓸 수 있습니다.
#
# ```python
# output = relu(dot(input, W) + b)
# ```
#
# 여기에는 연산이 세 개 있습니다. 입력과 가중치 `W`의 *점곱*, 그 결과인 행렬에 벡터 `b`를 더하는 *덧셈*, 그리고
# `max(x, 0)`을 계산하는 *relu*입니다. 이 단원에서는 이 세 연산을 반복문만으로 직접 만들고, 이어서 데이터를 알맞은
# 형태로 바꾸는 연산을 만듭니다. 단원을 마치면 `Dense` 층 안에 여러분이 직접 만들어 보지 않은 것은 남지 않습니다.
#
# ## 이 단원의 규칙
#
# **반복문을 쓰세요.** NumPy를 쓰면 모든 문제를 한 단어로, 우리가 만든 어떤 반복문보다도 훨씬 빠르게 풀 수 있습니다.
# 하지만 `np.dot`은 곱셈 결과가 *나온다는 것*만 보여 줄 뿐이고, 곱셈이 *무엇인지*는 반복문이 보여 줍니다. 그러므로
# 이름이 `naive_`로 시작하는 여섯 함수에서는 평범한 파이썬 반복문으로 원소를 하나씩 다루세요. `np.dot`, `@`,
# `np.maximum`, `sum(x * y)`, 배열이나 행 전체에 대한 산술 연산처럼 벡터화된 연산에 일을 맡기면 점수의 일부를
# 잃습니다. 전부가 아니라 반복문에 배정된 몫만 잃습니다. 다음은 얼마든지 써도 됩니다.
#
# - 배열을 만들고, 복사하고, 인덱싱하고, 슬라이싱하는 일: `np.zeros(...)`, `x.copy()`, `x[i, j]`, `x[i, :]`, `x.shape`
# - 원소 하나하나에 대한 산술 연산: `x[i, j] + y[i, j]`, `max(x[i, j], 0)`
# - 원소에 대한 컴프리헨션과 제너레이터, 그리고 여러분이 만든 다른 함수의 호출
#
# **맞지 않는 인수는 거부하세요.** 주어진 인수에 대해 정의되지 않는 연산이라면, 아무 값이나 반환하지 말고 그 사실을
# 알려야 합니다. 거부한다는 것은 `AssertionError`나 `ValueError`를 일으킨다는 뜻입니다. 함수 첫머리에
# `assert len(x.shape) == 2`처럼 `assert` 문을 쓰는 것이 가장 간단합니다.
#
# **인수를 바꾸지 마세요.** 함수 안에서 `x[i, j] = 0`이라고 쓰면 호출한 쪽의 배열이 바뀝니다. `x`는 같은 배열을
# 가리키는 또 다른 이름일 뿐이기 때문입니다. 복사본을 고치거나 새 배열을 채우세요.
#
# **빈 배열도 올바른 입력입니다.** 길이가 0인 축이 있을 수 있습니다. 반복할 것이 없는 반복문은 아무 일도 하지
# 않으므로, 평범한 반복문이라면 저절로 올바른 결과가 나옵니다.
#
# 배열의 데이터 타입은 `int64`, `float32`, `float64` 가운데 하나이고, 배열을 두 개 받는 함수라면 두 배열의 타입이
# 같습니다.

# %% tags=["setup"]
import numpy as np

# %% [markdown] lang="en"
# ## 1. Element-wise operations
#
# An operation is **element-wise** when each entry of the result depends only on the entries in the same place. No
# entry needs to know of its neighbours. Such operations can run on all entries at the same time, which is exactly
# what a graphics card is good at.
#
# The simplest is **relu**, the *rectified linear unit*. It lets positive numbers pass and replaces negative ones by
# 0:
#
# $$
# \mathrm{relu}(x) = \max(x, 0), \qquad
# \mathrm{relu}\begin{pmatrix} 1 & -2 \\ -3 & 4 \end{pmatrix} = \begin{pmatrix} 1 & 0 \\ 0 & 4 \end{pmatrix}
# $$
#
# So small a bend makes all the difference. Without it, a stack of layers would be a chain of multiplications and
# additions, and such a chain is again only one multiplication and one addition: a hundred layers could do no more
# than a single one.
#
# **Exercise `naive_relu(x)`.** You get a matrix. Return a matrix of the same shape, with `max(entry, 0)` for each
# entry. Refuse any rank other than 2.

# %% [markdown] lang="ko"
# ## 1. 원소별 연산
#
# 결과의 각 원소가 같은 자리에 있는 원소에 따라서만 정해지는 연산을 **원소별**(element-wise) 연산이라고 합니다. 이웃한
# 원소를 알 필요가 없으므로 모든 원소를 동시에 계산할 수 있습니다. 그래픽 카드가 잘하는 일이 바로 이것입니다.
#
# 가장 간단한 원소별 연산은 **relu**(rectified linear unit)입니다. 양수는 그대로 통과시키고 음수는 0으로 바꿉니다.
#
# $$
# \mathrm{relu}(x) = \max(x, 0), \qquad
# \mathrm{relu}\begin{pmatrix} 1 & -2 \\ -3 & 4 \end{pmatrix} = \begin{pmatrix} 1 & 0 \\ 0 & 4 \end{pmatrix}
# $$
#
# 0에서 한 번 꺾였을 뿐이지만 그 차이는 큽니다. relu가 없다면 층을 아무리 쌓아도 곱셈과 덧셈을 이어 붙인 것에 지나지
# 않고, 그것은 다시 곱셈 한 번과 덧셈 한 번으로 줄어듭니다. 층이 백 개라도 층 하나보다 나을 것이 없게 됩니다.
#
# **연습 문제 `naive_relu(x)`.** 행렬을 받아 원소마다 `max(원소, 0)`을 계산한, 형태가 같은 행렬을 반환하세요. 랭크가
# 2가 아니면 거부하세요.


# %% tags=["exercise"] exercise="naive_relu"
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
    ### BEGIN SOLUTION
    assert len(x.shape) == 2
    result = x.copy()
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            result[i, j] = max(x[i, j], 0)
    return result
    ### END SOLUTION


# %% tags=["public-test"] exercise="naive_relu"
def test_naive_relu():
    """Negative entries become 0, the others stay, and the argument is not touched.
    · 음수 원소는 0이 되고, 나머지 원소와 인수는 그대로입니다.
    """
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


# %% [markdown] lang="en"
# The second element-wise operation is **addition**. It takes two matrices of the same shape and adds what stands in
# the same place:
#
# $$
# \begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix} +
# \begin{pmatrix} 10 & 20 \\ 30 & 40 \end{pmatrix} =
# \begin{pmatrix} 11 & 22 \\ 33 & 44 \end{pmatrix}
# $$
#
# With the same two loops you could subtract, multiply or compare.
#
# **Exercise `naive_add(x, y)`.** You get two matrices. Return their sum. Refuse ranks other than 2 and shapes that
# are not equal: not even `(3, 1)` and `(3, 4)`, which NumPy's own `+` would accept.

# %% [markdown] lang="ko"
# 두 번째 원소별 연산은 **덧셈**입니다. 형태가 같은 두 행렬에서 같은 자리에 있는 원소끼리 더합니다.
#
# $$
# \begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix} +
# \begin{pmatrix} 10 & 20 \\ 30 & 40 \end{pmatrix} =
# \begin{pmatrix} 11 & 22 \\ 33 & 44 \end{pmatrix}
# $$
#
# 같은 이중 반복문으로 뺄셈도, 곱셈도, 비교도 할 수 있습니다.
#
# **연습 문제 `naive_add(x, y)`.** 두 행렬을 받아 그 합을 반환하세요. 랭크가 2가 아니거나 두 형태가 서로 다르면
# 거부하세요. NumPy의 `+`라면 받아들일 `(3, 1)`과 `(3, 4)`도 거부해야 합니다.


# %% tags=["exercise"] exercise="naive_add"
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
    ### BEGIN SOLUTION
    assert len(x.shape) == 2
    assert x.shape == y.shape
    result = x.copy()
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            result[i, j] = x[i, j] + y[i, j]
    return result
    ### END SOLUTION


# %% tags=["public-test"] exercise="naive_add"
def test_naive_add():
    """Entries in the same place are added, the arguments stay, and unequal shapes are refused.
    · 같은 자리의 원소끼리 더합니다. 인수는 그대로이고, 형태가 다르면 거부합니다.
    """
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


# %% [markdown] lang="en"
# ## 2. Broadcasting
#
# In `relu(dot(input, W) + b)`, `b` is a vector and what it is added to is a matrix: one row for each sample. The
# shapes differ, and yet everybody writes that plus sign. What is meant is that the *same* vector is added to *every*
# row:
#
# $$
# \begin{pmatrix} 1 & 2 & 3 \\ 4 & 5 & 6 \end{pmatrix} +
# \begin{pmatrix} 10 & 20 & 30 \end{pmatrix} =
# \begin{pmatrix} 11 & 22 & 33 \\ 14 & 25 & 36 \end{pmatrix}
# $$
#
# This is **broadcasting**: the smaller tensor is treated as if it were repeated along the axis it lacks. It goes in
# two steps. First the vector of shape `(3,)` gets a new first axis, which makes it `(1, 3)`; then its only row is
# repeated until the shape is `(2, 3)`.
#
# ![A vector is repeated along a new first axis until it fits the matrix](images/broadcasting.svg)
#
# The important words are *as if*. No copies are made: the loop simply uses `y[j]` again for every row. That is why
# `y` has to be as long as a row of `x`, in other words `x.shape[1] == y.shape[0]`.
#
# **Exercise `naive_add_matrix_and_vector(x, y)`.** You get a matrix and a vector. Return the matrix with the vector
# added to each of its rows. Refuse wrong ranks, and a vector whose length is not `x.shape[1]`.

# %% [markdown] lang="ko"
# ## 2. 브로드캐스팅
#
# `relu(dot(input, W) + b)`에서 `b`는 벡터이고, `b`를 더할 대상은 샘플마다 행이 하나씩 있는 행렬입니다. 형태가
# 다른데도 다들 더하기 기호를 씁니다. *모든* 행에 *같은* 벡터를 더한다는 뜻입니다.
#
# $$
# \begin{pmatrix} 1 & 2 & 3 \\ 4 & 5 & 6 \end{pmatrix} +
# \begin{pmatrix} 10 & 20 & 30 \end{pmatrix} =
# \begin{pmatrix} 11 & 22 & 33 \\ 14 & 25 & 36 \end{pmatrix}
# $$
#
# 이것을 **브로드캐스팅**(broadcasting)이라고 합니다. 작은 텐서를, 모자란 축을 따라 되풀이해 늘어놓은 것처럼 다루는
# 방법입니다. 두 단계로 생각할 수 있습니다. 먼저 형태가 `(3,)`인 벡터의 맨 앞에 새 축을 붙여 `(1, 3)`으로 만들고,
# 그다음 하나뿐인 행을 되풀이해 `(2, 3)`으로 만듭니다.
#
# ![벡터를 새로운 첫 번째 축을 따라 되풀이해 행렬에 맞춥니다](images/broadcasting.svg)
#
# 여기서 중요한 말은 *것처럼*입니다. 실제로 복사본을 만들지는 않습니다. 반복문이 행마다 `y[j]`를 다시 쓸 뿐입니다.
# 그래서 `y`의 길이는 `x`의 한 행의 길이와 같아야 합니다. 곧 `x.shape[1] == y.shape[0]`이어야 합니다.
#
# **연습 문제 `naive_add_matrix_and_vector(x, y)`.** 행렬과 벡터를 받아, 행렬의 각 행에 벡터를 더한 행렬을 반환하세요.
# 랭크가 맞지 않거나 벡터의 길이가 `x.shape[1]`과 다르면 거부하세요.


# %% tags=["exercise"] exercise="naive_add_matrix_and_vector"
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
    ### BEGIN SOLUTION
    assert len(x.shape) == 2
    assert len(y.shape) == 1
    assert x.shape[1] == y.shape[0]
    result = x.copy()
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            result[i, j] = x[i, j] + y[j]
    return result
    ### END SOLUTION


# %% tags=["public-test"] exercise="naive_add_matrix_and_vector"
def test_naive_add_matrix_and_vector():
    """Every row gets the same vector added, and a vector of another length is refused.
    · 모든 행에 같은 벡터를 더하고, 길이가 다른 벡터는 거부합니다.
    """
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


# %% [markdown] lang="en"
# ## 3. The dot product
#
# The most important operation of all is the **dot product**. For two vectors of the same length, multiply what stands
# in the same place, and add everything up:
#
# $$
# x \cdot y = \sum_{i} x_i \, y_i, \qquad (1, 2, 3) \cdot (4, 5, 6) = 1 \cdot 4 + 2 \cdot 5 + 3 \cdot 6 = 32
# $$
#
# Two vectors go in, one number comes out. For a network this number is a vote. The input says what is there, the
# weights say how much each of it counts, for or against, and the dot product is the outcome.
#
# Do not mix it up with the element-wise product `x * y`, which is again a vector: here `(4, 10, 18)`.
#
# **Exercise `naive_vector_dot(x, y)`.** You get two vectors. Return their dot product, as a scalar (a Python number,
# a NumPy scalar or a rank-0 array). The dot product of two empty vectors is 0. Refuse ranks other than 1 and unequal
# lengths.

# %% [markdown] lang="ko"
# ## 3. 점곱
#
# 가장 중요한 연산은 내적이라고도 부르는 **점곱**(dot product)입니다. 길이가 같은 두 벡터에서 같은 자리에 있는
# 원소끼리 곱한 다음 모두 더합니다.
#
# $$
# x \cdot y = \sum_{i} x_i \, y_i, \qquad (1, 2, 3) \cdot (4, 5, 6) = 1 \cdot 4 + 2 \cdot 5 + 3 \cdot 6 = 32
# $$
#
# 벡터 두 개가 들어가면 숫자 하나가 나옵니다. 신경망에서 이 숫자는 투표 결과와 같습니다. 입력은 무엇이 있는지를
# 말하고, 가중치는 그 하나하나를 얼마나 찬성 또는 반대로 칠지를 말하며, 점곱은 그 표를 모두 더한 결과입니다.
#
# 원소별 곱셈인 `x * y`와 혼동하지 마세요. 그 결과는 다시 벡터이며, 위의 예에서는 `(4, 10, 18)`입니다.
#
# **연습 문제 `naive_vector_dot(x, y)`.** 두 벡터를 받아 점곱을 스칼라로 반환하세요. 파이썬 숫자, NumPy 스칼라, 랭크 0
# 배열이면 모두 됩니다. 빈 벡터끼리의 점곱은 0입니다. 랭크가 1이 아니거나 길이가 서로 다르면 거부하세요.

# %% tags=["example"]
voices = np.array([1.0, 2.0, 3.0])
weights = np.array([4.0, 5.0, 6.0])
np.multiply(voices, weights)  # the element-wise product, not yet the dot product · 원소별 곱이며, 아직 점곱은 아닙니다


# %% tags=["exercise"] exercise="naive_vector_dot"
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
    ### BEGIN SOLUTION
    assert len(x.shape) == 1
    assert len(y.shape) == 1
    assert x.shape[0] == y.shape[0]
    total = 0
    for i in range(x.shape[0]):
        total += x[i] * y[i]
    return total
    ### END SOLUTION


# %% tags=["public-test"] exercise="naive_vector_dot"
def test_naive_vector_dot():
    """The products of the pairs are added up to one number; unequal lengths are refused.
    · 짝끼리 곱한 값을 모두 더해 수 하나를 만듭니다. 길이가 다르면 거부합니다.
    """
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


# %% [markdown] lang="en"
# A matrix is a pile of rows, and every row is a vector. So a **matrix can be multiplied with a vector** by taking the
# dot product of each row with it. From a matrix with $m$ rows comes a vector with $m$ entries:
#
# $$
# \begin{pmatrix} 1 & 2 & 3 \\ 4 & 5 & 6 \end{pmatrix} \cdot \begin{pmatrix} 1 \\ 2 \\ 3 \end{pmatrix} =
# \begin{pmatrix} 1 \cdot 1 + 2 \cdot 2 + 3 \cdot 3 \\ 4 \cdot 1 + 5 \cdot 2 + 6 \cdot 3 \end{pmatrix} =
# \begin{pmatrix} 14 \\ 32 \end{pmatrix}
# $$
#
# Each row must be as long as the vector: `x.shape[1] == y.shape[0]`. And from here on the order matters. As soon as
# one of the two has a rank above 1, `dot(x, y)` is no longer the same as `dot(y, x)`.
#
# **Exercise `naive_matrix_vector_dot(x, y)`.** You get a matrix and a vector. Return the vector, of shape
# `(x.shape[0],)`, of the dot products of the rows with `y`. Refuse wrong ranks and lengths that do not fit.

# %% [markdown] lang="ko"
# 행렬은 행을 쌓은 것이고 각 행은 벡터입니다. 그러므로 **행렬과 벡터의 곱**은 행 하나하나와 벡터의 점곱을 구하면
# 됩니다. 행이 $m$개인 행렬에서는 원소가 $m$개인 벡터가 나옵니다.
#
# $$
# \begin{pmatrix} 1 & 2 & 3 \\ 4 & 5 & 6 \end{pmatrix} \cdot \begin{pmatrix} 1 \\ 2 \\ 3 \end{pmatrix} =
# \begin{pmatrix} 1 \cdot 1 + 2 \cdot 2 + 3 \cdot 3 \\ 4 \cdot 1 + 5 \cdot 2 + 6 \cdot 3 \end{pmatrix} =
# \begin{pmatrix} 14 \\ 32 \end{pmatrix}
# $$
#
# 각 행의 길이는 벡터의 길이와 같아야 합니다. 곧 `x.shape[1] == y.shape[0]`이어야 합니다. 또한 이제부터는 순서가
# 중요합니다. 둘 중 하나라도 랭크가 1보다 크면 `dot(x, y)`와 `dot(y, x)`는 같지 않습니다.
#
# **연습 문제 `naive_matrix_vector_dot(x, y)`.** 행렬과 벡터를 받아 각 행과 `y`의 점곱으로 이루어진 벡터를 반환하세요.
# 결과의 형태는 `(x.shape[0],)`입니다. 랭크나 길이가 맞지 않으면 거부하세요.


# %% tags=["exercise"] exercise="naive_matrix_vector_dot"
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
    ### BEGIN SOLUTION
    assert len(x.shape) == 2
    assert len(y.shape) == 1
    assert x.shape[1] == y.shape[0]
    result = np.zeros(x.shape[0], dtype=x.dtype)
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            result[i] += x[i, j] * y[j]
    return result
    ### END SOLUTION


# %% tags=["public-test"] exercise="naive_matrix_vector_dot"
def test_naive_matrix_vector_dot():
    """One dot product comes out for each row; a vector that does not fit is refused.
    · 행마다 점곱이 하나씩 나옵니다. 맞지 않는 벡터는 거부합니다.
    """
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


# %% [markdown] lang="en"
# The last step up is the **product of two matrices**. Each entry is the dot product of a *row of the first* with a
# *column of the second*:
#
# $$
# z_{ij} = \sum_{k} x_{ik} \, y_{kj}, \qquad
# \begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix} \cdot \begin{pmatrix} 5 & 6 \\ 7 & 8 \end{pmatrix} =
# \begin{pmatrix} 1 \cdot 5 + 2 \cdot 7 & 1 \cdot 6 + 2 \cdot 8 \\ 3 \cdot 5 + 4 \cdot 7 & 3 \cdot 6 + 4 \cdot 8
# \end{pmatrix} =
# \begin{pmatrix} 19 & 22 \\ 43 & 50 \end{pmatrix}
# $$
#
# The picture helps to remember which shapes fit. Write `x` to the left of the result and `y` above it: a row of `x`
# and a column of `y` meet in one entry of `z`, so both need the same length.
#
# ![A row of x meets a column of y in one entry of z; shapes (2, 3) and (3, 4) give (2, 4)](images/dot_product.svg)
#
# $$
# (a, b) \cdot (b, c) \rightarrow (a, c)
# $$
#
# This is what happens in a `Dense` layer. A batch of 128 flattened images, `(128, 784)`, times the weights of the
# layer, `(784, 512)`, gives `(128, 512)`: for every image 512 numbers, each a vote over all 784 pixels.
#
# **Exercise `naive_matrix_dot(x, y)`.** You get two matrices. Return their product, of shape
# `(x.shape[0], y.shape[1])`. Refuse ranks other than 2, and `x.shape[1] != y.shape[0]`. You may call
# `naive_vector_dot`; then it has to work first.

# %% [markdown] lang="ko"
# 마지막 단계는 **두 행렬의 곱**입니다. 결과의 각 원소는 *첫 번째 행렬의 행*과 *두 번째 행렬의 열*의 점곱입니다.
#
# $$
# z_{ij} = \sum_{k} x_{ik} \, y_{kj}, \qquad
# \begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix} \cdot \begin{pmatrix} 5 & 6 \\ 7 & 8 \end{pmatrix} =
# \begin{pmatrix} 1 \cdot 5 + 2 \cdot 7 & 1 \cdot 6 + 2 \cdot 8 \\ 3 \cdot 5 + 4 \cdot 7 & 3 \cdot 6 + 4 \cdot 8
# \end{pmatrix} =
# \begin{pmatrix} 19 & 22 \\ 43 & 50 \end{pmatrix}
# $$
#
# 어떤 형태끼리 맞는지는 그림으로 기억하면 쉽습니다. `x`를 결과의 왼쪽에, `y`를 결과의 위쪽에 놓으세요. `x`의 행
# 하나와 `y`의 열 하나가 `z`의 원소 하나에서 만나므로, 그 둘은 길이가 같아야 합니다.
#
# ![x의 행과 y의 열이 z의 한 원소에서 만납니다. 형태 (2, 3)과 (3, 4)를 곱하면 (2, 4)가 됩니다](images/dot_product.svg)
#
# $$
# (a, b) \cdot (b, c) \rightarrow (a, c)
# $$
#
# `Dense` 층에서 일어나는 일이 바로 이것입니다. 펼친 이미지 128장의 배치 `(128, 784)`에 층의 가중치 `(784, 512)`를
# 곱하면 `(128, 512)`가 됩니다. 이미지마다 숫자 512개가 나오고, 그 하나하나가 픽셀 784개의 투표 결과입니다.
#
# **연습 문제 `naive_matrix_dot(x, y)`.** 두 행렬을 받아 그 곱을 반환하세요. 결과의 형태는
# `(x.shape[0], y.shape[1])`입니다. 랭크가 2가 아니거나 `x.shape[1] != y.shape[0]`이면 거부하세요.
# `naive_vector_dot`을 불러 써도 되지만, 그러려면 그 함수부터 올바르게 작동해야 합니다.


# %% tags=["exercise"] exercise="naive_matrix_dot"
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
    ### BEGIN SOLUTION
    assert len(x.shape) == 2
    assert len(y.shape) == 2
    assert x.shape[1] == y.shape[0]
    result = np.zeros((x.shape[0], y.shape[1]), dtype=x.dtype)
    for i in range(x.shape[0]):
        for j in range(y.shape[1]):
            result[i, j] = naive_vector_dot(x[i, :], y[:, j])
    return result
    ### END SOLUTION


# %% tags=["public-test"] exercise="naive_matrix_dot"
def test_naive_matrix_dot():
    """Rows meet columns; the result has the rows of the one and the columns of the other.
    · 행과 열이 만납니다. 결과의 행 개수는 첫 번째 행렬에서, 열 개수는 두 번째 행렬에서 옵니다.
    """
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


# %% [markdown] lang="en"
# ## 4. Broadcasting, made visible
#
# In section 2 the repeated vector existed only in our minds. Now make it a real matrix, so that it can be looked at.
# Here, and in all the exercises that follow, NumPy may do the work: `np.expand_dims(y, axis=0)` gives a vector a new
# first axis, and `np.tile`, `np.repeat`, `np.stack` or a loop repeats it.
#
# **Exercise `broadcast_vector(y, rows)`.** You get a vector and an int. Return the matrix of shape `(rows, len(y))`
# of which every row is `y`. Both `rows` and the length of `y` may be 0. Refuse any rank other than 1.

# %% [markdown] lang="ko"
# ## 4. 브로드캐스팅을 눈으로 보기
#
# 2절에서 되풀이한 벡터는 우리 머릿속에만 있었습니다. 이번에는 실제 행렬로 만들어 눈으로 확인해 봅시다. 여기부터는
# 모든 문제에서 NumPy에 일을 맡겨도 됩니다. `np.expand_dims(y, axis=0)`은 벡터의 맨 앞에 새 축을 붙이고, `np.tile`,
# `np.repeat`, `np.stack` 또는 반복문으로 그것을 되풀이할 수 있습니다.
#
# **연습 문제 `broadcast_vector(y, rows)`.** 벡터와 정수를 받아, 모든 행이 `y`인 형태 `(rows, len(y))`의 행렬을
# 반환하세요. `rows`와 `y`의 길이는 0일 수도 있습니다. 랭크가 1이 아니면 거부하세요.


# %% tags=["exercise"] exercise="broadcast_vector"
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
    ### BEGIN SOLUTION
    assert len(y.shape) == 1
    return np.repeat(np.expand_dims(y, axis=0), rows, axis=0)
    ### END SOLUTION


# %% tags=["public-test"] exercise="broadcast_vector"
def test_broadcast_vector():
    """Every row of the matrix is the vector; what is no vector is refused.
    · 행렬의 모든 행이 그 벡터입니다. 벡터가 아니면 거부합니다.
    """
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


# %% [markdown] lang="en"
# ## 5. Reshaping
#
# **To reshape** a tensor is to put the same numbers, in the same order, into rows and columns of other lengths. No
# number is added, lost or moved before another. What "the same order" means has to be agreed upon, and NumPy's
# agreement is called *row-major*: read the first row from left to right, then the second, and so on, as you read this
# page.
#
# ![Six entries, read row by row, fill a (3, 2) matrix, a column and a vector](images/reshape_flatten.svg)
#
# The count must stay what it is: six numbers fill `(2, 3)`, `(3, 2)`, `(6, 1)` and `(6,)`, but never `(4, 2)`.
#
# Flattening is the reshaping that the first network of the book begins with. Its `Dense` layer wants one vector for
# each image, so 60,000 images of $28 \times 28$ pixels, shape `(60000, 28, 28)`, become a matrix of shape
# `(60000, 784)`: one row for each image. The pixel in row $r$ and column $c$ of an image of width $w$ lands in column
# $r \cdot w + c$ of the matrix.
#
# **Exercise `flatten_images(images)`.** You get images of shape `(n, height, width)`; height and width may be any,
# and need not be equal. Return the matrix of shape `(n, height * width)` whose rows are the images, read in row-major
# order. Take the lengths from `images.shape`; nothing says that they are 28.

# %% [markdown] lang="ko"
# ## 5. 형태 바꾸기
#
# 텐서의 **형태를 바꾼다**(reshape)는 것은 같은 수를 같은 순서로, 길이가 다른 행과 열에 다시 담는 일입니다. 수가
# 늘거나 줄지 않고 앞뒤 순서가 바뀌지도 않습니다. 다만 '같은 순서'가 무엇인지는 정해 두어야 합니다. NumPy의 약속은 *행
# 우선*(row-major)입니다. 이 글을 읽을 때처럼 첫 번째 행을 왼쪽에서 오른쪽으로 읽고, 이어서 두 번째 행을 읽어
# 나갑니다.
#
# ![원소 여섯 개를 행 순서로 읽어 (3, 2) 행렬, 열, 벡터에 채웁니다](images/reshape_flatten.svg)
#
# 원소의 개수는 그대로여야 합니다. 수 여섯 개로 `(2, 3)`, `(3, 2)`, `(6, 1)`, `(6,)`는 채울 수 있지만 `(4, 2)`는 채울
# 수 없습니다.
#
# 책에 나오는 첫 번째 신경망도 이미지를 펼치는 일부터 시작합니다. `Dense` 층은 이미지마다 벡터 하나를 원하므로,
# $28 \times 28$ 픽셀 이미지 60,000장을 담은 `(60000, 28, 28)` 텐서를 이미지마다 한 행인 `(60000, 784)` 행렬로
# 바꿉니다. 너비가 $w$인 이미지에서 $r$행 $c$열에 있던 픽셀은 이 행렬의 $r \cdot w + c$번 열로 갑니다.
#
# **연습 문제 `flatten_images(images)`.** 형태가 `(n, height, width)`인 이미지 배열을 받습니다. 높이와 너비는 얼마든지
# 될 수 있고 서로 달라도 됩니다. 각 이미지를 행 우선 순서로 읽어 한 행으로 만든, 형태가 `(n, height * width)`인 행렬을
# 반환하세요. 길이는 `images.shape`에서 얻으세요. 늘 28이라는 보장은 없습니다.

# %% tags=["example"]
six = np.array([[0, 1, 2], [3, 4, 5]])
np.reshape(six, (3, 2))


# %% tags=["exercise"] exercise="flatten_images"
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
    ### BEGIN SOLUTION
    return images.reshape((images.shape[0], images.shape[1] * images.shape[2]))
    ### END SOLUTION


# %% tags=["public-test"] exercise="flatten_images"
def test_flatten_images():
    """One row comes out for each image, its pixels in the order in which one reads.
    · 이미지마다 행이 하나씩 나오고, 픽셀은 글을 읽는 순서로 놓입니다.
    """
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


# %% [markdown] lang="en"
# **Exercise `reshape_to_column(x)`.** You get a tensor of any shape. Return all its entries as one column: a matrix
# of shape `(x.size, 1)`, in row-major order. A column is not a vector; it has two axes, the second of length 1.

# %% [markdown] lang="ko"
# **연습 문제 `reshape_to_column(x)`.** 형태가 무엇이든 될 수 있는 텐서를 받아, 모든 원소를 행 우선 순서로 한 열에
# 담은 형태 `(x.size, 1)`의 행렬을 반환하세요. 열은 벡터와 다릅니다. 축이 두 개이고 두 번째 축의 길이가 1입니다.


# %% tags=["exercise"] exercise="reshape_to_column"
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
    ### BEGIN SOLUTION
    return x.reshape((x.size, 1))
    ### END SOLUTION


# %% tags=["public-test"] exercise="reshape_to_column"
def test_reshape_to_column():
    """All entries stand in one column, in the order in which one reads.
    · 모든 원소가 글을 읽는 순서대로 한 열에 놓입니다.
    """
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


# %% [markdown] lang="en"
# **Exercise `reshape_matrix(x, rows, cols)`.** You get a tensor and two ints. Return its entries as a matrix of shape
# `(rows, cols)`, in row-major order. Refuse a size that does not fit, that is `rows * cols != x.size`. (NumPy's
# `reshape` does this for you; `np.resize` does not: it repeats or drops entries until they fit.)

# %% [markdown] lang="ko"
# **연습 문제 `reshape_matrix(x, rows, cols)`.** 텐서와 두 정수를 받아, 원소를 행 우선 순서로 담은 형태
# `(rows, cols)`의 행렬을 반환하세요. 개수가 맞지 않으면, 곧 `rows * cols != x.size`이면 거부하세요. NumPy의
# `reshape`는 알아서 거부하지만 `np.resize`는 그렇지 않습니다. `np.resize`는 개수가 맞을 때까지 원소를 되풀이하거나
# 버립니다.


# %% tags=["exercise"] exercise="reshape_matrix"
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
    ### BEGIN SOLUTION
    assert rows * cols == x.size
    return x.reshape((rows, cols))
    ### END SOLUTION


# %% tags=["public-test"] exercise="reshape_matrix"
def test_reshape_matrix():
    """The entries keep their order in the new shape; a size that does not fit is refused.
    · 새로운 형태에서도 원소의 순서는 그대로입니다. 맞지 않는 크기는 거부합니다.
    """
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


# %% [markdown] lang="en"
# ## 6. Transposing
#
# **To transpose** a matrix is to exchange its rows and its columns: the entry at `[i, j]` goes to `[j, i]`.
#
# $$
# \begin{pmatrix} 0 & 1 & 2 \\ 3 & 4 & 5 \end{pmatrix}^{T} = \begin{pmatrix} 0 & 3 \\ 1 & 4 \\ 2 & 5 \end{pmatrix}
# $$
#
# The shape `(2, 3)` becomes `(3, 2)`, just as with the reshaping above. Compare the entries, though: reshaping gave
# the rows `[0, 1]`, `[2, 3]`, `[4, 5]`. Transposing changes the reading order, reshaping keeps it. A program that
# confuses them runs without any complaint and learns nothing, since every sample has become a mixture of others.
#
# **Exercise `transpose_matrix(x)`.** You get a matrix of shape `(rows, columns)`. Return the matrix of shape
# `(columns, rows)` with rows and columns exchanged.

# %% [markdown] lang="ko"
# ## 6. 전치
#
# 행렬을 **전치**(transpose)한다는 것은 행과 열을 맞바꾸는 것입니다. `[i, j]`에 있던 원소가 `[j, i]`로 갑니다.
#
# $$
# \begin{pmatrix} 0 & 1 & 2 \\ 3 & 4 & 5 \end{pmatrix}^{T} = \begin{pmatrix} 0 & 3 \\ 1 & 4 \\ 2 & 5 \end{pmatrix}
# $$
#
# 형태 `(2, 3)`이 `(3, 2)`가 되는 것은 앞의 형태 바꾸기와 같습니다. 그러나 원소를 비교해 보세요. 형태 바꾸기의 결과는
# `[0, 1]`, `[2, 3]`, `[4, 5]`였습니다. 전치는 읽는 순서를 바꾸고, 형태 바꾸기는 그 순서를 지킵니다. 둘을 혼동한
# 프로그램은 아무런 오류 없이 실행되지만 아무것도 배우지 못합니다. 샘플 하나하나가 다른 샘플과 뒤섞여 버리기
# 때문입니다.
#
# **연습 문제 `transpose_matrix(x)`.** 형태가 `(행의 수, 열의 수)`인 행렬을 받아, 행과 열을 맞바꾼 형태
# `(열의 수, 행의 수)`의 행렬을 반환하세요.


# %% tags=["exercise"] exercise="transpose_matrix"
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
    ### BEGIN SOLUTION
    return np.transpose(x)
    ### END SOLUTION


# %% tags=["public-test"] exercise="transpose_matrix"
def test_transpose_matrix():
    """Rows become columns, which is not the same as reshaping. · 행이 열이 됩니다. 형태만 바꾸는 것과는 다릅니다."""
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


# %% [markdown] lang="en"
# ## What you have learnt
#
# Put your functions together, and a `Dense` layer stands before you:
#
# ```python
# def naive_dense(inputs, W, b):
#     return naive_relu(naive_add_matrix_and_vector(naive_matrix_dot(inputs, W), b))
# ```
#
# - *Element-wise* operations (relu, addition) treat every entry by itself.
# - *Broadcasting* lets a small tensor take part as if it were repeated.
# - The *dot product* combines: $(a, b) \cdot (b, c) \rightarrow (a, c)$.
# - *Reshaping* keeps the reading order, *transposing* exchanges the axes.
#
# Try to time `naive_matrix_dot` against `np.dot` on two matrices of $200 \times 200$. NumPy does the same eight
# million multiplications and additions in highly optimised machine code, which is hundreds of times faster or more.
# That is why, from now on, you will write the single word and know what it does.
#
# In the next unit, `first_network`, these operations read handwritten digits. What the numbers in `W` and `b` should
# be, and how they get there, is the subject of the last unit, `gradients`.

# %% [markdown] lang="ko"
# ## 배운 내용
#
# 여러분이 만든 함수를 모으면 `Dense` 층이 완성됩니다.
#
# ```python
# def naive_dense(inputs, W, b):
#     return naive_relu(naive_add_matrix_and_vector(naive_matrix_dot(inputs, W), b))
# ```
#
# - *원소별 연산*(relu, 덧셈)은 원소를 하나씩 따로 다룹니다.
# - *브로드캐스팅*을 쓰면 작은 텐서가 되풀이된 것처럼 연산에 참여합니다.
# - *점곱*은 두 텐서를 결합합니다. $(a, b) \cdot (b, c) \rightarrow (a, c)$
# - *형태 바꾸기*는 읽는 순서를 지키고, *전치*는 축을 맞바꿉니다.
#
# $200 \times 200$ 행렬 두 개로 `naive_matrix_dot`과 `np.dot`에 걸리는 시간을 재어 보세요. NumPy는 똑같은 곱셈과 덧셈
# 800만 번을 고도로 최적화된 기계어로 처리하므로 수백 배 이상 빠릅니다. 그래서 앞으로는 한 단어로 쓰되, 그 단어가 무슨
# 일을 하는지는 알고 쓰게 됩니다.
#
# 다음 단원 `first_network`에서는 이 연산들이 손글씨 숫자를 읽어 냅니다. `W`와 `b`에 어떤 수가 들어 있어야 하고 그
# 수를 어떻게 찾아내는지는 마지막 단원 `gradients`에서 다룹니다.
