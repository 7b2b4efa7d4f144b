"""What a zygote has in memory before it forks: the libraries, warmed as far as is safe, and the MNIST training set.

Importing TensorFlow is safe before a fork, running an operation of it is not: its thread pools do not survive one.
"""

import importlib
import io
import os
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.box import autograph

Images = npt.NDArray[np.uint8]
_Sets = tuple[tuple[Images, Images], tuple[Images, Images]]
STAND_IN = 10_000
_BARE = (
    *("numpy.random", "numpy.linalg", "numpy.fft", "numpy.ma", "numpy.polynomial"),
    *("collections", "copy", "dataclasses", "decimal", "functools", "itertools", "json", "math", "operator", "random"),
    *("re", "statistics", "time", "timeit", "traceback", "typing", "unittest", "warnings", "fractions", "textwrap"),
)


def libraries(kind: str) -> None:
    """Imports what the boxes of this kind find there: ``bare`` NumPy, ``light`` Matplotlib too, ``heavy`` Keras too."""
    for name in _BARE:
        importlib.import_module(name)
    if kind != "bare":
        _warm_matplotlib()
    if kind == "heavy":
        for name in ("tensorflow", "keras", "keras.datasets.mnist"):
            importlib.import_module(name)
        autograph.keep_in_memory()


def serve_mnist(images: Images, labels: Images) -> None:
    """From now on ``keras.datasets.mnist.load_data()`` gives this training set and a stand-in test set.

    The stand-in has the test set's shape and is taken from the training images: the real one stays in the grader.

    Args:
        images: ``(60000, 28, 28)``, ``uint8``.
        labels: ``(60000,)``, ``uint8``.
    """

    def load_data(path: str = "mnist.npz") -> _Sets:  # noqa: ARG001 - Keras's signature
        """The MNIST digits, as ``keras.datasets.mnist.load_data`` gives them."""
        return (images.copy(), labels.copy()), (images[-STAND_IN:].copy(), labels[-STAND_IN:].copy())

    _replace_load_data(load_data)


def _replace_load_data(load_data: Callable[..., Any]) -> None:
    # Keras exports the one function under several module names; whoever imports any of them later gets ours.
    source = importlib.import_module("keras.src.datasets.mnist")
    original = source.load_data
    for module in list(sys.modules.values()):
        if (
            getattr(module, "__name__", "").endswith("datasets.mnist")
            and getattr(module, "load_data", None) is original
        ):
            module.load_data = load_data  # type: ignore[attr-defined]


def _warm_matplotlib() -> None:
    from matplotlib import pyplot  # noqa: PLC0415 - the grader, too, reads this module

    figure, axes = pyplot.subplots()
    axes.imshow(np.zeros((2, 2)), cmap="binary")
    axes.set_title("warm")
    figure.savefig(io.BytesIO())
    pyplot.close(figure)


def scrub_environment() -> None:
    """Leaves a box no variable of the grader's environment but the few that its libraries read."""
    kept = {name: value for name, value in os.environ.items() if name in _KEPT}
    os.environ.clear()
    os.environ.update(kept, HOME="/nonexistent", PATH="/usr/bin:/bin")


_KEPT = frozenset(
    {
        *("LANG", "LC_ALL", "TZ", "MPLBACKEND", "KERAS_BACKEND", "CUDA_VISIBLE_DEVICES", "TF_CPP_MIN_LOG_LEVEL"),
        *("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "TF_NUM_INTRAOP_THREADS"),
        *("TF_NUM_INTEROP_THREADS", "TF_ENABLE_ONEDNN_OPTS", "PYTHONHASHSEED", "KERAS_HOME"),
    }
)
