"""A batch: every core busy, no submission lost, whatever becomes of a grading process or of the batch itself."""

import csv
import io
import json
import os
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from autograder.box.confinement import LAYERS
from autograder.claims import SCRATCH, Claim, Scratch, Taken
from autograder.course import UNITS, Course, Settings
from autograder.errors import GraderFault
from autograder.processes import serving
from autograder.processes.batch import Batch, faults, grade, ungraded
from autograder.results import OUR_FAULT, Origin, Row, Status, SubmissionResult
from autograder.submission.opening import find_submissions, folder_name

ROOT = Path(__file__).parent.parent
COURSE = Course.find(ROOT)
SETTINGS = Settings(LAYERS, None)
ADD = "def naive_relu(x):\n    assert x.ndim == 2\n    return (x > 0) * x\n"
# Long enough for a signal to find it at work, and over by itself.
SLOW = "import time\ntime.sleep(8)\n"
ODD_NAMES = ("=cmd|' C calc'!A0", "강도윤 🎓", "new\nline", "[bold]brackets", "bytes\udcff")


def hand_in(folder: Path, **sources: str) -> Path:
    """A submission with these unit files; solutions where the source is empty."""
    folder.mkdir(parents=True)
    for unit, source in sources.items():
        text = source or (COURSE.solutions / f"{unit}.py").read_text(encoding="utf-8")
        (folder / f"{unit}.py").write_text(text, encoding="utf-8")
    return folder


def run(
    paths: Sequence[Path], out: Path, finished: Callable[[Row], None] = lambda row: None, jobs: int = 2
) -> list[Row]:
    """Grades in this process, with grading processes of its own."""
    submissions, _ = find_submissions(paths)
    return grade(Batch(COURSE, SETTINGS, submissions, out, jobs), finished)


def read_grades(out: Path) -> list[dict[str, str]]:
    """The rows of ``grades.csv``."""
    with open(out / "grades.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_source_whose_command_was_killed_ends_quietly() -> None:
    """Where the command is gone before it has read an answer, its source of processes ends without a traceback."""

    class Graders:
        def ungraded(self, student: str, reason: str) -> SubmissionResult:
            return SubmissionResult(student, Status.NEEDS_REVIEW, (), "both")

    def killed(wire: socket.socket) -> None:
        select.select([wire], [], [])
        wire.close()  # with the answer in it

    ours, theirs = socket.socketpair()
    threading.Thread(target=killed, args=(theirs,)).start()
    with ours:
        serving._fork_graders(ours, Graders())


def grading_processes(parent: int) -> list[int]:
    """The processes that grade for a batch at the moment: forks of the one that it has started."""
    known = parents()
    started = {pid for pid, its in known.items() if its == parent and b"grading_process" in command_line(pid)}
    return [pid for pid, its in known.items() if its in started and b"grading_process" in command_line(pid)]


def boxes(parent: int) -> set[int]:
    """The boxes of a batch at the moment: what zygotes have forked, which the nursery has."""
    nurseries = {pid for pid in below(parent) if b"nursery" in command_line(pid)}
    known = parents()
    return {pid for pid in nurseries if known.get(known.get(pid, 0)) in nurseries}


def command_line(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def parents() -> dict[int, int]:
    """Each process's parent."""
    found = {}
    for entry in (Path("/proc", name, "stat") for name in os.listdir("/proc") if name.isdecimal()):
        try:
            found[int(entry.parent.name)] = int(entry.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue  # it has ended meanwhile
    return found


def below(pid: int) -> set[int]:
    """All that a process has started, directly or not."""
    every, found, todo = parents(), set(), [pid]
    while todo:
        parent = todo.pop()
        born = {child for child, its in every.items() if its == parent} - found
        found |= born
        todo += born
    return found


def until(condition: Callable[[], Any], seconds: float = 60) -> Any:
    """What the condition gives once it gives something."""
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)
    return value


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Row], Path, Path]:
    """A batch of students with odd names, graded by two processes over the results of an earlier run.

    With it come the folder of the results, and the one that temporary files went to.
    """
    root = tmp_path_factory.mktemp("batch")
    for name in ODD_NAMES:
        hand_in(root / "class" / name, tensor_ops=ADD)
    hand_in(root / "class" / "solved", tensors="", tensor_ops="")
    out = root / "out"
    stale = out / folder_name("solved") / "result.json"
    stale.parent.mkdir(parents=True)
    stale.write_text("{}")
    (out / "grades.csv").write_text("old\n")
    temporary = root / "tmp"
    temporary.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", str(temporary))
        rows = run([root / "class", root / "class" / "solved", root / "class"], out)
    return rows, out, temporary


Odd = tuple[list[Row], Path, Path]


def test_one_row_a_student(odd: Odd) -> None:
    """Each submission gets one row, however odd its name and however often the paths name it."""
    rows, out, _ = odd
    assert len(rows) == len(read_grades(out)) == len(ODD_NAMES) + 1
    assert sorted(row.student for row in rows) == sorted([*ODD_NAMES[:4], "bytes\\xff", "solved"])


def test_grades_are_as_the_contract_has_them(odd: Odd) -> None:
    """``grades.csv`` has the contract's columns, formulas disarmed, and the scores of each ``result.json``."""
    _, out, _ = odd
    text = (out / "grades.csv").read_text(encoding="utf-8")
    assert text.splitlines()[0] == "student,tensors,tensor_ops,first_network,gradients,total,max,status"
    rows = {row["student"]: row for row in csv.DictReader(io.StringIO(text))}
    assert "'" + ODD_NAMES[0] in rows
    assert list(rows["solved"].values()) == ["solved", "20", "40", "0", "0", "60", "100", "graded"]


def in_korean(entry: dict[str, Any], name: str) -> set[str]:
    """The key beside a text, or texts, that are said in Korean, too: none where nothing is said."""
    if not entry[name]:
        return set()
    assert list(entry[f"{name}_in"]) == ["ko"]
    assert type(entry[f"{name}_in"]["ko"]) is type(entry[name])
    return {f"{name}_in"}


def test_results_are_as_the_contract_has_them(odd: Odd) -> None:
    """``result.json`` has the contract's keys, all of them, and besides those its texts in the other language only."""
    rows, out, _ = odd
    for row in rows:
        data = json.loads((out / folder_name(row.student) / "result.json").read_text(encoding="utf-8"))
        assert SubmissionResult.from_json(data).row() == replace(row, origin=Origin.GRADED)
        assert list(data) == ["student", "status", "score", "max_score", "units"]
        assert list(data["units"]) == [unit.name for unit in UNITS]
        for unit in UNITS:
            entry = data["units"][unit.name]
            assert set(entry) == {"score", "max_score", "status", "message", "exercises"} | in_korean(entry, "message")
            assert tuple(entry["exercises"]) == unit.exercises
            for exercise in entry["exercises"].values():
                assert set(exercise) == {"score", "max_score", "feedback", "tests"} | in_korean(exercise, "feedback")
                for test in exercise["tests"]:
                    keys = {"name", "status", "points", "max_points", "message"}
                    assert set(test) == keys | in_korean(test, "message")
                    assert test["status"] in ("passed", "failed", "error", "timeout")


def test_folders_are_named_safely(odd: Odd) -> None:
    """Each student's folder lies right under the results, under a name that no shell or spreadsheet minds."""
    rows, out, _ = odd
    folders = {entry.name for entry in out.iterdir() if entry.is_dir()} - {".autograder"}
    assert folders == {folder_name(row.student) for row in rows}
    assert all((out / name / "feedback.html").is_file() for name in folders)
    assert "new%0Aline" in folders


def test_nothing_temporary_is_left(odd: Odd) -> None:
    """When a batch is over there are no processes of it, and none of its temporary folders."""
    _, _, temporary = odd
    assert not grading_processes(os.getpid())
    assert not list(temporary.iterdir())


@pytest.mark.slow
def test_a_killed_process_costs_nothing(tmp_path: Path) -> None:
    """A grading process killed at work is replaced: its submission is graded again, the others never notice."""
    hand_in(tmp_path / "class" / "slow", tensor_ops=SLOW.replace("8", "1") + ADD)
    hand_in(tmp_path / "class" / "tidy", tensor_ops=ADD)
    killed: list[int] = []

    def kill() -> None:
        pid = until(lambda: grading_processes(os.getpid()))[0]
        until(lambda: boxes(os.getpid()))  # it is at work
        os.kill(pid, signal.SIGKILL)
        killed.append(pid)

    killer = threading.Thread(target=kill)
    killer.start()
    rows = run([tmp_path / "class"], tmp_path / "out", jobs=1)
    killer.join()
    assert killed
    assert [row.status for row in rows] == [Status.GRADED] * 2
    assert rows[0].score == rows[1].score > 0
    assert not ungraded(rows)


@pytest.mark.slow
def test_the_killed_source_of_processes_costs_nothing(tmp_path: Path) -> None:
    """Where the process that all others are forked from is killed, they end with it, and all of them are replaced."""
    for name in ("kim", "lee"):
        hand_in(tmp_path / "class" / name, tensor_ops=SLOW.replace("8", "1") + ADD)

    def kill() -> None:
        until(lambda: len(boxes(os.getpid())) == 2)
        known = parents()
        os.kill(known[grading_processes(os.getpid())[0]], signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    rows = run([tmp_path / "class"], tmp_path / "out")
    killer.join()
    assert [row.status for row in rows] == [Status.GRADED] * 2
    assert rows[0].score == rows[1].score > 0
    assert not grading_processes(os.getpid())


@pytest.mark.slow
def test_killed_again_and_again(tmp_path: Path) -> None:
    """A submission whose grading process dies each time gets 0, the reason and a person's eye; others are graded."""
    hand_in(tmp_path / "class" / "killer", tensor_ops=SLOW + ADD)
    hand_in(tmp_path / "class" / "tidy", tensor_ops=ADD)

    def kill() -> None:
        seen: set[int] = set()

        def at_work() -> set[int]:
            return boxes(os.getpid()) - seen

        for _ in range(2):
            seen |= until(at_work)
            # The one that is at work: what was killed before is awaited before another is started.
            [pid] = until(lambda: grading_processes(os.getpid()))
            os.kill(pid, signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    rows = run([tmp_path / "class"], tmp_path / "out", jobs=1)
    killer.join()
    result = {row.student: row for row in rows}
    assert (result["killer"].score, result["killer"].status) == (0, Status.NEEDS_REVIEW)
    reason = f"{OUR_FAULT}: a grading process ended unexpectedly (status -9)"
    units = json.loads((tmp_path / "out" / "killer" / "result.json").read_text(encoding="utf-8"))["units"]
    assert {unit["message"] for unit in units.values()} == {reason}
    assert (result["tidy"].status, result["tidy"].score > 0) == (Status.GRADED, True)
    assert ungraded(rows) == ["killer"]
    assert [row["status"] for row in read_grades(tmp_path / "out")] == ["needs_review", "graded"]


def test_a_process_that_cannot_start(tmp_path: Path) -> None:
    """Where no grading process can start at all, the batch ends with its reason; nobody is given 0 for it."""
    submissions, _ = find_submissions([hand_in(tmp_path / "kim", tensor_ops=ADD)])
    rows: list[Row] = []
    with pytest.raises(GraderFault, match="not a course"):
        grade(Batch(Course(tmp_path / "gone"), SETTINGS, submissions, tmp_path / "out", 1), rows.append)
    assert rows == []


def test_results_that_cannot_be_written(tmp_path: Path) -> None:
    """Where the results cannot be written nothing is graded: one line names the place and the reason."""
    hand_in(tmp_path / "kim", tensor_ops=ADD)
    (tmp_path / "file").write_text("")
    for out, words in ((tmp_path / "file", "File exists"), (tmp_path / "file" / "below", "Not a directory")):
        with pytest.raises(GraderFault, match=words) as caught:
            run([tmp_path / "kim"], out)
        assert str(out) in str(caught.value)
        assert "\n" not in str(caught.value)


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    """Where one student's folder cannot be made its row says so, and every other result is there as ever."""
    hand_in(tmp_path / "class" / "kim", tensor_ops=ADD)
    hand_in(tmp_path / "class" / "lee", tensor_ops=ADD)
    hand_in(tmp_path / "class" / "park", tensor_ops=ADD)
    out = tmp_path / "out"
    out.mkdir()
    (out / "lee").write_text("in the way")
    rows = run([tmp_path / "class"], out, jobs=1)
    assert [row["student"] for row in read_grades(out)] == ["kim", "lee", "park"]
    assert {row["total"] for row in read_grades(out)} == {"3.2"}
    for name in ("kim", "park"):
        assert (out / name / "result.json").is_file()
    [fault] = faults(rows)
    assert fault == f"not all results could be written ({out / 'lee'}: cannot be made: File exists): lee"
    assert not ungraded(rows)
    (out / "lee").unlink()
    assert not faults(run([tmp_path / "class"], out, jobs=1))
    assert (out / "lee" / "result.json").is_file()


def test_a_grader_that_cannot_start_ends_the_batch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where grading processes end before they can grade, that is told once, instead of tried for everybody."""
    for name in ("kim", "lee", "park", "choi"):
        hand_in(tmp_path / "class" / name, tensor_ops=ADD)
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(
        "import sys\nsys.modules['autograder.processes.serving'] = None\n"
    )
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path / "site"), str(ROOT)]))
    with pytest.raises(GraderFault, match="end before they can grade"):
        run([tmp_path / "class"], tmp_path / "out", jobs=2)


def test_grades_are_never_emptied(tmp_path: Path) -> None:
    """A run that fails before it has graded anything leaves an earlier run's ``grades.csv`` as it was."""
    hand_in(tmp_path / "kim", tensor_ops=ADD)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "grades.csv").write_text("old\n")
    submissions, _ = find_submissions([tmp_path / "kim"])
    with pytest.raises(GraderFault, match="not a course"):
        grade(Batch(Course(tmp_path / "gone"), SETTINGS, submissions, tmp_path / "out", 1), lambda row: None)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [".autograder", "grades.csv"]
    assert (tmp_path / "out" / "grades.csv").read_text() == "old\n"


def test_one_run_a_folder(tmp_path: Path) -> None:
    """While one run writes to a folder another is refused in a line and touches nothing; afterwards it may."""
    hand_in(tmp_path / "kim", tensor_ops=ADD)
    refused: list[str] = []

    def finished(row: Row) -> None:
        before = {path: path.stat().st_mtime_ns for path in (tmp_path / "out").rglob("*")}
        with pytest.raises(Taken) as caught:
            run([tmp_path / "kim"], tmp_path / "out")
        refused.append(str(caught.value))
        assert {path: path.stat().st_mtime_ns for path in (tmp_path / "out").rglob("*")} == before

    run([tmp_path / "kim"], tmp_path / "out", finished)
    assert len(refused) == 1
    assert refused[0].startswith(f"{tmp_path / 'out'} is being written by another autograder")
    assert "\n" not in refused[0]
    assert len(run([tmp_path / "kim"], tmp_path / "out")) == 1


def test_nobody_inherits_the_folder(tmp_path: Path) -> None:
    """No process that a run starts holds its folder's lock: with the command it is gone, however that ends."""
    hand_in(tmp_path / "kim", tensor_ops=ADD)
    out = tmp_path / "out"

    def holders() -> set[int]:
        found = set()
        for pid in {os.getpid(), *below(os.getpid())}:
            with suppress(OSError):  # it has ended meanwhile
                if any(os.path.realpath(entry) == str(out) for entry in Path(f"/proc/{pid}/fd").iterdir()):
                    found.add(pid)
        return found

    seen: list[set[int]] = []
    run([tmp_path / "kim"], out, lambda row: seen.append(holders()))
    assert seen == [{os.getpid()}]
    assert holders() == set()


def test_scratch_folders_of_killed_runs_are_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run removes what killed runs left in the temporary folder, and nothing of those that still run."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    left, other, theirs, young = (tmp_path / f"{SCRATCH}{name}" for name in ("left", "other", "theirs", "young"))
    for folder in (left, theirs, young, tmp_path / "autograder-else"):
        folder.mkdir()
        (folder / "unpacked.py").write_text("")
        os.utime(folder, (1, 1))
    os.utime(young)
    other.symlink_to(tmp_path / "autograder-else")
    claim = Claim(theirs)
    scratch = Scratch()
    assert not left.exists()
    assert all((folder / "unpacked.py").exists() for folder in (theirs, young, other))
    claim.release()
    scratch.remove()
    assert not scratch.path.exists()


def test_what_is_told_is_on_disk(tmp_path: Path) -> None:
    """Whoever is told that a submission is finished finds its files there; an error of theirs ends the batch."""
    for name in ("kim", "lee", "park"):
        hand_in(tmp_path / "class" / name, tensor_ops=ADD)
    told: list[str] = []

    def finished(row: Row) -> None:
        assert (tmp_path / "out" / row.student / "result.json").is_file()
        assert (tmp_path / "out" / row.student / "feedback.html").is_file()
        told.append(row.student)
        if len(told) == 2:
            raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        run([tmp_path / "class"], tmp_path / "out", finished, jobs=1)
    assert [row["student"] for row in read_grades(tmp_path / "out")] == sorted(told)
    assert not grading_processes(os.getpid())


@pytest.mark.parametrize("jobs", [1, 2])
def test_lanes_keep_to_their_cores(tmp_path: Path, jobs: int) -> None:
    """Of several lanes each keeps to one core with its boxes, so that none starves another; one alone has them all."""
    told = "import os\ndef naive_relu(x):\n    raise ValueError(f'cores {sorted(os.sched_getaffinity(0))}')\n"
    for name in ("kim", "lee"):
        hand_in(tmp_path / "class" / name, tensor_ops=told)
    run([tmp_path / "class"], tmp_path / "out", jobs=jobs)
    cores = sorted(os.sched_getaffinity(0))
    for name in ("kim", "lee"):
        text = (tmp_path / "out" / name / "result.json").read_text(encoding="utf-8")
        [seen] = {tuple(json.loads(found)) for found in re.findall(r"cores (\[[\d, ]+\])", text)}
        assert seen == tuple(cores) if jobs == 1 else seen in [(core,) for core in cores]


def _heed_ctrl_c() -> None:
    """A test run started in the background passes an ignored SIGINT on to what it starts; a terminal does not."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_ctrl_c(tmp_path: Path) -> None:
    """Ctrl-C ends the batch at once with status 130 and one line; what was graded is kept, and no process is left."""
    hand_in(tmp_path / "class" / "a quick one", tensor_ops=ADD)
    hand_in(tmp_path / "class" / "b slow one", tensor_ops=SLOW * 5)
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    mnist = {"AUTOGRADER_MNIST": "/nonexistent"}  # named but not there: nothing is downloaded
    with subprocess.Popen(
        [sys.executable, "-m", "autograder", "grade", "class", "--out", "out", "--jobs", "1", "--course", str(ROOT)],
        cwd=tmp_path,
        env={**os.environ, **mnist, "TMPDIR": str(temporary), "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=_heed_ctrl_c,  # noqa: PLW1509 - no thread runs here
    ) as process:
        until((tmp_path / "out" / "a quick one" / "result.json").exists)
        until(lambda: boxes(process.pid))  # the slow one's
        started = below(process.pid)
        os.killpg(process.pid, signal.SIGINT)
        before = time.monotonic()
        output, errors = process.communicate(timeout=30)
        assert time.monotonic() - before < 5
    assert process.returncode == 130
    assert errors.splitlines()[-1] == (
        "autograder: stopped: 1 of 2 submissions are graded and kept; the same command goes on with the rest"
    )
    assert "Traceback" not in output + errors
    assert [row["student"] for row in read_grades(tmp_path / "out")] == ["a quick one"]
    until(lambda: not [pid for pid in started if Path(f"/proc/{pid}").exists()], seconds=5)
    assert not list(temporary.iterdir())


@pytest.mark.slow
def test_a_killed_batch_leaves_no_process(tmp_path: Path) -> None:
    """Even SIGKILL leaves no process behind: each ends with the one that started it."""
    hand_in(tmp_path / "slow", tensor_ops=SLOW * 5)
    with subprocess.Popen(
        [sys.executable, "-m", "autograder", "grade", "slow", "--out", "out", "--jobs", "1", "--course", str(ROOT)],
        cwd=tmp_path,
        env={**os.environ, "AUTOGRADER_MNIST": "/nonexistent", "TMPDIR": str(tmp_path), "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        until(lambda: boxes(process.pid))
        started = below(process.pid)
        process.kill()
    until(lambda: not [pid for pid in started if Path(f"/proc/{pid}").exists()], seconds=5)
    shutil.rmtree(tmp_path / "slow")
