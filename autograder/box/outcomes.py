"""How a call into a box can end, as the grader tells it: decoded from the box's words, or seen from outside."""

from dataclasses import dataclass
from typing import Any

from autograder.box.progress import BROKEN
from autograder.box.wire import TEXT_CAP
from autograder.errors import WireError
from autograder.words import sentence


@dataclass(frozen=True, slots=True)
class Place:
    """A line of the student's own file: the cell's number (a ``.py`` has cell 0) and the line in it, from 1."""

    cell: int
    line: int


@dataclass(frozen=True, slots=True)
class Finding:
    """A vectorised operation that a ``naive_*`` function handed its work to, and where."""

    place: Place
    operation: str


@dataclass(frozen=True, slots=True)
class Returned:
    """The call came back. ``arguments`` are they after the call, where that was asked for; ``findings`` likewise."""

    value: Any
    arguments: tuple[Any, ...] | None = None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Raised:
    """The student's code raised; ``bases`` are the built-in exception classes it belongs to."""

    type_name: str
    bases: frozenset[str]
    text: str
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class TimedOut:
    """No answer within the seconds allowed; the box was killed."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Died:
    """The box ended, or broke the wire; ``how`` says which (``it exited with status 3``).

    ``killed``: by a SIGKILL that was not the grader's, and that nothing in a box can send: the kernel's, or a person's.
    """

    how: str
    killed: bool = False


@dataclass(frozen=True, slots=True)
class NotCalled:
    """The call was not made; ``why`` is a clause for the student."""

    why: str


Outcome = Returned | Raised | TimedOut | Died | NotCalled


@dataclass(frozen=True, slots=True)
class LoadFailure:
    """Where the top level of a file (or a notebook's cell) stopped, and how."""

    cell: int
    outcome: Raised | TimedOut | Died


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading a file left: the names that can be called, where cells stopped, what was printed.

    Of what was printed the first part is kept; ``unprinted`` counts the bytes of the rest.
    """

    functions: frozenset[str]
    failures: tuple[LoadFailure, ...]
    printed: str
    unprinted: int = 0


def ended(status: int | None) -> Died:
    """A box's end; ``status`` as :func:`how_it_ended` takes it."""
    return Died(how_it_ended(status), killed=status == -9)


def how_it_ended(status: int | None) -> str:
    """A box's end in the student's words; ``status`` as :func:`os.waitstatus_to_exitcode` gives it."""
    if status is None or status == BROKEN:
        return sentence("it broke the connection to the grader")
    if status >= 0:
        return sentence("it ended its own process with exit status {status}").format(status=status)
    if -status in (9, 24):  # SIGKILL, SIGXCPU
        return sentence("its process was killed (out of memory, or out of processor time)")
    names = {
        4: sentence("illegal instruction"),
        6: sentence("abort"),
        7: sentence("bus error"),
        8: sentence("arithmetic fault"),
        11: sentence("segmentation fault"),
    }
    signal = names.get(-status, sentence("signal {number}").format(number=-status))
    return sentence("its process crashed ({signal})").format(signal=signal)


def read_outcomes(message: list[Any]) -> list[Returned | Raised]:
    """A box's words on the next of its calls, one at least; raises as the next one."""
    if not message:
        raise WireError("answers that are none")
    return [read_outcome(entry) for entry in message]


def read_outcome(message: Any) -> Returned | Raised:
    """A box's word on one call.

    Raises:
        WireError: it is not of the form that a worker sends.
    """
    if type(message) is not dict:
        raise WireError("an outcome that is no table")
    if "error" in message:
        return read_raised(message["error"])
    if "value" not in message:
        raise WireError("an outcome without a value")
    arguments = message.get("arguments")
    if arguments is not None and type(arguments) is not list:
        raise WireError("an outcome whose arguments are no list")
    return Returned(
        message["value"],
        None if arguments is None else tuple(arguments),
        tuple(_finding(entry) for entry in _list(message.get("findings", []))),
    )


def read_raised(message: Any) -> Raised:
    """A box's word on an exception; raises ``WireError`` where it is not of that form."""
    if type(message) is not dict:
        raise WireError("an error that is no table")
    where = message.get("where")
    return Raised(
        _text(message.get("type")),
        frozenset(_text(base) for base in _list(message.get("bases"))),
        _text(message.get("text")),
        None if where is None else _place(where),
    )


def read_loaded(answer: Any, cells: int) -> Loaded:
    """A box's word on a file of so many cells; raises ``WireError`` where it is not of that form."""
    names, failures, output = (
        (answer.get("functions"), answer.get("failures"), answer.get("output")) if type(answer) is dict else [None] * 3
    )
    if type(names) is not list or any(type(name) is not str for name in names):
        raise WireError("a load answer whose functions are no names")
    if type(failures) is not list or type(output) is not dict:
        raise WireError("a load answer of the wrong form")
    text, more = output.get("text"), output.get("more")
    if type(text) is not str or type(more) is not int:
        raise WireError("a load answer whose output is no text")
    return Loaded(frozenset(names), tuple(_failure(entry, cells) for entry in failures[:50]), text, more)


def _failure(entry: Any, cells: int) -> LoadFailure:
    if type(entry) is not list or len(entry) != 2 or type(entry[0]) is not int or not 0 <= entry[0] < cells:
        raise WireError("a load failure of the wrong form")
    return LoadFailure(entry[0], read_raised(entry[1]))


def _finding(entry: Any) -> Finding:
    if type(entry) is not list or len(entry) != 3:
        raise WireError("a finding of the wrong form")
    return Finding(_place(entry[:2]), _text(entry[2])[:100])


def _place(entry: Any) -> Place:
    if type(entry) is not list or len(entry) != 2 or any(type(number) is not int for number in entry):
        raise WireError("a place of the wrong form")
    return Place(*entry)


def _list(entry: Any) -> list[Any]:
    if type(entry) is not list or len(entry) > 1000:
        raise WireError("a list of the wrong form")
    return entry


def _text(entry: Any) -> str:
    if type(entry) is not str:
        raise WireError("a text of the wrong form")
    return entry[:TEXT_CAP]
