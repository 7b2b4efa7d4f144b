"""The command that makes the report about the class anew."""

from pathlib import Path

import click

from autograder.commands import Command, course_option
from autograder.course import Course
from autograder.errors import GraderFault
from autograder.submission.archives import one_line

LONG = 1000


@click.command("report", cls=Command)
@click.argument("results", type=click.Path(file_okay=False, path_type=Path))
@course_option
def report_command(results: Path, course: Path | None) -> None:
    """Writes RESULTS/report.html, the class at a glance, from the results that are there.

    `autograder grade` writes it, too, whenever it has graded two submissions or more.

    \b
    Example:
      autograder report results/
    """  # noqa: D301 - to click, \b keeps a paragraph as it is
    from autograder.report.writing import REPORT, write_report  # noqa: PLC0415 - brings NumPy and Jinja2 along

    unread = write_report(results, Course.find(course))
    click.echo(f"Report: {one_line(str(results / REPORT), LONG)}")
    if unread:
        more = f" (and {len(unread) - 1} more)" if len(unread) > 1 else ""
        raise GraderFault(f"not everything could be read: {one_line(unread[0], LONG)}{more}; the report says so")
