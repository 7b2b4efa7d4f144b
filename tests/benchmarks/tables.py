"""The results as tables: one form for the terminal, and the same in Markdown for the README."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from attacks import Effect, Outcome
from cluster import Passage
from memory import Memory
from rich.console import Console
from rich.table import Table as RichTable
from steps import Step
from timing import Comparison, Standing
from watching import Watching
from workplace import BenchmarkError

OPEN, CLOSE = "<!-- benchmarks -->", "<!-- /benchmarks -->"
MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Table:
    """A table of texts, the first column to the left, the others to the right; ``notes`` stand below it."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    notes: Sequence[str] = ()


def comparison_table(comparison: Comparison) -> Table:
    """How long each contender takes, and how many times as long as ours."""
    columns = ("", "whole class", "a submission", "a second", "… without start-up", "times ours", "wanted")
    runs = "One run" if comparison.runs == 1 else f"Medians of {comparison.runs} interleaved runs, ratios run by run"
    notes = [f"{runs}; the whole command, start-up included.", comparison.note]
    sampled = [standing for standing in comparison.standings if standing.graded != comparison.count]
    if sampled:
        words = "; ".join(f"{standing.name}: {standing.graded} graded" for standing in sampled)
        notes.append(f"≈: start-up and rate measured on a sample, the class reckoned from them ({words}).")
    return Table(comparison.title, columns, [_row(standing) for standing in comparison.standings], notes)


def _row(standing: Standing) -> tuple[str, ...]:
    about = "" if standing.graded == standing.count else "≈ "
    bare = standing.rate_without_start
    return (
        standing.name,
        f"{about}{standing.seconds:.1f} s",
        f"{about}{_duration(standing.seconds / standing.count)}",
        f"{about}{standing.rate:.3g}",
        "" if bare is None else f"{bare:.3g}",
        _ratio(standing),
        "" if standing.wanted is None else f"{standing.wanted:g}: {'met' if met(standing) else 'missed'}",
    )


def _ratio(standing: Standing) -> str:
    if standing.ratio is None:
        return ""
    return f"{standing.ratio:.1f} ({min(standing.ratios):.1f} to {max(standing.ratios):.1f})"


def met(standing: Standing) -> bool:
    """Whether ours is as many times faster as wanted."""
    return standing.wanted is None or standing.ratio is None or standing.ratio >= standing.wanted


def memory_table(memories: Sequence[Memory]) -> Table:
    """The grader's own memory, and how much it grew."""
    first, last = memories[0], memories[-1]
    rows = [
        (f"{memory.graded:,}", *(f"{size / MIB:.1f} MiB" for size in (memory.grading, memory.command, memory.total)))
        for memory in memories
    ]
    growth = last.total - first.total
    note = (
        f"Growth from submission {first.graded} to {last.graded:,}: {growth / MIB:+.1f} MiB "
        f"({growth / first.total:+.1%}), {growth / (last.graded - first.graded) / 1024:+.1f} KiB a submission."
    )
    columns = ("submissions graded", "grading process", "command", "together")
    return Table("The grader's own memory (without zygotes and boxes)", columns, rows, [note])


LARGE, CORES, CLIENT_CORES = 100_000, 64, 2


def cluster_table(passage: Passage, price: float) -> Table:
    """How a class went through a cluster, and what a large one would take and cost, on paper."""
    each = (passage.client + passage.workers) / passage.count
    hours = each * LARGE / 3600
    beside = passage.client / passage.count
    slowest = max(passage.workers / passage.count / CORES, beside / CLIENT_CORES)
    rows = [
        ("submissions, all graded, a row each", f"{passage.count:,}"),
        ("gradings by workers that lived", " + ".join(f"{number:,}" for number in passage.survivors)),
        ("gradings by workers that were killed", " + ".join(f"{number:,}" for number in passage.killed)),
        ("graded again for a killed worker", f"{passage.gradings - passage.count:+,}"),
        ("time", f"{passage.seconds:.1f} s"),
        ("a second", f"{passage.count / passage.seconds:.3g}"),
        ("a submission, of a worker's processor", _duration(passage.workers / passage.count)),
        ("a submission, of the client's processor", _duration(beside)),
        (f"{LARGE:,} on paper", f"{hours:.1f} core-hours, {hours * price:.2f} at {price:g} a core-hour"),
        (f"… on {CORES} cores of workers and {CLIENT_CORES} of the client", f"{LARGE * slowest / 60:.0f} min"),
    ]
    note = (
        "A scheduler, its workers and the client on this machine. The price of a core-hour is an assumption (--price); "
        "start-up is in the time, once a worker. A killed worker's gradings are as of the moment before."
    )
    title = f"A class through Dask, {len(passage.killed)} of {len(passage.killed + passage.survivors)} workers killed"
    return Table(title, ("", ""), rows, [note])


def watch_table(seen: Watching) -> Table:
    """How soon a student has a verdict, beside a pytest for the same file."""
    ways = (
        ("watch.py, from the save to the verdict on the screen", seen.watch),
        ("pytest, started by hand", seen.pytest),
    )
    middle = median(seen.watch)
    rows = [
        (name, *map(_duration, (min(times), median(times), max(times))), f"{median(times) / middle:.2g}")
        for name, times in ways
    ]
    note = f"{len(seen.watch)} saves of a tensor_ops file, right and wrong in turn, a pytest after each."
    return Table("From a save to its verdict", ("", "least", "median", "most", "times ours"), rows, [note])


def steps_table(found: Sequence[tuple[Step, float]]) -> Table:
    """What each step brings to the time of a network's submission."""
    first = found[0][1]
    rows = [(step.name, _duration(seconds), f"{first / seconds:.2f}") for step, seconds in found]
    notes = [
        "Grades are the same with each (the test accuracy aside, where nothing may reach the threshold); start-up is "
        "left out. Identical programs, graded once, come on top: see the class of 200."
    ]
    return Table(
        "A first_network submission, with one step more at a time", ("", "seconds", "times the first"), rows, notes
    )


def attack_table(outcomes: Sequence[Outcome]) -> Table:
    """What each attack does to grades, a column for each way to autograde; how many change one stands in the note."""
    names = list(outcomes[0].effects)
    rows = [(outcome.title, *(_effect(outcome.effects[name]) for name in names)) for outcome in outcomes]
    changed = "; ".join(f"{name}: {sum(outcome.effects[name].changed for outcome in outcomes)}" for name in names)
    notes = [
        f"Attacks that change a grade, of {len(outcomes)}: {changed}.",
        "Each notebook is right but for one function. The score is compared with the same notebook's without the "
        "attack, and so is the score of a neighbour, graded next.",
    ]
    return Table("Attacks from inside a tensor_ops notebook", ("the notebook", *names), rows, notes)


def _effect(effect: Effect) -> str:
    changes = [
        f"{who}{_score(score)} instead of {_score(effect.plain)}"
        for who, score in (("", effect.attacker), ("its neighbour ", effect.neighbour))
        if score != effect.plain
    ]
    return f"**changed**: {', '.join(changes)}" if changes else f"unchanged: {_score(effect.plain)}"


def _score(score: float | None) -> str:
    return "not graded" if score is None else f"{score:g}"


def _duration(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds >= 1 else f"{seconds * 1000:.0f} ms"


def show(console: Console, tables: Iterable[Table]) -> None:
    """Prints them."""
    for table in tables:
        shown = RichTable(title=table.title, title_justify="left")
        for number, column in enumerate(table.columns):
            shown.add_column(column, justify="right" if number else "left")
        for row in table.rows:
            shown.add_row(*row)
        console.print(shown)
        for note in table.notes:
            console.print(note, highlight=False, markup=False)
        console.print()


def markdown(tables: Iterable[Table], machine: str) -> str:
    """The same in Markdown."""
    blocks = [f"Measured by `make bench` on {machine}."]
    for table in tables:
        lines = [f"| {' | '.join(table.columns)} |", f"| --- |{' ---: |' * (len(table.columns) - 1)}"]
        lines += [f"| {' | '.join(row)} |" for row in table.rows]
        blocks += [f"**{table.title}**", "\n".join(lines), *table.notes]
    return "\n\n".join(blocks) + "\n"


def put_into(path: Path, text: str) -> None:
    """Replaces what stands between the markers of a README; raises ``BenchmarkError`` where they are not."""
    try:
        old = path.read_text("utf-8")
    except OSError as error:
        raise BenchmarkError(f"{path}: {error.strerror}") from None
    if old.count(OPEN) != 1 or old.count(CLOSE) != 1 or old.index(OPEN) > old.index(CLOSE):
        raise BenchmarkError(f"{path}: {OPEN} and {CLOSE} must stand in it once each, in this order")
    inside = re.compile(re.escape(OPEN) + ".*" + re.escape(CLOSE), re.DOTALL)
    path.write_text(inside.sub(lambda _: f"{OPEN}\n{text}{CLOSE}", old), "utf-8")
