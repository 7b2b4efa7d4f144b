"""MNIST: looked for in the contract's order, and believed only when it is the real one, byte for byte."""

import subprocess
import sys
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.attempt import mnist
from autograder.attempt.mnist import VARIABLE, find_mnist, load_mnist, noise, seems_mnist
from autograder.course import Course
from autograder.errors import DataMissing

SHAPES = {"x_train": (60000, 28, 28), "y_train": (60000,), "x_test": (10000, 28, 28), "y_test": (10000,)}


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """A course and a home without MNIST, and no network."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.delenv("KERAS_HOME", raising=False)
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setattr(mnist, "_download", lambda cache: False)
    root = tmp_path / "course"
    root.mkdir()
    return Course(root)


def put(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"MNIST?")
    return path


def test_the_order_of_the_places(course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The variable counts before the course's folder, that before Keras's cache, and that before a download."""
    cache = tmp_path / "home" / ".keras" / "datasets" / "mnist.npz"
    asked: list[Path] = []

    def download(to: Path) -> bool:
        asked.append(to)
        put(to)
        return True

    monkeypatch.setattr(mnist, "_download", download)
    with pytest.raises(DataMissing):
        find_mnist(course, download=False)
    assert find_mnist(course) == cache
    assert asked == [cache]
    assert find_mnist(course) == cache
    own = put(course.root / "data" / "mnist.npz")
    assert find_mnist(course) == own
    named = put(tmp_path / "named.npz")
    monkeypatch.setenv(VARIABLE, str(named))
    assert find_mnist(course) == named
    assert asked == [cache], "and nothing was downloaded again"


def test_keras_home(course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keras's cache is where ``KERAS_HOME`` says."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    cache = put(tmp_path / "keras" / "datasets" / "mnist.npz")
    assert find_mnist(course) == cache


def test_a_variable_that_names_nothing(course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable that names no file is an error that names it: the next place would hide the mistake."""
    put(course.root / "data" / "mnist.npz")
    for named in (tmp_path / "nothing.npz", tmp_path):
        monkeypatch.setenv(VARIABLE, str(named))
        with pytest.raises(DataMissing, match=f"{VARIABLE} names {named}"):
            find_mnist(course)


def test_nowhere(course: Course) -> None:
    """Where there is none, the message says what to do."""
    with pytest.raises(DataMissing, match=f"set {VARIABLE}"):
        find_mnist(course)


def zip_of(method: int, content: bytes) -> Callable[[Path], object]:
    def write(path: Path) -> None:
        with zipfile.ZipFile(path, "w", method) as archive:
            for name in SHAPES:
                archive.writestr(f"{name}.npy", content)

    return write


def damaged(path: Path) -> None:
    """A deflated archive with a byte turned over in the middle of its data."""
    np.savez_compressed(path, **dict.fromkeys(SHAPES, np.arange(9999)))
    data = bytearray(path.read_bytes())
    data[200] ^= 0xFF
    path.write_bytes(data)


NOT_MNIST: dict[str, Callable[[Path], object]] = {
    "text": lambda path: path.write_text("no archive"),
    "empty": lambda path: path.write_bytes(b""),
    "an .npy": lambda path: np.save(path.open("wb"), np.zeros(3)),
    "another .npz": lambda path: np.savez(path, images=np.zeros(3)),
    "objects": lambda path: np.savez(path, **dict.fromkeys(SHAPES, np.array([{}], dtype=object))),
    "a cut .npz": zip_of(zipfile.ZIP_STORED, b"\x93NUMPY\x01\x00"),
    "a damaged .npz": damaged,
    "a directory": lambda path: path.mkdir(),
}


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.parametrize("write", NOT_MNIST.values(), ids=NOT_MNIST.keys())
def test_what_is_no_mnist_file(tmp_path: Path, write: Callable[[Path], object]) -> None:
    """Whatever else lies there is refused in one line that names it, and nothing of it is unpickled."""
    path = tmp_path / "mnist.npz"
    write(path)
    with pytest.raises(DataMissing, match=r"mnist\.npz: cannot be read as an MNIST \.npz") as caught:
        load_mnist(path)
    assert "\n" not in str(caught.value)
    assert not seems_mnist(path)


@pytest.mark.parametrize("wrong", ["x_train", "y_train", "x_test", "y_test"])
@pytest.mark.parametrize("how", ["values", "shape", "dtype"])
def test_arrays_of_another_kind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrong: str, how: str) -> None:
    """One wrong array, in its values, shape or dtype, and the file is refused by that array's name."""
    shapes = {name: (6, *shape[1:]) for name, shape in SHAPES.items()}
    right = {name: np.zeros(shape, dtype=np.uint8) for name, shape in shapes.items()}
    expected = {name: (shapes[name], sha256(array.tobytes()).hexdigest()) for name, array in right.items()}
    monkeypatch.setattr(mnist, "_EXPECTED", expected)
    path = tmp_path / "mnist.npz"
    np.savez(path, **right)
    assert load_mnist(path).test_images.shape == (6, 28, 28)
    other: dict[str, Any] = {
        "values": right[wrong] + np.uint8(1),
        "shape": right[wrong].reshape(-1, 1),
        "dtype": right[wrong].astype(np.int8),
    }
    np.savez(path, **{**right, wrong: other[how]})
    with pytest.raises(DataMissing, match=f"its {wrong} is not MNIST's"):
        load_mnist(path)


def test_fortran_order_counts_by_its_values(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The checksum is of the bytes in C order, however the file lays its arrays out."""
    images = np.arange(24, dtype=np.uint8).reshape(2, 3, 4)
    digest = sha256(images.tobytes()).hexdigest()
    monkeypatch.setattr(mnist, "_EXPECTED", dict.fromkeys(SHAPES, (images.shape, digest)))
    np.savez(tmp_path / "mnist.npz", **dict.fromkeys(SHAPES, np.asfortranarray(images)))
    assert np.array_equal(load_mnist(tmp_path / "mnist.npz").train_images, images)


def test_the_real_one() -> None:
    """The file of this machine, where there is one, is the real MNIST."""
    try:
        path = find_mnist(Course.find(Path(__file__).parent.parent), download=False)
    except DataMissing as error:
        pytest.skip(str(error))
    assert seems_mnist(path)
    digits = load_mnist(path)
    assert digits.train_images.shape == SHAPES["x_train"]
    assert list(digits.test_labels[:5]) == [7, 2, 1, 0, 4]


def test_noise_shows_nothing() -> None:
    """The stand-in for a machine without MNIST has the training set's form, is the same each time, and is not MNIST."""
    images, labels = noise(7)
    assert (images.shape, labels.shape) == (SHAPES["x_train"], SHAPES["y_train"])
    assert images.dtype == labels.dtype == np.uint8
    assert labels.max() == 9
    assert np.array_equal(noise(7)[1], labels)


def fake_keras(folder: Path, body: str) -> None:
    """A Keras whose download does what ``body`` says."""
    package = folder / "keras"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("from . import datasets\n")
    (package / "datasets").mkdir()
    (package / "datasets" / "__init__.py").write_text("from . import mnist\n")
    indented = "".join(f"    {line}\n" for line in body.splitlines())
    (package / "datasets" / "mnist.py").write_text(f"import os, time\ndef load_data():\n{indented}")


WRITE = (
    "os.makedirs(os.environ['KERAS_HOME'] + '/datasets')\nopen(os.environ['KERAS_HOME'] + '/datasets/mnist.npz', 'w')"
)


@pytest.mark.parametrize(
    ("body", "arrives"), [(WRITE, True), (f"{WRITE}\nraise OSError", False)], ids=["whole", "broken"]
)
def test_a_download_arrives_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str, arrives: bool
) -> None:
    """A download goes to Keras's cache only once it is complete: a part of one would be found there for ever."""
    fake_keras(tmp_path / "site", body)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "site"))
    cache = tmp_path / "home" / "datasets" / "mnist.npz"
    assert mnist._download(cache) is arrives
    assert [path.name for path in cache.parent.iterdir()] == (["mnist.npz"] if arrives else [])


def test_a_download_that_hangs_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A network that swallows everything costs a bounded time, and leaves nothing."""
    fake_keras(tmp_path / "site", f"{WRITE}\ntime.sleep(600)")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "site"))
    monkeypatch.setattr(mnist, "_DOWNLOAD_SECONDS", 0.5)
    cache = tmp_path / "home" / "datasets" / "mnist.npz"
    assert mnist._download(cache) is False
    assert not list(cache.parent.iterdir())
    assert mnist._DOWNLOAD_SECONDS < 120


def test_a_home_that_cannot_be_written(tmp_path: Path) -> None:
    """Where Keras's cache cannot be made there is no download, and no error either."""
    (tmp_path / "home").write_text("a file")
    assert mnist._download(tmp_path / "home" / "datasets" / "mnist.npz") is False


def test_looking_imports_no_keras() -> None:
    """Finding and checking MNIST needs no TensorFlow in the grader, whose import would cost seconds."""
    program = "import sys, autograder.attempt.mnist, autograder.cli\n"
    program += "print(sorted({'keras', 'tensorflow'} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=Path(__file__).parent.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"
