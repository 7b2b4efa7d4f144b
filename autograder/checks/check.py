"""What the hidden graders say of a student's function: its values, its refusals, its arguments, its loops.

Inputs are fixed lists, small to large; each check sends its whole list in one round trip and reports the first case
that fails, which is thereby the smallest (SmallCheck's idea). Every check returns nothing, or raises
:class:`Wrong` with words for the student, or :class:`~autograder.attempt.attempt.StudentError` where a call did not
return.
"""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

import numpy.typing as npt

from autograder.attempt.attempt import StudentError
from autograder.attempt.student import Student, StudentFunction
from autograder.box.outcomes import Outcome, Raised, Returned
from autograder.box.wire import Handle
from autograder.checks import example, sentences
from autograder.checks.comparison import (
    Compare,
    Fault,
    array_differs,
    differs,
    is_number,
    kind,
    numpy_scalar_differs,
    only,
    plain_differs,
    same,
)
from autograder.checks.diagnosis import Compared, diagnose
from autograder.checks.messages import describe_outcome, where
from autograder.checks.signatures import named
from autograder.words import joined, sentence

__all__ = [
    "Fault",
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
    "sentence",
    "unchanged",
    "values",
    "writes_loops",
]

Case = Sequence[Any]


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
    for number, (case, wanted, outcome) in enumerate(zip(cases, expected, outcomes, strict=True)):
        got = _returned(function, outcome, case)
        difference = compare(got, wanted)
        if difference:
            failing = list(zip(cases, expected, outcomes, strict=True))[number:]
            said = _remembered(function, failing, cases[:number], expected, compare) or diagnose(
                function.name, difference, failing, compare
            )
            raise Wrong(_message(said, _example(difference, function.name, case, wanted, got)))


def holds(function: StudentFunction, cases: Sequence[Case], judge: Callable[[Any, Case], str]) -> None:
    """For each case ``judge(value, case)`` finds nothing to say against the value."""
    for case, outcome in zip(cases, function.outcomes(cases), strict=True):
        got = _returned(function, outcome, case)
        difference = judge(got, case)
        if difference:
            raise Wrong(
                _message(difference, [*example.call_lines(function.name, case), *example.value_lines(example.GOT, got)])
            )


def refuses(function: StudentFunction, cases: Sequence[Case]) -> None:
    """Each case makes it raise ``AssertionError`` or ``ValueError``."""
    for case, outcome in zip(cases, function.outcomes(cases), strict=True):
        if isinstance(outcome, Raised) and outcome.bases & {"AssertionError", "ValueError"}:
            continue
        taken = isinstance(outcome, Returned)
        if isinstance(outcome, Returned):
            ending = example.value_lines(sentence("It returned"), outcome.value)
        else:
            instead = describe_outcome(outcome, function.name)
            ending = [sentence("Instead: {instead}").format(instead=instead)]
        verdict = sentences.NOT_REFUSED if taken else sentences.REFUSED_OTHERWISE
        said = verdict.format(function=function.name, arguments=example.arguments_text(function.name, case))
        lines = [sentences.HOW_TO_REFUSE] if taken else []
        raise Wrong(_message(said, [*lines, *example.call_lines(function.name, case), *ending]))


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
            raise Wrong(sentences.NOT_ECHOED.format(function=function.name))
        for (name, before), now in zip(named(function.name, case), after, strict=True):
            if not same(before, now):
                said = sentences.CHANGED.format(function=function.name, name=name)
                raise Wrong(_message(said, example.changed(function.name, case, name, before, now)))


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
            said = sentences.VECTORISED.format(function=function.name, operation=findings[0].operation, where=place)
            raise Wrong(_message(said, [sentences.WRITE_LOOPS]))
        difference = differs(got, wanted)
        if difference:
            said = sentences.LOOPS_WANT_VALUES.format(fault=difference)
            raise Wrong(_message(said, _example(difference, function.name, case, wanted, got)))


def pictures(student: Student, function: str, cases: Sequence[Case], wanted: Sequence[npt.NDArray[Any]]) -> None:
    """The ``Axes`` it returns shows this image for each case; where several are drawn, the last one counts."""
    for case, image in zip(cases, wanted, strict=True):
        drawn = _drawn(student, function, case)["data"]
        difference = array_differs(drawn, image)
        if difference:
            raise Wrong(_message(sentences.WRONG_IMAGE, [difference, *example.differing(function, case, image, drawn)]))


def colours(student: Student, function: str, cases: Sequence[Case], name: str) -> None:
    """It draws with the colour map of that name."""
    for case in cases:
        used = _drawn(student, function, case)["cmap"]
        if used != name:
            said = sentences.WRONG_COLOURS.format(wanted=repr(name), got=repr(used))
            raise Wrong(_message(said, example.call_lines(function, case)))


def _drawn(student: Student, function: str, case: Case) -> dict[str, Any]:
    # One call and its question at a time: plt.gca() gives the same axes again, on which the next call draws.
    called: StudentFunction = getattr(student, function)
    axes = _returned(called, called.outcomes([case])[0], case)
    if not isinstance(axes, Handle) or axes.kind != "axes":
        raise Wrong(sentences.NO_AXES.format(function=function, got=kind(axes)))
    images = student.attempt.ask(axes, "images")
    if not isinstance(images, list) or not images or not isinstance(images[-1], dict):
        raise Wrong(sentences.NO_IMAGE.format(function=function))
    return {"data": images[-1].get("data"), "cmap": str(images[-1].get("cmap"))}


def _returned(function: StudentFunction, outcome: Outcome, case: Case) -> Any:
    if isinstance(outcome, Returned):
        return outcome.value
    raise StudentError(function.name, outcome, joined("\n", example.call_lines(function.name, case)))


def _remembered(
    function: StudentFunction,
    failing: Sequence[Compared],
    right: Sequence[Case],
    expected: Sequence[Any],
    compare: Compare,
) -> str:
    """Whether a call that was right gives another value once others were made; empty where it does not, or died."""
    if not right or not all(isinstance(outcome, (Returned, Raised)) for _, _, outcome in failing):
        return ""
    again = function.outcomes([right[0]])[0]
    return sentences.REMEMBERS if isinstance(again, Returned) and compare(again.value, expected[0]) else ""


def _example(difference: str, name: str, case: Case, wanted: Any, got: Any) -> list[str]:
    if isinstance(difference, Fault) and isinstance(got, (tuple, list)):
        wanted, got = wanted[difference.item], got[difference.item]
    return example.differing(name, case, wanted, got)


def _message(said: str, lines: Sequence[str]) -> str:
    return joined("\n", [said, *lines])
