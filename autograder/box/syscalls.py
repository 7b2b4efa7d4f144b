"""The system-call layer: a seccomp filter that knows what computing needs, and refuses the rest with ``EPERM``.

The list was derived by tracing NumPy, Matplotlib, threads, Keras training, ``tf.data`` and XLA in a forked
interpreter. Whatever reaches beyond the process (sockets, signals, processes, shared memory, times, modes, other
processes' memory, the process's own limits) is left off it; so is whatever a later kernel may invent.
"""

import ctypes
import os
import platform
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from autograder.box.landlock import checked, system_call

_SECCOMP = {"x86_64": 317, "aarch64": 277}  # the number of seccomp(2)
_SET_MODE_FILTER, _FILTER_FLAG_TSYNC, _GET_ACTION_AVAIL, _ERRNO = 1, 1, 2, 0x50000
_EPERM, _ENOSYS = 1, 38

_READING = (
    "read readv pread64 preadv preadv2 lseek close close_range dup dup2 dup3 pipe pipe2 getdents getdents64 getcwd "
    "chdir fchdir access faccessat faccessat2 stat fstat lstat newfstatat statx statfs fstatfs readlink readlinkat"
)
_WRITING = "write writev"  # to descriptors that are open already: no way to open one for writing is on this list
_WAITING = (
    "poll ppoll select pselect6 epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait epoll_pwait2 eventfd "
    "eventfd2 futex futex_waitv nanosleep clock_nanosleep sched_yield restart_syscall pause"
)
_MEMORY = "brk munmap mremap mprotect madvise"
_THREADS = "exit exit_group set_robust_list rseq set_tid_address"
_HANDLERS = "rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending sigaltstack"  # receiving signals, not sending them
_ASKING = (
    "gettid getpid getppid getuid geteuid getgid getegid getresuid getresgid getgroups getpgrp getpgid getsid "
    "getpriority sched_getaffinity sched_getscheduler sched_getparam sched_get_priority_max sched_get_priority_min "
    "sched_rr_get_interval getrlimit getrusage times time gettimeofday clock_gettime clock_getres uname sysinfo getcpu "
    "getrandom get_mempolicy"
)

_SHARED, _PRIVATE, _ANONYMOUS, _GROWSDOWN, _HUGETLB = 0x01, 0x02, 0x20, 0x100, 0x40000
_MAP_MASK = _SHARED | _PRIVATE | _GROWSDOWN | _HUGETLB

_IOCTLS = (0x5401, 0x5413, 0x541B, 0x5450, 0x5451)  # TCGETS, TIOCGWINSZ, FIONREAD, FIONCLEX, FIOCLEX
_FCNTLS = (0, 1, 2, 3, 1030)  # F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_DUPFD_CLOEXEC; no locks, leases or SIGIO
_PRCTLS = (15, 16, 3, 2, 21, 39, 0x53564D41)  # set and get the name; get dumpable, pdeathsig, seccomp, nnp; name memory
_ARCH_PRCTLS = (0x1021, 0x1022, 0x1023)  # ask for AMX, which oneDNN computes with

# What makes a thread: memory, folder, files, handlers and the process shared.
_THREAD_FLAGS = 0x100 | 0x200 | 0x400 | 0x800 | 0x10000
# New namespaces of any kind, I/O contexts, tracing, vfork, pidfd, another parent.
_FOREIGN_FLAGS = 0x7E020000 | 0x80000000 | 0x802000 | 0x4000 | 0x1000 | 0x8000


@dataclass(frozen=True, slots=True)
class Filter:
    """A compiled filter, ready to be loaded by a fork."""

    call: Any
    number: int
    code: Any  # the BPF instructions, held for ``program``, which points at them
    program: Any

    @classmethod
    def prepare(cls, *, write_opens: bool) -> "Filter":
        """Compile the filter; without ``write_opens`` no file may be opened for writing, ``/dev/null`` neither.

        Raises:
            RuntimeError: this machine has no seccomp, no libseccomp, or another processor than is supported.
        """
        call = system_call()
        machine = platform.machine()
        if call is None:
            raise RuntimeError("not Linux")
        if machine not in _SECCOMP:
            raise RuntimeError(f"the list of system calls is for {' and '.join(_SECCOMP)}, not for {machine}")
        action = ctypes.c_uint32(_ERRNO)
        if call(_SECCOMP[machine], _GET_ACTION_AVAIL, 0, ctypes.addressof(action), 0) != 0:
            raise RuntimeError(f"kernel has no seccomp filters ({os.strerror(ctypes.get_errno())})")
        bpf = _compiled(write_opens)
        code = ctypes.create_string_buffer(bpf, len(bpf))
        return cls(call, _SECCOMP[machine], code, _Program(len(bpf) // 8, ctypes.addressof(code)))

    def load(self) -> None:
        """Confine every thread of the calling process for good; raises ``OSError`` when that cannot be done."""
        address = ctypes.addressof(self.program)
        result = checked(
            self.call(self.number, _SET_MODE_FILTER, _FILTER_FLAG_TSYNC, address, 0),
            "seccomp: loading the filter",
        )
        if result > 0:
            raise OSError(f"seccomp: thread {result} could not be confined")


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def _compiled(write_opens: bool) -> bytes:
    """The filter as BPF."""
    try:
        import pyseccomp  # noqa: PLC0415 - looks for its library by running programs: never to be done in a box
    except (ImportError, RuntimeError) as error:
        raise RuntimeError(f"seccomp cannot be used: {error} (the package pyseccomp and libseccomp.so.2)") from None
    built = pyseccomp.SyscallFilter(pyseccomp.ERRNO(_EPERM))
    built.set_attr(pyseccomp.Attr.ACT_BADARCH, pyseccomp.KILL_PROCESS)  # i386 and x32 calls
    built.set_attr(pyseccomp.Attr.CTL_OPTIMIZE, 2)  # a binary tree, which the kernel takes in 40 % faster
    for name in f"{_READING} {_WRITING} {_WAITING} {_MEMORY} {_THREADS} {_HANDLERS} {_ASKING}".split():
        if pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, name) >= 0:  # not every processor has the older calls
            built.add_rule(pyseccomp.ALLOW, name)
    for name, arguments in _conditional(write_opens):
        if pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, name) >= 0:
            built.add_rule(pyseccomp.ALLOW, name, *(pyseccomp.Arg(*argument) for argument in arguments))
    built.add_rule(pyseccomp.ERRNO(_ENOSYS), "clone3")  # its flags lie in memory; glibc then turns to clone
    with tempfile.TemporaryFile() as file:
        built.export_bpf(file)
        file.seek(0)
        return file.read()


def _conditional(write_opens: bool) -> Iterator[tuple[str, list[tuple[int, int, int, int]]]]:
    """Calls that are allowed with certain arguments only."""

    def masked(argument: int, mask: int, value: int) -> tuple[int, int, int, int]:
        return argument, 7, mask, value  # 7: MASKED_EQ; the kernel, too, looks only at the low 32 bits of these

    def equal(argument: int, value: int) -> tuple[int, int, int, int]:
        return masked(argument, 0xFFFFFFFF, value)

    yield "clone", [masked(0, _THREAD_FLAGS | _FOREIGN_FLAGS, _THREAD_FLAGS)]
    yield "mmap", [masked(3, _MAP_MASK, _PRIVATE)]
    yield "mmap", [masked(3, _MAP_MASK | _ANONYMOUS, _SHARED)]  # a file, which is open for reading only
    for name, argument in (("open", 1), ("openat", 2)):
        # Reading without O_TRUNC, which Landlock's first two ABIs let through; access mode 3 is never allowed.
        read_only = os.O_ACCMODE | os.O_TRUNC | (0 if write_opens else os.O_CREAT)
        yield name, [masked(argument, read_only, os.O_RDONLY)]
        if write_opens:  # to /dev/null: Landlock sees to it that nothing else is written
            yield name, [masked(argument, os.O_ACCMODE, os.O_WRONLY)]
            yield name, [masked(argument, os.O_ACCMODE, os.O_RDWR)]
    for command in _IOCTLS:
        yield "ioctl", [equal(1, command)]
    for command in _FCNTLS:
        yield "fcntl", [equal(1, command)]
    for option in _PRCTLS:
        yield "prctl", [equal(0, option)]
    for code in _ARCH_PRCTLS:
        yield "arch_prctl", [equal(0, code)]
    yield "prlimit64", [equal(0, 0), (2, 3, 0, 0)]  # 3: EQ; reading one's own limits, with no new ones
