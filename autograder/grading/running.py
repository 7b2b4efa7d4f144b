"""Runs a unit's graders against one program: its box, its attempt, and both again where our own side failed."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

from autograder.attempt.attempt import Attempt
from autograder.attempt.mnist import Mnist, load_mnist, noise
from autograder.attempt.pipeline import Evaluator, Pipeline
from autograder.attempt.plan import Plan, make_plan
from autograder.attempt.student import Student
from autograder.box.host import Zygotes
from autograder.box.preload import STAND_IN, Images
from autograder.checks.messages import describe_failures
from autograder.course import Course, Limits, Unit
from autograder.errors import DataMissing, GraderFault
from autograder.grading.hints import source_of
from autograder.grading.plugin import Graders, exercise_results
from autograder.grading.recognition import Recognition
from autograder.grading.reference import Reference
from autograder.grading.witness import Witness
from autograder.results import ExerciseResult, TestResult
from autograder.submission.programs import Program, folder_uses_keras, has_helpers
from autograder.words import sentence

TRIES = 2
_NO_MNIST = sentence("MNIST is not to be had on the grading machine, so this could not be measured")


@dataclass(frozen=True, slots=True)
class Run:
    """What came of it: the results, what to tell of the whole file, what it printed, and whether to have a person look.

    ``calm``: no call ran out of time or ended its box, so that none cost another anything.
    Its texts hold places as marks (:mod:`autograder.checks.places`).
    """

    exercises: tuple[ExerciseResult, ...]
    loading: tuple[str, ...]
    printed: str
    review: bool
    calm: bool = True


class Digits:
    """MNIST as a grading process uses it, read when it is first needed."""

    def __init__(self, course: Course, path: Path | None) -> None:
        self._course = course
        self._path = path

    @property
    def real(self) -> Mnist:
        """The real MNIST; raises ``DataMissing``, in words for students, where there is none."""
        if self._found is None:
            raise DataMissing(_NO_MNIST)
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


class Runner:
    """The graders, the zygotes and the references of one grading process."""

    def __init__(self, course: Course, zygotes: Zygotes, digits: Digits, graders: Graders) -> None:
        self._course = course
        self._zygotes = zygotes
        self._digits = digits
        self._graders = graders
        self._evaluator = Evaluator(course, self._zygotes)
        self._references: dict[str, Reference] = {}
        self._plans: dict[str, Plan] = {}
        self._recognitions: dict[str, Recognition] = {}

    def run(self, unit: Unit, program: Program, folders: Sequence[Path], exercises: Sequence[str]) -> Run:
        """Those exercises of the unit, graded, in that order; ``folders`` are where the program's own modules may lie.

        With none the file is run, and that is all.

        Raises:
            GraderFault: our own side failed, twice.
        """
        for _ in range(TRIES - 1):
            try:
                return self._run(unit, program, folders, exercises)
            except GraderFault:
                self._start_over()
        return self._run(unit, program, folders, exercises)

    def _run(self, unit: Unit, program: Program, folders: Sequence[Path], exercises: Sequence[str]) -> Run:
        witness, results, review = self._attempted(unit, program, folders, exercises)
        if witness.attempt.lost:
            witness, results, review = self._attempted(unit, program, folders, exercises)
        attempt = witness.attempt
        graded = exercise_results(exercises, self._graders.of(unit.name, exercises), results)
        if any(exercise.score < exercise.max_score for exercise in graded):
            graded = self.recognition(unit).explain(graded, witness)
        loading = tuple(describe_failures(attempt.failures, program))
        return Run(graded, loading, attempt.printed, review, calm=attempt.calm)

    def _attempted(
        self, unit: Unit, program: Program, folders: Sequence[Path], exercises: Sequence[str]
    ) -> tuple[Witness, Sequence[TestResult], bool]:
        """The witness of an attempt that is over, its results, and whether they want a person's eye."""
        attempt = Attempt(
            unit,
            program,
            folders,
            self._zygotes,
            self._course.limits,
            seed=self._course.seed,
            helpers=_helpers(folders[-1], self._course.limits),
            plan=self._plan(unit),
        )
        witness = Witness(attempt)
        fixtures = self._fixtures(unit, attempt, self._course)
        try:
            student = Student(witness)  # type: ignore[arg-type]  # it is the attempt, and remembers
            results, review = self._graders.grade(unit.name, fixtures, student, exercises)
            attempt.load()  # where no test did
        finally:
            attempt.close()
        return witness, results, review

    def _fixtures(self, unit: Unit, attempt: Attempt, course: Course) -> dict[str, object]:
        """What graders ask for besides the student."""
        pipeline = Pipeline(course, lambda: self._digits.real, lambda: self._digits.served, self._evaluator, attempt)
        return {"reference": self._reference(unit), "pipeline": pipeline}

    def recognition(self, unit: Unit) -> Recognition:
        """The unit's known wrong programs."""
        if unit.name not in self._recognitions:
            self._recognitions[unit.name] = self.recognition_of(unit, source_of(unit))
        return self._recognitions[unit.name]

    def recognition_of(self, unit: Unit, source: str) -> Recognition:
        """Wrong programs of the unit, written as :mod:`autograder.grading.hints` reads them."""
        return Recognition(self._course, unit, self._graders, self._zygotes, partial(self._fixtures, unit), source)

    def _plan(self, unit: Unit) -> Plan:
        """What the graders will ask; nothing of a unit whose graders pass Keras objects about."""
        if unit.name not in self._plans:
            fixtures = {"reference": self._reference(unit), "pipeline": None}
            self._plans[unit.name] = (
                {} if unit.needs_keras else make_plan(partial(self._graders.rehearse, unit.name, fixtures))
            )
        return self._plans[unit.name]

    def _reference(self, unit: Unit) -> Reference:
        if unit.name not in self._references:
            self._references[unit.name] = Reference(self._course, unit, self._zygotes)
        return self._references[unit.name]

    def _start_over(self) -> None:
        self._references.clear()
        self._recognitions.clear()
        with suppress(GraderFault):  # its zygote may be the one that is gone
            self._evaluator.close()
        self._zygotes.start_over()


def _helpers(folder: Path, limits: Limits) -> str:
    """The kind of box that a submission's own modules need."""
    if folder_uses_keras(folder, limits):
        return "heavy"
    return "light" if has_helpers(folder) else "bare"
