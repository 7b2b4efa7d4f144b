"""Grades many submissions on all cores: one grading process a core, each fed as it becomes free.

A process that dies takes nothing with it: its submission is graded again by a fresh one, and marked for review,
with 0 points and the reason, where that fails too.
"""

import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.course import Course, Settings
from autograder.errors import GraderFault
from autograder.reports import write_grades
from autograder.results import OUR_FAULT, Row
from autograder.submissions import Submission, folder_name

TRIES = 2
GRADES = "grades.csv"
SAVED_EVERY = 1.0
JOIN_SECONDS = 10.0


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
    lanes = [_Lane(batch, scratch, todo, done) for _ in range(min(batch.jobs, len(batch.submissions)))]
    try:
        for lane in lanes:
            lane.start()
        for _ in batch.submissions:
            result = done.get()
            if isinstance(result, BaseException):
                raise result
            yield result
    finally:
        for lane in lanes:
            lane.stop()
        for lane in lanes:
            lane.join()


class _Died(Exception):  # noqa: N818 - what became of a process, told from one method to another
    """The grading process ended instead of answering."""


class _Stopped(Exception):  # noqa: N818 - as above
    """The batch is over: no other process is to be started."""


class _Lane:
    """Feeds one grading process, and replaces it when it dies."""

    def __init__(
        self,
        batch: Batch,
        scratch: str,
        todo: "queue.SimpleQueue[Submission]",
        done: "queue.SimpleQueue[Row | BaseException]",
    ) -> None:
        self._batch = batch
        self._scratch = scratch
        self._todo = todo
        self._done = done
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._stopped = False
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        """Begins to work in a thread of its own."""
        self._thread.start()

    def stop(self) -> None:
        """Kills the process, whatever it is doing (its boxes end with it); the lane starts no other."""
        with self._lock:
            self._stopped = True
            if self._process is not None:
                self._process.kill()

    def join(self) -> None:
        """Waits until a stopped lane has cleaned up."""
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
            if self._process is None:
                self._open(self._start())
            assert self._process is not None
            return self._exchange(self._process, request)
        except _Died:
            return {"fault": f"a grading process ended unexpectedly (status {self._end()})"}

    def _start(self) -> "subprocess.Popen[str]":
        with self._lock:
            if self._stopped:
                raise _Stopped
            self._process = subprocess.Popen(
                [sys.executable, "-m", "autograder.grading_process"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env={**os.environ, "TMPDIR": self._scratch},
                text=True,
                encoding="utf-8",
                process_group=0,  # Ctrl-C is for this process alone, which ends the others
            )
            return self._process

    def _open(self, process: "subprocess.Popen[str]") -> None:
        settings = self._batch.settings
        opening = {
            "course": str(self._batch.course.root),
            "layers": list(settings.layers),
            "mnist": None if settings.mnist is None else str(settings.mnist.absolute()),
        }
        answer = self._exchange(process, opening)
        if "ready" not in answer:
            raise GraderFault(answer["fault"])

    def _end(self) -> int | None:
        """Ends the process; its exit status, None where there was none."""
        with self._lock:
            process, self._process = self._process, None
        if process is None:
            return None
        process.kill()
        status = process.wait()
        for pipe in (process.stdin, process.stdout):
            assert pipe is not None
            with suppress(OSError):  # what it did not read any more cannot be flushed
                pipe.close()
        return status

    @staticmethod
    def _exchange(process: "subprocess.Popen[str]", request: dict[str, Any]) -> dict[str, Any]:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(json.dumps(request) + "\n")
            process.stdin.flush()
            line = process.stdout.readline()
        except (OSError, ValueError):
            raise _Died from None
        if not line.endswith("\n"):
            raise _Died
        answer: dict[str, Any] = json.loads(line)
        return answer
