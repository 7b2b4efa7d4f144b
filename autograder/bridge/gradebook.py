"""Writes results into nbgrader's gradebook, as ``nbgrader autograde`` would: for those who handed in ``.py`` files."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.preprocessors import ClearSolutions, ComputeChecksums, LockCells, SaveCells

from autograder.authoring.assignments import grade_id
from autograder.bridge.wording import points_in_cell
from autograder.course import Course, Unit
from autograder.errors import UsageError
from autograder.feedback.reports import read_submission
from autograder.results import OUR_FAULT, Status, SubmissionResult, UnitResult

# What `nbgrader generate_assignment` does to a notebook before it knows its cells.
_AS_RELEASED = (LockCells, ClearSolutions, ComputeChecksums, SaveCells)


@dataclass(frozen=True, slots=True)
class Exported:
    """How many students' units came into the gradebook, and which were left out because our own side had failed."""

    students: int
    units: int
    left_out: tuple[str, ...]


def export(course: Course, results: Path, db_url: str) -> Exported:
    """Writes every ``result.json`` under ``results`` into the gradebook at ``db_url``.

    Assignments, notebooks and cells that the gradebook lacks are made from ``source/``. A person's points, comments and
    extra credit stay; a score beside them is marked for another look, as nbgrader does. A unit that was not handed in
    leaves no trace.

    Raises:
        UsageError: there are no results, or the gradebook knows other exercises than the course.
        GraderFault: a result cannot be read.
    """
    found = list(_results(results))
    left_out: list[str] = []
    count = 0
    with Gradebook(db_url) as gradebook:
        for unit in course.units:
            if any(_handed_in(result, unit) for result in found):
                _prepare(gradebook, course, unit, db_url)
        for result in found:
            gradebook.update_or_create_student(result.student)
            for unit in course.units:
                graded = _handed_in(result, unit)
                if graded is not None and graded.message.startswith(OUR_FAULT):
                    left_out.append(f"{result.student}: {unit.name}")
                elif graded is not None:
                    _write(gradebook, result.student, graded)
                    count += 1
        gradebook.db.commit()
    return Exported(len(found), count, tuple(left_out))


def _results(folder: Path) -> Iterator[SubmissionResult]:
    places = sorted(folder.glob("*/result.json")) if folder.is_dir() else []
    if not places:
        raise UsageError(f"{folder}: no results here; name the folder that `autograder grade --out` wrote")
    yield from (read_submission(place.parent) for place in places)


def _handed_in(result: SubmissionResult, unit: Unit) -> UnitResult | None:
    graded = next((graded for graded in result.units if graded.name == unit.name), None)
    return None if graded is None or graded.status is Status.MISSING else graded


def _prepare(gradebook: Any, course: Course, unit: Unit, db_url: str) -> None:
    """The unit's assignment, with a cell for each exercise; made where it is missing."""
    try:
        notebook = gradebook.find_notebook(unit.name, unit.name)
    except MissingEntry:
        gradebook.update_or_create_assignment(unit.name)
        _save_cells(course, unit, db_url)
        gradebook.db.expire_all()
        notebook = gradebook.find_notebook(unit.name, unit.name)
    known = {cell.name for cell in notebook.grade_cells}
    lacking = sorted(set(map(grade_id, unit.exercises)) - known)
    if lacking:
        raise UsageError(
            f"the gradebook's assignment {unit.name} has no {', '.join(lacking)}: it was made from another course; "
            f"run 'nbgrader generate_assignment {unit.name} --force' first"
        )


def _save_cells(course: Course, unit: Unit, db_url: str) -> None:
    path = course.source / unit.name / f"{unit.name}.ipynb"
    if not path.is_file():
        raise UsageError(f"{path}: no such file; run 'autograder build' first")
    notebook: Any = nbformat.read(path, as_version=4)
    resources: Any = {"nbgrader": {"notebook": unit.name, "assignment": unit.name, "db_url": db_url}}
    for step in _AS_RELEASED:
        notebook, resources = step().preprocess(notebook, resources)


def _write(gradebook: Any, student: str, unit: UnitResult) -> None:
    with gradebook.db.no_autoflush:  # SQLAlchemy would warn of what nbgrader does there
        gradebook.update_or_create_submission(unit.name, student)
    submitted = gradebook.find_submission_notebook(unit.name, unit.name, student)
    grades: Sequence[Any] = submitted.grades
    exercises = {grade_id(exercise.name): exercise for exercise in unit.exercises}
    for grade in grades:
        exercise = exercises.get(grade.name)
        if exercise is not None:
            grade.auto_score = points_in_cell(exercise, grade.max_score)
            short = unit.status is Status.NEEDS_REVIEW and grade.auto_score < grade.max_score
            grade.needs_manual_grade = grade.manual_score is not None or short
        elif grade.max_score == 0:  # a public test: worth nothing, and not run here
            grade.auto_score, grade.needs_manual_grade = 0.0, False
