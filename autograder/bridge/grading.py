"""Grades submitted notebooks as a batch, in processes of their own; what comes back is read from result files."""

import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from autograder.attempt.mnist import find_mnist
from autograder.bridge.staging import HandIn, key_of, stage
from autograder.course import Course, Settings
from autograder.errors import DataMissing, GraderFault
from autograder.feedback.reports import read_submission
from autograder.processes.batch import Batch, grade
from autograder.processes.source import Source
from autograder.results import OUR_FAULT, Row, UnitResult
from autograder.submission.opening import folder_name


@dataclass(frozen=True, slots=True)
class How:
    """How to grade: which course, behind which isolation layers, how many notebooks at once."""

    course: Course
    layers: tuple[str, ...]
    jobs: int


@dataclass(slots=True)
class Results:
    """What each notebook got, by what it holds: the same notebook is graded once.

    ``source`` may have been started before; the first batch uses it up.
    """

    how: How
    source: Source | None = None
    _units: dict[str, UnitResult] = field(default_factory=dict)

    def grade(self, hand_ins: Sequence[HandIn], finished: Callable[[int, int], None] | None = None) -> None:
        """Grades what is not graded yet, all cores at work; ``finished`` hears how many of how many are.

        Raises:
            GraderFault: our own side could not grade at all.
        """
        limits = self.how.course.limits
        todo = {key_of(hand_in, limits): hand_in for hand_in in hand_ins}
        for key in todo.keys() & self._units.keys():
            del todo[key]
        if todo:
            with tempfile.TemporaryDirectory(prefix="autograder-nbgrader-") as scratch:
                self._grade(todo, Path(scratch), finished)

    def result(self, hand_in: HandIn) -> UnitResult:
        """What the notebook got; it is graded now where it was not.

        Raises:
            GraderFault: our own side failed, and nothing is to be charged for it.
        """
        key = key_of(hand_in, self.how.course.limits)
        if key not in self._units:
            self.grade([hand_in])
        if key not in self._units:
            raise GraderFault(f"{hand_in.notebook} was changed while it was graded; grade it again")
        unit = self._units[key]
        if unit.message.startswith(OUR_FAULT):
            raise GraderFault(f"{hand_in.student}'s {hand_in.unit.name} {unit.message}")
        return unit

    def _grade(self, todo: Mapping[str, HandIn], scratch: Path, finished: Callable[[int, int], None] | None) -> None:
        (scratch / "in").mkdir()
        submissions = [stage(hand_in, key, scratch / "in", self.how.course.limits) for key, hand_in in todo.items()]
        done = 0

        def count(_: Row) -> None:
            nonlocal done
            done += 1
            if finished is not None:
                finished(done, len(submissions))

        settings = Settings(self.how.layers, mnist_path(self.how.course))
        out = scratch / "out"
        source, self.source = self.source, None
        grade(Batch(self.how.course, settings, submissions, out, self.how.jobs), count, source)
        self._units |= {key: _unit(out / folder_name(key), hand_in.unit.name) for key, hand_in in todo.items()}


def _unit(folder: Path, name: str) -> UnitResult:
    result = read_submission(folder)
    [unit] = [unit for unit in result.units if unit.name == name]
    return unit


def mnist_path(course: Course) -> Path | None:
    """MNIST's file, none where there is none: then only the test accuracy is not graded, and says so."""
    try:
        return find_mnist(course)
    except DataMissing:
        return None


def cores() -> int:
    """How many notebooks are graded at once, unless told otherwise."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
