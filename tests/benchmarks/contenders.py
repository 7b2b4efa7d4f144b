"""The contenders: our batch, stock nbgrader, and pytest once per submission; each checks that all points were given."""

import ast
import csv
import importlib.util
import itertools
import shutil
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from choices import Program
from nbformat.v4 import new_code_cell, new_notebook
from timing import Timing
from workplace import BenchmarkError, Workplace

HERE = Path(__file__).parent
CELL_SECONDS = 600
CONFIG = f"""\
c = get_config()
c.CourseDirectory.course_id = "benchmark"
c.ExecutePreprocessor.timeout = {CELL_SECONDS}
"""


def student(number: int) -> str:
    """A student's name."""
    return f"student-{number:04}"


def sources_of(programs: Sequence[Program]) -> list[str]:
    """The programs' files."""
    return [program.source for program in programs]


def write_class(folder: Path, unit: str, sources: Sequence[str]) -> Path:
    """A folder of submissions with that one unit file in each."""
    for number, source in enumerate(sources):
        home = folder / student(number)
        home.mkdir(parents=True)
        (home / f"{unit}.py").write_text(source, "utf-8")
    return folder


class Autograder:
    """``autograder grade``: the whole command, zygotes and all. Its start-up is what empty files take."""

    def __init__(
        self, place: Workplace, unit: str, sources: Sequence[str], points: float, name: str = "autograder"
    ) -> None:
        self.name = name
        self._place = place
        self._points = points
        self._unit = unit
        self._count = len(sources)
        home = place.folder / f"{name}-{unit}"
        self._class = write_class(home / "class", unit, sources)
        self._empty = write_class(home / "empty", self._unit, [f"number = {job}\n" for job in range(place.jobs)])
        self._outs = (home / f"results-{number}" for number in itertools.count())

    def warm_up(self) -> None:
        """Grades the empty files."""
        self._start_up()

    def measure(self) -> Timing:
        """Grades the class, and the empty files."""
        out = next(self._outs)
        start_up = self._start_up()
        seconds = self._place.timed(self._command(self._class, out))
        check_grades(out / "grades.csv", self._unit, self._count, self._points)
        shutil.rmtree(out)
        return Timing(self._count, seconds, 0, start_up)

    def _start_up(self) -> float:
        return self._place.timed(self._command(self._empty, next(self._outs)))

    def _command(self, folder: Path, out: Path) -> list[str]:
        return ["-m", "autograder", "grade", str(folder), "--out", str(out), "--jobs", str(self._place.jobs)]


def check_grades(path: Path, unit: str, count: int, points: float) -> None:
    """Every submission has all points of the unit; raises ``BenchmarkError`` with the first that has not."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    if len(rows) != count:
        raise BenchmarkError(f"autograder graded {len(rows)} of {count} submissions")
    for row in rows:
        if abs(float(row[unit]) - points) > 0.001 or row["status"] != "graded":
            raise BenchmarkError(f"autograder gave {row['student']} {row[unit]} of {points:g} points ({row['status']})")


@dataclass(frozen=True, slots=True)
class HiddenTests:
    """A hidden test file taken apart: what its tests share, and each test's source by what it tests."""

    shared: str
    tests: dict[str, str]

    @classmethod
    def read(cls, unit: str) -> "HiddenTests":
        """``hidden_<unit>.py`` without its import of the unit, whose names a notebook has anyway."""
        text = (HERE / f"hidden_{unit}.py").read_text("utf-8")
        shared, tests = [], {}
        for node in ast.parse(text).body[1:]:
            segment = ast.get_source_segment(text, node) or ""
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                tests[node.name.removeprefix("test_")] = f"{segment}\n\n\n{node.name}()"
            elif not (isinstance(node, ast.ImportFrom) and node.module == unit):
                shared.append(segment)
        return cls("\n\n\n".join(shared), tests)


class Nbgrader:
    """Stock ``nbgrader autograde``: a course with one assignment, one command for all submitted notebooks.

    It has no option to use more than one core. A sample is graded after a single notebook, which tells start-up
    from rate; without ``probe`` there is no such first notebook.
    """

    name = "nbgrader autograde"

    def __init__(self, place: Workplace, programs: Sequence[Program], *, probe: bool) -> None:
        """Generates the assignment and hands in the programs, the first for the probe (where there is one)."""
        need("nbgrader", "ipykernel")
        self._place = place
        self._unit = programs[0].unit
        self._count = len(programs)
        self._probe = probe
        self._course = place.folder / f"nbgrader-{self._unit}"
        self._runs = (place.folder / f"nbgrader-{self._unit}-{number}" for number in itertools.count())
        self._make_course(programs)

    def warm_up(self) -> None:
        """Grades one notebook with a probe; without, starting it is enough, since its notebooks take long."""
        if not self._probe:
            self._place.timed(["-m", "nbgrader", "autograde", "--help"], self._course)
            return
        course = self._copy()
        self._place.timed(self._command("--student", student(0)), course)
        shutil.rmtree(course)

    def measure(self) -> Timing:
        """Grades in a fresh copy of the course."""
        course = self._copy()
        probe = self._place.timed(self._command("--student", student(0)), course) if self._probe else None
        seconds = self._place.timed(self._command(), course)
        check_gradebook(course, self._unit, self._count, self.name)
        shutil.rmtree(course)
        return Timing(self._count, seconds) if probe is None else Timing(self._count - 1, seconds, 1, probe)

    def _command(self, *options: str) -> list[str]:
        return ["-m", "nbgrader", "autograde", self._unit, *options]

    def _copy(self) -> Path:
        return shutil.copytree(self._course, next(self._runs))

    def _make_course(self, programs: Sequence[Program]) -> None:
        source = self._course / "source" / self._unit / f"{self._unit}.ipynb"
        source.parent.mkdir(parents=True)
        (self._course / "nbgrader_config.py").write_text(CONFIG, "utf-8")
        nbformat.write(new_notebook(cells=list(_cells(programs[0])), metadata=_KERNEL), source)
        self._place.timed(["-m", "nbgrader", "generate_assignment", self._unit], self._course)
        for number, program in enumerate(programs):
            notebook = nbformat.read(self._course / "release" / self._unit / source.name, 4)
            _fill_in(notebook, program)
            home = self._course / "submitted" / student(number) / self._unit
            home.mkdir(parents=True)
            nbformat.write(notebook, home / source.name)


def check_gradebook(course: Path, unit: str, count: int, name: str) -> None:
    """Every notebook has all points in nbgrader's gradebook; raises ``BenchmarkError`` with the first that has not."""
    rows = gradebook_rows(course, unit)
    if len(rows) != count:
        raise BenchmarkError(f"{name} graded {len(rows)} of {count} notebooks")
    for row in rows:
        if abs(row["score"] - row["max_score"]) > 0.001 or not row["max_score"]:
            raise BenchmarkError(f"{name} gave {row['student']} {row['score']} of {row['max_score']} points")


def gradebook_rows(course: Path, unit: str) -> list[dict[str, Any]]:
    """What nbgrader's gradebook holds of an assignment, a row a student."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        return list(gradebook.submission_dicts(unit))


def need(*packages: str) -> None:
    """Raises ``BenchmarkError`` where one of the packages is not installed."""
    for package in packages:
        if importlib.util.find_spec(package) is None:
            raise BenchmarkError(f"{package} is not installed: install the extra `bench`")


_KERNEL = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}


def _cells(program: Program) -> Iterator[nbformat.NotebookNode]:
    """The source assignment: a solution cell and a cell of hidden tests for each function, then the other tests."""
    hidden = HiddenTests.read(program.unit)
    yield new_code_cell("# imports")
    yield _cell(hidden.shared, "shared", locked=True)
    for name, source in program.functions.items():
        yield _cell(f"### BEGIN SOLUTION\n{source}\n### END SOLUTION", name, solution=True)
        yield _test_cell(name, hidden.tests[name])
    for name, source in hidden.tests.items():
        if name not in program.functions:
            yield _test_cell(name, source)
    yield new_code_cell("# anything else")


def _test_cell(name: str, source: str) -> nbformat.NotebookNode:
    text = f"# hidden tests\n### BEGIN HIDDEN TESTS\n{source}\n### END HIDDEN TESTS"
    return _cell(text, f"test_{name}", grade=True, locked=True, points=1)


def _cell(source: str, grade_id: str, points: int | None = None, **roles: bool) -> nbformat.NotebookNode:
    kinds = {"grade": False, "solution": False, "locked": False, "task": False, **roles}
    about = {"schema_version": 3, "grade_id": grade_id, **kinds, **({} if points is None else {"points": points})}
    return new_code_cell(source, metadata={"nbgrader": about})


def _fill_in(notebook: nbformat.NotebookNode, program: Program) -> None:
    """What the student writes into the released notebook."""
    for cell in notebook.cells:
        about = cell.metadata.get("nbgrader", {})
        if about.get("solution"):
            cell.source = program.functions[about["grade_id"]]
    notebook.cells[0].source = program.preamble
    notebook.cells[-1].source = program.ending


class Pytest:
    """``python -m pytest`` once per submission: its folder holds the hidden test file and the submission, no more."""

    def __init__(self, place: Workplace, programs: Sequence[Program], at_once: int = 1) -> None:
        self.name = "pytest, one after another" if at_once == 1 else f"pytest, {at_once} at once"
        self._place = place
        self._at_once = at_once
        unit = programs[0].unit
        home = place.folder / f"pytest-{unit}-{at_once}"
        self._folders = [home / student(number) for number in range(len(programs))]
        write_class(home, unit, [program.source for program in programs])
        for folder in self._folders:
            shutil.copy(HERE / f"hidden_{unit}.py", folder / f"test_{unit}.py")

    def warm_up(self) -> None:
        """Runs the first; what it leaves behind is removed, so that none finds a cache of its own."""
        self._run(self._folders[0])
        self._clean()

    def measure(self) -> Timing:
        """Runs all of them."""
        start = time.perf_counter()
        with ThreadPoolExecutor(self._at_once) as pool:
            list(pool.map(self._run, self._folders))
        seconds = time.perf_counter() - start
        self._clean()
        return Timing(len(self._folders), seconds)

    def _run(self, folder: Path) -> None:
        self._place.timed(["-m", "pytest", "-q", "--rootdir", str(folder)], folder)

    def _clean(self) -> None:
        for folder in self._folders:
            for cache in ("__pycache__", ".pytest_cache"):
                shutil.rmtree(folder / cache, ignore_errors=True)
