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


# honest: naive_relu as honest_relu, naive_add as honest_add
# honest: others
