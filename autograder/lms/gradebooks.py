"""A gradebook as an LMS exported it: whose the rows are, and which column is the assignment's."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import UsageError
from autograder.lms.dialects import BLACKBOARD_ASSIGNMENT, SYSTEMS, Dialect
from autograder.lms.tables import Record, Table, decode, line_numbers, records_of
from autograder.submission.archives import one_line

DELIMITERS = (",", "\t", ";")
_SHOWN = 20
_CANVAS_POINTS = "points possible"
_READ_ONLY = "(read only)"
# What Canvas writes where a student is excused, or has not been given the assignment.
_CANVAS_FIXED = frozenset({"EX", "N/A"})
_NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)?")
_PARTICIPANT = re.compile(r"\D*?([0-9]+)")


@dataclass(frozen=True, slots=True)
class Entry:
    """A student's row: where it stands, the name it is told by, and what the student is known by."""

    row: int
    shown: str
    own_id: str
    ids: tuple[str, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gradebook:
    """An LMS's export: the table, its kind, the column to be filled, and the students' rows."""

    table: Table
    dialect: Dialect
    column: int
    entries: tuple[Entry, ...]

    @property
    def header(self) -> str:
        """The column's own."""
        return self.table.records[0].cells[self.column].value

    def fixed(self, entry: Entry) -> str:
        """What stands in an entry's cell that no grade may take the place of; ``""`` where one may."""
        value = self.table.records[entry.row].cells[self.column].value.strip()
        return value if self.dialect.system == "Canvas" and value in _CANVAS_FIXED else ""

    def possible(self, entry: Entry) -> float | None:
        """The points that the LMS has for the assignment, where its file says so."""
        if self.dialect.system == "Blackboard":
            match = BLACKBOARD_ASSIGNMENT.fullmatch(self.header)
            return None if match is None else _number(match[1])
        if self.dialect.system == "Canvas":
            return next((_number(record.values[self.column]) for record in self._points_rows()), None)
        column = _columns(self.table.records[0]).get("maximum grade")
        return None if column is None else _number(self.table.records[entry.row].cells[column].value)

    def _points_rows(self) -> list[Record]:
        return [record for record in self.table.records[1:] if _is_points(record)]

    @property
    def comma(self) -> bool:
        """Whether numbers have a decimal comma: then a semicolon parts the cells, or the points say so."""
        said = [record.values[self.column] for record in self._points_rows()]
        column = _columns(self.table.records[0]).get("maximum grade")
        if column is not None:
            said += [self.table.records[entry.row].cells[column].value for entry in self.entries]
        numbers = [text for text in said if _NUMBER.fullmatch(text.strip())]
        return any("," in text for text in numbers) if numbers else self.table.delimiter == ";"


def read_gradebook(path: Path, system: str, wanted: str | None) -> Gradebook:
    """The gradebook at ``path``, with the column that ``wanted`` names, or with its only candidate.

    Raises:
        UsageError: it cannot be read, is none of this system's, or leaves open which column is meant.
    """
    name = one_line(str(path))
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{name}: cannot be read: {error.strerror}") from None
    try:
        mark, encoding, text = decode(data)
        for delimiter in DELIMITERS:
            records = records_of(text, delimiter)
            for dialect in SYSTEMS[system]:
                if records and dialect.needed <= _columns(records[0]).keys():
                    table = Table(mark, encoding, delimiter, records)
                    return _gradebook(table, dialect, wanted)
    except UsageError as error:
        raise UsageError(f"{name}: {error}") from None
    forms = " or ".join(", ".join(sorted(dialect.needed)) for dialect in SYSTEMS[system])
    raise UsageError(f"{name}: not a gradebook as {SYSTEMS[system][0].system} exports it (its header lacks {forms})")


def _gradebook(table: Table, dialect: Dialect, wanted: str | None) -> Gradebook:
    width = len(table.records[0].cells)
    for record, line in zip(table.records, line_numbers(table.records), strict=True):
        if len(record.cells) != width and not record.blank:
            raise UsageError(f"line {line} has {len(record.cells)} cells, and the header {width}")
    column = _column(table, dialect, wanted)
    columns = _columns(table.records[0])
    entries = [_entry(row, record.values, columns, dialect) for row, record in _student_rows(table, columns, dialect)]
    return Gradebook(table, dialect, column, tuple(entries))


def _column(table: Table, dialect: Dialect, wanted: str | None) -> int:
    """The column to fill: the one of that header (a Canvas or Blackboard one also without its number), or the only."""
    headers = table.records[0].values
    candidates = [
        place for place, header in enumerate(headers) if dialect.is_assignment(header) and not _read_only(table, place)
    ]
    found = candidates if wanted is None else [place for place, header in enumerate(headers) if header == wanted]
    if wanted is not None and not found:
        found = [place for place in candidates if _title(headers[place]) == wanted]
    if len(found) == 1:
        if headers[found[0]].casefold().strip() in {*dialect.needed, *dialect.ids} - {"grade"}:
            raise UsageError(f"the column {one_line(headers[found[0]])} says who a student is: it takes no grades")
        if _read_only(table, found[0]):
            raise UsageError(f"the column {one_line(headers[found[0]])} is read-only in {dialect.system}")
        return found[0]
    listed = "; ".join(one_line(headers[place]) for place in candidates[:_SHOWN]) or "none"
    what = "no column is" if wanted is not None and not found else "more than one column may be"
    if wanted is None and not candidates:
        what = "no column is plainly"
    meant = "meant" if wanted is None else one_line(wanted)
    raise UsageError(f"{what} {meant}; name one with --column. Assignments in it: {listed}")


def _title(header: str) -> str:
    """A header without the number or the points that the LMS adds to an assignment's name."""
    plain = re.sub(r" \[Total Pts: [^\]]*\](?: ?\|[0-9]+)?\Z", "", header)
    plain = re.sub(r" \([0-9]+\)\Z", "", plain)
    return plain.removeprefix("Assignment: ").removesuffix(" (Real)")


def _read_only(table: Table, column: int) -> bool:
    return any(
        _is_points(record) and record.values[column].strip() == _READ_ONLY
        for record in table.records[1:]
        if not record.blank
    )


def _is_points(record: Record) -> bool:
    return record.cells[0].value.strip().casefold() == _CANVAS_POINTS


def _columns(header: Record) -> dict[str, int]:
    """The places of the headers, in small letters; of two that are equal, the first."""
    places: dict[str, int] = {}
    for place, value in enumerate(header.values):
        places.setdefault(value.strip().casefold(), place)
    return places


def _student_rows(table: Table, columns: dict[str, int], dialect: Dialect) -> list[tuple[int, Record]]:
    """Rows with a student in them: in Canvas's file those that have an ID."""
    rows = [(row, record) for row, record in enumerate(table.records) if row and not record.blank]
    if dialect.system != "Canvas":
        return rows
    return [(row, record) for row, record in rows if record.values[columns["id"]].strip() and not _is_points(record)]


def _entry(row: int, values: Sequence[str], columns: dict[str, int], dialect: Dialect) -> Entry:
    def cell(header: str) -> str:
        return values[columns[header]].strip() if header in columns else ""

    own = cell(dialect.own_id)
    if dialect.own_id == "identifier":  # "Participant 123456", in whatever language
        match = _PARTICIPANT.fullmatch(own)
        own = match[1] if match else own
    ids = tuple(filter(None, [own, *(cell(header) for header in dialect.ids if header != dialect.own_id)]))
    names = tuple(filter(None, (" ".join(filter(None, map(cell, parts))) for parts in dialect.names)))
    names += tuple(f"{first} {last}" for last, comma, first in (name.partition(", ") for name in names) if comma)
    return Entry(row, (names or ids or (f"row {row + 1}",))[0], own, ids, names)


def _number(text: str) -> float | None:
    plain = text.strip()
    return float(plain.replace(",", ".")) if _NUMBER.fullmatch(plain) else None
