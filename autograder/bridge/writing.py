"""A notebook's bytes, as nbformat writes them: its keys sorted, its texts line by line."""

import json
from collections.abc import Mapping
from typing import Any

from autograder.bridge.reading import Cell, as_notebook

_LINE_BY_LINE = ("application/javascript", "image/svg+xml")


def notebook_bytes(cells: list[Cell]) -> bytes:
    """The notebook of these cells, whose texts are one string each.

    Raises:
        UnicodeEncodeError: a text has no UTF-8 form.
    """
    notebook = as_notebook([_in_lines(cell) for cell in cells])
    text = json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True, separators=(",", ": "))
    return text.encode() + b"\n"


def _in_lines(cell: Cell) -> Cell:
    made = {**cell, "source": cell["source"].splitlines(keepends=True)}
    if "attachments" in cell:
        made["attachments"] = {name: _bundle(bundle) for name, bundle in cell["attachments"].items()}
    if "outputs" in cell:
        made["outputs"] = [_output(output) for output in cell["outputs"]]
    return made


def _output(output: Mapping[str, Any]) -> dict[str, Any]:
    if output["output_type"] == "stream":
        return {**output, "text": output["text"].splitlines(keepends=True)}
    if output["output_type"] == "execute_result":
        return {**output, "data": _bundle(output["data"])}
    return dict(output)


def _bundle(bundle: Mapping[str, str]) -> dict[str, Any]:
    """One thing in several forms, by their MIME types."""
    return {
        kind: data.splitlines(keepends=True) if kind.startswith("text/") or kind in _LINE_BY_LINE else data
        for kind, data in bundle.items()
    }
