"""MNIST: found in the places course.md lists, and checked to be the real one before anything uses it.

NumPy is imported where arrays are made: the command line looks for the file, and starts without it.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
import zipfile
import zlib
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.course import Course
from autograder.errors import DataMissing

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

VARIABLE = "AUTOGRADER_MNIST"
_EXPECTED = {
    "x_train": ((60000, 28, 28), "741c988805d008ac6e4c904b69001ba184c24b2c540a4ef403f4c71b676cf757"),
    "y_train": ((60000,), "1feba77c54802fa5339a11837ea4b2866434b83314ec45192930f1df69120c13"),
    "x_test": ((10000, 28, 28), "6d87418db22cc8025d05968bec9bd5c3932904b23485740db143a061a2c9d161"),
    "y_test": ((10000,), "ddeff807876a9661a1110d45c266c86239a3a1b7d37da0c3716a7a683c852ff5"),
}
_HEAD_BYTES = 256  # at most, of an .npy
_DOWNLOAD_SECONDS = 60  # a campus network's time for 11 MB and TensorFlow's import; one that drops packets has no more
_DOWNLOAD = """
import socket
socket.setdefaulttimeout(10)
import keras
keras.datasets.mnist.load_data()
"""


@dataclass(frozen=True, slots=True)
class Mnist:
    """The digits, all ``uint8``: images ``(60000, 28, 28)``, ``(10000, 28, 28)``, labels ``(60000,)``, ``(10000,)``."""

    train_images: npt.NDArray[np.uint8]
    train_labels: npt.NDArray[np.uint8]
    test_images: npt.NDArray[np.uint8]
    test_labels: npt.NDArray[np.uint8]


def find_mnist(course: Course, *, download: bool = True) -> Path:
    """The path of an MNIST file: the variable, the course's ``data/``, Keras's cache, then a download through Keras.

    Raises:
        DataMissing: there is none. A variable that names no file is an error, not a reason to look elsewhere.
    """
    named = os.environ.get(VARIABLE)
    if named:
        if not Path(named).is_file():
            raise DataMissing(f"{VARIABLE} names {named}, which is no file")
        return Path(named)
    cache = Path(os.environ.get("KERAS_HOME") or Path.home() / ".keras") / "datasets" / "mnist.npz"
    for path in (course.root / "data" / "mnist.npz", cache):
        if path.is_file():
            return path
    if download and _download(cache):
        return cache
    place = course.root / "data" / "mnist.npz"
    raise DataMissing(f"no MNIST here: set {VARIABLE} to an mnist.npz, or put one at {place}")


def seems_mnist(path: Path) -> bool:
    """Whether a file's size and table of contents are those of an MNIST ``.npz``; its arrays are not looked at."""
    try:
        with zipfile.ZipFile(path) as file:
            sizes = {Path(entry.filename).stem: entry.file_size for entry in file.infolist()}
    except (OSError, ValueError, zipfile.BadZipFile):
        return False
    return all(0 <= sizes.get(name, 0) - prod(shape) <= _HEAD_BYTES for name, (shape, _) in _EXPECTED.items())


def load_mnist(path: Path) -> Mnist:
    """The four arrays of an ``.npz``; raises ``DataMissing`` unless they are the real MNIST, byte for byte."""
    import numpy as np  # noqa: PLC0415 - see above

    try:
        with np.load(path, allow_pickle=False) as file:
            arrays = {name: np.ascontiguousarray(file[name]) for name in _EXPECTED}
    except (OSError, ValueError, KeyError, EOFError, TypeError, RuntimeError, zipfile.BadZipFile, zlib.error) as error:
        # TypeError: an .npy is no archive; RuntimeError: a compression or encryption that zipfile does not read
        raise DataMissing(f"{path}: cannot be read as an MNIST .npz: {error}") from None
    for name, (shape, digest) in _EXPECTED.items():
        array = arrays[name]
        if array.shape != shape or array.dtype != np.uint8 or hashlib.sha256(array.tobytes()).hexdigest() != digest:
            raise DataMissing(f"{path}: its {name} is not MNIST's (shape {array.shape}, {array.dtype})")
    return Mnist(arrays["x_train"], arrays["y_train"], arrays["x_test"], arrays["y_test"])


def noise(seed: int) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
    """Images and labels of the training set's shapes that show nothing, for a machine without MNIST."""
    import numpy as np  # noqa: PLC0415 - see above

    generator = np.random.default_rng(seed)
    images = generator.integers(0, 256, _EXPECTED["x_train"][0], dtype=np.uint8)
    return images, generator.integers(0, 10, _EXPECTED["y_train"][0], dtype=np.uint8)


def _download(cache: Path) -> bool:
    """Has Keras download the file, in a process of its own: importing TensorFlow here would cost every grader.

    It goes to a folder of its own first, so that a download that breaks off never stands in Keras's cache.
    """
    try:
        cache.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".autograder-", dir=cache.parent) as home:
            settings = {"KERAS_HOME": home, "KERAS_BACKEND": "tensorflow", "TF_CPP_MIN_LOG_LEVEL": "3"}
            done = subprocess.run(  # noqa: S603 - this interpreter and our own lines
                [sys.executable, "-c", _DOWNLOAD],
                env={**os.environ, **settings},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=_DOWNLOAD_SECONDS,
                check=False,
            )
            if done.returncode == 0:
                os.replace(Path(home, "datasets", "mnist.npz"), cache)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
