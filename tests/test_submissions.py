"""Finding and opening submissions: who handed in what, which file is which unit, and what is refused or passed over."""

import io
import os
import string
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from autograder.course import Limits
from autograder.errors import SubmissionProblem, UsageError
from autograder.submission.opening import (
    RESERVED_NAMES,
    OpenedSubmission,
    Submission,
    find_submissions,
    folder_name,
    open_submission,
)

LIMITS = Limits()


def zipped(path: Path, files: Mapping[str, str]) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    path.write_bytes(file.getvalue())


def laid_out(folder: Path, *names: str) -> Path:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x = 1\n")
    return folder


def students(*paths: Path) -> list[str]:
    return [submission.student for submission in find_submissions(paths)[0]]


def opened(path: Path, tmp_path: Path) -> OpenedSubmission:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    ((submission,), _) = find_submissions([path])
    return open_submission(submission, scratch, LIMITS)


def test_a_folder_of_submissions_gives_one_a_student(tmp_path: Path) -> None:
    """Folders and archives count, empty ones too, sorted by student; the rest is skipped with its reason."""
    laid_out(tmp_path, "lee/tensors.py", "grades.csv", ".hidden/tensors.py", "__MACOSX/kim/tensors.py")
    laid_out(tmp_path, ".ipynb_checkpoints/tensors.py")
    (tmp_path / "choi").mkdir()
    zipped(tmp_path / "Kim.ZIP", {"tensors.py": ""})
    (tmp_path / "park").symlink_to("lee")
    (tmp_path / "jung.zip").symlink_to("Kim.ZIP")
    os.mkfifo(tmp_path / "oh.zip")
    submissions, skipped = find_submissions([tmp_path])
    assert [(submission.student, submission.paths, submission.problem) for submission in submissions] == [
        ("Kim", (tmp_path / "Kim.ZIP",), ""),
        ("choi", (tmp_path / "choi",), ""),
        ("lee", (tmp_path / "lee",), ""),
    ]
    reasons = {entry.path.name: entry.reason.partition(",")[0].partition(" nor")[0] for entry in skipped}
    assert reasons == {
        ".hidden": "hidden",
        ".ipynb_checkpoints": "hidden",
        "__MACOSX": "hidden",
        "grades.csv": "neither a folder",
        "jung.zip": "a link",
        "oh.zip": "neither a folder",
        "park": "a link",
    }


@pytest.mark.parametrize("name", ["tensors.py", "Gradients (2).IPYNB"])
def test_a_unit_file_at_the_top_makes_a_submission(tmp_path: Path, name: str) -> None:
    """A PATH with a unit file at its top is one submission, folders in it notwithstanding."""
    assert students(laid_out(tmp_path / "kim", name, "old/tensor_ops.py")) == ["kim"]


def test_what_only_looks_like_a_unit_file_makes_none(tmp_path: Path) -> None:
    """A folder or a link with a unit's name, or a unit file one folder down, leaves a folder of submissions."""
    folder = laid_out(tmp_path / "all", "tensors.py/x", "lee/tensors.py")
    (folder / "gradients.py").symlink_to("lee/tensors.py")
    assert students(folder) == ["lee", "tensors.py"]


def test_an_archive_named_on_the_command_line_is_a_submission(tmp_path: Path) -> None:
    """A zip PATH is its student's, whatever is in it and whatever the case of its suffix."""
    (tmp_path / "kim.z.Zip").write_bytes(b"broken")
    (tmp_path / ".zip").write_bytes(b"broken")
    assert students(tmp_path / "kim.z.Zip") == ["kim.z"]
    assert students(tmp_path / ".zip") == [""]


def test_dots_are_resolved_to_the_folders_real_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """'.', '..' and 'x/..' give the real folder's name as the student's."""
    kim = laid_out(tmp_path / "kim", "tensors.py", "sub/x")
    monkeypatch.chdir(kim)
    assert students(Path(".")) == students(Path("sub/..")) == ["kim"]
    monkeypatch.chdir(kim / "sub")
    assert students(Path("..")) == ["kim"]


def test_unusable_paths_are_usage_errors(tmp_path: Path) -> None:
    """A PATH that does not exist, or is neither a folder nor a zip, ends with a clear error."""
    laid_out(tmp_path, "notes.txt")
    os.mkfifo(tmp_path / "pipe.zip")
    with pytest.raises(UsageError, match="No such file"):
        find_submissions([tmp_path / "missing"])
    for name in ("notes.txt", "pipe.zip"):
        with pytest.raises(UsageError, match="neither a folder nor a zip archive"):
            find_submissions([tmp_path / name])


def test_links_and_clutter_named_on_the_command_line_are_skipped(tmp_path: Path) -> None:
    """A shell's wildcard brings in links and __MACOSX; neither becomes a submission, nor stops the others."""
    laid_out(tmp_path, "kim/tensors.py", "__MACOSX/kim/tensors.py")
    (tmp_path / "lee").symlink_to("kim")
    submissions, skipped = find_submissions(sorted(tmp_path.iterdir()))
    assert [submission.student for submission in submissions] == ["kim"]
    assert [entry.path.name for entry in skipped] == ["__MACOSX", "lee"]


def test_a_student_who_came_twice_is_one_row_and_not_graded(tmp_path: Path) -> None:
    """'kim/' and 'kim.zip' are one submission with a problem that names both; opening it grades neither."""
    laid_out(tmp_path, "kim/tensors.py", "lee/tensors.py")
    zipped(tmp_path / "kim.zip", {"tensors.py": ""})
    kim, lee = find_submissions([tmp_path])[0]
    assert kim.paths == (tmp_path / "kim", tmp_path / "kim.zip")
    assert not lee.problem
    assert "kim and kim.zip;" in kim.problem
    assert "\n" not in kim.problem
    with pytest.raises(SubmissionProblem, match=r"kim and kim\.zip"):
        open_submission(kim, tmp_path, LIMITS)


def test_two_folders_of_one_name_are_told_apart(tmp_path: Path) -> None:
    """Where the names alone would not say which is meant, the folders above are named, too."""
    laid_out(tmp_path, "monday/kim/tensors.py", "friday/kim/tensors.py")
    (submission,) = find_submissions([tmp_path / "monday", tmp_path / "friday"])[0]
    assert "friday/kim and monday/kim;" in submission.problem


def test_one_place_named_twice_is_one_submission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same folder by two paths is no second submission."""
    laid_out(tmp_path, "all/kim/tensors.py")
    (tmp_path / "also").symlink_to("all")
    monkeypatch.chdir(tmp_path)
    paths = [Path("all"), Path("all/kim"), tmp_path / "all" / "kim", Path("also/kim"), Path("all/kim/../kim")]
    ((submission,), _) = find_submissions(paths)
    assert submission == Submission("kim", (Path("all/kim"),))


def test_names_that_differ_in_composition_only_are_one_student(tmp_path: Path) -> None:
    """A name that macOS took apart into its letters is the same student's as the one it was made from."""
    laid_out(tmp_path, "\uae40/tensors.py", "\u1100\u1175\u11b7/tensors.py")
    (submission,) = find_submissions([tmp_path])[0]
    assert len(submission.paths) == 2


def test_names_that_are_no_text_are_shown_as_bytes(tmp_path: Path) -> None:
    r"""Bytes that are no UTF-8 show as \\xNN, and the folder opens all the same."""
    place = Path(os.fsdecode(os.fsencode(tmp_path) + b"/all/k\xe9\xffm"))
    laid_out(place, "tensors.py")
    ((submission,), _) = find_submissions([tmp_path / "all"])
    assert submission.student == r"k\xe9\xffm"
    assert open_submission(submission, tmp_path, LIMITS).units["tensors"].path == place / "tensors.py"


@pytest.mark.parametrize("as_zip", [False, True])
def test_units_lie_at_the_top_or_one_folder_down(tmp_path: Path, as_zip: bool) -> None:
    """Unit files are found at the top and in folders of any name, deeper and hidden ones are not, for both kinds."""
    found = {"tensors.py": "tensors", "내 숙제/Tensor_Ops (1).py": "tensor_ops", "b/gradients-1.py": "gradients"}
    others = [
        "a/b/first_network.py",
        ".x/first_network.py",
        "__MACOSX/first_network.py",
        "b/.ipynb_checkpoints/tensors.py",
    ]
    names = [*found, *others, "b/helper.py", "b/._tensors.py"]
    if as_zip:
        path = tmp_path / "kim.zip"
        zipped(path, dict.fromkeys(names, "x = 1\n"))
    else:
        path = laid_out(tmp_path / "kim", *names)
    result = opened(path, tmp_path)
    assert result.folder == (tmp_path / "scratch" if as_zip else path)
    assert {unit: file.path for unit, file in result.units.items()} == {
        unit: result.folder / name for name, unit in found.items()
    }
    for unit, file in result.units.items():
        assert file.program is not None
        assert file.program.unit == unit
        assert file.program.cells[0].source == "x = 1\n"
        assert not file.problem
        assert not file.needs_review


def test_an_empty_submission_opens(tmp_path: Path) -> None:
    """A submission with nothing in it has no units and is no error."""
    zipped(tmp_path / "kim.zip", {})
    assert dict(opened(tmp_path / "kim.zip", tmp_path).units) == {}


@pytest.mark.parametrize(
    "names",
    [
        ("tensors.py", "tensors.ipynb"),
        ("tensors.py", "tensors (1).py"),
        ("tensors.py", "Tensors.PY"),
        ("tensors.py", "work/tensors.py"),
        ("a/tensors.py", "b/tensors.ipynb"),
    ],
)
def test_two_files_for_one_unit_are_not_chosen_between(tmp_path: Path, names: tuple[str, str]) -> None:
    """Two files for a unit, wherever they lie: a problem naming both, for review; other units are untouched."""
    zipped(tmp_path / "kim.zip", dict.fromkeys((*names, "gradients.py"), ""))
    units = opened(tmp_path / "kim.zip", tmp_path).units
    tensors = units["tensors"]
    assert tensors.path is None
    assert tensors.program is None
    assert tensors.needs_review
    assert all(name in tensors.problem for name in names)
    assert "\n" not in tensors.problem
    assert units["gradients"].program is not None


def test_links_in_a_submission_are_no_files_of_it(tmp_path: Path) -> None:
    """A linked unit file, and a unit file in a linked folder, are passed over, whatever they lead to."""
    laid_out(tmp_path, "solutions/tensors.py", "kim/gradients.py")
    (tmp_path / "kim" / "tensors.py").symlink_to("../solutions/tensors.py")
    (tmp_path / "kim" / "work").symlink_to("../solutions")
    assert set(opened(tmp_path / "kim", tmp_path).units) == {"gradients"}


def test_a_folder_replaced_by_a_link_is_not_opened(tmp_path: Path) -> None:
    """A submission that became a link after it was found is refused."""
    laid_out(tmp_path, "solutions/tensors.py", "kim/tensors.py")
    ((submission,), _) = find_submissions([tmp_path / "kim"])
    (tmp_path / "kim").rename(tmp_path / "gone")
    (tmp_path / "kim").symlink_to("solutions")
    with pytest.raises(SubmissionProblem, match="kim cannot be read"):
        open_submission(submission, tmp_path, LIMITS)


def test_a_unit_that_cannot_be_read_costs_the_others_nothing(tmp_path: Path) -> None:
    """Too large, undecodable, no notebook: each unit has its own problem, for review, and the rest its program."""
    kim = laid_out(tmp_path / "kim", "gradients.py")
    (kim / "tensors.py").write_bytes(b"\xff")
    (kim / "tensor_ops.ipynb").write_text("[]")
    (kim / "first_network.py").write_bytes(b"#" * 2000)
    ((submission,), _) = find_submissions([kim])
    units = open_submission(submission, tmp_path, Limits(unit_file_bytes=1000)).units
    assert units["gradients"].program is not None
    for unit, reason in (("tensors", "utf-8"), ("tensor_ops", "no notebook"), ("first_network", "too large")):
        file = units[unit]
        assert (file.path, file.program, file.needs_review) == (None, None, True)
        assert reason in file.problem


@pytest.mark.parametrize("name", ["../tensors.py", "/tmp/tensors.py"])
def test_a_refused_archive_is_the_submissions_problem(tmp_path: Path, name: str) -> None:
    """What the archive reader refuses, nothing of the submission is graded."""
    zipped(tmp_path / "kim.zip", {name: "", "tensors.py": ""})
    with pytest.raises(SubmissionProblem, match=r"kim\.zip"):
        opened(tmp_path / "kim.zip", tmp_path)


def test_a_link_in_an_archive_is_noted(tmp_path: Path) -> None:
    """Links in an archive are passed over, and the opened submission says so."""
    link = zipfile.ZipInfo("tensors.py")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "kim.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
        archive.writestr("gradients.py", "")
    result = opened(tmp_path / "kim.zip", tmp_path)
    assert set(result.units) == {"gradients"}
    assert "link tensors.py" in result.notes[0]


@pytest.mark.parametrize(
    ("student", "folder"),
    [
        ("kim", "kim"),
        ("김 철수_2-b.c", "김 철수_2-b.c"),
        ("a/b", "a%2Fb"),
        ("100%", "100%25"),
        (r"k\xff", "k%5Cxff"),
        ("a\n€", "a%0A%E2%82%AC"),
        ("..", "%2E%2E"),
        (".", "%2E"),
        ("", "%"),
        ("report", "%72%65%70%6F%72%74"),
        ("Grades.CSV", "%47%72%61%64%65%73%2E%43%53%56"),
        ("x" * 200, "x" * 200),
        ("...", "..."),
    ],
)
def test_folder_names(student: str, folder: str) -> None:
    """A folder is the student's name with everything but letters, digits, '._-' and spaces percent-encoded."""
    assert folder_name(student) == folder


def test_long_names_keep_a_readable_beginning() -> None:
    """A name that makes over 200 bytes becomes its beginning and a digest, so that its end still counts."""
    names = [folder_name("가" * 100 + end) for end in ("", "a", "b")]
    assert len(set(names)) == 3
    assert all(name.startswith("가" * 33 + "%sha256-") and len(name.encode()) <= 255 for name in names)


NAMES = st.one_of(
    st.text(),
    st.text(alphabet="ab.%/\\ x25EF가é", max_size=8),
    st.sampled_from(["report", ".", "..", "", "%", "%2E", "grades.csv", ".autograder", "report.html", "REPORT"]),
    st.text(alphabet="가%/", min_size=60, max_size=90),
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(NAMES, NAMES)
@example("%72%65%70%6F%72%74", "report")
@example("x" * 201, "x" * 202)
@example("\udcff", r"\xff")
def test_no_two_students_share_a_folder_and_none_leads_out(first: str, second: str) -> None:
    """Folder names are injective, at most 255 bytes, of safe characters only, and never one that DIR uses itself."""
    folders = folder_name(first), folder_name(second)
    assert (folders[0] == folders[1]) == (first == second)
    for folder in folders:
        assert 0 < len(folder.encode()) <= 255
        assert folder not in (".", "..")
        assert folder.casefold() not in RESERVED_NAMES
        assert all(char.isalnum() or char in "._- %" for char in folder)
        assert not set(folder) & set(string.punctuation) - set("._-%")
