"""Places in a student's file, as messages hold them until they are shown: marks, which become words at the end.

So a message that was written for one student's program can be told to another whose program is the same on other lines.
"""

import re
from collections.abc import Callable
from typing import Final

from autograder.programs import Program

# Two control characters that nothing else in a message is made of; a student's own are no more than a wrong line.
_MARK: Final = re.compile("\x02([0-9]{1,9}):([0-9]{1,9})\x03")
_STRAY: Final = re.compile("[\x02\x03]")


def mark(cell: int, line: int) -> str:
    """A line (from 1) of a cell (from 0), as a message holds it."""
    return f"\x02{cell}:{line}\x03"


def moved(text: str, move: Callable[[int, int], tuple[int, int]]) -> str:
    """The text with every marked place where ``move`` says it is."""
    return _MARK.sub(lambda found: mark(*move(int(found[1]), int(found[2]))), text) if "\x02" in text else text


def in_words(text: str, program: Program) -> str:
    """The text as the program's author reads it: places named and quoted, in brackets."""
    if "\x02" not in text and "\x03" not in text:
        return text
    return _STRAY.sub("", _MARK.sub(lambda found: _words(int(found[1]), int(found[2]), program), text))


def _words(cell: int, line: int, program: Program) -> str:
    name = f"cell {cell + 1}, line {line}" if program.is_notebook else f"line {line}"
    source = program.line(cell, line)
    return f"({name}: {source})" if source else f"({name})"
