"""What this machine has for grading: isolation layers, data, versions. Nothing is changed by looking."""

import os
import platform
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata

from autograder.attempt.mnist import find_mnist, load_mnist
from autograder.box.confinement import survey
from autograder.course import Course
from autograder.errors import DataMissing

PACKAGES = ("numpy", "tensorflow", "keras", "pytest", "matplotlib", "nbgrader", "jupytext")
NEEDED = ("numpy", "pytest", "matplotlib")


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor's: what was looked at, whether it is well, and the detail.

    ``needed`` findings that are not well keep ``autograder grade`` from its full work.
    """

    group: str
    name: str
    well: bool
    needed: bool
    detail: str


def examine(course: Course) -> Iterator[Finding]:
    """Every finding, group by group."""
    for layer in survey():
        yield Finding("isolation", layer.name, layer.available, True, layer.detail)
    yield _data(course)
    for package in PACKAGES:
        yield _package(package)
    yield Finding(
        "machine", "python", True, True, f"{platform.python_version()} on {platform.system()} {platform.release()}"
    )
    yield Finding(
        "machine",
        "cores",
        True,
        True,
        str(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()),
    )
    yield Finding("course", "folder", True, True, str(course.root))


def _data(course: Course) -> Finding:
    try:
        path = find_mnist(course, download=False)
        load_mnist(path)
    except DataMissing as error:
        return Finding("data", "mnist", False, True, str(error))
    return Finding("data", "mnist", True, True, f"{path}, checksums as expected")


def _package(name: str) -> Finding:
    keras = name in ("tensorflow", "keras")
    try:
        return Finding("versions", name, True, name in NEEDED, metadata.version(name))
    except metadata.PackageNotFoundError:
        lack = "not installed: first_network and gradients need it" if keras else "not installed"
        return Finding("versions", name, False, name in NEEDED or keras, lack)
