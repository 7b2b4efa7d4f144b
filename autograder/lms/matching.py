"""Which result is whose row in a gradebook: by what the submission's name says, and never by a guess.

A submission that came out of an LMS is called ``name_id`` (``kimminji_12345``, ``Kim Minji_123456``); others are called
what their authors called them. The whole name may be any of a student's ids or the full name. The part after an
underscore is believed to be an id only where the part before it is the same student's name (a gradebook of a blindly
marked assignment has none; there it has to be the LMS's own id).
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from autograder.lms.gradebooks import Entry


@dataclass(frozen=True, slots=True)
class Matches:
    """``found``: an entry of the gradebook for each student that has one and no more; ``unclear``: why others do not.

    ``strangers`` are the students whom the gradebook does not know, ``absent`` the entries nobody was matched with.
    """

    found: Mapping[str, Entry]
    unclear: Mapping[str, str]
    strangers: tuple[str, ...]
    absent: tuple[Entry, ...]


def match(students: Iterable[str], entries: Sequence[Entry], known: Mapping[str, str]) -> Matches:
    """Matches students with entries; ``known`` gives an id for some of them, and settles the matter."""
    found: dict[str, Entry] = {}
    unclear: dict[str, str] = {}
    strangers: list[str] = []
    finder = _Finder(entries)
    for student in students:
        hits = finder.by_id(known[student]) if student in known else finder.by_name(student)
        if len(hits) == 1:
            found[student] = hits[0]
        elif hits:
            unclear[student] = f"could be {len(hits)} rows of the gradebook"
        elif student not in known and (conflict := finder.conflict(student)):
            unclear[student] = conflict
        else:
            strangers.append(student)
    claimed: dict[int, list[str]] = {}
    for student, entry in found.items():
        claimed.setdefault(entry.row, []).append(student)
    for several in claimed.values():
        for student in several if len(several) > 1 else ():
            unclear[student] = f"{len(several)} submissions are {found.pop(student).shown}'s"
    rows = {entry.row for entry in found.values()}
    return Matches(found, unclear, tuple(strangers), tuple(entry for entry in entries if entry.row not in rows))


class _Finder:
    """The entries by their ids and by their names."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._ids: dict[str, dict[int, Entry]] = {}
        self._names: dict[str, dict[int, Entry]] = {}
        for entry in entries:
            for text in entry.ids:
                self._ids.setdefault(_plain(text), {})[entry.row] = entry
            for text in entry.names:
                if letters(text):
                    self._names.setdefault(letters(text), {})[entry.row] = entry

    def by_id(self, text: str) -> list[Entry]:
        """The entries with this id, of whatever kind."""
        return list(self._ids.get(_plain(text), {}).values())

    def by_name(self, student: str) -> list[Entry]:
        """The entries that a submission's name can mean."""
        hits = dict(self._ids.get(_plain(student), {}))
        hits |= self._names.get(letters(student), {}) if "_" not in student else {}
        for name, entry in self._carried(student):
            if _agree(name, entry):
                hits[entry.row] = entry
        return list(hits.values())

    def conflict(self, student: str) -> str:
        """Whose id the name of a submission that matches nobody carries all the same; ``""`` where it is nobody's."""
        carried = self._carried(student)
        return f"its id is {carried[0][1].shown}'s, and its name is not" if carried else ""

    def _carried(self, student: str) -> list[tuple[str, Entry]]:
        """What may be a name before an underscore and somebody's id after it."""
        return [
            (student[:place], entry)
            for place in (index for index, char in enumerate(student) if char == "_")
            for entry in self.by_id(student[place + 1 :])
            if entry.names or _plain(entry.own_id) == _plain(student[place + 1 :])
        ]


def letters(name: str) -> str:
    """A full name as Canvas puts it into a file's: letters and digits only, in small letters."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFC", name)).casefold()


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip().casefold()


def _agree(name: str, entry: Entry) -> bool:
    """Whether a name is the entry's: whole, or after a group's (``Group A-Kim Minji``); no name is no objection."""
    parts = name.split("-")
    tails = {letters("-".join(parts[start:])) for start in range(len(parts))}
    return not entry.names or any(letters(known) in tails for known in entry.names)
