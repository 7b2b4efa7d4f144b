"""The course: its units and their contracts' names, its limits, its settings and where its folders lie."""

import math
import os
import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar

from autograder.errors import UsageError

T = TypeVar("T")
MIB = 1024 * 1024
TEST_ACCURACY = "test_accuracy"
LANGUAGES = {"en": ("en",), "ko": ("ko",), "both": ("en", "ko")}


@dataclass(frozen=True, slots=True)
class Unit:
    """One file that a student hands in, and the functions its contract names, in the order they are taught.

    ``needs_keras`` marks a unit whose graders pass Keras objects about, so that its box always has TensorFlow.
    """

    name: str
    title: str
    functions: tuple[str, ...]
    points: float
    needs_keras: bool = False
    pipeline: bool = False

    @property
    def exercises(self) -> tuple[str, ...]:
        """Every exercise that is graded: the functions, and the pipeline where the unit has one."""
        return (*self.functions, TEST_ACCURACY) if self.pipeline else self.functions


UNITS = (
    Unit(
        "tensors",
        "Representing data",
        (
            "make_scalar",
            "make_vector",
            "make_matrix",
            "make_rank3",
            "key_attributes",
            "slice_images",
            "get_batch",
            "plot_digit",
        ),
        20,
    ),
    Unit(
        "tensor_ops",
        "The gears of neural networks",
        (
            "naive_relu",
            "naive_add",
            "naive_add_matrix_and_vector",
            "naive_vector_dot",
            "naive_matrix_vector_dot",
            "naive_matrix_dot",
            "broadcast_vector",
            "flatten_images",
            "reshape_to_column",
            "reshape_matrix",
            "transpose_matrix",
        ),
        40,
    ),
    Unit(
        "first_network",
        "A first neural network",
        (
            "load_mnist",
            "prepare_images",
            "build_model",
            "compile_model",
            "train_model",
            "predict_digits",
            "evaluate_model",
        ),
        25,
        needs_keras=True,
        pipeline=True,
    ),
    Unit(
        "gradients",
        "The gradient tape",
        ("line_gradient", "polynomial_gradient", "dense_gradients", "speed_and_acceleration", "sgd_step"),
        15,
    ),
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a submission may use: seconds, bytes and entries (course.md, "Submissions")."""

    load_seconds: float = 120
    call_seconds: float = 10
    train_seconds: float = 300
    unit_seconds: float = 600
    memory_bytes: int = 4096 * MIB
    value_bytes: int = 256 * MIB
    output_bytes: int = 64 * 1024
    unit_file_bytes: int = 10 * MIB
    archive_bytes: int = 100 * MIB
    archive_entries: int = 1000


@dataclass(frozen=True, slots=True)
class Keep:
    """Where results are kept, the number of this run, and that of the first whose results still count."""

    path: Path
    run: int
    since: int = 0


@dataclass(frozen=True, slots=True)
class Settings:
    """How a session grades: its boxes' isolation layers, MNIST's file (None where there is none), what it keeps."""

    layers: tuple[str, ...]
    mnist: Path | None
    keep: Keep | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """A course's folder and its settings, read from ``[tool.autograder]`` in its ``pyproject.toml``."""

    root: Path
    limits: Limits = field(default_factory=Limits)
    accuracy_threshold: float = 0.97
    seed: int = 20_210
    language: str = "both"

    units = UNITS

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the assignments' narrative."""
        return LANGUAGES[self.language]

    @property
    def solutions(self) -> Path:
        """The reference solutions: the one place a unit is written."""
        return self.root / "solutions"

    @property
    def exercises(self) -> Path:
        """What students get, generated."""
        return self.root / "exercises"

    @property
    def source(self) -> Path:
        """The nbgrader source assignments, generated."""
        return self.root / "source"

    @property
    def graders(self) -> Path:
        """The hidden pytest graders."""
        return Path(__file__).parent / "graders"

    @classmethod
    def find(cls, folder: Path | None = None) -> "Course":
        """The course in ``folder``; else the one around the working directory, else the one beside this package.

        Raises:
            UsageError: there is none, or its settings are not of the form ``[tool.autograder]`` has.
        """
        if folder is not None:
            return cls._read(folder)
        here = Path.cwd()
        for candidate in (here, *here.parents, Path(__file__).parent.parent, Path(__file__).parent / "_course"):
            if _is_course(candidate):
                return cls._read(candidate)
        raise UsageError("no course here: run inside the course's folder, or name it with --course DIR")

    @classmethod
    def _read(cls, folder: Path) -> "Course":
        root = Path(os.path.abspath(folder))
        if not _is_course(root):
            raise UsageError(f"{folder}: not a course (it has no solutions/tensors.py)")
        settings = _settings(root / "pyproject.toml")
        limits = _from_table(Limits, settings.pop("limits", {}), "tool.autograder.limits")
        course = _from_table(cls, settings, "tool.autograder", root=root, limits=limits)
        if not 0 <= course.accuracy_threshold <= 1:
            raise UsageError("pyproject.toml: tool.autograder.accuracy_threshold must lie between 0 and 1")
        if course.language not in LANGUAGES:
            known = " or ".join(map(repr, LANGUAGES))
            raise UsageError(f"pyproject.toml: tool.autograder.language must be {known}, not {course.language!r}")
        return course


def _is_course(folder: Path) -> bool:
    return (folder / "solutions" / "tensors.py").is_file()


def _settings(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"{path}: cannot be read as TOML: {error}") from None
    settings = table.get("tool", {}).get("autograder", {})
    if not isinstance(settings, dict):
        raise UsageError(f"{path}: [tool.autograder] must be a table")
    return dict(settings)


def _from_table(kind: type[T], table: Any, where: str, **given: Any) -> T:
    """One of these dataclasses, made of a table's settings; what is ``given`` is none."""
    if not isinstance(table, dict):
        raise UsageError(f"pyproject.toml: [{where}] must be a table")
    known = {entry.name: entry.type for entry in fields(kind) if entry.name not in given}  # type: ignore[arg-type]
    for name, value in table.items():
        if name not in known:
            raise UsageError(f"pyproject.toml: [{where}] has no setting {name!r}; it has: {', '.join(sorted(known))}")
        if known[name] is str:
            if not isinstance(value, str):
                raise UsageError(f"pyproject.toml: {where}.{name} must be a text in quotes, not {value!r}")
            continue
        whole = known[name] is int
        fits = isinstance(value, int if whole else (int, float)) and not isinstance(value, bool)
        if not fits or not 0 <= value < math.inf:
            form = "whole number" if whole else "number"
            raise UsageError(f"pyproject.toml: {where}.{name} must be a {form} of at least 0, not {value!r}")
    return kind(**table, **given)
