# Fault: W @ x instead of x @ W.
# Exercise: dense_gradients
# First line: raised InvalidArgumentError: Matrix size-incompatible
import tensorflow as tf


def dense_gradients(W, b, x):
    W, b = tf.Variable(W), tf.Variable(b)
    with tf.GradientTape() as tape:
        y = tf.reduce_sum(tf.matmul(W, x) + b)
    return tape.gradient(y, [W, b])
