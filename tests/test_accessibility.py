"""Who can read the pages: axe-core's rules in a real browser, by day, by night, on a phone and on paper; the keyboard.

axe-core (https://github.com/dequelabs/axe-core) comes with a package of the tests; pages need nothing of it.
"""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.course import UNITS, Course
from autograder.feedback.reports import write_grades, write_submission
from autograder.measured import SIDE, Measured, Misread, packed
from autograder.report.writing import REPORT, write_report
from autograder.results import ExerciseResult, Status, SubmissionResult, TestResult, TestStatus, UnitResult
from autograder.submission.fingerprints import FINGERPRINTS, encoded

pytestmark = pytest.mark.slow

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "phone": {"viewport": {"width": 360, "height": 740}, "color_scheme": "light"},
    "dark phone": {"viewport": {"width": 360, "height": 740}, "color_scheme": "dark"},
    "paper": {"color_scheme": "dark"},
}
QUICKLY = (
    ("feedback", "light"),
    ("feedback", "dark phone"),
    ("plain", "dark"),
    ("report", "phone"),
    ("report", "dark"),
)
LONG = "    return [[value if value > 0 else 0 for value in row] for row in x] or np.maximum(x, 0)  # " + "long " * 30
CODE = "import numpy as np\n\n\ndef naive_relu(x):\n" + LONG + "\n" + "\n".join(f"y{n} = {n}" for n in range(80))
CELLS = ("import keras", "def build_model():\n    return 1 / 0", "x = 1")


def everything() -> SubmissionResult:
    """A result in which every part that a page can have stands."""
    shades = np.random.default_rng(1).integers(0, 256, SIDE * SIDE, dtype=np.uint8)
    worst = tuple(Misread(number, 3, 5, 0.99 - number / 50, packed(shades.tobytes())) for number in range(12))
    confusion = tuple(tuple(950 if row == col else (row * col) % 6 for col in range(10)) for row in range(10))
    figures = Measured(0.97, ((0.95, 0.9712),), True, confusion, worst)
    several = Measured(0.97, ((0.95, 0.961), (0.952, 0.9655), (0.951, 0.969)))
    message = "naive_relu raised ZeroDivisionError\nGot (shape (2,), differences in > <):\n  [  1 , >-2<]"
    units = []
    for unit, status in zip(UNITS, (Status.NEEDS_REVIEW, Status.GRADED, Status.GRADED, Status.MISSING), strict=True):
        tests = [TestResult(f"A {ending} test.", ending, 1, 2, message, places=((0, 5),)) for ending in TestStatus]
        tests[1:2] = [TestResult("A test of a cell.", TestStatus.FAILED, 0, 1, message, places=((1, 2),))]
        exercises = [ExerciseResult(name, tuple(tests), ("Look at 0.",)) for name in unit.exercises]
        if unit.pipeline:
            for number, (measured, name) in enumerate(((figures, "test_accuracy"), (several, "train_model"))):
                test = TestResult("It reads.", TestStatus.PASSED, 5, 5, "Test accuracy", 0.97, measured)
                exercises[-1 - number] = ExerciseResult(name, (test,))
        said = "" if status is Status.GRADED else "FILE stopped with NameError"
        units.append(UnitResult(unit.name, status, tuple(exercises), said, ((0, 1),) if said else ()))
    return SubmissionResult("Kim <b>", Status.NEEDS_REVIEW, tuple(units))


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A student's page with everything on it, an empty one, and the report of their class."""
    out = tmp_path_factory.mktemp("class") / "out"
    sources = {UNITS[0].name: CODE, UNITS[1].name: CODE, UNITS[2].name: CELLS}
    results = [everything()]
    results += [SubmissionResult(f"s{number}", Status.GRADED, everything().units) for number in range(12)]
    write_submission(results[0], out / "kim", sources=sources, beside={FINGERPRINTS: encoded({})})
    for result in results[1:]:
        write_submission(result, out / result.student, beside={FINGERPRINTS: encoded({"tensors": CODE})})
    write_grades([result.row() for result in results], out / "grades.csv", [unit.name for unit in UNITS])
    write_report(out, Course.find(Path(__file__).parent.parent))
    return {"feedback": out / "kim" / "feedback.html", "plain": out / "s1" / "feedback.html", "report": out / REPORT}


@pytest.fixture(scope="module")
def window() -> Iterator[Any]:
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


Look = Callable[..., Any]


@pytest.fixture
def look(window: Any) -> Iterator[Look]:
    """Opens a page in one of the ways of reading it."""
    contexts: list[Any] = []

    def open_page(path: Path, way: str = "light", *, unfold: bool = False) -> Any:
        contexts.append(window.new_context(**LOOKS[way]))
        page = contexts[-1].new_page()
        page.goto(path.as_uri())
        if way == "paper":
            page.emulate_media(media="print")
        if unfold:
            page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
        return page

    yield open_page
    for context in contexts:
        context.close()


def violations(page: Any) -> dict[str, list[str]]:
    """The rules that axe-core finds broken, and where."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    found = axe.Axe().run(page, options={"runOnly": list(RULES)}).response
    assert len(found["passes"]) > 10, "it looked at the page"
    return {entry["id"]: [node["html"][:200] for node in entry["nodes"]] for entry in found["violations"]}


@pytest.mark.parametrize(
    ("name", "way"),
    [
        pytest.param(name, way, marks=() if (name, way) in QUICKLY else pytest.mark.thorough)
        for name in ("feedback", "plain", "report")
        for way in LOOKS
    ],
)
def test_no_rule_of_wcag_is_broken(pages: dict[str, Path], look: Look, name: str, way: str) -> None:
    """axe-core finds nothing against WCAG 2.2 A and AA, nor against good practice, with every part unfolded."""
    assert violations(look(pages[name], way, unfold=True)) == {}


def test_a_broken_page_is_found(pages: dict[str, Path], look: Look, tmp_path: Path) -> None:
    """Were a row without its heading, text too pale or a picture without words, the check above would say so."""
    text = pages["feedback"].read_text(encoding="utf-8")
    text = text.replace(' role="img" aria-label="Test image', ' role="img" data-x="Test image')
    text = text.replace("--soft: #546170;", "--soft: #c8d0d8;")
    path = tmp_path / "feedback.html"
    path.write_text(text, encoding="utf-8")
    assert {"svg-img-alt", "color-contrast"} <= violations(look(path, unfold=True)).keys()


@pytest.mark.parametrize("way", ["phone", "light"])
def test_nothing_sticks_out(pages: dict[str, Path], look: Look, way: str) -> None:
    """On a phone too nothing needs scrolling to the side but code and matrix, which scroll inside their own frame."""
    page = look(pages["feedback"], way, unfold=True)
    width = page.viewport_size["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    outside = "[...document.querySelectorAll('main *')].filter((part) => !part.closest('.code, .matrix, pre'))"
    assert max(page.evaluate(f"{outside}.map((part) => part.getBoundingClientRect().right)")) <= width + 1
    code = page.locator(".code").first
    assert code.evaluate("(part) => part.scrollWidth > part.clientWidth"), "the long line scrolls"


def test_the_keyboard_gets_everywhere(pages: dict[str, Path], look: Look) -> None:
    """Every part that folds, every link and every frame that scrolls is reached with Tab, and seen to be."""
    page = look(pages["feedback"])
    wanted = page.evaluate("document.querySelectorAll('a[href], summary, [tabindex=\"0\"]').length")
    assert page.locator("[tabindex='0']").count() >= 4
    page.evaluate(
        "document.querySelectorAll('a[href], summary, [tabindex]').forEach((part) => { part.dataset.n = ''; })"
    )
    reached = 0
    for _ in range(wanted + 5):
        page.keyboard.press("Tab")
        state = page.evaluate(
            "(() => { const at = document.activeElement; if (at === document.body) return null;"
            " const first = at.dataset.n === ''; at.dataset.n = 'seen';"
            " const shown = at.type === 'radio' ? at.closest('label') : at;"
            " return [first, getComputedStyle(shown).outlineStyle]; })()"
        )
        if state is None:
            break
        assert state[1] != "none"
        reached += state[0]
    stops = "[...document.querySelectorAll('a[href], summary, [tabindex=\"0\"]')]"
    hidden = page.evaluate(f"{stops}.filter((part) => !part.checkVisibility()).length")
    assert reached == wanted - hidden
    assert reached > 50


def comes_into_view(part: Any) -> bool:
    """Whether it does so soon; Playwright's own way to wait needs what a page's policy forbids."""
    inside = "(part) => { const at = part.getBoundingClientRect(); return at.top >= 0 && at.bottom <= innerHeight; }"
    for _ in range(100):
        if part.evaluate(inside):
            return True
        part.page.wait_for_timeout(100)
    return False


def test_a_link_leads_to_the_line_and_back(pages: dict[str, Path], look: Look) -> None:
    """Enter on a message's link shows the marked line, in its own frame; the link there leads back."""
    page = look(pages["feedback"], "phone")
    link = page.locator("#unit-2 .exercise .places a").first
    target, origin = link.get_attribute("href"), page.locator("#unit-2 .exercise .test-name[id]").first
    assert target is not None
    link.focus()
    page.keyboard.press("Enter")
    line = page.locator(target)
    assert comes_into_view(line)
    assert line.inner_text().startswith("    return [[")
    back = page.locator("#unit-2 .backs a").first
    assert back.get_attribute("href") == "#" + str(origin.get_attribute("id"))
    back.focus()
    page.keyboard.press("Enter")
    assert comes_into_view(origin)


def test_on_paper(pages: dict[str, Path], look: Look) -> None:
    """Printed, what was open stands there in black on white, tables with their shades; code and links do not."""
    page = look(pages["feedback"], "paper")
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    assert (
        page.locator(".matrix td.right").first.evaluate("(part) => getComputedStyle(part).printColorAdjust") == "exact"
    )
    for part, shown in (
        (".said", True),
        (".curve", True),
        (".digits svg", True),
        (".source", False),
        (".places", False),
    ):
        assert page.locator(part).first.is_visible() == shown, part
    assert page.pdf()[:5] == b"%PDF-"
