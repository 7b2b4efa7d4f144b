"""Two languages: the catalogue is whole, nothing that a student reads is missing from it, and the course chooses."""

import copy
import io
import json
import re
import shutil
import sys
import tomllib
from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from string import Formatter
from types import ModuleType

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from autograder import words
from autograder.bridge.wording import exercise_text, unit_text
from autograder.course import UNITS, Course
from autograder.feedback.page import render_feedback
from autograder.feedback.reports import read_submission, write_submission
from autograder.grading.session import Session, grading
from autograder.lms.gradescope import results_json
from autograder.results import (
    ExerciseResult,
    Status,
    SubmissionResult,
    TestResult,
    TestStatus,
    UnitResult,
    our_fault,
)
from autograder.words import Sentence, Words, each, first_line, in_language, joined, sentence, translated

ROOT = Path(__file__).parent.parent
CATALOGUE = words.LOCALE / "ko" / "LC_MESSAGES" / "autograder.po"
HANGUL = re.compile("[가-힣]")


def catalogue() -> Catalog:
    """The Korean catalogue, as Babel reads it."""
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="ko", abort_invalid=True)


KOREAN = {message.id: message for message in catalogue() if message.id}


def extracted() -> set[str]:
    """Every sentence in the source, as ``make words`` extracts them."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["babel"]
    mappings = [(entry["pattern"], entry["method"]) for entry in settings["mappings"]]
    found = extract_from_dir(
        ROOT,
        mappings,
        keywords={"sentence": None},
        directory_filter=lambda folder: "autograder" in Path(folder).relative_to(ROOT).parts,
    )
    return {str(message) for _, _, message, _, _ in found}


EXTRACTED = sorted(extracted())


def places(text: str) -> list[tuple[str, str]]:
    """The named places of a sentence, with how each is written out."""
    return sorted((name, spec or "") for _, name, spec, _ in Formatter().parse(text) if name is not None)


# --- the catalogue ---


def test_the_catalogue_is_that_of_the_source() -> None:
    """Every sentence in the source is in the catalogue, and nothing else: ``make words`` was run."""
    assert len(EXTRACTED) > 200
    assert sorted(KOREAN) == EXTRACTED


@pytest.mark.parametrize("text", EXTRACTED)
def test_every_sentence_has_its_korean(text: str) -> None:
    """A translation is there, checked by a person, with the same places, and has the blanks at its ends."""
    message = KOREAN[text]
    assert message.string
    assert not message.fuzzy
    assert places(str(message.string)) == places(text)
    ends = [(some[:1].isspace(), some[-1:].isspace()) for some in (text, str(message.string))]
    assert ends[0] == ends[1]
    assert HANGUL.search(str(message.string)) or not re.search("[a-z]{2}", re.sub(r"\{[^}]*\}|^the ", "", text))


def test_the_compiled_catalogue_is_current() -> None:
    """What is read at run time is what the catalogue says: ``make words`` compiled it."""
    compiled = io.BytesIO()
    write_mo(compiled, catalogue())
    assert CATALOGUE.with_suffix(".mo").read_bytes() == compiled.getvalue()


def test_korean_particles_do_not_depend_on_a_value() -> None:
    """No particle that would have to follow a value's last sound stands right behind a place, but in both its forms."""
    bare = re.compile(r"\}(?:을|를|은|는|이|가|와|과|으로|로)(?=[ .,:]|$)")
    assert not [text for text, message in KOREAN.items() if bare.search(str(message.string))]


def test_every_test_title_has_its_korean() -> None:
    """The title of each hidden test is translated."""
    titles: list[str] = []

    def work(session: Session) -> None:
        titles.extend(test.title for test in session._graders.tests)

    from autograder.box.confinement import LAYERS
    from autograder.course import Settings

    grading(Course.find(ROOT), Settings(LAYERS, None), work)
    assert len(titles) > 80
    assert not [title for title in titles if not HANGUL.search(translated(title))]


# --- texts in two languages ---


def test_a_text_keeps_both_languages() -> None:
    """Filling in, adding, joining, cutting and raising keep the Korean; what is no such text is the same in both."""
    shape = sentence("Wrong shape: {got}, where {wanted} was expected.")
    text = shape.format(got=(1,), wanted=sentence("a NumPy array"))
    assert text == "Wrong shape: (1,), where a NumPy array was expected."
    assert in_language(text, "ko") == "크기(shape)가 틀립니다: (1,). 예상한 것: NumPy 배열."
    assert in_language("x: " + text + "!", "ko") == f"x: {text.korean}!"
    assert in_language(joined("\n", [text, "x = {y}"]), "ko") == f"{text.korean}\nx = {{y}}"
    assert in_language(first_line(joined("\n", [text, "more"])), "ko") == text.korean
    assert in_language(each(text, str.upper), "ko") == text.korean.upper()
    assert in_language(str(ValueError(text)), "ko") == text.korean
    assert type(joined(", ", ["a", "b"])) is str
    assert in_language("plain", "ko") == "plain"
    assert type(in_language(text, "en")) is str


def test_what_a_student_wrote_is_no_sentence() -> None:
    """Braces in a value stay braces, and a value that reads like a sentence of the catalogue is not translated."""
    text = sentence("{place} stopped with {error}{where}").format(place="a.py", error="{x} a pair", where="")
    assert text == "a.py stopped with {x} a pair"
    assert "{x} a pair" in text.korean


@pytest.mark.parametrize("language", words.SPOKEN)
@pytest.mark.parametrize("text", ["plain", Words("one", "하나"), Sentence("a pair")])
def test_json_holds_both(language: str, text: str) -> None:
    """A text comes back from JSON in both languages, whichever of them the course has chosen."""
    entry = json.loads(json.dumps(words.as_json("message", text, language)))
    lines = json.loads(json.dumps(words.lines_as_json("lines", [text, "same"], language)))
    back, [line, same] = words.from_json("message", entry), words.lines_from_json("lines", lines)
    assert entry["message"] == in_language(text, "ko" if language == "ko" else "en")
    for found in (back, line):
        assert (found, in_language(found, "ko")) == (str(text), in_language(text, "ko"))
    assert same == "same"


# --- the course chooses ---

SAID = sentence("Wrong values: every entry is {got}.").format(got="0")
TESTS = (
    TestResult("Gives the product of two matrices.", TestStatus.FAILED, 0, 3, joined("\n", [SAID, "Call: f(x)"])),
    TestResult("Leaves the matrices it is given alone.", TestStatus.PASSED, 1, 1),
)


def result(language: str) -> SubmissionResult:
    """A result in a language: one exercise that fails, and a word on its file."""
    feedback = (Words("Sum the products.", "곱을 더하세요."), SAID)
    exercise = ExerciseResult("naive_matrix_dot", TESTS, feedback)
    units = [UnitResult(unit.name, Status.GRADED, ()) for unit in UNITS]
    units[1] = UnitResult("tensor_ops", Status.GRADED, (exercise,), our_fault("a cog is loose"))
    return SubmissionResult("kim", Status.GRADED, tuple(units), language)


@pytest.mark.parametrize("language", words.SPOKEN)
def test_the_result_is_in_the_course_s_language(tmp_path: Path, language: str) -> None:
    """``result.json`` says its messages in the course's language, holds the other beside it, and is read back whole."""
    write_submission(result(language), tmp_path)
    data = json.loads((tmp_path / "result.json").read_text(encoding="utf-8"))
    unit = data["units"]["tensor_ops"]
    exercise = unit["exercises"]["naive_matrix_dot"]
    texts = [unit["message"], *exercise["feedback"], exercise["tests"][0]["message"]]
    assert all(bool(HANGUL.search(text)) == (language == "ko") for text in texts)
    other = {"ko": "en"}.get(language, "ko")
    assert set(unit["message_in"]) == set(exercise["feedback_in"]) == {other}
    back = read_submission(tmp_path)
    assert back == result(language)
    assert in_language(back.units[1].exercises[0].tests[0].message, "ko").startswith("값이 틀립니다")
    assert back.row().units[1].fault, "what is our fault is known as such in every language"


@pytest.mark.parametrize("language", words.SPOKEN)
def test_the_page_holds_both_and_begins_in_the_course_s(language: str) -> None:
    """A page has its words in both languages and a switch; which of them is shown first is the course's choice."""
    page = render_feedback(result(language)).decode()
    first = "ko" if language == "ko" else "en"
    assert f'<html lang="{first}">' in page
    assert re.findall(r'id="speak-(\w+)" checked', page) == [first]
    for text in (SAID, Sentence(TESTS[0].name), Words("Sum the products.", "곱을 더하세요.")):
        assert in_language(text, "en") in page
        assert in_language(text, "ko") in page
    said = re.findall(r'<pre class="wrap said" lang="(\w+)"', page)
    assert said == ["en", "ko"]


@pytest.mark.slow
def test_the_switch_shows_the_other_language(tmp_path: Path) -> None:
    """In a browser without scripts a key on the switch shows the same page in the other language, and nothing twice."""
    playwright = pytest.importorskip("playwright.sync_api")
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None:
        pytest.skip("no Chromium on this machine")
    place = tmp_path / "feedback.html"
    place.write_bytes(render_feedback(result("both")))
    with playwright.sync_playwright() as tool:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
        browser = tool.chromium.launch(executable_path=program, args=flags)
        page = browser.new_context(java_script_enabled=False).new_page()
        page.goto(place.as_uri())
        english = page.locator("main").inner_text()
        page.keyboard.press("Tab")
        page.keyboard.press("ArrowRight")
        korean = page.locator("main").inner_text()
        browser.close()
    assert str(SAID) in english
    assert not HANGUL.search(english)
    assert SAID.korean in korean
    assert not re.search("Wrong|Failed|Gives|products", korean)
    assert len(english.splitlines()) == len(korean.splitlines())


def test_nbgrader_s_cells_follow_the_course() -> None:
    """What a grade cell and the note on the file say is in the course's language, or in both, each thing once."""
    unit = result("both").units[1]
    english, korean, both = (exercise_text(unit.exercises[0], language) for language in ("en", "ko", "both"))
    assert not HANGUL.search(english)
    assert english.startswith("Wrong values: every entry is 0.\nCall: f(x)\nSum the products.\n")
    assert korean.startswith("값이 틀립니다: 모든 원소가 0입니다.\nCall: f(x)\n곱을 더하세요.\n")
    assert "행렬" in korean
    assert "matrices" not in korean
    assert both.count("Call: f(x)") == 1
    assert both.startswith("Wrong values: every entry is 0.\n값이 틀립니다: 모든 원소가 0입니다.\nCall: f(x)\n")
    assert "Sum the products.\n곱을 더하세요.\n" in both
    assert not HANGUL.search(unit_text(unit, "en"))
    assert unit_text(unit, "ko").startswith("여러분의 잘못이 아닌")


@pytest.mark.parametrize("language", words.SPOKEN)
def test_gradescope_is_told_in_the_course_s_language(language: str) -> None:
    """What Gradescope shows a student is Korean where the course is, and English otherwise."""
    data = json.loads(results_json(result(language), "tensor_ops"))
    texts = [data["output"], data["tests"][0]["output"], data["tests"][0]["name"], data["tests"][1]["output"]]
    assert all(bool(HANGUL.search(text)) == (language == "ko") for text in texts)


# --- nothing escapes ---

# Places of sentences whose values are not ours: what Python, a library or an author wrote.
FOREIGN = {"error", "reason", "text", "entry", "name", "names", "file", "place", "function", "operation", "encoding"}
# Code as it stands in a message: arrays, calls, dtypes, and the names of the contract, of Python and of Keras.
CODE = re.compile(
    r"""  ^\ \ +\w+\ =\ .*$                     # an argument
        | ⟦\d+(?:\ \d+)?⟧:\ .*$                # a line of the student's own file
        | ^\ +…\ .*$                            # the rest of what a library says
        | \b\w+\(.*?\)                          # a call
        | \b(?:rows|cols|index)\ =\ \d+         # an argument in a sentence
        | <[^<>]*>                              # an object, as Python shows it
        | \b(?:Liar|AxesImage|flatten)\b        # what the programs made or named
        | \(?\b(?:int|uint|float|bool|complex)\d*\b\)?
        | '[^']*' | "[^"]*" | `[^`]*`
        | \b\w+\.\w+(?:\.\w+)*                  # x.shape, tensor_ops.py
        | \b\w*_\w+\b                           # naive_relu
        | \b(?:None|True|False|nan|inf|int|str|list|tuple|dict|array|shape|dtype|object|zip|MiB|UTF)\b
    """,
    re.MULTILINE | re.VERBOSE,
)


class Marks:
    """Stands for a catalogue: of a sentence only its places are left, those that are not ours in brackets."""

    def gettext(self, text: str) -> str:
        """The places alone."""
        found = [(name, spec) for _, name, spec, _ in Formatter().parse(text) if name is not None]
        shown = ["{" + name + (f":{spec}" if spec else "") + "}" for name, spec in found]
        marked = [f"⟨{place}⟩" if name in FOREIGN else place for (name, _), place in zip(found, shown, strict=True)]
        return f"⟦{' '.join(marked)}⟧"


@pytest.fixture
def marked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every translation is such a mark."""
    monkeypatch.setattr(words, "_catalogue", Marks)


def beside(name: str) -> ModuleType:
    """Another test module, loaded once more under a name of its own."""
    spec = spec_from_file_location(f"beside_{name}", Path(__file__).with_name(f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def texts_of(result: SubmissionResult) -> Iterator[str]:
    """Everything that a result says."""
    for unit in result.units:
        yield unit.message
        for exercise in unit.exercises:
            yield from exercise.feedback
            yield from (test.message for test in exercise.tests)


def untranslated(text: str) -> list[str]:
    """Words of a marked text that no sentence of the catalogue made, and that are no code."""
    shown = in_language(text, "ko")
    previous = ""
    while previous != shown:
        previous, shown = shown, re.sub(r"⟨[^⟨⟩]*⟩", "", shown)
    return re.findall(r"[A-Za-z]{2,}", CODE.sub("", shown))


def test_a_word_that_escapes_is_found(marked: None) -> None:
    """A literal beside the sentences shows: the tests below can fail."""
    assert untranslated(sentence("a pair")) == []
    assert untranslated("x.shape = (2, 3)") == []
    assert untranslated(joined(" ", [sentence("a pair"), "was expected"])) == ["was", "expected"]
    assert untranslated("not handed in") == ["not", "handed", "in"]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a box can be confined on Linux only")
def test_every_ending_is_told_in_korean(marked: None, tmp_path: Path) -> None:
    """Nothing of what docs/outcomes.md lists for calls, files and submissions holds a word that is not translated."""
    told = beside("test_outcomes").grade_everything(tmp_path)
    assert len(told) > 50
    escaped = {}
    for ending, found in told.items():
        for text in {found.message, *(texts_of(found.result) if found.result else ())}:
            if some := untranslated(text):
                escaped[ending, in_language(text, "ko")] = some
    assert not escaped


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a box can be confined on Linux only")
@pytest.mark.parametrize(
    "light",
    [pytest.param(True, id="numpy"), pytest.param(False, id="keras", marks=[pytest.mark.slow, pytest.mark.thorough])],
)
def test_every_diagnosis_is_told_in_korean(marked: None, tmp_path: Path, light: bool) -> None:
    """Nothing of what wrong programs are told, examples included, holds a word that is not translated."""
    diagnoses = beside("test_diagnoses")
    programs = [path for path in diagnoses.PROGRAMS if (path.parent.name in ("tensors", "tensor_ops")) == light]
    escaped = {}
    for path, tests in diagnoses.graded(programs, tmp_path).items():
        for test in tests:
            if some := untranslated(test.message):
                escaped[path.stem, in_language(test.message, "ko")] = some
    assert len(programs) > 15
    assert not escaped


def test_a_copy_knows_both_languages() -> None:
    """A text that is copied, as nbconvert copies whole notebooks, is the same text in both languages."""
    for text in (sentence("line {line}").format(line=3), sentence("The result should be {wanted}.")):
        [made] = copy.deepcopy({"text": [text]})["text"]
        assert (made, in_language(made, "ko")) == (text, in_language(text, "ko"))
