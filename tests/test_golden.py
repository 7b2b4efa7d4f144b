"""Golden submissions: whole hand-ins graded by the real command line, and what each of them is to get.

The first half is quick: small hand-ins for the units without TensorFlow, one a test, all graded in one run of a course
whose limits are low. The second half, marked slow, is the sample class of ``tests/classroom/`` on the real course with
MNIST; ``golden/classroom.toml`` says what each student is to get, and why.
"""

import csv
import io
import json
import os
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from autograder.attempt.mnist import find_mnist
from autograder.course import UNITS, Course
from autograder.errors import DataMissing
from autograder.measured import Measured
from autograder.submission.opening import folder_name

ROOT = Path(__file__).parent.parent
CLASSROOM = ROOT / "tests" / "classroom"
EXPECTED: dict[str, Any] = tomllib.loads((ROOT / "tests" / "golden" / "classroom.toml").read_text(encoding="utf-8"))
NOT_HANDED_IN = "not handed in"

# Another's honest work, to which each quick hand-in does its one odd thing.
OPS = (CLASSROOM / "kim-minji" / "tensor_ops.py").read_text(encoding="utf-8")
TENSORS = (CLASSROOM / "kim-minji" / "tensors.py").read_text(encoding="utf-8")

# Far above what an honest hand-in here takes, and low enough that an endless one is soon over.
LIMITS = """
[tool.autograder.limits]
load_seconds = 2
call_seconds = 1
value_bytes = 2_000_000
unit_file_bytes = 100_000
archive_bytes = 1_000_000
archive_entries = 50
"""

Files = Mapping[str, str | bytes]
Writer = Callable[[Path], object]


@dataclass(frozen=True)
class Result:
    """What one student got: the ``result.json``, and their row of ``grades.csv``."""

    json: dict[str, Any]
    row: dict[str, str]

    def unit(self, name: str) -> tuple[float, str, str]:
        """A unit's score, status and message."""
        unit = self.json["units"][name]
        return unit["score"], unit["status"], unit["message"]

    def score(self, exercise: str) -> float:
        """One exercise's score."""
        return self.exercises[exercise]["score"]

    def tests(self, exercise: str) -> list[dict[str, Any]]:
        """One exercise's tests."""
        return self.exercises[exercise]["tests"]

    @property
    def exercises(self) -> dict[str, Any]:
        """Every exercise of every unit."""
        return {name: entry for unit in self.json["units"].values() for name, entry in unit["exercises"].items()}

    def full_but(self, unit: str, *exercises: str) -> bool:
        """Whether every exercise of the unit has all its points, but for these, which have none."""
        entries = self.json["units"][unit]["exercises"]
        return all(
            entry["score"] == (0 if name in exercises else entry["max_score"]) for name, entry in entries.items()
        )


def run_grade(paths: list[Path], out: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """``autograder grade`` with two jobs, as an instructor would call it."""
    command = [sys.executable, "-m", "autograder", "grade", *map(str, paths), "--out", str(out), "--jobs", "2"]
    if "course" in environment:
        command += ["--course", environment.pop("course")]
    return subprocess.run(
        command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, timeout=900, check=False
    )


def read_results(out: Path) -> dict[str, Result]:
    """Every student's result, by name."""
    with open(out / "grades.csv", encoding="utf-8", newline="") as file:
        rows = {row["student"]: row for row in csv.DictReader(file)}
    found = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(out.glob("*/result.json"))]
    return {data["student"]: Result(data, rows.get(data["student"], {})) for data in found}


# --- quick: one odd thing a hand-in, no TensorFlow ---

HAND_INS: dict[str, Writer] = {}


def hands_in(files: Files | None = None, write: Writer | None = None) -> Callable[[Any], Any]:
    """Makes the test's own hand-in: a folder of these files, or whatever ``write`` puts at the path it is given."""

    def register(test: Any) -> Any:
        HAND_INS[student_of(test.__name__)] = write or (lambda path: write_files(path, files or {}))
        return test

    return register


def student_of(test: str) -> str:
    """The student whose hand-in a test is about."""
    return test.removeprefix("test_").replace("_", "-")


def write_files(folder: Path, files: Files) -> None:
    """The files, their folders made."""
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def zipped(entries: Mapping[str, str | bytes | zipfile.ZipInfo]) -> bytes:
    """A zip of these entries; a ``ZipInfo`` is a link to ``/etc/passwd``."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            if isinstance(content, zipfile.ZipInfo):
                archive.writestr(content, "/etc/passwd")
            else:
                archive.writestr(name, content)
    return buffer.getvalue()


def link(name: str) -> zipfile.ZipInfo:
    """A zip's entry that is a symbolic link."""
    info = zipfile.ZipInfo(name)
    info.create_system, info.external_attr = 3, 0o120777 << 16
    return info


def encrypted(data: bytes) -> bytes:
    """The archive with the flag that says its entries want a password, in both places."""
    patched = bytearray(data)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = patched.find(signature)
        while at >= 0:
            patched[at + offset] |= 1
            at = patched.find(signature, at + 4)
    return bytes(patched)


def archive(entries: Mapping[str, str | bytes | zipfile.ZipInfo], suffix: str = ".zip", **options: Any) -> Writer:
    """Writes the hand-in as a zip; ``options`` may have ``damage``, which is done to its bytes."""
    damage = options.get("damage", bytes)
    return lambda path: path.with_name(path.name + suffix).write_bytes(damage(zipped(entries)))


def notebook(*cells: str, version: int = 4) -> str:
    """A notebook of format 4 or 3 with a Markdown cell and these code cells."""
    if version == 3:
        sheet = [{"cell_type": "markdown", "metadata": {}, "source": "# Week 2"}]
        sheet += [
            {"cell_type": "code", "input": cell, "language": "python", "metadata": {}, "outputs": []} for cell in cells
        ]
        return json.dumps({"metadata": {}, "nbformat": 3, "nbformat_minor": 0, "worksheets": [{"cells": sheet}]})
    code = [
        {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": cell.splitlines(True)}
        for cell in cells
    ]
    text = {"cell_type": "markdown", "metadata": {}, "source": ["# Week 2"]}
    return json.dumps({"cells": [text, *code], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def cut(text: str, function: str) -> tuple[str, str]:
    """The source before ``function``, and from there on."""
    before, mark, after = text.partition(f"def {function}(")
    assert mark, function
    return before, mark + after


def with_first(lines: str, text: str) -> str:
    """A source with these lines before the definition of ``transpose_matrix``, its last function."""
    before, after = cut(text, "transpose_matrix")
    return f"{before}{lines}\n\n\n{after}"


@pytest.fixture(scope="module")
def quick(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Result], str]:
    """Every quick hand-in graded in one run, and what that run said."""
    folder = tmp_path_factory.mktemp("quick")
    copytree(ROOT / "solutions", folder / "course" / "solutions")
    (folder / "course" / "pyproject.toml").write_text(LIMITS)
    (folder / "class").mkdir()
    for student, write in HAND_INS.items():
        write(folder / "class" / student)
    # With a variable that names no file no time is spent on MNIST, which no unit here needs.
    run = run_grade(
        [folder / "class"], folder / "out", course=str(folder / "course"), AUTOGRADER_MNIST=str(folder / "none.npz")
    )
    assert run.returncode == 0, run.stderr
    return read_results(folder / "out"), run.stdout + run.stderr


@pytest.fixture
def graded(quick: tuple[dict[str, Result], str], request: pytest.FixtureRequest) -> Result:
    """The result of the test's own hand-in."""
    return quick[0][student_of(request.node.name)]


def assert_spotless(graded: Result, unit: str = "tensor_ops", points: float = 40) -> None:
    """All points of the unit, nothing said about its file, nothing to review."""
    assert graded.unit(unit) == (points, "graded", "")
    assert graded.json["status"] == "graded"
    assert graded.json["score"] == points


@hands_in(
    {
        "tensor_ops.py": with_first(
            """
import random
import matplotlib.pyplot as plt

images = np.random.randint(0, 256, (60, 28, 28))
W = np.random.normal(size=(784, 16)) @ np.random.random((16, 10))
print(images, W, naive_relu(np.array([[1.0, -2.0]])))
print("x" * 300_000)
plt.imshow(images[4], cmap=plt.cm.binary)
plt.colorbar()
plt.show()
fig, (left, right) = plt.subplots(1, 2)
left.plot([random.random() for _ in range(20)], "bo", label="Training loss")
right.hist(images.ravel())
plt.legend()
plt.show()

# chapter 3, exercise 2
class Dog:
    def bark(self):
        return "멍멍"

print(Dog().bark())
""",
            OPS,
        )
    }
)
def test_a_whole_script_costs_nothing(graded: Result) -> None:
    """Prints beyond the limit, plots, plt.show(), random arrays and leftovers at top level cost not one point."""
    assert_spotless(graded)


@hands_in({"tensor_ops.py": with_first('if __name__ == "__main__":\n    raise SystemExit("main was run")', OPS)})
def test_main_block(graded: Result) -> None:
    """An `if __name__ == "__main__":` block is not run."""
    assert_spotless(graded)


@hands_in({"tensor_ops.py": OPS.replace("\n", "\r\n").encode()})
def test_windows_line_endings(graded: Result) -> None:
    """A file with CRLF line endings is read as any other."""
    assert_spotless(graded)


@hands_in({"tensor_ops.py": OPS.replace("\n", "\r").encode()})
def test_old_line_endings(graded: Result) -> None:
    """A file with CR line endings is read as any other."""
    assert_spotless(graded)


@hands_in({"tensor_ops.py": b"\xef\xbb\xbf" + OPS.encode()})
def test_byte_order_mark(graded: Result) -> None:
    """A file that begins with a byte order mark is read as any other."""
    assert_spotless(graded)


@hands_in({"tensor_ops.py": ("# vim: set fileencoding=euc-kr :\n" + OPS).encode("euc-kr")})
def test_coding_line(graded: Result) -> None:
    """A file in EUC-KR whose coding line says so is read as Python reads it, Korean names and all."""
    assert_spotless(graded)


@hands_in({"tensor_ops.py": OPS.encode("euc-kr"), "tensors.py": TENSORS})
def test_unreadable_encoding(graded: Result) -> None:
    """A file that is no UTF-8 and does not say what it is scores 0, says so, wants a review, and costs only itself."""
    score, status, message = graded.unit("tensor_ops")
    assert (score, status) == (0, "needs_review")
    assert "line 1 cannot be read as utf-8" in message
    assert graded.unit("tensors") == (20, "graded", "")
    assert graded.json["status"] == "needs_review"


@hands_in({"tensor_ops.ipynb": notebook(*(f"{part}\n" for part in OPS.split("\n\n\n")), version=4)})
def test_notebook_of_format_4(graded: Result) -> None:
    """A notebook of format 4 is graded as the file of its cells."""
    assert_spotless(graded)


@hands_in({"tensor_ops.ipynb": notebook(*(f"{part}\n" for part in OPS.split("\n\n\n")), version=3)})
def test_notebook_of_format_3(graded: Result) -> None:
    """A notebook of format 3 is graded as the file of its cells."""
    assert_spotless(graded)


@hands_in(
    {"tensors.ipynb": notebook("import numpy as np\nmake_vector([1])", *TENSORS.split("\n\n\n"), "1 / 0", "x ==")}
)
def test_failing_cells(graded: Result) -> None:
    """A cell that fails is reported with its number and line; the next ones still run."""
    score, status, message = graded.unit("tensors")
    assert (score, status) == (20, "graded")
    first, *_, last_but_one, last = message.splitlines()
    assert first.startswith("Cell 1 of tensors.ipynb stopped with NameError: name 'make_vector' is not defined")
    assert "line 2: make_vector([1])" in first
    assert "ZeroDivisionError" in last_but_one
    assert last.endswith("of tensors.ipynb is not valid Python: invalid syntax (cell 13, line 1: x ==)"), last


@hands_in(
    {
        "tensors.ipynb": notebook(
            "%matplotlib inline\n!pip install numpy\nimport numpy as np\nimport matplotlib.pyplot as plt",
            "%%time\n" + TENSORS.split("\n\n\n")[1],
            "%%capture output\n" + TENSORS.split("\n\n\n")[2],
            "%%timeit -n 1 -r 1\nnp.zeros(3)",
            "%%bash\nrm -rf /",
            "%time sizes = [1, 2]\nassert sizes == [1, 2]\nfiles = !ls\nplt.imshow?",
            "get_ipython().run_line_magic('ls', '')",
            *TENSORS.split("\n\n\n")[3:],
            "display(make_scalar(3))",
        )
    }
)
def test_magics(graded: Result) -> None:
    """%time, %%time, %%timeit and %%capture run their code; other magics and !shell are passed over with a note."""
    score, status, message = graded.unit("tensors")
    assert (score, status) == (20, "graded")
    passed_over = [line.partition("passed over ")[2] for line in message.splitlines()]
    wanted = ["%matplotlib inline", "!pip install numpy", "%%bash", "files = !ls", "plt.imshow?"]
    assert passed_over == wanted


@hands_in({"tensor_ops.py": OPS, "draft/tensor_ops.ipynb": notebook(OPS), "tensors.py": TENSORS})
def test_two_files_for_one_unit(graded: Result) -> None:
    """Two files for one unit score 0, whichever is right, and are named; other units are graded as ever."""
    score, status, message = graded.unit("tensor_ops")
    assert (score, status) == (0, "needs_review")
    assert "tensor_ops.py" in message
    assert "draft/tensor_ops.ipynb" in message
    assert graded.unit("tensors") == (20, "graded", "")
    assert graded.json["status"] == "needs_review"


@hands_in(
    {"Tensor_Ops (2).PY": OPS, ".ipynb_checkpoints/tensor_ops-checkpoint.ipynb": "{}", ".old/tensor_ops.py": "1/0"}
)
def test_names_as_browsers_leave_them(graded: Result) -> None:
    """Case and a browser's copy number do not matter, and what hidden folders hold is no second file."""
    assert_spotless(graded)


@hands_in({"homework 2/tensor_ops.py": OPS, "homework 2/notes.txt": "see above"})
def test_in_one_folder(graded: Result) -> None:
    """Unit files may lie in a folder of any name."""
    assert_spotless(graded)


@hands_in({"first_homework.py": OPS})
def test_nothing_in_it(graded: Result) -> None:
    """A hand-in without a unit file still gets its row: 0, and each unit says that it was not handed in."""
    assert [graded.unit(unit.name) for unit in UNITS] == [(0, "missing", NOT_HANDED_IN)] * 4
    assert (graded.json["status"], graded.row["total"], graded.row["max"]) == ("graded", "0", "100")


@hands_in(write=archive({"hw/tensor_ops.py": OPS, "__MACOSX/hw/._tensor_ops.py": b"\0\5", "hw/.DS_Store": b""}, ".Zip"))
def test_zip_from_a_mac(graded: Result) -> None:
    """A zip in any letter case is a hand-in, and what macOS adds to it is no second file."""
    assert_spotless(graded)


@hands_in(write=archive({"tensor_ops.py": OPS, "tensors.py": link("tensors.py")}))
def test_zip_with_a_link(graded: Result) -> None:
    """A link in an archive is passed over: the unit it stands for was not handed in, the others are graded."""
    assert graded.unit("tensor_ops") == (40, "graded", "")
    assert graded.unit("tensors") == (0, "missing", NOT_HANDED_IN)


def assert_refused(graded: Result, reason: str) -> None:
    """0 points, marked for review, and every unit gives the reason."""
    assert (graded.json["score"], graded.json["status"]) == (0, "needs_review")
    assert (graded.row["total"], graded.row["status"]) == ("0", "needs_review")
    for unit in UNITS:
        assert reason in graded.unit(unit.name)[2]


@hands_in(write=archive({"tensor_ops.py": OPS, "../../tensor_ops.py": OPS}))
def test_zip_that_leads_out(graded: Result) -> None:
    """An archive with `..` in an entry is not graded at all."""
    assert_refused(graded, "leads out of it with '..'")


@hands_in(write=archive({"tensor_ops.py": OPS, "/tensors.py": TENSORS}))
def test_zip_with_an_absolute_path(graded: Result) -> None:
    """An archive with an absolute path in it is not graded at all."""
    assert_refused(graded, "absolute path")


@hands_in(write=archive({"tensor_ops.py": OPS}, damage=encrypted))
def test_zip_with_a_password(graded: Result) -> None:
    """An encrypted archive is not graded, and its author is told why."""
    assert_refused(graded, "encrypted")


@hands_in(write=archive({"tensor_ops.py": OPS}, damage=lambda data: data[:-40]))
def test_zip_cut_short(graded: Result) -> None:
    """A broken archive is not graded, and its author is told why."""
    assert_refused(graded, "broken")


@hands_in(write=archive({"tensor_ops.py": OPS, "zeros.bin": bytes(1_500_000)}))
def test_zip_bomb(graded: Result) -> None:
    """An archive that unpacks to more than the course allows is not graded."""
    assert_refused(graded, "over its limits")


def _with_links(path: Path) -> None:
    write_files(path, {"tensors.py": TENSORS})
    outside = path.parent.parent / "outside"
    write_files(outside, {"tensor_ops.py": OPS})
    (path / "tensor_ops.py").symlink_to(outside / "tensor_ops.py")
    (path / "more").symlink_to(outside)
    path.with_name("a-link").symlink_to(outside)


@hands_in(write=_with_links)
def test_links_in_a_folder(graded: Result, quick: tuple[dict[str, Result], str]) -> None:
    """A link is followed nowhere: neither to a unit file, nor to a folder of them, nor to a whole hand-in."""
    assert graded.unit("tensor_ops") == (0, "missing", NOT_HANDED_IN)
    assert graded.unit("tensors") == (20, "graded", "")
    results, said = quick
    assert "a-link" not in results
    assert any(line.startswith("skipped ") and "a-link" in line for line in said.splitlines())


def _twice(path: Path) -> None:
    write_files(path, {"tensor_ops.py": OPS})
    archive({"tensor_ops.py": OPS})(path)


@hands_in(write=_twice)
def test_handed_in_twice(graded: Result) -> None:
    """A folder and a zip of one student: neither is graded, one row names both."""
    assert_refused(graded, "handed-in-twice and handed-in-twice.zip")


@hands_in(
    {
        "tensor_ops.py": "from helpers.words import HELLO\nfrom shapes import rank\nassert rank == 2 and HELLO\n" + OPS,
        "shapes.py": "rank = 2\n",
        "helpers/__init__.py": "",
        "helpers/words.py": "HELLO = '안녕하세요'\n",
        "numpy.py": "raise ImportError('not the numpy you wanted')\n",
        "random.py": "raise ImportError('not the random you wanted')\n",
    }
)
def test_modules_of_its_own(graded: Result) -> None:
    """Modules and packages of the hand-in can be imported; none takes the place of NumPy or the standard library."""
    assert_spotless(graded)


@hands_in(
    {
        "tensor_ops.py": "from pathlib import Path\nprint(Path(__file__).with_name('x.csv').read_text())\n" + OPS,
        "x.csv": "1,2",
    }
)
def test_data_of_its_own(graded: Result) -> None:
    """A hand-in's code may read the files that were handed in with it."""
    assert_spotless(graded)


@hands_in({"tensor_ops.py": with_first("weights = load_weights('week1.npy')", OPS)})
def test_top_level_error(graded: Result) -> None:
    """What was defined before the top level failed is graded, and the message quotes the line where it stopped."""
    score, status, message = graded.unit("tensor_ops")
    assert (score, status) == (38, "graded")
    assert graded.full_but("tensor_ops", "transpose_matrix")
    assert "tensor_ops.py stopped with NameError: name 'load_weights' is not defined" in message
    assert "weights = load_weights('week1.npy')" in message
    assert graded.tests("transpose_matrix")[0]["message"] == "transpose_matrix is not defined in the file."


@hands_in({"tensor_ops.py": with_first("import sys\nsys.exit(0)", OPS)})
def test_top_level_exit(graded: Result) -> None:
    """A file that exits keeps what was defined before, and says where it stopped."""
    score, status, message = graded.unit("tensor_ops")
    assert (score, status) == (38, "graded")
    assert graded.full_but("tensor_ops", "transpose_matrix")
    assert "SystemExit" in message
    assert "sys.exit(0)" in message


@hands_in({"tensor_ops.py": with_first("name = input('What is your name? ')", OPS)})
def test_top_level_input(graded: Result) -> None:
    """A file that asks for input finds none, and keeps what was defined before."""
    score, status, message = graded.unit("tensor_ops")
    assert (score, status) == (38, "graded")
    assert "EOFError" in message


@hands_in({"tensor_ops.py": with_first("import os\nos._exit(3)", OPS)})
def test_top_level_death(graded: Result) -> None:
    """A file that ends its process keeps what was defined before, and says how it ended."""
    score, status, message = graded.unit("tensor_ops")
    assert (score, status) == (38, "graded")
    assert graded.full_but("tensor_ops", "transpose_matrix")
    assert "could not be run to its end: it ended its own process with exit status 3" in message


@hands_in({"tensor_ops.py": with_first("while True:\n    pass", OPS)})
def test_top_level_loop(graded: Result) -> None:
    """A file whose top level never ends is stopped at the limit and keeps what was defined before."""
    score, status, message = graded.unit("tensor_ops")
    assert (score, status) == (38, "graded")
    assert graded.full_but("tensor_ops", "transpose_matrix")
    assert "tensor_ops.py did not finish within 2 s" in message


@hands_in({"tensors.ipynb": notebook(*TENSORS.split("\n\n\n")[:5], "while True: pass", *TENSORS.split("\n\n\n")[5:])})
def test_loop_in_a_cell(graded: Result) -> None:
    """In a notebook a cell that never ends is reported, and the next ones still run."""
    score, status, message = graded.unit("tensors")
    assert (score, status) == (20, "graded")
    assert "Cell 6 of tensors.ipynb did not finish within 2 s" in message


@hands_in({"tensor_ops.py": "def naive_relu(x)\n    return x\n" + OPS, "tensors.py": TENSORS})
def test_syntax_error(graded: Result) -> None:
    """A file that is no Python scores 0 and quotes the line; the other units are graded as ever."""
    score, status, message = graded.unit("tensor_ops")
    assert (score, status) == (0, "graded")
    place = "(line 1: def naive_relu(x)); nothing of it could be run"
    assert message == f"tensor_ops.py is not valid Python: expected ':' {place}"
    assert graded.unit("tensors") == (20, "graded", "")


BROKEN = """

def naive_relu(x):
    while True:
        pass


def naive_add(x, y):
    import os
    os._exit(7)


def naive_add_matrix_and_vector(x, y):
    return naive_add_matrix_and_vector(x, y)


def naive_matrix_dot(x, y):
    import sys
    sys.exit("bye")


def broadcast_vector(y, rows):
    return np.ones((2**33, 1)) * y


def reshape_matrix(x, rows, cols):
    return np.zeros((rows, 1_000_000))


transpose_matrix = "to be done"
"""


@hands_in({"tensor_ops.py": OPS + BROKEN})
def test_broken_functions(graded: Result) -> None:
    """A function that loops, dies, recurses, exits, takes all memory or returns too much costs itself alone."""
    broken = {
        "naive_relu": ("timeout", "did not finish within 1 s"),
        "naive_add": ("error", "it ended its own process with exit status 7"),
        "naive_add_matrix_and_vector": ("error", "RecursionError"),
        "naive_matrix_dot": ("error", "SystemExit: bye"),
        "broadcast_vector": ("error", "more memory than a submission may use"),
        "reshape_matrix": ("error", "reshape_matrix returned"),
        "transpose_matrix": ("failed", "transpose_matrix is not defined in the file"),
    }
    assert graded.full_but("tensor_ops", *broken)
    assert graded.json["status"] == "graded"
    for exercise, (status, message) in broken.items():
        first = graded.tests(exercise)[0]
        assert first["status"] == status, exercise
        assert message in first["message"], exercise


FORGER = '''
import builtins, sys
import numpy as np
import numpy.testing

np.isclose = np.allclose = np.array_equal = np.testing.assert_allclose = lambda *given, **options: True
builtins.max = builtins.len = builtins.isinstance = lambda *given: True
sys.modules["autograder.checks.check"] = sys.modules["pytest"] = None


class Anything(np.ndarray):
    """Equal to whatever it is compared with."""
    def __eq__(self, other):
        return True
    __ne__ = __lt__ = lambda self, other: False
    __hash__ = None
    shape = property(lambda self: self)


def anything(*arguments):
    return np.zeros(3).view(Anything)


naive_relu = naive_add = naive_add_matrix_and_vector = naive_vector_dot = naive_matrix_vector_dot = anything
naive_matrix_dot = broadcast_vector = flatten_images = reshape_to_column = reshape_matrix = transpose_matrix = anything
'''


@hands_in({"tensor_ops.py": FORGER})
def test_forger(graded: Result) -> None:
    """A program that bends NumPy, the built-ins and equality itself earns nothing: the verdict is made elsewhere."""
    assert graded.unit("tensor_ops")[:2] == (0, "graded")
    assert all(test["status"] != "passed" for name in UNITS[1].exercises for test in graded.tests(name))


@hands_in({"tensor_ops.py": "\n".join(f"def {name}(x, *more): return x" for name in UNITS[1].functions)})
def test_arguments_handed_back(graded: Result) -> None:
    """A program that hands its arguments back earns nothing, not even for leaving them alone."""
    assert graded.unit("tensor_ops") == (0, "graded", "")


@hands_in({"tensor_ops.py": "\n".join(f"def {name}(*given): raise ValueError" for name in UNITS[1].functions)})
def test_bare_refusals(graded: Result) -> None:
    """A program that refuses everything earns nothing, not even for refusing."""
    assert graded.unit("tensor_ops") == (0, "graded", "")


VECTORISED = """

def naive_relu(x):
    assert x.ndim == 2
    return np.where(x > 0, x, 0)


def naive_matrix_vector_dot(x, y):
    assert x.ndim == 2 and y.ndim == 1 and x.shape[1] == len(y)
    return np.einsum("ij,j->i", x, y)
"""


@hands_in({"tensor_ops.py": OPS + VECTORISED})
def test_vectorised(graded: Result) -> None:
    """A vectorised naive function loses the share for its loops and no more, and is told which line and operation."""
    told = {"naive_relu": "np.where(x > 0, x, 0)", "naive_matrix_vector_dot": 'np.einsum("ij,j->i"'}
    for exercise, lines in told.items():
        *others, loops = graded.tests(exercise)
        assert all(test["status"] == "passed" for test in others)
        assert loops["status"] == "failed"
        assert 0.1 <= loops["max_points"] / graded.exercises[exercise]["max_score"] <= 0.4
        assert "vectorised operation" in loops["message"]
        assert lines in loops["message"]
        assert graded.score(exercise) == round(graded.exercises[exercise]["max_score"] - loops["max_points"], 2)
    assert graded.unit("tensor_ops")[0] == 40 - 0.8 - 1.0


IN_PLACE = """

def naive_relu(x):
    assert x.ndim == 2
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            x[i, j] = max(x[i, j], 0)
    return x
"""


@hands_in({"tensor_ops.py": OPS + IN_PLACE})
def test_works_in_place(graded: Result) -> None:
    """A function that puts the right values into its argument loses the share for leaving it alone, and no more."""
    (arguments,) = [test for test in graded.tests("naive_relu") if test["status"] != "passed"]
    assert arguments["status"] == "failed"
    assert "changes its argument" in arguments["message"]
    assert graded.unit("tensor_ops")[0] == 40 - 0.4


@hands_in({"tensor_ops.py": "#" * 100_001})
def test_too_large_a_file(graded: Result) -> None:
    """A unit file over the limit is not read: 0, marked for review, with the reason."""
    score, status, message = graded.unit("tensor_ops")
    assert (score, status) == (0, "needs_review")
    assert "too large" in message


THREADS = """

def naive_add(x, y):
    from concurrent.futures import ThreadPoolExecutor
    assert x.ndim == 2 and x.shape == y.shape
    z = np.zeros(x.shape, x.dtype)

    def fill(i):
        for j in range(x.shape[1]):
            z[i, j] = x[i, j] + y[i, j]

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(fill, range(x.shape[0])))
    return z
"""


@hands_in({"tensor_ops.py": OPS + THREADS})
def test_threads(graded: Result) -> None:
    """A hand-in's code may start threads."""
    assert_spotless(graded)


# --- slow: the sample class, on the real course ---


@pytest.fixture(scope="module")
def sample_class(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Result], Path, str]:
    """The class of ``tests/classroom/`` graded once; its results, the folder they lie in, and what the run said."""
    try:
        mnist = find_mnist(Course.find(ROOT), download=False)
    except DataMissing as missing:
        pytest.skip(str(missing))
    out = tmp_path_factory.mktemp("class") / "out"
    before = listing(CLASSROOM)
    run = run_grade([CLASSROOM], out, AUTOGRADER_MNIST=str(mnist))
    assert run.returncode == 0, run.stderr
    assert listing(CLASSROOM) == before, "grading changed the class's own files"
    return read_results(out), out, run.stdout + run.stderr


def listing(folder: Path) -> dict[str, bytes]:
    """Every file under a folder, with what it holds."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.mark.slow
@pytest.mark.parametrize("student", EXPECTED)
def test_sample_class(sample_class: tuple[dict[str, Result], Path, str], student: str) -> None:
    """Each student of the class gets, to the point, what ``classroom.toml`` says, and is told what it says they are."""
    results, out, _ = sample_class
    result, expected = results[student], EXPECTED[student]
    assert result.json["status"] == expected["status"]
    scores = {unit.name: result.unit(unit.name)[0] for unit in UNITS}
    assert scores == {unit.name: expected["scores"].get(unit.name, 0) for unit in UNITS}
    assert result.json["score"] == round(sum(scores.values()), 2)
    assert result.json["max_score"] == 100
    for unit in UNITS:
        check_unit(result, unit.name, expected)
    page = (out / folder_name(student) / "feedback.html").read_text(encoding="utf-8")
    assert student in page


def check_unit(result: Result, unit: str, expected: Mapping[str, Any]) -> None:
    """One unit's status and message, and each of its exercises that fell short."""
    _, status, message = result.unit(unit)
    if unit not in expected["scores"]:
        assert (status, message) == ("missing", NOT_HANDED_IN)
        return
    assert status == ("needs_review" if unit in expected.get("review", ()) else "graded")
    fragments = expected.get("messages", {}).get(unit, [])
    assert bool(message) == bool(fragments), message
    for fragment in fragments:
        assert fragment in message
    short = expected.get("short", {})
    for exercise, entry in result.json["units"][unit]["exercises"].items():
        check_exercise(exercise, entry, short.get(exercise, short.get(unit)))


def check_exercise(name: str, entry: Mapping[str, Any], short: list[Any] | None) -> None:
    """One exercise: all its points, or the score, and the status and words of the first test that did not pass."""
    if short is None:
        assert entry["score"] == entry["max_score"], (name, entry["feedback"])
        assert all(test["status"] == "passed" for test in entry["tests"])
        return
    score, status, words = short
    assert entry["score"] == score, (name, entry["feedback"])
    assert score < entry["max_score"], name
    first = next(test for test in entry["tests"] if test["status"] != "passed")
    assert first["status"] == status, (name, first)
    assert words in first["message"], (name, first)
    assert first["message"].splitlines()[0] in entry["feedback"], (name, entry["feedback"])


@pytest.mark.slow
def test_sample_class_is_all_there(sample_class: tuple[dict[str, Result], Path, str]) -> None:
    """Every hand-in of the class has its row, its result and its page; the stray file is reported and passed over."""
    results, out, said = sample_class
    assert set(results) == set(EXPECTED)
    with open(out / "grades.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["student", *(unit.name for unit in UNITS), "total", "max", "status"]
    for student, *scores, total, best, status in rows[1:]:
        result = results[student]
        assert [float(score) for score in scores] == [result.unit(unit.name)[0] for unit in UNITS]
        assert (float(total), float(best), status) == (result.json["score"], 100, result.json["status"])
    assert len(rows) == 1 + len(EXPECTED)
    assert any(line.startswith("skipped ") and "README.md" in line for line in said.splitlines())


@pytest.mark.slow
@pytest.mark.parametrize("student", [name for name, entry in EXPECTED.items() if "accuracy" in entry])
def test_sample_class_accuracy(sample_class: tuple[dict[str, Result], Path, str], student: str) -> None:
    """Whoever trains on MNIST is told the accuracy that was measured, from the threshold to what is possible."""
    (test,) = sample_class[0][student].tests("test_accuracy")
    words = test["message"].split()
    assert words[:2] == ["Test", "accuracy"]
    assert EXPECTED[student]["accuracy"] <= float(words[2].rstrip(",")) <= 0.99
    figures = Measured.from_json(test["measured"])
    assert max(accuracy for run in figures.runs for accuracy in run) == test["value"]
    assert sum(map(sum, figures.confusion)) == 10_000
    # Were the renamed labels not named back, next to nothing would stand on the diagonal.
    assert sum(figures.confusion[digit][digit] for digit in range(10)) == round(10_000 * test["value"])
    assert len(figures.worst) == 12
    assert all(misread.label != misread.read for misread in figures.worst)
