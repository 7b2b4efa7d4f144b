"""Rewrites a cell's source so that every operator and every call tells of its operands before it does its work."""

import ast
import copy
import itertools
from collections.abc import Iterator
from contextlib import suppress
from types import CodeType
from typing import Any, TypeVar

from autograder.box.vectorised import ARITHMETIC, OTHERS

_LEAVES = (ast.Name, ast.Constant, ast.expr_context, ast.operator, ast.cmpop, ast.unaryop, ast.pattern)
OPERATE, CALL, SLICE = "<operate>", "<call>", "<slice>"  # globals of the rewritten code: names no source can spell


def rewritten(source: str, filename: str, cell: int) -> Iterator[CodeType]:
    """The code objects of all functions in ``source``, rewritten; none where it does not parse.

    They need three globals: ``OPERATE(cell, line, symbol, *operands)`` performs an operator;
    ``CALL(cell, line, called, *displays)`` gives what is to be called instead of ``called``, ``displays`` being the
    positions of the arguments written as ``[a, b]`` or ``(a, b)``; ``SLICE`` is ``slice``.
    """
    with suppress(SyntaxError, ValueError, RecursionError, MemoryError):
        tree = ast.parse(source)
        tree.body = [statement for statement in tree.body if _makes_functions(statement)]
        yield from _codes_in(compile(_Rewriter(cell).visit(tree), filename, "exec", dont_inherit=True))


def _makes_functions(statement: ast.stmt) -> bool:
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return True
    kinds = (ast.Lambda, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return any(isinstance(node, kinds) for node in ast.walk(statement))


def place(code: CodeType) -> tuple[object, ...]:
    """What a function's code and its rewritten code have in common, and no two functions: where they stand."""
    ends = [(line or 0, column or 0) for _, line, _, column in code.co_positions()]
    return code.co_filename, code.co_qualname, code.co_firstlineno, max(ends)


def _codes_in(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _codes_in(constant)


class _Rewriter(ast.NodeTransformer):
    """Puts ``OPERATE`` in the place of operators, and ``CALL`` around what is called.

    A call stays a call in the student's own frame, so that ``super()`` and ``locals()`` work and recursion gets no
    deeper. What is evaluated, in which order and on which line, stays as it was.
    """

    def __init__(self, cell: int) -> None:
        self._cell = cell

    def visit(self, node: ast.AST) -> Any:
        """Leaves hold nothing to be rewritten, and are most of a tree; a pattern's ``-1`` is no operator."""
        return node if isinstance(node, _LEAVES) else super().visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        self.generic_visit(node)
        return self._operation(node, ARITHMETIC[type(node.op)][0], node.left, node.right)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.expr:
        self.generic_visit(node)
        return node if isinstance(node.op, ast.Not) else self._operation(node, OTHERS[type(node.op)][0], node.operand)

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        """A chain is left alone: all but its last link have to be true or false, as whole arrays are not."""
        self.generic_visit(node)
        if len(node.ops) > 1 or type(node.ops[0]) not in OTHERS:
            return node
        return self._operation(node, OTHERS[type(node.ops[0])][0], node.left, node.comparators[0])

    def visit_AugAssign(self, node: ast.AugAssign) -> list[ast.stmt]:
        """``a[i] += v``: ``base = a; key = i; base[key] = iadd(base[key], v)``, each evaluated once, in order."""
        self.generic_visit(node)
        target, parts = node.target, dict[str, ast.expr]()
        if isinstance(target, (ast.Attribute, ast.Subscript)):
            parts["<base>"], target.value = target.value, _placed(_name("<base>"), node)
        if isinstance(target, ast.Subscript):
            parts["<key>"], target.slice = _key(target.slice), _placed(_name("<key>"), node)
        current = copy.copy(target)
        current.ctx = ast.Load()
        value = self._operation(node, ARITHMETIC[type(node.op)][0] + "=", current, node.value)
        statements: list[ast.stmt] = [
            ast.Assign([_placed(_name(name, ast.Store()), node)], part) for name, part in parts.items()
        ]
        statements.append(ast.Assign([target], value))
        statements.extend(ast.Delete([_placed(_name(name, ast.Del()), node)]) for name in parts)
        return [_placed(statement, node) for statement in statements]

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        plain = itertools.takewhile(lambda argument: not isinstance(argument, ast.Starred), node.args)
        displays = [ast.Constant(position) for position, argument in enumerate(plain) if _is_display(argument)]
        node.func = self._helper(CALL, node, node.func, *displays)
        return node

    def _operation(self, node: ast.AST, symbol: str, *operands: ast.expr) -> ast.expr:
        return self._helper(OPERATE, node, ast.Constant(symbol), *operands)

    def _helper(self, helper: str, node: Any, *arguments: ast.expr) -> ast.expr:
        where = [ast.Constant(self._cell), ast.Constant(node.lineno)]
        parts = [_name(helper), *where, *(part for part in arguments if isinstance(part, ast.Constant))]
        for part in parts:
            if not hasattr(part, "lineno"):
                _placed(part, node)
        return _placed(ast.Call(parts[0], [*where, *arguments], []), node)


def _is_display(node: ast.expr) -> bool:
    items = node.elts if isinstance(node, (ast.List, ast.Tuple)) else []
    return bool(items) and not any(isinstance(item, ast.Starred) for item in items)


def _name(name: str, context: ast.expr_context | None = None) -> ast.Name:
    return ast.Name(name, context or ast.Load())


_Node = TypeVar("_Node", bound=ast.AST)


def _placed(node: _Node, there: Any) -> _Node:
    """``node``, said to stand where ``there`` stands; cheaper than walking the whole tree for what has no place."""
    node.lineno, node.col_offset = there.lineno, there.col_offset  # type: ignore[attr-defined]
    node.end_lineno, node.end_col_offset = there.end_lineno, there.end_col_offset  # type: ignore[attr-defined]
    return node


def _key(index: ast.expr) -> ast.expr:
    if isinstance(index, ast.Slice):
        bounds = [bound or _placed(ast.Constant(None), index) for bound in (index.lower, index.upper, index.step)]
        return _placed(ast.Call(_placed(_name(SLICE), index), bounds, []), index)
    if isinstance(index, ast.Tuple):
        return _placed(ast.Tuple([_key(item) for item in index.elts], ast.Load()), index)
    return index
