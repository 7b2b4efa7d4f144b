"""Makes a student's values plain, inside the box: what the wire can carry, a handle, or a word on what it was."""

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.box.wire import DEPTH_CAP, TEXT_CAP, Opaque

Keeper = Callable[[Any], Any]


def plain(value: Any, keep: Keeper, depth: int = 0) -> Any:
    """``value`` as the wire carries it.

    ``keep`` is asked for anything that is no plain value: it answers with a handle, or None where it knows none.
    TensorFlow tensors and variables become arrays. Subclasses are read through their base class, so that nothing
    of theirs survives the trip.
    """
    if value is None or type(value) in (bool, int, float, complex, str, bytes):
        return value
    if depth >= DEPTH_CAP - 2:
        return Opaque(type(value).__name__, "nested too deep")
    if isinstance(value, np.ndarray):
        return plain_array(np.asarray(value))
    if isinstance(value, np.generic):
        return _plain_scalar(value)
    if isinstance(value, tuple):
        return tuple([plain(item, keep, depth + 1) for item in tuple.__iter__(value)])
    if isinstance(value, list):
        return [plain(item, keep, depth + 1) for item in list.__iter__(value)]
    if isinstance(value, dict):
        return _plain_dict(value, keep, depth)
    for base, read in ((int, int.__int__), (float, float.__float__), (str, str.__str__)):
        if isinstance(value, base):
            return read(value)
    kept = keep(value)
    if kept is not None:
        return kept
    return _plain_tensor(value)


def plain_array(array: np.ndarray[Any, Any]) -> Any:
    """An array of numbers as it is; one of objects that are all numbers as numbers; else what it holds, in words."""
    if array.dtype.kind in "biufc" and array.dtype.names is None and array.dtype.itemsize <= 16:
        return array
    if array.dtype.kind == "O" and all(
        isinstance(item, (bool, int, float, np.number, np.bool_)) for item in array.flat
    ):
        whole = all(isinstance(item, (bool, int, np.integer, np.bool_)) for item in array.flat)
        try:
            return array.astype(np.int64 if whole and array.size else np.float64)
        except (OverflowError, ValueError, TypeError):
            return array.astype(np.float64)
    if array.dtype.name in ("bfloat16", "float8_e4m3fn", "float8_e5m2"):
        return array.astype(np.float32)
    return Opaque("ndarray", f"an array of dtype {array.dtype} and shape {array.shape}")


def describe(value: Any) -> Opaque:
    """A value's type and a short text of it, whatever its own ``repr`` does."""
    try:
        text = repr(value)
    except Exception as error:  # a student's __repr__ may raise anything
        text = f"(its repr raised {type(error).__name__})"
    return Opaque(type(value).__name__[:TEXT_CAP], text[:200])


def _plain_scalar(value: np.generic) -> Any:
    if value.dtype.kind in "biufc" and value.dtype.itemsize <= 16:
        return value.dtype.type(value)
    if isinstance(value, np.str_):
        return str.__str__(value)
    return plain_array(np.asarray(value))


def _plain_dict(value: dict[Any, Any], keep: Keeper, depth: int) -> Any:
    items = list(dict.items(value))
    if any(not isinstance(key, str) for key, _ in items):
        return describe(value)
    return {str.__str__(key): plain(item, keep, depth + 1) for key, item in items}


def _plain_tensor(value: Any) -> Any:
    # Tensors and variables of TensorFlow and Keras know how to become arrays; nothing else with a .numpy() is expected.
    module = type(value).__module__.split(".")[0]
    if module in ("tensorflow", "keras", "torch", "jax", "jaxlib") and hasattr(value, "numpy"):
        return plain_array(np.asarray(value.numpy()))
    return describe(value)
