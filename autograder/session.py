"""Grades one submission after another: opens it, runs each unit's graders against its box, and sums up.

A session lives as long as its pytest session: :func:`grading` gives it to ``work`` once the graders are collected.
"""

import shutil
import tempfile
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, closing, nullcontext, suppress
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path

from autograder.attempt import Attempt
from autograder.box.door import Door
from autograder.box.host import Zygotes
from autograder.box.preload import STAND_IN, Images
from autograder.course import Course, Limits, Settings, Unit
from autograder.errors import DataMissing, GraderFault, SubmissionProblem
from autograder.messages import describe_failures
from autograder.mnist import Mnist, load_mnist, noise
from autograder.pipeline import Evaluator, Pipeline
from autograder.plan import Plan, make_plan
from autograder.plugin import Graders, exercise_results, run_graders
from autograder.programs import folder_uses_keras, has_helpers
from autograder.reference import Reference
from autograder.results import OUR_FAULT, Status, SubmissionResult, TestResult, TestStatus, UnitResult
from autograder.student import Student
from autograder.submissions import OpenedSubmission, Submission, UnitFile, open_submission

NOT_HANDED_IN = "not handed in"
TRIES = 2


@dataclass(frozen=True, slots=True)
class Graded:
    """A submission's result and the sources that its feedback may quote, by unit."""

    result: SubmissionResult
    sources: dict[str, str]


def grading(course: Course, settings: Settings, work: Callable[["Session"], None], door: Door | None = None) -> None:
    """Collects the graders, and calls ``work`` with a session; raises ``GraderFault`` where our own side fails.

    ``door`` is a nursery's that was started before.
    """
    digits = Digits(course, settings.mnist)
    hidden = [course.root / name for name in ("solutions", "data", "tests", "autograder", "source")]
    hidden += [] if settings.mnist is None else [settings.mnist]
    with closing(Zygotes(settings.layers, hidden, lambda: digits.training_set, door)) as zygotes:
        zygotes.begin()  # while pytest collects

        def with_graders(graders: Graders) -> None:
            _check_graders(course, graders)
            zygotes.wait()
            work(Session(course, zygotes, digits, graders))

        run_graders(course, with_graders)


def exercise_points(course: Course) -> dict[str, dict[str, float]]:
    """What each exercise of each unit is worth: the sum over its tests."""
    totals: dict[str, dict[str, float]] = {unit.name: {} for unit in course.units}

    def add(graders: Graders) -> None:
        for test in graders.tests:
            unit = totals[test.unit]
            unit[test.exercise] = round(unit.get(test.exercise, 0.0) + test.points, 2)

    run_graders(course, add)
    return totals


def _check_graders(course: Course, graders: Graders) -> None:
    """Fails closed: a unit that lost its graders would be worth nothing, and nobody would be told."""
    for unit in course.units:
        graded = {test.exercise for test in graders.tests if test.unit == unit.name}
        if graded != set(unit.exercises):
            names = ", ".join(sorted(graded ^ set(unit.exercises)))
            raise GraderFault(f"the graders of {unit.name} are not those of its exercises: {names}")


class Digits:
    """MNIST as a grading process uses it, read when it is first needed."""

    def __init__(self, course: Course, path: Path | None) -> None:
        self._course = course
        self._path = path

    @property
    def real(self) -> Mnist:
        """The real MNIST; raises ``DataMissing``, in words for students, where there is none."""
        if self._found is None:
            raise DataMissing("MNIST is not to be had on the grading machine, so this could not be measured")
        return self._found

    @cached_property
    def _found(self) -> Mnist | None:
        if self._path is None:
            return None
        try:
            return load_mnist(self._path)
        except DataMissing:  # the command line says why; it is no business of a student's
            return None

    @cached_property
    def served(self) -> tuple[tuple[Images, Images], tuple[Images, Images]]:
        """What ``keras.datasets.mnist.load_data()`` returns in a box: the training set and a stand-in test set.

        Without MNIST they are noise of the same shapes, so that everything but the accuracy can still be graded.
        """
        try:
            images, labels = self.real.train_images, self.real.train_labels
        except DataMissing:
            images, labels = noise(self._course.seed)
        return (images, labels), (images[-STAND_IN:], labels[-STAND_IN:])

    @property
    def training_set(self) -> tuple[Images, Images]:
        """Its first half."""
        return self.served[0]


class Session:
    """The graders, the zygotes and the references of one grading process."""

    def __init__(self, course: Course, zygotes: Zygotes, digits: "Digits", graders: Graders) -> None:
        self._course = course
        self._zygotes = zygotes
        self._digits = digits
        self._graders = graders
        self._evaluator = Evaluator(course, self._zygotes)
        self._references: dict[str, Reference] = {}
        self._plans: dict[str, Plan] = {}

    def grade(self, submission: Submission) -> Graded:
        """The result of one submission; raises ``GraderFault`` where our own side failed."""
        ours = [path for path in submission.paths if path.resolve() == self._course.solutions]
        with _scratch(submission, bool(ours)) as scratch:
            try:
                handed_in = replace(submission, paths=(_copied(ours[0], scratch),)) if ours else submission
                opened = open_submission(handed_in, Path(scratch), self._course.limits)
            except SubmissionProblem as problem:
                return Graded(self._ungraded(submission.student, str(problem)), {})
            units = tuple(self._grade_unit(unit, opened) for unit in self._course.units)
        return Graded(SubmissionResult(submission.student, _overall(units), units), _sources(opened))

    def ungraded(self, student: str, reason: str) -> SubmissionResult:
        """A result of 0 that wants a person's eye, with the reason on every unit."""
        return self._ungraded(student, reason)

    def _ungraded(self, student: str, reason: str) -> SubmissionResult:
        units = tuple(self._untested(unit, Status.NEEDS_REVIEW, reason) for unit in self._course.units)
        return SubmissionResult(student, Status.NEEDS_REVIEW, units)

    def _grade_unit(self, unit: Unit, opened: OpenedSubmission) -> UnitResult:
        file = opened.units.get(unit.name)
        if file is None:
            return self._missing[unit.name]
        if file.program is None:
            return self._untested(unit, Status.NEEDS_REVIEW if file.needs_review else Status.GRADED, file.problem)
        for last in [False] * (TRIES - 1) + [True]:
            try:
                return self._run_unit(unit, file, opened)
            except GraderFault as fault:
                if last:
                    reason = f"{OUR_FAULT}: {fault}"
                    return self._untested(unit, Status.NEEDS_REVIEW, reason)
                self._start_over()
        raise AssertionError("unreachable")

    def _run_unit(self, unit: Unit, file: UnitFile, opened: OpenedSubmission) -> UnitResult:
        assert file.program is not None
        attempt, results, review = self._attempted(unit, file, opened)
        if attempt.lost:
            attempt, results, review = self._attempted(unit, file, opened)
        lines = [*describe_failures(attempt.failures, file.program), *file.program.notes]
        status = Status.NEEDS_REVIEW if review else Status.GRADED
        return self._unit_result(unit, status, results, "\n".join(lines))

    def _attempted(
        self, unit: Unit, file: UnitFile, opened: OpenedSubmission
    ) -> tuple[Attempt, Sequence[TestResult], bool]:
        """An attempt that is over, its results, and whether they want a person's eye."""
        assert file.program is not None
        assert file.path is not None
        folders = _folders(file.path, opened.folder)
        attempt = Attempt(
            unit,
            file.program,
            folders,
            self._zygotes,
            self._course.limits,
            seed=self._course.seed,
            helpers=_helpers(folders[-1], self._course.limits),
            plan=self._plan(unit),
        )
        pipeline = Pipeline(
            self._course, lambda: self._digits.real, lambda: self._digits.served, self._evaluator, attempt
        )
        fixtures = {"reference": self._reference(unit), "pipeline": pipeline}
        try:
            results, review = self._graders.grade(unit.name, fixtures, Student(attempt))
        finally:
            attempt.close()
        return attempt, results, review

    def _unit_result(self, unit: Unit, status: Status, results: Sequence[TestResult], message: str) -> UnitResult:
        tests = [test for test in self._graders.tests if test.unit == unit.name]
        return UnitResult(unit.name, status, exercise_results(unit.exercises, tests, results), message)

    @cached_property
    def _missing(self) -> dict[str, UnitResult]:
        """Each unit's result where it was not handed in."""
        return {unit.name: self._untested(unit, Status.MISSING, NOT_HANDED_IN) for unit in self._course.units}

    def _untested(self, unit: Unit, status: Status, reason: str) -> UnitResult:
        tests = [test for test in self._graders.tests if test.unit == unit.name]
        results = [TestResult(test.title, TestStatus.FAILED, 0.0, test.points, reason) for test in tests]
        return self._unit_result(unit, status, results, reason)

    def _plan(self, unit: Unit) -> Plan:
        """What the graders will ask; nothing of a unit whose graders pass Keras objects about."""
        if unit.name not in self._plans:
            fixtures = {"reference": self._reference(unit), "pipeline": None}
            self._plans[unit.name] = (
                {} if unit.needs_keras else make_plan(unit.name, partial(self._graders.rehearse, unit.name, fixtures))
            )
        return self._plans[unit.name]

    def _reference(self, unit: Unit) -> Reference:
        if unit.name not in self._references:
            self._references[unit.name] = Reference(self._course, unit, self._zygotes)
        return self._references[unit.name]

    def _start_over(self) -> None:
        self._references.clear()
        with suppress(GraderFault):  # its zygote may be the one that is gone
            self._evaluator.close()
        self._zygotes.start_over()


def _scratch(submission: Submission, ours: bool) -> AbstractContextManager[str]:
    """An empty directory for an archive to be unpacked in, or the solutions to be copied to; a folder needs none."""
    needed = ours or any(path.is_file() for path in submission.paths)
    return tempfile.TemporaryDirectory(prefix="autograder-") if needed else nullcontext("")


def _copied(solutions: Path, scratch: str) -> Path:
    """A copy of the reference solutions, for an instructor who grades them: the originals are hidden from every box."""
    copy = Path(scratch, solutions.name)
    copy.mkdir()
    for path in solutions.glob("*.py"):
        shutil.copy(path, copy)
    return copy


def _helpers(folder: Path, limits: Limits) -> str:
    """The kind of box that a submission's own modules need."""
    if folder_uses_keras(folder, limits):
        return "heavy"
    return "light" if has_helpers(folder) else "bare"


def _overall(units: Sequence[UnitResult]) -> Status:
    review = any(unit.status is Status.NEEDS_REVIEW for unit in units)
    return Status.NEEDS_REVIEW if review else Status.GRADED


def _folders(path: Path, root: Path | None) -> list[Path]:
    """Where the file's own modules may lie: its folder, then the submission's."""
    folders = [path.parent]
    if root is not None and root != path.parent:
        folders.append(root)
    return folders


def _sources(opened: OpenedSubmission) -> dict[str, str]:
    programs = [file.program for file in opened.units.values() if file.program is not None]
    return {program.unit: "\n\n".join(cell.source for cell in program.cells) for program in programs}
