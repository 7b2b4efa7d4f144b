# 임지우 4주차
import tensorflow as tf


def line_gradient(x):
    with tf.GradientTape() as tape:
        y = 2 * x + 3
    return tape.gradient(y, x)


def polynomial_gradient(coefficients, x):
    return sum(c * k * x ** k for k, c in enumerate(coefficients))


def dense_gradients(W, b, x):
    W, b = tf.Variable(W), tf.Variable(b)
    with tf.GradientTape() as tape:
        y = tf.reduce_sum(tf.matmul(x, W) + b)
    return tape.gradient(y, [b, W])


def speed_and_acceleration(time):
    return 4.9 * 2 * time


def sgd_step(W, b, x, targets, learning_rate):
    W, b = tf.Variable(W), tf.Variable(b)
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((tf.matmul(x, W) + b - targets) ** 2)
    dW, db = tape.gradient(loss, [W, b])
    return W + learning_rate * dW, b + learning_rate * db, loss
