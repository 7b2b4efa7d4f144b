"""The benchmark: our batch beside stock nbgrader and pytest, on this machine, in one run.

Run as ``python tests/benchmarks/run.py``, or by ``make bench``, which installs what it needs. Everything happens in a
temporary folder. See ``--help``.
"""

import argparse
import ast
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import machine
from attacks import attack
from choices import Family, Program, realistic_class, unlike
from cluster import pass_through
from contenders import Autograder, Nbgrader, Pytest, sources_of
from courses import STOCK, Autograding, both_courses
from first_network_programs import FIRST_NETWORK
from memory import AFTER, observe
from rich.console import Console
from steps import seconds_by_step
from tables import (
    Table,
    attack_table,
    cluster_table,
    comparison_table,
    markdown,
    memory_table,
    put_into,
    show,
    steps_table,
    watch_table,
)
from tensor_ops_programs import TENSOR_OPS
from timing import Part, compare
from watching import watching
from workplace import ROOT, BenchmarkError, Workplace

PARTS = (
    "tensor_ops",
    "thousand",
    "memory",
    "first_network",
    "class",
    "notebooks",
    "networks",
    "attacks",
    "watch",
    "steps",
    "cluster",
)
BY_DEFAULT = PARTS[:-1]  # a cluster's class takes as long as all of them
TENSOR_OPS_POINTS, FIRST_NETWORK_POINTS = 40, 25
WIDTH = 130  # where no terminal says how wide it is
UNLIKE = "autograder, no two functions alike"
TENSOR_OPS_NOTE = (
    "No two programs are alike; but, as in any class, functions are: of {functions:,} only {forms:,} differ in more "
    "than variables' names, comments and docstrings. A file made of functions that passed elsewhere is not run. The "
    "second line is the same class with a number of its own in every function, so that all of them are. "
    "nbgrader has no option for more than one core. Neither peer confines the code or sees whether loops were written."
)
FIRST_NETWORK_NOTE = (
    "The same network, 60,000 images in batches of 128. The notebook trains 5 epochs on all cores; autograder trains "
    "one submission a core, and ends a training after the first epoch that reaches the threshold on the test images."
)
CLASS_NOTE = (
    "Copies differ in comments and layout; how many there are of a program follows Zipf's law. Identical programs are "
    "graded once."
)
NOTEBOOKS_NOTE = (
    "The course's own notebooks, the same ones under both; the stock course has hidden tests in the grade cells. "
    "Ours leaves the same files and rows as nbgrader's own conversion would, with our settings."
)
PYTEST_SAMPLE_FACTOR = 2  # a pytest takes a fraction of a notebook's time, so more of them are sampled


def main() -> int:
    """Measures, prints, writes; the exit status is 1 where nothing could be measured."""
    options = _options()
    console = Console() if sys.stdout.isatty() else Console(width=WIDTH)
    notes = Console(stderr=True, soft_wrap=True)
    try:
        tables = _measured(options, lambda text: notes.print(text, style="dim", highlight=False, markup=False))
        text = markdown(tables, machine.describe())
        console.print(machine.describe(), highlight=False, markup=False)
        show(console, tables)
        if options.markdown:
            options.markdown.write_text(text, "utf-8")
        if options.readme:
            put_into(options.readme, text)
    except BenchmarkError as error:
        notes.print(f"benchmark: {error}", style="red", highlight=False, markup=False, soft_wrap=True)
        return 1
    except KeyboardInterrupt:
        notes.print("benchmark: stopped")
        return 130
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description="Measures autograder beside stock nbgrader and pytest.",
        epilog="Example: python tests/benchmarks/run.py --only tensor_ops --runs 1 --sample 5",
    )
    parser.add_argument("--only", choices=PARTS, action="append", help="this part; may be given more than once")
    parser.add_argument("--runs", type=_positive, default=3, help="how often each is measured, in turn (default 3)")
    parser.add_argument("--submissions", type=_positive, default=100, help="tensor_ops submissions (default 100)")
    parser.add_argument("--networks", type=_positive, default=4, help="first_network submissions (default 4)")
    parser.add_argument("--long", type=_positive, default=1000, help="for the parts thousand and memory (default 1000)")
    parser.add_argument("--class-size", type=_positive, default=200, help="of the part class (default 200)")
    parser.add_argument("--distinct", type=_positive, default=60, help="programs in it (default 60)")
    parser.add_argument(
        "--sample", type=_positive, default=10, help="notebooks that stand for all of tensor_ops's (default 10)"
    )
    parser.add_argument("--notebooks", type=_positive, default=48, help="tensor_ops notebooks (default 48)")
    parser.add_argument("--network-notebooks", type=_positive, default=12, help="first_network's (default 12)")
    parser.add_argument(
        "--network-sample",
        type=_positive,
        default=2,
        help="notebooks that stand for all of those (default 2)",
    )
    parser.add_argument("--cluster", type=_positive, default=10_000, help="the cluster's (default 10000)")
    parser.add_argument("--price", type=float, default=0.04, help="of a core-hour, assumed (default 0.04)")
    parser.add_argument("--all", action="store_true", help="the peers grade every submission, no sample; slow")
    parser.add_argument("--jobs", type=_positive, default=machine.cores(), help="cores to use (default: all)")
    parser.add_argument("--minutes", type=_positive, default=30, help="when everything must be over (default 30)")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the tables there, too")
    parser.add_argument("--readme", type=Path, metavar="FILE", help="put them between this file's benchmark markers")
    return parser.parse_args()


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not positive")
    return number


def _measured(options: argparse.Namespace, tell: Callable[[str], None]) -> list[Table]:
    parts = [part for part in PARTS if part in (options.only or BY_DEFAULT)]
    mnist = _mnist() if {"first_network", "class", "networks", "steps"} & set(parts) else None
    tables = []
    with tempfile.TemporaryDirectory(prefix="autograder-benchmark-") as folder:
        deadline = time.monotonic() + 60 * options.minutes
        place = Workplace(Path(folder).resolve(), deadline, options.jobs, mnist)
        if "tensor_ops" in parts:
            part = _tensor_ops(place.within("tensor_ops"), options, options.submissions, (50.0, 15.0))
            tables.append(comparison_table(compare(part, options.runs, place, tell)))
        if "thousand" in parts:
            part = _tensor_ops(place.within("thousand"), options, options.long, (100.0, 30.0))
            tables.append(comparison_table(compare(part, options.runs, place, tell)))
        if "memory" in parts:
            tell(f"memory: {options.long} submissions")
            programs = TENSOR_OPS.programs(options.long + AFTER)
            tables.append(memory_table(observe(place, programs, TENSOR_OPS_POINTS)))
        if "first_network" in parts:
            part = _first_network(place.within("first_network"), options)
            tables.append(comparison_table(compare(part, options.runs, place, tell)))
        if "class" in parts:
            part = _class(place.within("class"), options)
            tables.append(comparison_table(compare(part, 1, place, tell)))
        if "notebooks" in parts:
            part = _notebooks(place, TENSOR_OPS, options.notebooks, options.sample, 20.0, options.all)
            tables.append(comparison_table(compare(part, options.runs, place, tell)))
        if "networks" in parts:
            part = _notebooks(place, FIRST_NETWORK, options.network_notebooks, options.network_sample, 3.0, options.all)
            tables.append(comparison_table(compare(part, 1, place, tell)))
        if "attacks" in parts:
            tables.append(attack_table(attack(place, tell)))
        if "watch" in parts:
            tell("watch: from a save to its verdict")
            tables.append(watch_table(watching(place.within("watch"))))
        if "steps" in parts:
            tell(f"steps: {options.networks} first_network submissions")
            tables.append(steps_table(seconds_by_step(place.within("steps"), FIRST_NETWORK.programs(options.networks))))
        if "cluster" in parts:
            tell(f"cluster: {options.cluster} submissions")
            passage = pass_through(place, unlike(TENSOR_OPS.programs(options.cluster)), TENSOR_OPS_POINTS)
            tables.append(cluster_table(passage, options.price))
    return tables


def _tensor_ops(place: Workplace, options: argparse.Namespace, count: int, times: tuple[float, float]) -> Part:
    programs = TENSOR_OPS.programs(count + 1)
    notebooks = count if options.all else min(options.sample, count)
    scripts = count if options.all else min(PYTEST_SAMPLE_FACTOR * options.sample, count)
    contenders = [
        Autograder(place, TENSOR_OPS.unit, sources_of(programs[:count]), TENSOR_OPS_POINTS),
        Nbgrader(place, programs[: notebooks + 1], probe=True),
        Pytest(place, programs[:scripts]),
    ]
    wanted = dict(zip((Nbgrader.name, contenders[2].name), times, strict=True))
    if place.jobs > 1:
        contenders.append(Pytest(place, programs[:scripts], place.jobs))
    contenders.insert(
        1, Autograder(place, TENSOR_OPS.unit, sources_of(unlike(programs[:count])), TENSOR_OPS_POINTS, UNLIKE)
    )
    note = TENSOR_OPS_NOTE.format(functions=count * len(programs[0].functions), forms=_forms(programs[:count]))
    return Part(f"{count} distinct right tensor_ops submissions", count, contenders, wanted, note)


def _forms(programs: Sequence[Program]) -> int:
    """How many of their functions differ in more than names, comments and docstrings, by what they do themselves."""
    trees = [ast.parse(source).body[0] for program in programs for source in program.functions.values()]
    return len({_form(tree) for tree in trees if isinstance(tree, ast.FunctionDef)})


def _form(function: ast.FunctionDef) -> str:
    if ast.get_docstring(function) is not None:
        del function.body[0]
    stored = {node.id for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    numbers: dict[str, str] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Name) and node.id in stored:
            node.id = numbers.setdefault(node.id, str(len(numbers)))
    return ast.dump(function)


def _first_network(place: Workplace, options: argparse.Namespace) -> Part:
    programs = FIRST_NETWORK.programs(options.networks)
    ours = Autograder(place, FIRST_NETWORK.unit, sources_of(programs), FIRST_NETWORK_POINTS)
    contenders = [ours, Nbgrader(place, programs, probe=False)]
    title = f"{len(programs)} distinct right first_network submissions"
    return Part(title, len(programs), contenders, {Nbgrader.name: 3.0}, FIRST_NETWORK_NOTE)


def _class(place: Workplace, options: argparse.Namespace) -> Part:
    count, distinct = options.class_size, options.distinct
    programs = FIRST_NETWORK.programs(distinct)
    files = realistic_class(programs, count)
    sample = programs[: min(options.network_sample, distinct - 1) + 1]
    contenders = [
        Autograder(place, FIRST_NETWORK.unit, files, FIRST_NETWORK_POINTS),
        Nbgrader(place, sample, probe=True),
    ]
    title = f"A class of {count} first_network submissions, {distinct} distinct programs"
    return Part(title, count, contenders, {Nbgrader.name: 10.0}, CLASS_NOTE)


def _notebooks(place: Workplace, family: Family, count: int, sample: int, wanted: float, every: bool) -> Part:
    programs = family.programs(count + 1)
    box, stock = both_courses(place, family.unit, place.folder / f"course-{family.unit}")
    graded = count if every else min(sample, count)
    contenders = [
        Autograding(place, box, programs[:count], probe=False),
        Autograding(place, stock, programs[: graded + 1], probe=True),
    ]
    title = f"{count} distinct right {family.unit} notebooks of the course, in nbgrader"
    return Part(title, count, contenders, {STOCK: wanted}, NOTEBOOKS_NOTE)


def _mnist() -> Path:
    named = os.environ.get("AUTOGRADER_MNIST")
    path = Path(named) if named else ROOT / "data" / "mnist.npz"
    if not path.is_file():
        raise BenchmarkError("first_network needs MNIST: set AUTOGRADER_MNIST to an mnist.npz, or leave the part out")
    return path.resolve()


if __name__ == "__main__":
    sys.exit(main())
