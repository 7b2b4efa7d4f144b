"""A folder as bytes, and the same folder made of them elsewhere: names, contents and links, with nothing followed.

The same files give the same bytes. What comes is checked as any foreign archive is, although it comes from one of us.
"""

import io
import os
import stat
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import msgpack

from autograder.course import Limits
from autograder.errors import SubmissionProblem, WireError
from autograder.submission.archives import open_regular

_FILE, _FOLDER, _LINK = 0, 1, 2
_LEVEL: Final = 1  # of compression: source code shrinks to a third at once
_ENTRY_BYTES: Final = 8192  # that an entry's names may take

Entry = tuple[int, bytes, bytes]  # its kind; its path; its contents, or what it links to


class NotPortable(Exception):  # noqa: N818 - told from one side to the other
    """The folder cannot travel: it is over the limits, cannot be read, or holds what is neither file nor link."""


def pack(folder: Path, limits: Limits) -> bytes:
    """Everything in ``folder``; raises :class:`NotPortable`."""
    entries: list[Entry] = []
    left = limits.archive_bytes
    try:
        for path in _walked(folder):
            entry = _entry(path, os.fsencode(path.relative_to(folder)), left)
            left -= len(entry[2])
            entries.append(entry)
            if left < 0 or len(entries) > limits.archive_entries:
                raise NotPortable
    except (OSError, SubmissionProblem):
        raise NotPortable from None
    return pack_entries(entries)


def pack_entries(entries: list[Entry]) -> bytes:
    """These entries, a folder before what is in it."""
    return zlib.compress(msgpack.packb(entries), _LEVEL)


def unpack(data: bytes, into: Path, limits: Limits) -> None:
    """Makes the folder's contents in the empty private directory ``into``.

    Raises:
        WireError: the bytes are no packed folder, lead out of ``into``, or are over the limits.
        OSError: our own disk refused the files.
    """
    for kind, name, content in _decoded(data, limits):
        path = into / os.fsdecode(name)
        if kind == _FOLDER:
            path.mkdir(0o700)
        elif kind == _LINK:
            os.symlink(content, os.fsencode(path))
        else:
            with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600), "wb") as file:
                file.write(content)


def _walked(folder: Path) -> Iterator[Path]:
    """Every entry below a folder in one order, a folder before what is in it."""
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda entry: os.fsencode(entry.name))
    for entry in entries:
        yield Path(entry.path)
        if entry.is_dir(follow_symlinks=False):
            yield from _walked(Path(entry.path))


def _entry(path: Path, name: bytes, most: int) -> Entry:
    mode = os.lstat(path).st_mode
    if stat.S_ISDIR(mode):
        return _FOLDER, name, b""
    if stat.S_ISLNK(mode):
        return _LINK, name, os.fsencode(os.readlink(path))
    with io.FileIO(open_regular(path), "rb") as file:
        return _FILE, name, file.read(most + 1)


def _decoded(data: bytes, limits: Limits) -> list[Entry]:
    most = limits.archive_bytes + limits.archive_entries * _ENTRY_BYTES
    try:
        stream = zlib.decompressobj()
        plain = stream.decompress(data, most)
        if not stream.eof:
            raise WireError("a packed folder is cut off, or over its limits")
        entries = msgpack.unpackb(plain, raw=False)
    except (zlib.error, ValueError, msgpack.UnpackException) as error:
        raise WireError(f"this is no packed folder: {error}") from None
    return _checked(entries, limits)


def _checked(entries: Any, limits: Limits) -> list[Entry]:
    if not isinstance(entries, list) or len(entries) > limits.archive_entries:
        raise WireError("this is no packed folder, or one over its limits")
    folders = {b""}
    for entry in entries:
        match entry:
            case [int(kind), bytes(name), bytes()] if kind in (_FILE, _FOLDER, _LINK):
                *above, last = name.split(b"/")
                # Nothing is made but in a folder that was made before: no link stands on the way.
                astray = last in (b"", b".", b"..") or b"\0" in name or name.startswith(b"/")
                if astray or b"/".join(above) not in folders:
                    raise WireError("a packed folder has an entry that leads astray")
                if kind == _FOLDER:
                    folders.add(name)
            case _:
                raise WireError("this is no packed folder")
    return [(kind, name, content) for kind, name, content in entries]
