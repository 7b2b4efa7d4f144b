"""A long class through Dask: a scheduler, worker processes of one thread each, some of which are killed midway.

What it costs elsewhere is reckoned from the time that cores were busy here.
"""

import os
import re
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from choices import Program
from contenders import check_grades, need, write_class
from workplace import BenchmarkError, Workplace

WORKERS, KILLED = 4, 2
START_SECONDS = 120
_LINE = re.compile(r"\[ *(\d+)/\d+\]")


@dataclass(frozen=True, slots=True)
class Passage:
    """How a class went through a cluster: seconds on the clock, of processors, and what each worker graded.

    ``client`` are the processor seconds of the command and its own grading processes, ``workers`` those of the workers
    with theirs and their boxes. ``killed`` are the gradings of the workers that were, as of just before.
    """

    count: int
    seconds: float
    client: float
    workers: float
    survivors: tuple[int, ...]
    killed: tuple[int, ...]

    @property
    def gradings(self) -> int:
        """All that is known of; what a killed worker finished in its last moment is not."""
        return sum(self.survivors) + sum(self.killed)


def pass_through(place: Workplace, programs: Sequence[Program], points: float) -> Passage:
    """Grades the programs on a cluster of this machine's, and kills a worker after each third of them.

    Raises:
        BenchmarkError: Dask is not installed; or somebody did not get all points, or not one row.
    """
    need("distributed")
    home = place.folder / "cluster"
    folder = write_class(home / "class", programs[0].unit, [program.source for program in programs])
    out, file = home / "results", home / "scheduler.json"
    arguments = ["grade", str(folder), "--out", str(out), "--jobs", str(place.jobs), "--scheduler", str(file)]
    with _started(place, home, file) as workers:
        gradings, before = _Gradings(file), _cpu(resource.RUSAGE_CHILDREN)
        busy = {worker.pid: _cpu_of(worker.pid) for worker in workers}
        start = time.perf_counter()
        killed: list[int] = []
        with place.started(["-m", "autograder", *arguments], listen=True) as process:
            assert process.stdout is not None
            for line in process.stdout:
                match = _LINE.match(line)
                due = match and int(match[1]) >= (len(killed) + 1) * len(programs) // (KILLED + 1)
                if due and len(killed) < KILLED:
                    worker = workers[len(killed)]
                    killed.append(gradings.of(worker.pid))
                    busy[worker.pid] = _cpu_of(worker.pid) - busy[worker.pid]
                    worker.kill()
                if place.time_left() <= 0:
                    raise BenchmarkError("the time is up, and the class is not through the cluster; see --minutes")
        seconds = time.perf_counter() - start
        client = _cpu(resource.RUSAGE_CHILDREN) - before
        for worker in workers[KILLED:]:
            busy[worker.pid] = _cpu_of(worker.pid) - busy[worker.pid]
        survivors = tuple(gradings.of(worker.pid) for worker in workers[KILLED:])
        gradings.close()
    check_grades(out / "grades.csv", programs[0].unit, len(programs), points)
    return Passage(len(programs), seconds, client, sum(busy.values()), survivors, tuple(killed))


class _Gradings:
    """Asks workers how many submissions each has graded."""

    def __init__(self, file: Path) -> None:
        from distributed import Client

        self._client = Client(scheduler_file=str(file), set_as_default=False)
        self._client.wait_for_workers(WORKERS, START_SECONDS)
        self._addresses = {pid: address for address, pid in self._client.run(os.getpid).items()}

    def of(self, pid: int) -> int:
        """The worker's of this process."""
        from autograder.cluster.worker import graded

        address = self._addresses[pid]
        return int(self._client.run(graded, workers=[address])[address])

    def close(self) -> None:
        """Hangs up."""
        self._client.close()


@contextmanager
def _started(place: Workplace, home: Path, file: Path) -> Iterator[list["subprocess.Popen[bytes]"]]:
    """The workers, and a scheduler for them; all are killed in the end."""
    options = ["--no-dashboard", "--scheduler-file", str(file)]
    local = ["--no-nanny", "--nthreads", "1", "--local-directory", str(home / "scratch")]
    commands = [["scheduler", "--host", "127.0.0.1", "--port", "0", *options]]
    commands += [["worker", *options, *local]] * WORKERS
    processes: list[subprocess.Popen[bytes]] = []
    try:
        for command in commands:
            arguments = [sys.executable, "-m", "dask", *command]
            quiet = subprocess.DEVNULL
            processes.append(
                subprocess.Popen(
                    arguments, env=place.environment, cwd=home, stdout=quiet, stderr=quiet, start_new_session=True
                )
            )
        yield processes[1:]
    finally:
        for process in processes:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _cpu(who: int) -> float:
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def _cpu_of(pid: int) -> float:
    """Processor seconds of a process, of all below it, and of those of them that have ended."""
    return sum(map(_own_cpu, [pid, *_below(pid)]))


def _own_cpu(pid: int) -> float:
    fields = _stat(pid)
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK") if fields else 0.0


def _below(pid: int) -> list[int]:
    parents = {int(entry.name): _stat(int(entry.name)) for entry in Path("/proc").iterdir() if entry.name.isdigit()}
    found = [pid]
    for above in found:
        found += [child for child, fields in parents.items() if fields and int(fields[1]) == above]
    return found[1:]


def _stat(pid: int) -> list[str]:
    """The fields of proc(5) from the state on; none where the process has ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    except OSError:
        return []
