"""The command line: reads arguments, calls one function, prints. Errors are one line and an exit status."""

import io
import os
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from autograder import __version__
from autograder.attempt.mnist import find_mnist, seems_mnist
from autograder.bridge.commands import export_nbgrader_command, nbgrader_commands
from autograder.bundle.commands import bundle_commands
from autograder.claims import Taken
from autograder.commands import FAULT, Command, Group, course_option, layers_without, without_option
from autograder.course import Course, Limits, Settings
from autograder.errors import AutograderError, DataMissing, GraderFault, UsageError
from autograder.feedback.summary import origins_line, summary_table
from autograder.lms.commands import export_commands
from autograder.processes.batch import Batch, Grading, faults, grade
from autograder.processes.source import Source
from autograder.release.commands import release_command, watch_command
from autograder.report.commands import report_command
from autograder.results import Origin, Row
from autograder.submission.archives import one_line
from autograder.submission.opening import Submission, find_submissions

NO_MNIST = "MNIST is missing, test_accuracy will not be graded"
LONG = 1000


@click.group(cls=Group, no_args_is_help=False, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="autograder")
def main() -> None:
    """Tensor Gears: grades the exercises of chapter 2 of Deep Learning with Python.

    The student's code runs in a box; the verdict is made outside it.

    \b
    Example:
      autograder grade submissions/ --out results/
    """  # noqa: D301 - to click, \b keeps a paragraph as it is
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a name that the terminal's encoding lacks must not end a batch
            stream.reconfigure(errors="backslashreplace")


@main.command("grade", cls=Command)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path(path_type=Path))
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("results"), show_default=True, help="Where results go."
)
@click.option(
    "--jobs", type=click.IntRange(1, 256), default=None, help="Submissions graded at once; by default one a core."
)
@click.option("--fresh", is_flag=True, help="Grade everything anew, whatever was graded before.")
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Grade on a Dask cluster: its scheduler's address or .json file.",
)
@without_option
@course_option
@click.pass_obj
def grade_command(  # noqa: PLR0913, PLR0917 - a parameter an option
    source: Source | None,
    paths: tuple[Path, ...],
    out: Path,
    jobs: int | None,
    fresh: bool,
    scheduler: str | None,
    without: tuple[str, ...],
    course: Path | None,
) -> None:
    """Grades submissions: folders, zips, or folders of them.

    Writes DIR/grades.csv and, for each student, DIR/<student>/result.json and feedback.html; of two submissions or
    more DIR/report.html, the class at a glance. What was graded before, and has not changed, is not graded again; a
    command that was stopped goes on where it was.

    \b
    Examples:
      autograder grade submissions/
      autograder grade kim/ lee.zip --out results/ --jobs 2
      autograder grade submissions.zip
      autograder grade submissions/ --scheduler tcp://10.0.0.5:8786
    """  # noqa: D301 - to click, \b keeps a paragraph as it is
    found_course = Course.find(course)
    console, notes = Console(), Console(stderr=True)
    submissions = _submissions(paths, out, notes, found_course.limits)
    mnist = _mnist(found_course, notes)
    batch = Batch(found_course, Settings(layers_without(without), mnist), submissions, out, jobs or _cores(), fresh)
    with _graders(scheduler, batch, notes) as graded:
        rows = _with_progress(batch, console, source, graded)
    console.print(summary_table(rows, [unit.name for unit in found_course.units]))
    _note(console, origins_line(rows))
    _note(console, f"Results: {one_line(str(out / 'grades.csv'), LONG)}")
    left = faults(rows)
    if len(rows) > 1:
        unread = _reported(out, found_course, console)
        left = left or unread  # what could not be written cannot be read, either: it is told once
    if left:
        raise GraderFault("; ".join(left))


def _reported(out: Path, course: Course, console: Console) -> list[str]:
    """Writes the page about the class; what of it could not be done."""
    from autograder.report.writing import REPORT, write_report  # noqa: PLC0415 - as for the audit

    try:
        unread = write_report(out, course)
    except (Taken, UsageError):
        return []  # another run has begun to write there, and makes its own; or nothing could be written, which is told
    except AutograderError as error:
        return [str(error)]
    _note(console, f"The class at a glance: {one_line(str(out / REPORT), LONG)}")
    return unread


def _submissions(paths: tuple[Path, ...], out: Path, notes: Console, limits: Limits) -> list[Submission]:
    """What ``paths`` name, the results of an earlier run left out; tells what was passed over."""
    found, skipped = find_submissions(paths, limits, out)
    results = out.resolve()
    submissions = [entry for entry in found if [path.resolve() for path in entry.paths] != [results]]
    for skip in skipped:
        _note(notes, f"skipped {one_line(str(skip.path), LONG)}: {skip.reason}")
    if len(submissions) < len(found):
        _note(notes, f"skipped {one_line(str(out), LONG)}: it is where the results go")
    if not submissions:
        raise UsageError("no submissions in " + ", ".join(one_line(str(path)) for path in paths))
    return submissions


def _note(console: Console, text: str) -> None:
    console.print(text, markup=False, highlight=False, soft_wrap=True)


def _mnist(course: Course, notes: Console) -> Path | None:
    """MNIST's file; tells, once, what every grading process would find out for itself: that there is none."""
    try:
        path = find_mnist(course)
    except DataMissing as error:
        _note(notes, f"{NO_MNIST}: {error}")
        return None
    if not seems_mnist(path):
        _note(notes, f"{NO_MNIST}: {path}: it does not hold MNIST's four arrays")
    return path


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _graders(scheduler: str | None, batch: Batch, notes: Console) -> AbstractContextManager[Grading | None]:
    """What grades: this machine's cores, or a cluster."""
    if scheduler is None:
        return nullcontext()
    try:
        from autograder.cluster.dispatch import connected  # noqa: PLC0415 - an extra, and slow to import
    except ImportError as error:
        raise UsageError(f"--scheduler needs the extra: pip install 'tensor-gears[cluster]' ({error})") from None
    return connected(scheduler, batch.course, batch.settings, lambda line: _note(notes, line))


def _with_progress(batch: Batch, console: Console, source: Source | None, graded: Grading | None) -> list[Row]:
    """Grades with a bar on a terminal, a line a submission without one."""
    if not console.is_terminal:
        return grade(batch, _plain_lines(len(batch.submissions)), source, graded)
    columns = (
        TextColumn("Grading"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[last]}", markup=False),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        told = partial(_advance, progress, progress.add_task("grading", total=len(batch.submissions), last=""))
        return grade(batch, told, source, graded)


def _advance(progress: Progress, task: TaskID, row: Row) -> None:
    progress.update(task, advance=1, last=one_line(row.student, 30))


def _plain_lines(total: int) -> Callable[[Row], None]:
    width, counter = len(str(total)), iter(range(1, total + 1))

    def line(row: Row) -> None:
        student = one_line(row.student)
        words = f"{row.score:g} of {row.max_score:g}, {row.status}"
        words += f", {row.origin}" if row.origin is not Origin.GRADED else ""
        words += f"; not written: {one_line(row.unwritten, LONG)}" if row.unwritten else ""
        click.echo(f"[{next(counter):{width}}/{total}] {student}: {words}")

    return line


@main.command("doctor", cls=Command)
@course_option
def doctor_command(course: Path | None) -> None:
    """Tells which isolation layers, data and versions this machine has.

    Exit status 1 where something that grading needs is missing.

    \b
    Example:
      autograder doctor
    """  # noqa: D301 - to click, \b keeps a paragraph as it is
    from autograder.doctor import examine  # noqa: PLC0415 - as for the audit

    table = Table("", "what", "detail", box=None, title="autograder doctor", title_justify="left")
    sick = False
    for finding in examine(Course.find(course)):
        mark = "[green]ok[/]" if finding.well else "[red]missing[/]" if finding.needed else "[yellow]absent[/]"
        sick = sick or (finding.needed and not finding.well)
        table.add_row(mark, f"{finding.group}: {finding.name}", Text(finding.detail))
    Console().print(table)
    sys.exit(FAULT if sick else 0)


@main.command("build", cls=Command)
@click.option(
    "--check", is_flag=True, help="Write nothing; fail, naming each file, when one is stale or was edited by hand."
)
@course_option
def build_command(check: bool, course: Path | None) -> None:
    """Derives exercises/ and source/ from solutions/.

    \b
    Examples:
      autograder build
      autograder build --check
    """  # noqa: D301 - to click, \b keeps a paragraph as it is
    found = Course.find(course)
    # They bring pytest and Jupytext along, for which `grade` should not wait.
    from autograder.authoring import build  # noqa: PLC0415
    from autograder.grading.session import exercise_points  # noqa: PLC0415

    points = exercise_points(found)
    if not check:
        click.echo(f"{len(build.build(found, points))} files are up to date")
        return
    stale = build.stale(found, points)
    for entry in stale:
        click.echo(f"{os.path.relpath(entry.path)}: {entry.reason}", err=True)
    if stale:
        raise GraderFault(f"{len(stale)} generated files are not what `autograder build` makes of solutions/; run it")
    click.echo("every generated file is up to date")


@main.command("audit", cls=Command)
@without_option
@course_option
def audit_command(without: tuple[str, ...], course: Path | None) -> None:
    """Checks the course itself: stubs fail, solutions pass, nothing leaks, every contract row has a grader.

    \b
    Example:
      autograder audit
    """  # noqa: D301 - to click, \b keeps a paragraph as it is
    found = Course.find(course)
    from autograder.authoring.audit import audit  # noqa: PLC0415 - brings pytest along: not for `grade` to wait for

    notes = Console(stderr=True)
    settings = Settings(layers_without(without), _mnist(found, notes))
    failed = 0
    for finding in audit(found, settings):
        failed += not finding.well
        click.echo(
            f"{'ok  ' if finding.well else 'FAIL'}  {finding.promise}"
            + (f": {finding.detail}" if finding.detail else "")
        )
    if failed:
        raise GraderFault(f"{failed} of the course's promises do not hold")


export_commands.add_command(export_nbgrader_command)
main.add_command(nbgrader_commands)
main.add_command(export_commands)
main.add_command(bundle_commands)
main.add_command(release_command)
main.add_command(watch_command)
main.add_command(report_command)
