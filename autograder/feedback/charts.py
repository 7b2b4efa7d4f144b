"""A training's figures as the page draws them: a curve in the units of its SVG, shades of a table, digits as paths."""

import math
from collections.abc import Mapping, Sequence
from itertools import groupby
from types import MappingProxyType
from typing import Final, NamedTuple

from autograder.measured import LEVELS, MOST_EPOCHS, SIDE, Measured, levels

# The curve's drawing and, in it, the place of the axes.
CHART: Final[Mapping[str, int]] = MappingProxyType(
    {"WIDTH": 340, "HEIGHT": 200, "LEFT": 40, "RIGHT": 334, "TOP": 22, "BOTTOM": 158}
)
_STEPS: Final = (0.01, 0.02, 0.05, 0.1, 0.25)
_TICKS: Final = 5
_NAMED_EPOCHS: Final = 10  # labels below the curve, at most
_NAMED_DOTS: Final = 6  # of which the accuracy stands beside the dot
SHADES: Final = 5


class Dot(NamedTuple):
    """An accuracy: its place in the drawing, what it is, and whether there is room to say so beside it."""

    x: float
    y: float
    text: str
    named: bool


class Curve(NamedTuple):
    """The drawing: runs of dots, each with its polyline; ticks as (place, text); where the threshold stands."""

    runs: tuple[tuple[str, tuple[Dot, ...]], ...]
    ticks: tuple[tuple[float, str], ...]
    epochs: tuple[tuple[float, int], ...]
    threshold: float


class Digit(NamedTuple):
    """A misread digit, by its number in the test set: ``paths`` are (level from 1, path); ``percent`` may be empty."""

    number: int
    label: int
    read: int
    percent: str
    paths: tuple[tuple[int, str], ...]


class Figures(NamedTuple):
    """All that the page draws of a training; texts of accuracies have four decimals, as in messages."""

    accuracy: str
    threshold: str
    reached: bool
    curve: Curve
    table: tuple[tuple[str, ...], ...]  # a row an epoch: each run's accuracy
    stopped_after: int  # 0 where the training was not stopped
    cut: int  # as many epochs of a longer training are shown; 0 where it was none
    confusion: tuple[tuple[tuple[int, str], ...], ...]  # (count, shade) by digit and reading
    worst: tuple[Digit, ...]


def figures(measured: Measured) -> Figures | None:
    """The drawing of what was measured; None where no epoch was."""
    runs = [run for run in measured.runs if run]
    if not runs:
        return None
    best = max(map(max, runs))
    longest = max(map(len, runs))
    return Figures(
        _text(best),
        _text(measured.threshold),
        best >= measured.threshold,
        _curve(runs, measured.threshold),
        tuple(tuple(_text(run[epoch]) if epoch < len(run) else "–" for run in runs) for epoch in range(longest)),
        len(runs[-1]) if measured.stopped else 0,
        longest if longest == MOST_EPOCHS else 0,
        _shaded(measured.confusion),
        tuple(
            Digit(
                misread.index,
                misread.label,
                misread.read,
                "" if misread.probability is None else f"{100 * misread.probability:.1f}",
                _paths(levels(misread.picture)),
            )
            for misread in measured.worst
        ),
    )


def _text(accuracy: float) -> str:
    return f"{accuracy:.4f}"


def _curve(runs: Sequence[Sequence[float]], threshold: float) -> Curve:
    least = max(min(*map(min, runs), threshold), 0.0)
    step, low = _scale(least)
    longest = max(map(len, runs))

    def across(epoch: int) -> float:
        return round(CHART["LEFT"] + (CHART["RIGHT"] - CHART["LEFT"]) * ((epoch + 0.5) / longest), 1)

    def up(accuracy: float) -> float:
        return round(CHART["BOTTOM"] - (CHART["BOTTOM"] - CHART["TOP"]) * (min(accuracy, 1.0) - low) / (1 - low), 1)

    named = len(runs) == 1 and longest <= _NAMED_DOTS
    drawn = []
    for run in runs:
        dots = tuple(Dot(across(epoch), up(value), _text(value), named) for epoch, value in enumerate(run))
        drawn.append((" ".join(f"{dot.x},{dot.y}" for dot in dots), dots))
    every = math.ceil(longest / _NAMED_EPOCHS)
    ticks = [low + number * step for number in range(round((1 - low) / step) + 1)]
    return Curve(
        tuple(drawn),
        tuple((up(tick), f"{tick:.2f}") for tick in ticks),
        tuple((across(epoch), epoch + 1) for epoch in range(0, longest, every)),
        up(threshold),
    )


def _scale(least: float) -> tuple[float, float]:
    """The distance of ticks and the lowest of them, so that a handful reach from there to 1."""
    for step in _STEPS:
        # A little below, so that no dot lies on the axis.
        low = max(math.floor((least - step / 10) / step) * step, 0.0)
        if round((1 - low) / step) <= _TICKS and low < 1:
            return step, low
    return _STEPS[-1], 0.0


def _shaded(confusion: Sequence[Sequence[int]]) -> tuple[tuple[tuple[int, str], ...], ...]:
    """Each count and how it is shaded: ``right`` on the diagonal, beside it the more the more often it was mistaken."""
    most = max(
        (count for row, counts in enumerate(confusion) for col, count in enumerate(counts) if row != col), default=0
    )
    return tuple(
        tuple(
            (count, "right" if row == col else f"wrong-{math.ceil(SHADES * count / most)}" if count else "nought")
            for col, count in enumerate(counts)
        )
        for row, counts in enumerate(confusion)
    )


def _paths(shades: bytes) -> tuple[tuple[int, str], ...]:
    """A picture as one path a level of grey, each pixel a square of 1: runs of pixels are one rectangle."""
    paths: dict[int, list[str]] = {}
    for y in range(SIDE):
        x = 0
        for level, run in groupby(shades[y * SIDE : (y + 1) * SIDE]):
            length = len(list(run))
            if level:
                paths.setdefault(level, []).append(f"M{x} {y}h{length}v1h-{length}z")
            x += length
    return tuple((level, "".join(paths[level])) for level in range(1, LEVELS) if level in paths)
