"""What the public tests say: in English and in Korean, and in a course of one language in that one only."""

import ast
import io
import re
import tokenize
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.authoring.cells import CellKind
from autograder.authoring.handouts import public_tests, stub_module
from autograder.authoring.languages import one_sided, spoken
from autograder.authoring.lessons import Lesson, read_lesson
from autograder.course import UNITS

SOLUTIONS = Path(__file__).parent.parent / "solutions"
LESSONS = {unit.name: read_lesson(SOLUTIONS / f"{unit.name}.py") for unit in UNITS}
TESTS = {exercise.name: exercise.public_test for lesson in LESSONS.values() for exercise in lesson.exercises}
STUBS = {exercise.name: exercise.stub for lesson in LESSONS.values() for exercise in lesson.exercises}
HANGUL = re.compile("[가-힣]")


def function_of(source: str) -> ast.FunctionDef:
    (function,) = ast.parse(source).body
    assert isinstance(function, ast.FunctionDef)
    return function


def said(source: str) -> Iterator[str]:
    """The docstring and the messages of a test, as source; a message of two lines is one."""
    function = function_of(source)
    yield ast.get_docstring(function) or ""
    yield from (ast.unparse(node.msg) for node in ast.walk(function) if isinstance(node, ast.Assert) and node.msg)


def mute(source: str) -> str:
    """The test without a word of it."""
    function = function_of(source)
    for node in ast.walk(function):
        if isinstance(node, ast.Assert):
            node.msg = None
    return "\n".join(map(ast.unparse, function.body[1:]))


def values(text: str) -> list[str]:
    return sorted(re.findall(r"\{[^{}]*\}", text))


def message_of(source: str, name: str, function: Callable[..., Any]) -> str:
    """What the test says, run as a notebook runs it, of a function that is wrong."""
    import numpy as np

    names = {"np": np, name: function}
    exec(compile(source, "<cell>", "exec"), names)
    with pytest.raises(AssertionError) as caught:
        names[f"test_{name}"]()
    return str(caught.value)


@pytest.mark.parametrize("name", TESTS)
def test_every_exercise_is_told_in_both_languages(name: str) -> None:
    """Its docstring says in Korean what it says in English, of the same arguments; examples are there in either."""
    cell = STUBS[name]
    english, korean = (ast.get_docstring(function_of(spoken(cell, (language,)))) or "" for language in ("en", "ko"))
    assert not HANGUL.search(english)
    assert HANGUL.search(korean)
    parts = {"Args:": "인수:", "Returns:": "반환값:", "Raises:": "예외:"}
    assert [part in english for part in parts] == [part in korean for part in parts.values()]
    assert not [part for part in parts if part in korean]
    described = [
        re.findall(r"^    (\w+): ", text.split("Returns:")[0].split("반환값:")[0], re.M) for text in (english, korean)
    ]
    arguments = [argument.arg for argument in function_of(cell).args.args]
    assert described == [arguments, arguments]
    shared = english[re.search(r"^(?:>>> |\*Deep)", english, re.MULTILINE).start() :]
    assert korean.endswith(shared)
    assert ">>> " in shared
    whole = " ".join((ast.get_docstring(function_of(cell)) or "").split())
    assert whole == " ".join([*english.removesuffix(shared).split(), "·", *korean.split()])


def comments(source: str) -> Iterator[str]:
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.string


@pytest.mark.parametrize("unit", LESSONS)
def test_every_comment_is_in_both_languages(unit: str) -> None:
    """Comments of examples and tests, which students read, too; a notebook in one language has that half only."""
    kinds = (CellKind.SETUP, CellKind.EXAMPLE, CellKind.PUBLIC_TEST)
    for cell in (cell for cell in LESSONS[unit].cells if cell.kind in kinds):
        for comment, english, korean in zip(
            *map(comments, (cell.source, spoken(cell.source, ("en",)), spoken(cell.source, ("ko",)))), strict=True
        ):
            if not re.search("[A-Za-z가-힣]", comment):  # a calculation
                continue
            assert comment == f"{english} · {korean.removeprefix('# ')}"
            assert not HANGUL.search(english)
            assert HANGUL.search(korean)


@pytest.mark.parametrize("name", TESTS)
def test_every_public_test_speaks_both_languages(name: str) -> None:
    """Its docstring and each of its messages are there, in English and in Korean, with the same values in both."""
    assert not list(one_sided(function_of(TESTS[name])))
    asserts = [node for node in ast.walk(function_of(TESTS[name])) if isinstance(node, ast.Assert)]
    texts = list(said(TESTS[name]))
    assert len(texts) == 1 + len(asserts)
    for text in texts:
        english, korean = re.split(r"\s+·\s+", text)
        assert not HANGUL.search(english)
        assert HANGUL.search(korean)
        assert set(values(korean)) == set(values(english))


@pytest.mark.parametrize("name", TESTS)
def test_a_course_in_one_language_gets_that_one_only(name: str) -> None:
    """English has no Korean letter in it, Korean its letters in every text; what is tested is the same."""
    english, korean = (spoken(TESTS[name], (language,)) for language in ("en", "ko"))
    assert spoken(TESTS[name], ("en", "ko")) == TESTS[name]
    assert mute(english) == mute(korean) == mute(TESTS[name])
    assert not HANGUL.search(english)
    assert all(map(HANGUL.search, said(korean)))
    assert " · " not in english + korean
    for both, *halves in zip(*map(said, (TESTS[name], english, korean)), strict=True):
        assert [half for half in halves if half.strip("f'\"") not in " ".join(both.split())] == []


@pytest.mark.parametrize("unit", LESSONS)
@pytest.mark.parametrize(("language", "hangul"), [("en", False), ("ko", True)])
def test_a_releases_files_are_in_the_courses_language(unit: str, language: str, hangul: bool) -> None:
    """Tests and stubs without a word of the other one: headers, headings, and what an unwritten function says."""
    lesson: Lesson = LESSONS[unit]
    for text in (public_tests(lesson, (language,)), stub_module(lesson, (language,))):
        ast.parse(text)
        assert bool(HANGUL.search(text)) == hangul
        assert ("in this folder:" in text) == (not hangul)
    unwritten = (
        f'NotImplementedError("{lesson.exercises[0].name}{": 아직 작성하지 않았습니다" if hangul else " is not"}'
    )
    assert unwritten in stub_module(lesson, (language,))


@pytest.mark.parametrize(
    ("languages", "told"),
    [
        (("en",), "expected shape (6, 1), got (2, 3)"),
        (("ko",), "예상한 형태 (6, 1), 반환된 형태 (2, 3)"),
        (("en", "ko"), "expected shape (6, 1), got (2, 3) · 예상한 형태 (6, 1), 반환된 형태 (2, 3)"),
    ],
)
def test_a_failing_cell_says_what_is_wrong_in_the_courses_language(languages: tuple[str, ...], told: str) -> None:
    """The values are in the message, whichever language it is in."""
    source = spoken(TESTS["reshape_to_column"], languages)
    assert message_of(source, "reshape_to_column", lambda x: x) == told


WORDED = '''def test_it():
    """One.
    · 하나.
    """
    # 1 · 2
    assert 1 == 2 - 1, "“1” isn't a · b {} · 1 · 일은 'a · b'가 아닙니다 {}"
    assert f(
        "가 · 나"  # and · 와
    ), (
        f"{{x}} is {x!r:>{3}} of {y['a']}"
        f" · {y['a']}의 {x!r:>{3}}"
    )
'''


@pytest.mark.parametrize(
    ("language", "docstring", "first", "second", "rest"),
    [
        ("en", "One.", "“1” isn't a · b {} · 1", "{x} is   5 of 6", "and"),
        ("ko", "하나.", "일은 'a · b'가 아닙니다 {}", "6의   5", "와"),
    ],
)
def test_the_code_around_the_words_stays(language: str, docstring: str, first: str, second: str, rest: str) -> None:
    """Quotes, braces, formats, Korean before them on the line and dots elsewhere are no hindrance."""
    source = spoken(WORDED, (language,))
    function = function_of(source)
    messages = [node.msg for node in ast.walk(function) if isinstance(node, ast.Assert)]
    names = {"x": 5, "y": {"a": 6}}
    assert ast.get_docstring(function) == docstring
    assert [eval(ast.unparse(message), dict(names)) for message in messages if message] == [first, second]
    assert "    # 1 · 2\n    assert 1 == 2 - 1, " in source
    assert f'f(\n        "가 · 나"  # {rest}\n    ), (\n' in source
    assert [type(text).__name__ for text in one_sided(function)] == ["Constant", "Constant", "JoinedStr"]
