"""The grader's door to the nursery: starts that process, opens it, and asks it for zygotes.

It imports next to nothing, so that the nursery can be started first and import its libraries meanwhile.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from autograder.box.lineage import hear, request, tell
from autograder.errors import GraderFault

START_SECONDS = 180.0
_THREADS = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "TF_NUM_INTRAOP_THREADS",
    "TF_NUM_INTEROP_THREADS",
)


class Door:
    """The nursery's process, which is started at its first use, and again where it is gone.

    A fork of the grader goes on asking at the same door; who started the process ends it.
    """

    def __init__(self) -> None:
        self.home = ""  # a folder of the nursery's own
        self._opening: dict[str, list[str]] = {}
        self._process: subprocess.Popen[bytes] | None = None
        self._wire: socket.socket | None = None

    def start(self) -> None:
        """Starts the process, which imports what every box has, whatever it is opened with."""
        self.close()
        self.home = tempfile.mkdtemp(prefix="autograder-nursery-")
        self._wire, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [sys.executable, "-I", "-m", "autograder.box.nursery", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=_environment(self.home),
                cwd="/",
            )

    def prepare(self, layers: Sequence[str], hidden: Sequence[Path]) -> None:
        """Says what boxes are to be confined by, and which paths they must not read."""
        self._opening = {"layers": list(layers), "hidden": [str(path) for path in hidden]}

    def open(self) -> None:
        """Tells the process, started now or before, what was prepared, and does not wait for it."""
        if self._wire is None:
            self.start()
        assert self._wire is not None
        with suppress(OSError):  # found out by who waits for it
            tell(self._wire, self._opening)

    def wait(self) -> None:
        """Waits until the opened process has tried its layers; raises ``GraderFault`` where it cannot do with them.

        One that ended instead is started once more.
        """
        answer = self._first_answer()
        if answer is None:
            self.start()
            self.open()
            answer = self._first_answer()
        if answer is None:
            raise GraderFault("no box can be made: the process that they are forked from has ended")
        if "failed" in answer:
            raise GraderFault(answer["failed"])

    def zygote(self, kind: str) -> socket.socket:
        """The wire of a new zygote, which is not waited for."""
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                self._request(kind, theirs)
            except OSError:  # it is gone, or was never started
                self.start()
                self.open()
                self._request(kind, theirs)
        return ours

    def close(self) -> None:
        """Ends the process, its zygotes and their boxes."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
            shutil.rmtree(self.home, ignore_errors=True)
        if self._wire is not None:
            self._wire.close()
            self._wire = None

    def _first_answer(self) -> dict[str, Any] | None:
        assert self._wire is not None
        self._wire.settimeout(START_SECONDS)
        try:
            return hear(self._wire)
        except TimeoutError as error:
            raise GraderFault(f"no box can be made: {error}") from None
        except OSError:  # hung up with our words unread
            return None
        finally:
            self._wire.settimeout(None)

    def _request(self, kind: str, control: socket.socket) -> None:
        if self._wire is None:
            raise BrokenPipeError
        request(self._wire, kind, control)


def _environment(home: str) -> dict[str, str]:
    kept = {
        name: os.environ[name]
        for name in ("HOME", "LANG", "LC_ALL", "TZ", "PATH", "LD_LIBRARY_PATH")
        if name in os.environ
    }
    return {
        **kept,
        **dict.fromkeys(_THREADS, "1"),
        "PYTHONHASHSEED": "0",
        "KERAS_BACKEND": "tensorflow",
        "KERAS_HOME": home,
        "MPLBACKEND": "Agg",
        "CUDA_VISIBLE_DEVICES": "-1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }
