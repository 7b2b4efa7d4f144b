"""A student's unit as its graders see it: functions that can be called, whatever their file does to its box.

The box is started at the first call, and again after a call killed it: the file is then run once more, up to the
statement that killed it where it died at its top level. Every call ends in an :data:`Outcome`.

Where a box is killed from outside, the kernel's want of memory looks the same as an operator's mistake: what it was
at is done once more in a fresh box, and told as the student's doing only where that one is killed too.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

from autograder.box.client import Box, Request
from autograder.box.frames import Calls
from autograder.box.outcomes import Died, Loaded, LoadFailure, NotCalled, Outcome, Raised, Returned, TimedOut
from autograder.box.wire import Handle
from autograder.course import Limits, Unit
from autograder.submission.programs import Program
from autograder.words import sentence

LOADS = 64  # more than every function of a unit can use up, so that none costs another its chance
DEATHS = 3
HANDLES_A_BOX = 1_000_000

_TIMED_OUT_BEFORE = sentence("{function} had already run out of time on a smaller input")
_ENDED_BEFORE = sentence("{function} had already ended its process on a smaller input")
_NOT_RUN = sentence("the file could not be run")

Key = tuple[str, int, frozenset[str]]
Judge = Callable[[list[Any]], bool]


class Boxes(Protocol):
    """Where boxes come from."""

    def fork(self, kind: str, limits: Limits, folders: Sequence[Path]) -> Box:
        """A new box of that kind."""
        ...


class StudentError(Exception):
    """A call that a grader wanted a value of, and that ended otherwise; ``call`` shows its arguments."""

    def __init__(self, function: str, outcome: Outcome, call: str = "") -> None:
        super().__init__(function, outcome)
        self.function = function
        self.outcome = outcome
        self.call = call


class Attempt:
    """One unit of one submission: its program, its box, and what became of each function so far.

    ``lost`` says that a box was killed from outside together with what stayed in it, a model being trained say: only
    all of it done again, by another attempt, shows whether that was the student's doing.
    """

    def __init__(  # noqa: PLR0913 - what an attempt is made of
        self,
        unit: Unit,
        program: Program,
        folders: Sequence[Path],
        boxes: Boxes,
        limits: Limits,
        *,
        seed: int,
        helpers: str = "bare",
        plan: Mapping[str, Sequence[Request]] | None = None,
    ) -> None:
        self.unit = unit
        self.program = program
        self.failures: list[LoadFailure] = []
        self.printed = ""
        self._folders = tuple(folders)
        self._boxes = boxes
        self._limits = limits
        self._seed = seed
        self._kind = _kind(unit, program, helpers)
        self._deadline = time.monotonic() + limits.unit_seconds
        self._stops: dict[str, int] = {}
        self._loads, self._hopeless = 0, False
        self._steps_back = 0
        self._load_again = True
        self._killed = False
        self.lost = False
        self._loaded: Loaded | None = None
        self._box: Box | None = None
        self._given_up: dict[str, str] = {}
        self._deaths: dict[str, int] = {}
        self._plan = dict(plan or {})
        self._foreseen: dict[Key, list[Outcome]] = {}
        self._served: set[str] = set()  # functions that the box was asked for

    @property
    def calm(self) -> bool:
        """Whether nothing ran out of time or ended its box so far."""
        return not (self._given_up or self._deaths or self._stops or self._killed) and self._left() > 0

    def load(self) -> None:
        """Runs the file, where it was not run yet."""
        if not self._loads:
            self._open()

    def defines(self, function: str) -> bool:
        """Whether the file, as far as it ran, left something callable of that name."""
        self._open()
        return self._loaded is not None and function in self._loaded.functions

    def call(self, function: str, calls: Calls, **options: bool) -> list[Outcome]:
        """An outcome for each list of arguments, in one round trip as long as nothing dies.

        ``echo`` wants the arguments back as they are after the call, ``watch`` the vectorised operations instead of
        a value, ``keep`` a handle instead of a value.
        """
        request = Request(function, calls, frozenset(name for name, wanted in options.items() if wanted))
        known = self._foreseen.pop(_key(request), None)
        if known is not None:
            return known
        box = self._box_for(function, [argument for arguments in calls for argument in arguments])
        if isinstance(box, NotCalled):
            return [box] * len(calls)
        planned, shared = self._planned(request), bool(self._served - {function})
        outcomes = self._ask(box, [request, *planned])
        if not outcomes:
            return []
        if not box.alive:
            outcomes = self._completed(request, planned, outcomes, box.progress()[0])
        elif shared and any(map(_is_interrupted, outcomes)):
            self.close()  # what was sent along is asked again when it comes
            outcomes = outcomes[: len(calls)]
        else:
            outcomes = self._foresee(request, planned, outcomes)
        if _is_killed(outcomes[-1]):
            outcomes = self._killed_again(request, outcomes)
        elif shared:
            outcomes = self._undisturbed(request, outcomes)
        last = outcomes[-1]
        self._note(function, last)
        ended = _TIMED_OUT_BEFORE if isinstance(last, TimedOut) else _ENDED_BEFORE
        rest = last if isinstance(last, NotCalled) else NotCalled(ended.format(function=function))
        return outcomes + [rest] * (len(calls) - len(outcomes))

    def _planned(self, request: Request) -> Sequence[Request]:
        """What the graders will ask of this function after its first request."""
        plan = self._plan.pop(request.function, ())
        return plan[1:] if plan and _key(plan[0]) == _key(request) else ()

    def _ask(self, box: Box, requests: Sequence[Request]) -> list[Outcome]:
        function = requests[0].function
        self._served.add(function)
        return box.call(requests, self._seconds_for(function), self._left())

    def _foresee(self, request: Request, planned: Sequence[Request], known: list[Outcome]) -> list[Outcome]:
        """The outcomes of the request; those of what was sent along are kept, as far as they are complete.

        Where the box died of it, the rest is asked when it comes.
        """
        start = len(request.calls)
        for later in planned:
            end = start + len(later.calls)
            if end > len(known):
                break
            if not any(map(_is_interrupted, known[start:end])):  # else it is asked again when it comes
                self._foreseen[_key(later)] = known[start:end]
            start = end
        return known[: len(request.calls)]

    def _completed(
        self, request: Request, planned: Sequence[Request], outcomes: list[Outcome], reached: int
    ) -> list[Outcome]:
        """The outcomes of a request whose box ended at call number ``reached``, which the last of ``outcomes`` tells.

        Those that the box still held when it died are those of the same calls, made again.
        """
        *known, end = outcomes
        known, count = self._foresee(request, planned, known), len(request.calls)
        held = range(len(known), min(reached, count))
        box = self._open() if held else None
        if box is not None:
            made = self._ask(box, [replace(request, calls=request.calls[held.start : held.stop])])
            known += made if box.alive and len(made) == len(held) else []
        return known if reached >= count == len(known) else [*known, end]

    def _undisturbed(self, request: Request, outcomes: list[Outcome]) -> list[Outcome]:
        """The outcomes, made again from the first on that another function of the file may have brought about."""
        for number, outcome in enumerate(outcomes):
            if _is_disturbed(outcome):
                return [*outcomes[:number], *(self._alone(request, number) or outcomes[number:])]
        return outcomes

    def _alone(self, request: Request, done: int) -> list[Outcome]:
        """The outcomes of the calls from number ``done`` on in a fresh box.

        The last one served other functions before, and what those had left behind (a thread, an alarm) may have ended
        or interrupted it: one broken function costs only itself.
        """
        calls = request.calls[done:]
        box = self._box_for(request.function, [argument for arguments in calls for argument in arguments])
        if isinstance(box, NotCalled):
            return []
        again = replace(request, calls=calls)
        outcomes = self._ask(box, [again])
        return outcomes if box.alive else self._completed(again, (), outcomes, box.progress()[0])

    def _killed_again(self, request: Request, outcomes: list[Outcome]) -> list[Outcome]:
        """The outcomes, each call at which the box was killed from outside made again in a fresh one."""
        handles = any(isinstance(argument, Handle) for arguments in request.calls for argument in arguments)
        self._note_killed(outcomes[-1], handles)
        tried = -1
        while not handles and _is_killed(outcomes[-1]) and len(outcomes) - 1 > tried:
            tried = len(outcomes) - 1
            outcomes = [*outcomes[:tried], *(self._alone(request, tried) or outcomes[tried:])]
        return outcomes

    def _note_killed(self, outcome: Outcome, lost: bool = True) -> None:
        self._killed = self._killed or _is_killed(outcome)
        self.lost = self.lost or (lost and _is_killed(outcome))

    def _stale(self, why: str) -> NotCalled:
        self.lost = self.lost or self._killed
        return NotCalled(why)

    def train(self, function: str, arguments: Sequence[Any], judge: Judge) -> tuple[Outcome, list[Any]]:
        """Calls a function that fits a model; see :meth:`autograder.box.client.Box.train`."""
        box = self._box_for(function, arguments)
        if isinstance(box, NotCalled):
            return box, []
        self._served.add(function)
        outcome, fits = box.train(function, arguments, min(self._limits.train_seconds, self._left()), judge)
        self._note_killed(outcome)
        self._note(function, outcome)
        return outcome, fits

    def ask(self, handle: Handle, question: str) -> Any:
        """The answer to one of the fixed questions to what a handle names; raises :class:`StudentError`."""
        outcome: Outcome
        if self._left() <= 0:
            outcome = self._used_up()
        elif self._box is None or not self._current(handle):
            outcome = self._stale(sentence("the process that held it has ended"))
        else:
            outcome = self._box.ask(handle, question, min(self._limits.call_seconds, self._left()))
            self._note_killed(outcome)
        answer = value_of(sentence("the {kind}").format(kind=handle.kind), outcome)
        return _words(answer) if question in ("config", "compiled") else answer

    def model(self, config: Any, weights: Sequence[Any], settings: dict[str, Any] | None = None) -> Handle:
        """A Keras model in the box, made from the grader's own config, weights and words for ``compile``."""
        box = self._open()
        if box is None:
            raise StudentError(sentence("the file"), NotCalled(_NOT_RUN))
        outcome = box.model(config, weights, settings, self._seed)
        self._note_killed(outcome)
        handle: Handle = value_of(sentence("the grader's model"), outcome)
        return handle

    def seed(self, number: int) -> None:
        """Starts over in a fresh box whose generators are seeded with ``number``."""
        self.close()
        self._seed = number

    def close(self) -> None:
        """Ends the box; a later call would start another."""
        if self._box is not None:
            self._box.close()
            self._box = None

    def _box_for(self, function: str, arguments: Sequence[Any]) -> Box | NotCalled:
        """The box in which the function can be called, or why it cannot."""
        if self._left() <= 0:
            return self._used_up()
        if function in self._given_up:
            return NotCalled(self._given_up[function])
        if any(isinstance(argument, Handle) and not self._current(argument) for argument in arguments):
            return self._stale(sentence("the process that held its model has ended"))
        box = self._open()
        if self._loaded is not None and function not in self._loaded.functions:
            return NotCalled(sentence("{function} is not defined in the file").format(function=function))
        return box or (self._used_up() if self._left() <= 0 else NotCalled(_NOT_RUN))

    def _used_up(self) -> NotCalled:
        used_up = sentence("the {seconds:g} seconds for this file were used up")
        return NotCalled(used_up.format(seconds=self._limits.unit_seconds))

    def _note(self, function: str, outcome: Outcome) -> None:
        if isinstance(outcome, TimedOut):
            self._given_up[function] = sentence("{function} had already run out of time").format(function=function)
        elif isinstance(outcome, Died):
            self._deaths[function] = self._deaths.get(function, 0) + 1
            if self._deaths[function] >= DEATHS:
                given_up = sentence("{function} had already ended its process {times} times")
                self._given_up[function] = given_up.format(function=function, times=DEATHS)

    def _open(self) -> Box | None:
        """The box with the file loaded, or None where the file cannot even be begun."""
        if self._box is not None and self._box.alive:
            return self._box
        while self._loads < LOADS and self._left() > 0 and not self._hopeless:
            box = self._boxes.fork(self._kind, self._limits, self._folders)
            self._loads += 1
            self._served = set()
            seconds, first = min(self._limits.load_seconds, self._left()), self._loads * HANDLES_A_BOX
            loaded = box.load(self.program, self._folders, self._stops, seconds, self._seed, first)
            if isinstance(loaded, Loaded):
                self._remember(loaded)
                self._box = box
                self._load_again = True
                return box
            if self._load_again and _is_killed(loaded):
                self._load_again, self._killed = False, True
                continue
            self._hopeless = not self._stop_before(box.progress(), loaded)
        return None

    def _remember(self, loaded: Loaded) -> None:
        if self._loaded is None:
            self.printed = loaded.printed + (f"\n… ({loaded.unprinted} bytes more)" if loaded.unprinted else "")
            self.failures = sorted([*self.failures, *loaded.failures], key=lambda failure: failure.cell)
        self._loaded = loaded

    def _stop_before(self, progress: tuple[int, int], outcome: TimedOut | Died) -> bool:
        """Notes where the top level died; False where another try would not get any further."""
        cell, statement = progress
        if cell == len(self.program.cells) and self._stops:  # it ran up to where it was stopped, and ended after that
            cell = max(map(int, self._stops))
            statement = self._stops[str(cell)]
        if not 0 <= cell < len(self.program.cells) or statement < 0:
            self.failures.append(LoadFailure(0, outcome))
            return False
        known = self._stops.get(str(cell))
        if known is None:
            self.failures.append(LoadFailure(cell, outcome))
        elif statement >= known:  # it died of what came before, and the grader noticed late
            if known == 0:
                return False
            statement = max(0, known - 2**self._steps_back)
            self._steps_back += 1
        self._stops[str(cell)] = statement
        return True

    def _current(self, handle: Handle) -> bool:
        return self._box is not None and self._box.alive and handle.id // HANDLES_A_BOX == self._loads

    def _seconds_for(self, function: str) -> float:
        return self._limits.train_seconds if function == "train_model" else self._limits.call_seconds

    def _left(self) -> float:
        return self._deadline - time.monotonic()


def _is_killed(outcome: Outcome) -> bool:
    return isinstance(outcome, Died) and outcome.killed


def _is_disturbed(outcome: Outcome) -> bool:
    return isinstance(outcome, (TimedOut, Died)) or _is_interrupted(outcome)


def _is_interrupted(outcome: Outcome) -> bool:
    return isinstance(outcome, Raised) and "KeyboardInterrupt" in outcome.bases


def _key(request: Request) -> Key:
    """Which list of inputs it is, not what is in it: arrays have no hash, and the graders' lists are constants."""
    return request.function, id(request.calls), request.options


def _kind(unit: Unit, program: Program, helpers: str) -> str:
    """The kind of box that has what the file imports; ``helpers`` is the kind that its own modules need."""
    if unit.needs_keras or helpers == "heavy" or program.uses_keras():
        return "heavy"
    return "light" if helpers == "light" or program.uses_plots() else "bare"


def _words(value: Any) -> Any:
    """A config or settings as they should be: dicts, lists, words and numbers; anything else as its text."""
    if type(value) is dict:
        return {name: _words(item) for name, item in value.items()}
    if type(value) in (list, tuple):
        return type(value)(map(_words, value))
    return value if value is None or type(value) in (bool, int, float, str) else str(value)[:200]


def value_of(name: str, outcome: Outcome) -> Any:
    """The value that a call gave; raises :class:`StudentError` where it ended otherwise."""
    if isinstance(outcome, Returned):
        return outcome.value
    raise StudentError(name, outcome)
