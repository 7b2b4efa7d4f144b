"""Known wrong programs: read, told apart, and named to the students who wrote one."""

import ast
import json
import shutil
from itertools import zip_longest
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.authoring import hint_audit
from autograder.box.confinement import LAYERS
from autograder.box.outcomes import Died, Raised, Returned
from autograder.box.wire import Handle
from autograder.course import TEST_ACCURACY, UNITS, Course, Settings
from autograder.errors import GraderFault
from autograder.feedback.page import render_feedback
from autograder.grading import hints
from autograder.grading.grounds import Grounding, Grounds
from autograder.grading.hints import Misconception, read_misconceptions, source_of
from autograder.grading.recognition import Evidence
from autograder.grading.session import Graded, Session, grading
from autograder.grading.witness import MOST_BYTES, MOST_KEPT, UNKNOWN, Refusal, Witness, answer_of, same_answers
from autograder.results import SubmissionResult
from autograder.submission.opening import Submission
from autograder.words import in_language

COURSE = Course.find(Path(__file__).parent.parent)
EVERY = {unit.name: read_misconceptions(unit, source_of(unit)) for unit in UNITS}
LIGHT = [entry for unit in UNITS[:2] for entry in EVERY[unit.name]]
HEAVY = [entry for unit in UNITS[2:] for entry in EVERY[unit.name]]
TAPES = EVERY[UNITS[3].name]
UNIT_OF = {exercise: unit for unit in UNITS for exercise in unit.exercises}


def submission_source(*entries: Misconception) -> str:
    """A unit's solutions with these functions as a student would have got them wrong; trained only where that shows."""
    unit = UNIT_OF[entries[0].exercise]
    tree = ast.parse(source_of(unit))
    kept = [node for node in tree.body if not isinstance(node, ast.FunctionDef) or "__" not in node.name]
    for entry in entries:
        [wrong] = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name == entry.function]
        wrong.name = entry.stands_for
        kept.append(wrong)
    solution = (COURSE.solutions / f"{unit.name}.py").read_text(encoding="utf-8")
    trained = {"train_model", TEST_ACCURACY} & {entry.exercise for entry in entries}
    stub = (
        ""
        if trained or not unit.pipeline
        else "def train_model(model, images, labels):\n    raise NotImplementedError\n"
    )
    return f"{solution}\n\n{ast.unparse(ast.Module(kept, []))}\n\n\n{stub}"


def hand_in(folder: Path, *entries: Misconception) -> Submission:
    """A submission of one unit that is these wrong programs and else right."""
    folder.mkdir()
    name = UNIT_OF[entries[0].exercise].name
    (folder / f"{name}.py").write_text(submission_source(*entries), encoding="utf-8")
    return Submission(folder.name, (folder,))


def grade(submissions: list[Submission], course: Course = COURSE, mnist: Path | None = None) -> list[Graded]:
    """Their results, in one session."""
    results: list[Graded] = []

    def work(session: Session) -> None:
        results.extend(session.grade(submission) for submission in submissions)

    grading(course, Settings(LAYERS, mnist), work)
    return results


def exercise_of(result: SubmissionResult, name: str) -> dict[str, Any]:
    """An exercise's entry as it stands in ``result.json``."""
    data: dict[str, Any] = json.loads(json.dumps(result.as_json()))
    entry: dict[str, Any] = data["units"][UNIT_OF[name].name]["exercises"][name]
    return entry


def check_named(graded: Graded, entry: Misconception) -> None:
    """The result and the page of a submission that is this wrong program name it and give its hint."""
    found = exercise_of(graded.result, entry.exercise)
    assert found["score"] < found["max_score"]
    assert found.get("misconception") == entry.name
    assert found["feedback"][0] == entry.en
    assert found["feedback_in"]["ko"][0] == entry.ko
    page = render_feedback(graded.result, graded.sources).decode()
    for hint in (entry.en, entry.ko):
        # Jinja escapes quotes as numbers; the hint is looked for in pieces without any.
        assert all(piece in page for piece in _plain_pieces(hint))
    assert SubmissionResult.from_json(graded.result.as_json()).as_json() == graded.result.as_json()


def _plain_pieces(text: str) -> list[str]:
    return [
        piece
        for part in text.split("`")
        for piece in part.replace("<", "\0")
        .replace(">", "\0")
        .replace("&", "\0")
        .replace('"', "\0")
        .replace("'", "\0")
        .split("\0")
    ]


# --- what is read ---


def test_every_exercise_has_some() -> None:
    """Every exercise of the contract has two to eight known wrong programs, each with two hints of its own."""
    for unit in UNITS:
        for exercise in unit.exercises:
            mine = [entry for entry in EVERY[unit.name] if entry.exercise == exercise]
            assert 2 <= len(mine) <= 8, exercise
            assert len({entry.en for entry in mine}) == len({entry.ko for entry in mine}) == len(mine)


def test_hints_are_in_their_languages() -> None:
    """What is said in Korean holds Korean letters, and what is said in English holds none."""
    for entry in LIGHT + HEAVY:
        assert any("가" <= letter <= "힣" for letter in entry.ko), entry.function
        assert not any("가" <= letter <= "힣" for letter in entry.en), entry.function
        assert (entry.hint, in_language(entry.hint, "ko")) == (entry.en, entry.ko)


DOCS = "en: e\nko: 가\nseen: s"
BAD = [
    (f'def naive_what__x(x):\n    """{DOCS}"""', "no exercise"),
    (f'def naive_relu__x__what(x):\n    """{DOCS}"""', "no exercise"),
    ('def naive_relu__x(x):\n    """en: e"""', "does not say: ko, seen"),
    ("def naive_relu__x(x):\n    pass", "does not say: en, ko, seen"),
    (f'def naive_relu__x(x):\n    """{DOCS}"""\ndef naive_relu__x(x):\n    """{DOCS}"""', "two wrong programs named x"),
]


@pytest.mark.parametrize(("source", "words"), BAD)
def test_a_wrong_program_without_its_words_is_refused(source: str, words: str) -> None:
    """One of no exercise, without a hint, or of a name that is taken is our fault, and said so."""
    with pytest.raises(GraderFault, match=words):
        read_misconceptions(UNITS[1], source)


# --- what is kept of a submission, and compared ---


ALIKE = [
    (np.array([1, 2]), np.array([1.0, 2.0]), True),
    (np.array([1.0]), np.array([1.0 + 1e-9]), True),
    (np.array([1.0]), np.array([1.1]), False),
    (np.array([1]), np.array([[1]]), False),
    (np.array([np.nan]), np.array([np.nan]), True),
    (np.array(["a"]), np.array(["a"]), True),
    (np.array(["1"]), np.array([1]), False),
    (np.array([True]), np.array([True]), True),
    (3, np.array(3.0), True),
    (3, True, False),
    ("3", 3, False),
    (None, None, True),
    (None, 0, False),
    ((1, "a"), (1, "a"), True),
    ((1, 2), [1, 2], False),
    ((1, 2), (1, 2, 3), False),
    (Refusal("refused"), "refused", False),
    (Refusal("refused"), Refusal("refused"), True),
    (UNKNOWN, UNKNOWN, False),
]


@pytest.mark.parametrize(("one", "other", "alike"), ALIKE)
def test_answers_are_compared_as_graders_do(one: Any, other: Any, alike: bool) -> None:
    """Numbers are equal within rounding whatever their dtype; kinds, shapes and words must be the same."""
    assert same_answers([one], [other]) is alike
    assert same_answers([other], [one]) is alike


def test_answers_are_counted() -> None:
    """Who answered less, because a call never came back, is no equal."""
    assert not same_answers([1], [1, 2])


def test_little_is_kept() -> None:
    """A value that is large, deep, foreign or a handle is not kept, and so equals nothing."""
    for value in (
        np.zeros(MOST_BYTES),
        "x" * (MOST_BYTES + 1),
        1 << 5000,
        {"a": 1},
        Handle(1, "model", "Sequential"),
        [1] * 1000,
    ):
        assert answer_of(Returned(value)) is UNKNOWN
    deep: Any = [1]
    for _ in range(300):
        deep = [deep]
    assert not same_answers([answer_of(Returned(deep))], [answer_of(Returned(deep))])
    assert answer_of(Died("it ended")) is UNKNOWN


def test_refusals_are_one_kind() -> None:
    """AssertionError and ValueError are the same answer, and any other exception is its own."""
    one = Raised("AssertionError", frozenset({"AssertionError"}), "no")
    other = Raised("Mine", frozenset({"ValueError"}), "never")
    assert answer_of(one) == answer_of(other)
    assert answer_of(Raised("TypeError", frozenset({"TypeError"}), "")) != answer_of(one)


def test_what_is_kept_is_bounded() -> None:
    """However much a submission answers, no more than a few megabytes of it are kept."""

    class Flood:
        def call(self, function: str, calls: Any, **_: bool) -> list[Returned]:
            return [Returned(np.zeros(MOST_BYTES // 8)) for _ in calls]

    witness = Witness(Flood())  # type: ignore[arg-type]
    witness.call("f", [()] * 1000)
    kept = [answer for answer in witness.answers["f"] if answer is not UNKNOWN]
    assert len(witness.answers["f"]) == 1000
    assert 0 < sum(answer.nbytes for answer in kept) <= MOST_KEPT


def test_words_are_matched_test_by_test() -> None:
    """What is told by words must be told by all the failed tests, in order, and by no other."""
    entry = next(entry for entry in EVERY["first_network"] if entry.function == "train_model__bare_fit")
    epochs = "The training should take 5 epochs, not 1."
    batches = "An epoch of 60000 images in batches of 128 takes 469 steps; yours took 1875."
    assert Evidence((), (), (epochs, batches)).tells(entry)
    for words in ((epochs,), (batches, epochs), (epochs, batches, "more"), (epochs, batches.replace("1875", "938"))):
        assert not Evidence((), (), words).tells(entry)


# --- what students are told ---


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Graded]:
    """Every light wrong program as a submission of its own, graded in one session."""
    folder = tmp_path_factory.mktemp("wrong")
    submissions = [hand_in(folder / entry.function, entry) for entry in LIGHT]
    return {entry.function: graded for entry, graded in zip(LIGHT, grade(submissions), strict=True)}


@pytest.mark.parametrize("entry", LIGHT, ids=lambda entry: entry.function)
def test_who_wrote_it_is_told(named: dict[str, Graded], entry: Misconception) -> None:
    """A submission that is a known wrong program loses points, and its page gives the hint in both languages."""
    check_named(named[entry.function], entry)


def test_nobody_else_is_told(tmp_path: Path, named: dict[str, Graded]) -> None:
    """A function that fails in a way of its own, a stub and a right one are called no known wrong program."""
    own = tmp_path / "own"
    own.mkdir()
    text = "import numpy as np\ndef naive_relu(x):\n    assert x.ndim == 2\n    return x + 17\n"
    text += "def naive_add(x, y):\n    raise NotImplementedError\n"
    (own / "tensor_ops.py").write_text(text, encoding="utf-8")
    [graded] = grade([Submission("own", (own,))])
    for name in UNITS[1].exercises:
        assert "misconception" not in exercise_of(graded.result, name)
    relu = next(entry for entry in LIGHT if entry.exercise == "naive_relu")
    for name in UNITS[1].exercises[1:]:
        assert "misconception" not in exercise_of(named[relu.function].result, name)


def test_loops_are_a_matter_of_style(tmp_path: Path) -> None:
    """The same mistake in vectorised code is the same mistake, and gets its hint beside the word on loops."""
    folder = tmp_path / "style"
    folder.mkdir()
    text = "import numpy as np\ndef naive_add(x, y):\n    assert x.ndim == y.ndim == 2\n"
    text += "    if x.shape != y.shape:\n        return naive_add_loops(x, y)\n    return x + y\n"
    text += "def naive_add_loops(x, y):\n    result = x.copy()\n    for i in range(x.shape[0]):\n"
    text += "        for j in range(x.shape[1]):\n            result[i, j] = x[i, j] + y[i, j]\n    return result\n"
    (folder / "tensor_ops.py").write_text(text, encoding="utf-8")
    [graded] = grade([Submission("style", (folder,))])
    found = exercise_of(graded.result, "naive_add")
    assert found["misconception"] == "any_shapes"
    assert any("vectorised" in line for line in found["feedback"])


def test_the_course_chooses_the_language(tmp_path: Path) -> None:
    """A course taught in Korean gives its hints in Korean only."""
    entry = LIGHT[0]
    course = Course(COURSE.root, language="ko")
    [graded] = grade([hand_in(tmp_path / "ko", entry)], course)
    feedback = exercise_of(graded.result, entry.exercise)["feedback"]
    assert feedback[0] == entry.ko
    assert entry.en not in feedback


def test_two_that_look_alike_are_found() -> None:
    """Two known wrong programs of one exercise that answer alike, or are told by the same words, are found."""
    one, other = (entry for entry in LIGHT[:2])
    same = Evidence((False,), (1, 2), ("It should be 3.",))
    assert list(hint_audit._alike([(one, same), (other, same)])) == [(one, other)]
    assert not list(hint_audit._alike([(one, same), (other, Evidence((False,), (1, 3), ("It should be 3.",)))]))
    assert hint_audit._mute(one, Evidence((False,), (UNKNOWN,), ("It should be 3.",)))


def test_a_new_hint_is_given_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A kept result rests on the known wrong programs of its own exercise, not on the language: it is in both."""
    folder = tmp_path / "misconceptions"
    shutil.copytree(hints.FOLDER, folder)
    monkeypatch.setattr(hints, "FOLDER", folder)

    def grounds(course: Course = COURSE) -> dict[str, Grounds]:
        return Grounding(course, Settings(LAYERS, None), {}).of(UNITS[1], keras=False)

    before = grounds()
    path = folder / "tensor_ops.py"
    path.write_text(path.read_text(encoding="utf-8").replace("These are the products", "Those are the products"))
    after = grounds()
    assert {name for name in before if before[name] != after[name]} == {"naive_vector_dot"}
    assert grounds(Course(COURSE.root, language="en")) == after


# --- with TensorFlow ---


@pytest.fixture(scope="module")
def named_of_tapes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Graded]:
    """The wrong programs of tapes: one of each exercise in a submission."""
    folder = tmp_path_factory.mktemp("tapes")
    columns = [[entry for entry in TAPES if entry.exercise == name] for name in UNITS[3].exercises]
    rounds = [[entry for entry in together if entry is not None] for together in zip_longest(*columns)]
    submissions = [hand_in(folder / entries[0].function, *entries) for entries in rounds]
    results = grade(submissions, COURSE, None)
    return {entry.function: graded for graded, entries in zip(results, rounds, strict=True) for entry in entries}


@pytest.mark.slow
@pytest.mark.parametrize("entry", TAPES, ids=lambda entry: entry.function)
def test_who_wrote_it_with_tapes_is_told(named_of_tapes: dict[str, Graded], entry: Misconception) -> None:
    """A submission that is a known wrong program of tapes is told so likewise; the audit tells those of networks."""
    check_named(named_of_tapes[entry.function], entry)
