"""Reading a solution module into a Lesson, and refusing one that is malformed."""

import re
from pathlib import Path

import pytest

from autograder.authoring.cells import CellKind
from autograder.authoring.lessons import Lesson, bound_names, free_names, read_lesson, solution_lines
from autograder.errors import AutograderError

LESSON = '''"""A lesson on doubling."""

# %% [markdown] lang="en"
# # Doubling
#
# ![a pair](images/pair.svg)

# %% [markdown] lang="ko"
# # 두 배
#
# ![한 쌍](images/pair.svg)

# %% tags=["setup"]
import math
import numpy as np

# %% tags=["example"]
print(math.pi)
shown = 1

# %% tags=["exercise"] exercise="double"
def double(x):
    """Twice ``x``."""
    ### BEGIN SOLUTION
    shown = 1
    # add it to itself

    return x + x
    ### END SOLUTION


# %% tags=["public-test"] exercise="double"
def test_double():
    """Twice two is four. · 둘의 두 배는 넷입니다."""
    assert np.equal(double(2), 4)


# %% tags=["exercise"] exercise="quadruple"
def quadruple(x):
    """Four times ``x``."""
    twice = None
    ### BEGIN SOLUTION
    twice = double(x)
    return double(
        twice
    )
    ### END SOLUTION


# %% tags=["public-test"] exercise="quadruple"
def test_quadruple():
    assert quadruple(2) == 8
'''


def write(folder: Path, text: str) -> Path:
    path = folder / "solutions" / "doubling.py"
    (path.parent / "images").mkdir(parents=True, exist_ok=True)
    (path.parent / "images" / "pair.svg").write_text("<svg/>")
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def lesson(tmp_path: Path) -> Lesson:
    return read_lesson(write(tmp_path, LESSON))


def test_a_lesson_holds_its_cells_in_order_with_their_lines(lesson: Lesson) -> None:
    """Every cell is there in the file's order, and knows the line of its header."""
    kinds = [str(cell.kind) for cell in lesson.cells]
    assert kinds == ["text", "text", "setup", "example", "exercise", "public-test", "exercise", "public-test"]
    lines = LESSON.splitlines()
    assert [cell.line for cell in lesson.cells] == [n for n, line in enumerate(lines, 1) if line.startswith("# %%")]
    assert [cell.language for cell in lesson.cells[:3]] == ["en", "ko", ""]


def test_a_lesson_knows_its_title_setup_and_pictures(lesson: Lesson) -> None:
    """The title is both languages' first heading, the setup is its cells' source, a picture counts once."""
    assert (lesson.unit, lesson.title) == ("doubling", "Doubling · 두 배")
    assert lesson.setup == "import math\nimport numpy as np"
    assert lesson.images == ("images/pair.svg",)


def test_an_exercise_is_split_at_its_markers(lesson: Lesson) -> None:
    """The stub has the docstring and raises; the solution is the region alone; what stands outside it stays."""
    first, second = lesson.exercises
    assert (first.name, first.docstring) == ("double", "Twice ``x``.")
    assert first.stub.splitlines() == [
        "def double(x):",
        '    """Twice ``x``."""',
        "    # YOUR CODE HERE",
        '    raise NotImplementedError("double is not written yet · double: 아직 작성하지 않았습니다")',
    ]
    assert first.solution == "    shown = 1\n    # add it to itself\n\n    return x + x"
    assert first.public_test.startswith("def test_double():")
    assert "    twice = None\n    # YOUR CODE HERE" in second.stub
    assert lesson.exercise("quadruple") is second
    with pytest.raises(KeyError):
        lesson.exercise("triple")


def test_solution_lines_are_those_that_students_are_not_shown(lesson: Lesson) -> None:
    """What an example shows too is no leak, nor is a lone bracket; every other line is, comments included."""
    lines = solution_lines(lesson)
    assert lines == ("# add it to itself", "return x + x", "twice = double(x)", "return double(", "twice")


def test_reading_does_not_execute_the_lesson(tmp_path: Path) -> None:
    """A lesson is read as text: an example that would raise does no harm."""
    path = write(tmp_path, LESSON.replace("print(math.pi)", "raise SystemExit(3)"))
    assert read_lesson(path).cells[3].kind is CellKind.EXAMPLE


def test_line_endings_do_not_matter(tmp_path: Path, lesson: Lesson) -> None:
    """A checkout with CRLF line endings gives the same lesson."""
    path = write(tmp_path / "other", "")
    path.write_bytes(LESSON.replace("\n", "\r\n").encode())
    again = read_lesson(path)
    assert (again.cells, again.exercises) == (lesson.cells, lesson.exercises)


def test_a_magic_command_stays_a_comment(tmp_path: Path) -> None:
    """A commented magic is not turned into one, since the stubs must be plain Python."""
    path = write(tmp_path, LESSON.replace("import math\n", "import math\n# %matplotlib inline\n"))
    assert "# %matplotlib inline" in read_lesson(path).setup


TEST_DOUBLE = '# %% tags=["public-test"] exercise="double"\ndef test_double():\n'
QUADRUPLE = '# %% tags=["exercise"] exercise="quadruple"'

MALFORMED = {
    "bad syntax": ("return x + x", "return x +", 28, "no valid Python"),
    "untagged code": ('# %% tags=["example"]', "# %%", 17, "needs one tag"),
    "unknown tag": ('# %% tags=["example"]', '# %% tags=["exampel"]', 17, "needs one tag"),
    "two tags": ('tags=["example"]', 'tags=["example", "setup"]', 17, "needs one tag"),
    "unknown language": ('lang="ko"', 'lang="de"', 8, "needs lang="),
    "no language": ('# %% [markdown] lang="ko"', "# %% [markdown]", 8, "needs lang="),
    "one language only": (
        '# %% [markdown] lang="ko"\n# # 두 배',
        "# %% [markdown] lang='en'\n# # Again",
        8,
        "in pairs",
    ),
    "exercise without a name": (QUADRUPLE, '# %% tags=["exercise"]', 38, "exercise= belongs to"),
    "example with a name": ('["example"]', '["example"] exercise="double"', 17, "exercise= belongs to"),
    "another name than the function's": ("def double(x)", "def duoble(x)", 21, "must define double and nothing else"),
    "two functions in a cell": ("def quadruple", "half = 2\ndef quadruple", 38, "must define quadruple and nothing"),
    "no docstring": ('    """Twice ``x``."""\n', "", 21, "has no docstring"),
    "no begin": ("    ### BEGIN SOLUTION\n    shown", "    shown", 21, "needs one '### BEGIN SOLUTION'"),
    "no end": ("    return x + x\n    ### END SOLUTION", "    return x + x", 21, "needs one '### BEGIN SOLUTION'"),
    "marker indented otherwise": (
        "    ### BEGIN SOLUTION\n    shown",
        "      ### BEGIN SOLUTION\n    shown",
        24,
        "alone",
    ),
    "marker outside an exercise": ("shown = 1\n\n", "shown = 1\n### BEGIN SOLUTION\n\n", 17, "marker outside"),
    "hidden tests in a text": ("# # Doubling", "# # Doubling\n# ### BEGIN HIDDEN TESTS", 3, "marker outside"),
    "no such picture": ("![a pair](images/pair.svg)", "![a pair](images/pear.svg)", 3, "images/pear.svg"),
    "a picture out of its folder": ("![a pair](images/pair.svg)", "![a](images/../doubling.py)", 3, "no such picture"),
    "a picture as HTML": ("![a pair](images/pair.svg)", '<img src="images/pair.svg">', 3, "not as <img>"),
    "no public test": (LESSON[LESSON.index(TEST_DOUBLE) : LESSON.index(QUADRUPLE)], "", 21, "no public-test"),
    "two public tests": (QUADRUPLE, TEST_DOUBLE + "    pass\n\n" + QUADRUPLE, 38, "a second public-test"),
    "public test with an argument": ("def test_double():", "def test_double(x):", 32, "no arguments"),
    "a message in one language": ("assert quadruple(2) == 8", 'assert quadruple(2) == 8, "no"', 52, "both languages"),
    "a docstring in one language": (
        '"""Twice two is four. · 둘의 두 배는 넷입니다."""',
        '"""Twice."""',
        34,
        "both languages",
    ),
    "a message made elsewhere": ("assert quadruple(2) == 8", "assert quadruple(2) == 8, str(8)", 52, "both languages"),
    "public test called": ("assert quadruple(2) == 8", "pass\ntest_quadruple()", 50, "and nothing else"),
    "test uses an example's name": ("np.equal(double(2), 4)", "shown == double(2)", 32, "uses shown"),
    "solution uses an example's name": ("        twice\n", "        shown\n", 38, "uses shown"),
    "code before the first cell": ('"""A lesson on doubling."""', "import os", 1, "before the first"),
}


@pytest.mark.parametrize(("old", "new", "line", "reason"), MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_lesson_is_refused_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, reason: str
) -> None:
    """Each fault is one line of text that begins with the file and the line to mend."""
    assert LESSON.count(old) == 1, "the case must change the lesson in one place"
    with pytest.raises(AutograderError, match=re.escape(reason)) as caught:
        read_lesson(write(tmp_path, LESSON.replace(old, new)))
    assert str(caught.value).startswith(f"solutions/doubling.py:{line}: ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (LESSON.replace('# %% tags=["setup"]', '# %% tags=["example"]'), "has no setup cell"),
        ("---\n", "doubling.py"),
        ("# ---\n# a: [\n# ---\n" + LESSON, "cannot be told apart"),
        (LESSON.replace('tags=["setup"]', "tags=3"), "Jupytext cannot read it"),
        (LESSON.replace("import math", "import math\0"), "no valid Python"),
        ("", "has no setup cell"),
    ],
)
def test_a_file_that_is_no_lesson_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    """What is wrong with the file as a whole is named with the file."""
    with pytest.raises(AutograderError, match=reason) as caught:
        read_lesson(write(tmp_path, text))
    assert str(caught.value).startswith("solutions/doubling.py")
    assert "\n" not in str(caught.value)


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    """A missing file, or one that is not UTF-8, is the lesson's fault and not a traceback."""
    with pytest.raises(AutograderError, match="cannot be read"):
        read_lesson(tmp_path / "solutions" / "doubling.py")
    path = write(tmp_path, "")
    path.write_bytes(b"\xff\xfe\xff")
    with pytest.raises(AutograderError, match="cannot be read"):
        read_lesson(path)


def test_a_cell_header_in_a_string_is_refused(tmp_path: Path) -> None:
    """Where cells cannot be told apart, nothing is guessed."""
    path = write(tmp_path, LESSON.replace("shown = 1\n\n", 'shown = """\n# %% a\n# %% b\n"""\n\n'))
    with pytest.raises(AutograderError, match=r"doubling\.py"):
        read_lesson(path)


def test_free_names_are_those_read_from_the_module() -> None:
    """Locals, arguments, attributes and built-in names are none; names inside nested functions are some."""
    source = "def f(a: Ann = default):\n    b = a.attr\n    return [g(i, h) for i in range(b)], (lambda z: z + k)\n"
    assert free_names(source) == {"Ann", "default", "g", "h", "k"}


def test_bound_names_are_those_a_module_defines() -> None:
    """Imports, their aliases, assignments and definitions bind; what only a function binds does not."""
    source = "import os.path\nimport numpy as np\nfrom a import b as c\nx = y\ndef f():\n    inner = 1\n"
    assert bound_names(source) == {"os", "np", "c", "x", "f"}
