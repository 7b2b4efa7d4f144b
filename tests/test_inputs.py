"""The graders' inputs: what is asked of a function with a look at it is asked with inputs that it has not seen."""

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import chain
from typing import Any

import numpy as np
import pytest

from autograder.attempt.plan import Recorder
from autograder.attempt.student import Student
from autograder.box.client import Request
from autograder.course import UNITS, Course
from autograder.graders import digits
from autograder.graders.inputs import looped, unseen
from autograder.grading.plugin import Graders, run_graders

LOOKS = {"echo", "watch"}
[TENSOR_OPS] = [unit for unit in UNITS if unit.name == "tensor_ops"]
EXERCISES = [exercise for unit in UNITS for exercise in unit.exercises]


class Nothing:
    """Stands for the references: every function gives nothing, as often as it is asked."""

    def __getattr__(self, name: str) -> "Nothing":
        return self

    def values(self, cases: Sequence[Any]) -> list[None]:
        """None for each case."""
        return [None] * len(cases)


@cache
def requests() -> Mapping[str, tuple[Request, ...]]:
    """What the graders ask of each function."""
    found: dict[str, tuple[Request, ...]] = {}

    def work(graders: Graders) -> None:
        for unit in UNITS:
            recorder = Recorder([])
            graders.rehearse(unit.name, {"reference": Nothing(), "pipeline": None}, Student(recorder))
            for request in recorder.requests:
                found[request.function] = (*found.get(request.function, ()), request)

    run_graders(Course.find(), work)
    return found


def written(value: Any) -> Any:
    """A value as text, equal where dtype, shape and entries are."""
    if isinstance(value, np.ndarray):
        return value.dtype.str, value.shape, value.tobytes()
    if isinstance(value, (list, tuple)):
        return type(value).__name__, *map(written, value)
    return repr(value)


def test_every_function_is_rehearsed() -> None:
    """The requests are all there: those of the functions that are asked for their arguments and loops among them."""
    looked_at = {name for name, asked in requests().items() if any(request.options & LOOKS for request in asked)}
    assert {"naive_relu", "transpose_matrix", "make_rank3", "plot_digit", "sgd_step", "prepare_images"} <= looked_at
    assert sum("watch" in request.options for asked in requests().values() for request in asked) == 6


@pytest.mark.parametrize("exercise", EXERCISES)
def test_who_is_looked_at_cannot_answer_from_memory(exercise: str) -> None:
    """Where arguments or loops are looked at, no input is one of another test: dtype, shape and values."""
    asked = requests().get(exercise, ())
    for request in asked:
        if request.options & LOOKS:
            others = {written(case) for other in asked if other is not request for case in other.calls}
            assert not others & {written(case) for case in request.calls}


@pytest.mark.parametrize("exercise", TENSOR_OPS.exercises)
def test_they_are_of_whole_numbers_and_of_floats(exercise: str) -> None:
    """Each look in `tensor_ops` has a case of whole numbers and one of floats, all with entries of both signs."""
    looks = [request.calls for request in requests()[exercise] if request.options & LOOKS]
    assert looks
    for cases in looks:
        assert {case[0].dtype.kind for case in cases} == {"i", "f"}
        assert all(case[0].min() < 0 < case[0].max() for case in cases)


def test_inputs_differ_by_their_salt() -> None:
    """The two makers of such inputs give other values for another salt, and the same ones for the same."""
    for make in (unseen, looped):
        assert written([*make((2, 3), salt=1)]) == written([*make((2, 3), salt=1)])
        assert written([*make((2, 3), salt=1)]) != written([*make((2, 3), salt=2)])
    assert all(entry == int(entry) for case in looped((5, 6), salt=1) for entry in chain(*case[0].tolist()))


def test_the_reader_reads_every_digit() -> None:
    """Three rows of every digit are read, each by a clear margin, so that rounding cannot change a reading."""
    ordered = np.sort(digits.scores(digits.ROWS), axis=1)
    assert np.bincount(digits.READINGS, minlength=10).tolist() == [3] * 10
    assert (ordered[:, -1] - ordered[:, -2]).min() > 0.3
