"""The grader's side of one box: questions with deadlines, answers decoded, and how the box ended if it did."""

import mmap
import os
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

from autograder.box.channel import Channel, Closed, Expired, encoded
from autograder.box.decoding import unpack
from autograder.box.frames import Answers, Calls, Frames
from autograder.box.outcomes import (
    Died,
    Loaded,
    NotCalled,
    Outcome,
    TimedOut,
    ended,
    read_loaded,
    read_outcome,
)
from autograder.box.progress import PROGRESS
from autograder.box.wire import TEXT_CAP, Handle
from autograder.errors import GraderFault, WireError
from autograder.submission.programs import Program
from autograder.words import sentence

ANSWER_SECONDS = 30.0
STEPS_PER_EXECUTION = 64
MOST_THREADS = 512  # TensorFlow's are some dozens; for root no limit of the kernel's counts them

Decode = Callable[[bytes, list[bytearray]], Any]


@dataclass(frozen=True, slots=True)
class Request:
    """Calls of one function, and what is wanted of each besides its value or for it: ``echo``, ``watch``, ``keep``."""

    function: str
    calls: Calls
    options: frozenset[str] = frozenset()


class _Crowded(WireError):  # noqa: N818 - a state of the box, not of the wire
    """The box has more threads than it may."""


class Keeper(Protocol):
    """Who can end a box: its zygote."""

    frames: Frames
    answers: Answers

    def kill(self, pid: int) -> None:
        """Ends the box at once."""
        ...

    def end(self, pid: int) -> int | None:
        """Ends the box, left a moment to end by itself; its exit status, None where it had to be killed."""
        ...


class Box:
    """One box. After a time-out or a death it is dead: the next question needs another one."""

    def __init__(self, zygote: Keeper, pid: int, channel: Channel, progress: mmap.mmap) -> None:
        self._zygote = zygote
        self._pid = pid
        self._channel = channel
        self._progress = progress
        self._reached = (0, 0)
        self._received = 0
        self._status: int | None = None
        self.alive = True
        channel.look = self._look
        answer = self._first_answer()
        if answer != {"confined": True}:
            self.close()
            raise GraderFault(f"a box could not be confined: {answer}")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def load(  # noqa: PLR0913, PLR0917 - what a fresh box has to be told
        self,
        program: Program,
        folders: Sequence[Path],
        stops: dict[str, int],
        seconds: float,
        seed: int,
        first_handle: int,
    ) -> Loaded | TimedOut | Died:
        """Runs the file's cells, each up to the statement that ``stops`` names for it."""
        answer = self._exchange(
            {
                "op": "load",
                "unit": program.unit,
                "file": os.fsencode(folders[0] / program.filename) if folders else program.filename.encode(),
                "filenames": [cell_name(program, index) for index in range(len(program.cells))],
                "cells": [cell.source for cell in program.cells],
                "paths": [os.fsencode(folder) for folder in folders],
                "stops": stops,
                "seed": seed,
                "first_handle": first_handle,
            },
            seconds,
        )
        if isinstance(answer, NotCalled):
            raise GraderFault(f"a file cannot be sent to its box: {answer.why}")
        read = partial(read_loaded, cells=len(program.cells))
        return answer if isinstance(answer, (TimedOut, Died)) else self._decoded(read, answer)

    def call(self, requests: Sequence[Request], seconds: float, total: float) -> list[Outcome]:
        """An outcome for each call of one function's requests, one after another, as far as the box lives to tell.

        Each call has ``seconds``, and all of them ``total``.
        """
        count = sum(len(request.calls) for request in requests)
        outcomes: list[Outcome] = []
        if not count:
            return outcomes
        deadline = time.monotonic() + total
        answer = self._exchange_calls(requests, min(seconds, total))
        while True:
            if type(answer) is list and len(answer) <= count - len(outcomes):
                outcomes += answer
            elif isinstance(answer, (TimedOut, Died, NotCalled)):
                return [*outcomes, answer]
            else:
                return [*outcomes, self._broken(WireError("answers that are none to what was asked"))]
            if len(outcomes) == count:
                return outcomes
            left = max(0.0, deadline - time.monotonic())
            answer = self._receive(min(seconds, left), self._zygote.answers.read)

    def ask(self, handle: Handle, question: str, seconds: float = ANSWER_SECONDS) -> Outcome:
        """The answer to one of the fixed questions to something that stays in the box."""
        return self._outcome({"op": "ask", "handle": handle, "question": question}, seconds)

    def model(self, config: Any, weights: Sequence[Any], settings: dict[str, Any] | None, seed: int) -> Outcome:
        """A handle to a Keras model made in the box from a config, weights and words for ``compile``."""
        message = {"op": "model", "config": config, "weights": list(weights), "compile": settings, "seed": seed}
        return self._outcome(message, ANSWER_SECONDS)

    def train(
        self, function: str, arguments: Sequence[Any], seconds: float, judge: Callable[[list[Any]], bool]
    ) -> tuple[Outcome, list[Any]]:
        """Calls a function that fits a model, and what its fits were (epochs asked for and run, steps of each).

        ``judge`` gets the weights after each epoch and answers whether the rest can be spared; its own time is not
        counted.
        """
        message = {"op": "train", "function": function, "arguments": list(arguments)}
        started, judging = time.monotonic(), 0.0
        answer = self._exchange({**message, "steps_per_execution": STEPS_PER_EXECUTION}, seconds)
        while type(answer) is dict and answer.get("epoch") is True:
            before = time.monotonic()
            try:
                stop = judge(answer["weights"] if type(answer.get("weights")) is list else [])
            except BaseException:
                self.close()  # it waits for a word on its epoch, and would take the next question for that
                raise
            judging += time.monotonic() - before
            left = seconds - (time.monotonic() - started - judging)
            if left <= 0 or judging > seconds:  # epochs that take no time may be none, and there may be any number
                answer = self._timed_out(seconds)
            else:
                answer = self._exchange({"stop": stop}, left)
        fits = answer.pop("fits", []) if type(answer) is dict else []
        return self._read_outcome(answer), fits if type(fits) is list else []

    def keep(self, value: Any) -> Outcome:
        """A handle to a value of the grader's own, for a box that runs no student's code."""
        return self._outcome({"op": "keep", "value": value}, ANSWER_SECONDS)

    def predict(self, model: Handle, weights: Sequence[Any], images: Handle, seconds: float) -> Outcome:
        """The outputs of the model with these weights for these images."""
        return self._outcome({"op": "predict", "model": model, "weights": list(weights), "images": images}, seconds)

    def progress(self) -> tuple[int, int]:
        """The cell and the top-level statement (or the call) that the box had reached."""
        if not self._progress.closed:
            cell, statement = PROGRESS.unpack(self._progress[: PROGRESS.size])
            self._reached = (cell, statement)
        return self._reached

    def close(self) -> None:
        """Ends the box, whatever it is doing."""
        with suppress(GraderFault):  # a zygote that is gone took its boxes with it
            self._finish()

    def _outcome(self, message: dict[str, Any], seconds: float) -> Outcome:
        return self._read_outcome(self._exchange(message, seconds))

    def _read_outcome(self, answer: Any) -> Outcome:
        known = isinstance(answer, (TimedOut, Died, NotCalled))
        outcome: Outcome = answer if known else self._decoded(read_outcome, answer)
        return outcome

    def _exchange(self, message: dict[str, Any], seconds: float) -> Any:
        return self._send(lambda: encoded(message), seconds)

    def _exchange_calls(self, requests: Sequence[Request], seconds: float) -> Any:
        def frames() -> list[memoryview | bytes]:
            asks = [sorted(request.options) for request in requests]
            parts = encoded({"op": "call", "function": requests[0].function, "asks": asks})
            return [*parts, *(self._zygote.frames.of(request.calls) for request in requests)]

        return self._send(frames, seconds, self._zygote.answers.read)

    def _send(self, frames: Callable[[], list[memoryview | bytes]], seconds: float, decode: Decode = unpack) -> Any:
        if not self.alive:
            return self._died()
        deadline = time.monotonic() + seconds
        self._received = 0
        try:
            self._channel.send_encoded(frames(), deadline)
        except Expired:
            return self._timed_out(seconds)
        except Closed:
            return self._died()
        except WireError as error:  # before the first byte went out; values that came from a box may be too deep
            return NotCalled(sentence("what it was to be given cannot be sent: {error}").format(error=error))
        return self._receive(seconds, decode)

    def _receive(self, seconds: float, decode: Decode) -> Any:
        def counted(body: bytes, buffers: list[bytearray]) -> Any:
            # The answers to all that was asked together are kept together, so one cap is for them all.
            self._received += len(body) + sum(map(len, buffers))
            if self._received > self._channel.incoming.total:
                raise WireError("answers that are larger together than one may be")
            return decode(body, buffers)

        try:
            self._look()
            answer = self._channel.receive(time.monotonic() + seconds, counted)
        except _Crowded as error:
            self._finish()
            return Died(str(error))
        except Expired:
            return self._timed_out(seconds)
        except Closed:
            return self._died()
        except WireError as error:
            return self._broken(error)
        if type(answer) is dict and "broken" in answer:
            words = answer["broken"]
            return self._broken(WireError(words[:TEXT_CAP] if type(words) is str else "it broke"))
        return answer

    def _look(self) -> None:
        with suppress(OSError):  # it has ended, or this is no Linux
            threads = os.stat(f"/proc/{self._pid}/task").st_nlink - 2
            if threads > MOST_THREADS:
                raise _Crowded(sentence("it started more than {most} threads").format(most=MOST_THREADS))

    def _decoded(self, read: Any, answer: Any) -> Any:
        try:
            return read(answer)
        except WireError as error:
            return self._broken(error)

    def _first_answer(self) -> Any:
        try:
            return self._channel.receive(time.monotonic() + ANSWER_SECONDS)
        except WireError as error:
            return str(error)

    def _timed_out(self, seconds: float) -> TimedOut:
        self._finish()
        return TimedOut(seconds)

    def _broken(self, error: WireError) -> Died:
        self._finish()
        return Died(sentence("it broke the connection to the grader ({error})").format(error=error))

    def _died(self) -> Died:
        return ended(self._finish(grace=True))

    def _finish(self, grace: bool = False) -> int | None:
        if self._channel.descriptor >= 0:  # once: the process's number may be another's by now
            self.alive = False
            self.progress()
            self._progress.close()
            self._channel.close()
            if grace:
                self._status = self._zygote.end(self._pid)
            else:
                self._zygote.kill(self._pid)
        return self._status


def cell_name(program: Program, index: int) -> str:
    """The file name under which a cell is compiled, by which its lines are known in a traceback."""
    return f"<{program.filename} cell {index}>" if program.is_notebook else program.filename
