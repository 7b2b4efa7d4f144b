"""What a student is told when a call went wrong: one line of what happened, where in their file, and the input."""

import re
from collections.abc import Sequence
from itertools import islice
from typing import Any

import numpy as np

from autograder.attempt import StudentError
from autograder.box.outcomes import Died, LoadFailure, NotCalled, Outcome, Place, Raised, TimedOut
from autograder.box.wire import Handle, Opaque
from autograder.places import FIRST_LINE, mark
from autograder.programs import Program
from autograder.results import TestStatus

SHOWN_ENTRIES = 60
SHOWN_DEPTH = 4
SHOWN_ITEMS = 8
SHOWN_REPR = 300
SHOWN_NAME = 80
SHOWN_TEXT = 60
SHOWN_LINES, SHOWN_LINE = 8, 300
# What TensorFlow adds to the text of an error: the operation's node before it, its kind behind it.
_OPERATION = re.compile(r"\{\{function_node [^}]*\}\} ?| ?\[Op:\w+\](?: name:[^\n]*)?")


def explain(error: StudentError) -> tuple[TestStatus, str]:
    """A failed call's status and message."""
    message = describe_outcome(error.outcome, error.function)
    called = isinstance(error.outcome, (Raised, TimedOut, Died)) and error.call
    unwritten = isinstance(error.outcome, Raised) and "NotImplementedError" in error.outcome.bases
    shown = f"\n{error.call}" if called and not unwritten else ""
    return outcome_status(error.outcome), message + shown


def outcome_status(outcome: Outcome) -> TestStatus:
    """The status that course.md gives a test whose call ended so."""
    if isinstance(outcome, TimedOut):
        return TestStatus.TIMEOUT
    if isinstance(outcome, NotCalled):
        late = "run out of time" in outcome.why or "used up" in outcome.why
        return TestStatus.TIMEOUT if late else TestStatus.FAILED
    if isinstance(outcome, Raised) and "NotImplementedError" in outcome.bases:
        return TestStatus.FAILED
    return TestStatus.ERROR


def describe_outcome(outcome: Outcome, function: str) -> str:
    """How a call ended, in a sentence."""
    if isinstance(outcome, Raised):
        return _describe_raised(outcome, function)
    if isinstance(outcome, TimedOut):
        return f"{function} did not finish within {outcome.seconds:.0f} s: is there a loop that never ends?"
    if isinstance(outcome, Died):
        return f"{function} did not come back: {outcome.how}"
    if isinstance(outcome, NotCalled):
        return f"{outcome.why}."
    return f"{function} returned {show(outcome.value)}"


def _describe_raised(outcome: Raised, function: str) -> str:
    if "NotImplementedError" in outcome.bases:
        return f"{function} is not written yet."
    if outcome.type_name == "TooLarge":
        return f"{function} returned {outcome.text}."
    memory = " (it needed more memory than a submission may use)" if "MemoryError" in outcome.bases else ""
    name = " ".join(outcome.type_name.split())[:SHOWN_NAME]  # a class may be called anything
    # What stands around the text in the first line, a line number included.
    around = len(f"{function} raised {name}: {memory} (line 100)")
    head, rest = _split(outcome.text, max(SHOWN_TEXT, FIRST_LINE - around))
    text = f": {head}" if head else ""

    return "\n".join([f"{function} raised {name}{text}{memory}{where(outcome.place)}", *rest])


def _split(text: str, most: int) -> tuple[str, list[str]]:
    """An exception's text as what stands in the first line, and as lines below it where that is not all of it."""
    head, _, more = _OPERATION.sub("", text).strip().partition("\n")
    below = more.split("\n") if more else []
    if len(head) > most:
        cut = head.rfind(" ", most // 2, most)
        cut = most if cut < 0 else cut
        head, below = f"{head[:cut]} …", [f"… {head[cut:].strip()}", *below]
    return head, [f"  {line}"[:SHOWN_LINE] for line in below[:SHOWN_LINES]]


def where(place: Place | None) -> str:
    """The mark of a line of the student's own file; empty where there is none."""
    return "" if place is None else " " + mark(place.cell, place.line)


def show(value: Any, depth: int = SHOWN_DEPTH) -> str:
    """A value as a student would write it: small arrays whole, large ones by shape and dtype, never much text."""
    if isinstance(value, np.ndarray):
        return _show_array(value)
    if isinstance(value, Opaque):
        # Addresses differ from run to run, and the same program must get the same words.
        text = " ".join(
            re.sub(r" at 0x[0-9a-fA-F]+", "", value.text[:SHOWN_REPR]).split()
        )  # a repr may be of many lines
        if value.type_name.endswith("DType") and text:
            return text  # dtype('uint8')
        return with_article(value.type_name) + (f" ({text})" if text else "")
    if isinstance(value, Handle):
        return with_article(value.type_name)
    if isinstance(value, np.generic):
        return f"{value!s} ({value.dtype})"
    if isinstance(value, (tuple, list)):
        return _show_sequence(value, depth)
    if isinstance(value, dict):
        some = islice(value.items(), SHOWN_ITEMS if depth else 0)
        shown = [f"{show(key)}: {show(item, depth - 1)}" for key, item in some]
        return "{" + ", ".join([*shown, "…"] if len(value) > len(shown) else shown) + "}"
    return _show_plain(value)


def _show_sequence(value: Sequence[Any], depth: int) -> str:
    opening, closing = ("(", ")") if isinstance(value, tuple) else ("[", "]")
    if depth == 0 and len(value) > 0:
        return f"{opening}…{closing}"
    items = ", ".join(show(item, depth - 1) for item in value[:SHOWN_ITEMS])
    items += ", …" if len(value) > SHOWN_ITEMS else ""
    return f"{opening}{items}{',' if isinstance(value, tuple) and len(value) == 1 else ''}{closing}"


def _show_plain(value: Any) -> str:
    try:
        text = repr(value)
    except ValueError:  # an int of more digits than Python writes out
        return f"{with_article(type(value).__name__)} too long to write out"
    return text if len(text) <= SHOWN_REPR else text[:SHOWN_REPR] + "…"


def _show_array(array: np.ndarray[Any, Any]) -> str:
    if array.size > SHOWN_ENTRIES:
        return _show_shape(array)
    text = np.array2string(array, separator=", ", precision=6, suppress_small=True, prefix="array(")
    return f"array({text}, dtype={array.dtype}{f', shape={array.shape}' if array.size == 0 else ''})"


def _show_shape(array: np.ndarray[Any, Any]) -> str:
    return f"<array of shape {array.shape}, {array.dtype}>"


def with_article(noun: str) -> str:
    """The noun with "a" or "an" before it."""
    return f"{'an' if noun[:1].lower() in 'aeiou' else 'a'} {noun}"


def describe_failures(failures: Sequence[LoadFailure], program: Program) -> list[str]:
    """A line for each place where the top level of a file, or a cell of a notebook, stopped."""
    return [_describe_failure(failure, program) for failure in failures]


def _describe_failure(failure: LoadFailure, program: Program) -> str:
    place = f"Cell {failure.cell + 1} of {program.filename}" if program.is_notebook else program.filename
    outcome = failure.outcome
    # How Python's own text on a file's syntax ends, which ``where`` tells better; one on a string's has another name.
    own = f" ({'<' if program.is_notebook else ''}{program.filename}"
    if isinstance(outcome, TimedOut):
        text = f"{place} did not finish within {outcome.seconds:.0f} s when it was run"
    elif isinstance(outcome, Died):
        text = f"{place} could not be run to its end: {outcome.how}"
    elif "SyntaxError" in outcome.bases and own in outcome.text:
        text = f"{place} is not valid Python: {outcome.text.partition(own)[0]}{where(outcome.place)}"
        return text + ("" if program.is_notebook else "; nothing of it could be run")
    else:
        text = f"{place} stopped with {outcome.type_name}: {outcome.text}{where(outcome.place)}"
    return text + ("" if program.is_notebook else "; what was defined before that was graded")
