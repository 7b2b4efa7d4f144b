"""``feedback.html``: what the student reads, as one page that needs nothing from outside.

Names, messages and code are hostile here. Jinja2 escapes every value it puts in, and what no reader would see (control
characters, marks that turn the direction of text) is spelled out in every part of the page. Parts without a student's
own words, such as a unit that was not handed in, are the same in most pages, so that they are kept.
"""

import functools
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from autograder.course import UNITS
from autograder.feedback.charts import CHART, figures
from autograder.feedback.listing import Back, lay_out
from autograder.results import ExerciseResult, Place, Source, Status, SubmissionResult, TestResult, UnitResult
from autograder.words import LANGUAGES, Words, in_language, translated

if TYPE_CHECKING:
    from jinja2 import Template

NO_SOURCES: Final[Mapping[str, Source]] = MappingProxyType({})
NAME_CHARS: Final = 300
MESSAGE_CHARS: Final = 4_000

# Controls but tab and newline, bidirectional marks and overrides, invisible formats, lone surrogates, tag characters.
UNSEEN: Final = (
    r"\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    r"\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f"
)
_UNSEEN_CHARACTER: Final = re.compile(f"[{UNSEEN}]")


def render_feedback(result: SubmissionResult, sources: Mapping[str, Source] = NO_SOURCES) -> bytes:
    """``feedback.html`` in UTF-8: one page that needs nothing from outside, in Korean and English, for the student.

    It begins in the result's language; a switch on it shows the other. ``sources`` are the units' code as handed in: a
    file's text, or a notebook's cells.
    """
    marks = [_mark(exercise) for unit in result.units for exercise in unit.exercises]
    parts = [
        _part("head", shorten(result.student), result.language),
        _same_part("look", result.language),
        _part("name", shorten(result.student)),
        _same_part(
            "top",
            points_text(result.score),
            points_text(result.max_score),
            result.status is Status.NEEDS_REVIEW,
            any(unit.status is not Status.MISSING for unit in result.units),
            len(marks),
            marks.count("passed"),
            tuple(map(_UnitView.of, result.units)),
        ),
    ]
    for number, unit in enumerate(result.units, 1):
        source = sources.get(unit.name)
        same = unit.status is Status.MISSING and source is None
        parts.append(_same_unit(number, unit, None) if same else _unit(number, unit, source))
    return b"".join([*parts, _same_part("bottom")])


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


Part = tuple[str, bool]  # a text, and whether it is marked

# A marked entry of an array that is drawn, as messages write it; such lines begin with blanks.
_MARKED: Final = re.compile(r"(?m)(?<=[\[ ])>[^<>\n]{1,40}<(?=[\],]|$)")


def marked_parts(text: str) -> tuple[Part, ...]:
    """The text in pieces, those marked that stand between ``>`` and ``<`` in an array; joined they are the text."""
    parts: list[Part] = []
    end = 0
    for match in _MARKED.finditer(text):
        if text.startswith("  ", text.rfind("\n", 0, match.start()) + 1):
            parts += [(text[end : match.start()], False), (match[0], True)]
            end = match.end()
    return (*parts, (text[end:], False)) if parts else ((text, False),)


_Link = tuple[str, int, int]  # where a line stands on the page, its cell, and its number, both from 1


class _Code(NamedTuple):
    """What messages need to know of the code: the anchors of its marked lines, and whether it has cells."""

    prefix: str = ""
    anchors: Mapping[Place, str] = MappingProxyType({})
    notebook: bool = False

    def links(self, places: Iterable[Place]) -> tuple[_Link, ...]:
        """Those of the places that are shown."""
        return tuple(
            (self.anchors[cell, line], cell + 1, line) for cell, line in places if (cell, line) in self.anchors
        )


_NO_CODE: Final = _Code()
_Spoken = tuple[str, Clipped]  # a language, empty where the text is the same in both, and what is shown of the text


def _spoken(text: str) -> tuple[_Spoken, ...]:
    """A text as the page holds it: once in each language, or once; not at all where it is empty."""
    if not text:
        return ()
    if not isinstance(text, Words) or text == in_language(text, "ko"):
        return (("", clip(text)),)
    return tuple((language, clip(in_language(text, language))) for language in LANGUAGES)


# What the template lays out. Tuples, since it takes one apart in a loop ten times as fast as it looks up attributes.
class _Said(NamedTuple):
    language: str
    head: tuple[Part, ...]
    left_out: int
    tail: str

    @classmethod
    def of(cls, spoken: _Spoken) -> "_Said":
        language, (head, left_out, tail) = spoken
        return cls(language, marked_parts(head), left_out, tail)


class _TestView(NamedTuple):
    status: str
    title: str
    points: str
    said: tuple["_Said", ...]
    anchor: str
    links: tuple[_Link, ...]

    @classmethod
    def of(cls, test: TestResult, said: str, anchor: str, code: "_Code") -> "_TestView":
        points = f"{points_text(test.points)} / {points_text(test.max_points)}"
        # What the unit says already, such as that it is missing, is not said once more by each test.
        told = () if test.message == said else tuple(map(_Said.of, _spoken(test.message)))
        links = code.links(test.places) if test.places else ()
        return cls(str(test.status), _title(test.name), points, told, anchor if links else "", links)


class _UnitView(NamedTuple):
    name: str
    title: str
    status: str
    points: str
    most: str
    percent: str

    @classmethod
    def of(cls, unit: UnitResult) -> "_UnitView":
        score, most = unit.score, unit.max_score
        return cls(
            name=shorten(unit.name),
            title=next((known.title for known in UNITS if known.name == unit.name), shorten(unit.name)),
            status=str(unit.status),
            points=points_text(score),
            most=points_text(most),
            percent=f"{min(max(100 * score / most, 0), 100):.4g}" if most > 0 else "0",
        )


def _unit(number: int, unit: UnitResult, source: Source | None) -> bytes:
    prefix = f"unit-{number}"
    listing = None if source is None else lay_out(source, _backs(unit, prefix), f"{prefix}-at")
    code = _NO_CODE if listing is None else _Code(prefix, listing.anchors, not isinstance(source, str))
    links = code.links(unit.places)
    parts = [_part("unit_top", number, _UnitView.of(unit), _spoken(unit.message), links, code.notebook)]
    missing = unit.status is Status.MISSING
    for place, exercise in enumerate(unit.exercises):
        same = exercise.wordless
        parts.append(
            _same_exercise(exercise, missing, "")
            if same
            else _exercise(exercise, missing, unit.message, code._replace(prefix=f"{prefix}-{place}"))
        )
    printed = clip(unit.printed) if unit.printed else None
    end = _same_part("unit_end", None, None) if listing is None else _part("unit_end", listing, printed)
    return b"".join([*parts, end])


def _backs(unit: UnitResult, prefix: str) -> dict[Place, list[Back]]:
    """For every place that a message of the unit names, where those messages stand: one for each exercise."""
    backs: dict[Place, list[Back]] = {place: [(f"{prefix}-note", "")] for place in unit.places}
    for number, exercise in enumerate(unit.exercises):
        seen: set[Place] = set()
        for test_number, test in enumerate(exercise.tests):
            for place in test.places:
                if place not in seen:
                    seen.add(place)
                    back = (f"{prefix}-{number}-{test_number}", shorten(exercise.name))
                    backs.setdefault(place, []).append(back)
    return backs


def _exercise(exercise: ExerciseResult, missing: bool, said: str, code: _Code = _NO_CODE) -> bytes:
    score, most = exercise.score, exercise.max_score
    drawn = [view for test in exercise.tests if test.measured and (view := figures(test.measured))]
    return _part(
        "exercise",
        shorten(exercise.name),
        _mark(exercise),
        (score < most or bool(drawn)) and not missing,
        points_text(score),
        points_text(most),
        [_spoken(line) for line in exercise.feedback],
        [_TestView.of(test, said, f"{code.prefix}-{number}", code) for number, test in enumerate(exercise.tests)],
        drawn,
        code.notebook,
    )


def _mark(exercise: ExerciseResult) -> str:
    score = exercise.score
    return "passed" if 0 < exercise.max_score <= score else "part" if score > 0 else "none"


def _part(name: str, *values: object) -> bytes:
    # All parts pass here, so that no line of the template can forget it: what this puts in needs no escaping.
    return visible(str(_macro(name)(*values))).encode()


# Called only with what holds none of a student's own words, so that what is kept is small and used again.
_same_part = functools.lru_cache(maxsize=64)(_part)
_same_unit = functools.lru_cache(maxsize=16)(_unit)
_same_exercise = functools.lru_cache(maxsize=256)(_exercise)


@functools.lru_cache(maxsize=1024)
def _title(name: str) -> str:
    """A test's title as markup, in both languages."""
    return _macro("title")(shorten(name), shorten(translated(name)))


@functools.cache
def _macro(name: str) -> Callable[..., str]:
    macro: Callable[..., str] = getattr(_feedback_template().module, name)
    return macro


@functools.cache
def _feedback_template() -> "Template":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 - the command line renders none

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates", encoding="utf-8"),
        autoescape=True,
        auto_reload=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["chart"] = CHART
    return environment.get_template("feedback.html.j2")


def _spelled(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
