"""Submitted notebooks as nbgrader can work on: whatever a student's tools made of one, it never stops the others.

Notebooks are plain dictionaries here, of format 4.5, each text one string: nbformat's own kind takes seconds to import,
and checks each cell anew. A notebook is built anew from its cells' kinds, sources and nbgrader names. Outputs, tags,
other metadata and ids are the student's own and are left behind, so that no output can be taken for a grade and no tag
keeps a cell from anything.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from autograder.errors import SubmissionProblem
from autograder.submission.notebooks import cell_text, parse_notebook

_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


Cell = dict[str, Any]


def read_submitted(data: bytes, name: str) -> dict[str, Any]:
    """The notebook of format 4.5 that ``data`` holds; one that says why, without cells of its own, where it is none."""
    try:
        cells = rebuilt(_cells(parse_notebook(data, name)))
    except SubmissionProblem as problem:
        text = "This file could not be read. · 이 파일을 읽을 수 없습니다."
        cells = [note("cell-0", text, str(problem))]
    return as_notebook(cells)


def as_notebook(cells: list[Cell]) -> dict[str, Any]:
    """These cells as a notebook."""
    return {"cells": cells, "metadata": _METADATA, "nbformat": 4, "nbformat_minor": 5}


def rebuilt(cells: Iterable[Any]) -> list[Cell]:
    """Each cell built anew, called ``cell-0`` and so on: its kind, source, nbgrader name and pictures are kept."""
    made = [_cell(cell) for cell in cells]
    for number, cell in enumerate(made):
        cell["id"] = f"cell-{number}"
    return made


def new_cell(kind: str, source: str, name: str, metadata: Mapping[str, Any] | None = None) -> Cell:
    """A cell of a kind (``code``, ``markdown``, ``raw``) called ``name``."""
    parts: Cell = {"outputs": [], "execution_count": None} if kind == "code" else {}
    return {"cell_type": kind, "id": name, "metadata": dict(metadata or {}), "source": source, **parts}


def printed(text: str) -> dict[str, Any]:
    """Words as a cell's output."""
    return {"output_type": "stream", "name": "stdout", "text": text}


def note(name: str, source: str, text: str) -> Cell:
    """A code cell called ``name``, with nothing to run in it and words of ours as its output."""
    return {**new_cell("code", f"# {source}", name), "outputs": [printed(text)]}


def _cells(notebook: Any) -> list[Any]:
    """The cells of format 3 or 4, as they stand."""
    if isinstance(notebook, dict) and isinstance(notebook.get("cells"), list):
        return list(notebook["cells"])
    sheets = notebook.get("worksheets") if isinstance(notebook, dict) else None
    if isinstance(sheets, list):
        cells = (sheet.get("cells") for sheet in sheets if isinstance(sheet, dict))
        return [cell for some in cells if isinstance(some, list) for cell in some]
    raise SubmissionProblem("it is JSON of another kind")


def _cell(cell: Any) -> Cell:
    if not isinstance(cell, dict):
        return new_cell("raw", "", "")
    try:
        source = cell_text(cell.get("source", cell.get("input", "")))
    except TypeError:
        source = ""
    metadata = cell.get("metadata")
    ours = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    kept = {"nbgrader": dict(ours)} if isinstance(ours, dict) else {}
    kind = cell.get("cell_type")
    if kind in ("markdown", "heading"):
        return new_cell("markdown", source, "", kept) | _attachments(cell)
    return new_cell("code" if kind == "code" else "raw", source, "", kept)


def _attachments(cell: dict[str, Any]) -> dict[str, Any]:
    """A text's pictures, which a person who grades it wants to see; what is not of their form is left out."""
    found = cell.get("attachments")
    if not isinstance(found, dict):
        return {}
    sound = {
        name: bundle
        for name, bundle in found.items()
        if isinstance(bundle, dict) and all(isinstance(data, str) for data in bundle.values())
    }
    return {"attachments": sound} if sound else {}
