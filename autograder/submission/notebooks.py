"""Reads notebooks: their code cells as Python, IPython's own syntax run or passed over as the course says.

The JSON is read as it stands, not through nbformat: what counts is the order and the source of the code cells, and
stale metadata, missing ids or odd outputs must cost a student nothing.

IPython's syntax is found without compiling anything. ``%``, ``!`` and ``?`` never begin a statement of Python, ``%``
and ``!`` never follow an assignment's ``=``, and ``?`` never ends one; so a scanner that knows strings, comments,
brackets and continued lines never touches a cell that is Python already, and what it takes out leaves every line's
number as it was.
"""

import json
import re
from typing import Any

from autograder.errors import SubmissionProblem
from autograder.submission.archives import one_line
from autograder.words import sentence

_MAX_NOTES = 20
_PASSED_OVER = "# passed over"
_PASSED = sentence("{name}: code cell {number}: passed over {text}")
_MORE_PASSED = sentence("{name}: {number} more magics, commands and help lines passed over")
_EMPTY = sentence("{name} is no notebook: the file is empty")
_TOO_DEEP = sentence("{name} is no notebook: it is nested too deeply")
_NO_JSON = sentence("{name} is no notebook: it cannot be read as JSON ({reason})")
_OTHER_JSON = sentence("{name} is no notebook: it is JSON of another kind")
_OTHER_FORMAT = sentence(
    "{name} is a notebook of format {version}: only formats 3 and 4 are read; open it in Jupyter and save it again"
)
_NO_CELLS = sentence("{name} is no notebook: its cells are not of the form that notebooks have")

_SPECIAL = re.compile(r"[%!?]|[ \t]install")
_NO_CODE = re.compile(r"[ \t\f\n]*(?:#[^\n]*)?(?:\n|\Z)")
# Whole lines at once that hold nothing to look at.
_PLAIN_LINES = re.compile(r"""[^%!?"'()\[\]{}\\#]*\n""")
_INDENT = re.compile(r"[ \t\f]*")
_CELL_MAGIC = re.compile(r"%%[ \t]*(\w*)(\?*)[^\n]*")
# What follows the options of %%timeit is its set-up code.
_RUN_CELL_MAGIC = re.compile(
    r"%%capture(?!\S)[^\n]*|%%time(?!\S)(?:[ \t]+--no-raise-error(?!\S))?"
    r"|%%timeit(?!\S)(?:[ \t]+-(?:[nrp][ \t]*\d+|v[ \t]*\w+|[tcqo]+)(?!\S))*"
)
_TIME = r"%time(?!\S)[ \t]*(?:--no-raise-error(?!\S)[ \t]*)?"
_RUN_MAGIC = re.compile(_TIME)
# IPython takes a bare "pip install" for its magic, too.
_ESCAPED = re.compile(r"[%!?]|(?:uv[ \t]+)?(?:pip3?|conda|mamba)[ \t]+install(?!\S)")
_ASSIGNED = re.compile(rf"=[ \t]*(?P<escaped>(?P<run>{_TIME})|[%!])")
_NO_ASSIGNMENT = frozenset("=!<>:+-*/%&|^@")
_STOP = re.compile(r"""["'#()\[\]{}\n\\=]""")
_QUOTES = ('"""', "'''", '"', "'")
_STRING_STOPS = {
    '"""': re.compile(r'\\[\s\S]|"""'),
    "'''": re.compile(r"\\[\s\S]|'''"),
    '"': re.compile(r'\\[\s\S]|["\n]'),
    "'": re.compile(r"\\[\s\S]|['\n]"),
}


def read_notebook(data: bytes, name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The Python source of each code cell of a notebook of format 3 or 4, in order, and notes on what was passed over.

    Raises:
        SubmissionProblem: ``data`` is no notebook, or one of another format; ``name`` is what the message calls it.
    """
    sources, notes = [], []
    for number, source in enumerate(_sources(parse_notebook(data, name), name), start=1):
        python, passed = as_python(source)
        sources.append(python)
        notes += [_PASSED.format(name=name, number=number, text=one_line(text, 60)) for text in passed]
    if len(notes) > _MAX_NOTES:
        notes[_MAX_NOTES:] = [_MORE_PASSED.format(name=name, number=len(notes) - _MAX_NOTES)]
    return tuple(sources), tuple(notes)


def parse_notebook(data: bytes, name: str) -> Any:
    """Whatever JSON ``data`` holds; raises ``SubmissionProblem`` where it is none."""
    if not data.strip():
        raise SubmissionProblem(_EMPTY.format(name=name))
    try:
        return json.loads(data)
    except RecursionError:
        raise SubmissionProblem(_TOO_DEEP.format(name=name)) from None
    except (ValueError, MemoryError) as error:
        raise SubmissionProblem(_NO_JSON.format(name=name, reason=one_line(str(error)))) from None


def _sources(notebook: Any, name: str) -> list[str]:
    r"""The code cells' own text, newlines as ``\n``."""
    if not isinstance(notebook, dict) or not ("cells" in notebook or "worksheets" in notebook):
        raise SubmissionProblem(_OTHER_JSON.format(name=name))
    version = notebook.get("nbformat", 4 if "cells" in notebook else 3)
    if isinstance(version, (int, float)) and version not in (3, 4):
        raise SubmissionProblem(_OTHER_FORMAT.format(name=name, version=one_line(str(version), 20)))
    sheets, key = ([notebook], "source") if "cells" in notebook else (notebook["worksheets"], "input")
    try:
        cells = [cell for sheet in sheets for cell in sheet["cells"]]
        return [cell_text(cell.get(key, "")) for cell in cells if cell.get("cell_type") == "code"]
    except (TypeError, KeyError, AttributeError, IndexError):
        raise SubmissionProblem(_NO_CELLS.format(name=name)) from None


def cell_text(source: Any) -> str:
    r"""A cell's text, which JSON has as one string or as several, newlines as ``\n``."""
    text = source if isinstance(source, str) else "".join(source)
    # A lone surrogate (JSON can spell one) has no UTF-8 form; the cell it stands in is kept all the same.
    text = re.sub("[\ud800-\udfff]", "\ufffd", text)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def as_python(source: str) -> tuple[str, list[str]]:
    r"""A cell's Python, line for line, and the text of each piece of IPython's syntax that was passed over.

    ``source`` has ``\n`` newlines. ``%time``, ``%%time``, ``%%timeit`` and ``%%capture`` run their code, options
    dropped; any other magic, ``!command`` and help becomes a comment, or ``pass`` in a block; any other ``%%magic``
    takes its cell along. A cell that is Python already comes back as it is; one indented as a whole is moved left, as
    IPython does.
    """
    text = _moved_left(source)
    if not _SPECIAL.search(text):
        return text, []
    out: list[str] = []
    passed: list[str] = []
    plain_lines = "install" not in text
    position = _cell_magics(text, out, passed)
    while position < len(text):
        if (plain := _NO_CODE.match(text, position)) or (plain_lines and (plain := _PLAIN_LINES.match(text, position))):
            out.append(plain[0])
            position = plain.end()
            continue
        position = _line(text, position, out, passed)
        if position < len(text):
            out.append("\n")
            position += 1
    return "".join(out), passed


def _first_code(text: str, position: int = 0) -> int:
    """Where the first line after blank ones and comments begins."""
    while position < len(text) and (match := _NO_CODE.match(text, position)):
        position = match.end()
    return position


def _moved_left(text: str) -> str:
    start = _first_code(text)
    indent = text[start : _indent_end(text, start)]
    return "\n".join(line.removeprefix(indent) for line in text.split("\n")) if indent else text


def _indent_end(text: str, position: int) -> int:
    match = _INDENT.match(text, position)
    return match.end() if match else position


def _cell_magics(text: str, out: list[str], passed: list[str]) -> int:
    """Deals with the ``%%`` lines that a cell begins with; returns where its Python goes on."""
    position = 0
    while match := _CELL_MAGIC.match(text, start := _first_code(text, position)):
        out.append(text[position:start])
        if run := _RUN_CELL_MAGIC.match(text, start):
            position = _indent_end(text, run.end())
            continue
        passed.append(match[0])
        end = match.end() if match[2] else len(text)
        out.append(_filler("", text[start:end]))
        position = end
    return position


def _line(text: str, position: int, out: list[str], passed: list[str]) -> int:
    """Copies or passes over one logical line; returns where it ends, its last newline not taken."""
    start = _indent_end(text, position)
    indent, timed = text[position:start], False
    while match := _RUN_MAGIC.match(text, start):
        start, timed = match.end(), True
    if _ESCAPED.match(text, start):
        end, python = _command_end(text, start), None
    else:
        end, python = _statement(text, start)
    if python is None:
        passed.append(text[start:end].partition("\n")[0])
        python = _filler(indent, text[start:end])
    elif timed and not python:
        python = _filler(indent, "")
    out += [indent, python]
    return end


def _filler(indent: str, piece: str) -> str:
    """What stands in for ``piece``: as many lines, and a statement where a block might need one."""
    return ("pass  " if indent else "") + _PASSED_OVER + "\n" * piece.count("\n")


def _command_end(text: str, position: int) -> int:
    """The end of a magic or a shell command: its line's, or that of the last line a backslash continues it on."""
    end = text.find("\n", position)
    while end > position and text[end - 1] == "\\":
        end = text.find("\n", end + 1)
    return len(text) if end < 0 else end


def _statement(text: str, start: int) -> tuple[int, str | None]:
    """The end of the logical line that begins at ``start``, and its Python; none where it is to be passed over."""
    pieces: list[str] = []
    copied = position = string_end = start
    depth = 0
    code_end: int | None = None
    while match := _STOP.search(text, position):
        char, at, position = match[0], match.start(), match.end()
        if char == "\n":
            if depth == 0:
                break
            code_end = None
        elif char == "#":
            code_end, position = at, _line_end(text, at)
        elif char in "\"'":
            position = string_end = _string_end(text, at)
        elif char == "\\":
            position += 1
        elif char in "([{":
            depth += 1
        elif char in ")]}":
            depth = max(0, depth - 1)
        elif depth == 0 and (escape := _ASSIGNED.match(text, at)) and text[at - 1] not in _NO_ASSIGNMENT:
            if not escape["run"]:
                return _command_end(text, at), None
            pieces.append(text[copied : escape.start("run")])
            copied = position = escape.end()
    else:
        at = len(text)
    if _ends_with_help(text, string_end, at if code_end is None else code_end):
        return at, None
    return at, "".join(pieces) + text[copied:at]


def _line_end(text: str, position: int) -> int:
    end = text.find("\n", position)
    return len(text) if end < 0 else end


def _string_end(text: str, position: int) -> int:
    """The end of the string that begins at ``position``; of an unfinished one, its line's or the text's."""
    quote = next(quote for quote in _QUOTES if text.startswith(quote, position))
    for match in _STRING_STOPS[quote].finditer(text, position + len(quote)):
        if match[0] == quote:
            return match.end()
        if match[0] == "\n":
            return match.start()
    return len(text)


def _ends_with_help(text: str, start: int, end: int) -> bool:
    while end > start and text[end - 1] in " \t\f":
        end -= 1
    return end > start and text[end - 1] == "?"
