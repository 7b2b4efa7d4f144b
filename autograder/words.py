"""What students read, in the course's two languages: a text is made once, and holds its Korean beside its English.

A message is a sentence of the catalogue with its values filled in::

    WRONG_SHAPE = sentence("Wrong shape: {got}, where {wanted} was expected.")
    WRONG_SHAPE.format(got=(2, 3), wanted=(3, 2))      # a text in both languages

:class:`Words` is the English text for whoever knows of one language only (comparisons, logs), and carries the Korean
with it; values that are such texts themselves are filled in in their own Korean. What a student wrote, Python's own
words, code and numbers come in as values only: they are never looked up, and the same in both.

The sentences are gettext's message identifiers. CONTRIBUTING.md says how the catalogue in ``locale/`` is kept.
"""

import gettext
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

DOMAIN: Final = "autograder"
LOCALE: Final = Path(__file__).parent / "locale"
BOTH: Final = "both"
LANGUAGES: Final = ("en", "ko")
SPOKEN: Final = (*LANGUAGES, BOTH)  # what a course, or a result, may be in


class Words(str):
    """A text in English that knows its Korean; ``+``, :func:`joined`, :func:`each` and its own methods keep both."""

    __slots__ = ("korean",)

    korean: str

    def __new__(cls, english: str, korean: str) -> "Words":
        """The text in both languages."""
        words = super().__new__(cls, english)
        words.korean = korean
        return words

    def __deepcopy__(self, memo: object) -> "Words":
        """Itself, as of any text: nbconvert copies notebooks whole."""
        return self

    def __str__(self) -> str:
        """Itself: ``str(error)`` of an error that was raised with such a text keeps both languages."""
        return self

    def __add__(self, other: str) -> "Words":
        return Words(str.__add__(self, other), in_language(self, "ko") + in_language(other, "ko"))

    def __radd__(self, other: str) -> "Words":
        return Words(str.__add__(other, self), other + in_language(self, "ko"))


class Sentence(Words):
    """A sentence of the catalogue, with named places for ``format``; without places it is a text as it stands."""

    __slots__ = ()

    def __new__(cls, english: str) -> "Sentence":
        """The sentence; its Korean is looked up when it is needed, not when modules are imported."""
        return str.__new__(cls, english)

    def format(self, *args: object, **values: object) -> Words:
        """The sentence with its named places filled in, in each language; places are never told by position."""
        assert not args
        english, korean = str.format(self, **values), translated(str.__str__(self))
        if any(isinstance(value, Words) for value in values.values()):
            values = {name: in_language(value, "ko") for name, value in values.items()}
        return Words(english, korean.format(**values))


def sentence(english: str) -> Sentence:
    """A sentence for the catalogue: what stands in this call, in the source, is what pybabel extracts."""
    return Sentence(english)


def translated(english: str) -> str:
    """The catalogue's Korean for a whole sentence; the English where it has none."""
    return _catalogue().gettext(english)


@cache
def _catalogue() -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, LOCALE, ["ko"])


def in_language(text: Any, language: str) -> Any:
    """The text as it reads in one language, ``both`` being English; anything but such a text is the same in all."""
    if not isinstance(text, Words):
        return text
    if language != "ko":
        return str.__str__(text)
    return translated(str.__str__(text)) if isinstance(text, Sentence) else text.korean


def joined(separator: str, parts: Iterable[str]) -> str:
    """``separator.join(parts)`` in both languages."""
    texts = list(parts)
    english = separator.join(texts)
    if not any(isinstance(text, Words) for text in (separator, *texts)):
        return english
    return Words(english, in_language(separator, "ko").join([in_language(text, "ko") for text in texts]))


def each(text: str, change: Callable[[str], str]) -> str:
    """The text with ``change`` made to it, in each language."""
    return (
        Words(change(str.__str__(text)), change(in_language(text, "ko"))) if isinstance(text, Words) else change(text)
    )


def first_line(text: str) -> str:
    """The first line, in each language."""
    return each(text, lambda whole: whole.partition("\n")[0])


def as_json(name: str, text: str, language: str = BOTH) -> dict[str, Any]:
    """Entries of a JSON object: the text by that name, and under ``NAME_in`` the other language where it differs."""
    english, korean = str.__str__(text), in_language(text, "ko")
    if english == korean:
        return {name: english}
    if language == "ko":
        return {name: korean, f"{name}_in": {"en": english}}
    return {name: english, f"{name}_in": {"ko": korean}}


def from_json(name: str, entry: Mapping[str, Any]) -> str:
    """The inverse; raises ``KeyError``, ``TypeError`` or ``AttributeError`` on anything else."""
    text: str = entry[name]
    other = entry.get(f"{name}_in")
    if other is None:
        return text
    return Words(other["en"], text) if "en" in other else Words(text, other["ko"])


def lines_as_json(name: str, lines: Iterable[str], language: str = BOTH) -> dict[str, Any]:
    """As :func:`as_json`, for a list of texts."""
    texts = list(lines)
    english, korean = [str.__str__(text) for text in texts], [in_language(text, "ko") for text in texts]
    if english == korean:
        return {name: english}
    if language == "ko":
        return {name: korean, f"{name}_in": {"en": english}}
    return {name: english, f"{name}_in": {"ko": korean}}


def lines_from_json(name: str, entry: Mapping[str, Any]) -> tuple[str, ...]:
    """The inverse; raises ``KeyError``, ``TypeError`` or ``ValueError`` on anything else."""
    lines: tuple[str, ...] = tuple(entry[name])
    other = entry.get(f"{name}_in")
    if other is None:
        return lines
    pairs = zip(other["en"], lines, strict=True) if "en" in other else zip(lines, other["ko"], strict=True)
    return tuple(Words(english, korean) if english != korean else english for english, korean in pairs)
