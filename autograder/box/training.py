"""Watches ``fit`` from inside the box: each epoch's weights go to the grader, who may say that it has seen enough.

Stopping once the threshold is reached changes no verdict (course.md: *at the end of any epoch*); the ``History`` is
then filled up to the epochs asked for, so that a student's code after ``fit`` finds as many entries as it expects.
"""

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

EpochEnded = Callable[[list[Any]], bool]


@contextmanager
def observed(epoch_ended: EpochEnded, steps_per_execution: int) -> Iterator[list[dict[str, Any]]]:
    """While it lasts, every ``fit`` is watched; gives the list to which each adds ``{epochs, run, steps, stopped}``.

    ``epoch_ended`` gets the model's weights and answers whether to stop. ``steps_per_execution`` is set on a model
    that runs one step at a time: it saves Python's part of each step and changes no number.
    """
    import keras  # noqa: PLC0415 - in heavy boxes only

    fits: list[dict[str, Any]] = []
    original = keras.Model.fit
    signature = inspect.signature(original)

    def fit(self: Any, *positional: Any, **named: Any) -> Any:
        call = signature.bind(self, *positional, **named)
        call.apply_defaults()
        first, end = int(call.arguments["initial_epoch"]), int(call.arguments["epochs"])
        observer = _observer(epoch_ended, self, end - first)
        given = call.arguments["callbacks"]
        if given is None and _is_fresh(self):
            self.steps_per_execution = steps_per_execution
        if isinstance(given, keras.callbacks.CallbackList):  # taken by Keras as it is, model and all
            given.callbacks.append(observer)
        else:
            call.arguments["callbacks"] = [*keras.tree.flatten(given or []), observer]
        try:
            history = original(*call.args, **call.kwargs)
        finally:
            if isinstance(given, keras.callbacks.CallbackList):
                given.callbacks.remove(observer)
        fits.append({"epochs": end - first, "run": observer.run, "steps": observer.steps, "stopped": observer.stopped})
        if observer.stopped:
            _fill(history, range(first, end))
        return history

    keras.Model.fit = fit
    try:
        yield fits
    finally:
        keras.Model.fit = original


def _is_fresh(model: Any) -> bool:
    """Whether the model is to run one step at a time, and no function of it has been built for that yet."""
    built = (model.train_function, model.test_function, model.predict_function)
    return model.steps_per_execution == 1 and not model.run_eagerly and built == (None, None, None)


def _observer(epoch_ended: EpochEnded, network: Any, epochs: int) -> Any:
    import keras  # noqa: PLC0415 - in heavy boxes only

    class Observer(keras.callbacks.Callback):  # type: ignore[misc]
        """Counts epochs and steps, and hands on the weights; nobody has to tell it which model it belongs to."""

        def __init__(self) -> None:
            super().__init__()
            self.run = 0
            self.steps: list[int] = []
            self.stopped = False
            self._before = 0

        def on_train_begin(self, logs: Any = None) -> None:  # noqa: ARG002 - Keras's signature
            self._before = self._iterations()

        def on_epoch_end(self, epoch: int, logs: Any = None) -> None:  # noqa: ARG002 - as above
            self.run += 1
            now = self._iterations()
            self.steps.append(now - self._before)
            self._before = now
            if epoch_ended([weight.numpy() for weight in keras.Model.weights.fget(network)]):
                self.stopped = self.run < epochs
                network.stop_training = True

        def _iterations(self) -> int:
            return int(network.optimizer.iterations.numpy())

    return Observer()


def _fill(history: Any, epochs: range) -> None:
    history.epoch = list(epochs)
    for values in history.history.values():
        values.extend(values[-1:] * (len(epochs) - len(values)))
