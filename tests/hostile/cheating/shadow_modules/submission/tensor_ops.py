import sys

sys.path.insert(0, ".")
sys.path.insert(0, sys.path[-1])


def naive_relu(x):
    return x


def naive_add(x, y):
    return x


# honest: others
