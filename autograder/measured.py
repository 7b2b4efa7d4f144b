"""What the MNIST pipeline measures beside its verdict: figures of a training for its author to look at.

Plain frozen values of bounded size, and the JSON form in which they stand in ``result.json`` and travel. Pictures of
digits travel along, since the page is written where no MNIST need be.
"""

import base64
import math
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

DIGITS: Final = 10
SIDE: Final = 28  # of a picture, in pixels
LEVELS: Final = 8  # of grey, from 0 for paper to 7 for ink
MOST_EPOCHS: Final = 60  # that are told of one training run
MOST_WORST: Final = 12
_MOST_RUNS: Final = 8
_MOST_PICTURE: Final = 2_000  # characters


@dataclass(frozen=True, slots=True)
class Misread:
    """A test digit that was read wrongly: its place in the test set (from 0), what it is, and what it was read as.

    ``probability`` is the output that decided, from 0 to 1; None where the outputs are no probabilities. ``picture`` is
    the image as :func:`packed` gives it.
    """

    index: int
    label: int
    read: int
    probability: float | None
    picture: str

    def as_json(self) -> list[Any]:
        """Its five values."""
        probability = None if self.probability is None else round(float(self.probability), 4)
        return [self.index, self.label, self.read, probability, self.picture]

    @classmethod
    def from_json(cls, data: Sequence[Any]) -> "Misread":
        """The inverse; raises ``TypeError`` or ``ValueError`` on anything else."""
        index, label, read, probability, picture = data
        levels(picture)
        part = None if probability is None else _share(probability)
        return cls(_count(index), _digit(label), _digit(read), part, picture)


@dataclass(frozen=True, slots=True)
class Measured:
    """How the trainings of one submission went: accuracies are on the test set, from 0 to 1.

    ``runs`` are one training or more, each the accuracies after its epochs (the first ``MOST_EPOCHS`` of them);
    ``stopped`` whether the last was ended before its last epoch, since the threshold was reached. Of the best epoch of
    all: ``confusion[label][read]`` counts the test images, and ``worst`` are those it was most sure of and wrong, the
    surest first; both are empty where the network's outputs are not one for each digit.
    """

    threshold: float
    runs: tuple[tuple[float, ...], ...]
    stopped: bool = False
    confusion: tuple[tuple[int, ...], ...] = ()
    worst: tuple[Misread, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The figures as plain values."""
        return {
            "threshold": round(float(self.threshold), 6),
            "runs": [[round(float(accuracy), 6) for accuracy in run] for run in self.runs],
            "stopped": self.stopped,
            "confusion": [list(row) for row in self.confusion],
            "worst": [misread.as_json() for misread in self.worst],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Measured":
        """The inverse; raises ``KeyError``, ``TypeError`` or ``ValueError`` on anything else."""
        confusion = tuple(tuple(map(_count, row)) for row in data["confusion"])
        runs = tuple(tuple(map(_share, run)) for run in data["runs"])
        worst = tuple(map(Misread.from_json, data["worst"]))
        square = [len(row) for row in confusion] in ([], [DIGITS] * DIGITS)
        small = len(runs) <= _MOST_RUNS and max(map(len, runs), default=0) <= MOST_EPOCHS and len(worst) <= MOST_WORST
        if not (square and small and isinstance(data["stopped"], bool)):
            raise ValueError("figures that are no training's")
        return cls(_number(data["threshold"]), runs, data["stopped"], confusion, worst)


def packed(image: bytes) -> str:
    """A picture of ``SIDE`` by ``SIDE`` bytes, 0 for paper and 255 for ink, in ``LEVELS`` levels, as short text."""
    shades = bytes(shade * LEVELS // 256 for shade in image)
    return base64.b64encode(zlib.compress(shades, 9)).decode("ascii")


def levels(picture: str) -> bytes:
    """The levels of a packed picture's pixels, row by row; raises ``ValueError`` on what is none."""
    if not isinstance(picture, str) or len(picture) > _MOST_PICTURE:
        raise ValueError("a picture that is none")
    try:
        # Bounded: a few characters can be made to unpack to a gigabyte.
        shades = zlib.decompressobj().decompress(base64.b64decode(picture, validate=True), SIDE * SIDE + 1)
    except zlib.error as error:
        raise ValueError("a picture that is none") from error
    if len(shades) != SIDE * SIDE or max(shades) >= LEVELS:
        raise ValueError("a picture that is none")
    return shades


def _count(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise ValueError("a count that is none")
    return value


def _digit(value: Any) -> int:
    if _count(value) >= DIGITS:
        raise ValueError("a digit that is none")
    return int(value)


def _number(value: Any) -> float:
    if type(value) not in (int, float) or not math.isfinite(value):
        raise ValueError("a number that is none")
    return float(value)


def _share(value: Any) -> float:
    if not 0 <= _number(value) <= 1:
        raise ValueError("a share that is none")
    return float(value)
