# Fault: the powers are counted from 1, so that each term has an x too many.
# Exercise: polynomial_gradient
# First line: Wrong value: 14 was expected
# Untold: that the powers are off by one.
import tensorflow as tf


def polynomial_gradient(coefficients, x):
    x = tf.Variable(x)
    with tf.GradientTape() as tape:
        y = 0
        for power, coefficient in enumerate(coefficients, 1):
            y = y + coefficient * x**power
    return tape.gradient(y, x)
