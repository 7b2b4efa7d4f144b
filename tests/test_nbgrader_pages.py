"""nbgrader in a real browser: JupyterLab and formgrader, with the box behind the button that autogrades.

One course, one server and one window for all; each test goes on where the fixtures have taken it. Pictures of the pages
are left in the tests' temporary folder (``--basetemp``); those of the README are from there.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from autograder.course import UNITS

FOLDER = Path(__file__).parent / "nbgrader_course"
UNIT = "tensor_ops"
POINTS = {unit.name: unit.points for unit in UNITS}
PUBLIC_TESTS = len(next(unit for unit in UNITS if unit.name == UNIT).functions)


pytestmark = [
    pytest.mark.slow,
    pytest.mark.thorough,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a box can be confined on Linux only"),
]


@dataclass(frozen=True)
class Desk:
    """The course's folder, its scripts, and what a person sees of it."""

    course: Path
    pictures: Path
    part: Any
    formgrader: Any
    lab: Any

    @property
    def released(self) -> dict[str, Any]:
        """The notebook as students get it."""
        return json.loads((self.course / "release" / UNIT / f"{UNIT}.ipynb").read_text(encoding="utf-8"))

    def picture(self, page: Any, name: str) -> None:
        """Leaves a picture of the page."""
        self.part("pages").picture(page, self.pictures / f"nbgrader-{name}.png")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A course as cloned, with an exchange, open in a browser."""
    folder = tmp_path_factory.mktemp("browser")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(FOLDER))
        pages, server = import_module("pages"), import_module("server")
        if pages.chromium() is None:
            pytest.skip(f"none of {', '.join(pages.CHROMIUM)} is on the path")
        course = folder / "course"
        import_module("run").make_course(course)
        (folder / "exchange").mkdir()
        (folder / "exchange").chmod(0o777)  # nbgrader takes no other
        with (course / "nbgrader_config.py").open("a", encoding="utf-8") as config:
            config.write(f"\nc.Exchange.root = {str(folder / 'exchange')!r}\n")
        with (
            server.jupyter_server(course, folder / "home") as site,
            pages.chromium_context(folder / "chromium") as window,
        ):
            page = window.new_page()
            formgrader, lab = pages.Formgrader(page, site), pages.Lab(page, site)
            yield Desk(course, folder / "pictures", import_module, formgrader, lab)
    for path in FOLDER.glob("*.py"):
        sys.modules.pop(path.stem, None)


@pytest.fixture(scope="module")
def generated(desk: Desk) -> Desk:
    """Every unit's student version made by formgrader's button."""
    desk.formgrader.open()
    for unit in POINTS:
        said = desk.formgrader.click(unit, "assign")
        assert said.startswith(f"Successfully created the student version of '{unit}'")
    return desk


@pytest.fixture(scope="module")
def fetched(generated: Desk) -> Desk:
    """One unit released in formgrader, and fetched in the Assignment List, as a student does."""
    generated.formgrader.open()
    assert generated.formgrader.click(UNIT, "release").startswith(f"Successfully released '{UNIT}'")
    generated.lab.open_assignment_list()
    generated.lab.assignment("released", UNIT, "Fetch").click()
    generated.lab.assignment("fetched", UNIT).wait_for()
    return generated


@pytest.fixture(scope="module")
def written(fetched: Desk) -> Desk:
    """What was fetched, with the solutions written into it."""
    notebook = fetched.part("run").fill_in(fetched.released, fetched.course)
    (fetched.course / UNIT / f"{UNIT}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    return fetched


@pytest.fixture(scope="module")
def collected(written: Desk) -> Desk:
    """The right notebook handed in by the Assignment List and collected by formgrader; a second beside it, in part."""
    written.lab.open_assignment_list()
    written.lab.assignment("fetched", UNIT, "Submit").click()
    written.lab.assignment("submitted", UNIT).wait_for()
    run = written.part("run")
    notebook = run.fill_in(written.released, written.course)
    written.part("notebooks").partial(notebook)
    run.hand_in(written.course, "partial", notebook)
    written.formgrader.open()
    assert written.formgrader.click(UNIT, "collect").startswith("Successfully collected")
    return written


@pytest.fixture(scope="module")
def autograded(collected: Desk) -> Desk:
    """Both autograded by formgrader's button."""
    collected.formgrader.open(f"manage_submissions/{UNIT}")
    for student in collected.formgrader.rows("student-id", "status"):
        assert collected.formgrader.click(student, "autograde").startswith(f"Successfully autograded '{UNIT}'")
    return collected


def test_formgrader_lists_the_units_and_their_points(generated: Desk) -> None:
    """The four units stand among the assignments, each worth what the course says."""
    generated.formgrader.open()
    assert set(generated.formgrader.rows("name", "status")) == set(POINTS)
    generated.formgrader.open("gradebook")
    scores = {name: score for name, (score,) in generated.formgrader.rows("name", "score").items()}
    assert scores == {unit: f"0 / {points:g}" for unit, points in POINTS.items()}


def test_a_stub_runs_and_does_not_validate(fetched: Desk) -> None:
    """The notebook that a student opens runs up to the first public test; Validate names every one that fails."""
    page = fetched.lab.open(f"{UNIT}/{UNIT}.ipynb")
    [error] = fetched.lab.run_all()
    assert "NotImplementedError" in error
    assert "test_naive_relu()" in error
    said = fetched.lab.validate()
    fetched.picture(page, "validate")
    assert said.count("The following cell failed:") == PUBLIC_TESTS
    assert "hidden" not in said.lower()


def test_a_solution_runs_and_validates(written: Desk) -> None:
    """With the solutions in it, every cell of the notebook runs in JupyterLab, and Validate has nothing to say."""
    written.lab.open(f"{UNIT}/{UNIT}.ipynb")
    assert written.lab.run_all() == []
    assert written.lab.validate().strip() == "Success! Your notebook passes all the tests."


def test_the_button_brings_the_boxs_points_into_the_gradebook(autograded: Desk) -> None:
    """What was handed in through the Assignment List, and what was not, gets the same points as in the terminal."""
    from nbgrader.utils import get_username

    notebooks = autograded.part("notebooks")
    cases = {case.student: case.scores for case in notebooks.cases("") if case.student in ("correct", "partial")}
    wanted = {get_username(): cases["correct"], "partial": cases["partial"]}
    assert autograded.part("run").grades(autograded.course) == wanted
    autograded.formgrader.open(f"manage_submissions/{UNIT}")
    shown = autograded.formgrader.rows("student-id", "status", "score")
    total = f"{POINTS[UNIT]:g}"
    assert shown == {student: ["graded", f"{sum(scores.values()):g} / {total}"] for student, scores in wanted.items()}
    autograded.picture(autograded.formgrader.open(), "formgrader")


def test_feedback_says_in_the_browser_what_is_wrong(autograded: Desk) -> None:
    """The feedback that formgrader's button makes shows the score and the diagnosis, and no hidden test."""
    autograded.formgrader.open(f"manage_submissions/{UNIT}")
    assert "Successfully generated feedback" in autograded.formgrader.click("partial", "generate-feedback")
    page = autograded.lab.open_file(f"feedback/partial/{UNIT}/{UNIT}.html")
    text = page.locator("body").inner_text()
    assert "(Score: 37.2 / 40.0)" in text
    assert "naive_relu hands its work to a vectorised operation" in text
    assert "BEGIN HIDDEN" not in text
    page.get_by_text("naive_relu hands its work").first.scroll_into_view_if_needed()
    autograded.picture(page, "feedback")
