"""A session: units graded one after another, our own faults told apart from the student's, nothing left behind."""

import os
import shutil
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from autograder.box.confinement import LAYERS
from autograder.box.host import Zygotes
from autograder.course import UNITS, Course, Settings
from autograder.errors import DataMissing, GraderFault
from autograder.grading import session as session_module
from autograder.grading.plugin import Graders, run_graders
from autograder.grading.running import Digits, Runner
from autograder.grading.session import NOT_HANDED_IN, Graded, Session, exercise_points, grading
from autograder.results import OUR_FAULT, Status, SubmissionResult, TestStatus, UnitResult
from autograder.submission.opening import Submission

COURSE = Course.find(Path(__file__).parent.parent)
SETTINGS = Settings(LAYERS, None)
LIGHT_UNITS = ("tensors", "tensor_ops")


def hand_in(folder: Path, *units: str, **sources: str) -> Submission:
    """A submission: the solutions of these units, and for others the source that is given."""
    folder.mkdir(parents=True)
    for unit in units:
        shutil.copy(COURSE.solutions / f"{unit}.py", folder)
    for unit, source in sources.items():
        (folder / f"{unit}.py").write_text(source, encoding="utf-8")
    return Submission(folder.name, (folder,))


def lives(pid: int) -> bool:
    """Whether there is such a process that has not ended, reaped or not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in {"Z", "X"}
    except OSError:
        return False


def unit_of(graded: Graded, name: str) -> UnitResult:
    """One unit's result."""
    [unit] = [unit for unit in graded.result.units if unit.name == name]
    return unit


def children(pid: int) -> set[int]:
    """The processes that a process has started, and theirs."""
    parents = {}
    for entry in (Path("/proc", name, "stat") for name in os.listdir("/proc") if name.isdecimal()):
        try:
            parents[int(entry.parent.name)] = int(entry.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue  # it has ended meanwhile
    found, todo = set(), [pid]
    while todo:
        parent = todo.pop()
        born = {child for child, its in parents.items() if its == parent}
        todo += born - found
        found |= born
    return found


@dataclass
class Seen:
    """What one session made of all the hand-ins below; most tests look at it, since a session takes a second."""

    solved: Graded
    again: Graded
    beside: Graded
    broken: Graded
    empty: Graded
    twice: Graded
    once_faulty: Graded
    faulty: Graded
    orphaned: Graded
    zygotes: set[int]


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    """One session of the real course."""
    root = tmp_path_factory.mktemp("hand-ins")
    solved = hand_in(root / "solved", "tensors", "tensor_ops")
    broken = hand_in(root / "broken", "tensors", tensor_ops="def naive_relu(x):\n    return 1 / 0\n\nboom\n")
    empty = hand_in(root / "empty")
    twice = Submission("twice", (root / "solved", root / "broken"), "handed in more than once")
    found: list[Seen] = []
    before = children(os.getpid())

    def work(session: Session) -> None:
        graded = {
            "solved": session.grade(solved),
            "broken": session.grade(broken),
            "again": session.grade(solved),
            "beside": session.grade(replace(solved, student="beside")),
            "empty": session.grade(empty),
            "twice": session.grade(twice),
        }
        graded["once_faulty"] = with_faults(session, 1, solved)
        graded["faulty"] = with_faults(session, 2, solved)
        zygotes = children(os.getpid()) - before
        for pid in zygotes:
            with suppress(ProcessLookupError):  # a zygote's boxes end with it
                os.kill(pid, signal.SIGKILL)
        graded["orphaned"] = session.grade(solved)
        found.append(Seen(**graded, zygotes=zygotes | children(os.getpid()) - before))

    grading(COURSE, SETTINGS, work)
    return found[0]


def with_faults(session: Session, times: int, submission: Submission) -> Graded:
    """Grades while the graders of ``tensors`` fail so many times, as a bug of ours would."""
    real = session._graders.grade
    left = [times]

    def grade(unit: str, fixtures: Any, *rest: Any) -> Any:
        if unit == "tensors" and left[0]:
            left[0] -= 1
            raise GraderFault("a cog is loose")
        return real(unit, fixtures, *rest)

    session._graders.grade = grade  # type: ignore[method-assign]
    try:
        return session.grade(submission)
    finally:
        session._graders.grade = real  # type: ignore[method-assign]


def test_solutions_earn_everything(seen: Seen) -> None:
    """The reference solutions of the two light units earn all their points, and what is missing is said to be."""
    result = seen.solved.result
    assert [unit.score for unit in result.units] == [20, 40, 0, 0]
    assert (result.score, result.max_score, result.status) == (60, 100, Status.GRADED)
    assert {unit.message for unit in result.units if unit.name not in LIGHT_UNITS} == {NOT_HANDED_IN}


def test_all_units_and_exercises_are_there(seen: Seen) -> None:
    """Every result has all four units and all their exercises, with their points, even where nothing is handed in."""
    for graded in (seen.solved, seen.empty, seen.twice, seen.faulty):
        result = graded.result
        assert [unit.name for unit in result.units] == [unit.name for unit in UNITS]
        for unit, contract in zip(result.units, UNITS, strict=True):
            assert tuple(exercise.name for exercise in unit.exercises) == contract.exercises
            assert unit.max_score == contract.points
            assert all(exercise.max_score > 0 for exercise in unit.exercises)


def test_results_do_not_depend_on_others(seen: Seen) -> None:
    """The same submission gets the same result whatever was graded before it."""
    assert seen.solved == seen.again
    assert replace(seen.beside.result, student="solved") == seen.solved.result


def test_where_a_file_stopped_is_said(seen: Seen) -> None:
    """A file whose top level fails is graded by what it had defined, and its unit says where it stopped."""
    unit = unit_of(seen.broken, "tensor_ops")
    assert unit.status is Status.GRADED
    assert "NameError" in unit.message
    assert "line 4: boom" in unit.message
    relu = unit.exercises[0].tests[0]
    assert (relu.status, relu.points) == (TestStatus.ERROR, 0)
    assert "ZeroDivisionError" in relu.message
    assert unit_of(seen.broken, "tensors").score == 20


def test_nothing_handed_in(seen: Seen) -> None:
    """An empty submission is graded: 0, each unit missing."""
    result = seen.empty.result
    assert (result.score, result.status) == (0, Status.GRADED)
    assert {(unit.status, unit.message) for unit in result.units} == {(Status.MISSING, NOT_HANDED_IN)}


def test_what_cannot_be_opened_is_for_a_person(seen: Seen) -> None:
    """A submission with a problem of its own gets 0, the reason on every unit, and a person's eye."""
    result = seen.twice.result
    assert (result.score, result.status) == (0, Status.NEEDS_REVIEW)
    assert {unit.message for unit in result.units} == {"handed in more than once"}


def test_sources_for_the_feedback(seen: Seen) -> None:
    """With a result come the sources of the units that could be read, and of no other."""
    assert set(seen.solved.sources) == set(LIGHT_UNITS)
    assert seen.broken.sources["tensor_ops"].endswith("boom\n")
    assert seen.twice.sources == {}


def test_a_passing_fault_costs_nothing(seen: Seen) -> None:
    """Where our own side fails once, the unit is graded again, and nobody notices."""
    assert seen.once_faulty == seen.solved


def test_a_lasting_fault_is_never_charged(seen: Seen) -> None:
    """Where our own side fails again, that unit alone is for a person, with the reason; the others are graded."""
    unit = unit_of(seen.faulty, "tensors")
    assert (unit.score, unit.status) == (0, Status.NEEDS_REVIEW)
    assert unit.message == f"{OUR_FAULT}: a cog is loose"
    assert unit_of(seen.faulty, "tensor_ops").score == 40
    assert seen.faulty.result.status is Status.NEEDS_REVIEW


def test_a_killed_zygote_is_replaced(seen: Seen) -> None:
    """A zygote that the machine kills is started again, without the student's noticing."""
    assert seen.zygotes
    assert seen.orphaned == seen.solved


def test_no_process_is_left(seen: Seen) -> None:
    """When a session has ended, so have its zygotes and all their boxes."""
    deadline = time.monotonic() + 5
    while (left := [pid for pid in seen.zygotes if Path(f"/proc/{pid}").exists()]) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not left


@pytest.fixture
def own_course(tmp_path: Path) -> Callable[..., Course]:
    """A course of its own, with the real solutions but for one."""

    def make(**sources: str) -> Course:
        folder = tmp_path / "course"
        shutil.copytree(COURSE.solutions, folder / "solutions")
        for unit, source in sources.items():
            (folder / "solutions" / f"{unit}.py").write_text(source, encoding="utf-8")
        return Course.find(folder)

    return make


def test_a_broken_reference_is_our_fault(own_course: Callable[..., Course], tmp_path: Path) -> None:
    """Where the reference solution fails, no student is charged with it: the unit is for a person, with the reason."""
    graded: list[Graded] = []
    submission = hand_in(tmp_path / "kim", "tensors")
    course = own_course(tensors="def make_scalar(value):\n    return 1 / 0\n")
    grading(course, SETTINGS, lambda session: graded.append(session.grade(submission)))
    unit = unit_of(graded[0], "tensors")
    assert (unit.score, unit.status) == (0, Status.NEEDS_REVIEW)
    assert unit.message.startswith(f"{OUR_FAULT}: the reference solution failed")
    assert "return 1 / 0" not in unit.message, "and no line of a solution is shown"


def test_lost_graders_stop_everything(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Where a unit has lost its graders nothing is graded at all: full marks out of 0 would look like a result."""
    for path in COURSE.graders.glob("*.py"):
        if path.name != "test_gradients.py":
            shutil.copy(path, tmp_path)
    called: list[Session] = []
    monkeypatch.setattr(session_module, "run_graders", lambda course, work: run_graders(course, work, tmp_path))
    before = children(os.getpid())
    with pytest.raises(GraderFault, match=r"graders of gradients are not those of its exercises: .*line_gradient"):
        grading(COURSE, SETTINGS, called.append)
    assert not called
    assert children(os.getpid()) == before, "the zygote that was begun early is ended"


def test_what_a_session_raises_comes_out() -> None:
    """An error in the work comes out of the session, whose processes are ended all the same."""
    before = children(os.getpid())
    worked: list[set[int]] = []

    def work(session: Session) -> None:
        session._runner._zygotes.fork("bare", COURSE.limits, ())
        worked.append(children(os.getpid()) - before)
        raise KeyError("ours")

    with pytest.raises(KeyError, match="ours"):
        grading(COURSE, SETTINGS, work)
    [started] = worked
    assert len(started) >= 2, "a zygote and its box"
    assert children(os.getpid()) == before
    deadline = time.monotonic() + 5
    while any(map(lives, started)) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not any(map(lives, started)), "nor does a box live on without its zygote"


def test_exercise_points() -> None:
    """What each exercise is worth is the sum over its tests, and each unit's sum is its contract's."""
    points = exercise_points(COURSE)
    for unit in UNITS:
        assert set(points[unit.name]) == set(unit.exercises)
        assert round(sum(points[unit.name].values()), 2) == unit.points


def test_no_mnist_is_data_missing() -> None:
    """Without a file the digits are missing, which is neither a crash nor a guess; what boxes serve is noise then."""
    found: list[tuple[Any, Any]] = []

    def work(session: Session) -> None:
        with pytest.raises(DataMissing, match="not to be had"):
            _ = session._runner._digits.real
        found.append(session._runner._digits.training_set)

    grading(COURSE, SETTINGS, work)
    images, labels = found[0]
    assert (images.shape, labels.shape, str(images.dtype)) == ((60000, 28, 28), (60000,), "uint8")


def test_ungraded_by_request() -> None:
    """A result for a submission that no process could grade: 0 of all the points, with the reason, for a person."""
    found: list[SubmissionResult] = []

    before = children(os.getpid())

    def work(graders: Graders) -> None:
        digits = Digits(COURSE, SETTINGS.mnist)
        zygotes = Zygotes(LAYERS, [], lambda: pytest.fail("nothing is graded, so nothing asks for MNIST"))
        session = Session(COURSE, Runner(COURSE, zygotes, digits, graders), graders, SETTINGS)
        found.append(session.ungraded("kim", f"{OUR_FAULT}: a process died"))
        assert children(os.getpid()) == before, "for this no process is needed"
        zygotes.close()

    run_graders(COURSE, work)
    assert (found[0].score, found[0].max_score, found[0].status) == (0, 100, Status.NEEDS_REVIEW)
    assert {unit.message for unit in found[0].units} == {f"{OUR_FAULT}: a process died"}
