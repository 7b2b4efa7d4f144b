"""Assignments: a lesson as an nbgrader source notebook, made as JSON so that its bytes depend on nothing else."""

import hashlib
import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

from autograder.authoring.cells import LANGUAGES, Cell, CellKind
from autograder.authoring.languages import spoken
from autograder.authoring.lessons import Lesson
from autograder.course import TEST_ACCURACY
from autograder.errors import AutograderError

_LONGEST_ID = 64  # nbformat's limit

_GRADE_NOTES = {
    "en": "# The course's hidden graders put the points for {name} here. There is nothing to write in this cell.",
    "ko": "# {name}의 점수는 비공개 채점기가 이 칸에 매깁니다. 이 칸에는 아무것도 쓰지 마세요.",
}
_ACCURACY_NOTES = {
    "en": "# The course's hidden graders put the points for your network's accuracy on MNIST's test images here.\n"
    "# There is nothing to write in this cell.",
    "ko": "# MNIST 테스트 이미지에 대한 신경망 정확도의 점수는 비공개 채점기가 이 칸에 매깁니다.\n"
    "# 이 칸에는 아무것도 쓰지 마세요.",
}
_TENSORFLOW = re.compile(r"^(?:import|from) (?:keras|tensorflow)\b", re.MULTILINE)
# To nbgrader, and to the Validate button, a test cell that writes to standard error has failed.
_QUIET_NOTES = {
    "en": "# Keeps TensorFlow from writing of missing graphics cards: in a test cell, that would count as a failure.",
    "ko": "# 그래픽 카드가 없다는 텐서플로의 메시지를 끕니다. 테스트 칸에 메시지가 나오면 실패로 처리되기 때문입니다.",
}
_QUIET = 'import os\n\nos.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")\n\n'
# nbgrader gives full marks to a grade cell that raises nothing, so the cell raises wherever its own code is run: the
# bridge (autograder/bridge/) puts the points here without running it.
_FAIL_CLOSED = """\
### BEGIN HIDDEN TESTS
raise RuntimeError(
    "not graded: this cell's graders are outside the notebook, and nbgrader was run without the settings of the "
    "course's nbgrader_config.py; run 'autograder nbgrader autograde' in the course's folder"
)
### END HIDDEN TESTS"""


def notebook(lesson: Lesson, points: Mapping[str, float], *, languages: tuple[str, ...] = LANGUAGES) -> str:
    """``source/<unit>/<unit>.ipynb`` (nbformat 4.5) as text; prose, comments and tests' words in ``languages`` only.

    ``points`` has an entry for each function, and one for ``test_accuracy`` where the unit has that exercise.

    Raises:
        AutograderError: points are missing, are for an exercise that the unit has not, or are no points.
    """
    _check_points(lesson, points)
    cells = list(_notebook_cells(lesson, points, languages))
    document = {
        "cells": cells,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _check_points(lesson: Lesson, points: Mapping[str, float]) -> None:
    names = {exercise.name for exercise in lesson.exercises}
    for name in sorted(names - set(points)):
        raise AutograderError(f"{lesson.unit}: no points are given for {name}")
    for name in sorted(set(points) - names - {TEST_ACCURACY}):
        raise AutograderError(f"{lesson.unit}: points are given for {name}, which is no exercise of its lesson")
    for name, value in points.items():
        if not (math.isfinite(value) and value >= 0):
            raise AutograderError(f"{lesson.unit}: {value!r} points for {name}")


def _notebook_cells(
    lesson: Lesson, points: Mapping[str, float], languages: tuple[str, ...]
) -> Iterator[dict[str, Any]]:
    part, count = "start", 0
    for cell in lesson.cells:
        name = cell.exercise
        if cell.kind is CellKind.EXERCISE:
            part, count = name, 0
            yield _code(f"{lesson.unit}-{name}", spoken(cell.source, languages), solution=True, grade_id=name)
        elif cell.kind is CellKind.PUBLIC_TEST:
            source = f"{spoken(cell.source, languages)}\n\n\ntest_{name}()"
            # Worth nothing, but a grade cell: `nbgrader validate` looks at no others.
            roles = {"grade": True, "locked": True}
            yield _code(f"{lesson.unit}-{name}-public", source, grade_id=public_test_id(name), points=0.0, **roles)
            yield _grade(lesson, name, points[name], _GRADE_NOTES, languages)
        else:
            count += 1
            yield from _free(f"{lesson.unit}-after-{part}-{count}", cell, languages)
    if TEST_ACCURACY in points:
        yield _grade(lesson, TEST_ACCURACY, points[TEST_ACCURACY], _ACCURACY_NOTES, languages)


def _free(cell_id: str, cell: Cell, languages: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """A text, a setup or an example: students may change it, and nbgrader takes no notice."""
    if cell.kind is not CellKind.TEXT:
        quiet = cell.kind is CellKind.SETUP and _TENSORFLOW.search(cell.source)
        notes = [_QUIET_NOTES[language] for language in LANGUAGES if language in languages]
        source = spoken(cell.source, languages)
        yield _code(cell_id, "\n".join([*notes, _QUIET + source]) if quiet else source)
    elif cell.language in languages:
        yield {
            "cell_type": "markdown",
            "id": _short(f"{cell_id}-{cell.language}"),
            "metadata": {"lang": cell.language},
            "source": cell.source.splitlines(keepends=True),
        }


def _grade(
    lesson: Lesson, name: str, points: float, notes: Mapping[str, str], languages: tuple[str, ...]
) -> dict[str, Any]:
    visible = [notes[language].format(name=name) for language in LANGUAGES if language in languages]
    source = "\n".join([*visible, _FAIL_CLOSED])
    cell_id = f"{lesson.unit}-{name}-grade"
    return _code(cell_id, source, grade=True, locked=True, grade_id=grade_id(name), points=float(points))


def grade_id(exercise: str) -> str:
    """The name, to nbgrader, of the cell that gets an exercise's points."""
    return f"grade_{exercise}"


def public_test_id(exercise: str) -> str:
    """The name, to nbgrader, of the cell that holds an exercise's public test."""
    return f"test_{exercise}_public"


def _code(
    cell_id: str, source: str, *, grade_id: str = "", points: float | None = None, **roles: bool
) -> dict[str, Any]:
    metadata: dict[str, Any] = {}
    if grade_id:
        defaults = {"grade": False, "solution": False, "locked": False, "task": False}
        metadata["nbgrader"] = {"schema_version": 3, "grade_id": grade_id, **defaults, **roles}
        if points is not None:
            metadata["nbgrader"]["points"] = points
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": _short(cell_id),
        "metadata": metadata,
        "outputs": [],
        "source": source.splitlines(keepends=True),
    }


def _short(cell_id: str) -> str:
    if len(cell_id) <= _LONGEST_ID:
        return cell_id
    digest = hashlib.sha256(cell_id.encode()).hexdigest()[:8]
    return f"{cell_id[: _LONGEST_ID - len(digest) - 1]}-{digest}"
