"""Arrays drawn as text: small ones whole, of larger ones what is around the first wrong entry; wrong ones marked.

``>`` and ``<`` stand around a wrong entry, so that it is seen without colour; what is shown on a page may add one.
Whatever the array, what comes back is a few dozen lines at most, of at most :data:`WIDTH` columns or a little more.
"""

import re
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

SMALL: Final = 60  # entries
WIDTH: Final = 88  # columns
LINES: Final = 24
ROWS_AROUND, COLUMNS_AROUND = 2, 3

_GAP = re.compile(r"(?<=\[) +|(?<= ) +")  # what lines columns up, in a row of its own

Array = npt.NDArray[Any]
Index = tuple[int, ...]


def number_text(value: Any) -> str:
    """An entry as NumPy would write it, with six digits at most: ``3``, ``3.``, ``0.333333``."""
    number = value.item() if isinstance(value, (np.ndarray, np.generic)) else value
    if isinstance(number, (float, np.floating)):
        text = f"{float(number):.6g}"
        return f"{text}." if text.lstrip("-").isdecimal() else text
    return str(number)[:40]


def is_small(array: Array) -> bool:
    """Whether it is drawn whole."""
    return array.size <= SMALL and array.ndim <= 4 and _line_count(array.shape) <= LINES


def draw(array: Array, wrong: Array | None = None) -> list[str]:
    """The lines of a small array, with the entries marked where ``wrong``, of the same shape, is true."""
    if array.ndim == 0:
        return [number_text(array)]
    texts = [number_text(entry) for entry in array.reshape(-1)]
    if wrong is not None:
        marked = zip(texts, wrong.reshape(-1), strict=True)
        texts = [f">{text}<" if is_wrong else f" {text} " for text, is_wrong in marked]
    width = max(map(len, texts), default=0)
    cells = np.array([text.rjust(width) for text in texts] or [""], dtype=object)[: array.size].reshape(array.shape)
    return _lines(cells)


def window(shape: Sequence[int], index: Index) -> tuple[slice, ...]:
    """The part of an array of that shape that is drawn to show what is at ``index``."""
    reach = [0] * (len(shape) - 2) + [ROWS_AROUND, COLUMNS_AROUND]
    reach = [COLUMNS_AROUND] if len(shape) == 1 else reach
    return tuple(
        slice(max(0, place - around), min(length, place + around + 1))
        for place, length, around in zip(index, shape, reach, strict=True)
    )


def window_text(part: Sequence[slice]) -> str:
    """A part of an array as Python writes it: ``[3, 0:5, 2:9]``."""
    inner = ", ".join(f"{one.start}" if one.stop == one.start + 1 else f"{one.start}:{one.stop}" for one in part)
    return f"[{inner}]"


def flat(part: Array) -> Array:
    """A part that was cut out without its leading axes of length 1, down to a matrix."""
    while part.ndim > 2 and part.shape[0] == 1:
        part = part[0]
    return part


def literal(array: Array) -> list[str]:
    """A small array as Python code that makes it, on as few lines as are read well."""
    dtype = "" if array.dtype in (np.int64, np.float64, np.bool_) else f', dtype="{array.dtype}"'
    if array.size == 0:
        return [f"np.zeros({array.shape}{dtype or _dtype_of_empty(array)})"]
    drawn = draw(array)
    one = f"np.array({_GAP.sub('', ' '.join(line.strip() for line in drawn))}{dtype})"
    if array.ndim < 2 or (len(one) <= WIDTH // 2 and array.ndim == 2):
        drawn = [one.removeprefix("np.array(")]
    else:
        drawn[-1] += f"{dtype})"
    return [f"np.array({drawn[0]}", *[" " * len("np.array(") + line for line in drawn[1:]]]


def _dtype_of_empty(array: Array) -> str:
    return "" if array.dtype == np.float64 else f', dtype="{array.dtype}"'


def _line_count(shape: Sequence[int]) -> int:
    count = 1
    for length in shape[:-1]:
        count *= max(1, length)
    return count


def _lines(cells: Array) -> list[str]:
    if cells.ndim == 1:
        return _wrapped([str(cell) for cell in cells])
    if len(cells) == 0:
        return ["[]"]
    lines = []
    for number, part in enumerate(cells):
        inner = [("[" if number == place == 0 else " ") + line for place, line in enumerate(_lines(part))]
        inner[-1] += "," if number + 1 < len(cells) else "]"
        lines += inner
    return lines


def _wrapped(cells: Sequence[str]) -> list[str]:
    """One row of cells, over several lines where it is too wide."""
    width = max((len(cell) for cell in cells), default=1) + 2
    count = max(1, (WIDTH - 2) // width)
    rows = [", ".join(cells[start : start + count]) for start in range(0, len(cells), count)] or [""]
    return [
        ("[" if number == 0 else " ") + row + ("]" if number + 1 == len(rows) else ",")
        for number, row in enumerate(rows)
    ]
