"""How a network reads MNIST's test set: counted by digit, and the digits that it misreads with most confidence."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from autograder.attempt.mnist import Mnist
from autograder.measured import DIGITS, MOST_WORST, Misread, packed

_SLACK: Final = 1e-3  # of a row of probabilities that sums to 1, in float16 as well


@dataclass(frozen=True, slots=True)
class DigitReading:
    """``confusion[label][read]`` counts the test images; ``worst`` are misread ones, the surest first."""

    confusion: tuple[tuple[int, ...], ...] = ()
    worst: tuple[Misread, ...] = ()


def digit_reading(outputs: npt.NDArray[Any], renaming: npt.NDArray[np.uint8], mnist: Mnist) -> DigitReading:
    """What the outputs ``(10000, units)`` say of the test images.

    ``renaming[digit]`` is the output that stands for a digit, by the names under which it was trained. Nothing is said
    where there is not one finite output for each digit.
    """
    labels = mnist.test_labels
    if outputs.shape != (len(labels), DIGITS) or outputs.dtype.kind != "f" or not np.isfinite(outputs).all():
        return DigitReading()
    scores = outputs[:, renaming].astype(np.float64)
    # The verdict's own choice, which of equals is the first by their names in training.
    reads = np.argsort(renaming)[outputs.argmax(axis=1)]
    counts = np.bincount(labels.astype(np.intp) * DIGITS + reads, minlength=DIGITS * DIGITS).reshape(DIGITS, DIGITS)
    rows = np.arange(len(labels))
    sure = scores[rows, reads]
    probable = bool((scores >= 0).all() and (np.abs(scores.sum(axis=1) - 1) < _SLACK).all())
    wrong = np.flatnonzero(reads != labels)
    # Other outputs have no common scale: there it counts by how much the right digit's was missed.
    confidence = sure if probable else sure - scores[rows, labels]
    worst = wrong[np.argsort(-confidence[wrong], kind="stable")][:MOST_WORST]
    return DigitReading(
        tuple(tuple(map(int, row)) for row in counts),
        tuple(
            Misread(
                int(index),
                int(labels[index]),
                int(reads[index]),
                round(min(float(sure[index]), 1.0), 4) if probable else None,
                packed(mnist.test_images[index].tobytes()),
            )
            for index in worst
        ),
    )
