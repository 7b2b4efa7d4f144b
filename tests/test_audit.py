"""The course's linter: each of its promises holds for the course, and breaks for a course that was tampered with."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from autograder.attempt.mnist import find_mnist
from autograder.authoring import audit as audit_module
from autograder.authoring.audit import KNOW_NOTHING, Finding
from autograder.authoring.lessons import read_lesson, solution_lines
from autograder.box.confinement import LAYERS
from autograder.course import UNITS, Course, Settings
from autograder.errors import DataMissing
from autograder.grading.session import Session, exercise_points, grading
from autograder.results import OUR_FAULT

ROOT = Path(__file__).parent.parent
COURSE = Course.find(ROOT)
SETTINGS = Settings(LAYERS, None)
FOLDERS = ("solutions", "exercises", "source")
GRADER = """
@pytest.mark.exercise("naive_add")
class TestMore:
    @pytest.mark.points(1)
    def test_more(self):
        {body}
"""


class Small(Course):
    """A copy of the course with its first two units, which need no TensorFlow, and graders of its own."""

    units = UNITS[:2]

    @property
    def graders(self) -> Path:
        return self.root / "graders"


@pytest.fixture
def course(tmp_path: Path) -> Iterator[Small]:
    """A copy that a test may tamper with."""
    root = tmp_path / "course"
    for name in FOLDERS:
        shutil.copytree(ROOT / name, root / name)
    (root / "graders").mkdir()
    for path in ("pytest.ini", *(f"test_{unit.name}.py" for unit in Small.units)):
        shutil.copy(COURSE.graders / path, root / "graders")
    forget_graders()
    yield Small(root)
    forget_graders()


def forget_graders() -> None:
    """Python knows a module by its name, and each copy's graders have the same ones."""
    for unit in Small.units:
        sys.modules.pop(f"test_{unit.name}", None)


def tamper(path: Path, change: Callable[[str], str]) -> None:
    """Rewrites a file; what changes nothing would prove nothing."""
    before = path.read_text(encoding="utf-8")
    after = change(before)
    assert after != before
    path.write_text(after, encoding="utf-8")


def broken(finding: Finding, *words: str) -> bool:
    """Whether the promise is broken, and the detail says by what."""
    return not finding.well and all(word in finding.detail for word in words)


def solution_line(unit: str) -> str:
    """A telling line of a unit's solutions."""
    return max(solution_lines(read_lesson(COURSE.solutions / f"{unit}.py")), key=len)


# --- what students see ---


def test_the_course_keeps_its_secrets() -> None:
    """No line of a solution stands in the exercises, and none of a grader's in anything that students see."""
    assert audit_module._solutions_in(COURSE, COURSE.exercises, "p") == Finding("p", True)
    assert audit_module._graders_hidden(COURSE).well


PASTED = [
    ("tensors", "tensors.py"),
    ("tensor_ops", "test_tensor_ops.py"),
    ("first_network", "gradients.py"),
    ("gradients", "README.md"),
    ("tensor_ops", "notes.ipynb"),
]


@pytest.mark.parametrize(("unit", "place"), PASTED)
def test_a_pasted_solution_is_found(course: Small, unit: str, place: str) -> None:
    """One line of a solution anywhere under ``exercises/`` breaks the promise, and is named with its file."""
    path = course.exercises / place
    line = solution_line(unit)
    if place.endswith(".ipynb"):
        path.write_text(json.dumps({"cells": [{"source": [line]}]}, ensure_ascii=False), encoding="utf-8")
    else:
        tamper(path, lambda text: f"{text}\n# {line}\n")
    finding = audit_module._solutions_in(Course(course.root), course.exercises, "p")
    assert broken(finding, path.name, line)


@pytest.mark.parametrize("folder", ["exercises", "source"])
def test_a_pasted_grader_is_found(course: Small, folder: str) -> None:
    """One telling line of a grader in what students see breaks the promise, and is named."""
    [line] = re.findall(r"check\.values\(student\.naive_relu.*", (course.graders / "test_tensor_ops.py").read_text())[
        :1
    ]
    path = course.root / folder / ("tensor_ops.py" if folder == "exercises" else "tensor_ops/tensor_ops.ipynb")
    tamper(path, lambda text: f"{text}\n{line}")
    assert broken(audit_module._graders_hidden(course), path.name, line)


def test_a_file_edited_by_hand_is_found(course: Small) -> None:
    """A generated file that was changed, or is gone, breaks the promise that they are up to date."""
    whole, points = Course(course.root), exercise_points(COURSE)
    assert not audit_module.stale(whole, points)
    tamper(course.exercises / "tensors.py", lambda text: text + "# mine\n")
    (course.exercises / "test_tensor_ops.py").unlink()
    names = {entry.path.name for entry in audit_module.stale(whole, points)}
    assert names == {"tensors.py", "test_tensor_ops.py"}


# --- graders ---


def test_the_course_is_covered() -> None:
    """Every contract row of the course has a grader, and the points add up."""
    assert audit_module._coverage(COURSE, exercise_points(COURSE)).well


def test_a_missing_grader_is_found(course: Small) -> None:
    """A function whose grader is gone is named, and so is the unit whose points no longer add up."""
    assert audit_module._coverage(course, exercise_points(course)).well
    forget_graders()
    path = course.graders / "test_tensor_ops.py"
    pattern = r'@pytest\.mark\.exercise\("naive_relu"\)\n.*?(?=@pytest\.mark\.exercise)'
    tamper(path, lambda text: re.sub(pattern, "", text, flags=re.DOTALL))
    finding = audit_module._coverage(course, exercise_points(course))
    assert broken(finding, "tensor_ops.naive_relu has no grader", "tensor_ops is worth", "not 40")


def test_a_misspelt_grader_is_found(course: Small) -> None:
    """A grader of something that the contract does not know is named."""
    path = course.graders / "test_tensor_ops.py"
    tamper(path, lambda text: text.replace('exercise("naive_relu")', 'exercise("naive_relo")'))
    finding = audit_module._coverage(course, exercise_points(course))
    assert broken(finding, "tensor_ops.naive_relu has no grader", "tensor_ops.naive_relo is no exercise")


# --- what grading shows ---


def graded(course: Course) -> list[Finding]:
    """What grading the stubs, the solutions and the know-nothing programs shows."""
    findings: list[Finding] = []

    def work(session: Session) -> None:
        findings.extend(audit_module._graded(course, session))

    grading(course, SETTINGS, work)
    return findings


def test_a_sound_course(course: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the copy as it is all stubs fail, all solutions pass, and nothing that knows nothing earns anything."""
    few = {name: KNOW_NOTHING[name] for name in ("None", "the first argument", "AssertionError")}
    monkeypatch.setattr(audit_module, "KNOW_NOTHING", few)
    assert [finding for finding in graded(course) if not finding.well] == []


def test_a_tampered_course(course: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stub that solves, a solution that does not, and a grader that lets anything pass are each found and named."""
    monkeypatch.setattr(audit_module, "KNOW_NOTHING", {"None": "pass"})
    whole = (course.solutions / "tensors.py").read_text(encoding="utf-8")
    (course.exercises / "tensors.py").write_text(whole, encoding="utf-8")
    vectorised = "\ndef naive_relu(x):\n    assert x.ndim == 2\n    return (x > 0) * x\n"
    tamper(course.solutions / "tensor_ops.py", lambda text: text + vectorised)
    tamper(course.graders / "test_tensor_ops.py", lambda text: text + GRADER.format(body="pass"))
    stubs, solutions, know_nothing = graded(course)
    assert broken(stubs, "make_scalar: ")
    assert broken(solutions, "naive_relu: naive_relu hands its work to a vectorised operation")
    assert broken(know_nothing, "None as naive_add earns 1")


@pytest.mark.slow
def test_what_could_not_be_checked_is_not_sound(course: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a grader itself fails nothing earns a point: that is no proof, and no promise is said to hold."""
    monkeypatch.setattr(audit_module, "KNOW_NOTHING", {"None": "pass"})
    tamper(course.graders / "test_tensor_ops.py", lambda text: text + GRADER.format(body="1 / 0"))
    findings = graded(course)
    assert len(findings) == 3
    assert all(broken(finding, OUR_FAULT) for finding in findings)


@pytest.mark.slow
def test_a_lost_file_is_not_sound(course: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    """A unit whose stubs are gone earns nothing either, and that is no proof."""
    monkeypatch.setattr(audit_module, "KNOW_NOTHING", {})
    (course.exercises / "tensors.py").unlink()
    assert broken(graded(course)[0], "tensors not handed in")


def test_know_nothing_programs_are_plain() -> None:
    """Each know-nothing program is a body of a function that runs, or refuses, whatever it is given."""
    for name, body in KNOW_NOTHING.items():
        names: dict[str, Callable[..., object]] = {}
        exec(f"def f(*arguments):\n    {body}\n", names)
        try:
            names["f"](1, 2)
        except (ValueError, AssertionError):
            assert name in ("ValueError", "AssertionError")


# --- nbgrader's own release ---


def test_without_nbgrader_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nbgrader is missing the release is said not to have been checked."""
    monkeypatch.setattr(audit_module.shutil, "which", lambda *_, **__: None)
    assert audit_module._released(COURSE).detail.startswith("not checked")


@pytest.mark.slow
def test_a_release_that_leaks(course: Small) -> None:
    """A notebook that shows a line of a solution outside the marks is released with it, and that is found."""
    path = course.source / "tensor_ops" / "tensor_ops.ipynb"
    line = solution_line("tensor_ops")
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["cells"][0]["source"] += f"\n{line}" if isinstance(notebook["cells"][0]["source"], str) else [f"\n{line}"]
    path.write_text(json.dumps(notebook, ensure_ascii=False), encoding="utf-8")
    assert broken(audit_module._released(course), "tensor_ops.ipynb", line)


@pytest.mark.thorough
@pytest.mark.slow
def test_the_whole_course() -> None:
    """Every promise holds for the course as it is, and the command says so with status 0."""
    try:
        find_mnist(COURSE, download=False)
    except DataMissing as error:
        pytest.skip(str(error))
    done = subprocess.run(
        [sys.executable, "-m", "autograder", "audit"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert [line[:4].strip() for line in done.stdout.splitlines()] == ["ok"] * 12
