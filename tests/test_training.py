"""Boxes with Keras: fits are watched, models are read past what they say of themselves, and MNIST is the one served."""

import sys
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.attempt.attempt import Attempt, StudentError
from autograder.box.confinement import LAYERS
from autograder.box.host import Zygotes
from autograder.box.outcomes import Raised, Returned
from autograder.box.wire import Handle
from autograder.course import UNITS, Limits
from autograder.submission.programs import Cell, Program

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a box can be confined on Linux only"),
]

UNIT = UNITS[2]
LIMITS = replace(Limits(), load_seconds=60, call_seconds=60, train_seconds=60, unit_seconds=120)
RANDOM = np.random.default_rng(0)
IMAGES = RANDOM.integers(0, 256, (40, 28, 28), dtype=np.uint8)
LABELS = RANDOM.integers(0, 10, 40, dtype=np.uint8)
X = RANDOM.random((20, 3), dtype=np.float32)
Y = RANDOM.integers(0, 2, 20).astype(np.uint8)

CONFIG = {
    "kind": "Sequential",
    "config": {
        "name": "small",
        "layers": [
            {
                "module": "keras.layers",
                "class_name": "InputLayer",
                "config": {"batch_shape": (None, 3), "dtype": "float32", "name": "given"},
                "registered_name": None,
            },
            {
                "module": "keras.layers",
                "class_name": "Dense",
                "config": {"units": 2, "activation": "softmax", "name": "out"},
                "registered_name": None,
            },
        ],
    },
}
WEIGHTS = [np.arange(6, dtype=np.float32).reshape(3, 2) / 10, np.zeros(2, dtype=np.float32)]
SETTINGS = {"optimizer": "rmsprop", "loss": "sparse_categorical_crossentropy", "metrics": ["accuracy"]}

Begin = Callable[[str], Attempt]


@pytest.fixture(scope="module")
def zygotes() -> Iterator[Zygotes]:
    pool = Zygotes(LAYERS, [], lambda: (IMAGES, LABELS))
    yield pool
    pool.close()


@pytest.fixture
def begin(zygotes: Zygotes, tmp_path: Path) -> Iterator[Begin]:
    """Gives an attempt for a source that begins with the imports."""
    attempts: list[Attempt] = []

    def begin(source: str) -> Attempt:
        text = "import keras\nimport numpy as np\nimport tensorflow as tf\n" + textwrap.dedent(source)
        program = Program(UNIT.name, f"{UNIT.name}.py", (Cell(text),), is_notebook=False)
        attempts.append(Attempt(UNIT, program, [tmp_path], zygotes, LIMITS, seed=1))
        return attempts[-1]

    yield begin
    for attempt in attempts:
        attempt.close()


class Judge:
    """Remembers the weights after each epoch, and stops after ``enough`` of them."""

    def __init__(self, enough: int = 1000) -> None:
        self.enough = enough
        self.seen: list[list[Any]] = []

    def __call__(self, weights: list[Any]) -> bool:
        self.seen.append(weights)
        return len(self.seen) >= self.enough


def value(attempt: Attempt, function: str, *arguments: Any, **options: bool) -> Any:
    (outcome,) = attempt.call(function, [arguments], **options)
    assert isinstance(outcome, Returned), outcome
    return outcome.value


def train(begin: Begin, body: str, judge: Judge, before: str = "") -> tuple[Any, list[Any], Attempt]:
    """What ``train_model(model, x, y)`` with that body returned, its fits, and the attempt."""
    attempt = begin(f"{before}\ndef train_model(model, x, y):\n{textwrap.indent(textwrap.dedent(body), '    ')}\n")
    assert attempt.failures == []
    model = attempt.model(CONFIG, WEIGHTS, SETTINGS)
    outcome, fits = attempt.train("train_model", [model, X, Y], judge)
    assert isinstance(outcome, Returned), outcome
    return outcome.value, fits, attempt


# --- fits ------------------------------------------------------------------------------------------------------------


def test_epochs_and_steps(begin):
    """Every epoch of a fit is told with its weights, and at the end its epochs and the steps of each."""
    judge = Judge()
    history, fits, attempt = train(begin, "return model.fit(x, y, epochs=3, batch_size=8, verbose=0)", judge)
    assert fits == [{"epochs": 3, "run": 3, "steps": [3, 3, 3], "stopped": False}]
    assert len(judge.seen) == 3
    assert [[array.shape for array in weights] for weights in judge.seen] == [[(3, 2), (2,)]] * 3
    assert not np.array_equal(judge.seen[0][0], judge.seen[1][0])
    assert history.kind == "history"
    answer = attempt.ask(history, "history")
    assert answer["epoch"] == [0, 1, 2]
    assert {name: len(values) for name, values in answer["history"].items()} == {"accuracy": 3, "loss": 3}


def test_an_early_stop_fills_the_history(begin):
    """A fit that the grader has seen enough of ends there, and its History has as many entries as were asked for."""
    body = """
        history = model.fit(x, y, epochs=7, batch_size=8, verbose=0, validation_split=0.5, initial_epoch=2)
        assert [len(values) for values in history.history.values()] == [5] * 4
        return history
    """
    history, fits, attempt = train(begin, body, Judge(2))
    assert fits == [{"epochs": 5, "run": 2, "steps": [2, 2], "stopped": True}]
    answer = attempt.ask(history, "history")
    assert answer["epoch"] == [2, 3, 4, 5, 6]
    assert set(answer["history"]) == {"accuracy", "loss", "val_accuracy", "val_loss"}
    assert all(values[1] == values[4] for values in answer["history"].values())


def test_enough_at_the_last_epoch_is_no_early_stop(begin):
    """A fit that was at its end anyway counts as run to its end."""
    _, fits, _ = train(begin, "return model.fit(x, y, epochs=2, batch_size=8, verbose=0)", Judge(2))
    assert fits == [{"epochs": 2, "run": 2, "steps": [3, 3], "stopped": False}]


def test_positional_arguments(begin):
    """Arguments may come by position: batch size, epochs, verbosity and callbacks mean what they mean to Keras."""
    body = """
        calls = []
        counter = keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: calls.append(epoch))
        model.fit(x, y, 5, 2, 0, [counter])
        return calls
    """
    _, fits, _ = train(begin, body + "\n", Judge())
    assert fits == [{"epochs": 2, "run": 2, "steps": [4, 4], "stopped": False}]


@pytest.mark.parametrize(
    "callbacks",
    [
        "counter",
        "[counter]",
        "(counter,)",
        "keras.callbacks.CallbackList([counter], add_history=True, model=model)",
        "keras.callbacks.CallbackList([counter], add_history=True, model=model, epochs=2)",
    ],
)
def test_the_students_own_callbacks(begin, callbacks):
    """Callbacks of the student's own, in whatever form, are called for every epoch and every single batch."""
    body = f"""
        counter = Counter()
        model.fit(x, y, batch_size=5, epochs=2, verbose=0, callbacks={callbacks})
        COUNTS.append([counter.epochs, counter.batches])
    """
    before = """
class Counter(keras.callbacks.Callback):
    epochs = batches = 0
    def on_epoch_end(self, epoch, logs=None):
        self.epochs += 1
    def on_train_batch_end(self, batch, logs=None):
        self.batches += 1
COUNTS = []
def counts():
    return COUNTS
"""
    judge = Judge()
    _, fits, attempt = train(begin, body, judge, before)
    assert value(attempt, "counts") == [[2, 8]]
    assert fits == [{"epochs": 2, "run": 2, "steps": [4, 4], "stopped": False}]
    assert len(judge.seen) == 2


def test_two_fits(begin):
    """Each fit of a function is told by itself, and stopping one leaves the next alone."""
    body = """
        model.fit(x, y, epochs=3, batch_size=8, verbose=0)
        return model.fit(x[:8], y[:8], epochs=2, batch_size=8, verbose=0)
    """
    judge = Judge(1)
    _, fits, _ = train(begin, body, judge)
    assert fits == [
        {"epochs": 3, "run": 1, "steps": [3], "stopped": True},
        {"epochs": 2, "run": 1, "steps": [1], "stopped": True},
    ]
    assert len(judge.seen) == 2


def test_a_model_that_was_used_before(begin):
    """A model whose functions were built before the fit takes as many steps, and validates on as much, as ever."""
    body = """
        model.evaluate(x, y, batch_size=2, verbose=0)
        model.train_on_batch(x[:4], y[:4])
        history = model.fit(x, y, epochs=1, batch_size=2, verbose=0, validation_data=(x, y))
        again = model.evaluate(x, y, batch_size=2, verbose=0)
        assert np.allclose(history.history["val_loss"][0], again[0], atol=1e-6), (history.history, again)
        assert len(model.predict(x, batch_size=2, verbose=0)) == len(x)
        return history
    """
    _, fits, _ = train(begin, body, Judge())
    assert fits == [{"epochs": 1, "run": 1, "steps": [10], "stopped": False}]


def test_watching_changes_no_number(begin):
    """A watched fit gives the very weights and losses that the same fit gives unwatched."""
    source = """
        def train_model(model, x, y):
            keras.utils.set_random_seed(3)
            return model.fit(x, y, epochs=2, batch_size=4, verbose=0, validation_split=0.2)
    """
    answers = []
    for watched in (True, False):
        attempt = begin(source)
        model = attempt.model(CONFIG, WEIGHTS, SETTINGS)
        if watched:
            outcome, _ = attempt.train("train_model", [model, X, Y], Judge())
            history = outcome.value
        else:
            history = value(attempt, "train_model", model, X, Y)
        answers.append((attempt.ask(model, "weights"), attempt.ask(history, "history")["history"]))
    (weights, history), (other_weights, other_history) = answers
    assert all(np.allclose(one, other, atol=1e-6) for one, other in zip(weights, other_weights, strict=True))
    assert all(np.allclose(history[name], other_history[name], atol=1e-5) for name in other_history)


def test_training_without_fit(begin):
    """A training loop of the student's own is let be: no fits are told, nothing is judged."""
    judge = Judge()
    returned, fits, _ = train(begin, "return [float(model.train_on_batch(x, y)[0]) for _ in range(2)]", judge)
    assert returned.type_name == "list"
    assert fits == []
    assert judge.seen == []


def test_a_fit_that_raises(begin):
    """A fit that raises is an exception of the student's, and the next fit is watched all the same."""
    attempt = begin("def train_model(model, x, y):\n    return model.fit(x, y, verbose=0, epochs=1)\n")
    one, other = (attempt.model(CONFIG, WEIGHTS, SETTINGS) for _ in range(2))
    outcome, fits = attempt.train("train_model", [one, X[:, :2], Y], Judge())
    assert isinstance(outcome, Raised)
    assert fits == []
    outcome, fits = attempt.train("train_model", [other, X, Y], Judge())
    assert isinstance(outcome, Returned), outcome
    assert [fit["run"] for fit in fits] == [1]


def test_a_fit_that_is_called_wrongly(begin):
    """Arguments that ``fit`` does not have are a TypeError, as Keras's own ``fit`` says."""
    attempt = begin("def train_model(model, x, y):\n    return model.fit(x, y, epoch=1)\n")
    outcome, _ = attempt.train("train_model", [attempt.model(CONFIG, WEIGHTS, SETTINGS), X, Y], Judge())
    assert isinstance(outcome, Raised)
    assert "TypeError" in outcome.bases


# --- models that lie --------------------------------------------------------------------------------------------------

LIAR = """
class Liar(keras.Sequential):
    def get_config(self): return {"name": "honest", "layers": []}
    def get_weights(self): return [np.ones((3, 2)), np.ones(2)]
    def predict(self, *args, **kwargs): return np.ones((20, 2))
    def evaluate(self, *args, **kwargs): return [0.0, 1.0]
    def get_compile_config(self): return {"optimizer": "honest"}
    def fit(self, *args, **kwargs):
        history = super().fit(*args, **kwargs)
        history.history["accuracy"] = [1.0]
        return history
def build_model():
    model = Liar([keras.layers.Input((3,)), keras.layers.Dense(2, activation="softmax", name="real")])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
def train_model(model, x, y):
    return model.fit(x, y, epochs=2, batch_size=10, verbose=0)
"""


def test_a_model_cannot_lie_about_itself(begin):
    """Config, compile settings, weights and epochs are read past whatever a subclass of Sequential says of them."""
    attempt = begin(LIAR)
    model = value(attempt, "build_model")
    assert isinstance(model, Handle)
    assert (model.kind, model.type_name) == ("model", "Liar")
    config = attempt.ask(model, "config")
    assert config["kind"] == "Sequential"
    assert [layer["config"]["name"] for layer in config["config"]["layers"]][-1] == "real"
    assert attempt.ask(model, "compiled")["optimizer"]["class_name"] == "Adam"
    before = attempt.ask(model, "weights")
    assert [array.shape for array in before] == [(3, 2), (2,)]
    assert not np.array_equal(before[0], np.ones((3, 2)))
    judge = Judge()
    outcome, fits = attempt.train("train_model", [model, X, Y], judge)
    assert isinstance(outcome, Returned)
    assert fits == [{"epochs": 2, "run": 2, "steps": [2, 2], "stopped": False}]
    assert np.array_equal(judge.seen[-1][0], attempt.ask(model, "weights")[0])
    assert attempt.ask(model, "iterations") == 4


def test_a_model_cannot_hide_its_weights(begin):
    """The weights are the real ones, whatever a subclass says that they are."""
    attempt = begin("""
        class Liar(keras.Sequential):
            weights = property(lambda self: [])
            variables = property(lambda self: [])
        def build_model():
            return Liar([keras.layers.Input((3,)), keras.layers.Dense(2)])
    """)
    assert [array.shape for array in attempt.ask(value(attempt, "build_model"), "weights")] == [(3, 2), (2,)]


def test_questions_to_the_wrong_thing(begin):
    """A question that what a handle names has no answer to is an error of the student's call."""
    attempt = begin("class Odd(keras.Model):\n    pass\ndef odd():\n    return Odd()\n")
    odd = value(attempt, "odd")
    assert attempt.ask(odd, "config") == {"kind": "Odd", "config": None}
    assert attempt.ask(odd, "compiled") is None
    for question in ("history", "images", "iterations"):
        with pytest.raises(StudentError):
            attempt.ask(odd, question)


# --- models that the grader sends ------------------------------------------------------------------------------------


def test_the_graders_model(begin):
    """A model made from the grader's config and weights computes what they say, compiled or not."""
    attempt = begin("""
        def outputs(model, x): return model.predict(x, verbose=0)
        def accuracy(model, x, y): return model.evaluate(x, y, verbose=0)[1]
        def is_compiled(model): return model.compiled
    """)
    model = attempt.model(CONFIG, WEIGHTS, SETTINGS)
    scores = np.exp(X @ WEIGHTS[0] + WEIGHTS[1])
    wanted = scores / scores.sum(axis=1, keepdims=True)
    assert np.allclose(value(attempt, "outputs", model, X), wanted, atol=1e-5)
    assert np.isclose(value(attempt, "accuracy", model, X, Y), np.mean(wanted.argmax(axis=1) == Y))
    assert [value(attempt, "is_compiled", attempt.model(CONFIG, WEIGHTS, given)) for given in (SETTINGS, None)] == [
        True,
        False,
    ]
    assert all(map(np.array_equal, attempt.ask(model, "weights"), WEIGHTS))


def test_predict_in_a_box_of_the_graders(zygotes):
    """The evaluator's question: the outputs of a kept model for kept images, with other weights each time."""
    with zygotes.fork("heavy", LIMITS, None) as box:
        model = box.model(CONFIG, WEIGHTS, None, 1)
        kept = box.keep(X)
        assert isinstance(model, Returned)
        assert isinstance(kept, Returned)
        even = [np.zeros((3, 2), np.float32), np.zeros(2, np.float32)]
        answer = box.predict(model.value, even, kept.value, 30)
        assert isinstance(answer, Returned)
        assert np.allclose(answer.value, 0.5)
        wrong = box.predict(model.value, even[:1], kept.value, 30)
        assert isinstance(wrong, Raised)


# --- TensorFlow's values and Keras's data -----------------------------------------------------------------------------


def test_tensors_become_arrays(begin):
    """Tensors, variables and Keras's own variables arrive as arrays, alone and in tuples; bfloat16 as float32."""
    attempt = begin("""
        def tensors():
            return (
                tf.constant([1.5, 2.5]),
                tf.Variable([[1]], dtype=tf.int64),
                keras.Variable(np.ones(2, "float32")),
                tf.constant(3.0),
                tf.constant([1, 2], dtype=tf.bfloat16),
                tf.constant("text"),
                None,
            )
    """)
    vector, variable, of_keras, scalar, short, text, nothing = value(attempt, "tensors")
    assert (vector.tolist(), vector.dtype) == ([1.5, 2.5], np.float32)
    assert (variable.tolist(), variable.dtype) == ([[1]], np.int64)
    assert of_keras.tolist() == [1, 1]
    assert (scalar.shape, float(scalar)) == ((), 3.0)
    assert (short.tolist(), short.dtype) == ([1, 2], np.float32)
    assert not isinstance(text, (str, bytes, np.ndarray)) or text == b"text"
    assert nothing is None


def test_keras_mnist_is_what_is_served(begin):
    """Whichever way ``load_data`` is reached it gives the served training set, a stand-in test set, fresh copies."""
    attempt = begin("""
        from keras.datasets import mnist
        import keras.datasets.mnist as second
        from tensorflow.keras.datasets import mnist as third
        from keras.datasets.mnist import load_data
        def ways():
            found = [mnist.load_data, second.load_data, third.load_data, load_data, keras.datasets.mnist.load_data]
            return [way() for way in [*found, tf.keras.datasets.mnist.load_data]]
        def spoilt():
            load_data()[0][0][:] = 0
            return load_data(path="mnist.npz")[0][0].sum()
    """)
    for (images, labels), (test_images, test_labels) in value(attempt, "ways"):
        assert np.array_equal(images, IMAGES)
        assert np.array_equal(labels, LABELS)
        assert np.array_equal(test_images, IMAGES)
        assert np.array_equal(test_labels, LABELS)
    assert value(attempt, "spoilt") == IMAGES.sum()


def test_other_data_sets_are_out_of_reach(begin):
    """Keras's other data sets would have to be fetched, and that is refused."""
    attempt = begin("def f():\n    return keras.datasets.cifar10.load_data()\n")
    (outcome,) = attempt.call("f", [[]])
    assert isinstance(outcome, Raised)


def test_a_training_at_top_level(begin):
    """A file that trains when it is loaded is legal, and its functions work after that."""
    attempt = begin("""
        (images, labels), _ = keras.datasets.mnist.load_data()
        model = keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(10, activation="softmax")])
        model.compile("rmsprop", "sparse_categorical_crossentropy")
        history = model.fit(images / 255, labels, epochs=1)
        def f():
            return history, model
    """)
    history, model = value(attempt, "f")
    assert (history.kind, model.kind) == ("history", "model")
    assert attempt.failures == []
    assert "loss" in attempt.printed
