"""What the fuzzers feed: the three readers of bytes that a student chose. Each target takes any bytes.

A reader keeps its word where it gives a plain value or raises its own error. Whatever else it raises is a finding, and
so is a value that is not what it should be (an AssertionError here).
"""

import os
import shutil
import struct
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from autograder.box.channel import Channel, Closed, Expired
from autograder.box.decoding import unpack
from autograder.box.frames import Answers
from autograder.box.outcomes import read_loaded, read_outcome, read_outcomes
from autograder.box.wire import Caps, pack
from autograder.course import Limits
from autograder.errors import SubmissionProblem, WireError
from autograder.submission.archives import unpack as unpack_archive
from autograder.submission.notebooks import read_notebook
from autograder.words import Words

MIB = 2**20
PIPE_BYTES = 60_000  # a pipe takes so many without a reader
LIMITS = Limits(unit_file_bytes=MIB, archive_bytes=MIB, archive_entries=64)


def wire(data: bytes) -> None:
    """The bytes as a box's frame: a message that can be sent again, or a ``WireError``; so with the answers in it."""
    _answers(data)
    reader, writer = os.pipe()
    channel = Channel(reader, Caps(total=8 * MIB, body=MIB))
    try:
        os.write(writer, data[:PIPE_BYTES])
        os.close(writer)
        try:
            message = channel.receive()
        except (Closed, Expired, WireError):
            return
    finally:
        channel.close()
    body, buffers = pack(message)
    again = unpack(body, [bytearray(part) for part in buffers])
    assert repr(again) == repr(message), "what came in cannot be sent on"
    answers = Answers()
    for read in (read_outcome, lambda answer: read_loaded(answer, 3)):
        try:
            read(message)
        except WireError:
            continue
    if not buffers:
        try:
            outcomes = answers.read(body, [])
        except WireError:
            return
        assert repr(answers.read(body, [])) == repr(outcomes), "the same bytes are the same answers"


def _answers(body: bytes) -> None:
    """Answers that are read one by one are those that are read together."""
    try:
        message = unpack(body, [])
        together = read_outcomes(message) if type(message) is list else message
    except WireError:
        together = None
    try:
        one_by_one = Answers().read(body, [])
    except WireError:
        one_by_one = None
    if together is not None:
        assert repr(one_by_one) == repr(together), "answers depend on how they are read"


def notebook(data: bytes) -> None:
    """The bytes as an ``.ipynb``: sources that can be sent to a box, or a ``SubmissionProblem`` of one line."""
    try:
        sources, notes = read_notebook(data, "tensor_ops.ipynb")
    except SubmissionProblem as problem:
        _check_problem(problem)
        return
    assert {type(text) for text in sources} <= {str}
    assert {type(text) for text in notes} <= {str, Words}  # a note may be one in two languages
    for text in (*sources, *notes):
        text.encode("utf-8")
    assert not any("\n" in note for note in notes)


def _check_problem(problem: SubmissionProblem) -> None:
    assert "\n" not in str(problem), "a problem is one line"


def archive(data: bytes) -> None:
    """The bytes as a ``.zip``: plain files below the folder and within the limits, or a ``SubmissionProblem``."""
    with tempfile.TemporaryDirectory(prefix="autograder-fuzz-") as scratch:
        path, into = Path(scratch, "kim.zip"), Path(scratch, "kim")
        path.write_bytes(data)
        into.mkdir()
        try:
            unpack_archive(path, into, LIMITS)
        except SubmissionProblem as problem:
            _check_problem(problem)
        total = 0
        for entry in into.rglob("*"):
            assert not entry.is_symlink()
            assert entry.is_dir() or entry.is_file()
            total += entry.stat().st_size if entry.is_file() else 0
        assert total <= LIMITS.archive_bytes
        assert sorted(child.name for child in Path(scratch).iterdir()) == ["kim", "kim.zip"]
        shutil.rmtree(into)


TARGETS: Mapping[str, Callable[[bytes], None]] = MappingProxyType(
    {"wire": wire, "notebook": notebook, "archive": archive}
)


def frame(body: bytes, *buffers: bytes) -> bytes:
    """The bytes of a frame, as the wire carries it."""
    sizes = [len(part) for part in buffers]
    return struct.pack(f">II{len(sizes)}Q", len(body), len(sizes), *sizes) + body + b"".join(buffers)
