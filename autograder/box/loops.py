"""The sensor for loops: notices when a function hands its work to a vectorised operation.

Two sensors look on while a function of the submission runs once more, and neither changes what it computes:

- the **rewritten code**: every operator and every call in the student's cells and in the submission's own modules
  tells a :class:`Watch` of its operands first. For the time of one run the functions that these have made, wherever
  they are kept (names, classes, closures, decorators), get their rewritten code objects; nothing at top level runs
  again. What calls code that cannot be rewritten (``exec``, a foreign library by ``ctypes``) is a finding itself.
- the **sensing arguments**: arrays come as a subclass of ``ndarray`` that reports the operations NumPy performs on
  them, which sees what no syntax shows, such as callbacks.

:mod:`autograder.box.vectorised` says what counts. All this runs beside the student's code, which could deceive it:
what it says decides a small share of the points, no more.
"""

import ast
import copy
import functools
import gc
import itertools
import linecache
import os
import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FrameType, FunctionType, MethodType, TracebackType
from typing import Any

import numpy as np

from autograder.box.rewriting import CALL, OPERATE, SLICE, Site, end, parsed, place, rewritten
from autograder.box.sensing import plain_view, sensing
from autograder.box.vectorised import OPERATORS, SINGLE, is_library, is_wide, judge, outlet

_OWN_FILES = frozenset({__file__, sensing.__code__.co_filename})
_NUMPY_FOLDER = str(Path(np.__file__).parent)
_HIGHER_ORDER = (map, filter, functools.reduce, functools.partial, itertools.accumulate, itertools.starmap)


@dataclass(frozen=True, slots=True)
class Finding:
    """A vectorised operation: the index of its cell, its line there, and its name, such as ``np.dot``.

    What another module of the submission does stands at the line of the cell that called it; ``cell`` is -1 where no
    cell did, since the function itself comes from there.
    """

    cell: int
    line: int
    operation: str


@dataclass(frozen=True, slots=True)
class Watched:
    """One run: the vectorised operations, each once, in the order in which they came, and the function's value."""

    findings: tuple[Finding, ...]
    value: Any


class Watch:
    """Looks on while functions of one submission's file run.

    ``cells`` are the syntax trees of what was executed (one for a ``.py`` file), which are used up, ``filenames`` the
    different names that they were compiled under, ``namespace`` what they left behind: the module's ``__dict__`` or a
    copy of it; in ``folders`` lie the submission's own modules. Nothing is rewritten before the first run.
    """

    def __init__(
        self,
        cells: Sequence[ast.Module],
        namespace: Mapping[str, object],
        filenames: Sequence[str],
        folders: Sequence[str] = (),
    ) -> None:
        self._cells = tuple(cells)
        self._namespace = namespace
        self._filenames = tuple(filenames)
        self._folders = tuple(os.path.join(folder, "") for folder in folders)
        self._sites: list[Site] = []
        self._findings: dict[Finding, None] = {}
        self._seen: dict[int, CodeType] = {}

    def run(self, function: str, arguments: Sequence[object]) -> Watched:
        """The vectorised operations of one call, and its value, in which an array is a plain one.

        The arguments are copied, and must have more than one entry along each axis to tell anything. Output that the
        function prints may come twice: a call that fails on the sensing arguments, or gives nothing, is repeated with
        plain ones.

        Raises:
            KeyError: the namespace has no such function.
            Exception: whatever the student's function raises; the traceback shows the student's own lines.
        """
        with suppress(Exception):  # it may be the sensing arrays that the function does not like: ask the plain ones
            watched = self._observe(function, [sensing(argument, self) for argument in arguments])
            if watched.value is not None:
                return watched
        return self._observe(function, [copy.copy(argument) for argument in arguments])

    def _observe(self, name: str, arguments: Sequence[object]) -> Watched:
        function: Any = self._namespace[name]
        functions = self._functions
        self._findings.clear()
        helpers = {OPERATE: self._operate, CALL: self._call, SLICE: slice}
        try:
            for watched, _, code in functions:
                watched.__globals__.update(helpers)
                watched.__code__ = code
            value = function(*arguments)
        except Exception as error:
            error.__traceback__ = _without_own_frames(error.__traceback__)
            raise
        finally:
            for watched, original, _ in functions:
                watched.__code__ = original
                for helper in helpers:
                    watched.__globals__.pop(helper, None)
        return Watched(tuple(self._findings), plain_view(value))

    @functools.cached_property
    def _functions(self) -> list[tuple[FunctionType, CodeType, CodeType]]:
        """Every function of the submission's that still lives, with its code and its rewritten code."""
        homes = {id(self._namespace)} | {
            id(value.__globals__)
            for value in list(self._namespace.values())
            if isinstance(value, FunctionType) and value.__code__.co_filename in self._filenames
        }
        living = [f for f in gc.get_objects() if type(f) is FunctionType]
        living = [f for f in living if id(f.__globals__) in homes or self._is_in_module(f.__code__)]
        codes: dict[tuple[object, ...], list[CodeType]] = {}
        for cell, tree, filename in self._trees(f.__code__ for f in living):
            for code in rewritten(tree, filename, cell, self._sites):
                codes.setdefault(place(code), []).append(code)
                self._seen[id(code)] = code
        pairs = [(function, function.__code__, _matching(function.__code__, codes)) for function in living]
        return [(f, old, new) for f, old, new in pairs if new is not None and old.co_freevars == new.co_freevars]

    def _trees(self, codes: Iterable[CodeType]) -> Iterable[tuple[int, ast.Module, str]]:
        """All that is to be rewritten: the cells, and the files of modules that these codes come from."""
        for cell, (tree, filename) in enumerate(zip(self._cells, self._filenames, strict=True)):
            yield cell, tree, filename
        for filename in sorted({code.co_filename for code in codes if self._is_in_module(code)}):
            yield -1, parsed("".join(linecache.getlines(filename))), filename

    def _is_in_module(self, code: CodeType) -> bool:
        return code.co_filename.startswith(self._folders) and code.co_filename not in self._filenames

    def _is_unseen(self, called: object) -> bool:
        """Whether it is a function of the student's whose source is not known: made from a string, or compiled."""
        function = called.__func__ if type(called) is MethodType else called
        if type(function) is not FunctionType or id(function.__code__) in self._seen:
            return False
        code = function.__code__
        made = code.co_filename.startswith("<") and not code.co_filename.startswith(("<frozen ", *self._filenames))
        return self._is_in_module(code) or (made and not function.__name__.startswith("__"))  # as in data classes

    def _record(self, cell: int, line: int, operation: str) -> None:
        if cell < 0:
            cell, line = self._calling(sys._getframe(1), line)
        self._findings.setdefault(Finding(cell, line, operation))

    def _calling(self, frame: FrameType | None, line: int) -> tuple[int, int]:
        """The cell at work, and its line; -1 and ``line`` where there is none."""
        while frame is not None and frame.f_code.co_filename not in self._filenames:
            frame = frame.f_back
        return (-1, line) if frame is None else (self._filenames.index(frame.f_code.co_filename), frame.f_lineno)

    def _operate(self, number: int, *operands: object) -> object:
        """Stands for an operator: performs it, and tells if arrays took part as wholes."""
        cell, line, symbol, _ = self._sites[number]
        if SINGLE.issuperset(map(type, operands)):  # single numbers, as nearly always
            return OPERATORS[symbol](*operands)
        label = symbol if symbol in ("@", "@=") else f"{symbol} on whole arrays"
        # An operand of the student's own class does its own work, in code that is watched as well; a string formats.
        numeric = all(is_library(operand) or type(operand).__module__ == "builtins" for operand in operands)
        numeric = numeric and not isinstance(operands[0], (str, bytes))
        if numeric and any(map(is_wide, operands)):
            self._record(cell, line, label)
        result = OPERATORS[symbol](*operands)
        if numeric and is_wide(result):
            self._record(cell, line, label)  # a NumPy scalar times a list
        return result

    def _call(self, number: int, called: Any) -> Any:
        """Stands for what is called: the very object, or one that looks at its arguments first."""
        return self._looking(called, *self._sites[number])

    def _looking(self, called: Any, cell: int, line: int, _: str = "", displays: Collection[int] = ()) -> Any:
        """``displays``: single entries set side by side in the arguments at these positions are no list handed over."""
        if called is sum:
            return functools.partial(self._sum, cell, line)
        if any(called is function for function in _HIGHER_ORDER):
            return lambda *arguments, **named: called(
                *(self._looking(argument, cell, line) if callable(argument) else argument for argument in arguments),
                **named,
            )
        judgement = judge(called)
        if judgement is None:
            label = "a function made from a string" if self._is_unseen(called) else outlet(called)
            if label:
                self._record(cell, line, label)
            return called  # itself: exec and eval look at the frame that calls them
        label, counts = judgement

        def watched(*arguments: Any, **named: Any) -> Any:
            operands = [getattr(called, "__self__", None), *named.values()]
            for position, argument in enumerate(arguments):
                operands.extend(argument if position in displays else [argument])
            if any(map(counts, operands)):
                self._record(cell, line, label)
            return called(*arguments, **named)

        return watched

    def _sum(self, cell: int, line: int, items: Iterable[Any], /, *start: Any, **named: Any) -> Any:
        """The builtin ``sum``, which adds entries one by one, unless what it adds are rows."""

        def looked_at(item: Any) -> Any:
            if is_wide(item):
                self._record(cell, line, "sum over rows")
            return item

        for value in (*start, *named.values()):
            looked_at(value)
        return sum(map(looked_at, items), *start, **named)

    def sense(self, operation: str) -> None:
        """Told by a sensing array; recorded where the rewritten code has not told already, and in its words."""
        frame: FrameType | None = sys._getframe(1)
        while frame is not None and frame.f_code.co_filename in _OWN_FILES:
            frame = frame.f_back
        if frame is None or frame.f_code.co_filename.startswith(_NUMPY_FOLDER):
            return  # NumPy's own doing, such as the comparisons behind print(x)
        cell, line = self._calling(frame, frame.f_lineno)
        if not any(found.cell == cell and found.line == line for found in self._findings):
            self._record(cell, line, operation)


def _matching(code: CodeType, codes: Mapping[tuple[object, ...], Sequence[CodeType]]) -> CodeType | None:
    """The rewritten code of ``code``; where several begin at its place, the one that ends where it ends."""
    candidates = codes.get(place(code), ())
    if len(candidates) > 1:
        candidates = [candidate for candidate in candidates if end(candidate) == end(code)]
    return candidates[-1] if candidates else None


def _without_own_frames(trace: TracebackType | None) -> TracebackType | None:
    frames = []
    while trace is not None:
        frames.append(trace)
        trace = trace.tb_next
    for old in reversed(frames):
        if old.tb_frame.f_code.co_filename not in _OWN_FILES:
            trace = TracebackType(trace, old.tb_frame, old.tb_lasti, old.tb_lineno)
    return trace
