"""What two machines must have in common to give the same results, in words for who installs them."""

import platform
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version

from autograder import __version__
from autograder.grading.grounds import KERAS_LIBRARIES, LIBRARIES, code_digest, graders_digest

ABSENT = "none"


def versions() -> dict[str, str]:
    """This machine's, by name."""
    found = {"python": platform.python_version(), "machine": platform.machine()}
    for name in LIBRARIES + KERAS_LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = ABSENT
    return found | {"autograder": f"{__version__} (code {code_digest()}, graders {graders_digest()})"}


def differing(here: Mapping[str, str], there: Mapping[str, str]) -> list[str]:
    """What is not the same, each with both versions."""
    names = [*here, *(name for name in there if name not in here)]
    pairs = [(name, here.get(name, ABSENT), there.get(name, ABSENT)) for name in names]
    return [f"{name} {theirs}, and {ours} here" for name, ours, theirs in pairs if ours != theirs]
