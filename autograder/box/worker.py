"""The box's own program: the only code of ours that runs a student's. It answers the grader's messages one by one.

The wire contract (all messages are dicts; see :mod:`autograder.box.channel`):

====================  ==========================================================================================
``op``                answer
====================  ==========================================================================================
``load``              ``{functions, failures, output}``; cells run in order, each up to its ``stops`` entry
``call``              for each of its ``asks``, lists of options, a list of calls follows as a message of its own;
                      lists of answers, for each call in turn ``{value[, arguments][, findings]}`` or ``{error}``
``train``             ``{epoch, weights}`` after each epoch, each answered by ``{stop}``; then one such, and ``fits``
``ask``               ``{value}`` or ``{error}``: one of the fixed questions to a handle
``model``             ``{value: handle}``: a Keras model made from the grader's config and weights
``keep``              ``{value: handle}``: a value of the grader's, kept
``predict``           ``{value}``: the outputs of a kept model with the weights sent, for kept images
====================  ==========================================================================================

Everything here can be tampered with by the student's code in the same process: the grader believes none of it.
"""

import ast
import builtins
import linecache
import mmap
import os
import random
import sys
import time
import types
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from functools import partial
from typing import Any, NoReturn

import numpy as np

from autograder.box.channel import Channel, Closed, frame
from autograder.box.handles import Handles
from autograder.box.loops import Watch
from autograder.box.plain import describe, plain, text_of
from autograder.box.printed import Printed
from autograder.box.progress import BROKEN, PROGRESS, STEP, mark_steps
from autograder.box.training import observed
from autograder.box.wire import MIB, joined
from autograder.errors import WireError

HOLD_SECONDS = 0.02  # answers that come faster than this go to the grader together
HOLD_BYTES = 64 * 1024
RESERVE_BYTES = 8 * MIB
_FAILURES = 50
_EXCEPTIONS = frozenset(
    kind for kind in vars(builtins).values() if isinstance(kind, type) and issubclass(kind, BaseException)
)


class _Shell:
    """What ``get_ipython()`` gives: every method does nothing."""

    def __getattr__(self, name: str) -> Callable[..., None]:
        return _nothing


def _nothing(*_: Any, **__: Any) -> None:
    """What ``display`` does outside a notebook."""


class Worker:
    """One box's state: the student's module, the handles, what was printed."""

    def __init__(self, channel: Channel, progress: mmap.mmap, output_bytes: int) -> None:
        self._channel = channel
        self._progress = progress
        self._printed = Printed(output_bytes)
        self._module = types.ModuleType("submission")
        self._trees: list[ast.Module] = []
        self._filenames: list[str] = []
        self._folders: list[str] = []
        self._handles = Handles(0)
        self._watch: Watch | None = None

    def serve(self) -> None:
        """Answers messages until the grader closes its end."""
        sys.stdout = sys.stderr = self._printed.stream
        setattr(builtins, STEP, self._step)
        operations: Mapping[str, Callable[[dict[str, Any]], None]] = {
            "load": self._load,
            "call": self._call,
            "train": self._train,
            "ask": self._ask,
            "model": self._model,
            "keep": self._keep,
            "predict": self._predict,
        }
        while True:
            message = self._channel.receive()
            operations[message["op"]](message)

    def _load(self, message: dict[str, Any]) -> None:
        self._handles = Handles(message["first_handle"])
        cells = message["cells"]
        self._trees = [ast.Module([], []) for _ in cells]
        self._filenames = message["filenames"]
        self._module = module = types.ModuleType(message["unit"])
        module.__dict__.update(__file__=os.fsdecode(message["file"]), get_ipython=_Shell, display=_nothing)
        sys.modules[message["unit"]] = module
        self._folders = [os.fsdecode(path) for path in message["paths"]]
        sys.path.extend(self._folders)
        seed(message["seed"])
        # Where the file fills all the memory there is, enough to say so: what is limited is mapped, not touched.
        reserve = mmap.mmap(-1, RESERVE_BYTES, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
        failures: list[list[Any]] = []
        for index, source in enumerate(cells):
            failure = self._run_cell(index, source, message["stops"].get(str(index)))
            if failure is not None and len(failures) < _FAILURES:
                failures.append([index, failure])
        self._step(len(cells), 0)
        reserve.close()
        functions = [text_of(partial(str, name)) for name, value in list(module.__dict__.items()) if callable(value)]
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
        # inspect, warnings and tf.function look for a function's source by its file's name.
        linecache.cache[self._filenames[index]] = (len(source), None, source.splitlines(True), self._filenames[index])
        if stop == 0:  # what died last time may have been the parser
            return None
        try:
            tree = ast.parse(source, self._filenames[index])
            self._trees[index] = ast.Module(tree.body[:stop], [])
            mark_steps(tree, index, stop)
            code = compile(tree, self._filenames[index], "exec", dont_inherit=True)
            exec(code, self._module.__dict__)  # noqa: S102 - what the box is for
        except BaseException as error:  # whatever a student's file raises, SystemExit too, ends its cell only
            return self._error(error)
        return None

    def _step(self, cell: int, statement: int) -> None:
        self._progress[:8] = PROGRESS.pack(cell, statement)

    def _call(self, message: dict[str, Any]) -> None:
        """Answers in lists, each call's answer packed at once: the next call may change what it returned."""
        function: str = message["function"]
        asked = [(options, arguments) for options in message["asks"] for arguments in self._channel.receive()]
        held: list[bytes] = []
        size = 0
        flushed = time.monotonic()
        for number, (options, arguments) in enumerate(asked, 1):
            self._step(number - 1, 0)
            body, buffers = self._packed(self._one_call, function, options, arguments)
            if held and (buffers or size + len(body) > HOLD_BYTES):
                self._channel.send_encoded(frame(joined(held)))
                held, size = [], 0
            held.append(body)
            size += len(body)
            if buffers or number == len(asked) or time.monotonic() - flushed >= HOLD_SECONDS:
                self._channel.send_encoded(frame(joined(held), buffers))
                held, size = [], 0
                flushed = time.monotonic()

    def _one_call(self, function: str, options: Collection[str], arguments: list[Any]) -> dict[str, Any]:
        given = [*map(self._handles.resolve, arguments)]
        if "watch" in options:
            return self._watched(function, given)
        value = self._module.__dict__[function](*given)
        answer: dict[str, Any] = {"value": self._handles.keep(value) if "keep" in options else self._plain(value)}
        if "echo" in options:
            answer["arguments"] = [self._plain(argument) for argument in given]
        return answer

    def _watched(self, function: str, given: list[Any]) -> dict[str, Any]:
        if self._watch is None:
            self._watch = Watch(self._trees, self._module.__dict__, self._filenames, self._folders)
        watched = self._watch.run(function, given)
        findings = [[found.cell, found.line, found.operation] for found in watched.findings]
        return {"value": self._plain(watched.value), "findings": findings}

    def _train(self, message: dict[str, Any]) -> None:
        def epoch_ended(weights: list[Any]) -> bool:
            self._channel.send({"epoch": True, "weights": weights})
            return bool(self._channel.receive()["stop"])

        with observed(epoch_ended, message["steps_per_execution"]) as fits:
            self._answer(lambda: {**self._one_call(message["function"], ["keep"], message["arguments"]), "fits": fits})

    def _ask(self, message: dict[str, Any]) -> None:
        self._answer(lambda: {"value": self._plain(self._handles.answer(message["handle"], message["question"]))})

    def _model(self, message: dict[str, Any]) -> None:
        seed(message["seed"])
        self._answer(
            lambda: {"value": self._handles.add_model(message["config"], message["weights"], message["compile"])}
        )

    def _keep(self, message: dict[str, Any]) -> None:
        self._answer(lambda: {"value": self._handles.keep(message["value"])})

    def _predict(self, message: dict[str, Any]) -> None:
        self._answer(lambda: {"value": self._handles.predict(message["model"], message["weights"], message["images"])})

    def _plain(self, value: Any) -> Any:
        return plain(value, self._handles.keep_known)

    def _answer(self, work: Callable[[], dict[str, Any]]) -> None:
        self._channel.send_encoded(frame(*self._packed(work)))

    def _packed(self, work: Callable[..., dict[str, Any]], *arguments: Any) -> tuple[bytes, list[memoryview]]:
        """What ``work`` gives, as a message's body and buffers; where that fails, what there is to say about it."""
        try:
            answer = work(*arguments)
        except BaseException as error:  # as above: a call that exits is a call that failed
            answer = {"error": self._error(error)}
        try:
            return self._channel.packed(answer)
        except (WireError, MemoryError) as error:
            text = str(error) or "a value that takes more memory to send than a submission may use"
            return self._channel.packed({"error": {"type": "TooLarge", "bases": [], "text": text, "where": None}})

    def _error(self, error: BaseException) -> dict[str, Any]:
        return {
            "type": text_of(lambda: type(error).__name__),
            "bases": [kind.__name__ for kind in type(error).__mro__ if kind in _EXCEPTIONS],
            "text": text_of(lambda: str(error)),
            "where": self._place(error),
        }

    def _place(self, error: BaseException) -> list[int] | None:
        """The innermost line of the student's own file on the way to ``error``: cell and line."""
        places = {name: index for index, name in enumerate(self._filenames)}
        if isinstance(error, SyntaxError) and error.filename in places:
            return [places[error.filename], error.lineno if type(error.lineno) is int else 1]
        found, trace = None, error.__traceback__
        while trace is not None:
            index = places.get(trace.tb_frame.f_code.co_filename)
            if index is not None and trace.tb_lineno is not None:
                found = [index, trace.tb_lineno]
            trace = trace.tb_next
        return found


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
            channel.send({"broken": describe(error).text})
    os._exit(BROKEN)
