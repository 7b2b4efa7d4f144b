"""Fixed inputs for the graders: always the same, from small to large, read-only.

Generated entries are never 0, are positive and negative, and differ from call to call by their shape and ``salt``.
Those of floats are multiples of 1/8, so that sums and products of them are exact even in ``float32``.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Case = tuple[Any, ...]

_SEED = 2021


def fixed(values: Any, dtype: str | None = None) -> Array:
    """An array of these values that nothing here can change by accident."""
    array = np.array(values, dtype=dtype)
    array.setflags(write=False)
    return array


@cache  # the same array again: nobody can change it
def whole(*shape: int, dtype: str = "int64", salt: int = 0) -> Array:
    """An array of whole numbers from -9 to 9, without 0."""
    generator = np.random.default_rng([_SEED, salt, *shape])
    return fixed(generator.integers(1, 10, shape) * generator.choice([-1, 1], shape), dtype)


@cache
def parts(*shape: int, dtype: str = "float64", salt: int = 0) -> Array:
    """An array of multiples of 1/8 from -4 to 4, without 0."""
    generator = np.random.default_rng([_SEED, salt, *shape])
    return fixed(generator.integers(1, 33, shape) * generator.choice([-1, 1], shape) / 8, dtype)


def images(count: int, height: int, width: int, salt: int = 0) -> Array:
    """``(count, height, width)``, ``uint8``, no two images alike."""
    generator = np.random.default_rng([_SEED, *([salt] if salt else []), count, height, width])
    return fixed(generator.integers(0, 256, (count, height, width)), "uint8")


def floats(*shapes: tuple[int, ...]) -> Iterator[Case]:
    """For each floating dtype an argument of each of these shapes."""
    for dtype in ("float64", "float32"):
        yield tuple(parts(*shape, dtype=dtype, salt=salt) for salt, shape in enumerate(shapes))


def wholes(*shapes: tuple[int, ...]) -> Case:
    """An ``int64`` argument of each of these shapes, no two alike."""
    return tuple(whole(*shape, salt=salt) for salt, shape in enumerate(shapes))


def unseen(*shapes: tuple[int, ...], salt: int) -> Iterator[Case]:
    """Arguments of these shapes twice, of whole numbers and of floats, the same for no other ``salt``."""
    yield tuple(whole(*shape, salt=salt + number) for number, shape in enumerate(shapes))
    yield tuple(parts(*shape, salt=salt + number) for number, shape in enumerate(shapes))


def looped(*shapes: tuple[int, ...], salt: int) -> Iterator[Case]:
    """As :func:`unseen`; the floats are whole, so that who knows ``int`` alone is right and shows their loops."""
    for dtype in ("int64", "float64"):
        yield tuple(whole(*shape, dtype=dtype, salt=salt + number) for number, shape in enumerate(shapes))


def misfits(*pairs: tuple[tuple[int, ...], ...]) -> list[Case]:
    """For each list of shapes the arguments of these shapes, ``float64``."""
    return [tuple(parts(*shape, salt=salt) for salt, shape in enumerate(shapes)) for shapes in pairs]
