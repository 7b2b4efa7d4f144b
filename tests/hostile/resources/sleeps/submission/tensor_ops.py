import time


def naive_relu(x):
    time.sleep(10**9)


# honest: naive_add
time.sleep(10**9)
