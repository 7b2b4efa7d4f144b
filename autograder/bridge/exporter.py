"""The exporter of ``nbgrader autograde``: it has all that is to be autograded graded in boxes, before anything is.

nbgrader makes one when a run begins, from formgrader's button or a terminal, and reads every notebook through it. Where
our own side cannot grade at all, the run ends there: nothing is converted, and nothing is charged.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbformat import from_dict
from nbgrader.converters.base import NbGraderException
from nbgrader.utils import is_ignored
from traitlets import Bool, Integer, List, Unicode

from autograder.box import LAYERS
from autograder.bridge.grading import How, Results, cores, mnist_path
from autograder.bridge.reading import read_submitted
from autograder.bridge.staging import HandIn, provided_files
from autograder.course import Course
from autograder.errors import AutograderError
from autograder.results import UnitResult


class BoxedExporter(NotebookExporter):
    """Reads what students submitted, whatever it is, and knows what it got."""

    course = Unicode("", help="The course's folder; by default CourseDirectory.root.").tag(config=True)
    without = List(Unicode(), help="Isolation layers to go on without, where the machine lacks them.").tag(config=True)
    optimistic_validation = Bool(True, help="Checks a notebook once, not after each of a dozen steps.").tag(config=True)
    jobs = Integer(0, help="How many notebooks are graded at once; 0 for one a core.").tag(config=True)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        try:
            self._results = Results(self._how())
            self._grade_pending()
        except AutograderError as error:
            self.log.error("autograder: %s; nothing was graded", error)
            raise NbGraderException(str(error)) from None

    def from_file(self, file_stream: Any, resources: Any = None, **options: Any) -> Any:
        """As nbconvert's own, for any bytes."""
        name = Path(file_stream.name).name
        notebook = from_dict(read_submitted(file_stream.buffer.read(), name))
        return self.from_notebook_node(notebook, resources, **options)

    def result(self, student: str, assignment: str, notebook: str) -> UnitResult | None:
        """What a submitted notebook got; None where it is of no unit of the course.

        Raises:
            GraderFault: our own side failed, and nothing is to be charged for it.
        """
        hand_in = self._hand_in(student, assignment, notebook)
        return None if hand_in is None else self._results.result(hand_in)

    @property
    def language(self) -> str:
        """The course's."""
        return self._results.how.course.language

    def _how(self) -> How:
        unknown = sorted(set(self.without) - set(LAYERS))
        if unknown:
            raise AutograderError(f"BoxedExporter.without: no such layer: {', '.join(unknown)}")
        course = Course.find(Path(self.course or self._coursedir.root))
        layers = tuple(layer for layer in LAYERS if layer not in self.without)
        return How(course, layers, self.jobs or cores())

    @property
    def _coursedir(self) -> Any:
        return self.parent.coursedir

    def _grade_pending(self) -> None:
        hand_ins = list(self._pending())
        if not hand_ins:
            return
        course = self._results.how.course
        if any(hand_in.unit.pipeline for hand_in in hand_ins) and mnist_path(course) is None:
            self.log.warning("MNIST is missing: test_accuracy will not be graded, and is marked for review")
        self.log.info("Grading %d notebooks, each in a box of its own", len(hand_ins))
        self._results.grade(hand_ins, self._tell)

    def _tell(self, done: int, of: int) -> None:
        """Some ten lines a run, however many there are."""
        if done * 10 // of != (done - 1) * 10 // of:
            self.log.info("Graded %d of %d", done, of)

    def _pending(self) -> Iterator[HandIn]:
        """What the converter is going to convert, as far as can be told; whatever else it asks for is graded then."""
        for folder, notebooks in sorted(self.parent.assignments.items()):
            student, assignment = _named_by(Path(folder), self._coursedir)
            if self._is_done(Path(folder), student, assignment):
                continue
            for notebook in notebooks:
                hand_in = self._hand_in(student, assignment, Path(notebook).stem)
                if hand_in is not None:
                    yield hand_in

    def _is_done(self, folder: Path, student: str, assignment: str) -> bool:
        """Whether it was autograded before and nothing newer was submitted."""
        if student in self._coursedir.student_id_exclude.split(","):
            return True
        done = Path(self._coursedir.format_path(self._coursedir.autograded_directory, student, assignment))
        if self.parent.force or self._coursedir.notebook_id != "*" or not done.is_dir():
            return False
        return _timestamp(folder) == _timestamp(done)

    def _hand_in(self, student: str, assignment: str, notebook: str) -> HandIn | None:
        unit = next((unit for unit in self._results.how.course.units if unit.name == notebook), None)
        if unit is None:
            return None
        coursedir = self._coursedir
        folder = Path(coursedir.format_path(coursedir.submitted_directory, student, assignment))
        source = Path(coursedir.format_path(coursedir.source_directory, ".", assignment))
        kept = set(self.parent.exclude_overwriting.get(assignment, []))
        provided = {
            name: path
            for name, path in provided_files(source).items()
            if name not in kept and not is_ignored(str(path), coursedir.ignore)
        }
        return HandIn(student, folder, unit, provided)


def _named_by(folder: Path, coursedir: Any) -> tuple[str, str]:
    """Whose submission lies there, and of which assignment: as nbgrader reads its folders' names."""
    pattern = coursedir.format_path(coursedir.submitted_directory, "(?P<student>.*)", "(?P<assignment>.*)", escape=True)
    match = re.match(pattern, str(folder))
    if match is None:
        raise AutograderError(f"{folder}: not a folder of CourseDirectory.directory_structure")
    return match["student"], match["assignment"]


def _timestamp(folder: Path) -> bytes | None:
    path = folder / "timestamp.txt"
    return path.read_bytes() if os.path.lexists(path) and path.is_file() else None
