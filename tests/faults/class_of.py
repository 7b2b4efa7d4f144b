"""A class of right and distinct tensor_ops submissions, the command that grades it, and what its results should be."""

import csv
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parents[2]
UNIT, POINTS = "tensor_ops", 40.0
# What each computes and waits when it is loaded: so long a victim is to be found at work.
PAUSE = "\nimport time\n\ntime.sleep({seconds})\n"
JOBS = 2
LIMITS = """
[tool.autograder.limits]
load_seconds = 10
call_seconds = 5
"""


def programs(count: int) -> list[str]:
    """So many right programs, no two alike."""
    sys.path.insert(0, str(ROOT / "tests" / "benchmarks"))
    try:
        from tensor_ops_programs import TENSOR_OPS
    finally:
        sys.path.pop(0)
    return [program.source for program in TENSOR_OPS.programs(count)]


@dataclass(frozen=True, slots=True)
class Class:
    """A folder with a course, submissions, and a place for temporary files."""

    folder: Path
    students: Sequence[str]

    @classmethod
    def make(cls, folder: Path, count: int, seconds: float) -> "Class":
        """Writes it; each file takes so many seconds to load."""
        (folder / "course").mkdir(parents=True)
        (folder / "course" / "solutions").symlink_to(ROOT / "solutions")
        (folder / "course" / "pyproject.toml").write_text(LIMITS, "utf-8")
        (folder / "tmp").mkdir()
        students = [f"student-{number:04}" for number in range(count)]
        for student, source in zip(students, programs(count), strict=True):
            (folder / "class" / student).mkdir(parents=True)
            (folder / "class" / student / f"{UNIT}.py").write_text(source + PAUSE.format(seconds=seconds), "utf-8")
        return cls(folder, students)

    @property
    def classroom(self) -> Path:
        """The submissions."""
        return self.folder / "class"

    @property
    def temporary(self) -> Path:
        """Where temporary files go."""
        return self.folder / "tmp"

    def start(self, out: Path, log: IO[bytes]) -> "subprocess.Popen[bytes]":
        """The real command over the class; whatever it says goes to ``log``."""
        command = [sys.executable, "-m", "autograder", "grade", str(self.classroom), "--out", str(out)]
        command += ["--jobs", str(JOBS), "--course", str(self.folder / "course")]
        environment = {**os.environ, "TMPDIR": str(self.temporary), "AUTOGRADER_MNIST": str(self.folder / "none.npz")}
        return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)


def rows(out: Path) -> dict[str, dict[str, str]]:
    """``grades.csv`` by student; raises ``ValueError`` where it is not whole, or has somebody twice."""
    text = (out / "grades.csv").read_text("utf-8")
    found = list(csv.DictReader(text.splitlines()))
    by_student = {row["student"]: row for row in found}
    if not text.endswith("\n") or len(by_student) != len(found) or any(None in row.values() for row in found):
        raise ValueError("grades.csv is not whole")
    return by_student


def result(out: Path, student: str) -> tuple[float, str] | None:
    """The score and status in a ``result.json``, None where there is none; ``ValueError`` where it is not whole."""
    path = out / student / "result.json"
    if not path.exists():
        return None
    if not (out / student / "feedback.html").read_text("utf-8").rstrip().endswith("</html>"):
        raise ValueError(f"{student}: feedback.html is not whole")
    data = json.loads(path.read_text("utf-8"))
    return data["score"], data["status"]
