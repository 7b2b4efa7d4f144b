"""The box's fence, attacked. Run as a program, this file is a small zygote that forks a box for each request.

Each attack is a function that returns when it succeeds and raises when it is refused. It names the layers that
refuse it: with all layers it must fail, with any one of those alone it must fail, and without those it must succeed.
"""

import ctypes
import errno
import fcntl
import importlib
import io
import json
import mmap
import os
import platform
import resource
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pluggy
import pytest

import autograder
from autograder.box.confinement import LAYERS, Bounds, Fence, LayerStatus, runtime_paths, survey

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a box can be confined on Linux only")

MIB = 1024**2
REFUSALS = {errno.EPERM, errno.EACCES, errno.EFBIG, errno.EMFILE, errno.ENOMEM}
PTRACE_SEIZE, PR_SET_PDEATHSIG, PR_SET_PTRACER, CLONE_NEWUSER = 0x4206, 1, 0x59616D61, 0x10000000
SECRET = b"the master of all answers"


@dataclass(frozen=True)
class World:
    """What stands around a box: its submission, things it must not reach, and a process that is not its own."""

    submission: str
    outside: str
    shelf: str
    hidden: str
    victim: int
    address: int
    tcp: int
    abstract: str
    path_socket: str
    report: int = -1


# --- attacks ---------------------------------------------------------------------------------------------------------


def read_a_file_outside(world: World) -> None:
    Path(world.outside, "secret.txt").read_bytes()


def list_a_folder_outside(world: World) -> None:
    os.listdir(world.outside)


def read_through_a_link_in_the_submission(world: World) -> None:
    Path(world.submission, "link.txt").read_bytes()


def read_what_is_hidden_in_a_readable_folder(world: World) -> None:
    Path(world.hidden, "grader.py").read_bytes()


def read_the_grader_itself(world: World) -> None:
    Path(autograder.__file__).read_bytes()


def read_another_process_environment(world: World) -> None:
    Path(f"/proc/{world.victim}/environ").read_bytes()


def open_another_process_memory(world: World) -> None:
    with open(f"/proc/{world.victim}/mem", "rb"):
        pass


def write_a_file_in_the_submission(world: World) -> None:
    Path(world.submission, "new.txt").write_text("x")


def create_an_empty_file_in_the_submission(world: World) -> None:
    Path(world.submission, "empty.txt").touch()


def create_a_temporary_file(world: World) -> None:
    with tempfile.TemporaryFile(dir="/tmp"):  # named, lest tempfile should report that no folder will do
        pass


def open_the_submission_for_writing(world: World) -> None:
    os.close(os.open(os.path.join(world.submission, "unit.py"), os.O_RDWR))


def empty_a_file_by_opening_it_for_reading(world: World) -> None:
    os.close(os.open(os.path.join(world.submission, "unit.py"), os.O_RDONLY | os.O_TRUNC))


def truncate_a_file(world: World) -> None:
    os.truncate(os.path.join(world.submission, "unit.py"), 0)


def make_a_folder(world: World) -> None:
    os.mkdir(os.path.join(world.submission, "folder"))


def make_a_fifo(world: World) -> None:
    os.mkfifo(os.path.join(world.submission, "fifo"))


def make_a_link(world: World) -> None:
    os.symlink("unit.py", os.path.join(world.submission, "another.py"))


def make_a_hard_link(world: World) -> None:
    os.link(os.path.join(world.submission, "unit.py"), os.path.join(world.submission, "hard.py"))


def remove_a_file(world: World) -> None:
    os.unlink(os.path.join(world.submission, "unit.py"))


def rename_a_file(world: World) -> None:
    os.rename(os.path.join(world.submission, "unit.py"), os.path.join(world.submission, "renamed.py"))


def change_a_mode(world: World) -> None:
    os.chmod(os.path.join(world.submission, "unit.py"), 0o777)


def change_times(world: World) -> None:
    os.utime(os.path.join(world.outside, "secret.txt"), (0, 0))


def change_an_owner(world: World) -> None:
    os.chown(os.path.join(world.submission, "unit.py"), os.getuid(), os.getgid())


def set_an_extended_attribute(world: World) -> None:
    os.setxattr(os.path.join(world.submission, "unit.py"), "user.mark", b"x")


def lock_a_file(world: World) -> None:
    with open(os.path.join(world.submission, "unit.py")) as file:
        fcntl.flock(file, fcntl.LOCK_EX)


def execute_a_program(world: World) -> None:
    os.set_inheritable(world.report, True)
    os.execv("/bin/sh", ["sh", "-c", f"""echo '{{"outcome": "done"}}' >&{world.report}"""])


def fork_a_process(world: World) -> None:
    if (child := os.fork()) == 0:
        os._exit(0)
    os.waitpid(child, 0)


def kill_another_process(world: World) -> None:
    os.kill(world.victim, signal.SIGTERM)


def signal_itself(world: World) -> None:
    signal.signal(signal.SIGUSR1, signal.SIG_IGN)
    os.kill(os.getpid(), signal.SIGUSR1)


def direct_io_signals_to_another_process(world: World) -> None:
    reader, _ = os.pipe()
    fcntl.fcntl(reader, fcntl.F_SETOWN, world.victim)


def connect_by_tcp(world: World) -> None:
    socket.create_connection(("127.0.0.1", world.tcp), timeout=5).close()


def serve_by_tcp(world: World) -> None:
    socket.create_server(("127.0.0.1", 0)).close()


def send_by_udp(world: World) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.sendto(b"x", ("127.0.0.1", 9))


def connect_to_an_abstract_socket(world: World) -> None:
    with socket.socket(socket.AF_UNIX) as client:
        client.connect("\0" + world.abstract)


def connect_to_a_socket_file(world: World) -> None:
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(world.path_socket)


def make_a_socket_pair(world: World) -> None:
    for end in socket.socketpair():
        end.close()


def trace_another_process(world: World) -> None:
    called("ptrace", PTRACE_SEIZE, world.victim, None, None)


def read_memory_of_another_process(world: World) -> None:
    buffer = ctypes.create_string_buffer(len(SECRET))
    mine = (ctypes.c_size_t * 2)(ctypes.addressof(buffer), len(SECRET))
    theirs = (ctypes.c_size_t * 2)(world.address, len(SECRET))
    called("process_vm_readv", world.victim, mine, ctypes.c_ulong(1), theirs, ctypes.c_ulong(1), ctypes.c_ulong(0))
    assert buffer.raw == SECRET


def make_a_file_in_memory(world: World) -> None:
    os.close(os.memfd_create("hoard"))


def make_a_shared_segment(world: World) -> None:
    segment = called("shmget", 0, ctypes.c_size_t(4096), 0o1600)
    called("shmctl", segment, 0, None)


def make_named_shared_memory(world: World) -> None:
    name = f"/dev/shm/{world.abstract}"  # what shm_open does
    os.close(os.open(name, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    os.unlink(name)


def map_shared_memory(world: World) -> None:
    mmap.mmap(-1, mmap.PAGESIZE).close()


def map_a_growing_stack(world: World) -> None:
    mmap.mmap(-1, mmap.PAGESIZE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x100).close()


def raise_a_limit(world: World) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def take_too_much_memory(world: World) -> None:
    mmap.mmap(-1, 2048 * MIB, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS).close()


def take_too_many_descriptors(world: World) -> None:
    taken = [os.dup(0) for _ in range(500)]
    os.closerange(min(taken), max(taken) + 1)


def set_up_io_uring(world: World) -> None:
    os.close(called("syscall", 425, 4, ctypes.create_string_buffer(120)))


def enter_a_user_namespace(world: World) -> None:
    called("unshare", CLONE_NEWUSER)


def outlive_its_parent(world: World) -> None:
    called("prctl", PR_SET_PDEATHSIG, 0, 0, 0, 0)


def move_to_another_processor(world: World) -> None:
    os.sched_setaffinity(0, os.sched_getaffinity(0))


def called(name: str, *arguments: Any) -> int:
    function = getattr(ctypes.CDLL(None, use_errno=True), name)
    result = int(function(*arguments))
    if result < 0:
        raise OSError(ctypes.get_errno(), name)
    return result


@dataclass(frozen=True)
class Attack:
    """An attack and the layers of which each alone refuses it; ``optional``: not every kernel offers what it uses.

    A layer ``besides`` may stand in its way, too, on some kernels; no promise is made of that.
    """

    run: Callable[[World], None]
    layers: tuple[str, ...]
    besides: tuple[str, ...] = ()
    optional: bool = False

    def __str__(self) -> str:
        return self.run.__name__


ATTACKS = (
    Attack(read_a_file_outside, ("landlock",)),
    Attack(list_a_folder_outside, ("landlock",)),
    Attack(read_through_a_link_in_the_submission, ("landlock",)),
    Attack(read_what_is_hidden_in_a_readable_folder, ("landlock",)),
    Attack(read_the_grader_itself, ("landlock",)),
    Attack(read_another_process_environment, ("landlock",)),
    Attack(open_another_process_memory, ("landlock",)),
    Attack(write_a_file_in_the_submission, ("landlock", "seccomp", "rlimits")),
    Attack(create_an_empty_file_in_the_submission, ("landlock", "seccomp")),
    Attack(create_a_temporary_file, ("landlock", "seccomp")),
    Attack(open_the_submission_for_writing, ("landlock", "seccomp")),
    Attack(empty_a_file_by_opening_it_for_reading, ("landlock", "seccomp")),
    Attack(truncate_a_file, ("landlock", "seccomp")),
    Attack(make_a_folder, ("landlock", "seccomp")),
    Attack(make_a_fifo, ("landlock", "seccomp")),
    Attack(make_a_link, ("landlock", "seccomp")),
    Attack(make_a_hard_link, ("landlock", "seccomp")),
    Attack(remove_a_file, ("landlock", "seccomp")),
    Attack(rename_a_file, ("landlock", "seccomp")),
    Attack(change_a_mode, ("seccomp",)),
    Attack(change_times, ("seccomp",)),
    Attack(change_an_owner, ("seccomp",)),
    Attack(set_an_extended_attribute, ("seccomp",), optional=True),
    Attack(lock_a_file, ("seccomp",)),
    Attack(execute_a_program, ("landlock", "seccomp")),
    Attack(fork_a_process, ("seccomp",)),
    Attack(kill_another_process, ("landlock", "seccomp")),
    Attack(signal_itself, ("seccomp",)),
    Attack(direct_io_signals_to_another_process, ("seccomp",)),
    Attack(connect_by_tcp, ("landlock", "seccomp")),
    Attack(serve_by_tcp, ("landlock", "seccomp")),
    Attack(send_by_udp, ("seccomp",)),
    Attack(connect_to_an_abstract_socket, ("landlock", "seccomp")),
    Attack(connect_to_a_socket_file, ("seccomp",)),
    Attack(make_a_socket_pair, ("seccomp",)),
    Attack(trace_another_process, ("landlock", "seccomp")),
    Attack(read_memory_of_another_process, ("landlock", "seccomp")),
    Attack(make_a_file_in_memory, ("seccomp",)),
    Attack(make_a_shared_segment, ("seccomp",)),
    Attack(make_named_shared_memory, ("landlock", "seccomp")),
    Attack(map_shared_memory, ("seccomp",)),
    Attack(map_a_growing_stack, ("seccomp",)),
    Attack(raise_a_limit, ("seccomp", "rlimits")),
    Attack(take_too_much_memory, ("rlimits",)),
    Attack(take_too_many_descriptors, ("rlimits",)),
    Attack(set_up_io_uring, ("seccomp",), ("rlimits",), optional=True),
    Attack(enter_a_user_namespace, ("seccomp",), optional=True),
    Attack(outlive_its_parent, ("seccomp",)),
    Attack(move_to_another_processor, ("seccomp",)),
)
SINGLE = [(attack, layer) for attack in ATTACKS for layer in attack.layers]
# What Landlock learned after its first ABI; on an older kernel seccomp alone refuses these.
SINCE_ABI = {
    "truncate_a_file": 3,
    "empty_a_file_by_opening_it_for_reading": 3,
    "connect_by_tcp": 4,
    "serve_by_tcp": 4,
    "connect_to_an_abstract_socket": 6,
    "kill_another_process": 6,
}


# --- what a submission may do ----------------------------------------------------------------------------------------


def compute_and_draw(world: World) -> dict[str, Any]:
    import numpy as np
    from matplotlib import pyplot

    figure, axes = pyplot.subplots()
    axes.imshow(np.arange(784).reshape(28, 28), cmap="binary")
    axes.set_title("x²")
    image = io.BytesIO()
    figure.savefig(image)
    a = np.random.default_rng(0).random((60, 60))
    assert np.allclose(np.linalg.inv(a) @ a, np.eye(60))
    return {"png": len(image.getvalue())}


def use_threads(world: World) -> dict[str, Any]:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(8) as pool:
        return {"squares": list(pool.map(lambda number: number * number, range(20)))}


def read_and_import(world: World) -> dict[str, Any]:
    import pkgutil

    sys.path.append(world.submission)
    for name in ("sqlite3", "zoneinfo", "xml.dom.minidom", "lzma", "asyncio", "jinja2", "msgpack"):
        importlib.import_module(name)
    from zoneinfo import ZoneInfo

    assert str(ZoneInfo("Asia/Seoul")) == "Asia/Seoul"
    assert any(module.name == "numpy" for module in pkgutil.iter_modules())
    return {
        "own": importlib.import_module("unit").VALUE,
        "listed": sorted(os.listdir(world.submission)),
        "beside_hidden": Path(world.shelf, "open.py").read_text(),
    }


def look_at_itself(world: World) -> dict[str, Any]:
    with open(os.devnull, "w") as null:
        null.write("nothing")
    status = dict(line.split(":\t", 1) for line in Path("/proc/self/status").read_text().splitlines() if ":\t" in line)
    return {
        "status": {name: status[name].strip() for name in ("CapEff", "CapPrm", "NoNewPrivs", "Seccomp")},
        "name": Path("/proc/self/task/", str(threading.get_native_id()), "comm").read_text().strip() != "",
        "callback": ctypes.CFUNCTYPE(ctypes.c_int)(lambda: 5)(),
        "limit": resource.getrlimit(resource.RLIMIT_FSIZE),
        "descriptors": [int(number) for number in os.listdir("/proc/self/fd")],
    }


def read_a_hidden_package(world: World) -> None:
    Path(world.hidden, "__init__.py").read_bytes()


def survive_running_out_of_memory(world: World) -> dict[str, Any]:
    hoard = []
    try:
        while True:
            hoard.append(bytearray(MIB))
    except MemoryError:
        taken = len(hoard)
        hoard.clear()
    return {"taken": taken}


def write_and_read_a_socket_it_was_given(world: World) -> dict[str, Any]:
    assert INHERITED
    ours, theirs = INHERITED
    os.write(ours.fileno(), b"question")
    return {"heard": os.read(theirs.fileno(), 100).decode()}


def spin(world: World) -> None:
    while True:
        pass


def call_in_x32(world: World) -> None:
    called("syscall", 0x40000000 | 39)


def train_a_network(world: World) -> dict[str, Any]:
    import keras
    import numpy as np
    import tensorflow as tf

    start = time.perf_counter()
    x = np.random.default_rng(0).random((512, 784), dtype="float32")
    y = np.arange(512) % 10
    model = keras.Sequential([keras.layers.Dense(32, activation="relu"), keras.layers.Dense(10, activation="softmax")])
    model.compile("rmsprop", "sparse_categorical_crossentropy", metrics=["accuracy"])
    history = model.fit(x, y, epochs=2, batch_size=128, verbose=0).history
    with tf.GradientTape() as tape:
        w = tf.Variable(3.0)
        loss = w * w
    return {
        "epochs": len(history["loss"]),
        "shape": model.predict(x[:3], verbose=0).shape,
        "gradient": float(tape.gradient(loss, w)),
        "seconds": time.perf_counter() - start,
    }


# --- the zygote ------------------------------------------------------------------------------------------------------

INHERITED = socket.socketpair() if __name__ == "__main__" else None


def serve() -> None:
    """Answers requests, one JSON line each: ``{action, layers, world, bounds, …}``."""
    for name in ("matplotlib.pyplot", "pyseccomp", *sys.argv[1:]):
        importlib.import_module(name)
    for line in sys.stdin:
        request = json.loads(line)
        reader, writer = os.pipe()
        start = time.perf_counter()
        if (child := os.fork()) == 0:
            box(request, writer)
        os.close(writer)
        with os.fdopen(reader, "rb") as answers:
            answer = json.loads(answers.read() or '{"outcome": "died"}')
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        print(json.dumps({**answer, "status": status, "seconds": time.perf_counter() - start}), flush=True)


def box(request: dict[str, Any], report: int) -> None:
    """Prepares and applies in the one fork, so that each request can have other paths and layers."""
    world = World(**{**request["world"], "report": report})
    answer: dict[str, Any] = {"outcome": "done"}
    try:
        answer |= act(request, world)
    except MemoryError as error:
        answer = {"outcome": "refused", "error": repr(error)}
    except (OSError, ValueError) as error:
        refused = isinstance(error, ValueError) or error.errno in REFUSALS
        answer = {"outcome": "refused" if refused else "broken", "error": f"{type(error).__name__}: {error}"}
    except BaseException as error:
        answer = {"outcome": "broken", "error": repr(error)}
    os.write(report, json.dumps(answer).encode())
    os._exit(0)


def act(request: dict[str, Any], world: World) -> dict[str, Any]:
    readable, hidden = runtime_paths()
    deny(request.get("denied_first", ()))
    if request["action"] == "survey":
        return {"value": [asdict(status) for status in survey()]}
    start = time.perf_counter()
    try:
        fence = Fence.prepare(request["layers"], [*readable, world.shelf], [*hidden, world.hidden])
    except (OSError, RuntimeError) as error:
        return {"outcome": "unprepared", "error": str(error)}
    prepared = time.perf_counter() - start
    for earlier in request.get("earlier", ()):
        if (child := os.fork()) == 0:
            fence.apply(earlier, Bounds(**request["bounds"]))
            os._exit(0)
        assert os.waitpid(child, 0)[1] == 0
    deny(request.get("denied", ()))
    if request["action"] == "apply with a second thread":
        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
    start = time.perf_counter()
    try:
        fence.apply(world.submission, Bounds(**request["bounds"]))
    except OSError as error:
        return {"outcome": "unconfined", "error": str(error)}
    applied = time.perf_counter() - start
    value = globals()[request["action"]](world) if request["action"] in globals() else None
    return {"value": value, "prepare": prepared, "apply": applied}


def deny(calls: list[str]) -> None:
    """Plays a kernel that lacks these system calls."""
    import pyseccomp

    if calls:
        lacking = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
        for name in calls:
            lacking.add_rule(pyseccomp.ERRNO(errno.ENOSYS), name)
        lacking.load()


class Zygote:
    """The process that runs this file; :meth:`ask` has it fork a box."""

    def __init__(self, *libraries: str) -> None:
        root = os.path.dirname(os.path.dirname(autograder.__file__))
        threads = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "TF_NUM_INTRAOP_THREADS": "1"}
        quiet = {"MPLBACKEND": "Agg", "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "-1"}
        self._process = subprocess.Popen(
            [sys.executable, __file__, *libraries],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **threads, **quiet, "TF_NUM_INTEROP_THREADS": "1", "PYTHONPATH": root},
            text=True,
        )

    def ask(self, action: str, world: World, layers: tuple[str, ...] = LAYERS, **options: Any) -> dict[str, Any]:
        bounds = {"memory_bytes": 1024 * MIB, "cpu_seconds": 20, **options.pop("bounds", {})}
        request = {"action": action, "layers": layers, "world": asdict(world), "bounds": bounds, **options}
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer

    def close(self) -> None:
        self._process.communicate()


# A process of the same user without privileges, so that nothing but the fence keeps a box out of it.
VICTIM = f"""
import ctypes, sys, time
secret = ctypes.create_string_buffer({SECRET!r})
libc = ctypes.CDLL(None)
libc.prctl({PR_SET_PTRACER}, ctypes.c_ulong(-1), 0, 0, 0)
libc.capset((ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)())
print(ctypes.addressof(secret), flush=True)
time.sleep(600)
"""


@pytest.fixture(scope="module")
def surveyed() -> dict[str, LayerStatus]:
    return {status.name: status for status in survey()}


@pytest.fixture(scope="module")
def zygote(surveyed: dict[str, LayerStatus]) -> Iterator[Zygote]:
    lacking = [f"{status.name}: {status.detail}" for status in surveyed.values() if not status.available]
    if lacking:
        pytest.skip(f"this machine lacks {'; '.join(lacking)}")
    zygote = Zygote()
    yield zygote
    zygote.close()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    for folder in ("submission", "outside", "library/hidden"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "submission" / "unit.py").write_text("VALUE = 7\n")
    (tmp_path / "submission" / "link.txt").symlink_to(tmp_path / "outside" / "secret.txt")
    (tmp_path / "outside" / "secret.txt").write_text("secret")
    (tmp_path / "library" / "open.py").write_text("open")
    (tmp_path / "library" / "hidden" / "grader.py").write_text("secret")
    victim = subprocess.Popen([sys.executable, "-I", "-S", "-c", VICTIM], stdout=subprocess.PIPE, text=True)
    assert victim.stdout
    abstract, path_socket = f"autograder-test-{os.getpid()}", str(tmp_path / "socket")
    with (
        victim.stdout,
        socket.create_server(("127.0.0.1", 0)) as tcp,
        socket.socket(socket.AF_UNIX) as one,
        socket.socket(socket.AF_UNIX) as another,
    ):
        for server, address in ((one, "\0" + abstract), (another, path_socket)):
            server.bind(address)
            server.listen()
        yield World(
            submission=str(tmp_path / "submission"),
            outside=str(tmp_path / "outside"),
            shelf=str(tmp_path / "library"),
            hidden=str(tmp_path / "library" / "hidden"),
            victim=victim.pid,
            address=int(victim.stdout.readline()),
            tcp=tcp.getsockname()[1],
            abstract=abstract,
            path_socket=path_socket,
        )
    victim.kill()
    victim.wait()


# --- the tests -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("attack", ATTACKS, ids=str)
def test_attack_is_refused_in_a_box(zygote: Zygote, world: World, attack: Attack) -> None:
    """A submission's code gets an error for whatever reaches beyond computing and reading its own."""
    answer = zygote.ask(str(attack), world)
    assert (answer["outcome"], answer["status"]) == ("refused", 0), answer


@pytest.mark.parametrize("attack", ATTACKS, ids=str)
def test_attack_succeeds_without_the_layers_against_it(zygote: Zygote, world: World, attack: Attack) -> None:
    """Each attack is a real one: without the layers that stand against it, it succeeds behind all the others."""
    others = tuple(layer for layer in LAYERS if layer not in (*attack.layers, *attack.besides))
    answer = zygote.ask(str(attack), world, others)
    if attack.optional and answer["outcome"] != "done":
        pytest.skip(f"not to be had on this machine at all: {answer['error']}")
    assert (answer["outcome"], answer["status"]) == ("done", 0), answer


@pytest.mark.parametrize(("attack", "layer"), SINGLE, ids=str)
def test_each_layer_refuses_the_attack_alone(
    zygote: Zygote, world: World, surveyed: dict[str, LayerStatus], attack: Attack, layer: str
) -> None:
    """Where two layers stand against an attack, either is enough."""
    abi = int(surveyed["landlock"].detail.removeprefix("ABI "))
    if layer == "landlock" and abi < SINCE_ABI.get(str(attack), 1):
        pytest.skip("this kernel's Landlock does not know it yet")
    answer = zygote.ask(str(attack), world, (layer,))
    assert (answer["outcome"], answer["status"]) == ("refused", 0), answer


def test_endless_computing_is_ended(zygote: Zygote, world: World) -> None:
    """A box that uses up its processor time is killed, whatever it does."""
    answer = zygote.ask("spin", world, bounds={"cpu_seconds": 1})
    assert (answer["outcome"], answer["status"]) == ("died", -signal.SIGXCPU)


@pytest.mark.skipif(platform.machine() != "x86_64", reason="a second system-call table of x86-64")
def test_another_system_call_table_is_no_way_round(zygote: Zygote, world: World) -> None:
    """A call by an x32 number kills the process behind seccomp, and is nothing at all without it."""
    assert zygote.ask("call_in_x32", world)["status"] == -signal.SIGSYS
    assert zygote.ask("call_in_x32", world, ("landlock", "rlimits"))["outcome"] == "broken"


def test_numpy_and_matplotlib_work(zygote: Zygote, world: World) -> None:
    """Linear algebra and a figure saved to memory work in a box."""
    answer = zygote.ask("compute_and_draw", world)
    assert answer["outcome"] == "done", answer
    assert answer["value"]["png"] > 1000


def test_threads_work(zygote: Zygote, world: World) -> None:
    """A box may start threads."""
    answer = zygote.ask("use_threads", world)
    assert answer.get("value") == {"squares": [number * number for number in range(20)]}, answer


def test_own_files_and_the_python_installation_can_be_read(zygote: Zygote, world: World) -> None:
    """A box imports its submission's modules, the standard library and installed packages, and lists its folder."""
    answer = zygote.ask("read_and_import", world)
    assert answer.get("value") == {"own": 7, "listed": ["link.txt", "unit.py"], "beside_hidden": "open"}, answer


def test_a_submission_can_be_one_file(zygote: Zygote, world: World) -> None:
    """Where only one file is the submission's, what lies beside it cannot be read."""
    one = World(**{**asdict(world), "submission": os.path.join(world.outside, "secret.txt")})
    assert zygote.ask("list_a_folder_outside", one)["outcome"] == "refused"
    assert zygote.ask("read_a_file_outside", one)["outcome"] == "done"


def test_a_box_has_no_privileges_and_no_stray_descriptors(zygote: Zygote, world: World) -> None:
    """Nothing of what was prepared stays open; there is no capability, and no new privilege to be gained."""
    answer = zygote.ask("look_at_itself", world)
    assert answer["outcome"] == "done", answer
    value = answer["value"]
    no_capability = "0" * 16
    assert value["status"] == {"CapEff": no_capability, "CapPrm": no_capability, "NoNewPrivs": "1", "Seccomp": "2"}
    assert (value["callback"], value["limit"], value["name"]) == (5, [0, 0], True)
    assert len(value["descriptors"]) <= 10, value["descriptors"]


def test_running_out_of_memory_is_an_error_not_death(zygote: Zygote, world: World) -> None:
    """A box that hoards memory gets a MemoryError at its bound and can go on."""
    answer = zygote.ask("survive_running_out_of_memory", world, bounds={"memory_bytes": 512 * MIB})
    assert answer["outcome"] == "done", answer
    assert 100 < answer["value"]["taken"] < 512


def test_an_inherited_socket_still_carries_messages(zygote: Zygote, world: World) -> None:
    """The wire, a socket pair made before, is read and written as a file."""
    assert zygote.ask("write_and_read_a_socket_it_was_given", world).get("value") == {"heard": "question"}


@pytest.mark.parametrize(
    ("layer", "calls"),
    [
        ("landlock", ["landlock_create_ruleset"]),
        ("landlock", ["landlock_add_rule"]),
        ("landlock", ["landlock_restrict_self"]),
        ("seccomp", ["seccomp"]),
        ("rlimits", ["prlimit64", "setrlimit"]),
        ("no new privileges", ["prctl"]),
        ("capabilities", ["capset"]),
    ],
    ids=str,
)
def test_apply_fails_closed(zygote: Zygote, world: World, layer: str, calls: list[str]) -> None:
    """Where a layer does not take, apply raises, and says at which step."""
    answer = zygote.ask("apply only", world, denied=calls)
    assert answer["outcome"] == "unconfined", answer
    assert "\n" not in answer["error"]


def test_apply_refuses_a_process_with_threads(zygote: Zygote, world: World) -> None:
    """A second thread would stay outside of Landlock, so apply raises."""
    answer = zygote.ask("apply with a second thread", world)
    assert answer["outcome"] == "unconfined"
    assert "2 threads" in answer["error"]


def test_apply_refuses_a_submission_that_is_not_there(zygote: Zygote, world: World) -> None:
    """A missing folder is an error, not a box that can read nothing."""
    gone = World(**{**asdict(world), "submission": world.submission + "-gone"})
    assert zygote.ask("apply only", gone)["outcome"] == "unconfined"


@pytest.mark.parametrize("level", ["library", "library/hidden", ".", "/"])
def test_apply_refuses_a_submission_around_something_hidden(zygote: Zygote, world: World, level: str) -> None:
    """What is hidden stays so even when it, or a folder around it, is handed in as a submission."""
    around = World(**{**asdict(world), "submission": os.path.join(os.path.dirname(world.shelf), level)})
    answer = zygote.ask("apply only", around)
    assert (answer["outcome"], "hidden" in answer["error"]) == ("unconfined", True)


def test_a_submission_beside_something_hidden_opens_nothing_else(zygote: Zygote, world: World) -> None:
    """A submission inside a readable folder, next to a hidden one, can be read; the hidden one still cannot."""
    own = Path(world.shelf, "kim")
    own.mkdir()
    (own / "unit.py").write_text("VALUE = 7\n")
    (own / "link.txt").touch()
    beside = World(**{**asdict(world), "submission": str(own)})
    assert zygote.ask("read_and_import", beside)["outcome"] == "done"
    assert zygote.ask("read_what_is_hidden_in_a_readable_folder", beside)["outcome"] == "refused"


def test_packages_can_be_imported_from_around_a_hidden_one(zygote: Zygote, world: World) -> None:
    """Where the grader is installed beside NumPy, a box imports from there and yet cannot read the grader."""
    hidden = os.path.dirname(pluggy.__file__)
    beside = World(**{**asdict(world), "hidden": hidden})
    assert zygote.ask("read_and_import", beside)["outcome"] == "done"
    assert zygote.ask("read_a_hidden_package", beside)["outcome"] == "refused"
    assert zygote.ask("read_a_hidden_package", beside, ("seccomp", "rlimits"))["outcome"] == "done"


def test_a_box_cannot_read_the_submissions_of_boxes_before_it(zygote: Zygote, world: World) -> None:
    """Boxes of one zygote share what was prepared, and yet none can read what another was allowed."""
    earlier = [world.outside, world.shelf + "/open.py"]
    assert zygote.ask("read_a_file_outside", world, earlier=earlier)["outcome"] == "refused"
    assert zygote.ask("read_and_import", world, earlier=earlier)["outcome"] == "done"


@pytest.mark.parametrize(("layer", "call"), [("landlock", "landlock_create_ruleset"), ("seccomp", "seccomp")], ids=str)
def test_a_missing_layer_is_named(zygote: Zygote, world: World, layer: str, call: str) -> None:
    """On a kernel that lacks a layer, prepare raises one line that names it, and the survey reports it."""
    answer = zygote.ask("apply only", world, denied_first=[call])
    assert answer["outcome"] == "unprepared", answer
    assert layer in answer["error"].lower()
    assert "\n" not in answer["error"]
    surveyed = zygote.ask("survey", world, denied_first=[call])["value"]
    assert [status["name"] for status in surveyed if not status["available"]] == [layer]


def test_the_survey_tries_each_layer(zygote: Zygote, surveyed: dict[str, LayerStatus]) -> None:
    """Where all layers are to be had, the survey says so of each, in their order."""
    assert [(name, status.available) for name, status in surveyed.items()] == [(layer, True) for layer in LAYERS]


def test_elsewhere_than_on_linux_there_is_no_layer(monkeypatch: pytest.MonkeyPatch) -> None:
    """On another system the survey reports nothing available and prepare refuses, both without trying."""
    monkeypatch.setattr(sys, "platform", "darwin")
    assert {status.detail for status in survey()} == {"not Linux"}
    with pytest.raises(RuntimeError, match="on Linux only"):
        Fence.prepare(LAYERS, ["/usr/lib"])


def test_an_unknown_layer_is_refused() -> None:
    """A misspelt layer is an error, not a layer less."""
    with pytest.raises(RuntimeError, match="no such layer: seccom;"):
        Fence.prepare(["seccom"], [])


def test_the_grader_is_no_part_of_what_boxes_read() -> None:
    """The package's own folder is hidden; neither it nor the folder it lies in counts as an installed place."""
    readable, hidden = runtime_paths()
    package = os.path.dirname(os.path.realpath(autograder.__file__))
    assert package in hidden
    assert package not in readable
    assert "" not in readable


def test_confining_takes_well_under_a_budget_of_milliseconds(
    zygote: Zygote, world: World, record_property: Callable[[str, object], None]
) -> None:
    """Applying takes a small part of a box's 32 ms, the mask over a hidden path included."""
    answers = [zygote.ask("apply only", world) for _ in range(15)]
    applied = statistics.median(answer["apply"] for answer in answers)
    record_property("apply_microseconds", round(applied * 1e6))
    record_property("prepare_milliseconds", round(statistics.median(answer["prepare"] for answer in answers) * 1e3, 1))
    assert applied < 0.005


@pytest.mark.slow
def test_keras_trains_in_a_box(zygote: Zygote, world: World, record_property: Callable[[str, object], None]) -> None:
    """TensorFlow imported before the fork trains, predicts and differentiates behind all layers."""
    heavy = Zygote("tensorflow", "keras")
    answer = heavy.ask("train_a_network", world, bounds={"memory_bytes": 4096 * MIB, "cpu_seconds": 120})
    heavy.close()
    assert answer["outcome"] == "done", answer
    record_property("training_seconds", answer["value"].pop("seconds"))
    assert answer["value"] == {"epochs": 2, "shape": [3, 10], "gradient": 6.0}


if __name__ == "__main__":
    serve()
