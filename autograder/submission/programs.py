"""Reads one file that a student handed in as a program: its cells of Python source, decoded as Python decodes it.

Nothing of it is ever run here. Whether it wants Keras is found by parsing, within bounds that no hostile source can
stretch.
"""

import ast
import codecs
import io
import re
import tokenize
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from os import fstat
from pathlib import Path

from autograder.course import UNITS, Limits
from autograder.errors import SubmissionProblem
from autograder.submission.archives import is_clutter, one_line, open_regular
from autograder.submission.notebooks import read_notebook
from autograder.words import sentence

# " (1)", "(1)", "-1" and " 2" are what browsers (and Canvas) add to a name that is taken.
_UNIT_FILE = re.compile(
    rf"({'|'.join(unit.name for unit in UNITS)})(?: ?\([0-9]{{1,3}}\)|[ -][0-9]{{1,3}})*\.(?:py|ipynb)",
    re.IGNORECASE | re.ASCII,
)
# Codecs that Python would take for a source's but that are no character sets; punycode takes quadratic time.
_NO_CHARSETS = frozenset({"punycode", "idna", "unicode_escape", "undefined"})
# A parsed source takes some 500 times its size in memory, and time that can grow with its square.
MAX_PARSED = 32 * 1024
_MAX_CELLS = 10_000
_MAX_HELPERS = 200
_MAX_LINE = 200
_KERAS = ("keras", "tensorflow")
_PLOTTERS = ("matplotlib", "pylab", "seaborn", "pandas")
_KERAS_WORD = re.compile(r"\b(?:keras|tensorflow)\b")
_KERAS_MODULE = re.compile(r"(?:keras|tensorflow)(?:\.\w+)*")

_TOO_MANY_CELLS = sentence("{name} has {cells} code cells, of at most {most}")
_TOO_LARGE = sentence("{name} is too large: {size:.1f} MiB, of at most {most:g} MiB")
_TOO_LARGE_AS_UTF8 = sentence("{name} is too large: {size:.1f} MiB once it is UTF-8, of at most {most:g} MiB")
_NO_ENCODING = sentence("{name}: its coding line names an encoding that Python cannot use here")
_NOT_IN_ENCODING = sentence("{name}: line {line} cannot be read as {encoding}: save the file as UTF-8")


@dataclass(frozen=True, slots=True)
class Cell:
    r"""One piece of Python source; newlines are ``\n``, and line numbers are the cell's own, counted from 1."""

    source: str


@dataclass(frozen=True, slots=True)
class Program:
    """What a student handed in for a unit; a ``.py`` file has exactly one cell, a notebook any number.

    ``notes`` says what of a notebook was passed over, a line each.
    """

    unit: str
    filename: str
    cells: tuple[Cell, ...]
    is_notebook: bool
    notes: tuple[str, ...] = ()

    def uses_keras(self) -> bool:
        """Whether any cell imports Keras or TensorFlow."""
        return imports_keras(cell.source for cell in self.cells)

    def uses_plots(self) -> bool:
        """Whether any cell so much as names Matplotlib, or a library that brings it along."""
        return any(name in cell.source for name in _PLOTTERS for cell in self.cells)

    def has_line(self, cell: int, lineno: int) -> bool:
        """Whether there is a line ``lineno`` (from 1) in a cell ``cell`` (from 0)."""
        return 0 <= cell < len(self.cells) and 1 <= lineno <= self.cells[cell].source.count("\n") + 1

    def line(self, cell: int, lineno: int) -> str:
        """Line ``lineno`` (from 1) of cell ``cell`` (from 0), stripped and kept short; ``""`` when there is none."""
        lines = self.cells[cell].source.split("\n") if 0 <= cell < len(self.cells) else []
        line = lines[lineno - 1].strip() if 1 <= lineno <= len(lines) else ""
        return line if len(line) <= _MAX_LINE else line[: _MAX_LINE - 1] + "…"


def unit_of(filename: str) -> str | None:
    """The unit that a file of this name belongs to, case and a browser's copy number aside; none for any other."""
    match = _UNIT_FILE.fullmatch(filename)
    return match[1].lower() if match else None


def read_program(path: Path, unit: str, limits: Limits) -> Program:
    """Reads a ``.py`` file or a notebook; a link is refused, and nothing larger than the limit is read.

    Raises:
        SubmissionProblem: it is too large, no plain file, not to be decoded as Python decodes sources, or no notebook.
    """
    name = one_line(path.name)
    data = _read(path, limits.unit_file_bytes)
    if path.suffix.lower() == ".ipynb":
        sources, notes = read_notebook(data, name)
        if len(sources) > _MAX_CELLS:
            raise SubmissionProblem(_TOO_MANY_CELLS.format(name=name, cells=len(sources), most=_MAX_CELLS))
        return Program(unit, name, tuple(map(Cell, sources)), is_notebook=True, notes=notes)
    return Program(unit, name, (Cell(_decoded(data, name, limits.unit_file_bytes)),), is_notebook=False)


def imports_keras(sources: Iterable[str]) -> bool:
    """Whether one of them imports Keras or TensorFlow at any depth, or names one in a string, as for ``import_module``.

    What cannot be parsed (a syntax error, endless nesting, all that is beyond a few dozen KiB together) is judged by
    the lines that say "import".
    """
    left = MAX_PARSED
    for source in sources:
        if any(root in source for root in _KERAS):
            left -= len(source)
            if _seems_to_import_keras(source) if left < 0 else _imports_keras(source):
                return True
    return False


def _imports_keras(source: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(source)
        return any(_names_keras(node) for node in ast.walk(tree))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return _seems_to_import_keras(source)


def folder_uses_keras(folder: Path, limits: Limits) -> bool:
    """Whether a helper module in ``folder``, or in a package right under it, imports Keras or TensorFlow.

    Unit files are no helpers. Unreadable files are passed over; with more modules than are worth reading the answer is
    yes, which costs time only.
    """
    try:
        return imports_keras(_helper_sources(folder, limits))
    except _TooMuch:
        return True


class _TooMuch(Exception):  # noqa: N818 - no error of anyone's
    """There is more in a folder than is worth reading."""


def _helper_sources(folder: Path, limits: Limits) -> Iterator[str]:
    left = limits.unit_file_bytes
    for number, path in enumerate(_helpers(folder)):
        if number == _MAX_HELPERS:
            raise _TooMuch
        try:
            data = _read(path, limits.unit_file_bytes)
            left -= len(data)
            if left < 0:
                raise _TooMuch
            yield _decoded(data, path.name, limits.unit_file_bytes)
        except SubmissionProblem:
            continue


def has_helpers(folder: Path) -> bool:
    """Whether there is a helper module in ``folder``, or in a package right under it."""
    return next(_helpers(folder), None) is not None


def _helpers(folder: Path, depth: int = 1) -> Iterator[Path]:
    try:
        entries = sorted(entry for entry in folder.iterdir() if not is_clutter(entry.name))
    except OSError:
        return
    for entry in entries:
        if entry.is_symlink():
            continue
        if entry.suffix == ".py" and unit_of(entry.name) is None and entry.is_file():
            yield entry
        elif depth and entry.is_dir():
            yield from _helpers(entry, depth - 1)


def _read(path: Path, most: int) -> bytes:
    with io.FileIO(open_regular(path), "rb") as file:
        size = fstat(file.fileno()).st_size
        data = file.read(most + 1) if size <= most else b""
    if max(size, len(data)) > most:
        raise SubmissionProblem(_TOO_LARGE.format(name=one_line(path.name), size=size / 2**20, most=most / 2**20))
    return data


def _decoded(data: bytes, name: str, most: int) -> str:
    r"""The text of a Python source, newlines as ``\n``."""
    # The coding line is looked for in the first two lines, and "\r" ends a line, too.
    try:
        encoding = tokenize.detect_encoding(io.BytesIO(_with_newlines(data)).readline)[0]
    except SyntaxError as error:
        if not str(error).startswith("invalid or missing"):
            raise SubmissionProblem(_NO_ENCODING.format(name=name)) from None
        encoding = "utf-8"
    try:
        if codecs.lookup(encoding).name.replace("-", "_") in _NO_CHARSETS:
            raise LookupError(encoding)
        text = data.decode(encoding)
        # Some codecs yield lone surrogates, which no message to the box could carry.
        size = len(text.encode("utf-8"))
    except UnicodeDecodeError as error:
        line = _with_newlines(data[: error.start]).count(b"\n") + 1
        raise SubmissionProblem(
            _NOT_IN_ENCODING.format(name=name, line=line, encoding=one_line(encoding, 20))
        ) from None
    except (LookupError, ValueError):
        raise SubmissionProblem(_NO_ENCODING.format(name=name)) from None
    if size > most:
        raise SubmissionProblem(_TOO_LARGE_AS_UTF8.format(name=name, size=size / 2**20, most=most / 2**20))
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _with_newlines(data: bytes) -> bytes:
    return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def _names_keras(node: ast.AST) -> bool:
    match node:
        case ast.Import(names=names):
            return any(alias.name.split(".")[0] in _KERAS for alias in names)
        case ast.ImportFrom(module=str(module), level=0):
            return module.split(".")[0] in _KERAS
        case ast.Constant(value=str(text)):
            return _KERAS_MODULE.fullmatch(text) is not None
    return False


def _seems_to_import_keras(source: str) -> bool:
    code = (line.partition("#")[0] for line in source.split("\n"))
    return any("import" in line and _KERAS_WORD.search(line) for line in code)
