"""Deriving exercises and notebooks from lessons, and telling when the derived files are stale."""

import ast
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from autograder.authoring.assignments import notebook
from autograder.authoring.build import DIFFERS, LEFTOVER, MISSING, Stale, build, stale
from autograder.authoring.handouts import public_tests, stub_module
from autograder.authoring.lessons import read_lesson, solution_lines
from autograder.course import TEST_ACCURACY, Course, Unit
from autograder.errors import AutograderError

HERE = Path(__file__).parent.parent
PICTURE = b"<svg xmlns='http://www.w3.org/2000/svg'/>\n"

DOUBLING = '''"""A lesson on doubling."""

# %% [markdown] lang="en"
# # Doubling
#
# ![a pair](images/pair.svg)

# %% [markdown] lang="ko"
# # 두 배
#
# ![한 쌍](images/pair.svg)

# %% tags=["setup"]
import fractions
import math
import os.path as unused

# %% tags=["example"]
print("a worked example", math.pi)

# %% [markdown] lang="en"
# ## Once
#
# Write `double`.

# %% [markdown] lang="ko"
# ## 한 번
#
# `double`을 작성하세요.

# %% tags=["exercise"] exercise="double"
def double(x):
    """Twice ``x``."""
    ### BEGIN SOLUTION
    secretly_doubled = x + x
    return secretly_doubled
    ### END SOLUTION


# %% tags=["public-test"] exercise="double"
def test_double():
    """Twice two is four, and twice a half is one. · 둘의 두 배는 넷, 반의 두 배는 하나입니다."""
    assert double(2) == 4
    assert double(fractions.Fraction(1, 2)) == 1


# %% tags=["exercise"] exercise="quadruple"
def quadruple(x):
    """Four times ``x``."""
    ### BEGIN SOLUTION
    return double(double(x))
    ### END SOLUTION


# %% tags=["public-test"] exercise="quadruple"
def test_quadruple():
    assert quadruple(2) == double(4) == 8
'''

COUNTING = '''# %% [markdown] lang="en"
# # Counting

# %% [markdown] lang="ko"
# # 세기

# %% tags=["setup"]
import itertools

# %% tags=["exercise"] exercise="count"
def count(items):
    """How many ``items`` there are."""
    ### BEGIN SOLUTION
    return sum(1 for _ in items)
    ### END SOLUTION


# %% tags=["public-test"] exercise="count"
def test_count():
    assert count("abc") == 3
'''

POINTS = {"doubling": {"double": 2.5, "quadruple": 4.0}, "counting": {"count": 3.0, TEST_ACCURACY: 5.0}}


class MiniCourse(Course):
    """Two units of no heavy imports: one with a picture and a function that calls another, one with a pipeline."""

    units = (
        Unit("doubling", "Doubling", ("double", "quadruple"), 6.5),
        Unit("counting", "Counting", ("count",), 8, pipeline=True),
    )


@pytest.fixture
def course(tmp_path: Path) -> Course:
    folder = tmp_path / "course" / "solutions"
    (folder / "images").mkdir(parents=True)
    (folder / "images" / "pair.svg").write_bytes(PICTURE)
    (folder / "images" / "unused.svg").write_bytes(PICTURE)
    (folder / "doubling.py").write_text(DOUBLING, encoding="utf-8")
    (folder / "counting.py").write_text(COUNTING, encoding="utf-8")
    return MiniCourse(root=folder.parent)


def relative(course: Course, paths: Sequence[Path]) -> list[str]:
    return [path.relative_to(course.root).as_posix() for path in paths]


def contents(course: Course) -> dict[str, bytes]:
    files = [path for top in (course.exercises, course.source) for path in top.rglob("*") if path.is_file()]
    return {path.relative_to(course.root).as_posix(): path.read_bytes() for path in sorted(files)}


def cells_of(text: str) -> list[dict[str, Any]]:
    cells: list[dict[str, Any]] = json.loads(text)["cells"]
    return cells


def graded(text: str) -> dict[str, dict[str, Any]]:
    cells = [cell for cell in cells_of(text) if "nbgrader" in cell["metadata"]]
    return {cell["metadata"]["nbgrader"]["grade_id"]: cell for cell in cells}


def source_of(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


# Building


def test_build_writes_all_generated_files_and_no_others(course: Course) -> None:
    """A unit gives a stub, public tests, a notebook and the pictures it shows; the course gives a README."""
    assert relative(course, build(course, POINTS)) == [
        "exercises/README.md",
        "exercises/counting.py",
        "exercises/doubling.py",
        "exercises/test_counting.py",
        "exercises/test_doubling.py",
        "source/counting/counting.ipynb",
        "source/doubling/doubling.ipynb",
        "source/doubling/images/pair.svg",
    ]
    assert list(contents(course)) == relative(course, build(course, POINTS, write=False))
    assert contents(course)["source/doubling/images/pair.svg"] == PICTURE
    assert stale(course, POINTS) == []


def test_building_twice_gives_the_same_bytes(course: Course, tmp_path: Path) -> None:
    """The files depend on the lessons and the points only, not on the folder, the time or the hash seed."""
    build(course, POINTS)
    shutil.copytree(course.solutions, tmp_path / "elsewhere" / "solutions")
    other = MiniCourse(root=tmp_path / "elsewhere")
    build(other, {unit: dict(reversed(points.items())) for unit, points in reversed(POINTS.items())})
    assert contents(other) == contents(course)
    script = (
        "import sys; from pathlib import Path; from autograder.authoring.lessons import read_lesson as r\n"
        "from autograder.authoring.handouts import stub_module as s, public_tests as t\n"
        "lesson = r(Path(sys.argv[1])); sys.stdout.buffer.write((s(lesson) + t(lesson)).encode())"
    )
    for seed in ("1", "2"):
        command = [sys.executable, "-c", script, str(course.solutions / "doubling.py")]
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(HERE)}
        done = subprocess.run(command, env=environment, capture_output=True, check=True, timeout=60)
        files = contents(course)
        assert done.stdout == files["exercises/doubling.py"] + files["exercises/test_doubling.py"]


def test_building_leaves_fresh_files_alone(course: Course) -> None:
    """A second build writes only what differs, so that nothing else looks changed."""
    paths = build(course, POINTS)
    for path in paths:
        os.utime(path, (1, 1))
    paths[1].write_text("edited")
    build(course, POINTS)
    assert [path for path in paths if path.stat().st_mtime != 1] == [paths[1]]


def test_build_without_write_touches_nothing(course: Course) -> None:
    """``write=False`` names the files and makes none."""
    assert len(build(course, POINTS, write=False)) == 8
    assert not course.exercises.exists()
    assert not course.source.exists()


def test_a_generated_file_that_is_a_link_is_replaced_not_written_through(course: Course, tmp_path: Path) -> None:
    """What a link points at is never overwritten."""
    build(course, POINTS)
    target = tmp_path / "precious"
    target.write_text("precious")
    stub = course.exercises / "counting.py"
    stub.unlink()
    stub.symlink_to(target)
    assert stale(course, POINTS) == [Stale(stub, DIFFERS)]
    build(course, POINTS)
    assert target.read_text() == "precious"
    assert not stub.is_symlink()
    assert stale(course, POINTS) == []


def test_a_file_that_cannot_be_written_is_a_clear_error(course: Course) -> None:
    """A folder in a file's place is named, and no temporary file is left."""
    (course.exercises / "counting.py").mkdir(parents=True)
    with pytest.raises(AutograderError, match=r"counting\.py: cannot be written"):
        build(course, POINTS)
    assert [path.name for path in course.exercises.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize(
    ("unit", "old", "new", "reason"),
    [
        ("counting", "return sum(", "return sum((", r"solutions/counting\.py:\d+: no valid Python"),
        ("doubling", '"quadruple"', '"triple"', r"solutions/doubling\.py:\d+: this cell must define triple"),
        ("doubling", "quadruple", "triple", r"solutions/doubling\.py: .*missing or unknown: quadruple, triple"),
    ],
)
def test_a_malformed_lesson_stops_the_build_before_anything_is_written(
    course: Course, unit: str, old: str, new: str, reason: str
) -> None:
    """One line names the file, and the generated files stay as they were."""
    path = course.solutions / f"{unit}.py"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    for action in (build, stale):
        with pytest.raises(AutograderError, match=reason):
            action(course, POINTS)
    assert contents(course) == {}


def test_a_missing_lesson_stops_the_build(course: Course) -> None:
    """A unit of the course without its solution module is named."""
    (course.solutions / "counting.py").unlink()
    with pytest.raises(AutograderError, match=r"solutions/counting\.py: cannot be read"):
        build(course, POINTS)


def test_exercises_in_another_order_than_the_courses_are_refused(course: Course) -> None:
    """The lesson teaches in the contract's order, or the contract is to be changed."""

    class Reversed(MiniCourse):
        units = (Unit("doubling", "Doubling", ("quadruple", "double"), 6.5),)

    with pytest.raises(AutograderError, match="another order: double, quadruple"):
        build(Reversed(root=course.root), POINTS)


@pytest.mark.parametrize(
    ("unit", "points", "reason"),
    [
        ("doubling", {"double": 1.0}, "doubling: no points are given for quadruple"),
        ("doubling", {"double": 1.0, "quadruple": 1.0, "triple": 1.0}, "points are given for triple"),
        ("doubling", {**POINTS["doubling"], TEST_ACCURACY: 1.0}, "an exercise it has not: test_accuracy"),
        ("doubling", {"double": -1.0, "quadruple": 1.0}, "-1.0 points for double"),
        ("doubling", {"double": float("nan"), "quadruple": 1.0}, "nan points for double"),
        ("counting", {"count": 1.0}, "no points are given for test_accuracy"),
        ("counting", {}, "no points are given for test_accuracy"),
    ],
)
def test_points_that_do_not_match_the_lesson_are_refused(
    course: Course, unit: str, points: dict[str, float], reason: str
) -> None:
    """Each exercise gets a number of points, and nothing else does."""
    with pytest.raises(AutograderError, match=re.escape(reason)):
        build(course, {**POINTS, unit: points})


# Staleness


def test_a_missing_generated_file_is_stale(course: Course) -> None:
    """What was never built, or was deleted, is named as missing."""
    everything = build(course, POINTS, write=False)
    assert stale(course, POINTS) == [Stale(path, MISSING) for path in everything]
    build(course, POINTS)
    everything[2].unlink()
    assert stale(course, POINTS) == [Stale(everything[2], MISSING)]


@pytest.mark.parametrize("index", range(8))
def test_any_generated_file_edited_by_hand_is_stale(course: Course, index: int) -> None:
    """One byte more is seen in each of them, and building mends it."""
    path = build(course, POINTS)[index]
    path.write_bytes(path.read_bytes() + b"\n")
    assert stale(course, POINTS) == [Stale(path, DIFFERS)]
    build(course, POINTS)
    assert stale(course, POINTS) == []


def test_changed_solutions_points_and_pictures_make_files_stale(course: Course) -> None:
    """Each thing that is derived from goes into the check."""
    build(course, POINTS)
    more = {**POINTS, "doubling": {"double": 3.5, "quadruple": 3.0}}
    assert relative(course, [entry.path for entry in stale(course, more)]) == ["source/doubling/doubling.ipynb"]
    (course.solutions / "images" / "pair.svg").write_bytes(b"<svg/>")
    assert relative(course, [entry.path for entry in stale(course, POINTS)]) == ["source/doubling/images/pair.svg"]
    lesson = course.solutions / "counting.py"
    lesson.write_text(lesson.read_text(encoding="utf-8").replace("How many", "The number of"), encoding="utf-8")
    changed = relative(course, [entry.path for entry in stale(course, POINTS)])
    assert changed[:2] == ["exercises/counting.py", "source/counting/counting.ipynb"]


def test_leftovers_are_named_and_never_removed(course: Course) -> None:
    """A file that nothing generates is reported, hidden ones and links too; building does not delete it."""
    build(course, POINTS)
    names = ["exercises/.hidden", "exercises/old_unit.py", "source/old/old.ipynb", "source/doubling/images/unused.svg"]
    for name in names:
        (course.root / name).parent.mkdir(parents=True, exist_ok=True)
        (course.root / name).write_text("left over")
    (course.root / "source" / "linked").symlink_to(course.solutions)
    found = stale(course, POINTS)
    assert relative(course, [entry.path for entry in found]) == sorted([*names, "source/linked"])
    assert {entry.reason for entry in found} == {LEFTOVER}
    build(course, POINTS)
    assert stale(course, POINTS) == found


def test_what_running_the_exercises_leaves_behind_is_no_leftover(course: Course) -> None:
    """Caches, checkpoints and the course's data may lie under the generated folders."""
    build(course, POINTS)
    for name in ("__pycache__", ".pytest_cache", ".ipynb_checkpoints", "data"):
        for folder in (course.exercises / name, course.source / "doubling" / name / "deeper"):
            folder.mkdir(parents=True)
            (folder / "file").write_text("kept")
    assert stale(course, POINTS) == []


# Exercises


def run_pytest(folder: Path, *arguments: str) -> tuple[int, str]:
    """Plain pytest as a student would start it, with nothing of ours on the path and no configuration."""
    environment = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "PYTEST_ADDOPTS")}
    environment["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-rA", *arguments]
    done = subprocess.run(
        command, check=False, cwd=folder, env=environment, capture_output=True, text=True, timeout=120
    )
    return done.returncode, done.stdout + done.stderr


def outcomes(output: str) -> dict[str, str]:
    return {name: word for word, name in re.findall(r"^(PASSED|FAILED|ERROR) \S*::(\w+)", output, flags=re.MULTILINE)}


@pytest.fixture
def exercises(course: Course) -> Path:
    """A student's copy of the exercises."""
    build(course, POINTS)
    shutil.copytree(course.exercises, course.root.parent / "student")
    return course.root.parent / "student"


def solve(course: Course, exercises: Path) -> None:
    """Put every solution in its stub's place."""
    for unit in course.units:
        stub = (exercises / f"{unit.name}.py").read_text(encoding="utf-8")
        for exercise in read_lesson(course.solutions / f"{unit.name}.py").exercises:
            assert exercise.stub in stub
            stub = stub.replace(exercise.stub, exercise.source)
        (exercises / f"{unit.name}.py").write_text(stub, encoding="utf-8")


def test_the_stub_module_is_the_lesson_without_its_solutions(course: Course) -> None:
    """Header, setup, section headings in both languages and stubs; no example, no narrative, no solution."""
    stub = stub_module(read_lesson(course.solutions / "doubling.py"))
    body = stub[stub.index("\nimport") :]
    assert body == (
        "\nimport fractions\nimport math\nimport os.path as unused\n\n\n# --- Once · 한 번 ---\n\n\n"
        'def double(x):\n    """Twice ``x``."""\n    # YOUR CODE HERE\n'
        '    raise NotImplementedError("double is not written yet · double: 아직 작성하지 않았습니다")\n\n\n'
        'def quadruple(x):\n    """Four times ``x``."""\n    # YOUR CODE HERE\n'
        '    raise NotImplementedError("quadruple is not written yet · quadruple: 아직 작성하지 않았습니다")\n'
    )
    header = stub[: stub.index("\nimport")]
    assert all(line.startswith("#") for line in header.splitlines())
    for text in ("pytest test_doubling.py", "Doubling · 두 배", "제출하세요"):
        assert text in header


def test_the_stub_module_imports_without_side_effects_and_its_functions_raise(exercises: Path) -> None:
    """Importing a stub prints nothing; calling one says which function is not written yet."""
    script = "import doubling\ntry: doubling.double(2)\nexcept NotImplementedError as error: print(error)"
    command = [sys.executable, "-W", "error", "-c", script]
    done = subprocess.run(command, check=False, cwd=exercises, capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.stderr) == ("double is not written yet · double: 아직 작성하지 않았습니다\n", "")


def test_the_public_tests_fail_on_the_stubs_and_pass_on_the_solutions(course: Course, exercises: Path) -> None:
    """Plain pytest in the folder: every test fails before the work is done, and none after."""
    code, output = run_pytest(exercises)
    assert (code, outcomes(output)) == (1, dict.fromkeys(["test_count", "test_double", "test_quadruple"], "FAILED"))
    assert "double is not written yet" in output
    solve(course, exercises)
    code, output = run_pytest(exercises)
    assert (code, outcomes(output)) == (0, dict.fromkeys(["test_count", "test_double", "test_quadruple"], "PASSED"))


def test_a_deleted_function_fails_its_own_test_only(course: Course, exercises: Path) -> None:
    """The file is still collected, and the message names the function that is missing."""
    solve(course, exercises)
    module = exercises / "doubling.py"
    text = module.read_text(encoding="utf-8")
    module.write_text(text[: text.index("def quadruple")], encoding="utf-8")
    code, output = run_pytest(exercises, "test_doubling.py")
    assert (code, outcomes(output)) == (1, {"test_double": "PASSED", "test_quadruple": "FAILED"})
    assert "cannot import name 'quadruple' from 'doubling'" in output


def test_a_module_that_does_not_compile_still_has_its_tests_collected(exercises: Path) -> None:
    """A syntax error fails the tests, one by one, and shows the line."""
    (exercises / "doubling.py").write_text("def double(x:\n    return 2 * x\n")
    code, output = run_pytest(exercises, "test_doubling.py")
    assert (code, outcomes(output)) == (1, {"test_double": "FAILED", "test_quadruple": "FAILED"})
    assert "def double(x:" in output


def test_the_public_tests_import_only_what_they_use(course: Course) -> None:
    """Of the setup, only what a test needs is imported at the top; each test imports the exercises it calls."""
    text = public_tests(read_lesson(course.solutions / "doubling.py"))
    top = [ast.unparse(node) for node in ast.parse(text).body if isinstance(node, ast.Import | ast.ImportFrom)]
    assert top == ["import fractions"]
    assert "    from doubling import double\n\n    assert double(2)" in text
    assert "    from doubling import double, quadruple\n\n    assert quadruple(2)" in text


def test_the_setups_other_statements_keep_their_imports(course: Course) -> None:
    """A setup that configures a library needs that library, whether or not a test does."""
    path = course.solutions / "doubling.py"
    setup = "from __future__ import annotations\nimport math\nimport json, fractions\n\nLIMIT = math.inf"
    path.write_text(
        DOUBLING.replace("import fractions\nimport math\nimport os.path as unused", setup), encoding="utf-8"
    )
    text = public_tests(read_lesson(path))
    assert "from __future__ import annotations\nimport math\nimport fractions\nLIMIT = math.inf\n\n\ndef" in text


def test_many_imported_names_are_wrapped(course: Course) -> None:
    """No line of the generated tests grows over 120 characters for the functions that a test calls."""
    names = [f"a_function_with_quite_a_long_name_{number}" for number in range(4)]
    head = '# %% tags=["setup"]\nimport math\n'
    cells = [
        f'# %% tags=["exercise"] exercise="{name}"\ndef {name}():\n    """A."""\n    ### BEGIN SOLUTION\n    return 1\n'
        f'    ### END SOLUTION\n\n# %% tags=["public-test"] exercise="{name}"\ndef test_{name}():\n'
        f"    assert {'() and '.join(names)}()\n"
        for name in names
    ]
    path = course.solutions / "wide.py"
    path.write_text("\n".join([head, *cells]))
    text = public_tests(read_lesson(path))
    ast.parse(text)
    assert "    from wide import (\n        a_function_with_quite_a_long_name_0,\n" in text


def test_the_readme_speaks_both_languages_and_lists_the_units(course: Course) -> None:
    """A student finds every unit's file, and how to run its tests, in English and Korean."""
    build(course, POINTS)
    text = (course.exercises / "README.md").read_text(encoding="utf-8")
    assert "| [`doubling.py`](doubling.py) | Doubling · 두 배 |" in text
    assert "| [`counting.py`](counting.py) | Counting · 세기 |" in text
    assert text.count("pytest test_doubling.py -k double") == 2


# Notebooks


def test_the_notebook_is_valid_and_its_ids_follow_unit_and_exercise(course: Course) -> None:
    """The notebook is format 4.5 for the python3 kernel, and every cell's id is its own, derived from its place."""
    nbformat = pytest.importorskip("nbformat")
    text = notebook(read_lesson(course.solutions / "doubling.py"), POINTS["doubling"])
    nbformat.validate(nbformat.reads(text, as_version=4))
    document = json.loads(text)
    assert (document["nbformat"], document["nbformat_minor"]) == (4, 5)
    assert document["metadata"]["kernelspec"]["name"] == "python3"
    assert [cell["id"] for cell in document["cells"]] == [
        "doubling-after-start-1-en",
        "doubling-after-start-2-ko",
        "doubling-after-start-3",
        "doubling-after-start-4",
        "doubling-after-start-5-en",
        "doubling-after-start-6-ko",
        "doubling-double",
        "doubling-double-public",
        "doubling-double-grade",
        "doubling-quadruple",
        "doubling-quadruple-public",
        "doubling-quadruple-grade",
    ]


def test_each_exercise_is_a_solution_a_public_test_and_a_grade_cell(course: Course) -> None:
    """Students write in the first, see the second, and get the points in the third, which they cannot change.

    The second is worth nothing, but a grade cell all the same: nbgrader's Validate looks at no others.
    """
    cells = graded(notebook(read_lesson(course.solutions / "doubling.py"), POINTS["doubling"]))
    roles = {
        name: (meta["grade"], meta["solution"], meta["locked"], meta["task"], meta.get("points"))
        for name, meta in ((name, cell["metadata"]["nbgrader"]) for name, cell in cells.items())
    }
    assert roles == {
        "double": (False, True, False, False, None),
        "test_double_public": (True, False, True, False, 0.0),
        "grade_double": (True, False, True, False, 2.5),
        "quadruple": (False, True, False, False, None),
        "test_quadruple_public": (True, False, True, False, 0.0),
        "grade_quadruple": (True, False, True, False, 4.0),
    }
    assert {cell["metadata"]["nbgrader"]["schema_version"] for cell in cells.values()} == {3}
    assert source_of(cells["test_double_public"]).endswith("\n\n\ntest_double()")


def test_a_grade_cell_fails_closed_until_our_command_has_graded_it(course: Course) -> None:
    """Its visible part does nothing; its hidden part raises, and says what to run instead."""
    cells = graded(notebook(read_lesson(course.solutions / "counting.py"), POINTS["counting"]))
    for name in ("grade_count", "grade_test_accuracy"):
        visible, rest = source_of(cells[name]).split("### BEGIN HIDDEN TESTS\n")
        hidden, after = rest.split("### END HIDDEN TESTS")
        assert after == ""
        assert all(line.startswith("#") for line in visible.splitlines())
        (statement,) = ast.parse(hidden).body
        assert isinstance(statement, ast.Raise)
        assert "autograder nbgrader autograde" in ast.unparse(statement)
    assert cells["grade_test_accuracy"]["metadata"]["nbgrader"]["points"] == 5.0
    assert list(cells)[-1] == "grade_test_accuracy"


def test_solutions_stand_between_their_markers_only(course: Course) -> None:
    """Without its marked regions, no line of a solution is left in the notebook."""
    lesson = read_lesson(course.solutions / "doubling.py")
    text = "\n".join(source_of(cell) for cell in cells_of(notebook(lesson, POINTS["doubling"])))
    assert all(line in text for line in solution_lines(lesson))
    cleared = re.sub(r"### BEGIN SOLUTION.*?### END SOLUTION", "", text, flags=re.DOTALL)
    assert not any(line in cleared for line in solution_lines(lesson))


@pytest.mark.parametrize(("language", "other"), [("en", "ko"), ("ko", "en")])
def test_a_notebook_can_be_in_one_language(course: Course, language: str, other: str) -> None:
    """The other language's texts and comments are left out; the code and its cells' ids are the same."""
    lesson = read_lesson(course.solutions / "doubling.py")
    both = cells_of(notebook(lesson, POINTS["doubling"]))
    one = cells_of(notebook(lesson, POINTS["doubling"], languages=(language,)))
    assert [cell["id"] for cell in one] == [cell["id"] for cell in both if cell["metadata"].get("lang") != other]
    text = "\n".join(source_of(cell) for cell in one)
    assert bool(re.search("[가-힣]", text)) == (language == "ko")
    assert ("There is nothing to write" in text) == (language == "en")


def test_the_courses_language_is_the_notebooks(course: Course) -> None:
    """What ``build`` writes under ``source/`` is in the course's language; the exercises are in both, as ever."""
    build(course, POINTS)
    exercises, both = contents(course), (course.source / "doubling" / "doubling.ipynb").read_text(encoding="utf-8")
    build(replace(course, language="ko"), POINTS)
    korean = course.source / "doubling" / "doubling.ipynb"
    assert korean.read_text(encoding="utf-8") == notebook(
        read_lesson(course.solutions / "doubling.py"), POINTS["doubling"], languages=("ko",)
    )
    assert korean.read_text(encoding="utf-8") != both
    changed = {name for name, text in contents(course).items() if text != exercises[name]}
    assert changed == {"source/counting/counting.ipynb", "source/doubling/doubling.ipynb"}


def test_tensorflow_is_quiet_in_notebooks() -> None:
    """A notebook that imports TensorFlow silences it first: Validate takes its words for a failure."""
    for unit, quiet in {"gradients": True, "first_network": True, "tensor_ops": False}.items():
        cells = cells_of((HERE / "source" / unit / f"{unit}.ipynb").read_text(encoding="utf-8"))
        first = next(source_of(cell) for cell in cells if cell["cell_type"] == "code")
        assert ('os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")\n\nimport' in first) == quiet
        assert not quiet or first.startswith("# Keeps TensorFlow from writing")


def test_long_ids_are_cut_and_stay_apart(course: Course) -> None:
    """Cell ids of exercises with very long names keep to the format's 64 characters."""
    names = ["x" * 60 + "1", "x" * 60 + "2"]
    path = course.solutions / "doubling.py"
    path.write_text(DOUBLING.replace("double", names[0]).replace("quadruple", names[1]), encoding="utf-8")
    ids = [cell["id"] for cell in cells_of(notebook(read_lesson(path), dict.fromkeys(names, 1.0)))]
    assert max(map(len, ids)) == 64
    assert len(set(ids)) == len(ids)


# With nbgrader itself


def nbgrader(folder: Path, *arguments: str) -> str:
    """Run stock nbgrader in its own course folder, with a home of its own."""
    home = folder.parent / "home"
    home.mkdir(exist_ok=True)
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])  # it runs alembic by name
    environment = {**os.environ, "HOME": str(home), "IPYTHONDIR": str(home / "ipython"), "PATH": path}
    command = [sys.executable, "-m", "nbgrader", *arguments, f"--CourseDirectory.root={folder}"]
    done = subprocess.run(
        command, check=False, cwd=folder, env=environment, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout + done.stderr


def gradebook(folder: Path, query: str) -> dict[str, float]:
    with sqlite3.connect(folder / "gradebook.db") as connection:
        return dict(connection.execute(query).fetchall())


MAX_SCORES = "select name, max_score from grade_cells join base_cell using (id)"
SCORES = "select name, auto_score from grade join base_cell on base_cell.id = grade.cell_id"


def assert_released(released: str, course: Course, unit: Unit) -> None:
    lesson = read_lesson(course.solutions / f"{unit.name}.py")
    text = "\n".join(source_of(cell) for cell in cells_of(released))
    for hidden in ("SOLUTION", "HIDDEN TESTS", "autograder nbgrader autograde"):
        assert hidden not in text
    lines = {line.strip() for line in text.splitlines()}
    assert not lines & set(solution_lines(lesson))
    assert text.count("# YOUR CODE HERE") == len(unit.functions)


@pytest.mark.slow
def test_nbgrader_releases_the_mini_course_and_fails_closed_without_our_command(course: Course) -> None:
    """Stock nbgrader generates the assignment with our points; its autograde gives even a right solution nothing."""
    pytest.importorskip("nbgrader")
    build(course, POINTS)
    nbgrader(course.root, "generate_assignment", "counting")
    release = course.root / "release" / "counting" / "counting.ipynb"
    assert_released(release.read_text(encoding="utf-8"), course, course.units[1])
    points = {"test_count_public": 0.0, "grade_count": 3.0, "grade_test_accuracy": 5.0}
    assert gradebook(course.root, MAX_SCORES) == points
    assert "VALIDATION FAILED ON 1 CELL(S)!" in nbgrader(course.root, "validate", str(release))
    submitted = course.root / "submitted" / "kim" / "counting"
    submitted.mkdir(parents=True)
    shutil.copy(course.source / "counting" / "counting.ipynb", submitted)
    nbgrader(course.root, "autograde", "counting")
    assert gradebook(course.root, SCORES) == dict.fromkeys(points, 0.0)
    feedback = (course.root / "autograded" / "kim" / "counting" / "counting.ipynb").read_text(encoding="utf-8")
    assert "nbgrader was run without the settings of the course's nbgrader_config.py" in feedback


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit",
    [
        pytest.param(unit, id=unit.name, marks=() if number == 0 else pytest.mark.thorough)
        for number, unit in enumerate(Course.units)
    ],
)
def test_nbgrader_releases_the_real_units(tmp_path: Path, unit: Unit) -> None:
    """Each unit of the course becomes an assignment with no solution in it, and its points are in the gradebook."""
    pytest.importorskip("nbgrader")

    class OneUnit(Course):
        units = (unit,)

    folder = tmp_path / "course"
    shutil.copytree(HERE / "solutions", folder / "solutions")
    course = OneUnit(root=folder)
    points = {name: 1.0 + number / 4 for number, name in enumerate(unit.exercises)}
    build(course, {unit.name: points})
    nbgrader(folder, "generate_assignment", unit.name)
    released = folder / "release" / unit.name
    assert_released((released / f"{unit.name}.ipynb").read_text(encoding="utf-8"), course, unit)
    public = {f"test_{name}_public": 0.0 for name in unit.functions}
    assert gradebook(folder, MAX_SCORES) == public | {f"grade_{name}": value for name, value in points.items()}
    lesson = read_lesson(course.solutions / f"{unit.name}.py")
    assert all((released / image).is_file() for image in lesson.images)
