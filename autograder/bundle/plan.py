"""What a bundle is told about its assignment: ``bundle.json``, written where it is made, read where it grades."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from autograder.box import LAYERS
from autograder.course import UNITS
from autograder.errors import GraderFault

NAME = "bundle.json"


@dataclass(frozen=True, slots=True)
class Assignment:
    """What counts and how it is graded.

    ``units`` are those whose points count, in the course's order; ``minutes`` the time that the system gives a
    submission; ``layers`` the isolation layers of its box.
    """

    units: tuple[str, ...]
    minutes: int
    layers: tuple[str, ...] = LAYERS

    def as_bytes(self) -> bytes:
        """The whole of ``bundle.json``."""
        return json.dumps(asdict(self), indent=1).encode() + b"\n"


def read_assignment(path: Path) -> Assignment:
    """The assignment of a bundle; raises ``GraderFault`` where the file is not as :meth:`Assignment.as_bytes` gives."""
    try:
        data = json.loads(path.read_bytes())
        found = Assignment(tuple(data["units"]), data["minutes"], tuple(data["layers"]))
    except OSError as error:
        raise GraderFault(f"{path}: cannot be read: {error.strerror}") from None
    except (ValueError, KeyError, TypeError) as error:
        raise GraderFault(f"{path}: not a bundle's ({type(error).__name__}: {error})") from None
    if not _sound(found):
        raise GraderFault(f"{path}: not a bundle's: it must name units of the course, minutes and isolation layers")
    return found


def _sound(assignment: Assignment) -> bool:
    units = bool(assignment.units) and set(assignment.units) <= {unit.name for unit in UNITS}
    minutes = type(assignment.minutes) is int and assignment.minutes > 0
    return units and minutes and set(assignment.layers) <= set(LAYERS)
