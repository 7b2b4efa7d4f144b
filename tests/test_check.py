"""The graders' checks: what counts as right, what a student is told, and that no value of a student's breaks them."""

import copy
from typing import Any

import numpy as np
import pytest

from autograder.attempt.attempt import StudentError
from autograder.box.outcomes import Finding, NotCalled, Place, Raised, Returned
from autograder.box.wire import Handle, Opaque
from autograder.checks import check
from autograder.checks.check import Wrong
from autograder.checks.comparison import same
from autograder.checks.example import differing
from autograder.checks.messages import show
from autograder.checks.places import mark
from autograder.submission.programs import Cell, Program

MATRIX = np.array([[1, 2, 3], [4, 5, 6]])
HUGE = 10**5000
PLAIN = (2, (2, 3), "int64")
ODD_VALUES = [
    *[None, True, 7, -0.0, float("nan"), float("inf"), HUGE, 1j, "text", b"bytes", {}, {"a": HUGE}],
    *[(), [], [[]], (1,), [1, 2], [np.zeros(2), None], ([[[[[[1]]]]]],) * 3, list(range(1000))],
    *[np.zeros(0), np.zeros((2, 3), bool), np.zeros((2, 3), complex), np.full((2, 3), np.nan), np.array(1)],
    *[np.array([[1e308, -1e308, np.inf]] * 2), np.zeros((1,) * 30), np.float16(1), np.bool_(True), np.complex64(1j)],
    *[
        Opaque("ndarray", "an array of dtype <U3 and shape (2,)"),
        Opaque("Figure", "<Figure at 0x7f01>"),
        Opaque("X", ""),
    ],
    Handle(3, "axes", "Axes"),
]
WANTED = [
    MATRIX,
    np.array(14),
    np.float32(0.5),
    3,
    (MATRIX, np.array([1.5, 2.5])),
    PLAIN,
    (0.0, 1.0, 2.0),
]


class Local:
    """A function of the student's, in this process, or outcomes made up for it."""

    name = "f"
    program = Program("tensor_ops", "tensor_ops.py", (Cell("def f(x):\n    return np.dot(x, x)\n"),), is_notebook=False)

    def __init__(self, function: Any = None, findings: tuple[Finding, ...] = (), made_up: Any = None) -> None:
        self._function = function
        self._findings = findings
        self._made_up = made_up
        self.calls = 0

    def outcomes(self, calls: Any, **options: bool) -> list[Any]:
        self.calls += 1
        if self._made_up is not None:
            return [self._made_up] * len(calls)
        return [self._outcome(call, options) for call in calls]

    def _outcome(self, call: Any, options: dict[str, bool]) -> Any:
        arguments = copy.deepcopy(list(call))  # as the wire does
        try:
            value = self._function(*arguments)
        except Exception as error:
            bases = frozenset(kind.__name__ for kind in type(error).__mro__)
            return Raised(type(error).__name__, bases, str(error), Place(0, 2))
        return Returned(value, tuple(arguments) if options.get("echo") else None, self._findings)


class Right:
    """The reference: a function of this process."""

    def __init__(self, function: Any) -> None:
        self._function = function

    def values(self, cases: Any) -> list[Any]:
        return [self._function(*case) for case in cases]


def words(checked: Any, *arguments: Any) -> str:
    """What the student is told."""
    with pytest.raises(Wrong) as raised:
        checked(*arguments)
    return str(raised.value)


def test_a_right_function_passes_in_one_round_trip():
    """However many inputs a test has, the student's function is asked once."""
    function = Local(np.transpose)
    check.values(function, Right(np.transpose), [(MATRIX,), (MATRIX[:1],), (MATRIX[:, :1],)])
    assert function.calls == 1


def test_the_first_wrong_case_is_reported():
    """Inputs go from small to large, and the message shows the first that fails, what was expected and what came."""
    told = words(check.values, Local(lambda x: x), Right(np.transpose), [(np.array([[5]]),), (MATRIX,), (MATRIX * 2,)])
    assert told.splitlines()[0] == "Returned argument_1 as it came. Wrong shape: (2, 3), where (3, 2) was expected."
    assert "Call: f(argument_1)\n  argument_1 = np.array([[1, 2, 3], [4, 5, 6]])" in told
    assert "Expected (shape (3, 2)):\n  [[1, 4],\n   [2, 5],\n   [3, 6]]" in told
    assert "Got (shape (2, 3)):\n  [[1, 2, 3],\n   [4, 5, 6]]" in told


def test_large_examples_are_summarised():
    """An example that would fill the page is told by its shapes; the diagnosis stays."""
    large = np.ones((20, 30))
    told = words(check.values, Local(lambda x: x), Right(np.transpose), [(large,)])
    assert "<array of shape (20, 30), float64>" in told
    assert len(told) < 400


def test_a_call_that_raises_is_no_wrong_answer():
    """An exception reaches the one who explains it, with the call that led to it."""

    def fail(x: Any) -> None:
        raise KeyError("oops")

    with pytest.raises(StudentError):
        check.unchanged(Local(fail), [(MATRIX,)])
    for checked in (check.values, check.writes_loops):
        with pytest.raises(StudentError) as raised:
            checked(Local(fail), Right(np.transpose), [(MATRIX,)])
        assert raised.value.call.startswith("Call: f(argument_1)\n  argument_1 = np.array(")


@pytest.mark.parametrize("number", [14, 14.0, np.int64(14), np.float32(14), np.array(14), np.uint8(14), 14.0000001])
def test_any_kind_of_number_is_a_scalar(number):
    """A scalar may be a Python number, a NumPy scalar or a rank-0 array, exact within rounding."""
    assert check.differs(number, np.array(14)) == ""
    assert check.is_number(number)


@pytest.mark.parametrize(
    "value", [np.array([14]), [14], "14", None, 14.1, True, np.bool_(True), 14 + 0j, 10**400, float("nan")]
)
def test_what_is_no_such_number_differs(value):
    """A list or an array of one entry, a truth value or another number is not the scalar asked for."""
    assert check.differs(value, np.array(14))


def test_arrays_are_compared_by_shape_and_values():
    """The dtype is left open and rounding forgiven; shape, kind and every entry count."""
    assert check.differs(MATRIX.astype("float32") + 1e-6, MATRIX) == ""
    assert check.differs(np.zeros((0, 3), "float32"), np.zeros((0, 3), "int64")) == ""
    assert check.differs(np.zeros((3, 0)), np.zeros((0, 3))) == "Wrong shape: (3, 0), where (0, 3) was expected."
    assert check.differs(MATRIX.tolist(), MATRIX) == "Wrong type: a list of 2, where a NumPy array was expected."
    one_off = MATRIX.copy()
    one_off[1, 2] = 7
    differs = "Wrong values: 1 of 6 entries differ; at [1, 2] 6 was expected, 7 came back."
    assert check.differs(one_off, MATRIX) == differs
    assert check.differs(MATRIX * 1.001, MATRIX).startswith("Wrong values: 6 of 6 entries differ")


def test_only_a_pair_may_be_a_list():
    """The contract allows a list for a pair; three things are a tuple."""
    pair, triple = (MATRIX, np.array(2.0)), (1.0, 2.0, 3.0)
    assert check.differs(list(pair), pair) == ""
    assert check.differs(triple, triple) == ""
    assert check.differs(list(triple), triple) == "Wrong type: a list of 3, where a tuple of 3 was expected."
    assert check.differs(pair + pair, pair) == "Wrong number of results: a tuple of 4, where a pair was expected."
    assert check.differs((MATRIX, 3.0), pair).startswith("Item 1 of the result: Wrong value: 2 was expected, 3")


def test_single_items_can_be_graded():
    """Partial credit: one item of a tuple is judged, the others are not."""
    assert check.only(0, 2)((1.0, None, 3.0), (1.0, 2.0, 3.0)) == ""
    assert check.only(1)((1.0, None, 3.0), (1.0, 2.0, 3.0))
    assert check.only(0)(1.0, (1.0, 2.0, 3.0))


def test_attributes_are_ints_tuples_and_strings():
    """A shape is a tuple of ints and a rank an int: 3.0, True and lists are not."""
    wanted = (1, (3,), "uint8")
    assert check.differs((1,), (1,)) == ""
    for right in (wanted, (np.int64(1), (np.int64(3),), "uint8")):
        assert check.only(0, 1, 2, compare=check.plain_differs)(right, wanted) == ""
    for wrong in ((1.0, (3,), "uint8"), (True, (3,), "uint8"), (1, [3], "uint8"), (1, (3, 1), "uint8"), (1, (3,), 8)):
        assert check.only(0, 1, 2, compare=check.plain_differs)(wrong, wanted)


def test_a_numpy_scalar_is_no_python_number():
    """`make_scalar` must make something: a rank-0 array or a NumPy scalar, not the number it was given."""
    for right in (np.array(12), np.float64(12), np.int8(12)):
        assert check.numpy_scalar_differs(right, np.array(12)) == ""
    for wrong in (12, 12.0, np.array([12]), np.array(13), [12], None, np.bool_(True)):
        assert check.numpy_scalar_differs(wrong, np.array(12))


@pytest.mark.parametrize("wanted", WANTED, ids=str)
def test_nothing_a_student_returns_breaks_a_comparison(wanted):
    """Whatever came through the wire, there is a verdict and a short text: never an exception, never a warning."""
    compares = [check.differs]
    if isinstance(wanted, tuple):
        compares += [check.only(0), check.only(len(wanted) - 1)]
    elif np.ndim(wanted) == 0:
        compares.append(check.numpy_scalar_differs)
    if wanted is PLAIN:
        compares = [check.plain_differs, check.only(0, 1, 2, compare=check.plain_differs)]
    for value in [*ODD_VALUES, *WANTED]:
        for compare in compares:
            assert isinstance(compare(value, wanted), str)
        assert isinstance(same(value, wanted), bool)
        assert isinstance(same(wanted, value), bool)
        assert len(show(value)) < 2000
        assert len("\n".join(differing("f", (value, value), wanted, value))) < 4000


def test_what_is_shown_is_the_same_in_every_run():
    """Addresses are no part of a message: the same program gets the same words."""
    assert show(Opaque("AxesImage", "<AxesImage object at 0x7f2948e25910>")) == "an AxesImage (<AxesImage object>)"


def test_a_refusal_is_an_assertion_or_value_error():
    """`AssertionError`, `ValueError` and what derives from them refuse; anything else does not."""

    def refuse(error: type[Exception]) -> Local:
        def function(x: Any) -> None:
            raise error("no")

        return Local(function)

    class OwnError(ValueError):
        pass

    for error in (AssertionError, ValueError, OwnError, UnicodeError):
        check.refuses(refuse(error), [(MATRIX,)])
    for error in (IndexError, TypeError, NotImplementedError):
        assert f"Instead: f {'is not written yet' if error is NotImplementedError else 'raised'}" in words(
            check.refuses, refuse(error), [(MATRIX,)]
        )
    assert "It returned: None" in words(check.refuses, Local(lambda x: None), [(MATRIX,)])
    assert "had already" in words(check.refuses, Local(made_up=NotCalled("f had already run out of time")), [(MATRIX,)])


def test_a_changed_argument_is_noticed():
    """Entries, shape and dtype of an array and the items of a list must be after the call what they were before."""

    def fill(x: Any) -> Any:
        x[...] = 0
        return x

    def reshape(x: Any) -> Any:
        x.resize((x.size, 1), refcheck=False)
        return x

    check.unchanged(Local(lambda x: x), [(MATRIX,), ([1, [2]],), (1.5,)])
    for change in (fill, reshape):
        assert words(check.unchanged, Local(change), [(MATRIX,)]).startswith("f changes its argument argument_1; work")
    assert "  argument_1 = [3, 1]\nargument_1 after the call: [1, 3]" in words(
        check.unchanged, Local(lambda x: x.sort()), [([3, 1],)]
    )


def test_an_argument_check_passes_over_calls_that_raise():
    """A function that cannot take one dtype loses that test's points, not those for leaving its arguments alone."""

    def ints_only(x: Any) -> Any:
        if x.dtype.kind == "f":
            raise TypeError("ints only")
        return x

    check.unchanged(Local(ints_only), [(MATRIX * 0.5,), (MATRIX,)])
    with pytest.raises(StudentError):
        check.unchanged(Local(ints_only), [(MATRIX * 0.5,)])
    with pytest.raises(StudentError):
        check.unchanged(Local(made_up=NotCalled("f is not defined in the file")), [(MATRIX,)])


def test_equality_of_arguments_is_exact():
    """NaN equals itself, 1 is not 1.0, and an array that has come into a list is no surprise."""
    assert same(np.array([np.nan, 1.0]), np.array([np.nan, 1.0]))
    assert not same(np.array([1, 2]), np.array([1.0, 2.0]))
    assert not same([1, 2], [1.0, 2.0])
    assert not same([1, 2], [np.zeros(3), 2])
    assert not same([1, 2], (1, 2))


def test_handing_work_over_is_named_with_its_line():
    """A function that leaves the loops to NumPy is told which operation did it, and where."""
    same_again = Right(lambda x: x)
    check.writes_loops(Local(lambda x: x), same_again, [(MATRIX,)])
    told = words(check.writes_loops, Local(lambda x: x, (Finding(Place(0, 2), "np.dot"),)), same_again, [(MATRIX,)])
    assert f"np.dot {mark(0, 2)}.\nHere" in told
    told = words(check.writes_loops, Local(lambda x: x, (Finding(Place(-1, 2), "np.dot"),)), same_again, [(MATRIX,)])
    assert "np.dot.\nHere" in told  # of another file no line is quoted


def test_who_does_nothing_while_watched_has_shown_no_loops():
    """A watched call counts with the right value only, which is told as any wrong value is."""
    for idle in (lambda x: None, lambda x: x * 0):
        told = words(check.writes_loops, Local(idle), Right(lambda x: x), [(MATRIX,)])
        assert told.startswith("Loops count where they give the right result. ")
        assert "\nCall: f(argument_1)\n  argument_1 = np.array([[1, 2, 3]," in told


class Plotter:
    """A student whose one function returns what it is told to, and whose axes show what they are told to."""

    def __init__(self, returned: Any, images: Any) -> None:
        self.plot_digit = Local(made_up=Returned(returned))
        self.attempt = self
        self._images = images

    def ask(self, handle: Handle, question: str) -> Any:
        assert (handle.kind, question) == ("axes", "images")
        return self._images


def test_a_drawing_is_judged_by_its_last_image():
    """`plt.gca()` may show earlier digits as well; the one on top is the one that is seen."""
    axes, drawn = Handle(1, "axes", "Axes"), [{"data": MATRIX * 2, "cmap": "gray"}, {"data": MATRIX, "cmap": "binary"}]
    check.pictures(Plotter(axes, drawn), "plot_digit", [(MATRIX, 0)], [MATRIX])
    check.colours(Plotter(axes, drawn), "plot_digit", [(MATRIX, 0)], "binary")
    assert "is not the one asked for" in words(check.pictures, Plotter(axes, drawn[:1]), "plot_digit", [()], [MATRIX])
    assert "'binary', not 'gray'" in words(check.colours, Plotter(axes, drawn[:1]), "plot_digit", [()], "binary")


@pytest.mark.parametrize("images", [[], None, [3], [{}], [{"data": None, "cmap": None}], {"data": MATRIX}], ids=str)
def test_axes_without_a_picture_are_wrong(images):
    """Whatever a box says of its axes, it is a wrong answer at worst."""
    assert words(check.pictures, Plotter(Handle(1, "axes", "Axes"), images), "plot_digit", [()], [MATRIX])


@pytest.mark.parametrize("value", [None, Opaque("AxesImage", ""), Handle(1, "model", "Sequential"), MATRIX], ids=str)
def test_what_is_no_axes_is_named(value):
    """Returning the image, the figure or nothing is answered with what to return."""
    assert "should return the Axes" in words(check.pictures, Plotter(value, []), "plot_digit", [()], [MATRIX])
