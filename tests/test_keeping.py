"""Graded once: what was graded before, or is the same program, is found; only what changed is graded again."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from importlib import import_module
from itertools import pairwise
from pathlib import Path

import pytest

from autograder.box import LAYERS
from autograder.course import Course, Settings
from autograder.errors import Unwritten
from autograder.processes.batch import KEPT, Batch, grade
from autograder.results import Origin, Row
from autograder.submission.opening import find_submissions

ROOT = Path(__file__).parent.parent
COURSE = Course.find(ROOT)
RELU = "def naive_relu(x):\n    assert x.ndim == 2\n    return 1 / 0\n"
RELU_TOO = "# lee's\n\ndef naive_relu(x):\n\n    assert (x.ndim == 2)\n    # hm\n    return 1/0  # ?\n"


def hand_in(folder: Path, **sources: str) -> None:
    """A submission with these units."""
    folder.mkdir(parents=True, exist_ok=True)
    for unit, source in sources.items():
        (folder / f"{unit}.py").write_text(source, encoding="utf-8")


def run(place: Path, out: Path, course: Course = COURSE, *, fresh: bool = False, jobs: int = 2) -> dict[str, Row]:
    """Grades a class; its rows by student."""
    submissions, _ = find_submissions([place])
    rows = grade(Batch(course, Settings(LAYERS, None), submissions, out, jobs, fresh), lambda row: None)
    return {row.student: row for row in rows}


def results(out: Path, students: set[str]) -> dict[str, bytes]:
    """What stands in each student's folder, byte for byte."""
    names = ("result.json", "feedback.html")
    return {f"{student}/{name}": (out / student / name).read_bytes() for student in students for name in names}


def first_line(out: Path, student: str) -> str:
    """What the first test of ``naive_relu`` says first."""
    data = json.loads((out / student / "result.json").read_text(encoding="utf-8"))
    message: str = data["units"]["tensor_ops"]["exercises"]["naive_relu"]["tests"][0]["message"]
    return message.split("\n", maxsplit=1)[0]


def test_identical_programs_are_graded_once(tmp_path: Path) -> None:
    """Of two programs that are the same but for layout one is graded, and each author reads of their own lines."""
    hand_in(tmp_path / "class" / "kim", tensor_ops=RELU)
    hand_in(tmp_path / "class" / "lee", tensor_ops=RELU_TOO)
    rows = run(tmp_path / "class", tmp_path / "out")
    assert sorted(row.origin for row in rows.values()) == [Origin.GRADED, Origin.IDENTICAL]
    assert first_line(tmp_path / "out", "kim").endswith("(line 3: return 1 / 0)")
    assert first_line(tmp_path / "out", "lee").endswith("(line 7: return 1/0  # ?)")
    before = results(tmp_path / "out", {"kim", "lee"})
    for name, line in (("kim", "3"), ("lee", "7")):
        page = (tmp_path / "out" / name / "feedback.html").read_text(encoding="utf-8")
        assert re.findall(r'<mark id="unit-2-at-0-(\d+)">', page) == [line], "the page marks the author's own line"
    alone = run(tmp_path / "class" / "lee", tmp_path / "alone")
    assert alone["lee"].origin is Origin.GRADED
    assert results(tmp_path / "alone", {"lee"}).items() <= before.items(), "as if it had been graded by itself"


def test_what_a_file_printed_is_on_its_page(tmp_path: Path) -> None:
    """The page shows what the file printed, as text, whoever had the same program first; not what may name a folder."""
    printing = "print('<b>shape</b>', (2, 2))\n"
    hand_in(tmp_path / "class" / "kim", tensor_ops=printing + RELU)
    hand_in(tmp_path / "class" / "lee", tensor_ops="# mine\n" + printing + RELU)
    hand_in(tmp_path / "class" / "park", tensor_ops="import os\nprint(os.getcwd())\n" + RELU)
    run(tmp_path / "class", tmp_path / "out")
    pages = {name: (tmp_path / "out" / name / "feedback.html").read_text(encoding="utf-8") for name in ("kim", "lee")}
    for page in pages.values():
        assert "What your file printed" in page
        assert "&lt;b&gt;shape&lt;/b&gt; (2, 2)" in page.partition("What your file printed")[2]
    assert "What your file printed" not in (tmp_path / "out" / "park" / "feedback.html").read_text(encoding="utf-8")


@pytest.mark.slow
def test_what_keras_prints_makes_no_other_page(tmp_path: Path) -> None:
    """Keras's progress tells times, which would make a page another each time: it is left out of it."""
    fit = "model = keras.Sequential([keras.layers.Dense(1)])\nmodel.compile('sgd', 'mse')\nmodel.fit(x, x)\n"
    hand_in(
        tmp_path / "class" / "kim", tensor_ops=f"import keras\nimport numpy as np\nx = np.ones((4, 1))\n{fit}{RELU}"
    )
    run(tmp_path / "class", tmp_path / "out", jobs=1)
    once = results(tmp_path / "out", {"kim"})
    run(tmp_path / "class", tmp_path / "out", jobs=1, fresh=True)
    assert results(tmp_path / "out", {"kim"}) == once


def test_unchanged_submissions_are_never_graded_again(tmp_path: Path) -> None:
    """A second run grades what is new or changed, and leaves the rest as it was; --fresh grades all of it."""
    for name in ("kim", "lee", "park"):
        hand_in(tmp_path / "class" / name, tensor_ops=f"{RELU}\n{name} = 1\n", tensors="x = 1\n")
    out = tmp_path / "out"
    run(tmp_path / "class", out)
    before = results(out, {"kim", "lee"})
    hand_in(tmp_path / "class" / "park", tensor_ops=RELU)
    hand_in(tmp_path / "class" / "choi", tensor_ops=RELU_TOO)
    shutil.rmtree(out / "kim")
    rows = run(tmp_path / "class", out, jobs=1)
    assert {name: str(row.origin) for name, row in rows.items()} == {
        "kim": "unchanged",
        "lee": "unchanged",
        "choi": "graded",
        "park": "identical",
    }
    assert results(out, {"kim", "lee"}) == before
    rows = run(tmp_path / "class", out, jobs=1, fresh=True)
    assert sorted(str(row.origin) for row in rows.values()) == ["graded", "graded", "graded", "identical"]
    assert results(out, {"kim", "lee"}) == before


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """A copy of the course whose graders may be changed."""
    package = tmp_path / "package" / "autograder"
    shutil.copytree(ROOT / "autograder", package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "solutions", tmp_path / "package" / "solutions")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "package"))
    return Course.find(tmp_path / "package")


def grade_with(course: Course, place: Path, out: Path) -> str:
    """Grades as the command, with the course's own copy of the package; what it says of how much was graded."""
    command = [sys.executable, "-m", "autograder", "grade", str(place), "--out", str(out), "--course", str(course.root)]
    environment = {**os.environ, "AUTOGRADER_MNIST": "/nonexistent"}
    found = subprocess.run(command, cwd=course.root, env=environment, capture_output=True, text=True, check=True)
    return next(line for line in found.stdout.splitlines() if " in this run" in line)


@pytest.mark.slow
def test_a_change_regrades_what_it_touches(tmp_path: Path, course: Course) -> None:
    """A changed grader, or a changed solution, has its own exercises graded again; how many and why is told."""
    hand_in(tmp_path / "class" / "kim", tensor_ops=RELU)
    hand_in(tmp_path / "class" / "lee", tensors="def make_scalar(value):\n    return value\n")
    place, out = tmp_path / "class", tmp_path / "out"
    assert grade_with(course, place, out) == "2 graded in this run"
    assert grade_with(course, place, out) == "0 graded in this run; 2 unchanged since"
    grader = course.root / "autograder" / "graders" / "test_tensor_ops.py"
    text = grader.read_text()
    marker = "class TestNaiveAdd:"
    head, tail = text.split(marker, 1)
    grader.write_text(head + marker + tail.replace('"""', '"""Now: ', 1))
    assert grade_with(course, place, out) == (
        "1 graded in this run (1 of them again: changed grader of naive_add); 1 unchanged since"
    )
    solution = course.root / "solutions" / "tensors.py"
    source = solution.read_text()
    solution.write_text(source.replace("def make_scalar(value):", "def make_scalar(value, *_):", 1))
    assert source != solution.read_text()
    assert grade_with(course, place, out) == (
        "1 graded in this run (1 of them again: changed solution of make_scalar); 1 unchanged since"
    )


def test_a_store_that_fails_costs_no_grade(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing can be kept any more, everybody is graded all the same, and the rows say what was not kept."""
    hand_in(tmp_path / "class" / "kim", tensor_ops=RELU)
    out = tmp_path / "out"
    run(tmp_path / "class", out)
    spoiled = "import autograder.grading.store as s\nfrom autograder.errors import Unwritten\n"
    spoiled += "def put(*_): raise Unwritten('no room for it')\ns.Store.put = put\n"
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(spoiled)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path / "site"), str(ROOT)]))
    hand_in(tmp_path / "class" / "kim", tensor_ops=RELU + "x = 1\n")
    row = run(tmp_path / "class", out)["kim"]
    assert row.unwritten == "no room for it"
    assert row.origin is Origin.GRADED
    assert first_line(out, "kim").endswith("(line 3: return 1 / 0)")


def test_a_store_that_is_none_is_named(tmp_path: Path) -> None:
    """A damaged store stops the run before anything is graded, in a line that says what to do."""
    hand_in(tmp_path / "class" / "kim", tensor_ops=RELU)
    kept = tmp_path / "out" / KEPT
    kept.parent.mkdir(parents=True)
    kept.write_bytes(b"nothing" * 1000)
    with pytest.raises(Unwritten, match=r"results\.sqlite: results cannot be kept there.*remove it"):
        run(tmp_path / "class", tmp_path / "out")


@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 143), (signal.SIGKILL, -9)])
def test_what_was_graded_is_found_after_the_end(tmp_path: Path, number: int, status: int) -> None:
    """Ended in the middle, by SIGTERM or kill -9, the same command goes on: what was reported is not graded again."""
    place, out = tmp_path / "class", tmp_path / "out"
    for student in range(40):
        hand_in(place / f"s{student:02}", tensor_ops=f"{RELU}\nx = {student}\n")
    command = [sys.executable, "-m", "autograder", "grade", str(place), "--out", str(out), "--jobs", "1"]
    environment = {**os.environ, "AUTOGRADER_MNIST": "/nonexistent", "PYTHONUNBUFFERED": "1", "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        told = [process.stdout.readline() for _ in range(10)]
        process.send_signal(number)
        output, errors = process.communicate(timeout=60)
    assert process.returncode == status
    told += [line for line in output.splitlines() if line.startswith("[")]
    if number == signal.SIGTERM:
        last = errors.splitlines()[-1]
        assert last.startswith("autograder: stopped: ")
        assert last.endswith(" of 40 submissions are graded and kept; the same command goes on with the rest")
    rows = run(place, out)
    reported = {line.split("] ")[1].split(":")[0] for line in told}
    assert len(rows) == 40
    assert len(reported) >= 10
    assert {rows[student].origin for student in reported} == {Origin.UNCHANGED}
    assert sum(row.origin is Origin.GRADED for row in rows.values()) > 0, "it was ended in the middle"


def test_functions_that_passed_are_known_wherever_they_stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files made of functions that passed elsewhere are not run, and everybody gets what they would get alone."""
    monkeypatch.syspath_prepend(str(ROOT / "tests" / "benchmarks"))
    family = import_module("tensor_ops_programs").TENSOR_OPS
    made = family.programs(9)
    dots = [name for name in made[0].functions if "dot" in name]  # some call one another
    mixed = []
    for one, other in pairwise([*made, made[0], made[0]]):
        functions = {**one.functions, **{name: other.functions[name] for name in dots}}
        mixed.append("\n\n\n".join(["import numpy as np", *functions.values()]) + "\n")
    programs = [*(program.source for program in made), mixed.pop()]
    wrong = [
        programs[0].replace("> 0", "> 1").replace("max(", "min("),
        programs[1].replace("range(", "range(1, "),
        programs[2] + "\nprint(naive_relu(np.ones(3)))\n",
        programs[3].replace("def transpose_matrix(x):", "def transpose_matrix(x):\n    while True:\n        pass\n"),
        programs[4] + "\nprint(1 / np.zeros(2))\n",
        programs[5].replace("return np.", "return 1 + np."),
        "import numpy as np\nnp.maximum = np.minimum\n" + programs[6],
        programs[7].replace("def naive_relu", "def relu"),
    ]
    shutil.copytree(ROOT / "solutions", tmp_path / "course" / "solutions")
    (tmp_path / "course" / "pyproject.toml").write_text("[tool.autograder.limits]\ncall_seconds = 1\n")
    course = Course.find(tmp_path / "course")
    for number, source in enumerate([*programs, *wrong, *mixed]):
        hand_in(tmp_path / "wild" / f"s{number:02}", tensor_ops=f"{source}\nimport os\n")
    for number, source in enumerate([*programs, *wrong]):
        hand_in(tmp_path / "class" / f"s{number:02}", tensor_ops=source)
    run(tmp_path / "class", tmp_path / "out", course)
    for number, source in enumerate(mixed, len(programs) + len(wrong)):
        hand_in(tmp_path / "class" / f"s{number:02}", tensor_ops=source)
    rows = run(tmp_path / "class", tmp_path / "out", course)
    assert {rows[name].origin for name in sorted(rows)[-len(mixed) :]} == {Origin.KNOWN}
    alone = run(tmp_path / "wild", tmp_path / "alone", course)
    assert {row.origin for row in alone.values()} == {Origin.GRADED}
    for name in rows:
        one, other = ((tmp_path / out / name / "result.json").read_bytes() for out in ("out", "alone"))
        assert one == other
    rows = run(tmp_path / "class", tmp_path / "out", course)
    assert {row.origin for row in rows.values()} == {Origin.UNCHANGED}


def test_nobody_gains_by_what_others_functions_are_known_for(tmp_path: Path) -> None:
    """Who uses up the time for a file loses by it what they would lose alone, though another passed the same."""
    shutil.copytree(ROOT / "solutions", tmp_path / "course" / "solutions")
    limits = "[tool.autograder.limits]\ncall_seconds = 2\nunit_seconds = 3\n"
    (tmp_path / "course" / "pyproject.toml").write_text(limits)
    course = Course.find(tmp_path / "course")
    right = "def transpose_matrix(x):\n    return x.T\n"
    endless = "def naive_relu(x):\n    while True:\n        pass\n"
    endless += endless.replace("naive_relu(x)", "naive_add(x, y)")
    hand_in(tmp_path / "class" / "kim", tensor_ops=right)
    run(tmp_path / "class", tmp_path / "out", course, jobs=1)
    hand_in(tmp_path / "class" / "lee", tensor_ops=endless + right)
    run(tmp_path / "class", tmp_path / "out", course, jobs=1)
    run(tmp_path / "class" / "lee", tmp_path / "alone", course, jobs=1)
    page = (tmp_path / "out" / "lee" / "result.json").read_text(encoding="utf-8")
    assert "the 3 seconds for this file were used up" in page
    assert page == (tmp_path / "alone" / "lee" / "result.json").read_text(encoding="utf-8")


def test_what_a_function_is_known_by_is_its_own_file_alone(tmp_path: Path) -> None:
    """Whatever a file does to NumPy, so that a wrong function of its passes, the same function elsewhere does not."""
    wrong = "def transpose_matrix(x):\n    return np.flip(x)\n"
    tricks = [
        "np.flip = np.transpose",
        "np.__dict__['flip'] = np.transpose",
        "setattr(np, 'flip', np.transpose)",
        "def broadcast_vector(y, rows):\n    np.flip = np.transpose\nbroadcast_vector(1, 1)",
        "class np:\n    flip = lambda x: x.T",
        "import sys\nsys.modules['numpy'].flip = np.transpose",
        "from numpy import *\nnp = type('np', (), {'flip': staticmethod(transpose)})",
    ]
    for number, trick in enumerate(tricks):
        hand_in(tmp_path / "class" / f"s{number}", tensor_ops=f"import numpy as np\n{trick}\n{wrong}")
    out = tmp_path / "out"
    run(tmp_path / "class", out, jobs=1)
    hand_in(tmp_path / "class" / "zoe", tensor_ops=f"import numpy as np\n{wrong}")
    rows = run(tmp_path / "class", out, jobs=1)
    right = {}
    for name in rows:
        data = json.loads((out / name / "result.json").read_text(encoding="utf-8"))
        exercise = data["units"]["tensor_ops"]["exercises"]["transpose_matrix"]
        right[name] = exercise["score"] == exercise["max_score"]
    assert all(right[f"s{number}"] for number in range(len(tricks))), "the tricks do work"
    assert not right["zoe"]


def test_a_changed_grader_knows_no_function(tmp_path: Path, course: Course) -> None:
    """What a function is known for counts for the graders that it passed, and for no others."""
    right = "import numpy as np\n\ndef transpose_matrix(x):\n    return x.T\n"
    hand_in(tmp_path / "class" / "kim", tensor_ops=right)
    out = tmp_path / "out"
    assert grade_with(course, tmp_path / "class", out) == "1 graded in this run"
    hand_in(tmp_path / "class" / "lee", tensor_ops=right.replace("(x)", "(matrix)").replace("x.T", "matrix.T"))
    grader = course.root / "autograder" / "graders" / "test_tensor_ops.py"
    head, tail = grader.read_text().split("class TestTransposeMatrix:")
    grader.write_text(head + "class TestTransposeMatrix:" + tail.replace('"""', '"""Now: ', 1))
    assert grade_with(course, tmp_path / "class", out).startswith("2 graded in this run (1 of them again")
