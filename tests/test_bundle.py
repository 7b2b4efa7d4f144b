"""Gradescope's autograder as a bundle: what is in the zip, and what its two scripts do in Gradescope's folders."""

import io
import json
import os
import queue
import re
import shutil
import stat
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

import jsonschema
import nbformat
import pytest
from click.testing import CliRunner
from packaging.requirements import Requirement

from autograder.box import LAYERS
from autograder.bundle import container
from autograder.bundle.container import run, submitters
from autograder.bundle.contents import contents, zipped
from autograder.bundle.plan import Assignment, read_assignment
from autograder.cli import main
from autograder.course import UNITS, Course, Settings
from autograder.errors import GraderFault
from autograder.feedback.reports import write_submission
from autograder.results import OUR_FAULT, ExerciseResult, Status, SubmissionResult, TestResult, TestStatus, UnitResult
from autograder.submission.opening import folder_name

ROOT = Path(__file__).parent.parent
SOLUTION = ROOT / "solutions" / "tensor_ops.py"
ALL = tuple(unit.name for unit in UNITS)
NUMPY_UNITS = Assignment(("tensors", "tensor_ops"), 40)

# After "Output format" and "Controlling Test Case Visibility" in Gradescope's Autograder Specifications.
_VISIBILITY = {"enum": ["hidden", "after_due_date", "after_published", "visible"]}
_FORMAT = {"enum": ["text", "html", "simple_format", "md", "ansi"]}
_POINTS = {"type": "number", "minimum": 0}
_TEST = {
    "score": _POINTS,
    "max_score": _POINTS,
    "status": {"enum": ["passed", "failed"]},
    "name": {"type": "string", "minLength": 1},
    "name_format": _FORMAT,
    "number": {"type": "string", "pattern": r"^[0-9]+(\.[0-9]+)*$"},
    "output": {"type": "string"},
    "output_format": _FORMAT,
    "tags": {"type": "array", "items": {"type": "string"}},
    "visibility": _VISIBILITY,
    "extra_data": {"type": "object"},
}
_RESULTS = {
    "score": _POINTS,
    "execution_time": {"type": "number", "minimum": 0},
    "output": {"type": "string"},
    "output_format": _FORMAT,
    "test_output_format": _FORMAT,
    "test_name_format": _FORMAT,
    "visibility": _VISIBILITY,
    "stdout_visibility": _VISIBILITY,
    "extra_data": {"type": "object"},
    "tests": {
        "type": "array",
        "minItems": 1,
        "items": {"properties": _TEST, "additionalProperties": False, "required": ["score", "max_score", "name"]},
    },
}
SCHEMA = {"properties": _RESULTS, "additionalProperties": False, "required": ["score", "execution_time", "tests"]}

# As in Gradescope's page on submission_metadata.json; handed in late, for the second time.
METADATA = {
    "id": 123456,
    "created_at": "2018-08-02T14:22:32.365935-07:00",
    "assignment": {
        "due_date": "2018-07-31T23:00:00.000000-07:00",
        "group_size": None,
        "group_submission": False,
        "id": 25828,
        "course_id": 1234,
        "late_due_date": "2018-08-07T23:00:00.000000-07:00",
        "release_date": "2018-07-02T00:00:00.000000-07:00",
        "title": "Tensor Gears",
        "total_points": "40.0",
    },
    "submission_method": "upload",
    "users": [{"email": "minji@example.com", "id": 1234, "name": "Kim Minji 김민지"}],
    "previous_submissions": [
        {
            "submission_time": "2018-07-06T14:24:48.087023-07:00",
            "score": 12.5,
            "results": {"score": 12.5, "tests": [{"name": "old", "score": 12.5}]},
        }
    ],
}


def bundle(*arguments: str | Path) -> tuple[int, str, str]:
    """``autograder bundle`` in this process: its exit status, what it printed, and its complaints."""
    result = CliRunner().invoke(main, ["bundle", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


def unpacked(archive: Path, folder: Path) -> None:
    """As ``unzip`` unpacks, modes included."""
    with zipfile.ZipFile(archive) as file:
        for entry in file.infolist():
            path = Path(file.extract(entry, folder))
            path.chmod(entry.external_attr >> 16 & 0o777)


def checked(path: Path, points: float) -> dict[str, Any]:
    """A results.json that holds to Gradescope's specifications, and whose tests are worth these points."""
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(SCHEMA).validate(data)
    assert round(sum(test["max_score"] for test in data["tests"]), 2) == points
    assert round(sum(test["score"] for test in data["tests"]), 2) == data["score"]
    return data


def test_the_same_content_gives_the_same_bytes(tmp_path: Path) -> None:
    """Two bundles of one course are equal to the byte, whenever the files were written."""
    places = []
    for number in (1, 2):
        course = tmp_path / str(number)
        shutil.copytree(ROOT / "solutions", course / "solutions")
        os.utime(course / "solutions" / "tensors.py", (number * 10**8, number * 10**8))
        places.append(zipped(contents(Course.find(course), NUMPY_UNITS, None)))
    assert places[0] == places[1]


def test_what_the_zip_holds() -> None:
    """At its root the two scripts, to be executed; the whole package, the solutions; nothing compiled or hidden."""
    with zipfile.ZipFile(io.BytesIO(zipped(contents(Course.find(ROOT), NUMPY_UNITS, None)))) as archive:
        modes = {entry.filename: stat.S_IMODE(entry.external_attr >> 16) for entry in archive.infolist()}
        texts = {name: archive.read(name) for name in modes}
    assert {name for name, mode in modes.items() if mode == 0o755} == {"setup.sh", "run_autograder"}
    assert set(modes.values()) == {0o755, 0o644}
    for name in ("setup.sh", "run_autograder"):
        assert texts[name].startswith(b"#!/usr/bin/env bash\n")
        assert b': "${AUTOGRADER_ROOT:=/autograder}"' in texts[name]
    package = {f"package/{path.relative_to(ROOT).as_posix()}" for path in (ROOT / "autograder").rglob("*.py")}
    assert package <= texts.keys()
    assert {f"course/solutions/{unit}.py" for unit in ALL} <= texts.keys()
    assert not [name for name in texts if "__pycache__" in name or "/." in name or name.endswith((".pyc", ".npz"))]
    ours = {name: text for name, text in texts.items() if name.startswith(("course/", "package/"))}
    assert not [name for name, text in ours.items() if b"\r" in text and not name.endswith(".mo")]
    for path in (ROOT / "autograder").rglob("*.mo"):  # no text: to the byte
        assert ours[f"package/{path.relative_to(ROOT).as_posix()}"] == path.read_bytes()


def test_a_checkout_with_windows_line_ends_gives_scripts_that_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The scripts have Unix line ends, whatever Git made of them where the bundle is made."""
    from autograder.bundle import contents as module

    for name in ("setup.sh", "run_autograder"):
        text = (module.SCRIPTS / name).read_bytes().replace(b"\n", b"\r\n")
        (tmp_path / name).write_bytes(text)
    monkeypatch.setattr(module, "SCRIPTS", tmp_path)
    files = contents(Course.find(ROOT), NUMPY_UNITS, None)
    assert b"\r" not in files["setup.sh"] + files["run_autograder"]


def test_every_requirement_has_its_one_version() -> None:
    """What is to be installed is what the package and Keras need, nothing for developers, each pinned, uv as well."""
    files = contents(Course.find(ROOT), NUMPY_UNITS, None)
    needed = {Requirement(line).name for line in files["requirements.txt"].decode().splitlines()}
    pinned = {line.partition("==")[0].casefold() for line in files["constraints.txt"].decode().splitlines()}
    assert {"numpy", "pytest", "pyseccomp", "tensorflow", "keras"} <= needed
    assert not needed & {"nbgrader", "mypy", "tensor-gears", "hypothesis"}
    assert {name.casefold() for name in needed} <= pinned
    assert b"'uv==" in files["setup.sh"]


@pytest.mark.parametrize("minutes", [10, 40])
def test_all_units_end_within_the_time_limit(tmp_path: Path, minutes: int) -> None:
    """The bundle's course has our settings, but that its units' limits together stay below Gradescope's."""
    (tmp_path / "pyproject.toml").write_text('[tool.autograder]\naccuracy_threshold = 0.9\nlanguage = "ko"\n')
    shutil.copytree(ROOT / "solutions", tmp_path / "solutions")
    files = contents(Course.find(tmp_path), Assignment(ALL, minutes), None)
    (tmp_path / "pyproject.toml").write_bytes(files["course/pyproject.toml"])
    found = Course.find(tmp_path)
    assert (found.accuracy_threshold, found.language, found.limits.memory_bytes) == (0.9, "ko", 4 * 1024**3)
    assert 60 < len(UNITS) * found.limits.unit_seconds < minutes * 60 - container.SPARE_SECONDS


def test_a_wheel_makes_the_bundle_that_a_checkout_makes(tmp_path: Path) -> None:
    """Installed with its course inside, far from any checkout, the package makes the same zip, byte for byte."""
    site = tmp_path / "site-packages"
    shutil.copytree(ROOT / "autograder", site / "autograder", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "solutions", site / "autograder" / "_course" / "solutions")
    shutil.copy(ROOT / ".ci" / "constraints.txt", site / "autograder" / "_course" / "constraints.txt")
    information = site / "tensor_gears-0.0.0.dist-info"
    information.mkdir()
    text = metadata.distribution("tensor-gears").read_text("METADATA")
    assert text
    (information / "METADATA").write_text(text, encoding="utf-8")
    out = tmp_path / "autograder.zip"
    environment = {key: value for key, value in os.environ.items() if key != "AUTOGRADER_MNIST"}
    environment |= {"PYTHONPATH": str(site), "HOME": str(tmp_path)}
    code = "import autograder, runpy; print(autograder.__file__); runpy.run_module('autograder', run_name='__main__')"
    command = [sys.executable, "-P", "-c", code, "bundle", "gradescope", "--out", str(out)]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(str(site))
    assert out.read_bytes() == zipped(contents(Course.find(ROOT), Assignment(ALL, 40), None))


def test_mnist_that_is_none_is_refused(tmp_path: Path) -> None:
    """A file that is named and is not MNIST is an unusable argument, told in one line; nothing is written."""
    (tmp_path / "mnist.npz").write_bytes(b"none")
    out = tmp_path / "out.zip"
    status, _, errors = bundle("gradescope", "--out", out, "--mnist", tmp_path / "mnist.npz", "--course", ROOT)
    assert (status, errors.count("\n"), out.exists()) == (2, 1, False)
    assert "mnist.npz" in errors


def test_without_mnist_its_machine_fetches_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where none is found the bundle is made all the same, says so, and says what to set in Gradescope."""
    shutil.copytree(ROOT / "solutions", tmp_path / "course" / "solutions")
    monkeypatch.setenv("AUTOGRADER_MNIST", str(tmp_path / "none"))
    options = ["--course", tmp_path / "course", "--unit", "gradients", "--unit", "tensors", "--without", "landlock"]
    status, told, _ = bundle("gradescope", "--out", tmp_path / "out.zip", *options)
    assert status == 0
    assert "tensors, gradients, 35 points, without MNIST" in told
    assert "autograder points 35, time-out 40 minutes" in told
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        archive.extract("bundle.json", tmp_path)
    assert read_assignment(tmp_path / "bundle.json") == Assignment(("tensors", "gradients"), 40, LAYERS[1:])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"units": [], "minutes": 40, "layers": []}',
        '{"units": ["x"], "minutes": 40, "layers": []}',
        '{"units": ["tensors"], "minutes": "40", "layers": []}',
        '{"units": ["tensors"], "minutes": 40, "layers": ["x"]}',
        '{"units": ["tensors"], "minutes": 40}',
    ],
)
def test_a_damaged_bundle_is_said_to_be_one(tmp_path: Path, text: str) -> None:
    """A bundle.json of any other form is our fault, named by its path, and nothing is guessed."""
    path = tmp_path / "bundle.json"
    path.write_text(text)
    with pytest.raises(GraderFault, match=r"bundle\.json"):
        read_assignment(path)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (METADATA, "Kim Minji 김민지"),
        ({"users": [{"name": "A B"}, {"name": " ", "email": "c@example.com"}]}, "A B, c@example.com"),
        ({"users": [{"name": "a\x1b[2J\u202eb\n" + "c" * 1000}]}, "a\\x1b[2J\\u202eb\\n" + "c" * 102 + "…"),
        ({"users": [{"name": "../../x"}, 7, {"name": 7}, {}]}, "../../x"),
        ({"users": {"name": "x"}}, "submission"),
        ([], "submission"),
        (None, "submission"),
    ],
)
def test_who_handed_in(tmp_path: Path, data: object, name: str) -> None:
    """Names come from Gradescope's metadata in one printable line each; without any the submission has a plain one."""
    path = tmp_path / "submission_metadata.json"
    if data is not None:
        path.write_text(json.dumps(data))
    shown = submitters(path)
    assert len(shown) <= 125
    assert shown.isprintable()
    assert shown == name or shown.startswith(name[:20])


@pytest.mark.parametrize("text", ["{", "[" * 100_000, "\x00", '{"users": [{"name": "\\ud800"}]}'])
def test_metadata_costs_nobody_a_grade(tmp_path: Path, text: str) -> None:
    """Metadata that cannot be read gives a name all the same, of which a file and a folder can be made."""
    path = tmp_path / "submission_metadata.json"
    path.write_text(text)
    assert folder_name(submitters(path)).encode()


def test_time_that_is_over_ends_the_grading() -> None:
    """Before Gradescope ends the container, and charges a 0, we end ourselves with a line for the instructor."""
    began = time.monotonic()
    with pytest.raises(GraderFault, match=r"not finished within 0\.05 s"), container._within(0.05):
        queue.SimpleQueue[int]().get(timeout=30)
    assert time.monotonic() - began < 25


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Gradescope's folders with a bundle's course in them, all units counted, an old result, and no MNIST."""
    root = tmp_path / "autograder"
    shutil.copytree(ROOT / "solutions", root / "source" / "course" / "solutions")
    (root / "source" / "bundle.json").write_bytes(NUMPY_UNITS.as_bytes())
    (root / "submission").mkdir()
    (root / "results").mkdir()
    (root / "results" / "results.json").write_text('{"score": 100}')
    monkeypatch.setenv("AUTOGRADER_MNIST", str(tmp_path / "none"))
    return root


def _graded_with(monkeypatch: pytest.MonkeyPatch, faulty: str) -> list[Settings]:
    """Puts a batch in the place of the real one: every unit full, the faulty one our fault. What it was told."""
    told = []

    def grade(batch: Any, finished: Any) -> list[Any]:
        told.append(batch.settings)
        units = tuple(_unit(unit.name, unit.points, unit.name == faulty) for unit in UNITS)
        result = SubmissionResult(batch.submissions[0].student, Status.GRADED, units)
        write_submission(result, batch.out / folder_name(result.student))
        return [result.row()]

    monkeypatch.setattr(container, "grade", grade)
    return told


def _unit(name: str, points: float, fault: bool) -> UnitResult:
    status = TestStatus.FAILED if fault else TestStatus.PASSED
    test = TestResult("values", status, 0.0 if fault else points, points)
    reason = f"{OUR_FAULT}: a cog is loose" if fault else ""
    return UnitResult(name, Status.GRADED, (ExerciseResult("one", (test,)),), reason)


def test_our_own_fault_is_never_a_score(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a counted unit could not be graded there is no results.json, not even an old one, and a reason."""
    _graded_with(monkeypatch, "tensor_ops")
    with pytest.raises(GraderFault, match=r"^not graded, .*tensor_ops: .*a cog is loose"):
        run(place)
    assert not list((place / "results").iterdir())


def test_only_what_counts_counts(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither points nor faults of other units matter, nor that there is no MNIST where no accuracy counts."""
    told = _graded_with(monkeypatch, "first_network")
    run(place)
    data = checked(place / "results" / "results.json", 60)
    assert data["score"] == 60
    assert {test["tags"][0] for test in data["tests"]} == {"tensors", "tensor_ops"}
    assert told == [Settings(LAYERS, None)]


def test_without_mnist_no_accuracy_is_charged(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without MNIST grades nothing where the accuracy counts: a 0 for it would be nobody's fault but ours."""
    _graded_with(monkeypatch, "")
    (place / "source" / "bundle.json").write_bytes(Assignment(ALL, 40).as_bytes())
    with pytest.raises(GraderFault, match=r"^not graded, .*AUTOGRADER_MNIST"):
        run(place)
    assert not list((place / "results").iterdir())


def test_no_submission_is_our_fault(place: Path) -> None:
    """A folder that Gradescope did not make is no empty submission."""
    (place / "submission").rmdir()
    with pytest.raises(GraderFault, match="no submission there"):
        run(place)


# --- The two scripts themselves, in folders laid out as Gradescope's. ---

HOSTILE = """
import json
import os
from pathlib import Path

ROOT = Path({root!r})
FOUND = []


def tried(what, place, how):
    try:
        how(place)
    except OSError:
        return
    FOUND.append(what + " " + str(place))


for name in ("results/results.json", "submission/new.py", "source/course/solutions/tensor_ops.py", "run_autograder"):
    tried("wrote", ROOT / name, lambda place: place.write_text(json.dumps({{"score": 100}})))
for folder in (ROOT, ROOT / "source" / "package" / "autograder" / "graders", ROOT / "source", ROOT / "results"):
    tried("listed", folder, os.listdir)
for place in {files!r}:
    tried("read", place, lambda place: open(place, "rb").read(1))
try:
    import autograder.graders.test_tensor_ops
    FOUND.append("imported")
except (ImportError, OSError):
    pass


def naive_add(x, y):
    raise LookupError("found: " + ", ".join(FOUND))
"""


KERAS = """
import os
import types
from pathlib import Path


def load_data():
    place = Path(os.environ["KERAS_HOME"], "datasets", "mnist.npz")
    place.parent.mkdir(parents=True)
    place.write_text("downloaded")


datasets = types.SimpleNamespace(mnist=types.SimpleNamespace(load_data=load_data))
"""


@pytest.fixture(scope="module")
def autograder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Gradescope's folders after its build of the image: a bundle without MNIST unpacked, and its setup.sh run.

    The libraries are taken over from this environment, which pip finds to be all that is required, and Keras's download
    is a stand-in's: nothing is fetched.
    """
    root = tmp_path_factory.mktemp("gradescope") / "autograder"
    archive = root.with_suffix(".zip")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUTOGRADER_MNIST", str(root / "none"))
        status, _, errors = bundle("gradescope", "--out", archive, "--unit", "tensor_ops", "--course", ROOT)
    assert status == 0, errors
    source = root / "source"
    unpacked(archive, source)
    (root / "stand-in").mkdir()
    (root / "stand-in" / "keras.py").write_text(KERAS)
    environment = root / "tensor-gears" / "environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(environment)], check=True, timeout=120)
    packages = [path for path in sys.path if path.endswith("site-packages")]
    (place,) = environment.glob("lib/python*/site-packages")
    (place / "z-taken-over.pth").write_text("".join(f"{path}\n" for path in packages))
    needed = [Requirement(line).name for line in (source / "requirements.txt").read_text().splitlines()]
    pins = "".join(f"{name}=={metadata.version(name)}\n" for name in needed)
    (source / "constraints.txt").write_text(pins)
    shutil.copy(source / "run_autograder", root / "run_autograder")
    done = launched([str(source / "setup.sh")], root, PIP_NO_INDEX="1", PYTHONPATH=str(root / "stand-in"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert (source / "course" / "data" / "mnist.npz").read_text() == "downloaded"
    assert "isolation: landlock" in done.stdout
    yield root
    shutil.rmtree(root)


def launched(command: list[str], root: Path, **more: str) -> "subprocess.CompletedProcess[str]":
    """A command in Gradescope's working directory, with next to nothing in its environment."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(root), "AUTOGRADER_ROOT": str(root), **more}
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)


def graded(root: Path, files: dict[str, str | bytes], command: list[str] | None = None) -> Any:
    """Runs run_autograder on a submission of these files, as Gradescope does: fresh folders, metadata beside them."""
    for name in ("submission", "results"):
        shutil.rmtree(root / name, ignore_errors=True)
        (root / name).mkdir()
    for name, text in files.items():
        (root / "submission" / name).parent.mkdir(exist_ok=True)
        (root / "submission" / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    (root / "submission_metadata.json").write_text(json.dumps(METADATA))
    done = launched([*(command or []), str(root / "run_autograder")], root)
    assert not done.stderr
    return done


def _notebook() -> str:
    cells = [nbformat.v4.new_code_cell("%matplotlib inline\n" + SOLUTION.read_text(encoding="utf-8"))]
    return str(nbformat.writes(nbformat.v4.new_notebook(cells=cells)))


def _zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.write(SOLUTION, "homework/tensor_ops.py")
    return out.getvalue()


WRONG = "\n\ndef naive_add(x, y):\n    return x - y\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("files", "score"),
    [
        pytest.param({"tensor_ops.py": SOLUTION.read_bytes()}, 40, id="right, late, handed in again"),
        pytest.param({"tensor_ops.py": SOLUTION.read_bytes() + WRONG.encode()}, 36, id="partly wrong"),
        pytest.param({"tensor_ops.ipynb": _notebook()}, 40, id="a notebook"),
        pytest.param({"kim.zip": _zip()}, 40, id="a zip"),
        pytest.param({"homework/tensor_ops.py": SOLUTION.read_bytes(), "README.md": "mine"}, 40, id="a folder"),
        pytest.param({}, 0, id="nothing"),
        pytest.param({"tensor_ops.py": "def naive_add(:"}, 0, id="no Python"),
        pytest.param({"tensor_ops.py": "import os\nos._exit(0)"}, 0, id="ends its process"),
    ],
)
def test_run_autograder(autograder: Path, files: dict[str, str | bytes], score: float) -> None:
    """Every submission gets its results.json, after Gradescope's specifications, with the name out of its metadata."""
    done = graded(autograder, files)
    assert done.returncode == 0, done.stdout
    data = checked(autograder / "results" / "results.json", 40)
    assert data["score"] == score
    assert data["extra_data"]["student"] == "Kim Minji 김민지"
    assert (data["visibility"], data["stdout_visibility"]) == ("visible", "hidden")
    assert done.stdout.startswith(f"Kim Minji 김민지: {score:g} of 40 (tensor_ops {score:g} of 40)")
    assert done.stdout.count("\n") == 1


def whole(text: str) -> str:
    """What was raised, in one piece: a first line that would get too long goes on below."""
    head, _, rest = text.split("\nCall", maxsplit=1)[0].partition(" (line ")
    _, more, tail = rest.rpartition("\n  … ")
    return head.removesuffix(" …") + (tail if more else "")


@pytest.mark.slow
def test_a_submission_sees_nothing_of_the_autograder(autograder: Path) -> None:
    """A hostile file can neither write results nor read the bundle, the environment's own files or the metadata."""
    kept = [path for path in autograder.rglob("*") if path.is_file() and not path.is_symlink()]
    own = [path for path in kept if "submission" not in path.parts and "site-packages" not in path.parts]
    secret = [path for path in own if "lib" not in path.parts and path.name != "pyvenv.cfg"]
    assert {"test_tensor_ops.py", "mnist.npz", "bundle.json", "submission_metadata.json", "activate"} <= {
        path.name for path in [*secret, autograder / "submission_metadata.json"]
    }
    own_file = str(autograder / "submission" / "tensor_ops.py")  # which it may read: so it tells what it can
    files = [*map(str, secret), str(autograder / "submission_metadata.json"), own_file]
    text = SOLUTION.read_text(encoding="utf-8") + HOSTILE.format(root=str(autograder), files=files)
    done = graded(autograder, {"tensor_ops.py": text})
    assert done.returncode == 0, done.stdout
    data = checked(autograder / "results" / "results.json", 40)
    assert data["score"] == 36
    said = [test["output"] for test in data["tests"] if "LookupError" in test["output"]]
    assert said
    shown = [found for text in said for found in re.findall(r"found: ((?:(?! … | \(line).)*)", whole(text))]
    assert f"read {own_file}" in shown
    assert all(f"read {own_file}".startswith(found) for found in shown), "in part, it is that part"


@pytest.mark.slow
def test_a_container_that_refuses_landlock_grades_nothing(autograder: Path, tmp_path: Path) -> None:
    """Behind a seccomp profile such as old Docker's nothing is graded: no results.json, and one line that says why."""
    profile = tmp_path / "profile.py"
    profile.write_text(
        "import errno, os, sys, pyseccomp\n"
        "profile = pyseccomp.SyscallFilter(pyseccomp.ALLOW)\n"
        "profile.add_rule(pyseccomp.ERRNO(errno.EPERM), 444)  # landlock_create_ruleset\n"
        "profile.load()\n"
        "os.execv(sys.argv[1], sys.argv[1:])\n"
    )
    done = graded(autograder, {"tensor_ops.py": SOLUTION.read_bytes()}, [sys.executable, str(profile)])
    assert done.returncode == 1
    assert done.stdout.startswith("autograder: not graded, and no score was given: this machine lacks isolation")
    assert "landlock" in done.stdout
    assert done.stdout.count("\n") == 1
    assert not list((autograder / "results").iterdir())


@pytest.mark.slow
def test_the_environment_uses_the_grader_of_the_bundle(autograder: Path) -> None:
    """What grades is the bundle's copy, not whatever else the image may have installed."""
    python = autograder / "tensor-gears" / "environment" / "bin" / "python"
    done = launched([str(python), "-P", "-c", "import autograder; print(autograder.__file__)"], autograder)
    assert Path(done.stdout.strip()).is_relative_to(autograder / "source" / "package")
