"""The archive reader: it unpacks what students send, and nothing they send takes it outside or over its limits."""

import contextlib
import io
import os
import stat
import struct
import tempfile
import tracemalloc
import warnings
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.course import Limits
from autograder.errors import GraderFault, SubmissionProblem
from autograder.submission.archives import display_name, one_line, open_regular, unpack

LIMITS = Limits()


def entry(name: str, mode: int = 0o100644) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo("x")
    info.filename = info.orig_filename = name
    info.external_attr = mode << 16
    info.create_system = 3
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def packed(entries: list[tuple[zipfile.ZipInfo | str, bytes]]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive, warnings.catch_warnings():
        # zipfile warns of two entries with one name, which is what some of these tests are about.
        warnings.simplefilter("ignore", UserWarning)
        for name, data in entries:
            archive.writestr(entry(name) if isinstance(name, str) else name, data)
    return file.getvalue()


@pytest.fixture
def into(tmp_path: Path) -> Path:
    folder = tmp_path / "into"
    folder.mkdir(mode=0o700)
    return folder


def unpacked(tmp_path: Path, data: bytes, limits: Limits = LIMITS) -> dict[str, bytes]:
    archive, into = tmp_path / "kim.zip", tmp_path / "into"
    archive.write_bytes(data)
    unpack(archive, into, limits)
    return {str(path.relative_to(into)): path.read_bytes() for path in into.rglob("*") if path.is_file()}


def refusal(tmp_path: Path, data: bytes, limits: Limits = LIMITS) -> str:
    with pytest.raises(SubmissionProblem) as caught:
        unpacked(tmp_path, data, limits)
    message = str(caught.value)
    assert message.startswith("kim.zip")
    assert "\n" not in message
    return message


def test_files_and_folders_come_out_as_they_are(tmp_path: Path, into: Path) -> None:
    """An ordinary archive, folders named or implied, './' and doubled slashes and all, is unpacked byte for byte."""
    data = packed([("kim/", b""), ("kim/tensors.py", b"x = 1\r\n"), ("./a//b/c.txt", b""), ("kim/", b"")])
    assert unpacked(tmp_path, data) == {"kim/tensors.py": b"x = 1\r\n", "a/b/c.txt": b""}


def test_everything_written_is_private(tmp_path: Path, into: Path) -> None:
    """Files get mode 0600 and folders 0700, whatever the archive says."""
    unpacked(tmp_path, packed([(entry("a/run.py", 0o104777), b"1"), (entry("b/", 0o040777), b"")]))
    assert {str(path.relative_to(into)): stat.S_IMODE(path.stat().st_mode) for path in into.rglob("*")} == {
        "a": 0o700,
        "a/run.py": 0o600,
        "b": 0o700,
    }


@pytest.mark.parametrize(
    "name", ["../x.py", "a/../x.py", "a/..", "..", "..\\x.py", "a\\..\\..\\x.py", "a/..\\x.py", ".hidden/../x.py"]
)
def test_an_entry_that_leads_out_refuses_the_archive(tmp_path: Path, into: Path, name: str) -> None:
    """'..' anywhere in an entry's path, by either slash, refuses the whole archive before anything is written."""
    assert "'..'" in refusal(tmp_path, packed([("tensors.py", b"1"), (name, b"2")]))
    assert not list(into.iterdir())


@pytest.mark.parametrize("name", ["/etc/x", "\\x", "\\\\host\\x", "//x", "C:\\x", "c:x", "C:/x"])
def test_an_absolute_entry_refuses_the_archive(tmp_path: Path, into: Path, name: str) -> None:
    """An absolute path, a Windows drive or a network path refuses the whole archive."""
    assert "absolute path" in refusal(tmp_path, packed([(name, b"2")]))


def test_dots_inside_a_name_are_no_way_out(tmp_path: Path, into: Path) -> None:
    """A name that only holds two dots is a name."""
    assert unpacked(tmp_path, packed([("a..b/c...py", b"")])) == {"a..b/c...py": b""}


def test_backslashes_of_old_windows_tools_separate_folders(tmp_path: Path, into: Path) -> None:
    r"""'kim\\tensors.py' is a file in a folder."""
    data = packed([(entry("kim\\", 0), b""), (entry("kim\\tensors.py", 0), b"1")])
    assert unpacked(tmp_path, data) == {"kim/tensors.py": b"1"}


def test_links_and_special_files_are_passed_over(tmp_path: Path, into: Path) -> None:
    """A link, a pipe or a device in an archive is never made, and a note names it."""
    archive = tmp_path / "kim.zip"
    archive.write_bytes(
        packed(
            [
                (entry("tensors.py", stat.S_IFLNK | 0o777), b"/etc/passwd"),
                (entry("pipe", stat.S_IFIFO | 0o644), b""),
                ("helper.py", b"1"),
            ]
        )
    )
    notes = unpack(archive, into, LIMITS)
    assert [path.name for path in into.iterdir()] == ["helper.py"]
    assert "link tensors.py" in notes[0]
    assert "pipe" in notes[1]


def test_an_entry_below_a_link_is_an_ordinary_file(tmp_path: Path, into: Path) -> None:
    """A link followed by an entry 'inside' it gives a real folder: no link exists that could lead it away."""
    data = packed([(entry("out", stat.S_IFLNK | 0o777), b"/tmp"), ("out/x.py", b"1")])
    assert unpacked(tmp_path, data) == {"out/x.py": b"1"}


def test_clutter_is_passed_over(tmp_path: Path, into: Path) -> None:
    """Hidden entries, __MACOSX and .ipynb_checkpoints are not unpacked, nor do they count as unpacked bytes."""
    names = [".git/x", "a/.hidden.py", "__MACOSX/._tensors.py", ".ipynb_checkpoints/tensors.ipynb", ".DS_Store"]
    data = packed([(name, bytes(1000)) for name in names] + [("tensors.py", b"1")])
    assert unpacked(tmp_path, data, Limits(archive_bytes=10)) == {"tensors.py": b"1"}


def test_the_limit_on_entries_is_exact(tmp_path: Path, into: Path) -> None:
    """As many entries as the limit are fine; one more is not."""
    data = packed([(f"{number}.py", b"") for number in range(5)])
    assert len(unpacked(tmp_path, data, Limits(archive_entries=5))) == 5
    assert "5 entries, of at most 4" in refusal(tmp_path, data, Limits(archive_entries=4))


def test_the_limit_on_bytes_is_exact_and_over_all_files(tmp_path: Path, into: Path) -> None:
    """Unpacked bytes are counted over the whole archive; exactly the limit is fine."""
    data = packed([("a.py", bytes(600)), ("b.py", bytes(400))])
    assert sum(map(len, unpacked(tmp_path, data, Limits(archive_bytes=1000)).values())) == 1000
    (tmp_path / "again" / "into").mkdir(parents=True)
    assert "over its limits" in refusal(tmp_path / "again", data, Limits(archive_bytes=999))


def test_a_bomb_is_stopped_by_its_real_bytes(tmp_path: Path, into: Path) -> None:
    """A bomb that declares a harmless size is stopped without being held in memory or on disk."""
    data = packed([("bomb.py", bytes(30_000_000))])
    lying = data.replace(struct.pack("<L", 30_000_000), struct.pack("<L", 10))
    assert lying != data
    tracemalloc.start()
    refusal(tmp_path, data, Limits(archive_bytes=1_000_000))
    (tmp_path / "lying" / "into").mkdir(parents=True)
    assert "broken" in refusal(tmp_path / "lying", lying, Limits(archive_bytes=1_000_000))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000
    assert sum(path.stat().st_size for path in into.iterdir()) <= 1_000_000


def test_a_vast_table_of_contents_is_not_read(tmp_path: Path, into: Path) -> None:
    """An archive whose table of contents alone would fill the memory is refused before it is read."""
    data = packed([(f"{number:0200}.py", b"") for number in range(600)])
    assert "table of contents" in refusal(tmp_path, data, Limits(archive_entries=1))


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_methods_that_unpack_without_bounds_are_refused(tmp_path: Path, into: Path, method: int) -> None:
    """bzip2 and LZMA, a few bytes of which can become a gigabyte in one step, are not read."""
    info = entry("tensors.py")
    info.compress_type = method
    assert f"method {method}" in refusal(tmp_path, packed([(info, b"x = 1")]))


def test_an_encrypted_archive_says_so(tmp_path: Path, into: Path) -> None:
    """One encrypted entry refuses the archive and asks for one without a password."""
    data = bytearray(packed([("tensors.py", b"x = 1")]))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    assert "encrypted" in refusal(tmp_path, bytes(data))


@pytest.mark.parametrize(
    "data", [b"", b"no zip", b"Rar!\x1a\x07\x00" * 10, packed([("tensors.py", b"x = 1" * 100)])[:-30]]
)
def test_what_is_no_zip_says_so(tmp_path: Path, into: Path, data: bytes) -> None:
    """An empty, truncated or foreign file is refused with a reason."""
    assert "broken or no zip archive" in refusal(tmp_path, data)


def test_a_damaged_entry_is_found_out(tmp_path: Path, into: Path) -> None:
    """An entry whose bytes do not match its checksum is broken, stored or deflated."""
    for number, method in enumerate((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)):
        info = entry("tensors.py")
        info.compress_type = method
        data = bytearray(packed([(info, b"x = 12345\n")]))
        data[44] ^= 0xFF
        place = tmp_path / str(number)
        (place / "into").mkdir(parents=True)
        assert "broken" in refusal(place, bytes(data))


@pytest.mark.parametrize(
    "names", [("a.py", "a.py"), ("a", "a/b.py"), ("a/b.py", "a"), ("a.py", "./a.py"), ("a\\b", "a/b")]
)
def test_two_entries_in_one_place_refuse_the_archive(tmp_path: Path, into: Path, names: tuple[str, str]) -> None:
    """Which of two entries with one name counts is never guessed, nor is a file that is a folder as well."""
    data = packed([(name, str(number).encode()) for number, name in enumerate(names)])
    assert "two entries named" in refusal(tmp_path, data)


@pytest.mark.parametrize("name", ["a/" * 40 + "b.py", "가" * 100 + ".py", ("a" * 200 + "/") * 6 + "b"])
def test_endless_names_refuse_the_archive(tmp_path: Path, into: Path, name: str) -> None:
    """Names and paths too long or too deep for the disk are the archive's fault, not ours."""
    message = refusal(tmp_path, packed([(name, b"")]))
    assert "too long a path" in message
    assert len(message) < 300


@pytest.mark.parametrize(
    ("raw", "flagged", "expected"),
    [
        ("도우미.py".encode(), True, "도우미.py"),
        ("도우미.py".encode(), False, "도우미.py"),
        ("도우미.py".encode("cp949"), False, "도우미.py"),
        (b"\x82\xff.py", False, "é\xa0.py"),
    ],
)
def test_names_are_read_in_the_encoding_they_have(
    tmp_path: Path, into: Path, raw: bytes, flagged: bool, expected: str
) -> None:
    """UTF-8 with and without its flag, Korean Windows, and the old cp437 all give the name its author typed."""
    stand_in = "x" * len(raw)
    data = bytearray(packed([(stand_in, b"1")]).replace(stand_in.encode(), raw))
    for signature, offset in ((b"PK\x03\x04", 7), (b"PK\x01\x02", 9)):
        data[data.index(signature) + offset] = 8 if flagged else 0
    assert list(unpacked(tmp_path, bytes(data))) == [expected]


def test_a_link_to_an_archive_is_not_followed(tmp_path: Path, into: Path) -> None:
    """The archive itself must be a plain file."""
    (tmp_path / "real.zip").write_bytes(packed([("tensors.py", b"1")]))
    (tmp_path / "kim.zip").symlink_to("real.zip")
    with pytest.raises(SubmissionProblem, match=r"kim\.zip cannot be read"):
        unpack(tmp_path / "kim.zip", into, LIMITS)


def test_a_pipe_is_never_waited_for(tmp_path: Path) -> None:
    """A named pipe in a file's place is refused at once."""
    os.mkfifo(tmp_path / "tensors.py")
    with pytest.raises(SubmissionProblem, match="not a plain file"):
        open_regular(tmp_path / "tensors.py")


def test_a_disk_that_refuses_is_our_fault(tmp_path: Path) -> None:
    """Where we cannot write, the student is not blamed."""
    (tmp_path / "kim.zip").write_bytes(packed([("tensors.py", b"1")]))
    with pytest.raises(GraderFault, match="could not unpack"):
        unpack(tmp_path / "kim.zip", tmp_path / "missing", LIMITS)


def test_foreign_names_are_shown_on_one_line() -> None:
    r"""Bytes that are no UTF-8 show as \\xNN; control characters cannot break a line or paint a terminal."""
    assert display_name(os.fsdecode(b"k\xffim\x80")) == r"k\xffim\x80"
    assert one_line("a\nb\x1b[31m\u202e" + os.fsdecode(b"\xfe")) == r"a\nb\x1b[31m\u202e\xfe"
    assert len(one_line("x" * 500)) == 120


NAMES = st.lists(
    st.sampled_from(["..", ".", "", "a", "b", "c.py", "/", "C:", ".h", "__MACOSX", "가", "\x00", "\n", "x" * 300]),
    min_size=1,
    max_size=5,
)


@settings(max_examples=150, deadline=None)
@given(
    entries=st.lists(
        st.tuples(
            st.builds(str.join, st.sampled_from(["/", "\\"]), NAMES),
            st.sampled_from([0, 0o100644, 0o120777, 0o040755, 0o010644, 0o104755]),
            st.binary(max_size=40),
        ),
        max_size=6,
    ),
    damage=st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 255)), max_size=3),
)
def test_nothing_is_ever_written_outside(entries: list[tuple[str, int, bytes]], damage: list[tuple[int, int]]) -> None:
    """Whatever the entries and however damaged, the reader unpacks plain files inside, or raises SubmissionProblem."""
    data = bytearray(packed([(entry(name, mode), content) for name, mode, content in entries]))
    for position, value in damage:
        if position < len(data):
            data[position] = value
    with tempfile.TemporaryDirectory() as place:
        into = Path(place, "outer", "into")
        into.mkdir(parents=True)
        archive = Path(place, "kim.zip")
        archive.write_bytes(data)
        with contextlib.suppress(SubmissionProblem):
            unpack(archive, into, Limits(archive_bytes=100, archive_entries=5))
        assert sorted(os.listdir(place)) == ["kim.zip", "outer"]
        assert os.listdir(into.parent) == ["into"]
        kinds = {stat.S_IFMT(path.lstat().st_mode) for path in into.rglob("*")}
        assert kinds <= {stat.S_IFREG, stat.S_IFDIR}
        assert sum(path.stat().st_size for path in into.rglob("*") if path.is_file()) <= 100
