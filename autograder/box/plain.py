"""Makes a student's values plain, inside the box: what the wire can carry, a handle, or a word on what it was."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from autograder.box.wire import DEPTH_CAP, INT_BYTES_CAP, PLAIN_KINDS, TEXT_CAP, Opaque

Keeper = Callable[[Any], Any]
_DEEPEST = DEPTH_CAP - 4  # room for the message around it, on this trip and on one back as an argument
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")


def plain(value: Any, keep: Keeper, above: tuple[int, ...] = ()) -> Any:
    """``value`` as the wire carries it; ``above`` are the identities of the containers around it.

    ``keep`` is asked for anything that is no plain value: it answers with a handle, or None where it knows none.
    TensorFlow tensors and variables become arrays. Subclasses are read through their base class, so that nothing
    of theirs survives the trip.
    """
    if value is None or type(value) in (bool, float, complex, bytes):
        return value
    if isinstance(value, (np.ndarray, np.generic)):
        return _plain_numpy(value)
    if isinstance(value, (tuple, list, dict)):
        return _plain_container(value, keep, above)
    if isinstance(value, (int, float, str)):
        return _plain_base(value)
    kept = keep(value)
    return _plain_tensor(value) if kept is None else kept


def plain_array(array: np.ndarray[Any, Any]) -> Any:
    """An array of numbers as it is; one of objects that are all numbers as numbers; else what it holds, in words."""
    if array.dtype.kind in PLAIN_KINDS:
        return array
    if array.dtype.kind == "O" and all(isinstance(item, (int, float, np.number, np.bool_)) for item in array.flat):
        whole = all(isinstance(item, (int, np.integer, np.bool_)) for item in array.flat)
        for dtype in (np.int64, np.float64) if whole and array.size else (np.float64,):
            try:
                return array.astype(dtype)
            except (OverflowError, ValueError, TypeError):  # too large for this one
                continue
    if array.dtype.name in ("bfloat16", "float8_e4m3fn", "float8_e5m2"):
        return array.astype(np.float32)
    return Opaque("ndarray", f"an array of dtype {array.dtype} and shape {array.shape}"[:TEXT_CAP])


def describe(value: Any) -> Opaque:
    """A value's type and a short text of it, whatever its own ``repr`` does; addresses are left out of it."""
    return Opaque(text_of(lambda: type(value).__name__), _ADDRESS.sub("", text_of(lambda: repr(value)))[:200])


def text_of(read: Callable[[], Any]) -> str:
    """The text that ``read`` gives, as the wire carries it: a ``str`` itself, no lone surrogates, not too long."""
    try:
        text = str.encode(read()[: 2 * TEXT_CAP], "utf-8", "backslashreplace")
    except BaseException as error:  # a student's __repr__ or __str__ may raise anything
        return f"(its text raised {type(error).__name__})"
    return text.decode()[:TEXT_CAP]


def _plain_numpy(value: np.ndarray[Any, Any] | np.generic) -> Any:
    if isinstance(value, np.str_):
        return _plain_base(value)
    array = np.asarray(value)
    return array[()] if isinstance(value, np.generic) and array.dtype.kind in PLAIN_KINDS else plain_array(array)


def _plain_base(value: int | float | str) -> Any:
    if isinstance(value, int):
        number = int.__int__(value)
        if number.bit_length() < INT_BYTES_CAP * 8:
            return number
        return Opaque("int", f"a number of {number.bit_length()} bits")
    if isinstance(value, float):
        return float.__float__(value)
    text = str.__str__(value)
    try:
        text.encode()
    except UnicodeEncodeError:  # lone surrogates, which UTF-8 has no form for
        return describe(text)
    return text


def _plain_container(value: Any, keep: Keeper, above: tuple[int, ...]) -> Any:
    if id(value) in above:
        return Opaque(type(value).__name__, "which contains itself")
    if len(above) >= _DEEPEST:
        return Opaque(type(value).__name__, "nested too deep")
    above = (*above, id(value))
    if isinstance(value, tuple):
        return tuple([plain(item, keep, above) for item in tuple.__iter__(value)])
    if isinstance(value, list):
        return [plain(item, keep, above) for item in list.__iter__(value)]
    items = list(dict.items(value))
    if any(not isinstance(key, str) for key, _ in items):
        return describe(value)
    return {text_of(partial(str.__str__, key)): plain(item, keep, above) for key, item in items}


def _plain_tensor(value: Any) -> Any:
    # Tensors and variables of TensorFlow and Keras know how to become arrays; nothing else with a .numpy() is expected.
    module = text_of(lambda: type(value).__module__).split(".")[0]
    if module in ("tensorflow", "keras", "torch", "jax", "jaxlib") and hasattr(value, "numpy"):
        return plain_array(np.asarray(value.numpy()))
    return describe(value)
