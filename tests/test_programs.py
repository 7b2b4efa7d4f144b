"""Reading one file as a program: names, sizes, encodings, and whether it wants Keras."""

import json
import os
from pathlib import Path

import pytest

from autograder.course import Limits
from autograder.errors import SubmissionProblem
from autograder.submission.programs import (
    Cell,
    Program,
    folder_uses_keras,
    has_helpers,
    imports_keras,
    read_program,
    unit_of,
)

LIMITS = Limits()


def source_of(tmp_path: Path, data: bytes) -> str:
    path = tmp_path / "tensors.py"
    path.write_bytes(data)
    program = read_program(path, "tensors", LIMITS)
    assert (program.unit, program.filename, program.is_notebook) == ("tensors", "tensors.py", False)
    (cell,) = program.cells
    return cell.source


def refusal(path: Path, limits: Limits = LIMITS) -> str:
    with pytest.raises(SubmissionProblem) as caught:
        read_program(path, "tensors", limits)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(
    ("filename", "unit"),
    [
        ("tensors.py", "tensors"),
        ("tensors.ipynb", "tensors"),
        ("Tensor_OPS.Py", "tensor_ops"),
        ("tensor_ops (1).py", "tensor_ops"),
        ("tensor_ops(12).ipynb", "tensor_ops"),
        ("gradients-2.py", "gradients"),
        ("gradients 2.py", "gradients"),
        ("first_network (1) (2).ipynb", "first_network"),
        ("tensors.pyc", None),
        ("tensors.py.txt", None),
        ("my_tensors.py", None),
        ("tensors2.py", None),
        ("tensors_2.py", None),
        ("tensors ().py", None),
        ("tensors (1)", None),
        ("tenſors.py", None),
        ("tensors.py\n", None),
        ("._tensors.py", None),
    ],
)
def test_unit_names(filename: str, unit: str | None) -> None:
    """A unit's name counts case aside and with a browser's copy number, and no other name does."""
    assert unit_of(filename) == unit


@pytest.mark.parametrize(
    "data",
    [
        "이름 = '텐서'\n".encode(),
        b"\xef\xbb\xbf" + "이름 = '텐서'\n".encode(),
        "# -*- coding: utf-8 -*-\n이름 = '텐서'\n".encode(),
        "# coding: cp949\n이름 = '텐서'\n".encode("cp949"),
        "#!/usr/bin/env python\r\n# vim: set fileencoding=euc-kr :\r\n이름 = '텐서'\r\n".encode("euc-kr"),
        "# coding: cp949\r이름 = '텐서'\r".encode("cp949"),
    ],
)
def test_sources_are_decoded_as_python_decodes_them(tmp_path: Path, data: bytes) -> None:
    """UTF-8 with or without BOM and a coding line in either of the first two lines are read, with any line endings."""
    source = source_of(tmp_path, data)
    assert source.endswith("이름 = '텐서'\n")
    assert "\r" not in source
    assert "\ufeff" not in source


def test_every_line_ending_counts_once(tmp_path: Path) -> None:
    r"""Unix, Windows and old Macintosh line ends are all one '\\n', and nothing else ends a line."""
    assert source_of(tmp_path, b"a\r\nb\rc\n\r\nd\x0ce") == "a\nb\nc\n\nd\x0ce"


def test_an_empty_file_is_a_program(tmp_path: Path) -> None:
    """A .py without a byte in it has one empty cell."""
    assert source_of(tmp_path, b"") == ""


def test_a_coding_line_beyond_the_second_is_a_comment(tmp_path: Path) -> None:
    """Only the first two lines can name an encoding, whatever ends them."""
    assert source_of(tmp_path, b"a = 1\rb = 2\r# coding: nonsense\r") == "a = 1\nb = 2\n# coding: nonsense\n"


def test_bytes_that_do_not_decode_say_which_line(tmp_path: Path) -> None:
    """A file in another encoding than it says is refused with the line and the remedy."""
    path = tmp_path / "tensors.py"
    path.write_bytes(b"x = 1\r\n\r\n" + "# 텐서".encode("cp949"))
    assert refusal(path) == "tensors.py: line 3 cannot be read as utf-8: save the file as UTF-8"
    path.write_bytes("# 텐서".encode("cp949"))
    assert "line 1 cannot be read as utf-8" in refusal(path)
    path.write_bytes("x = 1\n".encode("utf-16"))
    assert "line 1 cannot be read as utf-8" in refusal(path)


@pytest.mark.parametrize(
    "coding",
    [
        "nonsense",
        "rot13",
        "zlib",
        "hex",
        "punycode",
        "idna",
        "unicode_escape",
        "Unicode-Escape",
        "undefined",
        "a" * 9999,
    ],
)
def test_an_encoding_that_is_none_is_refused(tmp_path: Path, coding: str) -> None:
    """A coding line that names no character set is refused, the ones that take quadratic time among them."""
    path = tmp_path / "tensors.py"
    path.write_bytes(f"# coding: {coding}\nx = '\\d'\n".encode() + b"-" + b"a" * 300_000)
    assert "its coding line" in refusal(path)


def test_a_bom_beside_another_coding_is_refused(tmp_path: Path) -> None:
    """A BOM and a coding line that contradict each other are refused, as Python refuses them."""
    path = tmp_path / "tensors.py"
    path.write_bytes(b"\xef\xbb\xbf# coding: cp949\nx = 1\n")
    assert "its coding line" in refusal(path)


def test_no_cell_holds_what_utf8_cannot(tmp_path: Path) -> None:
    """An encoding that yields lone surrogates cannot bring them into the grader."""
    path = tmp_path / "tensors.py"
    path.write_bytes(b"# coding: raw_unicode_escape\nx = '\\ud800'\n")
    assert "its coding line" in refusal(path)


def test_the_limit_on_size_is_exact(tmp_path: Path) -> None:
    """A file of exactly the limit is read; one byte more is refused, and nothing of it read."""
    path = tmp_path / "tensors.py"
    path.write_bytes(b"#" * 1000)
    assert read_program(path, "tensors", Limits(unit_file_bytes=1000)).cells[0].source == "#" * 1000
    assert "too large" in refusal(path, Limits(unit_file_bytes=999))
    with path.open("r+b") as file:
        file.truncate(1 << 40)
    assert "too large: 1048576.0 MiB, of at most 10 MiB" in refusal(path)


def test_only_plain_files_are_read(tmp_path: Path) -> None:
    """A link, a folder, a pipe or a missing file is refused at once."""
    (tmp_path / "secret").write_text("x = 1")
    (tmp_path / "link.py").symlink_to("secret")
    (tmp_path / "folder.py").mkdir()
    os.mkfifo(tmp_path / "pipe.py")
    for name in ("link.py", "folder.py", "pipe.py", "missing.py"):
        assert refusal(tmp_path / name).startswith(f"{name} cannot be read")


def test_a_notebook_is_a_program_of_many_cells(tmp_path: Path) -> None:
    """A notebook's code cells and notes become the program's, whatever the case of its name."""
    cells = [{"cell_type": "code", "source": "%cd x\ny = 1"}, {"cell_type": "code", "source": "%time z = 2"}]
    path = tmp_path / "Tensors (1).IPYNB"
    path.write_text(json.dumps({"nbformat": 4, "cells": cells}))
    program = read_program(path, "tensors", LIMITS)
    assert program == Program(
        "tensors",
        "Tensors (1).IPYNB",
        (Cell("# passed over\ny = 1"), Cell("z = 2")),
        is_notebook=True,
        notes=("Tensors (1).IPYNB: code cell 1: passed over %cd x",),
    )


def test_a_line_is_the_students_own() -> None:
    """A line is found by cell and number, stripped and kept short; where there is none it is empty."""
    program = Program("tensors", "tensors.ipynb", (Cell("a\n  b = 1  \n\n"), Cell("c\x0c\n" + "x" * 999)), True)
    assert [program.line(0, number) for number in range(6)] == ["", "a", "b = 1", "", "", ""]
    assert program.line(1, 1) == "c"
    assert len(program.line(1, 2)) == 200
    assert [program.line(cell, 1) for cell in (-1, 2)] == ["", ""]


@pytest.mark.parametrize(
    "source",
    [
        "import keras",
        "import numpy, tensorflow.keras as k",
        "def f():\n    try:\n        from keras.datasets import mnist\n    except ImportError: pass",
        "from tensorflow import keras",
        "import importlib\nimportlib.import_module('tensorflow.keras')",
        "__import__('keras')",
        "if x: import keras\nx = (",
        "import keras\nx = '\0'",
        "import keras\nx = " + "(" * 5000,
        "import keras\nx = " + "-" * 200_000 + "1",
        "import keras\nx = 1" + "+1" * 100_000,
        "import keras\n" + "#" * 300_000,
    ],
)
def test_keras_is_found(source: str) -> None:
    """An import at any depth or by name is found, in sources that cannot be parsed as well."""
    assert imports_keras([source])


@pytest.mark.parametrize(
    "source",
    [
        "",
        "import numpy as np",
        "# import keras\nx = 1",
        "'''Do not import keras here; tensorflow is not needed.'''",
        "import kerasify, tensorflow_datasets_of_mine",
        "from .keras import x",
        "x = 'keras is nice'\ny = '\\d'",
        "keras = 5\n(",
        "# import keras\n(",
        "import my_keras\n(",
    ],
)
def test_keras_is_not_imagined(source: str) -> None:
    """Comments, docstrings and other names do not count, and no warning of the parser's comes through."""
    assert not imports_keras([source])


def test_a_program_uses_keras_when_a_cell_does() -> None:
    """One cell that imports Keras is enough; one that cannot be parsed hides no other."""
    cells = (Cell("x = ("), Cell("import keras"))
    assert Program("tensors", "tensors.ipynb", cells, True).uses_keras()
    assert not Program("tensors", "tensors.ipynb", cells[:1], True).uses_keras()


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import matplotlib.pyplot as plt", True),
        ("from pylab import *", True),
        ("def f():\n    import seaborn", True),
        ("import pandas as pd", True),
        ("__import__('matplotlib')", True),
        ("import matplotlib\nx = (", True),
        ("# matplotlib is only named", True),
        ("import numpy as np", False),
        ("plot = 1", False),
        ("", False),
    ],
)
def test_plots_are_found(source: str, expected: bool) -> None:
    """Whatever names Matplotlib or what brings it along counts, in any cell and in what cannot be parsed as well."""
    assert Program("tensors", "tensors.py", (Cell(source),), False).uses_plots() is expected
    cells = (Cell("x = ("), Cell(source), Cell("y = 1"))
    assert Program("tensors", "tensors.ipynb", cells, True).uses_plots() is expected
    assert not Program("tensors", "tensors.ipynb", (), True).uses_plots()


HELPERS = {
    "helper.py": True,
    "package/helper.py": True,
    "package/__init__.py": True,
    "package/deep/helper.py": False,
    ".hidden/helper.py": False,
    "__MACOSX/helper.py": False,
    "first_network.py": False,
    "tensors (1).py": False,
    "helper.txt": False,
    "notes.ipynb": False,
}


@pytest.mark.parametrize(("path", "expected"), HELPERS.items(), ids=HELPERS)
def test_helper_modules_are_found(tmp_path: Path, path: str, expected: bool) -> None:
    """A module at the top or one package down is a helper, whatever is in it; unit files and hidden ones are none."""
    (tmp_path / "tensors.py").touch()
    assert not has_helpers(tmp_path)
    place = tmp_path / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(b"\xff")
    assert has_helpers(tmp_path) is expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("helper.py", True),
        ("package/helper.py", True),
        ("package/deep/helper.py", False),
        (".hidden/helper.py", False),
        ("__MACOSX/helper.py", False),
        ("first_network.py", False),
        ("helper.txt", False),
    ],
)
def test_helper_modules_are_looked_through(tmp_path: Path, path: str, expected: bool) -> None:
    """Helpers at the top and one package down count; unit files, hidden ones and what is no module do not."""
    place = tmp_path / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text("import keras")
    (tmp_path / "broken.py").write_bytes(b"\xff")
    assert folder_uses_keras(tmp_path, LIMITS) is expected


def test_helper_links_are_not_followed(tmp_path: Path) -> None:
    """Neither a linked module nor a linked package is read."""
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "k.py").write_text("import keras")
    (tmp_path / "kim").mkdir()
    (tmp_path / "kim" / "k.py").symlink_to("../outside/k.py")
    (tmp_path / "kim" / "package").symlink_to("../outside")
    assert not folder_uses_keras(tmp_path / "kim", LIMITS)
    assert not folder_uses_keras(tmp_path / "missing", LIMITS)
    assert not has_helpers(tmp_path / "kim")
    assert not has_helpers(tmp_path / "missing")


def test_more_helpers_than_are_worth_reading_count_as_keras(tmp_path: Path) -> None:
    """Beyond the caps on number and bytes the answer is the safe one."""
    for number in range(3):
        (tmp_path / f"h{number}.py").write_bytes(b"#" * 400)
    assert not folder_uses_keras(tmp_path, Limits(unit_file_bytes=1200))
    assert folder_uses_keras(tmp_path, Limits(unit_file_bytes=1199))
    for number in range(201):
        (tmp_path / f"h{number}.py").touch()
    assert folder_uses_keras(tmp_path, LIMITS)
