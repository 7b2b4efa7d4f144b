# Fault: the inner gradient is taken after the outer tape has ended, so that the outer one is None.
# Exercise: speed_and_acceleration
# First line: acceleration (item 1): None: was its variable watched
import tensorflow as tf


def speed_and_acceleration(time):
    time = tf.Variable(time)
    with tf.GradientTape() as outer:
        with tf.GradientTape() as inner:
            position = 4.9 * time**2
    speed = inner.gradient(position, time)
    acceleration = outer.gradient(speed, time)
    return speed, acceleration
