"""Moves the wire's messages over a socket pair, each end with caps and deadlines of its own.

A frame is ``>II`` (length of the body, number of buffers), a ``>Q`` length for each buffer, the body, the buffers.
"""

import os
import select
import struct
import time
from collections.abc import Callable, Sequence
from typing import Any

from autograder.box.decoding import unpack
from autograder.box.wire import BUFFER_COUNT_CAP, WIDE, Caps, pack
from autograder.errors import WireError

READ_AHEAD = 64 * 1024

_HEADER = struct.Struct(">II")
_LONGEST = 1_000_000.0  # seconds; poll(2) counts milliseconds in 32 bits
_LOOK_SECONDS = 0.1
_VECTORS = 64  # parts of one writev(2), of the 1,024 that Linux takes


class Closed(WireError):  # noqa: N818 - a state of the wire, not a mistake
    """The other end is gone."""


class Expired(WireError):  # noqa: N818 - as above
    """The deadline passed before a whole message came or went."""


def encoded(message: Any, caps: Caps = WIDE) -> list[memoryview | bytes]:
    """A message as the parts of its frame; raises ``WireError`` where it has no plain form or is over a cap."""
    return frame(*pack(message, caps))


def frame(body: bytes, buffers: Sequence[memoryview] = ()) -> list[memoryview | bytes]:
    """The parts of the frame of a packed message."""
    sizes = [len(part) for part in buffers]
    return [_HEADER.pack(len(body), len(buffers)) + struct.pack(f">{len(sizes)}Q", *sizes) + body, *buffers]


class Channel:
    """One end of a socket pair, read and written with ``readv``/``writev`` only, so that the box needs no socket calls.

    Deadlines are ``time.monotonic()`` seconds; None waits for ever. ``read_ahead`` is 0 where something else than
    messages comes by the same socket.
    """

    def __init__(
        self, descriptor: int, incoming: Caps = WIDE, outgoing: Caps = WIDE, read_ahead: int = READ_AHEAD
    ) -> None:
        os.set_blocking(descriptor, False)
        self.descriptor = descriptor
        self.incoming = incoming
        self.look: Callable[[], None] | None = None  # called now and then while this end waits; may raise WireError
        self._outgoing = outgoing
        self._ahead = bytearray(read_ahead)
        self._pending = b""  # read ahead, and read up to here
        self._at = 0

    def send(self, message: Any, deadline: float | None = None) -> None:
        """Sends one message.

        Raises:
            WireError: it has no plain form or is over a cap; nothing was sent. Closed or Expired, by their names.
        """
        self.send_encoded(encoded(message, self._outgoing), deadline)

    def packed(self, message: Any) -> tuple[bytes, list[memoryview]]:
        """A message's body and buffers under this end's caps; raises ``WireError`` as :meth:`send`."""
        return pack(message, self._outgoing)

    def send_encoded(self, parts: Sequence[memoryview | bytes], deadline: float | None = None) -> None:
        """Sends what :func:`encoded` made of messages; raises Closed or Expired, by their names."""
        self._write([memoryview(part) for part in parts if len(part)], deadline)

    def receive(self, deadline: float | None = None, decode: Callable[[bytes, list[bytearray]], Any] = unpack) -> Any:
        """The next message, or what else ``decode`` makes of its body and buffers.

        Raises:
            WireError: what came is no message, or is larger than the cap; Closed or Expired, by their names.
        """
        length, count = _HEADER.unpack(self._read(_HEADER.size, deadline))
        if length > self.incoming.body or count > BUFFER_COUNT_CAP:
            raise WireError("a message over the cap")
        sizes: Sequence[int] = struct.unpack(f">{count}Q", self._read(8 * count, deadline)) if count else ()
        if length + sum(sizes) > self.incoming.total:
            raise WireError("a message over the cap")
        body = bytes(self._read(length, deadline))
        return decode(body, [self._read(size, deadline) for size in sizes])

    def close(self) -> None:
        """Closes this end; closing twice is harmless."""
        if self.descriptor >= 0:
            os.close(self.descriptor)
            self.descriptor = -1

    def _read(self, size: int, deadline: float | None) -> bytearray:
        start, self._at = self._at, self._at + size
        data = bytearray(self._pending[start : self._at])
        if len(data) == size:
            return data
        taken = len(data)
        data += bytes(size - taken)
        view = memoryview(data)[taken:]
        while view:
            try:
                count = os.readv(self.descriptor, [view, self._ahead])
            except BlockingIOError:
                self._wait(select.POLLIN, deadline)
                continue
            except OSError:
                count = 0
            if count == 0:
                raise Closed("the other end is gone")
            self._pending, self._at = bytes(self._ahead[: max(0, count - len(view))]), 0
            view = view[count:]
            _check(view, deadline)
        return data

    def _write(self, parts: list[memoryview], deadline: float | None) -> None:
        while parts:
            try:
                count = os.writev(self.descriptor, parts[:_VECTORS])
            except BlockingIOError:
                self._wait(select.POLLOUT, deadline)
                continue
            except OSError:
                raise Closed("the other end is gone") from None
            while parts and count >= len(parts[0]):
                count -= len(parts.pop(0))
            if parts:
                parts[0] = parts[0][count:]
            _check(parts, deadline)

    def _wait(self, event: int, deadline: float | None) -> None:
        poll = select.poll()
        poll.register(self.descriptor, event)
        while True:
            left = _LONGEST if deadline is None else max(0.0, deadline - time.monotonic())
            if poll.poll(1000 * min(left, _LONGEST if self.look is None else _LOOK_SECONDS)):
                return
            if self.look is not None:
                self.look()
            if deadline is not None and time.monotonic() >= deadline:
                raise Expired("no answer in time")


def _check(left: Sequence[Any], deadline: float | None) -> None:
    """A message that trickles never makes the reader wait, and yet must end."""
    if left and deadline is not None and time.monotonic() > deadline:
        raise Expired("no answer in time")
