"""What each function of a program is by itself, where nothing else in its file can have a part in what it does.

A program is **tame** where all that Python would do for it is to compute (:mod:`autograder.submission.tame`): it
imports NumPy and ``math`` only, names built-in functions and attributes of a list only, sets no attribute and, from
within a function, no global variable. What a function of a tame program answers then follows from its own instructions
and those of the functions it calls: this is its **form**. Two functions of one form get the same result, in whatever
files they stand, however they call their variables (instructions know a variable by its number), whatever their
docstrings say. Nothing is run.

The idea of telling solutions by what remains once names and layout are gone is OverCode's (Glassman et al., TOCHI
22(2), 2015). What a program reads of memory that it never wrote (``np.empty``) is chance, here as anywhere.
"""

import dis
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import CodeType, MappingProxyType
from typing import Final

from autograder.submission.canonical import Canonical, constant, digest_of, nested
from autograder.submission.tame import (
    ATTRIBUTE_READS,
    ATTRIBUTE_SHIFT,
    ATTRIBUTES,
    BUILTINS,
    CONSTANTS,
    FUNCTION_STEPS,
    GLOBAL_READS,
    JUMPS,
    MODULES,
    MOST_NAMES,
    NUMBERED,
    REFUSED,
    TOP_ATTRIBUTES,
    TOP_STEPS,
)


@dataclass(frozen=True, slots=True)
class Functions:
    """A tame program's functions: the digest of each one's form, by name, as far as each stands by itself.

    ``loading`` is that of what else stands at top level, and of what it calls: what it prints follows from that. None
    where it rests on more.
    """

    forms: Mapping[str, str]
    loading: str | None


NONE: Final = Functions(MappingProxyType({}), None)


def functions(program: Canonical, unit: str) -> Functions:
    """The functions of a program that was handed in for that unit; none where it is not tame."""
    try:
        top = _Top()
        for code in program.codes:
            top.read(code)
        return top.functions(unit) if program.codes else NONE
    except _Wild:
        return NONE


_MAIN: Final = tuple(
    [("LOAD_NAME", "__name__"), ("LOAD_CONST", "__main__"), ("COMPARE_OP", equal)] for equal in ("==", "bool(==)")
)


class _Wild(Exception):  # noqa: N818 - no error of anyone's
    """The program may do more than compute."""


@dataclass(frozen=True, slots=True)
class _Function:
    """A function at top level: the digest of its instructions, and the names outside of it that it reads."""

    digest: bytes
    reads: frozenset[str]


@dataclass(slots=True)
class _Top:
    """What stands at the top level of a program, read cell by cell in the order in which it is run."""

    defined: dict[str, _Function] = field(default_factory=dict)
    imported: dict[str, str] = field(default_factory=dict)
    variables: set[str] = field(default_factory=set)
    rest: list[tuple[object, ...]] = field(default_factory=list)
    called: set[str] = field(default_factory=set)

    def read(self, code: CodeType) -> None:
        """Adds one cell."""
        if code.co_exceptiontable:
            raise _Wild
        steps = _alive([step for step in dis.get_instructions(code) if step.opname not in ("RESUME", "EXTENDED_ARG")])
        if not TOP_STEPS.issuperset([step.opcode for step in steps]):
            raise _Wild
        straight = _straight(steps)
        offsets = [step.offset for step in steps]
        number = 0
        while number < len(steps):
            taken = self._import(steps[number : number + 4]) or self._definition(steps[number : number + 4])
            if taken and steps[number].offset >= straight:
                raise _Wild  # it may be run never, or twice
            if not taken:
                leaps = steps[number].opcode in JUMPS
                # How many steps it leaps, of those that are left: what is never run may lie between.
                self._other(steps[number], bisect_left(offsets, steps[number].argval) - number if leaps else None)
            number += taken or 1
        self.rest.append(("end of cell",))

    def functions(self, unit: str) -> Functions:
        """What was found, once all is read."""
        own = self.variables | self.defined.keys() | self.imported.keys()
        known = own | BUILTINS
        if own & REFUSED or not all(function.reads <= known for function in self.defined.values()):
            raise _Wild
        unsure = self.variables | (self.defined.keys() & self.imported.keys())
        forms: dict[str, str] = {}
        for name, function in self.defined.items():
            reached = self._reached(function)
            reads = frozenset().union(*(self.defined[other].reads for other in reached), function.reads)
            if name not in unsure and not (reads | reached) & unsure:
                content = [(other, self.defined[other].digest) for other in sorted(reached | {name})]
                modules = sorted((alias, self.imported[alias]) for alias in reads & self.imported.keys())
                forms[name] = digest_of(("function", name, content, modules)).hex()
        if unsure & {*self.defined, *self.imported} or not self.called <= forms.keys():
            return Functions(forms, None)
        called = sorted((name, forms[name]) for name in self.called)
        return Functions(forms, digest_of(("loading", unit, self.rest, called)).hex())

    def _import(self, steps: Sequence[dis.Instruction]) -> int:
        """The number of steps of an ``import module [as name]`` that begins here."""
        if [step.opname for step in steps] != ["LOAD_CONST", "LOAD_CONST", "IMPORT_NAME", "STORE_NAME"]:
            return 0
        module, name = steps[2].argval, steps[3].argval
        if steps[0].argval != 0 or steps[1].argval is not None or module not in MODULES:
            raise _Wild
        if self.imported.setdefault(name, module) != module or name.startswith("__"):
            raise _Wild
        return 4

    def _definition(self, steps: Sequence[dis.Instruction]) -> int:
        """The number of steps of a function's definition that begins here; its defaults must be constants."""
        names = [step.opname for step in steps]
        plain, with_defaults = names[:3], names
        if plain == ["LOAD_CONST", "MAKE_FUNCTION", "STORE_NAME"] and not steps[1].arg:
            defaults, (made, _, stored) = None, steps[:3]
        elif with_defaults == ["LOAD_CONST", "LOAD_CONST", "MAKE_FUNCTION", "STORE_NAME"] and steps[2].arg == 1:
            defaults, made, _, stored = steps[0].argval, *steps[1:]
        else:
            return 0
        code, name = made.argval, stored.argval
        if not isinstance(code, CodeType) or name in self.defined or name.startswith("__"):
            raise _Wild
        content, reads = _read(code)
        self.defined[name] = _Function(digest_of((constant(defaults), content)), reads)
        return len(steps) if defaults is not None else 3

    def _other(self, step: dis.Instruction, leap: int | None) -> None:
        """Whatever else is done at top level; ``leap`` is where a jump leads."""
        operation, value = step.opname, step.argval
        if isinstance(value, CodeType) or operation == "IMPORT_NAME":
            raise _Wild
        if step.opcode in ATTRIBUTE_READS and value not in TOP_ATTRIBUTES:
            raise _Wild
        if operation == "STORE_NAME" and value == "__doc__" and self.rest and self.rest[-1][0] == "LOAD_CONST":
            self.rest.pop()  # the file's docstring, which nothing reads
            return
        if operation == "STORE_NAME":
            if value.startswith("__"):
                raise _Wild
            self.variables.add(value)
        known = self._known(value) if operation == "LOAD_NAME" else None
        # The number of a name or a constant is another in every file; of an attribute's it may say how it is called.
        flag = (step.arg or 0) & ATTRIBUTE_SHIFT if step.opcode in NUMBERED else step.arg
        flag = flag if leap is None else leap
        self.rest.append((operation, constant(value) if step.opcode in NUMBERED else None, flag, known))

    def _known(self, name: str) -> object:
        """What a name that is read at top level means there, as far as that is not what is stored under it."""
        if name in self.defined:
            self.called.add(name)
            return sorted(self._reached(self.defined[name]) | {name})
        if name in self.imported:
            return self.imported[name]
        if name not in self.variables and name not in BUILTINS and name != "__name__":
            raise _Wild
        return None

    def _reached(self, function: _Function) -> frozenset[str]:
        """The functions defined so far that it calls, and those that they call."""
        reached: set[str] = set()
        waiting = [function]
        while waiting:
            for name in (waiting.pop().reads & self.defined.keys()) - reached:
                reached.add(name)
                waiting.append(self.defined[name])
        return frozenset(reached)


def _alive(steps: list[dis.Instruction]) -> list[dis.Instruction]:
    """The steps but for what stands under ``if __name__ == "__main__":``, which is not run where files are graded."""
    alive: list[dis.Instruction] = []
    resumed = -1
    for number, step in enumerate(steps):
        if step.offset < resumed:
            continue
        if (
            step.opname in ("POP_JUMP_FORWARD_IF_FALSE", "POP_JUMP_IF_FALSE")
            and [(before.opname, before.argval) for before in steps[max(0, number - 3) : number]] in _MAIN
        ):
            resumed = step.argval
            del alive[-3:]
        else:
            alive.append(step)
    return alive


def _straight(steps: Sequence[dis.Instruction]) -> int:
    """Up to where every step is taken once, one after another."""
    places = [place for step in steps if step.opcode in JUMPS for place in (step.offset, step.argval)]
    return min(places, default=steps[-1].offset + 1) if steps else 0


def _read(function: CodeType) -> tuple[tuple[object, ...], frozenset[str]]:
    """What a function does, its variables' names apart, and the names outside of it that it reads."""
    content: list[object] = []
    reads: set[str] = set()
    for code in nested(function):
        operations = code.co_code[::2]
        if not FUNCTION_STEPS.issuperset(operations) or len(code.co_names) > MOST_NAMES:
            raise _Wild
        steps = set(zip(operations, code.co_code[1::2], strict=True))
        if not ATTRIBUTES.issuperset(_named(code, steps, ATTRIBUTE_READS)):
            raise _Wild
        reads.update(_named(code, steps, GLOBAL_READS))
        content.append(_content(code, steps))
    return tuple(content), frozenset(reads)


def _named(code: CodeType, steps: set[tuple[int, int]], shifts: Mapping[int, int]) -> Iterator[str]:
    return (code.co_names[argument >> shifts[step]] for step, argument in steps if step in shifts)


def _content(code: CodeType, steps: set[tuple[int, int]]) -> tuple[object, ...]:
    """A code but for its variables' names and places; a first constant that nothing reads is a docstring."""
    constants = code.co_consts
    if constants and type(constants[0]) is str and not any((step, 0) in steps for step in CONSTANTS):
        constants = (None, *constants[1:])
    variables = code.co_varnames
    arguments = variables[: code.co_argcount + code.co_kwonlyargcount]  # by which a call may name them
    cells = [variables.index(name) if name in variables else -1 for name in code.co_cellvars]
    return (
        *(code.co_flags, code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount, arguments),
        *(code.co_nlocals, cells, len(code.co_freevars), code.co_code, code.co_exceptiontable, code.co_names),
        [constant(value) for value in constants],
    )
