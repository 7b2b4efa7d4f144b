"""Takes a program apart for its fingerprints: into functions, and those into tokens whose own names do not count.

Nothing is parsed. One regular expression without backtracking cuts the source into tokens, in time that grows with its
length; comments, docstrings and layout are gone with that.
"""

import keyword
import re
import zlib
from dataclasses import dataclass, field
from typing import Final

from autograder.course import UNITS

MOST_CHARS: Final = 64 * 1024
CALLS: Final = 5
DEEPEST: Final = 6
MARK: Final = "\x01"  # before an author's own name

# Each alternative takes what it can and gives nothing back, so that an open quote costs one pass, not one a character.
_TOKEN: Final = re.compile(
    r"""
      [^\W\d]\w*+(?!["'])
    | (?:\n[ \t\f]*+(?:\#[^\n]*+)?+)++
    | [()\[\]{},:.](?!\d)
    | \#[^\n]*+
    | [rbuf]{0,2}+(?: \"{3}(?:[^"\\]|\\.|"(?!""))*+(?:\"{3})?+
                    | '{3}(?:[^'\\]|\\.|'(?!''))*+(?:'{3})?+
                    | "(?:[^"\\\n]|\\.)*+"?+
                    | '(?:[^'\\\n]|\\.)*+'?+ )
    | [^\W\d]\w*+
    | \.?\d[\w.]*+
    | \\\n
    | \*\*=?|//=?|->|:=|<<=?|>>=?|[-+*/%&|^@<>=!]=?
    | [^\s\w]
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
EXERCISES: Final = frozenset(function for unit in UNITS for function in unit.functions)
_TELLING: Final = frozenset({"abs", "all", "any", "enumerate", "map", "max", "min", "reversed", "sorted", "sum", "zip"})
_PLAIN: Final = frozenset({"bool", "float", "int", "isinstance", "len", "list", "print", "range", "str", "tuple"})
_KEPT: Final = frozenset({*keyword.kwlist, *EXERCISES, *_TELLING, *_PLAIN})
_WORD: Final = re.compile(r"[A-Za-z_]\w{0,23}", re.ASCII)
# What a token is to the loop that reads them; an author's own name is kept with a mark before it.
_PLAIN_WORD, _OWN, _KNOWN, _OPENS, _CLOSES, _TEXT, _LOOP, _LINE, _NOTHING = range(9)
_CALLABLE = (_OWN, _KNOWN)
_BEGINS, _CALL = ("def", "async", "@"), "("
_STRING = "\x02"


@dataclass(frozen=True, slots=True)
class Form:
    """How one function is written: what is the same for the same code under other names, and its strategy in words."""

    digest: int
    strategy: str


@dataclass(slots=True)
class Piece:
    """A function at the top level, or (without a name) a stretch of what lies outside of any."""

    name: str = ""
    tokens: list[str] = field(default_factory=list)
    calls: set[str] = field(default_factory=set)
    loops: list[tuple[int, str]] = field(default_factory=list)
    nest: tuple[str, ...] = ()

    def enter(self, word: str, indent: int) -> None:
        """Notes a loop that begins at this indent; the deepest nest is remembered."""
        while self.loops and self.loops[-1][0] >= indent:
            self.loops.pop()
        self.loops.append((indent, word))
        if len(self.loops) > len(self.nest):
            self.nest = tuple(word for _, word in self.loops[:DEEPEST])

    def call(self, before: str, name: str) -> None:
        """Notes what is called, where that tells something of the strategy."""
        if before == "def":
            return
        if name == self.name and before != ".":
            self.calls.add("recursion")
        elif (before == "." or name in _TELLING or name in EXERCISES) and _WORD.fullmatch(name):
            self.calls.add(name)

    def form(self) -> Form:
        """How it is written."""
        own = dict.fromkeys([token for token in self.tokens if token[0] == MARK])
        numbered = {name: f"{MARK}{number}" for number, name in enumerate(own)}.get
        text = "\x00".join([numbered(token, token) for token in self.tokens])
        words = [" › ".join(self.nest)] if self.nest else []
        words += sorted(self.calls)[:CALLS]
        return Form(zlib.crc32(text.encode("utf-8", "surrogatepass")), " · ".join(words))


class _Kinds(dict[str, int]):
    """What each token is, found out once a text."""

    def __missing__(self, token: str) -> int:
        self[token] = kind = _kind(token)
        return kind


def _kind(token: str) -> int:
    first = token[0]
    if first == "\n":
        return _LINE
    if first == "#" or token[-1] == "\n":
        return _NOTHING
    if '"' in token or "'" in token:
        return _TEXT
    if first in "([{":
        return _OPENS
    if first in ")]}":
        return _CLOSES
    if token in ("for", "while"):
        return _LOOP
    if token in _KEPT or not token.isidentifier():
        return _KNOWN if token in _TELLING or token in EXERCISES else _PLAIN_WORD
    return _OWN


def pieces_of(source: str) -> list[Piece]:  # noqa: PLR0912 - a call a token would take longer than all the rest
    """The program's functions and what stands between them, in order."""
    piece = Piece()
    pieces, kinds, add = [piece], _Kinds(), piece.tokens.append
    depth, indent, begins = 0, 0, True
    before = earlier = "\n"  # the last two tokens
    for token in _TOKEN.findall("\n" + source[:MOST_CHARS]):
        kind = kinds[token]
        if kind >= _LINE:
            if kind == _LINE and depth == 0:
                begins, indent = True, len(token) - token.rfind("\n") - 1
            continue
        if begins:
            if kind == _TEXT:  # a docstring, or a text that does nothing
                continue
            begins = False
            if indent == 0 and (piece.name or token in _BEGINS):
                pieces.append(piece := Piece())
                add = piece.tokens.append
            if kind == _LOOP:
                piece.enter(token, indent)
        elif kind == _LOOP:
            piece.calls.add("comprehension")
        if kind == _OWN:
            add(token if before == "." else MARK + token)
        else:
            add(_STRING if kind == _TEXT else token)
            if kind == _OPENS:
                depth += 1
                if token == _CALL and kinds[before] in _CALLABLE:
                    piece.call(earlier, before)
            elif kind == _CLOSES and depth:
                depth -= 1
        if before == "def" and not piece.name and indent == 0:
            piece.name = token
        earlier, before = before, token
    return pieces
