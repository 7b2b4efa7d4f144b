"""One submission's results as a page about the class needs them: read from its folder, checked, and small.

``reports.read_submission`` checks every sum of a result, which takes as long as all else that is done here.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from autograder.course import TEST_ACCURACY
from autograder.errors import GraderFault
from autograder.feedback.reports import RESULT
from autograder.results import Status, TestStatus
from autograder.submission.fingerprints import FINGERPRINTS, MOST_BYTES, Fingerprints, decoded

REASON_CHARS: Final = 300
ENDINGS: Final = tuple(map(str, TestStatus))
_MISSING: Final = str(Status.MISSING)


@dataclass(frozen=True, slots=True)
class SeenTest:
    """One test as it ended; ``value`` is what it measured."""

    title: str
    ending: str
    weight: float
    value: float | None


@dataclass(frozen=True, slots=True)
class SeenExercise:
    """One exercise, and the known misconception that its program shares, if any."""

    name: str
    right: bool
    misconception: str
    tests: tuple[SeenTest, ...]


@dataclass(frozen=True, slots=True)
class SeenUnit:
    """One unit and how many tests it has; it was ``judged`` where they were run, and has ``exercises`` only then."""

    name: str
    score: float
    max_score: float
    missing: bool
    judged: bool
    size: int
    exercises: tuple[SeenExercise, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """One submission; ``reasons`` say why a person should look at it, and are empty where none need."""

    student: str
    total: float
    max_score: float
    review: bool
    reasons: tuple[str, ...]
    units: tuple[SeenUnit, ...]
    prints: Mapping[str, Fingerprints]


def read(place: Path) -> Seen:
    """The submission whose results are in this folder; raises ``GraderFault`` where they are not of the known form."""
    try:
        data = json.loads((place / RESULT).read_bytes())
        review = data["status"] == str(Status.NEEDS_REVIEW)
        return Seen(
            _text(data["student"]),
            float(data["score"]),
            float(data["max_score"]),
            review,
            tuple(dict.fromkeys(_reasons(data))) if review else (),
            tuple(_unit(name, unit) for name, unit in data["units"].items()),
            _prints(place / FINGERPRINTS),
        )
    except OSError as error:
        raise GraderFault(f"{place / RESULT}: cannot be read: {error.strerror}") from error
    except (KeyError, ValueError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise GraderFault(f"{place / RESULT}: not a result of this grader ({type(error).__name__})") from error


def _unit(name: str, data: Mapping[str, Any]) -> SeenUnit:
    missing = data["status"] == _MISSING
    judged = not missing and not _untested(data)
    exercises = data["exercises"]
    return SeenUnit(
        name,
        float(data["score"]),
        float(data["max_score"]),
        missing,
        judged,
        sum(len(entry["tests"]) for entry in exercises.values()),
        tuple(_exercise(exercise, entry) for exercise, entry in exercises.items()) if judged else (),
    )


def _untested(unit: Mapping[str, Any]) -> bool:
    """Whether no test of it was run: then each says what the unit says."""
    said = unit["message"]
    return bool(said) and all(
        test["message"] == said for exercise in unit["exercises"].values() for test in exercise["tests"]
    )


def _exercise(name: str, data: Mapping[str, Any]) -> SeenExercise:
    tests = tuple(
        [
            SeenTest(_text(test["name"]), _ending(test["status"]), float(test["max_points"]), _value(test.get("value")))
            for test in data["tests"]
        ]
    )
    return SeenExercise(name, data["score"] >= data["max_score"] > 0, _text(data.get("misconception", "")), tests)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("a text is none")
    return value


def _ending(status: str) -> str:
    if status not in ENDINGS:
        raise ValueError("a test ended in no known way")
    return status


def _value(value: object) -> float | None:
    return float(value) if isinstance(value, (int, float)) else None


def _reasons(data: Mapping[str, Any]) -> Iterator[str]:
    """Why a submission wants a person's eye, a line for each unit that does; the first line of what it says."""
    for unit in data["units"].values():
        if unit["status"] == str(Status.NEEDS_REVIEW):
            pipeline = unit["exercises"].get(TEST_ACCURACY, {"tests": ()})
            # Where the unit was judged, it is the data for the accuracy that was missing.
            said = unit["message"] if _untested(unit) else next((test["message"] for test in pipeline["tests"]), "")
            yield _text(said).split("\n")[0][:REASON_CHARS]


def _prints(path: Path) -> Mapping[str, Fingerprints]:
    """A submission's fingerprints; none where there are none, as in the results of an earlier version."""
    try:
        with path.open("rb") as file:
            return decoded(file.read(MOST_BYTES))
    except (OSError, ValueError):
        return {}
