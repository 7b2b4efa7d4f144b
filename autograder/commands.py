"""What every command has in common: errors in one line with an exit status, and the options that name a course."""

import sys
from pathlib import Path
from typing import Any, NoReturn

import click

from autograder.box import LAYERS
from autograder.errors import AutograderError, Terminated, UsageError

FAULT, USAGE, INTERRUPTED, TERMINATED = 1, 2, 130, 143


class Command(click.Command):
    """A command whose errors are one line, and whose help ends with its examples as they stand."""

    def invoke(self, context: click.Context) -> Any:
        """As click's, with our errors told."""
        try:
            return super().invoke(context)
        except UsageError as error:
            _fail(str(error), USAGE)
        except AutograderError as error:
            _fail(str(error), FAULT)
        except KeyboardInterrupt as stop:
            _fail(str(stop) or "stopped", TERMINATED if isinstance(stop, Terminated) else INTERRUPTED)


class Group(click.Group):
    """The commands; what they cannot use of a command line is refused in one line."""

    def make_context(self, *arguments: Any, **extra: Any) -> click.Context:
        """As click's, with its errors told as ours."""
        try:
            return super().make_context(*arguments, **extra)
        except click.UsageError as error:
            _refuse(error)

    def invoke(self, context: click.Context) -> Any:
        """As click's, with its errors told as ours."""
        try:
            return super().invoke(context)
        except click.UsageError as error:
            _refuse(error)


def _refuse(error: click.UsageError) -> NoReturn:
    command = error.ctx.command_path if error.ctx else "autograder"
    _fail(f"{error.format_message().rstrip('.')} (see {command} --help)", USAGE)


def _fail(text: str, status: int) -> NoReturn:
    click.echo(f"autograder: {text}", err=True)
    sys.exit(status)


course_option = click.option(
    "--course",
    type=click.Path(file_okay=False, path_type=Path),
    help="The course's folder; by default the one around here.",
)
without_option = click.option(
    "--without",
    multiple=True,
    type=click.Choice(LAYERS),
    help="Go on without this isolation layer, where the machine lacks it. May be given more than once.",
)


def layers_without(without: tuple[str, ...]) -> tuple[str, ...]:
    """The isolation layers, those given up left out."""
    return tuple(layer for layer in LAYERS if layer not in without)
