"""The fence around a box: what its process gives up, for good, before any student code runs.

Three layers, each of which a kernel may lack: ``landlock`` (what can be read; nothing can be written), ``seccomp``
(which system calls there are) and ``rlimits`` (how much memory, time and how many descriptors). Whatever the layers,
privileges can no longer be gained and all capabilities are gone. No root, namespace or container is needed.

The zygote calls :meth:`Fence.prepare` once; each fork of it calls :meth:`Fence.apply`, well under a millisecond.
"""

import ctypes
import glob
import json
import os
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial

from autograder.box import LAYERS
from autograder.box.landlock import Allowance, abi, checked
from autograder.box.syscalls import Filter

_GIB = 1024**3
_PR_SET_NO_NEW_PRIVS = 38
_CAPABILITY_VERSION_3 = 0x20080522
_AF_UNIX, _SOCK_STREAM = 1, 1

# What CPython, NumPy, Matplotlib and TensorFlow read at run time, by trace.
_SYSTEM_READABLE = (
    *("/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/local/lib", "/usr/local/lib64", "/lib", "/lib32", "/lib64"),
    *("/etc/ld.so.cache", "/etc/localtime", "/etc/timezone"),
    *("/usr/share/zoneinfo", "/usr/share/locale", "/usr/share/fonts", "/usr/local/share/fonts"),
    *("/dev/null", "/dev/urandom", "/dev/random"),
    *("/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/proc/sys/vm/overcommit_memory"),
    *("/sys/devices/system/cpu", "/sys/devices/system/node", "/sys/kernel/mm/transparent_hugepage"),
)


@dataclass(frozen=True, slots=True)
class LayerStatus:
    """Whether this machine has one layer; ``detail`` says which form of it, or what is wanting."""

    name: str
    available: bool
    detail: str


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much a box may use. ``memory_bytes`` counts what it can write to, the zygote's share included."""

    memory_bytes: int
    cpu_seconds: int
    descriptors: int = 256


@dataclass(frozen=True, slots=True)
class Fence:
    """The chosen layers, prepared; :meth:`apply` puts a process behind them."""

    allowance: Allowance | None
    filter: Filter | None
    limits: "_Limits | None"
    no_new_privs: Callable[[], int]
    drop_capabilities: Callable[[], int]

    @classmethod
    def prepare(cls, layers: Collection[str], readable: Sequence[str], hidden: Sequence[str] = ()) -> "Fence":
        """Do, once, what takes time. ``readable`` may be read by every box, ``hidden`` by none.

        Of two paths, one inside the other, the inner counts; hidden wins where they are equal. Without the landlock
        layer both are unheeded, and seccomp then refuses every opening for writing.

        Raises:
            OSError, RuntimeError: a wanted layer is not to be had; one line says why.
        """
        if unknown := set(layers) - set(LAYERS):
            raise RuntimeError(f"no such layer: {', '.join(sorted(unknown))}; there are: {', '.join(LAYERS)}")
        if not sys.platform.startswith("linux"):
            raise RuntimeError("a box can be confined on Linux only")
        landlock = "landlock" in layers
        libc = ctypes.CDLL(None, use_errno=True)
        # Each ctypes type or function made in a fork would cost it more than the call itself.
        header, nothing = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0), (ctypes.c_uint32 * 6)()
        return cls(
            Allowance.prepare(readable, hidden) if landlock else None,
            Filter.prepare(write_opens=landlock) if "seccomp" in layers else None,
            _Limits.prepare() if "rlimits" in layers else None,
            partial(libc.prctl, _PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0),
            partial(libc.capset, header, nothing),
        )

    def apply(self, submission: str | None, bounds: Bounds) -> None:
        """Confine this process for good; it can read the file or folder ``submission``.

        To be called in a fork of the process that prepared, before it starts a thread.

        Raises:
            OSError: a layer did not take. The process is half confined: it must end without running student code.
        """
        threads = os.stat("/proc/self/task").st_nlink - 2
        if threads != 1:
            raise OSError(f"the process has {threads} threads already, and Landlock would confine only one")
        checked(self.no_new_privs(), "no_new_privs")
        if self.allowance is not None:
            self.allowance.restrict(submission)
        if self.limits is not None:
            self.limits.apply(bounds)
        checked(self.drop_capabilities(), "giving up capabilities")
        if self.filter is not None:
            self.filter.load()


@dataclass(frozen=True, slots=True)
class _Limits:
    """The rlimits layer. A fork's first touch of each page costs it a copy, so it is left little to compute."""

    setrlimit: Callable[[int, tuple[int, int]], None]
    fixed: tuple[tuple[int, tuple[int, int]], ...]
    bound: tuple[tuple[int, int, int], ...]  # memory, mapped, processor time, descriptors: kind, soft and hard today
    unused: int  # bytes that may be mapped beyond those that may be used

    @classmethod
    def prepare(cls) -> "_Limits":
        import resource  # noqa: PLC0415 - not there on Windows

        # Counted over all of a user's processes, on some clusters over all pods: room enough for those.
        fixed = {resource.RLIMIT_NPROC: 16_384, resource.RLIMIT_STACK: 64 * 1024**2}
        fixed |= dict.fromkeys((resource.RLIMIT_FSIZE, resource.RLIMIT_CORE, resource.RLIMIT_MEMLOCK), 0)
        fixed |= {resource.RLIMIT_MSGQUEUE: 0}
        bound = (resource.RLIMIT_DATA, resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_NOFILE)
        return cls(
            resource.setrlimit,
            tuple((kind, _lowered(limit, limit, *resource.getrlimit(kind))) for kind, limit in fixed.items()),
            tuple((kind, *resource.getrlimit(kind)) for kind in bound),
            # Libraries, thread stacks and malloc's arenas (64 MiB each, some for each core) are mostly empty.
            4 * _GIB + (os.cpu_count() or 1) * _GIB // 4,
        )

    def apply(self, bounds: Bounds) -> None:
        memory, mapped, processor, descriptors = self.bound
        most = bounds.memory_bytes + self.unused
        try:
            for kind, limits in self.fixed:
                self.setrlimit(kind, limits)
            self.setrlimit(memory[0], _lowered(bounds.memory_bytes, bounds.memory_bytes, *memory[1:]))
            self.setrlimit(mapped[0], _lowered(most, most, *mapped[1:]))
            # SIGXCPU, at the soft limit, can be ignored; the SIGKILL a second later cannot.
            self.setrlimit(processor[0], _lowered(bounds.cpu_seconds, bounds.cpu_seconds + 1, *processor[1:]))
            self.setrlimit(descriptors[0], _lowered(bounds.descriptors, bounds.descriptors, *descriptors[1:]))
        except ValueError as error:  # how setrlimit reports a limit that may not be set
            raise OSError(f"rlimits: {error}") from None


def _lowered(soft: int, hard: int, soft_today: int, hard_today: int) -> tuple[int, int]:
    """A limit as wanted, or as it is where that is lower; -1 is ``RLIM_INFINITY``."""
    return soft if soft_today < 0 else min(soft, soft_today), hard if hard_today < 0 else min(hard, hard_today)


def runtime_paths() -> tuple[list[str], list[str]]:
    """What a box needs to read to run Python, and what of that no submission may see: the grader itself.

    Of ``sys.path`` only the standard library and the places of installed packages count: its other entries may be
    the course's own folder.
    """
    places = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    places |= {path for path in sys.path if os.path.basename(path) in ("site-packages", "dist-packages")}
    places |= {path for path in sys.path if path.endswith(".zip") and os.path.isfile(path)}
    for prefix in {sys.prefix, sys.exec_prefix, sys.base_prefix, sys.base_exec_prefix}:
        places |= {os.path.join(prefix, name) for name in ("lib", "lib64", "share/zoneinfo", "pyvenv.cfg")}
    package = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
    hidden = {package}
    for place in places:
        hidden |= {os.path.join(place, os.path.basename(package))}
        hidden |= set(glob.glob(os.path.join(glob.escape(place), "*tensor_gears*")))  # dist-info, and editable finders
    # Were a path hidden that is not there, the folder it might lie in would have to be masked for nothing.
    return sorted({*places, *_SYSTEM_READABLE}), sorted(filter(os.path.lexists, hidden))


def survey() -> tuple[LayerStatus, ...]:
    """Which layers this machine has, found out by trying each in a process of its own; never raises."""
    if not sys.platform.startswith("linux"):
        return tuple(LayerStatus(name, False, "not Linux") for name in LAYERS)
    # A fresh interpreter: this one may have threads, and a fork of it might then hang.
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
    code = "import sys; sys.path.append(sys.argv[1]); from autograder.box.confinement import _report; _report()"
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and text
            [sys.executable, "-P", "-c", code, root], capture_output=True, timeout=60, check=True
        )
        return tuple(LayerStatus(*entry) for entry in json.loads(done.stdout))
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        return tuple(LayerStatus(name, False, f"could not be tried: {error}") for name in LAYERS)


def tried(layers: Collection[str]) -> tuple[LayerStatus, ...]:
    """Which of these layers this machine has, each tried in a fork of this process, which must have no threads."""
    return tuple(LayerStatus(name, *_tried(name)) for name in LAYERS if name in layers)


def _report() -> None:
    sys.stdout.write(json.dumps([(status.name, status.available, status.detail) for status in tried(LAYERS)]))


def _tried(layer: str) -> tuple[bool, str]:
    answer = _answer(layer) or _answer(layer)  # a process that was killed says nothing of the machine
    available, detail = json.loads(answer or b'[false, "the process that tried it died"]')
    return available, detail


def _answer(layer: str) -> bytes:
    """What a fork says that tries the layer, as JSON; nothing where it died of it, or was killed."""
    reader, writer = os.pipe()
    if (child := os.fork()) == 0:
        try:
            os.write(writer, json.dumps(_try(layer)).encode())
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as answers:
        answer = answers.read()
    os.waitpid(child, 0)
    return answer


def _try(layer: str) -> tuple[bool, str]:
    """Put this process behind one layer, and see whether that layer refuses what it should."""
    try:
        Fence.prepare([layer], ["/usr/lib"]).apply(None, Bounds(4 * _GIB, 60))
    except (OSError, RuntimeError) as error:
        return False, str(error)
    try:
        if layer == "landlock":
            os.listdir("/")
        elif layer == "seccomp":
            os.close(checked(ctypes.CDLL(None, use_errno=True).socket(_AF_UNIX, _SOCK_STREAM, 0), "socket"))
        else:
            os.dup2(1, 300)  # beyond the descriptors that Bounds allows
    except OSError:
        return True, f"ABI {abi()}" if layer == "landlock" else "refuses what it should"
    return False, "could be switched on, and yet refuses nothing"
