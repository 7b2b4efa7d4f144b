"""Places in a student's file, as messages hold them until they are shown: marks, which become words at the end.

So a message that was written for one student's program can be told to another whose program is the same on other lines.
"""

import re
from collections.abc import Callable
from itertools import islice
from typing import Final

from autograder.programs import Program

# Two control characters that nothing else in a message is made of; a student's own are no more than a wrong line.
_MARK: Final = re.compile("\x02([0-9]{1,9}):([0-9]{1,9})\x03")
FIRST_LINE: Final = 100  # columns
MOST_PLACES: Final = 8  # told of one text; a student's own exception can hold any number of marks
_STRAY: Final = re.compile("[\x02\x03]")


def mark(cell: int, line: int) -> str:
    """A line (from 1) of a cell (from 0), as a message holds it."""
    return f"\x02{cell}:{line}\x03"


def moved(text: str, move: Callable[[int, int], tuple[int, int]]) -> str:
    """The text with every marked place where ``move`` says it is."""
    return _MARK.sub(lambda found: mark(*move(int(found[1]), int(found[2]))), text) if "\x02" in text else text


def places_in(text: str, program: Program) -> tuple[tuple[int, int], ...]:
    """The places marked in the text, as a cell and a line, each once; those that the program does not have are none."""
    if "\x02" not in text:
        return ()
    found = dict.fromkeys((int(cell), int(line)) for cell, line in _MARK.findall(text))
    return tuple(islice((place for place in found if program.has_line(*place)), MOST_PLACES))


def in_words(text: str, program: Program, width: int | None = None) -> str:
    """The text as the program's author reads it: places named and quoted, in brackets.

    Where a line with its quote is longer than ``width``, the quote stands on a line of its own below.
    """
    if "\x02" not in text and "\x03" not in text:
        return text
    if width is None:
        return _told(text, program, quoted=True)
    return "\n".join(_within(width, line, program) for line in text.split("\n"))


def line_reference(cell: int, line: int, program: Program, *, quoted: bool = True) -> str:
    """A line of the student's own file as every message names it: ``line 12: return xx``, ``cell 3, line 2: x``."""
    name = f"cell {cell + 1}, line {line}" if program.is_notebook else f"line {line}"
    source = program.line(cell, line) if quoted else ""
    return f"{name}: {source}" if source else name


def _told(text: str, program: Program, *, quoted: bool) -> str:
    def words(found: re.Match[str]) -> str:
        return f"({line_reference(int(found[1]), int(found[2]), program, quoted=quoted)})"

    return _STRAY.sub("", _MARK.sub(words, text))


def _within(width: int, line: str, program: Program) -> str:
    whole = _told(line, program, quoted=True)
    if len(whole) <= width or "\x02" not in line:
        return whole
    short = _told(line, program, quoted=False)
    quotes = [f"  {line_reference(int(cell), int(number), program)}" for cell, number in _MARK.findall(line)]
    return "\n".join([short, *quotes]) if short != whole else whole
