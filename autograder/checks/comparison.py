"""How a student's value differs from the right one, in words for the student; an empty text where it does not.

Values come from a box: they are plain, but of any kind, shape and size, and nothing here may fail on one.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.box.wire import Opaque
from autograder.checks import sentences
from autograder.checks.messages import show, with_article
from autograder.words import Words, in_language, sentence

RTOL, ATOL = 1e-4, 1e-5
_SMALL = 16 * 1024  # bytes

_A_NUMBER = sentence("a single number")
_FUNCTIONS = frozenset({"function", "method", "builtin_function_or_method", "method-wrapper", "type"})

_FUNCTION_NAME = re.compile(r"(?:function|method|class|method-wrapper) '?([\w.]{1,60})")

Compare = Callable[[Any, Any], str]


class Fault(Words):
    """How an item of a tuple differs, in words: the item's number, and the words without it."""

    __slots__ = ("alone", "item")

    item: int
    alone: str

    @classmethod
    def of(cls, item: int, alone: str) -> "Fault":
        """The fault of that item."""
        said = sentences.ITEM.format(item=item, fault=alone)
        fault = cls(said, in_language(said, "ko"))
        fault.item, fault.alone = item, alone
        return fault


def differs(got: Any, wanted: Any) -> str:
    """How ``got`` differs from ``wanted`` in kind, shape or values.

    A scalar may be a Python number, a NumPy scalar or a rank-0 array; an array must be an array; a tuple may be a
    list where it is a pair. Dtypes are not compared.
    """
    if isinstance(wanted, (tuple, list)):
        return _sequence_differs(got, wanted, range(len(wanted)), differs)
    if np.ndim(wanted) == 0:
        return _scalar_differs(got, wanted)
    return array_differs(got, wanted)


def plain_differs(got: Any, wanted: Any) -> str:
    """As :func:`differs`, for ints, strings and tuples of them, which must be that: 3.0 is no int."""
    if isinstance(wanted, tuple):
        right = isinstance(got, tuple) and len(got) == len(wanted) and not any(map(plain_differs, got, wanted))
    elif isinstance(wanted, int):
        right = isinstance(got, (int, np.integer)) and not isinstance(got, bool) and got == wanted
    else:
        right = isinstance(got, str) and got == wanted
    if right:
        return ""
    whole = isinstance(got, (int, np.integer)) and not isinstance(got, bool) and isinstance(wanted, int)
    if (
        whole
        or (isinstance(got, str) and isinstance(wanted, str))
        or (isinstance(got, tuple) and isinstance(wanted, tuple))
    ):
        return sentences.WRONG_VALUE.format(wanted=repr(wanted), got=show(got))
    return _wrong_type(got, _typed(type(wanted).__name__, repr(wanted)))


def only(*numbers: int, compare: Compare = differs) -> Compare:
    """A comparison of these items of a tuple alone; the others may be anything, but must be there."""
    return lambda got, wanted: _sequence_differs(got, wanted, numbers, compare)


def array_differs(got: Any, wanted: npt.NDArray[Any]) -> str:
    """As :func:`differs`, for arrays."""
    if not isinstance(got, np.ndarray):
        return _wrong_type(got, sentences.AN_ARRAY)
    if got.shape != wanted.shape:
        return sentences.WRONG_SHAPE.format(got=got.shape, wanted=wanted.shape)
    if _identical(got, wanted) or np.array_equal(got, wanted):  # the usual cases, far cheaper than closeness
        return ""
    wrong = wrong_entries(got, wanted)
    if not wrong.any():
        return ""
    index = first_index(wrong)
    narrow = _wrong_dtype(got, wanted, wrong)
    if narrow or wrong.size == 1:
        return narrow or sentences.WRONG_VALUE.format(wanted=_number(wanted[index]), got=_number(got[index]))
    return sentences.WRONG_ENTRIES.format(
        wrong=int(wrong.sum()),
        size=wrong.size,
        place=list(index),
        wanted=_number(wanted[index]),
        got=_number(got[index]),
    )


def wrong_entries(got: npt.NDArray[Any], wanted: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """Which entries of two arrays of one shape differ beyond rounding."""
    return np.asarray(~_close(got, wanted))


def first_index(wrong: npt.NDArray[np.bool_]) -> tuple[int, ...]:
    """Where the first of the entries stands that are true."""
    return tuple(int(number) for number in np.argwhere(wrong)[0])


def _wrong_dtype(got: npt.NDArray[Any], wanted: npt.NDArray[Any], wrong: npt.NDArray[np.bool_]) -> str:
    """Whether values are wrong because the result's dtype cannot hold the right ones; empty where it can."""
    if got.dtype.kind not in "biu" or wanted.dtype.kind not in "iuf":
        return sentences.NO_NUMBERS.format(got=got.dtype) if got.dtype.kind == "c" else ""
    if got.dtype.kind == "b":
        return sentences.NO_NUMBERS.format(got=got.dtype)
    limits = np.iinfo(got.dtype)
    beyond = wrong & ((wanted != np.trunc(wanted)) | (wanted < limits.min) | (wanted > limits.max))
    if not beyond.any():
        return ""
    index = first_index(beyond)
    return sentences.TOO_NARROW.format(dtype=got.dtype, value=_number(wanted[index]), place=list(index))


def numpy_scalar_differs(got: Any, wanted: Any) -> str:
    """As :func:`differs`, for scalars that must be NumPy's: a rank-0 array or a NumPy scalar."""
    if not isinstance(got, (np.ndarray, np.generic)):
        return _wrong_type(got, sentence("an array of rank 0"))
    if got.shape != ():
        return sentences.WRONG_SHAPE.format(got=got.shape, wanted=())
    return _scalar_differs(got, wanted)


def is_number(value: Any) -> bool:
    """A Python number, a NumPy scalar or a rank-0 array of numbers; truth values are none."""
    if isinstance(value, (np.ndarray, np.generic)):
        return value.shape == () and value.dtype.kind in "iuf"
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def same(before: Any, now: Any) -> bool:
    """Whether two values are equal in every respect: types, dtypes, shapes and entries."""
    if isinstance(before, np.ndarray):
        return (
            isinstance(now, np.ndarray)
            and before.shape == now.shape
            and before.dtype == now.dtype
            and (_identical(before, now) or np.array_equal(before, now, equal_nan=before.dtype.kind in "fc"))
        )
    if type(before) is not type(now):
        return False
    if isinstance(before, (tuple, list)):
        return len(before) == len(now) and all(map(same, before, now))
    return bool(before == now)


def kind(value: Any) -> str:
    """What a value is, in short: an array's shape, a tuple's length, a small value itself."""
    if isinstance(value, np.ndarray):
        return sentence("an array of shape {shape}").format(shape=value.shape)
    if value is None:
        return sentence("None (is a return missing?)")
    if isinstance(value, tuple) and len(value) <= 4 and all(type(item) in (int, str) for item in value):
        return _typed("tuple", show(value))  # a shape
    if isinstance(value, (tuple, list)):
        return _of_length(type(value).__name__, len(value))
    if isinstance(value, Opaque) and value.type_name == "ndarray":
        return value.text
    if isinstance(value, Opaque) and value.text.startswith("<"):
        return with_article(value.type_name)
    if isinstance(value, (int, float, str)) and not isinstance(value, (bool, np.generic)):
        return _typed(type(value).__name__, show(value))
    return show(value)


def _typed(kind: str, value: str) -> Words:
    return sentence("the {kind} {value}").format(kind=kind, value=value)


def _of_length(kind: str, length: int) -> Words:
    return sentence("a {kind} of {length}").format(kind=kind, length=length)


def _wrong_type(got: Any, wanted: str) -> str:
    if got is None:
        return sentences.NOTHING.format(wanted=wanted)
    if isinstance(got, Opaque) and got.type_name in _FUNCTIONS:
        name = _FUNCTION_NAME.search(got.text)
        return sentences.A_FUNCTION.format(got=name[1] if name else got.type_name)
    if isinstance(got, Opaque) and got.type_name == "ndarray":
        return sentences.NO_NUMBERS.format(got=got.text)
    return sentences.WRONG_TYPE.format(got=kind(got), wanted=wanted)


def _identical(one: npt.NDArray[Any], other: npt.NDArray[Any]) -> bool:
    """Whether two arrays of one shape agree to the bit; small ones only, since both are copied."""
    return one.nbytes <= _SMALL and one.dtype == other.dtype and one.tobytes() == other.tobytes()


def _close(got: Any, wanted: Any) -> Any:
    with np.errstate(all="ignore"):
        return np.isclose(got, wanted, rtol=RTOL, atol=ATOL)


def _number(value: Any) -> str:
    number = value.item() if isinstance(value, (np.ndarray, np.generic)) else value
    return f"{float(number):.6g}" if isinstance(number, (float, np.floating)) else show(number)


def _scalar_differs(got: Any, wanted: Any) -> str:
    if not is_number(got):
        if isinstance(got, np.ndarray) and got.shape != () and got.dtype.kind in "iuf":
            return sentences.WRONG_SHAPE.format(got=got.shape, wanted=_A_NUMBER)
        return _wrong_type(got, _A_NUMBER)
    try:
        number, right = float(got), float(wanted)
        close = number == right or bool(_close(number, right))
    except OverflowError:  # an int beyond all floats
        close = False
    return "" if close else sentences.WRONG_VALUE.format(wanted=_number(wanted), got=_number(got))


def _sequence_differs(got: Any, wanted: Sequence[Any], numbers: Sequence[int], compare: Compare) -> str:
    form = sentence("a pair") if len(wanted) == 2 else _of_length("tuple", len(wanted))
    kinds = (tuple, list) if len(wanted) == 2 else (tuple,)
    if not isinstance(got, kinds) or len(got) != len(wanted):
        several = isinstance(got, (tuple, list)) and isinstance(got, kinds)
        return sentences.WRONG_LENGTH.format(got=kind(got), wanted=form) if several else _wrong_type(got, form)
    for number in numbers:
        difference = compare(got[number], wanted[number])
        if difference:
            return Fault.of(number, difference)
    return ""
