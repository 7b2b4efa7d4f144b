"""How a student's value differs from the right one, in words for the student; an empty text where it does not.

Values come from a box: they are plain, but of any kind, shape and size, and nothing here may fail on one.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.box.wire import Opaque
from autograder.messages import show

RTOL, ATOL = 1e-4, 1e-5
_SMALL = 16 * 1024  # bytes

Compare = Callable[[Any, Any], str]


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
    return "" if right else f"It should be {wanted!r}, not {show(got)}."


def only(*numbers: int, compare: Compare = differs) -> Compare:
    """A comparison of these items of a tuple alone; the others may be anything, but must be there."""
    return lambda got, wanted: _sequence_differs(got, wanted, numbers, compare)


def array_differs(got: Any, wanted: npt.NDArray[Any]) -> str:
    """As :func:`differs`, for arrays."""
    if not isinstance(got, np.ndarray):
        return f"The result should be a NumPy array, not {kind(got)}."
    if got.shape != wanted.shape:
        return f"The shape should be {wanted.shape}, not {got.shape}."
    if _identical(got, wanted) or np.array_equal(got, wanted):  # the usual cases, far cheaper than closeness
        return ""
    wrong = np.asarray(~_close(got, wanted))
    if not wrong.any():
        return ""
    index = tuple(int(number) for number in np.argwhere(wrong)[0])
    count = int(wrong.sum())
    entries = "1 entry differs" if count == 1 else f"{count} entries differ"
    place = ", ".join(map(str, index))
    return f"{entries}, the first at [{place}]: it should be {_number(wanted[index])}, not {_number(got[index])}."


def numpy_scalar_differs(got: Any, wanted: Any) -> str:
    """As :func:`differs`, for scalars that must be NumPy's: a rank-0 array or a NumPy scalar."""
    if not isinstance(got, (np.ndarray, np.generic)):
        return f"The result should be an array of rank 0, not {kind(got)}."
    if got.shape != ():
        return f"The shape should be (), not {got.shape}."
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
        return f"an array of shape {value.shape}"
    if value is None:
        return "None (is a return missing?)"
    if isinstance(value, (tuple, list)):
        return f"a {type(value).__name__} of {len(value)}"
    if isinstance(value, Opaque) and value.type_name == "ndarray":
        return value.text
    return show(value)


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
        return f"The result should be a single number, not {kind(got)}."
    try:
        number, right = float(got), float(wanted)
        close = number == right or bool(_close(number, right))
    except OverflowError:  # an int beyond all floats
        close = False
    return "" if close else f"It should be {_number(wanted)}, not {_number(got)}."


def _sequence_differs(got: Any, wanted: Sequence[Any], numbers: Sequence[int], compare: Compare) -> str:
    form = "pair" if len(wanted) == 2 else f"tuple of {len(wanted)}"
    kinds = (tuple, list) if len(wanted) == 2 else (tuple,)
    if not isinstance(got, kinds) or len(got) != len(wanted):
        return f"The result should be a {form}, not {kind(got)}."
    for number in numbers:
        difference = compare(got[number], wanted[number])
        if difference:
            return f"Item {number} of the result: {difference}"
    return ""
