"""What a grade cell says and is worth: an exercise's result as text and as a number. Knows results, not nbgrader."""

from textwrap import fill
from typing import Final

from autograder.feedback.page import Clipped, clip, points_text, visible
from autograder.results import ExerciseResult, Status, TestStatus, UnitResult
from autograder.words import BOTH, Sentence, first_line, in_language, sentence

WIDTH = 96  # nbgrader's pages do not wrap what a cell prints
_BESIDE = "This counts once"
_ALL_PASSED: Final = sentence("All tests passed.")
_REVIEW: Final = sentence("Your instructor will look at this.")
_LEFT_OUT: Final = sentence("({number} characters left out)")


def points_in_cell(exercise: ExerciseResult, most: float) -> float:
    """The exercise's score on the scale of its cell, which an instructor may have made worth more or less."""
    if exercise.max_score <= 0:
        return 0.0
    return min(most, max(0.0, round(exercise.score * most / exercise.max_score, 2)))


def exercise_text(exercise: ExerciseResult, language: str = BOTH) -> str:
    """The diagnosis in a line, the smallest example that fails, then what each test gave; no test's source.

    In both languages each line of words stands twice, and the example once, in English.
    """
    failed = [test for test in exercise.tests if test.status is not TestStatus.PASSED]
    # What only waits for another test is no diagnosis, unless there is no other.
    telling = next((test for test in failed if not test.message.startswith(_BESIDE)), failed[0] if failed else None)
    lines = [
        _diagnosis(telling.message or Sentence(telling.name), language) if telling else told_in(language, _ALL_PASSED)
    ]
    lines += [
        told_in(language, line, "\n") for line in exercise.feedback if telling is None or line not in telling.message
    ]
    told = {first_line(telling.message)} if telling else set()
    lines.append("")
    for test in exercise.tests:
        mark = "✓" if test.status is TestStatus.PASSED else "✗"
        title = told_in(language, Sentence(test.name))
        lines.append(f"{mark} {points_text(test.points)} / {points_text(test.max_points)}  {title}")
        said = first_line(test.message)
        if said and said not in told:  # each thing is said once
            lines.append("    " + told_in(language, said, "\n    "))
            told.add(said)
    return _wrapped(visible("\n".join(lines))) + "\n"


def unit_text(unit: UnitResult, language: str = BOTH) -> str:
    """What is to be said of the file as a whole; empty where there is nothing."""
    lines = [told_in(language, unit.message, "\n")] if unit.message else []
    lines += [told_in(language, _REVIEW)] if unit.status is Status.NEEDS_REVIEW else []
    return _wrapped(visible("\n".join(lines))) + "\n" if lines else ""


def _wrapped(text: str) -> str:
    """The text with its long sentences on several lines; what begins with a blank is an array or code, and stays."""
    lines = text.split("\n")
    return "\n".join(line if len(line) <= WIDTH or line[:1].isspace() else fill(line, WIDTH) for line in lines)


def told_in(language: str, text: str, between: str = " · ") -> str:
    """The text as a course in that language says it; where it is taught in both, the English and then the Korean."""
    english, korean = _whole(in_language(text, "en"), "en"), _whole(in_language(text, "ko"), "ko")
    if language == BOTH:
        return english if english == korean else f"{english}{between}{korean}"
    return korean if language == "ko" else english


def _diagnosis(text: str, language: str) -> str:
    if language != BOTH:
        return told_in(language, text)
    _, end, example = _whole(text, "en").partition("\n")
    return told_in(language, first_line(text), "\n") + end + example


def _whole(text: str, language: str) -> str:
    clipped: Clipped = clip(text)
    words = in_language(_LEFT_OUT.format(number=clipped.left_out), language)
    left_out = f"\n… {words} …\n" if clipped.left_out else ""
    return clipped.head + left_out + clipped.tail
