"""Which submissions are the same: the program of a unit, and what else of the submission it could look at.

A program that reads no files and imports none of the submission's modules is what its text says. Any other rests on
everything that was handed in with it, byte for byte.
"""

import hashlib
import io
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from autograder.course import Limits
from autograder.errors import SubmissionProblem
from autograder.submission.archives import open_regular
from autograder.submission.canonical import Canonical, canonical
from autograder.submission.programs import Program

# What opens a file, finds one, runs text or looks at a program's own text and lines: who names one may read anything.
_READERS: Final = frozenset(
    [
        *("open", "fdopen", "FileIO", "read_text", "read_bytes", "memmap", "mmap", "fromfile", "load", "loadtxt"),
        *("genfromtxt", "load_model", "load_weights", "load_module", "read_csv", "imread", "listdir", "scandir"),
        *("iterdir", "glob", "rglob", "walk", "stat", "exists", "isfile", "chdir", "getcwd", "argv"),
        *("__file__", "__path__", "__spec__", "__loader__", "__builtins__", "__import__", "__code__", "__globals__"),
        *("builtins", "importlib", "import_module", "runpy", "run_path", "run_module", "pkgutil", "exec", "eval"),
        *("inspect", "linecache", "tokenize", "traceback", "getsource", "getsourcelines", "_getframe", "currentframe"),
        *("f_lineno", "f_back", "tb_lineno", "co_firstlineno", "co_positions", "co_lines"),
    ]
)


@dataclass(frozen=True, slots=True)
class Identity:
    """A unit of a submission: ``digest`` is that of every other one that must get the same result.

    ``shared`` is False where it is only the same as itself, so that nothing worked out for it may be kept; then the
    digest tells it from the other units of its submission, and from nothing else.
    """

    digest: str
    canonical: Canonical
    shared: bool = True

    @property
    def is_text_alone(self) -> bool:
        """Whether the program is nothing but its text, and could not have looked at anything beside it."""
        return self.shared and self.digest == self.canonical.digest.hex()


def identify(program: Program, folder: Path | None, limits: Limits) -> Identity:
    """The identity of a unit whose submission was opened in ``folder``."""
    form = canonical(program)
    whole = hashlib.sha256(form.digest)
    try:
        if folder is None or (form.words is not None and not form.words & (_READERS | _modules(folder))):
            return Identity(form.digest.hex(), form)
        for part in _contents(folder, limits):
            whole.update(part)
    except (OSError, SubmissionProblem, _TooMuch):
        return Identity(form.digest.hex(), form, shared=False)
    return Identity(whole.hexdigest(), form)


class _TooMuch(Exception):  # noqa: N818 - no error of anyone's
    """There is more in a folder than is worth reading."""


def _modules(folder: Path) -> frozenset[str]:
    """Names under which something of the submission could be imported, whichever of its folders it lies in."""
    names: set[str] = set()
    for place in (folder, *(entry for entry in folder.iterdir() if entry.is_dir() and not entry.is_symlink())):
        names.update(entry.name.partition(".")[0] for entry in place.iterdir())
    return frozenset(names)


def _contents(folder: Path, limits: Limits) -> Iterator[bytes]:
    """Every file's name and bytes, in one order; links by their names only, since none is followed."""
    left, entries = limits.archive_bytes, limits.archive_entries
    for place, folders, files in os.walk(folder, onerror=_raise):
        folders.sort()
        for name in sorted(files):
            path = Path(place, name)
            yield os.fsencode(f"\0{path.relative_to(folder)}\0")
            entries -= 1
            if not path.is_symlink():
                with io.FileIO(open_regular(path), "rb") as file:
                    data = file.read(left + 1)
                left -= len(data)
                yield hashlib.sha256(data).digest()
            if left < 0 or entries < 0:
                raise _TooMuch


def _raise(error: OSError) -> None:
    raise error
