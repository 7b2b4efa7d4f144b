"""Fault injection: a batch is graded while our own side is harmed at random, and then once more without.

Run as ``python tests/faults/run.py``, or by ``make faults``. Victims and times are seeded. What needs a disk of its own
runs in a user namespace (``unshare -rm``), and is passed over with the reason where there is none.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from class_of import Class
from injection import FAULTS, MOUNTED, Outcome, try_fault
from rich.console import Console
from rich.table import Table

NAMESPACE = ["unshare", "-rm"]


def no_namespace() -> str:
    """Why no disk can be mounted here; empty where one can."""
    try:
        done = subprocess.run(
            [*NAMESPACE, "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True, text=True, check=False
        )
    except OSError as error:
        return str(error)
    return done.stderr.strip()


def run(faults: Sequence[str], count: int, seed: int, seconds: float, folder: Path) -> list[Outcome]:
    """The outcome of each fault, over a class of so many."""
    place = Class.make(folder, count, seconds)
    return [
        in_a_namespace(fault, place, seed) if fault in MOUNTED else try_fault(fault, place, seed) for fault in faults
    ]


def in_a_namespace(fault: str, place: Class, seed: int) -> Outcome:
    """As :func:`try_fault`, where this user may mount."""
    arguments = [fault, str(place.folder), str(seed)]
    command = [*NAMESPACE, sys.executable, __file__, "--inside", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        return Outcome(fault, wrong=[done.stderr[-500:]])
    return Outcome(**json.loads(done.stdout))


def inside(fault: str, folder: str, seed: str) -> None:
    """What runs there: tells the outcome as JSON."""
    students = sorted(path.name for path in Path(folder, "class").iterdir())
    print(json.dumps(asdict(try_fault(fault, Class(Path(folder), students), int(seed)))))


def table(outcomes: Sequence[Outcome], count: int) -> Table:
    """A row a fault."""
    made = Table(title=f"{count} submissions under each fault", title_justify="left")
    made.add_column("fault")
    for column in ("injected", "graded once", "graded again", "reported", "second run complete", "wrong"):
        made.add_column(column, justify="right")
    for entry in outcomes:
        numbers = map(str, (entry.injected, entry.once, entry.again, entry.reported))
        made.add_row(entry.fault, *numbers, "yes" if entry.complete else "no", str(len(entry.wrong)))
    return made


def main() -> int:
    """Runs, prints; the exit status is 1 where anything is wrong."""
    if sys.argv[1:2] == ["--inside"]:
        inside(*sys.argv[2:])
        return 0
    options = _options()
    faults = options.fault or list(FAULTS)
    console = Console() if sys.stdout.isatty() else Console(width=120)
    if (reason := no_namespace()) and (left_out := [fault for fault in faults if fault in MOUNTED]):
        console.print(f"passed over, no disk can be mounted here ({reason}): {', '.join(left_out)}", markup=False)
        faults = [fault for fault in faults if fault not in MOUNTED]
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        outcomes = run(faults, options.submissions, options.seed, 0.05, Path(folder))
    console.print(table(outcomes, options.submissions))
    for entry in outcomes:
        for line in entry.wrong:
            console.print(f"{entry.fault}: {line}", highlight=False, markup=False, soft_wrap=True)
    console.print(f"{time.monotonic() - started:.0f} s, seed {options.seed}", highlight=False)
    return int(any(entry.wrong or not entry.injected for entry in outcomes))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description="Grades a class while our own side is harmed, and tells what became of it.",
        epilog="Example: python tests/faults/run.py --fault box --fault 'disk full' --submissions 50",
    )
    parser.add_argument("--fault", choices=FAULTS, action="append", help="this one; may be given more than once")
    parser.add_argument("--submissions", type=int, default=200, metavar="N")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
