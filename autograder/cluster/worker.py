"""What a Dask worker does for us: it opens a batch, and grades what it is sent in processes and boxes of its own.

The functions here are all that a client calls, by their names; they get and give bytes. A worker keeps nothing:
what it worked out is in its answer. Answers are JSON, a dictionary with one of

``parts``    what :mod:`autograder.processes.serving` answers
``fault``    our own side failed; the reason
``closed``   this worker has not opened the batch, or not since it was started

and ``worker``, its address. Its answer to being opened has ``unfit``: why it cannot grade, or "".
"""

import asyncio
import json
import os
import shutil
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import msgpack
from distributed import Worker, get_worker

from autograder.attempt.mnist import find_mnist, load_mnist
from autograder.cluster.packing import pack_entries, unpack
from autograder.cluster.versions import differing, versions
from autograder.course import Course, Settings
from autograder.errors import AutograderError, GraderFault
from autograder.processes.source import Died, GradingProcess, Source, Stopped

_EXTENSION: Final = "autograder"
_IDLE_SECONDS: Final = 60.0  # after which a batch that nobody closed makes room for the next


@dataclass(frozen=True, slots=True)
class Opening:
    """What a batch is graded by; ``token`` tells it from others, ``files`` are the course's, packed."""

    token: str
    files: bytes
    layers: tuple[str, ...]
    mnist: bool
    versions: dict[str, str]

    @classmethod
    def of(cls, token: str, course: Course, settings: Settings) -> "Opening":
        """That of a course: its solutions and its settings travel, its graders are the package's."""
        entries = [(1, b"solutions", b"")]
        travelling = [*sorted(course.solutions.glob("*.py")), course.root / "pyproject.toml"]
        present = [path for path in travelling if path.is_file()]
        entries += [(0, os.fsencode(path.relative_to(course.root)), path.read_bytes()) for path in present]
        return cls(token, pack_entries(entries), settings.layers, settings.mnist is not None, versions())

    def as_bytes(self) -> bytes:
        """For the way to a worker."""
        fields = [self.token, self.files, list(self.layers), self.mnist, self.versions]
        return bytes(msgpack.packb(fields))

    @classmethod
    def from_bytes(cls, data: bytes) -> "Opening":
        """The inverse."""
        token, files, layers, mnist, found = msgpack.unpackb(data)
        return cls(token, files, tuple(layers), mnist, found)


class Desk:
    """A batch that this worker has opened: where its grading processes come from, and those that are free."""

    def __init__(self, opening: Opening, place: Path) -> None:
        """Raises ``AutograderError`` where this machine cannot grade; then nothing is left behind."""
        self._place = Path(tempfile.mkdtemp(prefix="autograder-", dir=place))
        self._source = Source()
        self._free: list[GradingProcess] = []
        self._lock = threading.Lock()
        self._working = 0
        self._used = time.monotonic()
        self.graded = 0
        try:
            self._open(opening)
        except BaseException:
            self.close()
            raise

    def grade(self, request: dict[str, Any], files: bytes) -> dict[str, Any]:
        """The answer of a grading process to a request on these files; its death is a fault."""
        with self._lock:
            self._working += 1
        try:
            with tempfile.TemporaryDirectory(prefix="submission-", dir=self._place) as folder:
                unpack(files, Path(folder), self._limits)
                return self._ask({**request, "paths": [folder], "problem": "", "members": None})
        finally:
            with self._lock:
                self._working -= 1
                self._used = time.monotonic()

    def is_idle(self) -> bool:
        """Whether its client has not been heard of for a while."""
        with self._lock:
            return not self._working and time.monotonic() - self._used > _IDLE_SECONDS

    def close(self) -> None:
        """Ends its processes, whatever they are doing."""
        self._source.close()
        shutil.rmtree(self._place, ignore_errors=True)

    def _open(self, opening: Opening) -> None:
        unpack(opening.files, self._place, Course(self._place).limits)
        course = Course.find(self._place)
        self._limits = course.limits
        mnist = find_mnist(course, download=False) if opening.mnist else None
        if mnist is not None:
            load_mnist(mnist)
        self._source.open(course, Settings(opening.layers, mnist))
        try:
            self._free.append(self._source.fork(None))
        except Died:
            raise GraderFault("its grading process ended unexpectedly") from None

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        with self._lock:
            process = self._free.pop() if self._free else None
        if process is None:
            process = self._source.fork(None)
        try:
            answer = process.ask(request)
        except Died:
            return {"fault": f"a grading process ended unexpectedly (status {process.end()})"}
        with self._lock:
            self._free.append(process)
            self.graded += 1
        return answer


class Desks:
    """The batches that a worker has opened, by their tokens; ``close`` is called by Dask when the worker ends."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._desks: dict[str, Desk] = {}
        self._graded = 0

    def find(self, token: str) -> Desk | None:
        """The batch's; None where it is not open."""
        return self._desks.get(token)

    def open(self, opening: Opening, place: Path) -> None:
        """Opens it, unless it is; raises ``AutograderError`` where this machine cannot grade."""
        with self._lock:
            for token in [token for token, desk in self._desks.items() if desk.is_idle() and token != opening.token]:
                self._graded += self._desks[token].graded
                self._desks.pop(token).close()
            if opening.token not in self._desks:
                self._desks[opening.token] = Desk(opening, place)

    def shut(self, token: str) -> None:
        """Ends what is done for this batch."""
        with self._lock:
            desk = self._desks.pop(token, None)
        if desk is not None:
            self._graded += desk.graded
            desk.close()

    def graded(self) -> int:
        """How many submissions were graded here, for whomever."""
        with self._lock:
            return self._graded + sum(desk.graded for desk in self._desks.values())

    def close(self) -> None:
        """Ends everything."""
        for token in list(self._desks):
            self.shut(token)


async def open_batch(opening: bytes, dask_worker: Worker) -> bytes:
    """Opens a batch on this worker."""
    return await asyncio.to_thread(_opened, Opening.from_bytes(opening), dask_worker)


def grade(token: str, request: bytes, files: bytes) -> bytes:
    """Grades a packed submission, as a task of Dask's; ``request`` is what a grading process is asked, in JSON."""
    worker = get_worker()
    desk = _desks(worker).find(token)
    answer: dict[str, Any] = {"closed": True}
    try:
        if desk is not None:
            answer = desk.grade(json.loads(request), files)
    except Stopped:  # its client has closed it meanwhile
        pass
    except (AutograderError, OSError) as error:
        answer = {"fault": str(error)}
    return json.dumps({**answer, "worker": worker.address}).encode()


async def close_batch(token: str, dask_worker: Worker) -> None:
    """Ends what this worker does for a batch."""
    await asyncio.to_thread(_desks(dask_worker).shut, token)


async def graded(dask_worker: Worker) -> int:
    """How many submissions this worker has graded since it was started."""
    return await asyncio.to_thread(_desks(dask_worker).graded)


def _opened(opening: Opening, worker: Worker) -> bytes:
    found = versions()
    unfit = "; ".join(differing(opening.versions, found))
    try:
        if not unfit:
            _desks(worker).open(opening, Path(worker.local_directory))
    except (AutograderError, OSError) as error:
        unfit = str(error)
    return json.dumps({"unfit": unfit, "worker": worker.address}).encode()


def _desks(worker: Worker) -> Desks:
    desks: Desks = worker.extensions.setdefault(_EXTENSION, Desks())
    return desks
