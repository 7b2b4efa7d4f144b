"""The course as nbgrader sees it: its folder, its configuration, its gradebook."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from autograder.course import Course
from autograder.errors import UsageError

EXPORTER = "autograder.bridge.exporter.BoxedExporter"
SANITIZE = (
    "nbgrader.preprocessors.ClearOutput",
    "autograder.bridge.preprocessors.RestoreCells",
    "nbgrader.preprocessors.DeduplicateIds",
    "nbgrader.preprocessors.OverwriteKernelspec",
    "nbgrader.preprocessors.OverwriteCells",
    "nbgrader.preprocessors.CheckCellMetadata",
)
AUTOGRADE = (
    "autograder.bridge.preprocessors.BoxedGrading",
    "nbgrader.preprocessors.IgnorePattern",
    "nbgrader.preprocessors.LimitOutput",
    "nbgrader.preprocessors.SaveAutoGrades",
    "autograder.bridge.preprocessors.MarkForReview",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
)


def box_autograding(config: Any) -> None:
    """The settings that the course's own ``nbgrader_config.py`` has, for a course whose own has them not."""
    if config.Autograde.get("exporter_class") != EXPORTER:
        config.Autograde.exporter_class = EXPORTER
        config.Autograde.sanitize_preprocessors = list(SANITIZE)
        config.Autograde.autograde_preprocessors = list(AUTOGRADE)


@contextmanager
def as_nbgrader(course: Course) -> Iterator[None]:
    """The working directory and the path that nbgrader expects: it finds its settings by the one, alembic by the other.

    Raises:
        UsageError: nbgrader is not installed.
    """
    if find_spec("nbgrader") is None:  # importing it takes seconds, which not everything that it is needed for needs
        raise UsageError("nbgrader is not installed: pip install 'tensor-gears[nbgrader]'")
    here, path = Path.cwd(), os.environ.get("PATH")
    os.chdir(course.root)
    os.environ["PATH"] = os.pathsep.join(filter(None, (str(Path(sys.executable).parent), path)))
    try:
        yield
    finally:
        os.chdir(here)
        if path is None:
            del os.environ["PATH"]
        else:
            os.environ["PATH"] = path


def gradebook_url(course: Course) -> str:
    """The address of the course's gradebook, as its ``nbgrader_config.py`` has it.

    Raises:
        UsageError: nbgrader is not installed.
    """
    with as_nbgrader(course):
        from nbgrader.apps import NbGrader  # noqa: PLC0415

        app = NbGrader()
        app.initialize([], root=str(course.root))
        return str(app.coursedir.db_url)
