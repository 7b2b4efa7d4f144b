"""The plugin: graders are collected once, run for one submission after another, and only the student is charged."""

import os
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from autograder.attempt.attempt import StudentError
from autograder.box.outcomes import Died, NotCalled, Place, Raised, TimedOut
from autograder.checks.check import Wrong
from autograder.checks.places import mark
from autograder.course import Course
from autograder.errors import DataMissing, GraderFault
from autograder.grading.plugin import Graders, Test, exercise_results, judge, run_graders
from autograder.measured import Measured
from autograder.results import TestResult, TestStatus
from autograder.submission.programs import Cell, Program

COURSE = Course.find(Path(__file__).parent.parent)
UNIT = "tensor_ops"
PROGRAM = Program(UNIT, "tensor_ops.py", (Cell("def naive_relu(x):\n    return x.nope\n"),), is_notebook=False)
IMPORTS = "import pytest\nfrom autograder.checks.check import Wrong\n\n"


@pytest.fixture
def graders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Writes a file of graders for the unit ``tensor_ops``; gives its folder."""
    monkeypatch.setattr(sys, "dont_write_bytecode", True)  # two of one length in one second would be one to Python

    def write(source: str, name: str = f"test_{UNIT}.py") -> Path:
        folder = tmp_path / "graders"
        folder.mkdir(exist_ok=True)
        sys.modules.pop(name.removesuffix(".py"), None)
        (folder / name).write_text(IMPORTS + textwrap.dedent(source), encoding="utf-8")
        return folder

    return write


def student(**functions: Any) -> Any:
    """Stands for a submission's unit: plain functions in place of calls into a box."""
    return SimpleNamespace(attempt=SimpleNamespace(program=PROGRAM), **functions)


def run(folder: Path, *students: Any, **fixtures: Any) -> list[tuple[list[TestResult], bool]]:
    """Collects the folder's graders once and grades every student with them."""
    graded: list[tuple[list[TestResult], bool]] = []

    def work(graders: Graders) -> None:
        graded.extend(graders.grade(UNIT, fixtures, each) for each in students)

    run_graders(COURSE, work, folder)
    return graded


RELU = """
    @pytest.mark.exercise("naive_relu")
    class TestNaiveRelu:
        @pytest.mark.points(2)
        def test_values(self, student):
            "Gives the larger of x and 0."
            if student.naive_relu(-3) != 0:
                raise Wrong("It should be 0.")

        @pytest.mark.points(0.5, beside="values")
        def test_arguments(self, student):
            "Leaves its argument alone."
"""


def test_one_collection_serves_every_submission(graders: Callable[[str], Path]) -> None:
    """Each submission gets what it would have got alone, whatever came before it."""
    right, wrong = student(naive_relu=lambda x: max(x, 0)), student(naive_relu=lambda x: x)
    folder = graders(RELU)
    several = run(folder, wrong, right, wrong, right)
    assert several == [run(folder, one)[0] for one in (wrong, right, wrong, right)]
    assert [test.points for test in several[1][0]] == [2, 0.5]
    assert [test.points for test in several[2][0]] == [0, 0]


STATE = """
    @pytest.fixture
    def fresh():
        return []

    @pytest.mark.exercise("naive_relu")
    class TestNaiveRelu:
        @pytest.mark.points(1)
        def test_instance(self, student):
            assert not hasattr(self, "seen")
            self.seen = True

        @pytest.mark.points(1)
        def test_fixture_of_its_own(self, student, fresh):
            assert not fresh and not hasattr(self, "seen")
            fresh.append(1)
            self.seen = True

        @pytest.mark.points(1)
        @pytest.mark.parametrize("number", [1, 2])
        def test_cases(self, student, number):
            assert number in (1, 2)
"""


def test_no_state_outlives_a_submission(graders: Callable[[str], Path]) -> None:
    """A grader's instance and its own fixtures are new for each submission, parametrised tests included."""
    for results, _ in run(graders(STATE), student(), student()):
        assert [result.status for result in results] == [TestStatus.PASSED] * 4


def test_beside_waits_for_its_test(graders: Callable[[str], Path]) -> None:
    """A test beside one that failed is not run, earns nothing and says what it waits for."""
    [(results, review)] = run(graders(RELU), student(naive_relu=lambda x: x))
    assert [result.status for result in results] == [TestStatus.FAILED, TestStatus.FAILED]
    assert results[0].message == "It should be 0."
    assert results[1].message == "This counts once “Gives the larger of x and 0.” passes."
    assert not review
    exercises = exercise_results(["naive_relu"], [Test(UNIT, "naive_relu", "", 1, "", "")] * 2, results)
    assert exercises[0].feedback == ("It should be 0.",)


@pytest.mark.parametrize("beside", ["values", "nothing", "arguments"])
def test_beside_names_an_earlier_test(graders: Callable[[str], Path], beside: str) -> None:
    """A test beside itself, a later one or none at all could never count: that is refused at collection."""
    source = f"""
    @pytest.mark.exercise("naive_relu")
    class TestNaiveRelu:
        @pytest.mark.points(1, beside="{beside}")
        def test_arguments(self, student): pass

        @pytest.mark.points(1)
        def test_values(self, student): pass
    """
    with pytest.raises(GraderFault, match=f"test_arguments.*beside '{beside}'"):
        run(graders(source))


def test_say_is_the_message_of_what_passes(graders: Callable[[str], Path]) -> None:
    """What a passing test tells is its message, once: neither the next test nor the next student hears of it."""
    source = """
    @pytest.mark.exercise("naive_relu")
    class TestNaiveRelu:
        @pytest.mark.points(1)
        def test_values(self, student, say):
            say(f"measured {student.number}")
            if student.number < 0:
                raise Wrong("too small")

        @pytest.mark.points(1)
        def test_silent(self, student): pass
    """
    graded = run(graders(source), student(number=1), student(number=-1), student(number=2))
    assert [results[0].message for results, _ in graded] == ["measured 1", "too small", "measured 2"]
    assert {results[1].message for results, _ in graded} == {""}


def test_what_is_measured_stands_beside_the_message(graders: Callable[[str], Path]) -> None:
    """A number that a test measures is its value, whether it passes or not, and no other test's or student's."""
    source = """
    @pytest.mark.exercise("naive_relu")
    class TestNaiveRelu:
        @pytest.mark.points(1)
        def test_values(self, student, measure):
            if student.number:
                measure(student.number, student.figures)
            if student.number < 0:
                raise Wrong("too small")

        @pytest.mark.points(1)
        def test_silent(self, student): pass
    """
    figures = Measured(0.97, ((0.5,),))
    others = {"figures": None}
    graded = run(
        graders(source),
        student(number=0.5, figures=figures),
        student(number=-0.25, **others),
        student(number=0, **others),
    )
    assert [results[0].measured for results, _ in graded] == [figures, None, None]
    assert [results[0].value for results, _ in graded] == [0.5, -0.25, None]
    assert [results[0].status for results, _ in graded] == ["passed", "failed", "passed"]
    assert {results[1].value for results, _ in graded} == {None}


def test_fixtures_are_the_submissions(graders: Callable[[str], Path]) -> None:
    """``reference`` and ``pipeline`` are what the session gave for this unit, in both ways of running a test."""
    source = """
    @pytest.fixture
    def other(reference): return reference

    @pytest.mark.exercise("naive_relu")
    class TestNaiveRelu:
        @pytest.mark.points(1)
        def test_values(self, student, reference, pipeline):
            assert (student.name, reference, pipeline) == ("kim", "R", "P")

        @pytest.mark.points(1)
        def test_others(self, student, other, pipeline):
            assert (student.name, other, pipeline) == ("kim", "R", "P")
    """
    [(results, _)] = run(graders(source), student(name="kim"), reference="R", pipeline="P")
    assert [result.points for result in results] == [1, 1]


def raising(error: BaseException) -> Any:
    def naive_relu(x: Any) -> Any:
        raise error

    return student(naive_relu=naive_relu)


NOT_WRITTEN = Raised("NotImplementedError", frozenset({"NotImplementedError", "RuntimeError"}), "")
OUTCOMES = [
    (Raised("AttributeError", frozenset({"AttributeError"}), "nope", Place(0, 2)), "error", mark(0, 2)),
    (Raised("MemoryError", frozenset({"MemoryError"}), ""), "error", "memory"),
    (Died("it ended its own process with exit status 3"), "error", "exit status 3"),
    (TimedOut(10), "timeout", "10 s"),
    (NotCalled("naive_relu had already run out of time"), "timeout", "already run out of time"),
    (NotCalled("naive_relu is not defined in the file"), "failed", "not defined"),
    (NOT_WRITTEN, "failed", "not written yet"),
]


@pytest.mark.parametrize(("outcome", "status", "words"), OUTCOMES, ids=lambda value: str(value)[:25])
def test_a_call_that_ends_badly_is_the_students(
    graders: Callable[[str], Path], outcome: Any, status: str, words: str
) -> None:
    """Each way in which a call can end has its status, 0 points and words that say which it was."""
    [(results, review)] = run(graders(RELU), raising(StudentError("naive_relu", outcome, "naive_relu(-3)")))
    assert (str(results[0].status), results[0].points, review) == (status, 0, False)
    assert words in results[0].message


def test_missing_data_wants_a_person(graders: Callable[[str], Path]) -> None:
    """Where MNIST is missing the test fails, says so, and the submission is to be reviewed."""
    [(results, review)] = run(graders(RELU), raising(DataMissing("MNIST is not to be had")))
    assert (results[0].status, results[0].message) == (TestStatus.FAILED, "MNIST is not to be had")
    assert review


BUGS = {
    "an error": "raise KeyError('reference')",
    "a plain assert": "assert 1 == 2, 'of ours'",
    "a skip": "pytest.skip('not today')",
    "a fail": "pytest.fail('by hand')",
    "an exit": "pytest.exit('enough')",
    "a recursion": "self.test_values(student)",
}


@pytest.mark.parametrize("bug", BUGS.values(), ids=BUGS.keys())
def test_a_graders_bug_is_never_charged(graders: Callable[[str], Path], bug: str) -> None:
    """Whatever a grader itself raises is our fault: grading stops instead of counting it against the student."""
    source = f"""
    @pytest.mark.exercise("naive_relu")
    class TestNaiveRelu:
        @pytest.mark.points(1)
        def test_values(self, student):
            {bug}
    """
    with pytest.raises(GraderFault, match="a grader failed"):
        run(graders(source), student())


def test_a_broken_fixture_is_never_charged(graders: Callable[[str], Path]) -> None:
    """A grader's own fixture that fails, before the test or after it, is our fault too."""
    for before, after in (("1 / 0", "pass"), ("pass", "1 / 0")):
        source = f"""
        @pytest.fixture
        def broken():
            {before}
            yield
            {after}

        @pytest.mark.exercise("naive_relu")
        @pytest.mark.points(1)
        def test_values(student, broken): pass
        """
        with pytest.raises(GraderFault, match="a grader failed: ZeroDivisionError"):
            run(graders(source), student())


def test_judge_believes_nothing_else() -> None:
    """An ``AssertionError`` that is no :class:`Wrong` is a grader's own, since graders speak in ``Wrong`` only."""
    assert judge(Wrong("w")) == (TestStatus.FAILED, "w")
    with pytest.raises(GraderFault):
        judge(AssertionError("w"))


UNCOLLECTABLE = {
    "a syntax error": ("def broken(:", "SyntaxError|invalid syntax"),
    "an import": ("import nothing_of_this_name", "nothing_of_this_name"),
    "no marks": ("def test_values(student): pass", "needs the marks"),
    "no points": ("@pytest.mark.exercise('naive_relu')\ndef test_values(student): pass", "needs the marks"),
    "no exercise": ("@pytest.mark.points(1)\ndef test_values(student): pass", "needs the marks"),
    "empty marks": ("@pytest.mark.exercise\n@pytest.mark.points\ndef test_values(student): pass", "needs the marks"),
    "no tests": ("", "no graders"),
}


@pytest.mark.parametrize(("source", "words"), UNCOLLECTABLE.values(), ids=UNCOLLECTABLE.keys())
def test_graders_that_cannot_be_collected(
    graders: Callable[[str], Path], capfd: pytest.CaptureFixture[str], source: str, words: str
) -> None:
    """A grader file that is broken stops everything before any grading, in one line that names it; pytest is silent."""
    called: list[Graders] = []
    with pytest.raises(GraderFault, match=words) as caught:
        run_graders(COURSE, called.append, graders(source))
    assert not called
    assert "\n" not in str(caught.value)
    assert "graders" in str(caught.value) if words == "no graders" else f"test_{UNIT}.py" in str(caught.value)
    assert capfd.readouterr() == ("", "")


def test_a_file_of_no_unit(graders: Callable[..., Path]) -> None:
    """A grader file that is named after no unit is refused by name."""
    source = "@pytest.mark.exercise('naive_relu')\n@pytest.mark.points(1)\ndef test_values(student): pass\n"
    with pytest.raises(GraderFault, match=r"test_frobs\.py.*no unit 'frobs'"):
        run(graders(source, "test_frobs.py"))


def test_an_exercise_of_no_unit() -> None:
    """Results of an exercise that the contract does not know are refused, not dropped."""
    result = TestResult("t", TestStatus.PASSED, 1, 1)
    with pytest.raises(GraderFault, match="no exercise"):
        exercise_results(["naive_relu"], [Test(UNIT, "naive_relo", "values", 1, "", "t")], [result])


def test_exercises_come_in_the_contracts_order() -> None:
    """Every exercise is there, in the contract's order, even one that has no test."""
    tests = [Test(UNIT, name, "values", 1, "", name) for name in ("b", "a")]
    results = [TestResult(test.title, TestStatus.PASSED, 1, 1) for test in tests]
    exercises = exercise_results(["a", "b", "c"], tests, results)
    assert [(exercise.name, exercise.score) for exercise in exercises] == [("a", 1), ("b", 1), ("c", 0)]


def test_points_are_rounded(graders: Callable[[str], Path]) -> None:
    """Points count in hundredths, so that a third is 0.33 wherever it is read."""
    source = """
    @pytest.mark.exercise("naive_relu")
    @pytest.mark.points(1 / 3)
    def test_values(student): pass
    """
    [(results, _)] = run(graders(source), student())
    assert (results[0].points, results[0].max_points) == (0.33, 0.33)


def test_titles_are_the_first_paragraph(graders: Callable[[str], Path]) -> None:
    """A test is called by its docstring's first paragraph on one line, or by its own name where it has none."""
    source = '''
    @pytest.mark.exercise("naive_relu")
    class TestNaiveRelu:
        @pytest.mark.points(1)
        def test_values(self, student):
            """Gives the larger
            of x and 0.

            Hidden reasons."""

        @pytest.mark.points(1)
        def test_bare(self, student): pass
    '''
    [(results, _)] = run(graders(source), student())
    assert [result.name for result in results] == ["Gives the larger of x and 0.", "test_bare"]


@pytest.mark.parametrize("error", [ValueError("ours"), KeyboardInterrupt(), SystemExit(3)], ids=repr)
def test_what_the_work_raises_comes_out(
    graders: Callable[[str], Path], capfd: pytest.CaptureFixture[str], error: BaseException
) -> None:
    """An error or an interrupt inside the session comes out of pytest as it is, with nothing printed."""

    def work(_: Graders) -> None:
        raise error

    with pytest.raises(type(error)) as caught:
        run_graders(COURSE, work, graders(RELU))
    assert caught.value is error
    assert capfd.readouterr() == ("", "")


HOSTILE_CONFTEST = "import os\nos.environ['INTRUDED'] = 'conftest'\n"
HOSTILE_PLUGIN = "import os\nos.environ['INTRUDED'] = 'plugin'\n"


@pytest.fixture
def hostile_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A working directory whose pytest settings, conftest and environment would all disturb a run."""
    folder = tmp_path / "cwd"
    folder.mkdir()
    (folder / "pytest.ini").write_text("[pytest]\naddopts = -k nothing\npython_functions = no_*\n")
    (folder / "conftest.py").write_text(HOSTILE_CONFTEST)
    (folder / "intruder.py").write_text(HOSTILE_PLUGIN)
    (tmp_path / "conftest.py").write_text(HOSTILE_CONFTEST)
    monkeypatch.chdir(folder)
    monkeypatch.syspath_prepend(folder)
    monkeypatch.setenv("PYTEST_ADDOPTS", "-k nothing --maxfail=1 -p intruder")
    monkeypatch.setenv("PYTEST_PLUGINS", "intruder")
    monkeypatch.delenv("INTRUDED", raising=False)
    yield folder
    os.environ.pop("INTRUDED", None)


def test_the_users_own_pytest_has_no_say(graders: Callable[[str], Path], hostile_folder: Path, tmp_path: Path) -> None:
    """Neither settings, conftest files, variables nor installed plugins change a run, and it writes nothing."""
    folder = graders(RELU)
    (folder / "conftest.py").write_text(HOSTILE_CONFTEST)
    plugins: list[str] = []
    before = dict(os.environ)

    def work(collected: Graders) -> None:
        [item] = [one.item for one in collected._items[UNIT]][:1]
        plugins.extend(name for name, _ in item.config.pluginmanager.list_name_plugin())
        assert len(collected.tests) == 2

    run_graders(COURSE, work, folder)
    assert dict(os.environ) == before, "and the variables are back"
    assert not [name for name in plugins if any(word in name for word in ("hypothesis", "anyio", "benchmark"))]
    assert not list(tmp_path.rglob(".pytest_cache"))
    assert not list(tmp_path.rglob("*-pytest-*.pyc"))


def test_warnings_of_the_users_choice_change_nothing(tmp_path: Path) -> None:
    """``-W error`` among the options of the user's pytest does not turn a grader's warning into a fault."""
    (tmp_path / f"test_{UNIT}.py").write_text(
        IMPORTS + "import warnings\n\n@pytest.mark.exercise('naive_relu')\n@pytest.mark.points(1)\n"
        "def test_values(student): warnings.warn('numpy says')\n"
    )
    program = (
        "import sys; from pathlib import Path; from types import SimpleNamespace as N\n"
        "from autograder.course import Course; from autograder.grading.plugin import run_graders\n"
        "work = lambda graders: print(graders.grade('tensor_ops', {}, N(attempt=None))[0][0].status)\n"
        "run_graders(Course.find(Path(sys.argv[1])), work, Path(sys.argv[2]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(COURSE.root), str(tmp_path)],
        env={**os.environ, "PYTEST_ADDOPTS": "-W error"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == "passed", done.stderr


def test_the_courses_own_graders_are_collected() -> None:
    """The real graders collect, and each unit's points are its contract's."""
    points: dict[str, float] = {}

    def work(collected: Graders) -> None:
        for test in collected.tests:
            points[test.unit] = round(points.get(test.unit, 0) + test.points, 2)

    run_graders(COURSE, work)
    assert points == {unit.name: unit.points for unit in COURSE.units}
