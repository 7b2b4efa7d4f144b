"""Autogrades a whole assignment as ``nbgrader autograde`` does with our settings, in a fraction of its time.

The same files come out, byte for byte, and the same rows of the gradebook; a test compares the two. The order is
another: everything is graded in boxes, then converted, then written to the gradebook at once, and the autograded
folders, made beside their places, are moved there last. What ends in between is autograded again by the next run.
"""

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sqlalchemy import Engine

from autograder.bridge.filling import filled
from autograder.bridge.grading import Results, mnist_path
from autograder.bridge.ledger import Release
from autograder.bridge.marking import Marks, marks, shorten
from autograder.bridge.places import (
    Submitted,
    copy_files,
    find_submitted,
    format_path,
    other_files,
    set_permissions,
    to_do,
)
from autograder.bridge.reading import read_submitted, rebuilt
from autograder.bridge.restoring import restored
from autograder.bridge.rows import Entry, Rules, write
from autograder.bridge.settings import CourseSettings
from autograder.bridge.staging import HandIn, provided_files
from autograder.bridge.writing import notebook_bytes
from autograder.errors import AutograderError, GraderFault, SubmissionProblem
from autograder.submission.archives import one_line

Failures = dict[str, str]


@dataclass(frozen=True, slots=True)
class Job:
    """An assignment that is to be autograded; ``tell`` hears what a person should know, a line each."""

    settings: CourseSettings
    release: Release
    results: Results
    tell: Callable[[str], None]

    @property
    def source(self) -> Path:
        """The course's own folder of the assignment."""
        places = self.settings.places
        return Path(format_path(places, places.source_directory, ".", places.assignment_id))

    def provided(self) -> list[Path]:
        """The course's own files that lie beside the notebooks."""
        places = self.settings.places
        kept = self.settings.autograde.exclude_overwriting.get(places.assignment_id, [])
        return [
            path for path in other_files(self.source, places.ignore) if str(path.relative_to(self.source)) not in kept
        ]


def convert(job: Job, gradebook: Engine) -> Failures:
    """Autogrades what is to be; gives the students of whom it could not be done, each with the reason.

    Raises:
        GraderFault: nothing was handed in, or our own side could not grade at all; nothing was changed.
        SQLAlchemyError: the gradebook's own; nothing was written to it, and no folder changed.
    """
    failures: Failures = {}
    pending = list(_pending(job, failures))
    provided = job.provided()
    _grade(job, pending, provided)
    settings = job.settings
    try:
        made = [_attempt(job, submitted, provided, failures) for submitted in pending]
        late_is_zero = settings.late.penalty_method == "zero"
        rules = Rules(settings.places.course_id, settings.autograde.create_student, late_is_zero)
        failures |= write(gradebook, job.release, [entry for entry in made if entry], rules)
        for submitted in pending:
            with _told(submitted.student, failures):
                _put_in_place(submitted, failures)
    finally:
        for submitted in pending:
            shutil.rmtree(_beside(submitted.target), ignore_errors=True)
    return failures


@contextmanager
def _told(student: str, failures: Failures) -> Iterator[None]:
    """Whatever goes wrong with a student's submission is that submission's, and stops no other."""
    try:
        yield
    except Exception as error:
        reason = str(error) if isinstance(error, AutograderError) else f"{type(error).__name__}: {error}"
        failures[student] = one_line(reason, 1000)


def _pending(job: Job, failures: Failures) -> Iterator[Submitted]:
    for submitted in find_submitted(job.settings.places):
        wanted = True
        with _told(submitted.student, failures):
            wanted = to_do(submitted, job.settings)
        if wanted:
            yield submitted
        elif submitted.target.exists():
            job.tell(f"Skipping existing assignment: {submitted.target}")


def _grade(job: Job, pending: Iterable[Submitted], provided: Sequence[Path]) -> None:
    """All notebooks that a grader knows, in boxes."""
    known = [_hand_in(job, submitted, path, provided) for submitted in pending for path in submitted.notebooks]
    hand_ins = [hand_in for hand_in in known if hand_in is not None]
    if any(hand_in.unit.pipeline for hand_in in hand_ins) and mnist_path(job.results.how.course) is None:
        job.tell("MNIST is missing: test_accuracy will not be graded, and is marked for review")
    if hand_ins:
        job.tell(f"Grading {len(hand_ins)} notebooks, each in a box of its own")
    try:
        job.results.grade(hand_ins, partial(_progress, job))
    except AutograderError as error:
        raise GraderFault(f"{error}; nothing was graded") from None
    except KeyboardInterrupt as stop:  # what boxes gave so far is written nowhere
        raise type(stop)("stopped: nothing was autograded; the same command begins anew") from None


def _progress(job: Job, done: int, of: int) -> None:
    """Some ten lines a run, however many there are."""
    if done * 10 // of != (done - 1) * 10 // of:
        job.tell(f"Graded {done} of {of}")


def _hand_in(job: Job, submitted: Submitted, notebook: Path, provided: Sequence[Path]) -> HandIn | None:
    unit = next((unit for unit in job.results.how.course.units if unit.name == notebook.stem), None)
    if unit is None or notebook.stem not in job.release.notebooks:
        return None
    files = {name: path for name, path in provided_files(job.source).items() if path in provided}
    return HandIn(submitted.student, submitted.folder, unit, files)


def _attempt(job: Job, submitted: Submitted, provided: Sequence[Path], failures: Failures) -> Entry | None:
    """What the gradebook gets of a submission, once its folder is made; nothing where that failed."""
    if submitted.student not in failures:
        with _told(submitted.student, failures):
            return _converted(job, submitted, provided)
    return None


def _converted(job: Job, submitted: Submitted, provided: Sequence[Path]) -> Entry:
    known = [path for path in submitted.notebooks if path.stem in job.release.notebooks]
    if not known:
        raise SubmissionProblem("No notebooks found, did you forget to run 'nbgrader generate_assignment'?")
    for path in set(submitted.notebooks) - set(known):
        job.tell(f"Skipping unknown notebook: {path}")
    missing = [name for name in job.release.notebooks if not (submitted.folder / f"{name}.ipynb").exists()]
    for name in missing:
        job.tell(f"No submitted file: {submitted.folder / name}.ipynb")
    given = other_files(submitted.folder, job.settings.places.ignore)
    beside = _beside(submitted.target)
    shutil.rmtree(beside, ignore_errors=True)  # of a run that was killed
    beside.parent.mkdir(parents=True, exist_ok=True)
    beside.mkdir(mode=0o777 if given or provided else 0o755)  # as nbgrader and nbconvert make it
    copy_files(given, submitted.folder, beside)
    copy_files(provided, job.source, beside)
    found = {path.stem: _notebook(job, submitted, path, provided, beside) for path in known}
    set_permissions(beside, job.settings)
    return Entry(submitted.student, submitted.timestamp(), found, missing)


def _notebook(job: Job, submitted: Submitted, path: Path, provided: Sequence[Path], beside: Path) -> Marks:
    """Writes the autograded notebook; gives its marks."""
    hand_in = _hand_in(job, submitted, path, provided)
    unit = None if hand_in is None else job.results.result(hand_in)
    if not path.is_file():  # to read a pipe would be to wait for ever
        raise SubmissionProblem(f"{path}: not a file")
    submitted_cells = read_submitted(path.read_bytes(), path.name)["cells"]
    cells, notes = restored(submitted_cells, job.release.notebooks[path.stem].cells)
    done = filled(
        rebuilt(cells), unit, job.results.how.course.language
    )  # nbgrader writes what was restored, and reads it again
    shorten(done.cells)
    for text in (*notes, *done.notes):
        job.tell(f"{submitted.student}: {path.stem}: {text}")
    (beside / path.name).write_bytes(notebook_bytes(done.cells))
    return marks(done.cells, done.review)


def _put_in_place(submitted: Submitted, failures: Failures) -> None:
    """Moves the folder that was made to where it belongs; what failed leaves none, so that the next run tries again."""
    if submitted.target.exists():
        shutil.rmtree(submitted.target)
    if submitted.student not in failures:
        _beside(submitted.target).rename(submitted.target)


def _beside(target: Path) -> Path:
    return target.with_name(f".{target.name}.autograder")
