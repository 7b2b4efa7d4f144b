"""From a student's save to the verdict on the screen: ``watch.py`` in a terminal, beside ``pytest`` started by hand."""

import os
import pty
import select
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from workplace import ROOT, BenchmarkError, Workplace

UNIT, SAVES, PATIENCE = "tensor_ops", 20, 120.0
RIGHT, WRONG = "result[i, j] = max(x[i, j], 0)", "result[i, j] = x[i, j]"


@dataclass(frozen=True, slots=True)
class Watching:
    """Seconds from each save to its verdict, and of pytest for the same file, in turn; one entry a save."""

    watch: tuple[float, ...]
    pytest: tuple[float, ...]


def watching(place: Workplace) -> Watching:
    """Saves right and wrong versions of a unit in turn; raises ``BenchmarkError`` where a verdict does not come."""
    folder = place.folder / "release"
    place.timed(["-m", "autograder", "release", str(folder), "--course", str(ROOT)])
    solution = (ROOT / "solutions" / f"{UNIT}.py").read_text("utf-8")
    versions = (solution.replace(RIGHT, WRONG), "10/11"), (solution, "11/11")
    saves, tests = [], []
    with _Screen(folder, place) as screen:
        screen.until("0/11", time.monotonic())
        for number in range(SAVES):
            text, verdict = versions[number % 2]
            screen.forget()
            start = time.monotonic()
            (folder / f"{UNIT}.py").write_text(text, "utf-8")
            saves.append(screen.until(verdict, start))
            screen.rest()
            tests.append(_pytest(folder, place))
    return Watching(tuple(saves), tuple(tests))


def _pytest(folder: Path, place: Workplace) -> float:
    start = time.monotonic()
    command = [sys.executable, "-m", "pytest", "-q", f"test_{UNIT}.py"]
    subprocess.run(command, cwd=folder, env=place.environment, capture_output=True, check=False)
    return time.monotonic() - start


class _Screen:
    """What watch.py writes to its terminal."""

    def __init__(self, folder: Path, place: Workplace) -> None:
        self._keys, terminal = pty.openpty()
        environment = {**place.environment, "TERM": "xterm-256color"}
        self._process = subprocess.Popen(
            [sys.executable, "watch.py"], cwd=folder, env=environment, stdin=terminal, stdout=terminal, stderr=terminal
        )
        os.close(terminal)
        self._seen = ""

    def __enter__(self) -> "_Screen":
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._keys)

    def forget(self) -> None:
        """What is on the screen by now does not count."""
        self.rest(0.0)
        self._seen = ""

    def rest(self, seconds: float = 0.5) -> None:
        """Reads until nothing has come for so long."""
        while select.select([self._keys], [], [], seconds)[0]:
            self._seen += os.read(self._keys, 65536).decode("utf-8", "replace")

    def until(self, wanted: str, start: float) -> float:
        """The seconds since ``start`` when this is on the screen."""
        while wanted not in self._seen:
            left = start + PATIENCE - time.monotonic()
            if left <= 0 or not select.select([self._keys], [], [], left)[0]:
                raise BenchmarkError(f"watch.py never showed {wanted}")
            self._seen += os.read(self._keys, 65536).decode("utf-8", "replace")
        return time.monotonic() - start
