# Fault: the gradients come in the wrong order.
# Exercise: dense_gradients
# First line: gradient for W (item 0): Wrong shape: (1,), where (1, 1) was expected
import tensorflow as tf


def dense_gradients(W, b, x):
    W, b = tf.Variable(W), tf.Variable(b)
    with tf.GradientTape() as tape:
        y = tf.reduce_sum(tf.matmul(x, W) + b)
    grad_W, grad_b = tape.gradient(y, [W, b])
    return grad_b, grad_W
