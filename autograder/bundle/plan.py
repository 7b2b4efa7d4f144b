"""What a bundle is told about its assignment: ``bundle.json``, written where it is made, read where it grades."""

import json
from dataclasses import dataclass
from pathlib import Path

from autograder.course import UNITS
from autograder.errors import GraderFault

NAME = "bundle.json"


@dataclass(frozen=True, slots=True)
class Assignment:
    """The units whose points count, in the course's order, and the minutes that the system gives a submission."""

    units: tuple[str, ...]
    minutes: int

    def as_bytes(self) -> bytes:
        """The whole of ``bundle.json``."""
        return json.dumps({"units": self.units, "minutes": self.minutes}, indent=1).encode() + b"\n"


def read_assignment(path: Path) -> Assignment:
    """The assignment of a bundle; raises ``GraderFault`` where the file is not as :meth:`Assignment.as_bytes` gives."""
    try:
        data = json.loads(path.read_bytes())
        found = Assignment(tuple(data["units"]), data["minutes"])
    except OSError as error:
        raise GraderFault(f"{path}: cannot be read: {error.strerror}") from None
    except (ValueError, KeyError, TypeError) as error:
        raise GraderFault(f"{path}: not a bundle's ({type(error).__name__}: {error})") from None
    known = {unit.name for unit in UNITS}
    if not found.units or not set(found.units) <= known or type(found.minutes) is not int or found.minutes < 1:
        raise GraderFault(f"{path}: not a bundle's: it must name units of the course, and minutes")
    return found
