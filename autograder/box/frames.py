"""What was made of a list of inputs, kept by which list it is: a grader's inputs are the same for every submission."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from autograder.box.channel import encoded

KEPT = 512
KEPT_BYTES = 16 * 1024

Calls = Sequence[Sequence[Any]]
Made = TypeVar("Made")


class KeptByIdentity(Generic[Made]):
    """The last things made of lists of calls; a list must not change once it was used here."""

    def __init__(self) -> None:
        self._kept: OrderedDict[int, tuple[Calls, Made]] = OrderedDict()

    def of(self, calls: Calls, make: Callable[[Calls], Made], worth: Callable[[Made], bool] | None = None) -> Made:
        """What ``make`` made of this very list, now or before; with ``worth``, only what that is true of is kept."""
        known = self._kept.get(id(calls))
        if known is not None:
            self._kept.move_to_end(id(calls))
            return known[1]
        made = make(calls)
        if worth is None or worth(made):
            self._kept[id(calls)] = (calls, made)  # holding the list keeps its id its own
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
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
