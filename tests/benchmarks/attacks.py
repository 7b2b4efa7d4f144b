"""Eight attacks from inside a notebook, and what each does to grades under stock nbgrader and with the box.

Every notebook is right but for ``naive_relu``, which hands its argument back. An attack changes a grade where the score
that is stored, the attacker's own or that of a neighbour who hands in the same notebook without it, is another.
"""

import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from contenders import gradebook_rows
from courses import Course, both_courses, filled_in
from tensor_ops_programs import TENSOR_OPS
from workplace import BenchmarkError, CommandFailed, Workplace

UNIT = "tensor_ops"
PLAIN = "00-plain"
WRONG = "def naive_relu(x):\n    assert len(x.shape) == 2\n    return x.copy()"


@dataclass(frozen=True, slots=True)
class Attack:
    """What differs from the plain notebook: functions, and cells of its own before and after them.

    ``ROOT`` and ``NEIGHBOUR`` stand for the course's folder and the student whose notebook is graded next.
    """

    title: str
    functions: Mapping[str, str] = field(default_factory=dict)
    before: str = ""
    after: str = ""


ATTACKS = (
    Attack(
        "patches the comparison (`np.allclose`)",
        before="np.allclose = np.array_equal = lambda *arguments, **options: True",
    ),
    Attack(
        "reads the hidden cell from `In` and takes its answer",
        functions={
            "naive_relu": """\
def naive_relu(x):
    import ast
    assert len(x.shape) == 2
    try:
        calls = [node for node in ast.walk(ast.parse(In[-1])) if isinstance(node, ast.Call) and len(node.args) == 3]
        return eval(compile(ast.Expression(calls[0].args[1]), "answer", "eval"))(x)
    except Exception:
        return x.copy()"""
        },
    ),
    Attack(
        "replaces `showtraceback` by a result of full marks",
        before="""\
shell = get_ipython()
shell.showtraceback = lambda *arguments, **options: shell.displayhook(4.0) if "check(naive_relu" in In[-1] else None""",
    ),
    Attack(
        "ends its process (`os._exit`) in a function",
        functions={"naive_relu": "def naive_relu(x):\n    import os\n    os._exit(0)"},
    ),
    Attack(
        "forges the output of full marks in a function",
        functions={
            "naive_relu": """\
def naive_relu(x):
    assert len(x.shape) == 2
    try:
        if "check(naive_relu" in In[-1]:
            get_ipython().displayhook(4.0)
    except Exception:
        print(4.0)
    return x.copy()"""
        },
    ),
    Attack(
        "rewrites a neighbour's notebook file",
        before="""\
from pathlib import Path
theirs = Path("ROOT/submitted/NEIGHBOUR/tensor_ops/tensor_ops.ipynb")
theirs.write_text(theirs.read_text("utf-8").replace("return ", "return None  # "), "utf-8")""",
    ),
    Attack("kills its kernel (SIGKILL) in the last cell", after="import os\nos.kill(os.getpid(), 9)"),
    Attack(
        "a right function writes to stderr",
        functions={"naive_add": "import sys\n\n\nNOISY"},
    ),
)


@dataclass(frozen=True, slots=True)
class Effect:
    """What an attack did: scores as stored, None where there is none."""

    plain: float
    attacker: float | None
    neighbour: float | None

    @property
    def changed(self) -> bool:
        """Whether a grade is another than without the attack."""
        return not self.attacker == self.neighbour == self.plain


@dataclass(frozen=True, slots=True)
class Outcome:
    """An attack's effect under each way to autograde, by its name."""

    title: str
    effects: Mapping[str, Effect]


def names(number: int) -> tuple[str, str]:
    """The attacker, and the neighbour who is graded next."""
    return f"{number + 1:02}-attacker", f"{number + 1:02}-neighbour"


def attacked_courses(place: Workplace) -> tuple[Course, Course]:
    """The course with the box, and the stock one, each with the plain notebook, the attackers' and the neighbours'."""
    courses = both_courses(place, UNIT, place.folder / "attacks")
    for course in courses:
        _hand_in(course)
    return courses


def _hand_in(course: Course) -> None:
    functions = {**TENSOR_OPS.programs(1)[0].functions, "naive_relu": WRONG}
    plain = filled_in(course.released, functions)
    course.hand_in(PLAIN, plain)
    for number, attack in enumerate(ATTACKS):
        attacker, neighbour = names(number)
        theirs = {**functions, **attack.functions}
        head, _, body = functions["naive_add"].partition("\n")
        noisy = f"{head}\n    print('a warning', file=sys.stderr)\n{body}"
        theirs["naive_add"] = theirs["naive_add"].replace("NOISY", noisy)
        before = attack.before.replace("ROOT", str(course.folder)).replace("NEIGHBOUR", neighbour)
        course.hand_in(attacker, filled_in(course.released, theirs, before, attack.after))
        course.hand_in(neighbour, plain)


def effects(place: Workplace, course: Course) -> list[Effect]:
    """Autogrades all of them in one command, and tells what each attack did; the command may well fail.

    Raises:
        BenchmarkError: not even the plain notebook was graded, or the time is up.
    """
    # A kernel that died is a failure to nbgrader; what is stored is looked at all the same.
    with contextlib.suppress(CommandFailed):
        place.timed(course.command, course.folder)
    scores = {row["student"]: row["score"] for row in gradebook_rows(course.folder, course.unit)}
    stored = {name: scores.get(name) if _is_graded(course, name) else None for name in (PLAIN, *scores)}
    if stored[PLAIN] is None:
        raise BenchmarkError(f"{course.name} did not grade the notebook without an attack")
    rows = [names(number) for number in range(len(ATTACKS))]
    return [Effect(stored[PLAIN], stored.get(attacker), stored.get(neighbour)) for attacker, neighbour in rows]


def _is_graded(course: Course, name: str) -> bool:
    path: Path = course.folder / "autograded" / name / course.unit / f"{course.unit}.ipynb"
    return path.is_file()


def attack(place: Workplace, tell: Callable[[str], None]) -> list[Outcome]:
    """The eight attacks against both."""
    found: dict[str, Sequence[Effect]] = {}
    for course in attacked_courses(place):
        tell(f"attacks: {course.name}")
        found[course.name] = effects(place, course)
    return [
        Outcome(each.title, {name: column[number] for name, column in found.items()})
        for number, each in enumerate(ATTACKS)
    ]
