"""The course's own folders, graded as its instructor would grade them."""

import csv
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.attempt.mnist import find_mnist
from autograder.course import Course
from autograder.errors import DataMissing

COURSE = Course.find(Path(__file__).parent.parent)


@pytest.mark.slow
def test_solutions_earn_everything_and_stubs_nothing(tmp_path: Path) -> None:
    """``autograder grade solutions exercises`` gives the reference solutions every point and the stubs none."""
    try:
        find_mnist(COURSE, download=False)
    except DataMissing as error:
        pytest.skip(str(error))
    command = [sys.executable, "-m", "autograder", "grade", "solutions", "exercises", "--out", str(tmp_path)]
    done = subprocess.run(command, cwd=COURSE.root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    with open(tmp_path / "grades.csv", encoding="utf-8", newline="") as file:
        totals = {row["student"]: (row["total"], row["status"]) for row in csv.DictReader(file)}
    assert totals == {"solutions": ("100", "graded"), "exercises": ("0", "graded")}
