"""What a test tells of a class: how hard it is, and whether it parts those who can from those who cannot.

Classical test theory (Lord and Novick, *Statistical Theories of Mental Test Scores*, 1968; Crocker and Algina,
*Introduction to Classical and Modern Test Theory*, 1986, chapter 14). A test here is an item that is passed or not,
``x`` of 0 or 1, worth ``w`` points of a unit's score ``s``:

- **difficulty** is the share of students who pass, ``p = mean(x)``: the higher, the easier.
- **discrimination** is the point-biserial correlation of ``x`` with the score, corrected for overlap: an item is part
  of the score and would agree with itself, so that it is taken out first (Henrysson, *Correction of item-total
  correlations in item analysis*, Psychometrika 28(2), 1963): ``r = corr(x, s - w x)``.
- the **upper and lower 27 %** by score, in which Kelley (*The selection of upper and lower groups for the validation of
  test items*, Journal of Educational Psychology 30(1), 1939) found the difference of two groups told most surely: the
  share of each that passes. Equal scores are not parted, so that a group may be larger.
"""

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

FEWEST: Final = 10  # students, below which a correlation says nothing
GROUP: Final = 0.27


@dataclass(frozen=True, slots=True)
class ItemStatistics:
    """Of one test: shares from 0 to 1, ``discrimination`` from -1 to 1; None where there is too little to tell."""

    students: int
    passed: int
    discrimination: float | None
    upper: float | None
    lower: float | None

    @property
    def difficulty(self) -> float:
        """The share of those who were asked that pass; 0 where nobody was."""
        return self.passed / self.students if self.students else 0.0


def item_statistics(
    scores: npt.NDArray[np.float64], passes: npt.NDArray[np.bool_], weights: npt.NDArray[np.float64]
) -> list[ItemStatistics]:
    """Those of each test: ``scores`` is ``(students,)``, ``passes`` ``(students, tests)``, ``weights`` ``(tests,)``."""
    students = len(scores)
    high, low = _extremes(scores) if students >= FEWEST else (None, None)
    found = []
    for column, weight in zip(passes.T, weights, strict=True):
        found.append(
            ItemStatistics(
                students,
                int(column.sum()),
                _correlation(column, scores - weight * column) if students >= FEWEST else None,
                None if high is None else float(column[high].mean()),
                None if low is None else float(column[low].mean()),
            )
        )
    return found


def _extremes(
    scores: npt.NDArray[np.float64],
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]] | tuple[None, None]:
    """Who is in the upper and in the lower group; neither where equal scores make them meet."""
    size = math.ceil(GROUP * len(scores))
    ranked = np.sort(scores)
    least_high, most_low = ranked[-size], ranked[size - 1]
    if most_low >= least_high:
        return None, None
    return scores >= least_high, scores <= most_low


def _correlation(item: npt.NDArray[Any], rest: npt.NDArray[np.float64]) -> float | None:
    """Pearson's, which for an item of 0 and 1 is the point-biserial; None where one of them is the same for all."""
    x, y = item - item.mean(), rest - rest.mean()
    spread = math.sqrt(float(x @ x) * float(y @ y))
    return None if spread < 1e-9 else float(x @ y) / spread
