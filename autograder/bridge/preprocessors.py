"""What ``nbgrader autograde`` does to a notebook instead of running it; nbgrader's own steps stay around it.

``RestoreCells`` stands among the sanitizing steps, ``BoxedGrading`` in the place of ``Execute``, and ``MarkForReview``
after ``SaveAutoGrades``. nbgrader's rule for a grade cell: an error is 0, the first result that reads as a number is
the score, and neither is full marks. So every grade cell that it is to read gets one or the other here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode, from_dict
from nbgrader import utils
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.assignments import grade_id, public_test_id
from autograder.bridge.reading import new_cell, note, printed
from autograder.bridge.wording import exercise_text, points_in_cell, unit_text
from autograder.errors import GraderFault
from autograder.results import ExerciseResult, Status, UnitResult

Converted = tuple[NotebookNode, Any]

_WHOLE_FILE = "Feedback on the file as a whole · 파일 전체에 대한 피드백"
_ADDED_BACK = "*The next cell was missing from the submission. · 다음 칸은 제출한 파일에 없어서 다시 넣었습니다.*"
_NO_GRADER = "No grader of this course knows this cell; it waits for a person's eye."
_BEGIN, _END = "BEGIN HIDDEN TESTS", "END HIDDEN TESTS"


@dataclass(frozen=True, slots=True)
class _Known:
    """A cell as it was released: the gradebook's word on it, which no submission can change."""

    kind: str
    source: str
    locked: bool
    metadata: dict[str, Any]


class RestoreCells(NbGraderPreprocessor):
    """Gives each cell of the release its own role, kind and text again, and adds back those that carry points.

    A name that was given twice counts once (the last, as nbgrader has it); one that the release does not know, never.
    """

    def preprocess(self, nb: NotebookNode, resources: Any) -> Converted:
        """As nbconvert calls it."""
        named = resources["nbgrader"]
        with Gradebook(named["db_url"]) as gradebook:
            known = dict(_known_cells(gradebook.find_notebook(named["notebook"], named["assignment"])))
        left = dict(known)
        nb.cells = [self._restored(cell, left) for cell in reversed(nb.cells)][::-1]
        missing = {name: cell for name, cell in left.items() if cell.metadata["grade"] or cell.metadata["task"]}
        if missing:
            self.log.warning("Cells that were missing are added back: %s", ", ".join(missing))
        for number, (name, cell) in enumerate(missing.items()):
            place = _place(nb, name)
            nb.cells[place:place] = [
                new_cell("markdown", _ADDED_BACK, f"note-{number}"),
                new_cell(cell.kind, cell.source, f"added-{number}", {"nbgrader": cell.metadata}),
            ]
        return nb, resources

    def _restored(self, cell: NotebookNode, left: dict[str, _Known]) -> NotebookNode:
        meta = cell.metadata.pop("nbgrader", {})
        name = meta.get("grade_id")
        released = left.pop(name, None) if isinstance(name, str) else None
        if released is None:
            return cell
        if cell.cell_type != released.kind:
            self.log.warning("Cell '%s' was made a %s cell", name, cell.cell_type)
            cell = new_cell(released.kind, cell.source, cell.id)
        if released.locked:
            cell.source = released.source
        cell.metadata.nbgrader = dict(released.metadata)
        return cell


class BoxedGrading(NbGraderPreprocessor):
    """Puts the points and the words of the box into the grade cells; nothing is run here."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> Converted:
        """As nbconvert calls it; ``resources`` gets the names of the cells that want a person's eye.

        Raises:
            GraderFault: our own side failed; nbgrader drops the submission from this run, and nothing is charged.
        """
        named = resources["nbgrader"]
        find = getattr(self.parent, "result", None)
        if find is None:
            raise GraderFault("Autograde.exporter_class must be autograder.bridge.exporter.BoxedExporter")
        unit: UnitResult | None = find(named["student"], named["assignment"], named["notebook"])
        exercises = {} if unit is None else {grade_id(exercise.name): exercise for exercise in unit.exercises}
        review: list[str] = []
        for cell in nb.cells:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
                cell.source = _without_hidden_tests(cell.source)
                if utils.is_grade(cell) and not utils.is_solution(cell):
                    self._fill(cell, exercises.get(cell.metadata.nbgrader["grade_id"]), unit, review)
        if unit is not None and (text := unit_text(unit)):
            nb.cells.insert(0, note("whole-file", _WHOLE_FILE, text))
        named["review"] = review
        return nb, resources

    def _fill(
        self, cell: NotebookNode, exercise: ExerciseResult | None, unit: UnitResult | None, review: list[str]
    ) -> None:
        meta = cell.metadata.nbgrader
        most = float(meta["points"])
        if exercise is None or unit is None:
            if most > 0:
                self.log.warning("Cell '%s' is none of this course's: it is left to a person", meta["grade_id"])
                cell.outputs = [_error("NotGraded", _NO_GRADER)]
                review.append(meta["grade_id"])
            return
        points = points_in_cell(exercise, most)
        cell.outputs = [printed(exercise_text(exercise)), _result(points)]
        if unit.status is Status.NEEDS_REVIEW and points < most:
            review.append(meta["grade_id"])


class MarkForReview(NbGraderPreprocessor):
    """Has formgrader list what wants a person's eye among what needs manual grading; the points stand until then."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> Converted:
        """As nbconvert calls it."""
        named = resources["nbgrader"]
        if named.get("review"):
            with Gradebook(named["db_url"]) as gradebook:
                for name in named["review"]:
                    grade = gradebook.find_grade(name, named["notebook"], named["assignment"], named["student"])
                    grade.needs_manual_grade = True
                gradebook.db.commit()
        return nb, resources


def _known_cells(notebook: Any) -> Iterator[tuple[str, _Known]]:
    points = {cell.name: cell.max_score for cell in (*notebook.grade_cells, *notebook.task_cells)}
    roles = {
        "grade": {cell.name for cell in notebook.grade_cells},
        "solution": {cell.name for cell in notebook.solution_cells},
        "task": {cell.name for cell in notebook.task_cells},
    }
    for cell in notebook.source_cells:
        metadata: dict[str, Any] = {role: cell.name in names for role, names in roles.items()}
        metadata |= {"schema_version": 3, "grade_id": cell.name, "locked": cell.locked}
        metadata |= {"cell_type": cell.cell_type}
        metadata |= {"checksum": cell.checksum} if cell.checksum else {}
        metadata |= {"points": points[cell.name]} if cell.name in points else {}
        yield cell.name, _Known(cell.cell_type, cell.source or "", cell.locked, metadata)


def _place(nb: NotebookNode, name: str) -> int:
    """Where a cell that was missing goes: after what is left of its exercise, or at the end."""
    exercise = name.removeprefix("test_").removesuffix("_public") if name.startswith("test_") else ""
    exercise = exercise or name.removeprefix("grade_")
    family = {exercise, public_test_id(exercise), grade_id(exercise)}
    if name == public_test_id(exercise):
        family = {exercise}
    places = [
        number for number, cell in enumerate(nb.cells) if cell.metadata.get("nbgrader", {}).get("grade_id") in family
    ]
    return places[-1] + 1 if places else len(nb.cells)


def _result(points: float) -> NotebookNode:
    result: dict[str, Any] = {"output_type": "execute_result", "metadata": {}, "execution_count": None}
    return from_dict({**result, "data": {"text/plain": repr(points)}})


def _error(name: str, text: str) -> NotebookNode:
    return from_dict({"output_type": "error", "ename": name, "evalue": text, "traceback": [text]})


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
