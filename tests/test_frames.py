"""What is kept of a grader's lists of inputs: one encoding a list, small frames only, and not without end."""

import gc
import socket
import time
import weakref
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from autograder.box import frames as frames_module
from autograder.box.channel import Channel, encoded
from autograder.box.frames import KEPT, KEPT_ANSWERS, KEPT_BYTES, Answers, Calls, Frames, KeptByIdentity
from autograder.box.outcomes import Raised, Returned
from autograder.box.wire import pack
from autograder.errors import WireError


@pytest.fixture
def encodings(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What is encoded while the test runs."""
    seen: list[Any] = []

    def watched(message: Any) -> Any:
        seen.append(message)
        return encoded(message)

    monkeypatch.setattr(frames_module, "encoded", watched)
    return seen


@pytest.fixture
def wire() -> Iterator[tuple[Channel, Channel]]:
    """Both ends of a channel."""
    ends = [Channel(end.detach()) for end in socket.socketpair()]
    yield ends[0], ends[1]
    for end in ends:
        end.close()


def test_a_list_is_encoded_once(encodings: list[Any]) -> None:
    """The same list has the same frame and is encoded once; an equal one is another list."""
    frames = Frames()
    calls = [[np.arange(3), 1], [np.arange(4), 2]]
    first = frames.of(calls)
    assert frames.of(calls) is first
    assert len(encodings) == 1
    assert frames.of([list(arguments) for arguments in calls]) == first
    assert len(encodings) == 2


def test_a_frame_is_what_the_wire_carries(wire: tuple[Channel, Channel]) -> None:
    """The other end receives the argument lists as lists, each time the frame is sent."""
    ours, theirs = wire
    frames, calls = Frames(), (("é", 1.5, None), [], [[1, 2]])
    for _ in range(2):
        ours.send_encoded([frames.of(calls)], time.monotonic() + 5)
        assert theirs.receive(time.monotonic() + 5) == [["é", 1.5, None], [], [[1, 2]]]


def test_big_frames_are_not_kept(encodings: list[Any]) -> None:
    """A frame is kept up to the cap and no byte beyond it; a bigger one is right all the same."""
    frames = Frames()
    rest = len(frames.of([[bytes(KEPT_BYTES)]])) - KEPT_BYTES
    fits, big = [[bytes(KEPT_BYTES - rest)]], [[bytes(KEPT_BYTES - rest + 1)]]
    assert (len(frames.of(fits)), len(frames.of(big))) == (KEPT_BYTES, KEPT_BYTES + 1)
    encodings.clear()
    frames.of(fits)
    assert not encodings
    assert frames.of(big) == b"".join(encoded(big))
    assert encodings == [big]


def test_what_cannot_be_sent_is_not_kept(encodings: list[Any]) -> None:
    """A list without a plain form is refused each time, not once."""
    frames, calls = Frames(), [[object()]]
    for _ in range(2):
        with pytest.raises(WireError):
            frames.of(calls)
    assert len(encodings) == 2


def test_what_is_kept_is_bounded() -> None:
    """The lists used last are kept, so many and no more; one that is used again stays."""
    kept = KeptByIdentity[int]()
    lists: list[Calls] = [[[number]] for number in range(KEPT + 1)]
    made: list[int] = []

    def make(calls: Calls) -> int:
        made.append(calls[0][0])
        return made[-1]

    for calls in lists[:KEPT]:
        kept.of(calls, make)
    assert kept.of(lists[0], make) == 0
    assert kept.of(lists[KEPT], make) == KEPT  # there is no room: the one that was not used for longest goes
    assert made == list(range(KEPT + 1))
    assert [kept.of(lists[0], make), kept.of(lists[1], make)] == [0, 1]
    assert made == [*range(KEPT + 1), 1]


class Watched(list[Any]):
    """A list of calls of which one can tell whether it is still there."""


def test_no_more_lists_are_kept_than_were_promised() -> None:
    """Of more lists than there is room for, exactly the last live on."""
    kept = KeptByIdentity[int]()
    lists = [Watched([[number]]) for number in range(2 * KEPT)]
    alive = [weakref.ref(calls) for calls in lists]
    while lists:
        kept.of(lists.pop(0), len)
    assert [living() is not None for living in alive] == [False] * KEPT + [True] * KEPT


@pytest.mark.parametrize("worth", [True, False])
def test_a_list_that_is_kept_lives_on(worth: bool) -> None:
    """While something is kept of a list its identity can be no other's; nothing else keeps a list alive."""
    kept = KeptByIdentity[int]()
    calls = Watched([[1]])
    alive = weakref.ref(calls)
    assert kept.of(calls, len, lambda _: worth) == 1
    del calls
    gc.collect()
    assert (alive() is not None) is worth


def body_of(message: Any) -> bytes:
    """A message as it comes over the wire, without buffers."""
    body, buffers = pack(message)
    assert not buffers
    return body


def test_equal_answers_are_decoded_once() -> None:
    """The same bytes are the very outcomes of the last time, whose arrays nobody can change; others are others."""
    answers = Answers()
    values = [{"value": np.arange(3.0)}, {"value": (1, "x"), "arguments": [np.zeros((0, 2))]}]
    raised = {"error": {"type": "ValueError", "bases": ["ValueError"], "text": "no", "where": [0, 3]}}
    body = body_of([*values, raised])
    first = answers.read(body, [])
    assert [type(outcome) for outcome in first] == [Returned, Returned, Raised]
    again = answers.read(bytes(bytearray(body)), [])
    assert [one is other for one, other in zip(first, again, strict=True)] == [True] * 3
    assert not first[0].value.flags.writeable
    with pytest.raises(ValueError, match="read-only"):
        first[0].value[0] = 1
    other = answers.read(body_of([raised, values[0], {"value": np.arange(3)}]), [])
    assert other[0] is first[2]  # wherever in a message they stand
    assert other[1] is first[0]
    assert other[2].value.dtype == np.int64


@pytest.mark.parametrize("value", [[1], {"a": 1}, ([1],), (1, {"a": ()})])
def test_answers_that_could_be_changed_are_not_kept(value: Any) -> None:
    """A list or a dict is decoded anew for each submission: what one grader does to it no other sees."""
    answers, body = Answers(), body_of([{"value": value}])
    first, second = answers.read(body, []), answers.read(body, [])
    assert first == second
    assert first[0] is not second[0]


def test_large_answers_are_not_kept() -> None:
    """Neither what has buffers nor what is large stays in the grader's memory."""
    answers = Answers()
    text = body_of([{"value": "x" * KEPT_BYTES}])
    assert answers.read(text, [])[0] is not answers.read(text, [])[0]
    body, buffers = pack([{"value": np.zeros(10_000)}])
    copies = [[bytearray(part) for part in buffers] for _ in range(2)]
    assert not np.shares_memory(*(answers.read(body, copy)[0].value for copy in copies))


def test_the_last_answers_are_kept() -> None:
    """Only so many answers are kept: a class of any size takes no more."""
    answers = Answers()
    first = answers.read(body_of([{"value": -1}]), [])
    answers.read(body_of([{"value": number} for number in range(KEPT_ANSWERS - 1)]), [])
    assert answers.read(body_of([{"value": -1}]), [])[0] is first[0]
    answers.read(body_of([{"value": number + KEPT_ANSWERS} for number in range(KEPT_ANSWERS)]), [])
    assert answers.read(body_of([{"value": -1}]), [])[0] is not first[0]


@pytest.mark.parametrize(
    "body",
    [
        b"\xdd\xff\xff\xff\xff\x81",
        b"\xdd\x00\xff\xff\xff" + b"\xc0" * 2**24,
        b"\x92\x80",
        b"\x91\xc1",
        b"\x91" * 2000 + b"\xc0",
        b"\x91\x81\xa5value\x01\x00",
        b"",
        b"\xc1",
    ],
    ids=["claims more", "is many", "is short", "is none", "is deep", "has more", "is empty", "has no kind"],
)
def test_lists_that_are_none(body: bytes) -> None:
    """What claims to be a list of answers, and is none, is an error, found before memory is taken for it."""
    with pytest.raises(WireError):
        Answers().read(body, [])


@pytest.mark.parametrize("message", [[], [1], [{"value": 1}, {"error": 1}], [{}]])
def test_what_are_no_answers(message: Any) -> None:
    """A list that tells no outcomes is an error each time it comes, and kept never."""
    answers = Answers()
    for _ in range(2):
        with pytest.raises(WireError):
            answers.read(body_of(message), [])
