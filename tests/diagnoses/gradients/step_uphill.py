# Fault: the gradient is added, which walks uphill.
# Exercise: sgd_step
# First line: new_W (item 0)
# Untold: that the step goes the wrong way; the result holds the parameters, not the step.
import tensorflow as tf


def sgd_step(W, b, x, targets, learning_rate):
    W, b = tf.Variable(W), tf.Variable(b)
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((tf.matmul(x, W) + b - targets) ** 2)
    grad_W, grad_b = tape.gradient(loss, [W, b])
    return W + learning_rate * grad_W, b + learning_rate * grad_b, loss
