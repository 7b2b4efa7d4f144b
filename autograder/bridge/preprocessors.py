"""What ``nbgrader autograde`` does to a notebook instead of running it; nbgrader's own steps stay around it.

``RestoreCells`` stands among the sanitizing steps, ``BoxedGrading`` in the place of ``Execute``, and ``MarkForReview``
after ``SaveAutoGrades``.
"""

from collections.abc import Iterator
from typing import Any

from nbformat import NotebookNode, from_dict
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.bridge.filling import filled
from autograder.bridge.release import ReleasedCell, Roles, released_cell
from autograder.bridge.restoring import restored
from autograder.errors import GraderFault
from autograder.results import UnitResult
from autograder.words import BOTH

Converted = tuple[NotebookNode, Any]


class RestoreCells(NbGraderPreprocessor):
    """Gives each cell of the release its own role, kind and text again, and adds back those that carry points."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> Converted:
        """As nbconvert calls it."""
        named = resources["nbgrader"]
        with Gradebook(named["db_url"]) as gradebook:
            released = dict(_released(gradebook.find_notebook(named["notebook"], named["assignment"])))
        cells, notes = restored(nb.cells, released)
        nb.cells = from_dict(cells)
        for text in notes:
            self.log.warning("%s", text)
        return nb, resources


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
        done = filled(nb.cells, unit, getattr(self.parent, "language", BOTH))
        nb.cells = from_dict(done.cells)
        for text in done.notes:
            self.log.warning("%s", text)
        named["review"] = list(done.review)
        return nb, resources


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


def _released(notebook: Any) -> Iterator[tuple[str, ReleasedCell]]:
    roles = Roles(
        {cell.name for cell in notebook.grade_cells},
        {cell.name for cell in notebook.solution_cells},
        {cell.name for cell in notebook.task_cells},
        {cell.name: cell.max_score for cell in (*notebook.grade_cells, *notebook.task_cells)},
    )
    for cell in notebook.source_cells:
        yield cell.name, released_cell(cell.name, cell.cell_type, cell.source, cell.locked, cell.checksum, roles)
