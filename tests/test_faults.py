"""Faults of our own side, injected at random: every submission is graded once or reported, and a second run completes.

``faults/`` holds what injects them and what counts what grows, commands of their own (``make faults``, ``make soak``).
Here each fault is injected into a small batch, and what judges the outcome is shown what it must find.
"""

import contextlib
import json
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a box can be confined on Linux only")

FOLDER = Path(__file__).parent / "faults"
MOUNTED = ("disk full", "read-only")
Part = Callable[[str], Any]
ROW = "{student},,40,,,40,100,graded\n"
HEADER = "student,tensors,tensor_ops,first_network,gradients,total,max,status\n"


@pytest.fixture(scope="module")
def part() -> Iterator[Part]:
    """A module of the tool by name; they are scripts beside one another, not a package."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(FOLDER))
        yield import_module
    for path in FOLDER.glob("*.py"):
        sys.modules.pop(path.stem, None)


def test_every_fault_is_tried(part: Part) -> None:
    """The test below leaves out no fault of the command: the small batch has every kind of victim in turn."""
    assert set(MOUNTED) == part("injection").MOUNTED
    alone = {"box", "zygote", "nursery", "grading process", "source"}
    assert {*IN_SMALL, *MOUNTED, *alone} == set(part("injection").FAULTS)
    assert {*ROLES, "command"} == set(part("family").ROLES)


ROLES = ("box", "zygote", "nursery", "grading", "source")
# More often than in a large batch, for one that is over in seconds.
IN_SMALL = {
    "any of these": lambda injection: injection.killing(*ROLES, every=0.7, most=5),
    "command": lambda injection: injection.killing_the_command(1),
    "two graders": lambda injection: injection.two_graders,
}


@pytest.mark.slow
@pytest.mark.parametrize("fault", [*IN_SMALL, *MOUNTED])
def test_a_batch_survives(part: Part, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, fault: str) -> None:
    """Under the fault every submission is graded once or reported, nobody is charged, and a second run completes."""
    run, injection = part("run"), part("injection")
    if fault in MOUNTED:
        if reason := run.no_namespace():
            pytest.skip(f"no disk can be mounted here: {reason}")
    else:
        monkeypatch.setitem(injection.FAULTS, fault, IN_SMALL[fault](injection))
    [outcome] = run.run([fault], 16, 1, 0.15, tmp_path / "run")
    assert outcome.wrong == []
    assert outcome.complete
    assert outcome.injected
    if fault not in MOUNTED:  # by chance some are hit in each of their tries, and told so
        assert outcome.once + outcome.again > outcome.reported


# --- the tool bites ---------------------------------------------------------------------------------------------------


@pytest.fixture
def trial(part: Part, tmp_path: Path) -> Any:
    """A class of two that was graded as it should be, though by nobody."""
    place = part("class_of").Class(tmp_path, ["kim", "lee"])
    out = tmp_path / "out"
    for student in place.students:
        (out / student).mkdir(parents=True)
        (out / student / "feedback.html").write_text("<html></html>\n")
        (out / student / "result.json").write_text(json.dumps({"score": 40.0, "status": "graded"}))
    (out / "grades.csv").write_text(HEADER + "".join(ROW.format(student=student) for student in place.students))
    injection = part("injection")
    return injection.Trial(place, out, random.Random(1), injection.Outcome("none"))


def judged(trial: Any, status: int = 0, said: str = "") -> list[str]:
    """What is wrong."""
    log = trial.place.folder / "log"
    log.write_text(f"a line before\n{said}\n")
    trial.judge(status, log, {"kim": 1, "lee": 2})
    return trial.outcome.wrong


def test_what_is_right_is_counted(trial: Any) -> None:
    """Right results are told from those that were graded again, by how often their files were read."""
    assert judged(trial) == []
    assert (trial.outcome.once, trial.outcome.again, trial.outcome.reported) == (1, 1, 0)


def lose_a_row(out: Path) -> None:
    (out / "grades.csv").write_text(HEADER + ROW.format(student="kim"))


def charge(out: Path) -> None:
    (out / "grades.csv").write_text((out / "grades.csv").read_text().replace("lee,,40,,,40", "lee,,39,,,39"))


def add_a_row(out: Path) -> None:
    with open(out / "grades.csv", "a") as file:
        file.write(ROW.format(student="park"))


def lose_a_result(out: Path) -> None:
    shutil.rmtree(out / "lee")


@pytest.mark.parametrize(
    ("harm", "status", "said", "found"),
    [
        (lose_a_row, 0, "", "lee: row None"),
        (charge, 0, "", "lee: row 39"),
        (charge, 1, "not written: lee", "lee was charged: 39"),
        (add_a_row, 0, "", "a row of nobody: park"),
        (lose_a_result, 0, "", "lee: row 40"),
        (lambda out: None, 1, "nobody", "status 1 with 0 reported"),
        (lose_a_result, 0, "lee", "lee: row 40"),
    ],
    ids=["lost row", "charge", "reported charge", "foreign row", "lost result", "status", "reported with status 0"],
)
def test_what_is_wrong_is_found(trial: Any, harm: Any, status: int, said: str, found: str) -> None:
    """A row or a result that is lost, charged, too many or kept quiet about is found."""
    harm(trial.out)
    assert found in "\n".join(judged(trial, status, said))


def test_half_a_file_is_found(part: Part, trial: Any) -> None:
    """Grades or a page that break off, and a student who stands there twice, are no grades."""
    text = (trial.out / "grades.csv").read_text()
    for broken in (text[:-1], text[:-12] + "\n", text + ROW.format(student="kim")):
        (trial.out / "grades.csv").write_text(broken)
        with pytest.raises(ValueError, match="not whole"):
            part("class_of").rows(trial.out)
    (trial.out / "kim" / "feedback.html").write_text("<html>")
    with pytest.raises(ValueError, match=r"kim: feedback.html is not whole"):
        part("class_of").result(trial.out, "kim")


def test_processes_that_stay_are_found(part: Part, trial: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that outlives its command is found, and ended."""
    monkeypatch.setattr(part("injection"), "END_SECONDS", 0.1)
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as process:
        trial.nothing_stays({process.pid})
        assert process.wait(10) == -9
    assert trial.outcome.wrong == [f"still running: [{process.pid}]"]
    trial.nothing_stays({process.pid})
    assert len(trial.outcome.wrong) == 1


def test_readings_are_counted(part: Part, tmp_path: Path) -> None:
    """Each time a submission's file is opened counts for its student."""
    for name in ("kim", "lee"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.py").write_text("")
    with contextlib.closing(part("readings").Readings(tmp_path, "x.py")) as readings:
        for name in ("kim", "lee", "kim"):
            (tmp_path / name / "x.py").read_text()
        assert readings.counts() == {"kim": 2, "lee": 1}


# --- the soak bites ---------------------------------------------------------------------------------------------------


def samples(part: Part, **grown: float) -> list[Any]:
    """Samples of a run of 100 in which these grow by so much with each submission."""
    soak = part("soak")

    def of(graded: int, what: str, base: float) -> dict[str, float]:
        return dict.fromkeys(part("family").ROLES, base + graded * grown.get(what, 0.0))

    return [
        soak.Sample(
            graded,
            graded / 10,
            of(graded, "processes", 2),
            of(graded, "descriptors", 10),
            of(graded, "memory", 50e6),
            round(graded * grown.get("files", 0)),
        )
        for graded in range(101)
    ]


@pytest.mark.parametrize(
    ("what", "a_submission", "found"),
    [("processes", 0.1, 5), ("descriptors", 0.1, 5), ("memory", 1e6, 5), ("files", 1, 1)],
)
def test_growth_is_found(part: Part, what: str, a_submission: float, found: int) -> None:
    """A descriptor or a process for every ten submissions, a megabyte or a file for each, is growth; noise is none."""
    grown = [entry for entry in part("soak").growths(samples(part, **{what: a_submission}), 100) if entry.grown]
    assert len(grown) == found
    assert all(what in entry.what for entry in grown)
    small = samples(part, processes=0.01, descriptors=0.01, memory=1e5, files=0.1)
    assert not [entry for entry in part("soak").growths(small, 100) if entry.grown]


def test_a_soak_too_short_is_none(part: Part) -> None:
    """Too few samples show nothing, and are refused."""
    with pytest.raises(ValueError, match="too few samples"):
        part("soak").growths(samples(part)[:50], 100)


@pytest.mark.slow
def test_a_short_soak(part: Part, tmp_path: Path) -> None:
    """Of forty submissions, a third of them hostile, all are graded; every role is seen at work, and nothing stays."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(part("soak"), "EVERY", 0.3)
        before = time.monotonic()
        soaked = part("soak").soak(*part("soak").make(tmp_path / "run", 40))
    assert (soaked.status, list(soaked.left), list(soaked.wrong)) == (0, [], [])
    assert 0 < soaked.seconds <= time.monotonic() - before
    for role in part("family").ROLES:
        assert max(sample.processes[role] for sample in soaked.samples) > 0
        assert max(sample.memory[role] for sample in soaked.samples) > 0
    assert max(sample.graded for sample in soaked.samples) > 20
