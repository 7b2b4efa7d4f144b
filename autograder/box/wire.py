"""The wire's format: plain values as a small body and the bytes of their arrays, capped in size, number and depth.

Large arrays travel as buffers of their own, everything else in a msgpack body; what a hostile body can blow up to
is bounded before it is decoded. Only what is listed in :func:`pack` can be sent; whatever else arrives is a
:class:`~autograder.errors.WireError`. Here values are encoded, :mod:`autograder.box.decoding` is the inverse, and
:mod:`autograder.box.channel` moves the bytes. Both ends use all three; neither believes the other.
"""

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

ARRAY, SCALAR, TUPLE, BIG_INT, COMPLEX, HANDLE, OPAQUE, SMALL_ARRAY = range(1, 9)
# dtype, number of the buffer (of a small array: of its axes); a >Q for each length follows, then a small array's bytes
ARRAY_HEAD = struct.Struct(">4sI")
SMALL_BYTES = 4096
PACKED_BYTES = 1024
DTYPES: Mapping[bytes, np.dtype[Any]] = MappingProxyType(
    {
        name.encode(): np.dtype(name)
        for name in sorted({np.dtype(code).newbyteorder("<").str for code in np.typecodes["All"]})
        if name[1] in PLAIN_KINDS and len(name) <= 4
    }
)
_NAMES: Mapping[np.dtype[Any], bytes] = MappingProxyType({dtype: name for name, dtype in DTYPES.items()})
_HEADS = tuple(struct.Struct(f"{ARRAY_HEAD.format}{axes}Q") for axes in range(65))  # NumPy knows no more axes
_CONTAINERS, _STRING = frozenset({list, tuple, dict}), frozenset({str})


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
    check_nesting(value)
    packer = _Packer(caps.total)
    body = packer.body(value)
    if len(body) > caps.body:
        raise WireError(f"a value of {len(body)} bytes besides its arrays (at most {caps.body})")
    if packer.size + len(body) > caps.total:
        raise WireError(f"a value of {packer.size + len(body)} bytes (at most {caps.total})")
    return body, packer.buffers


def joined(bodies: Sequence[bytes]) -> bytes:
    """The body of the list of these values, each of which was packed without a buffer."""
    head: bytes = msgpack.Packer(buf_size=PACKED_BYTES).pack_array_header(len(bodies))
    return head + b"".join(bodies)


class _Packer:
    def __init__(self, cap: int) -> None:
        self.buffers: list[memoryview] = []
        self.size = 0
        self._cap = cap
        self._parts = 0

    def body(self, value: Any) -> bytes:
        try:
            # Its own buffer is to be small: most of what is packed is, and one of 256 KiB costs a mapping each time.
            packer = msgpack.Packer(default=self._special, strict_types=True, use_bin_type=True, buf_size=PACKED_BYTES)
            packed: bytes = packer.pack(value)
        except (ValueError, OverflowError, TypeError, RecursionError) as error:
            raise WireError(f"a value that cannot be sent: {error}") from None
        return packed

    def _special(self, item: Any) -> msgpack.ExtType:
        self._parts += 1
        if self._parts > PART_COUNT_CAP:
            raise WireError(f"a value of more than {PART_COUNT_CAP} parts")
        kind = type(item)
        if kind is np.ndarray and item.dtype.kind in PLAIN_KINDS:
            return self._array(item)
        if kind is tuple:
            return msgpack.ExtType(TUPLE, self.body(list(item)))
        if isinstance(item, np.generic) and item.dtype.kind in PLAIN_KINDS:
            return msgpack.ExtType(SCALAR, _scalar_bytes(item))
        for code, wanted, read in _SIMPLE:
            if kind is wanted:
                return msgpack.ExtType(code, read(self, item))
        raise WireError(f"a {kind.__name__} cannot be sent")

    def _array(self, array: npt.NDArray[Any]) -> msgpack.ExtType:
        name, size = _NAMES.get(array.dtype), array.nbytes
        if name is not None and size <= SMALL_BYTES:
            head = _HEADS[array.ndim].pack(name, array.ndim, *array.shape)
            return msgpack.ExtType(SMALL_ARRAY, head + array.tobytes())
        self.size += size
        if self.size > self._cap:  # told before a copy is made: a broadcast array may be vast, and take no memory
            raise WireError(f"a value of {self.size} bytes (at most {self._cap})")
        if len(self.buffers) >= BUFFER_COUNT_CAP:
            raise WireError(f"a value of more than {BUFFER_COUNT_CAP} arrays")
        if name is None or not array.flags.c_contiguous:
            array = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<")).reshape(array.shape)
            name = _NAMES[array.dtype]
        self.buffers.append(array.reshape(-1).view(np.uint8).data)
        head = _HEADS[array.ndim].pack(name, len(self.buffers) - 1, *array.shape)
        return msgpack.ExtType(ARRAY, head)


def _scalar_bytes(scalar: Any) -> bytes:
    number = scalar.astype(scalar.dtype.newbyteorder("<"))
    return struct.pack(">4s", number.dtype.str.encode()) + bytes(number.tobytes())


def _big_int_bytes(_: _Packer, number: int) -> bytes:
    size = (number.bit_length() + 8) // 8
    if size > INT_BYTES_CAP:
        raise WireError(f"an int of {number.bit_length()} bits (at most {INT_BYTES_CAP * 8 - 1})")
    return number.to_bytes(size, "big", signed=True)


_SIMPLE: tuple[tuple[int, type, Any], ...] = (
    (BIG_INT, int, _big_int_bytes),
    (COMPLEX, complex, lambda _, item: struct.pack(">dd", item.real, item.imag)),
    (HANDLE, Handle, lambda packer, item: packer.body([item.id, item.kind, item.type_name])),
    (OPAQUE, Opaque, lambda packer, item: packer.body([item.type_name, item.text])),
)


def check_nesting(value: Any) -> None:
    """Refuses what is nested too deep, and keys that are no strings; level by level, so that no depth can hurt."""
    level = [value] if type(value) in _CONTAINERS else []
    for _ in range(DEPTH_CAP):
        inner: list[Any] = []
        for container in level:
            items = container
            if type(container) is dict:
                if not _STRING.issuperset(map(type, container)):
                    raise WireError("a dict whose keys are no strings")
                items = container.values()
            if not _CONTAINERS.isdisjoint(map(type, items)):
                inner += [item for item in items if type(item) in _CONTAINERS]
        if not inner:
            return
        level = inner
    raise WireError(f"a value nested more than {DEPTH_CAP} deep")
