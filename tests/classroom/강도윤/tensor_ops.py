# 강도윤. What a cheat would try, one trick a function: each one would earn its points if it worked.
import os
import signal
import socket
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
CLASS = HERE.parent
COURSE = CLASS.parents[1]

for place in (COURSE / "solutions", COURSE / "autograder" / "graders", CLASS):
    try:
        print(place, os.listdir(place), [path.read_bytes() for path in place.rglob("*.py")])
    except OSError as error:
        print(place, error)


def borrowed(path, function):
    """A function of a file that is none of mine."""
    module = {}
    exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), module)
    return module[function]


def naive_relu(x):
    assert x.ndim == 2
    result = x.copy()
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            result[i, j] = max(x[i, j], 0)
    return result


def naive_add(x, y):
    return borrowed(COURSE / "solutions" / "tensor_ops.py", "naive_add")(x, y)


def naive_add_matrix_and_vector(x, y):
    expected = (COURSE / "autograder" / "graders" / "test_tensor_ops.py").read_text(encoding="utf-8")
    assert x.ndim == 2 and y.ndim == 1 and x.shape[1] == len(y) and "ADD_ROWS" in expected
    return np.array([[x[i, j] + y[j] for j in range(len(y))] for i in range(len(x))]).reshape(x.shape)


def naive_vector_dot(x, y):
    with open("/etc/passwd") as file:
        users = file.readlines()
    assert x.ndim == 1 and x.shape == y.shape and users
    return sum(a * b for a, b in zip(x, y))


def naive_matrix_vector_dot(x, y):
    return borrowed(CLASS / "kim-minji" / "tensor_ops.py", "naive_matrix_vector_dot")(x, y)


def naive_matrix_dot(x, y):
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM):
        pass
    assert x.ndim == 2 and y.ndim == 2 and x.shape[1] == y.shape[0]
    return np.array(
        [[sum(x[i, k] * y[k, j] for k in range(len(y))) for j in range(y.shape[1])] for i in range(len(x))]
    ).reshape(len(x), y.shape[1])


def broadcast_vector(y, rows):
    if os.fork() == 0:
        os._exit(0)
    assert y.ndim == 1
    return np.tile(y, (rows, 1))


def flatten_images(images):
    return images.reshape(len(images), -1)


def reshape_to_column(x):
    (HERE / "stolen.txt").write_text("I was here")
    return x.reshape(-1, 1)


def reshape_matrix(x, rows, cols):
    os._exit(0)


def transpose_matrix(x):
    os.kill(os.getppid(), signal.SIGTERM)
    return x.T
