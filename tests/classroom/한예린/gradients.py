# 한예린
import numpy as np


def line_gradient(x):
    return 2.0


def speed_and_acceleration(time):
    return 9.8 * time, 9.8
