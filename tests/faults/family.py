"""The processes of a run by role, told by where they stand below the command and by what they are called.

``command`` → ``source`` → ``grading`` and ``nursery`` → ``zygote`` (and the nurseries of other kinds) → ``box``; where
the nursery is gone, each grading process starts one of its own.
"""

import os
import re
from collections import defaultdict
from contextlib import suppress
from pathlib import Path

ROLES = ("command", "source", "grading", "nursery", "zygote", "box")
_GRADING, _NURSERY = b"autograder.processes.grading_process", b"autograder.box.nursery"


def family(command: int) -> dict[str, list[int]]:
    """The living processes of each role."""
    children = _children()
    found: dict[str, list[int]] = {role: [] for role in ROLES}
    found["command"] = [command]
    for source in children[command]:
        if _GRADING not in _words(source):
            continue
        found["source"].append(source)
        found["grading"] += [child for child in children[source] if _GRADING in _words(child)]
        for parent in (source, *found["grading"]):
            for nursery in (child for child in children[parent] if _NURSERY in _words(child)):
                found["nursery"].append(nursery)
                _add_zygotes(nursery, children, found)
    return found


def below(pid: int) -> set[int]:
    """All that a process has started, directly or not."""
    children, found, todo = _children(), set(), [pid]
    while todo:
        born = set(children[todo.pop()]) - found
        found |= born
        todo += born
    return found


def alive(pids: set[int]) -> set[int]:
    """Those that still run, or wait to be reaped by nobody of ours."""
    return {pid for pid in pids if (Path("/proc") / str(pid)).exists() and _state(pid) not in ("Z", "X", "")}


def memory(pid: int) -> int:
    """Bytes in memory; what processes share counts for each in proportion (``Pss`` of proc(5))."""
    with suppress(OSError):
        match = re.search(r"^Pss:\s*(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text("ascii"), re.MULTILINE)
        return int(match[1]) * 1024 if match else 0
    return 0


def descriptors(pid: int) -> int:
    """How many it has open."""
    with suppress(OSError):
        return len(os.listdir(f"/proc/{pid}/fd"))
    return 0


def _add_zygotes(nursery: int, children: dict[int, list[int]], found: dict[str, list[int]]) -> None:
    """Below a nursery are zygotes and nurseries of other kinds, with zygotes of theirs; a box alone is confined."""
    todo = list(children[nursery])
    while todo:
        child = todo.pop()
        confined = _is_confined(child)
        found["box" if confined else "zygote"].append(child)
        todo += [] if confined else children[child]


def _is_confined(pid: int) -> bool:
    """Whether it has given up more system calls than we have (proc(5), ``Seccomp_filters``), or is gone."""
    return _filters(str(pid)) != _filters("self")


def _filters(pid: str) -> int:
    with suppress(OSError):
        match = re.search(r"^Seccomp_filters:\s*(\d+)", Path(f"/proc/{pid}/status").read_text("utf-8"), re.MULTILINE)
        return int(match[1]) if match else 0
    return -1


def _children() -> dict[int, list[int]]:
    children: dict[int, list[int]] = defaultdict(list)
    for name in os.listdir("/proc"):
        if name.isdecimal():
            with suppress(OSError, IndexError):
                rest = Path("/proc", name, "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
                if rest[0] not in "ZX":
                    children[int(rest[1])].append(int(name))
    return children


def _state(pid: int) -> str:
    with suppress(OSError, IndexError):
        return Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()[0]
    return ""


def _words(pid: int) -> list[bytes]:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    return []
