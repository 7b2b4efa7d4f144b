"""Mutants of the reference solutions: each function with one of cosmic-ray's small faults, and nothing else changed."""

import ast
import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

# Those that want the name of a variable, or change nothing.
_NOT_USED = ("VariableReplacer", "VariableInserter", "NoOp")


@dataclass(frozen=True, slots=True)
class Mutant:
    """A function of the solutions with one fault; ``removed`` and ``added`` are the lines in which it differs."""

    function: str
    source: str
    removed: str
    added: str

    def named(self, name: str) -> str:
        """Its source as a function of that name, with the docstring that a known wrong program needs."""
        [node] = ast.parse(self.source).body
        assert isinstance(node, ast.FunctionDef)
        node.name = name
        node.body.insert(0, ast.Expr(ast.Constant("en: m\nko: m\nseen: m")))
        return ast.unparse(ast.fix_missing_locations(node))


def mutants(path: Path, functions: tuple[str, ...]) -> Iterator[Mutant]:
    """Every mutant of these functions of a file of solutions, each once."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name in functions:
            node.body = node.body[1:]  # the docstring holds the examples
            yield from _mutants_of(node.name, ast.unparse(node) + "\n")


def _mutants_of(function: str, source: str) -> Iterator[Mutant]:
    seen = {ast.dump(ast.parse(source))}
    for operator in sorted(operator_names()):
        if not operator.endswith(_NOT_USED):
            for mutated in _mutated(source, operator):
                try:
                    form = ast.dump(ast.parse(mutated))
                except SyntaxError:  # no program, so nothing to catch
                    continue
                if form not in seen:
                    seen.add(form)
                    yield Mutant(function, mutated, *_difference(source, mutated))


def _mutated(source: str, operator: str) -> Iterator[str]:
    number = 0
    while (mutated := mutate_code(source, get_operator(operator)(), number)) is not None:
        yield mutated
        number += 1


def _difference(before: str, after: str) -> tuple[str, str]:
    lines = list(difflib.ndiff(before.splitlines(), after.splitlines()))
    one, other = ("; ".join(line[2:].strip() for line in lines if line.startswith(sign)) for sign in "-+")
    return one, other
