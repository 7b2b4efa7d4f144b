"""What ``run_autograder`` does in Gradescope's container: grades the one submission there, and writes ``results.json``.

Gradescope knows one way to say "not graded": no ``results.json``. The submission is then shown as failed to execute,
without a score, and its instructors read what was printed. So it is here whatever our own side could not do: a
``results.json`` always holds a grade that the student earned.
"""

import json
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

from autograder.attempt.mnist import find_mnist, load_mnist
from autograder.bundle.plan import NAME, Assignment, read_assignment
from autograder.course import TEST_ACCURACY, Course, Settings
from autograder.errors import AutograderError, DataMissing, GraderFault
from autograder.feedback.reports import read_submission, replace_file
from autograder.lms.gradescope import results_json
from autograder.processes.batch import Batch, grade
from autograder.results import SubmissionResult
from autograder.submission.archives import display_name, one_line
from autograder.submission.incoming import lone_archive
from autograder.submission.opening import Submission, folder_name

NAMELESS = "submission"
SPARE_SECONDS = 30  # before the system ends us itself: to end every process, and to say why
MOST_METADATA = 64 * 1024 * 1024  # earlier results are in it
MOST_NAMED = 20


def run(root: Path) -> SubmissionResult:
    """Grades ``root/submission`` and writes ``root/results/results.json``; the counted units' result.

    Raises:
        GraderFault: something that counts could not be graded, or not in time; there is no results.json.
    """
    began = time.monotonic()
    place = root / "results" / "results.json"
    try:
        _clear(place)
        assignment = read_assignment(root / "source" / NAME)
        with _within(assignment.minutes * 60 - SPARE_SECONDS):
            result = _graded(root, Course.find(root / "source" / "course"), assignment)
        replace_file(place, results_json(result, seconds=time.monotonic() - began))
    except AutograderError as error:
        raise GraderFault(f"not graded, and no score was given: {error}") from None
    return result


def _clear(place: Path) -> None:
    """No earlier result may stand for this one."""
    try:
        place.parent.mkdir(exist_ok=True)
        place.unlink(missing_ok=True)
    except OSError as error:
        raise GraderFault(f"{place}: cannot be written: {error.strerror}") from None


def _graded(root: Path, course: Course, assignment: Assignment) -> SubmissionResult:
    folder = root / "submission"
    if not folder.is_dir():
        raise GraderFault(f"{folder}: no submission there")
    student = submitters(root / "submission_metadata.json")
    submission = Submission(student, (lone_archive(folder) or folder,))
    settings = Settings(assignment.layers, _mnist(course, assignment))
    with tempfile.TemporaryDirectory(prefix="autograder-results-") as out:
        batch = Batch(course, settings, [submission], Path(out), 1)
        (row,) = grade(batch, lambda _: None)
        if row.unwritten:
            raise GraderFault(row.unwritten)
        whole = read_submission(Path(out, folder_name(student)))
    faults = {unit.name for unit in row.units if unit.fault}
    units = tuple(unit for unit in whole.units if unit.name in assignment.units)
    if left := [f"{unit.name}: {unit.message}" for unit in units if unit.name in faults]:
        raise GraderFault("; ".join(left))
    return SubmissionResult(student, whole.status, units)


def _mnist(course: Course, assignment: Assignment) -> Path | None:
    """MNIST's file. Where the accuracy counts, a machine without it grades nothing: it would be charged to students."""
    counts = any(TEST_ACCURACY in unit.exercises for unit in course.units if unit.name in assignment.units)
    try:
        path = find_mnist(course, download=False)
        if counts:
            load_mnist(path)
    except DataMissing:
        if counts:
            raise
        return None
    return path


def submitters(metadata: Path) -> str:
    """Who handed in, as Gradescope's ``submission_metadata.json`` says it; a group's names in one.

    It is for people to read, so that a file which is missing or of another form costs nobody a grade.
    """
    names: list[str] = []
    with suppress(OSError, ValueError, RecursionError):
        if metadata.stat().st_size <= MOST_METADATA:
            names = [name for user in _users(json.loads(metadata.read_bytes())) if (name := _name(user))]
    return ", ".join(names[:MOST_NAMED]) or NAMELESS


def _users(data: Any) -> list[Any]:
    users = data.get("users") if isinstance(data, dict) else None
    return users if isinstance(users, list) else []


def _name(user: Any) -> str:
    name = next((value for key in ("name", "email") if isinstance(value := _of(user, key), str) and value.strip()), "")
    return one_line(display_name(name.strip()))


def _of(user: Any, key: str) -> Any:
    return user.get(key) if isinstance(user, dict) else None


@contextmanager
def _within(seconds: float) -> Iterator[None]:
    """Raises ``GraderFault`` in the main thread when the time is over, so that every process is ended on the way."""

    def ring(_number: int, _frame: FrameType | None) -> NoReturn:
        raise GraderFault(f"not finished within {seconds:g} s: give the assignment more time, or a larger container")

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
