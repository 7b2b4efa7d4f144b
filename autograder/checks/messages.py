"""What a student is told when a call went wrong: one line of what happened, where in their file, and the input."""

import re
from collections.abc import Sequence
from itertools import islice
from typing import Any

import numpy as np

from autograder.attempt.attempt import StudentError
from autograder.box.outcomes import Died, LoadFailure, NotCalled, Outcome, Place, Raised, TimedOut
from autograder.box.wire import Handle, Opaque
from autograder.checks.places import FIRST_LINE, mark
from autograder.results import TestStatus
from autograder.submission.programs import Program
from autograder.words import Words, joined, sentence

SHOWN_ENTRIES = 60
SHOWN_DEPTH = 4
SHOWN_ITEMS = 8
SHOWN_REPR = 300
SHOWN_NAME = 80
SHOWN_TEXT = 60
SHOWN_LINES, SHOWN_LINE = 8, 300
_RAISED = sentence("{function} raised {error}{memory}{where}")
_MEMORY = sentence(" (it needed more memory than a submission may use)")
# What a box says of a value that it cannot hand over (box/wire.py): its words, of which numbers alone are taken.
_LIMITS = (
    (
        r"a value of ([0-9]+) bytes besides its arrays \(at most ([0-9]+)\)",
        sentence("a value of {n1} bytes besides its arrays (at most {n2})"),
    ),
    (r"a value of ([0-9]+) bytes \(at most ([0-9]+)\)", sentence("a value of {n1} bytes (at most {n2})")),
    (r"a value of more than ([0-9]+) parts", sentence("a value of more than {n1} parts")),
    (r"a value of more than ([0-9]+) arrays", sentence("a value of more than {n1} arrays")),
    (r"a value nested more than ([0-9]+) deep", sentence("a value nested more than {n1} deep")),
    (r"an int of ([0-9]+) bits \(at most ([0-9]+)\)", sentence("an int of {n1} bits (at most {n2})")),
    (r"a number of ([0-9]+) bits", sentence("a number of {n1} bits")),
    (r"which contains itself", sentence("which contains itself")),
    (r"nested too deep", sentence("nested too deep")),
    (r"a dict whose keys are no strings", sentence("a dict whose keys are no strings")),
    (
        r"a value that takes more memory to send than a submission may use",
        sentence("a value that takes more memory to send than a submission may use"),
    ),
)
# What TensorFlow adds to the text of an error: the operation's node before it, its kind behind it.
_OPERATION = re.compile(r"\{\{function_node [^}]*\}\} ?| ?\[Op:\w+\](?: name:[^\n]*)?")


def explain(error: StudentError) -> tuple[TestStatus, str]:
    """A failed call's status and message."""
    message = describe_outcome(error.outcome, error.function)
    called = isinstance(error.outcome, (Raised, TimedOut, Died)) and error.call
    unwritten = isinstance(error.outcome, Raised) and "NotImplementedError" in error.outcome.bases
    return outcome_status(error.outcome), joined(
        "\n", [message, error.call]
    ) if called and error.call and not unwritten else message


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
        return sentence("{function} did not finish within {seconds:.0f} s: is there a loop that never ends?").format(
            function=function, seconds=outcome.seconds
        )
    if isinstance(outcome, Died):
        return sentence("{function} did not come back: {how}").format(function=function, how=outcome.how)
    if isinstance(outcome, NotCalled):
        return outcome.why + "."
    return sentence("{function} returned {value}").format(function=function, value=show(outcome.value))


def _describe_raised(outcome: Raised, function: str) -> str:
    if "NotImplementedError" in outcome.bases:
        return sentence("{function} is not written yet.").format(function=function)
    if outcome.type_name == "TooLarge":
        return sentence("{function} returned {value}.").format(function=function, value=_of_a_box(outcome.text))
    memory = _MEMORY if "MemoryError" in outcome.bases else ""
    name = " ".join(outcome.type_name.split())[:SHOWN_NAME]  # a class may be called anything
    # What stands around the text in the first line, a line number included.
    around = len(f"{function} raised {name}: {memory} (line 100)")
    head, rest = _split(outcome.text, max(SHOWN_TEXT, FIRST_LINE - around))
    text = f": {head}" if head else ""
    said = _RAISED.format(function=function, error=f"{name}{text}", memory=memory, where=where(outcome.place))
    return joined("\n", [said, *rest])


def _of_a_box(text: str) -> str:
    """What a box says of a value that is too large or has no plain form, in both languages."""
    for pattern, known in _LIMITS:
        if found := re.fullmatch(pattern, text):
            return known.format(**{f"n{number}": entry for number, entry in enumerate(found.groups(), 1)})
    return text


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
        return joined(
            "", [with_article(value.type_name), " (", _of_a_box(text), ")"] if text else [with_article(value.type_name)]
        )
    if isinstance(value, Handle):
        return with_article(value.type_name)
    if isinstance(value, np.generic):
        return f"{value!s} ({value.dtype})"
    if isinstance(value, (tuple, list)):
        return _show_sequence(value, depth)
    if isinstance(value, dict):
        some = islice(value.items(), SHOWN_ITEMS if depth else 0)
        shown = [joined(": ", [show(key), show(item, depth - 1)]) for key, item in some]
        return joined("", ["{", joined(", ", [*shown, "…"] if len(value) > len(shown) else shown), "}"])
    return _show_plain(value)


def _show_sequence(value: Sequence[Any], depth: int) -> str:
    opening, closing = ("(", ")") if isinstance(value, tuple) else ("[", "]")
    if depth == 0 and len(value) > 0:
        return f"{opening}…{closing}"
    items = [show(item, depth - 1) for item in value[:SHOWN_ITEMS]] + ["…"] * (len(value) > SHOWN_ITEMS)
    return joined("", [opening, joined(", ", items), "," * (isinstance(value, tuple) and len(value) == 1), closing])


def _show_plain(value: Any) -> str:
    try:
        text = repr(value)
    except ValueError:  # an int of more digits than Python writes out
        return sentence("{value} too long to write out").format(value=with_article(type(value).__name__))
    return text if len(text) <= SHOWN_REPR else text[:SHOWN_REPR] + "…"


def _show_array(array: np.ndarray[Any, Any]) -> str:
    if array.size > SHOWN_ENTRIES:
        return large_array(array)
    text = np.array2string(array, separator=", ", precision=6, suppress_small=True, prefix="array(")
    return f"array({text}, dtype={array.dtype}{f', shape={array.shape}' if array.size == 0 else ''})"


def large_array(array: np.ndarray[Any, Any]) -> Words:
    """An array by its shape and dtype alone."""
    return sentence("<array of shape {shape}, {dtype}>").format(shape=array.shape, dtype=array.dtype)


def with_article(noun: str) -> Words:
    """The noun with "a" or "an" before it, where the language has articles."""
    return Words(f"{'an' if noun[:1].lower() in 'aeiou' else 'a'} {noun}", noun)


def describe_failures(failures: Sequence[LoadFailure], program: Program) -> list[str]:
    """A line for each place where the top level of a file, or a cell of a notebook, stopped."""
    return [_describe_failure(failure, program) for failure in failures]


def _describe_failure(failure: LoadFailure, program: Program) -> str:
    cell = sentence("Cell {number} of {file}").format(number=failure.cell + 1, file=program.filename)
    place = cell if program.is_notebook else program.filename
    outcome = failure.outcome
    # How Python's own text on a file's syntax ends, which ``where`` tells better; one on a string's has another name.
    own = f" ({'<' if program.is_notebook else ''}{program.filename}"
    if isinstance(outcome, TimedOut):
        text = sentence("{place} did not finish within {seconds:.0f} s when it was run").format(
            place=place, seconds=outcome.seconds
        )
    elif isinstance(outcome, Died):
        text = sentence("{place} could not be run to its end: {how}").format(place=place, how=outcome.how)
    elif "SyntaxError" in outcome.bases and own in outcome.text:
        error = outcome.text.partition(own)[0]
        text = sentence("{place} is not valid Python: {error}{where}").format(
            place=place, error=error, where=where(outcome.place)
        )
        return text if program.is_notebook else text + sentence("; nothing of it could be run")
    else:
        text = sentence("{place} stopped with {error}{where}").format(
            place=place, error=f"{outcome.type_name}: {outcome.text}", where=where(outcome.place)
        )
    return text if program.is_notebook else text + sentence("; what was defined before that was graded")
