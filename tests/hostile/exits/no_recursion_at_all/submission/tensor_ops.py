import sys


def naive_relu(x):
    depth = 1
    while True:
        try:
            sys.setrecursionlimit(depth)
        except RecursionError:
            depth += 1
        else:
            raise ValueError


# honest: others
