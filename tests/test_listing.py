"""The code on the feedback page: numbered, by cells, with marks at the lines that messages name, and ways both ways."""

import re
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.checks.places import MOST_PLACES, mark, places_in
from autograder.feedback.listing import SHOWN_CELLS, SOURCE_CHARS, joined, lay_out
from autograder.feedback.reports import render_feedback
from autograder.results import (
    ExerciseResult,
    Place,
    Source,
    Status,
    SubmissionResult,
    TestResult,
    TestStatus,
    UnitResult,
)
from autograder.submission.programs import Cell, Program

CODE = "import numpy as np\n\ndef f(x):\n    return 1 / 0\n\ndef g(x):\n    return f(x)\n"


def exercise(name: str, *places: Place) -> ExerciseResult:
    test = TestResult("Gives it.", TestStatus.ERROR, 0, 1, f"{name} raised", places=places)
    return ExerciseResult(name, (test,))


def page_of(source: Source, *exercises: ExerciseResult, places: tuple[Place, ...] = ()) -> str:
    message = "the file stopped" if places else ""
    unit = UnitResult("tensors", Status.GRADED, exercises, message, places)
    result = SubmissionResult("kim", Status.GRADED, (unit,))
    return render_feedback(result, {"tensors": source}).decode("utf-8")


def ids(page: str) -> list[str]:
    return re.findall(r' id="([^"]*)"', page)


def links(page: str) -> list[str]:
    return re.findall(r'href="#([^"]*)"', page)


def test_a_line_and_its_message_lead_to_each_other() -> None:
    """The message has a link to the line, the line a sign, a mark, and a link back to the message's test."""
    page = page_of(CODE, exercise("f", (0, 4)), exercise("g"))
    assert '<mark id="unit-1-at-0-4">    return 1 / 0</mark>' in page
    assert "\n▶ 4\n\n5\n" in page
    assert '<a href="#unit-1-at-0-4">' in page
    assert "Line 4 in your code" in page
    assert '<bdi class="test-name" id="unit-1-0-0">Gives it.</bdi>' in page
    assert '<a href="#unit-1-0-0">↑ <span lang="en">Back to f</span>' in page
    assert page.count("<mark") == 1
    assert '<details class="source" open>' in page


def test_every_link_leads_somewhere() -> None:
    """However many messages name however many lines, each link has one target, and no name is given twice."""
    exercises = [exercise(f"f{number}", (0, 4), (0, number), (0, 99), (3, 1)) for number in range(1, 8)]
    page = page_of(CODE, *exercises, places=((0, 1), (0, 4)))
    assert len(ids(page)) == len(set(ids(page)))
    assert set(links(page)) <= set(ids(page))
    assert page.count("Back to the note about this file") == 2
    assert {link for link in links(page) if "-at-" in link} == {f"unit-1-at-0-{line}" for line in range(1, 8)}


def test_code_without_marks_stays_closed() -> None:
    """Where no message names a line, the code is there to be opened, and nothing in it is marked."""
    page = page_of(CODE, exercise("f"))
    assert '<details class="source">' in page
    assert "<mark" not in page
    assert "▶" not in page


def test_a_notebook_is_shown_by_cells() -> None:
    """Each cell has its number and counts its own lines, as messages do."""
    page = page_of(("x = 1\n", "def f(x):\n    return 1 / 0"), exercise("f", (1, 2)))
    assert re.findall(r'<p class="cell-name"><span lang="en">(.*?)</span>', page) == ["Cell 1", "Cell 2"]
    assert '<mark id="unit-1-at-1-2">    return 1 / 0</mark>' in page
    assert "Cell 2, line 2 in your code" in page
    assert page.count('tabindex="0"') == 1, "one stop for the keyboard, however many cells"


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.text(st.sampled_from("ab<&\n "), max_size=12), min_size=1, max_size=3).map(tuple),
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 6)), max_size=5),
)
def test_marks_change_no_character(cells: tuple[str, ...], places: list[Place]) -> None:
    """Whatever is marked, the pieces of a cell are its text whole, and every number stands there once."""
    listing = lay_out(cells, {place: [("back", "f")] for place in places}, "at")
    for cell, (view, text) in enumerate(zip(listing.cells, cells, strict=True)):
        whole = "".join(piece.text + ("\n" if piece.anchor else "") for piece in view.segments)
        # The template ends a marked line itself: a mark on the last line of all adds the only line break.
        assert whole in (text, text + "\n")
        numbers = [entry.removeprefix("▶ ") for entry in view.numbers.split("\n") if entry]
        assert numbers == [str(line) for line in range(1, text.count("\n") + 2)]
        assert {line for at, line in listing.anchors if at == cell} == {
            line for at, line in places if at == cell and 1 <= line <= text.count("\n") + 1
        }


def test_long_code_is_cut_and_its_marks_with_it() -> None:
    """What is not shown is counted, and no message links to a line that is not there."""
    source = "x = 1\n" * 20_000
    listing = lay_out(source, {(0, 5): [("a", "f")], (0, 19_000): [("b", "f")]}, "at")
    assert set(listing.anchors) == {(0, 5)}
    assert listing.left_out == len(source) - SOURCE_CHARS
    page = page_of(source, exercise("f", (0, 5), (0, 19_000)))
    assert "Line 5 in" in page
    assert "Line 19000 in" not in page
    assert f"{len(source) - SOURCE_CHARS:,} characters left out" in page


def test_many_cells_are_cut() -> None:
    """A notebook of thousands of cells costs no more than some hundreds."""
    listing = lay_out(("x",) * 5000, {(4000, 1): [("a", "f")]}, "at")
    assert (len(listing.cells), listing.left_out, listing.anchors) == (SHOWN_CELLS, 5000 - SHOWN_CELLS, {})


@pytest.mark.parametrize("text", ["</mark></pre><script>alert(1)</script>", "\"><img src=x onerror='alert(1)'>"])
def test_hostile_code_is_text(text: str) -> None:
    """Markup in a marked line, in its neighbours and in a cell is shown as it is."""
    page = page_of((f"{text}\n{text}\n{text}", text), exercise("f", (0, 2)))
    assert text not in page
    assert unescape(page).count(text) == 4


def test_places_are_those_of_the_program() -> None:
    """Marks of lines that there are not, as an exception may hold, are none; nor is there any number of them."""
    program = Program("tensors", "tensors.py", (Cell("a\nb"), Cell("c")), is_notebook=True)
    text = "x" + mark(0, 2) + mark(1, 1) + mark(0, 2) + mark(1, 2) + mark(7, 1) + mark(0, 0) + mark(0, 999_999_999)
    assert places_in(text, program) == ((0, 2), (1, 1))
    long = Program("tensors", "tensors.py", (Cell("\n" * 100),), is_notebook=False)
    assert len(places_in("".join(mark(0, line) for line in range(1, 90)), long)) == MOST_PLACES
    assert places_in("line 1", program) == ()


def test_the_code_in_one_piece() -> None:
    """A notebook's cells are parted by a blank line, a file is itself."""
    assert joined(("a", "b")) == "a\n\nb"
    assert joined("a") == "a"
