"""The known wrong programs of a unit, each with its name and its hint, read from ``misconceptions/<unit>.py``.

One is a function named ``EXERCISE__NAME``, or ``EXERCISE__NAME__FUNCTION`` where another function of the unit is wrong
than the one that bears the exercise's name. Its docstring holds ``en:`` and ``ko:``, the hint; ``seen:``, where
learners wrote it; and ``told:``, where what it does shows in words only (a model's layers, say): for each failed test,
in order, a regular expression that its message holds. The file is only parsed here; its functions run in a box.
"""

import ast
import re
from dataclasses import dataclass
from pathlib import Path

from autograder.course import Unit
from autograder.errors import GraderFault
from autograder.words import Words

FOLDER = Path(__file__).parent.parent / "misconceptions"
_FIELD = re.compile(r"^(en|ko|seen|told):[ \t]*", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Misconception:
    """A known wrong program of an exercise; ``function`` of its file stands for the unit's ``stands_for``."""

    exercise: str
    name: str
    function: str
    stands_for: str
    en: str
    ko: str
    seen: str
    told: tuple[re.Pattern[str], ...] = ()

    @property
    def hint(self) -> Words:
        """The hint, in both languages."""
        return Words(self.en, self.ko)


def path_of(unit: Unit) -> Path:
    """The file of a unit's known wrong programs, whether there is one or not."""
    return FOLDER / f"{unit.name}.py"


def source_of(unit: Unit) -> str:
    """The text of a unit's known wrong programs; empty where nobody has written any."""
    path = path_of(unit)
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def read_misconceptions(unit: Unit, source: str) -> tuple[Misconception, ...]:
    """The known wrong programs of a unit, in the order in which they stand in ``source``.

    Raises:
        GraderFault: one is of no exercise of the unit, bears a name twice, or lacks a hint or where it was seen.
    """
    functions = [node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef) and "__" in node.name]
    read = tuple(_read(unit, node) for node in functions)
    names = [(entry.exercise, entry.name) for entry in read]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise GraderFault(f"misconceptions/{unit.name}.py: {twice[0]} has two wrong programs named {twice[1]}")
    return read


def _read(unit: Unit, node: ast.FunctionDef) -> Misconception:
    where = f"misconceptions/{unit.name}.py: {node.name}"
    exercise, name, *rest = node.name.split("__")
    stands_for = rest[0] if rest else exercise
    if exercise not in unit.exercises or stands_for not in unit.functions:
        raise GraderFault(f"{where} is named after no exercise of the unit")
    parts = _FIELD.split(ast.get_docstring(node) or "")
    fields = {key: text.strip() for key, text in zip(parts[1::2], parts[2::2], strict=True)}
    missing = [key for key in ("en", "ko", "seen") if not fields.get(key)]
    if missing:
        raise GraderFault(f"{where} does not say: {', '.join(missing)}")
    told = tuple(re.compile(line.strip()) for line in fields.get("told", "").splitlines())
    en, ko, seen = (" ".join(fields[key].split()) for key in ("en", "ko", "seen"))
    return Misconception(exercise, name, node.name, stands_for, en, ko, seen, told)
