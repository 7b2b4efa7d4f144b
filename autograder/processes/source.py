"""Where a batch's grading processes come from, and what is said to them (:mod:`autograder.processes.serving`)."""

import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from functools import partial
from typing import Any

from autograder.claims import Scratch
from autograder.course import Course, Settings
from autograder.errors import GraderFault

STARTS = 5


class Died(Exception):  # noqa: N818 - what became of a process, told from one method to another
    """The process ended instead of answering."""


class Stopped(Exception):  # noqa: N818 - as above
    """The batch is over: no other process is to be started."""


class _Wire:
    """Our end of a socket on which lines of JSON are asked and answered."""

    def __init__(self, end: socket.socket) -> None:
        self._end = end
        self._lines = end.makefile("r", encoding="utf-8")

    def tell(self, message: dict[str, Any], *descriptors: int) -> None:
        """Sends a line, and with it these descriptors; raises :class:`Died` where the other end is gone."""
        line = json.dumps(message).encode() + b"\n"
        try:
            if descriptors:
                socket.send_fds(self._end, [line], descriptors)
            else:
                self._end.sendall(line)
        except OSError:
            raise Died from None

    def read(self) -> dict[str, Any]:
        """The next line; raises :class:`Died` where the other end is gone."""
        try:
            line = self._lines.readline()
        except (OSError, ValueError):
            raise Died from None
        if not line.endswith("\n"):
            raise Died
        answer: dict[str, Any] = json.loads(line)
        return answer

    def close(self) -> None:
        """Hangs up."""
        self._lines.close()
        self._end.close()


class GradingProcess:
    """One process that grades; asked by one thread at a time."""

    def __init__(self, end: Callable[[], int | None], wire: socket.socket) -> None:
        """``end`` kills it where it still runs, and tells its exit status, or None where that is not known any more."""
        self._end = end
        self._wire = _Wire(wire)

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """Its answer; raises :class:`Died` where it ended instead."""
        self._wire.tell(request)
        return self._wire.read()

    def end(self) -> int | None:
        """Kills it where it still runs; its exit status, None where that is not known any more."""
        self._wire.close()
        return self._end()


class Source:
    """The process that forks grading processes; it is replaced when it dies, and they die with it."""

    def __init__(self) -> None:
        self._opening: dict[str, Any] | None = None
        # The processes are killed, not asked to end: what they leave in their temporary folder goes with it.
        self._scratch: Scratch | None = None
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: _Wire | None = None
        self._ready = False
        self._stillborn = 0  # how often, one after another, it ended before it was ready
        self._stopped = False

    def start(self) -> None:
        """Starts the process, unless it was, and does not wait for it: what it imports it needs whatever is graded."""
        with self._lock:
            if self._process is None:
                with suppress(GraderFault):  # whoever opens it finds out
                    self._start()

    def open(self, course: Course, settings: Settings) -> None:
        """Tells what is to be graded, and how; raises ``GraderFault`` where no process can be started."""
        mnist = None if settings.mnist is None else str(settings.mnist.absolute())
        keep = settings.keep and {**asdict(settings.keep), "path": str(settings.keep.path.absolute())}
        with self._lock:
            self._opening = {"course": str(course.root), "layers": list(settings.layers), "mnist": mnist, "keep": keep}
            if self._process is None:
                self._start()
            else:
                self._send_opening()

    def fork(self, core: int | None) -> GradingProcess:
        """A new grading process, which keeps with its boxes to the core of that number, modulo those there are.

        So no box takes the processor from another's: a deadline that runs out is the submission's own doing.

        Raises:
            GraderFault: none can grade at all; it says why. Stopped or Died, by their names.
        """
        with self._lock:
            try:
                return self._fork(core)
            except Died:
                self._start()
                return self._fork(core)

    def stop(self) -> None:
        """Kills every process, whatever it is doing; none is started after that."""
        with self._lock:
            self._stopped = True
            self._end()

    def close(self) -> None:
        """Removes their temporary files, when all of them have ended."""
        self.stop()
        if self._scratch is not None:
            self._scratch.remove()
            self._scratch = None

    def _fork(self, core: int | None) -> GradingProcess:
        if not self._ready:
            if self._control is None:
                raise Died
            try:
                answer = self._control.read()
            except Died:
                self._stillborn += 1
                if self._stillborn >= STARTS:
                    raise GraderFault("grading processes end before they can grade; see what they said above") from None
                raise
            if "ready" not in answer:
                raise GraderFault(answer["fault"])
            self._ready, self._stillborn = True, 0
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                answer = self._ask({"fork": core}, theirs.fileno())
            except Died:
                ours.close()
                raise
        return GradingProcess(partial(self._ended, self._process, answer["pid"]), ours)

    def _ended(self, parent: "subprocess.Popen[bytes] | None", pid: int) -> int | None:
        with self._lock:
            if parent is not self._process:
                return None  # it died with the process that forked it
            try:
                status: int | None = self._ask({"end": pid})["status"]
            except Died:
                return None
        return status

    def _start(self) -> None:
        self._end()
        if self._stopped:
            raise Stopped
        try:
            if self._scratch is None:
                self._scratch = Scratch()
            self._execute(self._scratch)
        except OSError as error:
            raise GraderFault(f"no grading process can be started: {error}") from None
        self._send_opening()

    def _execute(self, scratch: Scratch) -> None:
        ours, theirs = socket.socketpair()
        self._control = _Wire(ours)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "autograder.processes.grading_process"],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                # A grader computes next to nothing, and a fork takes no thread along.
                env={**os.environ, "TMPDIR": str(scratch.path), "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
                process_group=0,  # Ctrl-C is for this process alone, which ends the others
            )

    def _send_opening(self) -> None:
        if self._opening is not None and self._control is not None:
            with suppress(Died):  # whoever asks it next finds out
                self._control.tell(self._opening)

    def _ask(self, request: dict[str, Any], *descriptors: int) -> dict[str, Any]:
        if self._control is None:
            raise Died
        self._control.tell(request, *descriptors)
        return self._control.read()

    def _end(self) -> None:
        if self._control is not None:
            self._control.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._control, self._process, self._ready = None, None, False
