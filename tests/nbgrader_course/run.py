"""A course in nbgrader from release to exported grades: `python tests/nbgrader_course/run.py FOLDER`.

The real nbgrader, its real gradebook, twelve notebooks; each score is compared with what it should be. FOLDER is made,
and left as it is at the end, to be looked at (`nbgrader export`, or formgrader, in it).
"""

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from notebooks import POINTS, Case, Notebook, cases, named

ROOT = Path(__file__).parent.parent.parent
UNIT = "tensor_ops"
DUE = "2030-01-31 18:00:00 UTC"
IN_TIME, TOO_LATE = "2030-01-31 17:00:00 UTC", "2030-02-03 18:00:00 UTC"
SETTINGS = "\n[tool.autograder.limits]\ncall_seconds = 1\n"
LATE = "\nc.LateSubmissionPlugin.penalty_method = 'zero'\n"


def make_course(folder: Path) -> None:
    """A course as cloned, with a shorter time limit and a penalty for what comes late."""
    folder.mkdir(parents=True)
    for name in ("solutions", "source"):
        shutil.copytree(ROOT / name, folder / name)
    settings = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    (folder / "pyproject.toml").write_text(settings + SETTINGS, encoding="utf-8")
    config = (ROOT / "nbgrader_config.py").read_text(encoding="utf-8")
    (folder / "nbgrader_config.py").write_text(config + LATE, encoding="utf-8")


def execute(folder: Path, *command: str, status: int = 0) -> str:
    """Runs a command of Python's in the course, with a home of its own; gives what it printed."""
    home = folder.parent / "home"
    home.mkdir(exist_ok=True)
    # nbgrader starts alembic by its name, so the environment's programs have to be on the path.
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    environment = {**os.environ, "HOME": str(home), "IPYTHONDIR": str(home / "ipython"), "PATH": path}
    environment.pop("PYTEST_CURRENT_TEST", None)  # with it, kernels do not see what libraries write to standard error
    done = subprocess.run(
        [sys.executable, "-m", *command], check=False, cwd=folder, env=environment, capture_output=True, text=True
    )
    if done.returncode != status:
        raise SystemExit(f"{' '.join(command)} ended with status {done.returncode}:\n{done.stderr[-4000:]}")
    return done.stdout + done.stderr


def release(folder: Path, unit: str = UNIT) -> Notebook:
    """Generates the assignment; gives the notebook that students get."""
    execute(folder, "nbgrader", "generate_assignment", unit)
    return json.loads((folder / "release" / unit / f"{unit}.ipynb").read_text(encoding="utf-8"))


def set_due(folder: Path) -> None:
    """The assignment's due date."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as gradebook:
        gradebook.update_or_create_assignment(UNIT, duedate=DUE)


def fill_in(released: Notebook, folder: Path, unit: str = UNIT) -> Notebook:
    """The released notebook with the reference solutions in it, as a student would have written them."""
    source = json.loads((folder / "source" / unit / f"{unit}.ipynb").read_text(encoding="utf-8"))
    written = {named(cell): "".join(cell["source"]) for cell in source["cells"]}
    filled = json.loads(json.dumps(released))
    for cell in filled["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("solution"):
            lines = written[named(cell)].splitlines(keepends=True)
            cell["source"] = [line for line in lines if " SOLUTION" not in line]
    return filled


def hand_in(folder: Path, student: str, notebook: Notebook | bytes, when: str = "", unit: str = UNIT) -> Path:
    """Puts a notebook where `nbgrader collect` would."""
    place = folder / "submitted" / student / unit
    place.mkdir(parents=True, exist_ok=True)
    data = notebook if isinstance(notebook, bytes) else json.dumps(notebook, ensure_ascii=False).encode()
    (place / f"{unit}.ipynb").write_bytes(data)
    if when:
        (place / "timestamp.txt").write_text(when, encoding="utf-8")
    return place


def grades(folder: Path, unit: str = UNIT) -> dict[str, dict[str, float]]:
    """The score of each student's grade cells, straight from the gradebook; public tests (of 0 points) left out."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as gradebook:
        return {
            submission.student.id: {
                grade.name.removeprefix("grade_"): grade.score
                for notebook in submission.notebooks
                for grade in notebook.grades
                if grade.max_score
            }
            for submission in gradebook.assignment_submissions(unit)
        }


def exported(folder: Path) -> dict[str, dict[str, str]]:
    """What `nbgrader export` writes, by student."""
    execute(folder, "nbgrader", "export")
    with open(folder / "grades.csv", encoding="utf-8", newline="") as file:
        return {row["student_id"]: row for row in csv.DictReader(file) if row["assignment"] == UNIT}


def words(folder: Path, student: str, exercise: str) -> str:
    """What the autograded notebook says in an exercise's grade cell."""
    path = folder / "autograded" / student / UNIT / f"{UNIT}.ipynb"
    [cell] = [
        cell for cell in json.loads(path.read_text(encoding="utf-8"))["cells"] if named(cell) == f"grade_{exercise}"
    ]
    return "".join("".join(output.get("text", "")) for output in cell["outputs"])


def differences(folder: Path, hand_ins: tuple[Case, ...]) -> list[str]:
    """Where gradebook, exported grades or feedback are not what they should be; empty when all is well."""
    found, rows = grades(folder), exported(folder)
    wrong = []
    for case in hand_ins:
        if found.get(case.student) != case.scores:
            wrong.append(f"{case.student}: {found.get(case.student)} should be {case.scores}")
        raw = round(sum(case.scores.values()), 2)
        wanted = (raw, raw if case.late else 0.0, 0.0 if case.late else raw, sum(POINTS.values()))
        row = rows.get(case.student, {})
        got = tuple(
            round(float(row.get(column) or "nan"), 2)
            for column in ("raw_score", "late_submission_penalty", "score", "max_score")
        )
        if got != wanted:
            wrong.append(f"{case.student}: exported {got}, should be {wanted}")
        for exercise in list(case.lost)[:1]:
            said = words(folder, case.student, exercise)
            if not said.startswith(case.diagnosis):
                wrong.append(f"{case.student}: {exercise} begins with {said.partition(chr(10))[0]!r}")
    return wrong


def main(folder: Path) -> int:
    """Takes the course through; the exit status is 1 where anything is not as it should be."""
    make_course(folder)
    hand_ins = cases(str(folder))
    released = release(folder)
    set_due(folder)
    for case in hand_ins:
        notebook = fill_in(released, folder)
        case.make(notebook)
        hand_in(folder, case.student, notebook, TOO_LATE if case.late else IN_TIME)
    execute(folder, "autograder", "nbgrader", "autograde", UNIT)
    execute(folder, "nbgrader", "generate_feedback", UNIT)
    wrong = differences(folder, hand_ins)
    print("\n".join(wrong) or f"{len(hand_ins)} notebooks, each with the score it should have")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).absolute()))
