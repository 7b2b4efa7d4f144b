"""Wrong programs as learners write them (``tests/diagnoses/``): does the first line of the message tell the fault?

Each file is a unit with one function in it. Its header says what is wrong, and the words that the first line of the
first failing test must hold. Where that line is right but does not tell the fault, ``# Untold:`` says what is missing.
"""

import re
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from shutil import copyfile

import numpy as np
import pytest

from autograder.attempt.mnist import Mnist
from autograder.box.confinement import LAYERS
from autograder.course import Course, Limits, Settings
from autograder.errors import DataMissing
from autograder.grading.running import Runner
from autograder.grading.session import Session, grading
from autograder.results import TestResult, TestStatus
from autograder.submission.opening import Submission

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a box can be confined on Linux only")

ROOT = Path(__file__).parent.parent
PROGRAMS = sorted((ROOT / "tests" / "diagnoses").glob("*/*.py"))
# The programs that need TensorFlow take a while to be graded.
PARAMETERS = [
    pytest.param(path, id=f"{path.parent.name}-{path.stem}", marks=[pytest.mark.slow] * (path.parent.name not in LIGHT))
    for LIGHT in [("tensors", "tensor_ops")]
    for path in PROGRAMS
]
COURSE = replace(Course.find(ROOT), limits=Limits(load_seconds=60))
SETTINGS = Settings(LAYERS, None)
HEADER = re.compile(r"# (Fault|Exercise|First line|Untold): (.+)")
FIRST_LINE = 108  # columns: a hundred, and what a long name of a function or an exception adds
MESSAGE = 4000
AT_LEAST = 0.8


def header(path: Path) -> dict[str, str]:
    """What the head of a program says: its fault, its exercise, the words of the first line."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return {match[1]: match[2] for match in map(HEADER.fullmatch, lines) if match}


class FewDigits:
    """Stands for MNIST with a handful of images, so that sending them to a box takes no time; none are for tests."""

    def __init__(self) -> None:
        images = np.random.default_rng(1).integers(0, 256, (64, 28, 28), dtype=np.uint8)
        self.training_set = (images, np.arange(64, dtype=np.uint8) % 10)
        self.served = (self.training_set, self.training_set)

    @property
    def real(self) -> Mnist:
        raise DataMissing("no digits here")


def graded(paths: Sequence[Path], folder: Path) -> dict[Path, list[TestResult]]:
    """The tests that each program fails of its exercise; those that only wait for another are left out."""
    found: dict[Path, list[TestResult]] = {}

    def work(given: Session) -> None:
        runner = Runner(COURSE, given._runner._zygotes, FewDigits(), given._graders)
        session = Session(COURSE, runner, given._graders, SETTINGS)
        for path in paths:
            unit = path.parent.name
            place = folder / unit / path.stem
            place.mkdir(parents=True)
            copyfile(path, place / f"{unit}.py")
            result = session.grade(Submission(path.stem, (place,))).result
            [exercises] = [entry.exercises for entry in result.units if entry.name == unit]
            [exercise] = [entry for entry in exercises if entry.name == header(path)["Exercise"]]
            found[path] = [
                test
                for test in exercise.tests
                if test.status is not TestStatus.PASSED and not test.message.startswith("This counts once")
            ]

    grading(COURSE, SETTINGS, work)
    return found


@pytest.fixture(scope="module")
def failed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[Path, list[TestResult]]:
    """Every program that a test of this run asks for, graded in one session."""
    wanted = {item.callspec.params["path"] for item in request.session.items if "failed" in _fixtures(item)}
    return graded(sorted(wanted), tmp_path_factory.mktemp("diagnoses"))


def _fixtures(item: pytest.Item) -> list[str]:
    return getattr(item, "fixturenames", []) if item.path == Path(__file__) else []


@pytest.mark.parametrize("path", PARAMETERS)
def test_the_first_line_says_what_the_header_does(path: Path, failed: dict[Path, list[TestResult]]) -> None:
    """A learner's mistake is named in the first line of the first failing test, which is one line of a page's width."""
    assert failed[path], "the program passes"
    first = failed[path][0].message.split("\n")[0]
    assert header(path)["First line"] in first
    assert len(first) <= FIRST_LINE


@pytest.mark.parametrize("path", PARAMETERS)
def test_no_message_names_what_is_ours(path: Path, failed: dict[Path, list[TestResult]]) -> None:
    """Messages are short, and name neither the graders, nor the reference, nor any path of the machine."""
    for test in failed[path]:
        assert len(test.message) <= MESSAGE
        assert not re.search(r"autograder|grader|reference|solution|/tmp|site-packages|\.py\b|traceback", test.message)


def test_most_faults_are_told() -> None:
    """The share of programs whose first line tells the fault, judged by reading, stays what the README says of it."""
    untold = [path.stem for path in PROGRAMS if "Untold" in header(path)]
    assert len(PROGRAMS) >= 50
    assert 1 - len(untold) / len(PROGRAMS) >= AT_LEAST
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"{len(PROGRAMS)} wrong programs" in readme
    assert f"the fault of {len(PROGRAMS) - len(untold)};" in readme
    assert f"the other {len(untold)} says" in readme
    assert {header(path)["Exercise"] for path in PROGRAMS} == {name for unit in COURSE.units for name in unit.functions}
