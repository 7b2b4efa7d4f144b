"""Tests whatever you save, at once, and shows which exercise comes next.

    python watch.py               q quits, r runs everything again, h shows what the next function has to do
    python watch.py --zip NAME    puts the files that you worked in into NAME.zip, to hand in

It runs your own code as you, on your own machine. This file needs Python's standard library only; the tests need what
requirements.txt lists.

How it works. Importing NumPy and pytest takes longer than a test, so a *runner* (this same file, in a process of its
own) has imported them before anything is saved. There is one runner for NumPy, and, from when it is first needed, one
for Keras. On Linux it forks for each job; elsewhere, where forking is not safe, it does one job and a fresh one stands
ready. A runner gets jobs as lines of JSON and answers in lines of JSON; threads put those, and the keys, into the one
queue that the loop of `Watch` empties, which looks at the files in between. A job that takes too long is killed, and
the tests after the one that hung are run by another.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - this file comes to machines on which nothing was installed yet
    sys.exit("watch: Python 3.11 or later is needed · 파이썬 3.11 이상이 필요합니다")
if __name__ == "__main__" and not sys.flags.safe_path:
    sys.path.pop(0)  # a file of yours called random.py must not take the place of Python's

import argparse
import ast
import code
import contextlib
import gc
import hashlib
import importlib
import importlib.abc
import importlib.util
import io
import json
import linecache
import os
import queue
import re
import signal
import subprocess
import threading
import time
import tokenize
import types
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
FORKS = sys.platform == "linux" and not os.environ.get("WATCH_NO_FORK")
TICK, SETTLED = 0.04, 0.4  # seconds: between two looks at the files; until one that is empty or gone is taken to be so
LIMITS = {"numpy": 10.0, "keras": 120.0}  # seconds for one test
_HEAVY = re.compile(r"^[ \t]*(?:import|from)[ \t]+(?:keras|tensorflow)\b", re.MULTILINE)
_RED, _GREEN, _YELLOW, _BOLD, _DIM = "31", "32", "33", "1", "2"

WORDS = {
    "next": ("Next", "다음 문제"),
    "total": ("total", "전체"),
    "done": ("All public tests pass.", "공개 테스트를 모두 통과했습니다."),
    "zip": ("To hand in: python watch.py --zip YOUR-NAME", "제출할 파일 만들기: python watch.py --zip 이름"),
    "slow": ("Keras takes longer", "케라스는 더 오래 걸립니다"),
    "keys": ("h help   r run all   q quit", "h 도움말   r 모두 다시 실행   q 끝내기"),
    "stopped": (
        "took more than {seconds:g} s and was stopped: an endless loop?",
        "{seconds:g}초가 넘어 멈췄습니다. 무한 루프가 있나요?",
    ),
    "died": ("the process ended in the middle of it", "도중에 프로세스가 끝났습니다"),
    "gone": ("{name} is missing", "{name} 파일이 없습니다"),
    "printed": ("printed", "출력"),
    "no_release": (
        "{folder}: no release.json here; run it in the folder that the course gave you",
        "{folder}: release.json이 없습니다. 과목에서 받은 폴더에서 실행하세요",
    ),
    "exists": ("{name} is there already: remove it, or choose another name", "{name} 파일이 이미 있습니다"),
}
WHAT = "Tests what you save, and shows what comes next. · 저장할 때마다 테스트하고, 다음 문제를 알려 줍니다."


@dataclass(frozen=True)
class Unit:
    """One unit of the course, and its exercises in the order in which they are taught."""

    name: str
    exercises: tuple[str, ...]


@dataclass(frozen=True)
class Verdict:
    """What came of an exercise's public tests."""

    passed: bool
    message: str = ""
    line: int = 0
    todo: bool = False
    printed: str = ""


@dataclass
class Standing:
    """How a unit stands: its verdicts, what is wrong with its file as a whole, and since when it is being run."""

    verdicts: dict[str, Verdict] = field(default_factory=dict)
    problem: str = ""
    since: float | None = None
    slow: bool = False
    seconds: float = 0
    saved: str = ""


@dataclass
class Job:
    """A unit's tests, being run: what is left of them, and when its runner was last heard of (None: not begun)."""

    unit: Unit
    kind: str
    left: list[str]
    began: float
    heard: float | None = None
    pid: int = 0
    loaded: bool = False
    current: str = ""
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    finished: bool = False
    over: bool = False
    late: bool = False
    killed: bool = False


def friendly() -> types.ModuleType:
    """The release's conftest.py, whose words and explanations are used here; raises OSError where it is missing."""
    name = "_friendly"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, HERE / "conftest.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        sys.modules[name] = module
    return sys.modules[name]


# What the student works in


class Release:
    """The folder that a student works in, and what the course says of it."""

    def __init__(self, folder: Path, course: Mapping[str, Any]) -> None:
        self.folder = folder
        self.language: str = course["language"]
        self.units = tuple(Unit(unit["name"], tuple(unit["exercises"])) for unit in course["units"])
        self._released: Mapping[str, str] = course.get("files", {})

    def say(self, key: str, **values: object) -> str:
        """A text of this file's, in the course's language."""
        return str(friendly().say(WORDS, self.language, key, **values))

    def tests(self, unit: Unit) -> Path:
        """The unit's public tests."""
        return self.folder / f"test_{unit.name}.py"

    def work(self, unit: Unit) -> Path | None:
        """The file that the student writes the unit in: of a `.py` and a notebook the one that was changed, or last."""
        places = (f"{unit.name}.py", f"notebooks/{unit.name}/{unit.name}.ipynb", f"{unit.name}.ipynb")
        there = [self.folder / place for place in places if (self.folder / place).is_file()]
        if len(there) < 2:
            return there[0] if there else None
        changed = [path for path in there if self._changed(path)]
        return max(changed, key=lambda path: path.stat().st_mtime_ns) if changed else there[0]

    def _changed(self, path: Path) -> bool:
        name = path.relative_to(self.folder).as_posix()
        return hashlib.sha256(path.read_bytes()).hexdigest() != self._released.get(name)

    def files(self) -> Iterator[Path]:
        """Every file that is watched."""
        for folder in (self.folder, *(self.folder / "notebooks" / unit.name for unit in self.units)):
            with contextlib.suppress(OSError), os.scandir(folder) as entries:
                yield from (Path(entry.path) for entry in entries if entry.name.endswith((".py", ".ipynb")))

    def concerned(self, path: Path) -> list[Unit]:
        """The units to test again when a file was saved; a module of the student's own concerns those that name it."""
        stem = path.stem.removeprefix("test_")
        own = [unit for unit in self.units if unit.name == stem]
        if own or path.name in ("watch.py", "conftest.py"):
            return own
        word = re.compile(rf"\b{re.escape(stem)}\b")
        return [unit for unit in self.units if (work := self.work(unit)) and word.search(text_of(work))]


def pieces(path: Path) -> list[tuple[str, str]]:
    """A unit's program: a name and the Python source of a `.py`, or of each code cell of a notebook, tests left out.

    Raises:
        OSError, ValueError, SyntaxError: the file cannot be read, or is no notebook.
    """
    if path.suffix == ".py":
        with tokenize.open(path) as file:
            return [(str(path), file.read())]
    found = []
    cells = json.loads(path.read_bytes())["cells"]
    for number, cell in enumerate((cell for cell in cells if cell["cell_type"] == "code"), start=1):
        if not cell.get("metadata", {}).get("nbgrader", {}).get("grade"):
            found.append((f"{path.name} [{number}]", _python("".join(cell["source"]))))
    return found


def _python(source: str) -> str:
    """A cell without IPython's own syntax: `%magic` and `!command` lines, and whole `%%cells` of another language."""
    if source.startswith("%%") and not re.match(r"%%(?:time|timeit|capture)\b", source):
        return ""
    return re.sub(r"^([ \t]*)[%!].*", r"\1pass", source, flags=re.MULTILINE)


def text_of(path: Path) -> str:
    """All the Python source in a file; "" where it cannot be read."""
    try:
        return "\n".join(source for _, source in pieces(path))
    except (OSError, ValueError, SyntaxError, LookupError, TypeError, AttributeError):
        return ""


def functions_of(path: Path | None) -> dict[str, ast.FunctionDef]:
    """The functions that a file defines at its top, by name; of a file that is no Python none."""
    try:
        body = [node for _, source in (pieces(path) if path else []) for node in ast.parse(source).body]
    except (OSError, ValueError, SyntaxError, LookupError, TypeError, AttributeError):
        return {}
    return {node.name: node for node in body if isinstance(node, ast.FunctionDef)}


def is_stub(function: ast.FunctionDef | None) -> bool:
    """Whether nothing was written yet: the function is not there, or still ends with `raise NotImplementedError`."""
    last = function.body[-1] if function else None
    return function is None or (isinstance(last, ast.Raise) and "NotImplementedError" in ast.unparse(last))


def hand_in(release: Release, name: str) -> Path:
    """Zips the file of each unit that the student works in, by its own name; raises OSError where it cannot."""
    path = release.folder / f"{name}.zip"
    with zipfile.ZipFile(path, "x", zipfile.ZIP_DEFLATED) as archive:
        for unit in release.units:
            if work := release.work(unit):
                archive.write(work, work.name)
    return path


# The runner: the process that student code runs in


def serve(kind: str, folder: Path) -> None:
    """Imports what the tests need, then runs a job for each line of standard input; see the head of this file."""
    channel = os.fdopen(os.dup(1), "w", encoding="utf-8")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)

    def tell(**message: Any) -> None:
        channel.write(json.dumps(message) + "\n")
        channel.flush()

    if FORKS:
        threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    try:
        for name in ("numpy", "pytest", *(("tensorflow", "keras") if kind == "keras" else ())):
            importlib.import_module(name)
    except ImportError as error:
        tell(fault=friendly().explain(error, "both", folder).message)
        return
    with contextlib.suppress(ImportError):
        importlib.import_module("matplotlib.pyplot")  # some units need it, and it takes long
    sys.dont_write_bytecode = True
    sys.path.append(str(folder))  # last, as for the course's own grader
    with contextlib.redirect_stdout(io.StringIO()):  # once over nothing: what pytest imports late is there then
        importlib.import_module("pytest").main([str(HERE / "pytest.ini"), *arguments(folder)])
    gc.freeze()  # the libraries are not looked through again in every job
    for line in sys.stdin:
        if not FORKS:
            run(json.loads(line), folder, tell)
            return
        child = os.fork()
        if not child:
            os.dup2(nothing, 0)
            sys.stdin = io.StringIO()
            run(json.loads(line), folder, tell)
            os._exit(0)
        os.waitpid(child, 0)
        tell(end=True)


def _end_with(parent: int) -> None:
    """Ends the runner and its job when the watch is gone, however it went."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os.killpg(0, signal.SIGKILL)


def run(job: Mapping[str, Any], folder: Path, tell: Any) -> None:
    """Loads a unit's file and runs its public tests, telling of each as it begins and ends."""
    pytest = importlib.import_module("pytest")
    explain, language = friendly().explain, job["language"]
    tell(pid=os.getpid())
    error = load(job["unit"], Path(job["file"]))
    told = explain(error, language, folder) if error else None
    tell(loaded=f"{Path(job['file']).name}: {told.message}" if told else "")
    if job["unit"] not in sys.modules:  # it could not be read at all
        tell(finished=True)
        return
    pytest.main(
        [job["tests"], *arguments(folder)],
        plugins=[_Recorder(job["exercises"], lambda error: explain(error, language, folder), tell)],
    )
    tell(finished=True)


def arguments(folder: Path) -> list[str]:
    """What pytest is told: this folder's settings only, and nothing that takes time and is not shown."""
    without = ("unraisableexception", "threadexception", "faulthandler", "junitxml", "doctest", "stepwise")
    options = ["--noconftest", "--assert=plain", "-c", str(HERE / "pytest.ini"), f"--rootdir={folder}", "-qq"]
    return options + [f"-pno:{name}" for name in without]


class _Program(code.InteractiveInterpreter):
    """Runs pieces of source one after another in one module; what one raises is kept, and the next one is run."""

    error: BaseException | None = None

    def showtraceback(self) -> None:
        """Keeps the first error."""
        self.error = self.error or sys.exc_info()[1]


def load(unit: str, path: Path) -> BaseException | None:
    """Runs a unit's file as the module of that name; gives back the first error. What was defined before it is kept.

    The source is read afresh: a file saved twice in a second is not to be taken from Python's cache of compiled files.
    """
    try:
        program = pieces(path)
        compiled = [importlib.abc.InspectLoader.source_to_code(source, name) for name, source in program]
    except (OSError, ValueError, SyntaxError, LookupError, TypeError, AttributeError) as error:
        return error if isinstance(error, (OSError, SyntaxError)) else ValueError(f"{path.name}: {error}")
    module = types.ModuleType(unit)
    module.__file__ = str(path)
    if path.suffix == ".ipynb":
        vars(module).update(get_ipython=lambda: None, display=lambda *_, **__: None)
    sys.modules[unit] = module
    interpreter = _Program(vars(module))
    for (name, source), piece in zip(program, compiled, strict=True):
        linecache.cache[name] = len(source), None, source.splitlines(keepends=True), name
        try:
            interpreter.runcode(piece)
        except SystemExit as error:
            interpreter.error = interpreter.error or error
    return interpreter.error


class _Recorder:
    """pytest's plugin: keeps the tests of the exercises that are asked for, and tells what becomes of each."""

    def __init__(self, exercises: Iterable[str], explain: Any, tell: Any) -> None:
        self._exercises, self._explain, self._tell = list(exercises), explain, tell
        self._told: Any = None

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        items[:] = [item for item in items if self._exercise(item) in self._exercises]

    def pytest_collectreport(self, report: Any) -> None:
        if report.failed:
            self._tell(loaded=friendly().unreadable(report))

    def pytest_sessionfinish(self) -> None:
        self._tell(finished=True)  # pytest itself still has to clear up, for which nobody need wait

    def pytest_runtest_setup(self, item: Any) -> None:
        self._told = None
        self._tell(start=self._exercise(item))

    def pytest_runtest_makereport(self, call: Any) -> None:
        if call.excinfo is not None:
            self._told = self._explain(call.excinfo.value)

    def pytest_runtest_logreport(self, report: Any) -> None:
        if report.when == "call" or report.failed:
            message, line, todo = self._told or ("", 0, False)
            printed = "" if report.passed else report.capstdout[-2000:]
            name = report.location[2].partition("[")[0].removeprefix("test_")
            self._tell(
                done=name, passed=report.passed, message=message, line=line, todo=bool(todo), printed=printed.strip()
            )

    @staticmethod
    def _exercise(item: Any) -> str:
        return str(getattr(item, "originalname", item.name)).removeprefix("test_")


class Runner:
    """A runner, seen from the watch: sends it jobs, and puts what it says into the queue of events."""

    def __init__(self, kind: str, folder: Path, events: "queue.Queue[Any]") -> None:
        environment = {**os.environ, "MPLBACKEND": "Agg", "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONIOENCODING": "utf-8"}
        environment.update(PYTEST_DISABLE_PLUGIN_AUTOLOAD="1", PYTEST_ADDOPTS="", PYTHONUTF8="1")
        # -P: the same as above; a session of its own: Ctrl-C is for the watch, which ends it in order
        self._process = subprocess.Popen(
            [sys.executable, "-P", __file__, "--runner", kind, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env=environment,
            encoding="utf-8",
            start_new_session=True,
        )
        threading.Thread(target=self._listen, args=(events,), daemon=True).start()

    def _listen(self, events: "queue.Queue[Any]") -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            with contextlib.suppress(ValueError):  # a student's code that wrote to this pipe spoils its own line only
                events.put((self, json.loads(line)))
        events.put((self, {"end": True, "closed": True}))

    def send(self, job: Mapping[str, Any]) -> None:
        """Has it run a job; what becomes of it is told through the queue, even that it is gone."""
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):
            self._process.stdin.write(json.dumps(job) + "\n")
            self._process.stdin.flush()

    def kill(self) -> None:
        """Ends it, and whatever it started."""
        with contextlib.suppress(OSError):
            if hasattr(os, "killpg"):
                os.killpg(self._process.pid, signal.SIGKILL)
            else:
                self._process.kill()
        self._process.wait()


# The screen

Line = list[tuple[str, str]]  # pieces of text, each with its style


def width_of(text: str) -> int:
    """The columns that a text takes on a terminal: a Korean letter takes two."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text
    )


def clipped(text: str, columns: int) -> str:
    """As much of a text as fits into so many columns."""
    if width_of(text) <= columns:
        return text
    while text and width_of(text) >= columns:
        text = text[:-1]
    return text + "…" if columns > 0 else ""


def wrapped(text: str, columns: int, lines: int) -> list[str]:
    """A text in at most so many lines of so many columns, broken between words where it can be."""
    rows, row = [], ""
    for word in text.split(" "):
        longer = f"{row} {word}" if row else word
        if row and width_of(longer) > columns:
            rows.append(row)
            row = word
        else:
            row = longer
    rows.append(row)
    if len(rows) > lines:
        rows[lines - 1 :] = [" ".join(rows[lines - 1 :])]
    return [clipped(row, columns) for row in rows]


def bar(passed: int, of: int, columns: int) -> Line:
    """How much of something is done."""
    full = passed * columns // of if of else 0
    return [(_GREEN, "█" * full), (_DIM, "░" * (columns - full))]


class Screen:
    """Writes lines to a terminal, or to whatever there is in its place; gives the terminal back as it was."""

    def __init__(self) -> None:
        self.live = sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
        self._colour = self.live and not os.environ.get("NO_COLOR")
        self._shown: object = None
        self._saved: Any = None
        with contextlib.suppress(AttributeError, ValueError):
            sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]

    def __enter__(self) -> "Screen":
        if self.live:
            with contextlib.suppress(ImportError, OSError):
                self._keys_unbuffered()
            self._write("\x1b[?1049h\x1b[?25l")
        return self

    def __exit__(self, *_: object) -> None:
        if self.live:
            self._write("\x1b[?25h\x1b[?1049l")
        if self._saved is not None:
            termios = importlib.import_module("termios")
            termios.tcsetattr(sys.stdin.fileno(), termios.TCSADRAIN, self._saved)

    def _keys_unbuffered(self) -> None:
        termios, tty = importlib.import_module("termios"), importlib.import_module("tty")
        if os.name == "nt":
            os.system("")  # noqa: S605, S607 - has Windows' console understand what is written to it
        if sys.stdin.isatty():
            self._saved = termios.tcgetattr(sys.stdin.fileno())
            tty.setcbreak(sys.stdin.fileno())

    @property
    def size(self) -> tuple[int, int]:
        """Columns and lines."""
        try:
            columns, lines = os.get_terminal_size(sys.stdout.fileno())
        except (OSError, ValueError):
            columns, lines = 80, 24
        return (columns or 80, lines or 24)

    def show(self, lines: list[Line]) -> None:
        """Replaces what is on the terminal, if it is not that already."""
        columns, height = self.size
        texts = [self._painted(line, columns) for line in lines[:height]]
        if (texts, columns, height) != self._shown:
            self._shown = texts, columns, height
            self._write("\x1b[H" + "\r\n".join(f"{text}\x1b[K" for text in texts) + "\x1b[J")

    def _painted(self, line: Line, columns: int) -> str:
        painted, left = "", columns - 1
        for style, text in line:
            part = clipped(text, left)
            left -= width_of(part)
            painted += f"\x1b[{style}m{part}\x1b[0m" if style and self._colour else part
        return painted

    @staticmethod
    def _write(text: str) -> None:
        sys.stdout.write(text)
        sys.stdout.flush()


def keys(events: "queue.Queue[Any]") -> None:
    """Puts each key that is pressed into the queue; for a thread of its own."""
    if os.name == "nt":
        read = importlib.import_module("msvcrt").getwch
    else:

        def read() -> str:
            return os.read(sys.stdin.fileno(), 1).decode("ascii", "replace")

    with contextlib.suppress(OSError, ValueError):
        while key := read():
            events.put((None, {"key": key}))


# The watch


class Watch:
    """Looks at the files, has runners test what was saved, and shows how all of it stands."""

    def __init__(self, release: Release, screen: Screen) -> None:
        self._release, self._screen = release, screen
        self._events: queue.Queue[Any] = queue.Queue()
        self._runners: dict[str, Runner] = {}
        self._jobs: dict[Runner, list[Job]] = {}
        self._standings = {unit.name: Standing() for unit in release.units}
        self._seen = dict(self._look())
        self._unsettled: dict[Path, float] = {}
        self._focus = release.units[0]
        self._help = False
        self._happened = 0  # a count of events
        self._drawn: object = None  # what the screen was drawn of

    def run(self) -> int:
        """Watches until Ctrl-C or q; gives back the exit status."""
        try:
            if self._screen.live and sys.stdin.isatty():
                threading.Thread(target=keys, args=(self._events,), daemon=True).start()
            self._runner("numpy")
            self._all(everything=False)
            while True:
                self._draw()
                self._wait()
                self._poll()
                self._expire()
        except KeyboardInterrupt:
            return 0
        finally:
            for runner in {*self._runners.values(), *self._jobs}:
                runner.kill()

    def _all(self, *, everything: bool) -> None:
        """Tests every unit; at the beginning no Keras for a unit in which nothing was written yet."""
        for unit in self._release.units:
            functions = functions_of(self._release.work(unit))
            stubs = {name for name in unit.exercises if is_stub(functions.get(name))}
            if everything or len(stubs) < len(unit.exercises) or self._kind(unit) != "keras":
                self._start(unit)
            else:
                todo = Verdict(
                    passed=False,
                    message=str(friendly().explain(NotImplementedError(), self._release.language).message),
                    todo=True,
                )
                self._standings[unit.name].verdicts = dict.fromkeys(unit.exercises, todo)

    # Files

    def _look(self) -> Iterator[tuple[Path, tuple[int, int, int]]]:
        for path in self._release.files():
            with contextlib.suppress(OSError):
                status = path.stat()
                yield path, (status.st_mtime_ns, status.st_size, status.st_ino)

    def _poll(self) -> None:
        """Starts the tests of what was saved; editors empty a file or rename another over it, which takes a moment."""
        now, seen = time.monotonic(), dict(self._look())
        for path in seen.keys() | self._seen.keys():
            if seen.get(path) != self._seen.get(path):
                self._unsettled[path] = now
        self._happened += seen != self._seen
        self._seen = seen
        ready: dict[Unit, None] = {}
        for path, since in list(self._unsettled.items()):
            whole = path in seen and seen[path][1] > 0
            if whole or now - since >= SETTLED:  # what is saved in pieces is tested again with each piece
                del self._unsettled[path]
                ready.update(dict.fromkeys(self._release.concerned(path)))
        self._happened += len(ready)
        for unit in ready:
            self._focus, self._help = unit, False
            self._start(unit)

    # Jobs

    def _kind(self, unit: Unit) -> str:
        work, tests = self._release.work(unit), self._release.tests(unit)
        texts = [text_of(path) for path in (work, tests) if path]
        return "keras" if any(map(_HEAVY.search, texts)) else "numpy"

    def _runner(self, kind: str) -> Runner:
        if kind not in self._runners:
            self._runners[kind] = Runner(kind, self._release.folder, self._events)
            self._jobs[self._runners[kind]] = []
        return self._runners[kind]

    def _start(self, unit: Unit, exercises: Iterable[str] | None = None) -> None:
        """Has a unit's tests run, in the place of a run of them that is under way."""
        for job in [job for jobs in self._jobs.values() for job in jobs if job.unit == unit and not job.over]:
            self._stop(job)
        standing, work = self._standings[unit.name], self._release.work(unit)
        if work is None or not self._release.tests(unit).is_file():
            missing = f"{unit.name}.py" if work is None else f"test_{unit.name}.py"
            standing.problem, standing.since = self._release.say("gone", name=missing), None
            return
        kind, left = self._kind(unit), list(unit.exercises if exercises is None else exercises)
        if exercises is None:
            standing.since, standing.saved = time.monotonic(), time.strftime("%H:%M:%S")
            standing.slow = kind == "keras"
        runner = self._runner(kind)
        if not FORKS:  # it does one job; the next one gets ready in the meantime
            del self._runners[kind]
            self._runner(kind)
        self._jobs[runner].append(Job(unit, kind, left, time.monotonic()))
        runner.send(
            {
                "unit": unit.name,
                "file": str(work),
                "tests": str(self._release.tests(unit)),
                "exercises": left,
                "language": self._release.language,
            }
        )

    def _stop(self, job: Job) -> None:
        """Ends a job, or has it end when its turn comes."""
        job.killed, job.left = True, []
        self._kill(job)

    @staticmethod
    def _kill(job: Job) -> None:
        if job.pid:
            with contextlib.suppress(OSError):
                os.kill(job.pid, getattr(signal, "SIGKILL", signal.SIGTERM))

    def _wait(self) -> None:
        """Waits for something to happen, a moment at most, and deals with all that has."""
        with contextlib.suppress(queue.Empty):
            event = self._events.get(timeout=TICK)
            while True:
                self._happened += 1
                self._deal(*event)
                event = self._events.get_nowait()

    def _deal(self, runner: Runner | None, event: Mapping[str, Any]) -> None:
        if "key" in event:
            self._press(event["key"])
        elif "fault" in event:
            for job in self._jobs.get(runner, []) if runner else []:
                self._standings[job.unit.name].problem, self._standings[job.unit.name].since = event["fault"], None
                job.killed = True
        elif runner is not None and (jobs := self._jobs.get(runner)):
            job = jobs[0]
            self._hear(job, event)
            if "end" in event:
                jobs.pop(0)
            if not job.over and ("end" in event or "finished" in event):
                job.over = True
                self._finish(job)
        if runner is not None and event.get("closed"):
            self._closed(runner)

    def _press(self, key: str) -> None:
        if key in "qQㅂ":
            raise KeyboardInterrupt
        if key in "rRㄱ":
            self._all(everything=True)
        if key in "hHㅗ":
            self._help = not self._help

    def _hear(self, job: Job, event: Mapping[str, Any]) -> None:
        standing = self._standings[job.unit.name]
        job.heard = time.monotonic()
        if "pid" in event:
            job.pid = event["pid"]
            if job.killed:
                self._kill(job)
        if job.killed:
            return
        if "loaded" in event:
            job.loaded, standing.problem = True, event["loaded"]
        elif "finished" in event:
            job.finished = True
        elif "start" in event:
            job.current = event["start"]
            job.left = [name for name in job.left if name != job.current]
        elif "done" in event:
            verdict = Verdict(**{name: event[name] for name in ("passed", "message", "line", "todo", "printed")})
            before = job.verdicts.get(event["done"])  # of several tests of one exercise, the first that fails counts
            job.verdicts[event["done"]] = before if before and not before.passed else verdict

    def _finish(self, job: Job) -> None:
        """A job is over: what it left undone is run by another, and the whole is told."""
        standing = self._standings[job.unit.name]
        if job.killed:
            return
        if not job.finished and not job.late:
            self._ended_early(job, self._release.say("died"))
        standing.verdicts.update(job.verdicts)
        if not job.finished and job.loaded and job.left:
            self._start(job.unit, job.left)
            return
        if standing.since is not None:
            standing.seconds = time.monotonic() - standing.since
        standing.since = None
        if not self._screen.live:
            self._tell(job.unit)

    def _closed(self, runner: Runner) -> None:
        """A runner is gone; where it was not due, what it was asked for is asked of another."""
        runner.kill()
        waiting = [job.unit for job in self._jobs.pop(runner) if not job.killed]
        for kind in [kind for kind, other in self._runners.items() if other is runner]:
            del self._runners[kind]
        for unit in waiting:
            self._start(unit)

    def _expire(self) -> None:
        """Stops what takes too long: a test, or the file itself."""
        for job in [jobs[0] for jobs in self._jobs.values() if jobs]:
            limit = LIMITS[job.kind]
            if not (job.killed or job.late or job.over or job.heard is None or time.monotonic() - job.heard < limit):
                job.late = True
                self._ended_early(job, self._release.say("stopped", seconds=limit))
                self._kill(job)

    def _ended_early(self, job: Job, message: str) -> None:
        """Holds the end of a job's process against the test that it was at, or against the whole file."""
        self._happened += 1
        if job.loaded and job.current:
            job.verdicts[job.current] = Verdict(passed=False, message=message)
        else:
            work = self._release.work(job.unit)
            self._standings[job.unit.name].problem = f"{work.name if work else job.unit.name}: {message}"

    # What is shown

    def _draw(self) -> None:
        """Draws the screen if anything happened, the terminal has another size, or a second of a run has gone by."""
        running = any(standing.since for standing in self._standings.values())
        state = self._happened, self._screen.size, int(time.monotonic() * 2) if running else 0
        if self._screen.live and state != self._drawn:
            self._drawn = state
            self._screen.show(self._lines())

    def _counts(self) -> dict[str, tuple[int, int]]:
        """How many exercises of each unit pass, and how many there are."""
        return {
            unit.name: (
                sum(verdict.passed for verdict in self._standings[unit.name].verdicts.values()),
                len(unit.exercises),
            )
            for unit in self._release.units
        }

    def _next(self) -> tuple[Unit, str, Verdict | None] | None:
        """The first exercise, in the order of the course, that does not pass."""
        for unit in self._release.units:
            verdicts = self._standings[unit.name].verdicts
            for name in unit.exercises:
                if name not in verdicts or not verdicts[name].passed:
                    return unit, name, verdicts.get(name)
        return None

    def _where(self, unit: Unit, name: str) -> str:
        """The file and the line at which an exercise is written; of a notebook, the file."""
        work = self._release.work(unit)
        if work is None:
            return f"{unit.name}.py"
        function = functions_of(work).get(name)
        return f"{work.name}:{function.lineno}" if function and work.suffix == ".py" else work.name

    def _lines(self) -> list[Line]:
        """The whole screen."""
        columns, height = self._screen.size
        body = [*self._progress(columns), [], *(self._helped(columns) if self._help else self._focused(columns)), []]
        body += self._ahead(columns)
        return [*body[: height - 2], [], [(_DIM, self._release.say("keys"))]]

    def _progress(self, columns: int) -> Iterator[Line]:
        rows = self._counts()
        total = self._release.say("total")
        rows[total] = (sum(passed for passed, _ in rows.values()), sum(of for _, of in rows.values()))
        name_columns = max(map(width_of, rows))
        bar_columns = max(0, min(30, columns - name_columns - 14))
        for name, (passed, of) in rows.items():
            padded = name + " " * (name_columns - width_of(name))
            standing = self._standings.get(name)
            note = self._note(standing) if standing else ("", "")
            yield [
                ("" if standing else _BOLD, f" {padded}  "),
                *bar(passed, of, bar_columns),
                (_BOLD, f" {passed:2}/{of:<2}  "),
                note,
            ]

    def _note(self, standing: Standing) -> tuple[str, str]:
        if standing.since is not None:
            seconds = int(time.monotonic() - standing.since)
            return (_YELLOW, f"{seconds} s") if seconds or standing.slow else ("", "")
        return (_RED, "!") if standing.problem else ("", "")

    def _focused(self, columns: int) -> Iterator[Line]:
        """What came of the file that was saved last."""
        standing, work = self._standings[self._focus.name], self._release.work(self._focus)
        took = f"  {standing.seconds:.2f} s" if standing.since is None and standing.seconds else ""
        yield [(_BOLD, f" {work.name if work else self._focus.name}"), (_DIM, f"  {standing.saved}{took}")]
        if standing.since is not None and standing.slow:
            yield [(_YELLOW, f"   {self._release.say('slow')}")]
        if standing.problem:
            yield from ([(_RED, f"   {row}")] for row in wrapped(standing.problem, columns - 5, 3))
        named = [(name, standing.verdicts.get(name)) for name in self._focus.exercises]
        if passed := ", ".join(name for name, verdict in named if verdict and verdict.passed):
            yield from ([(_GREEN, f" {mark} {row}")] for mark, row in _marked("✓", wrapped(passed, columns - 5, 3)))
        for name, verdict in named:
            if verdict and not verdict.passed and not verdict.todo:
                yield [(_RED, f" ✗ {name}: {verdict.message}")]
        if todo := ", ".join(name for name, verdict in named if not verdict or verdict.todo):
            yield from ([(_DIM, f" {mark} {row}")] for mark, row in _marked("·", wrapped(todo, columns - 5, 2)))

    def _ahead(self, columns: int) -> Iterator[Line]:
        """Which exercise comes next, where it stands, and what is wrong with it."""
        ahead = self._next()
        if ahead is None:
            yield [(f"{_BOLD};{_GREEN}", f" {self._release.say('done')}")]
            yield [("", f" {self._release.say('zip')}")]
            return
        unit, name, verdict = ahead
        yield [(_BOLD, f" {self._release.say('next')}: {name}"), ("", f"   {self._where(unit, name)}")]
        if verdict:
            yield from ([("", f"   {row}")] for row in wrapped(verdict.message, columns - 5, 4))
            if verdict.printed:
                printed = f"{self._release.say('printed')}: {' ⏎ '.join(verdict.printed.splitlines()[-3:])}"
                yield from ([(_DIM, f"   {row}")] for row in wrapped(printed, columns - 5, 2))

    def _helped(self, columns: int) -> Iterator[Line]:
        """What the next function has to do: its docstring."""
        ahead = self._next()
        function = functions_of(self._release.work(ahead[0])).get(ahead[1]) if ahead else None
        for row in (ast.get_docstring(function) or "").splitlines() if function else ():
            yield [("", f"   {clipped(row, columns - 5)}")]

    def _tell(self, unit: Unit) -> None:
        """What there is to tell of a run where there is no terminal: plain lines."""
        standing, (passed, of) = self._standings[unit.name], self._counts()[unit.name]
        print(f"{standing.saved} {unit.name} {passed}/{of} ({standing.seconds:.2f} s)")
        if standing.problem:
            print(f"  {standing.problem}")
        for name, verdict in standing.verdicts.items():
            if not verdict.passed and not verdict.todo:
                print(f"  {name} ({self._where(unit, name)}): {verdict.message}")
        ahead = self._next()
        word = self._release.say("done") if ahead is None else f"{ahead[1]} ({self._where(*ahead[:2])})"
        print(f"  {self._release.say('next')}: {word}" if ahead else f"  {word}", flush=True)


def _marked(mark: str, rows: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The mark before the first row, spaces before the others."""
    for number, row in enumerate(rows):
        yield " " if number else mark, row


def watch(folder: Path, course: Mapping[str, Any] | None = None) -> int:
    """Watches a release, or another folder of exercises that ``course`` describes; gives back the exit status."""
    release = _release(folder, course)

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), interrupt)
    with Screen() as screen:
        return Watch(release, screen).run()


def _release(folder: Path, course: Mapping[str, Any] | None) -> Release:
    try:
        found = friendly().read_course(folder) if course is None else course
        return Release(folder.resolve(), found)
    except (OSError, ValueError, KeyError, TypeError) as error:
        if isinstance(error, OSError) and Path(error.filename or "").name == "conftest.py":
            sys.exit("watch: conftest.py is missing: take it from the release again · conftest.py 파일이 없습니다")
        sys.exit(f"watch: {friendly().say(WORDS, 'both', 'no_release', folder=folder)}")


def main(arguments: list[str] | None = None) -> int:
    """The command line of this file."""
    parser = argparse.ArgumentParser(prog="watch.py", description=WHAT)
    parser.add_argument(
        "folder",
        nargs="?",
        type=Path,
        default=HERE,
        help="by default the one that this file is in · 지정하지 않으면 이 파일이 있는 폴더",
    )
    parser.add_argument(
        "--zip",
        metavar="NAME",
        help="put the files that you worked in into NAME.zip, to hand in · 제출할 파일을 NAME.zip에 담습니다",
    )
    parser.add_argument("--runner", help=argparse.SUPPRESS, nargs=2, metavar=("KIND", "FOLDER"))
    chosen = parser.parse_args(arguments)
    if chosen.runner:
        serve(chosen.runner[0], Path(chosen.runner[1]))
        return 0
    if not chosen.zip:
        return watch(chosen.folder)
    release = _release(chosen.folder, None)
    try:
        path = hand_in(release, chosen.zip)
    except FileExistsError:
        sys.exit(f"watch: {release.say('exists', name=f'{chosen.zip}.zip')}")
    except OSError as error:
        sys.exit(f"watch: {chosen.zip}.zip: {error.strerror}")
    with zipfile.ZipFile(path) as archive:
        print(f"{path.name}: {', '.join(archive.namelist())}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
