"""What a batch could leave behind: files that were not there before, or are no longer what they were, and processes."""

import ctypes
import os
import signal
import stat
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

# What a hostile case tries to create outside its folder has a name that begins so, here or in its folder.
MARK = "hostile-"
SHARED_FOLDERS = tuple(map(Path, ("/tmp", "/var/tmp", "/dev/shm")))
GRACE_SECONDS = 5.0
QUIET_LOOKS = 4
_PR_SET_CHILD_SUBREAPER = 36
# Compiled modules, and the list of fonts that Matplotlib makes in the home of whoever imports it first.
_CLUTTER = {"__pycache__", ".pytest_cache", ".ruff_cache", ".mypy_cache", "matplotlib"}

Listing = dict[str, tuple[int, int, int]]


def listing(folders: Sequence[Path]) -> Listing:
    """Mode, size and time of change of everything in these folders, and whatever is marked in the shared ones."""
    return {path: entry for folder in folders for path, entry in _entries(str(folder))} | {
        str(path): (0, 0, 0) for folder in SHARED_FOLDERS if folder.is_dir() for path in folder.glob(f"{MARK}*")
    }


def _entries(folder: str) -> Iterator[tuple[str, tuple[int, int, int]]]:
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError:  # a case may hand in a folder that cannot be read
        return
    for entry in entries:
        if entry.name in _CLUTTER:
            continue
        status = entry.stat(follow_symlinks=False)
        if stat.S_ISDIR(status.st_mode):  # whose time and size also tell of what is clutter
            yield entry.path, (status.st_mode, 0, 0)
            yield from _entries(entry.path)
        else:
            yield entry.path, (status.st_mode, status.st_size, status.st_mtime_ns)


def differences(before: Listing, after: Listing) -> list[str]:
    """What came, went or changed, a line each."""
    return (
        [f"written: {path}" for path in sorted(after.keys() - before.keys())]
        + [f"gone: {path}" for path in sorted(before.keys() - after.keys())]
        + [f"changed: {path}" for path in sorted(before.keys() & after.keys()) if before[path] != after[path]]
    )


@contextmanager
def adopting() -> Iterator[None]:
    """Whatever process loses its parent below this one becomes a child of this one, and can be found."""
    libc = ctypes.CDLL(None)
    libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    try:
        yield
    finally:
        libc.prctl(_PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)


def descendants() -> dict[int, str]:
    """Every process below this one that still runs, with its name; those that have ended are reaped."""
    parents: dict[int, int] = {}
    names: dict[int, str] = {}
    for entry in os.listdir("/proc"):
        with suppress(OSError):  # it ended meanwhile
            if entry.isdigit():
                text = Path("/proc", entry, "stat").read_text("utf-8", "replace")
                name, _, rest = text.partition("(")[2].rpartition(")")
                state, parent = rest.split()[:2]
                parents[int(entry)] = int(parent)
                if state not in "ZX":
                    names[int(entry)] = name
    below = {os.getpid()}
    while more := {pid for pid, parent in parents.items() if parent in below} - below:
        below |= more
    return {pid: names[pid] for pid in below - {os.getpid()} if pid in names}


def left_processes(before: set[int]) -> list[str]:
    """The new processes below this one that do not end in a moment, a line a program; they are killed and reaped."""
    deadline = time.monotonic() + GRACE_SECONDS
    quiet = 0  # looks in a row that saw nobody: one may miss a child that was made while it looked
    while quiet < QUIET_LOOKS:
        left = {pid: name for pid, name in descendants().items() if pid not in before}
        if left and time.monotonic() > deadline:
            break
        quiet = 0 if left else quiet + 1
        time.sleep(0.05)
    for pid in left:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    _reap(before, deadline)
    by_name: dict[str, list[int]] = {}
    for pid, name in sorted(left.items()):
        by_name.setdefault(name, []).append(pid)
    return [f"still running: {name}, {len(pids)} of them (process {pids[0]})" for name, pids in by_name.items()]


def _reap(before: set[int], deadline: float) -> None:
    """Reaps the children that were adopted, as they end; others' are waited for by those who started them."""
    while adopted := _children() - before:
        for pid in adopted:
            with suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)
        if time.monotonic() > deadline + GRACE_SECONDS:
            break
        time.sleep(0.01)


def _children() -> set[int]:
    tasks = Path("/proc/self/task").iterdir()
    return {int(child) for task in tasks for child in (task / "children").read_text("ascii").split()}
