"""``nbgrader autograde`` for a whole assignment, with every notebook graded in boxes on all cores first.

What is done with a graded notebook is nbgrader's to say; :mod:`autograder.bridge.converting` does the same faster, and
nbgrader itself does it wherever the course's settings hold what only nbgrader follows.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version

from autograder.box import LAYERS
from autograder.bridge.course_folder import as_nbgrader, box_autograding
from autograder.course import Course
from autograder.errors import GraderFault, UsageError
from autograder.processes.source import Source

_KNOWN = "0.9."  # the versions of nbgrader whose conversion ours is the same as
_NOT_ALL = "not everything was autograded: see above"


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for: an assignment, nbgrader's own options (``--student``, ``--force``), and how to grade.

    ``tell`` hears what a person should know, a line each. ``source``, where there is one, was started before.
    """

    course: Course
    assignment: str
    arguments: Sequence[str]
    tell: Callable[[str], None]
    without: Sequence[str] = ()
    jobs: int | None = None
    source: Source | None = None


def autograde(request: Request) -> None:
    """Autogrades what was submitted for an assignment.

    Raises:
        UsageError: nbgrader is not installed, or the assignment has not been generated.
        GraderFault: not everything could be graded; what, and why, was told.
    """
    with as_nbgrader(request.course):
        from autograder.bridge.settings import OnlyNbgraders  # noqa: PLC0415 - needs what comes with nbgrader

        try:
            failures = _by_ourselves(request)
        except OnlyNbgraders as reason:
            request.tell(f"nbgrader's own conversion is used, which takes longer: {reason}")
            if request.source is not None:
                request.source.close()  # nbgrader's run has its own
            _by_nbgrader(request)
            return
        for student, why in sorted(failures.items()):
            request.tell(
                f"There was an error processing assignment '{request.assignment}' for student '{student}': {why}"
            )
        if failures:
            raise GraderFault(_NOT_ALL)


def _by_ourselves(request: Request) -> dict[str, str]:
    """The students of whom it could not be done, each with the reason."""
    from autograder.bridge import converting, grading, ledger, settings  # noqa: PLC0415 - need what comes with nbgrader

    if not version("nbgrader").startswith(_KNOWN):
        raise settings.OnlyNbgraders(f"nbgrader is {version('nbgrader')}, and ours is that of {_KNOWN}x")
    found = settings.read_settings(request.assignment, request.arguments)
    without = request.without or found.boxes.without
    if unknown := sorted(set(without) - set(LAYERS)):
        raise GraderFault(f"BoxedExporter.without: no such layer: {', '.join(unknown)}; nothing was graded")
    layers = tuple(layer for layer in LAYERS if layer not in without)
    how = grading.How(request.course, layers, request.jobs or found.boxes.jobs or grading.cores())
    with ledger.gradebook(found.places.db_url) as gradebook:
        release = ledger.read_release(gradebook, found.places.assignment_id)
        job = converting.Job(found, release, grading.Results(how, request.source), request.tell)
        return converting.convert(job, gradebook)


def _by_nbgrader(request: Request) -> None:
    from nbgrader.api import Gradebook, MissingEntry  # noqa: PLC0415 - an extra
    from nbgrader.apps import AutogradeApp  # noqa: PLC0415

    app = AutogradeApp()
    app.initialize([request.assignment, *request.arguments])
    with Gradebook(app.coursedir.db_url, app.coursedir.course_id) as gradebook:
        try:
            gradebook.find_assignment(request.assignment)
        except MissingEntry:
            hint = f"run 'nbgrader generate_assignment {request.assignment}'"
            raise UsageError(f"{request.assignment}: no such assignment in the gradebook; {hint}") from None
    box_autograding(app.config)
    app.config.BoxedExporter.course = str(request.course.root)
    if request.without:
        app.config.BoxedExporter.without = list(request.without)
    if request.jobs:
        app.config.BoxedExporter.jobs = request.jobs
    try:
        app.start()
    except SystemExit as end:
        if end.code:
            raise GraderFault(_NOT_ALL) from None
