"""What is graded of a submitted notebook: its own bytes and the files beside it, copied to a private folder.

It is the notebook as it was submitted, before nbgrader restored any cell: hidden tests never reach a box. Of the files
beside it, those that the course provides are the course's own, as they are after ``nbgrader autograde``.
"""

import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.archives import is_clutter, one_line, open_regular
from autograder.course import Limits
from autograder.errors import SubmissionProblem
from autograder.programs import unit_of
from autograder.submissions import Submission


@dataclass(frozen=True, slots=True)
class HandIn:
    """A submitted notebook: whose, where, and of which unit; ``provided`` are the course's own files beside it.

    ``provided`` maps paths relative to ``folder`` to where the course has them.
    """

    student: str
    folder: Path
    unit: str
    provided: Mapping[str, Path]

    @property
    def notebook(self) -> Path:
        """The notebook itself."""
        return self.folder / f"{self.unit}.ipynb"


def key_of(hand_in: HandIn, limits: Limits) -> str:
    """A name for all that can be graded of it: the same bytes in the same places, whosesoever, get the same name."""
    digest = hashlib.sha256(hand_in.unit.encode())
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
                while block := source.read(1 << 20):
                    copy.write(block)
    except SubmissionProblem as problem:
        return Submission(name, (folder,), str(problem))
    return Submission(name, (folder,))


def _files(hand_in: HandIn, limits: Limits) -> Iterator[tuple[str, Path]]:
    """What is copied, by its relative path, sorted; raises ``SubmissionProblem`` where it is too much."""
    found = {name: path for name, path in _walk(hand_in.folder) if not _other_notebook(path, hand_in)}
    found |= {name: path for name, path in hand_in.provided.items() if not _other_notebook(path, hand_in)}
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


def _other_notebook(path: Path, hand_in: HandIn) -> bool:
    """Whether it is no helper: a notebook, or a second file of the same unit, beside the one that nbgrader names."""
    return path.suffix.lower() == ".ipynb" or unit_of(path.name) == hand_in.unit


def _digest(path: Path) -> bytes:
    with open(open_regular(path), "rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def provided_files(folder: Path) -> dict[str, Path]:
    """What a course's own folder of an assignment has beside its notebooks, by relative path."""
    return dict(_walk(folder)) if folder.is_dir() else {}
