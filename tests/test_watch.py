"""watch.py in a real terminal: what is saved is tested at once, whatever it is and however it was saved."""

import io
import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
import termios
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from fcntl import ioctl
from itertools import groupby
from pathlib import Path
from struct import pack

import pytest
from click.testing import CliRunner

from autograder.cli import main
from autograder.course import UNITS, Course
from autograder.release.contents import release_files
from autograder.release.kit import conftest as friendly
from autograder.release.kit import watch
from autograder.release.writing import write_release

HERE = Path(__file__).parent.parent
COURSE = Course(root=HERE)
POINTS = {unit.name: dict.fromkeys(unit.exercises, 1.0) for unit in UNITS}
FILES = release_files(COURSE, POINTS)
SOLUTION = (COURSE.solutions / "tensor_ops.py").read_text(encoding="utf-8")
RIGHT, WRONG = "result[i, j] = max(x[i, j], 0)", "result[i, j] = x[i, j]"
PATIENCE = 60  # seconds, until a machine that is busy with other things counts as broken


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A release as a student gets it."""
    write_release(FILES, tmp_path / "work")
    return tmp_path / "work"


def release(folder: Path) -> watch.Release:
    return watch.Release(folder, friendly.read_course(folder))


class Terminal:
    """watch.py in a pseudo-terminal, and the screen as a person sees it."""

    def __init__(
        self, folder: Path, columns: int = 80, *, command: tuple[str, ...] = ("watch.py",), **more: str
    ) -> None:
        pyte = pytest.importorskip("pyte")
        self.screen = pyte.Screen(columns, 24)
        self.raw = b""
        self._stream = pyte.ByteStream(self.screen)
        self._keys, terminal = pty.openpty()
        ioctl(terminal, termios.TIOCSWINSZ, pack("HHHH", 24, columns, 0, 0))
        self._terminal = terminal
        self.before = termios.tcgetattr(terminal)
        environment = {
            name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "COLUMNS", "LINES")
        }
        environment |= {"TERM": "xterm-256color", "PYTHONIOENCODING": "utf-8", **more}
        self.process = subprocess.Popen(
            [sys.executable, *command], cwd=folder, env=environment, stdin=terminal, stdout=terminal, stderr=terminal
        )
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        while True:
            try:
                data = os.read(self._keys, 65536)
            except OSError:
                return
            self.raw += data
            self._stream.feed(data)

    @property
    def text(self) -> str:
        return "\n".join(line.rstrip() for line in self.screen.display)

    def until(self, *wanted: str, beside: Callable[[str], bool] = bool) -> str:
        """Wait until all of these are on the screen; give the screen."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            text = self.text
            if all(re.search(pattern, text) for pattern in wanted) and beside(text):
                return text
            time.sleep(0.02)
        raise AssertionError(f"never on the screen: {wanted}\n{self.text}")

    def picture(self) -> str:
        """The screen as an SVG."""
        from rich.console import Console
        from rich.text import Text

        console = Console(record=True, width=self.screen.columns, file=io.StringIO(), force_terminal=True)
        last = max(row for row, line in enumerate(self.screen.display) if line.strip())
        for row in range(last + 1):
            text = Text(no_wrap=True)
            cells = [self.screen.buffer[row][column] for column in range(self.screen.columns)]
            for (bold, colour), run in groupby(cells, lambda cell: (cell.bold, cell.fg.replace("brown", "yellow"))):
                text.append("".join(cell.data for cell in run), f"{'bold ' * bold}{colour}")
            console.print(text)
        svg = console.export_svg(title="python watch.py", clear=True, unique_id="watch")
        svg = re.sub(r"\s*@font-face \{.*?\}", "", svg, flags=re.DOTALL)  # nothing from elsewhere
        return "\n".join(line.rstrip() for line in svg.splitlines()) + "\n"

    def press(self, keys: bytes) -> None:
        os.write(self._keys, keys)

    def end(self) -> int:
        """Ctrl-C, as far as the terminal is concerned; gives the exit status."""
        self.process.send_signal(signal.SIGINT)
        status = self.process.wait(PATIENCE)
        self.after = termios.tcgetattr(self._terminal)
        return status

    def close(self) -> None:
        if self.process.poll() is None:
            self.end()
        os.close(self._terminal)
        os.close(self._keys)


@pytest.fixture
def terminal(folder: Path) -> Iterator[Terminal]:
    """watch.py in a release in which nothing was written yet, its first run over."""
    found = Terminal(folder)
    try:
        found.until(r"tensor_ops +░+ +0/11", "Next · 다음 문제: make_scalar", "not written yet")
        yield found
    finally:
        found.close()


def save(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


# Languages

BEGUN = """import numpy as np


def naive_relu(x):
    assert x.ndim == 2
    return np.maximum(x, 0)


def naive_add(x, y):
    assert x.shape == y.shape
    return x + y


def naive_add_matrix_and_vector(x, y):
    return np.array([[entry + y[i] for entry in row] for i, row in enumerate(x)])
"""
TOLD = {
    "en": ("Next: naive_add_matrix_and_vector", "wrong entries: [[11, 12, 13], [24, 25, 26]]", "q quit"),
    "ko": ("다음 문제: naive_add_matrix_and_vector", "원소가 틀립니다: [[11, 12, 13], [24, 25, 26]]", "q 끝내기"),
}


@pytest.mark.slow
@pytest.mark.parametrize("language", TOLD)
def test_the_screen_is_in_the_courses_language(tmp_path: Path, language: str) -> None:
    """Every word of the screen, names apart, is in the one language of the course; its picture is left here."""
    folder = tmp_path / "work"
    write_release(release_files(replace(COURSE, language=language), POINTS), folder)
    shutil.copy(COURSE.solutions / "tensors.py", folder)
    stubs = (folder / "tensor_ops.py").read_text(encoding="utf-8")
    begun = BEGUN + stubs[stubs.index("\n\ndef naive_vector_dot(") :]
    terminal = Terminal(folder)
    try:
        terminal.until(r"tensors +█+ +8/8")
        save(folder / "tensor_ops.py", begun)
        text = terminal.until(*map(re.escape, TOLD[language]), r"tensor_ops +█+░+ +2/11", "✓ naive_relu, naive_add")
        (tmp_path / f"watch.{language}.svg").write_text(terminal.picture(), encoding="utf-8")
    finally:
        terminal.close()
    assert bool(re.search("[가-힣]", text)) == (language == "ko")
    assert " · " not in text.replace("\n · ", "\n")  # which marks what is not written yet
    words = set(re.findall(r"[A-Za-z]{2,}", re.sub(r"\w+\.py|\w+_\w+|\w+…|tensors|gradients", "", text)))
    english = {"total", "Next", "wrong", "entries", "help", "run", "all", "quit"}
    assert words == (english if language == "en" else set())


# What is saved


@pytest.mark.slow
def test_what_is_saved_is_tested_and_the_next_exercise_named(terminal: Terminal, folder: Path) -> None:
    """Each save gives the unit's new count, the total, and the first exercise of the course that does not pass."""
    save(folder / "tensor_ops.py", SOLUTION)
    terminal.until(r"tensor_ops +█+ 11/11", r"total · 전체 .* 11/31", "✓ naive_relu, naive_add")
    shutil.copy(COURSE.solutions / "tensors.py", folder)
    stub = FILES["first_network.py"].decode()
    line = stub[: stub.index("def load_mnist")].count("\n") + 1
    terminal.until(r"tensors +█+ +8/8", r"19/31", rf"다음 문제: load_mnist   first_network.py:{line}")
    save(folder / "tensor_ops.py", SOLUTION.replace(RIGHT, WRONG))
    line = SOLUTION[: SOLUTION.index("def naive_relu")].count("\n") + 1
    terminal.until(r"10/11", rf"다음 문제: naive_relu   tensor_ops.py:{line}", "✗ naive_relu: wrong entries: ")


@pytest.mark.slow
def test_a_file_that_is_no_python_is_one_line_and_costs_nothing(terminal: Terminal, folder: Path) -> None:
    """The student's own line is shown, the counts stay as they were, and go on once the file is right again."""
    save(folder / "tensor_ops.py", SOLUTION)
    terminal.until("11/11")
    save(folder / "tensor_ops.py", SOLUTION + "\nfor i in range(3)\n    print(i)\n")
    text = terminal.until(r"tensor_ops.py: SyntaxError", r"`for i in", r"11/11  !")
    assert "Traceback" not in text
    save(folder / "tensor_ops.py", SOLUTION.replace(RIGHT, WRONG))
    terminal.until("10/11", beside=lambda text: "SyntaxError" not in text)


@pytest.mark.slow
def test_an_endless_loop_is_stopped_and_the_other_tests_run(terminal: Terminal, folder: Path) -> None:
    """After ten seconds the test is ended with a word on why; the exercises after it have their verdicts."""
    save(folder / "tensor_ops.py", SOLUTION.replace(RIGHT, f"while True: pass\n            {RIGHT}"))
    terminal.until("10/11", "✗ naive_relu: took more than 10 s and was stopped: an endless loop?")
    save(folder / "tensor_ops.py", SOLUTION)
    terminal.until("11/11")


@pytest.mark.slow
def test_code_that_ends_its_process_costs_its_own_exercise(terminal: Terminal, folder: Path) -> None:
    """os._exit in a function is told of that function; the others are run by another process."""
    save(folder / "tensor_ops.py", SOLUTION.replace(RIGHT, f"import os; os._exit(0)\n            {RIGHT}"))
    terminal.until("10/11", "✗ naive_relu: the process ended in the middle of it")


@pytest.mark.slow
def test_however_an_editor_saves(terminal: Terminal, folder: Path) -> None:
    """A file emptied first, written in pieces, renamed over, or moved away and back: the last state is what counts."""
    path, spare = folder / "tensor_ops.py", folder / ".tensor_ops.py.swp"
    half = len(SOLUTION) // 2
    with path.open("w", encoding="utf-8") as file:
        for piece in (SOLUTION[:half], SOLUTION[half:]):
            time.sleep(0.15)
            file.write(piece)
            file.flush()
    terminal.until("11/11", beside=lambda text: "!" not in text)
    save(spare, SOLUTION.replace(RIGHT, WRONG))
    spare.replace(path)
    terminal.until("10/11")
    path.rename(folder / "tensor_ops.py~")
    save(spare, SOLUTION)
    time.sleep(0.1)
    spare.rename(path)
    terminal.until("11/11")
    (folder / "notebooks" / "tensor_ops" / "tensor_ops.ipynb").unlink()
    path.unlink()
    terminal.until("tensor_ops.py is missing · tensor_ops.py 파일이 없습니다")


@pytest.mark.slow
def test_files_saved_together_and_twice_in_a_moment(terminal: Terminal, folder: Path) -> None:
    """Two units saved at once both get their verdicts; of two saves of one size in one second the last one counts."""
    save(folder / "tensor_ops.py", SOLUTION)
    shutil.copy(COURSE.solutions / "tensors.py", folder)
    terminal.until("11/11", "8/8")
    wrong = RIGHT.replace("0)", "9)")
    save(folder / "tensor_ops.py", SOLUTION.replace(RIGHT, wrong))
    save(folder / "tensor_ops.py", SOLUTION)
    terminal.until("11/11")
    for text, count in ((SOLUTION.replace(RIGHT, wrong), "10/11"), (SOLUTION, "11/11")):
        save(folder / "tensor_ops.py", text)
        terminal.until(count)


@pytest.mark.slow
def test_a_notebook_is_tested_as_well(terminal: Terminal, folder: Path) -> None:
    """Exercises written in the notebook count, whatever its other cells do; the untouched .py does not hide them."""
    path = folder / "notebooks" / "tensor_ops" / "tensor_ops.ipynb"
    document = json.loads(path.read_bytes())
    for cell in document["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "naive_relu":
            source = SOLUTION[SOLUTION.index("def naive_relu") :]
            cell["source"] = source[: source.index("### END SOLUTION")].splitlines(keepends=True)
    scratch = {"cell_type": "code", "metadata": {}, "source": "%matplotlib inline\n!ls\n1 / 0", "outputs": []}
    document["cells"].insert(0, scratch | {"id": "scratch", "execution_count": None})
    save(path, json.dumps(document))
    terminal.until(r"tensor_ops .* 1/11", "tensor_ops.ipynb: ZeroDivisionError, line 3 · 3행", "✓ naive_relu")


@pytest.mark.slow
def test_a_unit_with_keras_says_that_it_takes_longer(terminal: Terminal, folder: Path) -> None:
    """While TensorFlow is imported the seconds are shown; a NumPy unit saved meanwhile does not wait for it."""
    shutil.copy(COURSE.solutions / "gradients.py", folder)
    terminal.until(r"gradients .* 0/5   \d+ s", "Keras takes longer · 케라스는 더 오래 걸립니다")
    save(folder / "tensor_ops.py", SOLUTION)
    terminal.until("11/11", r"gradients .* 0/5   \d+ s")
    terminal.until(r"gradients +█+ +5/5")


# The terminal


@pytest.mark.slow
def test_the_terminal_is_given_back_as_it_was(terminal: Terminal, folder: Path) -> None:
    """Ctrl-C, in the middle of a run too, ends with status 0: echo, cursor and the screen before are there again."""
    save(folder / "tensor_ops.py", SOLUTION.replace(RIGHT, "while True: pass"))
    terminal.until(r"tensor_ops .* 0/11  \d+ s")
    assert termios.tcgetattr(terminal._terminal) != terminal.before
    assert terminal.end() == 0
    assert terminal.after == terminal.before
    time.sleep(0.2)
    assert terminal.raw.endswith(b"\x1b[?25h\x1b[?1049l")
    assert b"Traceback" not in terminal.raw


@pytest.mark.slow
def test_no_process_is_left_behind(terminal: Terminal, folder: Path) -> None:
    """Killed outright, with an endless loop running, watch.py leaves neither a runner nor the loop behind."""
    save(folder / "tensor_ops.py", SOLUTION.replace(RIGHT, "while True: pass"))
    terminal.until(r"tensor_ops .* 0/11  \d+ s")

    def left() -> list[str]:
        found = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if path.exists()]
        return [line.decode() for line in found if str(folder).encode() in line and b"--runner" in line]

    assert left()
    terminal.process.kill()
    terminal.process.wait()
    end = time.monotonic() + PATIENCE
    while left() and time.monotonic() < end:
        time.sleep(0.1)
    assert not left()


@pytest.mark.slow
def test_keys(terminal: Terminal) -> None:
    """The key h shows what the next function has to do and hides it again, r runs everything, q ends with status 0."""
    terminal.press(b"h")
    terminal.until("Return a rank-0 tensor that holds ``value``")
    terminal.press(b"h")
    terminal.until("· make_scalar, make_vector", beside=lambda text: "Return a rank-0" not in text)
    terminal.press(b"q")
    assert terminal.process.wait(PATIENCE) == 0


@pytest.mark.slow
@pytest.mark.parametrize("columns", [80, 38])
def test_nothing_is_wider_than_the_terminal(folder: Path, columns: int) -> None:
    """At 80 columns, and on a narrow terminal, every exercise's name and count can be read, and no line is broken."""
    save(folder / "tensor_ops.py", SOLUTION.replace(RIGHT, WRONG))
    found = Terminal(folder, columns)
    try:
        text = found.until(r"tensor_ops .*10/11")
        assert len(text.splitlines()) <= 24
        for unit in UNITS:
            assert re.search(rf"^ {unit.name} .*\d+/\d+", text, re.MULTILINE)
        assert max(map(watch.width_of, text.splitlines())) < columns
    finally:
        found.close()


@pytest.mark.slow
def test_no_colour_where_none_is_wanted(folder: Path) -> None:
    """With NO_COLOR the terminal gets no colour, and everything else as ever."""
    found = Terminal(folder, NO_COLOR="1")
    try:
        found.until("not written yet")
        assert not re.search(rb"\x1b\[[0-9;]+m", found.raw)
    finally:
        found.close()


@pytest.mark.slow
def test_without_a_terminal_there_are_plain_lines(folder: Path) -> None:
    """Into a pipe goes a line a run and a line a failure, without a control character; SIGTERM ends it."""
    save(folder / "tensor_ops.py", SOLUTION.replace(RIGHT, WRONG))
    process = subprocess.Popen([sys.executable, "watch.py"], cwd=folder, stdout=subprocess.PIPE, encoding="utf-8")
    assert process.stdout is not None
    lines = [process.stdout.readline().rstrip() for _ in range(5)]
    process.terminate()
    rest = process.communicate(timeout=PATIENCE)[0]
    assert process.returncode == 0
    text = "\n".join([*lines, rest])
    assert re.search(r"^\d\d:\d\d:\d\d tensors 0/8 \(\d+\.\d\d s\)$", text, re.MULTILINE)
    assert re.search(r"^  naive_relu \(tensor_ops.py:\d+\): wrong entries: ", text, re.MULTILINE)
    assert "\x1b" not in text


@pytest.mark.slow
def test_where_nothing_can_be_forked(folder: Path) -> None:
    """On systems without a safe fork a fresh process does each job, with the same verdicts."""
    found = Terminal(folder, WATCH_NO_FORK="1")
    try:
        found.until("not written yet")
        for text, count in ((SOLUTION, "11/11"), (SOLUTION.replace(RIGHT, WRONG), "10/11"), (SOLUTION, "11/11")):
            save(folder / "tensor_ops.py", text)
            found.until(count)
    finally:
        found.close()


@pytest.mark.slow
def test_the_command_watches_the_courses_own_exercises(tmp_path: Path) -> None:
    """`autograder watch exercises` is the same watch, in a folder that has no release.json."""
    shutil.copytree(HERE / "exercises", tmp_path / "exercises", ignore=shutil.ignore_patterns("__pycache__"))
    command = ("-m", "autograder", "watch", str(tmp_path / "exercises"), "--course", str(HERE))
    found = Terminal(HERE, command=command)
    try:
        found.until("0/31", "make_scalar")
        save(tmp_path / "exercises" / "tensor_ops.py", SOLUTION)
        found.until("11/31")
    finally:
        found.close()


# Its parts


def test_a_folder_that_is_no_release_is_one_line(tmp_path: Path) -> None:
    """Exit status 1, and what to do, from watch.py and from the command; 2 where there is no such folder."""
    shutil.copy(HERE / "autograder" / "release" / "kit" / "watch.py", tmp_path)
    shutil.copy(HERE / "autograder" / "release" / "kit" / "conftest.py", tmp_path)
    done = subprocess.run([sys.executable, "watch.py"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert re.fullmatch(r"watch: .*: no release.json here; .*\n", done.stderr)
    (tmp_path / "conftest.py").unlink()
    done = subprocess.run([sys.executable, "watch.py"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert re.fullmatch(r"watch: conftest.py is missing: .*\n", done.stderr)
    assert CliRunner().invoke(main, ["watch", str(tmp_path / "nowhere")]).exit_code == 2


def test_the_file_that_was_worked_in_is_found(folder: Path) -> None:
    """Of a .py and a notebook, the one that was changed; of two changed ones the newer; of none the .py."""
    found, unit = release(folder), watch.Unit("tensors", ())
    script, notebook = folder / "tensors.py", folder / "notebooks" / "tensors" / "tensors.ipynb"
    assert found.work(unit) == script
    notebook.write_bytes(notebook.read_bytes() + b"\n")
    assert found.work(unit) == notebook
    script.write_bytes(script.read_bytes() + b"\n")
    os.utime(notebook, ns=(1, 1))
    assert found.work(unit) == script
    os.utime(script, ns=(0, 0))
    assert found.work(unit) == notebook
    script.unlink()
    notebook.unlink()
    assert found.work(unit) is None


def test_what_is_handed_in_is_what_was_worked_in(folder: Path) -> None:
    """--zip takes one file for each unit, by its own name, and never replaces a zip that is there."""
    notebook = folder / "notebooks" / "tensors" / "tensors.ipynb"
    notebook.write_bytes(notebook.read_bytes() + b"\n")
    save(folder / "tensor_ops.py", SOLUTION)
    command = [sys.executable, "watch.py", "--zip", "kim"]
    done = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "kim.zip: tensors.ipynb, tensor_ops.py, first_network.py, gradients.py\n"
    with zipfile.ZipFile(folder / "kim.zip") as archive:
        assert archive.read("tensors.ipynb") == notebook.read_bytes()
        assert archive.read("tensor_ops.py").decode() == SOLUTION
    before = (folder / "kim.zip").read_bytes()
    done = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("watch: kim.zip is there already")
    assert (folder / "kim.zip").read_bytes() == before


def test_a_module_of_ones_own_concerns_who_names_it(folder: Path) -> None:
    """Saving helper.py tests the units that name it; a unit's tests concern that unit, watch.py none."""
    save(folder / "helper.py", "")
    save(folder / "tensor_ops.py", "import helper\n" + SOLUTION)
    found = release(folder)
    for name, units in {
        "helper.py": ["tensor_ops"],
        "test_tensors.py": ["tensors"],
        "tensors.py": ["tensors"],
        "watch.py": [],
    }.items():
        assert [unit.name for unit in found.concerned(folder / name)] == units


def test_a_program_is_loaded_as_the_grader_loads_it(tmp_path: Path) -> None:
    """What was defined before a failing line is kept, __main__ is not run, and SystemExit ends the file only."""
    path = tmp_path / "some_unit.py"
    for ending, kind in (("1 / 0", ZeroDivisionError), ("raise SystemExit(0)", SystemExit)):
        save(path, f"def first():\n    return 1\nif __name__ == '__main__':\n    boom\n{ending}\ndef second(): pass\n")
        try:
            assert isinstance(watch.load("some_unit", path), kind)
            module = sys.modules["some_unit"]
            assert module.first() == 1
            assert not hasattr(module, "second")
        finally:
            sys.modules.pop("some_unit", None)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"cells": 3}', b'{"cells": [{}]}', b"\xff\xfe"])
def test_what_is_no_notebook_is_an_error_with_its_name(tmp_path: Path, content: bytes) -> None:
    """A notebook that is half saved or broken is told of by name, and nothing is imported."""
    path = tmp_path / "unit_x.ipynb"
    path.write_bytes(content)
    error = watch.load("unit_x", path)
    assert isinstance(error, ValueError)
    assert "unit_x" not in sys.modules
    assert watch.text_of(path) == ""


def test_texts_are_cut_by_columns() -> None:
    """Korean letters count twice: nothing is wider than it may be, and what fits is not cut."""
    assert watch.clipped("가나다", 6) == "가나다"
    assert watch.clipped("가나다", 5) == "가나…"
    for columns in range(1, 30):
        rows = watch.wrapped("took more than 10 s · 10초가 넘어 멈췄습니다. 무한 루프가 있나요?", columns, 3)
        assert len(rows) <= 3
        assert max(map(watch.width_of, rows)) <= columns


def test_every_text_is_in_both_languages() -> None:
    """Each text has a Korean and an English form with the same values, and the course's language chooses."""
    for words in (watch.WORDS, friendly.WORDS):
        for english, korean in words.values():
            assert re.search("[가-힣]", korean)
            assert not re.search("[가-힣]", english)
            assert set(re.findall(r"\{\w+", english)) == set(re.findall(r"\{\w+", korean))
    assert friendly.say(watch.WORDS, "ko", "next") == "다음 문제"
    assert friendly.say(watch.WORDS, "en", "next") == "Next"
    assert friendly.explain(NotImplementedError(), "ko").message == "아직 작성하지 않았습니다"


def test_the_course_of_a_release_is_the_courses(tmp_path: Path) -> None:
    """release.json names the units and exercises in the course's order, in the course's language."""
    write_release(release_files(replace(COURSE, language="ko"), POINTS), tmp_path / "out")
    found = release(tmp_path / "out")
    assert [(unit.name, unit.exercises) for unit in found.units] == [(unit.name, unit.functions) for unit in UNITS]
    assert found.language == "ko"
