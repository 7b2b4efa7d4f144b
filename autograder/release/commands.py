"""The commands ``release`` and ``watch``."""

from pathlib import Path

import click

from autograder.commands import Command, course_option
from autograder.course import Course


@click.command("release", cls=Command)
@click.argument("target", metavar="DIR|ZIP", type=click.Path(path_type=Path))
@course_option
def release_command(target: Path, course: Path | None) -> None:
    """Makes what students get: exercises, public tests, notebooks, watch.py and a README.

    Nothing of the solutions, the graders or MNIST is in it, and nothing of this package has to be installed.
    An earlier release is brought up to date; a file that was changed since is kept, the new one beside it as NAME.new.

    \b
    Examples:
      autograder release handout/
      autograder release handout.zip
    """  # noqa: D301 - to click, \b keeps a paragraph as it is
    found = Course.find(course)
    # They bring pytest and Jupytext along, for which `grade` should not wait.
    from autograder.grading.session import exercise_points  # noqa: PLC0415
    from autograder.release.contents import release_files  # noqa: PLC0415
    from autograder.release.writing import write_release  # noqa: PLC0415

    files = release_files(found, exercise_points(found))
    for kept in write_release(files, target):
        new = f"; the new one is {kept.beside.name}" if kept.beside else ""
        click.echo(f"kept, since it was changed: {kept.path.relative_to(target)}{new}")
    click.echo(f"{len(files)} files in {target}")


@click.command("watch", cls=Command)
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(exists=True, file_okay=False, path_type=Path))
@course_option
def watch_command(folder: Path, course: Path | None) -> None:
    """Tests what is saved in a release, at once, and shows which exercise comes next.

    The same as `python watch.py` in a release; the course's own exercises/ can be watched, too. It runs the code in DIR
    as you, outside any box: it is for code of your own.

    \b
    Example:
      autograder watch exercises/
    """  # noqa: D301 - to click, \b keeps a paragraph as it is
    from autograder.release.kit.watch import watch  # noqa: PLC0415

    if (folder / "release.json").exists() or (course is None and not (folder / "test_tensors.py").exists()):
        raise SystemExit(watch(folder))
    found = Course.find(course)
    units = [{"name": unit.name, "exercises": unit.functions} for unit in found.units]
    raise SystemExit(watch(folder, {"language": found.language, "units": units}))
