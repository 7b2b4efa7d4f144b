"""What the wire carries again and again, encoded and decoded once: a grader's inputs, and the answers to them.

Inputs are known by which list they are: a grader's are the same for every submission. Answers are known by their
bytes: those of right functions are alike.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from typing import Any, Generic, TypeVar

import numpy as np

from autograder.box.channel import encoded
from autograder.box.decoding import Unpacker, pieces, unpack
from autograder.box.outcomes import Raised, Returned, read_outcome, read_outcomes
from autograder.box.wire import Handle, Opaque
from autograder.errors import WireError

KEPT = 512
KEPT_BYTES = 16 * 1024
KEPT_ANSWERS = 1024  # some submissions' worth: what right functions answer is among the last all the time
ANSWER_BYTES = 1024

Calls = Sequence[Sequence[Any]]
_UNCHANGING = (type(None), bool, int, float, complex, str, bytes, np.generic, Handle, Opaque)
Made = TypeVar("Made")
Name = TypeVar("Name", bound=Hashable)


class _Recent(Generic[Name, Made]):
    """The last things that were used, by name; so many, that a class of any size takes no more memory."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Name, Made] = OrderedDict()

    def get(self, name: Name) -> Made | None:
        if name in self._kept:
            self._kept.move_to_end(name)
        return self._kept.get(name)

    def keep(self, name: Name, made: Made) -> None:
        self._kept[name] = made
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)


class KeptByIdentity(Generic[Made]):
    """The last things made of lists of calls; a list must not change once it was used here."""

    def __init__(self) -> None:
        self._kept = _Recent[int, tuple[Calls, Made]](KEPT)

    def of(self, calls: Calls, make: Callable[[Calls], Made], worth: Callable[[Made], bool] | None = None) -> Made:
        """What ``make`` made of this very list, now or before; with ``worth``, only what that is true of is kept."""
        known = self._kept.get(id(calls))
        if known is not None:
            return known[1]
        made = make(calls)
        if worth is None or worth(made):
            self._kept.keep(id(calls), (calls, made))  # holding the list keeps its id its own
        return made


class Frames:
    """Lists of calls as the wire carries them, each small one encoded once."""

    def __init__(self) -> None:
        self._kept = KeptByIdentity[bytes]()

    def of(self, calls: Calls) -> bytes:
        """The frame of a list of argument lists; raises ``WireError`` where one has no plain form."""
        return self._kept.of(calls, _frame, lambda frame: len(frame) <= KEPT_BYTES)


def _frame(calls: Calls) -> bytes:
    return b"".join(encoded([list(arguments) for arguments in calls]))


class Answers:
    """Answers to calls, decoded; the last small ones are kept, as far as nobody can change them."""

    def __init__(self) -> None:
        self._kept = _Recent[bytes, Returned | Raised](KEPT_ANSWERS)

    def read(self, body: bytes, buffers: Sequence[bytearray]) -> Any:
        """The outcomes that a message tells; one that is no list is given as it is.

        Arrays in outcomes that are kept can only be read.

        Raises:
            WireError: the bytes are no message of ours, or no answers.
        """
        entries = None if buffers else pieces(body)
        if entries is None:
            message = unpack(body, buffers)
            return read_outcomes(message) if type(message) is list else message
        if not entries:
            raise WireError("answers that are none")
        unpacker = Unpacker()
        return [self._kept.get(entry) or self._outcome(entry, unpacker) for entry in entries]

    def _outcome(self, entry: bytes, unpacker: Unpacker) -> Returned | Raised:
        outcome = read_outcome(unpacker.value(entry))
        if len(entry) <= ANSWER_BYTES and _is_settled(outcome):
            self._kept.keep(entry, outcome)
        return outcome


def _is_settled(outcome: Returned | Raised) -> bool:
    return isinstance(outcome, Raised) or all(map(_settled, (outcome.value, *(outcome.arguments or ()))))


def _settled(value: Any) -> bool:
    """Whether nobody can change a value, arrays from now on."""
    if isinstance(value, np.ndarray):
        value.setflags(write=False)
        return True
    if type(value) is tuple:
        return all(map(_settled, value))
    return isinstance(value, _UNCHANGING)
