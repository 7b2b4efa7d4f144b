"""What a result rests on besides the program: graders, reference, contracts, versions, our own code; a digest of each.

A kept result counts as long as all its grounds are what they were. Of a grader's file and of a solution an exercise
rests on what its own tests reach by name, so that a changed grader, or known wrong program, has only its exercises
graded again.
"""

import ast
import hashlib
import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from autograder.course import Course, Settings, Unit
from autograder.grading.hints import path_of

LIBRARIES: Final = ("numpy", "matplotlib")
KERAS_LIBRARIES: Final = ("keras", "tensorflow")
# Of our own code, what only brings submissions in, or shows what came of them, has no part in results.
_PACKAGE: Final = Path(__file__).parent.parent
_OWN: Final = ("attempt", "box", "checks", "grading", "locale", "submission")
_OWN_MODULES: Final = ("catalogue", "course", "errors", "measured", "results", "words")


@dataclass(frozen=True, slots=True)
class Grounds:
    """Digests of what the result of one exercise rests on; the names are told when they change."""

    grader: str
    solution: str
    course: str
    versions: str
    autograder: str

    @property
    def digests(self) -> list[str]:
        """All of them, in order."""
        return [self.grader, self.solution, self.course, self.versions, self.autograder]

    def changed(self, other: "Grounds") -> list[str]:
        """The names of what differs."""
        return [entry.name for entry in fields(self) if getattr(self, entry.name) != getattr(other, entry.name)]


class Grounding:
    """The grounds of every exercise of a course; ``loading`` are those of running a file's top level."""

    def __init__(self, course: Course, settings: Settings, tests: Mapping[str, Mapping[str, Iterable[str]]]) -> None:
        """``tests`` names, for each unit and exercise, the definitions in the grader's file that grade it."""
        self._course = course
        self._settings = settings
        self._own = code_digest()
        self._alone: dict[str, frozenset[str]] = {}
        self._exercises = {unit.name: self._of_unit(unit, tests.get(unit.name, {})) for unit in course.units}
        self._grounds = {
            (unit.name, keras): self._made(unit, keras) for unit in course.units for keras in (False, True)
        }

    def of(self, unit: Unit, *, keras: bool) -> Mapping[str, Grounds]:
        """The grounds of each exercise, and under ``""`` of loading; ``keras`` where the program brings that along."""
        return self._grounds[unit.name, keras]

    def alone(self, unit: Unit) -> frozenset[str]:
        """The exercises whose tests ask a submission for nothing but the one function."""
        return self._alone[unit.name]

    def _made(self, unit: Unit, keras: bool) -> dict[str, Grounds]:
        settings = (self._course.limits, self._course.seed, self._settings.layers)
        course = _digest(map(repr, settings))
        pipeline = _digest([course, repr(self._course.accuracy_threshold), repr(self._settings.mnist is not None)])
        versions = _versions(keras or unit.needs_keras)
        return {
            exercise: Grounds(grader, solution, pipeline if unit.pipeline else course, versions, self._own)
            for exercise, (grader, solution) in self._exercises[unit.name].items()
        } | {"": Grounds("", "", course, versions, self._own)}

    def _of_unit(self, unit: Unit, tests: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, str]]:
        inputs = _digest(_form(_parsed(path)) for path in shared_modules(self._course.graders))
        grader = Definitions(self._course.graders / f"test_{unit.name}.py")
        solution = Definitions(self._course.solutions / f"{unit.name}.py")
        wrong = Definitions(path_of(unit)) if path_of(unit).exists() else None
        found, alone = {}, set()
        for exercise in unit.exercises:
            reached = grader.reached(tests.get(exercise, ()))
            if _asks_for_one(reached, exercise):
                alone.add(exercise)
            asked = {exercise}.union(*(_asked_of("reference", statement) for statement in reached))
            hints = map(_form, wrong.reached(wrong.beginning(f"{exercise}__"))) if wrong else ()
            grading = _digest([inputs, *map(_form, reached), *hints])
            found[exercise] = (grading, _digest(map(_form, solution.reached(asked))))
        self._alone[unit.name] = frozenset(alone)
        return found


def code_digest() -> str:
    """The digest of our own code, as far as results rest on it."""
    return _digest(path.read_bytes() for path in own_code())


def graders_digest() -> str:
    """The digest of all graders."""
    return _digest(_form(_parsed(path)) for path in sorted((_PACKAGE / "graders").glob("*.py")))


class Definitions:
    """The top level of a Python file, by the names that it defines."""

    def __init__(self, path: Path) -> None:
        self._body = _parsed(path).body
        self._by_name: dict[str, list[ast.stmt]] = {}
        self._nameless: list[ast.stmt] = []
        for statement in self._body:
            names = _defined(statement)
            for name in names:
                self._by_name.setdefault(name, []).append(statement)
            if not names:
                self._nameless.append(statement)

    def beginning(self, start: str) -> list[str]:
        """The names that begin so."""
        return [name for name in self._by_name if name.startswith(start)]

    def reached(self, names: Iterable[str]) -> list[ast.stmt]:
        """The statements behind these names and all that they name in turn, and those that define none."""
        todo, known = list(names), set()
        reached = {id(statement): statement for statement in self._nameless}
        todo += [name for statement in self._nameless for name in _named(statement)]
        while todo:
            name = todo.pop()
            if name in known:
                continue
            known.add(name)
            for statement in self._by_name.get(name, ()):
                reached[id(statement)] = statement
                todo += _named(statement)
        return [statement for statement in self._body if id(statement) in reached]


def _asked_of(fixture: str, statement: ast.stmt) -> list[str]:
    """The functions of that fixture that a grader names."""
    attributes = [node for node in ast.walk(statement) if isinstance(node, ast.Attribute)]
    return [node.attr for node in attributes if isinstance(node.value, ast.Name) and node.value.id == fixture]


def _asks_for_one(statements: Sequence[ast.stmt], exercise: str) -> bool:
    """Whether nothing is asked of ``student`` there but this function, nor is it passed on as a whole."""
    asked = [name for statement in statements for name in _asked_of("student", statement)]
    named = [name for statement in statements for name in _named(statement)]
    return set(asked) == {exercise} and named.count("student") == len(asked) and "pipeline" not in named


def _defined(statement: ast.stmt) -> list[str]:
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return [statement.name]
    if isinstance(statement, (ast.Import, ast.ImportFrom)):
        return [(alias.asname or alias.name).partition(".")[0] for alias in statement.names]
    if isinstance(statement, (ast.Assign, ast.AnnAssign, ast.AugAssign)):
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        return [node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)]
    return []


def _named(statement: ast.AST) -> list[str]:
    return [node.id for node in ast.walk(statement) if isinstance(node, ast.Name)]


def shared_modules(graders: Path) -> list[Path]:
    """What the graders of several units may have in common: the modules beside them, their inputs say."""
    return [path for path in sorted(graders.glob("*.py")) if not path.name.startswith("test_")]


def own_code() -> list[Path]:
    """The files of ours that results rest on."""
    modules = [_PACKAGE / f"{name}.py" for name in _OWN_MODULES]
    inner = [path for name in _OWN for path in sorted((_PACKAGE / name).rglob("*")) if path.suffix in (".py", ".mo")]
    return [*modules, *inner]  # messages, too: they are kept in every language


def _parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_bytes())


def _form(tree: ast.AST) -> str:
    """What it says, comments and formatting apart."""
    return ast.dump(tree)


@cache
def _versions(keras: bool) -> str:
    found = [platform.python_version(), platform.machine()]
    for name in LIBRARIES + (KERAS_LIBRARIES if keras else ()):
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            found.append(f"no {name}")
    return _digest(found)


def _digest(parts: Iterable[str | bytes]) -> str:
    whole = hashlib.sha256()
    for part in parts:
        data = part if isinstance(part, bytes) else part.encode("utf-8", "surrogatepass")
        whole.update(len(data).to_bytes(8, "big") + data)
    return whole.hexdigest()[:16]
