"""What a course's ``nbgrader_config.py`` and the command's own options say of autograding.

nbgrader's own classes of settings take seconds to import. Those here have the same names, settings and defaults, and
are filled by the same library in the same order; a test compares the two. What they do not know is nbgrader's to do.
"""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from jupyter_core.application import JupyterApp
from traitlets import Bool, Dict, Enum, Integer, List, TraitError, Unicode
from traitlets.config import Config, Configurable

from autograder.bridge.course_folder import box_autograding


class OnlyNbgraders(Exception):  # noqa: N818 - a state of a course
    """The course has a setting that nbgrader's own conversion alone follows; the text says which."""


class CourseDirectory(Configurable):
    """Where a course's files are; each as nbgrader's own."""

    course_id = Unicode("").tag(config=True)
    student_id = Unicode("*").tag(config=True)
    student_id_exclude = Unicode("").tag(config=True)
    assignment_id = Unicode("").tag(config=True)
    notebook_id = Unicode("*").tag(config=True)
    directory_structure = Unicode(os.path.join("{nbgrader_step}", "{student_id}", "{assignment_id}")).tag(config=True)
    source_directory = Unicode("source").tag(config=True)
    submitted_directory = Unicode("submitted").tag(config=True)
    autograded_directory = Unicode("autograded").tag(config=True)
    db_url = Unicode("").tag(config=True)
    root = Unicode("").tag(config=True)
    groupshared = Bool(False).tag(config=True)
    ignore = List([".ipynb_checkpoints", "*.pyc", "__pycache__", "feedback"]).tag(config=True)


class BaseConverter(Configurable):
    """How anything is converted."""

    force = Bool(False).tag(config=True)
    permissions = Integer(0).tag(config=True)  # 0: as CourseDirectory.groupshared has it


class Autograde(BaseConverter):
    """How submissions are autograded."""

    create_student = Bool(True).tag(config=True)
    exclude_overwriting = Dict({}).tag(config=True)
    # Set, or else nothing is graded in boxes; what they are set to is looked at apart from the others.
    exporter_class = Unicode("").tag(config=True)
    sanitize_preprocessors = List([]).tag(config=True)
    autograde_preprocessors = List([]).tag(config=True)


class BoxedExporter(Configurable):
    """How our own side grades."""

    course = Unicode("").tag(config=True)
    without = List([]).tag(config=True)
    jobs = Integer(0).tag(config=True)


class LateSubmissionPlugin(Configurable):
    """What late submissions lose."""

    penalty_method = Enum(("none", "zero"), "none").tag(config=True)


_OURS = (CourseDirectory, Autograde, BoxedExporter, LateSubmissionPlugin)
_SECTIONS = (*_OURS, BaseConverter)
# Settings of a course that autograding does not look at.
_OTHERS_OF_OURS = {
    "CourseDirectory": {
        "release_directory",
        "source_with_tests_directory",
        "feedback_directory",
        "solution_directory",
        "include",
        "max_file_size",
        "max_dir_size",
    }
}
# Whatever is set of these changes what nbgrader's conversion does, or is of an nbgrader of long ago.
_NBGRADERS = (
    *("NbGrader", "AutogradeApp", "NbGraderConfig", "BasicConfig", "BaseNbGraderApp", "BaseApp", "BaseNbConvertApp"),
    *("TransferApp", "Configurable", "LoggingConfigurable", "NbConvertBase", "Exporter", "NotebookExporter"),
    *("WriterBase", "FilesWriter", "Preprocessor", "NbGraderPreprocessor", "ClearOutputPreprocessor", "ClearOutput"),
    *("RestoreCells", "DeduplicateIds", "OverwriteKernelspec", "OverwriteCells", "CheckCellMetadata"),
    *("BoxedGrading", "IgnorePattern", "LimitOutput", "SaveAutoGrades", "MarkForReview", "AssignLatePenalties"),
    *("BasePlugin", "BaseMetadataValidator", "MetadataValidatorV3"),
)
# Options with a value, and those without, that are read here; any other is nbgrader's to understand.
_VALUED = ("--student", "--db", "--course-dir", "--course")
_PLAIN = ("--force", "-f", "--create")


@dataclass(frozen=True, slots=True)
class CourseSettings:
    """A course's settings, the defaults filled in; ``permissions`` are a file's mode, in digits as nbgrader has it."""

    places: CourseDirectory
    autograde: Autograde
    boxes: BoxedExporter
    late: LateSubmissionPlugin
    permissions: int


def read_settings(assignment: str, arguments: Sequence[str]) -> CourseSettings:
    """The settings for autograding ``assignment``, read in the working directory as nbgrader reads them.

    Raises:
        OnlyNbgraders: nbgrader is to read them itself: they hold, or ``arguments`` say, what is not known here.
    """
    _check_arguments(arguments)
    known = "nbgrader.apps" in sys.modules
    with _here_on_path():
        app = _Settings()
        try:
            app.initialize([assignment, *arguments])
            box_autograding(app.config)
            _check(app.config)
            found = [kind(config=app.config) for kind in _OURS]
        except (TraitError, SystemExit) as error:
            raise OnlyNbgraders(f"the settings hold what nbgrader refuses: {error}") from None
        except OnlyNbgraders:
            raise
        except Exception as error:
            raise OnlyNbgraders(f"nbgrader_config.py fails: {type(error).__name__}: {error}") from None
    if not known and "nbgrader.apps" in sys.modules:
        raise OnlyNbgraders("nbgrader_config.py imports nbgrader, and may change it")
    return _completed(assignment, *found)


def _completed(assignment: str, places: Any, autograde: Any, boxes: Any, late: Any) -> CourseSettings:
    if places.assignment_id:
        raise OnlyNbgraders("CourseDirectory.assignment_id is set")
    for name in ("course_id", "student_id"):
        setattr(places, name, getattr(places, name).strip())
    places.assignment_id = assignment.strip()
    if places.notebook_id != "*" or "+" in assignment:
        raise OnlyNbgraders("not all notebooks of the assignment are asked for")
    places.root = os.path.abspath(places.root or os.getcwd())
    places.db_url = places.db_url or f"sqlite:///{os.path.join(places.root, 'gradebook.db')}"
    permissions = autograde.permissions or (664 if places.groupshared else 444)
    return CourseSettings(places, autograde, boxes, late, permissions)


class _Settings(JupyterApp):
    """Reads the files that nbgrader's commands read, in their order, and the command line."""

    name = "nbgrader-autograde"
    raise_config_file_errors = True
    classes = list(_SECTIONS)  # noqa: RUF012
    aliases = {  # noqa: RUF012 - as traitlets has them
        "student": "CourseDirectory.student_id",
        "db": "CourseDirectory.db_url",
        "course-dir": "CourseDirectory.root",
        "course": "CourseDirectory.course_id",
    }
    flags = {  # noqa: RUF012
        "force": ({"BaseConverter": {"force": True}}, ""),
        "f": ({"BaseConverter": {"force": True}}, ""),
        "create": ({"Autograde": {"create_student": True}}, ""),
    }

    def _config_file_name_default(self) -> str:
        return "nbgrader_config"

    def load_config_file(self) -> None:
        """Jupyter's own and nbgrader's, then that of the course; what fails in one is not passed over."""
        super().load_config_file(suppress_errors=False)
        super(JupyterApp, self).load_config_file("nbgrader_config", os.getcwd())

    def initialize(self, argv: Any = None) -> None:
        """As Jupyter's, and the settings of the course's folder where it is another than this."""
        super().initialize(argv)
        root = CourseDirectory(config=self.config).root
        super(JupyterApp, self).load_config_file("nbgrader_config", os.path.abspath(root or os.getcwd()))


def _check_arguments(arguments: Sequence[str]) -> None:
    left = iter(arguments)
    for argument in left:
        name, _, value = argument.partition("=")
        if name in _VALUED:
            value = value if "=" in argument else next(left, "")
            if not value or value[0] in "-~'\"":
                raise OnlyNbgraders(f"the option {argument} is nbgrader's own to read")
        elif argument not in _PLAIN:
            raise OnlyNbgraders(f"the option {argument} is nbgrader's own")


def _check(config: Mapping[str, Mapping[str, Any]]) -> None:
    """That nothing is set but what is followed here."""
    for kind in _SECTIONS:
        name = kind.__name__
        strange = sorted(set(config.get(name, {})) - set(kind.class_trait_names()) - _OTHERS_OF_OURS.get(name, set()))
        if name == "BoxedExporter" and config.get(name, {}).get("optimistic_validation") is True:
            strange.remove("optimistic_validation")
        if strange:
            raise OnlyNbgraders(f"{name}.{strange[0]} is set")
    for name in _NBGRADERS:
        if config.get(name):
            raise OnlyNbgraders(f"{name}.{next(iter(config[name]))} is set")
    if "course_id" in config.get("Exchange", {}):
        raise OnlyNbgraders("Exchange.course_id is set")
    ours = Config()
    box_autograding(ours)
    for name, wanted in ours.Autograde.items():
        if config["Autograde"].get(name) != wanted:
            raise OnlyNbgraders(f"Autograde.{name} has other steps than the course's own")


@contextmanager
def _here_on_path() -> Iterator[None]:
    """The working directory is where a settings file may import from, as in nbgrader's commands."""
    sys.path.insert(0, os.getcwd())
    try:
        yield
    finally:
        with suppress(ValueError):  # a settings file may have taken it out
            sys.path.remove(os.getcwd())
