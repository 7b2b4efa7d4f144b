"""``report.html``: one page about the whole class, for those who teach it, that needs nothing from outside.

As on the feedback page, Jinja2 escapes every value, and what no reader would see is spelled out. Its content security
policy lets in nothing but the page's own style and its own few lines of script (for sorting), by their hashes.
"""

import base64
import functools
import hashlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from autograder.feedback.page import points_text, visible
from autograder.report.gathering import ClassResults, Entry
from autograder.report.likeness import Group
from autograder.report.views import NAME_CHARS, overview
from autograder.submission.fingerprints import SHORT

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES: Final = Path(__file__).parent.parent / "feedback" / "templates"


def render_report(found: ClassResults, groups: Mapping[str, list[Group]], threshold: float) -> bytes:
    """The page in UTF-8; ``groups`` are the near-identical programs by unit, ``threshold`` the accuracy asked for."""
    from markupsafe import Markup  # noqa: PLC0415 - as Jinja2

    style, script = _own("feedback.css") + _own("report.css"), _own("report.js")
    text = (
        _environment()
        .get_template("report.html.j2")
        .render(
            # Our own files, without a word of a student's.
            style=Markup(style),  # noqa: S704
            script=Markup(script),  # noqa: S704
            style_hash=_hash(style),
            script_hash=_hash(script),
            student=functools.partial(_student, found),
            view=overview(found, groups, threshold),
            rows=_rows(found),
            short=SHORT,
        )
    )
    return visible(text).encode()


Cells = tuple[tuple[str, str, str], ...]


def _rows(found: ClassResults) -> Iterator[tuple[str, str, Cells, bool]]:
    """The table's rows by student, each when it is wanted: address, name, cells (unit, key, text), to be reviewed."""
    names = [*(unit.name for unit in found.units), "total"]
    for number in sorted(range(len(found.entries)), key=lambda number: found.entries[number].student):
        entry = found.entries[number]
        texts = ["" if score is None else points_text(score) for score in (*entry.scores, entry.total)]
        cells = tuple((name, text, text or "–") for name, text in zip(names, texts, strict=True))
        yield *_student(found, number), cells, entry.review


def _student(found: ClassResults, number: int) -> tuple[str, str]:
    """A submission's address beside the report, and its name."""
    entry = found.entries[number]
    return address(entry), entry.student if len(entry.student) <= NAME_CHARS else entry.student[: NAME_CHARS - 1] + "…"


def address(entry: Entry) -> str:
    """Where a submission's feedback is, seen from the report: never of a scheme of its own, whatever the name."""
    return f"./{quote(os.fsencode(entry.folder))}/feedback.html"


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@functools.cache
def _own(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


@functools.cache
def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 - the command line renders none

    return Environment(
        loader=FileSystemLoader(TEMPLATES, encoding="utf-8"),
        autoescape=True,
        auto_reload=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
