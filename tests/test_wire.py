"""The wire: every plain value survives it, and whatever else arrives is a ``WireError`` and nothing more."""

import math
import os
import socket
import struct
import sys
import threading
import time
import tracemalloc
from collections import UserDict, namedtuple
from collections.abc import Iterator
from typing import Any

import msgpack
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as nps

from autograder.box import host, wire
from autograder.box.channel import Channel, Closed, Expired
from autograder.box.decoding import unpack
from autograder.box.wire import BUFFER_COUNT_CAP, DEPTH_CAP, MIB, TEXT_CAP, Caps, Handle, Opaque, pack
from autograder.errors import WireError

PLAIN_TYPES = (type(None), bool, int, float, complex, str, bytes, tuple, list, dict, np.ndarray, Handle, Opaque)
ARRAY, SCALAR, TUPLE, BIG_INT, COMPLEX, HANDLE, OPAQUE, SMALL_ARRAY = range(1, 9)

dtypes = st.one_of(
    nps.boolean_dtypes(),
    nps.integer_dtypes(endianness="?"),
    nps.unsigned_integer_dtypes(endianness="?"),
    nps.floating_dtypes(endianness="?"),
    nps.complex_number_dtypes(endianness="?"),
    st.just(np.dtype(np.longdouble)),
)
shapes = nps.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4)
strided = st.sampled_from(
    [lambda a: a, lambda a: a.T, lambda a: a[..., ::-1] if a.ndim else a, lambda a: a[1:] if a.ndim else a]
)
arrays = st.builds(lambda array, view: view(array), nps.arrays(dtypes, shapes), strided)
scalars = nps.arrays(dtypes, ()).map(lambda array: array[()])
leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(-(2**4094), 2**4094),
    st.floats(),
    st.complex_numbers(),
    st.text(),
    st.binary(),
    arrays,
    scalars,
    st.builds(Handle, st.integers(), st.text(max_size=20), st.text(max_size=20)),
    st.builds(Opaque, st.text(max_size=20), st.text(max_size=20)),
)
values = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=4).map(tuple),
        st.dictionaries(st.text(max_size=8), inner, max_size=4),
    ),
    max_leaves=12,
)


def round_trip(value: Any) -> Any:
    body, buffers = pack(value)
    return unpack(body, [bytearray(part) for part in buffers])


def same(sent: Any, got: Any) -> bool:
    """Equal in type, dtype (byte order aside), shape and every bit that means something."""
    if type(sent) is not type(got):
        return False
    if isinstance(sent, (np.ndarray, np.generic)):
        same_form = sent.dtype.newbyteorder("=") == got.dtype.newbyteorder("=") and sent.shape == got.shape
        return same_form and np.array_equal(sent, got, equal_nan=sent.dtype.kind in "fc")
    if isinstance(sent, (list, tuple)):
        return len(sent) == len(got) and all(map(same, sent, got))
    if isinstance(sent, dict):
        return sent.keys() == got.keys() and all(same(sent[key], got[key]) for key in sent)
    if isinstance(sent, complex):
        return same(sent.real, got.real) and same(sent.imag, got.imag)
    if isinstance(sent, float):
        return struct.pack("d", sent) == struct.pack("d", got) or (math.isnan(sent) and math.isnan(got))
    return bool(sent == got)


def assert_plain(value: Any) -> None:
    """Fails on any object that is not exactly of a plain type."""
    pending = [value]
    while pending:
        item = pending.pop()
        if isinstance(item, np.generic):
            assert type(item).__module__ == "numpy"
            assert item.dtype.kind in "biufc"
            continue
        assert type(item) in PLAIN_TYPES
        if type(item) is np.ndarray:
            assert item.dtype.kind in "biufc"
        elif isinstance(item, (Handle, Opaque)):
            assert len(item.type_name) <= TEXT_CAP
        elif isinstance(item, dict):
            assert all(type(key) is str for key in item)
            pending += item.values()
        elif isinstance(item, (list, tuple)):
            pending += item


@pytest.fixture
def ends() -> Iterator[tuple[Channel, int]]:
    ours, theirs = socket.socketpair()
    channel = Channel(ours.detach(), Caps(total=8 * MIB, body=MIB))
    other = theirs.detach()
    yield channel, other
    channel.close()
    os.close(other)


def soon() -> float:
    return time.monotonic() + 0.1


def frame(body: bytes, *buffers: bytes, sizes: list[int] | None = None) -> bytes:
    sizes = [len(part) for part in buffers] if sizes is None else sizes
    return struct.pack(f">II{len(sizes)}Q", len(body), len(sizes), *sizes) + body + b"".join(buffers)


def array_head(dtype: bytes, index: int, *shape: int) -> bytes:
    return msgpack.packb(msgpack.ExtType(ARRAY, struct.pack(f">4sI{len(shape)}Q", dtype, index, *shape)))


# --- what can be sent ------------------------------------------------------------------------------------------------


@given(values)
@settings(max_examples=150, deadline=None)
@example([np.zeros((0, 3)), np.zeros((2, 0), "?"), np.float64("nan"), -0.0, 2**64, -(2**63) - 1, (), [], {}])
def test_round_trip(value):
    """Every plain value arrives as it was sent, types, dtypes, shapes and NaNs included."""
    assert same(value, round_trip(value))


@given(arrays)
@settings(max_examples=50, deadline=None)
def test_arrays_own_their_buffers(array):
    """An array that arrives can be written to, and shares nothing with the one that was sent."""
    got = round_trip(array)
    assert got.flags.writeable
    assert not np.shares_memory(got, array)


@pytest.mark.parametrize(
    "value",
    [
        object(),
        {1: 2},
        {b"key": 1},
        {1, 2},
        iter(()),
        len,
        "\ud800",
        range(3),
        UserDict(),
        namedtuple("Pair", "a b")(1, 2),
        type("Number", (int,), {})(1),
        np.array([object()]),
        np.array(["text"]),
        np.array([b"bytes"]),
        np.zeros(2, dtype="i4,f8"),
        np.array(["2020-01-01"], dtype="datetime64[D]"),
        np.str_("text"),
        np.zeros(2).view(np.matrix),
        1 << (8 * wire.INT_BYTES_CAP),
    ],
    ids=lambda value: type(value).__name__,
)
@pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")
def test_refuses_to_send(value):
    """What has no plain form is refused by the sender, by itself and inside a list."""
    for message in (value, [value], {"key": (value,)}):
        with pytest.raises(WireError):
            pack(message)


def nested(wrap: Any, times: int) -> Any:
    value: Any = 0
    for _ in range(times):
        value = wrap(value)
    return value


@pytest.mark.parametrize("wrap", [lambda v: [v], lambda v: (v,), lambda v: {"k": v}, lambda v: [({"k": v},)]])
def test_depth(wrap):
    """A value can be nested up to the cap, and no deeper, by whichever containers; 100,000 levels hurt nobody."""
    fits = DEPTH_CAP // (3 if wrap(0) == [({"k": 0},)] else 1)
    assert same(nested(wrap, fits), round_trip(nested(wrap, fits)))
    for times in (fits + 2, 1000, 100_000):
        with pytest.raises(WireError):
            pack(nested(wrap, times))


def test_over_the_senders_caps():
    """A value over the caps is refused with its size, before a copy of a vast broadcast array is made."""
    caps = Caps(total=MIB, body=1000)
    with pytest.raises(WireError, match=r"at most 1048576\)"):
        pack(np.broadcast_to(np.float64(1), (2**20, 2**20)), caps)
    with pytest.raises(WireError, match="at most 1000"):
        pack("x" * 1001, caps)
    with pytest.raises(WireError, match="more than 4096 arrays"):
        pack([np.zeros(1000)] * (BUFFER_COUNT_CAP + 1))
    with pytest.raises(WireError, match="parts"):
        pack([np.float64(1)] * (wire.PART_COUNT_CAP + 1))
    assert same(np.zeros(MIB - 100, np.uint8), unpack(*_owned(pack(np.zeros(MIB - 100, np.uint8), caps))))


def _owned(packed: tuple[bytes, list[memoryview]]) -> tuple[bytes, list[bytearray]]:
    return packed[0], [bytearray(part) for part in packed[1]]


# --- what may arrive -------------------------------------------------------------------------------------------------


def received(body: bytes, buffers: list[bytes]) -> None:
    """Decodes hostile bytes: a ``WireError``, or a value of plain types."""
    try:
        value = unpack(body, [bytearray(part) for part in buffers])
    except WireError:
        return
    assert_plain(value)
    pack(value)


@given(st.binary(max_size=200), st.lists(st.binary(max_size=16), max_size=3))
@settings(max_examples=300, deadline=None)
def test_random_bodies(body, buffers):
    """Random bytes are a ``WireError`` or decode to plain values, which can be sent again."""
    received(body, buffers)


msgpack_values = st.recursive(
    st.one_of(
        st.none(),
        st.integers(-(2**63), 2**64 - 1),
        st.text(max_size=4),
        st.binary(max_size=8),
        st.builds(msgpack.ExtType, st.integers(0, 127), st.binary(max_size=32)),
        st.builds(msgpack.Timestamp, st.integers(0, 2**34), st.integers(0, 10**9 - 1)),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.one_of(st.text(max_size=3), st.integers(0, 5), st.binary(max_size=3)), inner, max_size=3),
        st.builds(lambda code, item: msgpack.ExtType(code, msgpack.packb(item)), st.integers(1, 8), inner),
    ),
    max_leaves=10,
)


@given(msgpack_values, st.lists(st.binary(max_size=16), max_size=2))
@settings(max_examples=300, deadline=None)
def test_hostile_msgpack(value, buffers):
    """Well-formed msgpack of any content (foreign keys, unknown extensions, timestamps) gets no further than that."""
    received(msgpack.packb(value), buffers)


@given(values, st.data())
@settings(max_examples=200, deadline=None)
def test_mutated_messages(value, data):
    """A message of ours with some bytes changed, dropped or added is a ``WireError`` or plain values."""
    body, buffers = pack(value)
    changed = bytearray(body)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(changed)))
        changed[at : at + data.draw(st.integers(0, 2))] = data.draw(st.binary(max_size=2))
    received(bytes(changed), [bytes(part) for part in buffers])


@pytest.mark.parametrize(
    "dtype", [b"|O\0\0", b"<U1\0", b"|S4\0", b"|V8\0", b"<M8\0", b"i4,f", b"2<f8", b">i8\0", b"<f3\0", b"\0" * 4]
)
def test_foreign_dtypes(dtype):
    """Objects, strings, structures, dates and what is no dtype are refused, as arrays and as scalars."""
    with pytest.raises(WireError, match="dtype"):
        unpack(array_head(dtype, 0, 1), [bytearray(8)])
    with pytest.raises(WireError, match="dtype"):
        unpack(msgpack.packb(msgpack.ExtType(SCALAR, dtype + bytes(8))), [])


@pytest.mark.parametrize(
    ("head", "buffers"),
    [
        (array_head(b"<f8\0", 0, 3), [bytearray(16)]),
        (array_head(b"<f8\0", 0, 1), [bytearray(16)]),
        (array_head(b"<f8\0", 0), []),
        (array_head(b"<f8\0", 2**32 - 1, 2), [bytearray(16)]),
        (array_head(b"<f8\0", 0, 2**63, 2**63), [bytearray(16)]),
        (array_head(b"<f8\0", 0, 0, 2**63, 2**63), [bytearray(0)]),
        (array_head(b"<f8\0", 0, *[1] * 33), [bytearray(8)]),
        (msgpack.packb(msgpack.ExtType(ARRAY, b"<f8\0")), [bytearray(8)]),
        (msgpack.packb(msgpack.ExtType(ARRAY, b"<f8\0" + bytes(7))), [bytearray(8)]),
        (b"\x92" + array_head(b"<f8\0", 0, 2) * 2, [bytearray(16)]),
        (b"\x92" + array_head(b"<f8\0", 0, 2) * 2, [bytearray(16), bytearray(16)]),
        (msgpack.packb(1), [bytearray(16)]),
    ],
    ids=[
        "short",
        "long",
        "none",
        "no such",
        "huge",
        "huge and empty",
        "too many axes",
        "no number",
        "odd",
        "twice",
        "unused",
        "stray",
    ],
)
def test_arrays_and_buffers_must_fit(head, buffers):
    """Each array names one buffer of its own, of just its size, and each buffer is named."""
    with pytest.raises(WireError):
        unpack(head, buffers)


@pytest.mark.parametrize(
    ("dtype", "axes", "rest"),
    [
        (b"<f8\0", 1, struct.pack(">Q", 2) + bytes(15)),
        (b"<f8\0", 1, struct.pack(">Q", 2) + bytes(17)),
        (b"<f8\0", 2, struct.pack(">Q", 2)),
        (b"<f8\0", 2**32 - 1, bytes(64)),
        (b"<f8\0", 33, struct.pack(">33Q", *[1] * 33) + bytes(8)),
        (b"<f8\0", 2, struct.pack(">2Q", 2**63, 2**63)),
        (b"<f8\0", 3, struct.pack(">3Q", 0, 2**63, 2**63)),
        (b"|O\0\0", 1, struct.pack(">Q", 1) + bytes(8)),
        (b"<M8\0", 0, bytes(8)),
    ],
    ids=["short", "long", "no size", "endless", "too many axes", "huge", "huge and empty", "objects", "dates"],
)
def test_small_arrays_must_fit(dtype, axes, rest):
    """An array that carries its own bytes carries just as many as its shape says, of a dtype that is sent."""
    good = msgpack.packb(msgpack.ExtType(SMALL_ARRAY, struct.pack(">4sI", b"<f8", 1) + struct.pack(">Q", 1) + bytes(8)))
    assert same(np.zeros(1), unpack(good, []))
    with pytest.raises(WireError):
        unpack(msgpack.packb(msgpack.ExtType(SMALL_ARRAY, struct.pack(">4sI", dtype, axes) + rest)), [])


@pytest.mark.parametrize("shape", [(0,), (), (511,), (512,), (513,), (2, 300), (0, 5000)])
def test_arrays_on_both_sides_of_small(shape):
    """Small arrays and large ones arrive alike: equal, writable, each with memory of its own."""
    array = np.arange(np.prod(shape, dtype=int), dtype=np.float64).reshape(shape)
    one, two = unpack(*_owned(pack([array, array])))
    assert same(array, one)
    assert same(array, two)
    assert one.flags.writeable
    assert one.size == 0 or not np.shares_memory(one, two)


@pytest.mark.parametrize("code", [0, 9, 127, -2, -128])
def test_unknown_kinds(code):
    """An extension that is none of ours is refused."""
    with pytest.raises(WireError):
        unpack(b"\xc7\x01" + struct.pack("b", code) + b"\0", [])


def test_timestamps():
    """Msgpack's own timestamps become plain numbers, never an object of its."""
    assert type(unpack(msgpack.packb(msgpack.Timestamp(1, 5)), [])) is float


@pytest.mark.parametrize(
    "body",
    [
        b"\xa1\xff",
        b"\xa3\xed\xa0\x80",
        msgpack.packb({1: 2}),
        msgpack.packb({b"a": 1}),
        msgpack.packb([{"a": {b"b": 1}}]),
        msgpack.packb(msgpack.ExtType(TUPLE, msgpack.packb({"a": 1}))),
        msgpack.packb(msgpack.ExtType(HANDLE, msgpack.packb(["1", "model", "Model"]))),
        msgpack.packb(msgpack.ExtType(HANDLE, msgpack.packb([True, "model", "Model"]))),
        msgpack.packb(msgpack.ExtType(OPAQUE, msgpack.packb(["a"]))),
        msgpack.packb(msgpack.ExtType(COMPLEX, bytes(15))),
        msgpack.packb(msgpack.ExtType(BIG_INT, b"\x7f" * (wire.INT_BYTES_CAP + 1))),
        b"\xc1",
        b"",
        b"\x01\x02",
    ],
)
def test_malformed_bodies(body):
    """Texts that are no UTF-8, foreign keys, wrong fields, vast ints, nothing and too much are refused."""
    with pytest.raises(WireError):
        unpack(body, [])


@pytest.mark.parametrize(
    ("body", "seconds"),
    [
        (b"\x91" * 1000 + b"\xc0", 1),
        (b"\x91" * 100_000 + b"\xc0", 1),
        (b"\x81\xa0" * 900 + b"\xc0", 1),
        ((b"\xdd" + struct.pack(">I", MIB // 2)) * 1000 + b"\xc0" * (MIB // 2), 1),
        ((b"\xdf" + struct.pack(">I", MIB // 2)) * 1000 + b"\xc0" * (MIB // 2), 1),
        (b"\xdd" + struct.pack(">I", MIB) + b"\xc7\x00\x03" * MIB, 5),
        (b"\xdd" + struct.pack(">I", MIB // 2) + b"\xd4\x03\x90" * (MIB // 2), 5),
    ],
    ids=["lists", "many lists", "dicts", "claimed lists", "claimed dicts", "empty tuples", "tuples"],
)
def test_bodies_that_blow_up(body, seconds):
    """Endless nesting, lists that claim more than is there and parts by the million are refused, and at once."""
    started = time.process_time()
    with pytest.raises(WireError):
        unpack(body, [])
    assert time.process_time() - started < seconds


def test_nested_tuples_blow_up_in_vain():
    """Tuples inside tuples, each an extension with a body of its own, end at the depth cap."""
    body = msgpack.packb(0)
    for _ in range(DEPTH_CAP + 3):
        body = msgpack.packb(msgpack.ExtType(TUPLE, msgpack.packb([0]) if body == b"\0" else b"\x91" + body))
    with pytest.raises(WireError):
        unpack(body, [])


def test_memory_of_a_full_body():
    """The largest body that a box may send decodes to memory of the order of the largest value it may send."""
    body = b"\xdd" + struct.pack(">I", host.BODY_BYTES) + b"\x80" * host.BODY_BYTES  # four million empty dicts
    started = time.process_time()
    value = unpack(body, [])
    assert sum(map(sys.getsizeof, value)) + sys.getsizeof(value) < 512 * MIB
    assert time.process_time() - started < 5


# --- how it arrives --------------------------------------------------------------------------------------------------


def test_messages_in_order(ends):
    """Messages arrive one by one, in order, however the bytes were put together on their way."""
    channel, other = ends
    messages = [1, "two", np.arange(5), {"four": (np.zeros((2, 0)), 4)}, [np.ones(3, "?")] * 3]
    data = b"".join(frame(body, *map(bytes, buffers)) for body, buffers in map(pack, messages))
    for at in (1, 7, 8, 9, 50, 100):
        os.write(other, data[:at])
        threading.Timer(0.01, os.write, [other, data[at:]]).start()
        assert all(same(message, channel.receive(time.monotonic() + 5)) for message in messages)


def test_large_messages_both_ways():
    """Arrays far larger than the socket's buffer pass, in many parts, in both directions."""
    one, two = (Channel(end.detach()) for end in socket.socketpair())
    message = [np.arange(10**6), np.arange(7.0), b"x" * 10**6, *[np.zeros(1)] * 200]
    echo = threading.Thread(target=lambda: two.send(two.receive()))
    echo.start()
    one.send(message, time.monotonic() + 10)
    assert same(message, one.receive(time.monotonic() + 10))
    echo.join()
    one.close()
    two.close()


def test_truncated_frames():
    """A frame cut off anywhere is no value: Expired while the other end waits, Closed once it is gone."""
    body, buffers = pack({"value": np.arange(3), "text": "abc"})
    data = frame(body, *map(bytes, buffers))
    for at in range(len(data)):
        ours, theirs = socket.socketpair()
        short = Channel(ours.detach(), Caps())
        theirs.sendall(data[:at])
        if at % 5 == 0:
            with pytest.raises(Expired):
                short.receive(time.monotonic() + 0.002)
            short.close()
            theirs.close()
            continue
        theirs.close()
        with pytest.raises(Closed):
            short.receive(soon())
        short.close()


@pytest.mark.parametrize(
    "head",
    [
        struct.pack(">II", 2 * MIB, 0),
        struct.pack(">II", 2**32 - 1, 0),
        struct.pack(">II", 1, BUFFER_COUNT_CAP + 1),
        struct.pack(">II", 1, 2**32 - 1),
        struct.pack(">IIQ", 1, 1, 8 * MIB),
        struct.pack(">IIQ", 1, 1, 2**64 - 1),
        struct.pack(">IIQQ", 1, 2, 2**63, 2**63),
        struct.pack(f">II{BUFFER_COUNT_CAP}Q", 1, BUFFER_COUNT_CAP, *[2**12] * BUFFER_COUNT_CAP),
    ],
)
def test_over_the_receivers_cap(ends, head):
    """A head that announces more than the caps is refused before any memory is taken for it."""
    channel, other = ends
    os.write(other, head)
    tracemalloc.start()
    with pytest.raises(WireError, match="cap"):
        channel.receive(soon())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < MIB


@pytest.mark.parametrize("pause", [0.0, 0.01])
def test_a_message_that_trickles(ends, pause):
    """A sender of single bytes, fast or slow, cannot hold the reader beyond its deadline."""
    channel, other = ends
    stop = threading.Event()

    def trickle() -> None:
        os.write(other, struct.pack(">IIQ", 1, 1, 7 * MIB))
        while not stop.is_set():
            os.write(other, b"\0")
            if pause:
                time.sleep(pause)

    sender = threading.Thread(target=trickle)
    sender.start()
    started = time.monotonic()
    with pytest.raises(Expired):
        channel.receive(started + 0.1)
    assert time.monotonic() - started < 1
    stop.set()
    os.set_blocking(other, False)
    sender.join()


def test_a_reader_that_does_not_read(ends):
    """Sending to an end that does not read expires; to one that is gone it says so."""
    channel, _ = ends
    with pytest.raises(Expired):
        channel.send(np.zeros(10**6), soon())
    ours, theirs = socket.socketpair()
    theirs.close()
    gone = Channel(ours.detach())
    with pytest.raises(Closed):
        gone.send(1, soon())
    gone.close()
    gone.close()
    with pytest.raises(Closed):
        gone.receive(soon())


def test_nothing_is_sent_of_what_is_refused(ends):
    """A message that is refused leaves the wire as it was: the next one arrives whole."""
    channel, other = ends
    reader = Channel(os.dup(other))
    for refused in (object(), [np.zeros(3), len], {1: 2}):
        with pytest.raises(WireError):
            channel.send(refused, soon())
    channel.send("next", soon())
    assert reader.receive(soon()) == "next"
    reader.close()


def test_years_of_patience(ends):
    """A deadline further away than poll(2) can count is no error."""
    channel, other = ends
    threading.Timer(0.02, os.write, [other, frame(msgpack.packb(3))]).start()
    assert channel.receive(time.monotonic() + 1e9) == 3
