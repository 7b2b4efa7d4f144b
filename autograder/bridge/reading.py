"""Submitted notebooks as nbgrader can work on: whatever a student's tools made of one, it never stops the others.

The notebook is built anew from its cells' kinds, sources and nbgrader names. Outputs, tags, other metadata and ids are
the student's own and are left behind, so that no output can be taken for a grade and no tag keeps a cell from anything.
"""

from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell

from autograder.errors import SubmissionProblem
from autograder.notebooks import cell_text, parse_notebook

_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def read_submitted(data: bytes, name: str) -> NotebookNode:
    """The notebook of format 4.5 that ``data`` holds; one that says why, without cells of its own, where it is none."""
    try:
        cells = [_cell(cell) for cell in _cells(parse_notebook(data, name))]
    except SubmissionProblem as problem:
        cells = [note("This file could not be read. · 이 파일을 읽을 수 없습니다.", str(problem))]
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    return new_notebook(cells=cells, metadata=_METADATA)


def note(source: str, text: str) -> NotebookNode:
    """A code cell with nothing to run in it, and words of ours as its output."""
    output = new_output("stream", name="stdout", text=text)
    return new_code_cell(f"# {source}", outputs=[output])


def rebuilt(cell: NotebookNode, kind: str) -> NotebookNode:
    """The cell as one of another kind: ``code``, ``markdown`` or ``raw``."""
    make = {"code": new_code_cell, "markdown": new_markdown_cell}.get(kind, new_raw_cell)
    return make(cell.source, id=cell.id, metadata=cell.metadata)


def _cells(notebook: Any) -> list[Any]:
    """The cells of format 3 or 4, as they stand."""
    if isinstance(notebook, dict) and isinstance(notebook.get("cells"), list):
        return list(notebook["cells"])
    sheets = notebook.get("worksheets") if isinstance(notebook, dict) else None
    if isinstance(sheets, list):
        cells = (sheet.get("cells") for sheet in sheets if isinstance(sheet, dict))
        return [cell for some in cells if isinstance(some, list) for cell in some]
    raise SubmissionProblem("it is JSON of another kind")


def _cell(cell: Any) -> NotebookNode:
    if not isinstance(cell, dict):
        return new_raw_cell("")
    try:
        source = cell_text(cell.get("source", cell.get("input", "")))
    except TypeError:
        source = ""
    metadata = cell.get("metadata")
    ours = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    kept = {"nbgrader": dict(ours)} if isinstance(ours, dict) else {}
    kind = cell.get("cell_type")
    if kind == "code":
        return new_code_cell(source, metadata=kept)
    if kind in ("markdown", "heading"):
        return new_markdown_cell(source, metadata=kept, **_attachments(cell))
    return new_raw_cell(source, metadata=kept)


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
