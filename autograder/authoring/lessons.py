"""Lessons: a unit's solution module, read into frozen cells and exercises, or refused with one line that says where."""

import ast
import builtins
import re
import symtable
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from autograder.authoring.cells import LANGUAGES, RESERVED, Cell, CellKind, heading, malformed, read_cells, statements
from autograder.authoring.languages import one_sided
from autograder.errors import AutograderError

BEGIN_SOLUTION = "### BEGIN SOLUTION"
END_SOLUTION = "### END SOLUTION"
_PICTURE = re.compile(r"!\[[^\]]*\]\(\s*([^)\s]*)[^)]*\)")
_OWN_PICTURE = re.compile(r"images(/[\w-][\w.-]*)+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Exercise:
    """One function that students write.

    ``source`` is the cell as written, markers included; ``stub`` has a ``NotImplementedError`` in place of the
    region between them; ``solution`` is that region; ``public_test`` defines ``test_<name>``.
    """

    name: str
    docstring: str
    source: str
    stub: str
    solution: str
    public_test: str


@dataclass(frozen=True, slots=True)
class Lesson:
    """One unit as ``solutions/<unit>.py`` tells it; ``images`` are paths relative to that file's folder."""

    unit: str
    path: Path
    cells: tuple[Cell, ...]
    exercises: tuple[Exercise, ...]
    images: tuple[str, ...]

    @property
    def setup(self) -> str:
        """The source of the setup cells, in order."""
        return "\n".join(cell.source for cell in self.cells if cell.kind is CellKind.SETUP)

    @property
    def title(self) -> str:
        """The heading of the first text, in every language; the unit's name where there is none."""
        return self.titled(LANGUAGES)

    def titled(self, languages: tuple[str, ...]) -> str:
        """The same in these languages only."""
        texts = [cell for cell in self.cells[: len(LANGUAGES)] if cell.language in languages]
        return " · ".join(dict.fromkeys(heading(cell) for cell in texts if heading(cell))) or self.unit

    def exercise(self, name: str) -> Exercise:
        """The exercise of that name; ``KeyError`` when there is none."""
        for exercise in self.exercises:
            if exercise.name == name:
                return exercise
        raise KeyError(name)


def read_lesson(path: Path) -> Lesson:
    """Read ``solutions/<unit>.py``, which is never executed.

    Raises:
        AutograderError: the file cannot be read or is not of the form a lesson has; one line, with file and line.
    """
    cells = tuple(read_cells(path))
    _check_order(path, cells)
    tests = {cell.exercise: cell for cell in cells if cell.kind is CellKind.PUBLIC_TEST}
    written = [cell for cell in cells if cell.kind is CellKind.EXERCISE]
    exercises = tuple(_exercise(path, cell, tests.get(cell.exercise)) for cell in written)
    lesson = Lesson(path.stem, path, cells, exercises, tuple(sorted(_images(path, cells))))
    _check_names(lesson)
    return lesson


def solution_lines(lesson: Lesson) -> tuple[str, ...]:
    """The lines that only a solution has, stripped, each once, in order: finding one elsewhere is a leak.

    Left out are lines without a letter or digit (blank, or a lone bracket), which would be found anywhere, and
    lines that the lesson shows students anyway (examples, tests, docstrings).
    """
    shown = [cell.source for cell in lesson.cells if cell.kind is not CellKind.EXERCISE]
    shown += [exercise.stub for exercise in lesson.exercises]
    public = {line.strip() for source in shown for line in source.splitlines()}
    lines = (line.strip() for exercise in lesson.exercises for line in exercise.solution.splitlines())
    return tuple(dict.fromkeys(line for line in lines if line not in public and re.search(r"\w", line)))


def free_names(source: str) -> set[str]:
    """The module-level names that ``source`` reads, built-in ones left out."""
    tables = [symtable.symtable(source, "<cell>", "exec")]
    names: set[str] = set()
    for table in tables:
        tables.extend(table.get_children())
        top = table.get_type() == "module"
        names |= {
            entry.get_name() for entry in table.get_symbols() if entry.is_referenced() and (top or entry.is_global())
        }
    return names - set(dir(builtins)) - {"__name__", "__file__"}


def bound_names(source: str) -> set[str]:
    """The names that ``source``, run as a module, imports, assigns or defines."""
    symbols = symtable.symtable(source, "<cell>", "exec").get_symbols()
    return {entry.get_name() for entry in symbols if entry.is_assigned() or entry.is_imported()}


def _check_order(path: Path, cells: tuple[Cell, ...]) -> None:
    expected = LANGUAGES[0]
    seen: set[str] = set()
    for cell in cells:
        if (cell.language or LANGUAGES[0]) != expected:
            raise malformed(path, cell.line, f"expected a markdown cell with lang={expected!r}: texts come in pairs")
        if cell.language:
            expected = LANGUAGES[(LANGUAGES.index(expected) + 1) % len(LANGUAGES)]
        if cell.kind is CellKind.PUBLIC_TEST and cell.exercise not in seen:
            raise malformed(path, cell.line, f"a public test before its exercise {cell.exercise!r}")
        key = f"{cell.kind}:{cell.exercise}"
        if cell.exercise and key in seen:
            raise malformed(path, cell.line, f"a second {cell.kind} cell for {cell.exercise!r}")
        seen |= {key, cell.exercise}
    if expected != LANGUAGES[0]:
        raise malformed(path, cells[-1].line, f"the last text has no lang={expected!r} cell after it")


def _exercise(path: Path, cell: Cell, test: Cell | None) -> Exercise:
    function = _only_function(path, cell, cell.exercise)
    docstring = ast.get_docstring(function)
    if docstring is None:
        raise malformed(path, cell.line, f"{cell.exercise} has no docstring")
    if test is None:
        raise malformed(path, cell.line, f"{cell.exercise} has no public-test cell")
    checked = _only_function(path, test, f"test_{cell.exercise}")
    if checked.body[0].lineno == checked.lineno or checked.args.args:
        raise malformed(path, test.line, "a public test takes no arguments and has its body on lines of its own")
    for text in one_sided(checked):
        what = 'what a public test says, it says in both languages, in one text: "English · 한국어"'
        raise malformed(path, test.line + text.lineno, what)
    stub, solution = _split(path, cell, function)
    return Exercise(cell.exercise, docstring, cell.source, stub, solution, test.source)


def _only_function(path: Path, cell: Cell, name: str) -> ast.FunctionDef:
    match statements(path, cell.line, cell.source):
        case [ast.FunctionDef(name=found) as function] if found == name:
            return function
    raise malformed(path, cell.line, f"this cell must define {name} and nothing else")


def _split(path: Path, cell: Cell, function: ast.FunctionDef) -> tuple[str, str]:
    """The stub, and the text between the markers."""
    lines = cell.source.splitlines()
    begins = [number for number, line in enumerate(lines) if RESERVED[0] in line]
    ends = [number for number, line in enumerate(lines) if RESERVED[1] in line]
    indent = " " * function.body[0].col_offset
    after_docstring = function.body[0].end_lineno or 0
    if not (len(begins) == len(ends) == 1 and after_docstring <= begins[0] < ends[0]):
        raise malformed(path, cell.line, f"{cell.exercise} needs one '{BEGIN_SOLUTION}' … '{END_SOLUTION}' in its body")
    if (lines[begins[0]], lines[ends[0]]) != (indent + BEGIN_SOLUTION, indent + END_SOLUTION):
        raise malformed(
            path, cell.line + 1 + begins[0], "the markers must stand alone, indented as the function's body"
        )
    words = f"{cell.exercise} is not written yet · {cell.exercise}: 아직 작성하지 않았습니다"
    stub = f'{indent}# YOUR CODE HERE\n{indent}raise NotImplementedError("{words}")'
    source = "\n".join([*lines[: begins[0]], stub, *lines[ends[0] + 1 :]])
    statements(path, cell.line, source)
    return source, "\n".join(lines[begins[0] + 1 : ends[0]])


def _images(path: Path, cells: Iterable[Cell]) -> set[str]:
    images: set[str] = set()
    for cell in cells:
        if not cell.language:
            continue
        if "<img" in cell.source:
            raise malformed(path, cell.line, "write pictures as ![alt](images/NAME), not as <img>")
        for image in _PICTURE.findall(cell.source):
            if not _OWN_PICTURE.fullmatch(image) or not (path.parent / image).is_file():
                raise malformed(path, cell.line, f"no such picture in {path.parent.name}/images/: {image}")
            images.add(image)
    return images


def _check_names(lesson: Lesson) -> None:
    """What students get has the setup and the exercises only: no other cell's names may be leaned on."""
    if not any(cell.kind is CellKind.SETUP for cell in lesson.cells):
        raise AutograderError(f"{lesson.path.parent.name}/{lesson.path.name}: has no setup cell")
    known = bound_names(lesson.setup) | {exercise.name for exercise in lesson.exercises}
    for cell in lesson.cells:
        if cell.exercise:
            strangers = free_names(cell.source) - known - {f"test_{cell.exercise}"}
            if strangers:
                what = f"uses {', '.join(sorted(strangers))}, which neither the setup nor an exercise defines"
                raise malformed(lesson.path, cell.line, what)
