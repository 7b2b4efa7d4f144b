"""The commands that make bundles, and the one that runs in them; what they need is imported where they run."""

from pathlib import Path

import click

from autograder.commands import Command, Group, course_option, layers_without, without_option
from autograder.course import UNITS, Course
from autograder.errors import DataMissing, UsageError
from autograder.submission.archives import one_line

LONG = 1000
MINUTES = 40  # the most that Gradescope gives


@click.group("bundle", cls=Group, no_args_is_help=False)
def bundle_commands() -> None:
    """Packs course and grader into one file, for a system that grades by itself.

    \b
    Example:
      autograder bundle gradescope --out autograder.zip
    """  # noqa: D301 - to click, \b keeps a paragraph as it is


@bundle_commands.command("gradescope", cls=Command)
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The zip to write.")
@click.option(
    "--unit",
    "units",
    multiple=True,
    type=click.Choice([unit.name for unit in UNITS]),
    help="A unit whose points count; may be given more than once. By default all.",
)
@click.option(
    "--minutes",
    type=click.IntRange(10, MINUTES),
    default=MINUTES,
    show_default=True,
    help="The assignment's time limit.",
)
@click.option("--mnist", type=click.Path(dir_okay=False, path_type=Path), help="MNIST's file, to be put in.")
@without_option
@course_option
def gradescope_command(  # noqa: PLR0913, PLR0917 - a parameter an option
    out: Path,
    units: tuple[str, ...],
    minutes: int,
    mnist: Path | None,
    without: tuple[str, ...],
    course: Path | None,
) -> None:
    """Writes the zip that Gradescope builds its autograder from.

    MNIST goes in where this machine has it; otherwise Gradescope's machine downloads it. The zip holds the reference
    solutions and the hidden tests: it is for Gradescope and for instructors only.

    \b
    Examples:
      autograder bundle gradescope --out autograder.zip
      autograder bundle gradescope --out tensor-ops.zip --unit tensor_ops
    """  # noqa: D301 - to click, \b keeps a paragraph as it is
    from autograder.bundle.contents import contents, zipped  # noqa: PLC0415
    from autograder.bundle.plan import Assignment  # noqa: PLC0415
    from autograder.feedback.reports import replace_file  # noqa: PLC0415

    found = Course.find(course)
    counted = tuple(unit.name for unit in found.units if not units or unit.name in units)
    data = _mnist(found, mnist)
    files = contents(found, Assignment(counted, minutes, layers_without(without)), data)
    replace_file(out, zipped(files))
    points = sum(unit.points for unit in found.units if unit.name in counted)
    click.echo(f"{one_line(str(out), LONG)}: {', '.join(counted)}, {points:g} points, {_told(data)}")
    click.echo(f"In Gradescope's settings: autograder points {points:g}, time-out {minutes} minutes, 4 CPU and 6 GB.")


def _mnist(course: Course, named: Path | None) -> Path | None:
    """MNIST's file, found to be the real one; None where this machine has none and none was named."""
    from autograder.attempt.mnist import find_mnist, load_mnist  # noqa: PLC0415

    try:
        path = find_mnist(course, download=False) if named is None else named
        load_mnist(path)
    except DataMissing as error:
        if named is not None:
            raise UsageError(str(error)) from None
        return None
    return path


def _told(mnist: Path | None) -> str:
    return "without MNIST, which its machine will download" if mnist is None else "with MNIST"


@bundle_commands.command("run-gradescope", cls=Command, hidden=True)
@click.argument("root", type=click.Path(file_okay=False, path_type=Path))
def run_gradescope_command(root: Path) -> None:
    """Grades the submission in Gradescope's folders below ROOT; run_autograder calls it."""
    from autograder.bundle.container import run  # noqa: PLC0415

    result = run(root)
    units = ", ".join(f"{unit.name} {unit.score:g} of {unit.max_score:g}" for unit in result.units)
    click.echo(f"{one_line(result.student, LONG)}: {result.score:g} of {result.max_score:g} ({units}), {result.status}")
