"""The box's own program: the only code of ours that runs a student's. It answers the grader's messages one by one.

The wire contract (all messages are dicts; see :mod:`autograder.box.wire`):

====================  ==========================================================================================
``op``                answer
====================  ==========================================================================================
``load``              ``{functions, failures, output}``; cells run in order, each up to its ``stops`` entry
``call``              a message per entry of ``calls``: ``{value[, arguments][, findings]}`` or ``{error}``
``train``             ``{epoch, weights}`` after each epoch, each answered by ``{stop}``; then as ``call``, and ``fits``
``ask``               ``{value}`` or ``{error}``: one of the fixed questions to a handle
``model``             ``{value: handle}``: a Keras model made from the grader's config and weights
``keep``              ``{value: handle}``: a value of the grader's, kept
``predict``           ``{value}``: the outputs of a kept model with the weights sent, for kept images
====================  ==========================================================================================

Everything here can be tampered with by the student's code in the same process: the grader believes none of it.
"""

import ast
import builtins
import io
import mmap
import os
import random
import struct
import sys
import types
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, NoReturn

import numpy as np

from autograder.box.handles import Handles
from autograder.box.loops import Watch
from autograder.box.plain import plain
from autograder.box.training import observed
from autograder.box.wire import TEXT_CAP, Channel, Closed
from autograder.errors import WireError

BROKEN = 70  # sysexits.h's EX_SOFTWARE: the worker itself could not go on
STEP = "<step>"
PROGRESS = struct.Struct("=ii")


class Printed(io.RawIOBase):
    """What stands behind ``sys.stdout`` and ``sys.stderr``: keeps the first ``limit`` bytes, counts the rest."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._kept = bytearray()
        self._total = 0

    def writable(self) -> bool:
        """Yes."""
        return True

    def write(self, data: Any) -> int:
        """Takes ``data`` whole and returns its length, as a raw file does."""
        view = memoryview(data).cast("B")
        self._total += len(view)
        room = self._limit - len(self._kept)
        if room > 0:
            self._kept += view[:room]
        return len(view)

    def stream(self) -> io.TextIOWrapper:
        """A text file in front of it."""
        return io.TextIOWrapper(
            io.BufferedWriter(self), encoding="utf-8", errors="backslashreplace", write_through=True
        )

    def report(self) -> dict[str, Any]:
        """The text kept and the number of bytes passed over."""
        return {"text": bytes(self._kept).decode("utf-8", "replace"), "more": self._total - len(self._kept)}


class _Shell:
    """What ``get_ipython()`` gives: every method does nothing."""

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *arguments, **options: None


class Worker:
    """One box's state: the student's module, the handles, what was printed."""

    def __init__(self, channel: Channel, progress: mmap.mmap, output_bytes: int) -> None:
        self._channel = channel
        self._progress = progress
        self._printed = Printed(output_bytes)
        self._module = types.ModuleType("submission")
        self._cells: list[str] = []
        self._filenames: list[str] = []
        self._handles = Handles(0)
        self._watch: Watch | None = None

    def serve(self) -> None:
        """Answers messages until the grader closes its end."""
        sys.stdout = sys.stderr = self._printed.stream()
        setattr(builtins, STEP, self._step)
        operations: Mapping[str, Callable[[dict[str, Any]], None]] = {
            "load": self._load,
            "call": self._call,
            "train": self._train,
            "ask": self._ask,
            "model": self._model,
            "keep": lambda message: self._answer(lambda: {"value": self._handles.keep(message["value"])}),
            "predict": self._predict,
        }
        while True:
            message = self._channel.receive()
            operations[message["op"]](message)

    def _load(self, message: dict[str, Any]) -> None:
        self._handles = Handles(message["first_handle"])
        self._cells = message["cells"]
        self._filenames = message["filenames"]
        self._module = module = types.ModuleType(message["unit"])
        module.__dict__.update(__file__=message["file"], get_ipython=_Shell, display=lambda *things, **options: None)
        sys.modules[message["unit"]] = module
        sys.path.extend(message["paths"])
        seed(message["seed"])
        failures = []
        for index, source in enumerate(self._cells):
            failure = self._run_cell(index, source, message["stops"].get(str(index)))
            if failure is not None:
                failures.append([index, failure])
                if len(failures) >= 50:
                    break
        self._step(len(self._cells), 0)
        functions = [name for name, value in list(module.__dict__.items()) if type(name) is str and callable(value)]
        self._channel.send(
            {
                "functions": [name[:200] for name in functions[:5000]],
                "failures": failures,
                "output": self._printed.report(),
            }
        )

    def _run_cell(self, index: int, source: str, stop: int | None) -> dict[str, Any] | None:
        """Runs one cell, up to its top-level statement number ``stop``; answers how it failed, if it did."""
        self._step(index, 0)
        try:
            tree = ast.parse(source, self._filenames[index])
            mark_steps(tree, index, stop)
            code = compile(tree, self._filenames[index], "exec", dont_inherit=True)
            exec(code, self._module.__dict__)
        except BaseException as error:  # whatever a student's file raises, SystemExit too, ends its cell only
            return self._error(error)
        return None

    def _step(self, cell: int, statement: int) -> None:
        self._progress[:8] = PROGRESS.pack(cell, statement)

    def _call(self, message: dict[str, Any]) -> None:
        for number, arguments in enumerate(message["calls"]):
            self._step(number, 0)
            self._answer(lambda arguments=arguments: self._one_call(message, arguments))

    def _one_call(self, message: dict[str, Any], arguments: list[Any]) -> dict[str, Any]:
        given = [self._handles.resolve(argument) for argument in arguments]
        findings = None
        if message.get("watch"):
            findings = self._watched(message["function"], given)
            return {"value": None, "findings": findings}
        value = self._module.__dict__[message["function"]](*given)
        answer: dict[str, Any] = {"value": self._handles.keep(value) if message.get("keep") else self._plain(value)}
        if message.get("echo"):
            answer["arguments"] = [self._plain(argument) for argument in given]
        return answer

    def _watched(self, function: str, given: list[Any]) -> list[list[Any]]:
        if self._watch is None:
            self._watch = Watch(self._cells, self._module.__dict__, self._filenames)
        return [[found.cell, found.line, found.operation] for found in self._watch.run(function, given)]

    def _train(self, message: dict[str, Any]) -> None:
        def epoch_ended(weights: list[Any]) -> bool:
            self._channel.send({"epoch": True, "weights": weights})
            return bool(self._channel.receive()["stop"])

        with observed(epoch_ended, message["steps_per_execution"]) as fits:
            self._answer(lambda: {**self._one_call(message, message["arguments"]), "fits": fits})

    def _ask(self, message: dict[str, Any]) -> None:
        self._answer(lambda: {"value": self._plain(self._handles.answer(message["handle"], message["question"]))})

    def _model(self, message: dict[str, Any]) -> None:
        seed(message["seed"])
        self._answer(
            lambda: {"value": self._handles.add_model(message["config"], message["weights"], message["compile"])}
        )

    def _predict(self, message: dict[str, Any]) -> None:
        self._answer(lambda: {"value": self._handles.predict(message["model"], message["weights"], message["images"])})

    def _plain(self, value: Any) -> Any:
        return plain(value, self._handles.keep_known)

    def _answer(self, work: Callable[[], dict[str, Any]]) -> None:
        try:
            answer = work()
        except BaseException as error:  # as above: a call that exits is a call that failed
            answer = {"error": self._error(error)}
        try:
            self._channel.send(answer)
        except WireError as error:
            self._channel.send({"error": {"type": "TooLarge", "bases": [], "text": str(error), "where": None}})

    def _error(self, error: BaseException) -> dict[str, Any]:
        try:
            text = str(error)
        except BaseException as second:  # a student's __str__ may raise anything
            text = f"(its text raised {type(second).__name__})"
        bases = [kind.__name__ for kind in type(error).__mro__ if kind.__module__ == "builtins"]
        return {
            "type": type(error).__name__[:TEXT_CAP],
            "bases": bases,
            "text": text[:TEXT_CAP],
            "where": self._place(error),
        }

    def _place(self, error: BaseException) -> list[int] | None:
        """The innermost line of the student's own file on the way to ``error``: cell and line."""
        places = {name: index for index, name in enumerate(self._filenames)}
        if isinstance(error, SyntaxError) and error.filename in places:
            return [places[error.filename], error.lineno or 1]
        found, trace = None, error.__traceback__
        while trace is not None:
            index = places.get(trace.tb_frame.f_code.co_filename)
            if index is not None and trace.tb_lineno is not None:
                found = [index, trace.tb_lineno]
            trace = trace.tb_next
        return found


def mark_steps(tree: ast.Module, cell: int, stop: int | None) -> None:
    """Puts a call of the step marker before each top-level statement, and drops those from number ``stop`` on.

    The grader reads the marker's page when a box dies, so that the file can be run again up to the statement that
    killed it: what was defined before it stays. Future imports and a docstring keep their place at the front.
    """
    body: list[ast.stmt] = []
    for number, statement in enumerate(tree.body[:stop]):
        first = number == 0 and isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
        if not first and not (isinstance(statement, ast.ImportFrom) and statement.module == "__future__"):
            arguments: list[ast.expr] = [ast.Constant(cell), ast.Constant(number)]
            marker = ast.Expr(ast.Call(ast.Name(STEP, ast.Load()), arguments, []))
            body.append(ast.fix_missing_locations(ast.copy_location(marker, statement)))
        body.append(statement)
    tree.body = body


def seed(number: int) -> None:
    """Seeds every generator in reach, Keras's own too where it is loaded."""
    random.seed(number)
    np.random.seed(number)
    if "keras" in sys.modules:
        sys.modules["keras"].utils.set_random_seed(number)


def run(channel: Channel, progress: mmap.mmap, output_bytes: int) -> NoReturn:
    """Serves until the grader hangs up, then ends the process at once: no student's ``atexit`` runs."""
    try:
        Worker(channel, progress, output_bytes).serve()
    except Closed:
        os._exit(0)
    except BaseException as error:  # the grader is told what it can be told; the box is no use any more
        with suppress(BaseException):
            channel.send({"broken": f"{type(error).__name__}: {error}"[:TEXT_CAP]})
        os._exit(BROKEN)
