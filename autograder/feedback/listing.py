"""The code that was handed in, laid out for the page: cells, line numbers, marks at the lines that messages name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from autograder.results import Place, Source

SOURCE_CHARS: Final = 60_000
SHOWN_CELLS: Final = 300
SIGN: Final = "▶"

Back = tuple[str, str]  # where a message stands on the page, and what it is about


class Segment(NamedTuple):
    """A piece of a cell: its ``text``, ``anchor`` where it is a marked line, and the ways ``back`` to its messages."""

    text: str
    anchor: str = ""
    backs: tuple[Back, ...] = ()


class CellView(NamedTuple):
    """A cell: its number from 1 (0 for a file, which has none), its line numbers as text, its code in pieces."""

    number: int
    numbers: str
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """What is shown of the code, how many characters are not, and the places that are marked in it, with anchors."""

    cells: tuple[CellView, ...]
    left_out: int
    anchors: Mapping[Place, str]


def joined(source: Source) -> str:
    """The code in one piece."""
    return source if isinstance(source, str) else "\n\n".join(source)


def lay_out(source: Source, backs: Mapping[Place, Sequence[Back]], prefix: str) -> Listing:
    """The code with a mark at every place in ``backs`` that is shown; ``prefix`` begins each anchor's name."""
    texts = [source] if isinstance(source, str) else source
    left, cells, anchors = SOURCE_CHARS, [], {}
    marked: dict[int, dict[int, Sequence[Back]]] = {}
    for (cell, line), ways in backs.items():
        marked.setdefault(cell, {})[line] = ways
    for cell, text in enumerate(texts[:SHOWN_CELLS]):
        if left <= 0:
            break
        whole = text.replace("\r\n", "\n")
        shown = whole[:left]
        left -= len(shown)
        number = 0 if isinstance(source, str) else cell + 1
        if cell not in marked:
            count = shown.count("\n") + 1
            cells.append(CellView(number, "\n".join(map(str, range(1, count + 1))), (Segment(shown),)))
            continue
        view, found = _marked(number, shown.split("\n"), marked[cell], f"{prefix}-{cell}")
        cells.append(view)
        anchors.update({(cell, line): anchor for line, anchor in found.items()})
    shown_chars = SOURCE_CHARS - left
    return Listing(tuple(cells), max(sum(map(len, texts)) - shown_chars, 0), anchors)


def _marked(
    number: int, lines: list[str], marks: Mapping[int, Sequence[Back]], prefix: str
) -> tuple[CellView, dict[int, str]]:
    """The cell with its marked lines apart, each followed by a line of ways back; and the anchors by line."""
    segments, numbers, anchors, start = [], [], {}, 0
    for line in sorted(line for line in marks if 1 <= line <= len(lines)):
        if line - 1 > start:
            segments.append(Segment("\n".join(lines[start : line - 1]) + "\n"))
        anchors[line] = f"{prefix}-{line}"
        segments.append(Segment(lines[line - 1], anchors[line], tuple(marks[line])))
        numbers += [*map(str, range(start + 1, line)), f"{SIGN} {line}", ""]
        start = line
    segments.append(Segment("\n".join(lines[start:])))
    numbers += map(str, range(start + 1, len(lines) + 1))
    return CellView(number, "\n".join(numbers), tuple(segments)), anchors
