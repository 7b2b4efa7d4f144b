"""Grades one submission after another: opens it, has each unit's graders run or finds what they gave, and sums up.

A session lives as long as its pytest session: :func:`grading` gives it to ``work`` once the graders are collected.
"""

import shutil
import tempfile
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path
from types import MappingProxyType

from autograder.box.door import Door
from autograder.box.host import Zygotes
from autograder.course import Course, Settings, Unit
from autograder.errors import GraderFault, SubmissionProblem
from autograder.grading.grounds import Grounding
from autograder.grading.keeping import Keeper, NotKnown, Piece, Work
from autograder.grading.plugin import Graders, exercise_results, run_graders
from autograder.grading.running import Digits, Runner
from autograder.grading.store import Parts
from autograder.results import Origin, Source, Status, SubmissionResult, TestResult, TestStatus, UnitResult, our_fault
from autograder.submission.opening import OpenedSubmission, Submission, UnitFile, open_submission
from autograder.words import joined, sentence

NOT_HANDED_IN = sentence("not handed in")
_NOTHING: Mapping[str, Parts] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Graded:
    """A submission's result, the sources that its feedback may quote, by unit, and where the result comes from.

    ``parts`` are what it is made of, by the identity of each unit's program; ``unkept`` says why that was not kept.
    """

    result: SubmissionResult
    sources: dict[str, Source]
    origin: Origin = Origin.GRADED
    changed: tuple[str, ...] = ()
    parts: Mapping[str, Parts] = field(default_factory=dict)
    unkept: str = ""


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
            work(Session(course, Runner(course, zygotes, digits, graders), graders, settings))

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


class Session:
    """The graders of one grading process, what runs them, and what was graded before."""

    def __init__(self, course: Course, runner: Runner, graders: Graders, settings: Settings) -> None:
        self._course = course
        self._graders = graders
        self._runner = runner
        self._keeper = Keeper(settings.keep, course.limits, Grounding(course, settings, _definitions(graders)), runner)

    def grade(
        self,
        submission: Submission,
        given: Mapping[str, Parts] = _NOTHING,
        *,
        only_known: bool = False,
        units: Collection[str] | None = None,
    ) -> Graded:
        """The result of one submission; ``given`` was worked out elsewhere, by the identity of each program.

        With ``units`` only these are looked at, and stand in the result.

        Raises:
            GraderFault: our own side failed.
            NotKnown: with ``only_known``, something would have to be run; it names all units that would.
        """
        ours = [path for path in submission.paths if path.resolve() == self._course.solutions]
        with _scratch(submission, bool(ours)) as scratch:
            try:
                handed_in = replace(submission, paths=(_copied(ours[0], scratch),)) if ours else submission
                opened = open_submission(handed_in, Path(scratch), self._course.limits)
            except SubmissionProblem as problem:
                return Graded(self.ungraded(submission.student, problem.args[0]), {})
            wanted = [unit for unit in self._course.units if units is None or unit.name in units]
            return self._grade(submission.student, wanted, opened, partial(Work, given=given, only_known=only_known))

    @property
    def runner(self) -> Runner:
        """What runs the graders; it knows the known wrong programs, too."""
        return self._runner

    def ungraded(self, student: str, reason: str) -> SubmissionResult:
        """A result of 0 that wants a person's eye, with the reason on every unit."""
        units = tuple(self._untested(unit, Status.NEEDS_REVIEW, reason) for unit in self._course.units)
        return SubmissionResult(student, Status.NEEDS_REVIEW, units, self._course.language)

    def _grade(
        self, student: str, wanted: Sequence[Unit], opened: OpenedSubmission, work: Callable[..., Work]
    ) -> Graded:
        units: list[UnitResult] = []
        pieces: list[Piece] = []
        unknown: dict[str, str] = {}
        for unit in wanted:
            try:
                result = self._unit(student, unit, opened, work)
            except NotKnown as one:
                unknown.update(one.programs)
                continue
            if isinstance(result, Piece):
                pieces.append(result)
                result = _result(unit, result, opened.units[unit.name])
            units.append(result)
        if unknown:
            raise NotKnown(unknown)
        return Graded(
            SubmissionResult(student, _overall(units), tuple(units), self._course.language),
            _sources(opened),
            _origin([piece.origin for piece in pieces]),
            tuple(dict.fromkeys(reason for piece in pieces for reason in piece.changed)),
            {piece.program: dict(piece.parts) for piece in pieces},
            next((piece.unkept for piece in pieces if piece.unkept), ""),
        )

    def _unit(
        self, student: str, unit: Unit, opened: OpenedSubmission, work: Callable[..., Work]
    ) -> UnitResult | Piece:
        file = opened.units.get(unit.name)
        if file is None:
            return self._missing[unit.name]
        if file.program is None:
            return self._untested(unit, Status.NEEDS_REVIEW if file.needs_review else Status.GRADED, file.problem)
        assert file.path is not None
        try:
            return self._keeper.grade(work(student, unit, file.program, _folders(file.path, opened.folder)))
        except GraderFault as fault:
            return self._untested(unit, Status.NEEDS_REVIEW, our_fault(fault))

    @cached_property
    def _missing(self) -> dict[str, UnitResult]:
        """Each unit's result where it was not handed in."""
        return {unit.name: self._untested(unit, Status.MISSING, NOT_HANDED_IN) for unit in self._course.units}

    def _untested(self, unit: Unit, status: Status, reason: str) -> UnitResult:
        tests = self._graders.of(unit.name, unit.exercises)
        results = [TestResult(test.title, TestStatus.FAILED, 0.0, test.points, reason) for test in tests]
        return UnitResult(unit.name, status, exercise_results(unit.exercises, tests, results), reason)


def _definitions(graders: Graders) -> dict[str, dict[str, set[str]]]:
    """What stands in each unit's grader file for each exercise, by name."""
    found: dict[str, dict[str, set[str]]] = {}
    for test in graders.tests:
        found.setdefault(test.unit, {}).setdefault(test.exercise, set()).add(test.definition)
    return found


def _result(unit: Unit, piece: Piece, file: UnitFile) -> UnitResult:
    notes = () if file.program is None else file.program.notes
    status = Status.NEEDS_REVIEW if piece.review else Status.GRADED
    message = joined("\n", [*piece.loading, *notes])
    return UnitResult(unit.name, status, piece.exercises, message, piece.places, piece.printed)


def _origin(origins: Sequence[Origin]) -> Origin:
    """Where a submission comes from whose units come from these: graded, where anything of it was."""
    order = (Origin.AGAIN, Origin.GRADED, Origin.KNOWN, Origin.IDENTICAL, Origin.UNCHANGED)
    return min(origins, key=order.index, default=Origin.GRADED)


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


def _overall(units: Sequence[UnitResult]) -> Status:
    review = any(unit.status is Status.NEEDS_REVIEW for unit in units)
    return Status.NEEDS_REVIEW if review else Status.GRADED


def _folders(path: Path, root: Path | None) -> tuple[Path, ...]:
    """Where the file's own modules may lie: its folder, then the submission's."""
    return (path.parent,) if root is None or root == path.parent else (path.parent, root)


def _sources(opened: OpenedSubmission) -> dict[str, Source]:
    programs = [file.program for file in opened.units.values() if file.program is not None]
    return {
        program.unit: tuple(cell.source for cell in program.cells) if program.is_notebook else program.cells[0].source
        for program in programs
    }
