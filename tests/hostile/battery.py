"""The battery: hostile submissions among honest ones, graded by the real command, and what became of all of them.

Run as ``python tests/hostile/battery.py``, or by ``make battery``. Everything happens in a temporary folder.
"""

import argparse
import csv
import html.parser
import json
import os
import re
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cases import EXERCISES, FAMILIES, ROOT, Case, CaseError, faults_of, find_cases
from classroom import JOBS, Classroom, HandedIn
from rich.console import Console
from rich.table import Table
from surroundings import adopting, descendants, differences, left_processes, listing

from autograder.box.confinement import LAYERS
from autograder.submission.opening import find_submissions, folder_name

WIDTH = 130  # where no terminal says how wide it is
START_SECONDS = 120.0
_FORMULA = re.compile(r"\s*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]")
_DULL = re.compile(r"^$|^\w+ is not defined in the file\.$|^This counts once")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What of one submission does not hold, a line each; ``result`` is its ``result.json``, None where it has none.

    What does not hold of a case with a known limit is no fault, but ``known``; that all of it holds would be one.
    """

    case: Case
    neighbour: bool
    faults: Sequence[str]
    known: Sequence[str]
    seconds: float
    result: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Report:
    """What a run of the battery found; ``strays`` is what speaks against the batch as a whole."""

    verdicts: Sequence[Verdict]
    strays: Sequence[str]
    seconds: float
    output: str

    @property
    def cases(self) -> list[Verdict]:
        """Those of the hostile ones."""
        return [verdict for verdict in self.verdicts if not verdict.neighbour]

    @property
    def neighbours(self) -> list[Verdict]:
        """Those of the honest ones."""
        return [verdict for verdict in self.verdicts if verdict.neighbour]

    @property
    def holds(self) -> bool:
        """Whether there is nothing to say against any of it."""
        return not self.strays and not any(verdict.faults for verdict in self.verdicts)


def run(cases: Sequence[Case], folder: Path, without: Sequence[str] = ()) -> Report:
    """Hands in the cases among honest neighbours, grades all in ``folder``, an empty one, and judges what it gave."""
    place = Classroom.make(folder)
    handed_in = place.hand_in(cases)
    before, running = listing(place.watched), set(descendants())
    with adopting():
        started, started_at = time.monotonic(), time.time()
        allowed = START_SECONDS + sum(entry.case.seconds for entry in handed_in if not entry.is_neighbour) / JOBS
        status, output = place.grade(without, allowed)
        seconds = time.monotonic() - started
        strays = left_processes(running)
    strays += differences(before, listing(place.watched))
    if status is None:
        strays.append(f"the batch was not over after {allowed:.0f} s")
    elif status:
        strays.append(f"the command ended with status {status}: {output.strip().splitlines()[-1:]}")
    verdicts = _verdicts(place, handed_in, started_at)
    return Report(verdicts, [*strays, *_grades_faults(place, verdicts)], seconds, output)


def _verdicts(place: Classroom, handed_in: Sequence[HandedIn], started: float) -> list[Verdict]:
    students = {path: found.student for found in find_submissions([place.classroom])[0] for path in found.paths}
    order = list(dict.fromkeys(students.values()))
    folders = {student: place.out / folder_name(student) for student in order}
    took = _durations([folders[student] / "result.json" for student in order], started)
    tags = _template_tags()
    verdicts = []
    for entry in handed_in:
        student = students.get(entry.path)
        result, seconds, faults = None, 0.0, []
        if student is not None:
            result, faults = _result(folders[student], student)
            seconds = took[order.index(student)]
        broken = faults_of(entry.case, result, seconds)
        known = broken if entry.case.limit else []
        faults += broken if not entry.case.limit else [] if broken else ["all of it holds: this is no limit any more"]
        if student is not None and result is not None:
            faults += _page_faults(folders[student], tags, "" if entry.is_neighbour else place.secret)
        verdicts.append(Verdict(entry.case, entry.is_neighbour, faults, known, seconds, result))
    return verdicts


def _durations(results: Sequence[Path], started: float) -> list[float]:
    """How long grading each took: submissions are graded in turn, each begun when one of those before it was over."""
    ends = [path.stat().st_mtime if path.is_file() else started for path in results]
    begins = [started] * JOBS + sorted(ends)
    return [end - begin for end, begin in zip(ends, begins, strict=False)]


def _result(folder: Path, student: str) -> tuple[Mapping[str, Any] | None, list[str]]:
    """A ``result.json``, and what of its form does not hold."""
    try:
        result = json.loads((folder / "result.json").read_text("utf-8"))
    except (OSError, ValueError) as error:
        return None, [f"its result cannot be read: {error}"]
    return result, list(_form_faults(result, student))


def _form_faults(result: Mapping[str, Any], student: str) -> Iterator[str]:
    if result["student"] != student:
        yield f"the student is {result['student']!r}, not {student!r}"
    if {name: tuple(unit["exercises"]) for name, unit in result["units"].items()} != EXERCISES:
        yield "not all units and exercises are there"
    entries = [result, *result["units"].values()]
    entries += [exercise for unit in result["units"].values() for exercise in unit["exercises"].values()]
    if any(not 0 <= entry["score"] <= entry["max_score"] for entry in entries):
        yield "a score is below 0 or above its maximum"
    if abs(sum(unit["score"] for unit in result["units"].values()) - result["score"]) > 0.001:
        yield "the score is not the sum of the units' scores"


class _Page(html.parser.HTMLParser):
    """What of a page is no template's: tags, handlers, links."""

    def __init__(self, tags: set[str]) -> None:
        super().__init__()
        self._tags = tags
        self.foreign: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        links = [value for name, value in attrs if name in ("href", "src", "action") and value]
        if self.get_starttag_text() in SWITCH:
            return
        if (
            tag not in self._tags
            or any(name.startswith("on") for name, _ in attrs)
            or any(not link.startswith(("#", "data:")) for link in links)
        ):
            self.foreign.append(self.get_starttag_text() or tag)


# The page's own buttons, letter by letter: no other input is the template's.
SWITCH = {
    f'<input type="radio" name="language" id="speak-{language}"{checked}/>'
    for language in ("en", "ko")
    for checked in ("", " checked")
}
FILES = {"result.json", "feedback.html", "fingerprints.json"}


def _template_tags() -> set[str]:
    text = (ROOT / "autograder" / "feedback" / "templates" / "feedback.html.j2").read_text("utf-8")
    return set(re.findall(r"<([a-z][a-z0-9]*)", text)) - {"script", "iframe", "img", "form", "input", "object"}


def _page_faults(folder: Path, tags: set[str], secret: str) -> Iterator[str]:
    found = {path.name for path in folder.iterdir()}
    if found != FILES:
        yield f"its folder of results has {', '.join(sorted(found))}"
    texts = {name: (folder / name).read_text("utf-8") for name in found & FILES}
    page = _Page(tags)
    page.feed(texts.get("feedback.html", ""))
    if page.foreign:
        yield f"its page has markup that is no template's: {page.foreign[0][:100]!r}"
    if secret and any(secret in text for text in texts.values()):
        yield "its result holds the secret"


def _grades_faults(place: Classroom, verdicts: Sequence[Verdict]) -> Iterator[str]:
    """Whether ``grades.csv`` has a row for each result, with its numbers, and no formula."""
    try:
        with open(place.out / "grades.csv", encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    except OSError as error:
        yield f"grades.csv cannot be read: {error}"
        return
    for cell in formulas(rows):
        yield f"grades.csv has a cell that a spreadsheet would take for a formula: {cell[:60]!r}"
    by_student = {row["student"]: row for row in rows}
    results = {v.result["student"]: v.result for v in verdicts if v.result is not None}
    if len(by_student) != len(rows) or len(rows) != len(results):
        yield f"grades.csv has {len(rows)} rows for {len(results)} submissions"
    for student, result in results.items():
        row = by_student.get(student) or by_student.get(f"'{student}")
        if row is None:
            yield f"grades.csv has no row for {student!r}"
        elif (float(row["total"]), row["status"]) != (result["score"], result["status"]):
            yield f"the row of {student!r} in grades.csv is not its result"
    expected = {"grades.csv", "report.html", ".autograder", *(folder_name(student) for student in results)}
    if foreign := {path.name for path in place.out.iterdir()} - expected:
        yield f"the results folder has {', '.join(sorted(foreign))}"


def formulas(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """The cells of a table, headings and what is over in a row too, that a spreadsheet would take for formulas."""
    for row in rows:
        for heading, cell in row.items():
            for text in (heading, *(cell if isinstance(cell, list) else [cell])):
                if text and _FORMULA.match(text) and not _NUMBER.fullmatch(text):
                    yield text


def summary(report: Report) -> Table:
    """The table by family."""
    table = Table(title="Hostile submissions", title_justify="left")
    table.add_column("family")
    for column in ("tried", "contained", "known limits", "neighbours intact", "slowest"):
        table.add_column(column, justify="right")
    for family in FAMILIES:
        cases = [verdict for verdict in report.cases if verdict.case.family == family]
        around = [verdict for verdict in report.neighbours if verdict.case.family == family]
        if cases:
            table.add_row(
                family,
                str(len(cases)),
                str(sum(not verdict.faults and not verdict.known for verdict in cases)),
                str(sum(bool(verdict.known) for verdict in cases)),
                f"{sum(not verdict.faults for verdict in around)} of {len(around)}",
                f"{max(verdict.seconds for verdict in cases):.1f} s",
            )
    return table


def lines(report: Report) -> Iterator[str]:
    """A line for everything that does not hold."""
    yield from (f"not contained: {v.case}: {'; '.join(v.faults)}" for v in report.cases if v.faults)
    yield from (f"known limit: {v.case}: {'; '.join(v.known)}. {v.case.limit}" for v in report.cases if v.known)
    yield from (f"not intact: {v.case}: {'; '.join(v.faults)}" for v in report.neighbours if v.faults)
    yield from (f"left behind: {stray}" for stray in report.strays)


def messages(report: Report) -> Iterator[str]:
    """What each hostile submission was told, for those who write cases."""
    for verdict in report.cases:
        yield f"{verdict.case}  ({verdict.seconds:.1f} s)"
        for name, unit in (verdict.result or {"units": {}})["units"].items():
            if unit["status"] != "missing":
                yield f"  {name}: {unit['score']:g}, {unit['status']}: {unit['message'][:400]}"
            for exercise, entry in unit["exercises"].items():
                told = dict.fromkeys(test["message"] for test in entry["tests"] if not _DULL.search(test["message"]))
                if unit["status"] == "graded" and told:
                    yield f"    {exercise}: {entry['score']:g}: {' | '.join(told)[:600]}"


def main() -> int:
    """Runs, prints; the exit status is 1 where anything does not hold, 2 where there is nothing to run."""
    options = _options()
    console = Console() if sys.stdout.isatty() else Console(width=WIDTH)
    try:
        cases = playable(find_cases(options.family or FAMILIES, options.case or ()), console)
    except CaseError as error:
        console.print(f"battery: {error}", style="red", markup=False)
        return 2
    if options.keep:
        report = run(cases, options.keep, options.without)
    else:
        with tempfile.TemporaryDirectory(prefix="battery-") as folder:
            report = run(cases, Path(folder), options.without)
    console.print(summary(report))
    for line in [*(messages(report) if options.tell else ()), *lines(report)]:
        console.print(line, highlight=False, markup=False, soft_wrap=True)
    console.print(f"{len(report.cases)} hostile submissions in {report.seconds:.0f} s", highlight=False)
    return 0 if report.holds else 1


def playable(cases: Sequence[Case], console: Console | None = None) -> list[Case]:
    """The cases that can be graded here: where no variable names MNIST's file, those that are not about it."""
    if Path(os.environ.get("AUTOGRADER_MNIST", "none")).is_file():
        return list(cases)
    left_out = [case for case in cases if case.mnist]
    if left_out and console:
        console.print(f"passed over, AUTOGRADER_MNIST names no file: {', '.join(map(str, left_out))}", markup=False)
    return [case for case in cases if not case.mnist]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description="Grades hostile submissions among honest ones, and tells what became of them.",
        epilog="Example: python tests/hostile/battery.py --case resources/fork_bomb --tell",
    )
    parser.add_argument("--family", choices=FAMILIES, action="append", help="this family; may be given more than once")
    parser.add_argument("--case", action="append", metavar="CASE", help="this case, or FAMILY/CASE; as above")
    parser.add_argument(
        "--without", choices=LAYERS, action="append", default=[], help="switch this layer off: some will get through"
    )
    parser.add_argument("--tell", action="store_true", help="print what each hostile submission was told")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="work in this folder, a new one, and keep it")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
