"""Puts the points and the words of the box into a notebook's grade cells; nothing is run.

nbgrader's rule for a grade cell: an error is 0, the first result that reads as a number is the score, and neither is
full marks. So every grade cell that it is to read gets one or the other here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from autograder.authoring.assignments import grade_id
from autograder.bridge.reading import Cell, note, printed
from autograder.bridge.release import about
from autograder.bridge.wording import exercise_text, points_in_cell, told_in, unit_text
from autograder.results import ExerciseResult, Status, UnitResult
from autograder.words import BOTH, sentence

_WHOLE_FILE = sentence("Feedback on the file as a whole")
_NO_GRADER = sentence("No grader of this course knows this cell; it waits for a person's eye.")
_BEGIN, _END = "BEGIN HIDDEN TESTS", "END HIDDEN TESTS"


@dataclass(frozen=True, slots=True)
class Filled:
    """The notebook's cells, the names of those that want a person's eye, and what was odd, a line each."""

    cells: list[Any]
    review: tuple[str, ...]
    notes: tuple[str, ...]


def filled(cells: Sequence[Any], unit: UnitResult | None, language: str = BOTH) -> Filled:
    """The cells with what the box gave in them, changed in place; without ``unit`` no grader knows the notebook."""
    exercises = {} if unit is None else {grade_id(exercise.name): exercise for exercise in unit.exercises}
    review, notes = list[str](), list[str]()
    for cell in cells:
        if cell["cell_type"] != "code":
            continue
        cell["outputs"], cell["execution_count"] = [], None
        cell["source"] = _without_hidden_tests(cell["source"])
        meta = about(cell)
        if not meta.get("grade") or meta.get("solution"):
            continue
        exercise = exercises.get(meta["grade_id"])
        if exercise is None or unit is None:
            if float(meta["points"]) > 0:
                notes.append(f"Cell '{meta['grade_id']}' is none of this course's: it is left to a person")
                review.append(meta["grade_id"])
                cell["outputs"] = [_error("NotGraded", told_in(language, _NO_GRADER))]
        elif _fill(cell, meta, exercise, language) and unit.status is Status.NEEDS_REVIEW:
            review.append(meta["grade_id"])
    text = "" if unit is None else unit_text(unit, language)
    whole = [note("whole-file", told_in(language, _WHOLE_FILE), text)] if text else []
    return Filled([*whole, *cells], tuple(review), tuple(notes))


def _fill(cell: Cell, meta: Mapping[str, Any], exercise: ExerciseResult, language: str) -> bool:
    """Whether it got less than all points."""
    most = float(meta["points"])
    points = points_in_cell(exercise, most)
    cell["outputs"] = [printed(exercise_text(exercise, language)), _result(points)]
    return points < most


def _result(points: float) -> dict[str, Any]:
    result: dict[str, Any] = {"output_type": "execute_result", "metadata": {}, "execution_count": None}
    return {**result, "data": {"text/plain": repr(points)}}


def _error(name: str, text: str) -> dict[str, Any]:
    return {"output_type": "error", "ename": name, "evalue": text, "traceback": [text]}


def _without_hidden_tests(source: str) -> str:
    """The cell without what nbgrader's release leaves out too: feedback never shows a test's source."""
    kept, inside = [], False
    for line in source.split("\n"):
        if _BEGIN in line:
            inside = True
        elif _END in line:
            inside = False
        elif not inside:
            kept.append(line)
    return "\n".join(kept)
