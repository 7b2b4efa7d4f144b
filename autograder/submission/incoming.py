"""Submissions as an LMS hands out a whole class's: whose is what, told by the names that the LMS itself has made.

Canvas      a flat zip: ``kimminji_LATE_12345_678901_tensor_ops.py`` (name, user, attachment, the file's own name)
Moodle      a zip or folder: ``Kim Minji_123456_assignsubmission_file_/tensor_ops.py``, or the same without folders
Gradescope  a zip or folder: ``submission_123456789/`` beside a ``submission_metadata.yml`` that names its submitters
GitHub      Classroom's clones: ``tensor-gears-submissions/tensor-gears-kimminji/`` with a ``.git``

Anything that is not wholly of one of these forms is none of them. Names inside an archive can be a student's own work,
so the caller asks about what an instructor named, alone, and never about what lies among submissions.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from os import lstat
from pathlib import Path
from stat import S_ISDIR, S_ISREG

from autograder.course import Limits
from autograder.errors import SubmissionProblem
from autograder.submission.archives import display_name, is_clutter, names_in, open_regular, read_member
from autograder.submission.metadata import MAX_BYTES, submitters
from autograder.submission.programs import unit_of

METADATA = "submission_metadata.yml"
_CANVAS = re.compile(
    r"(?P<name>[^/\\]*?)_(?:LATE_)?(?P<user>[0-9]+)_(?:(?P<attachment>[0-9]+)_(?P<file>[^/\\]+)"
    r"|(?P<typed>text|link)\.html)"
)
_CANVAS_ANONYMOUS = re.compile(
    r"(?:LATE_)?anon_(?P<user>[A-Za-z0-9]+)_(?:(?P<attachment>[0-9]+)_(?P<file>[^/\\]+)|(?P<typed>text|link)\.html)"
)
_CANVAS_ARCHIVE = re.compile(r"(?:.*[-_])?submissions(?: ?\([0-9]+\)|-[0-9]+)?\.zip", re.IGNORECASE)
# The first such mark in a name is Moodle's: it writes a name's own underscores as blanks.
_MOODLE = re.compile(r"(?P<student>[^/\\]+?_[0-9]+)_assignsubmission_(?P<plugin>file|onlinetext)(?:_?/|_)(?P<file>.*)")
_GRADESCOPE = re.compile(r"submission_[0-9]+")


@dataclass(frozen=True, slots=True)
class HandedOver:
    """One student's part: a folder or an archive, or those ``members`` of an archive, each with the path it gets."""

    student: str
    path: Path
    members: tuple[tuple[str, str], ...] | None = None


def handed_over(path: Path, limits: Limits, results: Path | None = None) -> list[HandedOver] | None:
    """The parts of a class's submissions as one of the systems hands them out; None where it is plainly none of them.

    Nothing is unpacked, and a damaged archive is none of them. ``results``, where an earlier run's are, may lie in it.
    """
    try:
        mode = lstat(path).st_mode
        if S_ISDIR(mode):
            return _in_folder(path, results)
        if S_ISREG(mode) and path.name.lower().endswith(".zip"):
            names = names_in(path, limits)
            return _canvas(path, names) or _moodle_zip(path, names) or _gradescope_zip(path, names, limits)
    except (OSError, SubmissionProblem):
        pass  # whoever opens it as a submission says what is wrong with it
    return None


def _canvas(path: Path, names: Sequence[str]) -> list[HandedOver] | None:
    """Canvas's zip: every name is of its form, some are files to be graded, of two students or under Canvas's name."""
    matches = [_CANVAS_ANONYMOUS.fullmatch(name) or _CANVAS.fullmatch(name) for name in names]
    files: dict[str, list[re.Match[str]]] = {}
    for match in matches:
        if match is None:
            return None
        name = match.groupdict().get("name")
        files.setdefault(f"anon_{match['user']}" if name is None else f"{name}_{match['user']}", []).append(match)
    gradable = any(match and match["file"] and _gradable(match["file"]) for match in matches)
    if not gradable or (len(files) < 2 and not _CANVAS_ARCHIVE.fullmatch(path.name)):
        return None
    return [HandedOver(display_name(student), path, _canvas_members(own)) for student, own in files.items()]


def _canvas_members(matches: Iterable[re.Match[str]]) -> tuple[tuple[str, str], ...]:
    """The student's files under their own names; of equal ones each in a folder of its own, so that both are seen."""
    files = [match for match in matches if match["file"]]
    often = Counter(match["file"].casefold() for match in files)
    return tuple(
        (match[0], match["file"] if often[match["file"].casefold()] == 1 else f"{match['attachment']}/{match['file']}")
        for match in files
    )


def _moodle_zip(path: Path, names: Sequence[str]) -> list[HandedOver] | None:
    members: dict[str, list[tuple[str, str]]] = {}
    for name in names:
        match = _MOODLE.fullmatch(name)
        if match is None:
            return None
        own = members.setdefault(match["student"], [])
        if match["plugin"] == "file" and match["file"]:
            own.append((name, match["file"]))
    return [HandedOver(display_name(student), path, tuple(own)) for student, own in members.items()] or None


def _gradescope_zip(path: Path, names: Sequence[str], limits: Limits) -> list[HandedOver] | None:
    metadata = [name for name in names if name.rpartition("/")[2] == METADATA and name.count("/") <= 1]
    if len(metadata) != 1:
        return None
    root = metadata[0].removesuffix(METADATA)
    members: dict[str, list[tuple[str, str]]] = {}
    for name in names:
        folder, _, rest = name.removeprefix(root).partition("/")
        if name != metadata[0] and not is_clutter(folder):
            if not name.startswith(root) or not rest or not _GRADESCOPE.fullmatch(folder):
                return None
            members.setdefault(folder, []).append((name, rest))
    named = submitters(read_member(path, metadata[0], limits, MAX_BYTES))
    if named is None:
        return None
    return [
        HandedOver(student, path, tuple(members[folder]))
        for folder in sorted(members)
        for student in named.get(folder, (folder,))
    ] or None


def _in_folder(path: Path, results: Path | None) -> list[HandedOver] | None:
    entries = sorted(entry for entry in path.iterdir() if not is_clutter(entry.name))
    if any(unit_of(entry.name) for entry in entries):
        return None
    ours = None if results is None else results.resolve()
    folders = [entry for entry in entries if S_ISDIR(lstat(entry).st_mode) and entry.resolve() != ours]
    if not folders:
        return None
    return _moodle_folders(folders) or _gradescope_folders(path, folders) or _classroom(path, folders)


def _moodle_folders(folders: Sequence[Path]) -> list[HandedOver] | None:
    places: dict[str, Path] = {}
    for folder in folders:  # sorted, so that "file" comes before "onlinetext"
        match = _MOODLE.fullmatch(folder.name + "/")
        if match is None or match["file"]:
            return None
        places.setdefault(match["student"], folder)
    return [HandedOver(display_name(student), lone_archive(folder) or folder) for student, folder in places.items()]


def _gradescope_folders(path: Path, folders: Sequence[Path]) -> list[HandedOver] | None:
    if not all(_GRADESCOPE.fullmatch(folder.name) for folder in folders):
        return None
    with open(open_regular(path / METADATA), "rb") as file:
        named = submitters(file.read(MAX_BYTES + 1))
    if named is None:
        return None
    return [HandedOver(student, folder) for folder in folders for student in named.get(folder.name, (folder.name,))]


def _classroom(path: Path, folders: Sequence[Path]) -> list[HandedOver] | None:
    """``gh classroom clone student-repos``: the folder's own name says what comes before the user's."""
    slug = path.name.removesuffix("submissions")
    if slug == path.name or len(slug) < 2 or not slug.endswith("-"):
        return None
    if not all(folder.name.startswith(slug) and folder.name != slug for folder in folders):
        return None
    if not all(_exists(folder / ".git") for folder in folders):
        return None
    return [HandedOver(display_name(folder.name.removeprefix(slug)), folder) for folder in folders]


def _exists(path: Path) -> bool:
    try:
        lstat(path)
    except OSError:
        return False
    return True


def lone_archive(folder: Path) -> Path | None:
    """The zip that is all a student handed in through an LMS, to be opened in the place of its folder."""
    try:
        entries = [entry for entry in folder.iterdir() if not is_clutter(entry.name)]
        plain = [entry for entry in entries if S_ISREG(lstat(entry).st_mode)]
    except OSError:
        return None
    alone = len(entries) == len(plain) == 1 and plain[0].name.lower().endswith(".zip")
    return plain[0] if alone else None


def _gradable(name: str) -> bool:
    return unit_of(name) is not None or name.lower().endswith(".zip")
