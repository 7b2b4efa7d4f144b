"""Cells: a solution module in Jupytext's percent format, taken apart into frozen cells that know their lines."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import Any

from autograder.errors import AutograderError

LANGUAGES = ("en", "ko")

# What nbgrader itself looks for, anywhere in a line: outside an exercise it would cut the wrong text, or stop.
RESERVED = ("BEGIN SOLUTION", "END SOLUTION", "BEGIN HIDDEN TESTS", "END HIDDEN TESTS")
_CELL_HEADER = re.compile(r"^\s*#\s*%%%*(\s.*)?$")


class CellKind(StrEnum):
    """What a cell of a solution module is for; each but ``TEXT`` is the tag it carries."""

    TEXT = "text"
    SETUP = "setup"
    EXAMPLE = "example"
    EXERCISE = "exercise"
    PUBLIC_TEST = "public-test"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: ``line`` is its header's in the file, ``language`` a text's, ``exercise`` what it belongs to."""

    kind: CellKind
    source: str
    line: int
    language: str = ""
    exercise: str = ""


def heading(cell: Cell) -> str:
    """The heading that a text opens with, without its ``#``; "" where it opens with none."""
    first = cell.source.partition("\n")[0]
    return first.lstrip("#").strip() if cell.kind is CellKind.TEXT and first.startswith("#") else ""


def malformed(path: Path, line: int, what: str) -> AutograderError:
    """The error for a line of a solution module."""
    return AutograderError(f"{path.parent.name}/{path.name}:{line}: {what}")


def read_cells(path: Path) -> Iterator[Cell]:
    """The cells of a solution module, each checked by itself; raises ``AutograderError`` with file and line."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeError) as error:
        raise AutograderError(f"{path.parent.name}/{path.name}: cannot be read: {error}") from None
    headers = [number for number, line in enumerate(text.splitlines(), start=1) if _CELL_HEADER.match(line)]
    notebook = _notebook(path, text)
    before = len(notebook.cells) - len(headers)
    if before not in (0, 1):
        raise AutograderError(
            f"{path.parent.name}/{path.name}: its cells cannot be told apart (a '# %%' in a string, a broken header?)"
        )
    for line, cell in zip([1] * before + headers, notebook.cells, strict=True):
        if line != 1 or line in headers:
            yield _cell(path, line, cell)
        elif cell.cell_type != "code" or statements(path, 1, cell.source, allow_docstring=True):
            raise malformed(path, 1, "only comments and a docstring may stand before the first '# %%'")


def _notebook(path: Path, text: str) -> Any:
    try:
        jupytext = import_module("jupytext")
    except ImportError:
        raise AutograderError("reading the lessons needs Jupytext: pip install jupytext") from None
    # Magic commands stay the comments they are: a lesson is a plain module first.
    form = {"extension": ".py", "format_name": "percent", "comment_magics": False}
    try:
        return jupytext.reads(text, fmt=form)
    except Exception as error:  # Jupytext and YAML raise what they like on a broken header
        raise AutograderError(f"{path.parent.name}/{path.name}: Jupytext cannot read it: {error!r}") from None


def _cell(path: Path, line: int, cell: Any) -> Cell:
    source = cell.source.strip("\n")
    if cell.cell_type == "markdown":
        language = cell.metadata.get("lang", "")
        if language not in LANGUAGES:
            raise malformed(path, line, f"a markdown cell needs lang= one of {', '.join(LANGUAGES)}, not {language!r}")
        found = Cell(CellKind.TEXT, source, line, language=language)
    else:
        tags = cell.metadata.get("tags", [])
        if cell.cell_type != "code" or len(tags) != 1 or tags[0] not in list(CellKind)[1:]:
            raise malformed(path, line, "a code cell needs one tag: setup, example, exercise or public-test")
        found = Cell(CellKind(tags[0]), source, line, exercise=str(cell.metadata.get("exercise", "")))
        statements(path, line, source)
        if (found.kind in (CellKind.EXERCISE, CellKind.PUBLIC_TEST)) != bool(found.exercise):
            raise malformed(path, line, "exercise= belongs to exercise and public-test cells, and to no other")
    if found.kind is not CellKind.EXERCISE and any(marker in source for marker in RESERVED):
        raise malformed(path, line, "a solution or hidden-test marker outside an exercise")
    return found


def statements(path: Path, line: int, source: str, *, allow_docstring: bool = False) -> list[ast.stmt]:
    """The top-level statements of a cell whose header is at ``line``; a leading docstring is dropped if allowed."""
    try:
        body = ast.parse(source).body
    except SyntaxError as error:
        raise malformed(path, line + (error.lineno or 0), f"no valid Python: {error.msg}") from None
    except ValueError as error:  # a null byte, before Python 3.12
        raise malformed(path, line, f"no valid Python: {error}") from None
    if allow_docstring and body and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        return body[1:]
    return body
