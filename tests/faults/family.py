"""The processes of a run by role, told by where they stand below the command and by what they are called.

``command`` → ``source`` → ``grading`` and ``nursery`` → ``zygote`` (and the nurseries of other kinds) → ``box``.
"""

import os
import re
from collections import defaultdict
from contextlib import suppress
from pathlib import Path

ROLES = ("command", "source", "grading", "nursery", "zygote", "box")
_GRADING, _NURSERY = b"autograder.grading_process", b"autograder.box.nursery"


def family(command: int) -> dict[str, list[int]]:
    """The living processes of each role."""
    children = _children()
    found: dict[str, list[int]] = {role: [] for role in ROLES}
    found["command"] = [command]
    for source in children[command]:
        if _GRADING not in _words(source):
            continue
        found["source"].append(source)
        for child in children[source]:
            words = _words(child)
            if _NURSERY in words:
                found["nursery"].append(child)
                _add_zygotes(child, children, found)
            elif _GRADING in words:
                found["grading"].append(child)
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
    """Zygotes and the nurseries of other kinds share a name; whoever has no namesake above a box's parent is a box."""
    for child in children[nursery]:
        grandchildren = children[child]
        deeper = [pid for pid in grandchildren if children[pid]]
        found["zygote"].append(child)
        if deeper:  # a nursery of another kind: its children are zygotes
            found["zygote"] += grandchildren
            found["box"] += [box for pid in grandchildren for box in children[pid]]
        else:
            found["box"] += grandchildren


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
