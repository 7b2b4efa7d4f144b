"""Feeds one grading process with submissions, and replaces it when it dies."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autograder.course import Course
from autograder.processes.source import Died, GradingProcess, Source
from autograder.results import Row, Status, UnitScore
from autograder.submission.opening import Submission, folder_name
from autograder.words import as_json

TRIES = 2


class Feeder:
    """Asked by one thread at a time; whatever becomes of the process, there is a row for every submission.

    Every method may raise ``GraderFault`` where no process can grade at all, and ``Stopped`` where the batch is over.
    """

    def __init__(self, source: Source, course: Course, out: Path, core: int | None) -> None:
        """The process comes from ``source``, keeps to that core, and writes below ``out``."""
        self._source = source
        self._course = course
        self._out = out
        self._core = core
        self._process: GradingProcess | None = None

    def grade(self, submission: Submission) -> Row:
        """Grades it, and writes its results."""
        return self._row(submission, self._tried(submission, {}))

    def known(self, submission: Submission) -> Row | dict[str, str]:
        """Writes the results where all of them are known; else what is not: by unit the digest of its program."""
        answer = self._tried(submission, {"known": True})
        unknown: dict[str, str] | None = answer.get("unknown")
        return self._row(submission, answer) if unknown is None else unknown

    def given(self, submission: Submission, parts: Mapping[str, Any]) -> Row | None:
        """Writes the results of what was worked out elsewhere; None where that is not all there is to know."""
        answer = self._tried(submission, {"known": True, "given": parts})
        return None if "unknown" in answer else self._row(submission, answer)

    def ungraded(self, submission: Submission, reason: str) -> Row:
        """Writes that our own side failed, and how."""
        answer = self._tried(submission, {"ungraded": reason})
        return Row.from_json(answer["row"]) if "row" in answer else self._lost(submission, answer["fault"])

    def end(self) -> int | None:
        """Ends the process; its exit status, None where there is none to tell."""
        process, self._process = self._process, None
        return None if process is None else process.end()

    def _row(self, submission: Submission, answer: Mapping[str, Any]) -> Row:
        return Row.from_json(answer["row"]) if "row" in answer else self.ungraded(submission, answer["fault"])

    def _tried(self, submission: Submission, how: Mapping[str, Any]) -> dict[str, Any]:
        """The process's answer; after a fault it, or the next one, is asked again."""
        request = {
            "student": submission.student,
            "paths": [str(path.absolute()) for path in submission.paths],
            **as_json("problem", submission.problem),
            "members": submission.members,
            "folder": str(self._folder(submission).absolute()),
            **how,
        }
        answer: dict[str, Any] = {}
        for _ in range(TRIES):
            answer = self._ask(request)
            if "fault" not in answer:
                break
        return answer

    def _lost(self, submission: Submission, reason: str) -> Row:
        """The row of a submission of which not even that can be written: 0, and told at the end."""
        units = tuple(UnitScore(unit.name, 0.0, unit.points, fault=True) for unit in self._course.units)
        most = sum(unit.max_score for unit in units)
        unwritten = f"{self._folder(submission)}: not written: {reason}"
        return Row(submission.student, Status.NEEDS_REVIEW, 0.0, most, units, unwritten)

    def _folder(self, submission: Submission) -> Path:
        return self._out / folder_name(submission.student)

    def _ask(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """The process's answer; a process that has died is a fault, and the next question starts another."""
        try:
            if self._process is None:
                self._process = self._source.fork(self._core)
            return self._process.ask(dict(request))
        except Died:
            return {"fault": f"a grading process ended unexpectedly (status {self.end()})"}
