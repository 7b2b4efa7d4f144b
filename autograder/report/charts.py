"""Charts as plain numbers, which the page's template draws as SVG: a hundred units wide and high on any screen."""

from collections.abc import Sequence
from typing import Final, NamedTuple

BINS: Final = 20
SIDE: Final = 120  # what a row's own chart is wide, in pixels
EDGE: Final = 6


class Bar(NamedTuple):
    """One column: its place and size from 0 to 100, what it spans, and how many are in it."""

    x: float
    y: float
    width: float
    height: float
    span: str
    number: int


class Histogram(NamedTuple):
    """Columns from left to right, the labels below them, and where a line stands (None for no line)."""

    bars: tuple[Bar, ...]
    ticks: tuple[str, ...]
    line: float | None
    most: int


def histogram(
    values: Sequence[float], span: tuple[float, float], bins: int = BINS, line: float | None = None
) -> Histogram:
    """How often ``values`` fall into each of ``bins`` equal spans of ``span``, whose end is in the last one.

    What is below or above stands in the first or the last.
    """
    low, high = span
    counts, step = [0] * bins, (high - low) / bins
    for value in values:
        # A value on the border of two belongs to the upper one, and 0.1 * 3 is on the border of 0.3.
        counts[min(max(int((value - low) / step + 1e-9), 0), bins - 1)] += 1
    most = max(counts, default=0)
    gap = min(0.8, 20 / bins)
    digits, width = _digits(step), 100 / bins
    bars = []
    for place, count in enumerate(counts):
        # One among thousands is to be seen, too.
        height = max(100 * count / most, 1.5) if count else 0.0
        words = f"{low + place * step:.{digits}f}–{low + (place + 1) * step:.{digits}f}"
        bars.append(Bar(place * width + gap / 2, 100 - height, width - gap, height, words, count))
    quarter = (high - low) / 4
    ticks = tuple(f"{low + part * quarter:.4g}" for part in range(5))
    at = None if line is None else min(max(100 * (line - low) / (high - low), 0.0), 100.0)
    return Histogram(tuple(bars), ticks, at, most)


def _digits(step: float) -> int:
    """As many decimals as steps of this size take, four at most."""
    return next((digits for digits in range(4) if abs(step - round(step, digits)) < 1e-9), 4)


def across(share: float) -> float:
    """Where a share from 0 to 1 stands in a row's own chart, in pixels from its left."""
    return round(EDGE + share * (SIDE - 2 * EDGE), 1)


def stacked(counts: Sequence[int]) -> tuple[tuple[float, float], ...]:
    """Each count's place and width in a bar of 100 that they fill together."""
    total, start, parts = sum(counts) or 1, 0.0, []
    for count in counts:
        width = 100 * count / total
        parts.append((round(start, 2), round(width, 2)))
        start += width
    return tuple(parts)
