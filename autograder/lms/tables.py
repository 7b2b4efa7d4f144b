"""A table as an LMS exported it, kept to the byte: a cell that is not set is written back as it came.

The ``csv`` module forgets which cells were quoted and how lines ended; an LMS that takes its own file back should find
nothing changed but the grades. So cells are kept as they stood, and only their values are decoded.
"""

import codecs
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from autograder.errors import UsageError

# The longest first: a UTF-32 mark begins with a UTF-16 one.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
MAX_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as it stands in the file: quotes, doubled quotes and blanks included."""

    raw: str

    @property
    def quoted(self) -> bool:
        """Whether it stands in quotes."""
        return self.raw.startswith('"')

    @property
    def value(self) -> str:
        """What it says: the quotes around it taken off, doubled ones once."""
        if not self.quoted:
            return self.raw
        body, _, rest = self.raw[1:].replace('""', "\0").partition('"')
        return body.replace("\0", '"') + rest.replace("\0", '""')


@dataclass(frozen=True, slots=True)
class Record:
    """A row and the line end after it, which the last may lack."""

    cells: tuple[Cell, ...]
    end: str

    @property
    def values(self) -> list[str]:
        """What its cells say."""
        return [cell.value for cell in self.cells]

    @property
    def blank(self) -> bool:
        """Whether it is an empty line."""
        return not any(cell.raw.strip() for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Table:
    """A file of rows: its encoding with its byte order mark, its delimiter, and every row, the header included."""

    mark: bytes
    encoding: str
    delimiter: str
    records: tuple[Record, ...]

    def with_values(self, column: int, values: Mapping[int, str]) -> "Table":
        """The table with ``values`` in one column, by the row's index; a cell is quoted where it was."""
        records = list(self.records)
        for row, value in values.items():
            record = records[row]
            cell = Cell(f'"{value}"' if record.cells[column].quoted or self.delimiter in value else value)
            records[row] = Record((*record.cells[:column], cell, *record.cells[column + 1 :]), record.end)
        return Table(self.mark, self.encoding, self.delimiter, tuple(records))

    def as_bytes(self) -> bytes:
        """The file: of an unchanged table, the very bytes it was read from."""
        lines = (self.delimiter.join(cell.raw for cell in record.cells) + record.end for record in self.records)
        return self.mark + "".join(lines).encode(self.encoding)


def decode(data: bytes) -> tuple[bytes, str, str]:
    """The byte order mark, the encoding and the text of a file; UTF-8 and, without a mark, Korean Windows are read.

    Raises:
        UsageError: it is neither, or holds a NUL or too much.
    """
    if len(data) > MAX_BYTES:
        raise UsageError(f"it is larger than {MAX_BYTES // 2**20} MiB, which no gradebook is")
    mark, marked = next(((mark, name) for mark, name in _MARKS if data.startswith(mark)), (b"", ""))
    for encoding in [marked] if marked else ["utf-8", "cp949"]:
        try:
            text = data[len(mark) :].decode(encoding)
        except UnicodeDecodeError:
            continue
        # Written back, it has to be the same file.
        if "\0" not in text and text.encode(encoding) == data[len(mark) :]:
            return mark, encoding, text
    raise UsageError("its encoding cannot be told: hand in the file as the LMS exported it, or saved as UTF-8")


def records_of(text: str, delimiter: str) -> tuple[Record, ...]:
    """The rows of a text, by this delimiter; quoted cells may hold it, line ends and doubled quotes.

    Raises:
        UsageError: a quoted cell never ends.
    """
    # A quoted cell, an unquoted one (quotes inside it are its own), and what comes after either.
    pattern = re.compile(rf'("(?:[^"]|"")*(?:"[^{delimiter}\r\n]*|\Z)|[^{delimiter}\r\n]*)({delimiter}|\r\n|\n|\r|\Z)')
    records: list[Record] = []
    cells: list[Cell] = []
    place = 0
    while place < len(text) or cells:
        match = pattern.match(text, place)
        if match is None or (match[1].startswith('"') and not _ends(match[1])):
            raise UsageError(f"line {len(records) + 1} has a quote that never ends")
        cells.append(Cell(match[1]))
        place = match.end()
        if match[2] != delimiter:
            records.append(Record(tuple(cells), match[2]))
            cells = []
    return tuple(records)


def _ends(raw: str) -> bool:
    """Whether a cell that begins with a quote has one that closes it."""
    return '"' in raw[1:].replace('""', "")


def line_numbers(records: Sequence[Record]) -> list[int]:
    """The line of the file on which each row begins, from 1."""
    spans = [1 + sum(len(re.findall("\r\n|\r|\n", cell.raw)) for cell in record.cells) for record in records]
    return list(accumulate(spans, initial=1))[:-1]
