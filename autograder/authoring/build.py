"""Build: everything under ``exercises/`` and ``source/``, derived from ``solutions/``, and the check that it is."""

import os
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.authoring.assignments import notebook
from autograder.authoring.handouts import public_tests, readme, stub_module
from autograder.authoring.lessons import Lesson, read_lesson
from autograder.course import TEST_ACCURACY, Course, Unit
from autograder.errors import AutograderError

Points = Mapping[str, Mapping[str, float]]

# What running the exercises or opening the notebooks leaves behind, and the course's data: never ours to judge.
_NOT_GENERATED = frozenset({"__pycache__", ".ipynb_checkpoints", ".pytest_cache", "data"})

MISSING = "is missing: run `autograder build`"
DIFFERS = "differs from what solutions/ gives (stale, or edited by hand): run `autograder build`"
LEFTOVER = "is generated from nothing in solutions/: remove it, or move it elsewhere"


@dataclass(frozen=True, slots=True)
class Stale:
    """A file under ``exercises/`` or ``source/`` that is not as ``build`` would leave it, and why."""

    path: Path
    reason: str


def build(course: Course, points: Points, *, write: bool = True) -> list[Path]:
    """Derive every generated file, and write those that differ, each in one step; a leftover is never removed.

    ``points`` maps each unit's name to its exercises' points, ``test_accuracy`` among them where the unit has it.
    Returns the paths of all generated files, sorted, whether or not they had to be written.

    Raises:
        AutograderError: a lesson is malformed or does not match the course or ``points``; nothing was written.
    """
    files = _derive(course, points)
    if write:
        for path, content in files.items():
            if not _is_fresh(path, content):
                write_file(path, content)
    return list(files)


def stale(course: Course, points: Points) -> list[Stale]:
    """What ``build`` would change, and what it would leave lying about; empty when all is fresh. Writes nothing.

    Raises:
        AutograderError: as :func:`build` does.
    """
    files = _derive(course, points)
    found = [
        Stale(path, DIFFERS if os.path.lexists(path) else MISSING)
        for path, content in files.items()
        if not _is_fresh(path, content)
    ]
    found += [Stale(path, LEFTOVER) for path in _present(course) if path not in files]
    return sorted(found, key=lambda entry: entry.path)


def _derive(course: Course, points: Points) -> dict[Path, bytes]:
    """All generated files, by path, sorted; all in memory, so that a fault leaves nothing half written."""
    lessons = [lesson_of(course, unit) for unit in course.units]
    files = {course.exercises / "README.md": readme(lessons).encode()}
    for unit, lesson in zip(course.units, lessons, strict=True):
        files[course.exercises / f"{unit.name}.py"] = stub_module(lesson).encode()
        files[course.exercises / f"test_{unit.name}.py"] = public_tests(lesson).encode()
        folder = course.source / unit.name
        files[folder / f"{unit.name}.ipynb"] = _notebook(course, unit, lesson, points).encode()
        for image in lesson.images:
            files[folder / image] = (course.solutions / image).read_bytes()
    return dict(sorted(files.items()))


def _notebook(course: Course, unit: Unit, lesson: Lesson, points: Points) -> str:
    return notebook(lesson, _points(unit, points), languages=course.languages)


def lesson_of(course: Course, unit: Unit) -> Lesson:
    """A unit's lesson; raises ``AutograderError`` where it is malformed or its exercises are not the course's."""
    lesson = read_lesson(course.solutions / f"{unit.name}.py")
    written = tuple(exercise.name for exercise in lesson.exercises)
    if written != unit.functions:
        odd = sorted(set(written) ^ set(unit.functions))
        what = f"missing or unknown: {', '.join(odd)}" if odd else f"they come in another order: {', '.join(written)}"
        raise AutograderError(f"solutions/{unit.name}.py: its exercises are not the course's ({what})")
    return lesson


def _points(unit: Unit, points: Points) -> Mapping[str, float]:
    given = points.get(unit.name, {})
    if unit.pipeline != (TEST_ACCURACY in given):
        what = "no points are given for" if unit.pipeline else "points are given for an exercise it has not:"
        raise AutograderError(f"{unit.name}: {what} {TEST_ACCURACY}")
    return given


def _is_fresh(path: Path, content: bytes) -> bool:
    return path.is_file() and not path.is_symlink() and path.read_bytes() == content


def _present(course: Course) -> Iterator[Path]:
    """Every file and link under the generated folders; links are not followed."""
    for top in (course.exercises, course.source):
        for folder, folders, files in os.walk(top):
            here = Path(folder)
            yield from (here / name for name in folders if (here / name).is_symlink())
            yield from (here / name for name in files)
            folders[:] = [name for name in folders if name not in _NOT_GENERATED]


def write_file(path: Path, content: bytes) -> None:
    """Put ``content`` at ``path`` in one step: whoever looks sees the old file or the new one, whole.

    Raises:
        AutograderError: it cannot be written.
    """
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            temporary = Path(file.name)
            file.write(content)
        temporary.chmod(0o644)
        temporary.replace(path)
    except OSError as error:
        raise AutograderError(f"{path}: cannot be written: {error.strerror}") from None
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
