"""The reference solutions, called in boxes of their own: never in a student's, and always through the same wire.

So a value of the reference has gone through the same decoding as a student's, TensorFlow is imported by no grader,
and each list of cases is worked out once for all submissions.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from autograder.box.outcomes import Returned
from autograder.box.wire import pack
from autograder.course import Course, Unit
from autograder.errors import GraderFault
from autograder.messages import describe_outcome
from autograder.programs import read_program
from autograder.student import Attempt, Boxes

FOR_EVER = 10_000_000.0


class Reference:
    """The fixture ``reference``: every attribute is a function of one unit's solution."""

    def __init__(self, course: Course, unit: Unit, boxes: Boxes) -> None:
        limits = replace(course.limits, unit_seconds=FOR_EVER)
        program = read_program(course.solutions / f"{unit.name}.py", unit.name, limits)
        self._attempt = Attempt(unit, program, (), boxes, limits, seed=course.seed)
        self._values: dict[tuple[str, bytes], list[Any]] = {}

    def __getattr__(self, name: str) -> "ReferenceFunction":
        if name.startswith("_"):
            raise AttributeError(name)
        return ReferenceFunction(self, name)

    def _known(self, function: str, cases: Sequence[Sequence[Any]]) -> list[Any]:
        key = (function, _digest(cases))
        if key not in self._values:
            outcomes = self._attempt.call(function, cases)
            for outcome in outcomes:
                if not isinstance(outcome, Returned):
                    words = describe_outcome(outcome, self._attempt.program, function)
                    raise GraderFault(f"the reference solution failed: {words}")
            self._values[key] = [outcome.value for outcome in outcomes if isinstance(outcome, Returned)]
        return self._values[key]

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
        return self._reference._known(self.name, cases)


def _digest(cases: Sequence[Sequence[Any]]) -> bytes:
    body, buffers = pack([list(case) for case in cases])
    digest = hashlib.blake2b(body)
    for part in buffers:
        digest.update(part)
    return digest.digest()


