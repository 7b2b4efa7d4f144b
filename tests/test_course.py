"""The course: its contract in names and points, its settings, and where it is found."""

from dataclasses import fields, replace
from pathlib import Path

import pytest

from autograder.course import TEST_ACCURACY, UNITS, Course, Limits
from autograder.errors import UsageError

MIB = 1024 * 1024


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that is a course as far as anybody looks."""
    (tmp_path / "solutions").mkdir()
    (tmp_path / "solutions" / "tensors.py").write_text("")
    return tmp_path


def settings(folder: Path, text: str) -> Path:
    (folder / "pyproject.toml").write_text(text, encoding="utf-8")
    return folder


def test_the_contract() -> None:
    """Four units of 100 points in the order they are taught; only ``first_network`` has a pipeline."""
    assert [(unit.name, unit.points) for unit in UNITS] == [
        ("tensors", 20),
        ("tensor_ops", 40),
        ("first_network", 25),
        ("gradients", 15),
    ]
    assert [len(unit.functions) for unit in UNITS] == [8, 11, 7, 5]
    assert [unit.name for unit in UNITS if TEST_ACCURACY in unit.exercises] == ["first_network"]
    names = [name for unit in UNITS for name in unit.exercises]
    assert len(set(names)) == len(names)


def test_the_limits() -> None:
    """The limits are the contract's."""
    assert Limits() == Limits(
        load_seconds=120,
        call_seconds=10,
        train_seconds=300,
        unit_seconds=600,
        memory_bytes=4096 * MIB,
        value_bytes=256 * MIB,
        output_bytes=64 * 1024,
        unit_file_bytes=10 * MIB,
        archive_bytes=100 * MIB,
        archive_entries=1000,
    )


def test_settings_are_optional(folder: Path) -> None:
    """Without settings, or with a ``pyproject.toml`` that has none, the course is the contract's."""
    assert Course.find(folder) == Course(folder)
    assert Course.find(settings(folder, "[project]\nname = 'course'\n")) == Course(folder)
    assert Course(folder).accuracy_threshold == 0.97


def test_settings(folder: Path) -> None:
    """Whatever is set counts, and what is not set stays as it was."""
    text = "[tool.autograder]\naccuracy_threshold = 0.5\nseed = 3\n[tool.autograder.limits]\ncall_seconds = 2.5\n"
    course = Course.find(settings(folder, text))
    assert (course.accuracy_threshold, course.seed) == (0.5, 3)
    assert course.limits == replace(Limits(), call_seconds=2.5)


@pytest.mark.parametrize("name", [field.name for field in fields(Limits)])
def test_every_limit_is_a_setting(folder: Path, name: str) -> None:
    """Each limit can be set."""
    course = Course.find(settings(folder, f"[tool.autograder.limits]\n{name} = 7\n"))
    assert getattr(course.limits, name) == 7


WRONG = {
    "no TOML": ("[tool", "cannot be read as TOML"),
    "not UTF-8": ("\udcff", "cannot be read as TOML"),
    "no table": ("[tool]\nautograder = 3", "must be a table"),
    "limits no table": ("[tool.autograder]\nlimits = 3", r"\[tool.autograder.limits\] must be a table"),
    "unknown": ("[tool.autograder]\nthreshold = 0.5", "no setting 'threshold'; it has: accuracy_threshold"),
    "unknown limit": ("[tool.autograder.limits]\nseconds = 5", "no setting 'seconds'; it has: .*call_seconds"),
    "a word": ("[tool.autograder.limits]\ncall_seconds = 'ten'", "call_seconds must be a number"),
    "a truth value": ("[tool.autograder.limits]\ncall_seconds = true", "call_seconds must be a number"),
    "negative": ("[tool.autograder.limits]\ncall_seconds = -1", "call_seconds must be a number of at least 0"),
    "not a number": ("[tool.autograder.limits]\ncall_seconds = nan", "call_seconds must be a number of at least 0"),
    "infinite": ("[tool.autograder.limits]\nunit_seconds = inf", "unit_seconds must be a number"),
    "half a byte": ("[tool.autograder.limits]\nvalue_bytes = 0.5", "value_bytes must be a whole number"),
    "half a seed": ("[tool.autograder]\nseed = 0.5", "seed must be a whole number"),
    "a threshold above 1": ("[tool.autograder]\naccuracy_threshold = 97", "between 0 and 1"),
    "a number for a text": ("[tool.autograder]\nlanguage = 3", "language must be a text in quotes"),
    "an unknown language": ("[tool.autograder]\nlanguage = 'fr'", "must be 'en' or 'ko' or 'both', not 'fr'"),
    "somewhere else": ("[tool.autograder]\nroot = '/'", "no setting 'root'"),
}


@pytest.mark.parametrize(("text", "words"), WRONG.values(), ids=WRONG.keys())
def test_wrong_settings(folder: Path, text: str, words: str) -> None:
    """A setting that cannot be meant is refused in one line that names it, never passed over."""
    (folder / "pyproject.toml").write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(UsageError, match=words) as caught:
        Course.find(folder)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("language", "languages"), [("en", ("en",)), ("ko", ("ko",)), ("both", ("en", "ko")), ("", ("en", "ko"))]
)
def test_the_language_is_a_setting(folder: Path, language: str, languages: tuple[str, ...]) -> None:
    """A course's notebooks are in the language that it sets, in both where it sets none."""
    text = f"[tool.autograder]\nlanguage = {language!r}\n" if language else ""
    assert Course.find(settings(folder, text)).languages == languages


def test_found_from_inside(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The course around the working directory is found from any folder of it."""
    inside = folder / "submissions" / "kim"
    inside.mkdir(parents=True)
    monkeypatch.chdir(inside)
    assert Course.find().root == folder


def test_found_beside_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Elsewhere it is the course that the package came with."""
    monkeypatch.chdir(tmp_path)
    assert Course.find().root == Path(__file__).parent.parent


def test_a_folder_that_is_no_course(tmp_path: Path) -> None:
    """A named folder is taken or refused; no other is looked for in its place."""
    with pytest.raises(UsageError, match="not a course"):
        Course.find(tmp_path)


def test_its_folders(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A course named relatively stays where it is when the working directory changes."""
    monkeypatch.chdir(folder)
    course = Course.find(Path())
    monkeypatch.chdir("/")
    assert course.solutions == folder / "solutions"
    assert (course.exercises, course.source) == (folder / "exercises", folder / "source")
    assert (course.graders / "test_tensors.py").is_file()
