"""Reading notebooks: which cells there are, and what becomes of IPython's own syntax."""

import ast
import inspect
import json
import tokenize
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.errors import SubmissionProblem
from autograder.submission.notebooks import as_python, read_notebook

PASSED = "# passed over"


def code(source: Any, **extra: Any) -> dict[str, Any]:
    return {"cell_type": "code", "source": source, "metadata": {}, "outputs": [], "execution_count": None, **extra}


def notebook(*cells: Any, **extra: Any) -> bytes:
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5, **extra}).encode()


def sources(data: bytes) -> tuple[str, ...]:
    return read_notebook(data, "tensors.ipynb")[0]


def refusal(data: bytes) -> str:
    with pytest.raises(SubmissionProblem) as caught:
        read_notebook(data, "tensors.ipynb")
    message = str(caught.value)
    assert message.startswith("tensors.ipynb")
    assert "\n" not in message
    assert len(message) < 250
    return message


def test_code_cells_come_in_order_and_the_others_do_not_count() -> None:
    """Every code cell is a cell, whatever its kernel's language; Markdown and raw cells are none."""
    cells = [code("a = 1"), {"cell_type": "markdown", "source": "# b"}, {"cell_type": "raw", "source": "c"}, code("d")]
    assert sources(notebook(*cells, metadata={"kernelspec": {"language": "R", "name": "ir"}})) == ("a = 1", "d")


def test_source_may_be_text_or_a_list_of_lines() -> None:
    """Both forms the notebook format allows give the same text, with any line endings."""
    assert sources(notebook(code("a\nb\n"), code(["a\r\n", "b\r\n"]), code(["a\r", "b\n"]))) == ("a\nb\n",) * 3


def test_format_3_is_read() -> None:
    """The cells of a format 3 notebook are those of its worksheets, one after another."""
    sheets = [
        {"cells": [{"cell_type": "code", "language": "python", "input": ["a = 1\n", "b = 2"]}]},
        {"cells": [{"cell_type": "heading", "source": "x"}, {"cell_type": "code", "input": "%time c = 3"}]},
    ]
    data = json.dumps({"nbformat": 3, "nbformat_minor": 0, "worksheets": sheets, "metadata": {}}).encode()
    assert sources(data) == ("a = 1\nb = 2", "c = 3")


@pytest.mark.parametrize(
    "data",
    [
        notebook(code("x = 1", id="same"), code("y = 2", id="same")),
        notebook({"cell_type": "code", "source": "x = 1"}, {"cell_type": "code", "source": "y = 2", "outputs": "odd"}),
        notebook(code("x = 1"), code("y = 2"), metadata=None, nbformat_minor="stale", signature=7),
        b"\xef\xbb\xbf" + notebook(code("x = 1"), code("y = 2")),
        json.dumps({"cells": [code("x = 1"), code("y = 2")]}).encode("utf-16"),
        notebook(code("x = 1"), code("y = 2", outputs=[{"output_type": "display_data", "data": None}])),
    ],
)
def test_what_does_not_matter_costs_nothing(data: bytes) -> None:
    """Missing or repeated ids, stale metadata, odd outputs, a BOM or a missing version are all fine."""
    assert sources(data) == ("x = 1", "y = 2")


def test_an_empty_notebook_has_no_cells() -> None:
    """A notebook without cells is a notebook."""
    assert read_notebook(notebook(), "tensors.ipynb") == ((), ())


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "the file is empty"),
        (b" \n", "the file is empty"),
        (b"import numpy as np\n", "JSON"),
        (b"<!DOCTYPE html>", "JSON"),
        (b"\xff\xfe\x00\xd8", "JSON"),
        (notebook(code("x"))[:-5], "JSON"),
        (b"9" * 5000, "JSON"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"cells":' * 100_000, "nested too deeply"),
        (b"[1, 2]", "JSON of another kind"),
        (b"null", "JSON of another kind"),
        (b'{"name": "package"}', "JSON of another kind"),
        (notebook(nbformat=5), "format 5"),
        (notebook(nbformat=2), "format 2"),
        (b'{"cells": 5}', "its cells"),
        (b'{"cells": ["x"]}', "its cells"),
        (b'{"worksheets": [[]]}', "its cells"),
        (notebook(code(5)), "its cells"),
        (notebook(code(["a", 5])), "its cells"),
        (notebook(code(None)), "its cells"),
    ],
)
def test_what_is_no_notebook_says_why(data: bytes, reason: str) -> None:
    """Anything that is no notebook is refused in one line with the reason."""
    assert reason in refusal(data)


def test_a_lone_surrogate_does_not_reach_the_grader() -> None:
    """Text that JSON can spell and UTF-8 cannot is replaced, so that every cell can be sent on."""
    data = b'{"cells": [{"cell_type": "code", "source": "x = \'\\ud800\'"}]}'
    assert sources(data) == ("x = '\ufffd'",)


def test_notes_name_cell_and_text() -> None:
    """Each thing passed over is noted with its code cell; what runs is not noted; a flood of them is summed up."""
    _, notes = read_notebook(
        notebook(code("x = 1"), code("%matplotlib inline\n%time y = 2\n!ls"), code("%%time\nz = 3")), "tensors.ipynb"
    )
    assert notes == (
        "tensors.ipynb: code cell 2: passed over %matplotlib inline",
        "tensors.ipynb: code cell 2: passed over !ls",
    )
    _, many = read_notebook(notebook(code("!ls\n" * 100)), "tensors.ipynb")
    assert len(many) == 21
    assert "80 more" in many[-1]


@pytest.mark.parametrize(
    ("cell", "python"),
    [
        ("%time x = f()", "x = f()"),
        ("%time   x = f();", "x = f();"),
        ("%time --no-raise-error x = f()", "x = f()"),
        ("%time\nx = 1", f"{PASSED}\nx = 1"),
        ("if a:\n    %time\n", f"if a:\n    pass  {PASSED}\n"),
        ("def f():\n    %time x = 1\n    return x", "def f():\n    x = 1\n    return x"),
        ("%time x = f(1,\n  2)", "x = f(1,\n  2)"),
        ("%time %time x = 1", "x = 1"),
        ("x = %time f()", "x = f()"),
        ("%%time\nx = 1\ny = 2", "\nx = 1\ny = 2"),
        ("\n\n%%time\nx = 1", "\n\n\nx = 1"),
        ("# my cell\n%%time\nx = 1", "# my cell\n\nx = 1"),
        ("%%timeit -n 10 -r3\nx = 1", "\nx = 1"),
        ("%%timeit -o\nx = 1", "\nx = 1"),
        ("%%timeit -qo -n1 a = 5\nx = a", "a = 5\nx = a"),
        ("%%capture\nx = 1", "\nx = 1"),
        ("%%capture --no-stderr output\nx = 1", "\nx = 1"),
        ("%%capture out\n%%time\nx = 1\n", "\n\nx = 1\n"),
    ],
)
def test_magics_that_run_their_code(cell: str, python: str) -> None:
    """%time, %%time, %%timeit and %%capture run their code without their options, and nothing is noted."""
    assert as_python(cell) == (python, [])


@pytest.mark.parametrize(
    ("cell", "python", "passed"),
    [
        ("%matplotlib inline\nx = 1", f"{PASSED}\nx = 1", ["%matplotlib inline"]),
        ("%timeit f(x)\ny = 1", f"{PASSED}\ny = 1", ["%timeit f(x)"]),
        ("%times = 1", PASSED, ["%times = 1"]),
        ("% cd x", PASSED, ["% cd x"]),
        ("!pip install keras", PASSED, ["!pip install keras"]),
        ("!!ls", PASSED, ["!!ls"]),
        ("pip install keras", PASSED, ["pip install keras"]),
        ("if x:\n    !pip install y\nz = 1", f"if x:\n    pass  {PASSED}\nz = 1", ["!pip install y"]),
        ("!echo it's (\nx = 1", f"{PASSED}\nx = 1", ["!echo it's ("]),
        ("!echo a \\\n  b\nx = 1", f"{PASSED}\n\nx = 1", ["!echo a \\"]),
        ("%cd \\", PASSED, ["%cd \\"]),
        ("files = !ls 'x\ny = 1", f"{PASSED}\ny = 1", ["files = !ls 'x"]),
        ("a, b = !ls", PASSED, ["a, b = !ls"]),
        ("here = %pwd\n", f"{PASSED}\n", ["here = %pwd"]),
        ("?len", PASSED, ["?len"]),
        ("len?", PASSED, ["len?"]),
        ("np.dot??  # what is it\nx = 1", f"{PASSED}\nx = 1", ["np.dot??  # what is it"]),
        ("f(\n1)?\nx", f"{PASSED}\n\nx", ["f("]),
        ("%%bash\nls 'x\n%time", f"{PASSED}\n\n", ["%%bash"]),
        ("# shell\n%%bash\nls", f"# shell\n{PASSED}\n", ["%%bash"]),
        ("%%time\n%%writefile a.py\nx = 1", f"\n{PASSED}\n", ["%%writefile a.py"]),
        ("%%times\nx", f"{PASSED}\n", ["%%times"]),
        ("%%time?\nx = 1", f"{PASSED}\nx = 1", ["%%time?"]),
        ("x = 1\n%%time\ny = 2", f"x = 1\n{PASSED}\ny = 2", ["%%time"]),
    ],
)
def test_everything_else_is_passed_over(cell: str, python: str, passed: list[str]) -> None:
    """Any other magic, shell command or help gives way to a line of the same number, and is named."""
    assert as_python(cell) == (python, passed)


@pytest.mark.parametrize(
    "cell",
    [
        "x = '''\n%time y\n!ls\nwhat?\n'''\n",
        'x = """a \\""" \n!ls\n"""',
        "x = (10\n% 3)\n",
        "x = 10 \\\n% 3\n",
        "y = f(a != b, '?')  # really?\n",
        "'100%'\n\"it's 100% !\"\nx = y %z\n",
        "x %= 3; y = x != 3\nz = a == b",
        "# %time x\n# !ls\n#?\n",
        "f'{x!r:>10}' '%d' % 3\n",
        "'unfinished?\n",
        "x = [\n    '%s',  # why?\n    2,\n]\n",
    ],
)
def test_python_is_left_alone(cell: str) -> None:
    """Strings, comments and continued lines that look like magics are no magics."""
    assert as_python(cell) == (cell, [])


@pytest.mark.parametrize("module", [ast, inspect, tokenize, json.decoder, pytest])
def test_real_programs_are_left_alone(module: ModuleType) -> None:
    """A cell that is Python already comes back unchanged, library modules for example."""
    source = inspect.getsource(module)
    assert as_python(source) == (source, [])


def test_a_cell_indented_as_a_whole_is_moved_left() -> None:
    """As in IPython, a pasted block that is indented throughout runs, comments before it or not."""
    assert as_python("\n    x = 1\n    if x:\n        y = 2\n")[0] == "\nx = 1\nif x:\n    y = 2\n"
    assert as_python("  # c\n  %time x = 1\n")[0] == "# c\nx = 1\n"


FRAGMENTS = ["x = 1", "%time x = 2", "!ls 'a", "y?", "if x:", "    %cd \\", "'''", "(", ")", "\\", "%%time", "%%bash"]


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.text(alphabet="%!?=\\'\"#()[]{} \t\nax1;:"),
        st.lists(st.sampled_from([*FRAGMENTS, "", "# c", "z = %pwd", "%time", "  ", "a = '%'"])).map("\n".join),
    )
)
def test_line_numbers_never_change(cell: str) -> None:
    """Whatever a cell holds, its Python has as many lines, and no line is made up."""
    python, _ = as_python(cell)
    before, after = cell.split("\n"), python.split("\n")
    assert len(after) == len(before)
    for old, new in zip(before, after, strict=True):
        assert new.strip() in old or new.strip() in (PASSED, f"pass  {PASSED}")
