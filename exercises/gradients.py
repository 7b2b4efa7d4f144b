# gradients.py - The gradient tape · 그레이디언트 테이프
#
# Write each function in place of its `raise NotImplementedError(...)`; keep the names and the arguments.
# Check your work, in this folder:   pytest test_gradients.py
# These public tests are a beginning: the course's graders try more inputs. Hand in this file under this name.
#
# 함수마다 `raise NotImplementedError(...)` 줄을 지우고 그 자리에 코드를 쓰세요. 함수 이름과 인자는 바꾸지 마세요.
# 이 폴더에서 다음 명령으로 확인할 수 있습니다:   pytest test_gradients.py
# 공개 테스트는 시작일 뿐이고, 채점기는 더 많은 입력을 시험합니다. 파일 이름을 바꾸지 말고 제출하세요.
#
# (Generated from solutions/gradients.py by `autograder build`; teachers change that file, not this one.)

import numpy as np
import tensorflow as tf


# --- Exercise: `line_gradient(x)` · 연습 문제: `line_gradient(x)` ---


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
    # YOUR CODE HERE
    raise NotImplementedError("line_gradient is not written yet · line_gradient: 아직 작성하지 않았습니다")


# --- Exercise: `polynomial_gradient(coefficients, x)` · 연습 문제: `polynomial_gradient(coefficients, x)` ---


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
    # YOUR CODE HERE
    raise NotImplementedError("polynomial_gradient is not written yet · polynomial_gradient: 아직 작성하지 않았습니다")


# --- Exercise: `dense_gradients(W, b, x)` · 연습 문제: `dense_gradients(W, b, x)` ---


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
    # YOUR CODE HERE
    raise NotImplementedError("dense_gradients is not written yet · dense_gradients: 아직 작성하지 않았습니다")


# --- Exercise: `speed_and_acceleration(time)` · 연습 문제: `speed_and_acceleration(time)` ---


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
    # YOUR CODE HERE
    raise NotImplementedError("speed_and_acceleration is not written yet · speed_and_acceleration: 아직 작성하지 않았습니다")


# --- One step by hand · 한 스텝을 손으로 계산하기 ---


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
    # YOUR CODE HERE
    raise NotImplementedError("sgd_step is not written yet · sgd_step: 아직 작성하지 않았습니다")
