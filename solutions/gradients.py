# %% [markdown] lang="en"
# # The gradient tape
#
# Your first network changed 407,050 weights 2,345 times, and every time it knew in which direction. This unit shows
# where that knowledge comes from. It has three ideas:
#
# 1. A **derivative** says how a result reacts when an input changes a little.
# 2. **TensorFlow's tape** finds derivatives for you: it records a computation and plays it backwards.
# 3. **Gradient descent** uses them: step against the gradient, and the loss falls.
#
# You write five functions. The first four take derivatives, of a line, a polynomial, a dense layer and a falling
# stone; with the fifth, you build one complete step of training by hand. The material follows *Deep Learning with
# Python*, sections 2.4 and 2.5.

# %% [markdown] lang="ko"
# # 그레이디언트 테이프
#
# 첫 번째 신경망은 가중치 407,050개를 2,345번이나 바꾸었고, 그때마다 어느 방향으로 바꿔야 하는지 알고 있었습니다. 이
# 단원에서는 그것을 어떻게 알 수 있었는지 살펴봅니다. 핵심 아이디어는 세 가지입니다.
#
# 1. **도함수**(derivative)는 입력이 조금 변할 때 결과가 어떻게 반응하는지 알려 줍니다.
# 2. **텐서플로의 테이프**는 계산을 기록했다가 거꾸로 되짚어 도함수를 구해 줍니다.
# 3. **경사 하강법**은 그 값을 이용합니다. 그레이디언트의 반대 방향으로 이동하면 손실이 줄어듭니다.
#
# 여러분은 함수 다섯 개를 작성합니다. 앞의 네 함수는 각각 직선, 다항식, 완전 연결 층, 떨어지는 돌의 도함수를 구하고,
# 다섯 번째 함수는 훈련의 한 스텝 전체를 손수 구현합니다. 내용은 *Deep Learning with Python*(케라스 창시자에게 배우는
# 딥러닝) 2.4절과 2.5절을 따릅니다.

# %% tags=["setup"]
import numpy as np
import tensorflow as tf

# %% [markdown] lang="en"
# ## What a derivative is
#
# Take $y = 2x + 3$. At $x = 3$ it is 9; at $x = 3.01$ it is 9.02. The input rose by 0.01, the output by 0.02, twice as
# much. This factor, output change over input change for ever smaller changes, is the derivative:
#
# $$ \frac{dy}{dx} = \lim_{h \to 0} \frac{y(x + h) - y(x - h)}{2h} $$
#
# For a line it is the same everywhere: the slope, here 2. For a curve it depends on the place: $y = x^2$ has the
# derivative $2x$, which is $-4$ at $x = -2$ (going down), 0 at $x = 0$ (the bottom) and 6 at $x = 3$ (steeply up).
#
# With a small $h$ we can *measure* any derivative. Such a finite difference is an excellent check of your results:

# %% [markdown] lang="ko"
# ## 도함수란 무엇일까요?
#
# $y = 2x + 3$을 생각해 봅시다. $x = 3$일 때 $y$는 9이고, $x = 3.01$일 때는 9.02입니다. 입력이 0.01만큼 커지자 출력은 그
# 두 배인 0.02만큼 커졌습니다. 변화를 한없이 작게 할 때 입력의 변화에 대한 출력의 변화의 비율, 이것이 도함수입니다.
#
# $$ \frac{dy}{dx} = \lim_{h \to 0} \frac{y(x + h) - y(x - h)}{2h} $$
#
# 직선에서는 이 값이 어디서나 기울기와 같습니다. 여기서는 2입니다. 곡선에서는 위치에 따라 달라집니다. $y = x^2$의
# 도함수는 $2x$이므로 $x = -2$에서는 $-4$(내리막), $x = 0$에서는 0(바닥), $x = 3$에서는 6(가파른 오르막)입니다.
#
# 작은 $h$를 쓰면 어떤 도함수든 *측정*할 수 있습니다. 이런 유한 차분은 여러분의 결과를 확인하는 훌륭한 방법입니다.

# %% tags=["example"]
demo_h = 1e-4
demo_line = (2 * (3 + demo_h) + 3 - (2 * (3 - demo_h) + 3)) / (2 * demo_h)
demo_square = ((3 + demo_h) ** 2 - (3 - demo_h) ** 2) / (2 * demo_h)
assert np.isclose(demo_line, 2)
assert np.isclose(demo_square, 6)

# %% [markdown] lang="en"
# ## The tape
#
# ![The tape records two operations, and reads them backwards](images/gradient_tape.svg)
#
# Measuring is too slow for a network: it would take two forward passes for each of 407,050 weights. The tape gets all
# derivatives in *one* pass backwards. Inside the `with` block, TensorFlow writes down each operation on what it
# watches. Each of them is simple, and its local slope is known: "multiply by 2" has the slope 2, "add 3" has the
# slope 1. By the **chain rule**, the slopes along the way are multiplied:
#
# $$ y = f(g(x)) \quad\Rightarrow\quad \frac{dy}{dx} = f'(g(x)) \cdot g'(x) $$
#
# Applied from the result back to the input, this is *backpropagation*. In code:
#
# ```python
# x = tf.Variable(3.0)             # a variable is watched by itself
# with tf.GradientTape() as tape:
#     y = x * x                    # recorded
# print(tape.gradient(y, x))       # tf.Tensor(6.0, shape=(), dtype=float32)
# ```
#
# What you should know about the tape:
#
# - It watches every `tf.Variable` by itself. For a constant, say `tape.watch(x)` first, or the gradient is `None`.
# - It records TensorFlow operations only. What NumPy does, it never sees: `None` again.
# - Only floats have gradients, integers do not: write `tf.constant(3.0)`, not `tf.constant(3)`.
# - A tape can be asked once. To ask for several gradients, ask for them together:
#   `tape.gradient(y, [a, b])`.
#
# One detail about precision: TensorFlow makes `float32` of a Python float, NumPy makes `float64` of it. With
# `tf.constant(np.asarray(x))` a Python float stays as exact as it was, and an array keeps its type.

# %% [markdown] lang="ko"
# ## 테이프
#
# ![테이프는 두 연산을 기록하고 거꾸로 읽습니다](images/gradient_tape.svg)
#
# 신경망의 도함수를 일일이 측정하기에는 시간이 너무 오래 걸립니다. 가중치 407,050개마다 정방향 패스를 두 번씩 해야
# 하기 때문입니다. 테이프는 역방향 패스 *한 번*으로 모든 도함수를 구합니다. `with` 블록 안에서 텐서플로는 지켜보는
# 값에 적용되는 연산을 하나하나 기록합니다. 각 연산은 단순해서 국소적인 기울기를 알고 있습니다. "2를 곱하기"의
# 기울기는 2, "3을 더하기"의 기울기는 1입니다. **연쇄 법칙**(chain rule)에 따라 지나온 길의 기울기를 모두 곱합니다.
#
# $$ y = f(g(x)) \quad\Rightarrow\quad \frac{dy}{dx} = f'(g(x)) \cdot g'(x) $$
#
# 이 규칙을 결과에서 입력 쪽으로 차례로 적용하는 것이 *역전파*(backpropagation)입니다. 코드로는 다음과 같습니다.
#
# ```python
# x = tf.Variable(3.0)             # 변수는 저절로 추적됩니다
# with tf.GradientTape() as tape:
#     y = x * x                    # 기록됩니다
# print(tape.gradient(y, x))       # tf.Tensor(6.0, shape=(), dtype=float32)
# ```
#
# 테이프를 쓸 때 알아 둘 점은 다음과 같습니다.
#
# - `tf.Variable`은 모두 저절로 추적합니다. 상수라면 먼저 `tape.watch(x)`를 호출하세요.
#   그러지 않으면 그레이디언트가 `None`이 됩니다.
# - 텐서플로 연산만 기록합니다. 넘파이가 한 계산은 보지 못하므로 이때도 결과는 `None`입니다.
# - 그레이디언트는 실수에만 있고 정수에는 없습니다. `tf.constant(3)`이 아니라 `tf.constant(3.0)`으로 적으세요.
# - 테이프에는 한 번만 물을 수 있습니다. 그레이디언트가 여러 개 필요하면 한꺼번에 물으세요.
#   `tape.gradient(y, [a, b])`처럼 씁니다.
#
# 정밀도에 관해 한 가지 덧붙입니다. 파이썬 실수를 텐서플로는 `float32`로, 넘파이는 `float64`로 바꿉니다.
# `tf.constant(np.asarray(x))`라고 쓰면 파이썬 실수의 정밀도가 그대로 유지되고, 배열의 타입도 바뀌지 않습니다.

# %% [markdown] lang="en"
# ### Exercise: `line_gradient(x)`
#
# Return $dy/dx$ of $y = 2x + 3$ at the scalar `x`. You know the answer; the point is to let the tape find it. As
# everywhere in this unit, the result may be a TensorFlow tensor, a NumPy value or a Python float.

# %% [markdown] lang="ko"
# ### 연습 문제: `line_gradient(x)`
#
# 스칼라 `x`에서 $y = 2x + 3$의 $dy/dx$를 반환하세요. 답은 이미 알고 있으니, 테이프가 그 답을 찾게 하는 것이
# 목적입니다. 이 단원에서는 어디서나 텐서플로 텐서, 넘파이 값, 파이썬 실수 가운데 무엇을 반환해도 됩니다.


# %% tags=["exercise"] exercise="line_gradient"
def line_gradient(x):
    """Return dy/dx of ``y = 2x + 3`` at ``x``.

    Args:
        x: a scalar, ``float32`` or ``float64`` (or a Python float).

    Returns:
        The derivative, a scalar: a TensorFlow tensor, a NumPy value or a Python float.

    · ``x``에서 ``y = 2x + 3``의 dy/dx를 반환합니다.

    인수:
        x: 스칼라, ``float32`` 또는 ``float64``(또는 파이썬 float).

    반환값:
        미분값, 곧 스칼라. 텐서플로 텐서, NumPy 값, 파이썬 float 가운데 하나입니다.

    *Deep Learning with Python*, 2.4

    >>> float(line_gradient(3.0))
    2.0
    """
    ### BEGIN SOLUTION
    x = tf.constant(np.asarray(x))
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = 2 * x + 3
    return tape.gradient(y, x)
    ### END SOLUTION


# %% tags=["public-test"] exercise="line_gradient"
def test_line_gradient():
    """The slope of the line is the same everywhere. · 직선의 기울기는 어디서나 같습니다."""
    gradient = line_gradient(3.0)
    assert gradient is not None, (
        "the tape must watch x, which must be a float · 테이프가 x를 감시해야 하고, x는 실수여야 합니다"
    )
    assert np.shape(gradient) == (), "the gradient of a scalar is a scalar · 스칼라의 그레이디언트는 스칼라입니다"
    assert np.isclose(float(gradient), 2), (
        "y = 2x + 3 rises by 2 for each 1 of x · y = 2x + 3에서 x가 1 커질 때마다 y는 2씩 커집니다"
    )
    assert np.isclose(float(line_gradient(-0.5)), 2), (
        "a line has the same slope everywhere · 직선의 기울기는 어디서나 같습니다"
    )


# %% [markdown] lang="en"
# ## From a line to any polynomial
#
# A polynomial is given by its coefficients, the constant first: $y = c_0 + c_1 x + c_2 x^2 + \dots$ From school you
# know its derivative, $c_1 + 2 c_2 x + 3 c_3 x^2 + \dots$ For $c = (1, 2, 3)$ and $x = 2$ this is
# $2 + 2 \cdot 3 \cdot 2 = 14$. For the tape it is no harder than the line: it records whatever runs inside the block,
# loops and all.
#
# If `x` is an array, `y` is one, too. The tape then returns the gradient of the *sum* of all entries of `y`. Here this
# is just what we want: entry $y_i$ depends on $x_i$ only, so that the derivative of the sum with respect to $x_i$ is
# the derivative of $y_i$ alone.
#
# Two ways to compute `y` suggest themselves: add up the terms `c * x**k`, or, following Horner, go from the last
# coefficient to the first, `y = y * x + c`:
#
# $$ 1 + 2x + 3x^2 = (3 \cdot x + 2) \cdot x + 1 $$
#
# Either will do here. Horner's way needs no powers, and so knows no trouble at $x = 0$, where the backward pass of
# $x^0$ would meet $0 \cdot x^{-1}$.

# %% [markdown] lang="ko"
# ## 직선에서 임의의 다항식으로
#
# 다항식은 상수항부터 차례로 적은 계수로 주어집니다. 즉 $y = c_0 + c_1 x + c_2 x^2 + \dots$입니다. 그 도함수가
# $c_1 + 2 c_2 x + 3 c_3 x^2 + \dots$라는 것은 학교에서 배웠습니다. $c = (1, 2, 3)$이고 $x = 2$이면
# $2 + 2 \cdot 3 \cdot 2 = 14$입니다. 테이프에게는 직선보다 어려울 것이 없습니다. 블록 안에서 실행되는 것이라면
# 반복문이든 무엇이든 모두 기록합니다.
#
# `x`가 배열이면 `y`도 배열입니다. 이때 테이프는 `y`의 모든 원소를 *더한 값*의 그레이디언트를 반환합니다. 여기서는
# 바로 이것이 우리가 원하는 결과입니다. $y_i$는 $x_i$에만 의존하므로, 합을 $x_i$로 미분하면 $y_i$ 하나를 미분한 것과
# 같기 때문입니다.
#
# `y`를 계산하는 방법은 두 가지가 떠오릅니다. 항 `c * x**k`를 모두 더하거나, 호너(Horner)의 방법에 따라 마지막
# 계수에서 첫 계수 쪽으로 `y = y * x + c`를 되풀이하는 것입니다.
#
# $$ 1 + 2x + 3x^2 = (3 \cdot x + 2) \cdot x + 1 $$
#
# 여기서는 어느 방법이든 좋습니다. 호너의 방법은 거듭제곱을 쓰지 않으므로 $x = 0$에서도 문제가 없습니다. 거듭제곱을 쓰면
# $x^0$의 역방향 패스에서 $0 \cdot x^{-1}$을 만나게 됩니다.

# %% tags=["example"]
demo_x = np.array([1.0, 2.0])
# The derivative of 1 + 2x + 3x^2, by the rule from school. · 학교에서 배운 공식에 따른 1 + 2x + 3x^2의 도함수입니다.
demo_slopes = 2 + 2 * 3 * demo_x
demo_measured = (
    (2 * (demo_x + demo_h) + 3 * (demo_x + demo_h) ** 2) - (2 * (demo_x - demo_h) + 3 * (demo_x - demo_h) ** 2)
) / (2 * demo_h)
assert demo_slopes.tolist() == [8.0, 14.0]
assert np.allclose(demo_measured, demo_slopes)

# %% [markdown] lang="en"
# ### Exercise: `polynomial_gradient(coefficients, x)`
#
# Return $dy/dx$ of $y = c_0 + c_1 x + c_2 x^2 + \dots$ at each entry of `x`, a scalar or an array; the result has the
# shape of `x`. There are at least two coefficients, and no entry of `x` is 0.

# %% [markdown] lang="ko"
# ### 연습 문제: `polynomial_gradient(coefficients, x)`
#
# 스칼라 또는 배열인 `x`의 각 원소에서 $y = c_0 + c_1 x + c_2 x^2 + \dots$의 $dy/dx$를 반환하세요. 결과의 크기는 `x`와
# 같습니다. 계수는 두 개 이상이며, `x`에는 0인 원소가 없습니다.


# %% tags=["exercise"] exercise="polynomial_gradient"
def polynomial_gradient(coefficients, x):
    """Return dy/dx of ``y = c[0] + c[1] x + c[2] x**2 + ...`` at each entry of ``x``.

    Args:
        coefficients: at least two numbers, the constant first: an array or a list.
        x: a scalar or an array of any shape, ``float32`` or ``float64``; no entry is 0. It is not changed.

    Returns:
        The derivatives, in the shape of ``x``: a TensorFlow tensor, a NumPy array or a scalar.

    · ``x``의 원소마다 ``y = c[0] + c[1] x + c[2] x**2 + ...``의 dy/dx를 반환합니다.

    인수:
        coefficients: 두 개 이상의 수. 상수항이 먼저이며, 배열이나 리스트입니다.
        x: 스칼라 또는 아무 형태의 배열, ``float32`` 또는 ``float64``. 0인 원소는 없습니다. 바꾸지 않습니다.

    반환값:
        형태가 ``x``와 같은 미분값. 텐서플로 텐서, NumPy 배열, 스칼라 가운데 하나입니다.

    *Deep Learning with Python*, 2.4

    >>> float(polynomial_gradient([1.0, 2.0, 3.0], 2.0))
    14.0
    >>> np.asarray(polynomial_gradient([1.0, 2.0, 3.0], np.array([1.0, 2.0]))).tolist()
    [8.0, 14.0]
    """
    ### BEGIN SOLUTION
    x = tf.constant(np.asarray(x))
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.zeros_like(x)
        for coefficient in reversed(coefficients):
            y = y * x + float(coefficient)
    return tape.gradient(y, x)
    ### END SOLUTION


# %% tags=["public-test"] exercise="polynomial_gradient"
def test_polynomial_gradient():
    """The derivative of 1 + 2x + 3x^2 is 2 + 6x, at a scalar and at each entry of an array.
    · 1 + 2x + 3x^2의 도함수는 2 + 6x입니다. 스칼라에서도, 배열의 각 원소에서도 그렇습니다.
    """
    coefficients = np.array([1.0, 2.0, 3.0])
    gradient = polynomial_gradient(coefficients, 2.0)
    assert gradient is not None, (
        "the tape must watch x, and only TensorFlow operations are recorded"
        " · 테이프가 x를 감시해야 하고, 텐서플로 연산만 기록됩니다"
    )
    assert np.isclose(float(gradient), 14), (
        "at x = 2, the derivative 2 + 6x is 14 · x = 2에서 도함수 2 + 6x의 값은 14입니다"
    )
    x = np.array([1.0, 2.0, -3.0])
    gradients = np.asarray(polynomial_gradient(coefficients, x))
    assert gradients.shape == (3,), (
        "there is one derivative for each entry of x · x의 원소마다 미분값이 하나씩 있습니다"
    )
    assert np.allclose(gradients, [8, 14, -16]), (
        "the derivative 2 + 6x, at 1, 2 and -3 · 1, 2, -3에서 도함수 2 + 6x의 값입니다"
    )
    assert np.array_equal(x, [1, 2, -3]), "x itself must stay as it was · x 자체는 그대로 있어야 합니다"


# %% [markdown] lang="en"
# ## The gradient of a layer
#
# A dense layer without its activation computes $y = xW + b$. The inputs of this function are whole tensors, and so is
# its derivative: the **gradient** with respect to $W$ has the shape of $W$, and each entry says how the result reacts
# to that one weight. A gradient needs *one number* as the result, here the sum $s$ of all entries of $y$.
#
# What must come out? Weight $W_{jk}$ is multiplied by input $j$ of each sample and added to unit $k$. So
#
# $$ \frac{\partial s}{\partial W_{jk}} = \sum_{i=1}^{n} x_{ij}, \qquad \frac{\partial s}{\partial b_k} = n $$
#
# the column sums of $x$ (the same for all units), and the number of samples: each bias is added once for each.
#
# For $x = \begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}$ and three units, the gradient with respect to $W$ is
# $\begin{pmatrix} 4 & 4 & 4 \\ 6 & 6 & 6 \end{pmatrix}$, and with respect to $b$ it is $(2, 2, 2)$. As a check, NumPy
# measures one of the entries:

# %% [markdown] lang="ko"
# ## 층의 그레이디언트
#
# 활성화 함수를 뺀 완전 연결 층은 $y = xW + b$를 계산합니다. 이 함수의 입력은 텐서이므로 도함수도 텐서입니다. $W$에 대한
# **그레이디언트**는 $W$와 크기가 같고, 각 원소는 결과가 그 가중치 하나에 어떻게 반응하는지 알려 줍니다. 그레이디언트를
# 구하려면 결과가 *수 하나*여야 합니다. 여기서는 $y$의 모든 원소를 더한 $s$를 씁니다.
#
# 어떤 결과가 나와야 할까요? 가중치 $W_{jk}$는 각 샘플의 $j$번째 입력과 곱해져 $k$번째 유닛에 더해집니다. 따라서
#
# $$ \frac{\partial s}{\partial W_{jk}} = \sum_{i=1}^{n} x_{ij}, \qquad \frac{\partial s}{\partial b_k} = n $$
#
# 입니다. 앞의 식은 $x$의 열을 더한 값으로 모든 유닛에서 같고, 뒤의 식은 샘플의 개수입니다. 편향은 샘플마다 한 번씩
# 더해지기 때문입니다.
#
# $x = \begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}$이고 유닛이 세 개라면 $W$에 대한 그레이디언트는
# $\begin{pmatrix} 4 & 4 & 4 \\ 6 & 6 & 6 \end{pmatrix}$이고 $b$에 대한 그레이디언트는 $(2, 2, 2)$입니다. 원소 하나를
# 넘파이로 측정해 확인해 봅시다.

# %% tags=["example"]
demo_inputs = np.array([[1.0, 2.0], [3.0, 4.0]])
demo_W = np.zeros((2, 3))
demo_nudge = np.zeros((2, 3))
# Only the weight from input 1 to unit 0 changes. · 입력 1에서 유닛 0으로 가는 가중치만 바뀝니다.
demo_nudge[1, 0] = demo_h
demo_entry = ((demo_inputs @ (demo_W + demo_nudge)).sum() - (demo_inputs @ (demo_W - demo_nudge)).sum()) / (2 * demo_h)
assert np.isclose(demo_entry, 6)  # 2 + 4, the sum of column 1 · 2 + 4, 곧 1번 열의 합

# %% [markdown] lang="en"
# ### Exercise: `dense_gradients(W, b, x)`
#
# Return the pair of gradients of the sum of $xW + b$, with respect to `W` and with respect to `b`. The shapes are
# `(inputs, units)` for `W`, `(units,)` for `b` and `(n, inputs)` for `x`; each gradient has the shape of its variable.

# %% [markdown] lang="ko"
# ### 연습 문제: `dense_gradients(W, b, x)`
#
# $xW + b$의 모든 원소를 더한 값을 `W`와 `b`로 각각 미분한 그레이디언트 한 쌍을 반환하세요. 크기는 `W`가
# `(inputs, units)`, `b`가 `(units,)`, `x`가 `(n, inputs)`이고, 그레이디언트의 크기는 각각의 변수와 같습니다.


# %% tags=["exercise"] exercise="dense_gradients"
def dense_gradients(W, b, x):
    """Return the gradients of the sum of ``x @ W + b`` with respect to ``W`` and ``b``.

    Args:
        W: weights, an array of shape ``(inputs, units)``.
        b: biases, an array of shape ``(units,)``.
        x: inputs, an array of shape ``(n, inputs)``. All three are ``float32`` or ``float64``; none is changed.

    Returns:
        The pair ``(gradient of W, gradient of b)``, of the shapes of ``W`` and ``b``: TensorFlow tensors or NumPy
        arrays.

    · ``x @ W + b``의 합에 대한 ``W``와 ``b``의 그레이디언트를 반환합니다.

    인수:
        W: 가중치, 형태가 ``(inputs, units)``인 배열.
        b: 편향, 형태가 ``(units,)``인 배열.
        x: 입력, 형태가 ``(n, inputs)``인 배열. 셋 다 ``float32`` 또는 ``float64``이며, 바꾸지 않습니다.

    반환값:
        ``W``와 ``b``와 형태가 같은 한 쌍 ``(W의 그레이디언트, b의 그레이디언트)``. 텐서플로 텐서 또는 NumPy 배열입니다.

    *Deep Learning with Python*, 2.4

    >>> x = np.array([[1.0, 2.0], [3.0, 4.0]])
    >>> grad_W, grad_b = dense_gradients(np.zeros((2, 3)), np.zeros(3), x)
    >>> np.asarray(grad_W).tolist()
    [[4.0, 4.0, 4.0], [6.0, 6.0, 6.0]]
    >>> np.asarray(grad_b).tolist()
    [2.0, 2.0, 2.0]
    """
    ### BEGIN SOLUTION
    W, b = tf.constant(W), tf.constant(b)
    with tf.GradientTape() as tape:
        tape.watch([W, b])
        total = tf.reduce_sum(tf.matmul(x, W) + b)
    grad_W, grad_b = tape.gradient(total, [W, b])
    return grad_W, grad_b
    ### END SOLUTION


# %% tags=["public-test"] exercise="dense_gradients"
def test_dense_gradients():
    """The gradient of W holds the column sums of x, that of b the number of samples.
    · W의 그레이디언트는 x의 열마다 더한 합이고, b의 그레이디언트는 샘플의 개수입니다.
    """
    W = np.array([[0.5, -1.0, 2.0], [1.5, 0.0, -0.5]])
    b = np.array([0.1, 0.2, 0.3])
    x = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, -1.0], [0.0, 2.0]])
    before = W.copy(), b.copy(), x.copy()
    grad_W, grad_b = dense_gradients(W, b, x)
    assert np.shape(grad_W) == (2, 3), "the gradient of W has the shape of W · W의 그레이디언트는 W와 형태가 같습니다"
    assert np.shape(grad_b) == (3,), "the gradient of b has the shape of b · b의 그레이디언트는 b와 형태가 같습니다"
    assert np.allclose(grad_W, [[9, 9, 9], [7, 7, 7]]), (
        "each row of W's gradient holds the sum of a column of x"
        " · W의 그레이디언트의 각 행에는 x의 한 열을 더한 합이 들어 있습니다"
    )
    assert np.allclose(grad_b, [4, 4, 4]), (
        "each bias is added once for each of the four samples · 편향은 샘플 네 개에 한 번씩 더해집니다"
    )
    assert all(map(np.array_equal, before, (W, b, x))), (
        "W, b and x themselves must stay as they were · W, b, x 자체는 그대로 있어야 합니다"
    )


# %% [markdown] lang="en"
# ## Derivatives of derivatives
#
# A stone that falls from rest has covered the distance $4.9\,t^2$ (in metres) after $t$ seconds. Its **speed** is the
# derivative of the distance; its **acceleration** is the derivative of the speed, the *second* derivative of the
# distance:
#
# $$ s = 4.9\,t^2, \qquad \frac{ds}{dt} = 9.8\,t, \qquad \frac{d^2 s}{dt^2} = 9.8 $$
#
# After 2 seconds the stone has fallen 19.6 metres, it falls at 19.6 metres per second, and gets faster by 9.8 metres
# per second in each second, as everything does that falls on Earth.
#
# With tapes: one inside the other. The inner tape yields the speed. Since it does so *inside the block of the outer
# tape*, that one records the making of the derivative itself, and can be asked for its derivative in turn. The call to
# `inner.gradient` must stand inside the outer block, but outside the inner one:
#
# ```python
# with tf.GradientTape() as outer:
#     with tf.GradientTape() as inner:
#         y = x * x * x
#     first = inner.gradient(y, x)      # 3 x^2, recorded by the outer tape
# second = outer.gradient(first, x)     # 6 x
# ```

# %% [markdown] lang="ko"
# ## 도함수의 도함수
#
# 정지 상태에서 떨어진 돌은 $t$초 동안 $4.9\,t^2$미터를 이동합니다. **속력**은 거리의 도함수이고, **가속도**는 속력의
# 도함수, 곧 거리의 *이계* 도함수입니다.
#
# $$ s = 4.9\,t^2, \qquad \frac{ds}{dt} = 9.8\,t, \qquad \frac{d^2 s}{dt^2} = 9.8 $$
#
# 2초 뒤에 돌은 19.6미터를 떨어졌고, 초속 19.6미터로 떨어지는 중이며, 1초마다 초속 9.8미터씩 빨라집니다. 지구에서
# 떨어지는 것은 무엇이나 그렇습니다.
#
# 테이프로는 하나를 다른 하나 안에 넣으면 됩니다. 안쪽 테이프가 속력을 구합니다. 이 일이 *바깥쪽 테이프의 블록 안에서*
# 일어나므로, 바깥쪽 테이프는 도함수를 구하는 과정 자체를 기록하고, 그것을 다시 미분할 수 있습니다. `inner.gradient`
# 호출은 바깥쪽 블록의 안, 안쪽 블록의 밖에 있어야 합니다.
#
# ```python
# with tf.GradientTape() as outer:
#     with tf.GradientTape() as inner:
#         y = x * x * x
#     first = inner.gradient(y, x)      # 3 x^2, 바깥쪽 테이프가 기록합니다
# second = outer.gradient(first, x)     # 6 x
# ```

# %% [markdown] lang="en"
# ### Exercise: `speed_and_acceleration(time)`
#
# Return the pair of the first and the second derivative of $4.9 \cdot \text{time}^2$ at the scalar `time`. If `x` above
# is a constant, both tapes must watch it.

# %% [markdown] lang="ko"
# ### 연습 문제: `speed_and_acceleration(time)`
#
# 스칼라 `time`에서 $4.9 \cdot \text{time}^2$의 일계 도함수와 이계 도함수를 한 쌍으로 반환하세요. 위의 `x`가 상수라면
# 두 테이프 모두 `x`를 추적하게 해야 합니다.


# %% tags=["exercise"] exercise="speed_and_acceleration"
def speed_and_acceleration(time):
    """Return the first and second derivatives of ``4.9 * time**2``, the fall of a stone.

    Args:
        time: a scalar, ``float32`` or ``float64`` (or a Python float), in seconds.

    Returns:
        The pair ``(speed, acceleration)`` of scalars: TensorFlow tensors, NumPy values or Python floats.

    · 돌이 떨어지는 거리 ``4.9 * time**2``의 일계도함수와 이계도함수의 값을 반환합니다.

    인수:
        time: 스칼라, ``float32`` 또는 ``float64``(또는 파이썬 float), 단위는 초.

    반환값:
        스칼라 한 쌍 ``(speed, acceleration)``. 텐서플로 텐서, NumPy 값, 파이썬 float 가운데 하나입니다.

    *Deep Learning with Python*, 2.4, 3.3

    >>> speed, acceleration = speed_and_acceleration(2.0)
    >>> round(float(speed), 4), round(float(acceleration), 4)
    (19.6, 9.8)
    """
    ### BEGIN SOLUTION
    time = tf.constant(np.asarray(time))
    with tf.GradientTape() as outer_tape:
        outer_tape.watch(time)
        with tf.GradientTape() as inner_tape:
            inner_tape.watch(time)
            position = 4.9 * time * time
        speed = inner_tape.gradient(position, time)
    acceleration = outer_tape.gradient(speed, time)
    return speed, acceleration
    ### END SOLUTION


# %% tags=["public-test"] exercise="speed_and_acceleration"
def test_speed_and_acceleration():
    """The speed grows by 9.8 in each second; the acceleration is always 9.8.
    · 속도는 1초마다 9.8씩 커지고, 가속도는 언제나 9.8입니다.
    """
    speed, acceleration = speed_and_acceleration(2.0)
    assert speed is not None and acceleration is not None, (
        "both tapes must watch the time · 두 테이프 모두 시간을 감시해야 합니다"
    )
    assert np.isclose(float(speed), 19.6), "after 2 seconds the speed is 9.8 * 2 · 2초 뒤의 속도는 9.8 * 2입니다"
    assert np.isclose(float(acceleration), 9.8), (
        "the second derivative of 4.9 t^2 is 9.8 · 4.9 t^2의 이계도함수는 9.8입니다"
    )
    assert np.allclose([float(value) for value in speed_and_acceleration(0.5)], [4.9, 9.8]), (
        "the same at 0.5 seconds · 0.5초에서도 마찬가지입니다"
    )


# %% [markdown] lang="en"
# ## Gradient descent
#
# ![A loss curve, its tangent, and the steps towards the minimum](images/gradient_descent.svg)
#
# Now put the gradient to use. The picture shows a loss with a single weight, $(w - 3)^2$. At $w = 0.5$ its slope is
# $2 (0.5 - 3) = -5$: going right, the loss falls. So we step *against* the sign of the slope, and the further the
# steeper it is:
#
# $$ w_\text{new} = w - \eta \cdot \frac{d\,\text{loss}}{dw} $$
#
# The factor $\eta$ is the **learning rate**. With $\eta = 0.2$ the step leads to $0.5 + 0.2 \cdot 5 = 1.5$. There the
# curve is flatter, so the next step is shorter: 2.1, then 2.46, ever closer to 3. If the learning rate is too small,
# this takes forever; if it is too large, each step shoots over the valley and lands higher than it started.

# %% [markdown] lang="ko"
# ## 경사 하강법
#
# ![손실 곡선과 접선, 그리고 최솟값으로 가는 걸음](images/gradient_descent.svg)
#
# 이제 그레이디언트를 써 봅시다. 그림은 가중치가 하나뿐인 손실 $(w - 3)^2$입니다. $w = 0.5$에서 기울기는
# $2 (0.5 - 3) = -5$이므로 오른쪽으로 가면 손실이 줄어듭니다. 그래서 기울기의 *반대* 방향으로, 기울기가 가파를수록 더
# 멀리 이동합니다.
#
# $$ w_\text{new} = w - \eta \cdot \frac{d\,\text{loss}}{dw} $$
#
# 여기서 $\eta$를 **학습률**(learning rate)이라고 합니다. $\eta = 0.2$이면 한 걸음 뒤에 $0.5 + 0.2 \cdot 5 = 1.5$에
# 이릅니다. 그곳은 경사가 더 완만하므로 다음 걸음은 더 짧습니다. 2.1, 그다음은 2.46으로 점점 3에 가까워집니다.
# 학습률이 너무 작으면 한없이 오래 걸리고, 너무 크면 걸음마다 골짜기를 건너뛰어 출발한 곳보다 더 높은 곳에 이릅니다.

# %% tags=["example"]
demo_path = [0.5]
for _ in range(4):
    demo_path.append(demo_path[-1] - 0.2 * 2 * (demo_path[-1] - 3))
assert np.allclose(demo_path, [0.5, 1.5, 2.1, 2.46, 2.676])
# A learning rate of 1.1 overshoots: 0.5 to 6, loss 6.25 to 9. · 학습률 1.1은 너무 커서 손실이 6.25에서 9로 늘어납니다.
assert np.isclose(0.5 - 1.1 * 2 * (0.5 - 3), 6)

# %% [markdown] lang="en"
# ### One step by hand
#
# The same with a layer. Two samples with one input each, $x = (1, 2)$, shall be mapped to the targets $(3, 5)$; the
# truth behind them is $2x + 1$. We start from $W = 1$, $b = 0$. The loss is the **mean squared error**, the mean of
# the squared differences over *all* entries:
#
# $$ \text{loss} = \frac{1}{n \cdot \text{units}} \sum_{i,k} \left( (xW + b)_{ik} - \text{targets}_{ik} \right)^2 $$
#
# | | sample 1 | sample 2 | together |
# | --- | --- | --- | --- |
# | prediction | 1 | 2 | |
# | error | -2 | -3 | |
# | squared error | 4 | 9 | loss $= 13 / 2 = 6.5$ |
# | $\partial/\partial W$: error times input | -2 | -6 | $2 \cdot (-8) / 2 = -8$ |
# | $\partial/\partial b$: error | -2 | -3 | $2 \cdot (-5) / 2 = -5$ |
#
# With the learning rate 0.1: $W = 1 + 0.8 = 1.8$ and $b = 0 + 0.5 = 0.5$. The new predictions, 2.3 and 4.1, have a
# loss of only 0.65, a tenth of what it was.
#
# ### Exercise: `sgd_step(W, b, x, targets, learning_rate)`
#
# Do one step of gradient descent on the mean squared error of $xW + b$ against `targets`, and return
# `(new_W, new_b, loss)`. The loss is the one *before* the step. `x` is `(n, inputs)`, `W` is `(inputs, units)`, `b` is
# `(units,)` and `targets` is `(n, units)`. Return new values: `W` and `b` themselves stay as they are.

# %% [markdown] lang="ko"
# ### 한 스텝을 손으로 계산하기
#
# 같은 일을 층으로 해 봅시다. 입력이 하나씩인 샘플 두 개 $x = (1, 2)$를 타깃 $(3, 5)$로 대응시키려 합니다. 그 바탕에
# 있는 진짜 관계는 $2x + 1$입니다. $W = 1$, $b = 0$에서 출발합니다. 손실은 **평균 제곱 오차**, 곧 차이를 제곱한 값을
# *모든* 원소에 대해 평균한 것입니다.
#
# $$ \text{loss} = \frac{1}{n \cdot \text{units}} \sum_{i,k} \left( (xW + b)_{ik} - \text{targets}_{ik} \right)^2 $$
#
# | | 샘플 1 | 샘플 2 | 합계 |
# | --- | --- | --- | --- |
# | 예측 | 1 | 2 | |
# | 오차 | -2 | -3 | |
# | 제곱 오차 | 4 | 9 | 손실 $= 13 / 2 = 6.5$ |
# | $\partial/\partial W$: 오차 곱하기 입력 | -2 | -6 | $2 \cdot (-8) / 2 = -8$ |
# | $\partial/\partial b$: 오차 | -2 | -3 | $2 \cdot (-5) / 2 = -5$ |
#
# 학습률이 0.1이면 $W = 1 + 0.8 = 1.8$, $b = 0 + 0.5 = 0.5$가 됩니다. 새로운 예측은 2.3과 4.1이고 손실은 0.65에 지나지
# 않습니다. 처음의 10분의 1입니다.
#
# ### 연습 문제: `sgd_step(W, b, x, targets, learning_rate)`
#
# $xW + b$와 `targets`의 평균 제곱 오차에 대해 경사 하강법을 한 스텝 수행하고 `(new_W, new_b, loss)`를 반환하세요.
# 손실은 스텝을 수행하기 *전의* 값입니다. `x`는 `(n, inputs)`, `W`는 `(inputs, units)`, `b`는 `(units,)`, `targets`는
# `(n, units)` 크기입니다. 새로운 값을 반환하고, `W`와 `b` 자체는 그대로 두세요.


# %% tags=["exercise"] exercise="sgd_step"
def sgd_step(W, b, x, targets, learning_rate):
    """Do one gradient-descent step on the mean squared error of ``x @ W + b``.

    Args:
        W: weights, an array of shape ``(inputs, units)``.
        b: biases, an array of shape ``(units,)``.
        x: inputs, an array of shape ``(n, inputs)``.
        targets: what ``x @ W + b`` should be, an array of shape ``(n, units)``. All four are ``float32`` or
            ``float64``; none is changed.
        learning_rate: the factor of the gradient in the step, a scalar.

    Returns:
        The triple ``(new_W, new_b, loss)``: the weights and biases after the step, in their shapes, and the loss
        before it, a scalar (the mean over all entries): TensorFlow tensors, NumPy arrays or Python floats.

    · ``x @ W + b``의 평균 제곱 오차에 대한 경사 하강법을 한 단계 수행합니다.

    인수:
        W: 가중치, 형태가 ``(inputs, units)``인 배열.
        b: 편향, 형태가 ``(units,)``인 배열.
        x: 입력, 형태가 ``(n, inputs)``인 배열.
        targets: ``x @ W + b``가 되어야 하는 값, 형태가 ``(n, units)``인 배열. 넷 다 ``float32`` 또는 ``float64``이며,
            바꾸지 않습니다.
        learning_rate: 이 단계에서 그레이디언트에 곱하는 수, 스칼라.

    반환값:
        세 값 ``(new_W, new_b, loss)``. 단계를 밟은 뒤의 가중치와 편향은 형태가 그대로이고, 손실은 단계를 밟기 전의 값,
        곧 모든 원소에 대한 평균인 스칼라입니다. 텐서플로 텐서, NumPy 배열, 파이썬 float 가운데 하나입니다.

    *Deep Learning with Python*, 2.4, 2.5

    >>> x, targets = np.array([[1.0], [2.0]]), np.array([[3.0], [5.0]])
    >>> new_W, new_b, loss = sgd_step(np.array([[1.0]]), np.array([0.0]), x, targets, 0.1)
    >>> np.asarray(new_W).round(4).tolist(), np.asarray(new_b).round(4).tolist(), float(loss)
    ([[1.8]], [0.5], 6.5)
    """
    ### BEGIN SOLUTION
    W, b = tf.constant(W), tf.constant(b)
    with tf.GradientTape() as tape:
        tape.watch([W, b])
        predictions = tf.matmul(x, W) + b
        loss = tf.reduce_mean(tf.square(predictions - targets))
    grad_W, grad_b = tape.gradient(loss, [W, b])
    rate = float(learning_rate)
    return W - rate * grad_W, b - rate * grad_b, loss
    ### END SOLUTION


# %% tags=["public-test"] exercise="sgd_step"
def test_sgd_step():
    """The step worked out by hand: W from 1 to 1.8, b from 0 to 0.5, and the loss before it is 6.5.
    · 손으로 계산한 한 단계: W는 1에서 1.8로, b는 0에서 0.5로 바뀌며, 그 전의 손실은 6.5입니다.
    """
    W, b = np.array([[1.0]]), np.array([0.0])
    x, targets = np.array([[1.0], [2.0]]), np.array([[3.0], [5.0]])
    new_W, new_b, loss = sgd_step(W, b, x, targets, 0.1)
    assert np.isclose(float(loss), 6.5), (
        "the loss before the step is (4 + 9) / 2 · 단계를 밟기 전의 손실은 (4 + 9) / 2입니다"
    )
    assert np.shape(new_W) == (1, 1) and np.allclose(new_W, 1.8), (
        "W moves against its gradient -8, to 1 + 0.1 * 8 · W는 그레이디언트 -8의 반대쪽으로, 1 + 0.1 * 8까지 움직입니다"
    )
    assert np.shape(new_b) == (1,) and np.allclose(new_b, 0.5), (
        "b moves against its gradient -5, to 0 + 0.1 * 5 · b는 그레이디언트 -5의 반대쪽으로, 0 + 0.1 * 5까지 움직입니다"
    )
    assert W.item() == 1 and b.item() == 0, (
        "W and b themselves must stay as they were · W와 b 자체는 그대로 있어야 합니다"
    )


# %% [markdown] lang="en"
# ## Try it: learning a line
#
# A training loop is now three lines. Watch `W` and `b` approach the truth, 2 and 1:
#
# ```python
# rng = np.random.default_rng(0)
# x = rng.uniform(-1, 1, (64, 1))
# targets = 2 * x + 1
#
# W, b = np.zeros((1, 1)), np.zeros(1)
# for step in range(101):
#     W, b, loss = sgd_step(W, b, x, targets, 0.3)
#     if step % 20 == 0:
#         print(step, float(loss), np.asarray(W).item(), np.asarray(b).item())
# ```
#
# Then change the learning rate: with 0.01 it crawls, with 1.5 the loss explodes. Why, you can see in the picture above.

# %% [markdown] lang="ko"
# ## 직접 해 보기: 직선 학습하기
#
# 이제 훈련 반복문은 몇 줄이면 충분합니다. `W`와 `b`가 참값인 2와 1에 다가가는 모습을 지켜보세요.
#
# ```python
# rng = np.random.default_rng(0)
# x = rng.uniform(-1, 1, (64, 1))
# targets = 2 * x + 1
#
# W, b = np.zeros((1, 1)), np.zeros(1)
# for step in range(101):
#     W, b, loss = sgd_step(W, b, x, targets, 0.3)
#     if step % 20 == 0:
#         print(step, float(loss), np.asarray(W).item(), np.asarray(b).item())
# ```
#
# 그런 다음 학습률을 바꾸어 보세요. 0.01로 하면 아주 느리게 나아가고, 1.5로 하면 손실이 폭발합니다. 그 까닭은 위의
# 그림에서 알 수 있습니다.

# %% [markdown] lang="en"
# ## What you have learnt
#
# A derivative tells how a result reacts to an input. The tape records a computation and, by the chain rule, finds the
# derivatives of its result with respect to any number of inputs in one pass backwards. Gradient descent steps against
# them, scaled by the learning rate, and so makes a loss smaller.
#
# This closes the circle of chapter 2. `model.fit` from your first network does what your `sgd_step` does, with a
# cleverer rule for the step (RMSprop), another loss (the cross-entropy), and batches drawn from 60,000 images. What
# comes next in the book are other tasks, and deeper networks; the loop stays the same.

# %% [markdown] lang="ko"
# ## 정리
#
# 도함수는 결과가 입력에 어떻게 반응하는지 알려 줍니다. 테이프는 계산을 기록했다가 연쇄 법칙에 따라, 입력이 아무리
# 많아도 역방향 패스 한 번으로 모든 도함수를 구합니다. 경사 하강법은 학습률을 곱한 만큼 그레이디언트의 반대 방향으로
# 이동하여 손실을 줄입니다.
#
# 이로써 2장의 내용이 하나로 이어졌습니다. 첫 번째 신경망의 `model.fit`이 하는 일은 여러분의 `sgd_step`이 하는 일과
# 같습니다. 다만 이동하는 규칙이 더 영리하고(RMSprop), 손실이 다르며(교차 엔트로피), 60,000장의 이미지에서 배치를 뽑아
# 쓸 뿐입니다. 책에서 이어지는 내용은 다른 문제와 더 깊은 신경망이지만, 훈련 반복문은 그대로입니다.
