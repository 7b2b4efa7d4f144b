"""Where submissions lie and autograded ones go: nbgrader's own rules for its folders, its timestamps and its files.

The rules are nbgrader's to the letter (``coursedir``, ``utils`` and ``converters/base``), whose own modules take
seconds to import; a test compares the two.
"""

import glob
import os
import re
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import dateutil.parser
import dateutil.tz

from autograder.bridge.settings import CourseDirectory, CourseSettings
from autograder.errors import GraderFault

_NAMED_ZONE = 3  # a date, a time and a time zone


@dataclass(frozen=True, slots=True)
class Submitted:
    """A folder of ``submitted/`` with notebooks in it, and where its autograded twin goes."""

    student: str
    folder: Path
    notebooks: tuple[Path, ...]
    target: Path

    def timestamp(self) -> datetime | None:
        """When it was submitted, in UTC; raises ``ValueError`` where ``timestamp.txt`` holds something else."""
        return timestamp(self.folder)


def format_path(places: CourseDirectory, step: str, student: str, assignment: str, *, escape: bool = False) -> str:
    """A folder's path; with ``escape`` a pattern, and the names may be groups of one."""
    names = {"nbgrader_step": step, "student_id": student, "assignment_id": assignment}
    if not escape:
        return os.path.join(places.root, places.directory_structure.format(**names))
    parts = [part.format(**names) for part in _parts(places.directory_structure)]
    base = [] if parts and parts[0].startswith(os.sep) else [re.escape(places.root)]
    return re.escape(os.path.sep).join(base + parts)


def _parts(path: str) -> tuple[str, ...]:
    rest, last = os.path.split(path)
    if path in (rest, last):
        return (path,)
    return (*_parts(rest), last)


def find_submitted(places: CourseDirectory) -> Iterator[Submitted]:
    """What was submitted for the assignment, by the names of the folders.

    Raises:
        GraderFault: nothing was, or a folder's name is not of the form that ``directory_structure`` says.
    """
    step, assignment = places.submitted_directory, places.assignment_id
    pattern = format_path(places, step, "(?P<student>.*)", "(?P<assignment>.*)", escape=True)
    wanted = format_path(places, step, places.student_id, assignment)
    count = 0
    for folder in sorted(glob.glob(wanted)):
        notebooks = sorted(glob.glob(os.path.join(folder, "*.ipynb")))
        if not notebooks:
            continue
        match = re.match(pattern, folder)
        if match is None:
            raise GraderFault(f"{folder}: not a folder of CourseDirectory.directory_structure")
        target = format_path(places, places.autograded_directory, match["student"], match["assignment"])
        count += 1
        yield Submitted(match["student"], Path(folder), tuple(map(Path, notebooks)), Path(os.path.normpath(target)))
    if not count:
        raise GraderFault(f"no notebooks were matched by '{wanted}'")


def to_do(submitted: Submitted, settings: CourseSettings) -> bool:
    """Whether it is to be autograded: not yet done, asked for once more, or submitted anew."""
    if submitted.student in settings.places.student_id_exclude.split(","):
        return False
    if settings.autograde.force or not submitted.target.exists():
        return True
    new, old = submitted.timestamp(), timestamp(submitted.target)
    return new is not None and old is not None and new > old


def timestamp(folder: Path) -> datetime | None:
    """The time that ``timestamp.txt`` names, in UTC and without a time zone; None where it names none."""
    path = folder / "timestamp.txt"
    text = path.read_text().strip() if path.is_file() else ""
    if not text:
        return None
    parts = text.split(" ")
    if len(parts) == _NAMED_ZONE:
        zone = parts[2]
        known = int(zone) if re.fullmatch(r"\s*[-+]?\d+\s*", zone) else dateutil.tz.gettz(zone)
        found = dateutil.parser.parse(" ".join([*parts[:2], "TZ"]), tzinfos={"TZ": known})
    else:
        found = dateutil.parser.parse(text)
    offset = found.utcoffset()
    return found if offset is None else (found - offset).replace(tzinfo=None)


def other_files(folder: Path, ignored: Sequence[str]) -> list[Path]:
    """The files under ``folder``, without notebooks and what ``ignored`` (patterns of names) leaves out."""
    found: list[Path] = []
    left_out: set[str] = set()
    patterns = [*ignored, "*.ipynb"]
    for place, folders, files in os.walk(folder):
        if place in left_out or place in _matching(os.path.dirname(place), patterns):
            left_out.update(os.path.join(place, name) for name in folders)
            continue
        matching = _matching(place, patterns)
        paths = (os.path.join(place, name) for name in files)
        found += [Path(path) for path in paths if path not in matching]
    return found


def _matching(folder: str, patterns: Iterable[str]) -> set[str]:
    return {path for pattern in patterns for path in glob.glob(os.path.join(folder, pattern))}


def copy_files(files: Iterable[Path], source: Path, target: Path) -> None:
    """Copies each of ``files``, which lie under ``source``, to its place under ``target``."""
    for path in files:
        place = target / path.relative_to(source)
        place.parent.mkdir(parents=True, exist_ok=True)
        if place.exists():
            place.unlink()
        shutil.copy(path, place)


def set_permissions(folder: Path, settings: CourseSettings) -> None:
    """The mode of each file, and of each folder and the one of all where the course is shared by a group."""
    mode = int(str(settings.permissions), 8)
    for place, _, files in os.walk(folder):
        for name in files:
            os.chmod(os.path.join(place, name), mode)
        if settings.places.groupshared:
            _share(Path(place))
    if settings.places.groupshared:
        _share(Path(format_path(settings.places, settings.places.autograded_directory, ".", ".")))


def _share(folder: Path) -> None:
    """Has a folder's group write in it, and own what is made there."""
    mode = folder.stat().st_mode
    if mode & 0o2770 != 0o2770:
        folder.chmod((mode | 0o2770) & 0o2777)
