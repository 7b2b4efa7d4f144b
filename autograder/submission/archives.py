"""Unpacks a student's zip archive: real bytes are counted as they come, and nothing is ever written outside.

An archive is foreign from its first byte, so its declared sizes are not believed, its links are never made, and only
the two methods that decompress in bounded steps (stored, deflated) are read: 64 KiB of bzip2 can become a gigabyte at
once. The module also holds what every reader of submissions needs: how a foreign name is shown, which entries are
clutter, and how a file is opened without following a link.
"""

import io
import os
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from autograder.course import Limits
from autograder.errors import GraderFault, SubmissionProblem
from autograder.words import sentence

_CHUNK = 64 * 1024
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_MAX_DEPTH = 32
_MAX_NAME_BYTES = 255
_MAX_PATH_BYTES = 1024
# What one entry may take in the table of contents: a long path and the tools' own extra fields.
_TABLE_BYTES_PER_ENTRY = 4096
# What a whole class's archive may have in entries, in submissions' worth of them; their names are a tool's, and short.
CLASS = 100
_TABLE_BYTES_PER_CLASS_ENTRY = 256
_ENCRYPTED = 0x1 | 0x40 | 0x2000
_UTF8 = 0x800
_CLUTTER = frozenset({"__MACOSX"})
_Wanted = tuple[tuple[str, ...], zipfile.ZipInfo]

UNREADABLE = sentence("{name} cannot be read: {reason}")
_TOO_MANY = sentence("{name} is over its limits: it has {entries} entries, of at most {most}")
_TOO_LARGE = sentence("{name} is over its limits: it unpacks to more than {most:g} MiB")
_LARGE_TABLE = sentence("{name} is over its limits: its table of contents is too large")
_LONG_PATH = sentence("{name} is over its limits: it has an entry with too long a path: {entry}")
_BROKEN = sentence("{name} is broken or no zip archive ({reason})")
_NOT_ORDINARY = sentence("{name} is broken or no ordinary zip archive ({reason})")
_NAMELESS = sentence("{name} is broken: it has an entry without a proper name")
_TWO_ENTRIES = sentence("{name} is broken: it has two entries named {entry}")
_ENCRYPTED_ARCHIVE = sentence("{name} is encrypted: hand in an archive without a password")
_OTHER_METHOD = sentence(
    "{name} is compressed in a way that is not read here (method {method}): hand in an ordinary zip archive"
)
_ABSOLUTE = sentence("{name} has an entry with an absolute path: {entry}")
_OUTSIDE = sentence("{name} has an entry that leads out of it with '..': {entry}")
_LINK = sentence("{name}: passed over the link {entry}")
_NO_FILE = sentence("{name}: passed over {entry}, which is no file")


def display_name(name: str) -> str:
    r"""The name as it came; bytes that are no UTF-8 (``surrogateescape``) as ``\xNN``."""
    return re.sub("[\udc80-\udcff]", lambda byte: f"\\x{ord(byte[0]) - 0xDC00:02x}", name)


def one_line(text: str, length: int = 120) -> str:
    """Foreign text fit for a one-line message: nothing unprintable, and not more than ``length`` characters."""
    cut = text[: length + 1]
    shown = "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in display_name(cut)
    )
    return shown if len(cut) <= length else shown[: length - 1] + "…"


def is_clutter(name: str) -> bool:
    """Whether an entry of this name is passed over: hidden ones (``.ipynb_checkpoints`` too) and ``__MACOSX``."""
    return name.startswith(".") or name in _CLUTTER


def open_regular(path: Path) -> int:
    """A descriptor open for reading on a regular file; a link in the last place is refused, a pipe never waited for.

    Raises:
        SubmissionProblem: it is something else, or cannot be opened.
    """
    name = one_line(path.name)
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    except OSError as error:
        raise SubmissionProblem(UNREADABLE.format(name=name, reason=error.strerror)) from None
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise SubmissionProblem(sentence("{name} cannot be read: it is not a plain file").format(name=name))
    return handle


def unpack(archive: Path, into: Path, limits: Limits, members: Mapping[str, str] | None = None) -> list[str]:
    """Unpacks ``archive`` into the empty private directory ``into``; files get mode 0600, directories 0700.

    Links, special files, hidden entries and ``__MACOSX`` are passed over. Both slashes separate folders, since old
    Windows tools write the other one. After an error ``into`` may hold a part of the archive.

    ``members`` are the entries of one student in a whole class's archive, each with the path it gets: nothing else of
    the archive is looked at, and the limits are for them; its table of contents may be ``CLASS`` times as large.

    Returns:
        A note for each link or special file that was passed over.

    Raises:
        SubmissionProblem: the archive is broken, encrypted or over its limits, or an entry of it has ``..``, an
            absolute path, a drive, an endless name, or the place of another entry.
        GraderFault: our own disk refused the files.
    """
    name = one_line(archive.name)
    with _opened(archive, name, limits, 1 if members is None else CLASS) as opened:
        entries = _members(opened, members)
        if len(entries) > limits.archive_entries:
            raise SubmissionProblem(_TOO_MANY.format(name=name, entries=len(entries), most=limits.archive_entries))
        wanted, notes = _chosen(name, entries, members)
        try:
            _write(opened, name, wanted, into, limits)
        except OSError as error:
            raise GraderFault(f"could not unpack {name}: {error.strerror}") from error
    return notes


def names_in(archive: Path, limits: Limits) -> list[str]:
    """The names of a whole class's archive, as its tool meant them; folders, and clutter at the top, are left out.

    Raises:
        SubmissionProblem: it is broken, or it has more than ``CLASS`` times the entries of one submission.
    """
    name = one_line(archive.name)
    with _opened(archive, name, limits, CLASS) as opened:
        entries = opened.infolist()
        if len(entries) > limits.archive_entries * CLASS:
            raise SubmissionProblem(f"{name} is over its limits: it has {len(entries)} entries")
        names = [_entry_name(entry) for entry in entries if not _is_folder(entry)]
    return [name for name in names if not is_clutter(re.split(r"[/\\]", name)[0])]


def read_member(archive: Path, member: str, limits: Limits, most: int) -> bytes:
    """One file of a whole class's archive, of at most ``most`` bytes; raises SubmissionProblem where it is not so."""
    name = one_line(archive.name)
    with _opened(archive, name, limits, CLASS) as opened:
        found = _members(opened, {member: member})
        if len(found) != 1 or found[0].flag_bits & _ENCRYPTED or found[0].compress_type not in _METHODS:
            raise SubmissionProblem(f"{name} has no readable {one_line(member)}")
        data = bytearray()
        for chunk in _chunks(opened, name, found[0]):
            data += chunk
            if len(data) > most:
                raise SubmissionProblem(f"{name} is over its limits: {one_line(member)} is too large")
    return bytes(data)


@contextmanager
def _opened(archive: Path, name: str, limits: Limits, times: int) -> Iterator[zipfile.ZipFile]:
    with _Capped(open_regular(archive), name, limits, times) as file:
        with _broken(name):
            opened = zipfile.ZipFile(file)
        with opened:
            yield opened


def _members(opened: zipfile.ZipFile, members: Mapping[str, str] | None) -> list[zipfile.ZipInfo]:
    entries = opened.infolist()
    if members is None:
        return entries
    return [entry for entry in entries if not _is_folder(entry) and _entry_name(entry) in members]


class _Capped(io.FileIO):
    """The archive's file, refusing the one read that zipfile sizes by what the archive says: the table of contents."""

    def __init__(self, handle: int, name: str, limits: Limits, times: int) -> None:
        super().__init__(handle, "rb")
        self._shown = name
        each = _TABLE_BYTES_PER_ENTRY if times == 1 else _TABLE_BYTES_PER_CLASS_ENTRY
        self._cap = times * limits.archive_entries * each + 2 * _CHUNK

    def read(self, size: int | None = -1, /) -> bytes:
        """As ``FileIO.read``, of at most the cap."""
        if size is not None and size > self._cap:
            raise SubmissionProblem(_LARGE_TABLE.format(name=self._shown))
        return super().read(self._cap if size is None or size < 0 else size)


@contextmanager
def _broken(name: str) -> Iterator[None]:
    """Turns whatever zipfile raises on a damaged archive into one clear line."""
    try:
        yield
    except (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, struct.error, OSError) as error:
        raise SubmissionProblem(_BROKEN.format(name=name, reason=one_line(str(error)))) from None
    except (EOFError, RuntimeError, ArithmeticError, ValueError, LookupError, MemoryError) as error:
        what = one_line(str(error)) or type(error).__name__
        raise SubmissionProblem(_NOT_ORDINARY.format(name=name, reason=what)) from None


def _chosen(
    name: str, entries: Sequence[zipfile.ZipInfo], members: Mapping[str, str] | None
) -> tuple[list[_Wanted], list[str]]:
    """The entries to write, each with its path's parts, and the notes on the others; every name is checked first."""
    wanted: list[_Wanted] = []
    notes: list[str] = []
    for entry in entries:
        entry_name = _entry_name(entry)
        parts = _parts(name, entry_name if members is None else members[entry_name])
        if entry.flag_bits & _ENCRYPTED:
            raise SubmissionProblem(_ENCRYPTED_ARCHIVE.format(name=name))
        if any(is_clutter(part) for part in parts):
            continue
        kind = stat.S_IFMT(entry.external_attr >> 16)
        if kind == stat.S_IFLNK:
            notes.append(_LINK.format(name=name, entry=one_line("/".join(parts))))
        elif kind not in (0, stat.S_IFREG, stat.S_IFDIR):
            notes.append(_NO_FILE.format(name=name, entry=one_line("/".join(parts))))
        elif entry.compress_type not in _METHODS:
            raise SubmissionProblem(_OTHER_METHOD.format(name=name, method=entry.compress_type))
        elif parts:
            wanted.append((parts, entry))
    return wanted, notes


def _entry_name(entry: zipfile.ZipInfo) -> str:
    """The entry's name, whatever its tool wrote: flagged UTF-8, UTF-8 without the flag, Korean Windows, or cp437."""
    # ``filename`` is cut at a NUL; the original is what is checked.
    name = entry.orig_filename
    if entry.flag_bits & _UTF8 or name.isascii():
        return name
    for encoding in ("utf-8", "cp949"):
        try:
            return name.encode("cp437").decode(encoding)
        except UnicodeError:
            continue
    return name


def _parts(archive: str, name: str) -> tuple[str, ...]:
    """The folders and the file that an entry's name names; raises SubmissionProblem where it leads astray."""
    shown = one_line(name)
    parts = tuple(part for part in re.split(r"[/\\]", name) if part not in ("", "."))
    if name.startswith(("/", "\\")) or re.match("[A-Za-z]:", name):
        raise SubmissionProblem(_ABSOLUTE.format(name=archive, entry=shown))
    if ".." in parts:
        raise SubmissionProblem(_OUTSIDE.format(name=archive, entry=shown))
    if not name or "\0" in name:
        raise SubmissionProblem(_NAMELESS.format(name=archive))
    sizes = [len(part.encode("utf-8", "surrogatepass")) for part in parts]
    if len(parts) > _MAX_DEPTH or sum(sizes) > _MAX_PATH_BYTES or any(size > _MAX_NAME_BYTES for size in sizes):
        raise SubmissionProblem(_LONG_PATH.format(name=archive, entry=shown))
    return parts


def _is_folder(entry: zipfile.ZipInfo) -> bool:
    return entry.orig_filename.endswith(("/", "\\")) or stat.S_ISDIR(entry.external_attr >> 16)


def _write(opened: zipfile.ZipFile, name: str, wanted: Sequence[_Wanted], into: Path, limits: Limits) -> None:
    left = limits.archive_bytes
    for parts, entry in wanted:
        folder = _is_folder(entry)
        _make_folders(name, into, parts if folder else parts[:-1])
        if folder:
            continue
        try:
            handle = os.open(into.joinpath(*parts), os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        except FileExistsError:
            raise _clash(name, parts) from None
        with open(handle, "wb") as target:
            for chunk in _chunks(opened, name, entry):
                left -= len(chunk)
                if left < 0:
                    raise SubmissionProblem(_TOO_LARGE.format(name=name, most=limits.archive_bytes / 2**20))
                target.write(chunk)


def _chunks(opened: zipfile.ZipFile, name: str, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The entry's bytes; only zipfile's errors are the archive's, not those of whoever takes the bytes."""
    with _broken(name), opened.open(entry) as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk


def _make_folders(name: str, into: Path, parts: tuple[str, ...]) -> None:
    for depth in range(1, len(parts) + 1):
        folder = into.joinpath(*parts[:depth])
        try:
            os.mkdir(folder, 0o700)
        except FileExistsError:
            if not stat.S_ISDIR(os.lstat(folder).st_mode):
                raise _clash(name, parts[:depth]) from None


def _clash(name: str, parts: tuple[str, ...]) -> SubmissionProblem:
    return SubmissionProblem(_TWO_ENTRIES.format(name=name, entry=one_line("/".join(parts))))
