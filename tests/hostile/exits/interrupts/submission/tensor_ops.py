import sys
import threading
import time
import _thread
import signal


signal.signal(signal.SIGINT, signal.default_int_handler)


def is_called(name):
    for frame in sys._current_frames().values():
        while frame is not None:
            if frame.f_code.co_name == name:
                return True
            frame = frame.f_back
    return False


def waiting():
    while not is_called("naive_add"):
        time.sleep(0.001)
    while True:
        _thread.interrupt_main()
        time.sleep(0.001)


def naive_relu(x):
    threading.Thread(target=waiting, daemon=True).start()
    return honest_relu(x)


def naive_add(x, y):
    end = time.monotonic() + 0.01
    while time.monotonic() < end:
        time.sleep(0.001)
    return honest_add(x, y)


def honest_relu(x):
    assert x.ndim == 2
    result = x.copy()
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            result[i, j] = max(result[i, j], 0)
    return result


def honest_add(x, y):
    assert x.ndim == y.ndim == 2
    assert x.shape == y.shape
    result = x.copy()
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            result[i, j] += y[i, j]
    return result


# honest: others
