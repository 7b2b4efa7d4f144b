"""What a batch's grading processes do: one collects the graders, and forks one a core, which grades.

What comes over the first one's socket, and is answered, a line of JSON each: first ``{course, layers, mnist, keep}``,
answered by ``{ready}``; then

``{fork: core}``, a socket   forks a process that grades what comes over it, on that core; answered by ``{pid}``
``{end: pid}``               kills such a process; answered by ``{status}``: how it ended, now or before

A forked process is asked ``{student, paths, problem, members, folder}``, or the same with ``ungraded``: a reason for
which the submission gets 0 and a person's eye. It answers ``{row}``, which says so where the results could not be
written, or ``{fault}`` where our side failed. With ``known`` nothing is run: where something would have to be, the
answer is ``{unknown}``, by unit the digest of its program. With ``given`` the parts of the result were worked out
elsewhere, by a process like this one that was asked without a ``folder``, and with the ``units`` to look at: it writes
nothing, and answers ``{parts}``. The lines are JSON, so that a name of bytes that are no UTF-8 survives.
"""

import gc
import json
import os
import signal
import socket
import traceback
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

from autograder.box.door import Door
from autograder.box.lineage import die_with_parent
from autograder.course import Course, Keep, Settings
from autograder.errors import AutograderError, Unwritten
from autograder.feedback.listing import joined
from autograder.feedback.reports import render_feedback, write_submission
from autograder.grading.keeping import NotKnown
from autograder.grading.session import Graded, Session, grading
from autograder.grading.store import packed, unpacked
from autograder.results import OUR_FAULT, our_fault
from autograder.submission.fingerprints import FINGERPRINTS, kept
from autograder.submission.opening import Submission
from autograder.words import from_json

LINE_BYTES = 64 * 1024


def serve(control: socket.socket, door: Door) -> None:
    """Answers until nobody is left to ask; a fault that keeps it from grading at all is answered and ends it."""
    line = control.recv(LINE_BYTES)
    if not line:
        return
    opening = json.loads(line)
    try:
        mnist = opening["mnist"]
        keep = opening["keep"] and Keep(Path(opening["keep"]["path"]), opening["keep"]["run"], opening["keep"]["since"])
        settings = Settings(tuple(opening["layers"]), None if mnist is None else Path(mnist), keep)
        grading(Course.find(Path(opening["course"])), settings, partial(_fork_graders, control), door)
    except Exception as error:
        with suppress(BrokenPipeError):  # nobody is left to be told
            _say(control, {"fault": _reason(error)})


def _fork_graders(control: socket.socket, session: Session) -> None:
    render_feedback(session.ungraded("", ""))  # compiles the page's template, once for all forks
    gc.freeze()  # no fork looks through what was there before it
    gc.enable()
    _say(control, {"ready": True})
    while True:
        try:
            line, descriptors, _, _ = socket.recv_fds(control, LINE_BYTES, 1)
        except ConnectionResetError:  # whoever asks was killed before it had read all answers
            return
        if not line:
            return
        request = json.loads(line)
        if "end" in request:
            _say(control, {"status": _ended(request["end"])})
            continue
        pid = os.fork()
        if pid == 0:
            control.close()
            _keep_to(request["fork"])
            _grade_all(socket.socket(fileno=descriptors[0]), session)
        os.close(descriptors[0])
        _say(control, {"pid": pid})


def _keep_to(core: int | None) -> None:
    if core is not None and hasattr(os, "sched_setaffinity"):
        cores = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {cores[core % len(cores)]})


def _ended(pid: int) -> int:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _grade_all(wire: socket.socket, session: Session) -> NoReturn:
    """Grades until the other end hangs up; its zygotes end with it."""
    try:
        die_with_parent()
        lines = wire.makefile("r", encoding="utf-8")
        for line in lines:
            _say(wire, _answer(session, json.loads(line)))
        os._exit(0)
    finally:
        os._exit(1)


def _answer(session: Session, request: Mapping[str, Any]) -> dict[str, Any]:
    members = request["members"]
    submission = Submission(
        request["student"],
        tuple(map(Path, request["paths"])),
        from_json("problem", request),
        None if members is None else tuple((entry, place) for entry, place in members),
    )
    try:
        if "ungraded" in request:
            graded = Graded(session.ungraded(submission.student, our_fault(request["ungraded"])), {})
        else:
            given = {program: unpacked(parts) for program, parts in request.get("given", {}).items()}
            known, units = request.get("known", False), request.get("units")
            graded = session.grade(submission, given, only_known=known, units=units)
        if "folder" not in request:
            return _parts(graded)
        row = replace(graded.result.row(), unwritten=graded.unkept, origin=graded.origin, changed=graded.changed)
        try:
            folder = Path(request["folder"])
            texts = {unit: joined(source) for unit, source in graded.sources.items()}
            beside = {FINGERPRINTS: kept(folder / FINGERPRINTS, texts)}
            write_submission(graded.result, folder, sources=graded.sources, beside=beside)
        except Unwritten as error:
            row = replace(row, unwritten=str(error))
    except NotKnown as needed:
        return {"unknown": dict(needed.programs)}
    except Exception as error:
        return {"fault": _reason(error)}
    return {"row": row.as_json()}


def _parts(graded: Graded) -> dict[str, Any]:
    """What another process makes the same result of."""
    faults = [unit.message for unit in graded.result.units if unit.message.startswith(OUR_FAULT)]
    if faults:
        return {"fault": faults[0].removeprefix(f"{OUR_FAULT}: ")}
    return {"parts": {program: packed(parts) for program, parts in graded.parts.items()}}


def _reason(error: Exception) -> str:
    """A fault in a line: one of ours in its own words, anything else as what it is and where it was raised."""
    if isinstance(error, AutograderError):
        return str(error)
    frames = traceback.extract_tb(error.__traceback__)
    place = f" ({Path(frames[-1].filename).name}, line {frames[-1].lineno})" if frames else ""
    return f"{type(error).__name__}: {error}{place}"


def _say(wire: socket.socket, answer: Mapping[str, Any]) -> None:
    wire.sendall(json.dumps(answer).encode() + b"\n")
