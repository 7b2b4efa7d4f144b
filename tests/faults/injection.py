"""The faults: what is done to a run of the grader, and what speaks against what came of it."""

import itertools
import os
import random
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from class_of import POINTS, UNIT, Class, result, rows
from family import alive, below, family
from readings import Readings

OUR_FAULT = "could not be graded, through no fault of yours"
DEADLINE = 600.0
END_SECONDS = 10.0


@dataclass(slots=True)
class Outcome:
    """What became of a batch under one fault; ``wrong`` has a line for whatever should not be."""

    fault: str
    injected: int = 0
    once: int = 0
    again: int = 0
    reported: int = 0
    complete: bool = False
    wrong: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Trial:
    """A class to be graded under a fault, in an empty folder of its own, with seeded choices."""

    place: Class
    out: Path
    chance: random.Random
    outcome: Outcome

    @contextmanager
    def running(self) -> Iterator[tuple["subprocess.Popen[bytes]", Path]]:
        """The command, and the file that has what it says; it is over at the end."""
        descriptor, name = tempfile.mkstemp(dir=self.place.folder, prefix="log-")
        with os.fdopen(descriptor, "wb") as log:
            process = self.place.start(self.out, log)
            try:
                yield process, Path(name)
                process.wait(DEADLINE)
            finally:
                process.kill()
                process.wait()

    def graded(self) -> int:
        """How many have a result by now."""
        return sum(1 for _ in self.out.glob("*/result.json"))

    def until(self, condition: Callable[[], Any], process: "subprocess.Popen[bytes]") -> None:
        """Waits for it, or for the end of the process."""
        deadline = time.monotonic() + DEADLINE
        while process.poll() is None and not condition():
            if time.monotonic() > deadline:
                raise TimeoutError("it did not happen in time")
            time.sleep(0.01)

    def judge(self, status: int, log: Path, opened: dict[str, int] | None = None) -> None:
        """Every student has one row, all points or our word for it; each not graded is named in the last line."""
        last = (log.read_text("utf-8", "replace").strip().splitlines() or [""])[-1]
        usual = min(opened.values(), default=0) if opened else 0
        found = rows(self.out)
        for student in self.place.students:
            row, written = found.pop(student, None), result(self.out, student)
            whole = row is not None and written == (POINTS, "graded") and float(row["total"]) == POINTS
            if whole and opened and opened[student] > usual:
                self.outcome.again += 1
            elif whole:
                self.outcome.once += 1
            elif status == 1 and student in last:
                self.outcome.reported += 1
                if row is not None and row["status"] == "graded" and float(row["total"]) != POINTS:
                    self.outcome.wrong.append(f"{student} was charged: {row['total']}")
            else:
                self.outcome.wrong.append(f"{student}: row {row and row['total']}, result {written}, not reported")
        self.outcome.wrong += [f"a row of nobody: {student}" for student in found]
        if bool(self.outcome.reported) != (status == 1):
            self.outcome.wrong.append(f"status {status} with {self.outcome.reported} reported: {last[:200]}")

    def complete(self, out: Path | None = None) -> None:
        """The same command once more: everything is graded, and nothing is left in folders of ours."""
        with self.running() as (process, _):
            process.wait(DEADLINE)
        found = rows(self.out)
        full = all(result(self.out, student) == (POINTS, "graded") for student in self.place.students)
        table = all(float(row["total"]) == POINTS for row in found.values()) and len(found) == len(self.place.students)
        left = [str(path) for path in self.out.rglob(".*") if path != self.out / ".autograder"]
        self.outcome.complete = process.returncode == 0 and full and table and not left
        if not self.outcome.complete:
            self.outcome.wrong.append(f"the second run ended with {process.returncode}; left: {left[:3]}")

    def nothing_stays(self, started: set[int]) -> None:
        """Every process of a command that is gone has ended."""
        deadline = time.monotonic() + END_SECONDS
        while (left := alive(started)) and time.monotonic() < deadline:
            time.sleep(0.02)
        if left:
            self.outcome.wrong.append(f"still running: {sorted(left)}")
            for pid in left:
                kill(pid)


def kill(pid: int) -> bool:
    """SIGKILL; False where the process has ended already."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
        return True
    return False


def killing(*roles: str, every: float, most: int = 1000) -> Callable[[Trial], None]:
    """A fault: a process of each role in turn, chosen by chance, is killed at random, about every so many seconds.

    At most ``most`` are killed, and none sooner than half of ``every`` after the last: a box that is killed twice in a
    row is taken for the student's doing.
    """

    def inject(trial: Trial) -> None:
        readings = Readings(trial.place.classroom, f"{UNIT}.py")
        turns = itertools.cycle(roles)
        with trial.running() as (process, log):
            while process.poll() is None and trial.outcome.injected < most:
                time.sleep(every / 2 + min(trial.chance.expovariate(2 / every), 2 * every))
                role = next(turns)
                victims = [pid for pid in family(process.pid)[role] if process.poll() is None]
                if victims and kill(trial.chance.choice(victims)):
                    trial.outcome.injected += 1
            process.wait(DEADLINE)
        trial.judge(process.returncode, log, readings.counts())
        readings.close()
        trial.complete()

    return inject


def killing_the_command(times: int) -> Callable[[Trial], None]:
    """A fault: so many runs are killed, each when a random number of submissions is graded, or earlier."""

    def inject(trial: Trial) -> None:
        for _ in range(times):
            for old in trial.out.glob("*/result.json"):
                old.unlink()
            share = trial.chance.randrange(len(trial.place.students) * 9 // 10)
            with trial.running() as (process, _):
                if share < len(trial.place.students) // 10:  # before anything is graded, at any time of the start
                    time.sleep(trial.chance.uniform(0, 2))
                else:
                    trial.until(lambda share=share: trial.graded() > share, process)
                started = below(process.pid)
                trial.outcome.injected += process.poll() is None
                process.kill()
            trial.nothing_stays(started)
            judge_what_is_kept(trial)
        trial.complete()
        trial.outcome.once = len(trial.place.students)

    return inject


def judge_what_is_kept(trial: Trial) -> None:
    """Whatever stands under its own name is whole and right."""
    if (trial.out / "grades.csv").exists():
        for student, row in rows(trial.out).items():
            if float(row["total"]) != POINTS:
                trial.outcome.wrong.append(f"{student} has a row of {row['total']}")
    for student in trial.place.students:
        if result(trial.out, student) not in (None, (POINTS, "graded")):
            trial.outcome.wrong.append(f"{student} has another result")


def two_graders(trial: Trial) -> None:
    """A fault: while one run writes, others are started at random times; each must end with a line and status 1."""
    with trial.running() as (process, log):
        trial.until(lambda: trial.graded() > 0, process)
        while process.poll() is None:
            time.sleep(trial.chance.uniform(0, 1))
            with tempfile.TemporaryFile(dir=trial.place.folder) as said:
                second = trial.place.start(trial.out, said)
                status, first_over = second.wait(DEADLINE), process.poll() is not None
                said.seek(0)
                words = said.read().decode("utf-8", "replace").strip().splitlines()
            refused = status == 1 and bool(words) and "is being written by another autograder" in words[-1]
            trial.outcome.injected += refused
            if not refused and not first_over:
                trial.outcome.wrong.append(f"a second run ended with {status}: {words[-1:]}")
    trial.judge(process.returncode, log)
    trial.complete()


def mount(*arguments: str) -> None:
    """Mounts, or raises."""
    subprocess.run(["mount", *arguments], check=True, capture_output=True)


def full_disk(trial: Trial) -> None:
    """A fault: the results go to a disk that has room for a random share of them; later it has room for all."""
    need = 70 * len(trial.place.students)  # kibibytes, about
    mount("-t", "tmpfs", "-o", f"size={round(need * trial.chance.uniform(0.1, 0.6))}k", "none", str(trial.out))
    with trial.running() as (process, log):
        process.wait(DEADLINE)
    text = log.read_text("utf-8", "replace")
    trial.outcome.injected = text.count("No space left on device")
    judge_what_is_kept(trial)
    judge_writing(trial, process.returncode, text)
    mount("-o", f"remount,size={4 * need}k", str(trial.out))
    trial.complete()


def read_only(trial: Trial) -> None:
    """A fault: at a random point of the batch the folder of results becomes read-only; later it no longer is."""
    mount("-t", "tmpfs", "none", str(trial.out))
    share = trial.chance.randrange(len(trial.place.students) // 2)
    with trial.running() as (process, log):
        trial.until(lambda: trial.graded() > share, process)
        while process.poll() is None:
            with suppress(subprocess.CalledProcessError):  # a file is being written
                mount("-o", "remount,ro", str(trial.out))
                break
    text = log.read_text("utf-8", "replace")
    trial.outcome.injected = text.count("Read-only file system")
    judge_what_is_kept(trial)
    judge_writing(trial, process.returncode, text)
    mount("-o", "remount,rw", str(trial.out))
    trial.complete()


def judge_writing(trial: Trial, status: int, text: str) -> None:
    """Each is on the disk, or named in the last line; the command's status is 1."""
    last = (text.strip().splitlines() or [""])[-1]
    for student in trial.place.students:
        if student in last:
            trial.outcome.reported += 1
        elif result(trial.out, student) is not None:
            trial.outcome.once += 1
        else:
            trial.outcome.wrong.append(f"{student} has no result, and is not reported")
    if status != 1 or not trial.outcome.injected:
        trial.outcome.wrong.append(f"status {status}: {last[:200]}")


FAULTS: dict[str, Callable[[Trial], None]] = {
    "box": killing("box", every=0.8),
    "zygote": killing("zygote", every=1.0),
    "nursery": killing("nursery", every=2.0),
    "grading process": killing("grading", every=1.0),
    "source": killing("source", every=4.0),
    "any of these": killing("box", "zygote", "nursery", "grading", "source", every=1.5),
    "command": killing_the_command(8),
    "two graders": two_graders,
    "disk full": full_disk,
    "read-only": read_only,
}
MOUNTED = {"disk full", "read-only"}


def try_fault(fault: str, place: Class, seed: int) -> Outcome:
    """Grades the class under the fault, and again without it."""
    out = place.folder / "results" / fault.replace(" ", "-")
    out.mkdir(parents=True)
    outcome = Outcome(fault)
    try:
        FAULTS[fault](Trial(place, out, random.Random(f"{seed} {fault}"), outcome))
    except (OSError, ValueError, TimeoutError) as error:
        outcome.wrong.append(f"{type(error).__name__}: {error}")
    return outcome
