import os
import time


def naive_relu(x):
    os.close(1000)
    while True:
        time.sleep(1)


# honest: others
