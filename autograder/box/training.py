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
        observer = _observer(epoch_ended, call.arguments["initial_epoch"])
        callbacks = call.arguments["callbacks"]
        if isinstance(callbacks, keras.callbacks.CallbackList):
            callbacks.append(observer)
        else:
            given = [] if callbacks is None else callbacks if isinstance(callbacks, (list, tuple)) else [callbacks]
            call.arguments["callbacks"] = [*given, observer]
        if getattr(self, "steps_per_execution", None) == 1:
            self.steps_per_execution = steps_per_execution
        history = original(*call.args, **call.kwargs)
        epochs = int(call.arguments["epochs"]) - int(call.arguments["initial_epoch"])
        fits.append({"epochs": epochs, "run": observer.run, "steps": observer.steps, "stopped": observer.stopped})
        if observer.stopped:
            _fill(history, epochs)
        return history

    keras.Model.fit = fit
    try:
        yield fits
    finally:
        keras.Model.fit = original


def _observer(epoch_ended: EpochEnded, first_epoch: int) -> Any:
    import keras  # noqa: PLC0415 - in heavy boxes only

    class Observer(keras.callbacks.Callback):  # type: ignore[misc]
        """Counts epochs and steps, and hands on the weights."""

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
            if epoch_ended([weight.numpy() for weight in keras.Model.weights.fget(self.model)]):
                self.stopped = self.run + first_epoch < self.params.get("epochs", 0)
                self.model.stop_training = True

        def _iterations(self) -> int:
            return int(self.model.optimizer.iterations.numpy())

    return Observer()


def _fill(history: Any, epochs: int) -> None:
    history.epoch = [*history.epoch, *range(len(history.epoch), epochs)]
    for values in history.history.values():
        values.extend(values[-1:] * (epochs - len(values)))
