"""The sensor for loops: honest loops pass, work handed to NumPy is named, and neither runs any differently."""

import ast
import re
import sys
import traceback
import types
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from autograder.box.loops import Finding, Watch
from autograder.box.rewriting import parsed


def programs(table: str) -> dict[str, str]:
    """The programs of a table, by title."""
    text = (Path(__file__).parent / "loop_programs" / f"{table}.txt").read_text(encoding="utf-8")
    return dict(part.split("\n", 1) for part in text.split("# %% ")[1:])


HONEST, VECTORISED = programs("honest"), programs("vectorised")
FILE = "tensor_ops.py"
DTYPES = ("int64", "float32", "float64")
SIZES = ((2, 2, 2), (2, 3, 4), (4, 5, 3))


def matrix(rows: int, columns: int, dtype: str = "float64") -> np.ndarray:
    """Entries of both signs and no two alike."""
    return (np.arange(rows * columns).reshape(rows, columns) * 7 % 11 - 5).astype(dtype)


def inputs(name: str, rows: int = 3, inner: int = 4, columns: int = 2, dtype: str = "float64") -> list[np.ndarray]:
    """Arguments for the naive function of that name."""
    x, y = matrix(rows, inner, dtype), matrix(inner, columns, dtype)
    return {
        "naive_relu": [x],
        "naive_add": [x, x[::-1] * 3],
        "naive_add_matrix_and_vector": [x, y[:, 0]],
        "naive_vector_dot": [x[0], y[:, 0]],
        "naive_matrix_vector_dot": [x, y[:, 0]],
        "naive_matrix_dot": [x, y],
    }[name]


def expected(name: str, arguments: Sequence[np.ndarray]) -> np.ndarray:
    """What it has to return."""
    x, y = arguments[0], arguments[-1]
    if name == "naive_relu":
        return np.maximum(x, 0)
    return x + y if "add" in name else x @ y


def load(*cells: str) -> types.ModuleType:
    """The module that these cells make, executed as the box does."""
    module = types.ModuleType("submission")
    for number, cell in enumerate(cells):
        exec(compile(ast.parse(cell), filenames(cells)[number], "exec", dont_inherit=True), module.__dict__)
    return module


def filenames(cells: Sequence[str]) -> list[str]:
    """The names that the box compiles cells under."""
    return [FILE] if len(cells) == 1 else [f"cell {number}" for number in range(len(cells))]


def watch(*cells: str) -> Watch:
    """A watch over these cells, which have been executed."""
    return Watch(list(map(parsed, cells)), load(*cells).__dict__, filenames(cells))


def function_of(source: str) -> str:
    """The naive function that a program defines."""
    return re.findall(r"^(?:def )?(naive_\w+)", source, re.MULTILINE)[-1]


def cases(table: dict[str, str]) -> list[object]:
    """The programs as parameters, named."""
    return [pytest.param(source, id=title) for title, source in table.items()]


@pytest.mark.parametrize("source", cases(HONEST))
def test_honest_loops_pass(source: str) -> None:
    """However a student writes the loops, nothing is held against them, and no function went unwatched."""
    name, module = function_of(source), load(source)
    watched = Watch([parsed(source)], module.__dict__, [FILE])
    for dtype in DTYPES:
        assert watched.run(name, inputs(name, dtype=dtype)).findings == ()
    own = [value for value in vars(module).values() if isinstance(value, types.FunctionType)]
    own = [function for function in own if function.__code__.co_filename == FILE]
    assert {id(function) for function in own} <= {id(function) for function, _, _ in watched._functions}


@pytest.mark.parametrize("source", cases(VECTORISED))
def test_work_handed_to_numpy_is_noticed(source: str) -> None:
    """Whichever way the work gets to NumPy, it is noticed, and on the very lines that do it."""
    name, watched = function_of(source), watch(source)
    marked = {(0, number) for number, line in enumerate(source.splitlines(), 1) if "# here" in line}
    assert marked
    for dtype in DTYPES:
        assert {(found.cell, found.line) for found in watched.run(name, inputs(name, dtype=dtype)).findings} == marked


@pytest.mark.parametrize("source", cases(HONEST | VECTORISED))
def test_programs_are_right(source: str) -> None:
    """The programs of the two tables do what their function has to, so that the tables speak of real solutions."""
    name = function_of(source)
    arguments = inputs(name)
    np.testing.assert_allclose(load(source).__dict__[name](*arguments), expected(name, arguments))


@pytest.mark.parametrize("source", cases(HONEST | VECTORISED))
def test_a_watched_function_returns_the_same(source: str) -> None:
    """A run gives what the function returns unwatched, as a plain array of its dtype; arguments stay as they were."""
    name, module = function_of(source), load(source)
    watched = Watch([parsed(source)], module.__dict__, [FILE])
    for sizes, dtype in zip(SIZES, DTYPES, strict=True):
        arguments = inputs(name, *sizes, dtype)
        before = [argument.tobytes() for argument in arguments]
        unwatched = np.asarray(module.__dict__[name](*map(np.copy, arguments)))
        value = watched.run(name, arguments).value
        assert type(value) is np.ndarray or not isinstance(value, np.ndarray)
        np.testing.assert_array_equal(np.asarray(value), unwatched, strict=True)
        assert [argument.tobytes() for argument in arguments] == before


@pytest.mark.parametrize(
    ("body", "operation"),
    [
        ("return x + y", "+ on whole arrays"),
        ("return x[0] @ y[0]", "@"),
        ("return np.dot(x, y.T)", "np.dot"),
        ("return np.linalg.norm(x)", "np.linalg.norm"),
        ("return np.add.reduce(x)", "np.add.reduce"),
        ("return x.dot(y.T)", ".dot()"),
        ("return sum(x)", "sum over rows"),
        ("return x > 0", "> on whole arrays"),
        ("return -x", "unary - on whole arrays"),
        ("z = x.copy(); z += y; return z", "+= on whole arrays"),
        ("return abs(x)", "abs of whole arrays"),
        ("return eval('x @ y.T')", "eval"),
        ("return np.vectorize(max)(x, 0)", "np.vectorize"),
    ],
)
def test_findings_name_the_operation(body: str, operation: str) -> None:
    """A finding says which operation it was, once, in words that a student knows."""
    source = f"import numpy as np\ndef naive_add(x, y):\n    {body}\n"
    assert watch(source).run("naive_add", inputs("naive_add")).findings == (Finding(0, 3, operation),)


def test_findings_come_once_and_in_order() -> None:
    """An operation inside a loop is one finding, and findings stand in the order in which they came about."""
    source = (
        "def f(x, y):\n    for i in range(3):\n        a = x[i] + y[i]\n        b = x[i] * y[i]\n    return a @ b\n"
    )
    found = watch(source).run("f", inputs("naive_add")).findings
    assert [(finding.line, finding.operation) for finding in found] == [
        (3, "+ on whole arrays"),
        (4, "* on whole arrays"),
        (5, "@"),
    ]


def test_a_notebook_is_watched_across_its_cells() -> None:
    """A helper of an earlier cell is watched, its own cell is named, and a cell that does not parse is passed over."""
    cells = ("def helper(a, b):\n\n    return a + b\n", "pass", "def naive_add(x, y):\n    return helper(x, y)\n")
    module, names = load(*cells), filenames(cells)
    assert Watch(list(map(parsed, cells)), module.__dict__, names).run("naive_add", inputs("naive_add")).findings == (
        Finding(0, 3, "+ on whole arrays"),
    )
    broken = (cells[0], "def (:", cells[2])
    assert (
        Watch(list(map(parsed, broken)), module.__dict__, names).run("naive_add", inputs("naive_add")).findings[0].cell
        == 0
    )


def test_each_run_has_its_own_findings() -> None:
    """A run's findings are those of its own call, not of the ones before."""
    watched = watch("def naive_add(x, y):\n    return x + y\ndef naive_relu(x):\n    return [v for v in x]\n")
    assert watched.run("naive_add", inputs("naive_add")).findings
    assert watched.run("naive_relu", inputs("naive_relu")).findings == ()
    assert watched.run("naive_add", inputs("naive_add")).findings


def test_nothing_is_left_behind() -> None:
    """After a run, a failed one too, the module is what it was: names, functions, code objects."""
    source = "def naive_add(x, y):\n    assert x.shape == y.shape\n    return x + y\n"
    module = load(source)
    names, code = set(vars(module)), module.naive_add.__code__
    watched = Watch([parsed(source)], module.__dict__, [FILE])
    watched.run("naive_add", inputs("naive_add"))
    with pytest.raises(AssertionError):
        watched.run("naive_add", [matrix(2, 3), matrix(3, 2)])
    assert set(vars(module)) == names
    assert module.naive_add.__code__ is code


def test_top_level_does_not_run_again() -> None:
    """Watching executes no statement of the top level a second time."""
    source = "import builtins\nseen.append(1)\ndef naive_relu(x):\n    return x\nclass A:\n    seen.append(2)\n"
    module = types.ModuleType("submission")
    module.__dict__["seen"] = seen = []
    exec(compile(source, FILE, "exec"), module.__dict__)
    Watch([parsed(source)], module.__dict__, [FILE]).run("naive_relu", inputs("naive_relu"))
    assert seen == [1, 2]


@pytest.mark.parametrize(
    ("source", "kind", "lines"),
    [
        ("def f(x):\n    y = 1\n    return y + 'a'\n", TypeError, [3]),
        ("def f(x):\n    z = [0]\n    z[1] += (\n        1)\n", IndexError, [3]),
        (
            "def g(a):\n\n    return a[9]\n\ndef f(x):\n    return [g(row)\n            for row in x]\n",
            IndexError,
            [6, 6, 3],
        ),
        ("def f(x):\n    assert x.ndim == 1, 'rank'\n", AssertionError, [2]),
        ("def f(x):\n    if x.ndim != 1:\n        raise ValueError('rank')\n", ValueError, [3]),
        ("def f(x):\n    return undefined(x)\n", NameError, [2]),
        ("def f(x):\n    return (x\n            .nothing(1))\n", AttributeError, [3]),
        ("def f(x):\n    total += 1\n", UnboundLocalError, [2]),
        ("def f(x):\n    return sum(5)\n", TypeError, [2]),
        ("def f(x):\n    return f()\n", TypeError, [2]),
        ("def f(x):\n    return f(x)\n", RecursionError, None),
        ("import numpy as np\ndef f(x):\n    return np.dot(x, x)\n", ValueError, [3]),
    ],
)
def test_exceptions_keep_their_kind_and_lines(source: str, kind: type[Exception], lines: list[int] | None) -> None:
    """What a function raises comes through with its text, and its traceback shows the lines of the student's file."""
    module = load(source)
    with pytest.raises(kind) as unwatched:
        module.f(matrix(3, 4))
    with pytest.raises(kind) as watched:
        Watch([parsed(source)], module.__dict__, [FILE]).run("f", [matrix(3, 4)])
    assert str(watched.value) == str(unwatched.value)
    seen = [frame.lineno for frame in traceback.extract_tb(watched.value.__traceback__) if frame.filename == FILE]
    if lines is not None:
        assert seen == lines
    assert not any(line.name.startswith("_op") for line in traceback.extract_tb(watched.value.__traceback__))


SEMANTICS = """
import functools
from dataclasses import dataclass

class Base:
    def __init__(self, n):
        self.n = n
        self.__hidden = [n]
    def step(self, by=1):
        self.__hidden[0] += by
        self.n **= 2
        return self.__hidden[0]

class Child(Base):
    scale = -1
    def step(self, by=1):
        return super().step(by) + self.scale
    @property
    def twice(self):
        return self.n * 2
    @classmethod
    def make(cls, *args, **named):
        return cls(*args, **named)

log = []
def note(value):
    log.append(value)
    return value

class Cell(dict):
    def __getitem__(self, key):
        log.append(("get", key))
        return super().__getitem__(key)

def counter():
    count = 0
    def up():
        nonlocal count
        count += 1
        return count
    return up

tick = counter()
pair = {"add": lambda a, b: a + b, "sub": lambda a, b: a - b}

@functools.lru_cache
def fib(n: int) -> int:
    return n if n < 2 else fib(n - 1) + fib(n - 2)

@dataclass
class Point:
    x: int = 1
    def __iadd__(self, other):
        self.x += 10 * other
        return self
    def __add__(self, other):
        return "added"
    def __rmatmul__(self, other):
        return "rmatmul"

total = 5
def bump(k):
    global total
    total -= k
    return total

def match(value):
    match value:
        case -1:
            return "minus one"
        case {"a": 1 + 2j}:
            return "complex"
        case [x, *rest] if x > 1:
            rest += [x]
            return rest
    return None

def running():
    received = 0
    while True:
        received += yield received * 2

def f(x):
    del log[:]
    out = []
    child = Child.make(*[3])
    out += [child.step(by=2), child.n, child.twice]
    cell = Cell(a=1)
    cell[note("a")] += note(5)
    values = [1, 2, 3, 4]
    alias = values
    values += (5,)
    values[note(1):note(3)] *= 2
    out += [alias, values is alias, dict(cell), list(log)]
    history = [0]
    def visit(n):
        if n:
            history[0] += visit(n - 1)
        return n + history[0]
    out += [visit(4), history, tick() - tick(), pair["add"](7, 2), pair["sub"](7, 2), fib(12)]
    point = Point()
    point += 3
    out += [point.x, point + 1, 2 @ point, bump(2), match(-1), match({"a": 1 + 2j}), match([3, 4])]
    out += [1 < note(2) < note(0) < note(9), not 1 > 2, ~5, "%s-%d" % ("a", 3), "ab" * 2, f"{1 + 1:>{2 + 2}}"]
    gen = running()
    next(gen)
    out += [gen.send(4), gen.send(5), sorted(locals())[:3], (lambda *a, **k: (a, k))(1, *[2], b=3, **{"c": 4})]
    out += [(n := 10) + n, [a * b for a in range(2) for b in range(3) if a + b], {k: -k for k in range(2)}]
    out += [sum([[1], [2]], []), sum((1, 2), start=3), max([4, 2], default=0), list(map(max, [1, 5], [3, 2]))]
    out += [functools.reduce(lambda a, b: a * b, range(1, 5), 2), functools.partial(divmod, 7)(b := 2), b]
    try:
        out += [1 / 0]
    except ZeroDivisionError as error:
        out += [str(error)]
    grid = x.copy()
    grid[1:, ::2] += 1
    grid[..., -1] *= 2
    grid[0, 0] -= 3
    grid[grid > 2] //= 2
    out += [grid.tolist(), [*log]]
    return out
"""


def test_the_language_stays_the_same() -> None:
    """Rewritten code means what it meant: order of evaluation, in-place operators, super(), closures, patterns."""
    watched = watch(SEMANTICS).run("f", [matrix(3, 4)])
    assert "+= on whole arrays" in {finding.operation for finding in watched.findings}
    assert watched.value == load(SEMANTICS).f(matrix(3, 4))


def test_a_function_that_wants_plain_arrays_gets_them() -> None:
    """A function that insists on ``ndarray`` itself is watched too, by its code alone."""
    source = "import numpy as np\ndef naive_add(x, y):\n    assert type(x) is np.ndarray\n    return x + y\n"
    assert watch(source).run("naive_add", inputs("naive_add")).findings == (Finding(0, 4, "+ on whole arrays"),)


def test_a_function_that_is_idle_for_other_arrays_is_asked_with_plain_ones() -> None:
    """A function that gives nothing for anything but ``ndarray`` itself is run again: what it does then counts."""
    source = "import numpy as np\ndef f(x):\n    if type(x) is np.ndarray:\n        return {}\n"
    assert watch(source.format("-x")).run("f", [matrix(2, 3)]).findings == (Finding(0, 4, "unary - on whole arrays"),)
    watched = watch(source.format("[[-a for a in row] for row in x]")).run("f", [matrix(2, 3)])
    assert watched.findings == ()
    assert watched.value == (-matrix(2, 3)).tolist()
    assert watch("def f(x):\n    pass\n").run("f", [matrix(2, 3)]).value is None


@pytest.fixture
def workshop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The folder of a submission that has a module ``workshop`` of its own beside the unit's file."""
    (tmp_path / "workshop.py").write_text(
        "import numpy as np\n\ndef add(x, y):\n    return np.array(x) + np.array(y)\n\n"
        "def write(x, y):\n    return np.array([[a + b for a, b in zip(*rows)] for rows in zip(x, y)])\n\n"
        "exec('def made(x, y):\\n    return np.array(x) + np.array(y)')\n",
        encoding="utf-8",
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    yield str(tmp_path)
    sys.modules.pop("workshop", None)


def run_beside(folder: str, source: str, name: str = "naive_add") -> tuple[Finding, ...]:
    """The findings of a function whose own modules lie in ``folder``."""
    return Watch([parsed(source)], load(source).__dict__, [FILE], [folder]).run(name, inputs("naive_add")).findings


@pytest.mark.parametrize("how", ["from workshop import {0}", "import workshop\n{0} = workshop.{0}"])
def test_work_done_in_another_module_is_noticed(workshop: str, how: str) -> None:
    """Another module of the submission hides nothing, on copies neither: the calling line is named, or no cell."""
    source = how.format("add") + "\ndef naive_add(x, y):\n\n    return add(x, y)\n"
    line = source.count("\n")
    assert run_beside(workshop, source) == (Finding(0, line, "+ on whole arrays"),)
    assert run_beside(workshop, source, "add") == (Finding(-1, 4, "+ on whole arrays"),)


def test_loops_in_another_module_are_loops(workshop: str) -> None:
    """Honest loops may stand in a module of the submission's own, and its code is what it was after the run."""
    source = "from workshop import write\ndef naive_add(x, y):\n    return write(x, y)\n"
    assert run_beside(workshop, source) == ()
    assert sys.modules["workshop"].write.__code__.co_consts.count("<call>") == 0
    assert not [name for name in vars(sys.modules["workshop"]) if name.startswith("<")]


def test_a_module_that_is_imported_while_watched_cannot_be_seen(workshop: str) -> None:
    """A module of the submission's that comes to be during the very run is a finding where it is called."""
    source = "def naive_add(x, y):\n    from workshop import add\n    return add(x, y)\n"
    assert run_beside(workshop, source)[0].line == 3


def test_functions_made_from_strings_are_noticed(workshop: str) -> None:
    """A function whose source is nowhere to be seen is a finding, wherever it was made."""
    source = "from workshop import made\ndef naive_add(x, y):\n    return made(x, y)\n"
    assert run_beside(workshop, source) == (Finding(0, 3, "a function made from a string"),)
    source = "add = eval('lambda x, y: x.copy() + y.copy()', {})\ndef naive_add(x, y):\n    return add(x, y)\n"
    assert run_beside(workshop, source) == (Finding(0, 3, "a function made from a string"),)


@pytest.mark.parametrize(
    ("body", "operation"),
    [
        ("scope = {'z': x.copy()}; exec('z += z', scope); return scope['z']", "exec"),
        ("z, w = np.array(x), np.array(y); return eval('z + w')", "eval"),
        ("return list(map(eval, ['1']))", "eval"),
        ("return compile('1', '', 'eval')", "compile"),
        ("return __import__('math').pi", "__import__"),
        ("return ADD(np.array(x), np.array(y))", "ctypes"),
        ("return ctypes.cast(1, ctypes.c_void_p).value", "ctypes.cast"),
    ],
)
def test_what_cannot_be_seen_is_noticed(body: str, operation: str) -> None:
    """Text that is run, and C libraries, are findings, though they work on plain copies and do what they always do."""
    source = (
        "import ctypes\nimport numpy as np\nOBJECT = ctypes.py_object\n"
        "ADD = ctypes.PYFUNCTYPE(OBJECT, OBJECT, OBJECT)(('PyNumber_Add', ctypes.pythonapi))\n"
        f"def naive_add(x, y):\n    {body}\n"
    )
    watched = watch(source).run("naive_add", inputs("naive_add"))
    assert watched.findings == (Finding(0, 6, operation),)
    if operation != "compile":
        np.testing.assert_array_equal(watched.value, load(source).naive_add(*inputs("naive_add")))


def test_printing_an_array_is_no_operation(capsys: pytest.CaptureFixture[str]) -> None:
    """What NumPy computes to print an array is not the student's doing."""
    source = 'def naive_relu(x):\n    print(x, str(x), repr(x), f"{x}", "%s" % x, "{}".format(x[0]))\n    return x\n'
    assert watch(source).run("naive_relu", inputs("naive_relu")).findings == ()
    assert capsys.readouterr().out.count("[[-5.") == 5


@pytest.mark.parametrize(
    "line",
    [
        "assert np.prod(x.shape) == x.size and np.max(x.shape) > 1",
        "assert np.array_equal(x.shape, y.shape) and np.all(np.array(x.shape) == np.array(y.shape))",
        "assert (x.shape == y.shape) and x.shape + (1,) != y.shape * 2",
        "assert np.ndim(x) == len(np.shape(x)) == 2 and not np.isscalar(x)",
        "assert not np.isnan(x).any() and np.isfinite(y).all()",
        "z = np.concatenate([x, y]); z = np.vstack((x, y)); z = np.stack(list(x))",
        "z = np.tile(y, (2, 1)); z = np.repeat(x, 2, axis=0); z = np.broadcast_to(x[0], x.shape)",
        "z = x.T.reshape(-1).ravel(); z = np.transpose(x); z = x.astype('float32').flatten()",
        "z = np.zeros(x.shape, dtype=np.result_type(x, y)); z[:] = x; z[0] = y[0]; z.fill(0); z = np.full_like(x, 1)",
        "z = np.maximum(x[0, 0], 0) + np.add(x[0, 1], y[0, 1]) + np.dot(x[0, 0], y[0, 0])",
        "z = np.max([x[0, 0], 0]) + np.sum((x[0, 0], y[0, 0])) + np.maximum(x[:1, :1], 0)",
        "z = np.where(x[0, 0] > 0, x[0, 0], 0) + np.clip(x[0, 1], 0, None) + x[1, 1].clip(0)",
        "z = [0] * x.shape[0] + [x[0, 0]] * 2; z += [1]; z *= 2",
        "z = np.empty(len(x) * 2); z = np.arange(x.shape[0] - 1); z = np.eye(2)",
        "z = isinstance(x, np.ndarray) and issubclass(x.dtype.type, np.number); x.tolist(); len(x)",
        "np.testing.assert_array_equal(x, x); np.testing.assert_allclose(x, x)",
        "assert np.allclose(x, x) and np.array_equal(x, x) and x.any() and (x == x).all()",
        "z = max(x[0]) + min(y[0]) + sum(x[0]) + sum(x[:, 0]) + abs(x[0, 0]) + round(float(x[0, 0]), 2)",
        "z = np.array([np.float64(a) for row in x for a in row]).reshape(x.shape)",
        "z = np.copy(x); z[0, 0] += 1; z[0][1] *= y[0][1]; np.copyto(z, x); z = z[::-1, 1:]",
    ],
)
def test_what_is_no_vectorised_operation(line: str) -> None:
    """Creating, moving, asking, single entries: none of it counts, even where it takes whole arrays."""
    source = f"import numpy as np\ndef naive_add(x, y):\n    {line}\n    return x\n"
    assert watch(source).run("naive_add", inputs("naive_add")).findings == ()


def test_the_tables_are_large() -> None:
    """Each table holds at least forty programs, and each naive function is in both."""
    for table in (HONEST, VECTORISED):
        assert len(table) >= 40
        assert len({function_of(source) for source in table.values()}) == 6
