"""What the wrong values of a test have in common: the line that tells a student more than one entry does.

A pattern is told where every failing input of the test shows it, so that the smallest example, often of one entry, need
not show it by itself. Only kinds that were already found right (numbers, arrays of the right shape) come here.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from autograder.box.outcomes import Outcome, Returned
from autograder.checks import sentences
from autograder.checks.comparison import Compare, Fault, first_index, is_number, wrong_entries
from autograder.checks.drawing import number_text
from autograder.checks.example import unchanged_argument
from autograder.checks.signatures import member

MOST = 20_000  # entries looked at; a larger test is told by its first wrong entry
MOSTLY = 0.6

Array = npt.NDArray[Any]
Compared = tuple[Sequence[Any], Any, Outcome]


def _number(value: Any) -> str:
    return number_text(value).removesuffix(".")


class Pair(NamedTuple):
    """A failing input's value and the right one: arrays of one shape, rank 0 for numbers."""

    got: Array
    wanted: Array

    @property
    def wrong(self) -> npt.NDArray[np.bool_]:
        """Which entries differ."""
        return wrong_entries(self.got, self.wanted)


def diagnose(name: str, difference: str, failing: Sequence[Compared], compare: Compare) -> str:
    """The first line of a wrong answer: what all failing inputs have in common, else what is wrong with the first."""
    item = difference.item if isinstance(difference, Fault) else None
    fault = difference.alone if isinstance(difference, Fault) else difference
    if fault.startswith(sentences.WRONG_VALUES):
        pairs = [_pair(wanted, outcome, item) for _, wanted, outcome in failing if _fails(outcome, wanted, compare)]
        known = [pair for pair in pairs if pair is not None]
        fault = (common_fault(known) if len(known) == len(pairs) else "") or fault
    if item is not None:
        return (
            sentences.NAMED_ITEM.format(name=member(name, item), item=item, fault=fault)
            if member(name, item)
            else (sentences.ITEM.format(item=item, fault=fault))
        )
    kept = _kept(name, failing, compare)
    return sentences.UNCHANGED.format(name=kept, fault=fault) if kept else fault


def _kept(name: str, failing: Sequence[Compared], compare: Compare) -> str:
    """The name of the argument that comes back as it was whenever the result is wrong; empty where there is none."""
    kept = {
        unchanged_argument(name, case, outcome.value)
        for case, wanted, outcome in failing
        if isinstance(outcome, Returned) and _fails(outcome, wanted, compare)
    }
    telling = any(isinstance(wanted, np.ndarray) and wanted.size > 1 for _, wanted, _ in failing)
    return kept.pop() if telling and len(kept) == 1 else ""


def _fails(outcome: Outcome, wanted: Any, compare: Compare) -> bool:
    return isinstance(outcome, Returned) and bool(compare(outcome.value, wanted))


def _pair(wanted: Any, outcome: Outcome, item: int | None) -> Pair | None:
    """What came back and what was expected as numbers of one shape; None where they are none."""
    got = outcome.value if isinstance(outcome, Returned) else None
    if item is not None:
        got, wanted = (got[item] if isinstance(got, (tuple, list)) and len(got) > item else None), wanted[item]
    if is_number(got) and is_number(wanted):
        try:
            got, wanted = np.float64(got), np.float64(wanted)
        except OverflowError:
            return None
    if not isinstance(got, (np.ndarray, np.generic)) or not isinstance(wanted, (np.ndarray, np.generic)):
        return None
    return Pair(np.asarray(got), np.asarray(wanted)) if got.shape == wanted.shape else None


def common_fault(pairs: Sequence[Pair]) -> str:
    """The sentence that holds for all of these, smallest first; empty where none of those known here does."""
    if not pairs or sum(pair.got.size for pair in pairs) > MOST or any(pair.got.dtype.kind in "bc" for pair in pairs):
        return ""
    with np.errstate(all="ignore"):
        got = np.concatenate([pair.got.reshape(-1).astype(np.float64) for pair in pairs])
        wanted = np.concatenate([pair.wanted.reshape(-1).astype(np.float64) for pair in pairs])
        return (
            _not_finite(pairs)
            or _of_all_entries(got, wanted)
            or _factor_each(pairs)
            or _misplaced(pairs)
            or _rows_the_same(pairs)
            or _in_one_line(pairs)
        )


def _of_all_entries(got: Array, wanted: Array) -> str:
    """Faults that every entry shows: a constant, a factor, a difference, lost fractions."""
    different = np.unique(wanted)
    if len(different) < 3:  # of two results almost anything is a multiple
        return ""
    if (got == got[0]).all():
        return sentences.ALL_THE_SAME.format(got=_number(got[0]))
    not_zero = wanted != 0
    if len(np.unique(wanted[not_zero])) >= 3 and (np.abs(got[~not_zero]) < 1e-9).all():
        factors = got[not_zero] / wanted[not_zero]
        if factors[0] != 0 and np.allclose(factors, factors[0], rtol=1e-3, atol=0):
            return sentences.SIGN if np.isclose(factors[0], -1) else sentences.TIMES.format(factor=f"{factors[0]:.4g}")
    offsets = got - wanted
    if np.allclose(offsets, offsets[0], rtol=1e-3, atol=1e-6) and offsets[0] != 0:
        sentence = sentences.TOO_LARGE if offsets[0] > 0 else sentences.TOO_SMALL
        return sentence.format(offset=f"{abs(offsets[0]):.4g}")
    lost = ~np.isclose(got, wanted, rtol=1e-4, atol=1e-5)
    if np.array_equal(got, np.trunc(wanted)) or np.array_equal(got, np.floor(wanted)):
        place = int(np.argmax(lost))
        return sentences.FRACTIONS_LOST.format(wanted=_number(wanted[place]), got=_number(got[place]))
    return ""


def _factor_each(pairs: Sequence[Pair]) -> str:
    """Where each result is the right one times a number of its own, such as one over the number of its entries."""
    factors = [_factor(pair) for pair in pairs]
    telling = any(len(np.unique(pair.wanted)) >= 3 for pair in pairs)
    if not telling or None in factors:
        return ""
    return sentences.FACTOR_EACH.format(factor=f"{factors[0]:.4g}")


def _factor(pair: Pair) -> float | None:
    not_zero = np.abs(pair.wanted) > 1e-9
    if not not_zero.any() or (np.abs(pair.got[~not_zero]) > 1e-6).any():
        return None
    factors = pair.got[not_zero] / pair.wanted[not_zero]
    same = factors[0] != 0 and np.allclose(factors, factors[0], rtol=1e-3, atol=0)
    return float(factors[0]) if same else None


def _not_finite(pairs: Sequence[Pair]) -> str:
    if all((~np.isfinite(pair.got[pair.wrong])).all() for pair in pairs):
        return _filled_in(sentences.ALL_NOT_FINITE, pairs[0])
    return ""


def _misplaced(pairs: Sequence[Pair]) -> str:
    """The right entries in other places."""
    if not all(np.allclose(np.sort(pair.got, axis=None), np.sort(pair.wanted, axis=None)) for pair in pairs):
        return ""
    square = all(pair.got.ndim == 2 and pair.got.shape == pair.wanted.T.shape for pair in pairs)
    if square and all(np.allclose(pair.got, pair.wanted.T) for pair in pairs):
        return sentences.EXCHANGED
    return sentences.WRONG_ORDER


def _rows_the_same(pairs: Sequence[Pair]) -> str:
    """Matrices whose rows are all one row, as those of ``[[0] * n] * m`` are."""
    if any(pair.got.ndim != 2 for pair in pairs) or all(len(pair.got) < 2 for pair in pairs):
        return ""
    if not all((pair.got == pair.got[:1]).all() for pair in pairs):
        return ""
    return _filled_in(sentences.ROWS_THE_SAME, pairs[0])


def _filled_in(sentence: str, pair: Pair, **values: int) -> str:
    """The sentence with the first wrong entry of this pair: its place, the right value, the student's."""
    index = first_index(pair.wrong)
    return sentence.format(
        place=list(index), wanted=_number(pair.wanted[index]), got=_number(pair.got[index]), **values
    )


def _in_one_line(pairs: Sequence[Pair]) -> str:
    """Where only one row, column or entry of a vector is wrong in every result, or only the first one is right."""
    ranks = {pair.got.ndim for pair in pairs}
    if ranks == {1}:
        lines = [pair.wrong for pair in pairs]
        return _told_of_lines(pairs, lines, "", sentences.IN_LAST_ENTRY, sentences.FIRST_ENTRY_ONLY)
    if ranks != {2}:
        return ""
    rows, columns = ([np.asarray(pair.wrong.any(axis=axis)) for pair in pairs] for axis in (1, 0))
    return _told_of_lines(
        pairs, rows, sentences.IN_ROW, sentences.IN_LAST_ROW, sentences.FIRST_ROW_ONLY
    ) or _told_of_lines(pairs, columns, sentences.IN_COLUMN, sentences.IN_LAST_COLUMN, sentences.FIRST_COLUMN_ONLY)


def _told_of_lines(
    pairs: Sequence[Pair], lines: Sequence[npt.NDArray[np.bool_]], one: str, last: str, first_right: str
) -> str:
    """``lines`` says of each pair which of its lines are wrong; the sentences, that one, the last, all but one are."""
    several = [wrong for wrong in lines if len(wrong) > 1]  # one line of one says nothing
    if several and all(wrong.sum() == 1 for wrong in lines):
        if all(wrong[-1] for wrong in several):
            return _filled_in(last, pairs[0])
        numbers = {int(np.argmax(wrong)) for wrong in several}
        return _filled_in(one, pairs[0], number=numbers.pop()) if one and len(numbers) == 1 else ""
    later = np.concatenate([wrong[1:] for wrong in lines])
    if len(later) >= 4 and later.mean() > MOSTLY and not any(wrong[0] for wrong in lines):
        return _filled_in(first_right, pairs[0])  # some of those after it may be right by chance
    return ""
