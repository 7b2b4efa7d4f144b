"""Which module may know of which: dependencies point one way, and what ends up in a box brings little along."""

import ast
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from autograder.grading.grounds import own_code, shared_modules

PACKAGE = Path(__file__).parent.parent / "autograder"

# From bottom to top, what lies in the package's folder: a module imports from its own package, and from rows above.
LAYERS = (
    ("", "catalogue", "errors", "measured", "misconceptions", "words"),
    ("claims", "course", "results"),
    ("feedback", "submission"),
    ("box",),
    ("attempt", "commands"),
    ("checks", "doctor", "lms"),
    ("graders", "grading", "report"),
    ("authoring", "processes"),
    ("bridge", "bundle", "cluster", "release"),
    ("cli",),
    ("__main__",),
)
RANKS = {name: rank for rank, names in enumerate(LAYERS) for name in names}

# The grader's side of a box; every other module of ``autograder.box`` is loaded where student code runs.
OUTSIDE_THE_BOX = {"box.client", "box.door", "box.frames", "box.host", "box.outcomes"}
LIGHT = {"numpy", "msgpack", "pyseccomp"}
HEAVY = {
    "box.handles": {"keras", "matplotlib"},
    "box.preload": {"keras", "matplotlib", "tensorflow"},
    "box.training": {"keras"},
}
UNPICKLERS = {"pickle", "_pickle", "cPickle", "marshal", "shelve", "dill", "cloudpickle", "joblib"}
RUNNERS = {"exec", "eval", "compile", "execfile", "__import__"}


def modules() -> dict[str, ast.Module]:
    """Every module of the package by its name below it, parsed."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = ast.parse(path.read_text(encoding="utf-8"))
    return found


MODULES = modules()
INSIDE_THE_BOX = {name for name in MODULES if name.split(".")[0] == "box"} - OUTSIDE_THE_BOX


def imports(tree: ast.Module) -> Iterator[str]:
    """Whatever is imported anywhere in it, in functions too: ``from a import b`` gives ``a.b`` where b is a module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            assert node.module is not None
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield whole if whole.removeprefix("autograder.") in MODULES else node.module


def own(name: str) -> set[str]:
    """The package's modules that one of them imports."""
    names = {entry for entry in imports(MODULES[name]) if entry.split(".")[0] == "autograder"}
    return {entry.removeprefix("autograder").removeprefix(".") for entry in names}


def foreign(name: str) -> set[str]:
    """The top-level names that it imports from outside the package and the standard library."""
    tops = {entry.split(".")[0] for entry in imports(MODULES[name])}
    return tops - {"autograder"} - sys.stdlib_module_names


def part(name: str) -> str:
    """The package, or the module beside the packages, that a module belongs to."""
    return name.split(".", maxsplit=1)[0]


def test_the_table_names_everything() -> None:
    """Every package and every module beside them has its place in the table, and every place is something's."""
    assert sorted(RANKS) == sorted({part(name) for name in MODULES})
    assert len(RANKS) == sum(map(len, LAYERS))


@pytest.mark.parametrize("name", sorted(MODULES))
def test_imports_go_down(name: str) -> None:
    """A module imports from its own package and from lower layers only, in its functions too."""
    upward = sorted(
        entry for entry in own(name) if part(entry) != part(name) and RANKS[part(entry)] >= RANKS[part(name)]
    )
    assert not upward, f"{name or '__init__'} must not import {upward}"


def test_imports_go_one_way() -> None:
    """No module imports another that comes back to it, within a package either."""
    TopologicalSorter({name: own(name) for name in MODULES}).prepare()  # raises CycleError, which names the cycle


@pytest.mark.parametrize("name", sorted(INSIDE_THE_BOX))
def test_the_box_knows_nothing_of_the_grader(name: str) -> None:
    """What is loaded beside a student's code imports the wire's few libraries, and of ours the box and the errors."""
    assert {entry for entry in own(name) if entry.split(".")[0] != "box"} <= {"errors"}
    assert foreign(name) <= LIGHT | HEAVY.get(name, set())


@pytest.mark.parametrize("name", sorted(name for name in MODULES if name.startswith("graders")))
def test_graders_see_the_checks_only(name: str) -> None:
    """A grader imports pytest, NumPy, the two modules of checks and its own inputs: no session, no box, no file."""
    assert {entry for entry in own(name) if entry.split(".")[0] != "graders"} <= {"checks.check", "checks.network"}
    assert foreign(name) <= {"numpy", "pytest"}
    standard = {entry.split(".")[0] for entry in imports(MODULES[name])} & sys.stdlib_module_names
    assert standard <= {"collections", "dataclasses", "functools", "itertools", "math", "typing"}


@pytest.mark.parametrize("name", sorted(name for name in MODULES if name.startswith("misconceptions")))
def test_known_wrong_programs_are_programs_only(name: str) -> None:
    """A known wrong program runs in a box: it imports what students import, and is imported by no module."""
    assert not own(name)
    assert foreign(name) <= {"keras", "matplotlib", "numpy", "tensorflow"}
    assert not any(name in own(other) for other in MODULES)


@pytest.mark.parametrize("name", ["lms.filling", "lms.graded", "lms.gradescope", "lms.junit"])
def test_exporters_see_results_only(name: str) -> None:
    """What is handed on to an LMS is made of results on disk and the LMS's own files: no session, no submission."""
    beside = {"submission.archives", "errors", "feedback.page", "feedback.reports", "results", "words"}
    assert {entry for entry in own(name) if entry.split(".")[0] != "lms"} <= beside
    assert "submission.incoming" not in own(name)


@pytest.mark.parametrize("name", ["feedback.page", "feedback.reports"])
def test_reports_see_results_only(name: str) -> None:
    """What is written for people is made of results and the course's names, never of a session or a submission."""
    assert own(name) <= {"feedback.charts", "course", "errors", "feedback.listing", "feedback.page", "results", "words"}


@pytest.mark.parametrize("name", sorted(name for name in MODULES if name.startswith("report.")))
def test_the_report_sees_results_only(name: str) -> None:
    """The page about the class is made of results on disk and of fingerprints: no session, no submission, no source."""
    beside = {
        "submission.archives",
        "claims",
        "commands",
        "course",
        "errors",
        "submission.fingerprints",
        "lms.graded",
        "feedback.page",
        "feedback.reports",
    }
    assert {entry for entry in own(name) if not entry.startswith("report")} <= beside | {"results"}


@pytest.mark.parametrize("name", sorted(MODULES))
def test_nbgrader_is_known_to_the_bridge_only(name: str) -> None:
    """Who grades without nbgrader needs none of it: only the bridge imports it, and its command only once it is run."""
    theirs = {"dateutil", "jupyter_core", "nbconvert", "nbformat", "nbgrader", "sqlalchemy", "traitlets"}
    if not name.startswith("bridge."):
        assert not foreign(name) & theirs
    if name == "bridge.commands":
        assert foreign(name) == {"click"}
        at_the_top = [node for node in MODULES[name].body if isinstance(node, (ast.Import, ast.ImportFrom))]
        assert not {entry for entry in imports(ast.Module(at_the_top, [])) if entry.startswith("autograder.bridge")}


@pytest.mark.parametrize("name", ["release.kit.conftest", "release.kit.watch"])
def test_what_students_get_stands_alone(name: str) -> None:
    """What a release copies imports nothing of ours, and pytest and the libraries by name only once it runs tests.

    It runs the code of whoever started it; so nothing of ours imports it but the command that starts it.
    """
    assert not own(name)
    assert not foreign(name)
    assert {other for other in MODULES if name in own(other)} <= {"release.commands"}


@pytest.mark.parametrize("name", sorted(MODULES))
def test_dask_is_known_to_the_cluster_only(name: str) -> None:
    """Who grades without a cluster needs none of it: the command imports what does once an address is given."""
    if not name.startswith("cluster."):
        assert not foreign(name) & {"dask", "dask_gateway", "distributed"}
        at_the_top = [node for node in MODULES[name].body if isinstance(node, (ast.Import, ast.ImportFrom))]
        assert not {entry for entry in imports(ast.Module(at_the_top, [])) if entry.startswith("autograder.cluster")}


def called(name: str) -> set[str]:
    """Bare names that are called anywhere in a module."""
    calls = (node.func for node in ast.walk(MODULES[name]) if isinstance(node, ast.Call))
    return {function.id for function in calls if isinstance(function, ast.Name)}


@pytest.mark.parametrize("name", sorted(MODULES))
def test_only_the_worker_runs_code(name: str) -> None:
    """Code runs in the box's worker and for ``tf.function`` there; and is compiled for two other ends only."""
    both = {"exec", "compile"}
    allowed = {
        "box.worker": both,
        "box.autograph": both,
        "box.rewriting": {"compile"},
        "submission.canonical": {"compile"},
    }
    assert called(name) & RUNNERS <= allowed.get(name, set())


@pytest.mark.parametrize("name", sorted(MODULES))
def test_nothing_is_unpickled(name: str) -> None:
    """No module imports anything that unpickles, and NumPy is told not to wherever it reads a file."""
    assert not {entry.split(".")[0] for entry in imports(MODULES[name])} & UNPICKLERS
    for node in ast.walk(MODULES[name]):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("np.load", "numpy.load"):
            assert "allow_pickle=False" in ast.unparse(node)


def reached(*names: str) -> set[str]:
    """These modules, and all that they import, directly or not."""
    found: set[str] = set()
    todo = list(names)
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            todo.extend(own(name))
    return found


def test_what_results_rest_on_is_known() -> None:
    """A kept result rests on all our code that had a part in it: no module that it reaches can change unnoticed."""
    files = {path.relative_to(PACKAGE).with_suffix("") for path in own_code() if path.suffix == ".py"}
    known = {".".join(file.parts).removesuffix(".__init__") for file in files}
    assert reached("grading.keeping", "box.nursery") - {""} <= known


@pytest.mark.parametrize("name", sorted(name for name in MODULES if name.startswith("graders.test_")))
def test_what_graders_share_is_known(name: str) -> None:
    """A kept result rests on every module that its grader imports from beside it, too."""
    known = {f"graders.{path.stem}" for path in shared_modules(PACKAGE / "graders")}
    assert {entry for entry in reached(name) if entry.startswith("graders.")} - {name} <= known


def test_a_worker_takes_nothing_of_the_grader_along() -> None:
    """All that a zygote's own import brings in, directly or not, are the box's modules and the errors."""
    found = reached("box.nursery")
    assert {name for name in found if name.split(".")[0] != "box"} <= {"", "errors"}
    assert not found & OUTSIDE_THE_BOX
