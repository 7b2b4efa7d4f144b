"""Functions that passed: by their forms, and for all the files in which they stand.

Only what leaves nothing to say is known here: an exercise whose every test passed, a file that ran to its end. Whoever
did anything wrong is told of their own lines and values, and so their function is run.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Any, Final

from autograder.grading.grounds import Grounds
from autograder.grading.store import Kept, Parts
from autograder.results import ExerciseResult
from autograder.submission.functions import Functions
from autograder.submission.programs import Program

LOADING: Final = ""  # the part that is no exercise: what running the file's top level gave
MOST: Final = 4096  # held in memory, some hundred bytes each; all are in the store


class Passed:
    """What one grading process knows of functions that passed; the others' are found in the store."""

    def __init__(self, read: Callable[[str], Parts], put: Callable[[str, Parts], None]) -> None:
        """``read`` and ``put`` are the store's, by a form's digest."""
        self._read = read
        self._put = put
        self._known: dict[str, Kept] = {}
        self._results: dict[str, Any] = {}  # by part: who passed got the same as all others, which is held once

    def find(self, functions: Functions, grounds: Mapping[str, Grounds], names: Collection[str]) -> Parts:
        """Those of the named parts that are known to pass, on the same grounds."""
        found: Parts = {}
        for name in names:
            form = _form(functions, name)
            kept = self._known.get(form) or self._read(form).get(name) if form else None
            if form and kept is not None and kept.grounds == grounds[name]:
                found[name] = kept
                if form not in self._known:
                    self._remember(form, name, replace(kept, grounds=grounds[name]))
        return found

    def add(self, functions: Functions, parts: Parts, program: Program) -> None:
        """Remembers what passed; what a file printed only where it cannot name a line of the file."""
        for name, kept in parts.items():
            form = _form(functions, name)
            if form and (
                _ran(kept, program.filename) if name == LOADING else ExerciseResult.from_json(name, kept.result).perfect
            ):
                self._put(form, {name: kept})
                self._remember(form, name, kept)

    def _remember(self, form: str, name: str, kept: Kept) -> None:
        if len(self._known) >= MOST:
            self._known.clear()
        same = self._results.setdefault(name, kept.result)
        self._known[form] = replace(kept, result=same) if same == kept.result else kept


def _form(functions: Functions, name: str) -> str | None:
    return functions.loading if name == LOADING else functions.forms.get(name)


def _ran(kept: Kept, filename: str) -> bool:
    """Whether a file ran to its end, and printed nothing that names one of its lines, as a warning of Python's does."""
    result = kept.result
    return not result["lines"] and not result["review"] and filename not in result["printed"]
