"""What the graders will ask of each function: recorded once, so that a box is sent all of it in one round trip.

A grader's inputs are constants, so its requests are the same for every submission. They are found by running the
graders against nothing: a recorder that answers no call. Only requests whose very list of inputs comes again in a
second run are planned; what a grader makes up as it goes is asked when it comes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from autograder.attempt.student import Student
from autograder.box.client import Request
from autograder.box.frames import Calls
from autograder.box.outcomes import NotCalled, Outcome

Plan = Mapping[str, tuple[Request, ...]]


@dataclass(frozen=True, slots=True)
class Recorder:
    """Stands where a submission's attempt stands: notes what it is asked, and answers nothing."""

    requests: list[Request]

    def call(self, function: str, calls: Calls, **options: bool) -> list[Outcome]:
        """As :meth:`autograder.attempt.attempt.Attempt.call`, without a call."""
        self.requests.append(Request(function, calls, frozenset(name for name, wanted in options.items() if wanted)))
        return [NotCalled("nothing is there to be called")] * len(calls)


def make_plan(run: Callable[[Any], None]) -> Plan:
    """The requests of a unit's graders, function by function; ``run`` runs all of them for a student."""
    first, second = (Recorder([]) for _ in range(2))
    run(Student(first))  # type: ignore[arg-type]  # it asks no more than this
    run(Student(second))  # type: ignore[arg-type]
    again = {(request.function, id(request.calls), request.options) for request in second.requests}
    plan: dict[str, list[Request]] = {}
    for request in first.requests:
        if (request.function, id(request.calls), request.options) in again:
            plan.setdefault(request.function, []).append(request)
    return {function: tuple(requests) for function, requests in plan.items()}
