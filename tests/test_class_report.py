"""The class at a glance: its statistics, its groups of near-identical programs, its page, and the page in a browser."""

import itertools
import json
import math
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.claims import Claim
from autograder.cli import main
from autograder.course import TEST_ACCURACY, UNITS, Course
from autograder.errors import UsageError
from autograder.feedback.reports import write_grades, write_submission
from autograder.report.charts import histogram
from autograder.report.gathering import gather
from autograder.report.items import FEWEST, item_statistics
from autograder.report.likeness import ALIKE, FEWEST_GRAMS, common, near_identical
from autograder.report.page import render_report
from autograder.report.writing import REPORT, write_report
from autograder.results import ExerciseResult, Status, SubmissionResult, TestResult, TestStatus, UnitResult
from autograder.submission.fingerprints import FINGERPRINTS, Grams, encoded
from autograder.submission.opening import folder_name

COURSE = Course.find(Path(__file__).parent.parent)
NOTHING = np.zeros(0, dtype=np.uint32)
HOSTILE_NAMES = (
    "<script>alert(1)</script>",
    "\"><img src=x onerror='alert(1)'>",
    '=HYPERLINK("https://example.org")',
    "\u202egpj.exe\u2066",
    "javascript:alert(1)",
    "{{ 7 * 7 }}%00#?&../..",
    "\x1b[2J\x07",
    "한예린",
    "-->]]></style></title>",
    "x" * 1_000_000,
)


# --- a class, made of results -----------------------------------------------------------------------------------------


def test_result(passed: bool, **more: Any) -> TestResult:
    status = TestStatus.PASSED if passed else TestStatus.FAILED
    return TestResult("Gives what it should.", status, 1.0 if passed else 0.0, 1.0, **more)


test_result.__test__ = False  # type: ignore[attr-defined]


def submission(student: str, skill: float, **more: Any) -> SubmissionResult:
    """One with all four units, which passes the more of its tests the greater its skill, from 0 to 1, is."""
    units = []
    for unit in UNITS:
        tests = len(unit.exercises)
        exercises = [
            ExerciseResult(name, (test_result(number < skill * tests, value=accuracy(name, skill)),))
            for number, name in enumerate(unit.exercises)
        ]
        units.append(
            UnitResult(unit.name, more.get("status", Status.GRADED), tuple(exercises), more.get("message", ""))
        )
    return SubmissionResult(student, more.get("status", Status.GRADED), tuple(units))


def accuracy(exercise: str, skill: float) -> float | None:
    return 0.9 + skill / 10 if exercise == TEST_ACCURACY else None


def untested(student: str, reason: str) -> SubmissionResult:
    """One of which nothing could be graded."""
    units = tuple(
        UnitResult(
            unit.name,
            Status.NEEDS_REVIEW,
            tuple(ExerciseResult(name, (test_result(False, message=reason),)) for name in unit.exercises),
            reason,
        )
        for unit in UNITS
    )
    return SubmissionResult(student, Status.NEEDS_REVIEW, units)


def written(out: Path, results: list[SubmissionResult], sources: dict[str, str] | None = None) -> Path:
    """A folder of results as a run leaves it."""
    out.mkdir(exist_ok=True)
    for result in results:
        folder = out / folder_name(result.student)
        source = (sources or {}).get(result.student)
        write_submission(result, folder, beside={FINGERPRINTS: encoded({"tensor_ops": source} if source else {})})
    write_grades([result.row() for result in results], out / "grades.csv", [unit.name for unit in UNITS])
    return out


def program(seed: int) -> str:
    """One of many programs that have little in common."""
    random = np.random.default_rng(seed)
    lines = [
        f"    t{line} = x[{random.integers(999)}] * y[{random.integers(999)}] + {random.integers(999)}"
        for line in range(12)
    ]
    body = "\n".join(lines)
    return f"import numpy as np\n\n\ndef naive_add(x, y):\n{body}\n    return t0\n"


# --- items ------------------------------------------------------------------------------------------------------------


def test_difficulty_and_discrimination_are_those_of_the_textbook() -> None:
    """Difficulty is the share that passes; discrimination the correlation with the score less the item's own points."""
    random = np.random.default_rng(1)
    passes = random.random((40, 5)) < random.random((40, 1))
    weights = np.array([1.0, 2.0, 0.5, 3.0, 1.5])
    scores = passes @ weights
    for number, found in enumerate(item_statistics(scores, passes, weights)):
        assert found.difficulty == passes[:, number].mean()
        rest = scores - weights[number] * passes[:, number]
        assert found.discrimination == pytest.approx(np.corrcoef(passes[:, number], rest)[0, 1])


def test_an_item_does_not_discriminate_for_being_part_of_the_score() -> None:
    """An item that has nothing to do with the others has no discrimination, however many points it is worth."""
    passes = np.array(list(itertools.product([False, True], repeat=4)))
    found = item_statistics(passes @ np.array([1.0, 1, 1, 50]), passes, np.array([1.0, 1, 1, 50]))
    assert [item.discrimination for item in found] == pytest.approx([0, 0, 0, 0], abs=1e-12)


def test_the_upper_and_lower_groups_are_27_percent_and_part_no_equals() -> None:
    """Of 100 students with different scores 27 are in each group; equal scores are in the same; all equal, in none."""
    scores = np.arange(100.0)
    passes = np.stack([scores >= 73, scores >= 50, scores >= 20], axis=1)
    upper = [(item.upper, item.lower) for item in item_statistics(scores, passes, np.ones(3))]
    assert upper == [(1.0, 0.0), (1.0, 0.0), (1.0, pytest.approx(7 / 27))]
    tied = np.where(scores >= 40, 99.0, scores)
    assert item_statistics(tied, passes, np.ones(3))[0].upper == pytest.approx(27 / 60)
    assert item_statistics(np.ones(100), passes, np.ones(3))[0].upper is None


def test_few_students_tell_nothing_about_a_test() -> None:
    """Below ten students there is a pass rate, and no more; and a test that all pass parts nobody."""
    few = item_statistics(np.arange(FEWEST - 1.0), np.ones((FEWEST - 1, 1), dtype=bool), np.ones(1))[0]
    assert (few.difficulty, few.discrimination, few.upper) == (1.0, None, None)
    assert item_statistics(np.arange(20.0), np.ones((20, 1), dtype=bool), np.ones(1))[0].discrimination is None


# --- charts -----------------------------------------------------------------------------------------------------------


@given(st.lists(st.floats(-5, 105), max_size=60))
def test_every_value_stands_in_a_histogram_once(values: list[float]) -> None:
    """What is below or above the span stands at its ends; columns are of the counts' heights, and none sticks out."""
    chart = histogram(values, (0, 100))
    assert sum(bar.number for bar in chart.bars) == len(values)
    assert all(0 <= bar.y <= 100 and bar.y + bar.height == pytest.approx(100) for bar in chart.bars)


def test_borders_belong_to_the_column_above() -> None:
    """A score on a border counts in the upper column, the highest of all in the last, whatever floats make of it."""
    chart = histogram([0, 5, 99.9, 100], (0, 100), 20)
    assert [number for number, bar in enumerate(chart.bars) for _ in range(bar.number)] == [0, 1, 19, 19]
    assert [bar.number for bar in histogram([0.1 * 3], (0, 1), 10).bars].index(1) == 3
    assert chart.bars[0].span == "0–5"


# --- near-identical programs ------------------------------------------------------------------------------------------


def grams(*numbers: int) -> Grams:
    return np.array(sorted(numbers), dtype=np.uint32)


def test_near_identical_programs_are_grouped() -> None:
    """Programs that share most of what is rare are a group, with how alike its pairs are at least."""
    base = list(range(100))
    programs = {number: grams(*range(1000 * number, 1000 * number + 90)) for number in range(1, 9)}
    programs |= {20: grams(*base), 21: grams(*base), 22: grams(*base[:95], *range(500, 505))}
    assert [(group.members, group.least) for group in near_identical(programs, NOTHING)] == [
        ((20, 21, 22), pytest.approx(95 / 105))
    ]


def test_what_was_given_is_left_out() -> None:
    """Programs that are alike in what everybody was given, and in nothing else, are no group."""
    given_to_all = range(200)
    programs = {number: grams(*given_to_all, *range(1000 * number, 1000 * number + 30)) for number in range(1, 4)}
    assert near_identical(programs, grams(*given_to_all)) == []
    copies = {number: grams(*given_to_all) for number in range(3)}
    assert near_identical(copies, grams(*given_to_all)) == []


def test_what_many_wrote_makes_nobody_alike() -> None:
    """Passages that many programs have are nobody's own: those that share little else are no group."""
    programs = {number: grams(*range(300), *range(1000 * number, 1000 * number + 30)) for number in range(1, 41)}
    assert near_identical(programs, NOTHING) == []


def test_copies_are_found_however_many_there_are() -> None:
    """A program that forty handed in counts as one when it is asked what is common, so that they are found."""
    programs = {number: grams(*range(100)) for number in range(40)}
    programs |= {number: grams(*range(1000 * number, 1000 * number + 100)) for number in range(40, 60)}
    assert [group.members for group in near_identical(programs, NOTHING)] == [tuple(range(40))]


@settings(max_examples=60)
@given(st.data())
def test_the_pairs_are_those_that_comparing_all_would_find(data: st.DataObject) -> None:
    """What prefix filtering passes over is no pair: groups hang together just as if each were compared with each."""
    seeds = data.draw(st.lists(st.integers(0, 3), min_size=2, max_size=9))
    programs = {}
    for number, seed in enumerate(seeds):
        changed = data.draw(st.sets(st.integers(0, 49), max_size=14))
        programs[number] = grams(
            *(100 * number + 10_000 + gram if gram in changed else 1000 * seed + gram for gram in range(50))
        )
    expected = all_pairs(list(programs.values()))
    found = {pair for group in near_identical(programs, NOTHING) for pair in itertools.combinations(group.members, 2)}
    assert found == closed(len(programs), expected)


def all_pairs(programs: list[Grams]) -> set[tuple[int, int]]:
    """By the definition: alike throughout and in what is distinctive, or the same."""
    distinct = {own.tobytes(): set(own.tolist()) for own in programs}
    counts: dict[int, int] = {}
    for own in distinct.values():
        for gram in own:
            counts[gram] = counts.get(gram, 0) + 1
    rare = [{gram for gram in own.tolist() if counts[gram] <= common(len(distinct))} for own in programs]
    pairs = set()
    for one, other in itertools.combinations(range(len(programs)), 2):
        whole = jaccard(set(programs[one].tolist()), set(programs[other].tolist()))
        enough = min(len(rare[one]), len(rare[other])) >= FEWEST_GRAMS
        if whole == 1 or (enough and whole >= ALIKE and jaccard(rare[one], rare[other]) >= ALIKE):
            pairs.add((one, other))
    return pairs


def jaccard(one: set[int], other: set[int]) -> float:
    return len(one & other) / len(one | other)


def closed(count: int, pairs: set[tuple[int, int]]) -> set[tuple[int, int]]:
    """The pairs of programs that hang together by some."""
    parts = [{number} for number in range(count)]
    for one, other in pairs:
        joined = [part for part in parts if one in part or other in part]
        parts = [part for part in parts if part not in joined] + [set().union(*joined)]
    return {pair for part in parts for pair in itertools.combinations(sorted(part), 2)}


# --- what is gathered -------------------------------------------------------------------------------------------------


def test_what_the_page_says_is_what_the_results_say(tmp_path: Path) -> None:
    """Scores, pass rates, accuracies, reasons and strategies are counted from the results of those that are listed."""
    results = [submission(f"student-{number:02}", number / 11) for number in range(12)]
    results.append(untested("late", "LATE.zip is broken or no zip archive (x)"))
    sources = {f"student-{number:02}": program(number // 2) for number in range(12)}
    found = gather(written(tmp_path / "out", results, sources))
    assert [entry.total for entry in found.entries] == [
        result.score for result in sorted(results, key=lambda r: r.student)
    ]
    unit = next(unit for unit in found.units if unit.name == "tensor_ops")
    assert len(unit.scores) == 12, "what was not judged says nothing about a test"
    passed = [sum(result.units[1].exercises[number].score for result in results) for number in range(11)]
    assert [item.endings["passed"] for item in unit.items] == passed
    assert sorted(found.accuracies) == pytest.approx([0.9 + number / 110 for number in range(12)])
    assert dict(found.reviews) == {"LATE.zip is broken or no zip archive (x)": [0]}
    ways = unit.strategies["naive_add"]
    assert [(words, way.programs, len(way.digests)) for words, way in ways.items()] == [("", 12, 6)]
    groups = near_identical(unit.grams, NOTHING)
    assert len(groups) == 6
    assert all(len(group.members) == 2 for group in groups)


def test_misconceptions_are_counted_where_there_are_any(tmp_path: Path) -> None:
    """An exercise's known misconception is counted by its name; a class without any has no section for it."""
    out = written(tmp_path / "out", [submission(name, 0.5) for name in ("kim", "lee", "park")])
    assert b'id="misconceptions"' not in report(out)
    for name in ("kim", "lee"):
        path = out / name / "result.json"
        data = json.loads(path.read_text(encoding="utf-8"))
        data["units"]["tensor_ops"]["exercises"]["naive_relu"]["misconception"] = "relu-of-the-row"
        path.write_text(json.dumps(data), encoding="utf-8")
    assert dict(gather(out).misconceptions) == {("naive_relu", "relu-of-the-row"): [0, 1]}
    assert b"relu-of-the-row" in report(out)


def test_those_of_an_earlier_run_do_not_count(tmp_path: Path) -> None:
    """Results that ``grades.csv`` does not list are another run's; what it lists and is gone is named."""
    out = written(tmp_path / "out", [submission("kim", 1), submission("lee", 1)])
    write_submission(submission("earlier", 0), out / "earlier")
    assert [entry.student for entry in gather(out).entries] == ["kim", "lee"]
    shutil.rmtree(out / "lee")
    assert gather(out).unread == ["grades.csv lists lee, whose result is not there"]
    (out / "grades.csv").unlink()
    assert [entry.student for entry in gather(out).entries] == ["earlier", "kim"]


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"{",
        lambda data: b"[" * 100_000,
        lambda data: b"[]",
        lambda data: data.replace(b'"status": "passed"', b'"status": "excellent"', 1),
        lambda data: data.replace(b'"score"', b'"scroe"', 1),
        lambda data: data.replace(b'"student": "lee"', b'"student": 7', 1),
        lambda data: data.replace(b'"naive_relu": {', b'"naive_relu": {"misconception": {}, ', 1),
        lambda data: data.replace(b'"max_points": 1.0', b'"max_points": "x"'),
        lambda data: data.replace(b'"tests": [{', b'"tests": [{}, {', 1),
    ],
)
def test_a_result_that_is_none_is_named_and_passed_over(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    """One broken result costs nobody else the report, which names it; the command says so, with status 1."""
    out = written(tmp_path / "out", [submission("kim", 1), submission("lee", 0.9)])
    path = out / "lee" / "result.json"
    before = path.read_bytes()
    path.write_bytes(damage(before))
    assert path.read_bytes() != before
    done = CliRunner().invoke(main, ["report", str(out)])
    assert done.exit_code == 1
    assert "lee" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    page = (out / REPORT).read_text(encoding="utf-8")
    assert "Not counted here" in page
    assert "kim" in page


def test_results_of_other_tests_are_not_mixed(tmp_path: Path) -> None:
    """A result that was graded by other tests than the class's first is named, and is no part of its statistics."""
    out = written(tmp_path / "out", [submission("kim", 1), submission("lee", 1)])
    path = out / "lee" / "result.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    data["units"]["gradients"]["exercises"]["sgd_step"]["tests"] *= 2
    path.write_text(json.dumps(data), encoding="utf-8")
    found = gather(out)
    assert [entry.student for entry in found.entries] == ["kim"]
    assert "grade it again" in found.unread[0]


def test_nothing_to_report_on_is_refused(tmp_path: Path) -> None:
    """A folder without results is an argument that cannot be used: status 2 and one line, and no page."""
    with pytest.raises(UsageError, match="no results"):
        write_report(tmp_path, COURSE)
    done = CliRunner().invoke(main, ["report", str(tmp_path)])
    assert (done.exit_code, len(done.stderr.splitlines())) == (2, 1)
    assert not list(tmp_path.iterdir())


def test_a_run_that_writes_there_is_left_alone(tmp_path: Path) -> None:
    """While a run writes its results, nobody else writes a report beside them; afterwards it is made."""
    out = written(tmp_path / "out", [submission("kim", 1), submission("lee", 1)])
    claim = Claim(out)
    try:
        done = CliRunner().invoke(main, ["report", str(out)])
    finally:
        claim.release()
    assert done.exit_code == 1
    assert "another autograder" in done.stderr
    assert not (out / REPORT).exists()
    assert CliRunner().invoke(main, ["report", str(out)]).exit_code == 0
    assert (out / REPORT).stat().st_size > 10_000


def test_fingerprints_that_are_none_cost_nothing_else(tmp_path: Path) -> None:
    """Without fingerprints, or with broken ones, a submission is compared with none and counted all the same."""
    out = written(tmp_path / "out", [submission(name, 1) for name in ("kim", "lee", "park")], {"kim": program(1)})
    (out / "lee" / FINGERPRINTS).write_bytes(b"{")
    (out / "park" / FINGERPRINTS).unlink()
    found = gather(out)
    assert (len(found.entries), found.unread) == (3, [])
    assert [len(unit.grams) for unit in found.units] == [0, 1, 0, 0]


@pytest.mark.slow
def test_a_run_ends_with_a_report(tmp_path: Path) -> None:
    """Grading two submissions writes the report, twins of one program in one group; grading one alone writes none."""
    twins = {"kim": PROGRAM, "lee": PROGRAM.replace("total", "acc").replace("naive_add(x, y)", "naive_add(a, b)")}
    for student, source in twins.items():
        (tmp_path / "class" / student).mkdir(parents=True)
        (tmp_path / "class" / student / "tensor_ops.py").write_text(source, encoding="utf-8")
    for paths, out in (("class", "all"), ("class/kim", "one")):
        arguments = ["grade", str(tmp_path / paths), "--out", str(tmp_path / out), "--jobs", "1"]
        command = [sys.executable, "-m", "autograder", *arguments, "--course", str(COURSE.root)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert ("The class at a glance: " in done.stdout) == (out == "all")
    assert not (tmp_path / "one" / REPORT).exists()
    page = (tmp_path / "all" / REPORT).read_text(encoding="utf-8")
    assert "the same but for names and layout" in page
    found = gather(tmp_path / "all")
    assert [len(unit.grams) for unit in found.units] == [0, 2, 0, 0]


PROGRAM = """
import numpy as np


def naive_vector_dot(x, y):
    assert x.ndim == y.ndim == 1
    assert x.shape[0] == y.shape[0]
    total, place = 0.0, 0
    while place < x.shape[0]:
        total, place = total + x[place] * y[place], place + 1
    return total


def naive_add(x, y):
    if x.ndim != 2 or x.shape != y.shape:
        raise ValueError("two matrices of one shape")
    total = [[float(x[i, j]) + float(y[i, j]) for j in range(x.shape[1])] for i in range(x.shape[0])]
    return np.array(total).reshape(x.shape)
"""


# --- the page ---------------------------------------------------------------------------------------------------------


def report(out: Path) -> bytes:
    found = gather(out)
    groups = {unit.name: near_identical(unit.grams, NOTHING) for unit in found.units}
    return render_report(found, groups, 0.97)


def test_a_page_is_the_same_from_the_same_results(tmp_path: Path) -> None:
    """Made again from what is there, the report is the same to the byte: it has no time and no order of chance."""
    out = written(tmp_path / "out", [submission(f"s{number}", number / 14) for number in range(15)])
    write_report(out, COURSE)
    first = (out / REPORT).read_bytes()
    write_report(out, COURSE)
    assert (out / REPORT).read_bytes() == first


def test_long_lists_are_cut(tmp_path: Path) -> None:
    """A name of a megabyte, and a reason that everybody has, take a line of the page each."""
    results = [untested(f"student-{number:03}", "x" * 100_000) for number in range(60)]
    page = report(written(tmp_path / "out", [*results, submission("y" * 1_000_000, 1)]))
    assert len(page) < 200_000
    assert b"and 48 more" in page


def test_links_lead_to_the_students_own_page(tmp_path: Path) -> None:
    """Each row's link is the address, beside the report, of that student's feedback, whatever the name."""
    out = written(tmp_path / "out", [submission(name, 1) for name in HOSTILE_NAMES])
    links = set(re.findall(r'<td class="name"><a href="([^"]*)"', report(out).decode()))
    assert len(links) == len(HOSTILE_NAMES)
    for link in links:
        assert link.startswith("./")
        path = Path(unquote(link))
        assert len(path.parts) == 2
        assert (out / path).is_file()


# --- in a browser -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The machine's own Chromium, driven by Playwright."""
    playwright = pytest.importorskip("playwright.sync_api")
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None:
        pytest.skip("no Chromium is installed")
    flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
    with playwright.sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=program, args=flags)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def classroom(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class with everything on its page, some of whose students have names that are none."""
    names = [*HOSTILE_NAMES, *(f"student-{number}" for number in range(1, 21))]
    results = [submission(name, number / len(names)) for number, name in enumerate(names)]
    results += [untested("late <b>", "<img src=x onerror=alert(1)>.zip is broken")]
    sources = {name: program(number // 3) for number, name in enumerate(names)}
    out = written(tmp_path_factory.mktemp("class") / "out", results, sources)
    path = out / "student-3" / "result.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    data["units"]["tensor_ops"]["exercises"]["naive_relu"]["misconception"] = "<i>relu</i>"
    path.write_text(json.dumps(data), encoding="utf-8")
    write_report(out, COURSE)
    return out / REPORT


class Visit:
    """One look at the page: what it asked for, and what it complained of."""

    def __init__(self, browser: Any, path: Path, **options: Any) -> None:
        self.context = browser.new_context(**options)
        self.page = self.context.new_page()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: (self.complaints.append(dialog.message), dialog.dismiss()))
        self.page.goto(path.as_uri())

    def column(self, number: int) -> list[str]:
        """The table's cells in a column, from top to bottom."""
        return self.page.locator(f"#students tbody tr td:nth-child({number})").all_inner_texts()

    def order(self) -> list[str | None]:
        """How each heading says the table is sorted."""
        return [head.get_attribute("aria-sort") for head in self.page.locator("#students th").all()]


@pytest.fixture
def visit(window: Any, classroom: Path) -> Iterator[Callable[..., Visit]]:
    """Opens the page; in the end it must have asked for nothing else, and have had nothing to complain of."""
    visits: list[Visit] = []

    def look(**options: Any) -> Visit:
        visits.append(Visit(window, classroom, **options))
        return visits[-1]

    yield look
    for seen in visits:
        asked = [url for url in seen.requests if url not in (classroom.as_uri(), "data:,")]
        seen.context.close()
        assert (asked, seen.complaints) == ([], [])


@pytest.mark.slow
def test_headings_sort_by_click(visit: Callable[..., Visit]) -> None:
    """A click on a heading sorts by its column, another turns it round; numbers go by size, names as people count."""
    seen = visit()
    total = seen.page.locator("#students th").count() - 1
    seen.page.locator(f"#students th:nth-child({total}) button").click()
    up = [float(text) for text in seen.column(total)]
    assert up == sorted(up)
    assert len(set(up)) > 5
    assert seen.order() == [None] * (total - 1) + ["ascending", None]
    seen.page.locator(f"#students th:nth-child({total}) button").click()
    assert [float(text) for text in seen.column(total)] == up[::-1]
    seen.page.locator("#students th:nth-child(1) button").click()
    names = [name for name in seen.column(1) if name.startswith("student-")]
    assert names == [f"student-{number}" for number in range(1, 21)]


@pytest.mark.slow
def test_headings_sort_by_keyboard(visit: Callable[..., Visit]) -> None:
    """Every heading is reached with Tab and pressed with Enter or the space bar."""
    seen = visit()
    seen.page.locator("#students th:nth-child(1) button").focus()
    for _ in range(5):
        seen.page.keyboard.press("Tab")
    seen.page.keyboard.press("Enter")
    assert seen.order()[5] == "ascending"
    values = [float(text) for text in seen.column(6)]
    assert values == sorted(values)
    seen.page.keyboard.press("Space")
    assert seen.order()[5] == "descending"


@pytest.mark.slow
@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_nothing_sticks_out_on_any_screen(visit: Callable[..., Visit], width: int) -> None:
    """The page needs no scrolling to the side, with all its parts open, on a phone neither."""
    seen = visit(viewport={"width": width, "height": 800})
    seen.page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
    every = "[...document.querySelectorAll('main *')].map((element) => element.getBoundingClientRect().right)"
    assert max(seen.page.evaluate(every)) <= width + 1


@pytest.mark.slow
def test_light_and_dark(visit: Callable[..., Visit]) -> None:
    """The page follows the reader's choice of light or dark, and its text stands out in both (WCAG's 4.5 to 1)."""
    grounds = []
    for scheme in ("light", "dark"):
        seen = visit(color_scheme=scheme)
        for place in ("h1", "#tests .about", "#students td.name", ".figures dt", ".people a", ".tag.needs_review"):
            ink, ground = seen.page.locator(place).first.evaluate(COLOURS)
            assert contrast(ink, ground) >= 4.5, (scheme, place)
        grounds.append(seen.page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert grounds[0] != grounds[1]


COLOURS = """(element) => {
  const ink = getComputedStyle(element).color;
  let ground = "rgba(0, 0, 0, 0)";
  for (let at = element; at && ground === "rgba(0, 0, 0, 0)"; at = at.parentElement)
    ground = getComputedStyle(at).backgroundColor;
  return [ink, ground];
}"""


def contrast(*colours: str) -> float:
    """Of two colours as browsers write them, by WCAG 2."""
    lights = []
    for colour in colours:
        parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
        linear = [part / 12.92 if part <= 0.04045 else math.pow((part + 0.055) / 1.055, 2.4) for part in parts]
        lights.append(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2])
    return (max(lights) + 0.05) / (min(lights) + 0.05)


@pytest.mark.slow
def test_hostile_names_are_text(visit: Callable[..., Visit]) -> None:
    """Markup in names, reasons and misconceptions is shown as it is; nothing is bold, loaded or run for it."""
    seen = visit()
    names = seen.column(1)
    assert {"<script>alert(1)</script>", "late <b>", "javascript:alert(1)", "한예린"} <= set(names)
    assert "\\u202egpj.exe\\u2066" in names
    assert seen.page.locator("main :is(script, img, i, iframe, form, input)").count() == 0
    assert "<i>relu</i>" in seen.page.locator("#misconceptions").inner_text()
    assert "<img src=x onerror=alert(1)>.zip is broken" in seen.page.locator("#reviews").inner_text()


@pytest.mark.slow
def test_the_policy_lets_no_other_script_run(window: Any, classroom: Path, tmp_path: Path) -> None:
    """Were a script to get into the page after all, its policy would keep it from running and from loading anything."""
    foreign = "<img src='https://example.org/x' onerror='alert(2)'><script>document.title = 'run'</script>"
    path = tmp_path / REPORT
    path.write_text(classroom.read_text(encoding="utf-8").replace("<main>", f"<main>{foreign}"), encoding="utf-8")
    seen = Visit(window, path)
    title = seen.page.title()
    refused = [line for line in seen.complaints if "Content Security Policy" in line]
    seen.context.close()
    assert title == "The class at a glance"
    assert any("https://example.org/x" in line for line in refused)
    assert any("inline script" in line for line in refused)
    assert not set(seen.complaints) - set(refused)
