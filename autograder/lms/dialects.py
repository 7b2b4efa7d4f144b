"""What Canvas, Moodle and Blackboard call things in the gradebooks that they export.

Canvas     "Student", "ID", "SIS User ID", "SIS Login ID", "Section", then "Name (12345)"; the rows before the first
           student say which assignments are posted by hand and the "    Points Possible". Totals are "(read only)".
Moodle     an assignment's grading worksheet ("Identifier", "Full name", "Email address", "Status", "Grade",
           "Maximum Grade", ...), or the gradebook's export ("First name", ..., "Assignment: Name (Real)").
Blackboard "Last Name", "First Name", "Username", ..., then "Name [Total Pts: 100 Score] |12345"; UTF-16 and tabs in a
           file called .xls, or UTF-8 and commas.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

_CANVAS_ASSIGNMENT = re.compile(r".+ \([0-9]+\)", re.DOTALL)
# Not "up to 100": those are totals that Blackboard reckons itself. A Text column takes no points.
BLACKBOARD_ASSIGNMENT = re.compile(r".*\[Total Pts: ([0-9.,]+)(?: (?!Text)[^\]]*)?\](?: ?\|[0-9]+)?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Dialect:
    """What one kind of export calls things; headers are compared without regard to case.

    ``ids`` are columns by which a student is known; ``own_id``, one of them, is the one that the LMS writes into the
    names of the submissions that it hands out. ``names`` are ways to put a full name together. ``needed`` are the
    headers without which a file is none of this kind, and ``is_assignment`` knows a header that may be filled.
    """

    system: str
    needed: frozenset[str]
    own_id: str
    ids: tuple[str, ...]
    names: tuple[tuple[str, ...], ...]
    is_assignment: Callable[[str], bool]


def _canvas_assignment(header: str) -> bool:
    return _CANVAS_ASSIGNMENT.fullmatch(header) is not None


def _real(header: str) -> bool:
    return header.endswith("(Real)") and not header.startswith(("Course total", "Category total"))


def _grade(header: str) -> bool:
    return header.casefold() == "grade"


def _blackboard_assignment(header: str) -> bool:
    return BLACKBOARD_ASSIGNMENT.fullmatch(header) is not None


_CANVAS_IDS = ("id", "sis user id", "sis login id", "integration id")
_CANVAS = (
    Dialect("Canvas", frozenset({"student", "id", "section"}), "id", _CANVAS_IDS, (("student",),), _canvas_assignment),
    Dialect(
        "Canvas",
        frozenset({"lastname", "firstname", "id", "section"}),
        "id",
        _CANVAS_IDS,
        (("firstname", "lastname"), ("lastname", "firstname")),
        _canvas_assignment,
    ),
)
_MOODLE_IDS = ("email address", "id number", "username")
_MOODLE = (
    Dialect(
        "Moodle",
        frozenset({"identifier", "grade"}),
        "identifier",
        ("identifier", *_MOODLE_IDS),
        (("full name",),),
        _grade,
    ),
    Dialect(
        "Moodle",
        frozenset({"first name", "email address"}),
        "",
        _MOODLE_IDS,
        (
            ("first name", "last name"),
            ("last name", "first name"),
            ("first name", "surname"),
            ("surname", "first name"),
        ),
        _real,
    ),
)
_BLACKBOARD = (
    Dialect(
        "Blackboard",
        frozenset({"last name", "first name", "username"}),
        "username",
        ("username", "student id"),
        (("first name", "last name"), ("last name", "first name")),
        _blackboard_assignment,
    ),
)
SYSTEMS = {"canvas": _CANVAS, "moodle": _MOODLE, "blackboard": _BLACKBOARD}
