import os
import signal

SENT = []


def naive_relu(x):
    for number in (signal.SIGSTOP, signal.SIGSEGV, signal.SIGKILL):
        for send in (lambda: signal.raise_signal(number), lambda: os.kill(os.getpid(), number)):
            try:
                send()
            except OSError:
                continue
            SENT.append(number)
    if not SENT:
        raise RuntimeError("none was sent")
    return honest_relu(x)


def honest_relu(x):
    assert x.ndim == 2
    result = x.copy()
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            result[i, j] = max(result[i, j], 0)
    return result


# honest: others
