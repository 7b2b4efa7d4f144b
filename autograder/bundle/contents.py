"""What a bundle holds: this package as it is installed, the course, and the versions that are known to work with them.

A zip of the same content has the same bytes: entries are sorted, times fixed, modes said, and line ends Unix's.
"""

import io
import json
import zipfile
from collections.abc import Collection, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from importlib import metadata
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

from autograder.bundle.plan import NAME, Assignment
from autograder.course import Course
from autograder.errors import GraderFault

DISTRIBUTION = "tensor-gears"
PACKAGE = Path(__file__).parent.parent
SCRIPTS = PACKAGE / "bundle" / "gradescope"
EXECUTABLE = frozenset({"setup.sh", "run_autograder"})
RESERVE_SECONDS = 150  # of a system's minutes: starting, importing TensorFlow on half a core, writing
_TARGET = {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"}
_TEXT = frozenset({"", ".css", ".html", ".ini", ".j2", ".py", ".sh", ".toml", ".txt"})
_EPOCH = (1980, 1, 1, 0, 0, 0)


def contents(course: Course, assignment: Assignment, mnist: Path | None) -> dict[str, bytes]:
    """Every file of the bundle by its path in it; without ``mnist`` its machine has to fetch it.

    Raises:
        GraderFault: this installation lacks a part of itself, or something cannot be read.
    """
    files = {name: _read(SCRIPTS / name) for name in EXECUTABLE}
    files |= {NAME: assignment.as_bytes(), "requirements.txt": _requirements(), "constraints.txt": _constraints()}
    files |= {f"package/autograder/{path.relative_to(PACKAGE).as_posix()}": _read(path) for path in _sources(PACKAGE)}
    solutions = _sources(course.solutions)
    files |= {f"course/solutions/{path.relative_to(course.solutions).as_posix()}": _read(path) for path in solutions}
    files["course/pyproject.toml"] = _settings(_in_time(course, assignment.minutes))
    if mnist is not None:
        files["course/data/mnist.npz"] = _read(mnist)
    return files


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A zip archive of these files, the same for the same content."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system = 3  # Unix, whose modes these are
            entry.external_attr = (0o100755 if name in EXECUTABLE else 0o100644) << 16
            archive.writestr(entry, files[name], zipfile.ZIP_DEFLATED, 9)
    return out.getvalue()


def _sources(folder: Path) -> Iterator[Path]:
    """The files below a folder, what Python compiled and what is hidden left out."""
    for path in sorted(folder.rglob("*")):
        inner = path.relative_to(folder).parts
        # In a wheel the package has the course in it, which the bundle holds beside it.
        passed_over = "__pycache__" in inner or inner[0] == "_course" or any(part.startswith(".") for part in inner)
        if path.is_file() and not passed_over:
            yield path


def _read(path: Path) -> bytes:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise GraderFault(f"{path}: cannot be read: {error.strerror}") from None
    return data.replace(b"\r\n", b"\n") if path.suffix in _TEXT else data


def _requirements() -> bytes:
    """What the package needs, TensorFlow included: students import it at the top of any unit."""
    try:
        stated = metadata.requires(DISTRIBUTION) or []
    except metadata.PackageNotFoundError:
        raise GraderFault(f"{DISTRIBUTION} is not installed here: run `pip install -e .` in its folder") from None
    needed = []
    for requirement in map(Requirement, stated):
        extras = [{"extra": extra, **_TARGET} for extra in ("", "keras")]
        if requirement.marker is None or any(map(requirement.marker.evaluate, extras)):
            requirement.marker = None
            needed.append(str(requirement))
    return "".join(f"{line}\n" for line in sorted(set(needed))).encode()


def _constraints() -> bytes:
    """The versions known to work together: the checkout's, or those that the wheel brings along."""
    for path in (PACKAGE / "_course" / "constraints.txt", PACKAGE.parent / ".ci" / "constraints.txt"):
        if path.is_file():
            return _read(path)
    raise GraderFault(f"this installation of {DISTRIBUTION} has no constraints.txt: install it again")


def _in_time(course: Course, minutes: int) -> Course:
    """The course with its units' limit such that all of them end within these minutes, whatever a submission does."""
    share = (minutes * 60 - RESERVE_SECONDS) / len(course.units)
    return replace(course, limits=replace(course.limits, unit_seconds=min(course.limits.unit_seconds, share)))


def _settings(course: Course) -> bytes:
    """The course's settings as TOML; JSON's texts and numbers are TOML's, too."""
    course_lines = ["[tool.autograder]", *_lines(course, besides={"root", "limits"})]
    return "\n".join([*course_lines, "", "[tool.autograder.limits]", *_lines(course.limits), ""]).encode()


def _lines(settings: Any, besides: Collection[str] = ()) -> list[str]:
    assert is_dataclass(settings)
    names = [entry.name for entry in fields(settings) if entry.name not in besides]
    return [f"{name} = {json.dumps(getattr(settings, name), ensure_ascii=False)}" for name in names]
