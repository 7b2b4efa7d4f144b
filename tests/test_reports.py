"""What is written of a result: its JSON, the page its student reads, the class's grades and the closing table."""

import csv
import io
import json
import os
import re
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from autograder.course import UNITS
from autograder.errors import GraderFault, Unwritten
from autograder.feedback import page, reports
from autograder.feedback.page import MESSAGE_CHARS, NAME_CHARS, NO_SOURCES, UNSEEN, clip, visible
from autograder.feedback.reports import check_writable, read_submission, render_feedback, write_grades, write_submission
from autograder.feedback.summary import summary_table
from autograder.results import ExerciseResult, Status, SubmissionResult, TestResult, TestStatus, UnitResult

UNIT_NAMES = [unit.name for unit in UNITS]
TEMPLATES = Path(page.__file__).parent / "templates"
VOID_TAGS = {"meta", "link"}

# Low surrogates alone: what bytes that are no UTF-8 decode to. (A high one before a low one is a character in JSON.)
ANY_TEXT = st.text(
    st.characters(exclude_categories=["Cs"]) | st.sampled_from("\udc80\udcff<>&\"'=+-@\t\r\n\0\x1b\u202e;,|{}"),
    max_size=60,
)
HOSTILE = st.sampled_from(
    [
        "<script>alert(1)</script>",
        "</pre></details><h1>100 / 100</h1>",
        "\"><img src=x onerror='alert(1)'>",
        "' onmouseover='alert(1)",
        "</title></style><!-- ",
        "]]><![CDATA[ <a href=javascript:alert(1)>",
        "{{ 7 * 7 }}{% include 'x' %}{# #}",
        "&lt;b&gt; &amp; &#60;i&#62;",
        "\u202egpj.exe\u2066",
        "\x1b[2J\x00\x07",
    ]
)


def exercise_of(name: str, possible: float, earned: float, **test: Any) -> ExerciseResult:
    status = TestStatus.PASSED if earned >= possible else TestStatus.FAILED
    return ExerciseResult(name, (replace(TestResult("small inputs", status, earned, possible), **test),))


def unit_of(name: str, earned: float, possible: float = 10, status: Status = Status.GRADED) -> UnitResult:
    return UnitResult(name, status, (exercise_of(f"{name}_exercise", possible, earned),))


def submission(student: str, *scores: float, status: Status = Status.GRADED) -> SubmissionResult:
    marks = (*scores, 0, 0, 0, 0)[: len(UNIT_NAMES)]
    return SubmissionResult(student, status, tuple(map(unit_of, UNIT_NAMES, marks)))


@st.composite
def submissions(draw: st.DrawFn) -> SubmissionResult:
    points = st.integers(0, 2_000).map(lambda cents: cents / 100)
    tests = st.builds(TestResult, ANY_TEXT, st.sampled_from(TestStatus), points, points, ANY_TEXT)
    exercises = st.builds(
        ExerciseResult, ANY_TEXT, st.lists(tests, max_size=2).map(tuple), st.lists(ANY_TEXT, max_size=2).map(tuple)
    )
    units = [
        UnitResult(
            name,
            draw(st.sampled_from(Status)),
            tuple(draw(st.lists(exercises, max_size=2, unique_by=lambda exercise: exercise.name))),
            draw(ANY_TEXT),
        )
        for name in UNIT_NAMES
    ]
    return SubmissionResult(draw(ANY_TEXT), draw(st.sampled_from(Status)), tuple(units))


# ---- result.json


@settings(max_examples=60, deadline=None)
@given(submissions())
def test_a_result_comes_back_as_it_was_written(result: SubmissionResult) -> None:
    """Whatever text a result holds, what is read is equal to what was written, down to the last character."""
    with tempfile.TemporaryDirectory() as folder:
        write_submission(result, Path(folder) / "student")
        assert read_submission(Path(folder) / "student") == result


@settings(max_examples=60, deadline=None)
@given(submissions())
def test_the_json_put_together_is_that_of_the_result(result: SubmissionResult) -> None:
    """``result.json`` is, to the byte, what ``as_json`` gives in one piece, whatever of it was kept from before."""
    whole = json.dumps(result.as_json(), ensure_ascii=False) + "\n"
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(2):
            write_submission(result, Path(folder))
            assert (Path(folder) / "result.json").read_bytes() == whole.encode("utf-8", "backslashreplace")


def test_json_is_utf8_that_people_can_read(tmp_path: Path) -> None:
    """Korean stands in the file as itself; only a lone surrogate, which UTF-8 cannot hold, is escaped."""
    write_submission(submission("김하늘 \udcff"), tmp_path)
    text = (tmp_path / "result.json").read_bytes().decode("utf-8")
    assert '"student": "김하늘 \\udcff"' in text
    assert json.loads(text)["student"] == "김하늘 \udcff"


def test_what_was_measured_is_read_back(tmp_path: Path) -> None:
    """A test's value stands in ``result.json`` where something was measured, and there only."""
    tests = tuple(TestResult("t", TestStatus.PASSED, 1, 1, "said", value) for value in (0.9731, None))
    units = (UnitResult("first_network", Status.GRADED, (ExerciseResult("test_accuracy", tests),)),)
    write_submission(SubmissionResult("kim", Status.GRADED, units), tmp_path)
    kept = json.loads((tmp_path / "result.json").read_bytes())["units"]["first_network"]["exercises"]["test_accuracy"]
    assert [test.get("value", "none") for test in kept["tests"]] == [0.9731, "none"]
    assert read_submission(tmp_path).units[0].exercises[0].tests == tests


def test_other_files_come_with_a_result(tmp_path: Path) -> None:
    """What goes beside a result is written with it, and before it: where ``result.json`` stands, all of it is there."""
    result = SubmissionResult("kim", Status.GRADED, ())
    write_submission(result, tmp_path, beside={"other.json": b"1"})
    assert (tmp_path / "other.json").read_bytes() == b"1"
    (tmp_path / "other.json").unlink()
    (tmp_path / "other.json").mkdir()
    (tmp_path / "result.json").unlink()
    with pytest.raises(Unwritten):
        write_submission(result, tmp_path, beside={"other.json": b"1"})
    assert not (tmp_path / "result.json").exists()


def test_thirds_of_a_point_are_read_back(tmp_path: Path) -> None:
    """A sum taken before its parts were rounded (3 x 3.333… = 10) is no reason to refuse the file."""
    thirds = ExerciseResult("f", (TestResult("t", TestStatus.PASSED, 10 / 3, 10 / 3),) * 3)
    write_submission(SubmissionResult("kim", Status.GRADED, (UnitResult("u", Status.GRADED, (thirds,)),)), tmp_path)
    assert json.loads((tmp_path / "result.json").read_bytes())["score"] == 10.0
    assert read_submission(tmp_path).units[0].exercises[0].tests[0].points == 3.33


def set_in(*path: Any) -> Callable[[Any], Any]:
    *way, key, value = path

    def change(data: Any) -> Any:
        entry = data
        for step in way:
            entry = entry[step]
        entry[key] = value
        return data

    return change


TEST_ENTRY = ("units", "tensors", "exercises", "tensors_exercise", "tests", 0)


@pytest.mark.parametrize(
    "change",
    [
        lambda _: [],
        lambda _: None,
        lambda data: {key: value for key, value in data.items() if key != "status"},
        lambda data: {**data, "extra": 1},
        set_in("student", 7),
        set_in("status", "excellent"),
        set_in("score", 99.0),
        set_in("score", "7"),
        set_in("score", float("nan")),
        set_in("max_score", True),
        set_in("units", []),
        set_in("units", "tensors", None),
        set_in("units", "tensors", "message", 1),
        set_in("units", "tensors", "exercises", "tensors_exercise", "feedback", "one line"),
        set_in("units", "tensors", "exercises", "tensors_exercise", "feedback", [1]),
        set_in(*TEST_ENTRY, "points", "3"),
        set_in(*TEST_ENTRY, "points", 10**400),
        set_in(*TEST_ENTRY, "message", 3),
        set_in(*TEST_ENTRY, "name", None),
        set_in(*TEST_ENTRY, "status", "graded"),
    ],
)
def test_what_is_no_result_is_refused(tmp_path: Path, change: Callable[[Any], Any]) -> None:
    """A file of any other form is the grader's fault, named with its path, and never half believed."""
    data = submission("kim", 7).as_json()
    (tmp_path / "result.json").write_text(json.dumps(data))
    assert read_submission(tmp_path).score == 7
    (tmp_path / "result.json").write_text(json.dumps(change(data)))
    with pytest.raises(GraderFault, match=re.escape(str(tmp_path / "result.json"))):
        read_submission(tmp_path)


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe\x00", b"[" * 100_000])
def test_what_is_no_json_is_refused(tmp_path: Path, content: bytes) -> None:
    """Broken, binary and absurdly nested files raise the one error a caller has to know."""
    (tmp_path / "result.json").write_bytes(content)
    with pytest.raises(GraderFault):
        read_submission(tmp_path)


def test_a_missing_result_is_refused(tmp_path: Path) -> None:
    """A folder without a result is told apart by its message, not by another kind of error."""
    with pytest.raises(GraderFault, match="cannot be read"):
        read_submission(tmp_path)


def test_a_score_that_is_no_number_is_not_written(tmp_path: Path) -> None:
    """NaN is no JSON: rather than write it, nothing is written at all."""
    with pytest.raises(GraderFault, match="no JSON form"):
        write_submission(submission("kim", float("nan")), tmp_path / "kim")
    assert not (tmp_path / "kim").exists()


def test_a_failed_write_leaves_the_old_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk, whenever it strikes, costs neither the result that stood there nor leaves a stray file."""
    write_submission(submission("kim", 7), tmp_path)
    write_grades([submission("kim", 7).row()], tmp_path / "grades.csv", UNIT_NAMES)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(GraderFault, match="No space left"):
        write_submission(submission("kim", 9), tmp_path)
    with pytest.raises(GraderFault, match="No space left"):
        write_grades([submission("kim", 9).row()], tmp_path / "grades.csv", UNIT_NAMES)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_page_and_result_are_of_one_run(tmp_path: Path) -> None:
    """Where only the page could be written, neither takes its place: what stood there before still goes together."""
    write_submission(submission("kim", 7), tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    (tmp_path / ".result.json.part").mkdir()
    with pytest.raises(Unwritten, match=r"result\.json: cannot be written"):
        write_submission(submission("kim", 9), tmp_path)
    (tmp_path / ".result.json.part").rmdir()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_what_a_killed_run_left_is_used_up(tmp_path: Path) -> None:
    """Half a file beside its place, of a run that was killed, is gone after the next."""
    for name in (".feedback.html.part", ".result.json.part"):
        (tmp_path / name).write_text("{")
    write_submission(submission("kim", 9), tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"feedback.html", "result.json"}
    assert read_submission(tmp_path).score == 9


def test_whether_a_file_could_be_written(tmp_path: Path) -> None:
    """To find that out changes nothing; where it could not, the place and the reason are told."""
    (tmp_path / "grades.csv").write_text("old")
    check_writable(tmp_path / "grades.csv")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("grades.csv", "old")]
    with pytest.raises(Unwritten, match=r"grades\.csv: cannot be written: No such file"):
        check_writable(tmp_path / "gone" / "grades.csv")


def test_the_result_is_the_last_file_written(tmp_path: Path) -> None:
    """Where ``result.json`` stands, the page stands too: a resumed run may skip the folder."""
    (tmp_path / "feedback.html").mkdir()
    with pytest.raises(GraderFault):
        write_submission(submission("kim"), tmp_path)
    assert not (tmp_path / "result.json").exists()


# ---- grades.csv


def grades(rows: list[SubmissionResult]) -> tuple[str, list[list[str]]]:
    with tempfile.TemporaryDirectory() as folder:
        write_grades([row.row() for row in rows], Path(folder) / "grades.csv", UNIT_NAMES)
        text = (Path(folder) / "grades.csv").read_bytes().decode("utf-8")
    return text, list(csv.reader(io.StringIO(text, newline="")))


def test_grades_have_a_row_a_student_in_order() -> None:
    """The columns are course.md's; students are sorted; numbers stand without padding."""
    text, _ = grades([submission("박", 1, 2.5, 0.33), submission("Kim", 10, status=Status.NEEDS_REVIEW)])
    assert text == (
        "student,tensors,tensor_ops,first_network,gradients,total,max,status\n"
        "Kim,10,0,0,0,10,40,needs_review\n"
        "박,1,2.5,0.33,0,3.83,40,graded\n"
    )


def test_a_unit_that_a_row_lacks_stays_blank() -> None:
    """No score is not a score of 0."""
    _, table = grades([SubmissionResult("kim", Status.GRADED, (unit_of("tensor_ops", 3),))])
    assert table[1] == ["kim", "", "3", "", "", "3", "10", "graded"]


@settings(max_examples=300, deadline=None)
@given(st.lists(ANY_TEXT, max_size=4))
def test_no_cell_begins_as_a_formula(names: list[str]) -> None:
    """Re-read, no cell opens with a formula character, full-width or behind blanks; no name adds a cell."""
    _, table = grades([submission(name) for name in names])
    assert len(table) == len(names) + 1
    assert {len(row) for row in table} == {8}
    for cell in (cell for row in table for cell in row):
        assert not cell.startswith(("\t", "\r", "\n"))
        assert not cell.strip().startswith(tuple("=+-@\uff0b\uff0d\uff1d\uff20"))
    for row, name in zip(table[1:], sorted(names), strict=True):
        plain = name.encode("utf-8", "backslashreplace").decode()
        assert row[0] in (plain, f"'{plain}")


@pytest.mark.parametrize(
    "name",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\uff1d1",
        "\uff0b1",
        "\uff0d1",
        "\uff20a",
        "\u22121",
        " =1",
        "\u3000=1",
        "\u200b=1",
        "\0=1",
        "\tx",
        "\rx",
    ],
)
def test_a_formula_gets_an_apostrophe(name: str) -> None:
    """Each opener that spreadsheets know gets exactly one leading apostrophe, and the name stays whole behind it."""
    assert grades([submission(name)])[1][1][0] == f"'{name}"


@pytest.mark.parametrize("name", ["kim", "O'Neil", "김 하늘", "a=b", "1-2", "", "'=1", "x@y.kr"])
def test_an_innocent_name_stays_as_it_is(name: str) -> None:
    """What no spreadsheet takes for a formula is not touched."""
    assert grades([submission(name)])[1][1][0] == name


@pytest.mark.parametrize("name", ["a;=1+1", "a\t=1+1", 'a";=1', "a\r=1", "a\n=1"])
def test_a_name_cannot_open_a_new_cell_in_another_locale(name: str) -> None:
    """Where cells are parted by semicolons or tabs, quotes keep the rest of a name inside its cell."""
    text, _ = grades([submission(name)])
    for delimiter in ";\t|":
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            assert not any(cell.startswith("=") for cell in row)


# ---- the closing table


def shown(rows: list[SubmissionResult], width: int = 80) -> str:
    out = io.StringIO()
    Console(file=out, width=width, force_terminal=False).print(summary_table([row.row() for row in rows], UNIT_NAMES))
    return out.getvalue()


def test_the_table_tells_each_units_statistics() -> None:
    """Mean, median, least and greatest of each unit and the total, and how many need a person's eye."""
    text = shown([submission("a", 1, 4), submission("b", 2, 4), submission("c", 9, 4, status=Status.NEEDS_REVIEW)])
    rows = {line.split()[0]: line.split()[1:] for line in text.splitlines() if line.strip()}
    assert rows["mean"] == ["4", "4", "0", "0", "8"]
    assert rows["median"] == ["2", "4", "0", "0", "6"]
    assert rows["min"] == ["1", "4", "0", "0", "5"]
    assert rows["max"] == ["9", "4", "0", "0", "13"]
    assert rows["c"] == ["9", "4", "0", "0", "13", "!", "review"]
    assert "3 submissions: 2 graded, 1 to review" in text


def test_the_table_fits_eighty_columns() -> None:
    """With the longest scores and names, Korean ones being two columns a letter, no number and no heading is cut."""
    long_scores = [submission("가" * 50, 10.25, 10.25, 10.25, 10.25), submission("b" * 90, 39.99)]
    text = shown([replace(row, units=tuple(unit_of(u, 39.99, 40.04) for u in UNIT_NAMES)) for row in long_scores])
    assert text.count("…") == 2  # the two names, nothing else
    assert text.count("39.99") == 4 * 6
    assert "network" in text
    assert "gradients" in text


def test_a_long_class_is_summed_up() -> None:
    """Past forty submissions the table keeps to the statistics and says where the rows are."""
    forty = [submission(f"s{number:02}") for number in range(40)]
    assert "s39" in shown(forty)
    text = shown([*forty, submission("s40")])
    assert "s39" not in text
    assert "grades.csv" in text
    assert "41 submissions" in text.replace("\n", " ")


def test_a_name_is_no_command_to_the_terminal() -> None:
    """Control sequences, markup and line breaks in a name are shown, not obeyed."""
    text = shown([submission("\x1b[2J\x07"), submission("[red]x[/red]"), submission("a\nb\u202e")])
    assert "\x1b" not in text
    assert "\x07" not in text
    assert r"\x1b[2J\x07" in text
    assert "[red]x[/red]" in text
    assert r"a b\u202e" in text


def test_no_submissions_make_a_table_too() -> None:
    """A run over nothing ends with an empty table, not with an error."""
    assert "0 submissions" in shown([])


# ---- feedback.html


def page_of(result: SubmissionResult, sources: Mapping[str, str] = NO_SOURCES) -> str:
    return render_feedback(result, sources).decode("utf-8")


KEPT = (
    page._same_part,
    page._same_unit,
    page._same_exercise,
    reports._same_unit_text,
    reports._same_exercise_text,
)


def forget_pages() -> None:
    for part in KEPT:
        part.cache_clear()


class Page(HTMLParser):
    """A page's elements in order, its attributes and its text; unbalanced tags fail at once."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[str] = []
        self.odd: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(attrs) == len(dict(attrs)), "an attribute twice"
        self.elements.append((tag, {key: value or "" for key, value in attrs}))
        if tag not in VOID_TAGS:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {key: value or "" for key, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def handle_comment(self, data: str) -> None:
        self.odd.append(data)

    def unknown_decl(self, data: str) -> None:
        self.odd.append(data)

    def handle_pi(self, data: str) -> None:
        self.odd.append(data)

    @property
    def shape(self) -> list[tuple[str, tuple[str, ...]]]:
        return [(tag, tuple(attributes)) for tag, attributes in self.elements]

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]

    def classed(self, name: str) -> list[dict[str, str]]:
        return [attributes for _, attributes in self.elements if name in attributes.get("class", "").split()]


def written_all_over(text: str) -> SubmissionResult:
    """A result that says ``text`` in every place a student or a grader can fill."""
    test = TestResult(text, TestStatus.ERROR, 0, 1, f"said {text}")
    exercises = (ExerciseResult(text, (test,), (text,)),)
    units = [UnitResult(name, Status.NEEDS_REVIEW, exercises, text) for name in (*UNIT_NAMES[:2], text)]
    return SubmissionResult(text, Status.NEEDS_REVIEW, tuple(units))


@settings(max_examples=80, deadline=None)
@given(
    st.lists(HOSTILE | ANY_TEXT, min_size=1, max_size=4).map("".join).filter(lambda text: 0 < len(text) <= NAME_CHARS)
)
def test_hostile_text_stays_text(text: str) -> None:
    """Whatever a name or a message holds, the elements are those of a harmless page, and the text is shown."""
    got = Page(page_of(written_all_over(text), {"tensors": text}))
    calm = Page(page_of(written_all_over("calm"), {"tensors": "calm"}))
    assert got.shape == calm.shape
    assert got.odd == []
    for (tag, attributes), (_, usual) in zip(got.elements, calm.elements, strict=True):
        assert attributes == usual, tag
    seen = "".join(got.texts)
    assert seen.count(visible(text)) >= "".join(calm.texts).count("calm")


@settings(max_examples=60, deadline=None)
@given(submissions())
def test_nothing_in_a_page_is_unseen(result: SubmissionResult) -> None:
    """No control character, direction mark or lone surrogate reaches a page, which is always UTF-8."""
    text = page_of(result, {"tensors": result.student})
    assert not re.search(f"[{UNSEEN}]", text)
    Page(text)


@settings(max_examples=60, deadline=None)
@given(st.lists(submissions(), min_size=2, max_size=3))
def test_a_page_does_not_depend_on_those_before(results: list[SubmissionResult]) -> None:
    """Parts kept from other pages change nothing: each page is the one that a fresh process would make."""
    pages = [page_of(result) for result in results]
    for result, text in zip(results, pages, strict=True):
        forget_pages()
        assert page_of(result) == text


def test_no_students_words_are_kept() -> None:
    """However many students write whatever they like, what is kept of their pages and results does not grow."""

    def said(words: str) -> SubmissionResult:
        exercises = (exercise_of("f", 1, 0, message=words), ExerciseResult("g", (), (words,)), exercise_of("h", 1, 1))
        missing = UnitResult("gradients", Status.MISSING, (exercise_of("f", 1, 0, message="no file"),), "no file")
        return SubmissionResult(words, Status.GRADED, (UnitResult("tensors", Status.GRADED, exercises, words), missing))

    def kept() -> list[int]:
        return [part.cache_info().currsize for part in KEPT]

    with tempfile.TemporaryDirectory() as folder:
        write_submission(said("first"), Path(folder), sources={"tensors": "first"})
        before = kept()
        assert all(before)
        for number in range(20):
            write_submission(said(f"words {number}"), Path(folder), sources={"tensors": f"x = {number}"})
    assert kept() == before


def test_what_is_unseen_is_spelled_out() -> None:
    """A reader sees that there is something, and what; tabs, line breaks and joined emoji stay."""
    assert visible("a\x1b[0m\0 \u202eb\u2028\udcff\U000e0041") == r"a\x1b[0m\x00 \u202eb\u2028\udcff" + r"\U000e0041"
    assert visible("tab\there\r\nnext\n한글 👩\u200d🔬") == "tab\there\nnext\n한글 👩\u200d🔬"


def test_the_quick_way_of_visible_skips_nothing() -> None:
    """Every character to be spelled out is spelled out even alone among printable ones."""
    unseen = re.compile(f"[{UNSEEN}]")
    for character in filter(unseen.match, map(chr, range(0x110000))):
        assert "\\" in visible(f"a{character}b"), hex(ord(character))


def test_the_page_asks_for_nothing() -> None:
    """No script, no address, no handler: a policy forbids them, and there are none; links stay within the page."""
    text = page_of(submission("kim", 3), {"tensors": "print(1)"})
    got = Page(text)
    policy = [meta["content"] for meta in got.all("meta") if meta.get("http-equiv") == "Content-Security-Policy"]
    assert len(policy) == 1
    assert policy[0].startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:")
    assert not {"script", "img", "iframe", "object", "form", "base"} & {tag for tag, _ in got.elements}
    assert not re.search(r"https?:|@import|url\(|javascript:", text)
    ids = [attributes["id"] for _, attributes in got.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    for tag, attributes in got.elements:
        assert not [name for name in attributes if name.startswith("on") or name in ("src", "srcset", "action")]
        if "href" in attributes:
            assert attributes["href"] == "data:," if tag == "link" else attributes["href"].lstrip("#") in ids
        for reference in attributes.get("aria-labelledby", "").split():
            assert reference in ids


def test_the_page_can_be_found_one_s_way_in() -> None:
    """Landmarks stand once, headings never skip a level, the language is told, and the title names the student."""
    text = page_of(submission("김하늘", 3, status=Status.NEEDS_REVIEW))
    got = Page(text)
    for landmark in ("header", "main", "nav", "footer", "h1", "title"):
        assert len(got.all(landmark)) == 1, landmark
    levels = [int(tag[1]) for tag, _ in got.elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert all(deeper - level <= 1 for level, deeper in pairwise(levels))
    assert got.all("html") == [{"lang": "en"}]
    assert {attributes["lang"] for attributes in got.all("span") if "lang" in attributes} == {"en", "ko"}
    assert "<title>김하늘 · Feedback · 피드백</title>" in text


def test_exercises_with_points_missing_are_open() -> None:
    """What a student should read stands open; what is complete, or was never handed in, does not."""
    exercises = (exercise_of("full", 2, 2), exercise_of("part", 2, 1), exercise_of("none", 2, 0))
    units = (
        UnitResult("tensors", Status.GRADED, exercises),
        UnitResult("gradients", Status.MISSING, (exercise_of("none", 2, 0),), "gradients.py is missing."),
    )
    got = Page(page_of(SubmissionResult("kim", Status.GRADED, units))).all("details")
    assert [("open" in entry, entry["class"].split()[1]) for entry in got] == [
        (False, "passed"),
        (True, "part"),
        (True, "none"),
        (False, "none"),
    ]


def test_each_test_says_its_status_in_words() -> None:
    """Icon and colour never stand alone: the word is there in both languages, with name, points and message."""
    tests = tuple(TestResult(f"test {status}", status, 0.5, 1.25, f"because {status}") for status in TestStatus)
    result = SubmissionResult(
        "kim", Status.GRADED, (UnitResult("tensors", Status.GRADED, (ExerciseResult("f", tests, ("Look at 0.",)),)),)
    )
    text = page_of(result)
    body = "".join(Page(text[: text.index("<footer>")] + "</body></html>").texts)
    for english, korean in (("Passed", "통과"), ("Failed", "실패"), ("Error", "오류"), ("Time-out", "시간 초과")):
        assert english in body
        assert korean in body
    for status in TestStatus:
        assert f"test {status}" in body
        assert f"because {status}" in body
    assert body.count("0.5 / 1.25") == 4
    assert body.index("Look at 0.") < body.index("test passed")


def test_whitespace_of_a_message_is_kept() -> None:
    """Small arrays stay lined up: the text between ``<pre>`` and ``</pre>`` is the message whole."""
    message = "\n  array([[1, 2],\n         [3, 4]])\n"
    result = SubmissionResult(
        "kim", Status.GRADED, (UnitResult("tensors", Status.GRADED, (exercise_of("f", 1, 0, message=message),)),)
    )
    # HTML drops one line break right after <pre>, which the template spends for it.
    assert f'dir="ltr">\n{message}</pre>' in page_of(result)


def test_what_differs_is_marked() -> None:
    """An entry between > and < in an array is marked on the page and keeps its signs; prose and code are left alone."""
    message = (
        "raised x: >1<\nGot (shape (2, 2), differences in > <):\n  [[  1 , >-2<],\n   [>-3<,   4 ]]\n  line 3: a >b< c"
    )
    result = SubmissionResult(
        "kim", Status.GRADED, (UnitResult("tensors", Status.GRADED, (exercise_of("f", 1, 0, message=message),)),)
    )
    text = page_of(result)
    assert re.findall("<mark>(.*?)</mark>", text) == ["&gt;-2&lt;", "&gt;-3&lt;"]
    assert message in "".join(Page(text).texts)


def test_a_huge_message_is_clipped_and_says_so() -> None:
    """Beginning and end stay, what was left out is counted, and a page cannot be blown up."""
    message = "start" + "<" * 1_000_000 + "end"
    units = (UnitResult("tensors", Status.GRADED, (exercise_of("f", 1, 0, message=message),), message + "!"),)
    text = page_of(SubmissionResult("s" * 5_000, Status.GRADED, units), {"tensors": message})
    body = "".join(Page(text).texts)
    assert f"{len(message) - MESSAGE_CHARS:,} characters left out" in body
    assert f"{len(message) - MESSAGE_CHARS:,}자를 생략" in body
    assert "<end" in body
    assert "s" * (NAME_CHARS + 1) not in body
    assert len(text) < 400_000
    assert clip("x" * MESSAGE_CHARS) == ("x" * MESSAGE_CHARS, 0, "")


def test_a_units_message_is_not_repeated_by_its_tests() -> None:
    """A reason that holds for the whole file stands once, at its head."""
    exercises = tuple(exercise_of(name, 1, 0, message="two files for one unit") for name in "abc")
    units = (UnitResult("tensors", Status.NEEDS_REVIEW, exercises, "two files for one unit"),)
    assert page_of(SubmissionResult("kim", Status.NEEDS_REVIEW, units)).count("two files for one unit") == 1


def test_review_is_explained_where_it_is_due() -> None:
    """The banner stands on a submission that needs a person's eye, in both languages, and on no other."""
    assert not Page(page_of(submission("kim"))).all("aside")
    got = Page(page_of(submission("kim", status=Status.NEEDS_REVIEW)))
    assert len(got.all("aside")) == 1
    assert "A person will look at this" in got.texts
    assert "사람이 직접 확인합니다" in got.texts


@pytest.mark.parametrize(
    ("result", "sentence"),
    [
        (submission("kim", 10, 10, 10, 10), "Every exercise is complete."),
        (submission("kim", 10, 9.99), "1 of 4 exercises are complete."),
        (SubmissionResult("kim", Status.GRADED, (unit_of("tensors", 0, status=Status.MISSING),)), "None of the course"),
    ],
)
def test_the_page_opens_with_how_it_stands(result: SubmissionResult, sentence: str) -> None:
    """One sentence sums up a perfect, a half-finished and an empty submission."""
    assert sentence in page_of(result)


def test_bars_show_the_share_earned() -> None:
    """Each unit's part of the bar is as wide as its points and as full as its score; the score is told in words too."""
    units = (unit_of("tensors", 5, 20), unit_of("gradients", 0, 0))
    got = Page(page_of(SubmissionResult("kim", Status.GRADED, units)))
    styles = [attributes["style"] for _, attributes in got.elements if "style" in attributes]
    assert styles[:4] == ["flex-grow:20", "width:25%", "flex-grow:0", "width:0%"]
    assert got.classed("whole")[0]["aria-label"] == "5 of 20 points"


def test_the_code_handed_in_is_shown_with_line_numbers() -> None:
    """A unit's code stands beside it, numbered as Python counts, whatever its line ends; a unit without has no box."""
    text = page_of(submission("kim"), {"tensors": "import keras\r\nx = 1 < 2\r\n", "unknown": "secret"})
    got = Page(text)
    assert len(got.classed("source")) == 1
    assert "\n1\n2\n3" in got.texts
    assert "\nimport keras\nx = 1 < 2\n" in got.texts
    assert "secret" not in text


def test_every_word_is_in_both_languages() -> None:
    """Each word is an English and a Korean text with the same blanks to fill; each unit has a Korean name."""
    module = page._feedback_template().module
    words: dict[str, tuple[str, str]] = module.words  # type: ignore[attr-defined]
    for key, (english, korean) in words.items():
        assert re.search("[가-힣]", korean), key
        assert not re.search("[가-힣]", english), key
        assert set(re.findall(r"%\((\w+)\)s", english)) == set(re.findall(r"%\((\w+)\)s", korean)), key
    assert set(module.korean_titles) == set(UNIT_NAMES)  # type: ignore[attr-defined]


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(scheme: str) -> None:
    """Every pair of text and background colours has the 4.5 : 1 of WCAG 2.2 AA, by day and by night."""
    roots = re.findall(r":root \{(.*?)\}", (TEMPLATES / "feedback.css").read_text(encoding="utf-8"), re.DOTALL)
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", roots[0]))
    if scheme == "dark":
        dark = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", roots[1]))
        assert dark.keys() == colours.keys()
        colours = dark
    pairs = [(ink, ground) for ink in ("ink", "soft") for ground in ("page", "panel", "sunken")]
    pairs += [(name, f"{name}-tint") for name in ("passed", "failed", "error", "timeout", "review")]
    pairs += [("accent", "page"), ("ink", "review-tint"), ("passed", "panel"), ("timeout", "panel")]
    pairs += [("accent", "panel"), ("accent", "sunken"), ("ink", "failed-tint")]  # links and marks in code
    for ink, ground in pairs:
        light, deep = sorted((luminance(colours[ink]), luminance(colours[ground])), reverse=True)
        assert (light + 0.05) / (deep + 0.05) >= 4.5, (ink, ground)
