# Fault: a constant is not watched by the tape, so that the gradient is None.
# Exercise: line_gradient
# First line: The result is None: is a return missing, or did the tape not watch its variable?
import tensorflow as tf


def line_gradient(x):
    x = tf.constant(x)
    with tf.GradientTape() as tape:
        y = 2 * x + 3
    return tape.gradient(y, x)
