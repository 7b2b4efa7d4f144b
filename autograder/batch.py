"""Grades many submissions on all cores: one grading process a core, each fed as it becomes free.

They are forks of one that has collected the graders (:mod:`autograder.grading_process`). A process that dies takes
nothing with it: its submission is graded again by a fresh one, and marked for review, with 0 points and the reason,
where that fails too.
"""

import json
import os
import queue
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from autograder.course import Course, Settings
from autograder.errors import GraderFault
from autograder.reports import write_grades
from autograder.results import OUR_FAULT, Row
from autograder.submissions import Submission, folder_name

TRIES = 2
GRADES = "grades.csv"
SAVED_EVERY = 1.0
JOIN_SECONDS = 10.0
READ_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Batch:
    """What to grade, how, and where the results go."""

    course: Course
    settings: Settings
    submissions: Sequence[Submission]
    out: Path
    jobs: int


def grade(batch: Batch, finished: Callable[[Row], None]) -> list[Row]:
    """Grades every submission and writes ``grades.csv``; ``finished`` hears of each as soon as its results are on disk.

    Raises:
        GraderFault: our own side could not do its work; what was graded by then is kept.
    """
    _prepare(batch)
    rows: list[Row] = []
    saved = time.monotonic()
    # The processes are killed, not asked to end: what they leave in their temporary folder goes with it.
    with tempfile.TemporaryDirectory(prefix="autograder-", ignore_cleanup_errors=True) as scratch:
        try:
            with closing(_graded(batch, scratch)) as results:
                for row in results:
                    rows.append(row)
                    finished(row)
                    if time.monotonic() - saved > SAVED_EVERY:
                        _save(batch, rows)
                        saved = time.monotonic()
        finally:
            _save(batch, rows)
    return rows


def ungraded(rows: Sequence[Row]) -> list[str]:
    """The students of whom something could not be graded because our own side failed."""
    return [row.student for row in rows if any(unit.fault for unit in row.units)]


def _prepare(batch: Batch) -> None:
    try:
        batch.out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise GraderFault(f"{batch.out}: the results cannot be written there: {error.strerror}") from None
    _save(batch, [])


def _save(batch: Batch, rows: Sequence[Row]) -> None:
    write_grades(rows, batch.out / GRADES, [unit.name for unit in batch.course.units])


def _graded(batch: Batch, scratch: str) -> Generator[Row, None, None]:
    """Results in the order in which they come."""
    todo: queue.SimpleQueue[Submission] = queue.SimpleQueue()
    for submission in batch.submissions:
        todo.put(submission)
    done: queue.SimpleQueue[Row | BaseException] = queue.SimpleQueue()
    source = _Source(batch, scratch)
    lanes = [_Lane(batch, source, todo, done) for _ in range(min(batch.jobs, len(batch.submissions)))]
    try:
        source.start()
        for lane in lanes:
            lane.start()
        for _ in batch.submissions:
            result = done.get()
            if isinstance(result, BaseException):
                raise result
            yield result
    finally:
        source.stop()
        for lane in lanes:
            lane.join()


class _Died(Exception):  # noqa: N818 - what became of a process, told from one method to another
    """The grading process ended instead of answering."""


class _Stopped(Exception):  # noqa: N818 - as above
    """The batch is over: no other process is to be started."""


class _Source:
    """Where grading processes come from: the process that forks them, which is replaced when it dies."""

    def __init__(self, batch: Batch, scratch: str) -> None:
        self._batch = batch
        self._scratch = scratch
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._ready = False
        self._stopped = False

    def start(self) -> None:
        """Starts the process, and does not wait for it."""
        with self._lock:
            self._start()

    def fork(self) -> tuple[int, socket.socket]:
        """A new grading process: its number, and the socket on which it is asked.

        Raises:
            GraderFault: it cannot grade at all, and says why. _Stopped or _Died, by their names.
        """
        with self._lock:
            for last in (False, True):
                try:
                    return self._fork()
                except _Died:
                    if last:
                        raise
                    self._start()
        raise AssertionError("unreachable")

    def end(self, pid: int) -> int | None:
        """Kills a grading process; how it ended, None where that cannot be told any more."""
        with self._lock:
            try:
                status: int = self._ask({"end": pid})["status"]
            except _Died:
                return None
        return status

    def stop(self) -> None:
        """Kills every process, whatever it is doing; none is started after that."""
        with self._lock:
            self._stopped = True
            self._end()

    def _fork(self) -> tuple[int, socket.socket]:
        if not self._ready:
            answer = self._read()
            if "ready" not in answer:
                raise GraderFault(answer["fault"])
            self._ready = True
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                return self._ask({"fork": True}, theirs.fileno())["pid"], ours
            except _Died:
                ours.close()
                raise

    def _start(self) -> None:
        self._end()
        if self._stopped:
            raise _Stopped
        self._control, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "autograder.grading_process"],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                # A grader computes next to nothing, and a fork takes no thread along.
                env={**os.environ, "TMPDIR": self._scratch, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
                process_group=0,  # Ctrl-C is for this process alone, which ends the others
            )
        settings = self._batch.settings
        opening = {
            "course": str(self._batch.course.root),
            "layers": list(settings.layers),
            "mnist": None if settings.mnist is None else str(settings.mnist.absolute()),
        }
        self._control.sendall(json.dumps(opening).encode() + b"\n")

    def _ask(self, request: dict[str, Any], *descriptors: int) -> dict[str, Any]:
        if self._control is None:
            raise _Died
        try:
            socket.send_fds(self._control, [json.dumps(request).encode()], descriptors)
        except OSError:
            raise _Died from None
        return self._read()

    def _read(self) -> dict[str, Any]:
        line = b""
        while not line.endswith(b"\n"):
            try:
                part = b"" if self._control is None else self._control.recv(READ_BYTES)
            except OSError:
                part = b""
            if not part:
                raise _Died
            line += part
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _end(self) -> None:
        if self._control is not None:
            self._control.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._control, self._process, self._ready = None, None, False


class _Lane:
    """Feeds one grading process, and replaces it when it dies."""

    def __init__(
        self,
        batch: Batch,
        source: _Source,
        todo: "queue.SimpleQueue[Submission]",
        done: "queue.SimpleQueue[Row | BaseException]",
    ) -> None:
        self._batch = batch
        self._source = source
        self._todo = todo
        self._done = done
        self._pid = 0
        self._wire: socket.socket | None = None
        self._answers: TextIO | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        """Begins to work in a thread of its own."""
        self._thread.start()

    def join(self) -> None:
        """Waits until a lane whose source was stopped has cleaned up."""
        if self._thread.is_alive():
            self._thread.join(JOIN_SECONDS)

    def _run(self) -> None:
        try:
            while True:
                submission = self._todo.get_nowait()
                self._done.put(self._grade(submission))
        except (queue.Empty, _Stopped):
            pass  # nothing is left to do
        except BaseException as error:  # raised again in the thread that waits for the results
            self._done.put(error)
        finally:
            self._end()

    def _grade(self, submission: Submission) -> Row:
        request = {
            "student": submission.student,
            "paths": [str(path.absolute()) for path in submission.paths],
            "problem": submission.problem,
            "folder": str(self._batch.out.absolute() / folder_name(submission.student)),
        }
        reason = ""
        for _ in range(TRIES):
            answer = self._ask(request)
            if "row" in answer:
                return Row.from_json(answer["row"])
            reason = answer["fault"]
        answer = self._ask({**request, "ungraded": f"{OUR_FAULT}: {reason}"})
        if "row" in answer:
            return Row.from_json(answer["row"])
        raise GraderFault(answer["fault"])

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """The process's answer; a process that has died is a fault, and the next question starts another."""
        try:
            if self._wire is None:
                self._pid, self._wire = self._source.fork()
                self._answers = self._wire.makefile("r", encoding="utf-8")
            return self._exchange(request)
        except _Died:
            return {"fault": f"a grading process ended unexpectedly (status {self._end()})"}

    def _exchange(self, request: dict[str, Any]) -> dict[str, Any]:
        assert self._wire is not None
        assert self._answers is not None
        try:
            self._wire.sendall(json.dumps(request).encode() + b"\n")
            line = self._answers.readline()
        except (OSError, ValueError):
            raise _Died from None
        if not line.endswith("\n"):
            raise _Died
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _end(self) -> int | None:
        """Ends the process; its exit status, None where that is not known."""
        wire, self._wire = self._wire, None
        if wire is None:
            return None
        assert self._answers is not None
        self._answers.close()
        wire.close()
        return self._source.end(self._pid)
