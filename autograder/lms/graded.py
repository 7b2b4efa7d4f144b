"""The results of a run, as an exporter finds them: ``DIR/<student>/result.json`` of those in ``grades.csv``."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import GraderFault, UsageError
from autograder.feedback.reports import RESULT, as_text, read_submission
from autograder.results import OUR_FAULT, SubmissionResult, UnitResult
from autograder.submission.archives import one_line

GRADES = "grades.csv"


@dataclass(frozen=True, slots=True)
class Results:
    """What a run left behind: results by student, and the students who are of an earlier run only."""

    results: tuple[SubmissionResult, ...]
    earlier: tuple[str, ...]


def read_results(folder: Path) -> Results:
    """The results in ``folder``, which may also be one student's own; sorted by student.

    Raises:
        UsageError: there are none.
        GraderFault: one of them cannot be read, or is missing though ``grades.csv`` lists it.
    """
    if (folder / RESULT).is_file():
        return Results((read_submission(folder),), ())
    try:
        places = sorted(place.parent for place in folder.glob(f"*/{RESULT}"))
    except OSError as error:
        raise UsageError(f"{one_line(str(folder))}: cannot be read: {error.strerror}") from None
    if not places:
        raise UsageError(f"{one_line(str(folder))}: no results of `autograder grade` in it")
    results = sorted((read_submission(place) for place in places), key=lambda result: result.student)
    listed = listed_students(folder / GRADES)
    if listed is None:
        return Results(tuple(results), ())
    lacking = sorted(listed - {as_listed(result.student) for result in results})
    if lacking:
        raise GraderFault(f"{one_line(str(folder))}: {GRADES} lists {one_line(lacking[0])}, whose result is not there")
    return Results(
        tuple(result for result in results if as_listed(result.student) in listed),
        tuple(result.student for result in results if as_listed(result.student) not in listed),
    )


def as_listed(student: str) -> str:
    """A student's cell in ``grades.csv``, as it is read back."""
    return as_text(student).encode("utf-8", "backslashreplace").decode()


def listed_students(path: Path) -> set[str] | None:
    """The students of ``grades.csv``; None where there is no such file."""
    try:
        text = path.read_bytes().decode("utf-8")
        csv.field_size_limit(max(len(text), csv.field_size_limit()))  # a name may be longer than csv believes
        rows = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
        return {row["student"] for row in rows}
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, csv.Error) as error:
        raise GraderFault(f"{one_line(str(path))}: not the grades of this grader ({error})") from None


def ungraded(result: SubmissionResult, unit: str | None = None) -> bool:
    """Whether our own side could not grade it, or that unit of it: nobody is given points, or none, for that."""
    return any(entry.message.startswith(OUR_FAULT) for entry in chosen(result, unit))


def chosen(result: SubmissionResult, unit: str | None) -> list[UnitResult]:
    """All the units of a result, or the one of that name."""
    return [entry for entry in result.units if unit is None or entry.name == unit]
