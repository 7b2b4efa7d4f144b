"""What the hidden graders say of a student's function: its values, its refusals, its arguments, its loops.

Inputs are fixed lists, small to large; each check sends its whole list in one round trip and reports the first case
that fails, which is thereby the smallest (SmallCheck's idea). Every check returns nothing, or raises
:class:`Wrong` with words for the student, or :class:`~autograder.attempt.StudentError` where a call did not return.
"""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

import numpy.typing as npt

from autograder.attempt import StudentError
from autograder.box.outcomes import Outcome, Raised, Returned
from autograder.box.wire import Handle
from autograder.comparison import (
    Compare,
    array_differs,
    differs,
    is_number,
    kind,
    numpy_scalar_differs,
    only,
    plain_differs,
    same,
)
from autograder.messages import describe_outcome, show, show_call, where
from autograder.student import Student, StudentFunction

__all__ = [
    "Wrong",
    "array_differs",
    "colours",
    "differs",
    "holds",
    "is_number",
    "numpy_scalar_differs",
    "only",
    "pictures",
    "plain_differs",
    "refuses",
    "unchanged",
    "values",
    "writes_loops",
]

Case = Sequence[Any]
_LARGE = 600


class Wrong(AssertionError):  # noqa: N818 - no error of anyone's but the answer
    """A wrong answer; the text is for the student: a line of diagnosis, then the example."""


class ReferenceFunction(Protocol):
    """One function of the reference solution."""

    def values(self, cases: Sequence[Case]) -> Sequence[Any]:
        """Its value for each case."""
        ...


def values(
    function: StudentFunction, reference: ReferenceFunction, cases: Sequence[Case], compare: Compare = differs
) -> None:
    """The function gives the reference's values, within rounding, or as ``compare`` sees it."""
    expected = reference.values(cases)
    outcomes = function.outcomes(cases)
    for case, wanted, outcome in zip(cases, expected, outcomes, strict=True):
        got = _returned(function, outcome, case)
        difference = compare(got, wanted)
        if difference:
            raise Wrong(_example(difference, function.name, case, wanted, got))


def holds(function: StudentFunction, cases: Sequence[Case], judge: Callable[[Any, Case], str]) -> None:
    """For each case ``judge(value, case)`` finds nothing to say against the value."""
    for case, outcome in zip(cases, function.outcomes(cases), strict=True):
        got = _returned(function, outcome, case)
        difference = judge(got, case)
        if difference:
            raise Wrong(f"{difference}\nCall: {show_call(function.name, case)}\nGot: {show(got)}")


def refuses(function: StudentFunction, cases: Sequence[Case]) -> None:
    """Each case makes it raise ``AssertionError`` or ``ValueError``."""
    for case, outcome in zip(cases, function.outcomes(cases), strict=True):
        if isinstance(outcome, Raised) and outcome.bases & {"AssertionError", "ValueError"}:
            continue
        if isinstance(outcome, Returned):
            got = f"it returned {show(outcome.value)}"
        else:
            got = describe_outcome(outcome, function.name)
        raise Wrong(
            f"{function.name} should refuse this input with an AssertionError or a ValueError.\n"
            f"Call: {show_call(function.name, case)}\nInstead: {got}"
        )


def unchanged(function: StudentFunction, cases: Sequence[Case]) -> None:
    """Its arguments are after the call what they were before it, wherever the call came back.

    What it raises is another test's affair: a function that knows one dtype only shall not pay for it twice.
    """
    outcomes = function.outcomes(cases, echo=True)
    if not any(isinstance(outcome, Returned) for outcome in outcomes):
        _returned(function, outcomes[0], cases[0])
    for case, outcome in zip(cases, outcomes, strict=True):
        if isinstance(outcome, Raised):
            continue
        _returned(function, outcome, case)
        after = outcome.arguments if isinstance(outcome, Returned) else None
        if after is None or len(after) != len(case):
            raise Wrong(f"{function.name} left no arguments to compare.")
        for before, now in zip(case, after, strict=True):
            if not same(before, now):
                raise Wrong(
                    f"{function.name} changes its argument; work on a copy.\n"
                    f"Call: {show_call(function.name, case)}\nBefore: {show(before)}\nAfter: {show(now)}"
                )


def writes_loops(function: StudentFunction, reference: ReferenceFunction, cases: Sequence[Case]) -> None:
    """It goes entry by entry, in Python: no vectorised NumPy operation does the work, and the work is done.

    A function that is idle, or wrong, while it is looked at has not shown its loops.
    """
    expected = reference.values(cases)
    outcomes = function.outcomes(cases, watch=True)
    for case, wanted, outcome in zip(cases, expected, outcomes, strict=True):
        got = _returned(function, outcome, case)
        findings = outcome.findings if isinstance(outcome, Returned) else ()
        if findings:
            place = where(findings[0].place) if findings[0].place.cell >= 0 else ""
            raise Wrong(
                f"{function.name} hands its work to a vectorised operation: {findings[0].operation}{place}. "
                "Here the point is to write the loops, one entry at a time."
            )
        difference = differs(got, wanted)
        if difference:
            difference = f"Loops count where they give the right result. {difference}"
            raise Wrong(_example(difference, function.name, case, wanted, got))


def pictures(student: Student, function: str, cases: Sequence[Case], wanted: Sequence[npt.NDArray[Any]]) -> None:
    """The ``Axes`` it returns shows this image for each case; where several are drawn, the last one counts."""
    for case, image in zip(cases, wanted, strict=True):
        call = show_call(function, case)
        difference = array_differs(_drawn(student, function, case)["data"], image)
        if difference:
            raise Wrong(f"The image on the axes is not the one asked for. {difference}\nCall: {call}")


def colours(student: Student, function: str, cases: Sequence[Case], name: str) -> None:
    """It draws with the colour map of that name."""
    for case in cases:
        used = _drawn(student, function, case)["cmap"]
        if used != name:
            raise Wrong(f"The colour map should be {name!r}, not {used!r}.\nCall: {show_call(function, case)}")


def _drawn(student: Student, function: str, case: Case) -> dict[str, Any]:
    # One call and its question at a time: plt.gca() gives the same axes again, on which the next call draws.
    called: StudentFunction = getattr(student, function)
    axes = _returned(called, called.outcomes([case])[0], case)
    if not isinstance(axes, Handle) or axes.kind != "axes":
        raise Wrong(f"{function} should return the Axes that it drew on, not {kind(axes)}.")
    images = student.attempt.ask(axes, "images")
    if not isinstance(images, list) or not images or not isinstance(images[-1], dict):
        raise Wrong(f"There is no image on the Axes that {function} returned: draw it there with imshow.")
    return {"data": images[-1].get("data"), "cmap": str(images[-1].get("cmap"))}


def _returned(function: StudentFunction, outcome: Outcome, case: Case) -> Any:
    if isinstance(outcome, Returned):
        return outcome.value
    raise StudentError(function.name, outcome, show_call(function.name, case))


def _example(difference: str, name: str, case: Case, wanted: Any, got: Any) -> str:
    lines = [difference, f"Call: {show_call(name, case)}"]
    results = [f"Expected: {show(wanted)}", f"Got: {show(got)}"]
    return "\n".join(lines + results if sum(map(len, results)) <= _LARGE else lines)
