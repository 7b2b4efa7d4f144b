"""What the hidden graders of `first_network` say of models, their settings, their training and their accuracy.

A model never leaves its box: it is known by its config and compile settings as plain data, and judged from them.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.attempt.attempt import StudentError
from autograder.attempt.pipeline import Pipeline, SmallTraining, Training
from autograder.attempt.student import Student
from autograder.box.outcomes import Returned
from autograder.box.wire import Handle
from autograder.checks import sentences
from autograder.checks.architecture import check_layers, class_name
from autograder.checks.check import Case, Wrong, array_differs, differs, is_number
from autograder.checks.comparison import kind
from autograder.checks.example import differing
from autograder.checks.messages import show, with_article
from autograder.errors import DataMissing
from autograder.words import Words, joined, sentence

__all__ = [
    "Lesson",
    "check_accuracies",
    "check_batches",
    "check_data",
    "check_ended",
    "check_epochs",
    "check_history",
    "check_layers",
    "check_learnt",
    "check_loss",
    "check_metrics",
    "check_optimizer",
    "check_predictions",
    "compiled",
    "config",
    "describe_accuracy",
    "is_float32",
    "training",
]

_NO_SEQUENTIAL = sentence("build_model should return a keras.Sequential, not {got}.")
EPOCHS, BATCH = 5, 128
LEARNT = 0.8
_ACCURACIES = frozenset({"accuracy", "acc", "sparse_categorical_accuracy", "SparseCategoricalAccuracy", "Accuracy"})
_COMPILED = {"optimizer": "rmsprop", "loss": "sparse_categorical_crossentropy", "metrics": ["accuracy"]}
_LOSSES = frozenset({"sparse_categorical_crossentropy", "SparseCategoricalCrossentropy"})


@dataclass(frozen=True, slots=True)
class Lesson:
    """Something small for ``train_model`` to teach: a model's config and first weights, and ``n`` images with labels.

    ``images`` are ``(n, 784)`` float32 in [0, 1], ``labels`` ``(n,)`` uint8.
    """

    config: dict[str, Any]
    weights: list[Any]
    images: Any
    labels: Any


def check_data(got: Any, wanted: Any) -> None:
    """The nested pairs of ``load_mnist``: four arrays, byte for byte those that Keras gives."""
    names = (("train_images", "train_labels"), ("test_images", "test_labels"))
    if not _is_pair(got) or not all(_is_pair(pair) for pair in got):
        raise Wrong(sentence("The result should be (train_images, train_labels), (test_images, test_labels)."))
    for pair, wanted_pair, pair_names in zip(got, wanted, names, strict=True):
        for mine, theirs, name in zip(pair, wanted_pair, pair_names, strict=True):
            difference = array_differs(mine, theirs)
            if not difference and mine.dtype != np.uint8:
                difference = sentences.WRONG_DTYPE.format(got=mine.dtype, wanted="uint8")
            if difference:
                raise Wrong(joined(": ", [name, difference]))


def is_float32(value: Any, case: Case) -> str:
    """A judge for :func:`autograder.checks.check.holds`."""
    del case
    if not isinstance(value, np.ndarray):
        return sentences.WRONG_TYPE.format(got=kind(value), wanted=sentences.AN_ARRAY)
    right = value.dtype == np.float32
    return "" if right else sentences.WRONG_DTYPE.format(got=value.dtype, wanted="float32")


def config(student: Student, model: Any) -> list[tuple[str, dict[str, Any]]]:
    """A model's layers, in order: the class's name and the layer's config; raises ``Wrong`` unless a ``Sequential``."""
    if not isinstance(model, Handle) or model.kind != "model":
        raise Wrong(_NO_SEQUENTIAL.format(got=kind(model)))
    words = student.attempt.ask(model, "config")
    if type(words) is not dict or words.get("kind") != "Sequential":
        raise Wrong(_NO_SEQUENTIAL.format(got=with_article(model.type_name)))
    layers = _dict(words.get("config")).get("layers")
    if type(layers) is not list or not all(type(entry) is dict for entry in layers):
        raise Wrong(sentence("build_model returned a model without layers."))
    return [(_keras_name(entry), _dict(entry.get("config"))) for entry in layers]


def compiled(student: Student, reader: Any) -> dict[str, Any]:
    """The settings that ``compile_model`` leaves on ``reader``, a small model of the grader's."""
    model = _given(student, reader)
    returned = student.compile_model(model)
    if isinstance(returned, Handle) and returned.kind == "model":
        model = returned
    settings = student.attempt.ask(model, "compiled")
    if type(settings) is not dict:
        raise Wrong(sentence("compile_model leaves the model uncompiled."))
    return settings


def check_optimizer(settings: dict[str, Any]) -> None:
    """RMSprop at any learning rate."""
    name = _keras_name(settings.get("optimizer"))
    if name.lower() != "rmsprop":
        raise Wrong(sentence("The optimizer should be RMSprop, not {name}.").format(name=name))


def check_loss(settings: dict[str, Any]) -> None:
    """Sparse categorical cross-entropy of probabilities, by name, function or object."""
    loss = settings.get("loss")
    name = _keras_name(loss)
    if name not in _LOSSES:
        raise Wrong(sentence("The loss should be sparse categorical cross-entropy, not {name}.").format(name=name))
    if type(loss) is dict and _dict(loss.get("config")).get("from_logits"):
        raise Wrong(sentence("The loss takes logits, but the network's softmax already gives probabilities."))


def check_metrics(settings: dict[str, Any]) -> None:
    """Accuracy among the metrics."""
    metrics = _flat(settings.get("metrics"))
    if not any(_keras_name(metric) in _ACCURACIES for metric in metrics):
        raise Wrong(sentence('The metrics should hold "accuracy".'))


def training(pipeline: Pipeline, lesson: Lesson) -> Training | SmallTraining:
    """The run that ``train_model`` is graded by: the pipeline's, or one of the ``lesson`` where that could not show it.

    Raises:
        StudentError: ``train_model`` did not return.
    """
    run: Training | SmallTraining | None = None
    try:
        run = pipeline.first()
    except StudentError as error:
        if error.function == "train_model":
            raise
    except (ValueError, DataMissing):
        run = None
    if not isinstance(run, Training) or not isinstance(run.outcome, Returned) or run.best < LEARNT:
        try:
            run = pipeline.small(lesson.config, lesson.weights, _COMPILED, lesson.images, lesson.labels)
        except ValueError as error:
            raise Wrong(sentence("The training could not be followed: {error}.").format(error=error.args[0])) from None
    if not isinstance(run.outcome, Returned):
        raise StudentError("train_model", run.outcome)
    return run


def check_learnt(run: Training | SmallTraining, lesson: Lesson) -> None:
    """The model has learnt the labels that ``train_model`` was given, which no other run could have told it."""
    if isinstance(run, Training):
        return
    if run.weights is None or len(run.weights) != 2:
        raise Wrong(sentence("train_model never called fit on the model it was given."))
    weights, bias = run.weights
    if weights.shape != (784, 10) or bias.shape != (10,):
        raise Wrong(sentence("train_model did not fit the model it was given."))
    accuracy = float(np.mean((lesson.images @ weights + bias).argmax(axis=1) == lesson.labels))
    if accuracy < LEARNT:
        unlearnt = sentence(
            "The model did not learn the data that train_model was given: accuracy {accuracy:.2f} on that data."
        )
        raise Wrong(unlearnt.format(accuracy=accuracy))


def check_epochs(run: Training | SmallTraining) -> None:
    """Five epochs were asked for, and run as far as the grader wanted to see them."""
    asked = sum(fit.epochs for fit in run.fits)
    ran = sum(fit.epochs if fit.stopped else fit.run for fit in run.fits)
    if asked != EPOCHS:
        raise Wrong(
            sentence("The training should take {epochs} epochs, not {asked}.").format(epochs=EPOCHS, asked=asked)
        )
    if ran != EPOCHS:
        stopped = sentence("The training should take {epochs} epochs, but it stopped after {ran}.")
        raise Wrong(stopped.format(epochs=EPOCHS, ran=ran))


def check_batches(run: Training | SmallTraining) -> None:
    """Every epoch took all the images, 128 at a time."""
    wanted = math.ceil(run.images / BATCH)
    for fit in run.fits:
        for steps in fit.steps:
            if steps != wanted:
                counted = sentence(
                    "An epoch of {images} images in batches of {batch} takes {wanted} steps; yours took {steps}."
                )
                raise Wrong(counted.format(images=run.images, batch=BATCH, wanted=wanted, steps=steps))


def check_history(run: Training | SmallTraining) -> None:
    """The result is Keras's ``History``."""
    value = run.outcome.value if isinstance(run.outcome, Returned) else None
    if not isinstance(value, Handle) or value.kind != "history":
        no_history = sentence("train_model should return the History that fit returns, not {got}.")
        raise Wrong(no_history.format(got=kind(value)))


def check_predictions(student: Student, reader: Any, rows: Any, readings: Any) -> None:
    """``predict_digits`` names what the reader's own weights say: integers of shape ``(n,)``."""
    model = _given(student, reader, _COMPILED)
    got = student.predict_digits(model, rows)
    difference = array_differs(got, readings)
    if not difference and got.dtype.kind not in "iu":
        difference = sentences.WRONG_DTYPE.format(got=got.dtype, wanted=sentences.AN_INTEGER_DTYPE)
    if difference:
        raise Wrong(joined("\n", [difference, *differing("predict_digits", (model, rows), readings, got)]))


def check_accuracies(student: Student, reader: Any, rows: Any, marked: Sequence[tuple[Any, float]]) -> None:
    """``evaluate_model`` gives the reader's accuracy for each of the label lists.

    The model is compiled by the grader; where that does not suit the function, by the student's own
    ``compile_model``, since a metric may bear any of the names that the contract allows.
    """
    try:
        _check_accuracies(student, _given(student, reader, _COMPILED), rows, marked)
    except (Wrong, StudentError):
        model = _given(student, reader)
        try:
            own = student.compile_model(model)
        except StudentError:
            own = None
        if own is None and not student.attempt.defines("compile_model"):
            raise
        _check_accuracies(student, own if isinstance(own, Handle) else model, rows, marked)


def _check_accuracies(student: Student, model: Handle, rows: Any, marked: Sequence[tuple[Any, float]]) -> None:
    outcomes = student.evaluate_model.outcomes([(model, rows, labels) for labels, _ in marked])
    for outcome, (_, accuracy) in zip(outcomes, marked, strict=True):
        if not isinstance(outcome, Returned):
            raise StudentError("evaluate_model", outcome)
        if not is_number(outcome.value):
            no_float = sentence("evaluate_model should return the accuracy, a single float, not {got}.")
            raise Wrong(no_float.format(got=_in_short(outcome.value)))
        if differs(outcome.value, accuracy):
            wrong = sentence("The accuracy should be {accuracy:.4f}, not {got}.")
            raise Wrong(wrong.format(accuracy=accuracy, got=show(outcome.value)))


def check_ended(training: Training) -> None:
    """A training of which no epoch was seen, because ``train_model`` did not return, failed of that."""
    if not training.accuracies and not isinstance(training.outcome, Returned):
        raise StudentError("train_model", training.outcome)


def describe_accuracy(trainings: Sequence[Training], threshold: float) -> str:
    """What was measured, run by run and epoch by epoch, for the student."""
    best = max(run.best for run in trainings)
    if not any(run.accuracies for run in trainings):
        return sentence(
            "No epoch of the training was seen, so there is no accuracy: train_model should call model.fit."
        )
    runs = "; ".join(", ".join(f"{accuracy:.4f}" for accuracy in run.accuracies) for run in trainings)
    said: Words = sentence(
        "Test accuracy {best:.4f}, at least {threshold:.4f} is needed. After each epoch: {runs}."
    ).format(best=best, threshold=threshold, runs=runs)
    if best < 0.5 and best < threshold:
        said += sentence(" Is the model trained on the images and labels that train_model is given?")
    return said


def _given(student: Student, network: Any, settings: dict[str, Any] | None = None) -> Handle:
    """One of the grader's own networks, a config and weights, in the student's box."""
    words, weights = network
    return student.attempt.model(words, weights, settings)


def _in_short(value: Any) -> str:
    """What came back in a line: a list of numbers itself, since ``[loss, accuracy]`` says it all."""
    whole = isinstance(value, (tuple, list)) and all(map(is_number, value))
    return show(value) if whole else kind(value)


def _is_pair(value: Any) -> bool:
    return isinstance(value, (tuple, list)) and len(value) == 2


def _dict(value: Any) -> dict[str, Any]:
    return value if type(value) is dict else {}


def _flat(value: Any) -> list[Any]:
    if isinstance(value, (list, tuple)):
        return [item for entry in value for item in _flat(entry)]
    if type(value) is dict and "class_name" not in value:
        return [item for entry in value.values() for item in _flat(entry)]
    return [value]


def _keras_name(value: Any) -> str:
    """As :func:`class_name`, told apart from what bears a name of Keras's and is none of its things."""
    module = str(_dict(value).get("module", "keras"))
    own = not module.startswith("keras") and module != "builtins"  # of a function whose module is not known
    return sentence("{name} of your own").format(name=class_name(value)) if own else class_name(value)
