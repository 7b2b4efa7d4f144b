"""A class's submissions as an LMS hands them out: whose is what, and what is none of an LMS's."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.course import Limits
from autograder.errors import SubmissionProblem
from autograder.submission.incoming import handed_over
from autograder.submission.metadata import submitters
from autograder.submission.opening import OpenedSubmission, Submission, find_submissions, open_submission

LIMITS = Limits()
METADATA = (Path(__file__).parent / "lms" / "submission_metadata.yml").read_bytes()
SUBMITTERS = {
    "submission_300000001": ("Minji Kim_20240001",),
    "submission_300000002": ("이수아_sua.lee@example.edu", "Jun Park_20240003"),
}
TENSORS = b"make_scalar = 1\n"


def archived(files: Mapping[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return file.getvalue()


def zipped(path: Path, *names: str, **more: bytes) -> Path:
    path.write_bytes(archived({**dict.fromkeys(names, TENSORS), **more}))
    return path


def laid_out(folder: Path, *names: str) -> Path:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(TENSORS)
    return folder


def students(*paths: Path) -> list[str]:
    return [submission.student for submission in find_submissions(paths)[0]]


def opened(submission: Submission, place: Path, limits: Limits = LIMITS) -> OpenedSubmission:
    place.mkdir()
    return open_submission(submission, place, limits)


def units(path: Path, scratch: Path) -> dict[str, list[str]]:
    """The units that each student's part of it opens to."""
    scratch.mkdir()
    found = find_submissions([path])[0]
    return {entry.student: sorted(opened(entry, scratch / str(n)).units) for n, entry in enumerate(found)}


def test_canvas_hands_out_one_flat_zip(tmp_path: Path) -> None:
    """All files of a student are one submission, late or not, and what was typed in counts as nothing handed in."""
    path = zipped(
        tmp_path / "anything.zip",
        "kimminji_LATE_12345_678901_tensor_ops-1.py",
        "kimminji_LATE_12345_678902_helper.py",
        "kimminji_LATE_12345_678903_Tensors (2).ipynb",
        "이수아_12346_678904_gradients.py",
        "parkjun_12347_text.html",
        "anon_Ab3dE_678905_tensors.py",
    )
    assert units(path, tmp_path / "scratch") == {
        "kimminji_12345": ["tensor_ops", "tensors"],
        "이수아_12346": ["gradients"],
        "parkjun_12347": [],
        "anon_Ab3dE": ["tensors"],
    }
    kim = find_submissions([path])[0][1]
    folder = opened(kim, tmp_path / "again").folder
    assert folder is not None
    assert sorted(file.name for file in folder.iterdir()) == ["Tensors (2).ipynb", "helper.py", "tensor_ops-1.py"]


def test_two_equal_files_of_a_student_are_both_seen(tmp_path: Path) -> None:
    """Attachments of one name are two files for a unit: not chosen between, and no broken archive."""
    path = zipped(tmp_path / "submissions.zip", "kim_1_2_tensors.py", "kim_1_3_tensors.py")
    (kim,) = find_submissions([path])[0]
    problem = opened(kim, tmp_path / "scratch").units["tensors"].problem
    assert "2/tensors.py and 3/tensors.py" in problem


@pytest.mark.parametrize(
    "names",
    [
        ("kim_1_2_tensors.py", "lee_3_4_tensors.py", "README.txt"),
        ("kim_1_2_tensors.py", "lee_3_4_sub/tensors.py"),
        ("kim_1_2_tensors.py",),
        ("kim_1_2_notes.txt", "lee_3_4_notes.txt"),
        ("tensors.py", "kim_1_2_tensors.py"),
        (),
    ],
)
def test_what_is_not_wholly_canvas_is_one_submission(tmp_path: Path, names: tuple[str, ...]) -> None:
    """A file of another form, a folder, one student alone, or nothing to grade: the zip is its student's, as ever."""
    assert students(zipped(tmp_path / "kim.zip", *names)) == ["kim"]


@pytest.mark.parametrize("name", ["submissions.zip", "submissions (1).zip", "CS101-Tensor_Gears_submissions.zip"])
def test_one_student_is_a_class_under_canvas_own_name(tmp_path: Path, name: str) -> None:
    """Where only one student handed in, the zip is Canvas's if it is called as Canvas calls it."""
    assert students(zipped(tmp_path / name, "kim_1_2_tensors.py")) == ["kim_1"]


def test_a_student_cannot_hand_in_for_others(tmp_path: Path) -> None:
    """A zip made to look like a class's, among submissions or beside other paths, is its own author's and no more."""
    laid_out(tmp_path / "all", "lee_3/tensors.py")
    forged = zipped(tmp_path / "all" / "kim.zip", "kim_1_2_tensors.py", "lee_3_4_tensors.py")
    assert students(tmp_path / "all") == students(*sorted((tmp_path / "all").iterdir())) == ["kim", "lee_3"]
    moodle = laid_out(tmp_path / "park", "lee_3_assignsubmission_file_/tensors.py")
    assert "lee_3" not in students(moodle, forged)


def test_moodle_hands_out_folders(tmp_path: Path) -> None:
    """Each folder is a student's, under Moodle's name and number; what was typed in is told and passed over."""
    folder = laid_out(
        tmp_path / "class",
        "Minji Kim_481201_assignsubmission_file_/tensors.py",
        "Minji Kim_481201_assignsubmission_onlinetext_/onlinetext.html",
        "이수아_481202_assignsubmission_file/work/gradients.py",
        "Jun Park_481203_assignsubmission_onlinetext_/onlinetext.html",
        ".DS_Store",
    )
    found, skipped = find_submissions([folder])
    assert [(entry.student, entry.paths[0].name) for entry in found] == [
        ("Jun Park_481203", "Jun Park_481203_assignsubmission_onlinetext_"),
        ("Minji Kim_481201", "Minji Kim_481201_assignsubmission_file_"),
        ("이수아_481202", "이수아_481202_assignsubmission_file"),
    ]
    assert [entry.reason for entry in skipped] == ["text typed into the LMS, no file"]
    assert list(units(folder, tmp_path / "scratch").values()) == [[], ["tensors"], ["gradients"]]


def test_results_among_them_change_nothing(tmp_path: Path) -> None:
    """The second run, with the first one's results in the class's folder, finds the same students."""
    folder = laid_out(tmp_path / "class", "Kim_1_assignsubmission_file_/tensors.py", "results/Kim_1/result.json")
    found, skipped = find_submissions([folder], LIMITS, folder / "results")
    assert ([entry.student for entry in found], skipped) == (["Kim_1"], [])


@pytest.mark.parametrize("slash", ["/", ""])
def test_moodle_hands_out_a_zip(tmp_path: Path, slash: str) -> None:
    """With folders or without, everything of one student is one submission; only the first mark in a name counts."""
    mark = f"_assignsubmission_file_{slash}"
    path = zipped(
        tmp_path / "CS101-Tensor Gears-77.zip",
        f"Minji Kim_481201{mark}tensors.py",
        f"Minji Kim_481201{mark}x_481202_assignsubmission_file_gradients.py",
        f"이수아_481202{mark}tensor_ops.ipynb",
        "Jun Park_481203_assignsubmission_onlinetext_/onlinetext.html",
    )
    assert units(path, tmp_path / "scratch") == {
        "Minji Kim_481201": ["tensors"],
        "이수아_481202": ["tensor_ops"],
        "Jun Park_481203": [],
    }


def test_a_zip_in_an_lms_is_opened(tmp_path: Path) -> None:
    """A student's part that is one zip and nothing else is that zip; beside other files a zip is a file."""
    inner = archived({"tensors.py": TENSORS})
    canvas = tmp_path / "submissions.zip"
    canvas.write_bytes(
        archived({"kim_1_2_work.zip": inner, "lee_3_4_work.zip": inner, "lee_3_5_gradients.py": TENSORS})
    )
    assert units(canvas, tmp_path / "scratch") == {"kim_1": ["tensors"], "lee_3": ["gradients"]}
    moodle = laid_out(tmp_path / "class", "Lee_2_assignsubmission_file_/gradients.py")
    (moodle / "Kim_1_assignsubmission_file_").mkdir()
    (moodle / "Kim_1_assignsubmission_file_" / "work.zip").write_bytes(inner)
    assert units(moodle, tmp_path / "more") == {"Kim_1": ["tensors"], "Lee_2": ["gradients"]}


@pytest.mark.parametrize("root", ["", "assignment_4711_export/"])
@pytest.mark.parametrize("as_zip", [False, True])
def test_gradescope_says_who_handed_in_what(tmp_path: Path, root: str, as_zip: bool) -> None:
    """Its metadata names each folder's submitters, every one of a group; a folder it does not know keeps its name."""
    names = [f"{root}submission_30000000{n}/tensors.py" for n in (1, 2, 3)]
    if as_zip:
        path = zipped(tmp_path / "export.zip", *names, **{f"{root}submission_metadata.yml": METADATA})
    else:
        path = laid_out(tmp_path / "all", *names) / root
        (path / "submission_metadata.yml").write_bytes(METADATA)
    everyone = ["Jun Park_20240003", "Minji Kim_20240001", "submission_300000003", "이수아_sua.lee@example.edu"]
    assert students(path) == everyone
    assert units(path, tmp_path / "scratch") == {student: ["tensors"] for student in everyone}


def test_one_submitter_of_two_submissions_is_not_graded(tmp_path: Path) -> None:
    """Two folders of one student are no choice of ours: nothing is graded, and both are named."""
    folder = laid_out(tmp_path / "all", "submission_1/tensors.py", "submission_2/tensors.py")
    entry = b"submission_%d:\n  :submitters:\n  - :name: Kim\n    :sid: '7'\n"
    (folder / "submission_metadata.yml").write_bytes(b"---\n" + entry % 1 + entry % 2)
    (kim,) = find_submissions([folder])[0]
    assert kim.student == "Kim_7"
    assert "submission_1 and submission_2" in kim.problem


def test_github_classroom_clones_are_the_users(tmp_path: Path) -> None:
    """What comes before the user's name is what the clones' folder says it is, and .git is no submission's file."""
    folder = laid_out(
        tmp_path / "tensor-gears-submissions",
        "tensor-gears-minji-kim/tensors.py",
        "tensor-gears-minji-kim/.git/config",
        "tensor-gears-lee/src/gradients.py",
        "tensor-gears-lee/.git/config",
    )
    assert units(folder, tmp_path / "scratch") == {"lee": ["gradients"], "minji-kim": ["tensors"]}
    elsewhere = folder.rename(tmp_path / "clones")
    assert students(elsewhere) == ["tensor-gears-lee", "tensor-gears-minji-kim"]


@pytest.mark.parametrize(
    "names",
    [
        ("Kim_1_assignsubmission_file_/tensors.py", "lee/tensors.py"),
        ("submission_1/tensors.py",),
        ("hw-submissions/x/tensors.py",),
        ("hw-kim/tensors.py", "hw-lee/tensors.py"),
    ],
)
def test_a_folder_that_is_not_wholly_an_lms_is_read_as_ever(tmp_path: Path, names: tuple[str, ...]) -> None:
    """Each folder in it is a submission under the folder's own name."""
    folder = laid_out(tmp_path / "hw-submissions", *names)
    assert handed_over(folder, LIMITS) is None
    assert students(folder) == sorted({name.split("/")[0] for name in names})


def test_limits_hold_for_each_student_and_for_the_whole(tmp_path: Path) -> None:
    """One student's bomb, too many files or '..' are that student's problem; a class's archive has a limit, too."""
    path = tmp_path / "class.zip"
    bomb = {"Bomb_1_assignsubmission_file_/tensors.py": b"#" * 5000}
    many = {f"Many_2_assignsubmission_file_/{n}.txt": b"" for n in range(9)}
    slip = {"Slip_3_assignsubmission_file_/../../tensors.py": TENSORS}
    honest = {"Honest_4_assignsubmission_file_/tensors.py": TENSORS, "__MACOSX/x": b""}
    hidden = {"Hidden_5_assignsubmission_file_/.DS_Store": b""}
    path.write_bytes(archived({**bomb, **many, **slip, **honest, **hidden}))
    limits = Limits(archive_bytes=4000, archive_entries=8)
    endings = {}
    for entry in find_submissions([path], limits)[0]:
        try:
            endings[entry.student] = " ".join(opened(entry, tmp_path / entry.student, limits).units)
        except SubmissionProblem as problem:
            endings[entry.student] = str(problem)
    assert endings["Honest_4"] == "tensors"
    assert "unpacks to more than" in endings["Bomb_1"]
    assert "it has 9 entries, of at most 8" in endings["Many_2"]
    assert "leads out of it with '..'" in endings["Slip_3"]
    assert endings["Hidden_5"] == ""
    assert not (tmp_path / "tensors.py").exists()
    assert handed_over(path, Limits(archive_entries=0)) is None


def test_a_bomb_in_a_bomb_is_stopped(tmp_path: Path) -> None:
    """The zip within a student's part is held to the same limits, by its own real bytes."""
    path = tmp_path / "submissions.zip"
    inner = archived({"tensors.py": b"#" * 100_000})
    path.write_bytes(archived({"kim_1_2_work.zip": inner, "lee_3_4_tensors.py": TENSORS}))
    kim = find_submissions([path])[0][0]
    with pytest.raises(SubmissionProblem, match=r"^work\.zip is over its limits"):
        opened(kim, tmp_path / "scratch", Limits(archive_bytes=10_000))


def test_a_damaged_archive_is_its_students(tmp_path: Path) -> None:
    """What is no zip at all is read as a submission, whose opening says what is wrong."""
    path = tmp_path / "submissions.zip"
    path.write_bytes(zipped(tmp_path / "x.zip", "kim_1_2_tensors.py").read_bytes()[:-30])
    (submission,) = find_submissions([path])[0]
    assert (submission.student, submission.members) == ("submissions", None)


def test_metadata_names_submitters() -> None:
    """Names with ids, or addresses where there are none; a student's own words in the results name nobody."""
    assert submitters(METADATA) == SUBMITTERS


HOSTILE_YAML = {
    "tags": b"!!python/object/apply:os.system ['true']: 1",
    "laughs": b"a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]",
    "depth": b"[" * 5000,
    "a key of keys": b"? [a, b]\n: c",
    "two documents": b"--- a\n--- b",
    "no YAML": b"\x00\xff: [",
    "other shapes": b"submission_1:\n  :submitters:\n    x: {y: z}\n  other: [1]",
}


@pytest.mark.parametrize("data", HOSTILE_YAML.values(), ids=HOSTILE_YAML)
def test_hostile_metadata_names_nobody(data: bytes) -> None:
    """Tags, aliases, depth and other shapes make no object and no name, and end at once."""
    assert not submitters(data)


@settings(deadline=None)
@given(st.binary(max_size=200) | st.text(st.sampled_from(":-{}[]&*!? \n'\"ab"), max_size=60).map(str.encode))
def test_any_bytes_are_metadata_or_none(data: bytes) -> None:
    """Whatever the file holds, the answer is a mapping or none."""
    named = submitters(data)
    assert named is None or all(names and all(names) for names in named.values())
