"""The reference solutions, called in boxes of their own: never in a student's, and always through the same wire.

So a value of the reference has gone through the same decoding as a student's, TensorFlow is imported by no grader,
and each list of cases is worked out once for all submissions.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from autograder.attempt.attempt import Attempt, Boxes
from autograder.box.frames import Calls, KeptByIdentity
from autograder.box.outcomes import Raised, Returned
from autograder.checks.messages import describe_outcome
from autograder.course import Course, Unit
from autograder.errors import GraderFault
from autograder.submission.programs import read_program

FOR_EVER = 10_000_000.0


class Reference:
    """The fixture ``reference``: every attribute is a function of one unit's solution."""

    def __init__(self, course: Course, unit: Unit, boxes: Boxes) -> None:
        limits = replace(course.limits, unit_seconds=FOR_EVER)
        program = read_program(course.solutions / f"{unit.name}.py", unit.name, limits)
        self._attempt = Attempt(unit, program, (), boxes, limits, seed=course.seed)
        self._kept: defaultdict[str, KeptByIdentity[list[Any]]] = defaultdict(KeptByIdentity)

    def __getattr__(self, name: str) -> "ReferenceFunction":
        if name.startswith("_"):
            raise AttributeError(name)
        return ReferenceFunction(self, name)

    def _values_of(self, function: str, cases: Calls) -> list[Any]:
        return self._kept[function].of(cases, partial(self._work_out, function))

    def _work_out(self, function: str, cases: Calls) -> list[Any]:
        values = []
        for outcome in self._attempt.call(function, cases):
            if not isinstance(outcome, Returned):
                # The fault may be read by students: it quotes no line of a solution's.
                told = replace(outcome, place=None) if isinstance(outcome, Raised) else outcome
                words = describe_outcome(told, function)
                raise GraderFault(f"the reference solution failed: {words}")
            values.append(outcome.value)
        return values

    def _close(self) -> None:
        self._attempt.close()


class ReferenceFunction:
    """One function of the reference solution."""

    def __init__(self, reference: Reference, name: str) -> None:
        self._reference = reference
        self.name = name

    def __call__(self, *arguments: Any) -> Any:
        """Its value for these arguments."""
        return self.values([arguments])[0]

    def values(self, cases: Sequence[Sequence[Any]]) -> list[Any]:
        """Its value for each case, worked out once a batch."""
        return self._reference._values_of(self.name, cases)
