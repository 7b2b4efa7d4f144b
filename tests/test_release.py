"""What students get: exactly these files, without a line of ours or of a solution, and never over anybody's work."""

import ast
import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner

from autograder.authoring.assignments import notebook
from autograder.authoring.lessons import read_lesson, solution_lines
from autograder.cli import main
from autograder.course import UNITS, Course
from autograder.errors import AutograderError, UsageError
from autograder.release.contents import release_files
from autograder.release.notebooks import released
from autograder.release.writing import TOP, Kept, write_release, zipped

HERE = Path(__file__).parent.parent
COURSE = Course(root=HERE)
POINTS = {unit.name: dict.fromkeys(unit.exercises, 1.0) for unit in UNITS}
FILES = release_files(COURSE, POINTS)
NUMPY_UNITS = [unit for unit in UNITS if unit.name in ("tensors", "tensor_ops")]

# The environment of a student's machine: what stands here is found, this package is not.
_NOTHING_OF_OURS = """
import sys


class Nothing:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] == "autograder":
            raise ImportError("nothing of the grader is on a student's machine")


sys.meta_path.insert(0, Nothing())
"""


def unpack(folder: Path, files: dict[str, bytes] = FILES) -> Path:
    write_release(files, folder)
    return folder


def student_run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python in a release as on a student's machine: no package of ours, no plugins of this one's pytest."""
    site = folder.parent / "site"
    site.mkdir(exist_ok=True)
    (site / "sitecustomize.py").write_text(_NOTHING_OF_OURS, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(site), "MPLBACKEND": "Agg", "PYTHONIOENCODING": "utf-8"}
    environment |= {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_ADDOPTS": "", "TF_CPP_MIN_LOG_LEVEL": "3"}
    command = [sys.executable, *arguments]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False, timeout=300
    )


def sources(name: str, content: bytes) -> str:
    """A file's text as students read it: of a notebook, its cells'."""
    text = content.decode("utf-8")
    if not name.endswith(".ipynb"):
        return text
    return "\n".join("".join(cell["source"]) for cell in json.loads(text)["cells"])


# Contents


def test_the_contents_are_exactly_these() -> None:
    """A release holds the stubs, the public tests, the notebooks with their pictures, and seven files beside them."""
    expected = {"LICENSE", "README.md", "conftest.py", "pytest.ini", "release.json", "requirements.txt", "watch.py"}
    for unit in ("tensors", "tensor_ops", "first_network", "gradients"):
        expected |= {f"{unit}.py", f"test_{unit}.py", f"notebooks/{unit}/{unit}.ipynb"}
    pictures = {
        "tensors": ("batches", "tensor_ranks"),
        "tensor_ops": ("broadcasting", "dot_product", "reshape_flatten"),
        "first_network": ("network_digit", "network_layers", "network_loop"),
        "gradients": ("gradient_descent", "gradient_tape"),
    }
    expected |= {f"notebooks/{unit}/images/{name}.svg" for unit, names in pictures.items() for name in names}
    assert set(FILES) == expected


@pytest.mark.parametrize("name", sorted(FILES))
def test_no_file_holds_a_solution_or_anything_of_ours(name: str) -> None:
    """No line of a solution, no marker, no import of this package, no folder of this machine is in any file."""
    text = sources(name, FILES[name])
    lines = {line.strip() for line in text.splitlines()}
    for unit in UNITS:
        leaked = lines & set(solution_lines(read_lesson(COURSE.solutions / f"{unit.name}.py")))
        if not name.endswith(f"{unit.name}.py") and not name.endswith(f"{unit.name}.ipynb"):
            # A line that another file has for reasons of its own, such as `i += 1`, tells nothing; a whole one does.
            leaked = {line for line in leaked if len(line) > 25}
        assert not leaked
    for word in ("BEGIN SOLUTION", "END SOLUTION", "HIDDEN TESTS", "nbgrader_config", str(HERE), str(Path.home())):
        assert word not in text
    assert not re.search(r"^\s*(?:import|from)\s+autograder\b", text, re.MULTILINE)
    hidden = [path.read_text(encoding="utf-8") for path in COURSE.graders.glob("test_*.py")]
    assert not any(title in text for source in hidden for title in re.findall(r"class (Test\w+)", source))


def test_nothing_is_imported_but_what_the_requirements_list() -> None:
    """Every module in it imports the standard library, the packages of requirements.txt, and files of the release."""
    listed = set(re.findall(r"^([a-z]+)>=", FILES["requirements.txt"].decode(), re.MULTILINE))
    assert {"numpy", "keras", "tensorflow", "pytest", "jupyterlab", "matplotlib"} == listed
    own = {Path(name).stem for name in FILES if name.endswith(".py")}
    for name in (name for name in FILES if name.endswith(".py")):
        imported = set()
        for node in ast.walk(ast.parse(FILES[name])):
            if isinstance(node, ast.Import):
                imported |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                imported.add((node.module or "").split(".")[0])
        assert imported <= listed | own | sys.stdlib_module_names, name
        if name in ("watch.py", "conftest.py"):
            assert imported <= sys.stdlib_module_names


def test_the_stubs_and_public_tests_are_those_of_exercises() -> None:
    """One truth: what `autograder build` wrote under exercises/ is what a release holds, byte for byte."""
    for unit in UNITS:
        for name in (f"{unit.name}.py", f"test_{unit.name}.py"):
            assert FILES[name] == (COURSE.exercises / name).read_bytes()


@pytest.mark.parametrize(
    ("language", "hangul", "latin"), [("en", False, True), ("ko", True, False), ("both", True, True)]
)
def test_the_courses_language_chooses(language: str, hangul: bool, latin: bool) -> None:
    """README, notebooks, stubs and tests speak the course's language, or both; so will watch.py, by release.json."""
    files = release_files(replace(COURSE, language=language), POINTS)
    readme = files["README.md"].decode()
    assert bool(re.search("[가-힣]", readme)) == hangul
    assert ("The public tests show" in readme) == latin
    text = sources("x.ipynb", files["notebooks/tensor_ops/tensor_ops.ipynb"])
    assert bool(re.search("[가-힣]", text)) == hangul
    assert ("Element-wise operations" in text) == latin
    for tests in (text, files["test_tensor_ops.py"].decode()):
        assert ("wrong entries" in tests, "Negative entries become 0" in tests) == (latin, latin)
        assert ("원소가 틀립니다" in tests, "음수 원소는 0이 되고" in tests) == (hangul, hangul)
    stubs = files["tensor_ops.py"].decode()
    assert bool(re.search("[가-힣]", stubs)) == hangul
    assert ("Element-wise operations" in stubs, "Write each function" in stubs) == (latin, latin)
    assert json.loads(files["release.json"])["language"] == language


@pytest.mark.slow
def test_a_notebook_is_what_nbgrader_would_release(tmp_path: Path) -> None:
    """Its cells have the text, the ids and the locks of `nbgrader generate_assignment`."""
    pytest.importorskip("nbgrader")
    lesson = read_lesson(COURSE.solutions / "tensors.py")
    source = notebook(lesson, POINTS["tensors"])
    folder = tmp_path / "source" / "tensors"
    folder.mkdir(parents=True)
    (folder / "tensors.ipynb").write_text(source, encoding="utf-8")
    (tmp_path / "home").mkdir()
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    environment = {**os.environ, "HOME": str(tmp_path / "home"), "PATH": path}
    command = [sys.executable, "-m", "nbgrader", "generate_assignment", "tensors", f"--CourseDirectory.root={tmp_path}"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    theirs = json.loads((tmp_path / "release" / "tensors" / "tensors.ipynb").read_text(encoding="utf-8"))["cells"]
    ours = json.loads(released(source))["cells"]

    def shown(cell: dict) -> tuple:
        locks = {name: cell["metadata"].get(name) for name in ("editable", "deletable")}
        return cell["id"], cell["cell_type"], "".join(cell["source"]).strip(), locks

    assert list(map(shown, ours)) == list(map(shown, theirs))


# Writing


def test_a_zip_depends_on_the_files_only(tmp_path: Path) -> None:
    """Two releases of one course are the same bytes, whatever the order and the day, and unpack to one folder."""
    backwards = dict(reversed(FILES.items()))
    assert zipped(FILES) == zipped(backwards)
    write_release(FILES, tmp_path / "handout.ZIP")
    with zipfile.ZipFile(tmp_path / "handout.ZIP") as archive:
        assert {name: archive.read(f"{TOP}/{name}") for name in FILES} == FILES
        assert len(archive.namelist()) == len(FILES)
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_an_earlier_zip_is_replaced_and_no_other(tmp_path: Path) -> None:
    """A zip that is no release stays as it is, and the command says so."""
    target = tmp_path / "handout.zip"
    write_release(FILES, target)
    write_release({**FILES, "LICENSE": b"new"}, target)
    assert target.read_bytes() == zipped({**FILES, "LICENSE": b"new"})
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("thesis.tex", "years of work")
    for content in (buffer.getvalue(), b"no zip at all", b""):
        target.write_bytes(content)
        with pytest.raises(UsageError, match="no earlier release"):
            write_release(FILES, target)
        assert target.read_bytes() == content


def listed(files: dict[str, bytes]) -> dict[str, bytes]:
    """Files of a made-up release, with the list of them that a real one has."""
    manifest = json.loads(FILES["release.json"])
    manifest["files"] = {name: sha256(content).hexdigest() for name, content in files.items() if name != "release.json"}
    return {**files, "release.json": json.dumps(manifest).encode()}


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_folder_that_is_no_release_is_not_touched(tmp_path: Path) -> None:
    """Whatever stands in a folder that is neither empty nor an earlier release stays, and nothing comes to it."""
    for manifest in (None, b"{", b"[]", b'{"made_by": "me"}', b'{"made_by": "autograder release"}'):
        folder = tmp_path / f"work{manifest!r}".replace("/", "")
        folder.mkdir()
        (folder / "tensors.py").write_bytes(b"mine")
        if manifest is not None:
            (folder / "release.json").write_bytes(manifest)
        before = tree(folder)
        with pytest.raises(UsageError, match="not touched"):
            write_release(FILES, folder)
        assert tree(folder) == before


def test_an_empty_or_new_folder_becomes_a_release(tmp_path: Path) -> None:
    """Both get exactly the files, readable by all, and nothing is left beside them."""
    (tmp_path / "empty").mkdir()
    for name in ("empty", "a/new"):
        assert write_release(FILES, tmp_path / name) == []
        assert tree(tmp_path / name) == FILES
        assert (tmp_path / name).stat().st_mode & 0o777 == 0o755
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "empty"]
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["new"]


def test_what_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    """A release that fails half way is one line, and neither half a folder nor anything temporary stays."""
    with pytest.raises(AutograderError, match="cannot be written"):
        write_release({**FILES, "z" * 300: b""}, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_an_earlier_release_is_renewed_and_changes_are_kept(tmp_path: Path) -> None:
    """Untouched files are replaced or removed; changed ones stay, the new beside them; files of nobody's stay."""
    folder = unpack(tmp_path / "out", listed({**FILES, "old.py": b"old", "old_and_changed.py": b"old"}))
    (folder / "tensors.py").write_bytes(b"my solution")
    (folder / "tensor_ops.py").write_bytes(b"mine, and nothing new comes")
    (folder / "old_and_changed.py").write_bytes(b"changed")
    (folder / "notes.txt").write_bytes(b"notes")
    (folder / "watch.py").unlink()
    korean = release_files(replace(COURSE, language="ko"), POINTS)
    newer = listed(korean | {"tensors.py": b"new stub", "tensor_ops.py": FILES["tensor_ops.py"]})
    kept = write_release(newer, folder)
    assert kept == [
        Kept(folder / "old_and_changed.py", None),
        Kept(folder / "tensor_ops.py", None),
        Kept(folder / "tensors.py", folder / "tensors.py.new"),
    ]
    mine = {"tensors.py": b"my solution", "tensor_ops.py": b"mine, and nothing new comes"}
    beside = {"old_and_changed.py": b"changed", "notes.txt": b"notes", "tensors.py.new": b"new stub"}
    assert tree(folder) == newer | mine | beside


def test_nothing_is_lost_however_often_it_is_renewed(tmp_path: Path) -> None:
    """A changed file stays through two more releases, and so does a `.new` that somebody worked in."""
    folder = unpack(tmp_path / "out")
    (folder / "tensors.py").write_bytes(b"mine")
    for content in (b"first", b"second", b"second"):
        write_release(listed({**FILES, "tensors.py": content}), folder)
        if content == b"first":
            (folder / "tensors.py.new").write_bytes(b"mine, too")
    found = {name: (folder / name).read_bytes() for name in tree(folder) if name.startswith("tensors.py")}
    assert found == {"tensors.py": b"mine", "tensors.py.new": b"mine, too", "tensors.py.new2": b"second"}


def test_links_are_not_followed(tmp_path: Path) -> None:
    """A link in an earlier release, or in its place, is named and refused; what it points to is not written to."""
    folder, elsewhere = unpack(tmp_path / "out"), tmp_path / "elsewhere"
    elsewhere.mkdir()
    shutil.rmtree(folder / "notebooks" / "tensors")
    (folder / "notebooks" / "tensors").symlink_to(elsewhere)
    with pytest.raises(UsageError, match="a link"):
        write_release({**FILES, "LICENSE": b"new"}, folder)
    (tmp_path / "link").symlink_to(elsewhere)
    with pytest.raises(UsageError, match="a link"):
        write_release(FILES, tmp_path / "link")
    assert list(elsewhere.iterdir()) == []
    assert (folder / "LICENSE").read_bytes() == FILES["LICENSE"]


def test_a_forged_list_of_files_removes_nothing_outside(tmp_path: Path) -> None:
    """Names that lead out of the folder, in an earlier release's own list, are passed over."""
    folder, outside = unpack(tmp_path / "out"), tmp_path / "outside.txt"
    outside.write_bytes(b"precious")
    manifest = json.loads(FILES["release.json"])
    manifest["files"] |= {name: sha256(b"precious").hexdigest() for name in ("../outside.txt", str(outside), "", ".")}
    (folder / "release.json").write_text(json.dumps(manifest), encoding="utf-8")
    write_release(FILES, folder)
    assert outside.read_bytes() == b"precious"


@pytest.mark.slow
def test_the_command_makes_a_release_and_says_what_it_kept(tmp_path: Path) -> None:
    """Exit status 0 and a line; kept files are named; 2 and one line where the folder is somebody else's."""
    run = CliRunner()
    target = tmp_path / "handout"
    done = run.invoke(main, ["release", str(target), "--course", str(HERE)])
    assert (done.exit_code, done.output) == (0, f"{len(FILES)} files in {target}\n")
    assert set(tree(target)) == set(FILES)
    (target / "tensors.py").write_bytes(b"mine")
    (target / "release.json").write_bytes(FILES["release.json"].replace(b'"tensors.py": "', b'"tensors.py": "0'))
    done = run.invoke(main, ["release", str(target), "--course", str(HERE)])
    assert done.exit_code == 0
    assert done.output.startswith("kept, since it was changed: tensors.py; the new one is tensors.py.new\n")
    (tmp_path / "mine").write_bytes(b"")
    done = run.invoke(main, ["release", str(tmp_path / "mine"), "--course", str(HERE)])
    assert done.exit_code == 2
    assert done.output.count("\n") == 1


# pytest in a release


def lines_of(done: subprocess.CompletedProcess[str]) -> list[str]:
    return [line for line in done.stdout.splitlines() if line.strip()]


def test_pytest_on_the_stubs_is_a_line_an_exercise(tmp_path: Path) -> None:
    """Every NumPy exercise is one line that says it is not written yet, and where the course stands; no traceback."""
    folder = unpack(tmp_path / "out")
    done = student_run(folder, "-m", "pytest", *(f"test_{unit.name}.py" for unit in NUMPY_UNITS))
    todo = "not written yet · 아직 작성하지 않았습니다"
    expected = []
    for unit in NUMPY_UNITS:
        expected += [unit.name, *(f"  · {name}: {todo}" for name in unit.functions)]
    assert lines_of(done) == [*expected, "tensors 0/8   tensor_ops 0/11   total · 전체 0/19"]
    assert (done.returncode, done.stderr) == (1, "")


def test_pytest_with_the_solutions_passes(tmp_path: Path) -> None:
    """With the reference solutions in the place of the stubs every NumPy exercise passes."""
    folder = unpack(tmp_path / "out")
    for unit in NUMPY_UNITS:
        shutil.copy(COURSE.solutions / f"{unit.name}.py", folder)
    done = student_run(folder, "-m", "pytest", *(f"test_{unit.name}.py" for unit in NUMPY_UNITS))
    assert done.returncode == 0, done.stdout
    assert lines_of(done)[-1] == "tensors 8/8   tensor_ops 11/11   total · 전체 19/19"
    assert sum(line.startswith("  ✓ ") for line in lines_of(done)) == 19


@pytest.mark.slow
@pytest.mark.parametrize(("solved", "passed"), [pytest.param(False, "0/5", marks=pytest.mark.thorough), (True, "5/5")])
def test_pytest_on_a_keras_unit(tmp_path: Path, solved: bool, passed: bool) -> None:
    """The same holds for a unit that imports TensorFlow: no word of TensorFlow's, no warning, a line an exercise."""
    folder = unpack(tmp_path / "out")
    if solved:
        shutil.copy(COURSE.solutions / "gradients.py", folder)
    done = student_run(folder, "-m", "pytest", "test_gradients.py")
    lines = lines_of(done)
    assert len(lines) == 7
    assert lines[-1] == f"gradients {passed}"


MISTAKES = {
    "an answer that is wrong": (
        "def naive_relu(x):\n    return x * 1\n",
        "wrong entries: [[1.5, -2.0, 0.0], [-3.0, 4.0, -0.5]]",
    ),
    "no return": ("def naive_relu(x):\n    x.copy()\n", "your function returned None: is there a `return`?"),
    "an error of one's own": (
        "def naive_relu(x):\n    rows = x.shape\n    return x[rows[0], 0]\n",
        "IndexError, line 3: index 2 is out of bounds for axis 0 with size 2: `return x[rows[0], 0]`",
    ),
    "a refusal of what is right": (
        "def naive_relu(x):\n    assert len(x.shape) == 1\n",
        "AssertionError, line 2: `assert len(x.shape) == 1`",
    ),
    "no such function": ("def relu(x):\n    return x\n", "there is no function naive_relu in your file"),
    "no Python": ("def naive_relu(x)\n    return x\n", "SyntaxError, line 1: expected ':': `def naive_relu(x)`"),
    "an error at the top": ("import nunpy\n", "nunpy is not installed: run `pip install -r requirements.txt`"),
    "the end of the program": ("def naive_relu(x):\n    exit()\n", "your code ends the program (exit, quit)"),
    "no end": ("def naive_relu(x):\n    return naive_relu(x)\n", "RecursionError, line 2: your function calls itself"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_each_mistake_is_one_line(tmp_path: Path, mistake: str) -> None:
    """A student's mistake is told in one line, with the student's own line where there is one, in plain words."""
    folder = unpack(tmp_path / "out", release_files(replace(COURSE, language="en"), POINTS))
    source, message = MISTAKES[mistake]
    (folder / "tensor_ops.py").write_text(source, encoding="utf-8")
    done = student_run(folder, "-m", "pytest", "test_tensor_ops.py", "-k", "test_naive_relu")
    lines = lines_of(done)
    assert len(lines) == 3, done.stdout + done.stderr
    assert lines[1].startswith(f"  ✗ naive_relu: {message}")


ENTRIES = "[[0.0, 0.0, 0.0], [0.0, 0.0, 0.0]]"


@pytest.mark.parametrize(
    ("language", "message"),
    [
        ("ko", f"원소가 틀립니다: {ENTRIES}"),
        ("both", f"wrong entries: {ENTRIES} · 원소가 틀립니다: {ENTRIES}"),
    ],
)
def test_what_a_test_says_is_in_the_courses_language(tmp_path: Path, language: str, message: str) -> None:
    """Pytest prints the message of the test that failed in that language, or in both, in one line."""
    folder = unpack(tmp_path / "out", release_files(replace(COURSE, language=language), POINTS))
    (folder / "tensor_ops.py").write_text("def naive_relu(x):\n    return x * 0 + 0.0\n", encoding="utf-8")
    done = student_run(folder, "-m", "pytest", "test_tensor_ops.py", "-k", "test_naive_relu")
    assert lines_of(done)[1] == f"  ✗ naive_relu: {message}", done.stdout + done.stderr


def test_a_long_value_leaves_room_for_the_other_language(tmp_path: Path) -> None:
    """However long the value in the English half, the Korean half is there, too."""
    folder = unpack(tmp_path / "out")
    source = "import numpy as np\n\n\ndef make_vector(values):\n    return np.array([10**200] * len(values))\n"
    (folder / "tensors.py").write_text(source, encoding="utf-8")
    line = lines_of(student_run(folder, "-m", "pytest", "test_tensors.py", "-k", "test_make_vector"))[1]
    english, korean = line.split(" · ")
    assert english.endswith("…")
    assert korean.startswith("예상한 원소 [12, 3, 6, 14, 7], 반환된 원소 [1000")


def test_verbose_is_pytests_own(tmp_path: Path) -> None:
    """`pytest -v` reports as pytest always does, for who wants to see more."""
    folder = unpack(tmp_path / "out")
    done = student_run(folder, "-m", "pytest", "-v", "test_tensors.py", "-k", "scalar")
    assert "test_tensors.py::test_make_scalar FAILED" in done.stdout
    assert "NotImplementedError: make_scalar is not written yet" in done.stdout


def test_a_file_of_the_students_takes_nobodys_place(tmp_path: Path) -> None:
    """A random.py or numpy.py in the folder, which students do write, breaks neither pytest nor watch.py."""
    folder = unpack(tmp_path / "out")
    for name in ("random", "numpy", "code", "json", "queue"):
        (folder / f"{name}.py").write_text("raise RuntimeError('the wrong one')\n", encoding="utf-8")
    shutil.copy(COURSE.solutions / "tensor_ops.py", folder)
    done = student_run(folder, "-P", "-m", "pytest", "test_tensor_ops.py")
    assert lines_of(done)[-1] == "tensor_ops 11/11"
    assert student_run(folder, "watch.py", "--help").returncode == 0
