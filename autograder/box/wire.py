"""The wire between the grader and a box: framed messages of plain values, capped in size and depth.

A frame is ``>II`` (length of the body, number of buffers), a ``>Q`` length for each buffer, the msgpack body, then
the buffers. Array contents travel as buffers, everything else in the body, whose own small cap bounds what a hostile
body can blow up to once decoded. Only what is listed in :func:`pack` can be sent; whatever else arrives is a
:class:`~autograder.errors.WireError`. Both ends use this module; neither believes the other.
"""

import math
import os
import select
import struct
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgpack
import numpy as np
import numpy.typing as npt

from autograder.errors import WireError

MIB = 1024 * 1024
BODY_CAP = 16 * MIB
BUFFER_COUNT_CAP = 4096
DEPTH_CAP = 24
TEXT_CAP = 2000

_HEADER = struct.Struct(">II")
_LENGTH = struct.Struct(">Q")
_ARRAY, _SCALAR, _TUPLE, _BIG_INT, _COMPLEX, _HANDLE, _OPAQUE = range(1, 8)
_PLAIN_KINDS = "biufc"


@dataclass(frozen=True, slots=True)
class Handle:
    """The name of something that stays in the box: a model, a ``History``, an ``Axes``, an array kept there."""

    id: int
    kind: str
    type_name: str


@dataclass(frozen=True, slots=True)
class Opaque:
    """What the grader is told of a value that has no plain form: its type's name and a short text."""

    type_name: str
    text: str


def pack(value: Any) -> tuple[bytes, list[memoryview]]:
    """``value`` as a body and its buffers.

    None, bool, int, float, complex, str, bytes, tuples, lists, dicts with string keys, NumPy scalars and arrays of
    bools and numbers, :class:`Handle` and :class:`Opaque`; subclasses are refused, so the caller makes values plain.

    Raises:
        WireError: for anything else, or where a cap is passed.
    """
    buffers: list[memoryview] = []
    body = _pack_body(value, buffers, 0)
    if len(body) > BODY_CAP:
        raise WireError(f"a message of {len(body)} bytes (at most {BODY_CAP})")
    if len(buffers) > BUFFER_COUNT_CAP:
        raise WireError(f"a message of {len(buffers)} arrays (at most {BUFFER_COUNT_CAP})")
    return body, buffers


def unpack(body: bytes | bytearray, buffers: Sequence[bytearray]) -> Any:
    """The inverse of :func:`pack`; arrays own their (writable) buffers.

    Raises:
        WireError: the bytes are no message of ours, or pass a cap.
    """
    used: set[int] = set()
    value = _unpack_body(bytes(body), buffers, used, 0)
    if len(used) != len(buffers):
        raise WireError("a message with buffers that nothing names")
    return value


def _pack_body(value: Any, buffers: list[memoryview], depth: int) -> bytes:
    if depth > DEPTH_CAP:
        raise WireError(f"a value nested more than {DEPTH_CAP} deep")

    def special(item: Any) -> msgpack.ExtType:
        return _pack_special(item, buffers, depth + 1)

    try:
        packed: bytes = msgpack.packb(value, default=special, strict_types=True, use_bin_type=True)
    except (ValueError, OverflowError, TypeError, RecursionError, UnicodeError) as error:
        raise WireError(f"a value that cannot be sent: {error}") from None
    return packed


def _pack_special(item: Any, buffers: list[memoryview], depth: int) -> msgpack.ExtType:
    kind = type(item)
    if kind is tuple:
        return msgpack.ExtType(_TUPLE, _pack_body(list(item), buffers, depth))
    if kind is np.ndarray and item.dtype.kind in _PLAIN_KINDS and item.dtype.names is None:
        plain = np.ascontiguousarray(item, dtype=item.dtype.newbyteorder("<"))
        buffers.append(memoryview(plain.reshape(-1).view(np.uint8)))
        fields = [plain.dtype.str, list(item.shape), len(buffers) - 1]
        return msgpack.ExtType(_ARRAY, _pack_body(fields, buffers, depth))
    if isinstance(item, np.generic) and item.dtype.kind in _PLAIN_KINDS:
        number = item.astype(item.dtype.newbyteorder("<"))
        return msgpack.ExtType(_SCALAR, _pack_body([number.dtype.str, number.tobytes()], buffers, depth))
    if kind is int:
        size = (item.bit_length() + 8) // 8
        return msgpack.ExtType(_BIG_INT, item.to_bytes(size, "big", signed=True))
    if kind is complex:
        return msgpack.ExtType(_COMPLEX, struct.pack(">dd", item.real, item.imag))
    if kind is Handle:
        return msgpack.ExtType(_HANDLE, _pack_body([item.id, item.kind, item.type_name], buffers, depth))
    if kind is Opaque:
        return msgpack.ExtType(_OPAQUE, _pack_body([item.type_name, item.text], buffers, depth))
    raise WireError(f"a {kind.__name__} cannot be sent")


def _unpack_body(body: bytes, buffers: Sequence[bytearray], used: set[int], depth: int) -> Any:
    if depth > DEPTH_CAP:
        raise WireError(f"a value nested more than {DEPTH_CAP} deep")

    def special(code: int, data: bytes) -> Any:
        return _unpack_special(code, data, buffers, used, depth + 1)

    try:
        return msgpack.unpackb(body, ext_hook=special, raw=False, timestamp=1, strict_map_key=True)
    except WireError:
        raise
    except Exception as error:  # msgpack raises many kinds; all of them mean that these bytes are no message
        raise WireError(f"bytes that are no message: {type(error).__name__}") from None


def _unpack_special(code: int, data: bytes, buffers: Sequence[bytearray], used: set[int], depth: int) -> Any:
    if code == _BIG_INT:
        return int.from_bytes(data, "big", signed=True)
    if code == _COMPLEX:
        if len(data) != 16:
            raise WireError("a complex number of the wrong length")
        return complex(*struct.unpack(">dd", data))
    if code not in (_ARRAY, _SCALAR, _TUPLE, _HANDLE, _OPAQUE):
        raise WireError(f"a value of unknown kind {code}")
    fields = _unpack_body(data, buffers, used, depth)
    if type(fields) is not list:
        raise WireError("a value whose fields are no list")
    if code == _TUPLE:
        return tuple(fields)
    if code == _ARRAY:
        return _array(fields, buffers, used)
    if code == _SCALAR:
        return _scalar(fields)
    return _named(code, fields)


def _array(fields: list[Any], buffers: Sequence[bytearray], used: set[int]) -> npt.NDArray[Any]:
    dtype_name, shape, index = _fields(fields, str, list, int)
    dtype = _dtype(dtype_name)
    if len(shape) > 32 or any(type(n) is not int or not 0 <= n < 2**48 for n in shape):
        raise WireError("an array of an impossible shape")
    if not 0 <= index < len(buffers) or index in used:
        raise WireError("an array without a buffer of its own")
    if math.prod(shape) * dtype.itemsize != len(buffers[index]):
        raise WireError("an array whose buffer does not fit its shape")
    used.add(index)
    return np.frombuffer(buffers[index], dtype=dtype).reshape(shape)


def _scalar(fields: list[Any]) -> np.generic:
    dtype_name, data = _fields(fields, str, bytes)
    dtype = _dtype(dtype_name)
    if len(data) != dtype.itemsize:
        raise WireError("a scalar of the wrong length")
    scalar: np.generic = np.frombuffer(data, dtype=dtype)[0]
    return scalar


def _named(code: int, fields: list[Any]) -> Handle | Opaque:
    if code == _HANDLE:
        number, kind, type_name = _fields(fields, int, str, str)
        return Handle(number, kind[:TEXT_CAP], type_name[:TEXT_CAP])
    type_name, text = _fields(fields, str, str)
    return Opaque(type_name[:TEXT_CAP], text[:TEXT_CAP])


def _fields(fields: list[Any], *kinds: type) -> list[Any]:
    if len(fields) != len(kinds) or any(type(field) is not kind for field, kind in zip(fields, kinds, strict=True)):
        raise WireError("a value with the wrong fields")
    return fields


def _dtype(name: str) -> np.dtype[Any]:
    # Only single plain dtypes: np.dtype() would also read structures, sub-arrays and objects from a string.
    if len(name) > 4 or name[:1] not in "<|" or name[1:2] not in _PLAIN_KINDS or not name[2:].isdecimal():
        raise WireError("an array of a dtype that is not sent")
    try:
        return np.dtype(name)
    except TypeError:
        raise WireError("an array of an unknown dtype") from None


class Closed(WireError):
    """The other end is gone."""


class Expired(WireError):
    """The deadline passed before a whole message came or went."""


class Channel:
    """One end of a socket pair, read and written with ``readv``/``writev`` only, so that the box needs no socket calls.

    ``cap`` bounds the bytes of one incoming message. Deadlines are ``time.monotonic()`` seconds; None waits for ever.
    """

    def __init__(self, descriptor: int, cap: int) -> None:
        os.set_blocking(descriptor, False)
        self.descriptor = descriptor
        self._cap = cap

    def send(self, message: Any, deadline: float | None = None) -> None:
        """Sends one message.

        Raises:
            WireError: it has no plain form; Closed or Expired, by their names.
        """
        body, buffers = pack(message)
        head = _HEADER.pack(len(body), len(buffers)) + b"".join(_LENGTH.pack(len(part)) for part in buffers)
        self._write(memoryview(head + body), deadline)
        for part in buffers:
            self._write(part, deadline)

    def receive(self, deadline: float | None = None) -> Any:
        """The next message.

        Raises:
            WireError: what came is no message, or is larger than the cap; Closed or Expired, by their names.
        """
        length, count = _HEADER.unpack(self._read(_HEADER.size, deadline))
        if length > BODY_CAP or count > BUFFER_COUNT_CAP:
            raise WireError("a message over the cap")
        sizes = [_LENGTH.unpack(self._read(_LENGTH.size, deadline))[0] for _ in range(count)]
        if length + sum(sizes) > self._cap:
            raise WireError("a message over the cap")
        body = self._read(length, deadline)
        return unpack(body, [self._read(size, deadline) for size in sizes])

    def close(self) -> None:
        """Closes this end; closing twice is harmless."""
        if self.descriptor >= 0:
            os.close(self.descriptor)
            self.descriptor = -1

    def _read(self, size: int, deadline: float | None) -> bytearray:
        data = bytearray(size)
        view = memoryview(data)
        while view:
            try:
                count = os.readv(self.descriptor, [view])
            except BlockingIOError:
                self._wait(select.POLLIN, deadline)
                continue
            except OSError:
                raise Closed("the other end is gone") from None
            if count == 0:
                raise Closed("the other end is gone")
            view = view[count:]
        return data

    def _write(self, view: memoryview, deadline: float | None) -> None:
        while view:
            try:
                view = view[os.writev(self.descriptor, [view]) :]
            except BlockingIOError:
                self._wait(select.POLLOUT, deadline)
            except OSError:
                raise Closed("the other end is gone") from None

    def _wait(self, event: int, deadline: float | None) -> None:
        poll = select.poll()
        poll.register(self.descriptor, event)
        timeout = None if deadline is None else max(0.0, deadline - time.monotonic()) * 1000
        if not poll.poll(timeout):
            raise Expired("no answer in time")
