"""Grades many submissions on all cores: one grading process a core, each fed as it becomes free.

They are forks of one that has collected the graders (:mod:`autograder.serving`). A process that dies takes
nothing with it: its submission is graded again by a fresh one, and marked for review, with 0 points and the reason,
where that fails too.
"""

import queue
import threading
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.course import Course, Settings
from autograder.errors import GraderFault
from autograder.processes import Died, GradingProcess, Source, Stopped
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


def grade(batch: Batch, finished: Callable[[Row], None], source: Source | None = None) -> list[Row]:
    """Grades every submission and writes ``grades.csv``; ``finished`` hears of each as soon as its results are on disk.

    ``source`` may have been started before, and is stopped.

    Raises:
        GraderFault: our own side could not do its work; what was graded by then is kept.
    """
    _prepare(batch)
    rows: list[Row] = []
    saved = time.monotonic()
    try:
        with closing(_graded(batch, source or Source())) as results:
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


def _graded(batch: Batch, source: Source) -> Generator[Row, None, None]:
    """Results in the order in which they come."""
    todo: queue.SimpleQueue[Submission] = queue.SimpleQueue()
    for submission in batch.submissions:
        todo.put(submission)
    done: queue.SimpleQueue[Row | BaseException] = queue.SimpleQueue()
    count = min(batch.jobs, len(batch.submissions))
    # One alone has nobody to be kept from.
    lanes = [_Lane(batch, source, todo, done, number if count > 1 else None) for number in range(count)]
    try:
        source.open(batch.course, batch.settings)
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
        source.close()


class _Lane:
    """Feeds one grading process, and replaces it when it dies."""

    def __init__(
        self,
        batch: Batch,
        source: Source,
        todo: "queue.SimpleQueue[Submission]",
        done: "queue.SimpleQueue[Row | BaseException]",
        core: int | None,
    ) -> None:
        self._batch = batch
        self._source = source
        self._todo = todo
        self._done = done
        self._core = core
        self._process: GradingProcess | None = None
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
        except (queue.Empty, Stopped):
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
            "members": submission.members,
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
                self._process = self._source.fork(self._core)
            return self._process.ask(request)
        except Died:
            return {"fault": f"a grading process ended unexpectedly (status {self._end()})"}

    def _end(self) -> int | None:
        """Ends the process; its exit status, None where there is none to tell."""
        process, self._process = self._process, None
        return None if process is None else process.end()
