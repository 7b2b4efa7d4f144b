"""What a program's functions did when they were tested, kept small: by it two programs are told to be the same.

What comes from a box is bounded here: of a value over a size, or of a kind that graders compare by no value, only that
it was there is kept, and it equals nothing.
"""

import sys
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from autograder.attempt.attempt import Attempt
from autograder.box.frames import Calls
from autograder.box.outcomes import Outcome, Raised, Returned
from autograder.box.wire import Opaque
from autograder.checks.comparison import array_differs, differs, is_number

MOST_BYTES: Final = 1024 * 1024
MOST_KEPT: Final = 4 * 1024 * 1024  # for a unit
MOST_PARTS: Final = 256
_NUMBERS = "iufc"
_REFUSALS = frozenset({"AssertionError", "ValueError"})


class Unknown:
    """Stands for an answer that was not kept, and equals none."""

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = Unknown()


class Refusal(str):
    """The kind of exception that a call raised; all that count as refusing are one kind."""

    __slots__ = ()


class Witness:
    """Stands where a submission's :class:`Attempt` stands, and keeps what its functions answer.

    ``names`` are the functions that are called in place of others; everything else is the attempt's own.
    """

    def __init__(self, attempt: Attempt, names: Mapping[str, str] | None = None) -> None:
        self.attempt = attempt
        self._names = names or {}
        self._left = MOST_KEPT
        self.answers: dict[str, list[Any]] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self.attempt, name)

    def call(self, function: str, calls: Calls, **options: bool) -> list[Outcome]:
        """As :meth:`Attempt.call`."""
        outcomes = self.attempt.call(self._names.get(function, function), calls, **options)
        self.answers.setdefault(function, []).extend(map(self._keep, outcomes))
        return outcomes

    def train(self, function: str, *arguments: Any) -> Any:
        """As :meth:`Attempt.train`."""
        return self.attempt.train(self._names.get(function, function), *arguments)

    def defines(self, function: str) -> bool:
        """As :meth:`Attempt.defines`."""
        return self.attempt.defines(self._names.get(function, function))

    def _keep(self, outcome: Outcome) -> Any:
        answer = answer_of(outcome)
        self._left -= _size(answer)
        return answer if self._left >= 0 else UNKNOWN


def _size(answer: Any) -> int:
    """About how many bytes keeping it takes."""
    if type(answer) is np.ndarray:
        return answer.nbytes
    parts = sum(map(_size, answer)) if isinstance(answer, (tuple, list)) else 0
    return parts + sys.getsizeof(answer)


def answer_of(outcome: Outcome) -> Any:
    """How a call ended, as far as it is kept: its value, or the kind of what it raised."""
    if isinstance(outcome, Returned):
        if type(outcome.value) is np.ndarray:  # as nearly always
            return outcome.value if outcome.value.nbytes <= MOST_BYTES else UNKNOWN
        return _kept(outcome.value, [None] * MOST_PARTS)
    if isinstance(outcome, Raised):
        return Refusal("refused" if outcome.bases & _REFUSALS else outcome.type_name)
    return UNKNOWN


def _kept(value: Any, room: list[None]) -> Any:
    """The value, where it is small and of a kind that is compared; ``room`` has an entry for each part it may have."""
    if not room:
        return UNKNOWN
    room.pop()
    if isinstance(value, (tuple, list)):
        return type(value)(_kept(item, room) for item in value) if len(value) <= len(room) else UNKNOWN
    if isinstance(value, np.ndarray):
        return value if value.nbytes <= MOST_BYTES else UNKNOWN
    if value is None or isinstance(value, (bool, float, np.number, Opaque)):
        return value
    if isinstance(value, int):
        return value if value.bit_length() < 1024 else UNKNOWN
    return value if isinstance(value, str) and len(value) <= MOST_BYTES else UNKNOWN


def same_answers(one: Sequence[Any], other: Sequence[Any]) -> bool:
    """Whether two programs answered alike, call for call, within the rounding that graders allow."""
    return len(one) == len(other) and all(map(_alike, one, other))


def _alike(one: Any, other: Any) -> bool:
    if is_number(one) and is_number(other):
        return not differs(one, other)
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        if one.shape != other.shape:
            return False
        both = one.dtype.kind in _NUMBERS and other.dtype.kind in _NUMBERS
        return not array_differs(one, other) if both else np.array_equal(one, other)
    if type(one) is not type(other) or isinstance(one, (np.ndarray, Unknown)):
        return False
    if isinstance(one, (tuple, list)):
        return same_answers(one, other)
    return bool(one == other)
