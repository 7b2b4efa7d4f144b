"""Results handed on: gradebooks filled without another byte changed, Gradescope's JSON, JUnit XML."""

import csv
import io
import json
import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from autograder.cli import main
from autograder.course import UNITS
from autograder.errors import UsageError
from autograder.feedback.reports import write_grades, write_submission
from autograder.lms.commands import export_commands
from autograder.lms.gradebooks import Entry, read_gradebook
from autograder.lms.graded import read_results
from autograder.lms.gradescope import results_json
from autograder.lms.junit import junit_xml
from autograder.lms.matching import match
from autograder.lms.tables import Table, decode, records_of
from autograder.results import OUR_FAULT, ExerciseResult, Status, SubmissionResult, TestResult, TestStatus, UnitResult
from autograder.submission.opening import folder_name

EXPORTS = Path(__file__).parent / "lms"
HOSTILE = [
    "=cmd|'/c calc'!A1",
    "<script>alert(1)</script>",
    "a\r\nb",
    "]]>&\x00\x1b[2J",
    "\u202egpj",
    "'\"; --",
    "\ufffe",
]


def result_of(student: str, share: float = 0.5, *, message: str = "", said: str = "") -> SubmissionResult:
    """A result in which every unit earned this share of its points, by one test in each of one exercise."""
    status = TestStatus.PASSED if share == 1 else TestStatus.FAILED
    units = tuple(
        UnitResult(
            unit.name,
            Status.NEEDS_REVIEW if message else Status.GRADED,
            (
                ExerciseResult(
                    unit.functions[0], (TestResult("values", status, unit.points * share, unit.points, said),)
                ),
            ),
            message,
        )
        for unit in UNITS
    )
    return SubmissionResult(student, Status.NEEDS_REVIEW if message else Status.GRADED, units)


def laid_out(folder: Path, *results: SubmissionResult) -> Path:
    """The results as `autograder grade` leaves them."""
    for result in results:
        write_submission(result, folder / folder_name(result.student))
    write_grades([result.row() for result in results], folder / "grades.csv", [unit.name for unit in UNITS])
    return folder


def call(*arguments: str | Path) -> tuple[int, str, str]:
    """The command in this process: its exit status, what it printed, and its complaints."""
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


def export(
    tmp_path: Path, system: str, roster: str, *results: SubmissionResult, **options: str
) -> tuple[int, str, str]:
    """A gradebook filled into ``tmp_path/out``; of Canvas's two assignments the first, unless one is named."""
    options = {"column": "Tensor Gears", **options} if roster == "canvas.csv" else options
    more = [part for name, value in options.items() for part in (f"--{name}", value)]
    folder = laid_out(tmp_path / "results", *results)
    return call("export", system, folder, "--roster", EXPORTS / roster, "--out", tmp_path / "out", *more)


FILLED = {
    "canvas": (
        "canvas",
        "canvas.csv",
        {},
        ["kimminji_12345", "lee sua sue", "jun.park@example.edu", "20240004"],
        [
            (b"CS 101 A,,8.00", b"CS 101 A,50,8.00"),
            (b"CS 101 A,,7.50", b"CS 101 A,50,7.50"),
            (b'CS 101 B,,,,,,\n"Student', b'CS 101 B,50,,,,,\n"Student'),
        ],
    ),
    "moodle": (
        "moodle",
        "moodle.csv",
        {},
        ["Minji Kim_481201", "Group A-이수아_481202"],
        [
            (b'kim@example.edu,"Submitted for grading - ",,', b'kim@example.edu,"Submitted for grading - ",50,'),
            (b'lee@example.edu,"Submitted for grading - ",,', b'lee@example.edu,"Submitted for grading - ",50,'),
        ],
    ),
    "moodle gradebook": (
        "moodle",
        "moodle_gradebook.csv",
        {"column": "Tensor Gears", "unit": "first_network"},
        ["20240001", "sua.lee@example.edu"],
        [
            (b"kim@example.edu,-,", b"kim@example.edu,12.5,"),
            (b"lee@example.edu,-,", b"lee@example.edu,12.5,"),
        ],
    ),
    "blackboard": (
        "blackboard",
        "blackboard.xls",
        {},
        ["mkim", "수아 이", "20240005"],
        [
            ('"Yes"\t""\t'.encode("utf-16-le"), '"Yes"\t"50"\t'.encode("utf-16-le")),
            ('"Yes"\t"3.00"\t'.encode("utf-16-le"), '"Yes"\t"50"\t'.encode("utf-16-le")),
            ('"No"\t""\t'.encode("utf-16-le"), '"No"\t"50"\t'.encode("utf-16-le")),
        ],
    ),
}


@pytest.mark.parametrize(("system", "roster", "options", "students", "changes"), FILLED.values(), ids=FILLED)
def test_a_gradebook_is_filled_and_nothing_else_of_it_changes(
    tmp_path: Path,
    system: str,
    roster: str,
    options: Mapping[str, str],
    students: list[str],
    changes: list[tuple[bytes, bytes]],
) -> None:
    """What the system exported comes back byte for byte, but for the cells of the assignment's column."""
    status, _, errors = export(tmp_path, system, roster, *map(result_of, students), **options)
    assert status == 0, errors
    expected = (EXPORTS / roster).read_bytes()
    for old, new in changes:
        assert expected.count(old) == 1
        expected = expected.replace(old, new)
    assert (tmp_path / "out").read_bytes() == expected


def test_the_export_of_an_export_is_the_same(tmp_path: Path) -> None:
    """A filled gradebook is a gradebook: filled again with the same results it is the same file."""
    kim = result_of("kimminji_12345")
    assert export(tmp_path, "canvas", "canvas.csv", kim)[0] == 0
    first = (tmp_path / "out").read_bytes()
    assert export(tmp_path, "canvas", str(tmp_path / "out"), kim, column="Tensor Gears")[0] == 0
    assert (tmp_path / "out").read_bytes() == first


def test_whoever_is_not_known_for_sure_is_told(tmp_path: Path) -> None:
    """Strangers, an excused student, our own faults and rows without a result: a line each, the grade not written."""
    faulty = result_of("20240004", 0, message=f"{OUR_FAULT}: no disk")
    students = ["kimminji_12345", "nobody", "parkjun_12347", "wrongname_12346"]
    status, output, errors = export(tmp_path, "canvas", "canvas.csv", faulty, *map(result_of, students))
    assert (status, output.splitlines()[0].partition(":")[0]) == (0, "1 grades in Tensor Gears (98765)")
    lines = dict(line.split(": ", 1) for line in errors.splitlines())
    assert lines["nobody"] == "not in the gradebook"
    assert "says EX" in lines["parkjun_12347"]
    assert "Lee, Sua" in lines["wrongname_12346"]
    assert "no fault of the student" in lines["20240004"]
    assert lines["Student, Test"] == "in the gradebook, without a result"
    assert (tmp_path / "out").read_bytes().count(b",50,") == 1


def test_of_two_students_with_one_name_neither_is_guessed(tmp_path: Path) -> None:
    """A full name that two rows have, and two submissions of one student, leave their cells as they were."""
    students = ["Minji Kim", "slee", "20240002", "mkim"]
    status, _, errors = export(tmp_path, "blackboard", "blackboard.xls", *map(result_of, students))
    assert status == 0
    assert "Minji Kim: left blank: could be 2 rows of the gradebook" in errors.splitlines()
    lines = dict(line.split(": ", 1) for line in errors.splitlines())
    assert "2 submissions are" in lines["slee"]
    assert "2 submissions are" in lines["20240002"]
    assert (tmp_path / "out").read_bytes().decode("utf-16").count('"50"') == 1


def test_a_file_can_say_who_is_who(tmp_path: Path) -> None:
    """GitHub Classroom's roster, or a file of students and ids, settles what names leave open."""
    roster = tmp_path / "classroom_roster.csv"
    roster.write_text('"identifier","github_username","github_id","name"\n"20240005","octo-kim","1",""\n')
    status, _, _ = export(tmp_path, "blackboard", "blackboard.xls", result_of("octo-kim"), students=str(roster))
    assert status == 0
    assert '"No"\t"50"' in (tmp_path / "out").read_bytes().decode("utf-16")


def test_nothing_written_is_a_fault(tmp_path: Path) -> None:
    """Where no student has a row, the exit status is 1, every student is listed, and there is no file."""
    status, output, errors = export(tmp_path, "canvas", "canvas.csv", result_of("nobody"))
    assert (status, output) == (1, "")
    assert "nobody: not in the gradebook" in errors
    assert "autograder: nothing was written" in errors.splitlines()[-1]
    assert not (tmp_path / "out").exists()


UNUSABLE = {
    "another system's": ("canvas", "moodle.csv", {}, "not a gradebook as Canvas exports it"),
    "an unknown column": ("canvas", "canvas.csv", {"column": "Nope"}, "Tensor Gears (98765); Essay (98766)"),
    "several columns": ("moodle", "moodle_gradebook.csv", {}, "Assignment: Tensor Gears (Real); Quiz: One (Real)"),
    "an identity": ("canvas", "canvas.csv", {"column": "ID"}, "says who a student is"),
    "a total": ("canvas", "canvas.csv", {"column": "Final Score"}, "read-only in Canvas"),
    "other points": ("canvas", "canvas.csv", {"column": "Essay"}, "counts 10 points, the results 100: say --points"),
    "no scale": (
        "moodle",
        "moodle_gradebook.csv",
        {"column": "Tensor Gears", "points": "scaled"},
        "nothing to scale to",
    ),
    "no file": ("canvas", "none.csv", {}, "none.csv: cannot be read: No such file or directory"),
}


@pytest.mark.parametrize(("system", "roster", "options", "words"), UNUSABLE.values(), ids=UNUSABLE)
def test_what_cannot_be_filled_is_said_in_one_line(
    tmp_path: Path, system: str, roster: str, options: Mapping[str, str], words: str
) -> None:
    """A file, a column or points that leave something open end with status 2, one line, and no file."""
    student = "kimminji_12345" if system == "canvas" else "20240001"
    status, output, errors = export(tmp_path, system, roster, result_of(student), **options)
    assert (status, output) == (2, "")
    [line] = [line for line in errors.splitlines() if line.startswith("autograder: ")]
    assert words in line
    assert not (tmp_path / "out").exists()


def test_canvas_without_a_choice_lists_its_assignments(tmp_path: Path) -> None:
    """Canvas's only candidate is taken; of two, none is, and both are listed."""
    two = tmp_path / "two.csv"
    two.write_bytes((EXPORTS / "canvas.csv").read_bytes().replace(b"Essay (98766)", b"Essay"))
    assert read_gradebook(two, "canvas", None).header == "Tensor Gears (98765)"
    with pytest.raises(UsageError, match=r"more than one .* Tensor Gears \(98765\); Essay \(98766\)"):
        read_gradebook(EXPORTS / "canvas.csv", "canvas", None)


def test_points_are_scaled_where_asked(tmp_path: Path) -> None:
    """Scaled, a grade is the same share of what the LMS counts; as they are, points stay."""
    kim = result_of("kimminji_12345", 0.75)
    for points, grade in (("scaled", b"A,,7.5,"), ("as-they-are", b"A,,75,")):
        assert export(tmp_path, "canvas", "canvas.csv", kim, column="Essay", points=points)[0] == 0
        assert grade in (tmp_path / "out").read_bytes()


def test_a_decimal_comma_is_kept(tmp_path: Path) -> None:
    """Canvas in a language with decimal commas parts cells by semicolons; grades get commas, too."""
    german = tmp_path / "german.csv"
    german.write_text(
        "Student;ID;SIS Login ID;Section;Tensor Gears (7)\n    Points Possible;;;;100,00\nKim, Minji;12345;mkim;A;\n"
    )
    assert export(tmp_path, "canvas", str(german), result_of("mkim", 0.505))[0] == 0
    assert (tmp_path / "out").read_text().splitlines()[-1] == "Kim, Minji;12345;mkim;A;50,5"


def test_students_of_an_earlier_run_are_passed_over(tmp_path: Path) -> None:
    """A result that grades.csv does not list is told and not handed on; one that it lists and is gone is a fault."""
    folder = laid_out(tmp_path / "results", result_of("old"), result_of("=kim"))
    write_grades([result_of("=kim").row()], folder / "grades.csv", [unit.name for unit in UNITS])
    found = read_results(folder)
    assert [result.student for result in found.results] == ["=kim"]
    assert found.earlier == ("old",)
    shutil.rmtree(folder / folder_name("=kim"))
    status, _, errors = call("export", "junit", folder, "--out", tmp_path / "junit.xml")
    assert status == 1
    assert "'=kim, whose result is not there" in errors


def test_no_results_are_no_arguments(tmp_path: Path) -> None:
    """A folder without results, or none at all, ends with status 2 and one line."""
    for place in (tmp_path, tmp_path / "nowhere"):
        status, _, errors = call("export", "gradescope", place, "--out", tmp_path / "out")
        assert status == 2
        assert "no results of `autograder grade`" in errors


def test_gradescope_gets_every_test(tmp_path: Path) -> None:
    """results.json has the score, each test with its points, and the fields' own vocabulary."""
    folder = laid_out(tmp_path / "results", result_of("kim", 0.5, said="expected 1"), result_of("lee", 1))
    assert call("export", "gradescope", folder, "--out", tmp_path / "out")[0] == 0
    kim, lee = (json.loads((tmp_path / "out" / name / "results.json").read_bytes()) for name in ("kim", "lee"))
    assert (kim["score"], lee["score"]) == (50, 100)
    assert [test["status"] for test in (kim["tests"][0], lee["tests"][0])] == ["failed", "passed"]
    for data in (kim, lee):
        assert data["score"] == sum(test["score"] for test in data["tests"])
        assert sum(test["max_score"] for test in data["tests"]) == 100
        assert {test["output_format"] for test in data["tests"]} == {data["output_format"]} == {"text"}
        assert {test["visibility"] for test in data["tests"]} == {data["visibility"]} == {"visible"}
        assert data["stdout_visibility"] == "hidden"
    assert kim["tests"][0]["output"] == "expected 1"
    assert call("export", "gradescope", folder / "kim", "--out", tmp_path / "r" / "results.json")[0] == 0
    assert json.loads((tmp_path / "r" / "results.json").read_bytes()) == kim


def test_junit_tells_failures_from_errors_and_faults() -> None:
    """A case for each test: wrong is a failure, a crash an error, what our own side could not grade is skipped."""
    crash = TestResult("values", TestStatus.ERROR, 0, 5, "killed")
    slow = TestResult("speed", TestStatus.TIMEOUT, 0, 5)
    unit = UnitResult("tensors", Status.GRADED, (ExerciseResult("make_scalar", (crash, slow)),))
    fault = result_of("lee", 0, message=f"{OUR_FAULT}: no disk").units[0]
    root = ElementTree.fromstring(
        junit_xml([SubmissionResult("kim", Status.GRADED, (unit, *result_of("kim").units[1:], fault))])
    )
    assert {name: root.get(name) for name in ("tests", "failures", "errors", "skipped")} == {
        "tests": "6",
        "failures": "4",
        "errors": "1",
        "skipped": "1",
    }
    first, second = root[0].findall("testcase")
    assert (first.get("classname"), first.get("name")) == ("kim.tensors.make_scalar", "values")
    assert [child.tag for child in (*first, *second)] == ["error", "failure"]
    assert first[0].get("message") == "killed"


@pytest.mark.parametrize("text", HOSTILE)
def test_a_students_words_stay_words(tmp_path: Path, text: str) -> None:
    """Formulas, markup and control characters of a student's end up as text in XML and JSON, and in no gradebook."""
    hostile = result_of(text, 0.5, message=text, said=text)
    root = ElementTree.fromstring(junit_xml([hostile]))
    assert {element.tag for element in root.iter()} == {
        "testsuites",
        "testsuite",
        "properties",
        "property",
        "testcase",
        "failure",
        "system-out",
    }
    data = json.loads(results_json(hostile))
    assert all(char.isprintable() or char in "\n\t" for char in data["tests"][0]["output"] if char != "\ufffe")
    status, _, errors = export(tmp_path, "canvas", "canvas.csv", hostile, result_of("20240001"))
    assert status == 0
    assert all(line.isprintable() for line in errors.splitlines())
    assert (tmp_path / "out").read_bytes().replace(b"A,50,8.00", b"A,,8.00") == (EXPORTS / "canvas.csv").read_bytes()


CELLS = st.text(
    st.sampled_from("ab1=,;\t\"\r\n 가'") | st.characters(exclude_categories=["Cs"], exclude_characters="\0")
)


@st.composite
def tables(draw: st.DrawFn) -> tuple[bytes, str, list[list[str]]]:
    """The bytes of some table, its delimiter, and what its cells say."""
    width = draw(st.integers(1, 5))
    delimiter = draw(st.sampled_from(",;\t"))
    rows = draw(st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=6))
    out = io.StringIO(newline="")
    # csv itself does not quote a bare carriage return where lines end otherwise.
    bare = any("\r" in cell for row in rows for cell in row)
    quoting = csv.QUOTE_ALL if bare else draw(st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]))
    csv.writer(
        out, delimiter=delimiter, quoting=quoting, lineterminator=draw(st.sampled_from(["\n", "\r\n"]))
    ).writerows(rows)
    mark, encoding = draw(
        st.sampled_from(
            [(b"", "utf-8"), (b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")]
        )
    )
    return mark + out.getvalue().encode(encoding), delimiter, rows


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tables(), st.data())
def test_nothing_but_the_one_column_changes(made: tuple[bytes, str, list[list[str]]], data: st.DataObject) -> None:
    """Any table comes back to the byte; with cells of one column set, csv reads those, and all others as they were."""
    written, delimiter, rows = made
    mark, encoding, text = decode(written)
    table = Table(mark, encoding, delimiter, records_of(text, delimiter))
    assert table.as_bytes() == written
    column = data.draw(st.integers(0, len(rows[0]) - 1))
    values = data.draw(
        st.dictionaries(st.integers(0, len(rows) - 1), st.sampled_from(["12.5", "0", "7,5"]), max_size=len(rows))
    )
    again = decode(table.with_values(column, values).as_bytes())
    assert again[:2] == (mark, encoding)
    expected = [
        [values.get(row, cell) if place == column else cell for place, cell in enumerate(cells)]
        for row, cells in enumerate(rows)
    ]
    assert list(csv.reader(io.StringIO(again[2], newline=""), delimiter=delimiter)) == expected
    untouched = [record for row, record in enumerate(table.records) if row not in values]
    kept = records_of(again[2], delimiter)
    assert [record for row, record in enumerate(kept) if row not in values] == untouched


@settings(deadline=None)
@given(st.text(st.sampled_from('ab,;"\r\n'), max_size=30), st.sampled_from(",;"))
@example('"a"b"c",d\n', ",")
@example('a"b,"",x', ",")
def test_any_text_is_kept_or_refused(text: str, delimiter: str) -> None:
    """Whatever stands in a file is either written back as it was, and read as csv reads it, or refused in a line."""
    try:
        records = records_of(text, delimiter)
    except UsageError:
        with pytest.raises(csv.Error):
            list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
        return
    assert Table(b"", "utf-8", delimiter, records).as_bytes() == text.encode()
    read = [row or [""] for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]
    assert [record.values for record in records] == read


@pytest.mark.parametrize("data", [b"a\0b", b"\xff\xff\xff", b"\xff\xfea"])
def test_bytes_of_no_known_encoding_are_refused(data: bytes) -> None:
    """NULs, and bytes that are neither UTF-8, UTF-16 nor Korean Windows, are refused before anything is guessed."""
    with pytest.raises(UsageError, match="its encoding cannot be told"):
        decode(data)


def test_a_row_of_another_length_is_refused(tmp_path: Path) -> None:
    """A row with fewer cells than the header, or more, names its line: cells may have slid."""
    short = tmp_path / "short.csv"
    short.write_text('Student,ID,SIS Login ID,Section,A (1)\n"a\nb",1,x,S,\nc,2,x,S\n')
    with pytest.raises(UsageError, match=r"short.csv: line 4 has 4 cells, and the header 5"):
        read_gradebook(short, "canvas", None)


ENTRIES = [
    Entry(1, "Kim, Minji", "1", ("1", "kim_m@x.edu"), ("Kim, Minji", "Minji Kim")),
    Entry(2, "Lee", "2", ("2",), ("Lee",)),
    Entry(3, "Participant 77", "77", ("77",), ()),
]
NAMES: dict[str, Any] = {
    "kimminji_1": 1,
    "Minji Kim_1": 1,
    "minji kim": 1,
    "Minji Kim_kim_m@x.edu": 1,
    "KIM_M@X.EDU": 1,
    "Group 2-Minji Kim_1": 1,
    "Lee_2": 2,
    "lee": 2,
    "Participant_77": 3,
    "kimminji_2": None,
    "kimminji": 1,
    "kim_1": None,
    "leekimminji_1": None,
    "_": None,
    "": None,
    "1 ": 1,
}


@pytest.mark.parametrize(("student", "row"), NAMES.items())
def test_names_mean_one_student_or_none(student: str, row: int | None) -> None:
    """An id counts beside its owner's name only; a login, an e-mail address or the full name count alone."""
    found = match([student], ENTRIES, {}).found
    assert [entry.row for entry in found.values()] == ([] if row is None else [row])


@pytest.mark.parametrize("command", sorted(export_commands.commands))
def test_every_target_has_its_help(command: str) -> None:
    """Each target's help says what it does and ends its description with an example that stands on its own line."""
    status, output, _ = call("export", command, "--help")
    assert status == 0
    example = f"    autograder export {command} results/"
    if command == "nbgrader":  # into the course's own gradebook: no file is to be named
        assert example in output.splitlines()
    else:
        assert any(line.startswith(f"{example} --") for line in output.splitlines())


@pytest.mark.slow
def test_from_canvas_to_canvas(tmp_path: Path) -> None:
    """Canvas's zip is graded and the grades are in Canvas's gradebook: the solution's 40 points, the stub's none."""
    root = Path(__file__).parent.parent
    with zipfile.ZipFile(tmp_path / "submissions.zip", "w") as archive:
        archive.write(root / "solutions" / "tensor_ops.py", "kimminji_12345_1_tensor_ops.py")
        archive.write(root / "exercises" / "tensor_ops.py", "leesuasue_LATE_12346_2_tensor_ops-1.py")
    results = tmp_path / "results"
    status, _, errors = call("grade", tmp_path / "submissions.zip", "--out", results, "--course", root)
    assert status == 0, errors
    filled = tmp_path / "out.csv"
    options = ["--unit", "tensor_ops", "--column", "Tensor Gears", "--points", "scaled"]
    status, _, errors = call("export", "canvas", results, "--roster", EXPORTS / "canvas.csv", "--out", filled, *options)
    assert status == 0, errors
    rows = list(csv.DictReader(io.StringIO(filled.read_text())))
    assert {row["ID"]: row["Tensor Gears (98765)"] for row in rows[2:5]} == {
        "12345": "100",
        "12346": "0",
        "12347": "EX",
    }
