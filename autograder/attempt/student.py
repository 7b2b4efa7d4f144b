"""The fixture ``student``: a submission's unit whose functions are called like functions of the grader's own."""

from typing import Any

from autograder.attempt.attempt import Attempt, value_of
from autograder.box.frames import Calls
from autograder.box.outcomes import Outcome


class StudentFunction:
    """One function of the submission, called like a function of the grader's own."""

    def __init__(self, attempt: Attempt, name: str) -> None:
        self._attempt = attempt
        self.name = name

    def __call__(self, *arguments: Any) -> Any:
        """The value of one call; raises :class:`StudentError` where there is none."""
        return value_of(self.name, self.outcomes([arguments])[0])

    def outcomes(self, calls: Calls, **options: bool) -> list[Outcome]:
        """See :meth:`Attempt.call`."""
        return self._attempt.call(self.name, calls, **options)


class Student:
    """The fixture ``student``: every attribute is a function of the submission's unit."""

    def __init__(self, attempt: Attempt) -> None:
        self.attempt = attempt

    def __getattr__(self, name: str) -> StudentFunction:
        if name.startswith("_"):
            raise AttributeError(name)
        return StudentFunction(self.attempt, name)
