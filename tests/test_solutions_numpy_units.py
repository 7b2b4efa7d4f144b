"""The two NumPy units keep their contracts: the reference solutions, their doctests and the tests that students see."""

import ast
import doctest
import importlib.util
import inspect
import re
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

from autograder.course import UNITS

SOLUTIONS = Path(__file__).parent.parent / "solutions"
FUNCTIONS = {unit.name: unit.functions for unit in UNITS if unit.name in ("tensors", "tensor_ops")}
EXERCISES = [(unit, function) for unit, functions in FUNCTIONS.items() for function in functions]
NAIVE = [function for function in FUNCTIONS["tensor_ops"] if function.startswith("naive_")]
DTYPES = ["int64", "float32", "float64"]
RNG_SEED = 20_210


def load(unit: str) -> ModuleType:
    """The solution module of ``unit``, freshly executed from its file, so that a test may replace functions in it."""
    spec = importlib.util.spec_from_file_location(f"solution_{unit}", SOLUTIONS / f"{unit}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module", autouse=True)
def no_window() -> Iterator[None]:
    """Draw into memory, and leave no figure behind."""
    import matplotlib.pyplot as plt

    backend = plt.get_backend()
    plt.switch_backend("agg")
    yield
    plt.close("all")
    plt.switch_backend(backend)


@pytest.fixture
def tensors() -> ModuleType:
    return load("tensors")


@pytest.fixture
def ops() -> ModuleType:
    return load("tensor_ops")


def numbers(shape: tuple[int, ...], dtype: str, seed: int = RNG_SEED) -> np.ndarray:
    """Small numbers of both signs, zero among them; exact in every dtype."""
    return np.random.default_rng(seed).integers(-9, 10, size=shape).astype(dtype)


def refuses(function: Callable[..., Any], *arguments: Any) -> bool:
    """Whether the call ends as course.md defines a refusal."""
    try:
        function(*arguments)
    except (AssertionError, ValueError):
        return True
    return False


# -- the file as a lesson ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("unit", FUNCTIONS)
def test_exercises_stand_in_the_contracts_order_with_their_public_test_behind_them(unit: str) -> None:
    """Each function of the contract is taught once, in order, and is followed at once by its public test."""
    text = (SOLUTIONS / f"{unit}.py").read_text(encoding="utf-8")
    headers = re.findall(r'^# %% tags=\["(exercise|public-test)"\] exercise="(\w+)"$', text, re.MULTILINE)
    assert headers == [(kind, name) for name in FUNCTIONS[unit] for kind in ("exercise", "public-test")]


@pytest.mark.parametrize("unit", FUNCTIONS)
def test_a_cell_holds_one_function_and_its_docstring_outlives_the_solution(unit: str) -> None:
    """An exercise cell is one function whose docstring, contract and example stay when the solution is cut out."""
    text = (SOLUTIONS / f"{unit}.py").read_text(encoding="utf-8")
    for cell in re.split(r"^# %% ", text, flags=re.MULTILINE)[1:]:
        header, _, body = cell.partition("\n")
        name = re.search(r'exercise="(\w+)"', header)
        if name is None:
            continue
        (node,) = ast.parse(body).body
        assert isinstance(node, ast.FunctionDef)
        if "public-test" in header:
            assert node.name == f"test_{name[1]}"
            continue
        stub, cuts = re.subn(r"    ### BEGIN SOLUTION\n.*?    ### END SOLUTION\n", "    ...\n", body, flags=re.DOTALL)
        assert (node.name, cuts) == (name[1], 1)
        (left,) = ast.parse(stub).body
        assert isinstance(left, ast.FunctionDef)
        assert len(left.body) == 2, "nothing but the docstring may stand outside the solution"
        docstring = ast.get_docstring(left) or ""
        assert all(part in docstring for part in ("Args:", "Returns:", ">>> ", "*Deep Learning with Python*, 2."))


@pytest.mark.parametrize("unit", FUNCTIONS)
def test_every_english_text_is_followed_by_its_korean_twin(unit: str) -> None:
    """Narrative comes in pairs with the same exercises, headings, pictures and formulas in both languages."""
    text = (SOLUTIONS / f"{unit}.py").read_text(encoding="utf-8")
    cells = re.findall(r'^# %% \[markdown\] lang="(\w\w)"\n(.*?)(?=^# %% |\Z)', text, re.MULTILINE | re.DOTALL)
    assert [lang for lang, _ in cells] == ["en", "ko"] * (len(cells) // 2)
    for (_, english), (_, korean) in zip(cells[::2], cells[1::2], strict=True):
        for pattern in (r"images/\w+\.svg", r"^# \$\$\n.*?^# \$\$$", r"^# (#+) ", r"^# - ", r"`\w+\([\w, =]*\)`\.\*\*"):
            flags = re.MULTILINE | re.DOTALL
            assert re.findall(pattern, english, flags) == re.findall(pattern, korean, flags)
        assert re.search("[가-힣]", korean)
        assert not re.search("[가-힣]", english)


@pytest.mark.parametrize("unit", FUNCTIONS)
def test_every_picture_is_there_and_well_formed(unit: str) -> None:
    """Each picture that a text shows exists, is an SVG with a title, and loads nothing from elsewhere."""
    pictures = set(re.findall(r"\]\((images/[^)]+)\)", (SOLUTIONS / f"{unit}.py").read_text(encoding="utf-8")))
    assert pictures
    for picture in pictures:
        source = (SOLUTIONS / picture).read_text(encoding="utf-8")
        root = ElementTree.fromstring(source)
        assert root.tag == "{http://www.w3.org/2000/svg}svg"
        assert root.findtext("{http://www.w3.org/2000/svg}title")
        assert "href" not in source
        assert "<script" not in source


@pytest.mark.parametrize("unit", FUNCTIONS)
def test_loading_a_unit_is_silent(unit: str, capfd: pytest.CaptureFixture[str]) -> None:
    """Importing a solution prints nothing and draws nothing."""
    import matplotlib.pyplot as plt

    figures = plt.get_fignums()
    load(unit)
    assert capfd.readouterr() == ("", "")
    assert plt.get_fignums() == figures


# -- doctests and public tests ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("unit", "name"), EXERCISES)
def test_the_docstrings_examples_are_true(unit: str, name: str) -> None:
    """Each function has an example, and it shows what really happens."""
    module = load(unit)
    (example,) = doctest.DocTestFinder().find(getattr(module, name), name, module, module.__dict__)
    results = doctest.DocTestRunner(verbose=False).run(example)
    assert results.attempted > 0
    assert results.failed == 0


@pytest.mark.parametrize(("unit", "name"), EXERCISES)
def test_the_public_test_accepts_the_solution(unit: str, name: str) -> None:
    """The tests that students see pass on the reference solution."""
    getattr(load(unit), f"test_{name}")()


def stub(*_: Any) -> None:
    raise NotImplementedError


def refuse(*_: Any) -> None:
    raise ValueError("no")


USELESS: dict[str, Callable[..., Any]] = {
    "a stub": stub,
    "nothing": lambda *_: None,
    "zero": lambda *_: 0,
    "the argument": lambda *arguments: arguments[0],
    "a bare refusal": refuse,
}


@pytest.mark.parametrize("useless", USELESS.values(), ids=USELESS)
@pytest.mark.parametrize(("unit", "name"), EXERCISES)
def test_the_public_test_rejects_a_program_that_knows_nothing(
    unit: str, name: str, useless: Callable[..., Any]
) -> None:
    """A stub, a constant, the argument handed back and a bare refusal each fail the tests that students see."""
    module = load(unit)
    setattr(module, name, useless)
    with pytest.raises((AssertionError, NotImplementedError, ValueError, AttributeError, TypeError, IndexError)):
        getattr(module, f"test_{name}")()


def add_in_place(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    assert x.shape == y.shape
    x += y
    return x


def relu_in_place(x: np.ndarray) -> np.ndarray:
    assert x.ndim == 2
    x[x < 0] = 0
    return x


MISTAKES: list[tuple[str, str, Callable[..., Any]]] = [
    ("tensors", "make_scalar", lambda value: np.array([value])),
    ("tensors", "make_vector", lambda values: np.array([values])),
    ("tensors", "make_matrix", lambda rows: np.array(rows).T),
    ("tensors", "make_rank3", lambda matrix, copies: np.tile(np.array(matrix), (copies, 1))),
    ("tensors", "make_rank3", lambda matrix, copies: np.stack([matrix] * copies, axis=-1)),
    ("tensors", "key_attributes", lambda x: (x.ndim, x.shape, x.dtype)),
    ("tensors", "slice_images", lambda images, start, stop: images[start : stop + 1]),
    ("tensors", "get_batch", lambda images, index, size=128: images[(index - 1) * size : index * size]),
    ("tensors", "get_batch", lambda images, index, size=100: images[index * size : (index + 1) * size]),
    ("tensor_ops", "naive_relu", relu_in_place),
    ("tensor_ops", "naive_relu", lambda x: np.abs(x)),
    ("tensor_ops", "naive_add", add_in_place),
    ("tensor_ops", "naive_add", lambda x, y: x + y),
    ("tensor_ops", "naive_vector_dot", lambda x, y: x * y),
    ("tensor_ops", "naive_matrix_dot", lambda x, y: x * y),
    ("tensor_ops", "naive_matrix_dot", lambda x, y: y @ x),
    ("tensor_ops", "broadcast_vector", lambda y, rows: np.tile(y, rows)),
    ("tensor_ops", "flatten_images", lambda images: images.reshape(-1)),
    ("tensor_ops", "flatten_images", lambda images: images.transpose(0, 2, 1).reshape(len(images), -1)),
    ("tensor_ops", "reshape_to_column", lambda x: x.reshape(-1)),
    ("tensor_ops", "reshape_matrix", lambda x, rows, cols: np.resize(x, (rows, cols))),
    ("tensor_ops", "reshape_matrix", lambda x, rows, cols: x.reshape((rows, cols), order="F")),
    ("tensor_ops", "transpose_matrix", lambda x: x.reshape(x.shape[1], x.shape[0])),
]


@pytest.mark.parametrize(("unit", "name", "mistake"), MISTAKES)
def test_the_public_test_catches_a_likely_mistake(unit: str, name: str, mistake: Callable[..., Any]) -> None:
    """What the texts warn of is caught before anything is handed in."""
    module = load(unit)
    setattr(module, name, mistake)
    with pytest.raises((AssertionError, ValueError)):
        getattr(module, f"test_{name}")()


# -- the unit `tensors` -----------------------------------------------------------------------------------------------


def test_plain_numbers_become_tensors_of_the_right_rank(tensors: ModuleType) -> None:
    """Scalars, vectors and matrices have rank 0, 1 and 2, down to lists without a number in them."""
    assert tensors.make_scalar(-2.5).shape == ()
    assert tensors.make_vector([]).shape == (0,)
    assert tensors.make_matrix([[], []]).shape == (2, 0)
    assert tensors.make_matrix([[1, 2], [3, 4]]).dtype.kind == "i"


@pytest.mark.parametrize("copies", [0, 1, 4])
@pytest.mark.parametrize("as_array", [False, True])
def test_the_stack_holds_copies(tensors: ModuleType, copies: int, as_array: bool) -> None:
    """A stack of any height has the matrix in each place, and writing into it reaches nothing else."""
    rows = [[1, 2, 3], [4, 5, 6]]
    matrix = np.array(rows) if as_array else rows
    stack = tensors.make_rank3(matrix, copies)
    assert stack.shape == (copies, 2, 3)
    assert stack.tolist() == [rows] * copies
    stack[:1] = -1
    assert stack[1:].tolist() == [rows] * max(copies - 1, 0)
    assert np.array_equal(matrix, rows)


@pytest.mark.parametrize("dtype", ["uint8", "float32", "bool", "int64"])
def test_key_attributes_are_plain_python_values(tensors: ModuleType, dtype: str) -> None:
    """Rank, shape and dtype come back as an int, ints and a string."""
    got = tensors.key_attributes(np.zeros((2, 0, 3), dtype=dtype))
    assert got == (3, (2, 0, 3), dtype)
    assert [type(entry) for entry in (got[0], *got[1], got[2])] == [int, int, int, int, str]


@pytest.mark.parametrize("size", [1, 3, 7, 10, 11])
def test_batches_put_together_are_all_the_images(tensors: ModuleType, size: int) -> None:
    """Whatever their size, the batches hold each image once, in order, and the one past the end is empty."""
    images = np.arange(10 * 2 * 3, dtype="uint8").reshape(10, 2, 3)
    count = -(-10 // size)
    batches = [tensors.get_batch(images, index, size) for index in range(count)]
    assert np.array_equal(np.concatenate(batches), images)
    assert tensors.get_batch(images, count, size).shape == (0, 2, 3)


def test_a_slice_keeps_the_dtype_and_may_be_empty(tensors: ModuleType) -> None:
    """From `start` to the same `stop` there is no image, and `uint8` stays `uint8`."""
    images = np.arange(24, dtype="uint8").reshape(4, 2, 3)
    assert tensors.slice_images(images, 2, 2).shape == (0, 2, 3)
    assert tensors.slice_images(images, 1, 3).dtype == np.uint8


def test_each_digit_gets_a_figure_of_its_own(tensors: ModuleType) -> None:
    """Two digits plotted one after the other do not end up on top of each other."""
    images = np.arange(24, dtype="uint8").reshape(4, 2, 3)
    first, second = tensors.plot_digit(images, 0), tensors.plot_digit(images, 3)
    assert first.figure is not second.figure
    assert np.array_equal(first.images[0].get_array(), images[0])
    assert np.array_equal(second.images[0].get_array(), images[3])


# -- the unit `tensor_ops` --------------------------------------------------------------------------------------------

SIZES = [(0, 0), (0, 3), (3, 0), (1, 1), (2, 3), (4, 1)]
VECTORISED: dict[str, tuple[Callable[..., Any], Callable[[int, int], list[tuple[int, ...]]]]] = {
    "naive_relu": (lambda x: np.maximum(x, 0), lambda r, c: [(r, c)]),
    "naive_add": (np.add, lambda r, c: [(r, c), (r, c)]),
    "naive_add_matrix_and_vector": (np.add, lambda r, c: [(r, c), (c,)]),
    "naive_vector_dot": (np.dot, lambda r, _: [(r,), (r,)]),
    "naive_matrix_vector_dot": (np.dot, lambda r, c: [(r, c), (c,)]),
    "naive_matrix_dot": (np.dot, lambda r, c: [(r, c), (c, r + 1)]),
}


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize(("rows", "cols"), SIZES)
@pytest.mark.parametrize("name", NAIVE)
def test_a_naive_function_agrees_with_numpy_and_leaves_its_arguments(
    ops: ModuleType, name: str, rows: int, cols: int, dtype: str
) -> None:
    """For every dtype and for empty arrays, the loops give NumPy's shape, values and dtype, and change nothing."""
    vectorised, shapes = VECTORISED[name]
    arguments = [numbers(shape, dtype, seed) for seed, shape in enumerate(shapes(rows, cols))]
    before = [argument.copy() for argument in arguments]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        got = getattr(ops, name)(*arguments)
    expected = vectorised(*arguments)
    assert np.shape(got) == np.shape(expected)
    assert np.array_equal(got, expected)
    assert np.asarray(got).dtype == expected.dtype or np.size(arguments[0]) == 0
    assert all(np.array_equal(was, now) for was, now in zip(before, arguments, strict=True))
    assert all(got is not argument for argument in arguments)


def test_large_integers_stay_exact(ops: ModuleType) -> None:
    """An `int64` is never sent through a float, which would lose its last digits."""
    big = 2**53 + 1
    assert ops.naive_vector_dot(np.array([big, 0]), np.array([1, 1])) == big
    assert ops.naive_matrix_vector_dot(np.array([[big]]), np.array([1])).tolist() == [big]
    assert ops.naive_matrix_dot(np.array([[big]]), np.array([[1]])).tolist() == [[big]]


REFUSALS = [
    ("naive_relu", [()]),
    ("naive_relu", [(3,)]),
    ("naive_relu", [(2, 2, 2)]),
    ("naive_relu", [(0,)]),
    ("naive_add", [(3,), (3,)]),
    ("naive_add", [(2, 2, 2), (2, 2, 2)]),
    ("naive_add", [(2, 3), (3, 2)]),
    ("naive_add", [(3, 4), (3, 1)]),
    ("naive_add", [(2, 3), (3,)]),
    ("naive_add", [(0, 3), (0, 2)]),
    ("naive_add_matrix_and_vector", [(3,), (3,)]),
    ("naive_add_matrix_and_vector", [(2, 3), (1, 3)]),
    ("naive_add_matrix_and_vector", [(2, 3), (2,)]),
    ("naive_add_matrix_and_vector", [(2, 3), (1,)]),
    ("naive_add_matrix_and_vector", [(2, 2, 2), (2,)]),
    ("naive_add_matrix_and_vector", [(0, 3), (2,)]),
    ("naive_vector_dot", [(2, 2), (2, 2)]),
    ("naive_vector_dot", [(3,), (4,)]),
    ("naive_vector_dot", [(4,), (3,)]),
    ("naive_vector_dot", [(3,), (3, 1)]),
    ("naive_vector_dot", [(0,), (1,)]),
    ("naive_matrix_vector_dot", [(3,), (3,)]),
    ("naive_matrix_vector_dot", [(2, 3), (2,)]),
    ("naive_matrix_vector_dot", [(2, 3), (4,)]),
    ("naive_matrix_vector_dot", [(2, 3), (3, 1)]),
    ("naive_matrix_vector_dot", [(0, 3), (2,)]),
    ("naive_matrix_dot", [(2, 3), (2, 3)]),
    ("naive_matrix_dot", [(2, 3), (4, 2)]),
    ("naive_matrix_dot", [(2, 3), (3,)]),
    ("naive_matrix_dot", [(3,), (3, 2)]),
    ("naive_matrix_dot", [(2, 2, 2), (2, 2)]),
    ("naive_matrix_dot", [(0, 3), (2, 0)]),
]


@pytest.mark.parametrize(("name", "shapes"), REFUSALS)
def test_a_naive_function_refuses_what_does_not_fit(ops: ModuleType, name: str, shapes: list[tuple[int, ...]]) -> None:
    """Wrong ranks and lengths are refused, empty arrays not excepted."""
    assert refuses(getattr(ops, name), *(numbers(shape, "float64") for shape in shapes))


@pytest.mark.parametrize("name", NAIVE)
def test_a_naive_function_is_written_in_loops(ops: ModuleType, name: str) -> None:
    """The solutions keep the rule they teach: a loop, single entries, and no call but those the course allows."""
    function = getattr(ops, name)
    assert isinstance(function, FunctionType)
    tree = ast.parse(inspect.getsource(function))
    calls = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    assert any(isinstance(node, ast.For) for node in ast.walk(tree))
    assert calls <= {"len", "range", "max", "x.copy", "np.zeros", "naive_vector_dot"}
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp):
            assert all(isinstance(side, ast.Subscript) for side in (node.left, node.right))


@pytest.mark.parametrize("rows", [0, 1, 3])
@pytest.mark.parametrize("length", [0, 1, 4])
@pytest.mark.parametrize("dtype", DTYPES)
def test_a_broadcast_vector_fills_every_row(ops: ModuleType, rows: int, length: int, dtype: str) -> None:
    """Any number of rows of any length, none included, equals what NumPy broadcasts."""
    y = numbers((length,), dtype)
    before = y.copy()
    got = ops.broadcast_vector(y, rows)
    assert np.array_equal(got, np.broadcast_to(y, (rows, length)))
    assert got.dtype == y.dtype
    assert np.array_equal(y, before)


@pytest.mark.parametrize("shape", [(), (1, 3), (3, 1), (2, 2, 2), (0, 0)])
def test_what_is_no_vector_is_not_broadcast(ops: ModuleType, shape: tuple[int, ...]) -> None:
    """Only rank 1 is broadcast."""
    assert refuses(ops.broadcast_vector, numbers(shape, "float64"), 2)


@pytest.mark.parametrize("shape", [(0, 28, 28), (1, 1, 1), (5, 28, 28), (3, 2, 7), (2, 0, 3)])
def test_a_pixel_lands_where_the_text_says(ops: ModuleType, shape: tuple[int, int, int]) -> None:
    """Pixel (r, c) of an image of width w stands in column r * w + c of the image's row, for images of any size."""
    images = numbers(shape, "float32")
    flat = ops.flatten_images(images)
    count, height, width = shape
    assert flat.shape == (count, height * width)
    for i, r, c in np.ndindex(shape):
        assert flat[i, r * width + c] == images[i, r, c]


@pytest.mark.parametrize("shape", [(), (6,), (2, 3), (3, 2), (1, 2, 3), (0, 4)])
@pytest.mark.parametrize("order", ["C", "F"])
def test_reshaping_reads_row_by_row(ops: ModuleType, shape: tuple[int, ...], order: Any) -> None:
    """The reading order is that of the rows, however the array lies in memory, and the argument keeps its shape."""
    x = np.array(numbers(shape, "int64"), order=order)
    entries = [x[index] for index in np.ndindex(shape)]
    column = ops.reshape_to_column(x)
    row = ops.reshape_matrix(x, 1, x.size)
    assert (column.shape, row.shape, x.shape) == ((x.size, 1), (1, x.size), shape)
    assert column[:, 0].tolist() == row[0].tolist() == entries


@pytest.mark.parametrize(("rows", "cols"), [(4, 2), (1, 5), (0, 6), (7, 1), (-1, 3), (3, -1), (-2, -3), (-1, -6)])
def test_a_size_that_does_not_fit_is_refused(ops: ModuleType, rows: int, cols: int) -> None:
    """Six entries fill six places, and a negative number of rows is none."""
    assert refuses(ops.reshape_matrix, np.arange(6).reshape(2, 3), rows, cols)


@pytest.mark.parametrize("shape", [(2, 3), (1, 4), (3, 3), (0, 2)])
def test_transposing_moves_each_entry_across_the_diagonal(ops: ModuleType, shape: tuple[int, int]) -> None:
    """The entry at [i, j] goes to [j, i]."""
    x = numbers(shape, "float64")
    got = ops.transpose_matrix(x)
    assert got.shape == shape[::-1]
    assert all(got[j, i] == x[i, j] for i, j in np.ndindex(shape))
