"""The course's own notebooks in nbgrader, twice over: with hidden tests in their cells, and with the box behind it.

Both courses release the same bytes, so the same notebooks are handed in to both. In the stock one each grade cell
has the hidden tests of its exercise, and nbgrader runs the notebook in a kernel; the other is the course as cloned.
"""

import itertools
import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from choices import Program
from contenders import CONFIG, HiddenTests, check_gradebook, need, student
from nbformat.v4 import new_code_cell
from timing import Timing
from workplace import ROOT, BenchmarkError, Workplace

STOCK, BOX = "stock nbgrader autograde", "autograder nbgrader autograde"
_OPEN, _CLOSE = "### BEGIN HIDDEN TESTS\n", "\n### END HIDDEN TESTS"
# Keras would look for its own file by hash, and download it.
_PATCH = {"first_network": "\n\n\nkeras.datasets.mnist.load_data = mnist"}


@dataclass(frozen=True, slots=True)
class Course:
    """A course with one assignment, generated; ``command`` are Python's arguments that autograde it."""

    name: str
    folder: Path
    unit: str
    command: tuple[str, ...]

    @property
    def released(self) -> nbformat.NotebookNode:
        """The notebook as students get it."""
        return nbformat.read(self.folder / "release" / self.unit / f"{self.unit}.ipynb", 4)

    def hand_in(self, name: str, notebook: nbformat.NotebookNode) -> None:
        """Puts a student's notebook where ``nbgrader collect`` would."""
        home = self.folder / "submitted" / name / self.unit
        home.mkdir(parents=True)
        nbformat.write(notebook, home / f"{self.unit}.ipynb")


def both_courses(place: Workplace, unit: str, folder: Path) -> tuple[Course, Course]:
    """The course with the box, and the stock one, in ``folder``.

    Raises:
        BenchmarkError: nbgrader is missing or failed, or the two do not release the same bytes.
    """
    need("nbgrader", "ipykernel")
    jobs = ("--jobs", str(place.jobs))
    box = Course(BOX, folder / "box", unit, ("-m", "autograder", "nbgrader", "autograde", unit, *jobs))
    stock = Course(STOCK, folder / "stock", unit, ("-m", "nbgrader", "autograde", unit))
    for name in ("solutions", f"source/{unit}"):
        shutil.copytree(ROOT / name, box.folder / name)
    for name in ("pyproject.toml", "nbgrader_config.py"):
        shutil.copy(ROOT / name, box.folder / name)
    shutil.copytree(ROOT / "source" / unit, stock.folder / "source" / unit)
    (stock.folder / "nbgrader_config.py").write_text(CONFIG, "utf-8")
    put_hidden_tests(stock.folder / "source" / unit / f"{unit}.ipynb", unit)
    for course in (box, stock):
        place.timed(["-m", "nbgrader", "generate_assignment", unit], course.folder)
    if box.released != stock.released:
        raise BenchmarkError(f"the two courses do not release the same {unit}")
    return box, stock


def put_hidden_tests(path: Path, unit: str) -> None:
    """What the tests share goes into the first locked cell, each test into the grade cell of its exercise."""
    hidden = HiddenTests.read(unit)
    notebook = json.loads(path.read_text("utf-8"))
    graded = list(_grade_cells(notebook))
    for name, cell in graded:
        if name in hidden.tests:
            visible = "".join(cell["source"]).partition(_OPEN)[0]
            cell["source"] = f"{visible}{_OPEN}{hidden.tests[name]}{_CLOSE}"
    first = graded[0][1]
    first["source"] = f"{_OPEN}{hidden.shared}{_PATCH.get(unit, '')}{_CLOSE}\n{''.join(first['source'])}"
    path.write_text(json.dumps(notebook), "utf-8")


def _grade_cells(notebook: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each grade cell, by the name that the hidden tests have for it: none where it holds a public test."""
    for cell in notebook["cells"]:
        about = cell["metadata"].get("nbgrader", {})
        if about.get("grade"):
            name = about["grade_id"]
            yield (name.removeprefix("grade_").removeprefix("test_") if name.startswith("grade_") else ""), cell


def filled_in(
    released: nbformat.NotebookNode, functions: Mapping[str, str], preamble: str = "", ending: str = ""
) -> nbformat.NotebookNode:
    """The released notebook with a student's functions in it; ``preamble`` and ``ending`` get cells of their own."""
    notebook = nbformat.from_dict(released)
    for cell in notebook.cells:
        about = cell.metadata.get("nbgrader", {})
        if about.get("solution"):
            cell.source = functions[about["grade_id"]]
    imports = next(place for place, cell in enumerate(notebook.cells) if cell.cell_type == "code")
    if preamble:
        notebook.cells.insert(imports + 1, new_code_cell(preamble, id="student-preamble"))
    if ending:
        notebook.cells.append(new_code_cell(ending, id="student-ending"))
    return notebook


class Autograding:
    """One of the courses as a contender: one command for all that was handed in.

    A sample is graded after a single notebook, which tells start-up from rate; without ``probe`` there is none.
    """

    def __init__(self, place: Workplace, course: Course, programs: Sequence[Program], *, probe: bool) -> None:
        self.name = course.name
        self._place = place
        self._course = course
        self._count = len(programs)
        self._probe = probe
        self._runs = (course.folder.with_name(f"{course.folder.name}-{number}") for number in itertools.count())
        for number, program in enumerate(programs):
            notebook = filled_in(course.released, program.functions, program.preamble, program.ending)
            course.hand_in(student(number), notebook)

    def warm_up(self) -> None:
        """Grades one notebook; where that would train a network, starting it is enough."""
        if self._course.unit == "first_network":
            self._place.timed([*self._course.command, "--help"], self._course.folder)
            return
        folder = self._copy()
        self._place.timed([*self._course.command, "--student", student(0)], folder)
        shutil.rmtree(folder)

    def measure(self) -> Timing:
        """Grades in a fresh copy of the course."""
        folder = self._copy()
        command = self._course.command
        probe = self._place.timed([*command, "--student", student(0)], folder) if self._probe else None
        seconds = self._place.timed(command, folder)
        check_gradebook(folder, self._course.unit, self._count, self.name)
        shutil.rmtree(folder)
        return Timing(self._count, seconds) if probe is None else Timing(self._count - 1, seconds, 1, probe)

    def _copy(self) -> Path:
        return shutil.copytree(self._course.folder, next(self._runs))
