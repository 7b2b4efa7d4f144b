"""Where a benchmark works: a folder that is deleted at the end, a time when everything is over, and its processes."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


class BenchmarkError(Exception):
    """Nothing can be measured; the text is the one line that is shown."""


class CommandFailed(BenchmarkError):
    """A command ended with a status other than 0."""


@dataclass(frozen=True, slots=True)
class Workplace:
    """``folder`` is empty at the start, ``deadline`` on the clock of ``time.monotonic``, ``mnist`` a file or None."""

    folder: Path
    deadline: float
    jobs: int
    mnist: Path | None = None

    def within(self, name: str) -> "Workplace":
        """A new folder of it, for one part of the benchmark."""
        folder = self.folder / name
        folder.mkdir()
        return replace(self, folder=folder)

    @property
    def environment(self) -> dict[str, str]:
        """That of every command: programs beside this Python are found by name, Jupyter's own files stay in here."""
        jupyter = self.folder / "jupyter"
        named = {"AUTOGRADER_MNIST": str(self.mnist)} if self.mnist else {}
        return {
            **os.environ,
            **named,
            "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)]),
            "JUPYTER_CONFIG_DIR": str(jupyter / "config"),
            "JUPYTER_DATA_DIR": str(jupyter / "data"),
            "JUPYTER_RUNTIME_DIR": str(jupyter / "runtime"),
            "IPYTHONDIR": str(jupyter / "ipython"),
            # TensorFlow's words about a GPU that is not there would cost a notebook points: nbgrader gives none to a
            # cell that writes to stderr. Our zygotes set the same for themselves.
            "CUDA_VISIBLE_DEVICES": "-1",
            "TF_CPP_MIN_LOG_LEVEL": "3",
        }

    def time_left(self) -> float:
        """Seconds until everything is over."""
        return self.deadline - time.monotonic()

    def timed(self, arguments: Sequence[str], folder: Path = ROOT) -> float:
        """The seconds that ``python ARGUMENTS`` takes from its start to its end.

        Raises:
            BenchmarkError: it failed, or the time was up.
        """
        start = time.perf_counter()
        with self.started(arguments, folder):
            pass
        return time.perf_counter() - start

    @contextmanager
    def started(
        self, arguments: Sequence[str], folder: Path = ROOT, *, listen: bool = False
    ) -> Iterator["subprocess.Popen[str]"]:
        """``python ARGUMENTS``; on leaving, it is waited for, or killed with all of its group where something failed.

        With ``listen`` its output can be read. Raises ``BenchmarkError`` as :meth:`timed` does.
        """
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace", dir=self.folder) as errors:
            process = subprocess.Popen(
                [sys.executable, *arguments],
                cwd=folder,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE if listen else errors,
                stderr=errors,
                text=True,
                start_new_session=True,
            )
            try:
                yield process
                status = process.wait(max(self.time_left(), 1.0))
            except subprocess.TimeoutExpired:
                raise BenchmarkError(f"the time is up, and {_words(arguments)} is not done; see --minutes") from None
            finally:
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGKILL)
                    process.wait()
                if process.stdout is not None:
                    process.stdout.close()
            if status:
                errors.seek(0)
                lines = errors.read().strip().splitlines()
                reason = lines[-1] if lines else "without a word"
                raise CommandFailed(f"{_words(arguments)} ended with status {status}: {reason}")


def _words(arguments: Sequence[str]) -> str:
    return "`python " + " ".join(arguments[:3]) + "`"
