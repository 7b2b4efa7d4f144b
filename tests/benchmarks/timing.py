"""Timings: what a contender took, a class in a row after another, and how they compare."""

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from workplace import Workplace


@dataclass(frozen=True, slots=True)
class Timing:
    """``count`` submissions took ``seconds``; of these the same command takes ``base_seconds`` for ``base_count``.

    The second measurement tells start-up and rate apart: a sample then stands for a whole class.
    """

    count: int
    seconds: float
    base_count: int = 0
    base_seconds: float | None = None

    @property
    def each(self) -> float:
        """Seconds for one more submission."""
        return (self.seconds - (self.base_seconds or 0.0)) / (self.count - self.base_count)

    def whole(self, count: int) -> float:
        """Seconds for a class of ``count``, start-up and all: measured where that many were graded, else projected."""
        return self.seconds if count == self.count else self.seconds + (count - self.count) * self.each


class Contender(Protocol):
    """One way to grade the class."""

    name: str

    def warm_up(self) -> None:
        """Has everything read from disk once."""
        ...

    def measure(self) -> Timing:
        """Grades once; raises ``BenchmarkError`` where a submission does not get all its points."""
        ...


@dataclass(frozen=True, slots=True)
class Part:
    """A comparison: the first contender is ours, ``wanted`` says how many times faster it is to be than others."""

    title: str
    count: int
    contenders: Sequence[Contender]
    wanted: Mapping[str, float]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """One contender over all runs; every number is a median, ``ratios`` are ours against it, run by run."""

    name: str
    timings: Sequence[Timing]
    ratios: Sequence[float]
    count: int
    wanted: float | None

    @property
    def seconds(self) -> float:
        """For the whole class."""
        return statistics.median(timing.whole(self.count) for timing in self.timings)

    @property
    def graded(self) -> int:
        """How many were in fact graded in a run."""
        return self.timings[0].count

    @property
    def rate(self) -> float:
        """Submissions a second."""
        return self.count / self.seconds

    @property
    def rate_without_start(self) -> float | None:
        """Submissions a second once it runs; None where start-up was not measured, or took longer than the class."""
        if any(timing.base_seconds is None for timing in self.timings):
            return None
        each = statistics.median(timing.each for timing in self.timings)
        return 1 / each if each > 0 else None

    @property
    def ratio(self) -> float | None:
        """How many times as long it takes as ours."""
        return statistics.median(self.ratios) if self.ratios else None


@dataclass(frozen=True, slots=True)
class Comparison:
    """The outcome of a part; ``runs`` may be fewer than asked for, where time was short."""

    title: str
    count: int
    runs: int
    standings: Sequence[Standing]
    note: str


def compare(part: Part, runs: int, place: Workplace, tell: Callable[[str], None]) -> Comparison:
    """Warms up, then measures every contender in turn, run after run, as long as there is time for another run."""
    for contender in part.contenders:
        tell(f"{part.title}: warming up {contender.name}")
        contender.warm_up()
    timings: list[list[Timing]] = [[] for _ in part.contenders]
    longest = 0.0
    for run in range(runs):
        if run and longest * 1.1 > place.time_left():
            tell(f"{part.title}: no time for another run; see --minutes")
            break
        start = time.monotonic()
        for contender, column in zip(part.contenders, timings, strict=True):
            column.append(contender.measure())
            each = column[-1].whole(part.count)
            tell(f"{part.title}: run {run + 1} of {runs}, {contender.name}: {each:.1f} s for {part.count}")
        longest = max(longest, time.monotonic() - start)
    return Comparison(part.title, part.count, len(timings[0]), _standings(part, timings), part.note)


def _standings(part: Part, timings: Sequence[Sequence[Timing]]) -> list[Standing]:
    ours = [timing.whole(part.count) for timing in timings[0]]
    standings = []
    for index, (contender, column) in enumerate(zip(part.contenders, timings, strict=True)):
        theirs = [timing.whole(part.count) for timing in column]
        ratios = [theirs_once / ours_once for theirs_once, ours_once in zip(theirs, ours, strict=True)] if index else []
        standings.append(Standing(contender.name, column, ratios, part.count, part.wanted.get(contender.name)))
    return standings
