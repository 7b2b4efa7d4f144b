"""What a grade cell says and is worth: an exercise's result as text and as a number. Knows results, not nbgrader."""

from textwrap import fill

from autograder.page import Clipped, clip, points_text, visible
from autograder.results import ExerciseResult, Status, TestStatus, UnitResult

WIDTH = 96  # nbgrader's pages do not wrap what a cell prints
_BESIDE = "This counts once"
_ALL_PASSED = "All tests passed. · 모든 테스트를 통과했습니다."
_REVIEW = "Your instructor will look at this. · 강사가 직접 확인합니다."


def points_in_cell(exercise: ExerciseResult, most: float) -> float:
    """The exercise's score on the scale of its cell, which an instructor may have made worth more or less."""
    if exercise.max_score <= 0:
        return 0.0
    return min(most, max(0.0, round(exercise.score * most / exercise.max_score, 2)))


def exercise_text(exercise: ExerciseResult) -> str:
    """The diagnosis in a line, the smallest example that fails, then what each test gave; no test's source."""
    failed = [test for test in exercise.tests if test.status is not TestStatus.PASSED]
    # What only waits for another test is no diagnosis, unless there is no other.
    telling = next((test for test in failed if not test.message.startswith(_BESIDE)), failed[0] if failed else None)
    lines = [_whole(telling.message or telling.name) if telling else _ALL_PASSED]
    lines += [_whole(line) for line in exercise.feedback if telling is None or line not in telling.message]
    told = {_first_line(telling.message)} if telling else set()
    lines.append("")
    for test in exercise.tests:
        mark = "✓" if test.status is TestStatus.PASSED else "✗"
        lines.append(f"{mark} {points_text(test.points)} / {points_text(test.max_points)}  {test.name}")
        said = _first_line(test.message)
        if said and said not in told:  # each thing is said once
            lines.append(f"    {_whole(said)}")
            told.add(said)
    return _wrapped(visible("\n".join(lines))) + "\n"


def unit_text(unit: UnitResult) -> str:
    """What is to be said of the file as a whole; empty where there is nothing."""
    lines = [_whole(unit.message)] if unit.message else []
    lines += [_REVIEW] if unit.status is Status.NEEDS_REVIEW else []
    return _wrapped(visible("\n".join(lines))) + "\n" if lines else ""


def _wrapped(text: str) -> str:
    """The text with its long sentences on several lines; what begins with a blank is an array or code, and stays."""
    lines = text.split("\n")
    return "\n".join(line if len(line) <= WIDTH or line[:1].isspace() else fill(line, WIDTH) for line in lines)


def _first_line(text: str) -> str:
    return text.partition("\n")[0]


def _whole(text: str) -> str:
    clipped: Clipped = clip(text)
    left_out = f"\n… ({clipped.left_out} characters left out) …\n" if clipped.left_out else ""
    return clipped.head + left_out + clipped.tail
