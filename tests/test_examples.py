"""The smallest failing example: what is drawn and marked, what all failing inputs have in common, and its bounds."""

import ast
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.attempt.attempt import StudentError
from autograder.box.outcomes import Place, Raised, Returned
from autograder.box.wire import Handle, Opaque
from autograder.checks import check
from autograder.checks.check import Wrong
from autograder.checks.comparison import wrong_entries
from autograder.checks.diagnosis import MOST, Pair, common_fault
from autograder.checks.drawing import WIDTH, draw, is_small, literal
from autograder.checks.example import arguments_text, call_lines, differing
from autograder.checks.messages import describe_outcome, where
from autograder.checks.places import FIRST_LINE, in_words, line_reference
from autograder.checks.signatures import MEMBERS, PARAMETERS
from autograder.course import UNITS
from autograder.submission.programs import Cell, Program

ROOT = Path(__file__).parent.parent
MATRIX = np.array([[1, -2, 3], [4, 5, -6]])
PROGRAM = Program("tensor_ops", "tensor_ops.py", (Cell("a = 1\nreturn xx\n" + "y = " + "x + " * 60 + "x\n"),), False)
BOOK = Program("tensor_ops", "tensor_ops.ipynb", (Cell("a = 1"), Cell("\nreturn xx")), True)


class Local:
    """A function of the student's, in this process; each call is made when it is asked for."""

    program = PROGRAM

    def __init__(self, function: Callable[..., Any], name: str = "transpose_matrix") -> None:
        self.name = name
        self._function = function

    def outcomes(self, calls: Any, **options: bool) -> list[Any]:
        return [Returned(self._function(*call), None, ()) for call in calls]


class Right:
    """The reference: a function of this process."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self._function = function

    def values(self, cases: Any) -> list[Any]:
        return [self._function(*case) for case in cases]


def told(student: Callable[..., Any], right: Callable[..., Any], cases: Any, name: str = "transpose_matrix") -> str:
    """What a student is told whose function gives other values than the right one."""
    with pytest.raises(Wrong) as raised:
        check.values(Local(student, name), Right(right), cases)
    return str(raised.value)


def test_an_example_is_read_from_top_to_bottom() -> None:
    """The diagnosis, the call with its arguments as Python, the right result, the student's with its faults marked."""
    wrong = MATRIX * (MATRIX > 0)
    assert "\n".join(["?", *differing("naive_relu", (MATRIX,), wrong, np.abs(MATRIX))]) == (
        "?\n"
        "Call: naive_relu(x)\n"
        "  x = np.array([[1, -2, 3], [4, 5, -6]])\n"
        "Expected (shape (2, 3)):\n"
        "  [[1, 0, 3],\n"
        "   [4, 5, 0]]\n"
        "Got (shape (2, 3), differences in > <):\n"
        "  [[ 1 , >2<,  3 ],\n"
        "   [ 4 ,  5 , >6<]]"
    )


@pytest.mark.parametrize(
    "array",
    [
        MATRIX,
        MATRIX / 8,
        MATRIX.astype("float32"),
        np.arange(4, dtype="uint8"),
        np.array(2.5),
        np.array(7),
        np.zeros((0, 3)),
        np.zeros((2, 0), "int64"),
        np.array([[[1, 2]], [[3, 4]]], dtype="uint8"),
        np.array([-1.0, 1e-9, 1e9, 0.125]),
    ],
    ids=str,
)
def test_an_argument_can_be_pasted(array: Any) -> None:
    """What stands behind an argument's name is Python that makes the very array, dtype and shape included."""
    tree = ast.parse("\n".join(literal(array)), mode="eval")
    made = eval(compile(tree, "argument", "eval"), {"np": np})  # our own text, of the arrays above
    assert made.dtype == array.dtype
    assert made.shape == array.shape
    assert np.array_equal(made, array)


def test_only_what_differs_is_marked() -> None:
    """Each entry that differs, and no other, stands between the signs, on one grid with the others."""
    wrong = np.array([[True, False], [False, False]])
    assert draw(np.array([[-10, 2], [3, 4]]), wrong) == ["[[>-10<,    2 ],", " [   3 ,    4 ]]"]
    assert not any(">" in line for line in draw(MATRIX, np.zeros(MATRIX.shape, bool)))


@pytest.mark.parametrize("shape", [(300,), (10, 40), (12, 28, 28), (2, 3, 4, 5, 6), (60000, 784)])
def test_of_a_large_array_the_part_around_the_fault_is_drawn(shape: tuple[int, ...]) -> None:
    """The lines stay few and narrow; which part it is stands beside it, and the wrong entry is in it, marked."""
    wanted = np.zeros(shape, "uint8")
    got = wanted.copy()
    place = tuple(length - 1 for length in shape)
    got[place] = 77
    text = "\n".join(differing("flatten_images", (wanted,), wanted, got))
    assert text.count(">77<") == 1
    assert len(text) < 1500
    assert max(map(len, text.split("\n"))) <= WIDTH + 20
    [heading] = [line for line in text.split("\n") if line.startswith("Got[")]
    part = eval("np.s_" + heading[3 : heading.index("]") + 1], {"np": np})  # a line of our own
    assert 77 in got[part]


@pytest.mark.parametrize(
    "value",
    [
        *[None, "x" * 10**6, [list(range(1000))] * 1000, {"a": [1] * 1000}, np.ones((1,) * 30)],
        *[np.full(10**6, np.nan), (np.ones(50),) * 4, Handle(1, "model", "Sequential"), 10**5000, 1j, np.ones((0, 9))],
        *[Opaque("X", "y" * 5000), Opaque("DataFrame", "   a  b\n0  1  2\n1  3  4")],
    ],
    ids=lambda value: type(value).__name__,
)
def test_whatever_came_back_the_example_is_bounded(value: Any) -> None:
    """A hostile value, or a vast one, makes a short text, as an argument too."""
    for wanted in (MATRIX, np.float64(1), (MATRIX, 1.0)):
        assert len("\n".join(differing("naive_add", (value, MATRIX), wanted, value))) < 4000
        assert "\n" not in check.differs(value, wanted)
    assert len(arguments_text("naive_add", (value, value))) < 400


def test_arguments_have_the_contracts_names() -> None:
    """The table of names is the solutions' own, function by function; what stands beyond it is numbered."""
    for unit in UNITS:
        tree = ast.parse((ROOT / "solutions" / f"{unit.name}.py").read_text(encoding="utf-8"))
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and node.name in unit.functions:
                assert PARAMETERS[node.name] == tuple(argument.arg for argument in node.args.args)
    assert set(PARAMETERS) == {name for unit in UNITS for name in unit.functions}
    assert set(MEMBERS) <= set(PARAMETERS)
    assert call_lines("naive_relu", (1, 2))[1:] == ["  x = 1", "  argument_2 = 2"]


SIZES = [np.arange(1.0, 1 + rows * columns).reshape(rows, columns) for rows, columns in ((1, 1), (2, 3), (3, 4))]
VECTORS = [np.arange(2.0, 2 + length) for length in (1, 3, 5)]
PATTERNS = [
    (lambda x: x * 2, "every result is 2 times what was expected"),
    (lambda x: -x, "every result has the wrong sign"),
    (lambda x: x + 3, "every result is 3 too large"),
    (lambda x: x - 0.5, "every result is 0.5 too small"),
    (lambda x: x * 0, "every entry is 0"),
    (lambda x: x * np.nan, "every wrong entry is nan or infinite"),
    (lambda x: x / x.size if x.size > 1 else x, "all entries off by one factor, here 0.1667"),
    (lambda x: np.where(np.arange(len(x))[:, None] == len(x) - 1, 0, x) if len(x) > 1 else x, "only the last row"),
    (lambda x: np.where(np.arange(x.shape[1]) == x.shape[1] - 1, 0, x), "only the last column is wrong"),
    (lambda x: np.where(np.arange(x.shape[1]) == 1, 0, x), "only column 1 is wrong"),
    (lambda x: np.where(np.arange(x.shape[1]) > 0, 99, x), "the first column is right, later ones are not"),
    (lambda x: np.broadcast_to(x[:1], x.shape) + 0, "all rows are the same"),
    (lambda x: x[::-1] + 0, "Wrong order: these are the right entries"),
]


@pytest.mark.parametrize(("fault", "words"), PATTERNS)
def test_what_all_failing_inputs_show_is_said_first(fault: Callable[..., Any], words: str) -> None:
    """The first line is the pattern, though the smallest example, of one entry or two, could not show it."""
    first = told(fault, lambda x: x, [(array,) for array in SIZES]).split("\n")[0]
    assert words in first


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (lambda x: np.where(np.arange(len(x)) == len(x) - 1, 0, x), "only the last entry is wrong"),
        (lambda x: np.where(np.arange(len(x)) > 0, 0, x), "the first entry is right, later ones are not"),
    ],
)
def test_patterns_of_vectors(fault: Callable[..., Any], words: str) -> None:
    """A loop that ends too early, or a return within it, shows in vectors as well."""
    assert words in told(fault, lambda x: x, [(vector,) for vector in VECTORS], "naive_vector_dot").split("\n")[0]


def test_exchanged_rows_and_columns_are_named() -> None:
    """The right entries, mirrored at the diagonal, are told from any other order."""
    assert told(lambda x: x.T + 0, lambda x: x, [(MATRIX[:, :2],)]).startswith("Wrong order: rows and columns")


def test_no_pattern_is_made_up() -> None:
    """Where one failing input does not fit, the first wrong entry is told and nothing more; so in huge ones."""
    cases = [(array,) for array in SIZES]
    first = told(lambda x: x * 2 if x.size < 10 else x * 3.5 + 1, lambda x: x, cases).split("\n")[0]
    assert first == "Wrong value: 1 was expected, 2 came back."
    large = np.arange(MOST + 1.0)
    assert common_fault([Pair(large * 2, large)]) == ""
    assert common_fault([]) == ""
    # Of two results almost anything is a multiple.
    assert common_fault([Pair(np.array(4.0), np.array(2.0)), Pair(np.array(6.0), np.array(3.0))]) == ""


def test_lost_fractions_are_a_matter_of_the_dtype() -> None:
    """An int array cannot hold fractions, nor uint8 a 300: that is said before any value, int or not."""
    cases = [(MATRIX / 4,)]
    assert told(lambda x: x.astype(int), lambda x: x, cases).startswith("Wrong dtype: int64 cannot hold 0.25, which")
    assert told(lambda x: np.trunc(x), lambda x: x, cases).startswith(
        "Wrong values: the fractions are lost; 0.25 became"
    )
    assert told(lambda x: x.astype("uint8"), lambda x: x, [(np.array([[300, 1]]),)]).startswith(
        "Wrong dtype: uint8 cannot hold 300, which was expected at [0, 0]."
    )


def test_an_argument_that_comes_back_as_it_was_is_named() -> None:
    """A result dropped, ``x.reshape(…)`` without its result, is the argument itself, in every failing input."""
    cases = [(np.array([[5]]),), (MATRIX,)]
    assert told(lambda x: x, lambda x: x.T + 1, cases).startswith("Returned x as it came. Wrong value")
    by_chance = told(lambda x: x if x.size == 1 else x * 0, lambda x: x.T + 1, cases)
    assert not by_chance.startswith("Returned")


def test_what_is_kept_between_calls_is_found() -> None:
    """A function that is right at first and gives another value when it is called again has kept something."""
    total = []

    def grows(x: Any) -> Any:
        total.append(x.sum())
        return np.float64(sum(total))

    said = told(grows, lambda x: x.sum(), [(np.array([1, 2]),), (np.array([3, 4]),)], "naive_vector_dot")
    assert said.startswith("Right at first, wrong when called again: ")


def test_the_member_of_a_pair_is_named() -> None:
    """Of several results the one that is wrong is named and drawn, by itself."""
    said = told(lambda t: (9.8 * t, 9.8 * t), lambda t: (9.8 * t, 9.8), [(2.0,)], "speed_and_acceleration")
    assert said.split("\n") == [
        "acceleration (item 1): Wrong value: 9.8 was expected, 19.6 came back.",
        "Call: speed_and_acceleration(time)",
        "  time = 2.0",
        "Expected: 9.8",
        "Got: 19.6",
    ]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "Returned None, where a NumPy array was expected: is a return missing?"),
        (Opaque("builtin_function_or_method", "<built-in method copy of numpy.ndarray object>"), "the function copy,"),
        (Opaque("function", "<function naive_relu>"), "Returned the function naive_relu, not its result"),
        (Opaque("ndarray", "an array of dtype object and shape (2,)"), "Wrong dtype: an array of dtype object and"),
        (MATRIX > 0, "Wrong dtype: bool, where numbers were expected."),
        (MATRIX * 1j, "Wrong dtype: complex128, where numbers were expected."),
        ("text", "Wrong type: the str 'text', where a NumPy array was expected."),
    ],
    ids=str,
)
def test_kinds_come_before_values(value: Any, words: str) -> None:
    """What is no array of numbers is told by what it is; its values are nobody's concern."""
    assert words in told(lambda x: value, lambda x: x, [(MATRIX,)]).split("\n")[0]


def test_a_line_of_the_students_is_written_one_way() -> None:
    """Whatever tells of a line names and quotes it as ``line_reference`` does, in a file and in a notebook."""
    assert line_reference(0, 2, PROGRAM) == "line 2: return xx"
    assert line_reference(0, 2, PROGRAM, quoted=False) == "line 2"
    assert line_reference(1, 2, BOOK) == "cell 2, line 2: return xx"
    assert in_words(f"so{where(Place(0, 2))}.", PROGRAM) == "so (line 2: return xx)."
    assert in_words(f"so{where(Place(0, 99))}", PROGRAM) == "so (line 99)"
    assert in_words(f"so{where(Place(0, 2))}.\nand so", PROGRAM, 20) == "so (line 2).\n  line 2: return xx\nand so"


def raised(text: str, line: int = 2) -> list[str]:
    """How an exception of that text is told, line by line."""
    told = describe_outcome(Raised("Oops", frozenset(), text, Place(0, line)), "naive_relu")
    return in_words(told, PROGRAM, FIRST_LINE).split("\n")


def test_an_exception_is_one_line_and_the_rest_below() -> None:
    """The first line stays a line: a long text goes on below, a long line of the file is quoted there."""
    assert raised("bad") == ["naive_relu raised Oops: bad (line 2: return xx)"]
    assert raised("") == ["naive_relu raised Oops (line 2: return xx)"]
    assert raised("one\ntwo") == ["naive_relu raised Oops: one (line 2: return xx)", "  two"]
    first, quoted, rest = raised("word " * 40, line=3)
    assert first.endswith("word … (line 3)")
    assert len(first) <= FIRST_LINE
    assert quoted.startswith("  line 3: y = x + x")
    assert rest.startswith("  … word")
    assert len("\n".join(raised("x" * 2000 + "\ny" * 900))) < 4000


def test_an_exceptions_name_keeps_to_its_line() -> None:
    """A class may be called anything; what its name is made of neither adds lines nor fills the page."""
    told = describe_outcome(Raised("A\nB" * 900, frozenset(), "bad", None), "naive_relu")
    assert "\n" not in told
    assert len(told) < 200


def test_what_tensorflow_adds_is_left_out() -> None:
    """The node's name and the operation's are TensorFlow's own business."""
    said = "Matrix size-incompatible: In[0]: [1,1]"
    text = f"{{{{function_node __wrapped__MatMul_device_/job:localhost}}}} {said} [Op:MatMul] name: "
    assert raised(text)[0] == f"naive_relu raised Oops: {said} (line 2: return xx)"


def test_marks_are_where_the_comparison_sees_a_difference() -> None:
    """Rounding is forgiven in the drawing as it is in the verdict."""
    got = np.array([1.0 + 1e-7, 2.1])
    assert wrong_entries(got, np.array([1.0, 2.0])).tolist() == [False, True]
    assert is_small(MATRIX)


def test_a_call_that_ends_badly_has_its_arguments_drawn() -> None:
    """An exception, a time-out and a crash show the call as a wrong value does."""

    class Ending(Local):
        def outcomes(self, calls: Any, **options: bool) -> list[Any]:
            return [Raised("Oops", frozenset(), "", None)] * len(calls)

    with pytest.raises(StudentError) as caught:
        check.values(Ending(lambda: None, "naive_relu"), Right(lambda x: x), [(MATRIX,)])
    assert caught.value.call == "Call: naive_relu(x)\n  x = np.array([[1, -2, 3], [4, 5, -6]])"
