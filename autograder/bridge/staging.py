"""What is graded of a submitted notebook: its own bytes and the files beside it, copied to a private folder.

It is the notebook as it was submitted, before nbgrader restored any cell: hidden tests never reach a box. The course's
own cells in it (public tests, the cells that get the points) are left out: they are no work of the student's, and one
that calls an endless loop would use up the time of the whole file. Of the files beside it, those that the course
provides are the course's own, as they are after ``nbgrader autograde``.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.authoring.assignments import grade_id, public_test_id
from autograder.course import Limits, Unit
from autograder.errors import SubmissionProblem
from autograder.submission.archives import is_clutter, one_line, open_regular
from autograder.submission.notebooks import parse_notebook
from autograder.submission.opening import Submission
from autograder.submission.programs import unit_of

_OURS = "# a cell of the course's own"


@dataclass(frozen=True, slots=True)
class HandIn:
    """A submitted notebook: whose, where, and of which unit; ``provided`` are the course's own files beside it.

    ``provided`` maps paths relative to ``folder`` to where the course has them.
    """

    student: str
    folder: Path
    unit: Unit
    provided: Mapping[str, Path]

    @property
    def notebook(self) -> Path:
        """The notebook itself."""
        return self.folder / f"{self.unit.name}.ipynb"


def key_of(hand_in: HandIn, limits: Limits) -> str:
    """A name for all that can be graded of it: the same bytes in the same places, whosesoever, get the same name."""
    digest = hashlib.sha256(hand_in.unit.name.encode())
    try:
        for name, path in _files(hand_in, limits):
            digest.update(b"\0" + os.fsencode(name) + b"\0" + _digest(path))
    except SubmissionProblem as problem:
        digest.update(b"\0\0" + str(problem).encode("utf-8", "replace"))
    return digest.hexdigest()


def stage(hand_in: HandIn, name: str, scratch: Path, limits: Limits) -> Submission:
    """A submission called ``name``, copied to a new folder in ``scratch``; with its problem where there is one."""
    folder = scratch / name
    folder.mkdir(mode=0o700)
    try:
        for place, path in _files(hand_in, limits):
            target = folder / place
            target.parent.mkdir(parents=True, exist_ok=True)
            with open(open_regular(path), "rb") as source, open(target, "wb") as copy:
                shutil.copyfileobj(source, copy)
    except SubmissionProblem as problem:
        return Submission(name, (folder,), str(problem))
    notebook = folder / hand_in.notebook.name
    if notebook.stat().st_size <= limits.unit_file_bytes:
        notebook.write_bytes(_without_the_courses(notebook.read_bytes(), hand_in.unit))
    return Submission(name, (folder,))


def _without_the_courses(data: bytes, unit: Unit) -> bytes:
    """The notebook with a comment in each cell that is the course's own; as it is where it is none that can be read."""
    ours = {name for exercise in unit.exercises for name in (grade_id(exercise), public_test_id(exercise))}
    try:
        notebook = parse_notebook(data, unit.name)
        for cell in notebook["cells"]:
            if _name(cell) in ours:
                cell["source"] = _OURS
        return json.dumps(notebook).encode()
    except (SubmissionProblem, LookupError, TypeError, ValueError, RecursionError):
        return data


def _name(cell: Any) -> str:
    """What nbgrader calls a cell, "" where it has no such name."""
    for part in ("metadata", "nbgrader", "grade_id"):
        cell = cell.get(part) if isinstance(cell, dict) else None
    return cell if isinstance(cell, str) else ""


def _files(hand_in: HandIn, limits: Limits) -> Iterator[tuple[str, Path]]:
    """What is copied, by its relative path, sorted; raises ``SubmissionProblem`` where it is too much."""
    found = {name: path for name, path in _walk(hand_in.folder) if not _other_notebook(name, hand_in)}
    found |= {name: path for name, path in hand_in.provided.items() if not _other_notebook(name, hand_in)}
    found[hand_in.notebook.name] = hand_in.notebook
    if len(found) > limits.archive_entries:
        raise SubmissionProblem(f"over the limits: it has {len(found)} files, of at most {limits.archive_entries}")
    size = sum(os.lstat(path).st_size for path in found.values() if os.path.lexists(path))
    if size > limits.archive_bytes:
        raise SubmissionProblem(
            f"over the limits: it has {size / 2**20:.1f} MiB of files, of at most {limits.archive_bytes / 2**20:g} MiB"
        )
    yield from sorted(found.items())


def _walk(folder: Path, inside: str = "") -> Iterator[tuple[str, Path]]:
    """Plain files, hidden ones and links left out."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        raise SubmissionProblem(f"{one_line(folder.name)} cannot be read: {error.strerror}") from None
    for entry in entries:
        if is_clutter(entry.name):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(Path(entry.path), f"{inside}{entry.name}/")
        elif entry.is_file(follow_symlinks=False):
            yield f"{inside}{entry.name}", Path(entry.path)


def _other_notebook(name: str, hand_in: HandIn) -> bool:
    """Whether it is no helper: a notebook, or a second file of the same unit, beside the one that nbgrader names."""
    return name.lower().endswith(".ipynb") or unit_of(name.rpartition("/")[2]) == hand_in.unit.name


def _digest(path: Path) -> bytes:
    with open(open_regular(path), "rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def provided_files(folder: Path) -> dict[str, Path]:
    """What a course's own folder of an assignment has beside its notebooks, by relative path."""
    return dict(_walk(folder)) if folder.is_dir() else {}
