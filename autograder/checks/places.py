"""Places in a student's file, as messages hold them until they are shown: marks, which become words at the end.

So a message that was written for one student's program can be told to another whose program is the same on other lines.
"""

import re
from collections.abc import Callable
from functools import partial
from itertools import islice
from typing import Final

from autograder.submission.programs import Program
from autograder.words import LANGUAGES, Words, each, in_language, sentence

# Two control characters that nothing else in a message is made of; a student's own are no more than a wrong line.
_MARK: Final = re.compile("\x02([0-9]{1,9}):([0-9]{1,9})\x03")
FIRST_LINE: Final = 100  # columns
MOST_PLACES: Final = 8  # told of one text; a student's own exception can hold any number of marks
_IN_FILE: Final = sentence("line {line}")
_IN_CELL: Final = sentence("cell {cell}, line {line}")
_STRAY: Final = re.compile("[\x02\x03]")


def mark(cell: int, line: int) -> str:
    """A line (from 1) of a cell (from 0), as a message holds it."""
    return f"\x02{cell}:{line}\x03"


def moved(text: str, move: Callable[[int, int], tuple[int, int]]) -> str:
    """The text with every marked place where ``move`` says it is."""
    if "\x02" not in text:
        return text
    return each(text, lambda said: _MARK.sub(lambda found: mark(*move(int(found[1]), int(found[2]))), said))


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
    if isinstance(text, Words):
        return Words(*(_in_words(in_language(text, language), program, width, language) for language in LANGUAGES))
    return _in_words(text, program, width, "en")


def _in_words(text: str, program: Program, width: int | None, language: str) -> str:
    told = partial(_told, program=program, language=language)
    if width is None:
        return told(text, quoted=True)
    return "\n".join(_within(width, line, told) for line in text.split("\n"))


def line_reference(cell: int, line: int, program: Program, *, quoted: bool = True) -> Words:
    """A line of the student's own file as every message names it: ``line 12: return xx``, ``cell 3, line 2: x``."""
    name = (_IN_CELL if program.is_notebook else _IN_FILE).format(cell=cell + 1, line=line)
    source = program.line(cell, line) if quoted else ""
    return name + f": {source}" if source else name


def _told(text: str, program: Program, language: str, *, quoted: bool, around: str = "({})") -> str:
    def words(found: re.Match[str]) -> str:
        reference = line_reference(int(found[1]), int(found[2]), program, quoted=quoted)
        return around.format(in_language(reference, language))

    return _STRAY.sub("", _MARK.sub(words, text))


def _within(width: int, line: str, told: Callable[..., str]) -> str:
    whole = told(line, quoted=True)
    if len(whole) <= width or "\x02" not in line:
        return whole
    short = told(line, quoted=False)
    quotes = [told(found[0], quoted=True, around="  {}") for found in _MARK.finditer(line)]
    return "\n".join([short, *quotes]) if short != whole else whole
