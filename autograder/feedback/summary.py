"""The table that ends a run, on a terminal or off it: what a student can choose never becomes markup or a control."""

import re
from collections import Counter
from collections.abc import Sequence
from statistics import fmean, median
from typing import Final

from rich import box
from rich.table import Table
from rich.text import Text

from autograder.feedback.page import points_text, visible
from autograder.results import Origin, Row, Status

LISTED: Final = 40
SHOWN_CHANGES: Final = 5
SHOWN_CELLS: Final = 20  # of a name, so that four units fit 80 columns


def summary_table(rows: Sequence[Row], units: Sequence[str]) -> Table:
    """The table that ends a run: each unit's mean, median, least and greatest score over every submission.

    Up to ``LISTED`` submissions stand in it one by one; it fits 80 columns.
    """
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), caption=_caption(rows), caption_justify="left")
    table.add_column("student", overflow="ellipsis", no_wrap=True)
    most = [
        max((unit.max_score for row in rows for unit in row.units if unit.name == name), default=0) for name in units
    ]
    for name, points in (*zip(units, most, strict=True), ("total", sum(most))):
        heading = Text(f"{name}\n/ {points_text(points)}".replace("_", "\n"))
        table.add_column(heading, justify="right", no_wrap=True, style="bold" if name == "total" else "")
    table.add_column("status", no_wrap=True)
    if len(rows) <= LISTED:
        for row in sorted(rows, key=lambda row: row.student):
            scores = {unit.name: points_text(unit.score) for unit in row.units}
            marks = [scores.get(name, "-") for name in units]
            table.add_row(_name_text(row.student), *marks, points_text(row.score), _status_text(row.status))
        table.add_section()
    columns = [[unit.score for row in rows for unit in row.units if unit.name == name] for name in units]
    columns.append([row.score for row in rows])
    for title, measure in (("mean", fmean), ("median", median), ("min", min), ("max", max)):
        marks = [points_text(measure(column)) if column else "-" for column in columns]
        table.add_row(title, *marks, style="dim")
    return table


def origins_line(rows: Sequence[Row]) -> str:
    """How many were graded in this run, how many were known already, and why."""
    counts = Counter(row.origin for row in rows)
    parts = [f"{counts[Origin.GRADED] + counts[Origin.AGAIN]} graded in this run"]
    if counts[Origin.AGAIN]:
        changed = list(dict.fromkeys(reason for row in rows for reason in row.changed))
        named = ", ".join(changed[:SHOWN_CHANGES]) + (", …" if len(changed) > SHOWN_CHANGES else "")
        parts[0] += f" ({counts[Origin.AGAIN]} of them again: changed {named})"
    for origin, words in (
        (Origin.UNCHANGED, "unchanged since"),
        (Origin.IDENTICAL, "the same program as another's"),
        (Origin.KNOWN, "of functions that passed in others' files"),
    ):
        if counts[origin]:
            parts.append(f"{counts[origin]} {words}")
    return "; ".join(parts)


def _caption(rows: Sequence[Row]) -> Text:
    reviews = sum(row.status is Status.NEEDS_REVIEW for row in rows)
    more = "; grades.csv has a row for each" if len(rows) > LISTED else ""
    return Text(f"{len(rows)} submissions: {len(rows) - reviews} graded, {reviews} to review{more}")


def _name_text(name: str) -> Text:
    text = Text(re.sub(r"[\n\t]", " ", visible(name)))
    text.truncate(SHOWN_CELLS, overflow="ellipsis")
    return text


def _status_text(status: Status) -> Text:
    return Text("! review", style="yellow") if status is Status.NEEDS_REVIEW else Text(str(status), style="green")
