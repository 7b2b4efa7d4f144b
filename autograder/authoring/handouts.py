"""Handouts: what students fill in and run as plain Python, derived from lessons as text."""

import ast
from collections.abc import Iterable, Iterator, Mapping

from autograder.authoring.cells import LANGUAGES, CellKind, heading
from autograder.authoring.languages import spoken
from autograder.authoring.lessons import Exercise, Lesson, bound_names, free_names

_LINE_LENGTH = 120

_GENERATED = "(Generated from solutions/{unit}.py by `autograder build`; teachers change that file, not this one.)"
_STUB_NOTES = {
    "en": """\
# Write each function in place of its `raise NotImplementedError(...)`; keep the names and the arguments.
# Check your work, in this folder:   pytest test_{unit}.py
# These public tests are a beginning: the course's graders try more inputs. Hand in this file under this name.
""",
    "ko": """\
# 함수마다 `raise NotImplementedError(...)` 줄을 지우고 그 자리에 코드를 쓰세요. 함수 이름과 인자는 바꾸지 마세요.
# 이 폴더에서 다음 명령으로 확인할 수 있습니다:   pytest test_{unit}.py
# 공개 테스트는 시작일 뿐이고, 채점기는 더 많은 입력을 시험합니다. 파일 이름을 바꾸지 말고 제출하세요.
""",
}
_TEST_NOTES = {
    "en": """\
# Public tests for {unit}.py. Run them in this folder:   pytest test_{unit}.py
# Each test imports what it tests, so a function that is missing fails its own test only.
""",
    "ko": """\
# {unit}.py의 공개 테스트입니다. 이 폴더에서 실행하세요:   pytest test_{unit}.py
# 테스트마다 필요한 함수만 불러오므로, 아직 없는 함수는 그 함수의 테스트만 실패하게 합니다.
""",
}

_README = """\
# Exercises · 연습 문제

<!-- Generated from solutions/ by `autograder build`; change it there. -->

{table}

## English

1. Open a unit's file and write each function in place of its `raise NotImplementedError(...)`.
2. Check your work in this folder: `pytest test_{unit}.py` for one unit, `pytest` for all.
   One function only: `pytest test_{unit}.py -k {function}`.
3. Hand in the files under their own names, in one folder or `.zip` named after you.

The public tests show what each function should do. The course's graders try more inputs, so a function that passes here
may still lose points: read its docstring, and think of small, empty and unusual arrays.

## 한국어

1. 단원 파일을 열고, 함수마다 `raise NotImplementedError(...)` 자리에 코드를 쓰세요.
2. 이 폴더에서 확인하세요. 한 단원은 `pytest test_{unit}.py`, 전체는 `pytest`입니다.
   함수 하나만 확인하려면 `pytest test_{unit}.py -k {function}` 명령을 실행하세요.
3. 파일 이름은 그대로 두고, 자기 이름을 붙인 폴더나 `.zip` 하나에 담아 제출하세요.

공개 테스트는 함수가 해야 할 일을 보여 줍니다. 채점기는 더 많은 입력을 시험하므로 여기서 통과해도 감점될 수 있습니다.
독스트링을 꼼꼼히 읽고, 작거나 비어 있거나 특이한 배열도 생각해 보세요.
"""


def stub_module(lesson: Lesson, languages: tuple[str, ...] = LANGUAGES) -> str:
    """``exercises/<unit>.py``: the setup and every function with its docstring and a ``NotImplementedError``."""
    title = f"# {lesson.unit}.py - {lesson.titled(languages)}\n#\n"
    parts = [title + _header(_STUB_NOTES, lesson, languages) + "\n" + lesson.setup]
    for section, name in _with_sections(lesson, languages):
        parts.extend([f"# --- {section} ---"] if section else [])
        parts.append(spoken(lesson.exercise(name).stub, languages))
    return "\n\n\n".join(parts) + "\n"


def public_tests(lesson: Lesson, languages: tuple[str, ...] = LANGUAGES) -> str:
    """``exercises/test_<unit>.py``: the public tests, for plain ``pytest`` in that folder."""
    used: set[str] = set().union(*(free_names(exercise.public_test) for exercise in lesson.exercises))
    setup = "\n".join(_needed(lesson.setup, used))
    parts = [_header(_TEST_NOTES, lesson, languages) + (f"\n{setup}" if setup else "")]
    parts += [spoken(_importing_test(lesson, exercise), languages) for exercise in lesson.exercises]
    return "\n\n\n".join(part.rstrip("\n") for part in parts) + "\n"


def readme(lessons: Iterable[Lesson]) -> str:
    """``exercises/README.md``, in both languages."""
    lessons = tuple(lessons)
    rows = [f"| [`{lesson.unit}.py`]({lesson.unit}.py) | {lesson.title} |" for lesson in lessons]
    table = "\n".join(["| file · 파일 | unit · 단원 |", "| --- | --- |", *rows])
    return _README.format(table=table, unit=lessons[0].unit, function=lessons[0].exercises[0].name)


def _header(notes: Mapping[str, str], lesson: Lesson, languages: tuple[str, ...]) -> str:
    """What a file opens with: how to use it, in these languages, and where it comes from."""
    paragraphs = [notes[language] for language in LANGUAGES if language in languages]
    return "#\n".join([*paragraphs, f"# {_GENERATED}\n"]).format(unit=lesson.unit)


def _with_sections(lesson: Lesson, languages: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Each exercise's name, with the last heading before it, in these languages; "" where there is no new one."""
    section: dict[str, str] = {}
    for cell in lesson.cells:
        if cell.kind is CellKind.TEXT and cell.language in languages and heading(cell):
            section[cell.language] = heading(cell)
        elif cell.kind is CellKind.EXERCISE:
            text = " · ".join(section.values())
            yield ("" if text == lesson.titled(languages) else text), cell.exercise
            section = {}


def _needed(setup: str, used: set[str]) -> Iterator[str]:
    """The setup's statements, less the imports that neither ``used`` nor its other statements need."""
    body = ast.parse(setup).body
    others = [ast.unparse(node) for node in body if not isinstance(node, ast.Import | ast.ImportFrom)]
    wanted = used.union(*map(free_names, others))
    for node in body:
        if isinstance(node, ast.Import | ast.ImportFrom) and getattr(node, "module", "") != "__future__":
            node.names = [name for name in node.names if (name.asname or name.name).split(".")[0] in wanted]
            if not node.names:
                continue
        yield ast.unparse(node)


def _importing_test(lesson: Lesson, exercise: Exercise) -> str:
    """The public test with an import of the exercises it uses as its body's first statement."""
    function = ast.parse(exercise.public_test).body[0]
    assert isinstance(function, ast.FunctionDef)  # read_lesson saw to it
    used = free_names(exercise.public_test) - bound_names(lesson.setup)
    names = [entry.name for entry in lesson.exercises if entry.name in used]
    lines = exercise.public_test.splitlines()
    indent = " " * function.body[0].col_offset
    has_docstring = ast.get_docstring(function) is not None
    at = (function.body[0].end_lineno or 0) if has_docstring else function.body[0].lineno - 1
    lines.insert(at, _import_line(lesson.unit, names, indent) + "\n")
    return "\n".join(lines)


def _import_line(unit: str, names: list[str], indent: str) -> str:
    line = f"{indent}from {unit} import {', '.join(names)}"
    if len(line) <= _LINE_LENGTH:
        return line
    rows = "".join(f"{indent}    {name},\n" for name in names)
    return f"{indent}from {unit} import (\n{rows}{indent})"
