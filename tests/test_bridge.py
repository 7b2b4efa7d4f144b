"""The bridge to nbgrader: its course as cloned, autograding in boxes, feedback, and its gradebook from results.

What takes nbgrader itself is slow. One course (``nbgrader_course/run.py``) is taken from its release to exported
grades, and looked at from all sides.
"""

import ast
import csv
import errno
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from autograder.authoring.assignments import grade_id, public_test_id
from autograder.authoring.lessons import read_lesson, solution_lines
from autograder.bridge.course_folder import AUTOGRADE, EXPORTER, SANITIZE, box_autograding
from autograder.bridge.staging import HandIn, key_of, provided_files, stage
from autograder.bridge.wording import exercise_text, points_in_cell, unit_text
from autograder.course import UNITS, Course, Limits, Unit
from autograder.results import ExerciseResult, Status, TestResult, TestStatus, UnitResult

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a box can be confined on Linux only")
ROOT = Path(__file__).parent.parent
FOLDER = Path(__file__).parent / "nbgrader_course"
UNIT = "tensor_ops"
TENSOR_OPS = next(unit for unit in UNITS if unit.name == UNIT)
LIMITS = Limits()


# --- words and points -------------------------------------------------------------------------------------------------


def exercise(*tests: TestResult, feedback: tuple[str, ...] = ()) -> ExerciseResult:
    return ExerciseResult("naive_relu", tests, feedback)


VALUES = TestResult("Gives max(x, 0).", TestStatus.FAILED, 0, 2, "1 entry differs.\nCall: naive_relu(-1)\nGot: -1")
BESIDE = TestResult("Refuses.", TestStatus.FAILED, 0, 1, "This counts once “Gives max(x, 0).” passes.")
LOOPS = TestResult("Loops.", TestStatus.PASSED, 1.5, 1.5)


def test_the_diagnosis_comes_first() -> None:
    """The first line is what is wrong, the smallest example follows, and then each test with its points."""
    assert exercise_text(exercise(BESIDE, VALUES, LOOPS)).splitlines() == [
        "1 entry differs.",
        "Call: naive_relu(-1)",
        "Got: -1",
        "",
        "✗ 0 / 1  Refuses.",
        "    This counts once “Gives max(x, 0).” passes.",
        "✗ 0 / 2  Gives max(x, 0).",
        "✓ 1.5 / 1.5  Loops.",
    ]


def test_all_well_is_said_in_both_languages() -> None:
    """Where nothing failed, the first line says so."""
    assert exercise_text(exercise(LOOPS)).startswith("All tests passed. · 모든 테스트를 통과했습니다.\n\n✓ 1.5 / 1.5")


def test_the_same_thing_is_said_once() -> None:
    """A reason that every test gives (no file, no time) stands there once."""
    reason = "tensor_ops.ipynb is no notebook"
    tests = [TestResult(f"Test {number}.", TestStatus.FAILED, 0, 1, reason) for number in range(5)]
    assert exercise_text(exercise(*tests)).count(reason) == 1


def test_what_a_student_chose_cannot_steer_a_terminal_or_a_page() -> None:
    """Controls and invisible marks are spelled out, in a message and in a file's own words."""
    test = TestResult("Test.", TestStatus.ERROR, 0, 1, "raised \x1b[31mOdd\u202e")
    assert "raised \\x1b[31mOdd\\u202e" in exercise_text(exercise(test))
    assert unit_text(UnitResult(UNIT, Status.GRADED, (), "stopped with \x1b]0;")) == "stopped with \\x1b]0;\n"


def test_long_sentences_are_wrapped() -> None:
    """A long diagnosis is not cut off at a page's edge; an array's rows stay where they are."""
    rows = "       " + "[0., 0., 0.], " * 12
    test = TestResult("Test.", TestStatus.FAILED, 0, 1, "one word after another " * 9 + f"\nGot: array([\n{rows}")
    lines = exercise_text(exercise(test)).splitlines()
    assert max(len(line) for line in lines if not line.startswith(" ")) <= 96
    assert " ".join(lines).count("one word after another") == 9
    assert rows in lines


def test_a_person_is_announced() -> None:
    """Where a person's eye is wanted, the file's feedback says so; where nothing is to be said, there is none."""
    assert unit_text(UnitResult(UNIT, Status.GRADED, ())) == ""
    assert "강사가 직접 확인합니다" in unit_text(UnitResult(UNIT, Status.NEEDS_REVIEW, (), "two files"))


@pytest.mark.parametrize(("most", "points"), [(4.5, 1.5), (9, 3.0), (1, 0.33), (0, 0.0)])
def test_points_are_on_the_cells_scale(most: float, points: float) -> None:
    """An instructor may make a cell worth more or less: its share stays, and it never gets more than it is worth."""
    assert points_in_cell(exercise(VALUES, LOOPS, BESIDE), most) == points
    assert points_in_cell(exercise(LOOPS), most) == most
    assert points_in_cell(exercise(), most) == 0


# --- what is graded ---------------------------------------------------------------------------------------------------


def hand_in_of(folder: Path, unit: Unit = TENSOR_OPS, **provided: Path) -> HandIn:
    return HandIn("kim", folder, unit, {f"{name}.py": path for name, path in provided.items()})


def staged(hand_in: HandIn, scratch: Path) -> dict[str, bytes]:
    """What is in the folder that is graded."""
    submission = stage(hand_in, "key", scratch, LIMITS)
    assert submission.problem == ""
    [folder] = submission.paths
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A submitted assignment's folder with a notebook in it."""
    (tmp_path / "submitted").mkdir()
    (tmp_path / "submitted" / f"{UNIT}.ipynb").write_text('{"cells": []}')
    return tmp_path / "submitted"


def test_helpers_come_along_and_nothing_else_does(folder: Path, tmp_path: Path) -> None:
    """Other modules and data are there; a second file of the unit, other notebooks and links are not."""
    (folder / "package").mkdir()
    for name in ("helper.py", "package/inner.py", "data.csv", "tensor_ops.py", "tensor_ops (1).ipynb", ".hidden.py"):
        (folder / name).write_text("x")
    (folder / "link.py").symlink_to(ROOT / "solutions" / "tensor_ops.py")
    assert set(staged(hand_in_of(folder), tmp_path)) == {
        "tensor_ops.ipynb",
        "helper.py",
        "package/inner.py",
        "data.csv",
    }


def test_the_courses_files_are_the_courses(folder: Path, tmp_path: Path) -> None:
    """A file that comes with the assignment is graded as the course has it, whatever a student made of it."""
    (folder / "helper.py").write_text("student's")
    (tmp_path / "ours").mkdir()
    (tmp_path / "ours" / "helper.py").write_text("course's")
    provided = provided_files(tmp_path / "ours")
    assert staged(HandIn("kim", folder, TENSOR_OPS, provided), tmp_path)["helper.py"] == b"course's"
    assert provided_files(tmp_path / "nowhere") == {}


def test_the_courses_own_cells_are_not_run(folder: Path, tmp_path: Path) -> None:
    """Public tests and grade cells are left out by their names, whatever else the notebook's metadata hold."""
    names = [public_test_id("naive_relu"), grade_id("naive_relu"), "naive_relu", ["a", "list"], 7, None]
    cells: list[Any] = [{"source": "print(1)", "metadata": {"nbgrader": {"grade_id": name}}} for name in names]
    cells += [{"source": "print(1)"}, {"source": "print(1)", "metadata": {"nbgrader": "mine"}}, "no cell"]
    (folder / f"{UNIT}.ipynb").write_text(json.dumps({"cells": cells}))
    kept = json.loads(staged(hand_in_of(folder), tmp_path)[f"{UNIT}.ipynb"])["cells"]
    assert [cell["source"] != "print(1)" for cell in kept[:-1]] == [True, True, *[False] * 6]


@pytest.mark.parametrize("data", [b"", b"{", b"[1]", b'{"cells": 3}', b"\xff\xfe", b"[" * 100_000])
def test_what_cannot_be_read_is_graded_as_it_is(folder: Path, tmp_path: Path, data: bytes) -> None:
    """A notebook that is none comes to the grader byte for byte, which says what is wrong with it."""
    (folder / f"{UNIT}.ipynb").write_bytes(data)
    assert staged(hand_in_of(folder), tmp_path)[f"{UNIT}.ipynb"] == data


def test_the_same_work_has_the_same_key(folder: Path, tmp_path: Path) -> None:
    """The key is that of all that is graded, and of nothing else: not the student's name, not the folder's."""
    twin = shutil.copytree(folder, tmp_path / "twin")
    first = key_of(hand_in_of(folder), LIMITS)
    assert key_of(hand_in_of(twin), LIMITS) == first
    (twin / "notes.ipynb").write_text("another notebook")
    assert key_of(hand_in_of(twin), LIMITS) == first
    (twin / "helper.py").write_text("x = 1")
    second = key_of(hand_in_of(twin), LIMITS)
    assert second != first
    assert key_of(hand_in_of(twin, helper=folder / f"{UNIT}.ipynb"), LIMITS) not in (first, second)
    assert key_of(hand_in_of(folder, UNITS[0]), LIMITS) != first


def test_too_much_is_refused(folder: Path, tmp_path: Path) -> None:
    """More files or bytes than an archive may have are a problem of the submission, and nothing is graded of it."""
    for number in range(3):
        (folder / f"data{number}").write_bytes(bytes(1000))
    few = stage(hand_in_of(folder), "few", tmp_path, Limits(archive_entries=2))
    small = stage(hand_in_of(folder), "small", tmp_path, Limits(archive_bytes=2000))
    assert "it has 4 files, of at most 2" in few.problem
    assert "MiB of files" in small.problem
    key_of(hand_in_of(folder), Limits(archive_entries=2))


def test_a_notebook_that_is_a_link_is_not_followed(folder: Path, tmp_path: Path) -> None:
    """A link in the notebook's place is said to be none, and nothing that it points to is copied."""
    (folder / f"{UNIT}.ipynb").unlink()
    (folder / f"{UNIT}.ipynb").symlink_to(ROOT / "source" / UNIT / f"{UNIT}.ipynb")
    submission = stage(hand_in_of(folder), "key", tmp_path, LIMITS)
    assert "tensor_ops.ipynb cannot be read" in submission.problem
    assert not list(submission.paths[0].iterdir())


# --- settings ---------------------------------------------------------------------------------------------------------


class Config(dict[str, Any]):
    """As much of traitlets' as a settings file uses."""

    def __getattr__(self, name: str) -> Any:
        return self.setdefault(name, Config())

    def __setattr__(self, name: str, value: Any) -> None:
        self[name] = value


def test_the_courses_settings_are_the_commands() -> None:
    """``nbgrader_config.py`` has what ``autograder nbgrader autograde`` sets, in texts that import nothing of ours.

    nbgrader goes on without settings that fail, and would run students' code itself.
    """
    source = (ROOT / "nbgrader_config.py").read_text(encoding="utf-8")
    assert not [node for node in ast.walk(ast.parse(source)) if isinstance(node, (ast.Import, ast.ImportFrom))]
    written, ours = Config(), Config()
    exec(compile(source, "nbgrader_config.py", "exec"), {"get_config": lambda: written})
    box_autograding(ours)
    assert written.Autograde == ours.Autograde
    assert ours.Autograde == {
        "exporter_class": EXPORTER,
        "sanitize_preprocessors": list(SANITIZE),
        "autograde_preprocessors": list(AUTOGRADE),
    }


def test_a_courses_own_settings_stay() -> None:
    """Steps that an instructor added to a course that grades in boxes are left as they are."""
    config = Config()
    config.Autograde.exporter_class = EXPORTER
    config.Autograde.autograde_preprocessors = ["theirs"]
    box_autograding(config)
    assert config.Autograde.autograde_preprocessors == ["theirs"]


# --- a whole course in nbgrader ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def walk() -> Iterator[Any]:
    """The script that takes a course through nbgrader."""
    pytest.importorskip("nbgrader")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(FOLDER))
        yield import_module("run")
    for path in FOLDER.glob("*.py"):
        sys.modules.pop(path.stem, None)


@pytest.fixture(scope="module")
def course(walk: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course after the script: released, handed in, autograded by our command, feedback made."""
    folder = tmp_path_factory.mktemp("walk") / "course"
    done = subprocess.run(
        [sys.executable, str(FOLDER / "run.py"), str(folder)], check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr[-3000:]
    assert done.stdout == "12 notebooks, each with the score it should have\n"
    return folder


@pytest.fixture
def copy(course: Path, tmp_path: Path) -> Path:
    """A copy of it, to be changed."""
    return shutil.copytree(course, tmp_path / "course")


def feedback(course: Path, student: str) -> str:
    page = (course / "feedback" / student / UNIT / f"{UNIT}.html").read_text(encoding="utf-8")
    return re.sub(r"<[^>]*>", "", page)


@linux
@pytest.mark.slow
def test_twelve_notebooks_get_what_they_should(course: Path, walk: Any) -> None:
    """From the release to exported grades: correct, partial, tampered, hostile, late, endless, and what tools leave."""
    assert walk.differences(course, walk.cases(str(course))) == []


@linux
@pytest.mark.slow
def test_feedback_shows_the_diagnosis_and_no_test(course: Path, walk: Any) -> None:
    """The pages hold each diagnosis with its example, and of the hidden tests neither the source nor the place."""
    graders = (ROOT / "autograder" / "graders" / "test_tensor_ops.py").read_text(encoding="utf-8")
    telling = {line.strip() for line in graders.splitlines() if line.strip().startswith(("check.", "@pytest", "def "))}
    for case in walk.cases(str(course)):
        page = feedback(course, case.student)
        assert case.diagnosis in page
        assert "HIDDEN TESTS" not in page
        assert "RuntimeError" not in page
        assert not [line for line in telling if line in page]
    assert "Expected (shape (2, 2)):\n  [[1, 0],\n   [0, 4]]" in feedback(course, "earlier-outputs")
    assert "[[  1 , &gt;-2&lt;]," in feedback(course, "earlier-outputs")
    assert "a warning" not in feedback(course, "earlier-outputs")
    assert "passed over %matplotlib inline" in feedback(course, "magics")
    assert "was missing from the submission" in feedback(course, "tampered")
    assert "No module named 'google.colab'" in feedback(course, "colab")


@linux
@pytest.mark.slow
def test_the_release_gives_nothing_away(course: Path) -> None:
    """What students get holds no solution, no hidden part of a cell, and no word of a grader's."""
    released = (course / "release" / UNIT / f"{UNIT}.ipynb").read_text(encoding="utf-8")
    for word in ("SOLUTION", "HIDDEN", "RuntimeError", "nbgrader_config"):
        assert word not in released
    lines = {line.strip() for cell in json.loads(released)["cells"] for line in cell["source"]}
    lesson = read_lesson(ROOT / "solutions" / f"{UNIT}.py")
    assert not lines & set(solution_lines(lesson))


@linux
@pytest.mark.slow
def test_nbgraders_own_command_and_button_give_the_same(copy: Path, walk: Any) -> None:
    """``nbgrader autograde``, one student alone and formgrader's button give what our command gave."""
    wanted = walk.grades(copy)
    walk.execute(copy, "nbgrader", "autograde", UNIT, "--force")
    assert walk.grades(copy) == wanted
    button = (
        "from nbgrader.apps import NbGraderAPI, NbGrader\n"
        "app = NbGrader(); app.initialize([])\n"
        "api = NbGraderAPI(app.coursedir, parent=app)\n"
        f"done = api.autograde({UNIT!r}, 'tampered')\n"
        "assert done['success'], done"
    )
    (copy / "button.py").write_text(button)
    walk.execute(copy, "button")
    assert walk.grades(copy) == wanted


@linux
@pytest.mark.slow
def test_what_a_person_gave_stays(copy: Path, walk: Any) -> None:
    """Manual points, extra credit and comments outlive another run; the points beside them want another look."""
    from nbgrader.api import Gradebook

    url = f"sqlite:///{copy / 'gradebook.db'}"
    with Gradebook(url) as gradebook:
        grade = gradebook.find_grade("grade_naive_relu", UNIT, UNIT, "partial")
        grade.manual_score, grade.extra_credit = 3.5, 1.0
        gradebook.find_comment("naive_relu", UNIT, UNIT, "partial").manual_comment = "nearly"
        gradebook.db.commit()
    walk.execute(copy, "autograder", "nbgrader", "autograde", UNIT, "--student", "partial", "--force")
    with Gradebook(url) as gradebook:
        grade = gradebook.find_grade("grade_naive_relu", UNIT, UNIT, "partial")
        assert (grade.auto_score, grade.manual_score, grade.extra_credit) == (3.2, 3.5, 1.0)
        assert grade.needs_manual_grade
        assert gradebook.find_comment("naive_relu", UNIT, UNIT, "partial").comment == "nearly"
        assert not gradebook.find_grade("grade_naive_add", UNIT, UNIT, "partial").needs_manual_grade


BROKEN: dict[str, bytes] = {
    "empty": b"",
    "no-json": b"{'cells'",
    "other-json": b"[1, 2, 3]",
    "cells-of-no-kind": b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [3, null, {"cell_type": 4}]}',
    "latin-1": '{"cells": [], "metadata": {"é": 1}}'.encode("latin-1"),
    "format-5": b'{"nbformat": 5, "nbformat_minor": 0, "metadata": {}, "cells": []}',
    "deep": b'{"cells": ' + b"[" * 50_000 + b"]" * 50_000 + b"}",
}


@linux
@pytest.mark.slow
def test_what_is_no_notebook_stops_nobody(copy: Path, walk: Any) -> None:
    """Each gets 0, says why in its feedback and waits for a person; the right ones among them keep their points.

    Right are one whose function stands in a module beside it, and one of format 3.
    """
    from nbgrader.api import Gradebook

    shutil.rmtree(copy / "submitted")
    right = walk.fill_in(json.loads((copy / "release" / UNIT / f"{UNIT}.ipynb").read_text(encoding="utf-8")), copy)
    helped = json.loads(json.dumps(right))
    relu = next(cell for cell in helped["cells"] if walk.named(cell) == "naive_relu")
    relu["source"] = "from helper import naive_relu"
    place = walk.hand_in(copy, "helped", helped)
    (place / "helper.py").write_text(
        "".join(next(c for c in right["cells"] if walk.named(c) == "naive_relu")["source"])
    )
    old = {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"metadata": {}, "cells": []}]}
    for cell in right["cells"]:
        if cell["cell_type"] == "code":
            old["worksheets"][0]["cells"].append(
                {"cell_type": "code", "language": "python", "input": cell["source"], "metadata": {}, "outputs": []}
            )
    walk.hand_in(copy, "format-3", old)
    for student, data in BROKEN.items():
        walk.hand_in(copy, student, data)
    said = walk.execute(copy, "nbgrader", "autograde", UNIT)
    assert "Traceback" not in said
    grades = walk.grades(copy)
    assert grades["helped"] == grades["format-3"] == grades["correct"] == walk.POINTS
    with Gradebook(f"sqlite:///{copy / 'gradebook.db'}") as gradebook:
        for student in BROKEN:
            assert set(grades[student].values()) == {0.0}
            grade = gradebook.find_grade("grade_naive_relu", UNIT, UNIT, student)
            assert grade.needs_manual_grade
            assert len(walk.words(copy, student, "naive_relu").splitlines()[0]) > 20
    assert walk.words(copy, "no-json", "naive_relu").startswith("tensor_ops.ipynb is no notebook: it cannot be read")


@linux
@pytest.mark.slow
def test_cells_of_the_instructors_own(tmp_path: Path, walk: Any) -> None:
    """Points are on the scale that an instructor chose; a test cell that no grader knows gets 0 and waits for a person.

    A cell that only a person grades is left to one.
    """
    from nbgrader.api import Gradebook

    folder = tmp_path / "course"
    walk.make_course(folder)
    path = folder / "source" / UNIT / f"{UNIT}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        if walk.named(cell) == "grade_naive_relu":
            cell["metadata"]["nbgrader"]["points"] = 10
        if walk.named(cell) == "test_naive_relu_public":
            cell["metadata"]["nbgrader"]["points"] = 1
    about = {"schema_version": 3, "locked": False, "task": False, "grade": True}
    own = {
        "source": "### BEGIN HIDDEN TESTS\nassert 1 == 2\n### END HIDDEN TESTS",
        "execution_count": None,
        "outputs": [],
    }
    own |= {"cell_type": "code", "id": "own", "metadata": {"nbgrader": about | {"grade_id": "own", "points": 2}}}
    own["metadata"]["nbgrader"] |= {"solution": False, "locked": True}
    essay = {"cell_type": "markdown", "id": "essay", "source": "Why?", "metadata": {}}
    essay["metadata"] = {"nbgrader": about | {"grade_id": "essay", "points": 3, "solution": True}}
    notebook["cells"] += [own, essay]
    path.write_text(json.dumps(notebook), encoding="utf-8")
    released = walk.release(folder)
    filled = walk.fill_in(released, folder)
    filled["cells"][-1]["source"] = "Because."
    walk.hand_in(folder, "kim", filled)
    walk.execute(folder, "nbgrader", "autograde", UNIT)
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as gradebook:
        found = {
            name: (grade.auto_score, grade.needs_manual_grade)
            for name in ("grade_naive_relu", "test_naive_relu_public", "own", "essay", "grade_naive_add")
            for grade in [gradebook.find_grade(name, UNIT, UNIT, "kim")]
        }
    assert found == {
        "grade_naive_relu": (10.0, False),
        "test_naive_relu_public": (0.0, True),
        "own": (0.0, True),
        "essay": (None, True),
        "grade_naive_add": (4.0, False),
    }


def without_landlock() -> None:
    """Makes the kernel, for this process and what it starts, one that has no Landlock."""
    import pyseccomp

    kernel = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
    kernel.add_rule(pyseccomp.ERRNO(errno.ENOSYS), "landlock_create_ruleset")
    kernel.load()


def run_in(folder: Path, *command: str, before: Callable[[], None] | None = None) -> SimpleNamespace:
    environment = {**os.environ, "HOME": str(folder.parent)}
    done = subprocess.run(
        [sys.executable, "-m", *command],
        check=False,
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        preexec_fn=before,
    )
    return SimpleNamespace(status=done.returncode, output=done.stdout + done.stderr)


@linux
@pytest.mark.slow
def test_without_a_layer_nothing_is_graded(copy: Path, walk: Any) -> None:
    """Where a box cannot be confined the run ends in a line that says so; grades and autograded files stay.

    With the layer given up, by our command's option or in the settings, it is graded.
    """
    wanted, page = walk.grades(copy), (copy / "autograded" / "correct" / UNIT / f"{UNIT}.ipynb").read_bytes()
    for command in (["nbgrader", "autograde"], ["autograder", "nbgrader", "autograde"]):
        done = run_in(copy, *command, UNIT, "--force", before=without_landlock)
        assert done.status == 1
        assert "Traceback" not in done.output
        [line] = [line for line in done.output.splitlines() if "landlock" in line]
        assert line.endswith("; nothing was graded")
        assert walk.grades(copy) == wanted
        assert (copy / "autograded" / "correct" / UNIT / f"{UNIT}.ipynb").read_bytes() == page
    options = ["--student", "correct", "--force", "--without", "landlock"]
    done = run_in(copy, "autograder", "nbgrader", "autograde", UNIT, *options, before=without_landlock)
    assert done.status == 0, done.output
    assert walk.grades(copy) == wanted


@linux
@pytest.mark.slow
def test_our_own_faults_are_not_charged(copy: Path, walk: Any) -> None:
    """Where a grader itself fails nobody's points change, the run ends with status 1, and the student is named."""
    wanted = walk.grades(copy)
    solution = copy / "solutions" / f"{UNIT}.py"
    text = solution.read_text(encoding="utf-8")
    solution.write_text(text.replace("def naive_relu(x):\n", "def naive_relu(x):\n    raise KeyError('a cog')\n"))
    done = run_in(copy, "autograder", "nbgrader", "autograde", UNIT, "--student", "correct", "--force")
    assert done.status == 1
    assert "correct's tensor_ops could not be graded, through no fault of yours" in done.output
    assert "There was an error processing assignment 'tensor_ops' for student 'correct'" in done.output
    assert done.output.splitlines()[-1] == "autograder: not everything was autograded: see above"
    assert walk.grades(copy) == wanted


@pytest.mark.thorough
@linux
@pytest.mark.slow
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_validate_tells_right_from_unwritten(tmp_path: Path, walk: Any, unit: Unit) -> None:
    """``nbgrader validate`` passes on the filled-in release, and fails on the release, at every public test.

    Where Keras can neither find nor download MNIST, the one public test that loads it fails, and no other does.
    """
    folder = tmp_path / "course"
    walk.make_course(folder)
    released = walk.release(folder, unit.name)
    place = walk.hand_in(folder, "kim", walk.fill_in(released, folder, unit.name), unit=unit.name)
    said = walk.execute(folder, "nbgrader", "validate", str(place / f"{unit.name}.ipynb"))
    if unit.pipeline and "mnist" in said and "Error" in said:
        assert "VALIDATION FAILED ON 1 CELL(S)!" in said
        assert "    test_load_mnist()" in said
    else:
        assert "Success! Your notebook passes all the tests." in said
    assert "nbgrader_config" not in said
    said = walk.execute(folder, "nbgrader", "validate", str(folder / "release" / unit.name / f"{unit.name}.ipynb"))
    assert f"VALIDATION FAILED ON {len(unit.functions)} CELL(S)!" in said


# --- results of .py files in the gradebook ----------------------------------------------------------------------------


def export_grades(folder: Path, walk: Any) -> dict[tuple[str, str], tuple[float, float]]:
    walk.execute(folder, "nbgrader", "export")
    with open(folder / "grades.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {(row["student_id"], row["assignment"]): (float(row["score"]), float(row["max_score"])) for row in rows}


@linux
@pytest.mark.slow
def test_results_come_into_the_gradebook(tmp_path: Path, walk: Any) -> None:
    """``autograder export nbgrader`` makes what is missing, `nbgrader export` lists it; a second run adds nothing.

    The assignment can still be generated afterwards; a person's points stay; our own failures are left out.
    """
    from nbgrader.api import Gradebook

    folder = tmp_path / "course"
    walk.make_course(folder)
    for name, units in {"kim": ["tensors", "tensor_ops"], "이서준": ["tensor_ops"]}.items():
        (folder / "class" / name).mkdir(parents=True)
        for unit in units:
            shutil.copy(ROOT / "solutions" / f"{unit}.py", folder / "class" / name)
    (folder / "class" / "이서준" / "tensor_ops.py").write_text("def naive_relu(x):\n    return (x > 0) * x\n")
    walk.execute(folder, "autograder", "grade", "class")
    said = walk.execute(folder, "autograder", "export", "nbgrader", "results")
    assert said == f"3 units of 2 students are in sqlite:///{folder / 'gradebook.db'}\n"
    wanted = {("kim", "tensors"): (20, 20), ("kim", "tensor_ops"): (40, 40)}
    wanted |= {("이서준", "tensors"): (0, 20), ("이서준", "tensor_ops"): (2.2, 40)}
    found = export_grades(folder, walk)
    lee = json.loads((folder / "results" / "이서준" / "result.json").read_text(encoding="utf-8"))
    wanted["이서준", "tensor_ops"] = (lee["score"], 40)
    assert 0 < lee["score"] < 4
    assert found == wanted
    walk.release(folder)
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as gradebook:
        gradebook.find_grade("grade_naive_relu", UNIT, UNIT, "kim").manual_score = 1
        gradebook.db.commit()
    unit = lee["units"]["tensor_ops"]
    unit["message"] = "could not be graded, through no fault of yours: a cog"
    (folder / "results" / "이서준" / "result.json").write_text(json.dumps(lee), encoding="utf-8")
    said = walk.execute(folder, "autograder", "export", "nbgrader", "results", status=1)
    assert said.splitlines()[-1].endswith("left out, since our own side had failed to grade them: 이서준: tensor_ops")
    assert export_grades(folder, walk) == wanted | {("kim", "tensor_ops"): (37, 40)}


@pytest.mark.slow
def test_errors_of_the_commands_are_one_line(tmp_path: Path, walk: Any) -> None:
    """What cannot be used is said in a line with status 2: an assignment, a folder without results, a missing word."""
    folder = tmp_path / "course"
    walk.make_course(folder)
    for command, words in {
        ("nbgrader", "autograde", "nowhere"): "nowhere: no such assignment in the gradebook; run 'nbgrader generate",
        ("nbgrader", "autograde"): "Missing argument 'ASSIGNMENT'",
        ("export", "nbgrader", "nowhere"): "nowhere: no results here",
        ("export", "sakai"): "No such command 'sakai'",
    }.items():
        said = walk.execute(folder, "autograder", *command, status=2)
        assert said.startswith("autograder: ")
        assert words in said
        assert said.count("\n") == 1


def test_without_nbgrader_the_commands_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nbgrader is not installed, the line names the extra that brings it."""
    from autograder.bridge.course_folder import as_nbgrader
    from autograder.errors import UsageError

    monkeypatch.setitem(sys.modules, "nbgrader", None)
    with pytest.raises(UsageError, match=r"pip install 'tensor-gears\[nbgrader\]'"), as_nbgrader(Course.find(ROOT)):
        raise AssertionError("unreachable")
