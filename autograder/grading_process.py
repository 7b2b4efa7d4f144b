"""One grading process of a batch: reads a submission a line, grades it, writes its results, answers a line.

Run as ``python -m autograder.grading_process``. The first line of its input is ``{course, layers, mnist}``, answered
by ``{ready}``; every other is ``{student, paths, problem, folder}``, or the same with ``ungraded``: a reason for which
the submission gets 0 and a person's eye. Each is answered by ``{row}``, or by ``{fault}`` where our side failed.
The lines are JSON, so that a name of bytes that are no UTF-8 survives.
"""

import ctypes
import json
import os
import signal
import sys
import traceback
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TextIO

from autograder.box.zygote import die_with_parent
from autograder.course import Course, Settings
from autograder.errors import AutograderError
from autograder.reports import write_submission
from autograder.session import Graded, Session, grading
from autograder.submissions import Submission


def serve(lines: TextIO, answers: TextIO) -> None:
    """Answers until the input ends; a fault that keeps it from grading at all is answered and ends it."""
    opening = json.loads(lines.readline() or "{}")
    if not opening:
        return

    def work(session: Session) -> None:
        _say(answers, {"ready": True})
        for line in lines:
            _say(answers, _answer(session, json.loads(line)))

    try:
        mnist = opening["mnist"]
        settings = Settings(tuple(opening["layers"]), None if mnist is None else Path(mnist))
        grading(Course.find(Path(opening["course"])), settings, work)
    except Exception as error:
        _say(answers, {"fault": _reason(error)})


def _answer(session: Session, request: Mapping[str, Any]) -> dict[str, Any]:
    submission = Submission(request["student"], tuple(map(Path, request["paths"])), request["problem"])
    try:
        if "ungraded" in request:
            graded = Graded(session.ungraded(submission.student, request["ungraded"]), {})
        else:
            graded = session.grade(submission)
        write_submission(graded.result, Path(request["folder"]), sources=graded.sources)
    except Exception as error:
        return {"fault": _reason(error)}
    return {"row": graded.result.row().as_json()}


def _reason(error: Exception) -> str:
    """A fault in a line: one of ours in its own words, anything else as what it is and where it was raised."""
    if isinstance(error, AutograderError):
        return str(error)
    frames = traceback.extract_tb(error.__traceback__)
    place = f" ({Path(frames[-1].filename).name}, line {frames[-1].lineno})" if frames else ""
    return f"{type(error).__name__}: {error}{place}"


def _say(answers: TextIO, answer: Mapping[str, Any]) -> None:
    answers.write(json.dumps(answer) + "\n")
    answers.flush()


def main() -> None:
    """Serves standard input and output; whatever else would print goes to standard error."""
    warnings.simplefilter("ignore")  # whatever PYTHONWARNINGS says: they would be told to nobody who can mend them
    die_with_parent(ctypes.CDLL(None))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the batch ends its processes itself
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    serve(sys.stdin, answers)


if __name__ == "__main__":
    main()
