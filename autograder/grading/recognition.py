"""Which known wrong program a failing function is: what it did when it was tested is what that one does.

A known wrong program goes through the graders as a submission does, in a box of its own, once a grading process and
only once something fails in its exercise. Equal are two programs of which the same tests pass and that answer every
tested input alike; whether loops are written is a matter of style and left out. Where a known wrong program says by
which words it is told, those of the failed tests decide, and nothing is run.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from autograder.attempt.attempt import Attempt, Boxes
from autograder.attempt.student import Student
from autograder.course import TEST_ACCURACY, Course, Limits, Unit
from autograder.errors import GraderFault
from autograder.grading.hints import Misconception, read_misconceptions
from autograder.grading.plugin import Graders, is_waiting
from autograder.grading.reference import FOR_EVER
from autograder.grading.witness import UNKNOWN, Refusal, Witness, same_answers
from autograder.results import ExerciseResult, TestResult, TestStatus
from autograder.submission.programs import Cell, Program, read_program

STYLE = "loops"
Fixtures = Callable[[Any, Course], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What testing one exercise brought to light: which tests passed, the answers, what the failed tests say."""

    passed: tuple[bool, ...]
    answers: tuple[Any, ...]
    words: tuple[str, ...]

    @property
    def telling(self) -> bool:
        """Whether there are answers, and all of them could be kept."""
        return bool(self.answers) and not any(answer is UNKNOWN for answer in self.answers)

    def equals(self, other: "Evidence") -> bool:
        """Whether both are of programs that cannot be told apart by their answers."""
        return self.passed == other.passed and self.telling and same_answers(self.answers, other.answers)

    def tells(self, misconception: Misconception) -> bool:
        """Whether the failed tests say what this known wrong program is told by."""
        told = misconception.told
        return len(told) == len(self.words) and all(
            pattern.search(word) for pattern, word in zip(told, self.words, strict=True)
        )


class Recognition:
    """The known wrong programs of one unit, and what they do when they are tested."""

    def __init__(  # noqa: PLR0913, PLR0917 - what it takes to grade
        self, course: Course, unit: Unit, graders: Graders, boxes: Boxes, fixtures: Fixtures, source: str
    ) -> None:
        """``fixtures`` gives what graders ask for besides the student, for an attempt and a course's settings."""
        self._course = course
        self._unit = unit
        self._graders = graders
        self._boxes = boxes
        self._fixtures = fixtures
        self.misconceptions = read_misconceptions(unit, source)
        self._limits = Limits(unit_seconds=FOR_EVER)  # trusted programs: a course's short limits are for students'
        right = read_program(course.solutions / f"{unit.name}.py", unit.name, self._limits)
        self._program = Program(unit.name, f"{unit.name}.ipynb", (*right.cells, Cell(source)), is_notebook=True)
        self._styles = {
            name: tuple(
                test.name == STYLE for test in graders.tests if test.unit == unit.name and test.exercise == name
            )
            for name in unit.exercises
        }
        self._known: dict[str, list[tuple[Misconception, Evidence]]] = {}

    def explain(self, exercises: Sequence[ExerciseResult], witness: Witness) -> tuple[ExerciseResult, ...]:
        """The results, each exercise that a known wrong program explains with its name and its hint."""
        return tuple(self._explained(exercise, witness) for exercise in exercises)

    def evidence(self, misconceptions: Sequence[Misconception]) -> list[tuple[Misconception, Evidence]]:
        """What the graders find of known wrong programs, in one box; raises ``GraderFault`` where they cannot."""
        attempt = Attempt(self._unit, self._program, (), self._boxes, self._limits, seed=self._course.seed)
        try:
            found = [(entry, self._tested(entry, attempt)) for entry in misconceptions]
        finally:
            attempt.close()
        if attempt.lost or attempt.failures:
            raise GraderFault(f"the known wrong programs of {self._unit.name} could not be run")
        return found

    def _tested(self, entry: Misconception, attempt: Attempt) -> Evidence:
        witness: Any = Witness(attempt, {entry.stands_for: entry.function})
        # A training is looked at for one epoch where how well it ends is not the question.
        course = self._course if entry.exercise == TEST_ACCURACY else replace(self._course, accuracy_threshold=0.0)
        fixtures = self._fixtures(witness, course)
        results, _ = self._graders.grade(self._unit.name, fixtures, Student(witness), [entry.exercise])
        return self._evidence(entry.exercise, results, witness)

    def _explained(self, exercise: ExerciseResult, witness: Witness) -> ExerciseResult:
        if exercise.score >= exercise.max_score:
            return exercise
        found = self._match(exercise.name, self._evidence(exercise.name, exercise.tests, witness))
        if found is None:
            return exercise
        return replace(exercise, feedback=(found.hint, *exercise.feedback), misconception=found.name)

    def _match(self, exercise: str, evidence: Evidence) -> Misconception | None:
        mine = [entry for entry in self.misconceptions if entry.exercise == exercise]
        told = next((entry for entry in mine if entry.told and evidence.tells(entry)), None)
        if told is not None or not evidence.telling or _unwritten(evidence):
            return told
        if exercise not in self._known:
            self._known[exercise] = self.evidence([entry for entry in mine if not entry.told])
        return next((entry for entry, known in self._known[exercise] if evidence.equals(known)), None)

    def _evidence(self, exercise: str, tests: Sequence[TestResult], witness: Witness) -> Evidence:
        counted = [test for test, style in zip(tests, self._styles[exercise], strict=True) if not style]
        failed = [test for test in tests if test.status is not TestStatus.PASSED and not is_waiting(test.message)]
        return Evidence(
            tuple(test.status is TestStatus.PASSED for test in counted),
            tuple(witness.answers.get(exercise, ())),
            tuple(test.message.split("\n")[0] for test in failed),
        )


def _unwritten(evidence: Evidence) -> bool:
    """Whether every call found a stub: no known wrong program is one, and none has to be run to know that."""
    return all(isinstance(answer, Refusal) and answer == "NotImplementedError" for answer in evidence.answers)
