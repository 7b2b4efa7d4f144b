"""What each step brings to `first_network`: the same submissions, graded with one more of them at a time.

Run as a script it is one lane: a grading process of its own, which grades the folder named by its argument.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from choices import Program
from contenders import write_class
from workplace import ROOT, BenchmarkError, Workplace

LANES = 2


@dataclass(frozen=True, slots=True)
class Step:
    """How a class is graded: ``lanes`` at once, with so many threads a box and training steps a call of TensorFlow's.

    Without ``stops`` all epochs are run, whatever they have reached.
    """

    name: str
    lanes: int = LANES
    threads: int = 1
    steps: int = 64
    stops: bool = True


STEPS = (
    Step("one box at a time, with a thread a core, all epochs, each step by itself", 1, LANES, 1, False),
    Step("… a box a core, one thread each", LANES, 1, 1, False),
    Step("… 64 training steps a call (steps_per_execution)", LANES, 1, 64, False),
    Step("… stopped after the epoch that reaches the threshold"),
)


def seconds_by_step(place: Workplace, programs: Sequence[Program]) -> list[tuple[Step, float]]:
    """For each step the seconds that grading a submission takes, start-up left out, first to last.

    Raises:
        BenchmarkError: something was not graded as a right program is.
    """
    found = []
    for number, step in enumerate(STEPS):
        homes = [place.folder / f"step-{number}-{lane}" for lane in range(step.lanes)]
        for lane, home in enumerate(homes):
            write_class(home, programs[0].unit, [program.source for program in programs[lane :: step.lanes]])
        lanes = [
            subprocess.Popen(
                [sys.executable, str(Path(__file__).resolve()), str(home), json.dumps(asdict(step)), str(lane)],
                env=place.environment,
                stdout=subprocess.PIPE,
                text=True,
            )
            for lane, home in enumerate(homes)
        ]
        spent = [_spent(lane) for lane in lanes]
        found.append((step, max(spent) / len(programs)))
        if place.time_left() <= 0:
            raise BenchmarkError("the time is up; see --minutes")
    return found


def _spent(lane: "subprocess.Popen[str]") -> float:
    said, _ = lane.communicate()
    if lane.returncode:
        raise BenchmarkError("a class could not be graded step by step")
    return float(said)


def _lane(folder: Path, step: Step, number: int) -> None:
    """Grades the folder, and prints how long that took once everything was there."""
    from autograder.attempt.mnist import find_mnist
    from autograder.box import LAYERS, client, door
    from autograder.course import Course, Settings
    from autograder.grading.session import Session, grading
    from autograder.submission.opening import find_submissions

    quiet = door._environment
    threads = dict.fromkeys(door._THREADS, str(step.threads))
    door._environment = lambda home: {**quiet(home), **threads}  # type: ignore[assignment]
    client.STEPS_PER_EXECUTION = step.steps  # type: ignore[misc]
    if step.lanes > 1:
        os.sched_setaffinity(0, {sorted(os.sched_getaffinity(0))[number]})
    course = Course.find(ROOT)
    course = replace(course, accuracy_threshold=course.accuracy_threshold if step.stops else 1.01)  # none reaches that
    submissions, _ = find_submissions([folder])
    stub = replace(submissions[0], paths=(ROOT / "exercises",))

    def work(session: Session) -> None:
        session.grade(stub, units=["first_network"])  # which wakes the zygotes
        start = time.perf_counter()
        results = [session.grade(submission, units=["first_network"]).result for submission in submissions]
        print(time.perf_counter() - start)
        if min(result.score for result in results) < 20:
            raise BenchmarkError("a right program was not graded as one")

    grading(course, Settings(LAYERS, find_mnist(course, download=False)), work)


if __name__ == "__main__":
    _lane(Path(sys.argv[1]), Step(**json.loads(sys.argv[2])), int(sys.argv[3]))
