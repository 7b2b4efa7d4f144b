import os


def naive_relu(x):
    os.abort()


# honest: others
