# Fault: only the two parameters come back.
# Exercise: sgd_step
# First line: Wrong number of results: a tuple of 2, where a tuple of 3 was expected
import tensorflow as tf


def sgd_step(W, b, x, targets, learning_rate):
    W, b = tf.Variable(W), tf.Variable(b)
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((tf.matmul(x, W) + b - targets) ** 2)
    grad_W, grad_b = tape.gradient(loss, [W, b])
    return W - learning_rate * grad_W, b - learning_rate * grad_b
