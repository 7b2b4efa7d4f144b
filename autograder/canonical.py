"""What a program is, comments and formatting apart: two that are the same get the same result, worked out once.

The idea is OverCode's (Glassman et al., 2015) without its renaming: variables keep their names, since a message may
quote them. What cannot be parsed, or is too long to be, is only the same as itself.
"""

import ast
import bisect
import hashlib
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from autograder.programs import MAX_PARSED, Program


@dataclass(frozen=True, slots=True)
class Canonical:
    """A program's form: its digest, the words that stand in it, and where each node of its syntax tree begins.

    ``words`` are its names, attributes, imported modules' parts and whole string constants; None where it was not
    parsed, so that nothing is known of it. ``lines`` are ``(cell, line)`` in the order of the tree's nodes, as many for
    all programs of one digest; none where that has its text in it.
    """

    digest: bytes
    words: frozenset[str] | None
    lines: tuple[tuple[int, int], ...]

    def may_name(self, *words: str) -> bool:
        """Whether one of these words stands in the program, as far as is known."""
        return self.words is None or not self.words.isdisjoint(words)

    def numbered(self, cell: int, line: int) -> tuple[int, int]:
        """A place in this program as one that all programs of its digest share: ``(0, number of a node)``."""
        if not self.lines:
            return cell, line
        places = sorted((place, number) for number, place in enumerate(self.lines))
        at = bisect.bisect_left(places, ((cell, line), -1))  # the first node that begins there, or the next one
        return 0, places[min(at, len(places) - 1)][1]

    def placed(self, cell: int, number: int) -> tuple[int, int]:
        """The inverse, in this program: the cell and line where that node begins."""
        if not self.lines:
            return cell, number
        return self.lines[min(number, len(self.lines) - 1)]


def canonical(program: Program) -> Canonical:
    """The program's canonical form, in time that grows with its length."""
    trees = _trees(program)
    if trees is None:
        texts = [cell.source for cell in program.cells]
        return Canonical(_digest(program, ["text", *texts]), None, ())
    content: list[object] = []
    lines: list[tuple[int, int]] = []
    words: set[str] = set()
    for cell, tree in trees:
        for item in _flat(tree):
            if isinstance(item, ast.AST):
                content.append(type(item).__name__)
                if "lineno" in item.__dict__:
                    lines.append((cell, item.__dict__["lineno"]))
                continue
            content.append(item)
            if type(item) is str:
                words.update(item.split(".") if len(item) < 200 else ())
                words.add(item)
    return Canonical(_digest(program, content), frozenset(words), tuple(lines))


def _trees(program: Program) -> list[tuple[int, ast.AST]] | None:
    """The cells by number, parsed; None where one cannot be, or all together are too long."""
    if sum(len(cell.source) for cell in program.cells) > MAX_PARSED:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return [(number, ast.parse(cell.source)) for number, cell in enumerate(program.cells)]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _flat(tree: ast.AST) -> Iterator[Any]:
    """Nodes and plain values in one fixed order; a list by its length, then its items."""
    waiting: list[Any] = [tree]
    while waiting:
        item = waiting.pop()
        if isinstance(item, ast.AST):
            yield item
            values = item.__dict__
            waiting.extend(values.get(name) for name in reversed(item._fields))
        elif type(item) is list:
            yield len(item)
            waiting.extend(reversed(item))
        else:
            yield item


def _digest(program: Program, content: Sequence[object]) -> bytes:
    whole = (program.unit, program.filename, program.is_notebook, [_plain(item) for item in content])
    return hashlib.sha256(repr(whole).encode("utf-8", "surrogatepass")).digest()


def _plain(item: object) -> object:
    return hex(item) if type(item) is int else item  # repr refuses an int of more digits than Python writes out
