"""Takes in the results of a run, one submission after another, and keeps what a page about the class needs.

That is a few hundred bytes of each, and its grams, so that ten thousand submissions need little more memory than ten.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from autograder.course import TEST_ACCURACY
from autograder.errors import GraderFault, UsageError
from autograder.feedback.reports import RESULT
from autograder.lms.graded import GRADES, as_listed, listed_students
from autograder.report.reading import ENDINGS, Seen, SeenUnit, read
from autograder.submission.archives import one_line
from autograder.submission.fingerprints import Fingerprints, Grams

_PASSED = ENDINGS[0]


@dataclass(frozen=True, slots=True)
class Entry:
    """One submission: ``scores`` of the units by their number, None where nothing was handed in."""

    student: str
    folder: str
    total: float
    review: bool
    scores: tuple[float | None, ...]


@dataclass(slots=True)
class Item:
    """One test, and how often it ended in which way, among the submissions whose unit was judged."""

    exercise: str
    title: str
    weight: float
    endings: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class Strategy:
    """A way to write one exercise: who went it first, how many did, how many of them with full marks."""

    first: int
    programs: int = 0
    right: int = 0
    digests: set[int] = field(default_factory=set)


@dataclass(slots=True)
class UnitClass:
    """What the class did in one unit.

    It has ``size`` tests, known as ``items`` once somebody was judged by them. ``scores`` and ``passes`` (a byte for
    each test) are those of the submissions that were judged, in one order. ``grams`` go by a submission's number,
    ``strategies`` by exercise and by their words.
    """

    name: str
    max_score: float
    size: int
    items: list[Item] = field(default_factory=list)
    scores: list[float] = field(default_factory=list)
    passes: bytearray = field(default_factory=bytearray)
    grams: dict[int, Grams] = field(default_factory=dict)
    strategies: dict[str, dict[str, Strategy]] = field(default_factory=lambda: defaultdict(dict))


@dataclass(slots=True)
class ClassResults:
    """What a run left behind; a submission's number is its place in ``entries``."""

    max_score: float = 0.0
    entries: list[Entry] = field(default_factory=list)
    units: list[UnitClass] = field(default_factory=list)
    accuracies: list[float] = field(default_factory=list)
    reviews: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    misconceptions: dict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(list))
    unread: list[str] = field(default_factory=list)


def gather(folder: Path) -> ClassResults:
    """The results in ``folder`` of those that ``grades.csv`` lists, or of all where there is no such file.

    A result that cannot be read, has other tests than the first, or is not there though it is listed, is passed over
    and named in ``unread``.

    Raises:
        UsageError: there are no results. GraderFault: ``grades.csv`` is not the grader's.
    """
    try:
        places = sorted(place.parent for place in folder.glob(f"*/{RESULT}"))
    except OSError as error:
        raise UsageError(f"{one_line(str(folder))}: cannot be read: {error.strerror}") from None
    if not places:
        raise UsageError(f"{one_line(str(folder))}: no results of `autograder grade` in it")
    listed = listed_students(folder / GRADES)
    left = set(listed or ())
    found = ClassResults()
    for place in places:
        try:
            seen = read(place)
            student = as_listed(seen.student)
            if listed is None or student in listed:
                left.discard(student)
                _add(found, place.name, seen)
        except GraderFault as fault:
            found.unread.append(str(fault))
    found.unread += [f"{GRADES} lists {student}, whose result is not there" for student in sorted(left)]
    return found


def _add(found: ClassResults, folder: str, seen: Seen) -> None:
    """Takes one submission in, as a whole."""
    if not found.entries:
        found.units = [UnitClass(unit.name, unit.max_score, unit.size) for unit in seen.units]
        found.max_score = seen.max_score
    shapes = [(unit.name, unit.max_score, unit.size) for unit in found.units]
    if [(unit.name, unit.max_score, unit.size) for unit in seen.units] != shapes:
        raise GraderFault(f"{folder}: graded by other tests than the rest of the class: grade it again")
    number = len(found.entries)
    scores = tuple(None if unit.missing else unit.score for unit in seen.units)
    found.entries.append(Entry(seen.student, folder, seen.total, seen.review, scores))
    for reason in seen.reasons:
        found.reviews[reason].append(number)
    for kept, unit in zip(found.units, seen.units, strict=True):
        if unit.judged:
            _count(found, kept, unit, number)
            if prints := seen.prints.get(unit.name):
                _look_into(kept, unit, prints, number)


def _count(found: ClassResults, kept: UnitClass, unit: SeenUnit, number: int) -> None:
    """Its tests, and what they tell beside: the accuracy that was measured, the misconceptions that were met."""
    kept.scores.append(unit.score)
    tests = [test for exercise in unit.exercises for test in exercise.tests]
    if not kept.items:
        kept.items = [Item(entry.name, test.title, test.weight) for entry in unit.exercises for test in entry.tests]
    kept.passes += bytes([test.ending == _PASSED for test in tests])
    for item, test in zip(kept.items, tests, strict=True):
        item.endings[test.ending] += 1
    for exercise in unit.exercises:
        if exercise.misconception:
            found.misconceptions[exercise.name, exercise.misconception].append(number)
        if exercise.name == TEST_ACCURACY:
            found.accuracies += [test.value for test in exercise.tests if test.value is not None]


def _look_into(kept: UnitClass, unit: SeenUnit, prints: Fingerprints, number: int) -> None:
    """How its program is written."""
    kept.grams[number] = prints.grams
    for exercise in unit.exercises:
        if form := prints.forms.get(exercise.name):
            strategies = kept.strategies[exercise.name]
            if (strategy := strategies.get(form.strategy)) is None:
                strategy = strategies[form.strategy] = Strategy(number)
            strategy.programs += 1
            strategy.right += exercise.right
            strategy.digests.add(form.digest)
