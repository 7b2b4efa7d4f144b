"""The smallest failing example as a student reads it: the call, what was expected, what came back, what differs.

Everything is text, a block of lines under a heading each; :mod:`autograder.checks.drawing` draws the arrays. What is
drawn comes from a box: plain, but of any kind and size, so that all of it is bounded here.
"""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from autograder.checks.comparison import first_index, is_number, same, wrong_entries
from autograder.checks.drawing import draw, flat, is_small, literal, number_text, window, window_text
from autograder.checks.messages import large_array, show
from autograder.checks.signatures import member, named
from autograder.words import Words, each, joined, sentence

ARGUMENTS: Final = 1_200  # characters: beyond that, arrays are told by their shapes
MEMBERS_SHOWN: Final = 4
MARKED: Final = sentence("differences in > <")
CALL: Final = sentence("Call: {call}")
EXPECTED: Final = sentence("Expected")
GOT: Final = sentence("Got")

Array = npt.NDArray[Any]
Case = Sequence[Any]


def call_lines(function: str, case: Case) -> list[str]:
    """The call, and a line or more for each argument: Python that makes it where it is small, else its shape."""
    arguments = named(function, case)
    call = f"{function}({', '.join(name for name, _ in arguments)})"
    lines: list[str] = [CALL.format(call=call)]
    drawn = [_assigned(name, _argument(value)) for name, value in arguments]
    if sum(len(line) for part in drawn for line in part) > ARGUMENTS:
        drawn = [_assigned(name, [_short(value)]) for name, value in arguments]
    return lines + [line for part in drawn for line in part]


def arguments_text(function: str, case: Case) -> str:
    """What the arguments are, in a line: shapes of arrays, small values themselves."""
    return joined(", ", [_argument_text(name, value) for name, value in named(function, case)])


def _argument_text(name: str, value: Any) -> str:
    if isinstance(value, np.ndarray):
        return f"{name}.shape = {value.shape}"
    return each(show(value), lambda text: f"{name} = {text[:40]}")


def differing(function: str, case: Case, wanted: Any, got: Any) -> list[str]:
    """The example's lines: the call, the right result and the student's, with marks where entries differ."""
    return [*call_lines(function, case), *results(wanted, got, function)]


def results(wanted: Any, got: Any, function: str = "") -> list[str]:
    """What was expected and what came back; of large arrays the part around the first wrong entry."""
    arrays = isinstance(wanted, np.ndarray) and isinstance(got, np.ndarray) and wanted.ndim > 0
    if arrays and wanted.shape == got.shape:
        return pair_lines(EXPECTED, wanted, GOT, got, wrong_entries(got, wanted))
    expected, came = value_lines(EXPECTED, wanted, function), value_lines(GOT, got, function)
    if [line.partition(":")[2] for line in expected] == [line.partition(":")[2] for line in came]:
        # The same text and yet not the same: the kinds differ, as of 12 and an array of rank 0.
        return [_headed(EXPECTED, show(wanted)), _headed(GOT, show(got))]
    return [*expected, *came]


def pair_lines(first: str, one: Array, second: str, other: Array, wrong: npt.NDArray[np.bool_]) -> list[str]:
    """Two arrays of one shape under their headings, the second with its wrong entries marked."""
    whole, shape = one.shape, _shape(one)
    if not is_small(one) and wrong.any():
        part = window(one.shape, first_index(wrong))
        one, other, wrong = flat(one[part]), flat(other[part]), flat(wrong[part])
        where = window_text(part)
        first, second = joined("", [first, where]), joined("", [second, where])
        shape = sentence("of shape {shape}").format(shape=whole)
    elif not is_small(one):
        return [_headed(first, show(one)), _headed(second, show(other))]
    marks = joined("", [", ", MARKED]) if wrong.any() else ""
    # A dtype is of no interest but where it cannot hold what was expected.
    narrow = other.dtype.kind in "biuc" and not np.can_cast(one.dtype, other.dtype)
    dtypes = (f", {one.dtype}", f", {other.dtype}") if narrow else ("", "")
    return [
        joined("", [first, " (", shape, dtypes[0], "):"]),
        *_indented(draw(one)),
        joined("", [second, " (", shape, dtypes[1], marks, "):"]),
        *_indented(draw(other, wrong)),
    ]


def changed(function: str, case: Case, name: str, before: Any, now: Any) -> list[str]:
    """The example of an argument that the call changed; before the call it was what the call's lines say."""
    lines, after = call_lines(function, case), sentence("{name} after the call").format(name=name)
    if isinstance(before, np.ndarray) and isinstance(now, np.ndarray) and before.shape == now.shape and before.ndim:
        wrong = wrong_entries(now, before)
        if wrong.any():
            pair = pair_lines(sentence("{name} before the call").format(name=name), before, after, now, wrong)
            start = next(number for number, line in enumerate(pair) if line.startswith(after))
            return [*lines, *(pair[start:] if is_small(before) else pair)]
    return [*lines, *value_lines(after, now)]


def unchanged_argument(function: str, case: Case, got: Any) -> str:
    """The name of the array among the arguments that came back as it was; empty where none did."""
    for name, value in named(function, case):
        if isinstance(value, np.ndarray) and same(got, value):
            return name
    return ""


def value_lines(heading: str, value: Any, function: str = "") -> list[str]:
    """A value under its heading, or beside it where it is short; the items of a tuple each by itself."""
    if isinstance(value, (tuple, list)) and 0 < len(value) <= MEMBERS_SHOWN and _holds_arrays(value):
        lines: list[str] = [joined("", [heading, f" ({type(value).__name__}):"])]
        for item, part in enumerate(value):
            name = member(function, item) or sentence("item {item}").format(item=item)
            lines += _indented(value_lines(name, part))
        return lines
    if is_number(value) and not isinstance(value, int):
        return [_headed(heading, number_text(value).removesuffix("."))]
    if not isinstance(value, np.ndarray) or not is_small(value) or value.size == 0:
        return [_headed(heading, show(value))]
    return [joined("", [heading, " (", _shape(value), "):"]), *_indented(draw(value))]


def _headed(heading: str, text: str) -> str:
    return joined(": ", [heading, text])


def _holds_arrays(value: Sequence[Any]) -> bool:
    return any(isinstance(item, (np.ndarray, np.generic)) for item in value)


def _argument(value: Any) -> list[str]:
    if not isinstance(value, np.ndarray):
        return [show(value)]
    return literal(value) if is_small(value) else [_short(value)]


def _short(value: Any) -> str:
    return large_array(value) if isinstance(value, np.ndarray) else show(value)


def _assigned(name: str, lines: Sequence[str]) -> list[str]:
    start = f"  {name} = "
    return [joined("", [start if number == 0 else " " * len(start), line]) for number, line in enumerate(lines)]


def _indented(lines: Sequence[str]) -> list[str]:
    return [joined("", ["  ", line]) for line in lines]


def _shape(array: Array) -> Words:
    return sentence("shape {shape}").format(shape=array.shape)
