"""Hostile bytes: the three readers of what students chose keep their word, on the fuzzers' findings and beyond."""

import io
import json
import sys
import zipfile
from pathlib import Path

import msgpack
import pytest
from hypothesis import given
from hypothesis import strategies as st

FUZZ = Path(__file__).parent / "fuzz"
sys.path.insert(0, str(FUZZ))

import targets  # noqa: E402 - it lies beside the corpus

CASES = sorted(path for path in (FUZZ / "corpus").rglob("*") if path.is_file())


@pytest.mark.parametrize("case", CASES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_the_corpus(case: Path) -> None:
    """What fuzzers found worth keeping is read, or refused in the reader's own words."""
    targets.TARGETS[case.parent.name](case.read_bytes())


def test_the_corpus_has_cases_of_each_reader() -> None:
    """No reader is without cases, some of which are good input."""
    assert {case.parent.name for case in CASES} == set(targets.TARGETS)


PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats()
    | st.text(max_size=5)
    | st.binary(max_size=9),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)
EXTENSIONS = st.builds(msgpack.ExtType, st.integers(0, 10), st.binary(max_size=40))


@given(st.binary(max_size=200) | st.lists(PLAIN | EXTENSIONS, max_size=5).map(msgpack.packb).map(targets.frame))
def test_any_frame(data: bytes) -> None:
    """Any bytes on the wire are a message or a ``WireError``."""
    targets.wire(data)


CELLS = st.fixed_dictionaries(
    {},
    optional={"cell_type": PLAIN | st.just("code"), "source": PLAIN | st.text(), "metadata": PLAIN, "outputs": PLAIN},
)
NOTEBOOKS = st.fixed_dictionaries(
    {}, optional={"cells": PLAIN | st.lists(CELLS, max_size=4), "nbformat": PLAIN, "metadata": PLAIN}
)


@given(st.binary(max_size=200) | NOTEBOOKS.map(lambda made: json.dumps(made, default=repr).encode()))
def test_any_notebook(data: bytes) -> None:
    """Any bytes in an ``.ipynb`` are sources or a ``SubmissionProblem``."""
    targets.notebook(data)


def zipped(entries: list[tuple[str, bytes]], damage: list[tuple[int, int]]) -> bytes:
    """A zip of these files, some of its bytes turned into others."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for number, (name, content) in enumerate(entries):
            file.writestr(zipfile.ZipInfo(f"{number}{name}"), content)
    data = bytearray(out.getvalue())
    for place, value in damage:
        data[place % len(data)] = value
    return bytes(data)


NAMES = st.text(st.sampled_from("ab./\\: \0é"), max_size=8)
DAMAGE = st.lists(st.tuples(st.integers(0, 2**16), st.integers(0, 255)), max_size=4)


@given(
    st.binary(max_size=200) | st.builds(zipped, st.lists(st.tuples(NAMES, st.binary(max_size=30)), max_size=4), DAMAGE)
)
def test_any_archive(data: bytes) -> None:
    """Any bytes in a ``.zip`` are plain files below the folder or a ``SubmissionProblem``."""
    targets.archive(data)
