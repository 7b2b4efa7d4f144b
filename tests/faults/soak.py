"""The soak: 2,000 submissions in one run, a third of them hostile, and whether anything of ours grows meanwhile.

Run as ``python tests/faults/soak.py``, or by ``make soak``; takes about ten minutes. Every few seconds the descriptors,
the memory and the number of our processes are counted by role, and the temporary files. What the last quarter of the
run holds is compared with its second quarter, when everything has been used once: more than the bounds below is growth.
"""

import argparse
import csv
import itertools
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from class_of import POINTS, UNIT, programs
from family import ROLES, below, descriptors, family, memory
from rich.console import Console
from rich.table import Table

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
EVERY = 2.0
MIB = 1024 * 1024
# By how much the medians may differ. Descriptors and processes come and go with boxes, so that one more is by chance.
MORE_DESCRIPTORS, MORE_PROCESSES, MORE_FILES = 1.5, 1.0, 8.0
MORE_MEMORY = 12 * MIB  # of one role; a row of the grades takes some hundred bytes, allocators keep what they had
KEPT = ("command", "source", "grading", "nursery", "zygote")  # boxes live for one submission
# Each over in a second or two, and every way to end among them: exceptions, exits, crashes, time-outs, full memory,
# lies on the wire, files that are none, archives that are bombs.
_NAMES = """
cheating/callers_frames cheating/equal_to_everything cheating/file_system cheating/forged_frames
cheating/forged_results cheating/garbage_collector cheating/loaded_modules cheating/lying_arrays cheating/network
cheating/other_processes cheating/patched_builtins cheating/patched_numpy cheating/shadow_modules
cheating/traces_and_hooks
exits/abort exits/closes_every_descriptor exits/closes_the_wire exits/crashing_cells exits/exits_that_are_exceptions
exits/fatal_error exits/null_read exits/os_exit_0 exits/signals_to_itself exits/stack_overflow exits/sys_exit_at_import
exits/work_left_for_the_exit
packaging/encoding_nul packaging/encoding_utf16 packaging/messages_of_markup packaging/notebook_none
packaging/notebook_oddities packaging/two_files_one_unit packaging/zip_bomb_flat packaging/zip_bomb_overlapping
packaging/zip_encrypted packaging/zip_link_to_solutions packaging/zip_slip_dots packaging/zip_truncated
resources/brackets resources/descriptors resources/fork_bomb resources/giant_values resources/loop_in_a_call
resources/memory_numpy resources/other_processes resources/recursion resources/threads
"""
HOSTILE = _NAMES.split()
_LINE = re.compile(rb"\[ *(\d+)/\d+\]")


@dataclass(frozen=True, slots=True)
class Sample:
    """What was there when so many were graded; each by role, ``files`` the temporary ones."""

    graded: int
    seconds: float
    processes: dict[str, int]
    descriptors: dict[str, int]
    memory: dict[str, int]
    files: int


@dataclass(frozen=True, slots=True)
class Soaked:
    """A run that is over: its samples, its exit status, and what it left."""

    samples: Sequence[Sample]
    status: int
    seconds: float
    left: Sequence[str]
    wrong: Sequence[str]


def make(folder: Path, count: int) -> tuple[Any, dict[str, float]]:
    """A class of so many, every third hostile; the honest ones with what they should get."""
    classroom, cases = _battery()
    place = classroom.Classroom.make(folder)
    hostile = itertools.cycle(cases.find_cases(names=HOSTILE))
    sources = iter(programs(count - count // 3))
    tensors = (ROOT / "solutions" / "tensors.py").read_text("utf-8")
    making = folder / "making"
    making.mkdir()
    expected = {}
    for number in range(count):
        name = f"{number:05}"
        if number % 3 == 2:
            case = next(hostile)
            made = case.write(making, case.name)  # some have names of their own, and come again and again
            made.rename(place.classroom / f"{name}-{made.name}")
            continue
        home = place.classroom / name
        home.mkdir()
        (home / f"{UNIT}.py").write_text(next(sources), "utf-8")
        expected[name] = POINTS
        if number % 30 == 0:  # a zygote of another kind
            (home / "tensors.py").write_text(tensors, "utf-8")
            expected[name] += 20
    return place, expected


def soak(place: Any, expected: dict[str, float]) -> Soaked:
    """Grades the class, and looks on."""
    command = [sys.executable, "-m", "autograder", "grade", str(place.classroom), "--course", str(place.course)]
    command += ["--out", str(place.out), "--jobs", "2"]
    temporary = place.folder / "tmp"
    environment = {**os.environ, "AUTOGRADER_MNIST": str(place.folder / "none.npz"), "TMPDIR": str(temporary)}
    samples, started = [], time.monotonic()
    with open(place.folder / "output.txt", "wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            while process.poll() is None:
                samples.append(_sample(process.pid, place.folder / "output.txt", temporary, started))
                with suppress(subprocess.TimeoutExpired):
                    process.wait(EVERY)
        finally:
            ours = below(process.pid)
            process.kill()
            process.wait()
    left = [str(path.relative_to(place.folder)) for path in temporary.iterdir()]
    left += [f"process {pid}" for pid in ours if Path(f"/proc/{pid}").exists()]
    return Soaked(samples, process.returncode, time.monotonic() - started, left, _wrong(place.out, expected))


def _sample(command: int, log: Path, temporary: Path, started: float) -> Sample:
    found = family(command)
    counted = [int(number) for number in _LINE.findall(log.read_bytes())]
    return Sample(
        max(counted, default=0),
        time.monotonic() - started,
        {role: len(pids) for role, pids in found.items()},
        {role: max(map(descriptors, pids), default=0) for role, pids in found.items()},
        {role: sum(map(memory, pids)) for role, pids in found.items()},
        sum(len(files) for _, _, files in os.walk(temporary)),
    )


def _wrong(out: Path, expected: dict[str, float]) -> list[str]:
    with open(out / "grades.csv", encoding="utf-8", newline="") as file:
        totals = {row["student"]: float(row["total"]) for row in csv.DictReader(file)}
    return [
        f"{name}: {totals.get(name)}, not {points}" for name, points in expected.items() if totals.get(name) != points
    ]


@dataclass(frozen=True, slots=True)
class Growth:
    """A median early and late, and whether it is more by more than may be; bytes where ``bytes`` says so."""

    what: str
    early: float
    late: float
    most: float

    @property
    def grown(self) -> bool:
        """Whether it is."""
        return self.late - self.early > self.most


def growths(samples: Sequence[Sample], count: int) -> list[Growth]:
    """Everything that is compared; raises ``ValueError`` where there are too few samples for that."""
    early = [sample for sample in samples if count / 4 <= sample.graded < count / 2]
    late = [sample for sample in samples if 3 * count / 4 <= sample.graded < count]
    if min(len(early), len(late)) < 3:
        raise ValueError("too few samples: hand in more")
    found = [_growth("temporary files", [s.files for s in early], [s.files for s in late], MORE_FILES)]
    for role in KEPT:
        for what, most in (("processes", MORE_PROCESSES), ("descriptors", MORE_DESCRIPTORS), ("memory", MORE_MEMORY)):
            before, after = ([getattr(sample, what)[role] for sample in part] for part in (early, late))
            found.append(_growth(f"{what} of {role}", before, after, most))
    return found


def _growth(what: str, early: Sequence[float], late: Sequence[float], most: float) -> Growth:
    return Growth(what, statistics.median(early), statistics.median(late), most)


def table(samples: Sequence[Sample]) -> Table:
    """Some of the samples: processes, descriptors of the fullest, and MiB, by role."""
    made = Table(title="processes / most descriptors / MiB together", title_justify="left")
    for column in ("graded", "seconds", *ROLES, "temporary files"):
        made.add_column(column, justify="right")
    step = max(1, len(samples) // 16)
    for sample in samples[::step]:
        cells = [
            f"{sample.processes[role]} / {sample.descriptors[role]} / {sample.memory[role] / MIB:.1f}" for role in ROLES
        ]
        made.add_row(str(sample.graded), f"{sample.seconds:.0f}", *cells, str(sample.files))
    return made


def _battery() -> tuple[Any, Any]:
    """The battery's class and its cases; they are scripts in a folder of their own."""
    if (folder := str(ROOT / "tests" / "hostile")) not in sys.path:
        sys.path.append(folder)
    return import_module("classroom"), import_module("cases")


def main() -> int:
    """Makes, grades, prints; the exit status is 1 where anything has grown, or is wrong."""
    parser = argparse.ArgumentParser(
        description="Grades a long class, a third of it hostile, and tells whether anything of ours grows.",
        epilog="Example: python tests/faults/soak.py --submissions 600",
    )
    parser.add_argument("--submissions", type=int, default=2000, metavar="N")
    count = parser.parse_args().submissions
    console = Console() if sys.stdout.isatty() else Console(width=150)
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        soaked = soak(*make(Path(folder) / "run", count))
    console.print(table(soaked.samples))
    found = growths(soaked.samples, count)
    for entry in found:
        unit, size = (" MiB", MIB) if entry.what.startswith("memory") else ("", 1)
        numbers = f"{entry.early / size:.1f} to {entry.late / size:.1f}{unit}"
        words = f"{entry.what}: {numbers} (at most {entry.most / size:g} more)"
        console.print(f"{'GREW' if entry.grown else 'ok  '} {words}", highlight=False)
    for line in (*soaked.left, *soaked.wrong):
        console.print(f"wrong or left: {line}", highlight=False, markup=False)
    console.print(f"{count} submissions in {soaked.seconds:.0f} s, exit status {soaked.status}", highlight=False)
    return int(bool(soaked.status or soaked.left or soaked.wrong or any(entry.grown for entry in found)))


if __name__ == "__main__":
    sys.exit(main())
