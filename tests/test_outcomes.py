"""``docs/outcomes.md``, row by row: every ending is brought about for real, and gets what the table says.

An ending that the table leaves out, or that nothing here brings about, fails as well: the table cannot go stale.
"""

import io
import json
import os
import re
import resource
import shlex
import shutil
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from textwrap import dedent
from typing import Any

import numpy as np
import pytest

from autograder.attempt.attempt import DEATHS, Attempt, StudentError
from autograder.attempt.mnist import Mnist
from autograder.attempt.pipeline import Evaluator
from autograder.attempt.student import Student
from autograder.box.confinement import LAYERS
from autograder.box.host import Zygote, Zygotes
from autograder.box.wire import MIB
from autograder.checks.messages import explain
from autograder.claims import SCRATCH, Claim
from autograder.course import Course, Limits, Settings
from autograder.grading.plugin import Graders
from autograder.grading.running import Digits, Runner
from autograder.grading.session import Session, grading
from autograder.processes.batch import Batch, grade, ungraded
from autograder.processes.feeding import TRIES
from autograder.results import OUR_FAULT, SubmissionResult
from autograder.submission.opening import Submission, find_submissions
from autograder.submission.programs import Cell, Program

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a box can be confined on Linux only")

ROOT = Path(__file__).parent.parent
TABLE = ROOT / "docs" / "outcomes.md"
CALL, FILE, ACCURACY = "A call", "A file", "The test accuracy"
SUBMISSION, OURS, COMMAND = "A submission", "Our own side", "The command"
UNIT, FUNCTION = "tensor_ops", "naive_relu"
LIMITS = Limits(
    load_seconds=2,
    call_seconds=1,
    memory_bytes=512 * MIB,
    value_bytes=2_000_000,
    output_bytes=1000,
    unit_file_bytes=200_000,
    archive_bytes=1_000_000,
    archive_entries=50,
)
COURSE = replace(Course.find(ROOT), limits=LIMITS)
COURSE_WITH_KERAS = replace(Course.find(ROOT), accuracy_threshold=0.2)
HURRIED = replace(COURSE, limits=replace(LIMITS, unit_seconds=2))
SETTINGS = Settings(LAYERS, None)
SOLUTION = (ROOT / "solutions" / f"{UNIT}.py").read_text(encoding="utf-8")
LOOPS = """
    def naive_relu(x):
        assert x.ndim == 2
        x = x.copy()
        for i in range(x.shape[0]):
            for j in range(x.shape[1]):
                x[i, j] = max(x[i, j], 0)
        return x
"""


@dataclass(frozen=True)
class Row:
    """One row of the table; the keys of ``cells`` are the headings, the first of them ``It …`` or the like."""

    section: str
    ending: str
    cells: Mapping[str, str]

    def __str__(self) -> str:
        return f"{self.section}-{self.ending}"

    @property
    def students(self) -> bool:
        """Whether it is the student's doing."""
        return self.cells["Whose doing"].startswith("the student's")

    @property
    def status(self) -> str:
        """The status, whosesoever it is."""
        [status] = [cell for heading, cell in self.cells.items() if heading.startswith("Status")]
        return status

    def allows(self, message: str, function: str = FUNCTION, file: str = "") -> bool:
        """Whether the message begins with the line that the row gives."""
        pattern = re.escape(self.cells["Message"]).replace("…", ".*")
        pattern = pattern.replace("FUNCTION", re.escape(function)).replace("FILE", re.escape(file))
        return re.fullmatch(pattern, message.partition("\n")[0]) is not None


def read_rows() -> list[Row]:
    """Every row of the tables in the document, section by section."""
    rows: list[Row] = []
    section, headings = "", []
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            section, headings = line.removeprefix("## "), []
        elif line.startswith("|") and not line.startswith("| ---"):
            cells = [cell.strip().strip("`") for cell in line.strip("|").split(" | ")]
            if headings:
                rows.append(
                    Row(section, line.strip("|").split(" | ")[0].strip(), dict(zip(headings, cells, strict=True)))
                )
            else:
                headings = cells
    return rows


ROWS = read_rows()


def rows_of(section: str) -> list[Row]:
    return [row for row in ROWS if row.section == section]


# --- what brings each row about: a call ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Called:
    """A unit's source, and the test whose result the row is about: a function's, and one of its tests."""

    source: str
    function: str = FUNCTION
    test: int = 0
    unit: str = UNIT
    hurried: bool = False
    killed: bool = False


def relu(body: str, before: str = "") -> Called:
    """A unit whose ``naive_relu`` has this body."""
    lines = "\n".join(f"    {line}" for line in dedent(body).strip().splitlines())
    return Called(f"import os, sys, time\nimport numpy as np\n{dedent(before)}\ndef {FUNCTION}(x):\n{lines}\n")


def number_of(title: str) -> int:
    """The number of the test of ``naive_relu`` that is called so in its grader."""
    text = (ROOT / "autograder" / "graders" / f"test_{UNIT}.py").read_text(encoding="utf-8")
    return re.findall(r"def test_(\w+)", text.partition(f'"{FUNCTION}"')[2].partition("exercise(")[0]).index(title)


LIAR = (
    "class Liar:\n    def __eq__(self, other): return True\n    def __array__(self, *a, **k): return np.ones((1, 1))\n"
)
ODD = "class Odd(Exception):\n    def __str__(self): raise RuntimeError\n"
CALLS = {
    "returns what was asked for": Called(dedent(LOOPS)),
    "returns it, and prints more than is kept": Called(
        dedent(LOOPS).replace("x = x.copy()", "x = x.copy(); print('x' * 10_000)")
    ),
    "refuses what it should refuse": Called(dedent(LOOPS), test=number_of("refusals")),
    "returns another value": relu("return x + 1"),
    "returns a value of another shape": relu("return np.zeros((7, 7))"),
    "returns something that is no array or number": relu("return 'relu'"),
    "returns nothing": relu("x.copy()"),
    "returns an object that says it equals everything": relu("return Liar()", LIAR),
    "returns a value over the limit": relu("return np.zeros(2**20)"),
    "returns a value nested without end": relu("y = []; y.append(y); return y"),
    "changes its argument": Called(dedent(LOOPS).replace("x.copy()", "x"), test=number_of("arguments")),
    "hands its work to a vectorised operation, where loops are asked for": replace(
        relu("assert x.ndim == 2\nreturn np.maximum(x, 0)"), test=number_of("loops")
    ),
    "takes what it should refuse": replace(relu("return x * (x > 0)"), test=number_of("refusals")),
    "ends its process where it should refuse": replace(
        relu("if x.ndim != 2: os._exit(1)\nreturn x * (x > 0)"), test=number_of("refusals")
    ),
    "is not written yet (`NotImplementedError`)": relu("raise NotImplementedError"),
    "is not defined": Called("x = 1\n"),
    "is asked only beside a test that did not pass": replace(relu("return x + 1"), test=number_of("loops")),
    "refuses what it should take": relu("assert False"),
    "raises an exception": relu("return 1 / 0"),
    "raises an exception whose text raises another": relu("raise Odd", ODD),
    "recurses without end": relu("return naive_relu(x)"),
    "exits (`sys.exit`)": relu("sys.exit(3)"),
    "does what a box may not: files, sockets, processes": relu("open('/etc/passwd').read()"),
    "needs more memory than it may use": relu("return bytearray(2**40)"),
    "does not come back in time": relu("while True: pass"),
    "is called again after that": Called(
        "def key_attributes(x):\n    while True: pass\n", "key_attributes", test=1, unit="tensors"
    ),
    "is called when the file's whole time is used up": replace(
        relu("time.sleep(0.8)\nreturn x"), function="naive_add", hurried=True
    ),
    "ends its process": relu("os._exit(3)"),
    "ends its process with status 0": relu("os._exit(0)"),
    "crashes": relu("import ctypes; ctypes.string_at(0)"),
    "has its process killed, twice": replace(relu("time.sleep(0.9)\nreturn x"), killed=True),
    "starts more than 512 threads": relu(
        "import _thread\n_thread.stack_size(32768)\nlock = _thread.allocate_lock()\nlock.acquire()\n"
        "for _ in range(600):\n    _thread.start_new_thread(lock.acquire, ())\nreturn x"
    ),
    "is called though the file could not be run": Called(f"{dedent(LOOPS)}\nimport os\nos.writev = lambda *parts: 0\n"),
    "writes to the grader's wire": relu("os.write(1000, b'garbage' * 100)"),
    "closes the grader's wire": relu("os.close(1000)"),
}
THREE_DEATHS = "ended its process three times"  # more often than any one function's tests of today ask


@dataclass(frozen=True)
class Told:
    """What a row is compared with; ``points`` of ``most``."""

    status: str
    message: str
    points: float
    most: float
    result: SubmissionResult | None = None


def told_of_a_call(call: Called, result: SubmissionResult) -> Told:
    [unit] = [unit for unit in result.units if unit.name == call.unit]
    [exercise] = [exercise for exercise in unit.exercises if exercise.name == call.function]
    test = exercise.tests[call.test]
    return Told(str(test.status), test.message, test.points, test.max_points, result)


def told_of_three_deaths(zygotes: Zygotes, folder: Path) -> Told:
    program = Program(UNIT, f"{UNIT}.py", (Cell("import os\ndef naive_relu(x):\n    os._exit(1)\n"),), False)
    [unit] = [unit for unit in COURSE.units if unit.name == UNIT]
    attempt = Attempt(unit, program, [folder], zygotes, LIMITS, seed=1)
    for _ in range(DEATHS + 1):
        with pytest.raises(StudentError) as caught:
            Student(attempt).naive_relu(np.zeros((1, 1)))
    attempt.close()
    return Told(*map(str, explain(caught.value)), 0, 1)


def kill(pid: int) -> None:
    with suppress(ProcessLookupError):  # it has ended meanwhile
        os.kill(pid, signal.SIGKILL)


@contextmanager
def student_boxes_killed(zygotes: Zygotes, times: int = 1000) -> Iterator[list[int]]:
    """Meanwhile so many boxes of a student's are killed soon after they were started, as the kernel does for memory."""
    real, made = zygotes.fork, []

    def fork(kind: str, limits: Limits, folders: Any) -> Any:
        box = real(kind, limits, folders)
        if folders and len(made) < times:  # those of the references have none
            made.append(box._pid)
            threading.Timer(0.4, kill, (box._pid,)).start()
        return box

    zygotes.fork = fork  # type: ignore[method-assign]
    try:
        yield made
    finally:
        zygotes.fork = real  # type: ignore[method-assign]


# --- a file ----------------------------------------------------------------------------------------------------------


def before(ending: str) -> dict[str, str]:
    """A file that defines one good function, and then does this at its top level."""
    return {f"{UNIT}.py": f"import os, sys\n{dedent(LOOPS)}\n{ending}\n\ndef naive_add(x, y):\n    return x + y\n"}


def cells(*sources: Any, **extra: Any) -> str:
    code = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": source} for source in sources]
    return json.dumps({"cells": code, "metadata": {}, "nbformat": 4, "nbformat_minor": 5, **extra})


def book(content: str) -> dict[str, str]:
    return {f"{UNIT}.ipynb": content}


KILLED_FILE = "has its process killed, twice"
FILES: dict[str, Mapping[str, str | bytes]] = {
    "runs to its end": {f"{UNIT}.py": SOLUTION},
    "is a notebook with magics": book(cells("%matplotlib inline\n", SOLUTION)),
    "is a notebook in which a cell fails": book(cells("1 / 0", SOLUTION)),
    "raises an exception": before("boom"),
    "exits": before("sys.exit(3)"),
    "asks for input": before("input()"),
    "does not end in time": before("while True: pass"),
    "needs more memory than it may use": before("x = bytearray(2**40)"),
    "ends its process": before("os._exit(3)"),
    "crashes": before("import ctypes; ctypes.string_at(0)"),
    KILLED_FILE: before("import time; time.sleep(0.9)"),
    "writes to the grader's wire": before("os.write(1000, b'garbage' * 100)\nwhile True: pass"),
    "runs to its end and keeps its answer back": before("os.writev = lambda *parts: 0"),
    "is not valid Python": before("def naive_add(:"),
    "holds NUL bytes": before("x = '\0'"),
    "is empty": {f"{UNIT}.py": ""},
    "is not there": {"notes.txt": "I did it on paper."},
    "is a link": {"notes.txt": "see below"},
    "is there twice": {f"{UNIT}.py": SOLUTION, f"{UNIT} (1).py": SOLUTION},
    "is too large": {f"{UNIT}.py": SOLUTION + "#" * 200_000},
    "is not in the encoding that it says": {f"{UNIT}.py": SOLUTION.encode("utf-16")},
    "names an encoding that is none": {f"{UNIT}.py": "# coding: rot13\n" + SOLUTION},
    "is a notebook that is no JSON": book('{"cells": ['),
    "is a notebook that is empty": book(""),
    "is a notebook that is nested too deeply": book("[" * 50_000),
    "is JSON of another kind": book("[]"),
    "is a notebook whose cells are none": book('{"cells": [1]}'),
    "is a notebook of another format": book(cells(SOLUTION, nbformat=99)),
}


def write_files(folder: Path, files: Mapping[str, str | bytes]) -> None:
    folder.mkdir(parents=True)
    for name, content in files.items():
        (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)


def told_of_a_file(result: SubmissionResult) -> Told:
    [unit] = [unit for unit in result.units if unit.name == UNIT]
    return Told(str(unit.status), unit.message, unit.score, unit.max_score, result)


# --- the test accuracy -----------------------------------------------------------------------------------------------

NETWORK = """
    import keras, os
    import numpy as np
    def prepare_images(images):
        return images.reshape(len(images), -1).astype("float32") / 255
    def build_model():
        return keras.Sequential([keras.layers.Dense(10, activation="softmax")])
    def compile_model(model):
        model.compile("rmsprop", "sparse_categorical_crossentropy", metrics=["accuracy"])
    def train_model(model, images, labels):
        return model.fit(images, labels, epochs=5, batch_size=128, verbose=0)
"""


def network(function: str, body: str, arguments: str = "") -> str:
    """The source with another body of one of its functions."""
    return f"{dedent(NETWORK)}\ndef {function}({arguments}):\n    {body}\n"


CUSTOM = "return keras.Sequential([keras.layers.Lambda(lambda x: x), keras.layers.Dense(10, activation='softmax')])"
PIPELINES = {
    "reaches the threshold": dedent(NETWORK),
    "stays below the threshold": network(
        "compile_model", "model.compile(keras.optimizers.RMSprop(0.0), 'sparse_categorical_crossentropy')", "model"
    ),
    "is trained otherwise than by `fit`": network(
        "train_model", "return model.evaluate(images, labels)", "model, images, labels"
    ),
    "has a function that raises": network("build_model", "return 1 / 0"),
    "has a function that gives something else": network("build_model", "return {}"),
    "holds layers that Keras does not have": network("build_model", CUSTOM),
}


# --- a submission ----------------------------------------------------------------------------------------------------


def zipped(entries: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return buffer.getvalue()


WORK = {f"{UNIT}.py": SOLUTION}


def marked(data: bytes, offsets: Mapping[bytes, int], value: bytes) -> bytes:
    """The archive with these bytes at the offset in the first header of each kind."""
    for header, offset in offsets.items():
        at = data.index(header) + offset
        data = data[:at] + value + data[at + len(value) :]
    return data


ARCHIVES = {
    "is an archive that is broken, or none": zipped(WORK)[:-40],
    "is an archive with a wrong checksum": marked(zipped(WORK), {b"PK\x01\x02": 16}, b"\0\0\0\0"),
    "is an encrypted archive": marked(zipped(WORK), {b"PK\x03\x04": 6, b"PK\x01\x02": 8}, b"\1"),
    "is an archive compressed in an unusual way": zipped(WORK, zipfile.ZIP_BZIP2),
    "is an archive of too many entries": zipped({**WORK, **{f"{number}.py": "" for number in range(60)}}),
    "is an archive that unpacks to too much": zipped({**WORK, "zeros.bin": bytes(2_000_000)}),
    "is an archive whose table of contents is too large": zipped(
        {**WORK, **{f"{number}.py": "" for number in range(9_000)}}
    ),
    "is an archive with an endless path": zipped({**WORK, "deep/" * 500 + "x.py": ""}),
    "is an archive that leads out of its folder": zipped({**WORK, "../x.py": ""}),
    "is an archive with an absolute path": zipped({**WORK, "/x.py": ""}),
    "is an archive with a name that goes on after a NUL": zipped({"a.py@b": ""}).replace(b"a.py@b", b"a.py\0b"),
    "is an archive with two entries of one name": zipped({**WORK, "tensor_opz.py": ""}).replace(b"opz.py", b"ops.py"),
}
NOTHING, TWICE = "has nothing in it", "came more than once"


def told_of_a_submission(result: SubmissionResult) -> Told:
    """What every unit and every test says, which must be one and the same."""
    messages = {unit.message for unit in result.units}
    messages |= {test.message for unit in result.units for entry in unit.exercises for test in entry.tests}
    [message] = messages
    return Told(str(result.status), message, result.score, result.max_score, result)


# --- all of that in one session --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Told]:
    """As :func:`grade_everything`."""
    return grade_everything(tmp_path_factory.mktemp("hand-ins"))


def grade_everything(root: Path) -> dict[tuple[str, str], Told]:
    """What became of every hand-in above, by section and ending; graded in one session, which costs a second."""
    found: dict[tuple[str, str], Told] = {}

    def work(session: Session) -> None:
        zygotes, digits = session._runner._zygotes, session._runner._digits
        hurried = Session(HURRIED, Runner(HURRIED, zygotes, digits, session._graders), session._graders, SETTINGS)
        for number, (ending, call) in enumerate(CALLS.items()):
            folder = root / f"call-{number}"
            write_files(folder, {f"{call.unit}.py": call.source})
            if call.killed:
                with student_boxes_killed(session._runner._zygotes):
                    result = session.grade(Submission(folder.name, (folder,))).result
            else:
                result = (hurried if call.hurried else session).grade(Submission(folder.name, (folder,))).result
            found[CALL, ending] = told_of_a_call(call, result)
        found[CALL, THREE_DEATHS] = told_of_three_deaths(session._runner._zygotes, root)
        for number, (ending, files) in enumerate(FILES.items()):
            folder = root / f"file-{number}"
            write_files(folder, files)
            if ending == "is a link":
                (folder / f"{UNIT}.py").symlink_to(ROOT / "solutions" / f"{UNIT}.py")
            with student_boxes_killed(session._runner._zygotes, 2 if ending == KILLED_FILE else 0):
                found[FILE, ending] = told_of_a_file(session.grade(Submission(folder.name, (folder,))).result)
        for number, (ending, data) in enumerate(ARCHIVES.items()):
            archive = root / f"archive-{number}.zip"
            archive.write_bytes(data)
            found[SUBMISSION, ending] = told_of_a_submission(session.grade(Submission(archive.stem, (archive,))).result)
        write_files(root / "class" / "kim", WORK)
        (root / "class" / "kim.zip").write_bytes(zipped(WORK))
        write_files(root / "class" / "lee", {})
        twice, nothing = find_submissions([root / "class"])[0]
        found[SUBMISSION, TWICE] = told_of_a_submission(session.grade(twice).result)
        found[SUBMISSION, NOTHING] = told_of_a_submission(session.grade(nothing).result)

    grading(COURSE, SETTINGS, work)
    return found


def file_name(row: Row) -> str:
    """What stands for ``FILE`` in a row's message."""
    if row.section == SUBMISSION:
        return f"archive-{list(ARCHIVES).index(row.ending)}.zip" if row.ending in ARCHIVES else ""
    names = [name for name in FILES.get(row.ending, ()) if name.startswith(UNIT)]
    return names[0] if names else ""


def assert_told(row: Row, told: Told, function: str = FUNCTION, file: str = "") -> None:
    """Status, message and points are the row's."""
    assert told.status == row.status
    assert row.allows(told.message, function, file), told.message
    wanted = {"all": told.most, "none": 0.0, "some": 4.0}  # some: those of the one function before the end
    assert told.points == wanted[row.cells["Points"]]
    assert told.most > 0


@pytest.mark.parametrize("row", [*rows_of(CALL), *rows_of(FILE), *rows_of(SUBMISSION)], ids=str)
def test_what_a_student_does_ends_as_the_table_says(told: dict[tuple[str, str], Told], row: Row) -> None:
    """Each ending of a call, a file and a submission has the status, the message and the points of its row."""
    outcome = told[row.section, row.ending]
    function = CALLS[row.ending].function if row.ending in CALLS else FUNCTION
    assert_told(row, outcome, function, file_name(row))
    assert row.students
    if outcome.result is not None:
        assert not any(unit.fault for unit in outcome.result.row().units), "and nobody takes it for a fault of ours"


def test_the_table_has_every_ending_once() -> None:
    """There is a row for everything that is brought about here, and nothing in the table that is not."""
    brought_about = {
        CALL: [*CALLS, THREE_DEATHS],
        FILE: [*FILES],
        ACCURACY: [*PIPELINES],
        SUBMISSION: [*ARCHIVES, NOTHING, TWICE],
        OURS: [*OUR_FAULTS, NO_MNIST, NO_EVALUATOR],
        COMMAND: [*COMMANDS],
    }
    assert {row.section for row in ROWS} == set(brought_about)
    for section, endings in brought_about.items():
        assert sorted(row.ending for row in rows_of(section)) == sorted(endings)


def test_a_row_is_compared_word_for_word() -> None:
    """A status, a message or points other than the table's are found out: the comparison can fail."""
    row = next(row for row in rows_of(CALL) if row.ending == "ends its process")
    right = Told("error", "naive_relu did not come back: it ended its own process with exit status 3\nCall: …", 0, 1)
    assert_told(row, right)
    for wrong in (
        replace(right, status="failed"),
        replace(right, points=1.0),
        replace(right, message=right.message.replace("3", "30", 1)),
        replace(right, message=f"x{right.message}"),
    ):
        with pytest.raises(AssertionError):
            assert_told(row, wrong)


# --- our own side ----------------------------------------------------------------------------------------------------

OUR_FAULTS: dict[str, Callable[[Path, pytest.MonkeyPatch], Told]] = {}


def brings_about(ending: str) -> Callable[[Any], Any]:
    """Registers what brings a row about."""

    def register(function: Any) -> Any:
        OUR_FAULTS[ending] = function
        return function

    return register


def graded(
    folder: Path, harm: Callable[[Session], None] = lambda session: None, archive: bool = False, course: Course = COURSE
) -> Told:
    """Grades good work in a session of its own to which ``harm`` is done first."""
    path = folder / ("kim.zip" if archive else "kim")
    if archive:
        path.write_bytes(zipped(WORK))
    else:
        write_files(path, WORK)
    results: list[SubmissionResult] = []

    def work(session: Session) -> None:
        harm(session)
        results.append(session.grade(Submission("kim", (path,))).result)

    grading(course, SETTINGS, work)
    return told_of_a_file(results[0])


def killing_zygotes(monkeypatch: pytest.MonkeyPatch, times: int) -> None:
    """So many times a zygote is killed when it is asked for a student's box."""
    real, left = Zygote.fork, [times]

    def fork(self: Zygote, limits: Limits, folders: Any) -> Any:
        if folders and left[0]:
            left[0] -= 1
            self.ready()
            os.kill(self.pid, signal.SIGKILL)
        return real(self, limits, folders)

    monkeypatch.setattr(Zygote, "fork", fork)


def killing_a_box(folder: Path, before: str, inside: str) -> Told:
    """A box is killed once, while something of right work sleeps: at the file's top level, or in a function."""
    killed: list[int] = []
    source = SOLUTION.replace("def naive_relu(x):\n", f"{before}def naive_relu(x):\n{inside}", 1)
    (folder / "kim").mkdir()
    (folder / "kim" / f"{UNIT}.py").write_text(f"import time\n{source}", encoding="utf-8")
    results: list[SubmissionResult] = []

    def work(session: Session) -> None:
        with student_boxes_killed(session._runner._zygotes, 1) as made:
            results.append(session.grade(Submission("kim", (folder / "kim",))).result)
            killed.extend(made)

    grading(COURSE, SETTINGS, work)
    assert len(killed) == 1
    return told_of_a_file(results[0])


@brings_about("a box is killed in a call, once")
def _box_in_a_call(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Told:
    return killing_a_box(folder, "", "    time.sleep(0.05)\n")


@brings_about("a box is killed while its file is run, once")
def _box_in_a_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Told:
    return killing_a_box(folder, "time.sleep(0.9)\n", "")


@brings_about("the zygote is killed, once")
def _zygote_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Told:
    killing_zygotes(monkeypatch, 1)
    return graded(folder)


@brings_about("the zygote is killed each time")
def _zygote_each_time(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Told:
    killing_zygotes(monkeypatch, 1000)
    return graded(folder)


@brings_about("a box cannot be confined")
def _unconfined(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Told:
    real = Zygote.fork

    def fork(self: Zygote, limits: Limits, folders: Any) -> Any:
        return real(self, limits, [*folders, folder / "gone"] if folders else folders)

    monkeypatch.setattr(Zygote, "fork", fork)
    return graded(folder)


def loose_cog(session: Session, times: int) -> None:
    """So many times one of the graders raises what no grader should."""
    real, left = Graders._run, [times]

    def run(self: Graders, item: Any) -> Any:
        if left[0] and self._fixtures.get("student") is not None and isinstance(self._fixtures["student"], Student):
            left[0] -= 1
            return ValueError("a cog is loose")
        return real(self, item)

    session._graders._run = run.__get__(session._graders)  # type: ignore[method-assign]


@brings_about("a grader fails, once")
def _grader_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Told:
    return graded(folder, lambda session: loose_cog(session, 1))


@brings_about("a grader fails each time")
def _grader_each_time(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Told:
    return graded(folder, lambda session: loose_cog(session, 1000))


@brings_about("the reference solution fails")
def _reference(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Told:
    shutil.copytree(ROOT / "solutions", folder / "course" / "solutions")
    path = folder / "course" / "solutions" / f"{UNIT}.py"
    path.write_text(SOLUTION + "\ndef naive_relu(x):\n    return 1 / 0\n", encoding="utf-8")
    return graded(folder, course=replace(COURSE, root=folder / "course"))


def graded_in_a_batch(folder: Path, source: Path) -> Told:
    """Grades one hand-in by grading processes, as the command does."""
    submissions, _ = find_submissions([source])
    batch = Batch(Course.find(ROOT), SETTINGS, submissions, folder / "out", jobs=1)
    rows = grade(batch, lambda row: None)
    data = json.loads((folder / "out" / "kim" / "result.json").read_text(encoding="utf-8"))
    result = SubmissionResult.from_json(data)
    assert ungraded(rows) == (["kim"] if any(unit.fault for unit in result.row().units) else [])
    return told_of_a_file(result)


@brings_about("what an archive is unpacked to cannot be written")
def _full_disk(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Told:
    path = folder / "kim.zip"
    path.write_bytes(zipped({**WORK, "large.bin": bytes(3_000_000)}))
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, limits[1]))  # what grades inherits it
    try:
        return graded_in_a_batch(folder, path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def children(pid: int) -> list[int]:
    """The processes that a process has started, from any of its threads."""
    found: list[int] = []
    with suppress(OSError):  # it has ended meanwhile
        for task in os.listdir(f"/proc/{pid}/task"):
            found += map(int, Path(f"/proc/{pid}/task/{task}/children").read_text().split())
    return found


def at_work(sources: set[int]) -> set[int]:
    """The grading processes that have a box: forks of these sources, whose nurseries' zygotes have children."""
    found = set()
    for source in sources:
        forks = {pid for pid in children(source) if b"grading_process" in Path(f"/proc/{pid}/cmdline").read_bytes()}
        nurseries = set(children(source)) - forks
        if any(children(zygote) for nursery in nurseries for zygote in children(nursery)):
            found |= forks
    return found


def killing_grading_processes(folder: Path, times: int) -> Told:
    """So many times the grading process is killed when it has a box at work."""
    write_files(folder / "kim", {f"{UNIT}.py": f"import time\ntime.sleep(1.5)\n{SOLUTION}"})
    others = set(children(os.getpid()))
    killed: list[int] = []

    def watch() -> None:
        while len(killed) < times:
            time.sleep(0.05)
            with suppress(OSError):  # one of them ended meanwhile
                for pid in at_work(set(children(os.getpid())) - others) - set(killed):
                    kill(pid)
                    killed.append(pid)

    killer = threading.Thread(target=watch, daemon=True)
    killer.start()
    told = graded_in_a_batch(folder, folder / "kim")
    killer.join(60)
    assert len(killed) == times
    return told


@brings_about("the grading process is killed, once")
def _process_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Told:
    return killing_grading_processes(folder, 1)


@brings_about("the grading process is killed each time")
def _process_each_time(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Told:
    return killing_grading_processes(folder, TRIES)


class FewDigits:
    """Stands for MNIST with a few hundred images, so that a training takes no time; ``missing`` plays having none."""

    def __init__(self, missing: bool = False) -> None:
        generator = np.random.default_rng(1)
        images = generator.integers(0, 256, (600, 28, 28), dtype=np.uint8)
        labels = generator.integers(0, 10, 600, dtype=np.uint8)
        images[np.arange(600), labels * 2] = 255  # a bright line says which digit it is
        self.training_set = (images, labels)
        self.served = (self.training_set, self.training_set)
        self._missing = missing

    @property
    def real(self) -> Mnist:
        if self._missing:
            return Digits(COURSE, None).real
        images, labels = self.training_set
        return Mnist(images, labels, images[:100], labels[:100])


def told_of_the_accuracy(result: SubmissionResult, test: bool = False) -> Told:
    """What its one test says; the status is the unit's, or with ``test`` the test's."""
    [unit] = [unit for unit in result.units if unit.name == "first_network"]
    [last] = unit.exercises[-1].tests
    return Told(str(last.status if test else unit.status), last.message, last.points, last.max_points, result)


@contextmanager
def evaluators_killed() -> Iterator[None]:
    """Meanwhile the evaluator is killed as soon as it has a network."""
    real = Evaluator.network

    def network(self: Evaluator, *arguments: Any) -> Any:
        made = real(self, *arguments)
        kill(made._box._pid)
        return made

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Evaluator, "network", network)
        yield


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Told]:
    """What became of every pipeline above, on a few images; TensorFlow is imported once for all of them."""
    root = tmp_path_factory.mktemp("pipelines")
    found: dict[str, Told] = {}

    def work(session: Session) -> None:
        with closing(Zygotes(LAYERS, [], lambda: FewDigits().training_set)) as zygotes:

            def told(digits: Any, ending: str, source: str, test: bool) -> None:
                runner = Runner(COURSE_WITH_KERAS, zygotes, digits, session._graders)
                own = Session(COURSE_WITH_KERAS, runner, session._graders, SETTINGS)
                folder = root / str(len(found))
                write_files(folder, {"first_network.py": source})
                result = own.grade(Submission(folder.name, (folder,))).result
                found[ending] = told_of_the_accuracy(result, test)

            for ending, source in PIPELINES.items():
                told(FewDigits(), ending, source, True)
            told(FewDigits(missing=True), NO_MNIST, "def prepare_images(images):\n    return images\n", False)
            with evaluators_killed():
                told(FewDigits(), NO_EVALUATOR, dedent(NETWORK), False)

    grading(COURSE_WITH_KERAS, SETTINGS, work)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("row", rows_of(ACCURACY), ids=str)
def test_a_pipeline_ends_as_the_table_says(measured: dict[str, Told], row: Row) -> None:
    """Each ending of the MNIST pipeline has the status, the message and the points of its row."""
    assert_told(row, measured[row.ending])
    assert row.students


NO_MNIST, NO_EVALUATOR = "MNIST is not to be had", "the evaluator is killed each time"
SLOW = {"the grading process is killed, once", "the grading process is killed each time"}


@pytest.mark.slow
@pytest.mark.parametrize("ending", [NO_MNIST, NO_EVALUATOR])
def test_what_fails_about_the_accuracy_is_never_charged(measured: dict[str, Told], ending: str) -> None:
    """Where MNIST or the evaluator is missing, the row of our own side tells what becomes of the test accuracy."""
    [row] = [row for row in rows_of(OURS) if row.ending == ending]
    assert_ours(row, measured[ending])


@pytest.mark.parametrize(
    "ending", [pytest.param(ending, marks=[pytest.mark.slow] * (ending in SLOW)) for ending in OUR_FAULTS]
)
def test_what_fails_on_our_side_is_never_charged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str) -> None:
    """A fault of ours is graded again, and where it lasts it is told as ours, for a person."""
    [row] = [row for row in rows_of(OURS) if row.ending == ending]
    assert_ours(row, OUR_FAULTS[ending](tmp_path, monkeypatch))


def assert_ours(row: Row, told: Told) -> None:
    """Nothing is charged, and the command ends with the row's status."""
    assert_told(row, told)
    assert not row.students
    assert told.result is not None
    fault = any(unit.fault for unit in told.result.row().units)
    assert str(int(fault)) == row.cells["The command's status"]
    assert fault == told.message.startswith(OUR_FAULT)


# --- the command -----------------------------------------------------------------------------------------------------

COMMANDS: dict[str, Callable[[Path], tuple[int, str]]] = {}
KIBIBYTES = {"the disk fills up": 100, "the folder becomes read-only": 10_000}
# Grades into a disk of its own, and once more when it is large and may be written to; the second status comes last.
ON_A_DISK = """
mount -t tmpfs -o size={size}k none out
{command} & grader=$!
while {read_only} && kill -0 $grader && ! ls out/*/result.json; do sleep 0.01; done >/dev/null 2>&1
while {read_only} && kill -0 $grader && ! mount -o remount,ro out; do sleep 0.01; done 2>/dev/null
wait $grader; first=$?
ls -A out/* | grep '[.]part' >&2
mount -o remount,rw,size=20000k out
{command} >/dev/null 2>&1 && wc -l <out/grades.csv && ls out/*/result.json | wc -l
exit $first
"""


def ends_so(ending: str) -> Callable[[Any], Any]:
    """Registers what brings a row about; it gives the command's status and what it said last."""

    def register(function: Any) -> Any:
        COMMANDS[ending] = function
        return function

    return register


def command_line() -> list[str]:
    """Grades the folder ``class`` into ``out``, with the course's own settings."""
    return [sys.executable, "-m", "autograder", "grade", "class", "--out", "out", "--jobs", "1", "--course", str(ROOT)]


def start(folder: Path, command: list[str], **more: Any) -> "subprocess.Popen[str]":
    environment = {**os.environ, "AUTOGRADER_MNIST": "/nonexistent", "TMPDIR": str(folder)}
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=folder, env=environment, stdout=pipe, stderr=pipe, text=True, **more)


def run_command(folder: Path) -> tuple[int, str]:
    """Its status, and its last line."""
    with start(folder, command_line()) as process:
        errors = process.communicate(timeout=60)[1]
    return process.returncode, errors.strip().splitlines()[-1] if errors.strip() else ""


def students(folder: Path, *names: str, more: str = "") -> None:
    for name in names:
        write_files(folder / "class" / name, {f"{UNIT}.py": SOLUTION + more})
    (folder / "out").mkdir()


def rows_written(folder: Path) -> list[str]:
    return (folder / "out" / "grades.csv").read_text(encoding="utf-8").splitlines()[1:]


@ends_so("a student's folder cannot be written")
def _one_folder(folder: Path) -> tuple[int, str]:
    students(folder, "kim", "lee")
    (folder / "out" / "kim").write_text("in the way")
    ended = run_command(folder)
    assert len(rows_written(folder)) == 2
    assert (folder / "out" / "lee" / "result.json").is_file()
    (folder / "out" / "kim").unlink()
    assert run_command(folder)[0] == 0
    return ended


@ends_so("the results can be written nowhere")
def _nowhere(folder: Path) -> tuple[int, str]:
    students(folder, "kim")
    (folder / "out" / ".grades.csv.part").mkdir()
    (folder / "out" / "grades.csv").write_text("old\n")
    ended = run_command(folder)
    assert (folder / "out" / "grades.csv").read_text() == "old\n"
    assert not (folder / "out" / "kim").exists()
    return ended


@ends_so("another run writes to the folder")
def _another(folder: Path) -> tuple[int, str]:
    students(folder, "kim")
    claim = Claim(folder / "out")
    ended = run_command(folder)
    assert not list((folder / "out").iterdir())
    claim.release()
    assert run_command(folder)[0] == 0
    return ended


@ends_so("the command itself is killed")
def _killed_command(folder: Path) -> tuple[int, str]:
    students(folder, "kim", "lee", more="\nimport time\ntime.sleep(1)\n")
    with start(folder, command_line()) as process:
        while not (folder / "out" / "kim" / "result.json").is_file():
            time.sleep(0.02)
        process.kill()
        process.wait()
        said = process.stderr.read() if process.stderr else ""  # to its end: nobody is left who could write
    [left] = folder.glob(f"{SCRATCH}*")
    os.utime(left, (1, 1))
    assert run_command(folder)[0] == 0
    assert len(rows_written(folder)) == 2
    assert not list(folder.glob(f"{SCRATCH}*"))
    return process.returncode, "".join(line for line in said.splitlines() if not line.startswith("MNIST is missing"))


def on_a_disk(folder: Path, ending: str) -> tuple[int, str]:
    """The command's first status and last line, over a disk that is small or becomes read-only; then it completes."""
    students(folder, *(f"student {number}" for number in range(8)), more="\nimport time\ntime.sleep(0.1)\n")
    script = ON_A_DISK.format(
        size=KIBIBYTES[ending],
        command=shlex.join(command_line()),
        read_only=str(ending.endswith("read-only")).lower(),
    )
    with start(folder, ["unshare", "-rm", "sh", "-c", script]) as process:
        output, errors = process.communicate(timeout=120)
    assert output.split()[-2:] == ["9", "8"], "the second run completes the batch"
    return process.returncode, errors.strip().splitlines()[-1]


ends_so("the disk fills up")(partial(on_a_disk, ending="the disk fills up"))
ends_so("the folder becomes read-only")(partial(on_a_disk, ending="the folder becomes read-only"))


def no_disk() -> str:
    """Why no disk can be mounted here; empty where one can."""
    try:
        done = subprocess.run(
            ["unshare", "-rm", "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True, text=True, check=False
        )
    except OSError as error:
        return str(error)
    return done.stderr.strip()


@pytest.mark.slow
@pytest.mark.parametrize("row", rows_of(COMMAND), ids=str)
def test_the_command_ends_as_the_table_says(tmp_path: Path, row: Row) -> None:
    """Where results cannot be written the status and the last line are the row's, and the next run completes all."""
    if row.ending in KIBIBYTES and (reason := no_disk()):
        pytest.skip(f"no disk can be mounted here: {reason}")
    status, line = COMMANDS[row.ending](tmp_path)
    assert str(status) == row.cells["The command's status"]
    pattern = re.escape(row.cells["The last line it says"]).replace("…", ".*")
    assert re.fullmatch(pattern, line), line


def test_the_threat_model_names_what_there_is() -> None:
    """Every test and every case of the battery that ``docs/security.md`` calls as a witness exists."""
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    tests = re.findall(r"`(test_\w+\.py)::(test_\w+)`", text)
    cases = re.findall(r"`((?:resources|exits|cheating|packaging)/\w+)`", text)
    assert len(tests) > 20
    assert len(cases) > 20
    for file, name in tests:
        assert f"\ndef {name}(" in (ROOT / "tests" / file).read_text(encoding="utf-8"), f"{file}::{name}"
    missing = [case for case in cases if not (ROOT / "tests" / "hostile" / case / "case.toml").is_file()]
    assert not missing
