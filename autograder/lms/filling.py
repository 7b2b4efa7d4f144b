"""A gradebook filled with results: one column is written, everything else stays as the LMS wrote it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from autograder.errors import UsageError
from autograder.feedback.page import points_text
from autograder.lms import AS_THEY_ARE, SCALED
from autograder.lms.gradebooks import Entry, Gradebook
from autograder.lms.graded import chosen, ungraded
from autograder.lms.matching import match
from autograder.lms.tables import Table
from autograder.results import SubmissionResult
from autograder.submission.archives import one_line


@dataclass(frozen=True, slots=True)
class Filled:
    """The filled table, how many cells were written, and a line on each student or row that was passed over."""

    table: Table
    written: int
    notes: tuple[str, ...]


def fill(
    gradebook: Gradebook,
    results: Sequence[SubmissionResult],
    *,
    unit: str | None = None,
    points: str | None = None,
    known: Mapping[str, str],
) -> Filled:
    """Writes the points of each student whose row is known for sure; the other cells of the column stay.

    Args:
        gradebook: the LMS's export.
        results: what was graded.
        unit: the one unit whose points are meant; None for the sum of all.
        points: ``scaled`` or ``as-they-are``, where the LMS counts other points than the grader; None refuses.
        known: students' ids that settle who is who.

    Raises:
        UsageError: the LMS counts other points, and it was not said what to do about it.
    """
    by_student = {result.student: result for result in results}
    matches = match(by_student, gradebook.entries, known)
    notes = [f"{one_line(student)}: left blank: {one_line(reason)}" for student, reason in matches.unclear.items()]
    notes += [f"{one_line(student)}: not in the gradebook" for student in matches.strangers]
    values: dict[int, str] = {}
    for student, entry in matches.found.items():
        result = by_student[student]
        fixed = gradebook.fixed(entry)
        if fixed:
            notes.append(f"{one_line(student)}: left as it is: the gradebook says {fixed}")
        elif ungraded(result, unit):
            notes.append(f"{one_line(student)}: left blank: could not be graded, through no fault of the student")
        else:
            values[entry.row] = _cell(gradebook, entry, result, unit, points)
    notes += [f"{one_line(entry.shown)}: in the gradebook, without a result" for entry in matches.absent]
    return Filled(gradebook.table.with_values(gradebook.column, values), len(values), tuple(notes))


def _cell(gradebook: Gradebook, entry: Entry, result: SubmissionResult, unit: str | None, points: str | None) -> str:
    units = chosen(result, unit)
    score = round(sum(each.score for each in units), 2)
    most = round(sum(each.max_score for each in units), 2)
    possible = gradebook.possible(entry)
    if possible is not None and possible != most and points is None:
        raise UsageError(
            f"{one_line(gradebook.header)} counts {points_text(possible)} points, the results {points_text(most)}: "
            f"say --points {SCALED} or --points {AS_THEY_ARE}, or name one --unit"
        )
    if points == SCALED:
        if possible is None:
            raise UsageError(
                f"{one_line(gradebook.header)} does not say how many points it counts: nothing to scale to"
            )
        score = score / most * possible if most else 0.0
    text = points_text(score)
    return text.replace(".", ",") if gradebook.comma else text
