"""The battery of hostile submissions: nothing that one of them attempts changes more than its own score.

``hostile/`` holds the cases and what runs them, a command of its own (``make battery``). Here one run of all of them is
judged case by case; then each isolation layer is switched off in turn, and something must get through; and first of
all, quickly, what judges them is shown what it must find.
"""

import csv
import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import jinja2
import pytest

from autograder.box.confinement import LAYERS
from autograder.feedback import page
from autograder.results import ExerciseResult, Status, SubmissionResult, TestResult, TestStatus, UnitResult
from autograder.submission.opening import folder_name

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a box can be confined on Linux only")

FOLDER = Path(__file__).parent / "hostile"
CASES = sorted(f"{path.parent.parent.name}/{path.parent.name}" for path in FOLDER.glob("*/*/case.toml"))
FAMILIES = sorted({case.partition("/")[0] for case in CASES})
# What gets through without the layer, each of it quickly.
GETS_THROUGH = {
    "landlock": ["resources/endless_device"],
    "seccomp": ["resources/fork_bomb", "resources/memory_shared"],
    "rlimits": ["resources/memory_list", "resources/descriptors"],
}
Part = Callable[[str], Any]


@pytest.fixture(scope="session")
def part() -> Iterator[Part]:
    """A module of the battery by name; they are scripts beside one another, not a package."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(FOLDER))
        yield import_module
    for path in FOLDER.glob("*.py"):
        sys.modules.pop(path.stem, None)


# --- one run of the whole battery -------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def graded(part: Part, tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Path]:
    """What one run of the whole battery found, and where its results are."""
    battery, folder = part("battery"), tmp_path_factory.mktemp("battery") / "run"
    return battery.run(battery.playable(part("cases").find_cases()), folder), folder / "results"


@pytest.fixture(scope="session")
def report(graded: tuple[Any, Path]) -> Any:
    """What the run found."""
    return graded[0]


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
def test_case_is_contained(report: Any, case: str) -> None:
    """What the case says must hold does: its bounds, honest functions in the same file, its message, its time."""
    verdicts = [verdict for verdict in report.cases if str(verdict.case) == case]
    if not verdicts:
        pytest.skip("it is about MNIST, and AUTOGRADER_MNIST names no file")
    assert verdicts[0].faults == []
    if verdicts[0].known:
        pytest.xfail(verdicts[0].case.limit)


@pytest.mark.slow
@pytest.mark.parametrize("family", FAMILIES)
def test_neighbours_are_intact(report: Any, family: str) -> None:
    """Honest submissions before, between and after the hostile ones have all their points."""
    around = [verdict for verdict in report.neighbours if verdict.case.family == family]
    assert around
    assert [verdict.faults for verdict in around if verdict.faults] == []


@pytest.mark.slow
def test_nothing_is_left_behind(report: Any) -> None:
    """No file, no process, no formula, no row too many: nothing speaks against the batch as a whole."""
    assert report.strays == []


# --- what people read of it, in a real browser ------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser(part: Part) -> Iterator[Any]:
    """A headless Chromium."""
    program = part("browser").find()
    if program is None:
        pytest.skip("no Chromium is installed")
    with part("browser").Browser(program) as browser:
        yield browser


@pytest.mark.slow
def test_pages_stay_pages_in_a_browser(part: Part, graded: tuple[Any, Path], browser: Any) -> None:
    """A browser makes of each feedback page what the template has and no more: no script, no request, no element."""
    tags = part("battery")._template_tags()
    honest = [verdict for verdict in graded[0].neighbours if verdict.result is not None]
    alike = {folder_name(verdict.result["student"]) for verdict in honest[1:]}
    pages = [page for page in sorted(graded[1].glob("*/feedback.html")) if page.parent.name not in alike]
    assert len(pages) > 100
    faults = {page.parent.name: list(part("browser").page_faults(browser.look(page), tags)) for page in pages}
    assert {student: found for student, found in faults.items() if found} == {}


@pytest.mark.slow
def test_grades_stay_text_in_a_browser(graded: tuple[Any, Path], browser: Any, tmp_path: Path) -> None:
    """A browser that shows ``grades.csv`` as text shows every character of it, and nothing becomes anything else."""
    text = (graded[1] / "grades.csv").read_text(encoding="utf-8")
    (tmp_path / "grades.txt").write_text(text, encoding="utf-8")
    seen = browser.look(tmp_path / "grades.txt")
    assert seen.text == text
    assert {name for name, _ in seen.elements} <= {"html", "head", "meta", "body", "pre"}
    assert (seen.requests, seen.scripts, seen.dialogs) == ([], [], [])


@pytest.mark.slow
@pytest.mark.parametrize("between", [",", ";", "\t", "|"], ids=["comma", "semicolon", "tab", "bar"])
def test_grades_have_no_formula_in_a_spreadsheet(part: Part, graded: tuple[Any, Path], between: str) -> None:
    """Whatever a spreadsheet's locale parts cells by, none of ``grades.csv`` begins as a formula."""
    with open(graded[1] / "grades.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=between))
    assert len(rows) > 100
    assert list(part("battery").formulas(rows)) == []


MARKUP = "</pre></style><img src='https://example.org/x' onerror='alert(1)'><script>alert(2)</script>"


@pytest.fixture
def unescaped(monkeypatch: pytest.MonkeyPatch) -> Iterator[bytes]:
    """A page with markup for a name and for messages, made with escaping switched off."""
    kept = (page._macro, page._feedback_template, page._same_part, page._same_unit, page._same_exercise)
    real = jinja2.Environment

    def clear() -> None:
        for function in kept:
            function.cache_clear()

    monkeypatch.setattr(jinja2, "Environment", lambda **options: real(**{**options, "autoescape": False}))
    clear()
    test = TestResult("values", TestStatus.FAILED, 0, 1, MARKUP)
    units = (UnitResult("tensors", Status.GRADED, (ExerciseResult("naive_relu", (test,)),), MARKUP),)
    yield page.render_feedback(SubmissionResult(MARKUP, Status.GRADED, units))
    clear()


@pytest.mark.slow
def test_a_browser_finds_what_escaping_keeps_out(part: Part, browser: Any, unescaped: bytes, tmp_path: Path) -> None:
    """Were escaping switched off, the check would find elements and handlers, and without the page's policy scripts."""
    path = tmp_path / "feedback.html"
    tags = part("battery")._template_tags()
    path.write_bytes(unescaped)
    found = "\n".join(part("browser").page_faults(browser.look(path), tags))
    for words in ("no template's: img", "no template's: script", "onerror", "https://example.org/x"):
        assert words in found
    assert "ran a script" not in found, "the policy forbids it"
    path.write_bytes(unescaped.replace(b"Content-Security-Policy", b"x"))
    found = "\n".join(part("browser").page_faults(browser.look(path), tags))
    for words in ("it ran a script", "it opened a dialog: 2", "it asked for https://example.org/x"):
        assert words in found


def test_formulas_are_seen(part: Part) -> None:
    """A cell, a heading or a cell too many that begins as a formula is found; a negative number is none."""
    rows = list(csv.DictReader(io.StringIO("student,+total\n=1,-2.5\n'=1,3,@x\n")))
    assert sorted(set(part("battery").formulas(rows))) == ["+total", "=1", "@x"]


# --- the battery bites ------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("layer", LAYERS)
def test_without_a_layer_something_gets_through(part: Part, tmp_path: Path, layer: str) -> None:
    """With any one isolation layer off, the battery fails; so none of them is there for nothing."""
    battery = part("battery")
    cases = part("cases").find_cases(names=GETS_THROUGH[layer])
    report = battery.run(cases, tmp_path / "run", [layer])
    assert len(report.cases) == len(cases)
    assert all(verdict.result is not None for verdict in report.verdicts), report.output
    assert not report.holds
    assert all(verdict.faults for verdict in report.cases), "a case that the layer has nothing to do with"


@pytest.fixture
def case(part: Part) -> Callable[..., Any]:
    """A case with these bounds."""

    def make(**bounds: Any) -> Any:
        return part("cases").Case("exits", "made_up", "Nothing.", "All.", 10, lambda folder, name: folder, **bounds)

    return make


def result_of(points: float, message: str = "", status: str = "graded") -> dict[str, Any]:
    """A ``result.json``, as far as a case is judged by it."""
    tests = [{"message": ""}, {"message": message}]
    exercises = {"naive_relu": {"score": points, "max_score": 4, "tests": tests}}
    unit = {"score": points, "max_score": 40, "status": status, "message": "", "exercises": exercises}
    return {"status": status, "units": {"tensor_ops": unit}}


RELU = "tensor_ops.naive_relu"


@pytest.mark.parametrize(
    ("bounds", "result", "seconds", "fault"),
    [
        ({"at_most": {RELU: 0}}, result_of(0.1), 1, "at most 0"),
        ({"at_most": {"tensor_ops": 2}}, result_of(2.01), 1, "at most 2"),
        ({"exactly": {RELU: 4}}, result_of(3.99), 1, "not 4"),
        ({"at_most": {RELU: 0}, "says": {RELU: "time"}}, result_of(0, "memory"), 1, "does not say"),
        ({"at_most": {RELU: 0}}, result_of(0, status="needs_review"), 1, "needs_review, not graded"),
        ({"at_most": {RELU: 0}, "status": {"tensor_ops": "needs_review"}}, result_of(0), 1, "graded, not needs_review"),
        ({"at_most": {RELU: 0}}, result_of(0), 11, "it took 11.0 s"),
        ({"at_most": {RELU: 0}}, None, 1, "it has no result"),
        ({"status": {"submission": "skipped"}}, result_of(0), 1, "passed over"),
    ],
    ids=["exercise", "unit", "exact", "message", "review", "no review", "time", "no result", "skipped"],
)
def test_a_case_that_is_not_contained(part: Part, case: Any, bounds: Any, result: Any, seconds: float, fault: str):
    """Each kind of bound, when it is broken, is found to be."""
    assert fault in " ".join(part("cases").faults_of(case(**bounds), result, seconds))


def test_a_case_that_is_contained(part: Part, case: Any) -> None:
    """Where every bound holds, there is nothing to say against a case."""
    bounds = {"at_most": {RELU: 4}, "exactly": {"tensor_ops": 4}, "says": {RELU: "mem.*y"}}
    assert part("cases").faults_of(case(**bounds), result_of(4, "memory"), 9.9) == []
    assert part("cases").faults_of(case(status={"submission": "skipped"}), None, 0) == []


@pytest.mark.parametrize(
    ("table", "fault"),
    [
        ("[at_most]\n'tensor_ops.naive_rleu' = 0", "no such unit or exercise"),
        ("[says]\n'tensor_ops' = 'x'", "it could not fail"),
        ("[at_most]\ntensor_ops = 0\n[status]\ntensor_opps = 'graded'", "no such unit"),
        ("[at_least]\ntensor_ops = 0", "at_least"),
        ("[at_most]\ntensor_ops = 0\n[says]\ntensor_ops = '('", "no regular expression"),
    ],
    ids=["exercise", "no bound", "unit", "table", "pattern"],
)
def test_a_case_that_is_none(part: Part, tmp_path: Path, table: str, fault: str) -> None:
    """A case with a typing mistake, or without a bound that could be broken, is refused before anything is graded."""
    (tmp_path / "submission").mkdir()
    (tmp_path / "submission" / "tensor_ops.py").write_text("x = 1\n")
    (tmp_path / "case.toml").write_text(f"attempts = 'Much.'\nholds = 'All.'\nseconds = 9\n{table}\n")
    with pytest.raises(part("cases").CaseError, match=fault):
        part("cases").read_case(tmp_path)


def test_honest_functions(part: Part) -> None:
    """A marker becomes the reference solution's functions, or all that the file does not define itself."""
    honest, functions = part("cases").honest, part("cases").solution("tensor_ops")[1]
    named = honest("x = 1\n# honest: naive_relu, naive_add\n", "tensor_ops")
    assert named == f"x = 1\nimport numpy as np\n{functions['naive_relu']}\n{functions['naive_add']}\n"
    others = honest("def naive_relu(x):\n    pass\nnaive_add = naive_relu\n# honest: others", "tensor_ops")
    assert [name for name in functions if functions[name] in others] == list(functions)[2:]
    renamed = honest("# honest: naive_relu as right, naive_add", "tensor_ops")
    assert "def right(" in renamed
    assert "def naive_add(" in renamed
    with pytest.raises(part("cases").CaseError, match="nave_relu"):
        honest("# honest: nave_relu", "tensor_ops")


def test_changes_of_files_are_seen(part: Part, tmp_path: Path) -> None:
    """A file that came, went, or is no longer what it was is found, and one in a shared folder by its mark."""
    surroundings = part("surroundings")
    (tmp_path / "folder").mkdir()
    for name in ("kept", "changed", "moded", "gone"):
        (tmp_path / "folder" / name).write_text("x")
    before = surroundings.listing([tmp_path])
    assert surroundings.differences(before, surroundings.listing([tmp_path])) == []
    (tmp_path / "folder" / "changed").write_text("y")
    os.utime(tmp_path / "folder" / "changed", ns=(1, 1))
    (tmp_path / "folder" / "moded").chmod(0o700)
    (tmp_path / "folder" / "gone").unlink()
    (tmp_path / "folder" / "new").mkdir()
    marked = Path("/tmp", f"hostile-{os.getpid()}")
    marked.touch()
    try:
        found = surroundings.differences(before, surroundings.listing([tmp_path]))
    finally:
        marked.unlink()
    words = [f"{line.split(':')[0]} {Path(line.split(': ')[1]).name}" for line in found]
    assert words == [f"written {marked.name}", "written new", "gone gone", "changed changed", "changed moded"]


def test_processes_that_are_left_are_seen(part: Part) -> None:
    """A process whose parents have ended is found, whatever session it is in, and ended; one that was there is not."""
    surroundings = part("surroundings")
    own = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        before = set(surroundings.descendants())
        assert own.pid in before
        leaving = "import os, time; os.fork() and os._exit(0); os.setsid(); os.fork() and os._exit(0); time.sleep(60)"
        with surroundings.adopting():
            subprocess.run([sys.executable, "-c", leaving], check=True)
            found = surroundings.left_processes(before)
        assert len(found) == 1
        assert "1 of them" in found[0]
        assert not Path("/proc", found[0].rpartition(" ")[2].rstrip(")")).exists()
        assert surroundings.left_processes(before) == []
        assert own.poll() is None
    finally:
        own.kill()
        own.wait()


@pytest.mark.parametrize(
    ("page", "fault"),
    [
        ("<p>&lt;script&gt;</p>", ""),
        ("<p><script>1</script></p>", "<script>"),
        ("<p onclick='x'>", "onclick"),
        ("<a href='https://example.org'>", "example.org"),
        ("<p>sesame</p>", "the secret"),
    ],
    ids=["none", "script", "handler", "link", "secret"],
)
def test_foreign_markup_is_seen(part: Part, tmp_path: Path, page: str, fault: str) -> None:
    """A script, a handler, a link out or the secret in a student's page is found."""
    battery = part("battery")
    (tmp_path / "result.json").write_text("{}")
    (tmp_path / "fingerprints.json").write_text("{}")
    (tmp_path / "feedback.html").write_text(page)
    found = list(battery._page_faults(tmp_path, battery._template_tags(), "sesame"))
    assert fault in " ".join(found)
    assert bool(found) == bool(fault)


def test_the_time_of_each_is_reckoned(part: Part, tmp_path: Path) -> None:
    """With two at once, each submission's time runs from when a place was free to when its result was there."""
    now = time.time()
    paths = []
    for name, end in (("a", 10), ("b", 4), ("c", 5), ("d", 12)):
        path = tmp_path / name
        path.write_text(json.dumps({}))
        os.utime(path, (now + end, now + end))
        paths.append(path)
    assert part("battery")._durations(paths, now) == pytest.approx([10, 4, 1, 7], abs=0.01)
