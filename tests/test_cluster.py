"""A batch on a Dask cluster: the same bytes as here, whatever becomes of workers, scheduler and client meanwhile."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgpack
import pytest
from click.testing import CliRunner

from autograder.box import LAYERS
from autograder.claims import Taken
from autograder.cli import main
from autograder.cluster import link as link_module
from autograder.cluster.addresses import resolve
from autograder.cluster.dispatch import connected
from autograder.cluster.packing import NotPortable, pack, pack_entries, unpack
from autograder.cluster.versions import differing, versions
from autograder.course import Course, Limits, Settings
from autograder.errors import GraderFault, UsageError, WireError
from autograder.processes.batch import Batch, grade
from autograder.results import Origin, Row, Status
from autograder.submission.opening import find_submissions

ROOT = Path(__file__).parent.parent
COURSE = Course.find(ROOT)
SETTINGS = Settings(LAYERS, None)
LIMITS = Limits()
RELU = "def naive_relu(x):\n    assert x.ndim == 2\n    return x * (x > 0)\n"
# Long enough for a signal to find it at work.
SLOW = "import time\ntime.sleep({seconds})\n" + RELU
HOSTILE = """
import os, socket
found = []
for attempt in (lambda: open("/etc/passwd").read(), lambda: socket.create_connection(("127.0.0.1", {port})),
                lambda: os.kill(os.getppid(), 9), lambda: open("/tmp/out-of-the-box", "w")):
    try:
        found.append(str(attempt()))
    except Exception:
        pass
assert not found, found
def naive_relu(x):
    assert x.ndim == 2
    out = x.copy()
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            out[i, j] = max(x[i, j], 0)
    return out
"""
START_SECONDS = 120.0


class Cluster:
    """A real scheduler and real workers, each a process of its own that can be killed."""

    def __init__(self, place: Path, **settings: str) -> None:
        self.place = place
        self.file = place / "scheduler.json"
        self.settings = settings
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.address = f"tcp://127.0.0.1:{self.port}"
        self.workers: list[subprocess.Popen[bytes]] = []
        self.scheduler = self.start_scheduler()

    def start_scheduler(self) -> subprocess.Popen[bytes]:
        """A scheduler at the cluster's address, which answers."""
        options = [
            "--host",
            "127.0.0.1",
            "--port",
            str(self.port),
            "--no-dashboard",
            "--scheduler-file",
            str(self.file),
        ]
        self.file.unlink(missing_ok=True)
        self.scheduler = self._start("scheduler", "--no-dashboard", *options)
        self._wait(self.file.exists)
        return self.scheduler

    def add(self, *options: str, **environment: str) -> subprocess.Popen[bytes]:
        """One more worker, which has begun to start."""
        scratch = ["--local-directory", str(self.place / "scratch"), "--no-dashboard", "--nthreads", "1"]
        worker = self._start("worker", self.address, "--no-nanny", *scratch, *options, **environment)
        self.workers.append(worker)
        return worker

    def stop(self) -> None:
        """Kills everything that was started here."""
        for process in (*self.workers, self.scheduler):
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def _start(self, kind: str, *options: str, **environment: str) -> subprocess.Popen[bytes]:
        with open(self.place / f"{kind}.log", "ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "dask", kind, *options],
                env={**os.environ, "AUTOGRADER_MNIST": "/nonexistent", **self.settings, **environment},
                cwd=self.place,  # `-m` looks there first
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    @staticmethod
    def _wait(there: Callable[[], bool]) -> None:
        patience = time.monotonic() + START_SECONDS
        while not there():
            assert time.monotonic() < patience, "the scheduler did not start"
            time.sleep(0.1)


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """A scheduler without workers."""
    (tmp_path / "cluster").mkdir()
    found = Cluster(tmp_path / "cluster")
    yield found
    found.stop()


def hand_in(folder: Path, source: str, unit: str = "tensor_ops") -> Path:
    """A submission with that one unit."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{unit}.py").write_text(source, encoding="utf-8")
    return folder


def run(
    place: Path, out: Path, cluster: Cluster | None, finished: Callable[[Row], None] = lambda row: None, **more: Any
) -> dict[str, Row]:
    """Grades a class, on a cluster or here; the rows by student. ``more`` are lines told, and settings."""
    submissions, _ = find_submissions([place])
    settings = more.get("settings", SETTINGS)
    batch = Batch(more.get("course", COURSE), settings, submissions, out, 2)
    if cluster is None:
        return {row.student: row for row in grade(batch, finished)}
    with connected(cluster.address, batch.course, settings, more.get("told", []).append) as graded:
        return {row.student: row for row in grade(batch, finished, None, graded)}


def contents(out: Path) -> dict[str, bytes]:
    """Every file of a folder of results by its name, the store of what was graded apart."""
    files = (path for path in out.rglob("*") if path.is_file() and ".autograder" not in path.parts)
    return {str(path.relative_to(out)): path.read_bytes() for path in files}


def class_of(place: Path, count: int, seconds: float) -> Path:
    """Different programs that take so long."""
    for number in range(count):
        hand_in(place / f"s{number:02}", SLOW.format(seconds=seconds) + f"number = {number}\n")
    return place


def test_a_packed_folder_is_the_same_folder(tmp_path: Path) -> None:
    """Names that are no text, folders, empty ones too, and links come out as they went in; nothing is followed."""
    folder, secret = tmp_path / "in", tmp_path / "secret"
    secret.write_text("solutions")
    hand_in(folder / "deep", RELU)
    (folder / "empty").mkdir()
    (folder / os.fsdecode(b"caf\xe9.txt")).write_bytes(b"\0\xff")
    (folder / "link").symlink_to(secret)
    data = pack(folder, LIMITS)
    assert b"solutions" not in pack_entries([]) + data
    (tmp_path / "out").mkdir()
    unpack(data, tmp_path / "out", LIMITS)
    assert contents(tmp_path / "out") == contents(folder) | {}
    assert os.readlink(tmp_path / "out" / "link") == str(secret)
    assert (tmp_path / "out" / "empty").is_dir()
    assert pack(tmp_path / "out", LIMITS) == data, "the same files give the same bytes"


@pytest.mark.parametrize("case", ["too many", "too large", "a pipe"])
def test_what_cannot_travel_says_so(tmp_path: Path, case: str) -> None:
    """A folder over the limits, or with something that is no file, is not packed, nor waited for."""
    folder = hand_in(tmp_path / "in", RELU)
    if case == "a pipe":
        os.mkfifo(folder / "pipe")
    else:
        (folder / "more.txt").write_bytes(b"x" * 2000)
    limits = Limits(
        archive_entries=1 if case == "too many" else 10, archive_bytes=1000 if case == "too large" else 9999
    )
    with pytest.raises(NotPortable):
        pack(folder, limits)


ASTRAY: dict[str, Any] = {
    "no bytes of ours": b"hello",
    "no list": msgpack.packb({"a": 1}),
    "above": [(0, b"../evil", b"")],
    "absolute": [(0, b"/evil", b"")],
    "a name with a NUL": [(0, b"a\0b", b"")],
    "no name": [(1, b"", b"")],
    "through a link": [(2, b"a", b"/tmp"), (0, b"a/evil", b"")],
    "in a folder that is not there": [(0, b"a/evil", b"")],
    "another kind": [(7, b"a", b"")],
    "text for bytes": [(0, "a", b"")],
    "too many": [(1, str(number).encode(), b"") for number in range(2000)],
}


@pytest.mark.parametrize("name", ASTRAY)
def test_a_packed_folder_leads_nowhere_else(tmp_path: Path, name: str) -> None:
    """Whatever comes instead of a packed folder is refused in words, and nothing is written outside."""
    entries = ASTRAY[name]
    data = entries if isinstance(entries, bytes) else pack_entries(entries)
    (tmp_path / "into").mkdir()
    with pytest.raises(WireError):
        unpack(data, tmp_path / "into", LIMITS)
    assert not list(tmp_path.rglob("*evil*"))


def test_a_packed_bomb_is_not_unpacked(tmp_path: Path) -> None:
    """What would unpack to more than the limits is refused before it does."""
    data = pack_entries([(0, b"a", b"\0" * 2_000_000)])
    assert len(data) < 20_000
    with pytest.raises(WireError, match="over its limits"):
        unpack(data, tmp_path, Limits(archive_bytes=100_000, archive_entries=10))


def test_versions_that_differ_are_named_with_both() -> None:
    """Of two machines, what differs is told with both versions; what does not is not."""
    here = versions()
    assert differing(here, here) == []
    assert differing(here, {**here, "numpy": "1.0"}) == [f"numpy 1.0, and {here['numpy']} here"]
    assert {"python", "numpy", "keras", "tensorflow", "autograder"} <= here.keys()


def test_an_address_that_is_none_is_refused(tmp_path: Path) -> None:
    """What can be no address, and a scheduler's file that is not there, are unusable arguments."""
    for address in ("carrier-pigeon://coop:1", str(tmp_path / "none.json")):
        with pytest.raises(UsageError, match=re.escape(address)), connected(address, COURSE, SETTINGS, print):
            pass


def test_without_the_extra_the_command_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where Dask is not installed, a scheduler is an unusable argument, and the extra is named; nothing is graded."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    for name in [name for name in sys.modules if name.startswith("autograder.cluster.")]:
        monkeypatch.delitem(sys.modules, name)
    arguments = ["grade", str(hand_in(tmp_path / "kim", RELU)), "--scheduler", "tcp://10.0.0.5:8786"]
    result = CliRunner().invoke(main, [*arguments, "--out", str(tmp_path / "out"), "--course", str(ROOT)])
    assert result.exit_code == 2
    assert "pip install 'tensor-gears[cluster]'" in result.stderr
    assert not (tmp_path / "out").exists()


def test_nobody_at_an_address_is_one_line_in_bounded_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no scheduler answers, that is told in a line, and nothing was graded."""
    monkeypatch.setattr(link_module, "CONNECT_SECONDS", 1.0)
    with pytest.raises(GraderFault, match=r"no scheduler answers at tcp://127\.0\.0\.1:9"):  # noqa: SIM117
        with connected("tcp://127.0.0.1:9", COURSE, SETTINGS, print):
            pass


def test_a_cluster_of_dask_gateway_is_asked_for_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """The name is looked up at the gateway, which gives the address and what lets us in; its refusals are a line."""

    class Gateway:
        def __enter__(self) -> "Gateway":
            return self

        def __exit__(self, *_: object) -> None:
            pass

        def get_cluster(self, name: str) -> SimpleNamespace:
            if name == "none":
                raise ValueError("Cluster none not found\nlong story")
            address = None if name == "pending" else "gateway://10.0.0.9:8786/abc"
            return SimpleNamespace(scheduler_address=address, security="a key")

    monkeypatch.setitem(sys.modules, "dask_gateway", SimpleNamespace(Gateway=Gateway))
    assert resolve("gateway:abc") == ("gateway://10.0.0.9:8786/abc", "a key")
    with pytest.raises(GraderFault, match=r"gives no cluster none: ValueError: Cluster none not found$"):
        resolve("gateway:none")
    with pytest.raises(GraderFault, match="pending is not running"):
        resolve("gateway:pending")
    monkeypatch.setitem(sys.modules, "dask_gateway", None)
    with pytest.raises(UsageError, match="pip install dask-gateway"):
        resolve("gateway:abc")


@pytest.mark.slow
def test_a_cluster_gives_the_same_bytes(tmp_path: Path, cluster: Cluster) -> None:
    """Of folders, archives, notebooks, helpers, duplicates, attacks and rubbish it makes what this machine does.

    Two programs that are the same are graded once, and what was graded is known to the next run, here or there.
    """
    for _ in range(2):
        cluster.add()
    place = tmp_path / "class"
    hand_in(place / "kim", RELU)
    hand_in(place / "lee", f"# the same\n{RELU}")
    hand_in(hand_in(place / "park", "x = 1 / 0\n", "tensors"), "from helper import naive_relu\n")
    (place / "park" / "helper.py").write_text(HOSTILE.format(port=cluster.port))
    hand_in(place / "hostile", HOSTILE.format(port=cluster.port))
    shutil.copytree(ROOT / "solutions", place / "solutions", ignore=shutil.ignore_patterns("*network*", "grad*"))
    hand_in(place / "large", RELU + "import os\nsize = os.stat('more.txt')\n")
    (place / "large" / "more.txt").write_bytes(b"x" * (LIMITS.archive_bytes + 1))
    (place / "broken.zip").write_bytes(b"no zip")
    hand_in(place / "twice", RELU)
    for name in ("twice", "zipped"):
        with zipfile.ZipFile(place / f"{name}.zip", "w") as archive:
            archive.writestr("hw/tensor_ops.py", RELU + f"name = '{name}'\n")
    notebook = {"cells": [{"cell_type": "code", "source": RELU, "metadata": {}, "outputs": []}], "nbformat": 4}
    (place / "choi").mkdir()
    (place / "choi" / "tensor_ops.ipynb").write_text(json.dumps({**notebook, "nbformat_minor": 4, "metadata": {}}))
    rows = run(place, tmp_path / "there", cluster)
    run(place, tmp_path / "here", None)
    assert contents(tmp_path / "there") == contents(tmp_path / "here")
    assert sorted(rows[name].origin for name in ("kim", "lee")) == [Origin.GRADED, Origin.IDENTICAL]
    assert rows["hostile"].score > rows["kim"].score > 0, "it was contained, and lost nothing for what it tried"
    again = run(place, tmp_path / "there", None)
    assert {again[name].origin for name in ("kim", "lee", "choi", "zipped")} == {Origin.UNCHANGED}


@pytest.mark.thorough
@pytest.mark.slow
def test_workers_may_die_and_join_midway(tmp_path: Path, cluster: Cluster) -> None:
    """Of two workers one is killed at work, then the other: everything is graded, once, when another one comes."""
    first, second = cluster.add(), cluster.add()
    place = class_of(tmp_path / "class", 8, 1.5)
    told: list[str] = []
    seen: list[str] = []

    def on_row(row: Row) -> None:
        seen.append(row.student)
        if len(seen) == 2:
            first.kill()
        if len(seen) == 4:
            second.kill()
            joining = threading.Timer(8, cluster.add)
            joining.daemon = True
            joining.start()

    rows = run(place, tmp_path / "out", cluster, on_row, told=told)
    assert sorted(seen) == sorted(rows) == sorted(path.name for path in place.iterdir())
    assert {(row.status, row.origin) for row in rows.values()} == {(Status.GRADED, Origin.GRADED)}
    assert f"no workers at {cluster.address}: waiting" in told
    run(place, tmp_path / "here", None)
    assert contents(tmp_path / "out") == contents(tmp_path / "here")


@pytest.mark.thorough
@pytest.mark.slow
def test_a_scheduler_may_come_back(tmp_path: Path, cluster: Cluster) -> None:
    """A scheduler that is killed, and started again at its address with workers of its own, costs nobody a grade."""
    cluster.add()
    place = class_of(tmp_path / "class", 4, 1.0)
    seen: list[str] = []

    def on_row(row: Row) -> None:
        seen.append(row.student)
        if len(seen) == 1:
            cluster.scheduler.kill()
            cluster.scheduler.wait()
            cluster.start_scheduler()
            cluster.add()

    rows = run(place, tmp_path / "out", cluster, on_row)
    assert sorted(seen) == sorted(rows)
    assert {row.status for row in rows.values()} == {Status.GRADED}


@pytest.mark.thorough
@pytest.mark.slow
def test_a_lost_scheduler_ends_it_and_what_was_graded_is_kept(
    tmp_path: Path, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A scheduler that stays away is waited for so long and no longer; the next run, here, goes on with the rest."""
    monkeypatch.setattr(link_module, "LOST_SECONDS", 4.0)
    monkeypatch.setattr(link_module, "CONNECT_SECONDS", 2.0)
    cluster.add()
    place = class_of(tmp_path / "class", 3, 1.0)
    seen: list[str] = []

    def on_row(row: Row) -> None:
        seen.append(row.student)
        cluster.scheduler.kill()

    with pytest.raises(GraderFault, match=r"the scheduler at tcp://\S+ is gone, .*what was graded is kept"):
        run(place, tmp_path / "out", cluster, on_row)
    rows = run(place, tmp_path / "out", None)
    assert {student for student, row in rows.items() if row.origin is Origin.UNCHANGED} >= set(seen) != set()


@pytest.mark.thorough
@pytest.mark.slow
def test_who_kills_worker_after_worker_is_named(tmp_path: Path) -> None:
    """A submission under whose grading workers are killed again and again is ungraded, by name; nobody else is."""
    (tmp_path / "cluster").mkdir()
    cluster = Cluster(tmp_path / "cluster", DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="0")
    try:
        worker = cluster.add()
        place = class_of(tmp_path / "class", 1, 5)
        timer = threading.Thread(target=lambda: (wait_for_box(cluster.place / "scratch"), worker.kill(), cluster.add()))
        timer.start()
        row = run(place, tmp_path / "out", cluster)["s00"]
        timer.join()
    finally:
        cluster.stop()
    assert row.status is Status.NEEDS_REVIEW
    assert any(unit.fault for unit in row.units)
    assert "1 workers ended while they graded this" in (tmp_path / "out" / "s00" / "result.json").read_text()


def wait_for_box(worker: Path) -> None:
    """Until a worker has unpacked a submission, and a little longer."""
    patience = time.monotonic() + START_SECONDS
    while not list(worker.glob("**/submission-*")):
        assert time.monotonic() < patience, "no submission came"
        time.sleep(0.1)
    time.sleep(0.5)


def other_package(place: Path) -> str:
    """Where this package lies with another grader, to be found before ours."""
    package = place / "autograder"
    shutil.copytree(ROOT / "autograder", package, ignore=shutil.ignore_patterns("__pycache__"))
    grader = package / "graders" / "test_tensor_ops.py"
    grader.write_text(grader.read_text().replace("points(", "points(2 * ", 1))
    return str(place)


@pytest.mark.thorough
@pytest.mark.slow
def test_a_worker_that_joins_midway_and_differs_gets_no_work(tmp_path: Path, cluster: Cluster) -> None:
    """It is named, and draws no work to itself; the last that fits may die, and the next that fits gets the rest."""
    fit = cluster.add()
    place = class_of(tmp_path / "class", 10, 2.0)
    other = other_package(tmp_path / "other")
    seen: list[str] = []
    told: list[str] = []

    def on_row(row: Row) -> None:
        seen.append(row.student)
        if len(seen) == 1:
            cluster.add(PYTHONPATH=other)
        if [line for line in told if "gets no work" in line] and fit.poll() is None:
            fit.kill()
            fit.wait()
            cluster.add()

    rows = run(place, tmp_path / "out", cluster, on_row, told=told)
    assert fit.poll() is not None, "the other one never joined"
    assert (
        len([line for line in told if re.match(r"tcp://\S+ gets no work: autograder \S+ .*, and \S+ .* here", line)])
        == 1
    )
    assert {(row.status, row.score) for row in rows.values()} == {(Status.GRADED, rows["s00"].score)}
    assert sorted(seen) == sorted(rows)


@pytest.mark.slow
def test_a_worker_with_other_graders_gets_no_work(tmp_path: Path, cluster: Cluster) -> None:
    """A worker whose package differs is named before anything is graded; alone, it ends the run; with others, not."""
    place = class_of(tmp_path / "class", 3, 0)
    cluster.add(PYTHONPATH=other_package(tmp_path / "other"))
    wait_for_workers(cluster, 1)
    with pytest.raises(
        GraderFault, match=r"no worker at .* can grade this: tcp://\S+: autograder \S+ .*, and \S+ .* here"
    ):
        run(place, tmp_path / "out", cluster)
    assert not (tmp_path / "out").exists(), "nothing was touched"
    cluster.add()
    wait_for_workers(cluster, 2)
    told: list[str] = []
    rows = run(place, tmp_path / "out", cluster, told=told)
    assert {row.status for row in rows.values()} == {Status.GRADED}
    assert [line for line in told if re.match(r"tcp://\S+ gets no work: autograder", line)]


@pytest.mark.slow
def test_a_worker_without_mnist_gets_no_work(tmp_path: Path, cluster: Cluster) -> None:
    """Where the client has MNIST and a worker has none, the worker is named, and what it lacks."""
    cluster.add()
    wait_for_workers(cluster, 1)
    place = class_of(tmp_path / "class", 1, 0)
    with pytest.raises(GraderFault, match="AUTOGRADER_MNIST names /nonexistent, which is no file"):
        run(place, tmp_path / "out", cluster, settings=Settings(LAYERS, tmp_path / "mnist.npz"))


def wait_for_workers(cluster: Cluster, count: int) -> None:
    """Until so many have joined."""
    program = f"import distributed, sys; distributed.Client(sys.argv[1]).wait_for_workers({count}, {START_SECONDS})"
    subprocess.run([sys.executable, "-W", "ignore", "-c", program, cluster.address], check=True)


def command(place: Path, out: Path, cluster: Cluster) -> list[str]:
    options = ["--out", str(out), "--scheduler", str(cluster.file), "--course", str(ROOT), "--jobs", "1"]
    return [sys.executable, "-m", "autograder", "grade", str(place), *options]


def started(arguments: Sequence[str]) -> subprocess.Popen[str]:
    """The command, once it has told of its first submission."""
    environment = {**os.environ, "AUTOGRADER_MNIST": "/nonexistent"}
    process = subprocess.Popen(arguments, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline().startswith("[1/")
    return process


@pytest.mark.thorough
@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_a_client_that_is_stopped_goes_on(tmp_path: Path, cluster: Cluster, number: int) -> None:
    """After Ctrl-C nothing of it is left on the cluster, and it says how to go on; after that or a kill, it does."""
    cluster.add()
    place, out = class_of(tmp_path / "class", 5, 3.0), tmp_path / "out"
    process = started(command(place, out, cluster))
    process.send_signal(number)
    _, errors = process.communicate(timeout=60)
    if number == signal.SIGINT:
        assert process.returncode == 130
        assert "are graded and kept; the same command goes on with the rest" in errors
        assert not boxes_below(cluster.workers[0].pid)
    environment = {**os.environ, "AUTOGRADER_MNIST": "/nonexistent"}
    again = command(place, out, cluster)
    found = subprocess.run(again, env=environment, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr
    assert re.search(r"[1-4] graded in this run; [1-4] unchanged since", found.stdout)


def boxes_below(pid: int) -> list[str]:
    """The processes that grade below a worker."""
    listed = subprocess.run(["ps", "-e", "-o", "ppid=,args="], capture_output=True, text=True, check=True).stdout
    return [line for line in listed.splitlines() if line.split()[0] == str(pid) and "grading_process" in line]


@pytest.mark.thorough
@pytest.mark.slow
def test_two_runs_do_not_share_a_folder_of_results(tmp_path: Path, cluster: Cluster) -> None:
    """A folder of results is one run's at a time on a cluster, too."""
    cluster.add()
    place = class_of(tmp_path / "class", 2, 2.0)
    refused: list[str] = []

    def on_row(row: Row) -> None:
        try:
            run(place, tmp_path / "out", cluster)
        except Taken as error:
            refused.append(str(error))

    run(place, tmp_path / "out", cluster, on_row)
    assert len(refused) == 2
