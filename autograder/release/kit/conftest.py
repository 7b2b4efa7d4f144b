"""Makes `pytest` say one line a test, in the course's language: what is wrong, and where.

`pytest -v` or `pytest --tb=short` is pytest as it always is. watch.py has its messages from here, too.
This file needs Python's standard library only; pytest itself calls the functions whose names begin with `pytest_`.
"""

import json
import linecache
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

FOLDER = Path(__file__).resolve().parent
LANGUAGES = {"en": (0,), "ko": (1,), "both": (0, 1)}
LONGEST = 300
_OURS = frozenset({"conftest.py", "watch.py"})

Words = Mapping[str, tuple[str, str]]
WORDS: Words = {
    "todo": ("not written yet", "아직 작성하지 않았습니다"),
    "none": (
        "your function returned None: is there a `return`?",
        "함수가 None을 반환했습니다. `return`이 있나요?",
    ),
    "line": ("line {line}", "{line}행"),
    "absent": ("there is no function {name} in your file", "파일에 {name} 함수가 없습니다"),
    "install": (
        "{name} is not installed: run `pip install -r requirements.txt`",
        "{name}이(가) 설치되어 있지 않습니다. `pip install -r requirements.txt`를 실행하세요",
    ),
    "exit": ("your code ends the program (exit, quit)", "코드가 프로그램을 끝냅니다(exit, quit)"),
    "deep": ("your function calls itself without an end", "함수가 끝없이 자기 자신을 호출합니다"),
    "total": ("total", "전체"),
}


class Told(NamedTuple):
    """What a student is told of a test that did not pass; ``line`` is one of their file, 0 where none is to blame."""

    message: str
    line: int = 0
    todo: bool = False


def read_course(folder: Path) -> dict[str, Any]:
    """The course as the release in ``folder`` describes it (release.json); raises OSError or ValueError without one."""
    course = json.loads((folder / "release.json").read_text(encoding="utf-8"))
    if not isinstance(course, dict) or course.get("language") not in LANGUAGES or not course.get("units"):
        raise ValueError("not a release")
    return course


def say(words: Words, language: str, key: str, **values: object) -> str:
    """A text of ours, in the course's language or in both, one beside the other."""
    return " · ".join(dict.fromkeys(words[key][which].format(**values) for which in LANGUAGES[language]))


def explain(error: BaseException, language: str, folder: Path = FOLDER) -> Told:
    """One line on what went wrong in a test, for the author of the function that it tests."""

    def ours(key: str, **values: object) -> str:
        return say(WORDS, language, key, **values)

    line, source = _place(error.__traceback__, folder)
    if isinstance(error, SyntaxError) and _is_theirs(error.filename or "", folder):
        line, source = error.lineno or 0, (error.text or "").strip()
        line = 0 if error.text is None else line
    if isinstance(error, NotImplementedError):
        return Told(ours("todo"), line, todo=True)
    if isinstance(error, AssertionError) and not line:
        return Told(_asserted(error) or _one_line(_last(error.__traceback__)))
    if isinstance(error, (AttributeError, TypeError)) and not line and "NoneType" in str(error):
        return Told(ours("none"))
    if isinstance(error, ModuleNotFoundError) and error.name and not (folder / f"{error.name}.py").exists():
        return Told(ours("install", name=error.name), line)
    if isinstance(error, ImportError) and not line and (name := re.match(r"cannot import name '(\w+)'", str(error))):
        return Told(ours("absent", name=name[1]))
    if isinstance(error, SystemExit):
        return Told(ours("exit"), line)
    text = ours("deep") if isinstance(error, RecursionError) else str(getattr(error, "msg", error))
    kind = type(error).__name__
    where = f", {ours('line', line=line)}" if line else ""
    return Told(
        _one_line(f"{kind}{where}: {text}" if text else f"{kind}{where}") + (f": `{source}`" if source else ""), line
    )


def unreadable(report: Any) -> str:
    """One line on a file of tests that pytest could not read, from its own report."""
    lines = [line[2:].strip() for line in str(report.longrepr).splitlines() if line.startswith("E ")]
    return _one_line(f"{Path(report.nodeid).name}: {lines[-1] if lines else report.longrepr}")


def _asserted(error: AssertionError) -> str:
    """A test's own words; where it has none, what pytest made of the comparison, if anything."""
    lines = str(error).strip().splitlines() or [""]
    if lines[0].startswith("assert ") and len(lines) > 1:
        lines[0] += f" ({lines[1].strip(' +').strip()})"
        return _one_line(lines[0])
    parts = lines[0].split(" · ")  # the two languages: a long value in the first must not push the second out
    return " · ".join(_one_line(part, LONGEST // len(parts)) for part in parts)


def _last(trace: TracebackType | None) -> str:
    """The source line that failed, in whatever file."""
    text = ""
    while trace is not None:
        text = linecache.getline(trace.tb_frame.f_code.co_filename, trace.tb_lineno).strip()
        trace = trace.tb_next
    return text


def _one_line(text: str, longest: int = LONGEST) -> str:
    text = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _place(trace: TracebackType | None, folder: Path) -> tuple[int, str]:
    """The last line of the student's own that was running, and its text."""
    found = (0, "")
    while trace is not None:
        filename = trace.tb_frame.f_code.co_filename
        if _is_theirs(filename, folder):
            found = trace.tb_lineno, linecache.getline(filename, trace.tb_lineno).strip()
        trace = trace.tb_next
    return found


def _is_theirs(filename: str, folder: Path) -> bool:
    path = Path(filename)
    if ".ipynb" in filename:
        return True
    return path.parent == folder and not path.name.startswith("test_") and path.name not in _OURS


# What pytest calls


class Reporter:
    """A line a test, and the progress of each unit in the end, in the place of pytest's own report."""

    def __init__(self, config: Any, language: str) -> None:
        self._config, self._language = config, language
        self._counts: dict[str, list[int]] = {}

    def pytest_report_teststatus(self, report: Any) -> tuple[str, str, str]:
        """Has pytest itself print nothing of a test."""
        return (report.outcome if report.when == "call" or report.failed else ""), "", ""

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Prints the line of a test that has run, or could not be prepared."""
        if report.when != "call" and not report.failed:
            return
        unit = Path(report.location[0]).stem.removeprefix("test_")
        if unit not in self._counts:
            self._line(f"\n{unit}", bold=True)
        count = self._counts.setdefault(unit, [0, 0])
        count[0] += report.passed
        count[1] += 1
        told = dict(report.user_properties)
        name, message = report.location[2].removeprefix("test_"), told.get("told", "")
        if report.passed:
            self._line(f"  ✓ {name}", green=True)
        elif told.get("todo"):
            self._line(f"  · {name}: {message}")
        else:
            self._line(f"  ✗ {name}: {message}" if message else f"  ✗ {name}", red=True)

    def pytest_collectreport(self, report: Any) -> None:
        """Says in one line why a file of tests cannot be read at all."""
        if report.failed:
            self._line(f"✗ {unreadable(report)}", red=True)

    def pytest_unconfigure(self) -> None:
        """Prints the progress."""
        rows = {**self._counts}
        if len(rows) > 1:
            rows[say(WORDS, self._language, "total")] = [sum(column) for column in zip(*rows.values(), strict=True)]
        texts = [f"{unit} {passed}/{of}" for unit, (passed, of) in rows.items()]
        if texts:
            self._line("\n" + "   ".join(texts), bold=True)

    def _line(self, text: str, **style: bool) -> None:
        writer = self._config.get_terminal_writer()
        try:
            writer.line(text, **style)
        except UnicodeEncodeError:  # a terminal without these letters
            writer.line(text.encode("ascii", "replace").decode(), **style)


def pytest_configure(config: Any) -> None:
    """Takes the reporting over, unless pytest's own was asked for (`-v`, `--tb=…`)."""
    if str(FOLDER) not in sys.path:
        sys.path.append(str(FOLDER))  # last, so that no file of yours takes the place of Python's or NumPy's
    option = config.option
    if option.verbose > 0 or option.tbstyle != "auto":
        return
    option.verbose, option.tbstyle, option.no_header, option.no_summary = -2, "no", True, True
    config.pluginmanager.register(Reporter(config, _language()), "friendly")


def pytest_runtest_makereport(item: Any, call: Any) -> None:
    """Leaves the line for whoever reports."""
    if call.excinfo is not None:
        told = explain(call.excinfo.value, _language())
        item.user_properties += [("told", told.message), ("line", told.line), ("todo", told.todo)]


def _language() -> str:
    try:
        return str(read_course(FOLDER)["language"])
    except (OSError, ValueError):
        return "both"
