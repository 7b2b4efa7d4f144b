"""``nbgrader autograde`` in this process, with every notebook graded in boxes on all cores first."""

from collections.abc import Sequence

from autograder.bridge.course_folder import as_nbgrader, box_autograding
from autograder.course import Course
from autograder.errors import GraderFault, UsageError


def autograde(
    course: Course, assignment: str, arguments: Sequence[str], *, without: Sequence[str] = (), jobs: int | None = None
) -> None:
    """Autogrades what was submitted for an assignment; ``arguments`` are nbgrader's own (``--student``, ``--force``).

    Raises:
        UsageError: nbgrader is not installed, or the assignment has not been generated.
        GraderFault: not everything could be graded; nbgrader has said on standard error what, and why.
    """
    with as_nbgrader(course):
        from nbgrader.api import Gradebook, MissingEntry  # noqa: PLC0415 - an extra
        from nbgrader.apps import AutogradeApp  # noqa: PLC0415

        app = AutogradeApp()
        app.initialize([assignment, *arguments])
        with Gradebook(app.coursedir.db_url, app.coursedir.course_id) as gradebook:
            try:
                gradebook.find_assignment(assignment)
            except MissingEntry:
                hint = f"run 'nbgrader generate_assignment {assignment}'"
                raise UsageError(f"{assignment}: no such assignment in the gradebook; {hint}") from None
        box_autograding(app.config)
        app.config.BoxedExporter.course = str(course.root)
        if without:
            app.config.BoxedExporter.without = list(without)
        if jobs:
            app.config.BoxedExporter.jobs = jobs
        try:
            app.start()
        except SystemExit as end:
            if end.code:
                raise GraderFault("not everything was autograded: see what nbgrader says above") from None
