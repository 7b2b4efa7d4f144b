"""Grades many submissions on all cores: one grading process a core, each fed as it becomes free.

They are forks of one that has collected the graders (:mod:`autograder.processes.serving`). A process that dies takes
nothing with it: its submission is graded again by a fresh one, and marked for review, with 0 points and the reason,
where that fails too. Results that cannot be written cost nobody else anything either: each row says so. The folder of
results is one run's at a time (:mod:`autograder.claims`).
"""

import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.claims import Claim
from autograder.course import Course, Keep, Settings
from autograder.errors import Unwritten
from autograder.feedback.reports import check_writable, write_grades
from autograder.grading.store import Store
from autograder.processes.feeding import Feeder
from autograder.processes.source import Source, Stopped
from autograder.results import Row
from autograder.submission.archives import one_line
from autograder.submission.opening import Submission

GRADES = "grades.csv"
KEPT = Path(".autograder", "results.sqlite")
SAVED_EVERY = 1.0  # seconds, or so many times what writing them takes: a table of 100,000 rows takes seconds
SAVED_SHARE = 50.0
JOIN_SECONDS = 10.0
REASON_CHARS = 1000


@dataclass(frozen=True, slots=True)
class Batch:
    """What to grade, how, and where the results go; ``fresh`` where nothing that an earlier run kept is to count."""

    course: Course
    settings: Settings
    submissions: Sequence[Submission]
    out: Path
    jobs: int
    fresh: bool = False


# What grades a batch with a source's processes, and gives the results in the order in which they come.
Grading = Callable[[Batch, Source], Generator[Row, None, None]]


def grade(
    batch: Batch, finished: Callable[[Row], None], source: Source | None = None, graded: Grading | None = None
) -> list[Row]:
    """Grades every submission and writes ``grades.csv``; ``finished`` hears of each as soon as its results are on disk.

    ``source`` may have been started before, and is stopped. ``graded`` grades elsewhere than in its processes alone. A
    row whose own results could not be written says so.

    Raises:
        Taken: another run writes there; nothing was touched.
        Unwritten: nothing can be written there at all, so that nothing was graded; or all was, and at the end
            ``grades.csv`` could not be written, which is as it was before.
        GraderFault: our own side could not do its work; what was graded by then is kept.
        KeyboardInterrupt: as it came, with a word on how far it got and how to go on.
    """
    claim = _prepare(batch)
    rows: list[Row] = []
    try:
        with closing((graded or _graded)(_keeping(batch), source or Source())) as results:
            _collect(batch, results, rows, finished)
    except KeyboardInterrupt as stop:
        done = f"{len(rows)} of {len(batch.submissions)} submissions are graded"
        raise type(stop)(f"stopped: {done} and kept; the same command goes on with the rest") from None
    finally:
        _finish(batch, rows, claim)
    return rows


def _keeping(batch: Batch) -> Batch:
    """The batch as a new run, which keeps its results beside them."""
    path = batch.out / KEPT
    with closing(Store(path)) as store:
        run = store.begin_run()
    keep = Keep(path, run, run if batch.fresh else 0)
    return replace(batch, settings=replace(batch.settings, keep=keep))


def _finish(batch: Batch, rows: Sequence[Row], claim: Claim) -> None:
    try:
        if rows or not (batch.out / GRADES).exists():  # an earlier run's are worth more than none
            _save(batch, rows)
    except Unwritten as error:
        raise Unwritten("; ".join([str(error), *faults(rows)])) from None
    finally:
        claim.release()


def _collect(batch: Batch, results: Iterable[Row], rows: list[Row], finished: Callable[[Row], None]) -> None:
    due = time.monotonic() + SAVED_EVERY
    for row in results:
        rows.append(row)
        finished(row)
        if (began := time.monotonic()) > due:
            with suppress(Unwritten):  # there may be room again; told at the end where there is none
                _save(batch, rows)
            ended = time.monotonic()
            due = ended + max(SAVED_EVERY, SAVED_SHARE * (ended - began))


def ungraded(rows: Sequence[Row]) -> list[str]:
    """The students of whom something could not be graded because our own side failed."""
    return [row.student for row in rows if any(unit.fault for unit in row.units)]


def faults(rows: Sequence[Row]) -> list[str]:
    """What our own side could not do, each in a line that names the students; empty where it did everything."""
    told = []
    if left := ungraded(rows):
        names = ", ".join(map(one_line, left))
        told.append(f"not everything could be graded, through no fault of the students: {names}")
    if unwritten := [row for row in rows if row.unwritten]:
        names = ", ".join(one_line(row.student) for row in unwritten)
        told.append(f"not all results could be written ({one_line(unwritten[0].unwritten, REASON_CHARS)}): {names}")
    return told


def _prepare(batch: Batch) -> Claim:
    """The folder of results, there and this run's alone; an earlier run's grades stay until there are others."""
    try:
        batch.out.mkdir(parents=True, exist_ok=True)
        claim = Claim(batch.out)
    except OSError as error:
        raise Unwritten(f"{batch.out}: the results cannot be written there: {error.strerror}") from None
    try:
        check_writable(batch.out / GRADES)
    except BaseException:
        claim.release()
        raise
    return claim


def _save(batch: Batch, rows: Sequence[Row]) -> None:
    write_grades(rows, batch.out / GRADES, [unit.name for unit in batch.course.units])


def in_parallel(
    batch: Batch, source: Source, work: Callable[[Feeder], Iterator[Row]], count: int, stop: Callable[[], None]
) -> Generator[Row, None, None]:
    """The rows of that many workers, each with a grading process of its own, in the order in which they come.

    ``stop`` is called once the rows are in, or wanted no longer: no worker is to wait for anything after it.
    """
    done: queue.SimpleQueue[Row | BaseException] = queue.SimpleQueue()
    # One alone has nobody to be kept from, so it is free to use any core.
    feeders = [Feeder(source, batch.course, batch.out, number if count > 1 else None) for number in range(count)]
    threads = [threading.Thread(target=_work, args=(feeder, work, done), daemon=True) for feeder in feeders]
    try:
        source.open(batch.course, batch.settings)
        for thread in threads:
            thread.start()
        for _ in batch.submissions:
            result = done.get()
            if isinstance(result, BaseException):
                raise result
            yield result
    finally:
        stop()
        source.stop()
        for thread in threads:
            if thread.is_alive():
                thread.join(JOIN_SECONDS)
        source.close()


def _work(
    feeder: Feeder, work: Callable[[Feeder], Iterator[Row]], done: "queue.SimpleQueue[Row | BaseException]"
) -> None:
    try:
        for row in work(feeder):
            done.put(row)
    except Stopped:
        pass  # the batch is over
    except BaseException as error:  # raised again in the thread that waits for the results
        done.put(error)
    finally:
        feeder.end()


def _graded(batch: Batch, source: Source) -> Generator[Row, None, None]:
    todo = deque(batch.submissions)

    def work(feeder: Feeder) -> Iterator[Row]:
        while True:
            try:
                submission = todo.popleft()
            except IndexError:
                return
            yield feeder.grade(submission)

    return in_parallel(batch, source, work, min(batch.jobs, len(todo)), todo.clear)
