"""The nursery: the process that zygotes are forked from, so that no library is imported once a core.

It is executed, never forked from the grader. Run as ``python -I -m autograder.box.nursery DESCRIPTOR``, it imports
first. The first message on that socket is ``{layers, hidden}``, answered by ``{ready}`` or ``{failed: text}``; the
layers are tried, since one that refuses nothing is worse than none. Whatever follows is a request: a few bytes that
name a kind (:func:`autograder.box.preload.libraries`), and a descriptor, the socket that a zygote of this kind shall
serve. Many processes may ask on the one socket. What is not of the nursery's own kind comes from a nursery forked for
that.
"""

import gc
import os
import signal
import socket
import sys
from contextlib import suppress
from typing import Any, NoReturn

from autograder.box import preload
from autograder.box.channel import Channel
from autograder.box.confinement import Fence, runtime_paths, tried
from autograder.box.lineage import REQUEST_BYTES, die_with_parent, hear, request, tell
from autograder.box.zygote import Zygote
from autograder.errors import WireError

ROOT = "bare"
TRIES = 2


class Nursery:
    """Waits at its door for requests; single-threaded, so that a fork copies everything that runs."""

    def __init__(self, kind: str, door: socket.socket, fence: Fence) -> None:
        self._kind = kind
        self._door = door
        self._fence = fence
        self._others: dict[str, socket.socket] = {}

    def serve(self) -> NoReturn:
        """Answers requests until nobody is left to ask."""
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel reaps what ends
        gc.freeze()
        gc.enable()
        while True:
            kind, control = _receive(self._door)
            with control:
                if kind == self._kind:
                    self._bear(control)
                else:
                    self._pass_on(kind, control)

    def _bear(self, control: socket.socket) -> None:
        if os.fork() == 0:
            try:
                self._leave()
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                preload.scrub_environment()
                Zygote(control, self._fence).serve()
            finally:
                os._exit(1)

    def _pass_on(self, kind: str, control: socket.socket) -> None:
        """Hands the request to the nursery of that kind; one that has ended is replaced, once."""
        for _ in range(TRIES):
            if kind not in self._others:
                self._others[kind] = self._open(kind, control)
            try:
                request(self._others[kind], kind, control)
                return
            except OSError:
                self._others.pop(kind).close()
        _tell(control, f"the {kind} nursery ended at once")

    def _open(self, kind: str, control: socket.socket) -> socket.socket:
        ours, theirs = socket.socketpair()
        if os.fork() == 0:
            try:
                self._leave(ours, control)
                _raise_up(kind, theirs, self._fence)
            finally:
                os._exit(1)
        theirs.close()
        return ours

    def _leave(self, *others: socket.socket) -> None:
        """In a fork: ends with its parent, and holds none of its sockets open, so that each ends when it is left."""
        die_with_parent()
        for held in (self._door, *self._others.values(), *others):
            held.close()


def _receive(door: socket.socket) -> tuple[str, socket.socket]:
    name, descriptors, _, _ = socket.recv_fds(door, REQUEST_BYTES, 1)
    if not descriptors:
        os._exit(0)
    return name.decode().strip(), socket.socket(fileno=descriptors[0])


def _raise_up(kind: str, door: socket.socket, fence: Fence) -> NoReturn:
    """Imports what the kind has and serves; where that fails, whoever asks is told why."""
    problem = _imported(kind)
    if problem:
        _refuse(door, problem)
    Nursery(kind, door, fence).serve()


def _imported(kind: str) -> str:
    """Imports what the kind has; why that failed, if it did."""
    gc.disable()  # what is made meanwhile stays
    try:
        preload.libraries(kind)
    except Exception as error:  # told to the grader, whose machine it is
        return f"{type(error).__name__}: {error}"
    return ""


def _refuse(door: socket.socket, problem: str) -> NoReturn:
    while True:
        with _receive(door)[1] as control:
            _tell(control, problem)


def _tell(control: socket.socket, problem: str) -> None:
    with suppress(WireError):  # who asked has ended meanwhile
        Channel(control.fileno()).send({"failed": problem})


def _prepared(opening: dict[str, Any]) -> Fence:
    missing = [layer for layer in tried(opening["layers"]) if not layer.available]
    if missing:
        words = "; ".join(f"{layer.name}: {layer.detail}" for layer in missing)
        flags = " ".join(f"--without {layer.name}" for layer in missing)
        raise RuntimeError(f"this machine lacks isolation ({words}). To grade without it all the same: {flags}")
    readable, hidden = runtime_paths()
    return Fence.prepare(opening["layers"], readable, [*hidden, *opening["hidden"]])


def main() -> None:
    """Serves the socket whose descriptor is the first argument."""
    die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    door = socket.socket(fileno=int(sys.argv[1]))
    problem = _imported(ROOT)
    opening = hear(door)
    if opening is None:
        os._exit(0)
    try:
        fence = None if problem else _prepared(opening)
    except (OSError, RuntimeError) as error:
        fence, problem = None, str(error)
    with suppress(OSError):  # nobody asks any more: found out at the next request
        tell(door, {"failed": problem} if problem else {"ready": True})
    if fence is None:
        _refuse(door, problem)
    Nursery(ROOT, door, fence).serve()


if __name__ == "__main__":
    main()
