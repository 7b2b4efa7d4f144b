"""The MNIST pipeline of one submission: prepared, built, compiled and trained once in its box, measured outside it.

What makes the measurement worth believing: the training labels are renamed by a permutation that the student's code
is not told of, and the network is judged by the renamed test labels: weights brought along name digits wrongly. (Who
reads the permutation off the labels can rename what such weights say; docs/security.md counts that among the limits.)
Accuracy is measured from config and weights in a box that runs no student's code; test images and labels enter no
other.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.attempt.attempt import Attempt, Boxes, StudentError
from autograder.attempt.digit_reading import DigitReading, digit_reading
from autograder.attempt.mnist import Mnist
from autograder.box.client import Box
from autograder.box.outcomes import Died, Outcome, Returned, TimedOut
from autograder.box.wire import Handle
from autograder.course import Course
from autograder.errors import DataMissing, GraderFault
from autograder.measured import MOST_EPOCHS, Measured
from autograder.submission.canonical import canonical
from autograder.words import sentence

RETRY_MARGIN = 0.01
SEEDS = 3
SAMPLE = 512
DIGITS = 10


@dataclass(frozen=True, slots=True)
class Fit:
    """One ``fit``: the epochs asked for, those run, the steps of each, and whether the grader had seen enough."""

    epochs: int
    run: int
    steps: tuple[int, ...]
    stopped: bool


@dataclass(frozen=True, slots=True)
class Training:
    """One training run: how ``train_model`` ended, its fits, and the test accuracy after each epoch seen.

    ``reading`` is how the test digits were read after the best of them.
    """

    outcome: Outcome
    fits: tuple[Fit, ...]
    accuracies: tuple[float, ...]
    images: int
    reading: DigitReading

    @property
    def best(self) -> float:
        """The best test accuracy, 0 where nothing was measured."""
        return max(self.accuracies, default=0.0)


@dataclass(frozen=True, slots=True)
class SmallTraining:
    """A run of ``train_model`` on the grader's own small model: as :class:`Training`, with the last weights."""

    outcome: Outcome
    fits: tuple[Fit, ...]
    weights: list[Any] | None
    images: int


class Evaluator:
    """A box of the grader's own, kept for a whole batch: runs networks made of built-in layers, and nothing else."""

    def __init__(self, course: Course, boxes: Boxes) -> None:
        self._course = course
        self._boxes = boxes
        self._box: Box | None = None
        self._kept: Network | None = None
        self._of: tuple[Any, npt.NDArray[Any]] | None = None

    def network(self, config: Any, weights: list[Any], images: npt.NDArray[Any]) -> "Network":
        """The network of that config, ready to be run on those images with any weights.

        The last one is kept: most submissions of a class have the same config and scale images alike, and building
        another network costs more than running it.

        Raises:
            ValueError: it is not made of built-in layers, or Keras refuses it; the text is for the student.
        """
        problem = unsuitable(config)
        if problem:
            raise ValueError(problem)
        if self._kept is not None and self._of is not None and self._box is not None and self._box.alive:
            known, seen = self._of
            if known == config and seen.dtype == images.dtype and np.array_equal(seen, images):
                return self._kept
        self.close()
        self._box = box = self._boxes.fork("heavy", self._course.limits, ())
        kept = box.keep(images)  # before the model, which may want all the memory there is
        if not isinstance(kept, Returned):
            raise GraderFault(f"the test images did not reach the evaluator: {kept}")
        model = box.model(config, weights, None, self._course.seed)
        _check_alive(model)
        if not isinstance(model, Returned):
            refused = sentence("Keras cannot rebuild the network from its config: {reason}")
            raise ValueError(refused.format(reason=getattr(model, "text", model)))
        self._kept = Network(box, model.value, kept.value, self._course.limits.train_seconds)
        self._of = (config, images)
        return self._kept

    def close(self) -> None:
        """Ends its box."""
        if self._box is not None:
            self._box.close()
        self._box = self._kept = self._of = None


def _check_alive(outcome: Outcome) -> None:
    """No student's code runs there: where the evaluator dies it is our side that failed, and nobody is charged."""
    if isinstance(outcome, Died):
        raise GraderFault(f"the process that measures networks ended: {outcome.how}")


@dataclass(frozen=True, slots=True)
class Network:
    """A network in the evaluator's box and the images that it is run on."""

    _box: Box
    _model: Handle
    _images: Handle
    _seconds: float

    def outputs(self, weights: list[Any]) -> npt.NDArray[Any]:
        """Its outputs with these weights, ``(n, units)``; raises ``ValueError`` where Keras refuses them."""
        outcome = self._box.predict(self._model, weights, self._images, self._seconds)
        _check_alive(outcome)
        if isinstance(outcome, TimedOut):
            slow = sentence("the network needs more than {seconds:g} seconds for the test images")
            raise ValueError(slow.format(seconds=outcome.seconds))
        if not isinstance(outcome, Returned) or not isinstance(outcome.value, np.ndarray) or outcome.value.ndim != 2:
            refused = sentence("the network cannot be run on the test images: {reason}")
            raise ValueError(refused.format(reason=getattr(outcome, "text", outcome)))
        return outcome.value


class Pipeline:
    """The fixture ``pipeline``: trains at the first question and remembers."""

    def __init__(
        self,
        course: Course,
        mnist: Callable[[], Mnist],
        served: Callable[[], Any],
        evaluator: Evaluator,
        attempt: Attempt,
    ) -> None:
        """``served`` gives what ``keras.datasets.mnist.load_data()`` returns in the box."""
        self._course = course
        self._mnist = mnist
        self._served = served
        self._evaluator = evaluator
        self._attempt = attempt
        self._trainings: list[Training] = []
        self._failure: StudentError | ValueError | DataMissing | None = None

    @property
    def threshold(self) -> float:
        """The accuracy to be reached."""
        return self._course.accuracy_threshold

    @property
    def served(self) -> Any:
        """What ``keras.datasets.mnist.load_data()`` returns in the student's box."""
        return self._served()

    def small(
        self, config: Any, weights: list[Any], settings: dict[str, Any], images: Any, labels: Any
    ) -> SmallTraining:
        """Has ``train_model`` fit the grader's own small model on its own data; every epoch is run."""
        seen: list[list[Any]] = []

        def judge(weights: Any) -> bool:
            seen.append(_weights(weights))
            return False

        model = self._attempt.model(config, weights, settings)
        outcome, fits = self._attempt.train("train_model", [model, images, labels], judge)
        return SmallTraining(outcome, _counted(_fits(fits), len(seen)), seen[-1] if seen else None, len(images))

    def first(self) -> Training:
        """The first training run.

        Raises:
            StudentError: one of the student's functions on the way to it did not return.
            ValueError: what came back is nothing to train; the text is for the student.
            DataMissing: MNIST is not to be had.
        """
        return self.trainings()[0]

    def trainings(self) -> list[Training]:
        """Every training run: one, and others with other seeds while the result is only just under the threshold."""
        if self._failure is None and not self._trainings:
            try:
                self._trainings.extend(self._run())
            except (StudentError, ValueError, DataMissing) as error:
                if not self._trainings:
                    self._failure = error
        if self._failure is not None:
            raise self._failure
        return self._trainings

    def figures(self) -> Measured:
        """What :meth:`trainings` measured, for the page."""
        runs = self.trainings()
        reading = max(runs, key=lambda run: run.best).reading
        return Measured(
            self.threshold,
            tuple(run.accuracies[:MOST_EPOCHS] for run in runs),
            any(fit.stopped for fit in runs[-1].fits),
            reading.confusion,
            reading.worst,
        )

    def _run(self) -> Iterator[Training]:
        mnist = self._mnist()
        renaming = self._renaming()
        for number in range(SEEDS):
            if number:
                self._attempt.seed(self._course.seed + number)
            training = self._train(mnist, renaming)
            yield training
            if not self.threshold - RETRY_MARGIN <= training.best < self.threshold:
                return

    def _train(self, mnist: Mnist, renaming: npt.NDArray[np.uint8]) -> Training:
        attempt = self._attempt
        prepared = _handle(attempt, "prepare_images", [mnist.train_images], keep=True)
        test_images = self._prepare_test_images(mnist)
        built = _handle(attempt, "build_model", [])
        if built.kind != "model":
            no_model = sentence("build_model returned a {kind}, not a Keras model")
            raise ValueError(no_model.format(kind=built.type_name))
        compiled = _call(attempt, "compile_model", [built])
        model = compiled if isinstance(compiled, Handle) and compiled.kind == "model" else built
        config = attempt.ask(model, "config")
        problem = unsuitable(config)
        if problem:
            raise ValueError(problem)
        accuracies: list[float] = []
        problems: list[ValueError] = []
        expected = renaming[mnist.test_labels]
        networks: list[Network] = []
        reading = DigitReading()

        def judge(weights: Any) -> bool:
            nonlocal reading
            try:
                checked = _weights(weights)
                if not networks:
                    networks.append(self._evaluator.network(config, checked, test_images))
                outputs = networks[0].outputs(checked)
            except ValueError as error:
                problems.append(error)
                return True
            accuracies.append(float(np.mean(outputs.argmax(axis=1) == expected)))
            if accuracies[-1] > max(accuracies[:-1], default=-1.0):
                reading = digit_reading(outputs, renaming, mnist)
            return accuracies[-1] >= self.threshold

        labels = renaming[mnist.train_labels]
        outcome, fits = attempt.train("train_model", [model, prepared, labels], judge)
        if problems:
            raise problems[0]
        counted = _counted(_fits(fits), len(accuracies))
        return Training(outcome, counted, tuple(accuracies), len(mnist.train_images), reading)

    def _prepare_test_images(self, mnist: Mnist) -> npt.NDArray[Any]:
        """The test images as ``prepare_images`` would prepare them, though they never enter the student's box.

        What it does to each grey value is read off a ramp of all of them and a sample of training images; that also
        serves one that scales otherwise than the contract says.
        """
        sample = mnist.train_images[:SAMPLE].copy()
        sample[0] = np.arange(sample[0].size, dtype=np.uint32).reshape(sample[0].shape) % 256
        prepared = _call(self._attempt, "prepare_images", [sample])
        if not isinstance(prepared, np.ndarray) or prepared.size != sample.size or len(prepared) != len(sample):
            raise ValueError(sentence("prepare_images does not give an array with the images' own entries"))
        flat = prepared.reshape(-1)
        table = np.zeros(256, dtype=prepared.dtype)
        table[sample.reshape(-1)] = flat
        if not np.array_equal(table[sample.reshape(-1)], flat, equal_nan=prepared.dtype.kind == "f"):
            raise ValueError(sentence("prepare_images does not scale each entry by itself, in row-major order"))
        return table[mnist.test_images].reshape(-1, *prepared.shape[1:])

    def _renaming(self) -> npt.NDArray[np.uint8]:
        """A permutation of the digits that leaves none in place, fixed by the course's seed and the program."""
        digest = canonical(self._attempt.program).digest
        generator = np.random.default_rng([self._course.seed, *digest])
        while True:
            renaming = generator.permutation(DIGITS).astype(np.uint8)
            if (renaming != np.arange(DIGITS)).all():
                return renaming


def unsuitable(config: Any) -> str:
    """Why the grader would not rebuild a network from this config: a layer not built in, a ``Lambda``; else empty."""
    if type(config) is not dict or config.get("kind") not in ("Sequential", "Functional"):
        return sentence("build_model should return a keras.Sequential")
    for entry in _objects(config.get("config")):
        name = str(entry["class_name"])
        if not str(entry.get("module", "")).startswith("keras") or entry.get("registered_name") or name == "Lambda":
            foreign = sentence("the network holds {name}, which is not one of Keras's built-in layers")
            return foreign.format(name=name)
    return ""


def _objects(config: Any) -> Iterator[dict[str, Any]]:
    """Every serialized Keras object in a config."""
    if type(config) is dict:
        if "class_name" in config:
            yield config
        for value in config.values():
            yield from _objects(value)
    elif type(config) in (list, tuple):
        for value in config:
            yield from _objects(value)


def _call(attempt: Attempt, function: str, arguments: list[Any], **options: bool) -> Any:
    outcome = attempt.call(function, [arguments], **options)[0]
    if isinstance(outcome, Returned):
        return outcome.value
    raise StudentError(function, outcome)


def _handle(attempt: Attempt, function: str, arguments: list[Any], **options: bool) -> Handle:
    value = _call(attempt, function, arguments, **options)
    if not isinstance(value, Handle):
        raise ValueError(sentence("{function} does not return what the next step needs").format(function=function))
    return value


def _weights(weights: Any) -> list[Any]:
    if type(weights) is not list or not all(isinstance(array, np.ndarray) for array in weights):
        raise ValueError(sentence("the weights that came back are no arrays"))
    return weights


def _fits(fits: list[Any]) -> tuple[Fit, ...]:
    try:
        return tuple(
            Fit(int(fit["epochs"]), int(fit["run"]), tuple(int(n) for n in fit["steps"]), bool(fit["stopped"]))
            for fit in fits
        )
    except (TypeError, LookupError, ValueError, OverflowError):
        return ()


def _counted(fits: tuple[Fit, ...], seen: int) -> tuple[Fit, ...]:
    """The fits as they were told, where their epochs are as many as the grader has seen; else one of those."""
    return fits if sum(fit.run for fit in fits) == seen else (Fit(seen, seen, (), False),)
