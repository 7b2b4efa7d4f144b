"""The course's linter: promises on stubs, solutions, know-nothing programs, leaks and graders, each tried out."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.authoring.build import stale
from autograder.authoring.hint_audit import audit_hints
from autograder.authoring.lessons import Lesson, read_lesson, solution_lines
from autograder.course import Course, Settings
from autograder.grading.session import NOT_HANDED_IN, Session, exercise_points, grading
from autograder.results import OUR_FAULT, SubmissionResult, TestStatus
from autograder.submission.opening import Submission

SIGNIFICANT = 30
TEXTS = (".py", ".ipynb", ".md", ".txt", ".toml", ".json")
KNOW_NOTHING = {
    "None": "pass",
    "zero": "return 0",
    "one half": "return 0.5",
    "True": "return True",
    "an empty list": "return []",
    "a pair of zeros": "return 0.0, 0.0",
    "an empty array": "import numpy\n    return numpy.zeros(0)",
    "a row of zeros": "import numpy\n    return numpy.zeros(3)",
    "a matrix of zeros": "import numpy\n    return numpy.zeros((2, 2))",
    "the first argument": "return arguments[0] if arguments else None",
    "the last argument": "return arguments[-1] if arguments else None",
    "all arguments": "return arguments",
    "ValueError": "raise ValueError('no')",
    "AssertionError": "assert False",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One promise of the course and whether it holds; ``detail`` names what breaks it."""

    promise: str
    well: bool
    detail: str = ""


def audit(course: Course, settings: Settings) -> Iterator[Finding]:
    """Checks every promise; those that need grading are found in one session."""
    points = exercise_points(course)
    yield _coverage(course, points)
    yield _finding("every generated file is up to date", [str(entry.path) for entry in stale(course, points)])
    yield _solutions_in(course, course.exercises, "no solution reaches exercises/")
    yield _released(course)
    yield _graders_hidden(course)
    findings: list[Finding] = []

    def work(session: Session) -> None:
        findings.extend(_graded(course, session))
        findings.extend(_finding(promise, breaches) for promise, breaches in audit_hints(course, session))

    grading(course, settings, work)
    yield from findings


def _finding(promise: str, breaches: list[str]) -> Finding:
    shown = "; ".join(breaches[:5]) + (f"; {len(breaches) - 5} more" if len(breaches) > 5 else "")
    return Finding(promise, not breaches, shown)


def _coverage(course: Course, points: Mapping[str, Mapping[str, float]]) -> Finding:
    """Every contract row has a grader, and each unit's points add up."""
    breaches = []
    for unit in course.units:
        graded = points[unit.name]
        breaches += [f"{unit.name}.{name} has no grader" for name in unit.exercises if not graded.get(name)]
        breaches += [f"{unit.name}.{name} is no exercise" for name in graded if name not in unit.exercises]
        if round(sum(graded.values()), 2) != unit.points:
            breaches.append(f"{unit.name} is worth {sum(graded.values()):g} points, not {unit.points:g}")
    return _finding("every contract row has a grader, and the points add up", breaches)


def _solutions_in(course: Course, folder: Path, promise: str) -> Finding:
    """No line of any unit's solutions stands in any text under ``folder``."""
    lessons = [read_lesson(course.solutions / f"{unit.name}.py") for unit in course.units]
    given = "\n".join(map(_shown, lessons))
    lines = dict.fromkeys(line for lesson in lessons for line in solution_lines(lesson))
    breaches = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in TEXTS:
            text = path.read_text(encoding="utf-8")
            breaches += [f"{path.name}: {line}" for line in lines if _leaks(line, text, given)]
    return _finding(promise, breaches)


def _leaks(line: str, text: str, given: str) -> bool:
    """Whether a solution's line stands in ``text`` and is not something that students are shown anyway."""
    escaped = line.replace("\\", "\\\\").replace('"', '\\"')
    return len(line) >= SIGNIFICANT // 2 and line not in given and (line in text or escaped in text)


def _shown(lesson: Lesson) -> str:
    """What a unit's students are meant to read: the narrative, the examples, docstrings and public tests."""
    whole = lesson.path.read_text(encoding="utf-8")
    for exercise in lesson.exercises:
        whole = whole.replace(exercise.solution, "")
    return whole


def _released(course: Course) -> Finding:
    """The assignments as nbgrader itself releases them, made for real in a folder of its own."""
    promise = "no solution and no hidden test reaches nbgrader's release"
    if shutil.which("nbgrader", path=str(Path(sys.executable).parent)) is None:
        return Finding(promise, True, "not checked: nbgrader is not installed")
    with tempfile.TemporaryDirectory(prefix="autograder-audit-") as folder:
        root = Path(folder)
        shutil.copytree(course.source, root / "source")
        for unit in course.units:
            done = _nbgrader(root, "generate_assignment", unit.name, "--create")
            if done.returncode != 0:
                return Finding(promise, False, f"nbgrader could not release {unit.name}: {done.stderr.strip()[-300:]}")
        found = _solutions_in(course, root / "release", promise)
        texts = [path.read_text(encoding="utf-8") for path in (root / "release").rglob("*.ipynb")]
        hidden = [word for word in ("BEGIN SOLUTION", "BEGIN HIDDEN TESTS") if any(word in text for text in texts)]
        return found if not hidden else Finding(promise, False, f"the release holds {', '.join(hidden)}")


def _nbgrader(root: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    # nbgrader starts alembic by its name, so the environment's programs have to be on the path.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    command = [sys.executable, "-m", "nbgrader", *arguments, "--course", str(root)]
    return subprocess.run(  # noqa: S603 - this interpreter and our own words
        command, cwd=root, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False
    )


def _graders_hidden(course: Course) -> Finding:
    """No telling line of a grader's stands in what students may see."""
    lines = {
        line.strip()
        for path in course.graders.glob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if len(line.strip()) >= SIGNIFICANT and not line.strip().startswith(("import ", "from "))
    }
    breaches = [
        f"{path.relative_to(course.root)}: {line}"
        for folder in (course.exercises, course.source)
        for path in sorted(folder.rglob("*"))
        if path.suffix in TEXTS
        for line in sorted(lines)
        if line in path.read_text(encoding="utf-8")
    ]
    return _finding("no grader's text reaches exercises/ or source/", breaches)


def _graded(course: Course, session: Session) -> Iterator[Finding]:
    stubs = _grade_folder(session, course.exercises)
    passed = [
        f"{exercise.name}: {test.name}"
        for unit in stubs.units
        for exercise in unit.exercises
        for test in exercise.tests
        if test.status is TestStatus.PASSED
    ]
    scored = [f"the stubs score {stubs.score:g}"] if stubs.score else []
    yield _finding("every stub fails its tests", [*_unjudged(stubs), *passed, *scored])
    solved = _grade_folder(session, course.solutions)
    lost = [
        f"{exercise.name}: {test.message or test.name}"
        for unit in solved.units
        for exercise in unit.exercises
        for test in exercise.tests
        if test.points < test.max_points
    ]
    yield _finding("every solution earns every point", lost)
    breaches = []
    for name, body in KNOW_NOTHING.items():
        result = _grade_know_nothing(course, session, body)
        breaches += [f"{name}: {reason}" for reason in _unjudged(result)]
        breaches += [
            f"{name} as {exercise.name} earns {exercise.score:g}"
            for unit in result.units
            for exercise in unit.exercises
            if exercise.score
        ]
    yield _finding("every know-nothing program earns nothing", breaches)


def _unjudged(result: SubmissionResult) -> list[str]:
    """Why units could not be graded: what earned nothing because nobody looked proves nothing."""
    excuses = (OUR_FAULT, NOT_HANDED_IN)
    return [f"{unit.name} {unit.message}" for unit in result.units if unit.message.startswith(excuses)]


def _grade_folder(session: Session, folder: Path) -> SubmissionResult:
    """The four unit files of a folder, graded as somebody's submission."""
    with tempfile.TemporaryDirectory(prefix="autograder-audit-") as copy:
        for path in folder.glob("*.py"):
            if not path.name.startswith("test_"):
                shutil.copy(path, copy)
        return session.grade(Submission("audit", (Path(copy),))).result


def _grade_know_nothing(course: Course, session: Session, body: str) -> SubmissionResult:
    with tempfile.TemporaryDirectory(prefix="autograder-audit-") as folder:
        for unit in course.units:
            functions = [f"def {name}(*arguments):\n    {body}\n" for name in unit.functions]
            (Path(folder) / f"{unit.name}.py").write_text("\n\n".join(functions), encoding="utf-8")
        return session.grade(Submission("audit", (Path(folder),))).result
