"""Programs that differ and are all right: for each function a choice of bodies, numbered so that no two are alike.

A program's number picks a body for each function (the digits of the number in a mixed base, spread by a factor
without a common divisor), so that up to as many programs as there are combinations differ in their syntax trees.
Names, checks, comments, docstrings, the order of functions and what stands at top level vary with the number, too.
"""

import math
import random
import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

SPREAD = 2_654_435_761  # a prime, so that numbers in a row have little in common


@dataclass(frozen=True, slots=True)
class Choice:
    """One function: its arguments, what it asserts of them, and bodies of which each is right.

    In a body ``<i>``, ``<out>`` and so on are names to be chosen; in a check ``rank(x)`` is written as it may be.
    """

    arguments: str
    checks: Sequence[str]
    bodies: Sequence[str]


@dataclass(frozen=True, slots=True)
class Style:
    """Everything that differs between programs but the bodies."""

    names: Mapping[str, Sequence[Sequence[str]]]
    preambles: Sequence[str]
    remarks: Sequence[str]
    endings: Sequence[str]


@dataclass(frozen=True, slots=True)
class Program:
    """One student's unit: what stands before the functions, their sources in the contract's order, and what follows.

    ``picks`` tells which body each function has.
    """

    unit: str
    preamble: str
    functions: Mapping[str, str]
    picks: Mapping[str, int]
    order: Sequence[str]
    ending: str

    @property
    def source(self) -> str:
        """The text of ``<unit>.py``."""
        blocks = [self.preamble, *(self.functions[name] for name in self.order), self.ending]
        return "\n\n\n".join(block for block in blocks if block) + "\n"


def unlike(programs: Sequence[Program]) -> list[Program]:
    """The same programs with a number of its own in every function, so that no two functions are alike."""
    return [
        replace(
            program,
            functions={
                name: text.replace("\n", f"\n    mine = {number * len(program.functions) + place}\n", 1)
                for place, (name, text) in enumerate(program.functions.items())
            },
        )
        for number, program in enumerate(programs)
    ]


def realistic_class(programs: Sequence[Program], count: int) -> list[str]:
    """The files of ``count`` students of whom many hand in the same program, laid out by each in their own way.

    Each program is somebody's; of the others the first ones have the most copies, as 1, 1/2, 1/3, … (Zipf's law).
    """
    taste = random.Random("class")
    shares = [1 / rank for rank in range(1, len(programs) + 1)]
    copies = taste.choices(programs, shares, k=count - len(programs))
    files = [_laid_out(taste, program.source, number) for number, program in enumerate([*programs, *copies])]
    taste.shuffle(files)
    return files


def _laid_out(taste: random.Random, source: str, number: int) -> str:
    """The same program with other blank lines and comments."""
    lines = [f"# student {number}"]
    for line in source.split("\n"):
        if line and not line.startswith((" ", ")", "]", "}", '"')) and taste.random() < 0.3:
            lines += [""] * taste.randint(0, 2) + taste.choice(([], ["# ---"], ["# next"]))
        lines.append(line)
    return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Family:
    """The programs of one unit."""

    unit: str
    choices: Mapping[str, Choice]
    style: Style

    @property
    def size(self) -> int:
        """How many programs there are of which no two have the same bodies."""
        return math.prod(len(choice.bodies) for choice in self.choices.values())

    def programs(self, count: int) -> list[Program]:
        """The first ``count`` programs, at most :attr:`size`; always the same."""
        if count > self.size:
            raise ValueError(f"there are only {self.size} programs for {self.unit}, not {count}")
        return [self._program(number) for number in range(count)]

    def _program(self, number: int) -> Program:
        taste = random.Random(f"{self.unit} {number}")
        left = number * SPREAD % self.size
        names = {placeholder: name for pool in self.style.names.values() for placeholder, name in _picked(taste, pool)}
        checking = taste.choice((_asserts, _asserts_with_words, _raises, _raises_once))
        rank = taste.choice(("len({}.shape)", "{}.ndim", "np.ndim({})"))
        functions, picks = {}, {}
        for name, choice in self.choices.items():
            left, picks[name] = divmod(left, len(choice.bodies))
            checks = [re.sub(r"rank\((\w)\)", lambda found: rank.format(found[1]), check) for check in choice.checks]
            lines = [*self._docstring(taste, name), *checking(checks), *self._remark(taste)]
            body = re.sub(
                r"<(\w+)>", lambda found: names[found[1]], textwrap.dedent(choice.bodies[picks[name]]).strip()
            )
            text = "\n".join([*lines, body])
            functions[name] = f"def {name}({choice.arguments}):\n{textwrap.indent(text, '    ')}"
        order = list(functions)
        taste.shuffle(order)
        preamble, ending = taste.choice(self.style.preambles), taste.choice(self.style.endings)
        return Program(self.unit, preamble, functions, picks, order, ending)

    def _docstring(self, taste: random.Random, name: str) -> list[str]:
        return taste.choice(([], [f'"""{name.replace("_", " ")}."""'], [f'"""Exercise: {name}"""']))

    def _remark(self, taste: random.Random) -> list[str]:
        return [f"# {taste.choice(self.style.remarks)}"] if taste.random() < 0.4 else []


def _picked(taste: random.Random, pool: Sequence[Sequence[str]]) -> list[tuple[str, str]]:
    """A pool's first row are the placeholders, each other row is names to put in their place."""
    placeholders, *rows = pool
    return list(zip(placeholders, taste.choice(rows), strict=True))


def _asserts(checks: Sequence[str]) -> list[str]:
    return [f"assert {check}" for check in checks]


def _asserts_with_words(checks: Sequence[str]) -> list[str]:
    return [f'assert {check}, "this needs {check}"' for check in checks]


def _raises(checks: Sequence[str]) -> list[str]:
    return [line for check in checks for line in (f"if not {check}:", f'    raise ValueError("this needs {check}")')]


def _raises_once(checks: Sequence[str]) -> list[str]:
    return [f"if not ({' and '.join(checks)}):", '    raise ValueError("the shapes do not fit")'] if checks else []
