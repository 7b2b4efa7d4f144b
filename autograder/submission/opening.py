"""Finds submissions and opens them: who handed in what, and which file belongs to which unit.

Everything here is foreign: links are never followed, no name is trusted to be text, and what cannot be read becomes a
message to its author instead of an error of ours.
"""

import hashlib
import os
import stat
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from autograder.course import Limits
from autograder.errors import SubmissionProblem, UsageError
from autograder.submission.archives import display_name, is_clutter, one_line, unpack
from autograder.submission.incoming import HandedOver, handed_over, lone_archive
from autograder.submission.programs import Program, read_program, unit_of
from autograder.words import joined, sentence

# What the results folder uses itself; no student's folder may be called so.
RESERVED_NAMES = frozenset({"grades.csv", "report.html", "report", ".autograder"})
_MAX_FOLDER_BYTES = 200
_PREFIX_BYTES = 100
_MAX_NAMED = 5
_LINK = "a link, and links are never followed: name the folder or the archive itself"


@dataclass(frozen=True, slots=True)
class Submission:
    r"""One student's hand-in: a folder or a zip archive, not opened yet.

    ``student`` is the name as it came, bytes that are no UTF-8 as ``\xNN``. More than one of ``paths`` means that the
    student came more than once; then ``problem`` names each, and nothing is graded. ``members`` are the student's
    entries in an archive that holds a whole class's, each with the path it gets.
    """

    student: str
    paths: tuple[Path, ...]
    problem: str = ""
    members: tuple[tuple[str, str], ...] | None = None


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something that was found among the submissions and is none."""

    path: Path
    reason: str


@dataclass(frozen=True, slots=True)
class UnitFile:
    """What was found for a unit: a program, or the problem that keeps it from being one.

    Whatever could not be read ``needs_review``: nobody has judged it.
    """

    path: Path | None
    program: Program | None
    problem: str = ""
    needs_review: bool = False


@dataclass(frozen=True, slots=True)
class OpenedSubmission:
    """A submission that can be read: its real folder, the units it has, and what was passed over in its archive."""

    folder: Path | None
    units: Mapping[str, UnitFile]
    notes: tuple[str, ...] = ()


def find_submissions(
    paths: Sequence[Path], limits: Limits | None = None, results: Path | None = None
) -> tuple[list[Submission], list[Skipped]]:
    """The submissions that ``paths`` name, sorted by student, and what was passed over on the way.

    A path with a unit file at its top, or a zip, is one submission; any other folder is a folder of submissions. The
    same folder named twice counts once; names that differ only in how Unicode composes them are one student's.
    A single path that is plainly what an LMS hands out of a whole class is a submission for each of its students;
    ``results``, where an earlier run's are, may lie in it.

    Raises:
        UsageError: a path does not exist, cannot be read, or is neither a folder nor a zip archive.
    """
    resolved = [given.resolve() if given.name in ("", "..") else given for given in paths]
    # Among other paths it could be a student's own, made to look like a class's: a shell's wildcard names many.
    if len(resolved) == 1 and (parts := handed_over(resolved[0], limits or Limits(), results)):
        return _submissions_of(parts), _passed_over(resolved[0], parts, results)
    found: dict[Path, Path] = {}
    skipped: list[Skipped] = []
    for path in resolved:
        for candidate, reason in _candidates(path):
            if reason:
                skipped.append(Skipped(candidate, reason))
            else:
                found.setdefault(_real(candidate), candidate)
    by_student: dict[str, list[Path]] = {}
    for candidate in found.values():
        by_student.setdefault(unicodedata.normalize("NFC", _student(candidate)), []).append(candidate)
    submissions = [_submission(sorted(places)) for places in by_student.values()]
    return sorted(submissions, key=lambda submission: submission.student), skipped


def _submissions_of(parts: Sequence[HandedOver]) -> list[Submission]:
    by_student: dict[str, list[HandedOver]] = {}
    for part in parts:
        by_student.setdefault(unicodedata.normalize("NFC", part.student), []).append(part)
    found = []
    for own in by_student.values():
        paths = tuple(part.path for part in own)
        problem = "" if len(own) == 1 else _more_than_once(list(paths))
        found.append(Submission(own[0].student, paths, problem, own[0].members))
    return sorted(found, key=lambda submission: submission.student)


def _passed_over(path: Path, parts: Sequence[HandedOver], results: Path | None) -> list[Skipped]:
    """The entries of an LMS's folder that are no student's part."""
    if not _is_folder(path):
        return []
    taken = {_real(entry) for part in parts for entry in (part.path, part.path.parent)}
    taken |= set() if results is None else {results.resolve()}
    rest = [entry for entry in sorted(path.iterdir()) if _real(entry) not in taken and not is_clutter(entry.name)]
    return [Skipped(entry, _no_submission(entry) or "text typed into the LMS, no file") for entry in rest]


def open_submission(submission: Submission, scratch: Path, limits: Limits) -> OpenedSubmission:
    """Opens a submission; an archive is unpacked into ``scratch``, an empty private directory that the caller deletes.

    Unit files are looked for at the top and in the folders right under it. Each is read; one that cannot be, and two
    for one unit, become a :class:`UnitFile` with a problem.

    Raises:
        SubmissionProblem: nothing of it can be graded; it gets 0 and is marked for review.
        GraderFault: our own disk refused the files.
    """
    folder, notes = open_folder(submission, scratch, limits)
    files: dict[str, list[Path]] = {}
    for file in _unit_files(folder):
        files.setdefault(unit_of(file.name) or "", []).append(file)
    units = {unit: _unit_file(folder, unit, places, limits) for unit, places in sorted(files.items())}
    return OpenedSubmission(folder, MappingProxyType(units), tuple(notes))


def open_folder(submission: Submission, scratch: Path, limits: Limits) -> tuple[Path, list[str]]:
    """The folder in which a submission's files are, as :func:`open_submission` has it, and the notes on its archive."""
    if submission.problem:
        raise SubmissionProblem(submission.problem)
    path = submission.paths[0]
    if _is_folder(path):
        return _real(path), []
    if submission.members is None:
        folder = scratch.resolve()
        return folder, unpack(path, folder, limits)
    return _unpack_part(path, scratch.resolve(), limits, dict(submission.members))


def _unpack_part(path: Path, scratch: Path, limits: Limits, members: dict[str, str]) -> tuple[Path, list[str]]:
    """A student's part of a class's archive, and the archive that it may be all of; each has limits of its own."""
    folder, inner = scratch / "part", scratch / "archive"
    folder.mkdir(0o700)
    notes = unpack(path, folder, limits, members)
    archive = lone_archive(folder)
    if archive is None:
        return folder, notes
    inner.mkdir(0o700)
    return inner, notes + unpack(archive, inner, limits)


def folder_name(student: str) -> str:
    """The student's folder in the results: no two students share one, and none leads out of it.

    Every character but letters, digits, ``.``, ``_``, ``-`` and spaces is percent-encoded as UTF-8. Where that would be
    ``.``, ``..`` or a name the results use themselves, every character is; an empty name becomes ``%``; and one of over
    200 bytes its beginning, ``%sha256-`` and the digest of the whole. A plain encoding has ``%`` before two hex digits
    only and never encodes a letter or a dot, so that the forms cannot meet.
    """
    plain = "".join(char if _is_plain(char) else _percent(char) for char in student)
    if len(plain.encode()) > _MAX_FOLDER_BYTES:
        digest = hashlib.sha256(student.encode("utf-8", "surrogatepass")).hexdigest()
        return plain.encode()[:_PREFIX_BYTES].decode("utf-8", "ignore") + "%sha256-" + digest
    if plain in (".", "..") or plain.casefold() in RESERVED_NAMES:
        return "".join(map(_percent, student))
    return plain or "%"


def _is_plain(char: str) -> bool:
    return char.isalpha() or char.isdecimal() or char in "._- "


def _percent(char: str) -> str:
    return "".join(f"%{byte:02X}" for byte in char.encode("utf-8", "surrogatepass"))


def _candidates(path: Path) -> Iterator[tuple[Path, str]]:
    """The submissions that one path of the command line names, each with why it is none, or ``""``."""
    try:
        mode = os.lstat(path).st_mode
        entries = sorted(path.iterdir()) if stat.S_ISDIR(mode) else []
    except OSError as error:
        raise UsageError(f"{one_line(str(path))}: {error.strerror}") from None
    if stat.S_ISLNK(mode):
        yield path, _LINK
    elif stat.S_ISDIR(mode) and path.name in ("__MACOSX", ".ipynb_checkpoints"):
        yield path, "no student's: made by macOS or by Jupyter"
    elif _is_zip(path, mode) or any(unit_of(entry.name) and _is_file(entry) for entry in entries):
        yield path, ""
    elif stat.S_ISDIR(mode):
        yield from ((entry, _no_submission(entry)) for entry in entries)
    else:
        raise UsageError(f"{one_line(str(path))}: neither a folder nor a zip archive")


def _no_submission(entry: Path) -> str:
    """Why an entry of a folder of submissions is none; ``""`` when it is one."""
    if is_clutter(entry.name):
        return "hidden, or made by macOS"
    mode = _mode(entry)
    if stat.S_ISLNK(mode):
        return _LINK
    return "" if stat.S_ISDIR(mode) or _is_zip(entry, mode) else "neither a folder nor a zip archive"


def _mode(path: Path) -> int:
    """The entry's own mode, a link's included; 0 when it is not there any more."""
    try:
        return os.lstat(path).st_mode
    except OSError:
        return 0


def _is_file(path: Path) -> bool:
    return stat.S_ISREG(_mode(path))


def _is_folder(path: Path) -> bool:
    return stat.S_ISDIR(_mode(path))


def _is_zip(path: Path, mode: int) -> bool:
    return stat.S_ISREG(mode) and path.name.lower().endswith(".zip")


def _real(path: Path) -> Path:
    """The path with the links above it resolved, and its own last part as it is."""
    return path.parent.resolve() / path.name


def _student(path: Path) -> str:
    return display_name(path.name if _is_folder(path) else path.name[: -len(".zip")])


def _submission(places: Sequence[Path]) -> Submission:
    student = _student(places[0])
    if len(places) == 1:
        return Submission(student, tuple(places))
    return Submission(student, tuple(places), _more_than_once(places))


def _more_than_once(places: Sequence[Path]) -> str:
    named = _named(_told_apart(places))
    more = sentence("handed in more than once, so that nothing was graded: {names}; hand in one of them only")
    return more.format(names=named)


def _told_apart(paths: Sequence[Path]) -> list[str]:
    """The paths, each by as few of its last parts as it takes to tell all of them apart."""
    for length in range(1, max(len(path.parts) for path in paths) + 1):
        tails = [str(Path(*path.parts[-length:])) for path in paths]
        if len(set(tails)) == len(tails):
            return tails
    return [str(path) for path in paths]


def _named(names: Iterable[str]) -> str:
    shown = [one_line(name) for name in names]
    left = sentence("{number} more").format(number=len(shown) - _MAX_NAMED)
    more = [left] if len(shown) > _MAX_NAMED else []
    return joined(sentence(" and "), [*shown[:_MAX_NAMED], *more])


def _unit_files(folder: Path) -> Iterator[Path]:
    """The unit files at the top of ``folder`` and in the folders right under it, in the order of their names."""
    for entry in _entries(folder):
        if _is_folder(entry):
            yield from (file for file in _entries(entry) if unit_of(file.name) and _is_file(file))
        elif unit_of(entry.name) and _is_file(entry):
            yield entry


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted(entry for entry in folder.iterdir() if not is_clutter(entry.name))
    except OSError as error:
        raise SubmissionProblem(
            sentence("the folder {name} cannot be read: {reason}").format(
                name=one_line(folder.name), reason=error.strerror
            )
        ) from None


def _unit_file(folder: Path, unit: str, places: Sequence[Path], limits: Limits) -> UnitFile:
    if len(places) > 1:
        named = _named(str(place.relative_to(folder)) for place in places)
        more = sentence("more than one file for this unit: {names}; hand in one of them only")
        return UnitFile(None, None, more.format(names=named), needs_review=True)
    try:
        return UnitFile(places[0], read_program(places[0], unit, limits))
    except SubmissionProblem as problem:
        return UnitFile(None, None, problem.args[0], needs_review=True)
