"""What the audit says of the known wrong programs: each is rejected, none looks like another, and none is missing."""

from collections import Counter
from collections.abc import Iterator

from autograder.course import Course
from autograder.grading.hints import Misconception
from autograder.grading.recognition import Evidence
from autograder.grading.session import Session

FEWEST, MOST = 2, 8
Tested = list[tuple[Misconception, Evidence]]


def audit_hints(course: Course, session: Session) -> Iterator[tuple[str, list[str]]]:
    """Each promise and what breaks it; every known wrong program is graded once, which trains networks on MNIST."""
    known = {unit.name: session.runner.recognition(unit) for unit in course.units}
    breaches = []
    for unit in course.units:
        counts = Counter(entry.exercise for entry in known[unit.name].misconceptions)
        breaches += [f"{name} has {counts[name]}" for name in unit.exercises if not FEWEST <= counts[name] <= MOST]
    yield f"every exercise has {FEWEST} to {MOST} known wrong programs", breaches
    tested: dict[str, Tested] = {}
    for unit in course.units:
        for name in unit.exercises:
            entries = [entry for entry in known[unit.name].misconceptions if entry.exercise == name]
            tested[name] = known[unit.name].evidence(entries)
    every = [pair for pairs in tested.values() for pair in pairs]
    yield "the graders reject every known wrong program", [_name(entry) for entry, found in every if not found.words]
    yield (
        "every known wrong program is told by what it does",
        [_name(entry) for entry, found in every if _mute(entry, found)],
    )
    yield (
        "no two known wrong programs of an exercise look alike",
        [f"{_name(one)} and {other.name}" for pairs in tested.values() for one, other in _alike(pairs)],
    )


def _name(entry: Misconception) -> str:
    return f"{entry.exercise}: {entry.name}"


def _mute(entry: Misconception, found: Evidence) -> bool:
    """Whether a submission that is this very program would not get its hint."""
    return not (found.tells(entry) if entry.told else found.equals(found))


def _alike(pairs: Tested) -> Iterator[tuple[Misconception, Misconception]]:
    """Two of one exercise of which a submission could be either."""
    for number, (one, found) in enumerate(pairs):
        for other, evidence in pairs[number + 1 :]:
            by_words = (one.told and evidence.tells(one)) or (other.told and found.tells(other))
            by_answers = not one.told and not other.told and found.equals(evidence)
            if by_words or by_answers:
                yield one, other
