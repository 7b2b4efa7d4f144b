"""What the graders will ask is sent ahead: that saves round trips, and changes no result."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from autograder.attempt.attempt import Attempt
from autograder.attempt.student import Student
from autograder.box.client import Request
from autograder.box.confinement import LAYERS
from autograder.box.host import Zygotes
from autograder.box.outcomes import Died, NotCalled, Outcome, Raised, Returned, TimedOut
from autograder.course import UNITS, Course, Limits, Settings
from autograder.grading.session import Session, grading
from autograder.submission.opening import Submission
from autograder.submission.programs import Cell, Program

LIMITS = replace(Limits(), load_seconds=10, call_seconds=1, unit_seconds=60)
UNIT = next(unit for unit in UNITS if unit.name == "tensor_ops")
FIRST, SECOND, THIRD = [[1], [2]], [[3]], [[4], [5]]
PLAN = {
    "f": (Request("f", FIRST), Request("f", SECOND, frozenset({"echo"})), Request("f", THIRD)),
    "g": (Request("g", FIRST),),
}


@pytest.fixture(scope="module")
def zygotes() -> Iterator[Zygotes]:
    pool = Zygotes(LAYERS, [], lambda: pytest.fail("no MNIST is needed"))
    yield pool
    pool.close()


def begin(zygotes: Zygotes, source: str, planned: bool = True) -> Attempt:
    program = Program("tensor_ops", "tensor_ops.py", (Cell(source),), False)
    return Attempt(UNIT, program, (), zygotes, LIMITS, seed=1, plan=PLAN if planned else None)


def ask_all(attempt: Attempt) -> list[list[Outcome]]:
    """What the graders would get that ask in the plan's order, and then for something of their own."""
    try:
        asked = [attempt.call("f", FIRST), attempt.call("f", SECOND, echo=True), attempt.call("f", THIRD)]
        return [*asked, attempt.call("g", FIRST), attempt.call("f", [[6]])]
    finally:
        attempt.close()


@pytest.mark.parametrize(
    "body",
    [
        "return x * 2",
        "raise ValueError(x)",
        "return [][x]",
        "__import__('os')._exit(3) if x == 2 else None",
        "__import__('os')._exit(3) if x == 3 else None",
        "__import__('os')._exit(3) if x == 5 else None",
        "return 'a' * 10**10",
        "print(x)",
    ],
)
def test_results_are_those_without_a_plan(zygotes: Zygotes, body: str) -> None:
    """Whatever a function does, and at whichever input, every outcome is the one that asking singly gives."""
    source = f"def f(x):\n    {body}\n\ndef g(x):\n    return -x\n"
    assert ask_all(begin(zygotes, source)) == ask_all(begin(zygotes, source, planned=False))


def test_a_later_input_that_never_ends(zygotes: Zygotes) -> None:
    """A function that hangs on what was sent ahead keeps what it got right, and hangs for the test that asks for it."""
    attempt = begin(zygotes, "def f(x):\n    while x == 3:\n        pass\n    return x\n\ndef g(x):\n    return -x\n")
    first, second, third, other, own = ask_all(attempt)
    assert first == [Returned(1), Returned(2)]
    assert second == [TimedOut(1)]
    assert all(isinstance(outcome, NotCalled) for outcome in [*third, *own])
    assert other == [Returned(-1), Returned(-2)]


def test_what_is_asked_out_of_order(zygotes: Zygotes) -> None:
    """A grader that begins with another request than planned gets its answer, and so do the planned ones."""
    attempt = begin(zygotes, "def f(x):\n    return x\n")
    assert attempt.call("f", THIRD) == [Returned(4), Returned(5)]
    assert attempt.call("f", FIRST) == [Returned(1), Returned(2)]
    assert attempt.call("f", SECOND, echo=True) == [Returned(3, (3,))]
    attempt.close()


def test_one_round_trip(zygotes: Zygotes, monkeypatch: pytest.MonkeyPatch) -> None:
    """All that is planned for a function goes to its box at its first request."""
    attempt = begin(zygotes, "def f(x):\n    return x\n\ndef g(x):\n    return x\n")
    attempt.call("f", FIRST)
    monkeypatch.setattr(attempt, "_box_for", lambda *_: pytest.fail("another round trip"))
    assert attempt.call("f", SECOND, echo=True) == [Returned(3, (3,))]
    assert attempt.call("f", THIRD) == [Returned(4), Returned(5)]
    attempt.close()


def test_forged_answers_are_the_functions_own(zygotes: Zygotes) -> None:
    """A box that dies of what was sent ahead has cost the first request nothing."""
    attempt = begin(zygotes, "import os\ndef f(x):\n    os.close(1000) if x == 3 else None\n    return x\n")
    first, second, *_ = ask_all(attempt)
    assert first == [Returned(1), Returned(2)]
    assert isinstance(second[0], (Died, Raised))


def test_the_graders_are_planned(tmp_path) -> None:
    """The plan of a unit without Keras holds requests of every function, and its results are those without it."""
    course = Course.find()
    (tmp_path / "kim").mkdir()
    source = (course.solutions / "tensor_ops.py").read_text(encoding="utf-8")
    broken = source.replace("x[i, j], 0)", "x[i, j], 1)")
    (tmp_path / "kim" / "tensor_ops.py").write_text(broken, encoding="utf-8")
    found = []

    def work(session: Session) -> None:
        kim = Submission("kim", (tmp_path / "kim",))
        found.append(session._runner._plan(UNIT))
        found.append(session.grade(kim).result)
        session._runner._plans[UNIT.name] = {}
        found.append(session.grade(kim).result)

    grading(course, Settings(LAYERS, None), work)
    plan, with_plan, without = found
    assert set(plan) == set(UNIT.functions)
    assert with_plan == without
    assert 0 < with_plan.score < UNIT.points


def test_a_student_is_not_told(zygotes: Zygotes) -> None:
    """The fixture is the same with a plan and without."""
    attempt = begin(zygotes, "def f(x):\n    return x\n")
    assert Student(attempt).f(7) == 7
    attempt.close()
