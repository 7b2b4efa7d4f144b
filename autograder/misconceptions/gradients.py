"""What learners get wrong in `gradients`."""

import numpy as np
import tensorflow as tf


def line_gradient__unwatched(x):
    """
    en: The gradient is None: the tape saw nothing of `x`. Make it a `tf.Variable`, or `tape.watch(x)` inside the tape.
    ko: 그래디언트가 None입니다. 테이프가 `x`를 지켜보지 않았습니다. `tf.Variable`로 만들거나 테이프 안에서 `tape.watch(x)`를 쓰세요.
    seen: questions on why tape.gradient returns None: constants, and computations outside the tape.
    """
    x = tf.constant(np.asarray(x))
    with tf.GradientTape() as tape:
        y = 2 * x + 3
    return tape.gradient(y, x)


def line_gradient__value(x):
    """
    en: This is y itself. Ask the tape for its derivative: `tape.gradient(y, x)`.
    ko: y의 값 자체입니다. 테이프에 도함수를 물어보세요: `tape.gradient(y, x)`.
    seen: common slip.
    """
    return 2 * x + 3


def line_gradient__constant_counted(x):
    """
    en: The constant 3 does not change with `x`, so it adds nothing to the slope.
    ko: 상수 3은 `x`에 따라 변하지 않으므로 기울기에 더해지지 않습니다.
    seen: common slip.
    """
    return 0 * x + 5


def line_gradient__times_x(x):
    """
    en: The derivative of 2x is 2, not 2x: a line has the same slope everywhere.
    ko: 2x의 도함수는 2x가 아니라 2입니다. 직선의 기울기는 어디서나 같습니다.
    seen: common slip.
    """
    return 2 * x


def line_gradient__list_of_one(x):
    """
    en: This is a list: `tape.gradient(y, [x])` gives one gradient a source. Ask for `tape.gradient(y, x)`.
    ko: 리스트입니다. `tape.gradient(y, [x])`는 대상마다 그래디언트를 하나씩 줍니다. `tape.gradient(y, x)`를 쓰세요.
    seen: common slip, after the chapter's tape.gradient(y, [W, b]).
    """
    x = tf.Variable(x)
    with tf.GradientTape() as tape:
        y = 2 * x + 3
    return tape.gradient(y, [x])


def polynomial_gradient__unwatched(coefficients, x):
    """
    en: The gradient is None: the tape saw nothing of `x`. Make it a `tf.Variable`, or `tape.watch(x)` inside the tape.
    ko: 그래디언트가 None입니다. 테이프가 `x`를 지켜보지 않았습니다. `tf.Variable`로 만들거나 테이프 안에서 `tape.watch(x)`를 쓰세요.
    seen: questions on why tape.gradient returns None: constants, and computations outside the tape.
    """
    return None


def polynomial_gradient__value(coefficients, x):
    """
    en: This is the polynomial itself. Ask the tape for its derivative: `tape.gradient(y, x)`.
    ko: 다항식의 값 자체입니다. 테이프에 도함수를 물어보세요: `tape.gradient(y, x)`.
    seen: common slip.
    """
    return sum(c * x**power for power, c in enumerate(coefficients))


def polynomial_gradient__no_factor(coefficients, x):
    """
    en: The powers are lowered, but the factors are missing: the derivative of `c x**k` is `k c x**(k - 1)`.
    ko: 지수는 낮췄지만 앞에 곱하는 수가 빠졌습니다. `c x**k`의 도함수는 `k c x**(k - 1)`입니다.
    seen: common slip.
    """
    return sum(c * x**power for power, c in enumerate(coefficients[1:]))


def polynomial_gradient__power_kept(coefficients, x):
    """
    en: The factors are there, but the powers are not lowered: the derivative of `c x**k` is `k c x**(k - 1)`.
    ko: 곱하는 수는 있지만 지수를 낮추지 않았습니다. `c x**k`의 도함수는 `k c x**(k - 1)`입니다.
    seen: common slip.
    """
    return sum(power * c * x**power for power, c in enumerate(coefficients))


def polynomial_gradient__highest_first(coefficients, x):
    """
    en: The coefficients are read with the highest power first. `c[0]` is the constant.
    ko: 계수를 가장 높은 차수부터 읽었습니다. `c[0]`이 상수항입니다.
    seen: common slip: the order of np.polyval.
    """
    return sum(power * c * x ** (power - 1) for power, c in enumerate(coefficients[::-1]) if power)


def polynomial_gradient__constant_kept(coefficients, x):
    """
    en: The constant `c[0]` is still in it. It does not change with `x`: its derivative is 0.
    ko: 상수 `c[0]`이 남아 있습니다. 상수는 `x`에 따라 변하지 않으므로 도함수가 0입니다.
    seen: common slip.
    """
    return coefficients[0] + sum(power * c * x ** (power - 1) for power, c in enumerate(coefficients) if power)


def polynomial_gradient__summed(coefficients, x):
    """
    en: This adds the derivatives up. Each entry of `x` has its own: no sum, and no mean, over them.
    ko: 도함수들을 모두 더했습니다. `x`의 원소마다 하나씩 있어야 하니 더하거나 평균하지 마세요.
    seen: common slip.
    """
    return np.sum([np.sum(power * c * x ** (power - 1)) for power, c in enumerate(coefficients) if power])


def dense_gradients__unwatched(W, b, x):
    """
    en: Both gradients are None: the tape saw nothing of `W` and `b`. Make them `tf.Variable`s, or `tape.watch([W, b])`.
    ko: 두 그래디언트가 모두 None입니다. `W`와 `b`를 `tf.Variable`로 만들거나 `tape.watch([W, b])`를 쓰세요.
    seen: questions on why tape.gradient returns None: constants, and computations outside the tape.
    """
    return None, None


def dense_gradients__mean(W, b, x):
    """
    en: These are the gradients of the mean. The function is the sum of all entries: `tf.reduce_sum`.
    ko: 평균의 그래디언트입니다. 함수는 모든 원소의 합입니다: `tf.reduce_sum`.
    seen: common slip: reduce_mean, as in a loss.
    """
    W, b = tf.Variable(W), tf.Variable(b)
    with tf.GradientTape() as tape:
        total = tf.reduce_mean(tf.matmul(x, W) + b)
    return tape.gradient(total, [W, b])


def dense_gradients__exchanged(W, b, x):
    """
    en: The gradients stand in the wrong order: that of `W` comes first.
    ko: 그래디언트의 순서가 바뀌었습니다. `W`의 그래디언트가 먼저입니다.
    seen: common slip.
    """
    W, b = tf.Variable(W), tf.Variable(b)
    with tf.GradientTape() as tape:
        total = tf.reduce_sum(tf.matmul(x, W) + b)
    return tape.gradient(total, [b, W])


def dense_gradients__one_sample(W, b, x):
    """
    en: The bias is added to every row of `x`, so its gradient counts the rows: `x.shape[0]` for each unit, not 1.
    ko: 편향은 `x`의 모든 행에 더해지므로 그래디언트는 행의 수를 셉니다. 유닛마다 1이 아니라 `x.shape[0]`입니다.
    seen: common slip of who works it out by hand for one sample.
    """
    total = np.sum(x, axis=0)[:, None]
    return np.repeat(total, np.shape(W)[1], axis=1), np.ones_like(b)


def dense_gradients__squared(W, b, x):
    """
    en: Something is squared here. The function is the plain sum of `x @ W + b`.
    ko: 제곱이 들어갔습니다. 함수는 `x @ W + b`를 그냥 더한 합입니다.
    seen: common slip: the loss of a layer taken for the sum.
    """
    W, b = tf.Variable(W), tf.Variable(b)
    with tf.GradientTape() as tape:
        total = tf.reduce_sum(tf.square(tf.matmul(x, W) + b))
    return tape.gradient(total, [W, b])


def dense_gradients__no_bias(W, b, x):
    """
    en: The gradient of `b` is None: `b` is not part of what was summed, or not watched. Add it inside the tape.
    ko: `b`의 그래디언트가 None입니다. `b`가 합에 들어가지 않았거나 테이프가 지켜보지 않았습니다. 테이프 안에서 더하세요.
    seen: questions on why tape.gradient returns None: a source that the target does not depend on.
    """
    W, b = tf.Variable(W), tf.Variable(b)
    with tf.GradientTape() as tape:
        total = tf.reduce_sum(tf.matmul(x, W))
    return tape.gradient(total, [W, b])


def speed_and_acceleration__exchanged(time):
    """
    en: The two stand in the wrong order: the speed comes first, the acceleration second.
    ko: 순서가 바뀌었습니다. 속도가 먼저, 가속도가 나중입니다.
    seen: common slip.
    """
    return 9.8 + 0 * time, 9.8 * time


def speed_and_acceleration__position_first(time):
    """
    en: This is the position and the speed: one derivative short. Give the first and the second derivative.
    ko: 위치와 속도입니다. 미분을 한 번 덜 했습니다. 첫 번째와 두 번째 도함수를 주세요.
    seen: common slip.
    """
    return 4.9 * time**2, 9.8 * time


def speed_and_acceleration__outside(time):
    """
    en: The acceleration is None: the speed must be worked out inside the outer tape, or that tape sees nothing of it.
    ko: 가속도가 None입니다. 속도를 바깥 테이프 안에서 구해야 바깥 테이프가 그 계산을 기록합니다.
    seen: a notebook on nested tapes warns of it: the indentation of the first gradient call.
    """
    return 9.8 * time, None


def speed_and_acceleration__unwatched(time):
    """
    en: Both are None: neither tape watched the time. Make it a `tf.Variable`, or watch it in both tapes.
    ko: 둘 다 None입니다. 두 테이프 모두 시간을 지켜보지 않았습니다. `tf.Variable`로 만들거나 두 테이프에서 watch하세요.
    seen: questions on why tape.gradient returns None.
    """
    return None, None


def speed_and_acceleration__no_factor(time):
    """
    en: The derivative of t² is 2t: the factor 2 is missing from both.
    ko: t²의 도함수는 2t입니다. 둘 다 2배가 빠졌습니다.
    seen: common slip.
    """
    return 4.9 * time, 4.9 + 0 * time


def speed_and_acceleration__speed_twice(time):
    """
    en: Both are the speed. The second is to be the derivative of the speed: ask the outer tape for it.
    ko: 둘 다 속도입니다. 두 번째는 속도의 도함수여야 하니 바깥 테이프에 물어보세요.
    seen: common slip: the inner tape asked twice.
    """
    return 9.8 * time, 9.8 * time


def sgd_step__uphill(W, b, x, targets, learning_rate):
    """
    en: The step goes uphill: the gradient is added. Subtract it: `W - learning_rate * grad_W`.
    ko: 손실이 커지는 쪽으로 움직입니다. 그래디언트를 더했습니다. 빼야 합니다: `W - learning_rate * grad_W`.
    seen: a forum question on why the step is subtracted (fast.ai, 2019).
    """
    grad_W, grad_b, loss = _gradients(W, b, x, targets)
    return W + learning_rate * grad_W, b + learning_rate * grad_b, loss


def sgd_step__sum(W, b, x, targets, learning_rate):
    """
    en: The squared errors are added up. The loss is their mean: `tf.reduce_mean`.
    ko: 제곱 오차를 더했습니다. 손실은 그 평균입니다: `tf.reduce_mean`.
    seen: a question on gradients added up or averaged (Data Science Stack Exchange 97431).
    """
    return _step(W, b, x, targets, learning_rate, np.size(targets))


def sgd_step__half(W, b, x, targets, learning_rate):
    """
    en: This halves the loss, as some textbooks do. Here it is the plain mean of the squared errors.
    ko: 어떤 교재처럼 손실을 반으로 나누었습니다. 여기서는 제곱 오차의 평균 그대로입니다.
    seen: a question on the error with the factor 1/2 (AI Stack Exchange 9150).
    """
    return _step(W, b, x, targets, learning_rate, 0.5)


def sgd_step__mean_of_sums(W, b, x, targets, learning_rate):
    """
    en: The squared errors of a sample are added up before the mean. The mean is over all entries, units too.
    ko: 샘플마다 제곱 오차를 더한 뒤 평균했습니다. 평균은 유닛까지 포함한 모든 원소에 대한 것입니다.
    seen: common slip: divided by the number of samples only.
    """
    return _step(W, b, x, targets, learning_rate, np.shape(targets)[1])


def sgd_step__loss_afterwards(W, b, x, targets, learning_rate):
    """
    en: The step is right, but the loss is that of the new `W` and `b`. It is taken before the step.
    ko: 스텝은 맞지만 손실이 새 `W`와 `b`로 계산되었습니다. 손실은 스텝 전의 값입니다.
    seen: common slip.
    """
    new_W, new_b, _ = _step(W, b, x, targets, learning_rate, 1)
    return new_W, new_b, np.mean((x @ new_W + new_b - targets) ** 2)


def sgd_step__no_rate(W, b, x, targets, learning_rate):
    """
    en: The learning rate is not used: the whole gradient is subtracted. Multiply it: `learning_rate * grad_W`.
    ko: 학습률을 쓰지 않고 그래디언트를 그대로 뺐습니다. 곱하세요: `learning_rate * grad_W`.
    seen: common slip.
    """
    return _step(W, b, x, targets, 1.0, 1)


def sgd_step__bias_left(W, b, x, targets, learning_rate):
    """
    en: Only `W` moves. `b` has a gradient of its own, and takes the same kind of step.
    ko: `W`만 움직입니다. `b`에도 그래디언트가 있으니 같은 방식으로 움직여야 합니다.
    seen: common slip.
    """
    new_W, _, loss = _step(W, b, x, targets, learning_rate, 1)
    return new_W, b, loss


def sgd_step__gradients(W, b, x, targets, learning_rate):
    """
    en: These are the gradients. Return the new values: `W - learning_rate * grad_W`, and likewise for `b`.
    ko: 그래디언트를 돌려주었습니다. 새 값을 돌려주세요: `W - learning_rate * grad_W`, `b`도 마찬가지입니다.
    seen: common slip.
    """
    return _gradients(W, b, x, targets)


def _gradients(W, b, x, targets):
    errors = x @ W + b - targets
    return 2 * x.T @ errors / errors.size, 2 * errors.sum(axis=0) / errors.size, np.mean(errors**2)


def _step(W, b, x, targets, learning_rate, scale):
    grad_W, grad_b, loss = _gradients(W, b, x, targets)
    return W - learning_rate * scale * grad_W, b - learning_rate * scale * grad_b, scale * loss
