"""The commands for a course that lives in nbgrader: ``autograder nbgrader …`` and ``autograder export nbgrader``."""

from pathlib import Path

import click

from autograder.commands import Command, Group, course_option, without_option
from autograder.course import Course
from autograder.errors import GraderFault
from autograder.processes.source import Source
from autograder.submission.archives import one_line

_LONGEST = 2000  # characters of a line on the terminal


@click.group("nbgrader", cls=Group, no_args_is_help=False)
def nbgrader_commands() -> None:
    """Grades in nbgrader: its commands, with students' code in the box.

    \b
    Example:
      autograder nbgrader autograde tensor_ops
    """  # noqa: D301 - to click, \b keeps a paragraph as it is


@nbgrader_commands.command("autograde", cls=Command, context_settings={"ignore_unknown_options": True})
@click.argument("assignment")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, metavar="[NBGRADER OPTIONS]...")
@click.option(
    "--jobs", type=click.IntRange(1, 256), default=None, help="Notebooks graded at once; by default one a core."
)
@without_option
@course_option
@click.pass_obj
def autograde_command(  # noqa: PLR0913, PLR0917 - a parameter an option
    source: Source | None,
    assignment: str,
    arguments: tuple[str, ...],
    jobs: int | None,
    without: tuple[str, ...],
    course: Path | None,
) -> None:
    """Autogrades what was submitted for an assignment.

    What `nbgrader autograde` does, all cores at work and in a fraction of the time, whatever the course's
    nbgrader_config.py says of executing notebooks. Options of nbgrader's own, such as --student and --force, are
    followed.

    \b
    Examples:
      autograder nbgrader autograde tensor_ops
      autograder nbgrader autograde tensor_ops --student kim --force
    """  # noqa: D301 - to click, \b keeps a paragraph as it is
    from autograder.bridge.autograde import Request, autograde  # noqa: PLC0415 - nbgrader is an extra

    def tell(text: str) -> None:
        click.echo(one_line(text, _LONGEST), err=True)

    autograde(Request(Course.find(course), assignment, arguments, tell, without, jobs, source))


@click.command("nbgrader", cls=Command)
@click.argument("results", type=click.Path(file_okay=False, path_type=Path))
@click.option("--db", "db_url", metavar="URL", help="The gradebook; by default the one of the course's own settings.")
@course_option
def export_nbgrader_command(results: Path, db_url: str | None, course: Path | None) -> None:
    """Writes the results of `autograder grade` into nbgrader's gradebook.

    Each unit is an assignment of its name; students, assignments and cells that are missing are made.

    \b
    Examples:
      autograder grade submissions/ --out results/
      autograder export nbgrader results/
      nbgrader export
    """  # noqa: D301 - to click, \b keeps a paragraph as it is
    from autograder.bridge.course_folder import as_nbgrader, gradebook_url  # noqa: PLC0415 - nbgrader is an extra

    found, place = Course.find(course), results.absolute()
    url = db_url or gradebook_url(found)
    with as_nbgrader(found):
        from autograder.bridge.gradebook import export  # noqa: PLC0415

        exported = export(found, place, url)
    click.echo(f"{exported.units} units of {exported.students} students are in {url}")
    if exported.left_out:
        raise GraderFault(f"left out, since our own side had failed to grade them: {'; '.join(exported.left_out)}")
