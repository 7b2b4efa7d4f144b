# Public tests for gradients.py. Run them in this folder:   pytest test_gradients.py
# Each test imports what it tests, so a function that is missing fails its own test only.
#
# gradients.py의 공개 테스트입니다. 이 폴더에서 실행하세요:   pytest test_gradients.py
# 테스트마다 필요한 함수만 불러오므로, 아직 없는 함수는 그 함수의 테스트만 실패하게 합니다.
#
# (Generated from solutions/gradients.py by `autograder build`; teachers change that file, not this one.)

import numpy as np


def test_line_gradient():
    """The slope of the line is the same everywhere. · 직선의 기울기는 어디서나 같습니다."""
    from gradients import line_gradient

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


def test_polynomial_gradient():
    """The derivative of 1 + 2x + 3x^2 is 2 + 6x, at a scalar and at each entry of an array.
    · 1 + 2x + 3x^2의 도함수는 2 + 6x입니다. 스칼라에서도, 배열의 각 원소에서도 그렇습니다.
    """
    from gradients import polynomial_gradient

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


def test_dense_gradients():
    """The gradient of W holds the column sums of x, that of b the number of samples.
    · W의 그레이디언트는 x의 열마다 더한 합이고, b의 그레이디언트는 샘플의 개수입니다.
    """
    from gradients import dense_gradients

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


def test_speed_and_acceleration():
    """The speed grows by 9.8 in each second; the acceleration is always 9.8.
    · 속도는 1초마다 9.8씩 커지고, 가속도는 언제나 9.8입니다.
    """
    from gradients import speed_and_acceleration

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


def test_sgd_step():
    """The step worked out by hand: W from 1 to 1.8, b from 0 to 0.5, and the loss before it is 6.5.
    · 손으로 계산한 한 단계: W는 1에서 1.8로, b는 0에서 0.5로 바뀌며, 그 전의 손실은 6.5입니다.
    """
    from gradients import sgd_step

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
