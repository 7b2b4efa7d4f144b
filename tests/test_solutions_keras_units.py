"""The reference solutions of the two Keras units: their doctests, their public tests and their values.

TensorFlow takes seconds to import and must not linger in the test process, so this file is also a script: one fresh
interpreter runs every check below and leaves their outcomes as JSON, and each test reads the one that is its own.
"""

import doctest
import hashlib
import importlib.util
import io
import json
import os
import re
import subprocess
import sys
import traceback
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from autograder.course import UNITS

ROOT = Path(__file__).resolve().parent.parent
SOLUTIONS = ROOT / "solutions"
FUNCTIONS = {unit.name: unit.functions for unit in UNITS if unit.name in ("first_network", "gradients")}
EXERCISES = [(unit, function) for unit, functions in FUNCTIONS.items() for function in functions]
NO_MNIST = "MNIST is not to be had on this machine (see AUTOGRADER_MNIST)"
# The arrays' SHA-256, from the course's contracts, in the order that load_mnist returns them.
MNIST_SHA256 = (
    "741c988805d008ac6e4c904b69001ba184c24b2c540a4ef403f4c71b676cf757",
    "1feba77c54802fa5339a11837ea4b2866434b83314ec45192930f1df69120c13",
    "6d87418db22cc8025d05968bec9bd5c3932904b23485740db143a061a2c9d161",
    "ddeff807876a9661a1110d45c266c86239a3a1b7d37da0c3716a7a683c852ff5",
)


class NoData(Exception):
    """A check asked for MNIST, and there is none here."""


# --- the checks, which run in the fresh interpreter ---------------------------------------------------------------


def check_import_runs_no_operation(units: dict[str, ModuleType]) -> None:
    """Importing both units has not started TensorFlow's runtime: its thread settings can still be changed."""
    units["gradients"].tf.config.threading.set_inter_op_parallelism_threads(1)


def check_mnist_is_the_real_one(units: dict[str, ModuleType]) -> None:
    """load_mnist returns training images, training labels, test images and test labels, in this order."""
    train, test = units["first_network"].load_mnist()
    assert tuple(hashlib.sha256(array.tobytes()).hexdigest() for array in (*train, *test)) == MNIST_SHA256


def check_prepare_images_takes_any_size(units: dict[str, ModuleType]) -> None:
    """Images of any size and number, strided ones too, become float32 rows from 0 to 1."""
    for shape in ((0, 28, 28), (1, 1, 1), (3, 5, 2), (2, 28, 28)):
        images = _frozen(np.random.default_rng(1).integers(0, 256, shape).astype("uint8"))
        for view in (images, images[:, ::-1]):
            prepared = units["first_network"].prepare_images(view)
            assert prepared.shape == (shape[0], shape[1] * shape[2])
            assert prepared.dtype == np.float32
            expected = np.array([image.ravel() / 255 for image in view]).reshape(prepared.shape)
            np.testing.assert_allclose(prepared, expected, rtol=1e-6)


def check_pipeline_learns(units: dict[str, ModuleType]) -> None:
    """On 2,000 images the pipeline learns to read most digits, and predictions and accuracy tell the same story."""
    unit = units["first_network"]
    unit.keras.utils.set_random_seed(0)
    (images, labels), (test_images, test_labels) = unit.load_mnist()
    model = unit.build_model()
    assert unit.compile_model(model) is model
    unit.train_model(model, unit.prepare_images(images[:2000]), labels[:2000])
    test = unit.prepare_images(test_images[:1000])
    accuracy = unit.evaluate_model(model, test, test_labels[:1000])
    assert accuracy > 0.8
    assert np.isclose(np.mean(unit.predict_digits(model, test) == test_labels[:1000]), accuracy)


def check_scalar_derivatives(units: dict[str, ModuleType]) -> None:
    """The line and the falling stone have their textbook derivatives, and the type of the argument is kept."""
    for kind in (float, np.float32, np.float64):
        for value in (-2.5, 0.0, 0.25, 3.0):
            line = np.asarray(units["gradients"].line_gradient(kind(value)))
            speed, acceleration = map(np.asarray, units["gradients"].speed_and_acceleration(kind(value)))
            assert line.dtype == speed.dtype == acceleration.dtype == np.asarray(kind(value)).dtype
            np.testing.assert_allclose([line, speed, acceleration], [2, 9.8 * value, 9.8], rtol=1e-6)


def check_polynomials(units: dict[str, ModuleType]) -> None:
    """Polynomials of every degree from 1 to 6 agree with the closed form and with a finite difference."""
    rng, step = np.random.default_rng(2), 1e-5
    for degree in range(1, 7):
        for shape in ((), (4,), (2, 3)):
            coefficients = _frozen(rng.normal(size=degree + 1))
            x = _frozen(rng.uniform(0.5, 2, shape) * rng.choice((-1, 1), shape))
            polynomial = np.polynomial.Polynomial(coefficients)
            gradient = np.asarray(units["gradients"].polynomial_gradient(coefficients, x))
            assert gradient.shape == shape
            assert gradient.dtype == np.float64
            np.testing.assert_allclose(gradient, polynomial.deriv()(x), rtol=1e-9, atol=1e-9)
            difference = (polynomial(x + step) - polynomial(x - step)) / (2 * step)
            np.testing.assert_allclose(gradient, difference, rtol=1e-5, atol=1e-6)
            single = np.asarray(units["gradients"].polynomial_gradient(list(coefficients), x.astype("float32")))
            assert single.dtype == np.float32
            np.testing.assert_allclose(single, gradient, rtol=1e-3, atol=1e-4)


def check_dense_gradients(units: dict[str, ModuleType]) -> None:
    """The gradient of W holds the column sums of x in every unit, that of b the number of samples."""
    for W, b, x, _targets in _layers():
        grad_W, grad_b = map(np.asarray, units["gradients"].dense_gradients(W, b, x))
        assert (grad_W.dtype, grad_b.dtype) == (W.dtype, b.dtype)
        np.testing.assert_allclose(grad_W, np.repeat(x.sum(axis=0)[:, None], len(b), axis=1), rtol=1e-4, atol=1e-5)
        np.testing.assert_allclose(grad_b, np.full(len(b), len(x)), rtol=1e-6)


def check_sgd_step(units: dict[str, ModuleType]) -> None:
    """A step is the one that finite differences of the mean over all entries ask for; the loss is from before it."""
    rate, step = 0.05, 1e-5
    for W, b, x, targets in _layers():
        new_W, new_b, loss = map(np.asarray, units["gradients"].sgd_step(W, b, x, targets, rate))
        assert (new_W.shape, new_b.shape, loss.shape) == (W.shape, b.shape, ())
        assert (new_W.dtype, new_b.dtype) == (W.dtype, b.dtype)
        exact = [array.astype("float64") for array in (W, b, x, targets)]
        np.testing.assert_allclose(loss, _loss(*exact), rtol=1e-5)
        for which, new in ((0, new_W), (1, new_b)):
            for index in np.ndindex(new.shape):
                higher, lower = ([array.copy() for array in exact] for _ in range(2))
                higher[which][index] += step
                lower[which][index] -= step
                slope = (_loss(*higher) - _loss(*lower)) / (2 * step)
                np.testing.assert_allclose(new[index], exact[which][index] - rate * slope, rtol=1e-4, atol=1e-5)


CHECKS = (
    check_import_runs_no_operation,  # first of all: every other check starts the runtime
    check_mnist_is_the_real_one,
    check_prepare_images_takes_any_size,
    check_pipeline_learns,
    check_scalar_derivatives,
    check_polynomials,
    check_dense_gradients,
    check_sgd_step,
)


def _frozen(array: Any) -> Any:
    """The array, read-only: whoever writes to it raises, so that no check needs to compare it afterwards."""
    array = np.asarray(array)
    array.setflags(write=False)
    return array


def _layers() -> Iterator[tuple[Any, Any, Any, Any]]:
    """W, b, x and targets, read-only, of several sizes and both types."""
    rng = np.random.default_rng(3)
    for dtype in ("float64", "float32"):
        for n, inputs, units in ((1, 1, 1), (5, 1, 3), (2, 4, 1), (6, 3, 2)):
            shapes = ((inputs, units), (units,), (n, inputs), (n, units))
            W, b, x, targets = (_frozen(rng.normal(size=shape).astype(dtype)) for shape in shapes)
            yield W, b, x, targets


def _loss(W: Any, b: Any, x: Any, targets: Any) -> float:
    return float(np.mean((x @ W + b - targets) ** 2))


def _doctest(module: ModuleType, function: str) -> None:
    output = io.StringIO()
    examples = 0
    for test in doctest.DocTestFinder(recurse=False).find(getattr(module, function), function, globs=vars(module)):
        examples += len(test.examples)
        doctest.DocTestRunner(verbose=False).run(test, out=output.write)
    if NO_MNIST in output.getvalue():
        raise NoData
    assert examples, f"{function} shows no example"
    assert not output.getvalue(), output.getvalue()


def _stub_is_refused(module: ModuleType, function: str) -> None:
    def stub(*_arguments: object) -> None:
        raise NotImplementedError

    solution = getattr(module, function)
    setattr(module, function, stub)
    try:
        getattr(module, f"test_{function}")()
    except NotImplementedError:
        return
    finally:
        setattr(module, function, solution)
    raise AssertionError(f"test_{function} passes on a stub")


def _load(unit: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(unit, SOLUTIONS / f"{unit}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _serve_mnist(module: ModuleType) -> None:
    """Let Keras's loader read this machine's MNIST.

    Putting the file into Keras's cache is not enough: Keras checks the file's hash, not that of the arrays, and would
    download its own copy over an equally good one.
    """
    candidates = (
        os.environ.get("AUTOGRADER_MNIST") or ROOT / "data" / "mnist.npz",
        ROOT / "data" / "mnist.npz",
        Path.home() / ".keras" / "datasets" / "mnist.npz",
    )
    found = next((str(path) for path in candidates if Path(path).is_file()), None)

    def get_file(*_arguments: object, **_options: object) -> str:
        if found is None:
            raise NoData(NO_MNIST)
        return found

    module.keras.datasets.mnist.load_data.__globals__["get_file"] = get_file


def _outcome(check: Callable[[], None]) -> dict[str, str]:
    try:
        check()
    except NoData:
        return {"outcome": "skipped", "detail": NO_MNIST}
    except Exception:
        return {"outcome": "failed", "detail": traceback.format_exc()}
    return {"outcome": "passed", "detail": ""}


def _run_all(report: Path) -> None:
    units = {unit: _load(unit) for unit in FUNCTIONS}
    _serve_mnist(units["first_network"])
    outcomes = {check.__name__: _outcome(lambda check=check: check(units)) for check in CHECKS}  # type: ignore[misc]
    for unit, function in EXERCISES:
        module = units[unit]
        outcomes[f"doctest {function}"] = _outcome(lambda m=module, f=function: _doctest(m, f))  # type: ignore[misc]
        outcomes[f"public {function}"] = _outcome(getattr(module, f"test_{function}"))
        outcomes[f"stub {function}"] = _outcome(lambda m=module, f=function: _stub_is_refused(m, f))  # type: ignore[misc]
    report.write_text(json.dumps(outcomes), encoding="utf-8")


# --- the tests ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    """What every check came to, from one fresh interpreter that leaves Keras's own cache and settings alone."""
    folder = tmp_path_factory.mktemp("keras")
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    settings = {"PYTHONPATH": path, "KERAS_HOME": str(folder), "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": ""}
    command = [sys.executable, "-W", "error", __file__, str(folder / "outcomes.json")]
    done = subprocess.run(
        command, env=os.environ | settings, capture_output=True, text=True, encoding="utf-8", timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return json.loads((folder / "outcomes.json").read_text(encoding="utf-8"))


def _hold(outcome: dict[str, str]) -> None:
    if outcome["outcome"] == "skipped":
        pytest.skip(outcome["detail"])
    assert outcome["outcome"] == "passed", outcome["detail"]


@pytest.mark.parametrize("check", [check.__name__ for check in CHECKS])
def test_solutions_keep_their_contracts(outcomes: dict[str, dict[str, str]], check: str) -> None:
    """Each promise that a check of this file states in its docstring holds for the reference solutions."""
    _hold(outcomes[check])


@pytest.mark.parametrize("function", [function for _, function in EXERCISES])
def test_docstring_examples_hold(outcomes: dict[str, dict[str, str]], function: str) -> None:
    """What an exercise's docstring shows is what the solution does."""
    _hold(outcomes[f"doctest {function}"])


@pytest.mark.parametrize("function", [function for _, function in EXERCISES])
def test_public_tests_accept_the_solution(outcomes: dict[str, dict[str, str]], function: str) -> None:
    """A correct program passes the tests that students get."""
    _hold(outcomes[f"public {function}"])


@pytest.mark.parametrize("function", [function for _, function in EXERCISES])
def test_public_tests_refuse_a_stub(outcomes: dict[str, dict[str, str]], function: str) -> None:
    """An exercise that is still a stub fails its public test."""
    _hold(outcomes[f"stub {function}"])


@pytest.mark.parametrize("unit", FUNCTIONS)
def test_narrative_comes_in_both_languages(unit: str) -> None:
    """Every English cell is followed by its Korean twin, with as many headings, pictures and formulas."""
    cells = re.split(r"(?m)^# %% ", (SOLUTIONS / f"{unit}.py").read_text(encoding="utf-8"))
    assert cells[0] == "", "the file opens with a cell"
    prose = [cell for cell in cells if cell.startswith("[markdown]")]
    assert [cell.split("\n")[0] for cell in prose] == ['[markdown] lang="en"', '[markdown] lang="ko"'] * (
        len(prose) // 2
    )
    for english, korean in zip(prose[::2], prose[1::2], strict=True):
        for mark in (r"(?m)^# #+ ", r"!\[", r"(?m)^# \$\$", r"(?m)^# \|", r"(?m)^# ```"):
            assert len(re.findall(mark, english)) == len(re.findall(mark, korean)), (mark, english[:80])
        assert re.search("[가-힣]", korean)
        assert not re.search("[가-힣]", english)


@pytest.mark.parametrize("unit", FUNCTIONS)
def test_exercises_stand_in_the_order_of_the_contract(unit: str) -> None:
    """Each function of the contract has one exercise cell, and its public test right behind."""
    text = (SOLUTIONS / f"{unit}.py").read_text(encoding="utf-8")
    tagged = re.findall(r'(?m)^# %% tags=\["([\w-]+)"\] exercise="(\w+)"\ndef (\w+)\(', text)
    expected = []
    for function in FUNCTIONS[unit]:
        expected += [("exercise", function, function), ("public-test", function, f"test_{function}")]
    assert tagged == expected


@pytest.mark.parametrize("unit", FUNCTIONS)
def test_pictures_are_there_and_small(unit: str) -> None:
    """Every picture of the narrative exists, is well-formed SVG with a title, and stays below 40 kB."""
    pictures = set(re.findall(r"!\[[^]]+\]\((images/[^)]+)\)", (SOLUTIONS / f"{unit}.py").read_text(encoding="utf-8")))
    assert len(pictures) >= 2
    for picture in pictures:
        data = (SOLUTIONS / picture).read_bytes()
        assert len(data) < 40_000
        assert ElementTree.fromstring(data).find("{http://www.w3.org/2000/svg}title") is not None


if __name__ == "__main__":
    _run_all(Path(sys.argv[1]))
