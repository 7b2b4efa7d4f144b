# 딥러닝 실습 4 - 그레이디언트 테이프 / 김민지
import tensorflow as tf


def line_gradient(x):
    x = tf.Variable(float(x))
    with tf.GradientTape() as tape:
        y = 2 * x + 3
    return tape.gradient(y, x)


def polynomial_gradient(coefficients, x):
    x = tf.convert_to_tensor(x)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.zeros_like(x)
        for 차수, 계수 in enumerate(coefficients):
            y = y + tf.cast(계수, x.dtype) * x ** 차수
    return tape.gradient(y, x)


def dense_gradients(W, b, x):
    W, b = tf.Variable(W), tf.Variable(b)
    with tf.GradientTape() as tape:
        y = tf.reduce_sum(tf.matmul(x, W) + b)
    return tape.gradient(y, [W, b])


def speed_and_acceleration(time):
    time = tf.Variable(float(time))
    with tf.GradientTape() as 바깥:
        with tf.GradientTape() as 안쪽:
            위치 = 4.9 * time ** 2
        속도 = 안쪽.gradient(위치, time)
    return 속도, 바깥.gradient(속도, time)


def sgd_step(W, b, x, targets, learning_rate):
    W, b = tf.Variable(W), tf.Variable(b)
    with tf.GradientTape() as tape:
        오차 = tf.matmul(x, W) + b - targets
        loss = tf.reduce_mean(오차 ** 2)
    gW, gb = tape.gradient(loss, (W, b))
    W.assign_sub(learning_rate * gW)
    b.assign_sub(learning_rate * gb)
    return W.numpy(), b.numpy(), loss
