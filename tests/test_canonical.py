"""Which programs are the same, and how a message for one of them is told to the author of another."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.checks.places import in_words, mark, moved
from autograder.course import Limits
from autograder.submission.canonical import canonical
from autograder.submission.identity import identify
from autograder.submission.programs import Cell, Program

UNIT = "tensor_ops"
PLAIN = "def naive_relu(x):\n    y = x.copy()\n    return y * 2\n"
SPACED = """# mine


def naive_relu(x):  # by kim

    y = (x.copy())
    # then
    return (
        y
        *   2
    )
"""


def program(*cells: str, notebook: bool = False, filename: str = f"{UNIT}.py") -> Program:
    """A program of these cells."""
    return Program(UNIT, filename, tuple(map(Cell, cells)), notebook)


def test_comments_and_formatting_are_set_apart() -> None:
    """Programs that differ in comments, blank lines, brackets and quotes are one."""
    assert canonical(program(PLAIN)).digest == canonical(program(SPACED)).digest
    assert canonical(program("x = 'a'")).digest == canonical(program('x = "a"  # b')).digest


@pytest.mark.parametrize(
    "other",
    [
        PLAIN.replace("2", "3"),
        PLAIN.replace("2", "2.0"),
        PLAIN.replace("2", "True"),
        PLAIN.replace("y", "z"),
        PLAIN.replace("* 2", "+ 2"),
        PLAIN + "x = 1\n",
        PLAIN.replace("(x)", "(x, /)"),
        f'"""Of kim."""\n{PLAIN}',
    ],
)
def test_whatever_is_run_counts(other: str) -> None:
    """A constant's value or type, a name, an operator, a statement, a signature, a docstring: each makes another."""
    assert canonical(program(PLAIN)).digest != canonical(program(other)).digest


def test_numbers_and_types_are_told_apart() -> None:
    """1, 1.0, True, 1j and "1" are five programs, and so is an integer of more digits than Python writes out."""
    long = hex(10**5000)
    sources = ["x = 1", "x = 1.0", "x = True", "x = 1j", "x = '1'", "x = b'1'", f"x = {long}"]
    sources += [f"x = ({long}, (1, {long}))", f"x = ({long}, ({long}, 1))", f"y in {{1, {long}}}"]
    assert len({canonical(program(source)).digest for source in sources}) == len(sources)


def test_a_set_is_the_same_in_every_process() -> None:
    """The order in which a set constant happens to stand, another in every process, is no part of the program."""
    script = (
        "from autograder.submission.canonical import canonical\n"
        "from autograder.submission.programs import Cell, Program\n"
        'print(canonical(Program(\'u\', \'f\', (Cell(\'x in {"a", "b", "c", "d"}\'),), False)).digest.hex())'
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", script], env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(told) == 1


def test_a_notebook_is_no_script() -> None:
    """Where cells end, what the file is called and of what kind it is count: each changes what is run, or told."""
    two = program("x = 1\n", "y = 2\n", notebook=True)
    others = [
        program("x = 1\ny = 2\n", notebook=True),
        program("x = 1\ny = 2\n"),
        program("x = 1\n", "", "y = 2\n", notebook=True),
        program("x = 1\n", "y = 2\n", notebook=True, filename="tensor_ops (1).ipynb"),
    ]
    assert len({canonical(form).digest for form in (two, *others)}) == 5


@pytest.mark.parametrize(
    "source", ["def f(:\n", "return 1", "x = (" * 300, "x = " + "-" * 20_000 + "1", "a" * 40_000 + " = 1", "x = '\0'"]
)
def test_what_is_not_parsed_is_only_the_same_as_itself(source: str) -> None:
    """A file that is no Python, nested too deep or too long has its own text for an identity, and places stay put."""
    form = canonical(program(source))
    assert form.words is None
    assert form.digest == canonical(program(source)).digest != canonical(program(source + "\n")).digest
    assert form.numbered(0, 7) == form.placed(0, 7) == (0, 7)


def test_a_place_is_told_in_each_authors_own_lines() -> None:
    """A message about a line of one program names and quotes the same statement of another, wherever it stands."""
    plain, spaced = program(PLAIN), program(SPACED)
    text = f"It is wrong {mark(0, 3)}."
    kept = moved(text, canonical(plain).numbered)
    assert in_words(moved(kept, canonical(plain).placed), plain) == "It is wrong (line 3: return y * 2)."
    assert in_words(moved(kept, canonical(spaced).placed), spaced) == "It is wrong (line 9: y)."
    notebook = program("import numpy", PLAIN, notebook=True)
    assert in_words(mark(1, 2), notebook) == "(cell 2, line 2: y = x.copy())"
    assert in_words(mark(4, 2), notebook) == "(cell 5, line 2)", "of what is not there nothing is quoted"


@given(st.text(alphabet="\x02\x03:0123456789ab", max_size=30))
def test_no_text_breaks_a_message(text: str) -> None:
    """Whatever a student's own words hold, a message comes out whole, without the characters that mark places."""
    form = canonical(program(PLAIN))
    shown = in_words(moved(moved(text, form.numbered), form.placed), program(PLAIN))
    assert not {"\x02", "\x03"} & set(shown)
    if not {"\x02", "\x03"} & set(text):
        assert shown == text


LINES = [
    "a = 1",
    "b = [\n    1,\n    2,\n]",
    "def f(x):\n    return x",
    "for i in range(3):\n    b = i\n    c = b",
    "f(a)",
]
GAPS = ["", "\n", "# note\n", "\n\n# more\n\n"]


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(LINES), st.sampled_from(GAPS), st.sampled_from(GAPS)), min_size=1, max_size=6)
)
def test_places_go_there_and_back(parts: list[tuple[str, str, str]]) -> None:
    """A statement's line in one layout leads to the same statement's line in another, and back."""
    one = program("".join(f"{gap}{text}\n" for text, gap, _ in parts))
    two = program("".join(f"{gap}{text}\n" for text, _, gap in parts))
    first, second = canonical(one), canonical(two)
    assert first.digest == second.digest
    for cell, line in first._lines:
        there = second.placed(*first.numbered(cell, line))
        assert two.line(*there) == one.line(cell, line)
        assert first.placed(*second.numbered(*there)) == (cell, line)


def folder(place: Path, **files: str) -> Path:
    """A submission that holds these files."""
    place.mkdir()
    for name, text in files.items():
        (place / name.replace("__", ".")).write_text(text)
    return place


def test_what_looks_at_nothing_else_is_its_text(tmp_path: Path) -> None:
    """A program that reads no file is the same in any submission, whatever else was handed in with it."""
    alone = folder(tmp_path / "kim", tensor_ops__py=PLAIN)
    more = folder(tmp_path / "lee", tensor_ops__py=SPACED, tensors__py="x = 1", notes__txt="mine")
    assert identify(program(PLAIN), alone, Limits()).digest == identify(program(SPACED), more, Limits()).digest


@pytest.mark.parametrize(
    "source",
    [
        "import helper",
        "from helper import f",
        "import numpy as np\nw = np.load('w.npy')",
        "text = open(__file__).read()",
        "import importlib",
        "exec('x = 1')",
        "import inspect",
        "from pathlib import Path\nw = Path('w').read_text()",
    ],
)
def test_what_looks_around_rests_on_all_of_it(tmp_path: Path, source: str) -> None:
    """A program that imports of the submission, reads files or looks at itself is the same with the same files only."""
    files = {"tensor_ops__py": source, "helper__py": "def f(): return 1"}
    others = [{}, {"helper__py": "def f(): return 2"}, {"tensor_ops__py": f"# a\n{source}"}]
    places = [folder(tmp_path / str(number), **files | other) for number, other in enumerate([{}, *others])]
    first, same, other, noted = (identify(program(source), place, Limits()) for place in places)
    assert first.shared
    assert first.digest == same.digest
    assert len({first.digest, other.digest, noted.digest}) == 3


def test_a_folder_that_cannot_be_listed_is_not_shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where what lies beside a program cannot be seen, it is graded for itself, and nobody is charged."""
    place = folder(tmp_path / "kim", tensor_ops__py=PLAIN)
    (place / "closed").mkdir()
    real = Path.iterdir

    def iterdir(path: Path) -> Iterator[Path]:
        if path.name == "closed":
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(Path, "iterdir", iterdir)
    assert not identify(program(PLAIN), place, Limits()).shared


def test_more_than_is_worth_reading_is_not_shared(tmp_path: Path) -> None:
    """Where too much was handed in to be compared, the program is taken for nobody else's, and is not kept."""
    place = folder(tmp_path / "kim", tensor_ops__py="import helper", helper__py="x = 1", data__csv="1" * 100)
    assert not identify(program("import helper"), place, Limits(archive_bytes=50)).shared
    assert not identify(program("import helper"), place, Limits(archive_entries=2)).shared
    (place / "data.csv").unlink()
    (place / "data.csv").symlink_to("/etc/passwd")
    linked = identify(program("import helper"), place, Limits())
    assert linked.shared, "a link is its name, and never followed"
