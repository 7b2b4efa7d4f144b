"""How many faults the hidden graders catch: every mutant of the solutions is graded, in boxes, as a submission is.

    python tests/mutation/run.py [UNIT…] [--show]

A mutant is killed where a test of its exercise, or the pipeline with it, does not pass. Those that are shown to be
equivalent stand with the reason in ``equivalent.toml``; one that stands there and is killed, or is no mutant any more,
is an error too. The exit status is 0 where of all others at least 99 % are killed in every unit.
"""

import argparse
import sys
import time
import tomllib
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from mutants import Mutant, mutants

from autograder.attempt.mnist import find_mnist
from autograder.box.confinement import LAYERS
from autograder.course import TEST_ACCURACY, UNITS, Course, Settings, Unit
from autograder.errors import DataMissing
from autograder.grading.session import Session, grading

SHARE = 0.99
SAMPLED = (
    4  # about as many of a pipeline's mutants that are killed go through the whole of it, too, to see what it says
)
TOGETHER = 25  # mutants in one box
COURSE = Course.find(Path(__file__).parent.parent.parent)


def main() -> int:
    """Grades the mutants of the units and prints what share is killed."""
    parser = argparse.ArgumentParser(description="how many faults the hidden graders catch")
    parser.add_argument("units", nargs="*", metavar="UNIT", help="these units only")
    parser.add_argument("--show", action="store_true", help="print every mutant and what became of it")
    arguments = parser.parse_args()
    units = [unit for unit in UNITS if not arguments.units or unit.name in arguments.units]
    try:
        mnist = find_mnist(COURSE, download=False)
    except DataMissing as error:
        print(f"{error}: the pipeline is left out")
        mnist = None
    problems: list[str] = []
    grading(COURSE, Settings(LAYERS, mnist), lambda session: problems.extend(_run(session, units, arguments.show)))
    print("\n".join(problems))
    return 1 if problems else 0


def _run(session: Session, units: Sequence[Unit], show: bool) -> list[str]:
    equivalent = tomllib.loads(Path(__file__).with_name("equivalent.toml").read_text(encoding="utf-8"))
    problems = []
    for unit in units:
        started = time.monotonic()
        known = {(entry["function"], entry["line"], entry["mutant"]) for entry in equivalent.get(unit.name, ())}
        found = list(mutants(COURSE.solutions / f"{unit.name}.py", unit.functions))
        survivors = _survivors(session, unit, found, show)
        keys = {mutant: (mutant.function, mutant.removed, mutant.added) for mutant in found}
        alive = [mutant for mutant in survivors if keys[mutant] not in known]
        counted = len(found) - len([mutant for mutant in found if keys[mutant] in known])
        killed = counted - len(alive)
        share = killed / counted if counted else 1.0
        print(
            f"{unit.name}: {len(found)} mutants, {len(found) - counted} equivalent, {killed} of {counted} killed"
            f" ({share:.1%}) in {time.monotonic() - started:.0f} s",
            flush=True,
        )
        for mutant in alive:
            print(f"  survived: {mutant.function}: {mutant.removed}  ->  {mutant.added}")
        stale = known - {keys[mutant] for mutant in survivors}
        problems += [f"{unit.name}: {entry} stands in equivalent.toml, and is killed or no mutant" for entry in stale]
        if share < SHARE:
            problems.append(f"{unit.name}: under {SHARE:.0%} of the mutants are killed")
    return problems


def _survivors(session: Session, unit: Unit, found: Sequence[Mutant], show: bool) -> list[Mutant]:
    """The mutants of which every test passes: in their own exercise, and in the pipeline where the unit has one."""
    survivors = _untouched(session, unit, found, show)
    if unit.pipeline:
        survivors = _untouched(session, unit, survivors, show, TEST_ACCURACY)
        sample = [mutant for mutant in found if mutant not in survivors][:: max(1, len(found) // SAMPLED)]
        passed = _untouched(session, unit, sample, show, TEST_ACCURACY)
        print(
            f"  of {len(sample)} killed mutants in the whole pipeline, {len(passed)} reach the threshold all the same"
        )
    return survivors


def _untouched(session: Session, unit: Unit, found: Sequence[Mutant], show: bool, exercise: str = "") -> list[Mutant]:
    """The mutants of which every test of their exercise passes, or of this one with the mutant in its place."""
    untouched = []
    for start in range(0, len(found), TOGETHER):
        some = found[start : start + TOGETHER]
        ends = (f"m{number}__{mutant.function}" if exercise else f"m{number}" for number, mutant in enumerate(some))
        names = [f"{exercise or mutant.function}__{end}" for mutant, end in zip(some, ends, strict=True)]
        source = "\n\n".join(mutant.named(name) for mutant, name in zip(some, names, strict=True))
        recognition = session.runner.recognition_of(unit, source)
        for mutant, (_, evidence) in zip(some, recognition.evidence(recognition.misconceptions), strict=True):
            if show:
                print(f"  {mutant.function}: {mutant.removed} -> {mutant.added}: {evidence.words or 'SURVIVED'}")
            if not evidence.words:
                untouched.append(mutant)
    return untouched


if __name__ == "__main__":
    sys.exit(main())
