"""The battery's class: a course of lowered limits, a class of hostile and honest submissions, secrets to find."""

import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from cases import FAMILIES, ROOT, Case

# Far above what an honest submission here takes, and low enough that an endless one is soon over.
LIMITS = """
[tool.autograder.limits]
load_seconds = 2
call_seconds = 1
train_seconds = 30
unit_seconds = 40
memory_bytes = 2_147_483_648
value_bytes = 2_000_000
unit_file_bytes = 200_000
archive_bytes = 1_000_000
archive_entries = 50
"""
JOBS = 2
NEIGHBOUR = "neighbour"
HONEST = {"tensors": 20.0, "tensor_ops": 40.0}
WARM = {**HONEST, "gradients": 15.0}
CASES_BETWEEN_NEIGHBOURS = 6
# What an honest submission computes when it is loaded: a tenth of the time that it has for that, on a core of its own.
WORK = """
from time import process_time

until = process_time() + 0.2
while process_time() < until:
    pass
"""


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A submission as it was written: a case's, or an honest neighbour's, which is a case of its own."""

    case: Case
    path: Path

    @property
    def is_neighbour(self) -> bool:
        """Whether it is an honest one."""
        return self.case.name == NEIGHBOUR


@dataclass(frozen=True, slots=True)
class Classroom:
    """A folder that is empty at first; ``secret`` is a text that no result may hold but a neighbour's own."""

    folder: Path
    secret: str

    @classmethod
    def make(cls, folder: Path) -> "Classroom":
        """The course, a home, a folder for temporary files, and the secret wherever a submission might look for it."""
        place = cls(folder, secrets.token_hex(16))
        # Two that Matplotlib makes in every home, so that what is in them and new is somebody else's.
        for name in ("course/data", "home/.cache", "home/.config", "tmp", "class"):
            (folder / name).mkdir(parents=True)
        shutil.copytree(ROOT / "solutions", place.course / "solutions", ignore=shutil.ignore_patterns("__pycache__"))
        (place.course / "pyproject.toml").write_text(LIMITS, "utf-8")
        for path in ("course/solutions/secret.py", "course/data/secret.txt", "home/secret.txt", "secret.txt"):
            (folder / path).write_text(f"SECRET = {place.secret!r}\n", "utf-8")
        return place

    @property
    def course(self) -> Path:
        """The course's folder."""
        return self.folder / "course"

    @property
    def classroom(self) -> Path:
        """The folder of submissions."""
        return self.folder / "class"

    @property
    def out(self) -> Path:
        """The results."""
        return self.folder / "results"

    @property
    def watched(self) -> tuple[Path, ...]:
        """The folders in which nothing may change: of ours, and of the package that grades."""
        names = ("course", "class", "home", "tmp")
        return (*(self.folder / name for name in names), ROOT / "autograder", ROOT / "solutions")

    def hand_in(self, cases: Sequence[Case]) -> list[HandedIn]:
        """Writes every case, family after family, with honest neighbours before, between and after them."""
        heavy = any(case.keras or case.mnist for case in cases)
        order: list[Case] = []
        for family in FAMILIES:
            own = [case for case in cases if case.family == family]
            if own and not order:  # one for each grading process, so that no case waits for them to start
                order += [self._neighbour(family, warm=heavy) for _ in range(JOBS)]
            for number, case in enumerate(own, 1):
                order.append(case)
                due = number % CASES_BETWEEN_NEIGHBOURS == 0 or number == len(own)
                order += [self._neighbour(family) for _ in range(max(case.beside, due))]
        return [HandedIn(case, case.write(self.classroom, f"{at:03}-{case.name}")) for at, case in enumerate(order)]

    def _neighbour(self, family: str, *, warm: bool = False) -> Case:
        """An honest submission, not the same as any other; ``warm`` has a unit that needs TensorFlow."""
        units = WARM if warm else HONEST
        return Case(
            family,
            NEIGHBOUR,
            "Nothing.",
            "It has all its points.",
            seconds=60,
            write=partial(self._write_neighbour, tuple(units)),
            exactly=units,
        )

    def _write_neighbour(self, units: Sequence[str], folder: Path, name: str) -> Path:
        (folder / name).mkdir()
        for unit in units:
            source = (ROOT / "solutions" / f"{unit}.py").read_text("utf-8")
            text = f"{source}\nSECRET = {self.secret + name!r}\n{WORK}"
            (folder / name / f"{unit}.py").write_text(text, "utf-8")
        return folder / name

    def grade(self, without: Sequence[str], seconds: float) -> tuple[int | None, str]:
        """The real command over the class; its exit status, None where it had to be ended, and what it said."""
        command = [sys.executable, "-m", "autograder", "grade", str(self.classroom), "--course", str(self.course)]
        command += ["--out", str(self.out), "--jobs", str(JOBS), *(f"--without={layer}" for layer in without)]
        environment = {
            **os.environ,
            # A variable that names no file keeps Keras from downloading MNIST for cases that need none.
            "AUTOGRADER_MNIST": os.environ.get("AUTOGRADER_MNIST") or str(self.folder / "none.npz"),
            "HOME": str(self.folder / "home"),
            "TMPDIR": str(self.folder / "tmp"),
            "AUTOGRADER_SECRET": self.secret,
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        # Into a file: a process that is left must not keep us waiting for the end of a pipe.
        with open(self.folder / "output.txt", "w+", encoding="utf-8", errors="replace") as output:
            process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
            try:
                status: int | None = process.wait(seconds)
            except subprocess.TimeoutExpired:
                status = None
            finally:
                process.kill()
                process.wait()
            output.seek(0)
            return status, output.read()
