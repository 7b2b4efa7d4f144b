"""What an autograded notebook's cells are worth, and which hold no response, as nbgrader reads them off a notebook."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from autograder.bridge.reading import Cell
from autograder.bridge.release import about, checksum

_NO_RESPONSE = "No response."
_MOST_LINES = 1000  # of a cell's printed text, nbgrader's own limit
_CUT = "... Output truncated ..."


@dataclass(frozen=True, slots=True)
class Marks:
    """A notebook's marks, by the cells' names.

    ``scores`` are points, None where only a person can tell; ``comments`` are None where there is nothing to say;
    ``review`` names the cells whose points wait for a person's eye.
    """

    scores: Mapping[str, float | None]
    comments: Mapping[str, str | None]
    review: Collection[str]


def marks(cells: Sequence[Cell], review: Collection[str]) -> Marks:
    """The marks of these cells."""
    scores: dict[str, float | None] = {}
    comments: dict[str, str | None] = {}
    for cell in cells:
        meta = about(cell)
        if meta.get("grade"):
            scores[meta["grade_id"]] = _score(cell)
        if meta.get("solution") or meta.get("task"):
            empty = not meta.get("task") and _untouched(cell)
            comments[meta["grade_id"]] = _NO_RESPONSE if empty else None
    return Marks(scores, comments, frozenset(review))


def _score(cell: Cell) -> float | None:
    if about(cell).get("solution"):
        return 0.0 if _untouched(cell) else None
    if cell["cell_type"] != "code":
        return None
    for output in cell["outputs"]:
        if output["output_type"] == "error":
            return 0.0
        if output["output_type"] == "execute_result":
            return float(output["data"]["text/plain"])
    return float(about(cell)["points"])


def _untouched(cell: Cell) -> bool:
    """Whether it is still what was released."""
    return bool(about(cell).get("checksum") == checksum(cell))


def shorten(cells: Sequence[Cell]) -> None:
    """Cuts off, in place, what a cell prints beyond nbgrader's limit; each has one such text at most."""
    for cell in cells:
        for output in cell.get("outputs", ()):
            lines = output["text"].split("\n") if output["output_type"] == "stream" else []
            if len(lines) > _MOST_LINES:
                output["text"] = "\n".join([*lines[: _MOST_LINES - 1], _CUT])
