"""The pytest plugin: the hidden graders are collected once and run for one submission's unit after another.

Graders are plain pytest classes, one an exercise, in ``graders/test_<unit>.py``::

    @pytest.mark.exercise("naive_relu")
    class TestNaiveRelu:
        @pytest.mark.points(2)
        def test_values(self, student, reference):
            "The largest of x and 0, entry by entry."
            check.values(student.naive_relu, reference.naive_relu, MATRICES)

        @pytest.mark.points(0.5, beside="values")
        def test_refusals(self, student): ...

A test marked ``beside`` another, which comes before it, counts only where that one passed. Fixtures: ``student``,
``reference``, ``pipeline``, ``say``, which gives a test that passes something to tell, and ``measure``, which puts a
number beside its message in the results, whether it passes or not (and figures, for the page to draw).
"""

import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from autograder.attempt.attempt import StudentError
from autograder.attempt.student import Student
from autograder.catalogue import title
from autograder.checks.check import Wrong
from autograder.checks.messages import explain
from autograder.course import Course
from autograder.errors import DataMissing, GraderFault
from autograder.measured import Measured
from autograder.results import ExerciseResult, TestResult, TestStatus
from autograder.words import Sentence, first_line, sentence

BESIDE = sentence("This counts once “{test}” passes.")
# What pytest brings along and graders do not need; some of it would write files, or take signals and streams over.
_UNUSED = (
    *("cacheprovider", "terminal", "logging", "capture", "doctest", "warnings"),
    *("faulthandler", "unraisableexception", "threadexception"),
)
_OPTIONS = ("--noconftest", "--assert=plain", "--import-mode=importlib", *(f"-pno:{name}" for name in _UNUSED))


FIXTURES = frozenset({"student", "reference", "pipeline", "say", "measure"})


@dataclass(frozen=True, slots=True)
class Test:
    """One collected grader: what it is called, what it is worth, and which test it stands beside.

    ``definition`` is the name at the top level of the grader's file behind which it stands.
    """

    __test__ = False

    unit: str
    exercise: str
    name: str
    points: float
    beside: str
    title: str
    definition: str = ""


class _Collected(NamedTuple):
    """A test, the item that pytest made of it, and what runs that once more."""

    test: Test
    item: pytest.Item
    run: Callable[[], None]


class Graders:
    """The collected graders of a course, and the submission's unit they are running for."""

    def __init__(self, course: Course, work: Callable[["Graders"], None]) -> None:
        """``work`` is called once everything is collected, inside the running pytest session."""
        self._course = course
        self._work = work
        self._items: dict[str, list[_Collected]] = {}
        self._fixtures: Mapping[str, Any] = {}
        self._said = ""
        self._measured: tuple[float | None, Measured | None] = (None, None)
        self.failure: BaseException | None = None

    @property
    def tests(self) -> list[Test]:
        """Every collected test, unit by unit in the order of the course."""
        return [test for unit in self._course.units for test, _, _ in self._items.get(unit.name, [])]

    def of(self, unit: str, exercises: Collection[str]) -> list[Test]:
        """The tests of those exercises of a unit, in their order."""
        return [test for test, _, _ in self._items.get(unit, ()) if test.exercise in exercises]

    def grade(
        self, unit: str, fixtures: Mapping[str, Any], student: Student, exercises: Collection[str] | None = None
    ) -> tuple[list[TestResult], bool]:
        """Runs the tests of those exercises, of all where none are named.

        Their results in order, and whether one of them wants a person's eye.

        Raises:
            GraderFault: a grader itself failed, which is never charged to the student.
        """
        self._fixtures = {**fixtures, "student": student}
        results: list[TestResult] = []
        passed: set[tuple[str, str]] = set()
        review = False
        for test, _, run in self._items.get(unit, ()):
            if exercises is not None and test.exercise not in exercises:
                continue
            if test.beside and (test.exercise, test.beside) not in passed:
                results.append(_result(test, TestStatus.FAILED, BESIDE.format(test=self._title(unit, test))))
                continue
            error = self._run(run)
            status, message = (TestStatus.PASSED, self._said) if error is None else judge(error)
            review = review or isinstance(error, DataMissing)
            results.append(_result(test, status, message, *self._measured))
            if status is TestStatus.PASSED:
                passed.add((test.exercise, test.name))
        self._fixtures = {}
        return results, review

    def rehearse(self, unit: str, fixtures: Mapping[str, Any], student: Student) -> None:
        """Runs every test of the unit and judges none; see :mod:`autograder.attempt.plan`."""
        self._fixtures = {**fixtures, "student": student}
        for _, _, run in self._items.get(unit, ()):
            self._run(run)
        self._fixtures = {}

    def say(self, text: str) -> None:
        """What the running test has to tell where it passes."""
        self._said = text

    def measure(self, value: float, figures: Measured | None = None) -> None:
        """What the running test has measured, whether it passes or not, and the figures behind it."""
        self._measured = (value, figures)

    def fixture(self, name: str) -> Any:
        """The current value of one of the fixtures."""
        return getattr(self, name) if name in ("say", "measure") else self._fixtures[name]

    def _title(self, unit: str, test: Test) -> str:
        standing = {(other.exercise, other.name): other.title for other, _, _ in self._items[unit]}
        return Sentence(standing[test.exercise, test.beside])

    def _run(self, run: Callable[[], None]) -> BaseException | None:
        """Runs a collected item once more, without a report of pytest's own."""
        self._said, self._measured = "", (None, None)
        try:
            run()
        except (Exception, pytest.skip.Exception, pytest.fail.Exception) as error:
            return error  # judged by the caller: the student's doing or ours
        return None

    def _runner(self, item: Any) -> Callable[[], None]:
        """What runs the item: a call where it asks for our fixtures only; pytest's own way takes half a millisecond."""
        names = getattr(item, "fixturenames", None)
        if names is None or not FIXTURES.issuperset(names):
            return partial(_run_with_fixtures, item)
        made, name = item.cls, item.originalname  # worked out anew by pytest at every look
        function = None if made else item.function

        def call() -> None:
            (function or getattr(made(), name))(**{fixture: self.fixture(fixture) for fixture in names})

        return call

    def pytest_configure(self, config: pytest.Config) -> None:
        """Makes the graders' marks known."""
        config.addinivalue_line("markers", "exercise(name): the contract's function that a class of tests grades")
        config.addinivalue_line("markers", "points(n, beside=''): what a test is worth, and the test it depends on")

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Sorts the collected items by unit, and refuses those that could never be run as they are meant."""
        units = [unit.name for unit in self._course.units]
        try:
            for item in session.items:
                test = _read_test(item, units)
                earlier = {(other.exercise, other.name) for other, _, _ in self._items.get(test.unit, ())}
                if test.beside and (test.exercise, test.beside) not in earlier:
                    where = f"{item.nodeid}: it stands beside {test.beside!r}"
                    raise GraderFault(f"{where}, which is no test before it of {test.exercise}")
                self._items.setdefault(test.unit, []).append(_Collected(test, item, self._runner(item)))
        except GraderFault as fault:
            self.failure = fault

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Takes the place of pytest's own loop."""
        if session.testsfailed or not session.items or self.failure is not None:
            return True
        try:
            self._work(self)
        except BaseException as error:  # pytest would make it a report or a status; it is raised once pytest is done
            self.failure = error
        return True


def _run_with_fixtures(item: pytest.Item) -> None:
    """Runs an item that asks for fixtures of its own: set up, called and torn down as pytest does."""
    state = item.session._setupstate
    for kept in ("_instance", "_obj"):  # pytest keeps the class's instance with the item; each run gets its own
        vars(item).pop(kept, None)
    item._initrequest()  # type: ignore[attr-defined]  # pytest does this once; the next submission needs it anew
    try:
        state.setup(item)
        item.runtest()
    finally:
        state.teardown_exact(None)


class Fixtures:
    """The fixtures that graders ask for; each gives what the running :class:`Graders` has for the submission."""

    def __init__(self, graders: Graders) -> None:
        self._graders = graders

    @pytest.fixture
    def student(self) -> Any:
        """The submission's unit: a call of an attribute is a call into its box."""
        return self._graders.fixture("student")

    @pytest.fixture
    def reference(self) -> Any:
        """The unit's reference solution."""
        return self._graders.fixture("reference")

    @pytest.fixture
    def pipeline(self) -> Any:
        """The submission's one training run on MNIST, made at its first use."""
        return self._graders.fixture("pipeline")

    @pytest.fixture
    def say(self) -> Any:
        """Called with a sentence: the test's message where it passes."""
        return self._graders.fixture("say")

    @pytest.fixture
    def measure(self) -> Any:
        """Called with a number, the test's value in the results, and with the figures behind it where there are any."""
        return self._graders.fixture("measure")


def run_graders(course: Course, work: Callable[[Graders], None], folder: Path | None = None) -> None:
    """Collects the graders of ``folder`` (the course's own) and calls ``work`` with them.

    Nothing of the user's own pytest has a say: neither its variables and plugins nor any conftest.py or settings file.

    Raises:
        GraderFault: there are none, or they cannot be collected; and whatever ``work`` raises.
    """
    graders = Graders(course, work)
    problems: list[str] = []
    where = str(folder or course.graders)
    options = [*_OPTIONS, "-c", str(course.graders / "pytest.ini"), "--rootdir", where, where]
    with _undisturbed():
        status = pytest.main(options, plugins=[graders, Fixtures(graders), _CollectionErrors(problems)])
    if problems:
        raise GraderFault("; ".join(problems))
    if graders.failure is not None:
        raise graders.failure
    if status == pytest.ExitCode.NO_TESTS_COLLECTED:
        raise GraderFault(f"{where}: there are no graders")
    if status != pytest.ExitCode.OK:
        raise GraderFault(f"the graders could not be run (pytest ended with status {status})")


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Takes the variables of the user's own pytest (options, plugins) away meanwhile."""
    theirs = {name: os.environ.pop(name) for name in tuple(os.environ) if name.startswith("PYTEST_")}
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    try:
        yield
    finally:
        del os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"]
        os.environ.update(theirs)


class _CollectionErrors:
    def __init__(self, problems: list[str]) -> None:
        self._problems = problems

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Remembers a grader file that cannot be collected, by its last line of explanation."""
        if report.failed:
            lines = str(report.longrepr).strip().splitlines()
            reason = lines[-1].removeprefix("E").strip() if lines else "cannot be collected"
            self._problems.append(f"{report.nodeid}: {reason}")

    def pytest_internalerror(self, excinfo: pytest.ExceptionInfo[BaseException]) -> bool:
        """Lets an error of ours out of pytest as what it is; nothing is printed."""
        self._problems.append(f"{type(excinfo.value).__name__}: {excinfo.value}")
        return True


def exercise_results(
    unit_exercises: Sequence[str], tests: Sequence[Test], results: Sequence[TestResult]
) -> tuple[ExerciseResult, ...]:
    """A unit's test results, exercise by exercise in the contract's order.

    Raises:
        GraderFault: a test grades something that the contract does not know.
    """
    grouped: dict[str, list[TestResult]] = {name: [] for name in unit_exercises}
    for test, result in zip(tests, results, strict=True):
        if test.exercise not in grouped:
            raise GraderFault(f"the graders of {test.unit} grade {test.exercise!r}, which is no exercise of it")
        grouped[test.exercise].append(result)
    return tuple(ExerciseResult(name, tuple(grouped[name]), _feedback(grouped[name])) for name in unit_exercises)


def judge(error: BaseException) -> tuple[TestStatus, str]:
    """A failed test's status and its words for the student, from how it ended.

    Raises:
        GraderFault: the grader itself is at fault.
    """
    if isinstance(error, (Wrong, DataMissing)):
        return TestStatus.FAILED, error.args[0]
    if isinstance(error, StudentError):
        return explain(error)
    if isinstance(error, GraderFault):
        raise error
    raise GraderFault(f"a grader failed: {type(error).__name__}: {error}") from error


def _result(
    test: Test, status: TestStatus, message: str, value: float | None = None, figures: Measured | None = None
) -> TestResult:
    points = test.points if status is TestStatus.PASSED else 0.0
    return TestResult(test.title, status, points, test.points, message, value, figures)


def _feedback(results: Sequence[TestResult]) -> tuple[str, ...]:
    """What to do, a line each: the first of every distinct message, those that only wait for another test left out."""
    said = [first_line(result.message) for result in results if result.message]
    return tuple(dict.fromkeys(line for line in said if not is_waiting(line)))


def is_waiting(message: str) -> bool:
    """Whether a test's message says that it was not run, because it waits for another to pass."""
    return message.startswith(BESIDE[:16])


def _read_test(item: pytest.Item, units: Collection[str]) -> Test:
    unit = item.path.stem.removeprefix("test_")
    if unit not in units:
        raise GraderFault(f"{item.nodeid}: there is no unit {unit!r}")
    exercise, points = item.get_closest_marker("exercise"), item.get_closest_marker("points")
    if exercise is None or points is None or not exercise.args or not points.args or not item.name.startswith("test_"):
        raise GraderFault(f"{item.nodeid}: a grader needs the marks exercise(name) and points(n)")
    function = getattr(item, "function", None)
    docstring = getattr(function, "__doc__", None) or item.name
    return Test(
        unit,
        exercise.args[0],
        item.name.removeprefix("test_"),
        round(float(points.args[0]), 2),
        points.kwargs.get("beside", ""),
        title(docstring),
        item.nodeid.split("::")[1].partition("[")[0],
    )
