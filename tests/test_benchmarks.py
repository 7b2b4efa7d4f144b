"""The benchmark's own parts: its programs differ and are right, its hidden tests bite, its reckoning and its README."""

import ast
import contextlib
import functools
import io
import json
import shutil
import sys
import types
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parent / "benchmarks"
UNITS = {"tensor_ops": "TENSOR_OPS", "first_network": "FIRST_NETWORK"}


@pytest.fixture(scope="module")
def part() -> Iterator[Callable[[str], Any]]:
    """A module of the benchmark by name; they are scripts beside one another, not a package."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(FOLDER))
        yield import_module
    for path in FOLDER.glob("*.py"):
        sys.modules.pop(path.stem, None)


@pytest.fixture
def hidden_tests(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], dict[str, Any]]:
    """The hidden tests of `tensor_ops`, by name, of a submission with that source."""

    def load(source: str) -> dict[str, Any]:
        module = types.ModuleType("tensor_ops")
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(source, "tensor_ops.py", "exec"), module.__dict__)
        monkeypatch.setitem(sys.modules, "tensor_ops", module)
        names: dict[str, Any] = {}
        exec(compile((FOLDER / "hidden_tensor_ops.py").read_text("utf-8"), "hidden", "exec"), names)
        return {name: value for name, value in names.items() if name.startswith("test_")}

    return load


def family(part: Callable[[str], Any], unit: str) -> Any:
    return getattr(part(f"{unit}_programs"), UNITS[unit])


@pytest.mark.parametrize(("unit", "count"), [("tensor_ops", 300), ("first_network", 20)])
def test_no_two_programs_have_the_same_syntax_tree(part, unit, count):
    """A cache of identical programs, whatever it overlooks in their text, can spare the benchmark none of its work."""
    bodies = set()
    for program in family(part, unit).programs(count):
        functions = [ast.parse(program.functions[name]).body[0] for name in sorted(program.functions)]
        bodies.add("\n".join(ast.dump(function) for function in functions))
    assert len(bodies) == count


def test_the_long_class_has_no_two_programs_with_the_same_bodies(part):
    """A thousand submissions are a thousand different ones."""
    programs = family(part, "tensor_ops").programs(1005)
    assert len({tuple(program.picks.values()) for program in programs}) == 1005


def test_unlike_programs_have_no_function_in_common(part):
    """What is known of functions spares nothing of a class that is made to have none in common, and all are right."""
    programs = part("choices").unlike(family(part, "tensor_ops").programs(40))
    functions = [text for program in programs for text in program.functions.values()]
    assert len({ast.dump(ast.parse(text)) for text in functions}) == len(functions) == 40 * 11
    assert all("\n    mine = " in text for text in functions)


def test_programs_are_the_same_every_time(part):
    """Two runs of the benchmark grade the same class."""
    programs = family(part, "tensor_ops")
    assert [program.source for program in programs.programs(5)] == [program.source for program in programs.programs(5)]


def test_more_programs_than_there_are_is_an_error(part):
    """A class with doubles in it is never made silently."""
    networks = family(part, "first_network")
    with pytest.raises(ValueError, match="there are only"):
        networks.programs(networks.size + 1)


def test_every_body_is_right_by_numpys_measure(part, hidden_tests):
    """Forty programs, in which every body of every function occurs, pass all hidden tests, which compare with NumPy."""
    tensor_ops = family(part, "tensor_ops")
    seen = set()
    for program in tensor_ops.programs(40):
        tests = hidden_tests(program.source)
        assert len(tests) == len(program.functions)
        for test in tests.values():
            test()
        seen.update(program.picks.items())
    assert seen == {(name, pick) for name, choice in tensor_ops.choices.items() for pick in range(len(choice.bodies))}


@pytest.mark.parametrize("name", list(import_module("autograder.course").UNITS[1].functions))
def test_hidden_tests_fail_a_function_that_hands_its_argument_back(part, hidden_tests, name):
    """The peers' hidden tests are real ones: each function's own test fails for a know-nothing, and no other does."""
    program = family(part, "tensor_ops").programs(1)[0]
    arguments = family(part, "tensor_ops").choices[name].arguments
    tests = hidden_tests(f"{program.source}\n\ndef {name}({arguments}):\n    return {arguments.split(',')[0]}\n")
    with pytest.raises((AssertionError, ValueError)):
        tests[f"test_{name}"]()
    tests["test_transpose_matrix" if name != "transpose_matrix" else "test_naive_relu"]()


@pytest.mark.parametrize("unit", UNITS)
def test_every_function_has_a_hidden_test_for_the_notebook(part, unit):
    """No function goes to nbgrader untested, and a cell of tests says nothing of the file that pytest imports from."""
    hidden = part("contenders").HiddenTests.read(unit)
    assert set(family(part, unit).choices) <= set(hidden.tests)
    assert f"from {unit} import" not in hidden.shared
    for name, source in hidden.tests.items():
        assert source.endswith(f"test_{name}()")


def test_a_sample_is_reckoned_up_to_the_class(part):
    """Start-up is counted once: 1 notebook in 3 s and 11 in 13 s make 102 s for 100, at 1 s each."""
    timing = part("timing").Timing(11, 13.0, 1, 3.0)
    assert timing.each == pytest.approx(1.0)
    assert timing.whole(100) == pytest.approx(102.0)
    assert timing.whole(11) == 13.0


def test_ratios_are_taken_run_by_run(part):
    """A slow minute of the machine hits both sides of a run, so the ratio of a run counts, and their median."""
    timing = part("timing")

    class Fixed:
        def __init__(self, name: str, seconds: list[float]) -> None:
            self.name = name
            self._seconds = iter(seconds)

        def warm_up(self) -> None:
            pass

        def measure(self) -> Any:
            return timing.Timing(4, next(self._seconds))

    place = part("workplace").Workplace(Path("unused"), float("inf"), 1)
    contenders = [Fixed("ours", [1.0, 2.0, 4.0]), Fixed("theirs", [10.0, 24.0, 36.0])]
    outcome = timing.compare(timing.Part("four", 4, contenders, {"theirs": 11.0}), 3, place, lambda text: None)
    theirs = outcome.standings[1]
    assert theirs.ratios == [10.0, 12.0, 9.0]
    assert theirs.ratio == 10.0
    assert not part("tables").met(theirs)


def test_the_readme_keeps_what_stands_around_the_markers(part, tmp_path):
    """Only the text between the markers is replaced, and that as often as one likes."""
    tables = part("tables")
    readme = tmp_path / "README.md"
    readme.write_text(f"before\n{tables.OPEN}\nold\n{tables.CLOSE}\nafter\n", "utf-8")
    for text in ("new \\1\n", "newer\n"):
        tables.put_into(readme, text)
        assert readme.read_text("utf-8") == f"before\n{tables.OPEN}\n{text}{tables.CLOSE}\nafter\n"


def test_a_readme_without_markers_is_left_alone(part, tmp_path):
    """Where the table would go is not guessed."""
    readme = tmp_path / "README.md"
    readme.write_text("no markers\n", "utf-8")
    with pytest.raises(part("workplace").BenchmarkError, match="must stand in it once each"):
        part("tables").put_into(readme, "new\n")
    assert readme.read_text("utf-8") == "no markers\n"


def test_a_command_that_fails_is_one_line(part, tmp_path):
    """The last line of what it said is the reason, not a traceback of ours."""
    workplace = part("workplace")
    place = workplace.Workplace(tmp_path, workplace.time.monotonic() + 60, 1)
    with pytest.raises(workplace.BenchmarkError, match=r"ended with status 3: why$"):
        place.timed(["-c", "import sys; print('first'); print('why'); sys.exit(3)"], tmp_path)


def test_a_command_ends_when_the_time_is_up(part, tmp_path):
    """What would run on is killed, with all that it started."""
    workplace = part("workplace")
    place = workplace.Workplace(tmp_path, workplace.time.monotonic(), 1)
    with pytest.raises(workplace.BenchmarkError, match="the time is up"):
        place.timed(["-c", "import time; time.sleep(60)"], tmp_path)


# --- the course in nbgrader -------------------------------------------------------------------------------------------


def effect(part, plain: float, attacker: float | None, neighbour: float | None) -> Any:
    return part("attacks").Effect(plain, attacker, neighbour)


def test_an_attack_counts_where_any_score_is_another(part):
    """More points, fewer, none at all, or another's: each is a grade changed; the same scores are none."""
    changed = [(36, 40, 36), (36, 32, 36), (36, None, 36), (36, 36, 0), (36, 36, None)]
    assert all(effect(part, *scores).changed for scores in changed)
    assert not effect(part, 36, 36, 36).changed


def test_the_table_of_attacks_says_what_changed(part):
    """A row an attack, a column for each way to grade, and how many changed a grade below."""
    attacks = part("attacks")
    outcomes = [
        attacks.Outcome("patches", {"stock": effect(part, 36, 40, 36), "box": effect(part, 36, 36, 36)}),
        attacks.Outcome("rewrites", {"stock": effect(part, 36, None, 0), "box": effect(part, 36, 36, 36)}),
    ]
    table = part("tables").attack_table(outcomes)
    assert table.columns == ("the notebook", "stock", "box")
    assert table.rows == [
        ("patches", "**changed**: 40 instead of 36", "unchanged: 36"),
        ("rewrites", "**changed**: not graded instead of 36, its neighbour 0 instead of 36", "unchanged: 36"),
    ]
    assert table.notes[0] == "Attacks that change a grade, of 2: stock: 2; box: 0."


@pytest.mark.parametrize("unit", UNITS)
def test_every_exercise_of_the_stock_course_has_hidden_tests(part, unit, tmp_path):
    """Each cell with points tests its exercise, with what the tests share before the first; students see none of it."""
    path = shutil.copy(FOLDER.parent.parent / "source" / unit / f"{unit}.ipynb", tmp_path)
    part("courses").put_hidden_tests(Path(path), unit)
    cells = [cell for cell in json.loads(Path(path).read_text("utf-8"))["cells"] if cell["metadata"].get("nbgrader")]
    graded = [cell for cell in cells if cell["metadata"]["nbgrader"].get("points")]
    assert len(graded) >= len(family(part, unit).choices)
    for cell in graded:
        name = cell["metadata"]["nbgrader"]["grade_id"].removeprefix("grade_").removeprefix("test_")
        seen, _, hidden = cell["source"].partition("### BEGIN HIDDEN TESTS\n")
        assert f"def test_{name}():" in hidden
        assert f"\ntest_{name}()\n### END HIDDEN TESTS" in hidden
        assert "def " not in seen
    first = next(cell for cell in cells if cell["metadata"]["nbgrader"]["grade"])
    assert part("contenders").HiddenTests.read(unit).shared in first["source"]


@pytest.fixture(scope="module")
def attacked(part, tmp_path_factory) -> Callable[[str], list[Any]]:
    """What the eight attacks did, under one of the two ways to autograde."""
    workplace, attacks = part("workplace"), part("attacks")
    place = workplace.Workplace(tmp_path_factory.mktemp("attacks"), workplace.time.monotonic() + 600, 2)
    courses = {course.name: course for course in attacks.attacked_courses(place)}
    return functools.cache(lambda name: attacks.effects(place, courses[name]))


@pytest.mark.thorough
@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a box can be confined on Linux only")
@pytest.mark.parametrize("number", range(8))
def test_no_attack_changes_a_grade_with_the_box(part, attacked, number):
    """The attacker gets what the same notebook without the attack gets, and so does its neighbour."""
    assert attacked(part("courses").BOX)[number] == effect(part, 36.0, 36.0, 36.0)


@pytest.mark.thorough
@pytest.mark.slow
def test_each_attack_changes_a_grade_under_stock_nbgrader(part, attacked):
    """The attacks are real ones: where the verdict is made in the kernel, each changes a grade."""
    assert [found.changed for found in attacked(part("courses").STOCK)] == [True] * len(part("attacks").ATTACKS)


def test_a_cluster_is_reckoned_from_what_processors_did(part):
    """What 100,000 cost is the processor time of one, workers' and client's; a grading done twice is told."""
    passage = part("cluster").Passage(1000, 50.0, client=36.0, workers=324.0, survivors=(400, 350), killed=(100, 153))
    rows = dict(part("tables").cluster_table(passage, price=0.05).rows)
    assert rows["graded again for a killed worker"] == "+3"
    assert rows["a second"] == "20"
    assert rows["100,000 on paper"] == "10.0 core-hours, 0.50 at 0.05 a core-hour"
    assert rows["… on 64 cores of workers and 2 of the client"] == "30 min"
