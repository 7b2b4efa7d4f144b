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

A test marked ``beside`` another counts only where that one passed. Fixtures: ``student``, ``reference``, ``pipeline``, and
``say``, which gives a test that passes something to tell.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from autograder.check import Wrong
from autograder.course import Course
from autograder.errors import DataMissing, GraderFault
from autograder.messages import explain
from autograder.results import ExerciseResult, TestResult, TestStatus
from autograder.student import Student, StudentError

BESIDE = "This counts once “{}” passes."


@dataclass(frozen=True, slots=True)
class Test:
    """One collected grader: what it is called, what it is worth, and which test it stands beside."""

    __test__ = False

    unit: str
    exercise: str
    name: str
    points: float
    beside: str
    title: str


class Graders:
    """The collected graders of a course, and the submission's unit they are running for."""

    def __init__(self, course: Course, work: Callable[["Graders"], None]) -> None:
        """``work`` is called once everything is collected, inside the running pytest session."""
        self._course = course
        self._work = work
        self._items: dict[str, list[tuple[Test, pytest.Item]]] = {}
        self._fixtures: Mapping[str, Any] = {}
        self._error: tuple[BaseException, ...] = ()
        self._said = ""
        self.failure: Exception | None = None

    @property
    def tests(self) -> list[Test]:
        """Every collected test, unit by unit in the order of the course."""
        return [test for unit in self._course.units for test, _ in self._items.get(unit.name, [])]

    def grade(self, unit: str, fixtures: Mapping[str, Any], student: Student) -> tuple[list[TestResult], bool]:
        """Runs the unit's tests; their results in order, and whether one of them wants a person's eye.

        Raises:
            GraderFault: a grader itself failed, which is never charged to the student.
        """
        self._fixtures = {**fixtures, "student": student}
        results: list[TestResult] = []
        passed: set[tuple[str, str]] = set()
        review = False
        for test, item in self._items.get(unit, ()):
            if test.beside and (test.exercise, test.beside) not in passed:
                results.append(_result(test, TestStatus.FAILED, BESIDE.format(self._title(unit, test))))
                continue
            error = self._run(item)
            status, message = (TestStatus.PASSED, self._said) if error is None else judge(error, student)
            review = review or isinstance(error, DataMissing)
            results.append(_result(test, status, message))
            if status is TestStatus.PASSED:
                passed.add((test.exercise, test.name))
        self._fixtures = {}
        return results, review

    def say(self, text: str) -> None:
        """What the running test has to tell where it passes."""
        self._said = text

    def fixture(self, name: str) -> Any:
        """The current value of one of the fixtures."""
        return self._fixtures[name]

    def _title(self, unit: str, test: Test) -> str:
        for other, _ in self._items[unit]:
            if (other.exercise, other.name) == (test.exercise, test.beside):
                return other.title
        raise GraderFault(f"{unit}: {test.exercise}'s test stands beside {test.beside!r}, which does not exist")

    def _run(self, item: pytest.Item) -> BaseException | None:
        self._error, self._said = (), ""
        item._initrequest()  # type: ignore[attr-defined]  # a collected item is run again for the next submission
        runtestprotocol(item, log=False, nextitem=None)
        return self._error[0] if self._error else None

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
        """Keeps the exception itself: a report has only its text."""
        report = yield
        if call.excinfo is not None and not self._error:
            self._error = (call.excinfo.value,)
        return report

    def pytest_configure(self, config: pytest.Config) -> None:
        """Makes the graders' marks known."""
        config.addinivalue_line("markers", "exercise(name): the contract's function that a class of tests grades")
        config.addinivalue_line("markers", "points(n, beside=''): what a test is worth, and the test it depends on")

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Sorts the collected items by unit."""
        for item in session.items:
            test = _read_test(item)
            self._items.setdefault(test.unit, []).append((test, item))

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Takes the place of pytest's own loop."""
        if session.testsfailed:
            return True
        try:
            self._work(self)
        except Exception as error:  # pytest would print it as an error of its own; it is raised once pytest is done
            self.failure = error
        return True


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
        return self._graders.say


def run_graders(course: Course, work: Callable[[Graders], None], folder: Path | None = None) -> None:
    """Collects the graders and calls ``work`` with them; raises ``GraderFault`` where they cannot be collected."""
    graders = Graders(course, work)
    problems: list[str] = []
    options = ["-p", "no:cacheprovider", "-p", "no:terminal", "-p", "no:logging", "-p", "no:capture", "-p", "no:doctest"]
    options += ["-c", str(course.graders / "pytest.ini"), "--rootdir", str(course.graders), str(folder or course.graders)]
    status = pytest.main(options, plugins=[graders, Fixtures(graders), _CollectionErrors(problems)])
    if graders.failure is not None:
        raise graders.failure
    if problems or status not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        raise GraderFault("; ".join(problems) or f"the graders could not be run (pytest ended with status {status})")


class _CollectionErrors:
    def __init__(self, problems: list[str]) -> None:
        self._problems = problems

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Remembers a grader file that cannot be collected, by its last line of explanation."""
        if report.failed:
            lines = str(report.longrepr).strip().splitlines()
            self._problems.append(f"{report.nodeid}: {lines[-1] if lines else 'cannot be collected'}")

    def pytest_internalerror(self, excrepr: Any, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Lets an error of ours out of pytest as what it is."""
        self._problems.append(f"{type(excinfo.value).__name__}: {excinfo.value}")


def exercise_results(unit_exercises: Sequence[str], tests: Sequence[Test], results: Sequence[TestResult]) -> tuple[ExerciseResult, ...]:
    """A unit's test results, exercise by exercise in the contract's order."""
    grouped: dict[str, list[TestResult]] = {name: [] for name in unit_exercises}
    for test, result in zip(tests, results, strict=True):
        grouped[test.exercise].append(result)
    return tuple(ExerciseResult(name, tuple(grouped[name]), _feedback(grouped[name])) for name in unit_exercises)


def judge(error: BaseException, student: Student) -> tuple[TestStatus, str]:
    """A failed test's status and its words for the student, from how it ended.

    Raises:
        GraderFault: the grader itself is at fault.
    """
    if isinstance(error, (Wrong, DataMissing)):
        return TestStatus.FAILED, str(error)
    if isinstance(error, StudentError):
        return explain(error, student.attempt)
    raise GraderFault(f"a grader failed: {type(error).__name__}: {error}") from error


def _result(test: Test, status: TestStatus, message: str) -> TestResult:
    points = test.points if status is TestStatus.PASSED else 0.0
    return TestResult(test.title, status, points, test.points, message)


def _feedback(results: Sequence[TestResult]) -> tuple[str, ...]:
    """The lines that say what to do: each distinct message once, those that only wait for another test left out."""
    lines = [result.message for result in results if result.message and not result.message.startswith("This counts once")]
    return tuple(dict.fromkeys(lines))


def _read_test(item: pytest.Item) -> Test:
    unit = item.path.stem.removeprefix("test_")
    exercise, points = item.get_closest_marker("exercise"), item.get_closest_marker("points")
    if exercise is None or points is None or not item.name.startswith("test_"):
        raise GraderFault(f"{item.nodeid}: a grader needs the marks exercise(name) and points(n)")
    function = getattr(item, "function", None)
    title = " ".join((getattr(function, "__doc__", None) or item.name).split("\n\n")[0].split())
    return Test(
        unit, exercise.args[0], item.name.removeprefix("test_"), round(float(points.args[0]), 2), points.kwargs.get("beside", ""), title
    )
