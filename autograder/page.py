"""``feedback.html``: what the student reads, as one page that needs nothing from outside.

Names, messages and code are hostile here. Jinja2 escapes every value it puts in, and what no reader would see (control
characters, marks that turn the direction of text) is spelled out over the whole page.
"""

import functools
import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from autograder.course import UNITS
from autograder.results import ExerciseResult, Status, SubmissionResult, UnitResult

NO_SOURCES: Final[Mapping[str, str]] = MappingProxyType({})
NAME_CHARS: Final = 300
MESSAGE_CHARS: Final = 4_000
SOURCE_CHARS: Final = 60_000

# Controls but tab and newline, bidirectional marks and overrides, invisible formats, lone surrogates, tag characters.
UNSEEN: Final = (
    r"\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    r"\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f"
)
_UNSEEN_CHARACTER: Final = re.compile(f"[{UNSEEN}]")


def render_feedback(result: SubmissionResult, sources: Mapping[str, str] = NO_SOURCES) -> str:
    """``feedback.html``: one page that needs nothing from outside, in Korean and English, for the student to read."""
    units = [_UnitView.of(unit, sources.get(unit.name)) for unit in result.units]
    exercises = [exercise for unit in units for exercise in unit.exercises]
    page = _feedback_template().render(
        student=shorten(result.student),
        score=points_text(result.score),
        most=points_text(result.max_score),
        needs_review=result.status is Status.NEEDS_REVIEW,
        handed_in=any(unit.status is not Status.MISSING for unit in result.units),
        units=units,
        exercise_count=len(exercises),
        complete_count=sum(exercise.mark == "passed" for exercise in exercises),
    )
    # Over the whole page, so that no line of the template can forget it: what it puts in needs no escaping.
    return visible(page)


def visible(text: str) -> str:
    r"""``text`` with every control, bidirectional or invisible character spelled out, such as ``\x1b`` or ``\u202e``.

    Tabs and newlines stay; a Windows line end counts as a newline.
    """
    if text.replace("\n", "").isprintable():  # no character to spell out is printable, and this is ten times as fast
        return text
    return _UNSEEN_CHARACTER.sub(_spelled, text.replace("\r\n", "\n"))


def shorten(name: str) -> str:
    """``name`` in at most ``NAME_CHARS`` characters."""
    return name if len(name) <= NAME_CHARS else name[: NAME_CHARS - 1] + "…"


def points_text(points: float) -> str:
    """``points`` with as many of its two decimals as it needs: ``2.5``, ``20``."""
    return f"{points:.2f}".rstrip("0").rstrip(".")


class Clipped(NamedTuple):
    """A long text's beginning and end, and how many characters between them were left out."""

    head: str
    left_out: int = 0
    tail: str = ""


def clip(text: str, limit: int = MESSAGE_CHARS, tail: int = MESSAGE_CHARS // 4) -> Clipped:
    """At most ``limit`` characters of ``text``, the last ``tail`` among them: a traceback's last line says most."""
    if len(text) <= limit:
        return Clipped(text)
    return Clipped(text[: limit - tail], len(text) - limit, text[len(text) - tail :])


# What the template lays out. Tuples, since it takes one apart in a loop ten times as fast as it looks up attributes.
class _TestView(NamedTuple):
    status: str
    name: str
    points: str
    head: str
    left_out: int
    tail: str


class _ExerciseView(NamedTuple):
    name: str
    mark: str
    opened: bool
    points: str
    most: str
    feedback: list[Clipped]
    tests: list[_TestView]

    @classmethod
    def of(cls, exercise: ExerciseResult, unit: UnitResult) -> "_ExerciseView":
        score, most = exercise.score, exercise.max_score
        tests = [
            _TestView(
                test.status,
                shorten(test.name),
                f"{points_text(test.points)} / {points_text(test.max_points)}",
                # What the unit says already, such as that it is missing, is not said once more by each test.
                *clip("" if test.message == unit.message else test.message),
            )
            for test in exercise.tests
        ]
        mark = "passed" if 0 < most <= score else "part" if score > 0 else "none"
        opened = score < most and unit.status is not Status.MISSING
        feedback = [clip(line) for line in exercise.feedback]
        return cls(shorten(exercise.name), mark, opened, points_text(score), points_text(most), feedback, tests)


class _UnitView(NamedTuple):
    name: str
    title: str
    status: str
    points: str
    most: str
    percent: str
    message: str
    exercises: list[_ExerciseView]
    source: Clipped | None

    @classmethod
    def of(cls, unit: UnitResult, source: str | None) -> "_UnitView":
        score, most = unit.score, unit.max_score
        return cls(
            name=shorten(unit.name),
            title=next((known.title for known in UNITS if known.name == unit.name), shorten(unit.name)),
            status=unit.status,
            points=points_text(score),
            most=points_text(most),
            percent=f"{min(max(100 * score / most, 0), 100):.4g}" if most > 0 else "0",
            message=unit.message,
            exercises=[_ExerciseView.of(exercise, unit) for exercise in unit.exercises],
            source=None if source is None else clip(source.replace("\r\n", "\n"), SOURCE_CHARS, 0),
        )


@functools.cache
def _feedback_template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates", encoding="utf-8"),
        autoescape=True,
        auto_reload=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["clip"] = clip
    return environment.get_template("feedback.html.j2")


def _spelled(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
