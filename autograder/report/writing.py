"""Makes ``DIR/report.html`` of the results that are in ``DIR``."""

from pathlib import Path
from typing import Final

import numpy as np

from autograder.claims import Claim
from autograder.course import Course
from autograder.errors import Unwritten
from autograder.feedback.reports import replace_file
from autograder.report.gathering import gather
from autograder.report.likeness import near_identical
from autograder.report.page import render_report
from autograder.submission.fingerprints import Grams, fingerprints

REPORT: Final = "report.html"


def write_report(folder: Path, course: Course) -> list[str]:
    """Writes the page; what of the results could not be read is told there, and returned, a line each.

    Raises:
        UsageError: there are no results. Taken: a run is writing there. Unwritten: the page cannot be written.
        GraderFault: ``grades.csv`` is not the grader's.
    """
    found = gather(folder)
    groups = {unit.name: near_identical(unit.grams, _given(course, unit.name)) for unit in found.units}
    page = render_report(found, groups, course.accuracy_threshold)
    try:
        claim = Claim(folder)
    except OSError as error:
        raise Unwritten(f"{folder / REPORT}: cannot be written: {error.strerror}") from None
    try:
        replace_file(folder / REPORT, page)
    finally:
        claim.release()
    return found.unread


def _given(course: Course, unit: str) -> Grams:
    """The grams of what every student has had before them: the stub, and the model solution, which follows the book."""
    given = [np.zeros(0, dtype=np.uint32)]
    for folder in (course.exercises, course.solutions):
        path = folder / f"{unit}.py"
        if path.is_file():
            given.append(fingerprints(path.read_text(encoding="utf-8")).grams)
    return np.unique(np.concatenate(given))
