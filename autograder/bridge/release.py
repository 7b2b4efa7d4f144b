"""What the gradebook knows of a release: each cell's kind, text and role, which no submission can change."""

import hashlib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from autograder.bridge.reading import Cell

_NAME = re.compile(r"[a-zA-Z0-9_\-]+")
_CHECKSUM_LENGTH = 32


@dataclass(frozen=True, slots=True)
class ReleasedCell:
    """A cell as it was released; ``metadata`` are what nbgrader calls its own in it."""

    kind: str
    source: str
    locked: bool
    metadata: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Roles:
    """The names of a notebook's cells, by what they are for; ``points`` has what each that carries some is worth."""

    grade: Collection[str]
    solution: Collection[str]
    task: Collection[str]
    points: Mapping[str, float]


def released_cell(  # noqa: PLR0913, PLR0917 - a parameter a column
    name: str, kind: str, source: str | None, locked: bool, checksum: str | None, roles: Roles
) -> ReleasedCell:
    """The cell called ``name``, from what the gradebook has of it."""
    metadata: dict[str, Any] = {
        "grade": name in roles.grade,
        "solution": name in roles.solution,
        "task": name in roles.task,
        "schema_version": 3,
        "grade_id": name,
        "locked": locked,
        "cell_type": kind,
    }
    metadata |= {"checksum": checksum} if checksum else {}
    metadata |= {"points": roles.points[name]} if name in roles.points else {}
    return ReleasedCell(kind, source or "", locked, metadata)


def about(cell: Mapping[str, Any]) -> Mapping[str, Any]:
    """What nbgrader calls its own in a cell; empty where it is none of the release's."""
    found: Mapping[str, Any] = cell["metadata"].get("nbgrader", {})
    return found


def checksum(cell: Mapping[str, Any]) -> str:
    """The checksum that nbgrader gives a cell of a release: of its text, its kind and its roles."""
    meta = about(cell)
    grade, solution = meta.get("grade", False), meta.get("solution", False)
    locked = not solution and (grade or meta.get("locked", False))
    parts = [cell["source"], cell["cell_type"], str(grade), str(solution), str(locked), meta["grade_id"]]
    if grade:
        parts.append(str(float(meta["points"])))
    return hashlib.md5("".join(parts).encode(), usedforsecurity=False).hexdigest()


def oddity(cell: ReleasedCell) -> str:
    """Why nbgrader's own steps would refuse a notebook with this cell in it, empty where they would not."""
    meta = cell.metadata
    name = meta["grade_id"]
    if not _NAME.fullmatch(name):
        return f"a cell is called {name!r}"
    if len(meta.get("checksum", "")) != _CHECKSUM_LENGTH:
        return f"the gradebook has no checksum for {name}"
    if meta["grade"] and not meta.get("points", -1) >= 0:
        return f"the gradebook has no points for {name}"
    if cell.kind != "markdown" and meta["task"]:
        return f"the task {name} is no text"
    if cell.kind == "markdown" and not meta["task"] and meta["grade"] != meta["solution"]:
        return f"{name} is a text, and is to be graded as code is"
    if cell.locked and checksum(as_cell(cell)) != meta["checksum"]:
        return f"the gradebook's checksum of {name} is of another text"
    return ""


def as_cell(cell: ReleasedCell) -> Cell:
    """The parts of a notebook's cell that its checksum is made of."""
    return {"cell_type": cell.kind, "source": cell.source, "metadata": {"nbgrader": cell.metadata}}
