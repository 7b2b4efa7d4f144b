"""The grader's own memory over a long class: that of its processes, without zygotes and boxes.

What processes share counts for each in proportion (``Pss`` of proc(5)): a grading process is a fork.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from choices import Program
from contenders import check_grades, write_class
from workplace import BenchmarkError, Workplace

MARKS = (10, 100, 250, 500, 1000)
NURSERY = "autograder.box.nursery"
AFTER = 5  # the grading process ends with the last submission, so there are a few more than are looked at
_LINE = re.compile(r"\[ *(\d+)/\d+\]")


@dataclass(frozen=True, slots=True)
class Memory:
    """Bytes in memory once ``graded`` submissions were: of the command, and of its grading processes."""

    graded: int
    command: int
    grading: int

    @property
    def total(self) -> int:
        """Both."""
        return self.command + self.grading


def observe(place: Workplace, programs: Sequence[Program], points: float) -> list[Memory]:
    """Grades the programs one after another and looks at its memory at each mark.

    Raises:
        BenchmarkError: this is no Linux, or grading failed.
    """
    if not Path("/proc/self/smaps_rollup").is_file():
        raise BenchmarkError("memory can be looked at on Linux only")
    last = len(programs) - AFTER
    marks = [mark for mark in MARKS if mark < last] + [last]
    home = place.folder / "memory"
    folder = write_class(home / "class", programs[0].unit, [program.source for program in programs])
    arguments = ["-m", "autograder", "grade", str(folder), "--out", str(home / "results"), "--jobs", "1"]
    seen = []
    with place.started(arguments, listen=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            match = _LINE.match(line)
            if match and int(match[1]) in marks:
                seen.append(_look(int(match[1]), process.pid))
            if place.time_left() <= 0:
                raise BenchmarkError("the time is up, and the long class is not done; see --minutes")
    check_grades(home / "results" / "grades.csv", programs[0].unit, len(programs), points)
    if [memory.graded for memory in seen] != marks:
        raise BenchmarkError("autograder did not tell of every submission it graded")
    return seen


def _look(graded: int, command: int) -> Memory:
    grading = sum(_in_memory(pid) for pid in _descendants(command))
    return Memory(graded, _in_memory(command), grading)


def _descendants(pid: int) -> list[int]:
    """Children and theirs, but for zygotes and what comes of them."""
    found = []
    for child in _children().get(pid, ()):
        try:
            words = Path(f"/proc/{child}/cmdline").read_bytes().decode("utf-8", "replace").split("\0")
        except OSError:
            continue  # it has ended in the meantime
        if NURSERY not in words:
            found += [child, *_descendants(child)]
    return found


def _children() -> dict[int, list[int]]:
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                after_name = (entry / "stat").read_text("utf-8", "replace").rpartition(")")[2]
            except OSError:
                continue
            children.setdefault(int(after_name.split()[1]), []).append(int(entry.name))
    return children


def _in_memory(pid: int) -> int:
    try:
        match = re.search(r"Pss:\s*(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text("utf-8"))
    except OSError:
        return 0
    return int(match[1]) * 1024 if match else 0
