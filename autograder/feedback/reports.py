"""Results on disk: ``result.json``, ``feedback.html`` and ``grades.csv``.

Whatever a student can choose (names, messages, code) is hostile here: it never becomes markup or a spreadsheet
formula. Every file is replaced whole, so that a killed run or a full disk leaves the old one or the new one; what a
killed run leaves beside it has a name that the next one uses again.
"""

import csv
import functools
import io
import json
import os
import re
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from autograder.errors import GraderFault, Unwritten
from autograder.feedback.page import NO_SOURCES, UNSEEN, points_text, render_feedback
from autograder.results import ExerciseResult, Row, Source, Status, SubmissionResult, UnitResult
from autograder.words import BOTH

__all__ = [
    "as_text",
    "check_writable",
    "read_submission",
    "render_feedback",
    "replace_file",
    "write_grades",
    "write_submission",
]

RESULT: Final = "result.json"
FEEDBACK: Final = "feedback.html"
NOTHING: Final[Mapping[str, bytes]] = MappingProxyType({})
# Not indented: json would leave its C encoder, and take ten times as long.
_JSON: Final = json.JSONEncoder(ensure_ascii=False, allow_nan=False)
# OWASP, "CSV Injection": formula openers, their full-width and small forms, with anything blank before them.
_FORMULA: Final = re.compile(
    rf"[\t\r\n]|[\s\u200c\u200d{UNSEEN}]*[=+\-@\u2212\ufe62\ufe63\ufe66\ufe6b\uff0b\uff0d\uff1d\uff20]"
)
# Where a spreadsheet's locale parts cells at one of these, only quotes keep the rest of a name from opening a new cell.
_PARTS_CELLS: Final = re.compile(r"[;|\t\r\n]")


def write_submission(
    result: SubmissionResult,
    folder: Path,
    *,
    sources: Mapping[str, Source] = NO_SOURCES,
    beside: Mapping[str, bytes] = NOTHING,
) -> None:
    """Write ``result.json`` and ``feedback.html`` into ``folder``, which is made where it is missing.

    ``result.json`` comes last: where it stands, the folder is complete. ``sources`` gives a unit's code as its author
    handed it in (a notebook's as its cells), to be shown beside the unit; it may hold fewer units than the result.
    ``beside`` are other files of the folder, by name.

    Raises:
        Unwritten: the files cannot be written. GraderFault: a score is no finite number.
    """
    try:
        text = _result_text(result)
    except ValueError as error:
        raise GraderFault(f"{folder / RESULT}: the result has no JSON form: {error}") from error
    page = render_feedback(result, sources)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unwritten(f"{folder}: cannot be made: {error.strerror}") from error
    others = [(folder / name, data) for name, data in beside.items()]
    _replace(*others, (folder / FEEDBACK, page), (folder / RESULT, _bytes(text + "\n")))


def check_writable(path: Path) -> None:
    """Raises ``Unwritten`` where a file of that name could not be written; what stands there is left as it is."""
    with ExitStack() as spares:
        _write(path, b"\n", spares)


def read_submission(folder: Path) -> SubmissionResult:
    """The result that :func:`write_submission` wrote into ``folder``.

    Raises:
        GraderFault: there is no ``result.json``, or it is not of the form course.md gives.
    """
    path = folder / RESULT
    try:
        data = json.loads(path.read_bytes())
        result = SubmissionResult.from_json(data)
        tests = sum(len(exercise.tests) for unit in result.units for exercise in unit.exercises)
        # A sum was taken before each test's points were rounded to two decimals, so that it may be off by that much.
        sound = _agree(data, result.as_json(), slack=0.01 * (tests + 1)) and _all_texts(result)
    except OSError as error:
        raise GraderFault(f"{path}: cannot be read: {error.strerror}") from error
    except (KeyError, ValueError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise GraderFault(f"{path}: not a result of this grader ({type(error).__name__}: {error})") from error
    if not sound:
        raise GraderFault(f"{path}: not a result of this grader (its parts do not agree)")
    return result


def write_grades(rows: Sequence[Row], path: Path, units: Sequence[str]) -> None:
    """Write ``grades.csv``: ``student``, one column for each of ``units``, ``total``, ``max``, ``status``.

    Rows are sorted by student; a unit that a row lacks stays blank, since 0 would be a guess. UTF-8 without a byte
    order mark, which most CSV readers would make part of the first column's name (Excel: Data > From Text/CSV).

    Raises:
        Unwritten: the file cannot be written.
    """
    out = io.StringIO(newline="")
    plain = csv.writer(out, lineterminator="\n")
    quoted = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
    table: list[list[str]] = [["student", *units, "total", "max", "status"]]
    for row in sorted(rows, key=lambda row: row.student):
        scores = {unit.name: points_text(unit.score) for unit in row.units}
        marks = [scores.get(unit, "") for unit in units]
        table.append([row.student, *marks, points_text(row.score), points_text(row.max_score), str(row.status)])
    for cells in table:
        writer = quoted if any(_PARTS_CELLS.search(cell) for cell in cells) else plain
        writer.writerow([as_text(cell) for cell in cells])
    replace_file(path, _bytes(out.getvalue()))


def as_text(cell: str) -> str:
    """A cell of ``grades.csv``: what a spreadsheet would take for a formula gets a leading ``'``."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _result_text(result: SubmissionResult) -> str:
    """``result.as_json()`` as JSON; what holds no student's own words is the same in most files, and kept."""
    units = {
        unit.name: _same_unit_text(unit, result.language)
        if unit.status is Status.MISSING
        else _unit_text(unit, result.language)
        for unit in result.units
    }
    return _nested(result.heading(), "units", units)


def _unit_text(unit: UnitResult, language: str) -> str:
    exercises = {
        exercise.name: _same_exercise_text(exercise) if exercise.wordless else _exercise_text(exercise, language)
        for exercise in unit.exercises
    }
    return _nested(unit.heading(language), "exercises", exercises)


def _exercise_text(exercise: ExerciseResult, language: str = BOTH) -> str:
    return _JSON.encode(exercise.as_json(language))


_same_unit_text = functools.lru_cache(maxsize=16)(_unit_text)
_same_exercise_text = functools.lru_cache(maxsize=256)(_exercise_text)


def _nested(heading: Mapping[str, Any], name: str, entries: Mapping[str, str]) -> str:
    """The JSON object of ``heading`` and, last, an object by this name whose entries are JSON already."""
    inner = ", ".join(f"{_JSON.encode(key)}: {text}" for key, text in entries.items())
    return f"{_JSON.encode(heading)[:-1]}, {_JSON.encode(name)}: {{{inner}}}}}"


def _bytes(text: str) -> bytes:
    # A lone surrogate's backslash form is JSON's own escape for it; elsewhere it is the readable one.
    return text.encode("utf-8", "backslashreplace")


def replace_file(path: Path, data: bytes) -> None:
    """Write a file whole, or leave what was there; raises ``Unwritten`` where that is not possible."""
    _replace((path, data))


def _replace(*files: tuple[Path, bytes]) -> None:
    """Puts each in its place, in this order, once all of them are written; raises ``Unwritten``."""
    with ExitStack() as spares:
        written = [(_write(path, data, spares), path) for path, data in files]
        for spare, path in written:
            try:
                os.replace(spare, path)
            except OSError as error:
                raise Unwritten(f"{path}: cannot be written: {error.strerror}") from error


def _write(path: Path, data: bytes, spares: ExitStack) -> Path:
    """A file beside that path which holds the data; where it still stands when ``spares`` closes, it is removed.

    Its name is hidden, and no other run's at the time (claims.py).
    """
    spare = path.with_name(f".{path.name}.part")
    try:
        spare.unlink(missing_ok=True)
        spares.callback(_remove, spare)
        with open(spare, "xb") as out:
            out.write(data)
    except OSError as error:
        raise Unwritten(f"{path}: cannot be written: {error.strerror}") from error
    return spare


def _remove(spare: Path) -> None:
    with suppress(OSError):  # it is in its place; or the disk takes no change any more
        spare.unlink()


def _agree(written: Any, derived: Any, slack: float) -> bool:
    """Whether two JSON values are equal, numbers within ``slack``."""
    if isinstance(written, dict) and isinstance(derived, dict):
        return written.keys() == derived.keys() and all(_agree(written[key], derived[key], slack) for key in written)
    if isinstance(written, list) and isinstance(derived, list):
        return len(written) == len(derived) and all(_agree(*pair, slack) for pair in zip(written, derived, strict=True))
    if isinstance(derived, float):
        return type(written) in (int, float) and abs(written - derived) <= slack
    return type(written) is type(derived) and bool(written == derived)


def _all_texts(result: SubmissionResult) -> bool:
    exercises = [exercise for unit in result.units for exercise in unit.exercises]
    tests = [test for exercise in exercises for test in exercise.tests]
    texts = [result.student, *(unit.message for unit in result.units)]
    texts += [line for exercise in exercises for line in exercise.feedback]
    texts += [text for test in tests for text in (test.name, test.message)]
    return all(isinstance(text, str) for text in texts)
