# Fault: y is returned instead of its gradient.
# Exercise: line_gradient
# First line: Wrong value: 2 was expected, 9 came back
# Untold: that this is the value of the line itself.
import tensorflow as tf


def line_gradient(x):
    x = tf.Variable(x)
    with tf.GradientTape() as tape:
        y = 2 * x + 3
    return y
