"""What is kept of results: it survives its writer, is never taken for what it is not, and costs nobody a grade."""

import ast
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.course import Course, Settings
from autograder.errors import Unwritten
from autograder.grading.grounds import Definitions, Grounding, Grounds
from autograder.grading.store import Kept, Store, packed, unpacked

GROUNDS = Grounds("a", "b", "c", "d", "e")
KEPT = Kept(GROUNDS, "kim \udcff", 1, {"tests": [], "feedback": ["한국어 \ud800"]})
ROOT = Path(__file__).parent.parent


def test_what_is_put_is_read(tmp_path: Path) -> None:
    """What one connection keeps another reads, byte for byte, and what is put later stands beside it."""
    path = tmp_path / "deep" / "kept.sqlite"
    with closing(Store(path)) as one, closing(Store(path)) as two:
        one.put("p", {"naive_relu": KEPT})
        two.put("p", {"naive_add": replace(KEPT, student="lee")})
        assert one.read("p") == {"naive_relu": KEPT, "naive_add": replace(KEPT, student="lee")}
        assert one.read("q") == {}
    assert unpacked(packed({"": KEPT})) == {"": KEPT}


def test_hand_ins_are_noted(tmp_path: Path) -> None:
    """What a student handed in last is known again, whatever the name is made of; another program is another."""
    with closing(Store(tmp_path / "kept.sqlite")) as store:
        for student in ("kim", "lee \udcff", "'; DROP TABLE hand_ins; --"):
            assert not store.note(student, "tensors", "p")
            assert store.note(student, "tensors", "p")
            assert not store.note(student, "tensor_ops", "p")
            assert not store.note(student, "tensors", "q")
            assert not store.note(student, "tensors", "p")


def test_a_killed_writer_loses_nothing(tmp_path: Path) -> None:
    """What was put is there after a ``kill -9`` of who put it, while it goes on writing."""
    script = (
        "import sys; from pathlib import Path\n"
        "from autograder.grading.store import *; from autograder.grading.grounds import Grounds\n"
        "store = Store(Path(sys.argv[1]))\n"
        "for number in range(10**6):\n"
        "    store.put(str(number), {'f': Kept(Grounds(*'abcde'), 'kim', number, {})}); print(number, flush=True)\n"
    )
    path = tmp_path / "kept.sqlite"
    with subprocess.Popen([sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        told = [int(process.stdout.readline()) for _ in range(50)]
        process.send_signal(signal.SIGKILL)
        told += [int(line) for line in process.stdout.read().splitlines() if line]
    with closing(Store(path)) as store:
        assert all(store.read(str(number))["f"].run == number for number in told)


def test_what_cannot_be_read_is_as_good_as_none(tmp_path: Path) -> None:
    """A row of another form, or one that is no result, is graded again instead of believed or tripped over."""
    path = tmp_path / "kept.sqlite"
    with closing(Store(path)) as store:
        for number, change in enumerate(["form = 99", "parts = x'00'", "parts = 'text'"]):
            store.put(str(number), {"f": KEPT})
            with closing(sqlite3.connect(path)) as database:
                database.execute(f"UPDATE results SET {change} WHERE program = '{number}'")
                database.commit()
            assert store.read(str(number)) == {}
            store.put(str(number), {"f": KEPT})
            assert store.read(str(number)) == {"f": KEPT}


def test_a_file_that_is_no_store_is_named(tmp_path: Path) -> None:
    """A damaged file is told in one line with what to do, and left as it is."""
    path = tmp_path / "kept.sqlite"
    path.write_bytes(b"no database" * 1000)
    with pytest.raises(Unwritten, match=r"kept\.sqlite: results cannot be kept there: .*; remove it, or use another"):
        Store(path)
    assert path.read_bytes() == b"no database" * 1000


def test_one_program_one_worker(tmp_path: Path) -> None:
    """Who wants a program that another living process works on waits; a dead one's claim is void, and an old run's."""
    path = tmp_path / "kept.sqlite"
    with closing(Store(path)) as store, subprocess.Popen(["sleep", "60"]) as other:
        with closing(sqlite3.connect(path)) as database:
            database.execute("INSERT INTO claims VALUES ('p', ?)", (other.pid,))
            database.commit()
        assert not store.claim("p", 0.1)
        assert store.claim("q", 0.1)
        other.kill()
        other.wait()
        assert store.claim("p", 0.1)
        assert store.claim("p", 0.1), "its own claim keeps nobody from going on"
        store.release("p")
        with closing(sqlite3.connect(path)) as database:
            database.execute("INSERT INTO claims VALUES ('p', ?)", (os.getppid(),))
            database.commit()
        first = store.begin_run()
        assert store.claim("p", 0.1)
        assert store.begin_run() == first + 1


def test_a_claim_is_waited_for(tmp_path: Path) -> None:
    """It is taken as soon as it is released."""
    path = tmp_path / "kept.sqlite"
    pid = os.getppid()
    with closing(Store(path)) as store, closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("INSERT INTO claims VALUES ('p', ?)", (pid,))
        script = (
            "import sqlite3, sys, time; time.sleep(0.5); database = sqlite3.connect(sys.argv[1])\n"
            "database.execute('DELETE FROM claims'); database.commit()\n"
        )
        with subprocess.Popen([sys.executable, "-c", script, str(path)]):
            before = time.monotonic()
            assert store.claim("p", 30)
            assert time.monotonic() - before < 25


GRADER = """
import pytest
SMALL = [1]
LARGE = [SMALL, 2]
OTHER = [3]
def helper(x): return LARGE
class TestRelu:
    def test_values(self, student, reference): helper(reference.naive_add)
class TestAdd:
    def test_values(self, student): OTHER
"""


@pytest.mark.parametrize(
    ("old", "new", "touched"),
    [
        ("SMALL = [1]", "SMALL = [9]", {"TestRelu"}),
        ("return LARGE", "return [LARGE]", {"TestRelu"}),
        ("OTHER = [3]", "OTHER = [4]", {"TestAdd"}),
        ("student): OTHER", "student): OTHER, 1", {"TestAdd"}),
        ("import pytest", "import pytest  # a note", set()),
        ("def helper(x): ", "def helper(x):\n    # a note\n    ", set()),
        ("import pytest", "import pytest\nprint()", {"TestRelu", "TestAdd"}),
    ],
)
def test_a_definition_rests_on_what_it_reaches(tmp_path: Path, old: str, new: str, touched: set[str]) -> None:
    """A change touches the tests that reach it by name, directly or not; one without a name touches all."""

    def forms(source: str) -> dict[str, list[str]]:
        path = tmp_path / "test_x.py"
        path.write_text(source)
        found = Definitions(path)
        return {name: [ast.dump(node) for node in found.reached([name])] for name in ("TestRelu", "TestAdd")}

    before, after = forms(GRADER), forms(GRADER.replace(old, new))
    assert {name for name in before if before[name] != after[name]} == touched


def test_every_setting_is_part_of_the_grounds() -> None:
    """Limits, seed and layers are under every result; the threshold and MNIST under those of the unit that trains."""
    course = Course.find(ROOT)
    settings = Settings(("landlock",), None)
    tests = {unit.name: {exercise: {"TestX"} for exercise in unit.exercises} for unit in course.units}
    base = Grounding(course, settings, tests)
    numbers, network = course.units[1], course.units[2]
    for other, everywhere in (
        (Grounding(replace(course, seed=1), settings, tests), True),
        (Grounding(replace(course, limits=replace(course.limits, call_seconds=1)), settings, tests), True),
        (Grounding(course, replace(settings, layers=()), tests), True),
        (Grounding(replace(course, accuracy_threshold=0.5), settings, tests), False),
        (Grounding(course, replace(settings, mnist=Path("x")), tests), False),
    ):
        changed = other.of(numbers, keras=False)["naive_relu"].changed(base.of(numbers, keras=False)["naive_relu"])
        assert changed == (["course"] if everywhere else [])
        changed = other.of(network, keras=True)["test_accuracy"].changed(base.of(network, keras=True)["test_accuracy"])
        assert changed == ["course"]
    assert base.of(numbers, keras=True)[""].changed(base.of(numbers, keras=False)[""]) == ["versions"]
    assert set(base.of(numbers, keras=False)) == {"", *numbers.exercises}
