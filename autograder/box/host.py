"""The grader's side of the zygotes: has them started when they are first needed, and boxes forked."""

import mmap
import os
import socket
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from autograder.box.channel import Channel
from autograder.box.client import ANSWER_SECONDS, Box
from autograder.box.door import START_SECONDS, Door
from autograder.box.frames import Answers, Frames
from autograder.box.progress import new_page
from autograder.box.wire import MIB, Caps
from autograder.course import Limits
from autograder.errors import GraderFault, WireError

BODY_BYTES = 4 * MIB  # of an answer, besides arrays and what was printed: bounds what a hostile one blows up to
LIST_BYTES = 8  # at most, of the head of the list that an answer may travel in


class Zygote:
    """A zygote; ``kind`` says what it has imported (:func:`autograder.box.preload.libraries`)."""

    def __init__(self, kind: str, control: socket.socket, home: str) -> None:
        self.kind = kind
        self.pid = 0
        self.frames = Frames()
        self.answers = Answers()
        self._home = home
        self._socket = control
        self._control = Channel(control.fileno(), Caps(total=MIB, body=MIB))

    def ready(self) -> None:
        """Waits until it can fork; raises ``GraderFault`` with the reason where it cannot."""
        if self.pid:
            return
        answer = self._ask(None, START_SECONDS)
        if "failed" in answer:
            raise GraderFault(f"the {self.kind} zygote did not start: {answer['failed']}")
        self.pid = answer["ready"]

    def serve_mnist(self, images: Any, labels: Any) -> None:
        """Gives its boxes' ``keras.datasets.mnist`` the training set, ``(60000, 28, 28)`` and ``(60000,)``."""
        self.ready()
        self._send({"op": "mnist", "images": images, "labels": labels})

    def fork(self, limits: Limits, folders: Sequence[Path]) -> "Box":
        """A new confined box that works in the first of the folders and may read the last, in which the others lie."""
        self.ready()
        # What bytes printed become as text takes up to three times their number.
        caps = Caps(total=limits.value_bytes + MIB, body=BODY_BYTES + 3 * limits.output_bytes)
        request = {
            "op": "fork",
            "memory_bytes": limits.memory_bytes,
            "cpu_seconds": int(limits.unit_seconds) + 60,
            "output_bytes": limits.output_bytes,
            "value_bytes": caps.total - LIST_BYTES,
            "body_bytes": caps.body - LIST_BYTES,
        }
        with ExitStack() as opened:
            page = new_page(self._home)
            opened.callback(os.close, page)
            # Descriptors, not names: what a zygote was told of one box would stay in memory that the next inherits.
            places = [_opened(path, opened) for path in ((folders[0], folders[-1]) if folders else ())]
            ours, theirs = socket.socketpair()
            opened.enter_context(theirs)
            channel = Channel(ours.detach(), caps)
            unless_given = opened.enter_context(ExitStack())
            unless_given.callback(channel.close)
            self._send(request)
            try:
                socket.send_fds(self._socket, [b"."], [theirs.fileno(), page, *places])
            except OSError as error:
                raise GraderFault(f"the {self.kind} zygote is gone: {error}") from None
            pid = self._ask(None, ANSWER_SECONDS)["pid"]
            progress = mmap.mmap(page, mmap.PAGESIZE)
            unless_given.pop_all()
        return Box(self, pid, channel, progress)

    def kill(self, pid: int) -> None:
        """Ends a box at once."""
        self._send({"op": "kill", "pid": pid})

    def end(self, pid: int) -> int | None:
        """Ends a box that was left a moment to end by itself.

        Its exit status, negative for a signal it died of; None where it was still running and had to be killed.
        """
        status: int | None = self._ask({"op": "end", "pid": pid}, ANSWER_SECONDS)["status"]
        return status

    def close(self) -> None:
        """Hangs up, at which the process and every box of it ends."""
        self._control.close()
        if self._socket.fileno() >= 0:
            self._socket.detach()

    def _send(self, message: dict[str, Any]) -> None:
        try:
            self._control.send(message, time.monotonic() + ANSWER_SECONDS)
        except WireError as error:
            raise self._lost(error) from None

    def _ask(self, message: dict[str, Any] | None, seconds: float) -> Any:
        if message is not None:
            self._send(message)
        try:
            return self._control.receive(time.monotonic() + seconds)
        except WireError as error:
            raise self._lost(error) from None

    def _lost(self, error: WireError) -> GraderFault:
        self.close()  # an answer that comes late must not be taken for the next one
        return GraderFault(f"the {self.kind} zygote is gone: {error}")


class Zygotes:
    """The zygotes of one grader, one a kind, each started at its first use and again after a fault."""

    def __init__(
        self,
        layers: Sequence[str],
        hidden: Sequence[Path],
        training_set: Callable[[], tuple[Any, Any]],
        door: Door | None = None,
    ) -> None:
        """``training_set`` gives the images and labels that Keras's MNIST is in the heavy zygote's boxes.

        ``door`` may have been started already.
        """
        self._door = door or Door()
        self._door.prepare(layers, hidden)
        self._training_set = training_set
        self._running: dict[str, Zygote] = {}
        self._prepared: set[str] = set()

    def begin(self) -> None:
        """Starts what takes time, and does not wait for it."""
        self._door.open()

    def wait(self) -> None:
        """Waits for what was begun; raises ``GraderFault`` where this machine lacks a layer, and says which."""
        self._door.wait()

    def fork(self, kind: str, limits: Limits, folders: Sequence[Path]) -> Box:
        """A box from the zygote of that kind; raises ``GraderFault`` where none is to be had."""
        try:
            return self._zygote(kind).fork(limits, folders)
        except GraderFault:
            self.restart(kind)
            return self._zygote(kind).fork(limits, folders)

    def restart(self, kind: str) -> None:
        """Ends that zygote and its boxes; the next fork starts a new one."""
        self._prepared.discard(kind)
        zygote = self._running.pop(kind, None)
        if zygote is not None:
            zygote.close()

    def start_over(self) -> None:
        """Ends every zygote of this grader's; those of others from the same nursery stay."""
        for kind in tuple(self._running):
            self.restart(kind)

    def close(self) -> None:
        """Ends every process."""
        self.start_over()
        self._door.close()

    def _zygote(self, kind: str) -> Zygote:
        if kind not in self._running:
            self._running[kind] = Zygote(kind, self._door.zygote(kind), self._door.home)
        zygote = self._running[kind]
        if kind not in self._prepared:
            zygote.ready()
            if hasattr(os, "sched_setaffinity"):  # where the grader may run, so may its boxes, which cannot change it
                os.sched_setaffinity(zygote.pid, os.sched_getaffinity(0))
            if kind == "heavy":
                zygote.serve_mnist(*self._training_set())
            self._prepared.add(kind)
        return zygote


def _opened(path: Path, until: ExitStack) -> int:
    try:
        descriptor = os.open(path, getattr(os, "O_PATH", os.O_RDONLY) | os.O_CLOEXEC)
    except OSError as error:
        raise GraderFault(f"a box could not be confined: {path}: {error.strerror}") from None
    until.callback(os.close, descriptor)
    return descriptor
