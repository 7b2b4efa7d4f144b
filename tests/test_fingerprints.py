"""Fingerprints: what makes two programs the same, what tells them apart, and what a hostile source comes to."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.submission.fingerprints import (
    GRAM,
    MOST_BYTES,
    MOST_GRAMS,
    WINDOW,
    decoded,
    encoded,
    fingerprints,
    kept,
)
from autograder.submission.pieces import MOST_CHARS

PROGRAM = '''
import numpy as np


def naive_relu(x):
    """The docstring."""
    assert len(x.shape) == 2
    out = x.copy()  # a comment
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            out[i, j] = max(x[i, j], 0)
    return out


def naive_vector_dot(x, y):
    assert x.ndim == 1 and y.ndim == 1, "vectors only"
    total = 0.0
    for i in range(len(x)):
        total += x[i] * y[i]
    return total
'''
# Its twin: other names, other words, other layout, another order, and other imports.
TWIN = """
import numpy as numpy
# All my own work.
def naive_vector_dot(left, right):
    'Multiplies.'
    assert (left.ndim == 1 and right.ndim == 1, '')  # noqa
    acc = 0.0
    for k in range(
            len(left)):
        acc += left[k] * right[k]
    return acc
def naive_relu(matrix):
    assert len(matrix.shape) == 2

    z = matrix.copy()
    for row in range(matrix.shape[0]):
      for column in range(matrix.shape[1]):
        # one entry at a time
        z[row, column] = max(matrix[row, column], 0)
    return z
""".replace("(left.ndim == 1 and right.ndim == 1, '')", "left.ndim == 1 and right.ndim == 1, ''")


def likeness(one: str, other: str) -> float:
    """Jaccard's index of two programs' grams."""
    first, second = set(fingerprints(one).grams.tolist()), set(fingerprints(other).grams.tolist())
    return len(first & second) / len(first | second)


def test_names_comments_layout_and_order_make_no_difference() -> None:
    """Two programs that are the same but for names, comments, docstrings, layout and the order of functions are one."""
    one, other = fingerprints(PROGRAM), fingerprints(TWIN)
    assert len(one.grams) > 20
    assert one.grams.tolist() == other.grams.tolist()
    assert one.forms == other.forms
    assert set(one.forms) == {"naive_relu", "naive_vector_dot"}


@pytest.mark.parametrize(
    ("change", "to"),
    [("max(x[i, j], 0)", "min(x[i, j], 0)"), ("len(x.shape) == 2", "len(x.shape) == 3"), ("x.copy()", "x.view()")],
)
def test_another_operation_is_another_form(change: str, to: str) -> None:
    """What a function does differently is seen, and leaves most of the program what it was."""
    changed = PROGRAM.replace(change, to)
    assert changed != PROGRAM
    assert fingerprints(changed).forms["naive_relu"].digest != fingerprints(PROGRAM).forms["naive_relu"].digest
    assert fingerprints(changed).forms["naive_vector_dot"] == fingerprints(PROGRAM).forms["naive_vector_dot"]
    assert 0.5 < likeness(PROGRAM, changed) < 1


def test_names_that_are_mixed_up_are_another_form() -> None:
    """Numbered names tell which is which: ``x - y`` is not ``y - x``."""
    forms = [fingerprints(f"def naive_add(x, y):\n    return {body}\n").forms for body in ("x - y", "y - x")]
    assert forms[0]["naive_add"].digest != forms[1]["naive_add"].digest


@pytest.mark.parametrize(
    ("body", "strategy"),
    [
        ("    for i in x:\n        for j in y:\n            pass\n    for k in x:\n        pass", "for › for"),
        ("    while x:\n        for j in (\n y):\n            pass", "while › for"),
        ("    return np.array([a + b for a, b in zip(x, y)])", "array · comprehension · zip"),
        ("    return naive_add(x[1:], y) if len(x) else x", "recursion"),
        ("    return naive_relu(x) + np.zeros_like(y)", "naive_relu · zeros_like"),
        ("    return [[x]]", ""),
        ("    'for i in x: max(i)'  # while\n    return x", ""),
    ],
)
def test_strategies(body: str, strategy: str) -> None:
    """A strategy names the deepest nest of loops and the telling calls, of code only."""
    assert fingerprints(f"def naive_add(x, y):\n{body}\n").forms["naive_add"].strategy == strategy


def test_what_is_shared_is_found_wherever_it_stands() -> None:
    """A stretch of ``GRAM + WINDOW - 1`` tokens that two programs share gives them a gram in common."""
    numbers = [str(number) for number in range(1, 200)]
    shared = ", ".join(numbers[100 : 100 + (GRAM + WINDOW) // 2 + 1])  # a comma counts, too
    sources = [
        f"def f():\n    return [{', '.join(numbers[start : start + 30])}, {shared}, {', '.join(numbers[-20:-10])}]"
        for start in (0, 40)
    ]
    found = [set(fingerprints(source).grams.tolist()) for source in sources]
    assert len(found[0] & found[1]) > 0
    assert len(found[0] ^ found[1]) > 0


def test_short_functions_and_what_no_exercise_is_tell_nothing() -> None:
    """A function too short to be written another way has no grams, and a function of no exercise no form."""
    found = fingerprints("def transpose_matrix(x):\n    return x.T\n\n\ndef helper(x):\n    return x\n")
    assert not len(found.grams)
    assert set(found.forms) == {"transpose_matrix"}


def test_what_holds_is_the_last_of_a_name() -> None:
    """As in Python, a function that is defined again is what it is then."""
    last = "def naive_add(x, y):\n    return x + y\n"
    twice = "def naive_add(x, y):\n    for i in x:\n        pass\n" + last
    assert fingerprints(twice).forms == fingerprints(last).forms


HOSTILE = {
    "open quotes": "'\\" * 40_000,
    "quotes": '"' * 70_000,
    "a text without end": "'''" + "\\'" * 40_000,
    "nesting": "(" * 70_000,
    "closing": ")" * 70_000,
    "indentation": "\n".join(" " * depth + "for x in y:" for depth in range(350)),
    "nul": "\0" * 70_000,
    "surrogates": "def naive_add(\ud800, y):\n    return \udfff\n" * 2_000,
    "digits": "1" * 70_000,
    "prefixes": "rb" * 40_000 + "'",
    "prefixed quotes": "r'" * 40_000,
    "a long name": "a" * 70_000 + '"',
    "functions": "def f():\n" * 9_000,
    "many names": " ".join(f"a{number:x}" for number in range(20_000)),
}


@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_sources_come_to_little(source: str) -> None:
    """Whatever a source holds, its fingerprints are bounded, and can be written and read."""
    found = fingerprints(source)
    assert len(found.grams) <= MOST_GRAMS
    data = encoded({"tensor_ops": source})
    assert len(data) <= MOST_BYTES
    assert decoded(data)["tensor_ops"].grams.tolist() == found.grams.tolist()


@given(st.text(st.characters() | st.sampled_from("'\"\\\n#()[]{}.:@ \t\0def"), max_size=400))
def test_any_text_has_fingerprints(source: str) -> None:
    """No text is refused, and what is kept of it is read back as it was: grams ascend without repeats."""
    found = fingerprints(source)
    assert np.all(found.grams[1:] > found.grams[:-1])
    back = decoded(encoded({"tensors": source}))["tensors"]
    assert (back.grams.tolist(), back.forms) == (found.grams.tolist(), found.forms)


def test_what_is_beyond_the_limit_is_not_read() -> None:
    """Of a source that is too long its beginning counts."""
    beginning = PROGRAM + "#" * (MOST_CHARS - len(PROGRAM))
    assert fingerprints(beginning + "\n" + TWIN * 2).grams.tolist() == fingerprints(PROGRAM).grams.tolist()


def test_what_has_not_changed_is_not_made_again(tmp_path: Path) -> None:
    """The file of an earlier run is taken as it is for the same sources, and for no others, nor where it is broken."""
    path = tmp_path / "fingerprints.json"
    assert kept(path, {"tensor_ops": PROGRAM}) == encoded({"tensor_ops": PROGRAM})
    marked = encoded({"tensor_ops": PROGRAM}) + b" "
    path.write_bytes(marked)
    assert kept(path, {"tensor_ops": PROGRAM}) == marked
    for others in ({"tensor_ops": TWIN}, {"tensors": PROGRAM}, {}):
        assert kept(path, others) == encoded(others)
    path.write_bytes(b"{")
    assert kept(path, {"tensor_ops": PROGRAM}) == encoded({"tensor_ops": PROGRAM})


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"{}",
        b'{"units": []}',
        b'{"units": {"tensors": {}}}',
        b'{"units": {"tensors": {"grams": "?", "forms": {}}}}',
        b'{"units": {"tensors": {"grams": "AAAA", "forms": {}}}}',
        b'{"units": {"tensors": {"grams": "", "forms": {"f": [1]}}}}',
        b'{"units": {"tensors": {"grams": "", "forms": {"f": ["x", "y"]}}}}',
        b"[" * 100_000,
        b"\xff",
    ],
)
def test_what_is_none_is_refused(data: bytes) -> None:
    """A file that holds no fingerprints is told by one kind of error."""
    with pytest.raises(ValueError, match=r"."):
        decoded(data)


def test_every_process_makes_the_same() -> None:
    """Fingerprints do not depend on the process that makes them, since those of many processes are compared."""
    code = "import sys; from autograder.submission.fingerprints import encoded\n"
    code += "print(encoded({'tensor_ops': sys.argv[1]}).decode())"
    command = [sys.executable, "-c", code, PROGRAM]
    other = subprocess.run(command, env={"PYTHONHASHSEED": "7"}, capture_output=True, text=True, check=True).stdout
    assert json.loads(other) == json.loads(encoded({"tensor_ops": PROGRAM}))
