"""Writes the hand-ins that cannot lie in a repository as files: archives with tricks, links, pipes, odd names, bulk.

A case names its maker in ``case.toml``. A maker is given the folder of submissions, puts its hand-in there under a
name that no other has, and answers the path whose name is the student's. Where a hand-in needs an honest function,
it has the whole of a unit of ``solutions/``, so that a grader that is deceived would have points to give.
"""

import io
import json
import os
import py_compile
import socket
import stat
import struct
import textwrap
import unicodedata
import zipfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent
SOLUTIONS = ROOT / "solutions"
NOTEBOOKS = ("tensors", "tensor_ops", "first_network", "gradients")
MIB = 1024 * 1024

Entry = str | zipfile.ZipInfo
LOCAL, CENTRAL = b"PK\x03\x04", b"PK\x01\x02"


# --- what the makers are made of -------------------------------------------------------------------------------------


def honest(unit: str) -> str:
    """The reference solution of a unit."""
    return (SOLUTIONS / f"{unit}.py").read_text(encoding="utf-8")


def put(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Writes the files into ``folder``, which is made, and answers it."""
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def zipped(entries: Mapping[Entry, str | bytes] | list[tuple[Entry, str | bytes]]) -> bytes:
    """An archive of these entries, in their order; nothing about them is checked."""
    buffer = io.BytesIO()
    pairs = entries.items() if isinstance(entries, Mapping) else entries
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in pairs:
            archive.writestr(name, content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def put_zip(folder: Path, student: str, entries: Any, damage: Callable[[bytes], bytes] = bytes) -> Path:
    """Writes the archive of a student, damaged as is wanted, and answers its path."""
    path = folder / f"{student}.zip"
    path.write_bytes(damage(zipped(entries)))
    return path


def special(name: str, mode: int) -> zipfile.ZipInfo:
    """An entry of a kind that only Unix has: a link, a device, a pipe."""
    info = zipfile.ZipInfo(name)
    info.create_system, info.external_attr = 3, (mode | 0o644) << 16
    return info


def patched(data: bytes, signature: bytes, offset: int, value: bytes) -> bytes:
    """The archive with these bytes at that offset of every header of one kind."""
    changed = bytearray(data)
    at = changed.find(signature)
    while at >= 0:
        changed[at + offset : at + offset + len(value)] = value
        at = changed.find(signature, at + 4)
    return bytes(changed)


def notebook(*sources: Any, **extra: Any) -> dict[str, Any]:
    """A notebook of format 4 with these code cells."""
    cells = [
        {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": source}
        for source in sources
    ]
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5, **extra}


# --- archives that lead astray ---------------------------------------------------------------------------------------


def zip_slip_dots(folder: Path) -> Path:
    """Entries that climb out of wherever they are unpacked."""
    entries = {"tensor_ops.py": honest("tensor_ops"), "../tensors.py": "slipped = True\n"}
    return put_zip(folder, "zip-slip-dots", {**entries, "../" * 12 + "tmp/hostile-slipped.py": "slipped = True\n"})


def zip_slip_absolute(folder: Path) -> Path:
    """An entry with a path from the root."""
    target = folder / "hostile-slipped.py"
    return put_zip(folder, "zip-slip-absolute", {"tensor_ops.py": honest("tensor_ops"), str(target): "slipped = 1\n"})


def zip_slip_backslashes(folder: Path) -> Path:
    """The same with the other slash, which is no slash to most checks."""
    entries = {"tensor_ops.py": honest("tensor_ops"), "a\\..\\..\\..\\hostile-slipped.py": "slipped = 1\n"}
    return put_zip(folder, "zip-slip-backslashes", entries)


def zip_drive_letter(folder: Path) -> Path:
    """An entry that names a drive."""
    entries = {"tensor_ops.py": honest("tensor_ops"), "C:hostile-slipped.py": "slipped = 1\n"}
    return put_zip(folder, "zip-drive-letter", entries)


def zip_nul_name(folder: Path) -> Path:
    """An entry whose name goes on after a NUL, at which many a reader stops."""

    def damage(data: bytes) -> bytes:
        return data.replace(b"tensor_ops.py@.txt", b"tensor_ops.py\0.txt")

    return put_zip(folder, "zip-nul-name", {"tensor_ops.py@.txt": honest("tensor_ops")}, damage)


def zip_endless_names(folder: Path) -> Path:
    """An entry whose path no file system takes."""
    entries = {"tensor_ops.py": honest("tensor_ops"), "deep/" * 12_000 + "x.py": "x = 1\n"}
    return put_zip(folder, "zip-endless-names", entries)


def zip_link_to_solutions(folder: Path) -> Path:
    """A link to the reference solution in place of a unit file, beside an honest one."""
    link = special("tensor_ops.py", stat.S_IFLNK)
    return put_zip(
        folder, "zip-link-to-solutions", [("tensors.py", honest("tensors")), (link, str(SOLUTIONS / "tensor_ops.py"))]
    )


def zip_link_then_file(folder: Path) -> Path:
    """A link to a folder outside, then a file below it: whoever makes the link writes through it."""
    link = special("more", stat.S_IFLNK)
    return put_zip(folder, "zip-link-then-file", [(link, str(folder)), ("more/tensor_ops.py", honest("tensor_ops"))])


def zip_devices(folder: Path) -> Path:
    """Devices, a pipe and a socket as entries, and a hard link as Unix's own extra field spells it."""
    entries: list[tuple[Entry, str | bytes]] = [("tensors.py", honest("tensors"))]
    kinds = (stat.S_IFCHR, stat.S_IFBLK, stat.S_IFIFO, stat.S_IFSOCK)
    entries += [(special(f"{unit}.py", kind), "") for unit, kind in zip(NOTEBOOKS[2:], kinds, strict=False)]
    entries += [(special(f"helper{kind}.py", kind), "") for kind in kinds]
    linked = special("tensor_ops.py", stat.S_IFREG)
    target = str(SOLUTIONS / "tensor_ops.py").encode()
    linked.extra = struct.pack("<HHIIHH", 0x000D, 12 + len(target), 0, 0, 0, 0) + target
    return put_zip(folder, "zip-devices", [*entries, (linked, "")])


# --- archives that blow up -------------------------------------------------------------------------------------------


def zip_bomb_flat(folder: Path) -> Path:
    """One entry of 101 MiB of zeros, in 100 KiB."""
    return put_zip(folder, "zip-bomb-flat", {"tensor_ops.py": honest("tensor_ops"), "zeros.bin": bytes(101 * MIB)})


def zip_bomb_nested(folder: Path) -> Path:
    """Sixteen archives, each of sixteen archives, down to zeros: a bomb for whoever unpacks what it finds."""
    inner = zipped({"zeros.bin": bytes(4 * MIB)})
    for _ in range(3):
        inner = zipped({f"{number}.zip": inner for number in range(16)})
    return put_zip(folder, "zip-bomb-nested", {"tensor_ops.py": honest("tensor_ops"), "more.zip": inner})


def zip_bomb_overlapping(folder: Path) -> Path:
    """Forty entries that are one and the same 8 MiB of zeros."""
    data = zipped({"tensor_ops.py": honest("tensor_ops"), "zeros-00.bin": bytes(8 * MIB)})
    first = data.rindex(CENTRAL)
    end = data.index(b"PK\x05\x06", first)
    table = data[data.index(CENTRAL) : end]
    # The local header says "zeros-00.bin" to all of them, which only some readers compare.
    table += b"".join(data[first:end].replace(b"zeros-00", b"zeros-%02d" % number) for number in range(1, 40))
    start = data.index(CENTRAL)
    closing = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 41, 41, len(table), start, 0)
    path = folder / "zip-bomb-overlapping.zip"
    path.write_bytes(data[:start] + table + closing)
    return path


def zip_lying_sizes(folder: Path) -> Path:
    """Every size in its headers is a lie: 16 bytes, of what unpacks to 101 MiB."""

    def damage(data: bytes) -> bytes:
        small = struct.pack("<I", 16)
        return patched(patched(data, LOCAL, 22, small), CENTRAL, 24, small)

    return put_zip(folder, "zip-lying-sizes", {"tensor_ops.py": honest("tensor_ops") + " " * 101 * MIB}, damage)


def zip_many_entries(folder: Path) -> Path:
    """Two thousand empty files."""
    entries = {"tensor_ops.py": honest("tensor_ops"), **{f"f/{number}.py": "" for number in range(2_000)}}
    return put_zip(folder, "zip-many-entries", entries)


# --- archives that are none, or not quite ----------------------------------------------------------------------------


def zip_duplicate_names(folder: Path) -> Path:
    """Two entries of one name: which of them counts depends on who reads it."""

    def damage(data: bytes) -> bytes:
        return data.replace(b"tensor_opz.py", b"tensor_ops.py")

    entries = {"tensor_ops.py": "def naive_relu(x):\n    return x\n", "tensor_opz.py": honest("tensor_ops")}
    return put_zip(folder, "zip-duplicate-names", entries, damage)


def zip_names_by_case(folder: Path) -> Path:
    """Two names that differ by case only, for one unit."""
    entries = {"Tensor_Ops.py": honest("tensor_ops"), "tensor_ops.PY": honest("tensor_ops")}
    return put_zip(folder, "zip-names-by-case", {**entries, "tensors.py": honest("tensors")})


def zip_encrypted(folder: Path) -> Path:
    """An archive that wants a password."""

    def damage(data: bytes) -> bytes:
        return patched(patched(data, LOCAL, 6, b"\1"), CENTRAL, 8, b"\1")

    return put_zip(folder, "zip-encrypted", {"tensor_ops.py": honest("tensor_ops")}, damage)


def zip_truncated(folder: Path) -> Path:
    """An archive whose upload broke off."""
    entries = {"tensor_ops.py": honest("tensor_ops")}
    return put_zip(folder, "zip-truncated", entries, lambda data: data[: len(data) * 2 // 3])


def zip_wrong_crc(folder: Path) -> Path:
    """An archive whose second entry is not what its checksum says."""

    def damage(data: bytes) -> bytes:
        at = data.rindex(CENTRAL) + 16
        return data[:at] + b"\xde\xad\xbe\xef" + data[at + 4 :]

    return put_zip(folder, "zip-wrong-crc", {"tensors.py": honest("tensors"), "notes.txt": "note"}, damage)


def zip_none(folder: Path) -> Path:
    """A Python file that was renamed."""
    path = folder / "zip-none.zip"
    path.write_text(honest("tensor_ops"), encoding="utf-8")
    return path


# --- folders with what is no file ------------------------------------------------------------------------------------


def folder_links(folder: Path) -> Path:
    """Links to the solutions as a unit file, as a module and as data, and to what lies around the submissions."""
    source = """
        def key_attributes(x):
            return x.ndim, x.shape, x.dtype.name
        def make_scalar(value):
            raise ValueError(open("passwd").read())
        def make_vector(values):
            raise ValueError(open("secret.txt").read())
        def make_matrix(rows):
            raise ValueError(open("class/../secret.txt").read())
        def make_rank3(matrix, copies):
            import answers
            return answers.make_rank3(matrix, copies)
        def slice_images(images, start, stop):
            exec(open("answers.txt").read(), space := {})
            return space["slice_images"](images, start, stop)
    """
    made = put(folder / "folder-links", {"tensors.py": textwrap.dedent(source)})
    links = {
        "tensor_ops.py": SOLUTIONS / "tensor_ops.py",
        "answers.py": SOLUTIONS / "tensors.py",
        "answers.txt": SOLUTIONS / "tensors.py",
        "passwd": "/etc/passwd",
        "secret.txt": "../../secret.txt",
        "class": folder,
    }
    for name, target in links.items():
        (made / name).symlink_to(target)
    return made


def folder_loops(folder: Path) -> Path:
    """Links to themselves, to nothing, and to the folders around them."""
    made = put(folder / "folder-loops", {"week2/tensor_ops.py": honest("tensor_ops")})
    (made / "tensors.py").symlink_to("tensors.py")
    (made / "gradients.py").symlink_to("nowhere.py")
    (made / "loop").symlink_to(".")
    (made / "week2" / "loop").symlink_to("..")
    (made / "week2" / "class").symlink_to(folder)
    return made


def hard_links(folder: Path) -> Path:
    """One file under two names, both of them a unit's."""
    made = put(folder / "hard-links", {"tensors.py": honest("tensors"), "tensor_ops.py": honest("tensor_ops")})
    (made / "again").mkdir()
    os.link(made / "tensor_ops.py", made / "again" / "tensor_ops.py")
    return made


def special_files(folder: Path) -> Path:
    """A pipe, a socket and (for who may make one) a device as unit files, and a pipe that nobody writes to."""
    made = put(folder / "special-files", {"tensor_ops.py": honest("tensor_ops") + "\nopen('waits').read()\n"})
    os.mkfifo(made / "tensors.py")
    os.mkfifo(made / "waits")
    with socket.socket(socket.AF_UNIX) as server:
        here = os.getcwd()
        os.chdir(made)  # a socket's path has room for 107 bytes
        try:
            server.bind("gradients.py")
        finally:
            os.chdir(here)
    with suppress(OSError):
        os.mknod(made / "first_network.py", stat.S_IFCHR | 0o644, os.makedev(1, 5))
    return made


def folder_named_unit(folder: Path) -> Path:
    """Folders that are called as unit files are: one holds the file, one nothing, one holds another such folder."""
    made = put(folder / "folder-named-unit", {"tensor_ops.py/tensor_ops.py": honest("tensor_ops")})
    (made / "tensors.py").mkdir()
    put(made / "gradients.ipynb", {"gradients.py/gradients.py": honest("tensor_ops")})
    return made


def two_files_one_unit(folder: Path) -> Path:
    """A unit as a file and as a notebook with a browser's number."""
    copy = json.dumps(notebook(honest("tensor_ops")))
    files = {"tensor_ops.py": honest("tensor_ops"), "down/tensor_ops (1).ipynb": copy, "tensors.py": honest("tensors")}
    return put(folder / "two-files-one-unit", files)


def hidden_files(folder: Path) -> Path:
    """Unit files where editors, Jupyter and macOS leave copies, and nowhere else."""
    source = honest("tensor_ops")
    places = (".tensor_ops.py", "__MACOSX/tensor_ops.py", ".ipynb_checkpoints/tensor_ops.py", ".git/tensor_ops.py")
    return put(folder / "hidden-files", {"tensors.py": honest("tensors"), **dict.fromkeys(places, source)})


def pyc_alone(folder: Path) -> Path:
    """A compiled solution without its source."""
    made = put(folder / "pyc-alone", {"tensors.py": honest("tensors"), "__pycache__/note.txt": ""})
    for name in ("tensor_ops.pyc", "__pycache__/tensor_ops.cpython-311.pyc"):
        py_compile.compile(str(SOLUTIONS / "tensor_ops.py"), cfile=str(made / name), doraise=True)
    return made


# --- who handed it in ------------------------------------------------------------------------------------------------


def twice_by_unicode_form(folder: Path) -> Path:
    """Two folders whose names look the same and are not the same bytes."""
    composed = put(folder / "두번-강도윤", {"tensor_ops.py": honest("tensor_ops")})
    return put(folder / unicodedata.normalize("NFD", composed.name), {"tensors.py": honest("tensors")})


def twice_as_folder_and_zip(folder: Path) -> Path:
    """A folder and an archive of one student."""
    put_zip(folder, "twice-as-folder-and-zip", {"tensors.py": honest("tensors")})
    return put(folder / "twice-as-folder-and-zip", {"tensor_ops.py": honest("tensor_ops")})


def name_of_controls(folder: Path) -> Path:
    """A name of newlines, terminal commands and marks that turn the direction of text."""
    name = "name-of-controls\r\n\x1b[2J\x1b]0;owned\x07\x1b[31mroot,100,100\u202egnp.exe\u2066\ufeff"
    return put(folder / name, {"tensor_ops.py": honest("tensor_ops")})


def name_of_markup(folder: Path) -> Path:
    """A name that is markup to a browser, to a template and to Rich."""
    name = "name-of-markup\"'><img src=x onerror=alert(1)><script>alert(2){{7*7}}[red]{% raw %}"
    return put(folder / name, {"tensor_ops.py": honest("tensor_ops")})


def name_of_a_formula(folder: Path) -> Path:
    """A name that a spreadsheet computes."""
    return put(folder / "=cmd|' C calc'!A0;=HYPERLINK(\"x\")", {"tensor_ops.py": honest("tensor_ops")})


def name_of_no_utf8(folder: Path) -> Path:
    """A name of bytes that are no UTF-8, and a folder and a module of such names in it."""
    made = put(folder / os.fsdecode(b"name-of-no-utf8-\xb0\xad\xff"), {"notes.txt": ""})
    inner = put(made / os.fsdecode(b"\xff\xfe"), {"tensor_ops.py": honest("tensor_ops")})
    put(inner, {os.fsdecode(b"\xe9.py"): "", os.fsdecode(b"\xff.txt"): ""})
    return made


def name_of_the_results(folder: Path) -> Path:
    """A student called as a file of the results is."""
    return put(folder / "Grades.CSV", {"tensor_ops.py": honest("tensor_ops")})


def name_of_great_length(folder: Path) -> Path:
    """A name as long as a file system takes, which encoded is three times as long."""
    return put(folder / ("name-of-great-length" + "%" * 235), {"tensor_ops.py": honest("tensor_ops")})


# --- encodings and sizes ---------------------------------------------------------------------------------------------


def encoding_utf16(folder: Path) -> Path:
    """UTF-16 with a byte order mark, as Windows' Notepad saves "Unicode"."""
    source = honest("tensor_ops").encode("utf-16")
    return put(folder / "encoding-utf16", {"tensor_ops.py": source, "tensors.py": honest("tensors")})


def encoding_latin_1(folder: Path) -> Path:
    """Honest work in Latin-1 with its coding line: bytes that are no UTF-8."""
    source = "# -*- coding: latin-1 -*-\n# d\xe9j\xe0 vu\n" + honest("tensor_ops")
    return put(folder / "encoding-latin-1", {"tensor_ops.py": source.encode("latin-1", "replace")})


def encoding_none(folder: Path) -> Path:
    """Coding lines that name what is no character set, or one whose decoder runs for ever or blows up."""
    codings = zip(NOTEBOOKS, ("rot13", "zlib_codec", "unicode_escape", "punycode"), strict=True)
    return put(
        folder / "encoding-none",
        {f"{unit}.py": f"# coding: {coding}\n{honest('tensor_ops')}" for unit, coding in codings},
    )


def encoding_nul(folder: Path) -> Path:
    """NUL bytes between good functions, which Python's own parser refuses."""
    source = honest("tensor_ops").encode()
    return put(folder / "encoding-nul", {"tensor_ops.py": b"x = 1\n\0\n" + source, "tensors.py": honest("tensors")})


def empty_files(folder: Path) -> Path:
    """Files of no bytes at all."""
    return put(folder / "empty-files", {"tensor_ops.py": b"", "gradients.ipynb": b"", "tensors.py": honest("tensors")})


def too_large(folder: Path) -> Path:
    """A good unit file of 12 MiB, most of it a comment."""
    source = honest("tensor_ops") + "# "
    source += "x" * (12 * MIB - len(source.encode()))
    return put(folder / "too-large", {"tensor_ops.py": source, "tensors.py": honest("tensors")})


def slow_to_parse(folder: Path) -> Path:
    """Sources that name Keras in a comment only, and whose f-strings take old parsers quadratic time."""
    bomb = "# keras\nx = 1\ny = f'" + "{x}" * 63_000 + "'\n"
    return put(folder / "slow-to-parse", {"tensor_ops.py": bomb, "helper.py": bomb})


# --- notebooks -------------------------------------------------------------------------------------------------------


def notebook_none(folder: Path) -> Path:
    """JSON that is no notebook: a list, endless nesting, a number of 50,000 digits, cells of wrong types."""
    wrong = notebook()
    wrong["cells"] = [5, None, "code", {"cell_type": "code", "source": 7}, {"cell_type": []}]
    files = {
        "tensors.ipynb": json.dumps([notebook(honest("tensors"))]),
        "tensor_ops.ipynb": '{"cells": ' + "[" * 40_000 + "]" * 40_000 + "}",
        "first_network.ipynb": json.dumps(wrong),
        "gradients.ipynb": '{"cells": [], "nbformat": 4, "nbformat_minor": ' + "9" * 50_000 + "}",
    }
    return put(folder / "notebook-none", files)


def notebook_other_formats(folder: Path) -> Path:
    """Notebooks that say they are of a format that is not read."""
    formats = zip(NOTEBOOKS, (2, 99, float("nan"), -1e308), strict=True)
    files = {f"{unit}.ipynb": json.dumps(notebook(honest("tensor_ops"), nbformat=number)) for unit, number in formats}
    return put(folder / "notebook-other-formats", files)


def notebook_oddities(folder: Path) -> Path:
    """Honest work in a notebook that no validator would pass: NaN, repeated ids, attachments, lone surrogates."""
    book = notebook("# \ud800 \udfff\n", honest("tensor_ops").splitlines(keepends=True), [], "", nbformat="four")
    book["metadata"] = {"score": float("nan"), "most": float("inf"), "kernelspec": None}
    for cell in book["cells"]:
        cell.update(id="same", attachments={"a.png": {"image/png": "<script>alert(1)</script>"}}, outputs="none")
    book["cells"].insert(0, {"cell_type": "raw"})
    book["cells"].append({})
    return put(folder / "notebook-oddities", {"tensor_ops.ipynb": json.dumps(book)})


def notebook_of_outputs(folder: Path) -> Path:
    """A good notebook with 50 MiB of outputs."""
    book = notebook(honest("tensor_ops"))
    book["cells"][0]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "x" * 50 * MIB}]
    return put(folder / "notebook-of-outputs", {"tensor_ops.ipynb": json.dumps(book), "tensors.py": honest("tensors")})


def notebook_of_cells(folder: Path) -> Path:
    """Thousands of cells, all of which fail, around a good one, under the longest name that a unit's file can have."""
    cells = ["1/0"] * 200 + [honest("tensor_ops")]
    name = "tensor_ops" + "(999)" * 47 + ".ipynb"
    return put(folder / "notebook-of-cells", {name: json.dumps(notebook(*cells))})
