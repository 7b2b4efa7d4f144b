"""The wire's other half: bytes of any origin become plain values, or a :class:`~autograder.errors.WireError`."""

import math
import struct
from collections.abc import Sequence
from itertools import pairwise
from types import MappingProxyType
from typing import Any

import msgpack
import numpy as np
import numpy.typing as npt

from autograder.box.wire import (
    ARRAY,
    ARRAY_HEAD,
    BIG_INT,
    COMPLEX,
    DEPTH_CAP,
    DTYPES,
    HANDLE,
    INT_BYTES_CAP,
    OPAQUE,
    PART_COUNT_CAP,
    SCALAR,
    SMALL_ARRAY,
    TEXT_CAP,
    TUPLE,
    Handle,
    Opaque,
    check_nesting,
)
from autograder.errors import WireError

AXES_CAP = 32
_SHAPES = tuple(struct.Struct(f">{axes}Q") for axes in range(AXES_CAP + 1))
_DTYPES = MappingProxyType({name.ljust(4, b"\0"): dtype for name, dtype in DTYPES.items()})
_HARMLESS = 512  # bytes: all that so few can claim is less than a megabyte


def unpack(body: bytes, buffers: Sequence[bytearray]) -> Any:
    """The inverse of :func:`pack`; arrays own their (writable) buffers.

    Raises:
        WireError: the bytes are no message of ours, or pass a cap.
    """
    unpacker = Unpacker(buffers)
    value = unpacker.value(body)
    if len(unpacker.used) != len(buffers):
        raise WireError("a message with buffers that nothing names")
    return value


def pieces(body: bytes) -> list[bytes] | None:
    """The bytes of each value in the list that a body is, None where it is no list; raises ``WireError``."""
    unpacker = msgpack.Unpacker(read_size=max(1, len(body)))
    unpacker.feed(body)
    try:
        count = unpacker.read_array_header()
    except Exception:  # of another kind, or nothing that a message begins with: to be decoded as a whole
        return None
    if count > PART_COUNT_CAP:
        raise WireError(f"a message of more than {PART_COUNT_CAP} parts")
    bounds = [unpacker.tell()]
    try:
        for _ in range(count):
            unpacker.skip()
            bounds.append(unpacker.tell())
    except Exception as error:  # as in Unpacker
        raise WireError(f"bytes that are no message: {type(error).__name__}") from None
    if bounds[-1] != len(body):
        raise WireError("bytes that are no message: something follows")
    return [body[start:end] for start, end in pairwise(bounds)]


class Unpacker:
    """Decodes values that share the buffers of one message, and its caps."""

    def __init__(self, buffers: Sequence[bytearray] = ()) -> None:
        self.used: set[int] = set()
        self._buffers = buffers
        self._parts = 0

    def value(self, body: bytes) -> Any:
        """The value that a body is; raises ``WireError``."""
        value = self.body(body)
        check_nesting(value)
        return value

    def body(self, data: bytes, depth: int = 0) -> Any:
        """As :meth:`value`, for a part of one."""
        if depth > DEPTH_CAP:
            raise WireError(f"a value nested more than {DEPTH_CAP} deep")

        def special(code: int, inner: bytes) -> Any:
            return self._special(code, inner, depth + 1)

        try:
            if len(data) > _HARMLESS:
                # msgpack allocates what a list's head claims: first see that all of it is there.
                check = msgpack.Unpacker(read_size=len(data))
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
        if code == SMALL_ARRAY:
            return _small_array(data)
        if code == ARRAY:
            return self._array(data)
        if code == SCALAR:
            return _scalar(data)
        if code == BIG_INT and len(data) <= INT_BYTES_CAP:
            return int.from_bytes(data, "big", signed=True)
        if code == COMPLEX and len(data) == 16:
            return complex(*struct.unpack(">dd", data))
        if code in (TUPLE, HANDLE, OPAQUE):
            return _named(code, self.body(data, depth))
        raise WireError(f"a value of unknown kind {code}")

    def _array(self, data: bytes) -> npt.NDArray[Any]:
        name, index = ARRAY_HEAD.unpack_from(data)
        dtype = _dtype(name)
        count, rest = divmod(len(data) - ARRAY_HEAD.size, 8)
        if count > AXES_CAP or rest:
            raise WireError("an array of an impossible shape")
        shape = _SHAPES[count].unpack_from(data, ARRAY_HEAD.size)
        if index >= len(self._buffers) or index in self.used:
            raise WireError("an array without a buffer of its own")
        if math.prod(shape) * dtype.itemsize != len(self._buffers[index]):
            raise WireError("an array whose buffer does not fit its shape")
        self.used.add(index)
        return np.ndarray(shape, dtype, self._buffers[index])


def _small_array(data: bytes) -> npt.NDArray[Any]:
    name, count = ARRAY_HEAD.unpack_from(data)
    dtype, start = _dtype(name), ARRAY_HEAD.size + 8 * count
    if count > AXES_CAP or len(data) < start:
        raise WireError("an array of an impossible shape")
    shape = _SHAPES[count].unpack_from(data, ARRAY_HEAD.size)
    if math.prod(shape) * dtype.itemsize != len(data) - start:
        raise WireError("an array whose bytes do not fit its shape")
    return np.ndarray(shape, dtype, bytearray(data), start)


def _scalar(data: bytes) -> Any:
    dtype = _dtype(data[:4])
    if len(data) != 4 + dtype.itemsize:
        raise WireError("a scalar of the wrong length")
    return np.ndarray((), dtype, data, 4)[()]


def _named(code: int, fields: Any) -> Any:
    kinds = [type(field) for field in fields] if type(fields) is list else None
    if code == TUPLE and kinds is not None:
        return tuple(fields)
    if code == HANDLE and kinds == [int, str, str]:
        return Handle(fields[0], fields[1][:TEXT_CAP], fields[2][:TEXT_CAP])
    if code == OPAQUE and kinds == [str, str]:
        return Opaque(fields[0][:TEXT_CAP], fields[1][:TEXT_CAP])
    raise WireError("a value with the wrong fields")


def _dtype(name: bytes) -> np.dtype[Any]:
    dtype = _DTYPES.get(name)
    if dtype is None:
        raise WireError("an array of a dtype that is not sent")
    return dtype
