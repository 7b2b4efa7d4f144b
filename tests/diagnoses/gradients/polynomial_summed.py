# Fault: the gradient's entries are added up.
# Exercise: polynomial_gradient
# First line: Wrong type: the float
import tensorflow as tf


def polynomial_gradient(coefficients, x):
    x = tf.Variable(x)
    with tf.GradientTape() as tape:
        y = 0
        for power, coefficient in enumerate(coefficients):
            y = y + coefficient * x**power
    return float(tf.reduce_sum(tape.gradient(y, x)))
