"""Which functions of a program stand by themselves, so that what is known of one is known of its equals elsewhere."""

from collections.abc import Mapping

import pytest

from autograder.submission.canonical import canonical
from autograder.submission.functions import NONE, Functions, functions
from autograder.submission.programs import Cell, Program

UNIT = "tensor_ops"
RELU = """
def naive_relu(x):
    assert len(x.shape) == 2
    z = x.copy()
    for i in range(z.shape[0]):
        for j in range(z.shape[1]):
            z[i, j] = max(z[i, j], 0)
    return z
"""
RELU_TOO = '''
def naive_relu(x):
    """The rectified linear unit."""

    assert len(x.shape) == 2
    result = x.copy()  # as in the book
    for row in range(result.shape[0]):
        for column in range(result.shape[1]):
            result[row, column] = max(
                result[row, column], 0
            )
    return result
'''
IMPORT = "import numpy as np\n"
DOT = "def naive_vector_dot(x, y):\n    return sum(a * b for a, b in zip(x, y))\n"
CALLS = "def naive_matrix_vector_dot(x, y):\n    return np.array([naive_vector_dot(row, y) for row in x])\n"


def of(*cells: str, unit: str = UNIT) -> Functions:
    """The functions of a program of these cells."""
    return functions(canonical(Program(unit, f"{unit}.py", tuple(map(Cell, cells)), len(cells) > 1)), unit)


def forms(*cells: str) -> Mapping[str, str]:
    """Their forms by name."""
    return of(*cells).forms


def test_names_of_variables_and_layout_are_set_apart() -> None:
    """Functions that differ in their variables' names, comments, docstring and place in the file have one form."""
    one, other = of(IMPORT + RELU + DOT), of("# kim\n\n" + DOT + RELU_TOO + IMPORT)
    assert one.forms == other.forms
    assert set(one.forms) == {"naive_relu", "naive_vector_dot"}
    assert one.loading == other.loading is not None
    assert forms(IMPORT, RELU, DOT) == one.forms, "in a notebook, too"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("0)", "1)"),
        ("0)", "0.0)"),
        ("max(", "min("),
        ("shape[1]", "shape[0]"),
        ("== 2", "!= 2"),
        (".copy", ".tolist"),
        ("z[i, j]", "z[j, i]"),
        ("(x):", "(x, /):"),
        ("(x):", "(y, x=1):"),
        ("(x):", "(*x):"),
        ("return z", "return x"),
        ("range(z.shape[0])", "range(len(z))"),
        ("x.copy()", "np.copy(x)"),
    ],
)
def test_whatever_a_function_does_counts(old: str, new: str) -> None:
    """A constant's value or type, a name that is read, an operator, a variable's use, a signature: another form."""
    assert RELU.replace(old, new) != RELU
    assert forms(IMPORT + RELU)["naive_relu"] != forms(IMPORT + RELU.replace(old, new))["naive_relu"]


def test_what_a_function_calls_counts() -> None:
    """A function is another where one that it calls is, directly or not, or where a name stands for another module."""
    third = "def naive_matrix_dot(x, y):\n    return [naive_matrix_vector_dot(x, c) for c in y.T]\n"
    whole = forms(IMPORT + DOT + CALLS + third)
    other = forms(IMPORT + DOT.replace("a * b", "a + b") + CALLS + third)
    assert not set(whole.values()) & set(other.values())
    missing = forms(IMPORT + CALLS + third)
    assert missing == {}, "it calls what nobody knows"
    own_sum = forms(IMPORT + DOT + CALLS + third + "def sum(values):\n    return 0\n")
    assert not set(whole.values()) & set(own_sum.values()), "its sum is no more Python's"
    as_math = forms(IMPORT.replace("numpy", "math") + DOT + CALLS)
    assert as_math["naive_vector_dot"] == whole["naive_vector_dot"]
    assert as_math["naive_matrix_vector_dot"] != whole["naive_matrix_vector_dot"]
    looping = "def f(x):\n    return g(x)\ndef g(x):\n    return f(x)\n"
    assert forms(looping)["f"] != forms(looping.replace("return f(x)", "return f(x) + 1"))["f"]


@pytest.mark.parametrize(
    "wild",
    [
        "np.maximum = max",
        "np.ndarray.__init__",
        "np.core",
        "np.random.default_rng()",
        "np.random.mtrand",
        "np.seterr(all='raise')",
        "np.lib.stride_tricks.as_strided",
        "np.load('x.npy')",
        "x = np.ones(3).base",
        "x = np.ones(3).data",
        "'{0.__class__}'.format(np)",
        "getattr(np, 'x')",
        "setattr(np, 'maximum', max)",
        "vars(np)",
        "globals()",
        "exec('x = 1')",
        "open('f')",
        "input()",
        "id(3)",
        "__builtins__ = {}",
        "__builtins__",
        "__file__",
        "import os",
        "import sys as np",
        "import numpy.random",
        "import numpy.linalg as linalg",
        "from numpy import *",
        "from numpy import zeros",
        "from __future__ import annotations",
        "class A: pass",
        "with np.errstate(): pass",
        "try:\n    x = 1\nexcept ValueError:\n    pass",
        "del np",
        "open = max",
        "def open(name): return 1",
        "def eval(x): return x",
        "f = lambda x, seen=[]: seen",
        "def f(x, seen=[]): seen.append(x)",
        "def f(x, *, y=3): return y",
        "def f(x: int): return x",
        "@np.vectorize\ndef f(x): return x",
        "def f():\n    global g\n    g = 1",
        "def f():\n    import os",
        "def f():\n    class A: pass",
        "def f(x):\n    x.shape = (1,)",
        "def f(x):\n    f.seen = x",
        "def f(x):\n    with x: pass",
        "def f(x):\n    return x.__class__",
        "def f(x):\n    return np.random.rand()",
        "def f(x):\n    return nobody_knows(x)",
        "def f(x):\n    return lambda: open",
        "async def f(x):\n    await x",
        "x = [open for _ in range(3)]",
        "x = sorted([1], key=lambda x: open)",
        "def naive_relu(x):\n    return x",
        "if np:\n    def f(x): return x",
        "for x in range(3):\n    import math",
        "while True:\n    def f(x): return x\n    if np: break",
        "nobody_knows",
        "__doc__ = 'mine'; print(__doc__)",
        "if __name__ != '__main__':\n    import os",
        "if __name__ == '__main__':\n    x = 1\nelse:\n    import os",
        "if __name__ == '__main__' or np:\n    import os",
        "if '__main__' == __name__ == np:\n    import os",
        "import math as np",
    ],
)
def test_what_may_do_more_than_compute_is_not_tame(wild: str) -> None:
    """Whatever could reach out of a function, into a library, or look at more than values: nothing of it is known."""
    assert forms(IMPORT + RELU), "it is tame without"
    assert of(f"{IMPORT}{RELU}\n{wild}\n") == NONE
    assert of(f"{IMPORT}{RELU}", f"{wild}\n") == NONE, "in a later cell, too"


def test_what_does_not_compile_is_not_tame() -> None:
    """A file with a syntax error, an empty notebook and one that is too long to be compiled have no functions."""
    for source in (RELU + "def f(:\n", RELU + "#" * 40_000):
        assert of(source) == NONE
    assert functions(canonical(Program(UNIT, "a.ipynb", (), is_notebook=True)), UNIT) == NONE


def test_functions_that_read_variables_do_not_stand_by_themselves() -> None:
    """A function that reads a variable of the file's, by whatever way, has no form; those that do not, have theirs."""
    reads = "def naive_add(x, y):\n    return [scale * a for a in x]\n"
    reads += "def naive_matrix_dot(x, y):\n    return naive_add(x, y)\n"
    found = forms(IMPORT + RELU + "scale = [1]\n" + reads)
    assert found == forms(IMPORT + RELU)
    assert forms(RELU + "max = min\n") == {}, "a variable takes the place of Python's own"
    assert forms(RELU + "naive_relu = abs\n") == {}, "of the function itself"
    assert forms(IMPORT + DOT + "np = 3\n" + CALLS).keys() == {"naive_vector_dot"}
    assert forms(IMPORT + DOT + "def np(): return 3\n" + CALLS).keys() == {"naive_vector_dot"}
    counted = "def f(x):\n    n = 0\n    def step():\n        nonlocal n\n        n += 1\n    step()\n    return n\n"
    assert forms(counted).keys() == {"f"}, "what is its own for a call is its own"


def test_what_is_never_run_does_not_count() -> None:
    """What stands under ``if __name__ == "__main__":`` is not run by the grader, and may be anything."""
    main = "if __name__ == '__main__':\n    import os\n    os.x = open(3)\n    with os:\n        class A: pass\n"
    assert of(IMPORT + RELU + main.replace("    with os:\n        class A: pass\n", "")) == of(IMPORT + RELU)
    assert of(f'"""Kim\'s."""\n{IMPORT + RELU}') == of(IMPORT + RELU)
    with_else = of(IMPORT + RELU + "if __name__ == '__main__':\n    import os\nelse:\n    print(1)\n")
    assert with_else.forms == forms(IMPORT + RELU)
    assert with_else.loading == of(IMPORT + RELU + "print(1)\n").loading
    inside = "if np.pi > 3:\n    print(1)\n    if __name__ == '__main__':\n        print(2)\nprint(2)\n"
    outside = "if np.pi > 3:\n    print(1)\n    print(2)\nif __name__ == '__main__':\n    print(2)\n"
    assert of(IMPORT + inside).loading != of(IMPORT + outside).loading, "as long, and another way"
    assert of(IMPORT + inside).loading == of(IMPORT + "if np.pi > 3:\n    print(1)\nprint(2)\n").loading
    after = of(IMPORT + "if __name__ == '__main__':\n    import os\n" + RELU)
    assert after == of(IMPORT + RELU)


def test_what_is_left_at_top_level_has_a_form_of_its_own() -> None:
    """What a file prints follows from its statements, their order, and what they call, as far as it is defined."""
    printing = "print(naive_relu(np.ones((2, 2))))\n"
    one = of(IMPORT + RELU + DOT + printing).loading
    assert one is not None
    assert of(IMPORT + DOT + RELU_TOO + printing).loading == one
    differing = [
        of(IMPORT + RELU + printing.replace("2, 2", "2, 3")).loading,
        of(IMPORT + RELU.replace("0)", "1)") + printing).loading,
        of(IMPORT + RELU + printing + printing).loading,
        of(IMPORT + RELU).loading,
        of(IMPORT, RELU, printing).loading,
        of(IMPORT + RELU + printing, unit="tensors").loading,
        of(IMPORT + RELU + "if __name__ == 'tensor_ops':\n    " + printing).loading,
        of(IMPORT + RELU + "np.random.seed(0)\n" + printing).loading,
        of(IMPORT + RELU + "np.random.seed(1)\n" + printing).loading,
    ]
    assert len({one, *differing}) == len(differing) + 1
    assert None not in differing
    assert of(IMPORT + printing + RELU) == of(RELU + printing + IMPORT) == NONE, "a name that is not there yet"
    late = IMPORT + CALLS + "print(naive_matrix_vector_dot(np.ones((1, 1)), np.ones(1)))\n" + DOT
    early = IMPORT + DOT + CALLS + "print(naive_matrix_vector_dot(np.ones((1, 1)), np.ones(1)))\n"
    assert of(late).forms == of(early).forms
    assert of(late).loading != of(early).loading, "what it calls is not there yet"
    assert of(IMPORT + "k = 2\ndef f():\n    return k\nprint(f())\n").loading is None, "it rests on a variable"
