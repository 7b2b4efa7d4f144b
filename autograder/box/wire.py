"""The wire's format: plain values as a small body and the bytes of their arrays, capped in size, number and depth.

Array contents travel as buffers of their own, everything else in a msgpack body; what a hostile body can blow up to
is bounded before it is decoded. Only what is listed in :func:`pack` can be sent; whatever else arrives is a
:class:`~autograder.errors.WireError`. Both ends use this module (:mod:`autograder.box.channel` moves the bytes);
neither believes the other.
"""

import math
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import msgpack
import numpy as np
import numpy.typing as npt

from autograder.errors import WireError

MIB = 1024 * 1024
BUFFER_COUNT_CAP = 4096
PART_COUNT_CAP = 100_000  # of tuples, NumPy scalars and the like: each costs a microsecond or two to decode
DEPTH_CAP = 24
INT_BYTES_CAP = 512  # 1,233 digits: Python refuses to print an int of more than 4,300
TEXT_CAP = 2000
PLAIN_KINDS = "biufc"

_ARRAY, _SCALAR, _TUPLE, _BIG_INT, _COMPLEX, _HANDLE, _OPAQUE = range(1, 8)
_ARRAY_HEAD = struct.Struct(">4sI")  # dtype, number of the buffer; a >Q for each length follows
_DTYPES: Mapping[bytes, np.dtype[Any]] = MappingProxyType(
    {
        dtype.str.encode(): dtype
        for dtype in (np.dtype(code).newbyteorder("<") for code in "?bBhHiIlLqQefdgFDG")
        if len(dtype.str) <= 4
    }
)


@dataclass(frozen=True, slots=True)
class Caps:
    """The most bytes of one message, and of its body."""

    total: int = 1024 * MIB
    body: int = 16 * MIB


WIDE = Caps()

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


def pack(value: Any, caps: Caps = WIDE) -> tuple[bytes, list[memoryview]]:
    """``value`` as a body and its buffers.

    None, bool, int, float, complex, str, bytes, tuples, lists, dicts with string keys, NumPy scalars and arrays of
    bools and numbers, :class:`Handle` and :class:`Opaque`; subclasses are refused, so the caller makes values plain.

    Raises:
        WireError: for anything else, or where a cap is passed.
    """
    _check_nesting(value)
    packer = _Packer(caps.total)
    body = packer.body(value)
    if len(body) > caps.body:
        raise WireError(f"a value of {len(body)} bytes besides its arrays (at most {caps.body})")
    if packer.size + len(body) > caps.total:
        raise WireError(f"a value of {packer.size + len(body)} bytes (at most {caps.total})")
    return body, packer.buffers


def unpack(body: bytes | bytearray, buffers: Sequence[bytearray]) -> Any:
    """The inverse of :func:`pack`; arrays own their (writable) buffers.

    Raises:
        WireError: the bytes are no message of ours, or pass a cap.
    """
    unpacker = _Unpacker(buffers)
    value = unpacker.body(bytes(body))
    if len(unpacker.used) != len(buffers):
        raise WireError("a message with buffers that nothing names")
    _check_nesting(value)
    return value


class _Packer:
    def __init__(self, cap: int) -> None:
        self.buffers: list[memoryview] = []
        self.size = 0
        self._cap = cap
        self._parts = 0

    def body(self, value: Any) -> bytes:
        try:
            packed: bytes = msgpack.packb(value, default=self._special, strict_types=True, use_bin_type=True)
        except (ValueError, OverflowError, TypeError, RecursionError) as error:
            raise WireError(f"a value that cannot be sent: {error}") from None
        return packed

    def _special(self, item: Any) -> msgpack.ExtType:
        self._parts += 1
        if self._parts > PART_COUNT_CAP:
            raise WireError(f"a value of more than {PART_COUNT_CAP} parts")
        kind = type(item)
        if kind is np.ndarray and item.dtype.kind in PLAIN_KINDS:
            return msgpack.ExtType(_ARRAY, self._array(item))
        if kind is tuple:
            return msgpack.ExtType(_TUPLE, self.body(list(item)))
        if isinstance(item, np.generic) and item.dtype.kind in PLAIN_KINDS:
            return msgpack.ExtType(_SCALAR, _scalar_bytes(item))
        for code, wanted, read in _SIMPLE:
            if kind is wanted:
                return msgpack.ExtType(code, read(self, item))
        raise WireError(f"a {kind.__name__} cannot be sent")

    def _array(self, array: npt.NDArray[Any]) -> bytes:
        self.size += array.nbytes
        if self.size > self._cap:  # told before a copy is made: a broadcast array may be vast, and take no memory
            raise WireError(f"a value of {self.size} bytes (at most {self._cap})")
        if len(self.buffers) >= BUFFER_COUNT_CAP:
            raise WireError(f"a value of more than {BUFFER_COUNT_CAP} arrays")
        plain = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<"))
        self.buffers.append(plain.reshape(-1).view(np.uint8).data)
        shape = array.shape
        return _ARRAY_HEAD.pack(plain.dtype.str.encode(), len(self.buffers) - 1) + struct.pack(
            f">{len(shape)}Q", *shape
        )


def _scalar_bytes(scalar: Any) -> bytes:
    number = scalar.astype(scalar.dtype.newbyteorder("<"))
    return struct.pack(">4s", number.dtype.str.encode()) + bytes(number.tobytes())


def _big_int_bytes(_: _Packer, number: int) -> bytes:
    size = (number.bit_length() + 8) // 8
    if size > INT_BYTES_CAP:
        raise WireError(f"an int of {number.bit_length()} bits (at most {INT_BYTES_CAP * 8 - 1})")
    return number.to_bytes(size, "big", signed=True)


_SIMPLE: tuple[tuple[int, type, Any], ...] = (
    (_BIG_INT, int, _big_int_bytes),
    (_COMPLEX, complex, lambda _, item: struct.pack(">dd", item.real, item.imag)),
    (_HANDLE, Handle, lambda packer, item: packer.body([item.id, item.kind, item.type_name])),
    (_OPAQUE, Opaque, lambda packer, item: packer.body([item.type_name, item.text])),
)


class _Unpacker:
    def __init__(self, buffers: Sequence[bytearray]) -> None:
        self.used: set[int] = set()
        self._buffers = buffers
        self._parts = 0

    def body(self, data: bytes, depth: int = 0) -> Any:
        if depth > DEPTH_CAP:
            raise WireError(f"a value nested more than {DEPTH_CAP} deep")

        def special(code: int, inner: bytes) -> Any:
            return self._special(code, inner, depth + 1)

        try:
            # msgpack allocates what a list's head claims: first see that all of it is there.
            check = msgpack.Unpacker(read_size=max(len(data), 1))
            check.feed(data)
            check.skip()
            return msgpack.unpackb(data, ext_hook=special, raw=False, timestamp=1, strict_map_key=True)
        except WireError:
            raise
        except Exception as error:  # msgpack raises many kinds; all of them mean that these bytes are no message
            raise WireError(f"bytes that are no message: {type(error).__name__}") from None

    def _special(self, code: int, data: bytes, depth: int) -> Any:
        self._parts += 1
        if self._parts > PART_COUNT_CAP:
            raise WireError(f"a message of more than {PART_COUNT_CAP} parts")
        if code == _ARRAY:
            return self._array(data)
        if code == _SCALAR:
            return _scalar(data)
        if code == _BIG_INT and len(data) <= INT_BYTES_CAP:
            return int.from_bytes(data, "big", signed=True)
        if code == _COMPLEX and len(data) == 16:
            return complex(*struct.unpack(">dd", data))
        if code in (_TUPLE, _HANDLE, _OPAQUE):
            return _named(code, self.body(data, depth))
        raise WireError(f"a value of unknown kind {code}")

    def _array(self, data: bytes) -> npt.NDArray[Any]:
        name, index = _ARRAY_HEAD.unpack_from(data)
        dtype = _dtype(name)
        count, rest = divmod(len(data) - _ARRAY_HEAD.size, 8)
        if count > 32 or rest:
            raise WireError("an array of an impossible shape")
        shape = struct.unpack_from(f">{count}Q", data, _ARRAY_HEAD.size)
        if index >= len(self._buffers) or index in self.used:
            raise WireError("an array without a buffer of its own")
        if math.prod(shape) * dtype.itemsize != len(self._buffers[index]):
            raise WireError("an array whose buffer does not fit its shape")
        self.used.add(index)
        return np.ndarray(shape, dtype, self._buffers[index])


def _scalar(data: bytes) -> Any:
    dtype = _dtype(data[:4])
    if len(data) != 4 + dtype.itemsize:
        raise WireError("a scalar of the wrong length")
    return np.ndarray((), dtype, data, 4)[()]


def _named(code: int, fields: Any) -> Any:
    kinds = [type(field) for field in fields] if type(fields) is list else None
    if code == _TUPLE and kinds is not None:
        return tuple(fields)
    if code == _HANDLE and kinds == [int, str, str]:
        return Handle(fields[0], fields[1][:TEXT_CAP], fields[2][:TEXT_CAP])
    if code == _OPAQUE and kinds == [str, str]:
        return Opaque(fields[0][:TEXT_CAP], fields[1][:TEXT_CAP])
    raise WireError("a value with the wrong fields")


def _dtype(name: bytes) -> np.dtype[Any]:
    dtype = _DTYPES.get(name.rstrip(b"\0"))
    if dtype is None:
        raise WireError("an array of a dtype that is not sent")
    return dtype


def _check_nesting(value: Any) -> None:
    """Refuses what is nested too deep, and keys that are no strings; level by level, so that no depth can hurt."""
    level = [value]
    for _ in range(DEPTH_CAP + 1):
        inner: list[Any] = []
        for item in level:
            kind = type(item)
            if kind is list or kind is tuple:
                inner += item
            elif kind is dict:
                if any(type(key) is not str for key in item):
                    raise WireError("a dict whose keys are no strings")
                inner += item.values()
        if not inner:
            return
        level = inner
    raise WireError(f"a value nested more than {DEPTH_CAP} deep")
