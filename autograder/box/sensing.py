"""Arrays that tell who watches them which operations NumPy performs on them as wholes."""

import copy
import functools
from collections.abc import Callable, Iterable
from typing import Any, Protocol

import numpy as np

from autograder.box.vectorised import HARMLESS, has_entries


class Watcher(Protocol):
    """Who is told."""

    def sense(self, operation: str) -> None:
        """An operation was performed on a whole array."""
        ...


def _telling(name: str) -> Callable[..., Any]:
    """A method of ndarray that would else go past both protocols, such as ``dot``."""
    method = getattr(np.ndarray, name)

    @functools.wraps(method)
    def tell(self: "Sensing", *arguments: Any, **named: Any) -> Any:
        self.tell(name, f".{name}()", (self, *arguments))
        return method(plain_view(self), *map(plain_view, arguments), **named)

    return tell


def _telling_methods(kind: type["Sensing"]) -> type["Sensing"]:
    for name in dir(np.ndarray):
        if not name.startswith("_") and name not in HARMLESS and callable(getattr(np.ndarray, name)):
            setattr(kind, name, _telling(name))
    return kind


@_telling_methods
class Sensing(np.ndarray[Any, Any]):
    """An array, and what comes of it by indexing, that tells its watch what NumPy does to it as a whole."""

    watch: Watcher | None = None

    def __array_finalize__(self, origin: object) -> None:
        self.watch = getattr(origin, "watch", None)

    def tell(self, name: str, operation: str, operands: Iterable[object]) -> None:
        """Tells of an operation, unless it is harmless or single entries only take part."""
        if self.watch is not None and name not in HARMLESS and any(map(has_entries, operands)):
            self.watch.sense(operation)

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **named: Any) -> Any:
        label = f"np.{ufunc.__name__}" + ("" if method == "__call__" else f".{method}")
        self.tell(ufunc.__name__, label, inputs)
        out = named.get("out", ())
        named = {
            name: tuple(map(plain_view, out)) if name == "out" else plain_view(value) for name, value in named.items()
        }
        result = getattr(ufunc, method)(*map(plain_view, inputs), **named)
        return out[0] if len(out) == 1 else result

    def __array_function__(self, function: Any, types: Any, arguments: Any, named: Any) -> Any:
        self.tell(function.__name__, f"np.{function.__name__}", [*arguments, *named.values()])
        return super().__array_function__(function, types, arguments, named)


def plain_view(value: Any) -> Any:
    """A sensing array as a plain one, on the same memory; anything else as it is."""
    return value.view(np.ndarray) if isinstance(value, Sensing) else value


def sensing(value: object, watch: Watcher) -> object:
    """A copy that tells ``watch``, where it is an array."""
    if type(value) is not np.ndarray:
        return copy.copy(value)
    sensing = value.copy("K").view(Sensing)
    sensing.watch = watch
    return sensing
