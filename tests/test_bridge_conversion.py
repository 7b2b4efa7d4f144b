"""Our command's conversion beside nbgrader's own: the same folders byte for byte, the same rows of the gradebook.

What takes nbgrader's commands is slow. One course is autograded twice by each: after what students handed in first, and
after a person has graded, extensions were given and more was handed in.
"""

import csv
import json
import os
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from autograder.bridge.reading import Cell, as_notebook, new_cell, note, printed, read_submitted, rebuilt
from autograder.bridge.release import Roles, as_cell, checksum, oddity, released_cell
from autograder.bridge.writing import notebook_bytes

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a box can be confined on Linux only")
ROOT = Path(__file__).parent.parent
FOLDER = Path(__file__).parent / "nbgrader_course"
UNIT = "tensor_ops"


@pytest.fixture(scope="module", autouse=True)
def installed() -> None:
    pytest.importorskip("nbgrader")


@pytest.fixture(scope="module")
def walk() -> Iterator[Any]:
    """The script that takes a course through nbgrader."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(FOLDER))
        yield import_module("run")
    for path in FOLDER.glob("*.py"):
        sys.modules.pop(path.stem, None)


# --- the two conversions, side by side --------------------------------------------------------------------------------

ABOUT = {"schema_version": 3, "locked": False, "task": False, "grade": True, "solution": False}
ESSAY = {"grade_id": "essay", "points": 3, "solution": True}
TASK = {"grade_id": "chore", "points": 2, "grade": False, "task": True, "locked": True}
OWN = {"grade_id": "own", "points": 2, "locked": True}


def own_cells() -> list[dict[str, Any]]:
    """What an instructor may have added: a question, a task, and a test that no grader of the course knows."""
    texts = [("essay", "Why?", ABOUT | ESSAY), ("chore", "Draw.", ABOUT | TASK)]
    cells = [new_cell("markdown", text, name, {"nbgrader": about}) for name, text, about in texts]
    hidden = "### BEGIN HIDDEN TESTS\nassert 1 == 2\n### END HIDDEN TESTS"
    return [*cells, new_cell("code", hidden, "own", {"nbgrader": ABOUT | OWN})]


def add_to_the_source(folder: Path) -> None:
    """Cells of the instructor's own, a second notebook, and files that come with the assignment."""
    source = folder / "source" / UNIT
    path = source / f"{UNIT}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["cells"] += own_cells()
    path.write_text(json.dumps(notebook), encoding="utf-8")
    (source / "notes.ipynb").write_text(json.dumps(as_notebook([own_cells()[0]])), encoding="utf-8")
    (source / "data").mkdir()
    for name in ("data/given.csv", "kept.py", "given.py"):
        (source / name).write_text("the course's\n", encoding="utf-8")
    with open(folder / "nbgrader_config.py", "a", encoding="utf-8") as config:
        config.write(f"c.Autograde.exclude_overwriting = {{{UNIT!r}: ['kept.py']}}\n")


def hand_in_all(walk: Any, folder: Path, released: Any) -> None:
    """The twelve notebooks, and whatever else lies in a student's folder."""
    for case in walk.cases(str(folder)):
        notebook = walk.fill_in(released, folder)
        case.make(notebook)
        walk.hand_in(folder, case.student, notebook, walk.TOO_LATE if case.late else walk.IN_TIME)
    handed_in = folder / "submitted"
    unanswered = walk.fill_in(released, folder)
    unanswered["cells"][-3] = next(cell for cell in released["cells"] if walk.named(cell) == "essay")
    walk.hand_in(folder, "unanswered", unanswered)  # and never said when
    walk.hand_in(folder, "broken", b"{'cells'", "2030-01-31 20:00:00 Asia/Seoul")
    notes = (folder / "release" / UNIT / "notes.ipynb").read_bytes()
    (handed_in / "correct" / UNIT / "notes.ipynb").write_bytes(notes)
    (handed_in / "correct" / UNIT / "scratch.ipynb").write_bytes(notes)
    for name in ("given.py", "kept.py", "mine.py", "data/mine.csv", "__pycache__/mine.pyc", "feedback/page.html"):
        path = handed_in / "partial" / UNIT / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("the student's\n", encoding="utf-8")


@pytest.fixture(scope="module")
def pair(walk: Any, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The course, handed in and not autograded yet, twice: for nbgrader's command and for ours."""
    folder = tmp_path_factory.mktemp("pair") / "nbgraders"
    walk.make_course(folder)
    add_to_the_source(folder)
    released = walk.release(folder)
    walk.set_due(folder)
    hand_in_all(walk, folder, released)
    return folder, shutil.copytree(folder, folder.with_name("ours"))


REFERENCES = {
    ("notebook", "assignment_id"): "assignment",
    ("base_cell", "notebook_id"): "notebook",
    ("source_cell", "notebook_id"): "notebook",
    ("submitted_assignment", "assignment_id"): "assignment",
    ("submitted_notebook", "assignment_id"): "submitted_assignment",
    ("submitted_notebook", "notebook_id"): "notebook",
    ("grade", "notebook_id"): "submitted_notebook",
    ("grade", "cell_id"): "base_cell",
    ("comment", "notebook_id"): "submitted_notebook",
    ("comment", "cell_id"): "base_cell",
    **{(f"{kind}_cells", "id"): "base_cell" for kind in ("grade", "solution", "task")},
}
KEPT_IDS = ("student", "course")


def rows(folder: Path) -> dict[str, list[str]]:
    """Every row of every table of the gradebook; where one names another by its id, that one stands in its place."""
    with closing(sqlite3.connect(folder / "gradebook.db")) as database:
        database.row_factory = sqlite3.Row
        names = [name for (name,) in database.execute("select name from sqlite_master where type = 'table'")]
        tables = {name: [dict(row) for row in database.execute(f"select * from {name}")] for name in names}
    by_id = {name: {row["id"]: row for row in rows} for name, rows in tables.items() if name != "alembic_version"}

    def spelled_out(table: str, row: dict[str, Any]) -> dict[str, Any]:
        columns = {}
        for column, value in row.items():
            if (table, column) in REFERENCES:
                other = REFERENCES[table, column]
                columns[column] = spelled_out(other, by_id[other][value])
            elif column != "id" or table in KEPT_IDS:
                columns[column] = value
        return columns

    return {name: sorted(repr(spelled_out(name, row)) for row in found) for name, found in tables.items()}


def files(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Everything under a folder: its mode, and what a file holds."""
    return {
        str(path.relative_to(folder)): (path.stat().st_mode, b"" if path.is_dir() else path.read_bytes())
        for path in sorted(folder.rglob("*"))
    }


def check_the_same(nbgraders: Path, ours: Path, failed: str = "") -> None:
    """That folders and gradebooks are the same; nbgrader leaves the rows of what failed, with nothing in them."""
    wanted, found = files(nbgraders / "autograded"), files(ours / "autograded")
    assert sorted(found) == sorted(wanted)
    assert [name for name in wanted if found[name] != wanted[name]] == []
    theirs = rows(nbgraders)
    for table, lines in rows(ours).items():
        assert lines == [line for line in theirs[table] if not failed or f"'{failed}'" not in line], table
        assert not failed or not [line for line in lines if f"'{failed}'" in line]


def grade_by_hand(folder: Path) -> None:
    """What a person does between two runs: points, extra credit, comments, a flag, more time, another due date."""
    from datetime import timedelta

    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as gradebook:
        for student in ("partial", "correct", "late"):
            grade = gradebook.find_grade("grade_naive_relu", UNIT, UNIT, student)
            grade.manual_score, grade.extra_credit, grade.needs_manual_grade = 3.5, 1.0, False
            gradebook.find_grade("essay", UNIT, UNIT, student).manual_score = 2
            gradebook.find_comment("essay", UNIT, UNIT, student).manual_comment = "nearly"
            gradebook.find_submission_notebook(UNIT, UNIT, student).flagged = True
        gradebook.find_grade("grade_naive_add", UNIT, UNIT, "colab").extra_credit = 0.5
        gradebook.find_submission(UNIT, "late").extension = timedelta(days=30)
        gradebook.find_submission(UNIT, "colab").extension = timedelta(minutes=1)
        gradebook.db.commit()


def hand_in_more(walk: Any, folder: Path) -> None:
    """Some hand in anew, one for the first time; one's folder cannot be copied. The course is now a group's."""
    handed_in = folder / "submitted"
    for student, when in {"partial": walk.TOO_LATE, "late": "2030-02-04 18:00:00 UTC", "colab": walk.TOO_LATE}.items():
        (handed_in / student / UNIT / "timestamp.txt").write_text(when, encoding="utf-8")
    shutil.copytree(handed_in / "correct", handed_in / "newcomer")
    (handed_in / "newcomer" / UNIT / f"{UNIT}.ipynb").unlink()  # the notes alone
    shutil.copytree(handed_in / "correct", handed_in / "dangling")
    (handed_in / "dangling" / UNIT / "nowhere.py").symlink_to("nowhere-at-all")
    with open(folder / "nbgrader_config.py", "a", encoding="utf-8") as config:
        config.write("c.CourseDirectory.groupshared = True\nc.CourseDirectory.student_id_exclude = 'magics,nobody'\n")


@linux
@pytest.mark.slow
def test_the_conversions_are_the_same(pair: tuple[Path, Path], walk: Any) -> None:
    """Every file and every row are what nbgrader's own command leaves, in a first run and in one after a person's work.

    So are then the feedback and the exported grades. What failed leaves nothing, and costs nobody else anything.
    """
    nbgraders, ours = pair
    walk.execute(nbgraders, "nbgrader", "autograde", UNIT)
    said = walk.execute(ours, "autograder", "nbgrader", "autograde", UNIT)
    assert "nbgrader's own conversion" not in said
    assert "Traceback" not in said
    check_the_same(nbgraders, ours)
    for folder in pair:
        grade_by_hand(folder)
        hand_in_more(walk, folder)
    walk.execute(nbgraders, "nbgrader", "autograde", UNIT, status=1)
    said = walk.execute(ours, "autograder", "nbgrader", "autograde", UNIT, status=1)
    assert "nbgrader's own conversion" not in said
    assert "for student 'dangling': FileNotFoundError" in said
    check_the_same(nbgraders, ours, "dangling")
    for folder in pair:
        walk.execute(folder, "nbgrader", "generate_feedback", UNIT)
        walk.execute(folder, "nbgrader", "export")
    assert files(nbgraders / "feedback") == files(ours / "feedback")
    with open(nbgraders / "grades.csv", encoding="utf-8", newline="") as theirs:
        wanted = [row for row in csv.DictReader(theirs) if row["student_id"] != "dangling"]
    with open(ours / "grades.csv", encoding="utf-8", newline="") as found:
        assert list(csv.DictReader(found)) == wanted
    assert len(wanted) == 15


@linux
@pytest.mark.slow
def test_a_gradebook_that_is_held_changes_nothing(pair: tuple[Path, Path], walk: Any, tmp_path: Path) -> None:
    """Where the gradebook cannot be written the run ends in one line with status 1; folders and rows are as before."""
    copy = shutil.copytree(pair[1], tmp_path / "course", symlinks=True)
    before = (files(copy / "autograded") if (copy / "autograded").exists() else {}), rows(copy)
    with closing(sqlite3.connect(copy / "gradebook.db")) as database:
        database.execute("begin immediate")
        command = ("autograder", "nbgrader", "autograde", UNIT, "--student", "correct", "--force")
        said = walk.execute(copy, *command, status=1)
    assert said.splitlines()[-1] == f"autograder: the gradebook sqlite:///{copy}/gradebook.db: database is locked"
    after = (files(copy / "autograded") if before[0] else {}), rows(copy)
    assert after == before


@linux
@pytest.mark.slow
def test_a_pipe_in_a_notebooks_place_holds_nobody_up(pair: tuple[Path, Path], walk: Any, tmp_path: Path) -> None:
    """What would be read for ever is not read: the others are autograded, and the run says whose it is."""
    copy = shutil.copytree(pair[1], tmp_path / "course", symlinks=True)
    for student in ("piped", "other"):
        place = walk.hand_in(copy, student, (copy / "submitted" / "correct" / UNIT / f"{UNIT}.ipynb").read_bytes())
        os.mkfifo(place / "timestamp.txt")
    (copy / "submitted" / "piped" / UNIT / f"{UNIT}.ipynb").unlink()
    os.mkfifo(copy / "submitted" / "piped" / UNIT / f"{UNIT}.ipynb")
    (copy / "submitted" / "other" / UNIT / "timestamp.txt").unlink()
    said = walk.execute(copy, "autograder", "nbgrader", "autograde", UNIT, "--student", "[po]*e[dr]", status=1)
    assert "for student 'piped'" in said
    assert not (copy / "autograded" / "piped" / UNIT).exists()
    assert walk.grades(copy)["other"]["naive_relu"] == walk.POINTS["naive_relu"]


@linux
@pytest.mark.slow
def test_what_only_nbgrader_follows_is_left_to_it(pair: tuple[Path, Path], walk: Any, tmp_path: Path) -> None:
    """With a step of the course's own, a line says that nbgrader converts, and the step is taken."""
    copy = shutil.copytree(pair[1], tmp_path / "course", symlinks=True)
    with open(copy / "nbgrader_config.py", "a", encoding="utf-8") as config:
        config.write("c.LimitOutput.max_lines = 2\n")
    said = walk.execute(copy, "autograder", "nbgrader", "autograde", UNIT, "--student", "correct", "--force")
    assert said.splitlines()[0].endswith("which takes longer: LimitOutput.max_lines is set")
    path = copy / "autograded" / "correct" / UNIT / f"{UNIT}.ipynb"
    assert "... Output truncated ..." in path.read_text(encoding="utf-8")


# --- settings ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def settings_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Reads a course's settings; gives them, or why only nbgrader follows them."""
    from autograder.bridge.settings import OnlyNbgraders, read_settings

    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "jupyter"))
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "jupyter"))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))

    def read(config: str = "", *arguments: str, assignment: str = UNIT) -> Any:
        course = (ROOT / "nbgrader_config.py").read_text(encoding="utf-8")
        (tmp_path / "nbgrader_config.py").write_text(f"{course}\n{config}\n", encoding="utf-8")
        try:
            return read_settings(assignment, arguments)
        except OnlyNbgraders as reason:
            return str(reason)

    return read


def test_settings_are_followed(settings_of: Callable[..., Any], tmp_path: Path) -> None:
    """A course's own folders, gradebook and rules come from its file; the command line goes before it."""
    found = settings_of()
    assert found.places.db_url == f"sqlite:///{tmp_path}/gradebook.db"
    assert (found.places.root, found.places.course_id, found.permissions) == (str(tmp_path), "tensor_gears", 444)
    config = "c.CourseDirectory.student_id = 'lee'\nc.CourseDirectory.groupshared = True\nc.BoxedExporter.jobs = 3\n"
    config += "c.CourseDirectory.submitted_directory = 'in'\nc.LateSubmissionPlugin.penalty_method = 'zero'"
    found = settings_of(config, "--student", "kim", "--force", "--db=sqlite:///other.db")
    assert (found.places.student_id, found.places.submitted_directory) == ("kim", "in")
    assert (found.places.db_url, found.permissions, found.boxes.jobs) == ("sqlite:///other.db", 664, 3)
    assert (found.autograde.force, found.late.penalty_method) == (True, "zero")
    assert settings_of("c.BaseConverter.permissions = 640").permissions == 640
    assert settings_of("", "--student=12345").places.student_id == "12345"


@pytest.mark.parametrize(
    ("config", "arguments", "reason"),
    [
        ("c.Autograde.autograde_preprocessors = []", (), "other steps"),
        ("c.Autograde.exporter_class = 'theirs.Exporter'", (), ""),
        ("c.OverwriteCells.add_missing_cells = True", (), "OverwriteCells.add_missing_cells is set"),
        ("c.AssignLatePenalties.plugin_class = 'late.Plugin'", (), "AssignLatePenalties.plugin_class is set"),
        ("c.Autograde.pre_convert_hook = 'theirs.hook'", (), "Autograde.pre_convert_hook is set"),
        ("c.BaseConverter.post_convert_hook = 'theirs.hook'", (), "BaseConverter.post_convert_hook is set"),
        ("c.IgnorePattern.enabled = True", (), "IgnorePattern.enabled is set"),
        ("c.FilesWriter.files = ['x']", (), "FilesWriter.files is set"),
        ("c.NbGrader.logfile = 'log'", (), "NbGrader.logfile is set"),
        ("c.CourseDirectory.notebook_id = 'tensor*'", (), "not all notebooks"),
        ("c.LateSubmissionPlugin.penalty_method = 'half'", (), "nbgrader refuses"),
        ("c.CourseDirectory.groupshared = 'maybe'", (), "nbgrader refuses"),
        ("1 / 0", (), "nbgrader_config.py fails: ZeroDivisionError"),
        ("", ("--notebook=x",), "the option --notebook=x is nbgrader's own"),
        ("", ("--no-execute",), "the option --no-execute is nbgrader's own"),
        ("", ("--debug",), "the option --debug is nbgrader's own"),
        ("", ("--student", "'12345'"), "nbgrader's own to read"),
        ("", ("another",), "the option another is nbgrader's own"),
    ],
)
def test_what_is_not_known_is_nbgraders(
    settings_of: Callable[..., Any], config: str, arguments: tuple[str, ...], reason: str
) -> None:
    """A setting or an option that changes what nbgrader does, and that ours does not follow, is said to be one."""
    found = settings_of(config, *arguments)
    if config.startswith(
        "c.Autograde.exporter_class"
    ):  # a course that does not grade in boxes: our command has it do so
        assert found.autograde.exporter_class == "autograder.bridge.exporter.BoxedExporter"
    else:
        assert isinstance(found, str)
        assert reason in found


@pytest.mark.slow
def test_settings_are_those_of_nbgrader() -> None:
    """Each setting has nbgrader's name, kind and default; what is not known of a section is known to be left out."""
    from nbgrader.converters import Autograde, BaseConverter
    from nbgrader.coursedir import CourseDirectory
    from nbgrader.plugins import LateSubmissionPlugin

    from autograder.bridge import settings

    ours_alone = {"exporter_class", "sanitize_preprocessors", "autograde_preprocessors", "permissions"}
    for theirs, ours in (
        (CourseDirectory, settings.CourseDirectory),
        (BaseConverter, settings.BaseConverter),
        (Autograde, settings.Autograde),
        (LateSubmissionPlugin, settings.LateSubmissionPlugin),
    ):
        wanted = theirs.class_traits(config=True)
        for name, trait in ours.class_traits(config=True).items():
            assert type(trait).__name__ == type(wanted[name]).__name__ or name in ours_alone, name
            if name not in ours_alone:
                assert trait.default_value == wanted[name].default_value, name
                assert getattr(trait, "values", None) == getattr(wanted[name], "values", None), name
    known = set(settings.CourseDirectory.class_trait_names()) | settings._OTHERS_OF_OURS["CourseDirectory"]
    assert set(CourseDirectory.class_traits(config=True)) <= known


# --- the gradebook's form ---------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_tables_are_nbgraders() -> None:
    """Each table and column is nbgrader's, of its type; a column that is not written may be empty."""
    from nbgrader.api import Base

    from autograder.bridge import tables

    for table in tables.TABLES:
        if table.name == "alembic_version":
            continue
        theirs = Base.metadata.tables[table.name]
        for column in table.columns:
            kind = theirs.columns[column.name].type
            assert kind.python_type == column.type.python_type, f"{table.name}.{column.name}"
        if table.name in {"student", "submitted_assignment", "submitted_notebook", "grade", "comment", "course"}:
            others = [column for column in theirs.columns if column.name not in table.columns]
            assert all(column.nullable and column.default is None for column in others)


@pytest.mark.slow
def test_the_revision_is_nbgraders() -> None:
    """The gradebooks that are written to are those that the installed nbgrader makes."""
    import nbgrader

    from autograder.bridge import tables

    scripts = [path.read_text() for path in (Path(nbgrader.__file__).parent / "alembic" / "versions").glob("*.py")]
    revisions = {line.split("'")[1] for text in scripts for line in text.splitlines() if line.startswith("revision")}
    earlier = {
        line.split("'")[1]
        for text in scripts
        for line in text.splitlines()
        if line.startswith("down_revision") and "'" in line
    }
    assert revisions - earlier == set(tables.REVISIONS)


# --- folders and times ------------------------------------------------------------------------------------------------

TIMES = (
    *("2030-01-31 17:00:00 UTC", "2030-01-31 17:00:00 Asia/Seoul", "2030-01-31 17:00:00 Nowhere/AtAll"),
    *("2030-01-31 17:00:00 +0900", "2030-01-31 17:00:00 -0130", "2030-01-31 17:00:00.123456 UTC"),
    *("2030-01-31T17:00:00+09:00", "2030-01-31T17:00:00Z", "2030-01-31 17:00", "20300131", "  ", ""),
)


@pytest.mark.slow
@pytest.mark.parametrize("text", [*TIMES, "soon", "Jan 31 2030", "2030-13-01 00:00:00 UTC"])
def test_times_are_read_as_nbgrader_reads_them(tmp_path: Path, text: str) -> None:
    """The same time in UTC comes of ``timestamp.txt``; what nbgrader cannot read is an error here, too."""
    from nbgrader.utils import parse_utc

    from autograder.bridge.places import timestamp

    (tmp_path / "timestamp.txt").write_text(text + "\n", encoding="utf-8")
    if text in TIMES:
        assert timestamp(tmp_path) == (parse_utc(text.strip()) if text.strip() else None)
    else:
        with pytest.raises(ValueError, match=r".+"):
            parse_utc(text)
        with pytest.raises(ValueError, match=r".+"):
            timestamp(tmp_path)


@pytest.mark.slow
def test_files_are_found_as_nbgrader_finds_them(tmp_path: Path) -> None:
    """Of a folder with hidden, ignored, linked and oddly named files, the same ones are copied."""
    from nbgrader.utils import find_all_files

    from autograder.bridge.places import other_files

    names = [
        "a.py",
        ".hidden",
        "b.ipynb",
        "x.pyc",
        ".x.pyc",
        "[1]/a.py",
        "[1]/x.pyc",
        "feedback/a/b.html",
        "feedback.py",
    ]
    names += [
        "sub/.ipynb_checkpoints/c.py",
        "sub/__pycache__/c.py",
        "sub/한글 이름.csv",
        "sub/deep/*.py",
        "sub/d.ipynb",
    ]
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    (tmp_path / "link.py").symlink_to("a.py")
    (tmp_path / "loop").symlink_to(".")
    for ignored in ([".ipynb_checkpoints", "*.pyc", "__pycache__", "feedback"], [], ["sub"], ["?.py"]):
        wanted = find_all_files(str(tmp_path), [*ignored, "*.ipynb"])
        assert sorted(map(str, other_files(tmp_path, ignored))) == sorted(wanted)


@pytest.mark.slow
@pytest.mark.parametrize(
    "structure",
    [
        "{nbgrader_step}/{student_id}/{assignment_id}",
        "{assignment_id}/{nbgrader_step}+/{student_id}",
        "/x/{nbgrader_step}/{student_id}-{assignment_id}",
    ],
)
def test_paths_are_nbgraders(structure: str) -> None:
    """Folders and the patterns that take their names apart are nbgrader's, whatever the course's structure."""
    from nbgrader.coursedir import CourseDirectory

    from autograder.bridge import settings
    from autograder.bridge.places import format_path

    theirs = CourseDirectory(root="/a course.d/c++", directory_structure=structure)
    ours = settings.CourseDirectory(root="/a course.d/c++", directory_structure=structure)
    for escape in (False, True):
        wanted = theirs.format_path("submitted", "(?P<s>.*)", "ps.1", escape=escape)
        assert format_path(ours, "submitted", "(?P<s>.*)", "ps.1", escape=escape) == wanted


# --- notebooks --------------------------------------------------------------------------------------------------------


def odd_cells() -> list[Cell]:
    texts = ["", "a\n", "a\nb", "\n\n", "a\x0bb\x0cc\x1cd\x85e\u2028f", '"quoted" \\ \t', "한글 😀"]
    cells = [new_cell(kind, text, "x") for kind in ("code", "markdown", "raw") for text in texts]
    bundle = {"text/html": "<b>\n</b>", "image/svg+xml": "<svg>\n", "image/png": "AAAA\n", "application/json": "{\n}"}
    cells.append({**new_cell("markdown", "![](x)", "x"), "attachments": {"x": bundle}})
    cells = rebuilt(cells)
    result = {"output_type": "execute_result", "metadata": {}, "execution_count": None, "data": {"text/plain": "4.0\n"}}
    error = {"output_type": "error", "ename": "E", "evalue": "a\nb", "traceback": ["a\nb"]}
    cells[0] |= {"outputs": [printed("a\nb\u2028c"), result, error]}
    return [note("whole-file", "Feedback · 피드백", "a\nb\n"), *cells]


@pytest.mark.slow
def test_notebooks_are_written_as_nbformat_writes_them() -> None:
    """The bytes are nbformat's own, for texts of any lines, pictures and outputs; it finds no fault in them."""
    import nbformat

    notebook = nbformat.from_dict(as_notebook(odd_cells()))
    nbformat.validate(notebook)
    assert notebook_bytes(odd_cells()).decode() == nbformat.writes(notebook) + "\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[1]",
        b'{"cells": [3, null, {}, {"cell_type": "code", "source": 7, "metadata": {"nbgrader": {"grade_id": []}}}]}',
        b'{"cells": [{"cell_type": "code", "source": "\\ud800 \\r\\n", "metadata": {"nbgrader": {"\\u0000": NaN}}}]}',
        b'{"worksheets": [{"cells": [{"cell_type": "heading", "source": ["a"], "attachments": {"a": {"b": 1}}}]}]}',
    ],
)
def test_what_is_read_can_always_be_written(data: bytes) -> None:
    """Whatever a student's file holds, the notebook that is made of it is one by nbformat's own rules."""
    import nbformat

    notebook = read_submitted(data, "x.ipynb")
    nbformat.validate(nbformat.from_dict(notebook))
    cells = [{**cell, "metadata": {}} for cell in notebook["cells"]]  # the release's own stand there afterwards
    nbformat.reads(notebook_bytes(cells).decode(), 4)


ROLES = Roles({"g", "both"}, {"s", "both"}, {"t"}, {"g": 4.0, "both": 3.0, "t": 1.0})


@pytest.mark.slow
@pytest.mark.parametrize("name", ["g", "s", "both", "t", "neither"])
def test_checksums_are_nbgraders(name: str) -> None:
    """A cell's checksum is nbgrader's, whatever its role."""
    from nbformat import from_dict
    from nbgrader.utils import compute_checksum

    for locked in (False, True):
        cell = as_cell(released_cell(name, "code", "x = 1  # 한글", locked, "0" * 32, ROLES))
        assert checksum(cell) == compute_checksum(from_dict(cell))


def test_a_release_that_nbgrader_refuses_is_left_to_it() -> None:
    """A cell whose record is not of the form that nbgrader checks for is found before anything is converted."""
    good = released_cell("g", "code", "x", True, "0" * 32, ROLES)
    good = replace(good, metadata=good.metadata | {"checksum": checksum(as_cell(good))})
    assert oddity(good) == ""
    assert "another text" in oddity(replace(good, source="y"))
    assert "no checksum" in oddity(replace(good, metadata=good.metadata | {"checksum": ""}))
    assert "is called" in oddity(replace(good, metadata=good.metadata | {"grade_id": "a b"}))
    assert "no points" in oddity(replace(good, metadata={k: v for k, v in good.metadata.items() if k != "points"}))
    assert "is a text" in oddity(replace(good, kind="markdown"))
    assert "is no text" in oddity(released_cell("t", "code", "x", False, "0" * 32, ROLES))


def test_the_gradebook_is_found_missing_without_making_one(tmp_path: Path) -> None:
    """Where there is no gradebook the line says which command makes it, and no empty one is left behind."""
    from autograder.bridge.ledger import gradebook, read_release
    from autograder.errors import UsageError

    place = tmp_path / "gradebook.db"
    with (
        pytest.raises(UsageError, match="run 'nbgrader generate_assignment ps1'"),
        gradebook(f"sqlite:///{place}") as book,
    ):
        read_release(book, "ps1")
    assert not os.path.lexists(place)
