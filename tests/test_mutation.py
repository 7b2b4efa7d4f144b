"""Mutants of the solutions: made one fault at a time, and counted honestly."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
RUN = ROOT / "tests" / "mutation" / "run.py"

pytest.importorskip("cosmic_ray", reason="the extra `mutation` is not installed")

sys.path.insert(0, str(RUN.parent))

from mutants import mutants  # noqa: E402 - it stands beside the script that uses it

SOURCE = '''
def double(x):
    """Doubles it."""
    assert x > 0
    return 2 * x


def other(x):
    """Is not asked for."""
    return x + 1
'''


def test_each_has_one_fault(tmp_path: Path) -> None:
    """A mutant differs from the solution in one line, is a program, comes once, and is of a function asked for."""
    path = tmp_path / "unit.py"
    path.write_text(SOURCE, encoding="utf-8")
    found = list(mutants(path, ("double",)))
    lines = {(mutant.removed, mutant.added) for mutant in found}
    assert ("return 2 * x", "return 2 + x") in lines
    assert ("assert x > 0", "assert x >= 0") in lines
    assert len(lines) == len(found) == len({ast.dump(ast.parse(mutant.source)) for mutant in found})
    assert all(";" not in mutant.removed + mutant.added for mutant in found)
    assert {mutant.function for mutant in found} == {"double"}


def test_a_mutant_bears_its_name(tmp_path: Path) -> None:
    """Renamed it is the same function, with what a known wrong program has to say."""
    path = tmp_path / "unit.py"
    path.write_text(SOURCE, encoding="utf-8")
    first = next(mutants(path, ("double",)))
    [node] = ast.parse(first.named("double__m1")).body
    assert isinstance(node, ast.FunctionDef)
    assert node.name == "double__m1"
    assert ast.get_docstring(node) == "en: m\nko: m\nseen: m"


@pytest.mark.slow
@pytest.mark.parametrize("unit", ["tensors", "tensor_ops"])
def test_the_graders_catch_the_faults(unit: str) -> None:
    """In the units of plain NumPy every mutant that is not shown equivalent is killed."""
    done = subprocess.run([sys.executable, str(RUN), unit], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "(100.0%)" in done.stdout
