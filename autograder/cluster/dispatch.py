"""Grades a batch on a cluster: this machine finds what is known and writes every result, workers do the rest.

A submission goes three ways. Its own grading process is asked what is not known of it; that is sent, unless the same
program is under way already for another, whose result it then waits for; and what comes back is handed to a grading
process here, which keeps it and writes the results as if it had worked it out. Only so many are under way at once.
"""

import tempfile
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterator, Mapping
from concurrent import futures
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from autograder.cluster.link import Link
from autograder.cluster.packing import NotPortable, pack
from autograder.cluster.worker import Opening
from autograder.course import Course, Limits, Settings
from autograder.errors import GraderFault, SubmissionProblem
from autograder.processes.batch import Batch, Grading, in_parallel
from autograder.processes.feeding import Feeder
from autograder.processes.source import Source
from autograder.results import Row
from autograder.submission.opening import Submission, open_folder

_POLL_SECONDS: Final = 0.5


@contextmanager
def connected(address: str, course: Course, settings: Settings, tell: Callable[[str], None]) -> Iterator[Grading]:
    """What grades a batch on the cluster at ``address``: a scheduler's, or the path of its file; raises as ``Link``."""
    link = Link(address, Opening.of(uuid4().hex, course, settings), tell)
    link.open()
    try:
        yield lambda batch, source: _graded(batch, source, link)
    finally:
        link.close()


@dataclass(slots=True)
class _Case:
    """A submission on its way: what is not known of it, by unit, and what came back."""

    submission: Submission
    unknown: dict[str, str] = field(default_factory=dict)
    answer: "futures.Future[dict[str, Any]] | None" = None
    waiting: list["_Case"] = field(default_factory=list)  # for what this one is graded for

    @property
    def programs(self) -> set[str]:
        """The programs that others may have, too."""
        return {program for program in self.unknown.values() if program}


class _Board:
    """Who is where: the cases that are new, that are to be sent, that are under way, and that came back."""

    def __init__(self, submissions: list[Submission], window: Callable[[], int]) -> None:
        self._window = window
        self._changed = threading.Condition()
        self._new = deque(map(_Case, submissions))
        self._sendable: deque[_Case] = deque()
        self._back: deque[_Case] = deque()
        self._left = len(submissions)
        self._under_way: dict[str, _Case] = {}  # by program
        self._sent = 0
        self._stopped = False

    def next(self) -> _Case | None:
        """What came back, or may be sent, or is new, in this order; waits for it. None when all is over."""
        with self._changed:
            while self._left and not self._stopped:
                window = self._window()
                if self._back:
                    return self._back.popleft()
                if self._sendable and self._sent < window:
                    self._sent += 1
                    return self._sendable.popleft()
                if self._new:
                    return self._new.popleft()
                self._changed.wait(_POLL_SECONDS)
        return None

    def ask_for(self, case: _Case, unknown: dict[str, str]) -> None:
        """The case is to be sent, as soon as there is room and nobody else's result would do."""
        with self._changed:
            case.unknown = unknown
            other = next((self._under_way[name] for name in case.programs if name in self._under_way), None)
            if other is not None:
                other.waiting.append(case)
                return
            self._under_way.update(dict.fromkeys(case.programs, case))
            self._sendable.append(case)
            self._changed.notify()

    def came_back(self, case: _Case, answer: "futures.Future[dict[str, Any]]") -> None:
        """A worker, or nobody, has answered."""
        with self._changed:
            case.answer = answer
            self._back.append(case)
            self._changed.notify()

    def done(self, case: _Case) -> None:
        """The case has its row; those who waited for it are asked anew what is known of them."""
        with self._changed:
            self._left -= 1
            if case.unknown:
                self._sent -= 1
                for program in case.programs:
                    del self._under_way[program]
            for other in case.waiting:
                other.unknown = {}
                self._new.appendleft(other)
            self._changed.notify_all()

    def stop(self) -> None:
        """Nobody is to wait any longer."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()


def _graded(batch: Batch, source: Source, link: Link) -> Generator[Row, None, None]:
    board = _Board(list(batch.submissions), link.window)

    def work(feeder: Feeder) -> Iterator[Row]:
        return _Desk(feeder, board, link, batch.course.limits).work()

    return in_parallel(batch, source, work, batch.jobs, board.stop)


class _Desk:
    """Takes one case after another, with a grading process of its own."""

    def __init__(self, feeder: Feeder, board: _Board, link: Link, limits: Limits) -> None:
        self._feeder = feeder
        self._board = board
        self._link = link
        self._limits = limits

    def work(self) -> Iterator[Row]:
        """The rows of the cases that it brings to their end, until all is over."""
        while (case := self._board.next()) is not None:
            row = self._row(case)
            if row is not None:
                self._board.done(case)
                yield row

    def _row(self, case: _Case) -> Row | None:
        """The case's row, where this was the last thing to do."""
        if case.answer is not None:
            return self._settled(case.submission, case.answer.result())
        if case.unknown:
            return self._sent(case)
        known = self._feeder.known(case.submission)
        if isinstance(known, Row):
            return known
        self._board.ask_for(case, known)
        return None

    def _sent(self, case: _Case) -> Row | None:
        """Sends it; what cannot travel is graded here."""
        try:
            files = _packed(case.submission, self._limits)
        except (NotPortable, SubmissionProblem, GraderFault):
            return self._feeder.grade(case.submission)
        request = {"student": case.submission.student, "units": list(case.unknown)}
        self._link.send(request, files).add_done_callback(lambda answer: self._board.came_back(case, answer))
        return None

    def _settled(self, submission: Submission, answer: Mapping[str, Any]) -> Row:
        if "parts" not in answer:
            return self._feeder.ungraded(submission, f"{answer['fault']}{_at(answer)}")
        # A program that looks at where it lies may be another there than here.
        return self._feeder.given(submission, answer["parts"]) or self._feeder.grade(submission)


def _at(answer: Mapping[str, Any]) -> str:
    return f" (at {answer['worker']})" if "worker" in answer else ""


def _packed(submission: Submission, limits: Limits) -> bytes:
    with tempfile.TemporaryDirectory(prefix="autograder-") as scratch:
        folder, _ = open_folder(submission, Path(scratch), limits)
        return pack(folder, limits)
