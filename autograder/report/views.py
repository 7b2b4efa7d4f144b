"""What the report's template lays out, made of what was gathered: every number rounded, every list bounded."""

from collections.abc import Mapping, Sequence
from statistics import fmean, median
from typing import Final, NamedTuple

import numpy as np

from autograder.course import UNITS
from autograder.feedback.page import points_text
from autograder.report.charts import Histogram, across, histogram, stacked
from autograder.report.gathering import ClassResults, Item, UnitClass
from autograder.report.items import ItemStatistics, item_statistics
from autograder.report.likeness import Group, common
from autograder.report.reading import ENDINGS

NAME_CHARS: Final = 80
NAMES: Final = 12  # of a group or a reason, listed by name
ROWS: Final = 100  # of groups and of reasons
STRATEGIES: Final = 4
HIGHLIGHTS: Final = 5
HARD, EASY = 0.05, 0.95  # outside of these a correlation hangs on a few students
PARTS_WELL, FOLLOWS = 0.3, 0.1  # Ebel and Frisbie, Essentials of Educational Measurement, 1991: good from 0.3


class UnitView(NamedTuple):
    """A unit's scores: how many handed it in, and how they are spread."""

    name: str
    title: str
    most: str
    handed_in: int
    mean: str
    chart: Histogram


class TestView(NamedTuple):
    """One test's row; ``low`` and ``high`` are where the lower and the upper group stand, None where unknown."""

    number: int
    unit: str
    exercise: str
    title: str
    percent: str
    parts: tuple[tuple[float, float], ...]
    counts: tuple[int, ...]
    difficulty: float
    weight: float
    r: float | None
    low: float | None
    high: float | None
    said: str


class NamesView(NamedTuple):
    """A line with the submissions it is about, the first few by number."""

    words: str
    aside: str
    size: int
    numbers: tuple[int, ...]


class StrategyView(NamedTuple):
    """A way to write an exercise, and how many went it."""

    words: str
    programs: int
    percent: float
    right: int
    forms: int
    first: int


class ExerciseView(NamedTuple):
    """The ways in which one exercise was written."""

    name: str
    programs: int
    strategies: tuple[StrategyView, ...]
    others: int


class GroupsView(NamedTuple):
    """The near-identical programs of a unit; a passage of more than ``common`` of them was left out."""

    title: str
    programs: int
    common: int
    groups: tuple[NamesView, ...]
    left_out: int


class Overview(NamedTuple):
    """The whole page."""

    figures: tuple[tuple[str, str, str], ...]
    total: UnitView
    units: tuple[UnitView, ...]
    tests: tuple[tuple[UnitView, tuple[tuple[str, tuple[TestView, ...]], ...]], ...]
    telling: tuple[TestView, ...]
    odd: tuple[TestView, ...]
    accuracy: Histogram | None
    accuracies: tuple[int, int, str]
    misconceptions: tuple[NamesView, ...]
    reviews: tuple[NamesView, ...]
    alike: tuple[GroupsView, ...]
    strategies: tuple[tuple[str, tuple[ExerciseView, ...]], ...]
    unread: tuple[str, ...]


def overview(found: ClassResults, groups: Mapping[str, list[Group]], threshold: float) -> Overview:
    """What the page shows of a class; ``threshold`` is the test accuracy asked for."""
    totals = [entry.total for entry in found.entries]
    units = [_unit(unit, number, found) for number, unit in enumerate(found.units)]
    tests = [_tests(unit, place) for place, unit in enumerate(found.units)]
    every = [test for rows in tests for test in rows]
    accuracies = found.accuracies
    low = max(0.0, np.floor((threshold - 0.02) * 200) / 200) if threshold > 0.02 else 0.0
    return Overview(
        figures=_figures(found, totals),
        total=UnitView(
            "",
            "",
            points_text(found.max_score),
            len(totals),
            points_text(fmean(totals)) if totals else "–",
            histogram(totals, (0, found.max_score or 1), line=median(totals) if totals else None),
        ),
        units=tuple(units),
        tests=tuple((unit, _by_exercise(rows)) for unit, rows in zip(units, tests, strict=True) if rows),
        telling=_telling(every),
        odd=_odd(every),
        accuracy=histogram(accuracies, (low, 1.0), line=threshold) if accuracies else None,
        accuracies=(len(accuracies), sum(value >= threshold for value in accuracies), f"{threshold:.4g}"),
        misconceptions=_named({f"{exercise}\0{name}": who for (exercise, name), who in found.misconceptions.items()}),
        reviews=_named(found.reviews),
        alike=tuple(_alike(unit, groups.get(unit.name, [])) for unit in found.units if len(unit.grams) > 1),
        strategies=tuple((_title(unit.name), rows) for unit in found.units if (rows := _exercises(unit))),
        unread=tuple(found.unread[:ROWS]),
    )


def _title(name: str) -> str:
    return next((unit.title for unit in UNITS if unit.name == name), name)


def _figures(found: ClassResults, totals: Sequence[float]) -> tuple[tuple[str, str, str], ...]:
    most = points_text(found.max_score)
    return (
        ("submissions", f"{len(totals):,}", ""),
        ("mean", points_text(fmean(totals)) if totals else "–", most),
        ("median", points_text(median(totals)) if totals else "–", most),
        ("full", f"{sum(total >= found.max_score for total in totals):,}", ""),
        ("review", f"{sum(entry.review for entry in found.entries):,}", ""),
    )


def _unit(unit: UnitClass, place: int, found: ClassResults) -> UnitView:
    scores = [score for entry in found.entries if (score := entry.scores[place]) is not None]
    return UnitView(
        unit.name,
        _title(unit.name),
        points_text(unit.max_score),
        len(scores),
        points_text(fmean(scores)) if scores else "–",
        histogram(scores, (0, unit.max_score or 1), 10, median(scores) if scores else None),
    )


def _tests(unit: UnitClass, place: int) -> tuple[TestView, ...]:
    if not unit.scores:
        return ()
    passes = np.frombuffer(unit.passes, dtype=np.bool_).reshape(len(unit.scores), -1)
    weights = np.array([item.weight for item in unit.items])
    statistics = item_statistics(np.array(unit.scores), passes, weights)
    pairs = enumerate(zip(unit.items, statistics, strict=True))
    return tuple(_test(1000 * place + number, unit.name, item, known) for number, (item, known) in pairs)


def _test(number: int, unit: str, item: Item, known: ItemStatistics) -> TestView:
    counts = tuple(item.endings[ending] for ending in ENDINGS)
    groups = known.upper is not None and known.lower is not None
    return TestView(
        number,
        unit,
        item.exercise,
        item.title,
        f"{100 * known.difficulty:.0f}",
        stacked(counts),
        counts,
        known.difficulty,
        item.weight,
        known.discrimination,
        across(known.lower or 0.0) if groups else None,
        across(known.upper or 0.0) if groups else None,
        f"{100 * (known.upper or 0):.0f} / {100 * (known.lower or 0):.0f}" if groups else "",
    )


def _by_exercise(tests: Sequence[TestView]) -> tuple[tuple[str, tuple[TestView, ...]], ...]:
    names = dict.fromkeys(test.exercise for test in tests)
    return tuple((name, tuple(test for test in tests if test.exercise == name)) for name in names)


def _telling(tests: Sequence[TestView]) -> tuple[TestView, ...]:
    """The tests that part strong students from weak ones best, one an exercise."""
    good = [test for test in tests if HARD < test.difficulty < EASY and (test.r or 0) >= PARTS_WELL]
    best: dict[str, TestView] = {}
    for test in sorted(good, key=lambda test: (-round(test.r or 0, 1), -test.weight, test.number)):
        best.setdefault(test.exercise, test)
    return tuple(best.values())[:HIGHLIGHTS]


def _odd(tests: Sequence[TestView]) -> tuple[TestView, ...]:
    """The tests that a teacher should look at: weak students pass as often as strong ones, or nobody does."""
    known = [test for test in tests if test.r is not None and test.r < FOLLOWS and HARD < test.difficulty < EASY]
    nobody = [test for test in tests if test.counts[0] == 0 and sum(test.counts) >= HIGHLIGHTS]
    return tuple([*nobody, *sorted(known, key=lambda test: (test.r or 0, test.number))][: 2 * HIGHLIGHTS])


def _named(lists: Mapping[str, Sequence[int]]) -> tuple[NamesView, ...]:
    """Those lists, the longest first; of a key with a NUL the part before it stands aside."""
    ranked = sorted(lists.items(), key=lambda pair: (-len(pair[1]), pair[0]))[:ROWS]
    views = []
    for key, numbers in ranked:
        aside, _, words = key.rpartition("\0")
        views.append(NamesView(words, aside, len(numbers), tuple(numbers[:NAMES])))
    return tuple(views)


def _alike(unit: UnitClass, groups: Sequence[Group]) -> GroupsView:
    views = tuple(
        NamesView(
            "", "100" if group.least == 1 else f"{100 * group.least:.0f}", len(group.members), group.members[:NAMES]
        )
        for group in groups[:ROWS]
    )
    return GroupsView(_title(unit.name), len(unit.grams), common(len(unit.grams)), views, max(0, len(groups) - ROWS))


def _exercises(unit: UnitClass) -> tuple[ExerciseView, ...]:
    views = []
    for item in dict.fromkeys(item.exercise for item in unit.items):
        strategies = unit.strategies.get(item, {})
        programs = sum(strategy.programs for strategy in strategies.values())
        ranked = sorted(strategies.items(), key=lambda pair: (-pair[1].programs, pair[0]))
        if programs > 1:
            rows = tuple(
                StrategyView(
                    words, one.programs, round(100 * one.programs / programs, 2), one.right, len(one.digests), one.first
                )
                for words, one in ranked[:STRATEGIES]
            )
            views.append(ExerciseView(item, programs, rows, max(0, len(ranked) - STRATEGIES)))
    return tuple(views)
