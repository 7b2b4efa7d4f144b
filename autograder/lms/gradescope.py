"""A result as Gradescope's ``results.json``: a test for each of ours, all text as text, nothing of it markup."""

import json
from typing import Any

from autograder.feedback.page import visible
from autograder.results import SubmissionResult, TestResult, TestStatus, UnitResult
from autograder.words import Sentence, in_language

STATUSES = {TestStatus.PASSED: "passed"}


def results_json(result: SubmissionResult, unit: str | None = None, seconds: float | None = None) -> bytes:
    """``results.json`` in UTF-8, of all units or of one; its ``score`` is what Gradescope counts.

    ``seconds`` is how long grading took, where that is known.

    Statuses are ``passed`` or ``failed``, the two that Gradescope knows; what happened otherwise is said in words.
    """
    units = [entry for entry in result.units if unit is None or entry.name == unit]
    data: dict[str, Any] = {
        "score": round(sum(entry.score for entry in units), 2),
        "output": "\n\n".join(
            visible(f"{entry.name}: {in_language(entry.message, result.language)}") for entry in units if entry.message
        ),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": [test for number, entry in enumerate(units, 1) for test in _tests(number, entry, result.language)],
        "extra_data": {"student": visible(result.student), "status": str(result.status)},
    }
    if seconds is not None:
        data["execution_time"] = round(seconds, 1)
    # Lone surrogates are spelled out by `visible`, so that this always encodes.
    return json.dumps(data, ensure_ascii=False, allow_nan=False, indent=1).encode("utf-8") + b"\n"


def _tests(number: int, unit: UnitResult, language: str) -> list[dict[str, Any]]:
    found = []
    for place, exercise in enumerate(unit.exercises, 1):
        for index, test in enumerate(exercise.tests, 1):
            lines = [_said(test, language)]
            if index == len(exercise.tests):
                lines += [in_language(line, language) for line in exercise.feedback]
            found.append(
                {
                    "score": round(test.points, 2),
                    "max_score": round(test.max_points, 2),
                    "status": STATUSES.get(test.status, "failed"),
                    "name": visible(f"{unit.name} · {exercise.name} · {in_language(Sentence(test.name), language)}"),
                    "name_format": "text",
                    "number": f"{number}.{place}.{index}",
                    "output": visible("\n".join(filter(None, lines))),
                    "output_format": "text",
                    "tags": [unit.name, visible(exercise.name)],
                    "visibility": "visible",
                }
            )
    return found


def _said(test: TestResult, language: str) -> str:
    told = test.status in (TestStatus.PASSED, TestStatus.FAILED)
    message: str = in_language(test.message, language)
    return message if told else f"{test.status}: {message}".rstrip(": ")
