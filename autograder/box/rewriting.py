"""Rewrites a cell's source so that every operator and every call tells of its operands before it does its work."""

import ast
import copy
import itertools
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from types import CodeType, MappingProxyType
from typing import Any, NamedTuple, TypeVar

from autograder.box.vectorised import ARITHMETIC, OTHERS

OPERATE, CALL, SLICE = "<operate>", "<call>", "<slice>"  # globals of the rewritten code: names no source can spell
_LEAVES = (
    *(ast.Name, ast.Constant, ast.arg, ast.alias, ast.Import, ast.ImportFrom, ast.Global, ast.Nonlocal, ast.Pass),
    *(ast.expr_context, ast.operator, ast.boolop, ast.cmpop, ast.unaryop, ast.pattern),
)


class Site(NamedTuple):
    """Where an operator or a call stands in the source, and what is to be known of it.

    ``displays`` are the positions of a call's arguments written as ``[a, b]`` or ``(a, b)``.
    """

    cell: int
    line: int
    symbol: str = ""
    displays: tuple[int, ...] = ()


def parsed(source: str) -> ast.Module:
    """A source's syntax tree; an empty one where it does not parse, since it has defined nothing."""
    with suppress(SyntaxError, ValueError, RecursionError, MemoryError):
        return ast.parse(source)
    return ast.Module([], [])


def rewritten(tree: ast.Module, filename: str, cell: int, sites: list[Site]) -> Iterator[CodeType]:
    """The code objects of all functions in ``tree``, which is rewritten, too; none where that cannot be compiled.

    They need three globals: ``OPERATE(number, *operands)`` performs the operator of ``sites[number]``;
    ``CALL(number, called)`` gives what is to be called instead of ``called``; ``SLICE`` is ``slice``. What stands
    where is added to ``sites``.
    """
    with suppress(SyntaxError, ValueError, RecursionError, MemoryError):
        tree.body = [statement for statement in tree.body if _makes_functions(statement)]
        _Rewriter(cell, sites).visit(tree)
        yield from _codes_in(compile(tree, filename, "exec", dont_inherit=True))


def _makes_functions(statement: ast.stmt) -> bool:
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return True
    kinds = (ast.Lambda, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return any(isinstance(node, kinds) for node in ast.walk(statement))


def place(code: CodeType) -> tuple[object, ...]:
    """What a function's code and its rewritten code have in common, and few others: where they begin."""
    return code.co_filename, code.co_qualname, code.co_firstlineno


def end(code: CodeType) -> tuple[int, int]:
    """Where the last of a function's code stands, line and column: tells apart what begins at one place."""
    return max((line or 0, column or 0) for _, line, _, column in code.co_positions())


def _codes_in(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _codes_in(constant)


# The fields of each kind of node in which there may be something to rewrite; leaves, most of a tree, have none.
_INNER: Mapping[type, tuple[str, ...]] = MappingProxyType(
    {
        kind: tuple(kind._fields)
        for kind in vars(ast).values()
        if isinstance(kind, type) and issubclass(kind, ast.AST) and not issubclass(kind, _LEAVES)
    }
)


class _Rewriter:
    """Puts ``OPERATE`` in the place of operators, and ``CALL`` around what is called.

    A call stays a call in the student's own frame, so that ``super()`` and ``locals()`` work and recursion gets no
    deeper. What is evaluated, in which order and on which line, stays as it was. (``ast.NodeTransformer`` does the
    same in three times the time, which is most of what the sensor costs.)
    """

    def __init__(self, cell: int, sites: list[Site]) -> None:
        self._cell = cell
        self._sites = sites

    def visit(self, node: Any) -> Any:
        """The node, or what takes its place, its inner nodes first."""
        kind = type(node)
        for field in _INNER.get(kind, ()):
            inner = getattr(node, field)
            if type(inner) is list:
                setattr(node, field, self._visit_all(inner))
            elif isinstance(inner, ast.AST):
                setattr(node, field, self.visit(inner))
        rewrite = _REWRITE.get(kind)
        return node if rewrite is None else rewrite(self, node)

    def _visit_all(self, nodes: list[Any]) -> list[Any]:
        visited: list[Any] = []
        for node in nodes:
            new = self.visit(node) if isinstance(node, ast.AST) else node
            if type(new) is list:
                visited += new
            else:
                visited.append(new)
        return visited

    def binary(self, node: ast.BinOp) -> ast.expr:
        return self._operation(node, ARITHMETIC[type(node.op)][0], node.left, node.right)

    def unary(self, node: ast.UnaryOp) -> ast.expr:
        return node if isinstance(node.op, ast.Not) else self._operation(node, OTHERS[type(node.op)][0], node.operand)

    def comparison(self, node: ast.Compare) -> ast.expr:
        """A chain is left alone: all but its last link have to be true or false, as whole arrays are not."""
        if len(node.ops) > 1 or type(node.ops[0]) not in OTHERS:
            return node
        return self._operation(node, OTHERS[type(node.ops[0])][0], node.left, node.comparators[0])

    def in_place(self, node: ast.AugAssign) -> list[ast.stmt]:
        """``a[i] += v``: ``base = a; key = i; base[key] = iadd(base[key], v)``, each evaluated once, in order."""
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

    def call(self, node: ast.Call) -> ast.expr:
        plain = itertools.takewhile(lambda argument: not isinstance(argument, ast.Starred), node.args)
        displays = tuple(position for position, argument in enumerate(plain) if _is_display(argument))
        node.func = self._helper(CALL, node, Site(self._cell, node.lineno, "", displays), node.func)
        return node

    def _operation(self, node: Any, symbol: str, *operands: ast.expr) -> ast.expr:
        return self._helper(OPERATE, node, Site(self._cell, node.lineno, symbol), *operands)

    def _helper(self, helper: str, node: Any, site: Site, *arguments: ast.expr) -> ast.expr:
        number = _placed(ast.Constant(len(self._sites)), node)
        self._sites.append(site)
        return _placed(ast.Call(_placed(_name(helper), node), [number, *arguments], []), node)


_REWRITE: Mapping[type[ast.AST], Callable[[_Rewriter, Any], Any]] = MappingProxyType(
    {
        ast.BinOp: _Rewriter.binary,
        ast.UnaryOp: _Rewriter.unary,
        ast.Compare: _Rewriter.comparison,
        ast.AugAssign: _Rewriter.in_place,
        ast.Call: _Rewriter.call,
    }
)


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
