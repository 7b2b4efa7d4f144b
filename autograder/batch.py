"""Grades many submissions on all cores: one grading process a core, each fed as it becomes free.

A process that dies takes nothing with it: its submission is graded again by a fresh one, and marked for review,
with 0 points and the reason, where that fails too.
"""

import json
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.course import Course
from autograder.errors import GraderFault
from autograder.reports import write_grades
from autograder.results import SubmissionResult
from autograder.session import Settings
from autograder.submissions import Submission, folder_name

TRIES = 2
GRADES = "grades.csv"


@dataclass(frozen=True, slots=True)
class Batch:
    """What to grade, how, and where the results go."""

    course: Course
    settings: Settings
    submissions: Sequence[Submission]
    out: Path
    jobs: int


def grade(batch: Batch, finished: Callable[[SubmissionResult], None]) -> list[SubmissionResult]:
    """Grades every submission and writes ``grades.csv``; ``finished`` hears of each as soon as its results are on disk.

    Raises:
        GraderFault: our own side could not do its work; what was graded by then is kept.
    """
    _prepare(batch.out)
    rows: list[SubmissionResult] = []
    try:
        for row in _graded(batch):
            rows.append(row)
            finished(row)
    finally:
        write_grades(rows, batch.out / GRADES, [unit.name for unit in batch.course.units])
    return rows


def _prepare(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
        write_grades([], out / GRADES, ["student"])
    except OSError as error:
        raise GraderFault(f"{out}: the results cannot be written there: {error.strerror}") from None


def _graded(batch: Batch) -> Iterator[SubmissionResult]:
    """Results in the order in which they come."""
    todo: queue.SimpleQueue[Submission] = queue.SimpleQueue()
    for submission in batch.submissions:
        todo.put(submission)
    done: queue.SimpleQueue[SubmissionResult | BaseException] = queue.SimpleQueue()
    lanes = [_Lane(batch, todo, done) for _ in range(min(batch.jobs, len(batch.submissions)))]
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


class _Lane:
    """Feeds one grading process, and replaces it when it dies."""

    def __init__(
        self,
        batch: Batch,
        todo: "queue.SimpleQueue[Submission]",
        done: "queue.SimpleQueue[SubmissionResult | BaseException]",
    ) -> None:
        self._batch = batch
        self._todo = todo
        self._done = done
        self._process: subprocess.Popen[str] | None = None
        self._stopped = False

    def start(self) -> None:
        """Begins to work in a thread of its own."""
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        try:
            while not self._stopped:
                with suppress(queue.Empty):
                    self._done.put(self._grade(self._todo.get_nowait()))
                    continue
                break
        except BaseException as error:  # raised again in the thread that waits for the results
            self._done.put(error)
        finally:
            self.stop()

    def stop(self) -> None:
        """Ends the process, whatever it is doing; its boxes end with it."""
        self._stopped = True
        process = self._process
        if process is not None:
            process.kill()
            process.wait()

    def _grade(self, submission: Submission) -> SubmissionResult:
        reason = ""
        for _ in range(TRIES):
            answer = self._ask(self._request(submission))
            if "result" in answer:
                return SubmissionResult.from_json(answer["result"])
            reason = answer["fault"]
        answer = self._ask(
            {**self._request(submission), "ungraded": f"could not be graded, through no fault of yours: {reason}"}
        )
        if "result" in answer:
            return SubmissionResult.from_json(answer["result"])
        raise GraderFault(answer["fault"])

    def _request(self, submission: Submission) -> dict[str, Any]:
        return {
            "student": submission.student,
            "paths": [str(path.absolute()) for path in submission.paths],
            "problem": submission.problem,
            "folder": str(self._batch.out.absolute() / folder_name(submission.student)),
        }

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """The process's answer; a process that has died is a fault, and the next question starts another."""
        process = self._started()
        answer = self._exchange(process, request)
        if answer is None:
            process.kill()
            status = process.wait()
            self._process = None
            return {"fault": f"a grading process ended unexpectedly (status {status})"}
        return answer

    def _started(self) -> "subprocess.Popen[str]":
        if self._process is not None:
            return self._process
        batch = self._batch
        self._process = process = subprocess.Popen(
            [sys.executable, "-m", "autograder.grading_process"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=None,
            text=True,
            encoding="utf-8",
        )
        mnist = batch.settings.mnist
        opening = {
            "course": str(batch.course.root),
            "layers": list(batch.settings.layers),
            "mnist": None if mnist is None else str(mnist.absolute()),
        }
        answer = self._exchange(process, opening)
        if answer is None or "ready" not in answer:
            raise GraderFault((answer or {}).get("fault", "a grading process did not start"))
        return process

    @staticmethod
    def _exchange(process: "subprocess.Popen[str]", request: dict[str, Any]) -> dict[str, Any] | None:
        assert process.stdin is not None and process.stdout is not None
        try:
            process.stdin.write(json.dumps(request) + "\n")
            process.stdin.flush()
            line = process.stdout.readline()
        except (OSError, ValueError):
            return None
        if not line.endswith("\n"):
            return None
        answer: dict[str, Any] = json.loads(line)
        return answer
