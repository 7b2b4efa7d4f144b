"""Gives each cell of the release its own role, kind and text again, and adds back those that carry points."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from autograder.authoring.assignments import grade_id, public_test_id
from autograder.bridge.reading import Cell, new_cell
from autograder.bridge.release import ReleasedCell, about

_ADDED_BACK = "*The next cell was missing from the submission. · 다음 칸은 제출한 파일에 없어서 다시 넣었습니다.*"


def restored(cells: Sequence[Any], released: Mapping[str, ReleasedCell]) -> tuple[list[Any], list[str]]:
    """A submission's cells as they are to be graded, and what was found wrong with them, a line each.

    A name that was given twice counts once (the last, as nbgrader has it); one that the release does not know, never.
    The cells that are kept are those that came, changed in place.
    """
    left, notes = dict(released), list[str]()
    kept = [_restored(cell, left, notes) for cell in reversed(cells)][::-1]
    missing = {name: cell for name, cell in left.items() if cell.metadata["grade"] or cell.metadata["task"]}
    if missing:
        notes.append(f"Cells that were missing are added back: {', '.join(missing)}")
    for number, (name, cell) in enumerate(missing.items()):
        place = _place(kept, name)
        kept[place:place] = [
            new_cell("markdown", _ADDED_BACK, f"note-{number}"),
            new_cell(cell.kind, cell.source, f"added-{number}", {"nbgrader": dict(cell.metadata)}),
        ]
    return kept, notes


def _restored(cell: Cell, left: dict[str, ReleasedCell], notes: list[str]) -> Cell:
    meta = cell["metadata"].pop("nbgrader", {})
    name = meta.get("grade_id")
    released = left.pop(name, None) if isinstance(name, str) else None
    if released is None:
        return cell
    if cell["cell_type"] != released.kind:
        notes.append(f"Cell '{name}' was made a {cell['cell_type']} cell")
        cell = new_cell(released.kind, cell["source"], cell["id"])
    if released.locked:
        cell["source"] = released.source
    cell["metadata"]["nbgrader"] = dict(released.metadata)
    return cell


def _place(cells: Iterable[Cell], name: str) -> int:
    """Where a cell that was missing goes: after what is left of its exercise, or at the end."""
    exercise = name.removeprefix("test_").removesuffix("_public") if name.startswith("test_") else ""
    exercise = exercise or name.removeprefix("grade_")
    family = {exercise, public_test_id(exercise), grade_id(exercise)}
    if name == public_test_id(exercise):
        family = {exercise}
    names = [about(cell).get("grade_id") for cell in cells]
    return max((number + 1 for number, found in enumerate(names) if found in family), default=len(names))
