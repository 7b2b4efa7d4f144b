"""Grades a unit's program, or finds what was worked out for it before; keeps what is new.

What is known may be known of the whole program, or of one of its functions (:mod:`autograder.grading.passed`).
Every result goes the same way, whether it is new or was kept: its texts hold places as numbers of the program's nodes,
and become words of this author's own file at the end.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from autograder.checks.places import FIRST_LINE, in_words, moved, places_in
from autograder.course import Keep, Limits, Unit
from autograder.errors import GraderFault, Unwritten
from autograder.grading.grounds import Grounding, Grounds
from autograder.grading.passed import LOADING, Passed
from autograder.grading.running import Run, Runner
from autograder.grading.store import Kept, Parts, Store
from autograder.results import ExerciseResult, Origin, Place
from autograder.submission.functions import NONE, Functions, functions
from autograder.submission.identity import Identity, identify
from autograder.submission.programs import Program
from autograder.words import lines_as_json, lines_from_json

NEW: Final = -1  # the run in which something that was just worked out was kept


@dataclass(frozen=True, slots=True)
class Work:
    """A unit that one student handed in: its program, and the folders of the submission it lies in, the root last.

    ``given`` are results that were worked out elsewhere, by the identity of their program; with ``only_known`` nothing
    is run here.
    """

    student: str
    unit: Unit
    program: Program
    folders: tuple[Path, ...]
    given: Mapping[str, Parts]
    only_known: bool = False


class NotKnown(Exception):  # noqa: N818 - told from one side to the other
    """Something would have to be run: by unit, the digest of its program; "" where it is the same as no other."""

    def __init__(self, programs: Mapping[str, str]) -> None:
        super().__init__()
        self.programs = programs


@dataclass(frozen=True, slots=True)
class Piece:
    """What a unit got, in its author's own lines; where from, what had changed since, and the parts it is made of.

    ``places`` are the lines that ``loading`` names. ``unkept`` says why they could not be kept, where they could not.
    """

    exercises: tuple[ExerciseResult, ...]
    loading: tuple[str, ...]
    places: tuple[Place, ...]
    printed: str
    review: bool
    origin: Origin
    changed: tuple[str, ...]
    program: str
    parts: Mapping[str, Kept]
    unkept: str = ""


class Keeper:
    """Between a session and its runner: whatever is kept is not run."""

    def __init__(self, keep: Keep | None, limits: Limits, grounding: Grounding, runner: Runner) -> None:
        self._keep = keep
        self._limits = limits
        self._grounding = grounding
        self._runner = runner
        self._store: Store | None = None
        self._unkept = ""  # why something of the unit at hand could not be kept, where it could not
        self._passed = Passed(self._kept_of, self._keep_as)

    def grade(self, work: Work) -> Piece:
        """What the unit gets.

        Raises:
            GraderFault: our own side failed; or what was given rests on something else than here.
            NotKnown: something would have to be run, and is not to be.
        """
        self._unkept = ""
        identity = identify(work.program, work.folders[-1], self._limits)
        grounds = self._grounding.of(work.unit, keras=identity.canonical.may_name("keras", "tensorflow"))
        found = self._read(identity)
        if not (missing := _missing(found, grounds)):
            return self._found(work, identity, found, Origin.IDENTICAL)
        forms = self._forms(work, identity)
        if forms is not NONE:
            known = self._passed.find(forms, grounds, missing)
            if len(known) == len(missing):
                return self._found(work, identity, {**found, **known}, Origin.KNOWN)
        given = work.given.get(identity.digest)
        if work.only_known and given is None:
            raise NotKnown({work.unit.name: identity.digest if identity.shared else ""})
        with self._claimed(identity):
            found = self._read(identity)
            if not (missing := _missing(found, grounds)):
                return self._found(work, identity, found, Origin.IDENTICAL)
            if given is None:
                known = self._passed.find(forms, grounds, missing)
                new = self._run(work, identity, grounds, missing, known)
            else:
                given = _checked(given, grounds)
                new = {name: replace(given[name], run=NEW) for name in missing}
            return self._new(work, identity, grounds, found, new, forms)

    def _found(self, work: Work, identity: Identity, found: Parts, origin: Origin) -> Piece:
        """The unit as it is known; ``origin`` says whence, where it is not its author's own from before."""
        current = 0 if self._keep is None else self._keep.run
        earlier = all(kept.run < current for kept in found.values())
        ours = origin is Origin.IDENTICAL and all(kept.student == work.student for kept in found.values())
        own = (self._note(work, identity) and earlier) or ours
        return replace(_piece(work, identity, found, Origin.UNCHANGED if own else origin), unkept=self._unkept)

    def _forms(self, work: Work, identity: Identity) -> Functions:
        """The functions whose results may be another's, of the exercises that ask for no more than one."""
        if self._keep is None or not identity.is_text_alone:
            return NONE
        found = functions(identity.canonical, work.unit.name)
        alone = self._grounding.alone(work.unit)
        return replace(found, forms={name: form for name, form in found.forms.items() if name in alone})

    def _run(
        self, work: Work, identity: Identity, grounds: Mapping[str, Grounds], missing: Collection[str], known: Parts
    ) -> Parts:
        """The missing parts: those of functions that are known to pass as they are, the rest graded.

        Where grading the rest did not go in peace it might have cost the others something, too: all is graded.
        """
        left = [name for name in missing if name not in known]
        run = self._runner.run(work.unit, work.program, work.folders, [name for name in left if name != LOADING])
        if known and (run.loading or run.review or not run.calm):
            return self._run(work, identity, grounds, missing, {})
        results = _as_results(run, identity)
        return {**known, **{name: Kept(grounds[name], work.student, NEW, results[name]) for name in left}}

    def _new(  # noqa: PLR0913, PLR0917 - all there is to say of a unit
        self,
        work: Work,
        identity: Identity,
        grounds: Mapping[str, Grounds],
        found: Parts,
        new: Parts,
        forms: Functions,
    ) -> Piece:
        """The unit as it is with what is new, which is kept unless a person should look at it."""
        changed = tuple(_reasons(new, found, grounds))
        number = 0 if self._keep is None else self._keep.run
        parts = {name: replace(kept, run=number) if kept.run == NEW else kept for name, kept in new.items()}
        piece = _piece(work, identity, {**found, **parts}, Origin.AGAIN if changed else Origin.GRADED)
        if not piece.review:
            self._put(identity, parts)
            self._passed.add(forms, {name: parts[name] for name, kept in new.items() if kept.run == NEW}, work.program)
        self._note(work, identity)
        return replace(piece, changed=changed, unkept=self._unkept)

    def _read(self, identity: Identity) -> Parts:
        return self._kept_of(identity.digest) if identity.shared else {}

    def _kept_of(self, digest: str) -> Parts:
        store = self._opened()
        if store is None or self._keep is None:
            return {}
        with self._noting():
            return {name: kept for name, kept in store.read(digest).items() if kept.run >= self._keep.since}
        return {}

    def _put(self, identity: Identity, parts: Parts) -> None:
        if identity.shared:
            self._keep_as(identity.digest, parts)

    def _keep_as(self, digest: str, parts: Parts) -> None:
        store = self._opened()
        if store is not None:
            with self._noting():
                store.put(digest, parts)

    def _note(self, work: Work, identity: Identity) -> bool:
        """Whether the student's program for this unit is what it was at the last run."""
        store = self._opened() if identity.shared else None
        known = False
        if store is not None:
            with self._noting():
                known = store.note(work.student, work.unit.name, identity.digest)
        return known

    @contextmanager
    def _claimed(self, identity: Identity) -> Iterator[None]:
        store = self._opened() if identity.shared else None
        claimed = False
        if store is not None:
            with self._noting():
                claimed = store.claim(identity.digest, self._limits.unit_seconds)
        try:
            yield
        finally:
            if store is not None and claimed:
                with self._noting():
                    store.release(identity.digest)

    def _opened(self) -> Store | None:
        """The store; None where nothing is to be kept, or it cannot be opened."""
        if self._store is None and self._keep is not None:
            with self._noting():
                self._store = Store(self._keep.path)
        return self._store

    @contextmanager
    def _noting(self) -> Iterator[None]:
        """A store that fails costs nobody a grade: it is told with the submission's row."""
        try:
            yield
        except Unwritten as error:
            self._unkept = str(error)


def _checked(given: Parts, grounds: Mapping[str, Grounds]) -> Parts:
    """The parts, which rest on what they would rest on here; raises ``GraderFault`` where they do not."""
    differing = {what for name in grounds if name in given for what in given[name].grounds.changed(grounds[name])}
    if differing or not grounds.keys() <= given.keys():
        raise GraderFault(f"it was graded elsewhere with another {' and another '.join(sorted(differing)) or 'course'}")
    return given


def _missing(found: Parts, grounds: Mapping[str, Grounds]) -> list[str]:
    """What is not known as it would be worked out now; everything where nothing is known of the file as a whole."""
    missing = [name for name, current in grounds.items() if name not in found or found[name].grounds != current]
    return list(grounds) if LOADING in missing else missing


def _reasons(missing: Collection[str], found: Parts, grounds: Mapping[str, Grounds]) -> Iterator[str]:
    """Why what was known does not count any more, each reason once."""
    told: dict[str, None] = {}
    for name in missing:
        if name in found:
            for what in found[name].grounds.changed(grounds[name]):
                told[f"{what} of {name}" if what in ("grader", "solution") else what] = None
    yield from told


def _as_results(run: Run, identity: Identity) -> dict[str, Any]:
    """Each part as JSON; places are numbers of nodes, so that it is the same for every program of this identity."""
    numbered = identity.canonical.numbered
    results: dict[str, Any] = {
        exercise.name: exercise.reworded(lambda text: moved(text, numbered)).as_json() for exercise in run.exercises
    }
    lines = [moved(line, numbered) for line in run.loading]
    # Else it may tell of the folder that it was run in; and Keras prints how long its steps took, never the same.
    shown = identity.is_text_alone and not identity.canonical.may_name("keras", "tensorflow")
    printed = run.printed if shown else ""
    return results | {LOADING: {**lines_as_json("lines", lines), "printed": printed, "review": run.review}}


def _piece(work: Work, identity: Identity, parts: Parts, origin: Origin) -> Piece:
    def own(text: str, width: int | None = FIRST_LINE) -> str:
        return in_words(moved(text, identity.canonical.placed), work.program, width)

    def find(text: str) -> tuple[Place, ...]:
        return places_in(moved(text, identity.canonical.placed), work.program)

    exercises = tuple(
        ExerciseResult.from_json(name, parts[name].result).reworded(own, find) for name in work.unit.exercises
    )
    loading = parts[LOADING].result
    lines = lines_from_json("lines", loading)
    return Piece(
        exercises,
        tuple(own(line, None) for line in lines),
        find("\n".join(lines)),
        loading["printed"],
        loading["review"],
        origin,
        (),
        identity.digest,
        parts,
    )
