"""The hostile submissions: what each attempts, what must hold, how it is written, and what speaks against a result.

A case is ``<family>/<case>/case.toml`` with a folder ``submission/`` beside it, or with the name of a ``maker``: a
function of ``makers.py``, or ``module.function``, that writes, into the folder it is given, what cannot lie in a git
tree, and answers its path.
"""

import ast
import json
import re
import shutil
import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from typing import Any

from autograder.course import UNITS
from autograder.submission.programs import unit_of

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
FAMILIES = ("resources", "exits", "cheating", "packaging")
EXERCISES = {unit.name: unit.exercises for unit in UNITS}
SKIPPED = "skipped"  # a submission's status where it is to be passed over: it gets no row
# Of functions: `naive_add, naive_relu as right`, or `others`, those of the unit that the file itself does not define.
_HONEST = re.compile(r"^# honest: *(.+?) *$", re.MULTILINE)
_DEFINED = re.compile(r"^(?:async )?def (\w+)|^(\w+) *=", re.MULTILINE)

Writer = Callable[[Path, str], Path]


class CaseError(Exception):
    """A case that is none; the text names it."""


@dataclass(frozen=True, slots=True)
class Case:
    """One submission. The keys of the bounds are a unit or ``unit.exercise``; those of ``status`` also ``submission``.

    ``limit`` is the reason why a bound is known not to hold, of a case that shows a limit of the course's box.
    ``beside`` asks for so many honest neighbours to be graded at the same time. ``write`` writes the submission into
    a folder, under a name where it has none of its own, and answers its path.
    """

    family: str
    name: str
    attempts: str
    holds: str
    seconds: float
    write: Writer
    at_most: Mapping[str, float] = field(default_factory=dict)
    exactly: Mapping[str, float] = field(default_factory=dict)
    says: Mapping[str, str] = field(default_factory=dict)
    status: Mapping[str, str] = field(default_factory=dict)
    limit: str = ""
    beside: int = 0
    keras: bool = False
    mnist: bool = False

    def __str__(self) -> str:
        return f"{self.family}/{self.name}"

    @property
    def bounded(self) -> set[str]:
        """Every unit or exercise that a bound is about."""
        return {*self.at_most, *self.exactly, *self.says}


def find_cases(families: Collection[str] = FAMILIES, names: Collection[str] = ()) -> list[Case]:
    """The cases of these families, by family and name; ``names`` chooses, each a case or ``family/case``."""
    tables = [path for family in FAMILIES if family in families for path in sorted(HERE.glob(f"{family}/*/case.toml"))]
    places = {path.parent: {path.parent.name, f"{path.parent.parent.name}/{path.parent.name}"} for path in tables}
    if unknown := set(names) - set().union(*places.values()):
        raise CaseError(f"no such case: {', '.join(sorted(unknown))}")
    return [read_case(place) for place, known_as in places.items() if not names or known_as & set(names)]


def read_case(folder: Path) -> Case:
    """The case in ``folder``; raises :class:`CaseError` where its table is not of the form above."""
    family, name = folder.parent.name, folder.name
    try:
        table = tomllib.loads((folder / "case.toml").read_text("utf-8"))
        maker = table.pop("maker", None)
        files = "" if maker else "".join(path.name + _text(path) for path in sorted(_submission(folder).rglob("*")))
        case = Case(
            family,
            name,
            write=_made(maker) if maker else partial(_copied, _submission(folder)),
            keras="keras" in files or "tensorflow" in files,
            mnist="first_network" in files,
            **table,
        )
    except (TypeError, ValueError, OSError) as error:
        raise CaseError(f"{family}/{name}: {error}") from None
    if wrong := list(_wrong(case)):
        raise CaseError(f"{case}: {'; '.join(wrong)}")
    return case


def _wrong(case: Case) -> Iterator[str]:
    known = {*EXERCISES, *(f"{unit}.{name}" for unit, names in EXERCISES.items() for name in names)}
    if unknown := case.bounded - known:
        yield f"no such unit or exercise: {', '.join(sorted(unknown))}"
    if unknown := set(case.status) - {*EXERCISES, "submission"}:
        yield f"no such unit: {', '.join(sorted(unknown))}"
    if not case.at_most and not case.exactly and SKIPPED not in case.status.values():
        yield "without a bound of points it could not fail"
    for text in (case.attempts, case.holds, case.limit or "None."):
        if not (text[:1].isupper() and text.endswith(".")):
            yield f"no sentence: {text!r}"
    for pattern in case.says.values():
        try:
            re.compile(pattern)
        except re.error as error:
            yield f"no regular expression: {pattern!r} ({error})"


def _submission(folder: Path) -> Path:
    path = folder / "submission"
    if not path.is_dir() or not any(path.iterdir()):
        raise CaseError(f"{folder}: neither a maker nor a folder submission/ with something in it")
    return path


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "replace") if path.is_file() else ""


def _made(maker: str) -> Writer:
    def write(folder: Path, name: str) -> Path:
        module, _, function = maker.rpartition(".")
        path: Path = getattr(import_module(module or "makers"), function)(folder)
        return path

    return write


def _copied(source: Path, folder: Path, name: str) -> Path:
    target = folder / name
    shutil.copytree(source, target, symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))
    for path in target.rglob("*"):
        unit = unit_of(path.name)
        if unit is not None and path.is_file() and b"# honest:" in path.read_bytes():
            text = path.read_bytes().decode("utf-8")
            filled = _honest_notebook(text, unit) if path.suffix == ".ipynb" else honest(text, unit)
            path.write_bytes(filled.encode("utf-8"))
    return target


def honest(source: str, unit: str) -> str:
    """The source with each marker ``# honest: NAME, NAME as OTHER`` replaced by those functions of the solution.

    The imports that they need come with them. ``# honest: others`` stands for every function of the unit that the
    source does not define itself.
    """
    imports, functions = solution(unit)
    own = {name for pair in _DEFINED.findall(source) for name in pair if name}

    def filled(match: re.Match[str]) -> str:
        pairs = [[word.strip() for word in part.split(" as ")] for part in match[1].split(",")]
        if pairs == [["others"]]:
            pairs = [[name] for name in functions if name not in own]
        if unknown := {pair[0] for pair in pairs} - set(functions):
            raise CaseError(f"{unit} has no function {', '.join(sorted(unknown))}")
        texts = [functions[name].replace(f"def {name}(", f"def {alias}(", 1) for name, alias in map(_twice, pairs)]
        return "\n".join([imports, *texts])

    return _HONEST.sub(filled, source)


def _twice(pair: list[str]) -> tuple[str, str]:
    return pair[0], pair[-1]


def _honest_notebook(text: str, unit: str) -> str:
    notebook = json.loads(text)
    for cell in notebook["cells"]:
        cell["source"] = honest("".join(cell["source"]), unit)
    return json.dumps(notebook)


@cache
def solution(unit: str) -> tuple[str, Mapping[str, str]]:
    """The imports of a unit's reference solution, and its functions by name, without docstrings."""
    tree = ast.parse((ROOT / "solutions" / f"{unit}.py").read_text("utf-8"))
    imports = [ast.unparse(node) for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom))]
    functions = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("test_"):
            node.body = node.body[1:] if ast.get_docstring(node) is not None else node.body
            functions[node.name] = ast.unparse(node)
    return "\n".join(imports), functions


def faults_of(case: Case, result: Mapping[str, Any] | None, seconds: float) -> list[str]:
    """What of a case does not hold, of its ``result.json`` and of the seconds that grading it took; a line each."""
    if case.status.get("submission") == SKIPPED:
        return [] if result is None else ["it should have been passed over, and was graded"]
    if result is None:
        return ["it has no result"]
    found = list(_status_faults(case, result))
    for name, most in case.at_most.items():
        if (score := _entry(result, name)["score"]) > most:
            found.append(f"{name} has {score:g} points, of at most {most:g}")
    for name, exact in case.exactly.items():
        if (score := _entry(result, name)["score"]) != exact:
            found.append(f"{name} has {score:g} points, not {exact:g}")
    for name, pattern in case.says.items():
        messages = _messages(_entry(result, name))
        if not any(re.search(pattern, message) for message in messages):
            found.append(f"{name} does not say /{pattern}/ but {' | '.join(messages)[:300]!r}")
    if seconds > case.seconds:
        found.append(f"it took {seconds:.1f} s, of at most {case.seconds:g}")
    return found


def _status_faults(case: Case, result: Mapping[str, Any]) -> Iterator[str]:
    wanted = {name.partition(".")[0]: "graded" for name in case.bounded} | dict(case.status)
    review = "needs_review" in wanted.values()
    overall = wanted.pop("submission", "needs_review" if review else "graded")
    if result["status"] != overall:
        yield f"the submission's status is {result['status']}, not {overall}"
    for unit, status in wanted.items():
        if result["units"][unit]["status"] != status:
            yield f"the status of {unit} is {result['units'][unit]['status']}, not {status}"


def _entry(result: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    unit, _, exercise = name.partition(".")
    entry: Mapping[str, Any] = result["units"][unit]
    return entry["exercises"][exercise] if exercise else entry


def _messages(entry: Mapping[str, Any]) -> list[str]:
    return [entry["message"]] if "message" in entry else [test["message"] for test in entry["tests"]]
