"""The commands that hand results on: ``autograder export canvas`` and its like, one for each target.

What they need is imported where they run: `autograder grade` should not wait for it.
"""

import csv
import io
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from autograder.commands import Command, Group
from autograder.course import UNITS
from autograder.errors import GraderFault, UsageError
from autograder.feedback.reports import RESULT, replace_file
from autograder.lms import AS_THEY_ARE, SCALED
from autograder.submission.archives import one_line
from autograder.submission.opening import folder_name

if TYPE_CHECKING:
    from autograder.lms.graded import Results

LONG = 1000


@click.group("export", cls=Group, no_args_is_help=False)
def export_commands() -> None:
    """Writes results where other tools look for them.

    \b
    Example:
      autograder export canvas results/ --roster grades-export.csv --out to-import.csv
    """  # noqa: D301 - to click, \b keeps a paragraph as it is


_results = click.argument("results", type=click.Path(file_okay=False, path_type=Path))
_unit = click.option(
    "--unit", type=click.Choice([unit.name for unit in UNITS]), help="This unit's points, not the sum of all."
)
_out = click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The file to write.")


def _gradebook_command(name: str, example: str) -> click.Command:
    """The command that fills a gradebook of the system of this name."""
    system = name.casefold()

    def run(results: Path, roster: Path, out: Path, known: Path | None, **options: Any) -> None:
        _fill(system, results, roster, out, known, **options)

    run.__doc__ = f"""Fills the grades into a file that {name} exported.

    Only the assignment's column is written; the rest is what {name} wrote, to the byte. A student is found by the
    submission's name: an id, a login, an e-mail address, the full name. Whoever is not found for sure is listed.

    \b
    Example:
      {example}
    """
    options = [
        _results,
        click.option(
            "--roster", required=True, type=click.Path(dir_okay=False, path_type=Path), help=f"What {name} exported."
        ),
        _out,
        click.option("--column", help="The assignment's column; needed where there is more than one."),
        _unit,
        click.option(
            "--points", type=click.Choice([SCALED, AS_THEY_ARE]), help=f"What to do where {name} counts other points."
        ),
        click.option(
            "--students",
            "known",
            type=click.Path(dir_okay=False, path_type=Path),
            help="A CSV with the columns student and id (or GitHub Classroom's roster), for those not found.",
        ),
    ]
    command: Callable[..., None] = run
    for option in reversed(options):
        command = option(command)
    return click.command(system, cls=Command)(command)


def _fill(  # noqa: PLR0913, PLR0917 - a parameter an option
    system: str,
    results: Path,
    roster: Path,
    out: Path,
    known: Path | None,
    column: str | None,
    unit: str | None,
    points: str | None,
) -> None:
    from autograder.lms.filling import fill  # noqa: PLC0415
    from autograder.lms.gradebooks import read_gradebook  # noqa: PLC0415

    found = _read(results)
    gradebook = read_gradebook(roster, system, column)
    filled = fill(gradebook, found.results, unit=unit, points=points, known=_known(known))
    for note in filled.notes:
        click.echo(note, err=True)
    if not filled.written:
        raise GraderFault(f"nothing was written: no student of {_shown(results)} has a row in {_shown(roster)}")
    replace_file(out, filled.table.as_bytes())
    click.echo(f"{filled.written} grades in {one_line(gradebook.header)}: {_shown(out)}")


def _read(results: Path) -> "Results":
    from autograder.lms.graded import read_results  # noqa: PLC0415

    found = read_results(results)
    for student in found.earlier:
        click.echo(f"{one_line(student)}: passed over: of an earlier run, not in grades.csv", err=True)
    return found


def _known(path: Path | None) -> Mapping[str, str]:
    """The ids that a file gives for students: the columns student and id, or those of GitHub Classroom's roster."""
    if path is None:
        return {}
    from autograder.lms.tables import decode  # noqa: PLC0415

    try:
        rows = list(csv.DictReader(io.StringIO(decode(path.read_bytes())[2], newline="")))
    except OSError as error:
        raise UsageError(f"{_shown(path)}: cannot be read: {error.strerror}") from None
    except (UsageError, csv.Error) as error:
        raise UsageError(f"{_shown(path)}: {error}") from None
    for student, identity in (("student", "id"), ("github_username", "identifier")):
        if rows and {student, identity} <= rows[0].keys():
            return {row[student]: row[identity] for row in rows if row[student] and row[identity]}
    raise UsageError(f"{_shown(path)}: it needs a header with the columns student and id, and a row below it")


def _shown(path: Path) -> str:
    return one_line(str(path), LONG)


@click.command("gradescope", cls=Command)
@_results
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), help="A folder; of one student's RESULTS, a file."
)
@_unit
def gradescope_command(results: Path, out: Path, unit: str | None) -> None:
    """Writes each result as Gradescope's results.json.

    A folder of results gives OUT/<student>/results.json, a single student's folder the file OUT.

    \b
    Examples:
      autograder export gradescope results/ --out gradescope/
      autograder export gradescope results/kim --out /autograder/results/results.json
    """  # noqa: D301 - to click, \b keeps a paragraph as it is
    from autograder.lms.gradescope import results_json  # noqa: PLC0415

    found = _read(results)
    alone = (results / RESULT).is_file()
    for result in found.results:
        place = out if alone else out / folder_name(result.student) / "results.json"
        _make_folder(place.parent)
        replace_file(place, results_json(result, unit))
    click.echo(f"{len(found.results)} results: {_shown(out)}")


@click.command("junit", cls=Command)
@_results
@_out
@_unit
def junit_command(results: Path, out: Path, unit: str | None) -> None:
    """Writes all results as one JUnit XML file.

    \b
    Example:
      autograder export junit results/ --out junit.xml
    """  # noqa: D301 - to click, \b keeps a paragraph as it is
    from autograder.lms.junit import junit_xml  # noqa: PLC0415

    found = _read(results)
    replace_file(out, junit_xml(found.results, unit))
    click.echo(f"{len(found.results)} results: {_shown(out)}")


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise GraderFault(f"{_shown(folder)}: cannot be made: {error.strerror}") from None


# A command a target.
for _target in (
    _gradebook_command("Canvas", "autograder export canvas results/ --roster Grades-TG.csv --out to-import.csv"),
    _gradebook_command("Moodle", "autograder export moodle results/ --roster Grades-TG-7.csv --out to-upload.csv"),
    _gradebook_command("Blackboard", "autograder export blackboard results/ --roster gc_TG.xls --out to-upload.xls"),
    gradescope_command,
    junit_command,
):
    export_commands.add_command(_target)
