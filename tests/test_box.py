"""Boxes of the bare and the light zygote, fully confined: whatever a submission does, its grader gets an outcome."""

import gc
import os
import signal
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.attempt.attempt import DEATHS, Attempt, StudentError
from autograder.attempt.student import Student
from autograder.box.client import Box, Request
from autograder.box.confinement import LAYERS
from autograder.box.door import Door
from autograder.box.host import Zygote, Zygotes
from autograder.box.outcomes import Died, NotCalled, Outcome, Raised, Returned, TimedOut
from autograder.box.wire import MIB, Handle, Opaque
from autograder.course import UNITS, Limits
from autograder.errors import GraderFault
from autograder.submission.programs import Cell, Program

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a box can be confined on Linux only")

LIMITS = Limits(
    load_seconds=5,
    call_seconds=5,
    train_seconds=5,
    unit_seconds=30,
    memory_bytes=512 * MIB,
    value_bytes=4 * MIB,
    output_bytes=1000,
)
UNIT = UNITS[1]
Begin = Callable[..., Attempt]


@pytest.fixture(scope="module")
def zygotes() -> Iterator[Zygotes]:
    pool = Zygotes(LAYERS, [], lambda: pytest.fail("no light box asks for MNIST"))
    yield pool
    pool.close()


@pytest.fixture
def begin(zygotes: Zygotes, tmp_path: Path) -> Iterator[Begin]:
    """Gives an attempt for a source (several: the cells of a notebook); ``files`` lie beside it."""
    attempts: list[Attempt] = []

    def begin(*sources: str, files: dict[str, str] | None = None, **limits: Any) -> Attempt:
        for name, text in (files or {}).items():
            (tmp_path / name).write_text(text)
        cells = tuple(Cell(textwrap.dedent(source)) for source in sources)
        suffix = "py" if len(cells) == 1 else "ipynb"
        program = Program(UNIT.name, f"{UNIT.name}.{suffix}", cells, is_notebook=len(cells) > 1)
        attempts.append(Attempt(UNIT, program, [tmp_path], zygotes, replace(LIMITS, **limits), seed=1))
        return attempts[-1]

    yield begin
    for attempt in attempts:
        attempt.close()


def call(attempt: Attempt, function: str, *arguments: Any, **options: bool) -> Outcome:
    outcomes = attempt.call(function, [arguments], **options)
    assert len(outcomes) == 1
    return outcomes[0]


def value(attempt: Attempt, function: str, *arguments: Any, **options: bool) -> Any:
    outcome = call(attempt, function, *arguments, **options)
    assert isinstance(outcome, Returned), outcome
    return outcome.value


# --- loading and calling ---------------------------------------------------------------------------------------------


def test_values_come_back(begin):
    """A call's value comes back as it was returned, for plain values of every kind."""
    attempt = begin("def same(x):\n    return x\n")
    given = [
        1,
        2.5,
        1j,
        "é",
        b"\0",
        None,
        True,
        2**70,
        (1, (2,)),
        [1, [2]],
        {"a": 1},
        np.arange(6).reshape(2, 3),
        np.float32(1),
    ]
    for sent, outcome in zip(given, attempt.call("same", [[item] for item in given]), strict=True):
        assert isinstance(outcome, Returned)
        assert type(outcome.value) is type(sent)
        assert np.array_equal(outcome.value, sent) if isinstance(sent, np.ndarray) else outcome.value == sent


def test_arguments_come_back_changed(begin):
    """With ``echo`` the arguments come back as they are after the call; every call has its own."""
    attempt = begin("def spoil(x, y):\n    x[0] = 7\n    return y\n")
    x = np.zeros(2)
    first, second = attempt.call("spoil", [[x, 1], [x, 2]], echo=True)
    assert [first.value, second.value] == [1, 2]
    assert first.arguments[0].tolist() == second.arguments[0].tolist() == [7, 0]
    assert x.tolist() == [0, 0]


def test_kept_values(begin):
    """With ``keep`` a value stays in the box, and its handle is an argument like any other."""
    attempt = begin("def make():\n    return [1, 2, 3]\ndef total(x):\n    return sum(x)\n")
    kept = value(attempt, "make", keep=True)
    assert isinstance(kept, Handle)
    assert value(attempt, "total", kept) == 6
    assert attempt.ask(kept, "array").tolist() == [1, 2, 3]
    assert "[1, 2, 3]" in attempt.ask(kept, "description").text


def test_watched_calls(begin):
    """With ``watch`` the vectorised operations come back, each with its line."""
    attempt = begin("import numpy as np\n\ndef dot(x, y):\n    return np.dot(x, y)\n")
    outcome = call(attempt, "dot", np.ones((3, 3)), np.ones((3, 3)), watch=True)
    assert [(found.place.line, found.operation) for found in outcome.findings] == [(4, "np.dot")]


def test_exceptions(begin):
    """What a call raises comes back with its bases, text and the student's own line; the next call is no worse."""
    attempt = begin("import json\n\ndef f(x):\n    if x:\n        json.loads('{')\n    return 1\n")
    raised, returned = attempt.call("f", [[1], [0]])
    assert isinstance(raised, Raised)
    assert (raised.type_name, raised.place.cell, raised.place.line) == ("JSONDecodeError", 0, 5)
    assert {"ValueError", "Exception"} <= raised.bases
    assert returned == Returned(1)
    assert call(attempt, "nothing_of_that_name") == NotCalled("nothing_of_that_name is not defined in the file")
    assert attempt.call("f", []) == []


def test_output_is_capped_and_counted(begin):
    """Of what is printed the first part is kept, however it is printed, and the rest counted."""
    attempt = begin("""
        import os, sys
        print("first", flush=True)
        print("é" * 2000)
        sys.stderr.write("x" * 10_000_000)
        os.write(1, b"past Python")
        def f():
            print("x" * 10_000_000)
            return 1
    """)
    assert value(attempt, "f") == 1
    assert attempt.printed.startswith("first\né")
    assert len(attempt.printed.encode()) < LIMITS.output_bytes + 100
    assert attempt.printed.endswith(f"({6 + 4001 + 10_000_000 - LIMITS.output_bytes} bytes more)")


def test_short_output_is_kept_whole(begin):
    """A line that nobody flushed is there all the same, and closing standard output harms nothing."""
    attempt = begin("import sys\nprint('one', end='')\nsys.stdout.close()\ndef f():\n    return 1\n")
    assert value(attempt, "f") == 1
    assert attempt.printed == "one"


def test_main_block_is_not_run(begin):
    """``if __name__ == "__main__"`` is not run."""
    attempt = begin("X = 1\nif __name__ == '__main__':\n    X = 2\ndef f():\n    return X\n")
    assert value(attempt, "f") == 1


def test_future_imports_docstrings_and_annotations(begin):
    """A docstring and future imports keep their place at the front of the file."""
    attempt = begin("""\
        \"\"\"A docstring.\"\"\"
        from __future__ import annotations
        from __future__ import division
        def f(x: Undefined) -> Undefined:
            return __doc__
    """)
    assert value(attempt, "f", 1) == "A docstring."
    assert attempt.failures == []


def test_modules_that_look_themselves_up(begin):
    """Dataclasses, pickle, copy, inspect and enums, which look a module up by name, work in a student's file."""
    attempt = begin("""
        from __future__ import annotations
        import copy, dataclasses, enum, pickle, sys, typing
        @dataclasses.dataclass
        class Point:
            x: int
            y: typing.ClassVar[int] = 2
        class Kind(enum.IntEnum):
            ONE = 1
        def f():
            again = pickle.loads(pickle.dumps(Point(3)))
            return copy.deepcopy(again).x + Kind.ONE + len(typing.get_type_hints(Point)), __name__ in sys.modules
    """)
    assert value(attempt, "f") == (6, True)


def test_helper_modules_come_last(begin):
    """Other modules of the submission can be imported, but take no place of the standard library's or NumPy's."""
    files = {
        "json.py": "FAKE = 1",
        "numpy.py": "FAKE = 1",
        "colorsys.py": "FAKE = 1",
        "helper_of_mine.py": "import numpy\nX = numpy.arange(3)",
    }
    attempt = begin(
        """
        import colorsys, json, numpy
        import helper_of_mine
        def f():
            return [hasattr(module, "FAKE") for module in (colorsys, json, numpy)], helper_of_mine.X, __file__
    """,
        files=files,
    )
    fakes, array, file = value(attempt, "f")
    assert fakes == [False] * 3
    assert array.tolist() == [0, 1, 2]
    assert file.endswith("tensor_ops.py")


def test_the_same_seed_each_time(begin):
    """Random numbers come from the course's seed, in every box anew."""
    source = "import random\nimport numpy as np\nX = random.random(), np.random.rand()\ndef f():\n    return X\n"
    assert value(begin(source), "f") == value(begin(source), "f")


def test_threads(begin):
    """Threads may be started, may outlive the call, and do not keep the box from ending."""
    attempt = begin("""
        import threading, time
        def forever():
            while True:
                time.sleep(0.001)
        threading.Thread(target=forever).start()
        def f():
            out = []
            thread = threading.Thread(target=out.append, args=(1,))
            thread.start()
            thread.join()
            return out
    """)
    assert value(attempt, "f") == [1]
    started = time.monotonic()
    attempt.close()
    assert time.monotonic() - started < 1


# --- files that do not run to their end ------------------------------------------------------------------------------

ENDINGS = {
    "raise ValueError('no')": Raised,
    "1 / 0": Raised,
    "import sys; sys.exit(3)": Raised,
    "raise KeyboardInterrupt": Raised,
    "raise SystemExit": Raised,
    "raise ValueError('\\udc80\\ud800')": Raised,
    "class E(Exception):\n    def __str__(self): raise self\nraise E": Raised,
    "class E(Exception):\n    def __str__(self): return 5\nraise E": Raised,
    "class M(type):\n    __name__ = property(lambda c: 1 / 0)\nclass E(Exception, metaclass=M): 1\nraise E": Raised,
    (
        "class S(str):\n    def __getitem__(self, key): return 5\n"
        "class E(Exception):\n    def __str__(self): return S('x')\nraise E"
    ): Raised,
    "raise SyntaxError('x', ('tensor_ops.py', 'a', 'b', 'c'))": Raised,
    "x = bytearray(2**40)": Raised,
    "def g(): g()\ng()": Raised,
    "import os; os._exit(0)": Died,
    "import os; os._exit(70)": Died,
    "import ctypes; ctypes.string_at(0)": Died,
    "import os; os.abort()": Died,
    "while True: pass": TimedOut,
    "import time; time.sleep(1000)": TimedOut,
}


@pytest.mark.parametrize("ending", ENDINGS, ids=lambda ending: ending.split("\n")[-1][-40:])
def test_what_was_defined_before_survives(begin, ending):
    """A top level that raises, exits, crashes, hangs or kills its process keeps what it had defined, and says where."""
    before = "'''Doc.'''\nimport numpy as np\ndef f(x):\n    return x + 1\n"
    attempt = begin(f"{before}{ending}\ndef g():\n    return 1\n", load_seconds=0.4)
    assert value(attempt, "f", 1) == 2
    assert not attempt.defines("late")
    assert [type(failure.outcome) for failure in attempt.failures] == [ENDINGS[ending]]
    assert value(attempt, "f", 2) == 3


@pytest.mark.parametrize("source", ["def f(:\n", "(" * 100_000, "x = '\0'", "if 1:\nx", "a = " + "-" * 100_000 + "1"])
def test_files_that_do_not_parse(begin, source):
    """A file that Python cannot read, or that breaks the parser itself, has no functions and says why."""
    attempt = begin(source)
    assert isinstance(call(attempt, "f"), NotCalled)
    assert len(attempt.failures) == 1


@pytest.mark.parametrize(
    "ending", ["1 / 0", "import os; os._exit(1)", "import ctypes; ctypes.string_at(0)", "while True: pass", "def f(:"]
)
def test_cells_after_a_failing_one_still_run(begin, ending):
    """A notebook's failing cell is reported with its number, and the next ones still run, twice over."""
    attempt = begin(
        "X = 1", f"Y = 2\n{ending}\nZ = 3", "W = X + 3", ending, "def f():\n    return W\n", load_seconds=0.4
    )
    assert value(attempt, "f") == 4
    assert [failure.cell for failure in attempt.failures] == [1, 3]


def test_a_cell_that_breaks_the_parser(begin):
    """Even where the parser dies of a cell, the next ones still run."""
    attempt = begin("X = 1", "import ctypes, ast\nast.parse = ctypes.string_at", "1", "def f():\n    return X\n")
    attempt.defines("f")
    assert 1 <= len(attempt.failures) <= 3


def test_the_name_of_a_function_may_be_anything(begin):
    """Globals whose names are no text, or no UTF-8, are no reason to lose the others."""
    attempt = begin("globals()['\\ud800'] = len\nglobals()[5] = len\ndef f():\n    return 1\n")
    assert value(attempt, "f") == 1


# --- calls that do not come back --------------------------------------------------------------------------------------


def test_time_out(begin):
    """A call that runs out of time ends as such; its function is not called again, while the others still work."""
    attempt = begin("def f(x):\n    while x: pass\n    return 1\ndef g():\n    return 2\n", call_seconds=0.3)
    returned, late, skipped = attempt.call("f", [[0], [1], [0]])
    assert returned == Returned(1)
    assert late == TimedOut(0.3)
    assert isinstance(skipped, NotCalled)
    assert call(attempt, "f", 0) == NotCalled("f had already run out of time")
    assert value(attempt, "g") == 2


def kill(pid: int) -> None:
    with suppress(ProcessLookupError):  # it has ended meanwhile
        os.kill(pid, signal.SIGKILL)


@contextmanager
def killing(zygotes: Zygotes, times: int, after: float = 0.3) -> Iterator[list[int]]:
    """Meanwhile the first so many boxes are killed from outside, some seconds after they were made; all are listed."""
    real, made = zygotes.fork, []

    def fork(*arguments: Any) -> Box:
        box = real(*arguments)
        made.append(box._pid)
        if len(made) <= times:
            threading.Timer(after, kill, (box._pid,)).start()
        return box

    zygotes.fork = fork
    try:
        yield made
    finally:
        zygotes.fork = real


KILLED = Died("its process was killed (out of memory, or out of processor time)", killed=True)
SLOW_CALL = "import time\ndef f(x):\n    time.sleep(x)\n    return x\n"


def test_a_box_killed_from_outside_is_nobodys_doing(begin, zygotes):
    """A call whose box was killed from outside is made again in a fresh one: it is right, and so are all after it."""
    attempt = begin(SLOW_CALL)
    with killing(zygotes, 1) as made:
        assert attempt.call("f", [[0], [0.1], [0.6], [0]]) == [Returned(x) for x in (0, 0.1, 0.6, 0)]
    assert len(made) >= 2
    assert not attempt.lost


def test_a_call_that_is_killed_twice_is_told(begin, zygotes):
    """Only where the fresh box is killed at the same call too is it told as killed; those before it keep theirs."""
    attempt = begin(SLOW_CALL)
    with killing(zygotes, 1000) as made:
        returned, died, rest = attempt.call("f", [[0], [0.6], [0]])
    assert (returned, died) == (Returned(0), KILLED)
    assert isinstance(rest, NotCalled)
    assert len(made) <= 4
    assert attempt._deaths == {"f": 1}


@pytest.mark.parametrize(("times", "failed"), [(1, False), (1000, True)])
def test_a_file_killed_while_it_loads(begin, zygotes, times, failed):
    """A file whose box is killed while it loads is run again; one that is killed each time is told where it was at."""
    attempt = begin("import time\ndef f():\n    return 1\ntime.sleep(0.6)\ndef g():\n    return 2\n")
    with killing(zygotes, times):
        assert attempt.defines("f")
        assert attempt.defines("g") is not failed
    assert [failure.outcome for failure in attempt.failures] == [KILLED] * failed


def test_what_stayed_in_a_killed_box_is_lost(begin, zygotes):
    """Where a box is killed with something that stayed in it, the attempt says that it is worth another."""
    attempt = begin(SLOW_CALL + "def make():\n    return object()\ndef use(thing):\n    return 1\n")
    handle = value(attempt, "make", keep=True)
    assert value(attempt, "use", handle) == 1
    os.kill(attempt._box._pid, signal.SIGKILL)
    assert call(attempt, "use", handle) == KILLED
    assert attempt.lost
    other = begin(SLOW_CALL + "def make():\n    return object()\ndef use(thing):\n    return 1\n")
    handle = value(other, "make", keep=True)
    os.kill(other._box._pid, signal.SIGKILL)
    assert value(other, "f", 0) == 0
    assert call(other, "use", handle) == NotCalled("the process that held its model has ended")
    assert other.lost


@pytest.mark.parametrize(
    ("body", "how"),
    [
        ("import os; os._exit(3)", "it ended its own process with exit status 3"),
        ("import ctypes; ctypes.string_at(0)", "its process crashed (segmentation fault)"),
        ("import os; os.closerange(0, 65536); 1 / 0", "it ended its own process with exit status 0"),
    ],
)
def test_a_crash_costs_that_call_only(begin, body, how):
    """A call that kills its process says how; the same function is tried again, the others lose nothing."""
    attempt = begin(f"def f(x):\n    if x:\n        {body}\n    return 1\ndef g():\n    return 2\n")
    assert call(attempt, "f", 1) == Died(how)
    assert value(attempt, "g") == 2
    assert value(attempt, "f", 0) == 1


def test_a_function_that_keeps_dying(begin):
    """After so many deaths a function is not called again; however many there are, the last still has its turn."""
    names = [f"f{number}" for number in range(10)]
    source = "import os\n" + "".join(f"def {name}():\n    os._exit(1)\n" for name in names)
    attempt = begin(source + "def good():\n    return 1\n")
    for name in names:
        outcomes = [call(attempt, name) for _ in range(DEATHS + 1)]
        assert [type(outcome) for outcome in outcomes] == [Died] * DEATHS + [NotCalled]
    assert value(attempt, "good") == 1


@pytest.mark.parametrize(
    ("body", "bases"),
    [
        ("raise SystemExit(3)", "SystemExit"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("raise GeneratorExit", "GeneratorExit"),
        ("assert False, 'no'", "AssertionError"),
        ("return bytearray(2**40)", "MemoryError"),
        ("x = []\n    while True: x.append(bytearray(2**24))", "MemoryError"),
        ("return f()", "RecursionError"),
        ("import socket; socket.socket()", "PermissionError"),
        ("open('/etc/passwd').read()", "PermissionError"),
        ("import os; os.fork()", "PermissionError"),
    ],
)
def test_what_a_call_raises(begin, body, bases):
    """Exits, memory bombs, recursion and forbidden things are exceptions of that call, and the box lives on."""
    attempt = begin(f"def f():\n    {body}\ndef g():\n    return 2\n")
    outcome = call(attempt, "f")
    assert isinstance(outcome, Raised)
    assert bases in outcome.bases
    assert value(attempt, "g") == 2


def test_deep_recursion(begin):
    """Recursion without Python's limit ends in an outcome as well."""
    source = "import sys\ndef f():\n    sys.setrecursionlimit(10**9)\n    return f()\ndef g():\n    return 2\n"
    attempt = begin(source, call_seconds=0.5)
    assert isinstance(call(attempt, "f"), (Died, Raised, TimedOut))
    assert value(attempt, "g") == 2


def test_unit_seconds(begin):
    """A unit's own time is never passed, however many calls there are, and then nothing more is called."""
    attempt = begin("import time\ndef f():\n    time.sleep(0.1)\n", unit_seconds=0.5)
    started = time.monotonic()
    outcomes = attempt.call("f", [[]] * 50)
    assert time.monotonic() - started < 2
    assert len(outcomes) == 50
    assert isinstance(outcomes[0], Returned)
    assert "used up" in call(attempt, "g").why
    with pytest.raises(StudentError, match="used up"):
        attempt.ask(Handle(1, "model", "Model"), "config")


def test_a_file_whose_end_is_never_told(begin):
    """A file that is run to its end, and yet never answers, is tried once and not again at every call."""
    attempt = begin(f"{WIRE}\nos.writev = lambda *a: 0\n", load_seconds=0.3)
    started = time.monotonic()
    assert [call(attempt, "own") for _ in range(5)] == [NotCalled("the file could not be run")] * 5
    assert time.monotonic() - started < 1
    assert len(attempt.failures) == 1


def test_a_file_that_takes_all_the_time(begin):
    """A file whose loading takes the unit's time is an outcome, not a fault of the grader's."""
    attempt = begin("while True: pass", unit_seconds=0.3)
    assert isinstance(call(attempt, "f"), NotCalled)
    assert isinstance(attempt.failures[0].outcome, TimedOut)


# --- values that have no plain form -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("return np.zeros(2**20)", "8388608 bytes"),
        ("return np.broadcast_to(1.0, (2**20, 2**20))", "bytes"),
        ("return [np.zeros(2**18)] * 3", "bytes"),
        ("return 'x' * 5 * 2**20", "bytes"),
        ("return [1.0] * 2**20", "bytes"),
        ("return [np.zeros(1, '>f8')] * 5000", "arrays"),
        ("return [np.float64(1)] * 200_000", "parts"),
    ],
)
def test_giant_values(begin, body, words):
    """A value over the limits is an error that says its size, and the box lives on."""
    attempt = begin(f"import numpy as np\ndef f():\n    {body}\ndef g():\n    return 2\n")
    outcome = call(attempt, "f")
    assert isinstance(outcome, Raised)
    assert outcome.type_name == "TooLarge"
    assert words in outcome.text
    assert value(attempt, "g") == 2
    assert attempt._loads == 1


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("return object()", Opaque("object", "<object object>")),
        ("return (x for x in [])", Opaque("generator", "<generator object f.<locals>.<genexpr>>")),
        ("return {1: 2}", Opaque("dict", "{1: 2}")),
        ("return {3}", Opaque("set", "{3}")),
        ("return np.array(['a'])", Opaque("ndarray", "an array of dtype <U1 and shape (1,)")),
        ("return np.array([None])", Opaque("ndarray", "an array of dtype object and shape (1,)")),
        ("return np.array([10**400])", Opaque("ndarray", "an array of dtype object and shape (1,)")),
        ("return 1 << 10_000", Opaque("int", "a number of 10001 bits")),
        ("return '\\ud800'", Opaque("str", "'\\ud800'")),
        ("a = [1]; a.append(a); return a", [1, Opaque("list", "which contains itself")]),
        ("a = {}; a['a'] = (a,); return a", {"a": (Opaque("dict", "which contains itself"),)}),
        ("return np.array([1, 2.5], dtype=object)", np.array([1, 2.5])),
        ("return np.array([1, 2], dtype=object)", np.array([1, 2])),
        ("return np.ma.masked_array([1, 2], [True, False])", np.array([1, 2])),
        ("return np.matrix([[1]])", np.array([[1]])),
        ("return collections.namedtuple('P', 'a b')(1, 2)", (1, 2)),
        ("return collections.OrderedDict(a=1)", {"a": 1}),
        ("return np.str_('x')", "x"),
        ("return True", True),
        ("class I(int): __add__ = __eq__ = None\n    return I(3)", 3),
        ("class S(str): __len__ = __eq__ = None\n    return S('x')", "x"),
        ("class L(list): __iter__ = __len__ = None\n    return L([1])", [1]),
        ("class D(dict): items = __iter__ = None\n    return D(a=1)", {"a": 1}),
        ("class F(np.float64): pass\n    return F(2)", np.float64(2)),
    ],
)
def test_values_are_made_plain(begin, body, wanted):
    """Subclasses arrive as what they are made of, what has no plain form as its type and a text without addresses."""
    got = value(begin(f"import collections\nimport numpy as np\ndef f():\n    {body}\n"), "f")
    assert type(got) is type(wanted)
    assert np.array_equal(got, wanted) if isinstance(wanted, np.ndarray) else got == wanted


def test_lying_objects(begin):
    """Objects that lie about what they are or equal to are read by their base class, or raise in their own box."""
    attempt = begin("""
        import numpy as np
        class Liar(np.ndarray):
            def __eq__(self, other): return True
            def __array__(self, *args, **kwargs): return np.ones(3)
            def __reduce__(self): return (print, ("run",))
            shape = property(lambda self: (1000,))
            dtype = property(lambda self: np.dtype(object))
        class Chameleon:
            __class__ = np.ndarray
        class Tuple:
            __class__ = tuple
        class Foreign:
            __module__ = 5
            def __repr__(self): raise SystemExit
        class Reduce:
            def __reduce__(self): return (eval, ("1",))
            def __repr__(self): return "\\udc00" + "x" * 10**6
        def f(number):
            return [lambda: np.zeros(3).view(Liar), Chameleon, Tuple, Foreign, Reduce][number]()
    """)
    liar, chameleon, pair, foreign, reduced = attempt.call("f", [[number] for number in range(5)])
    assert type(liar.value) is np.ndarray
    assert liar.value.tolist() == [0, 0, 0]
    assert isinstance(chameleon.value, Opaque)
    assert isinstance(pair, Raised)
    assert foreign.value == Opaque("Foreign", "(its text raised SystemExit)")
    assert len(reduced.value.text) == 200


# --- attacks on the grader itself -------------------------------------------------------------------------------------

WIRE = """
import gc, os, struct, sys
def wire():
    # The sockets among the open descriptors: the box has but one.
    paths = [f"/proc/self/fd/{name}" for name in os.listdir("/proc/self/fd")]
    sockets = [path for path in paths if os.path.lexists(path) and os.readlink(path).startswith("socket:")]
    return [int(path.rsplit("/", 1)[1]) for path in sockets]
def forge(message):
    from msgpack import packb
    body = packb(message)
    os.write(1000, struct.pack(">II", len(body), 0) + body)
def find(kind):
    return next(item for item in gc.get_objects() if type(item).__name__ == kind)
def own():
    return 42
def ping():
    return "pong"
"""

ATTACKS = {
    "garbage": "os.write(1000, b'garbage' * 100)",
    "much garbage": "os.write(1000, os.urandom(10**5))",
    "zeros": "os.write(1000, bytes(10**4))",
    "truncated": "os.write(1000, struct.pack('>II', 100, 0) + b'x')",
    "announces buffers": "os.write(1000, struct.pack('>IIQ', 1, 1, 2**20))",
    "announces too much": "os.write(1000, struct.pack('>II', 2**32 - 1, 2**32 - 1))",
    "a list": "forge([1, 2])",
    "no list": "forge({'value': 1})",
    "an empty list": "forge([])",
    "many empty lists": "[forge([]) for _ in range(1000)]",
    "too many answers": "forge([{'value': 1}] * 100)",
    "good answers": "[forge([{'value': 1}]) for _ in range(100)]",
    "nothing": "forge(None)",
    "broken": "forge({'broken': {'a': [1]}})",
    "broken text": "forge({'broken': 'x' * 10**5})",
    "an epoch": "forge({'epoch': True, 'weights': 5})",
    "epochs": "[forge({'epoch': True, 'weights': []}) for _ in range(1000)]",
    "no error": "forge([{'error': 5}])",
    "odd error": "forge([{'error': {'type': 1, 'bases': 'x', 'text': None, 'where': 'here'}}])",
    "odd place": "forge([{'error': {'type': 'E', 'bases': [], 'text': '', 'where': [-1, -1]}}])",
    "odd arguments": "forge([{'value': 1, 'arguments': 'all'}])",
    "odd findings": "forge([{'value': 1, 'findings': [[1, 2]]}])",
    "many findings": "forge([{'value': 1, 'findings': [[0, 0, 'x']] * 5000}])",
    "confined again": "forge({'confined': True})",
    "deep": "os.write(1000, struct.pack('>II', 901, 0) + b'\\x91' * 900 + b'\\xc0')",
    "a status": "forge({'status': 0})",
    "closes all": "os.closerange(0, 65536)",
    "closes the wire": "os.close(1000)",
    "another wire": "os.dup2(os.open('/dev/null', os.O_RDWR), 200); os.close(1000)",
    "broken numpy": "import numpy; numpy.ndarray = numpy.generic = numpy.dtype = int",
    "broken msgpack": "import msgpack; msgpack.packb = msgpack.unpackb = msgpack.Unpacker = lambda *a, **k: b'x'",
    "broken pack": "sys.modules['autograder.box.channel'].pack = lambda *a: (b'x', [])",
    "broken plain": "sys.modules['autograder.box.worker'].plain = lambda *a: object()",
    "broken send": "sys.modules['autograder.box.channel'].Channel.send_encoded = lambda *a: None",
    "broken receive": "sys.modules['autograder.box.channel'].Channel.receive = lambda *a: {'op': 'none'}",
    "broken worker": "find('Worker').__class__ = type('Other', (), {})",
    "no builtins": "import builtins; builtins.__dict__.clear()",
    "other builtins": "import builtins as b; b.isinstance = b.type = b.str = b.len = lambda *a: 1 / 0",
    "broken os": "os.writev = os.readv = os.write = None",
    "lazy os": "os.writev = lambda *a: 0",
    "no modules": "sys.modules.clear()",
    "another mapping": "find('mmap').close()",
    "a page of lies": "find('mmap')[:8] = b'\\xff' * 8",
    "tracing": "sys.settrace(lambda *a: 1 / 0)",
    "an exit hook": "import atexit; atexit.register(lambda: forge({'value': 1}))",
    "collects": "gc.set_threshold(1); gc.callbacks.append(lambda *a: forge({'value': 1}))",
}


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("at", ["call", "load"])
def test_attacks_end_as_outcomes(begin, attack, at):
    """Forged, broken and missing answers are an error outcome or the student's own value; the grader is not touched."""
    assert_settled(begin, ATTACKS[attack], at)


def assert_settled(begin: Begin, attack: str, at: str) -> None:
    if at == "call":
        attempt = begin(f"{WIRE}\ndef attack():\n    {attack}\n    return 5\n", call_seconds=0.15, load_seconds=1)
        outcomes = attempt.call("attack", [[], [], []])
        assert len(outcomes) == 3
    else:
        attempt = begin(f"{WIRE}\n{attack}\n", call_seconds=0.2, load_seconds=0.2)
        outcomes = []
    started = time.monotonic()
    for _ in range(3):
        outcomes += [call(attempt, "own"), *attempt.call("ping", [[], []], echo=True)]
    assert time.monotonic() - started < 6
    assert all(isinstance(outcome, (Returned, Raised, Died, TimedOut, NotCalled)) for outcome in outcomes)
    assert isinstance(attempt.defines("own"), bool)
    attempt.close()
    fresh = begin("def f():\n    return 1\n")
    assert value(fresh, "f") == 1


def test_the_wire_can_be_found(begin):
    """The attacks above write to the right descriptor: the one socket that a box has."""
    assert value(begin(WIRE), "wire") == [1000]


def test_forged_loads(begin):
    """An answer to loading that is of the wrong form is an outcome."""
    forged = [
        "{'functions': 5, 'failures': [], 'output': {}}",
        "{'functions': [1], 'failures': [], 'output': {'text': '', 'more': 0}}",
        "{'functions': ['f'], 'failures': [[7, {}]], 'output': {'text': '', 'more': 0}}",
        "{'functions': ['f'], 'failures': [[0, 0]], 'output': {'text': '', 'more': 0}}",
        "{'functions': ['f'], 'failures': [], 'output': {'text': 5}}",
        "{'functions': ['f'], 'failures': [], 'output': None}",
    ]
    for message in forged:
        attempt = begin(f"{WIRE}\nforge({message})\n")
        assert isinstance(call(attempt, "own"), (Returned, NotCalled))
    attempt = begin(f"{WIRE}\nforge({{'functions': ['mine'], 'failures': [], 'output': {{'text': 'x', 'more': 0}}}})\n")
    assert isinstance(call(attempt, "mine"), (Raised, Died, TimedOut, Returned))


def test_forged_handles(begin):
    """A handle that the student made up, or that a box has outlived, is refused in words."""
    attempt = begin(f"""{WIRE}
def fake(number):
    from msgpack import ExtType, packb
    forge([{{"value": ExtType(6, packb([number, "model", "Model"]))}}])
def keep():
    return object()
def model():
    return 5
""")
    for number in (0, -1, 10**6 + 500, 2**63):
        forged = value(attempt, "fake", number)
        assert isinstance(forged, Handle)
        attempt.call("ping", [[]])  # takes the answer that the forged one came before
        for question in ("config", "weights", "compiled", "history", "images", "array", "description"):
            value(attempt, "ping")
            with pytest.raises(StudentError):
                attempt.ask(forged, question)
        assert not isinstance(call(attempt, "own", forged), Returned)
        attempt.close()
    kept = value(attempt, "keep", keep=True)
    attempt.close()
    assert value(attempt, "ping") == "pong"
    assert call(attempt, "own", kept) == NotCalled("the process that held its model has ended")
    with pytest.raises(StudentError, match="has ended"):
        attempt.ask(kept, "array")


def test_values_too_deep_to_be_sent_on(begin):
    """A forged value that is too deep to be an argument is no fault of the grader's."""
    source = (
        "def deep():\n    v = 1\n    for _ in range(23):\n        v = [v]\n    forge({'value': v})\n    return ''\n"
        "def kept():\n    return type('Deep', (), {'__repr__': lambda self: deep()})()\n"
    )
    attempt = begin(WIRE + source)
    deep = attempt.ask(value(attempt, "kept", keep=True), "description")
    outcome = call(attempt, "own", deep)
    assert isinstance(outcome, NotCalled)
    assert "deep" in outcome.why


# A Keras that takes no time to import: what the worker wants of it before it calls the student's function.
FAKE_KERAS = f"""{WIRE}
import types
sys.modules["".join(["ker", "as"])] = types.SimpleNamespace(Model=type("Model", (), {{"fit": lambda self: None}}))
"""


def test_forged_epochs_end(begin):
    """Epochs that never were cannot keep the judge busy beyond the time for training."""
    source = "def train_model():\n    while True:\n        forge({'epoch': True, 'weights': [1]})\n"
    attempt = begin(FAKE_KERAS + source, train_seconds=0.3)
    started = time.monotonic()
    judged: list[Any] = []

    def judge(weights: list[Any]) -> bool:
        judged.append(weights)
        time.sleep(0.02)
        return False

    outcome, fits = attempt.train("train_model", [], judge)
    assert not isinstance(outcome, Returned)
    assert fits == []
    assert 0 < len(judged) < 50
    assert judged[0] == [1]
    assert time.monotonic() - started < 3


def test_a_judge_that_fails(begin):
    """A fault of the judge's is not swallowed, and the box that waits for its word is ended."""
    attempt = begin(FAKE_KERAS + "def train_model():\n    forge({'epoch': True, 'weights': [1]})\n")

    def judge(weights: list[Any]) -> bool:
        raise GraderFault("the judge is ill")

    with pytest.raises(GraderFault, match="ill"):
        attempt.train("train_model", [], judge)
    assert value(attempt, "own") == 42


# --- the pool ---------------------------------------------------------------------------------------------------------


def descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))


def children() -> set[int]:
    return {int(pid) for pid in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()}


def boxes_of(zygote: int) -> list[str]:
    return Path(f"/proc/{zygote}/task/{zygote}/children").read_text().split()


def test_boxes_leave_nothing_behind(zygotes):
    """Fifty boxes, closed in different ways, leave no descriptor, no process and no thread."""
    program = Program(
        UNIT.name, "tensor_ops.py", (Cell("import os\ndef f(x):\n    while x == 1: pass\n    os._exit(x)\n"),), False
    )
    zygotes.fork("light", LIMITS, ()).close()
    gc.collect()
    before, threads, own = descriptors(), threading.active_count(), children()
    for number in range(50):
        box = zygotes.fork("light", LIMITS, ())
        if number % 5:
            box.load(program, [], {}, 5, 1, 1)
        if number % 5 == 1:
            assert isinstance(box.call([Request("f", [[1]])], 0.02, 5)[0], TimedOut)
        elif number % 5 == 3:
            assert isinstance(box.call([Request("f", [[2]])], 5, 5)[0], Died)
            assert isinstance(box.call([Request("f", [[2]])], 5, 5)[0], Died)
        box.close()
        box.close()
    assert (descriptors(), threading.active_count(), children()) == (before, threads, own)
    zygote = zygotes._running["light"].pid
    deadline = time.monotonic() + 5
    while boxes_of(zygote) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert boxes_of(zygote) == []


def test_what_another_function_left_behind(begin):
    """A call that ends with a box that served others before is made once more alone: they cost it nothing."""
    attempt = begin("""
import os, threading, time
def leaves():
    threading.Thread(target=lambda: (time.sleep(0.2), os._exit(3)), daemon=True).start()
    return 1
def honest(x):
    time.sleep(0.15)
    return x
def dies():
    os._exit(4)
""")
    assert value(attempt, "leaves") == 1
    assert attempt.call("honest", [[1], [2], [3]]) == [Returned(1), Returned(2), Returned(3)]
    outcome = call(attempt, "dies")
    assert isinstance(outcome, Died)
    assert "status 4" in outcome.how
    assert value(attempt, "honest", 5) == 5


def test_answers_that_are_too_large_together(begin):
    """What is kept of a box's answers is bounded for all that was asked at once, not for each."""
    attempt = begin("import numpy as np\ndef f(n):\n    return np.ones(n)\n")
    few, many = attempt.call("f", [[2**18]]), attempt.call("f", [[2**18]] * 8)
    assert isinstance(few[0], Returned)
    died = [outcome for outcome in many if isinstance(outcome, Died)]
    assert "larger together" in died[0].how
    assert sum(isinstance(outcome, Returned) for outcome in many) < 4


def end(pid: int) -> None:
    """Kills a process and waits until it is gone."""
    os.kill(pid, signal.SIGKILL)
    until_gone(pid)


def until_gone(pid: int) -> None:
    deadline = time.monotonic() + 5
    while os.path.exists(f"/proc/{pid}"):
        assert time.monotonic() < deadline, "it does not end"
        time.sleep(0.005)


def parent(pid: int) -> int:
    with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
        return int(file.read().rpartition(")")[2].split()[1])


@pytest.mark.parametrize(("kind", "first"), [("bare", ""), ("light", "import matplotlib\n")])
def test_a_dead_zygote_is_replaced(begin, zygotes, kind, first):
    """A zygote that is killed is a fault of ours at the next call to its boxes, and is replaced at the next box."""
    attempt = begin(f"{first}def f():\n    return 1\n")
    assert value(attempt, "f") == 1
    others = {name: other for name, other in zygotes._running.items() if name != kind}
    zygote = zygotes._running[kind]
    assert attempt._box._zygote is zygote
    end(zygote.pid)
    with pytest.raises(GraderFault, match="gone"):
        attempt.call("f", [[]])
    attempt.close()
    assert value(attempt, "f") == 1
    assert zygotes._running[kind] is not zygote
    assert attempt._box._zygote is zygotes._running[kind]
    assert {name: other for name, other in zygotes._running.items() if name != kind} == others


@pytest.mark.parametrize("waits", [False, True])
def test_a_nursery_that_dies_before_its_first_box(waits):
    """One that was begun early and died, ready or not, is replaced when the first box is wanted of it."""
    before, own = descriptors(), children()
    pool = Zygotes(LAYERS, [], lambda: pytest.fail("no MNIST"))
    pool.begin()
    nursery = pool._door._process
    if waits:
        pool.fork("bare", LIMITS, ()).close()
    nursery.kill()
    nursery.wait()
    pool.fork("bare", LIMITS, ()).close()
    assert pool._door._process is not nursery
    pool.close()
    assert (descriptors(), children()) == (before, own)


def test_a_nursery_killed_while_it_starts_is_started_again():
    """One that ends before it has tried its layers is replaced; a second that does is a fault, not waited for."""
    door = Door()
    door.prepare(LAYERS, [])
    start = door.start

    def start_in_vain() -> None:
        start()
        os.kill(door._process.pid, signal.SIGKILL)

    with closing(door):
        start_in_vain()
        door.open()
        door.wait()
        with closing(Zygote("bare", door.zygote("bare"), door.home)) as zygote:
            zygote.ready()
        door.start = start_in_vain
        start_in_vain()
        with pytest.raises(GraderFault, match="no box can be made"):
            door.wait()


def test_the_nursery_of_another_kind_is_replaced(zygotes):
    """The process that has Matplotlib for all light zygotes is forked again where it was killed."""
    zygotes.fork("light", LIMITS, ()).close()
    first = zygotes._running["light"]
    nursery = parent(first.pid)
    end(nursery)
    zygotes.restart("light")
    zygotes.fork("light", LIMITS, ()).close()
    assert parent(zygotes._running["light"].pid) != nursery


def test_graders_share_a_nursery(zygotes):
    """A fork of the grader has its own zygotes, from the nursery that is there; they end with it."""
    zygotes.fork("bare", LIMITS, ()).close()
    reader, writer = os.pipe()
    if (pid := os.fork()) == 0:
        try:
            zygotes._running.clear()
            zygotes._prepared.clear()
            zygotes.fork("bare", LIMITS, ()).close()
            os.write(writer, str(zygotes._running["bare"].pid).encode())
        finally:
            os._exit(0)
    os.waitpid(pid, 0)
    theirs = int(os.read(reader, 20))
    os.close(reader)
    os.close(writer)
    assert theirs != zygotes._running["bare"].pid
    until_gone(theirs)
    zygotes.fork("bare", LIMITS, ()).close()


def test_a_pool_closed_under_its_boxes():
    """Closing the pool ends its processes; closing a box after that is harmless, and touches no other descriptor."""
    before, own = descriptors(), children()
    pool = Zygotes(LAYERS, [], lambda: pytest.fail("no MNIST"))
    box = pool.fork("light", LIMITS, ())
    home = pool._running["light"]._home
    pool.close()
    files = [os.open(os.devnull, os.O_RDONLY) for _ in range(8)]
    box.close()
    assert all(os.fstat(file) for file in files)
    for file in files:
        os.close(file)
    assert (descriptors(), children()) == (before, own)
    assert not os.path.exists(home)


def test_a_zygote_that_cannot_start():
    """Where a layer is not to be had no box is made, and the reason is told."""
    door = Door()
    door.prepare(["no such layer"], [])
    for _ in range(2):
        zygote = Zygote("light", door.zygote("light"), door.home)
        with pytest.raises(GraderFault, match="no such layer"):
            zygote.ready()
        zygote.close()
        zygote.close()
    door.close()
    door.close()


def test_a_box_that_cannot_be_confined(zygotes, tmp_path):
    """Where a box cannot be put behind its fence it runs nothing, and the grader is told."""
    with pytest.raises(GraderFault, match="could not be confined"):
        zygotes.fork("light", LIMITS, (tmp_path / "not there",))


def test_nothing_of_the_grader_is_in_the_box(begin, monkeypatch):
    """Neither the grader's environment nor its descriptors, its arguments or its threads are to be seen in a box."""
    monkeypatch.setenv("AUTOGRADER_SECRET", "s3cret")
    attempt = begin("""
        import os, sys
        def f():
            links = []
            for name in os.listdir("/proc/self/fd"):
                try:
                    links.append(os.readlink("/proc/self/fd/" + name))
                except OSError:
                    pass
            return sorted(os.environ), links, sys.argv, os.getcwd()
    """)
    names, links, arguments, folder = value(attempt, "f")
    assert not [name for name in names if "AUTOGRADER" in name or "TOKEN" in name]
    assert {link.split(":")[0] for link in links} <= {"/dev/null", "socket", "/proc/self/fd", f"/proc/{links}"} | {
        link for link in links if link.startswith("/proc/")
    }
    assert sum(link.startswith("socket:") for link in links) == 1
    assert folder == str(attempt._folders[0])
    assert "tests" not in " ".join(arguments)


def test_a_box_for_the_grader_itself(zygotes):
    """A box without a folder keeps a value of the grader's and answers questions about it."""
    with zygotes.fork("light", LIMITS, ()) as box:
        assert isinstance(box, Box)
        kept = box.keep(np.arange(4))
        assert isinstance(kept, Returned)
        assert box.ask(kept.value, "array").value.tolist() == [0, 1, 2, 3]
        assert isinstance(box.ask(kept.value, "no such question"), Raised)
    assert isinstance(box.ask(kept.value, "array"), Died)


def test_student(begin):
    """The fixture ``student`` turns calls into values and everything else into a ``StudentError``."""
    student = Student(begin("def f(x):\n    return x\ndef g():\n    raise ValueError('no')\n"))
    assert student.f(3) == 3
    with pytest.raises(StudentError) as caught:
        student.g()
    assert caught.value.outcome.type_name == "ValueError"
    with pytest.raises(StudentError):
        student.not_there()
    with pytest.raises(AttributeError):
        _ = student._private
