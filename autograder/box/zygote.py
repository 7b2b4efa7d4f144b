"""The zygote: what one grading process has its boxes forked by, in milliseconds each.

It is itself a fork of the :mod:`~autograder.box.nursery`, never of the grader, and holds nothing worth stealing: no
solutions, no graders, no test images. Its socket carries, after its own ``{ready: pid}`` (or ``{failed: text}``):

``{op: "mnist", images, labels}``  the training set that ``keras.datasets.mnist`` gives in its boxes; no answer
``{op: "fork", ...}``              then descriptors: the box's wire, its progress page, and for a submission the folder
                                   it works in and the one it may read; answered by ``{pid}``
``{op: "end", pid}``               the exit status of a box that ends by itself; answered by ``{status}``
``{op: "kill", pid}``              ends a box; it is reaped once there is nothing else to do; no answer
"""

import ctypes
import mmap
import os
import select
import signal
import socket
import time
from collections.abc import Callable
from typing import Any, NoReturn

from autograder.box import preload
from autograder.box.channel import Channel, Closed
from autograder.box.confinement import Bounds, Fence
from autograder.box.lineage import die_with_parent
from autograder.box.wire import Caps
from autograder.box.worker import run

GRACE_SECONDS = 0.5
_BOX_WIRE, _BOX_PAGE = 1000, 1001


class Zygote:
    """The loop that forks boxes; single-threaded, so that a fork copies everything that runs."""

    def __init__(self, control: socket.socket, fence: Fence) -> None:
        self._socket = control
        self._control = Channel(control.fileno(), read_ahead=0)
        control.setblocking(True)  # nothing else to do meanwhile, and the descriptors of a fork come by recvmsg
        self._fence = fence
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._dying: set[int] = set()

    def serve(self) -> NoReturn:
        """Answers until the grader hangs up."""
        operations: dict[str, Callable[[dict[str, Any]], None]] = {
            "mnist": lambda message: preload.serve_mnist(message["images"], message["labels"]),
            "fork": self._fork,
            "end": self._end,
            "kill": self._kill,
        }
        try:
            self._control.send({"ready": os.getpid()})
            while True:
                self._reap()
                message = self._control.receive()
                operations[message["op"]](message)
        except Closed:
            os._exit(0)

    def _fork(self, message: dict[str, Any]) -> None:
        _, descriptors, _, _ = socket.recv_fds(self._socket, 1, 4)
        pid = os.fork()
        if pid == 0:
            self._become_box(message, descriptors)
        for descriptor in descriptors:
            os.close(descriptor)
        self._control.send({"pid": pid})

    def _become_box(self, message: dict[str, Any], descriptors: list[int]) -> NoReturn:
        channel: Channel | None = None
        try:
            die_with_parent(self._libc)
            wire, page = _settle_descriptors(descriptors[:2])
            places = descriptors[2:]
            caps = Caps(total=message["value_bytes"], body=message["body_bytes"])
            channel = Channel(wire, outgoing=caps)
            progress = mmap.mmap(page, mmap.PAGESIZE)
            bounds = Bounds(memory_bytes=message["memory_bytes"], cpu_seconds=message["cpu_seconds"])
            os.fchdir(places[0]) if places else os.chdir("/")  # so that a submission finds its own files by their names
            self._fence.apply(f"/proc/self/fd/{places[1]}" if places else None, bounds)
            os.closerange(3, _BOX_WIRE)
            os.close(page)
            channel.send({"confined": True})
        except BaseException as error:  # fail closed: an unconfined box runs no student code
            if channel is not None:
                channel.send({"failed": f"{type(error).__name__}: {error}"})
            os._exit(71)
        run(channel, progress, message["output_bytes"])

    def _end(self, message: dict[str, Any]) -> None:
        pid: int = message["pid"]
        status = _wait(pid, GRACE_SECONDS)
        if status is None:
            self._kill(message)
        self._control.send({"status": status})

    def _kill(self, message: dict[str, Any]) -> None:
        os.kill(message["pid"], signal.SIGKILL)
        self._dying.add(message["pid"])

    def _reap(self) -> None:
        """Waits for the next message; meanwhile reaps what was killed, which takes the kernel milliseconds each."""
        poll = select.poll()
        poll.register(self._socket.fileno(), select.POLLIN)
        while self._dying and not poll.poll(1):
            self._dying = {pid for pid in self._dying if os.waitpid(pid, os.WNOHANG)[0] == 0}


def _wait(pid: int, seconds: float) -> int | None:
    """The exit status of a process that ends by itself within the seconds, else None."""
    deadline = time.monotonic() + seconds
    while True:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() > deadline:
            return None
        time.sleep(0.001)


def _settle_descriptors(descriptors: list[int]) -> tuple[int, int]:
    """Leaves /dev/null as 0 to 2, and the wire and the page where no descriptor of the fence's can be."""
    null = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(null, number)
    wire, page = descriptors
    return os.dup2(wire, _BOX_WIRE, inheritable=False), os.dup2(page, _BOX_PAGE, inheritable=False)
