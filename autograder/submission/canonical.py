"""What a program is, comments and formatting apart: two that are the same get the same result, worked out once.

The idea is OverCode's (Glassman et al., 2015) without its renaming: variables keep their names, since a message may
quote them. Programs are the same that Python compiles to the same instructions. What it cannot compile, or is too long
to be compiled here, is only the same as itself. Nothing is run.
"""

import bisect
import hashlib
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from types import CodeType

from autograder.submission.programs import MAX_PARSED, Program


@dataclass(frozen=True)
class Canonical:
    """A program's form: its digest, the words that stand in it, and what Python makes of each of its cells.

    ``words`` are its names, attributes, imported modules' parts and whole string constants; None where it was not
    compiled, so that nothing is known of it. ``codes`` are none then, either.
    """

    digest: bytes
    words: frozenset[str] | None
    codes: tuple[CodeType, ...] = ()

    def may_name(self, *words: str) -> bool:
        """Whether one of these words stands in the program, as far as is known."""
        return self.words is None or not self.words.isdisjoint(words)

    def numbered(self, cell: int, line: int) -> tuple[int, int]:
        """A place in this program as one that all programs of its digest share: ``(0, number of an instruction)``."""
        if not self._lines:
            return cell, line
        at = bisect.bisect_left(self._by_place, ((cell, line), -1))  # the first that stands there, or the next one
        return 0, self._by_place[min(at, len(self._lines) - 1)][1]

    def placed(self, cell: int, number: int) -> tuple[int, int]:
        """The inverse, in this program: the cell and line where that instruction stands."""
        if not self._lines:
            return cell, number
        return self._lines[min(number, len(self._lines) - 1)]

    @cached_property
    def _lines(self) -> list[tuple[int, int]]:
        """The cell and line of each instruction, in the order of the codes."""
        return [
            (cell, line or 0)
            for cell, whole in enumerate(self.codes)
            for code in nested(whole)
            for start, end, line in code.co_lines()
            for _ in range(start, end, 2)
        ]

    @cached_property
    def _by_place(self) -> list[tuple[tuple[int, int], int]]:
        return sorted((place, number) for number, place in enumerate(self._lines))


def canonical(program: Program) -> Canonical:
    """The program's canonical form, in time that grows with its length."""
    heading = (program.unit, program.filename, program.is_notebook)
    codes = _compiled(program)
    if codes is None:
        return Canonical(digest_of((heading, "text", [cell.source for cell in program.cells])), None)
    content: list[object] = [heading]
    words: set[str] = set()
    for whole in codes:
        for code in nested(whole):
            content += [code.co_name, code.co_flags, code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount]
            content += [code.co_code, code.co_exceptiontable, code.co_names, code.co_varnames, code.co_cellvars]
            content += [code.co_freevars, [constant(value) for value in code.co_consts]]
            words.update(code.co_names, code.co_varnames)
            words.update(value for value in code.co_consts if type(value) is str)
        content.append("end of cell")
    words.update([part for word in words if "." in word for part in word.split(".")])
    return Canonical(digest_of(content), frozenset(words), codes)


def _compiled(program: Program) -> tuple[CodeType, ...] | None:
    if sum(len(cell.source) for cell in program.cells) > MAX_PARSED:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return tuple(compile(cell.source, "", "exec", dont_inherit=True, optimize=0) for cell in program.cells)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def nested(code: CodeType) -> Iterator[CodeType]:
    """The code and all that it defines, the outer before the inner."""
    waiting = [code]
    while waiting:
        code = waiting.pop()
        yield code
        waiting += [value for value in reversed(code.co_consts) if isinstance(value, CodeType)]


def constant(value: object) -> object:
    """A constant as ``repr`` tells it from all others."""
    if isinstance(value, CodeType):
        return "code"
    if isinstance(value, tuple):
        return tuple(map(constant, value))
    if isinstance(value, frozenset):  # its own order is another in every process
        return "frozenset", sorted(repr(constant(item)) for item in value)
    return hex(value) if type(value) is int else value  # repr refuses more digits than Python writes out


def digest_of(content: object) -> bytes:
    """The digest of what ``repr`` tells from all else, such as :func:`constant` gives."""
    return hashlib.sha256(repr(content).encode("utf-8", "surrogatepass")).digest()
