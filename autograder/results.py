"""What grading yields: plain frozen values, and the JSON form that course.md fixes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import Any

from autograder.measured import Measured
from autograder.words import (
    BOTH,
    SPOKEN,
    Words,
    as_json,
    first_line,
    from_json,
    lines_as_json,
    lines_from_json,
    sentence,
)

Source = str | tuple[str, ...]  # what was handed in for a unit: a file, or a notebook's cells
Place = tuple[int, int]  # in a student's own file: a cell (from 0; a .py file is one) and a line of it (from 1)
OUR_FAULT = "could not be graded, through no fault of yours"


def our_fault(reason: object) -> Words:
    """What stands at whatever our own side could not grade; begins with ``OUR_FAULT`` in English."""
    return sentence("could not be graded, through no fault of yours: {reason}").format(reason=reason)


class TestStatus(StrEnum):
    """How one test ended. ``error``: the student's code raised, crashed, was killed or ran out of memory."""

    __test__ = False

    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"
    TIMEOUT = "timeout"


class Origin(StrEnum):
    """Where a result comes from: graded now, or found; ``AGAIN`` where something that it rests on had changed.

    ``KNOWN``: every function is one that passed in another's file.
    """

    GRADED = "graded"
    AGAIN = "graded again"
    UNCHANGED = "unchanged"
    IDENTICAL = "identical"
    KNOWN = "known functions"


class Status(StrEnum):
    """How a unit or a whole submission stands."""

    GRADED = "graded"
    MISSING = "missing"
    NEEDS_REVIEW = "needs_review"


@dataclass(frozen=True, slots=True)
class TestResult:
    """One test of one exercise; ``points`` of at most ``max_points``.

    ``value`` is what the test measured, where it measures something: the pipeline's test accuracy, from 0 to 1; and
    ``measured`` are the figures behind it. ``places`` are the lines that the message names, for a page that shows the
    code; they are not in ``result.json``, whose messages say the same in words.
    """

    __test__ = False

    name: str
    status: TestStatus
    points: float
    max_points: float
    message: str = ""
    value: float | None = None
    measured: Measured | None = None
    places: tuple[Place, ...] = field(default=(), compare=False)

    def as_json(self, language: str = BOTH) -> dict[str, Any]:
        """The test's entry in ``result.json``; ``value`` and ``measured`` stand in it where something was measured."""
        entry: dict[str, Any] = {
            "name": self.name,
            "status": str(self.status),
            "points": _rounded(self.points),
            "max_points": _rounded(self.max_points),
            **as_json("message", self.message, language),
        }
        if self.value is not None:
            entry["value"] = round(float(self.value), 6)
        if self.measured is not None:
            entry["measured"] = self.measured.as_json()
        return entry


@dataclass(frozen=True)
class ExerciseResult:
    """One function of the contract, or ``test_accuracy``; ``misconception`` names the known wrong program it is."""

    name: str
    tests: tuple[TestResult, ...]
    feedback: tuple[str, ...] = ()
    misconception: str = ""

    def __hash__(self) -> int:
        """By name alone: kept results are few to a name, and a hash of every test would cost more than it spares."""
        return hash(self.name)

    @cached_property
    def score(self) -> float:
        """Points earned, two decimals."""
        return _rounded(sum(test.points for test in self.tests))

    @cached_property
    def max_score(self) -> float:
        """Points to be had, two decimals."""
        return _rounded(sum(test.max_points for test in self.tests))

    @property
    def wordless(self) -> bool:
        """Whether nothing is said of it but points: no student's words, so that another's may be its equal."""
        return not self.feedback and not any(test.message or test.measured for test in self.tests)

    @property
    def perfect(self) -> bool:
        """Whether it got every point without a word or a number that was measured."""
        return self.wordless and all(
            test.status is TestStatus.PASSED and test.points == test.max_points and test.value is None
            for test in self.tests
        )

    def reworded(
        self, reword: Callable[[str], str], find: Callable[[str], tuple[Place, ...]] | None = None
    ) -> "ExerciseResult":
        """The same with every text that is its author's to read put through ``reword``.

        Where ``find`` is given, a test's places are those that it finds in the message as it was.
        """
        if self.wordless:
            return self
        tests = tuple(
            replace(test, message=reword(test.message), places=find(test.message) if find else test.places)
            if test.message
            else test
            for test in self.tests
        )
        # A line of feedback is the first of a message; what ``reword`` puts below it stands in the message.
        return replace(self, tests=tests, feedback=tuple(first_line(reword(line)) for line in self.feedback))

    @classmethod
    def from_json(cls, name: str, entry: Mapping[str, Any]) -> "ExerciseResult":
        """The inverse of :meth:`as_json`; raises ``KeyError``, ``TypeError`` or ``ValueError`` on anything else."""
        tests = tuple(
            TestResult(
                test["name"],
                TestStatus(test["status"]),
                test["points"],
                test["max_points"],
                from_json("message", test),
                test.get("value"),
                Measured.from_json(test["measured"]) if "measured" in test else None,
            )
            for test in entry["tests"]
        )
        return cls(name, tests, lines_from_json("feedback", entry), entry.get("misconception", ""))

    def as_json(self, language: str = BOTH) -> dict[str, Any]:
        """The exercise's entry in ``result.json``."""
        return {
            "score": self.score,
            "max_score": self.max_score,
            **lines_as_json("feedback", self.feedback, language),
            **({"misconception": self.misconception} if self.misconception else {}),
            "tests": [test.as_json(language) for test in self.tests],
        }


@dataclass(frozen=True)
class UnitResult:
    """One unit of one submission; ``message`` is what its author should know about the file as a whole.

    ``places`` are the lines that it names, as a test's. ``printed`` is what the file printed when it was run, for its
    author's page only.
    """

    name: str
    status: Status
    exercises: tuple[ExerciseResult, ...]
    message: str = ""
    places: tuple[Place, ...] = field(default=(), compare=False)
    printed: str = field(default="", compare=False)

    @cached_property
    def score(self) -> float:
        """Points earned, two decimals."""
        return _rounded(sum(exercise.score for exercise in self.exercises))

    @cached_property
    def max_score(self) -> float:
        """Points to be had, two decimals."""
        return _rounded(sum(exercise.max_score for exercise in self.exercises))

    def heading(self, language: str = BOTH) -> dict[str, Any]:
        """What the unit's entry in ``result.json`` says before its ``exercises``."""
        return {
            "score": self.score,
            "max_score": self.max_score,
            "status": str(self.status),
            **as_json("message", self.message, language),
        }

    def as_json(self, language: str = BOTH) -> dict[str, Any]:
        """The unit's entry in ``result.json``."""
        exercises = {exercise.name: exercise.as_json(language) for exercise in self.exercises}
        return {**self.heading(language), "exercises": exercises}


@dataclass(frozen=True, slots=True)
class UnitScore:
    """A unit as a row of the grades knows it; ``fault`` where our own side could not grade it."""

    name: str
    score: float
    max_score: float
    fault: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A submission as the grades list it: what a batch keeps of it, some hundred bytes.

    ``unwritten`` says why its own folder of results could not be written, and is empty where it was; ``changed`` what
    had changed since an earlier run, so that some of it was graded again.
    """

    student: str
    status: Status
    score: float
    max_score: float
    units: tuple[UnitScore, ...]
    unwritten: str = ""
    origin: Origin = Origin.GRADED
    changed: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The row as plain values."""
        return {
            "student": self.student,
            "status": str(self.status),
            "score": self.score,
            "max_score": self.max_score,
            "units": [
                {"name": unit.name, "score": unit.score, "max_score": unit.max_score, "fault": unit.fault}
                for unit in self.units
            ],
            "unwritten": self.unwritten,
            "origin": str(self.origin),
            "changed": list(self.changed),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Row":
        """The inverse of :meth:`as_json`; raises ``KeyError``, ``TypeError`` or ``ValueError`` on anything else."""
        units = tuple(UnitScore(**unit) for unit in data["units"])
        status = Status(data["status"])
        origin, changed = Origin(data["origin"]), tuple(data["changed"])
        score, most = data["score"], data["max_score"]
        return cls(data["student"], status, score, most, units, data["unwritten"], origin, changed)


@dataclass(frozen=True)
class SubmissionResult:
    """What one submission got: a student and all four units, always.

    ``language`` is the course's: the one that ``result.json`` and an LMS are told it in, and that ``feedback.html``
    begins with; ``both`` begins with English.
    """

    student: str
    status: Status
    units: tuple[UnitResult, ...]
    language: str = BOTH

    @cached_property
    def score(self) -> float:
        """Points earned, two decimals."""
        return _rounded(sum(unit.score for unit in self.units))

    @cached_property
    def max_score(self) -> float:
        """Points to be had, two decimals."""
        return _rounded(sum(unit.max_score for unit in self.units))

    def row(self) -> Row:
        """What the grades list of it."""
        units = tuple(
            UnitScore(unit.name, unit.score, unit.max_score, unit.message.startswith(OUR_FAULT)) for unit in self.units
        )
        return Row(self.student, self.status, self.score, self.max_score, units)

    def heading(self) -> dict[str, Any]:
        """What ``result.json`` says before its ``units``."""
        return {
            "student": self.student,
            "status": str(self.status),
            "score": self.score,
            "max_score": self.max_score,
            **({} if self.language == BOTH else {"language": self.language}),
        }

    def as_json(self) -> dict[str, Any]:
        """The whole of ``result.json``."""
        return {**self.heading(), "units": {unit.name: unit.as_json(self.language) for unit in self.units}}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "SubmissionResult":
        """The inverse of :meth:`as_json`; raises ``KeyError`` or ``ValueError`` on anything else."""
        language = data.get("language", BOTH)
        if language not in SPOKEN:
            raise ValueError(f"a result in no language that is known: {language!r}")
        return cls(
            language=language,
            student=data["student"],
            status=Status(data["status"]),
            units=tuple(_unit_from_json(name, unit) for name, unit in data["units"].items()),
        )


def _unit_from_json(name: str, data: Mapping[str, Any]) -> UnitResult:
    exercises = tuple(ExerciseResult.from_json(exercise, entry) for exercise, entry in data["exercises"].items())
    return UnitResult(name, Status(data["status"]), exercises, from_json("message", data))


def _rounded(points: float) -> float:
    return round(float(points), 2)
