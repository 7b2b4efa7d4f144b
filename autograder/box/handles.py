"""What stays in the box under a number, and the fixed questions that can be asked of it."""

import types
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from autograder.box.plain import describe
from autograder.box.wire import Handle


class Handles:
    """The box's table of kept values, numbered from ``first``; numbers are never used twice."""

    def __init__(self, first: int) -> None:
        self._next = first
        self._kept: dict[int, Any] = {}

    def keep(self, value: Any) -> Handle:
        """A handle for ``value``, whatever it is."""
        number = self._next
        self._next += 1
        self._kept[number] = value
        return Handle(number, _kind(value) or "other", type(value).__name__)

    def keep_known(self, value: Any) -> Handle | None:
        """A handle for a model, a history or an axes; None for anything else."""
        return self.keep(value) if _kind(value) else None

    def resolve(self, argument: Any) -> Any:
        """The kept value where ``argument`` is a handle, else ``argument``."""
        return self._kept[argument.id] if isinstance(argument, Handle) else argument

    def answer(self, handle: Handle, question: str) -> Any:
        """The answer to one of :data:`QUESTIONS`; raises ``KeyError`` for another."""
        return QUESTIONS[question](self._kept[handle.id])

    def add_model(self, config: Any, weights: list[Any], compile_settings: Mapping[str, Any] | None) -> Handle:
        """A Keras model from a config (``Sequential``'s or a functional model's), its weights and ``compile`` words."""
        import keras  # noqa: PLC0415 - in heavy boxes only

        kind = keras.Sequential if config["kind"] == "Sequential" else keras.Model
        model = kind.from_config(config["config"])
        if weights:
            if not model.built:
                model.build((None, weights[0].shape[0]))
            model.set_weights(weights)
        if compile_settings is not None:
            model.compile(**compile_settings)
        return self.keep(model)

    def predict(self, model: Handle, weights: list[Any], images: Handle) -> Any:
        """The outputs of a kept model, with these weights, for kept images: ``(n, units)``, ``float32``."""
        network = self._kept[model.id]
        network.set_weights(weights)
        return np.asarray(network(self._kept[images.id], training=False).numpy())


def _kind(value: Any) -> str:
    """What a value is by its base classes: ``model``, ``history``, ``axes``, or nothing of these."""
    for base in type(value).__mro__:
        module, name = str(base.__module__), base.__name__
        if module.startswith("keras.") and name in ("Model", "History"):
            return name.lower()
        if module.startswith("matplotlib.") and name == "Axes":
            return "axes"
    return ""


def _model_config(model: Any) -> dict[str, Any]:
    """The network's kind and config, read past whatever a subclass says of itself."""
    import keras  # noqa: PLC0415 - in heavy boxes only

    if isinstance(model, keras.Sequential):
        return {"kind": "Sequential", "config": keras.Sequential.get_config(model)}
    functional = getattr(keras.src.models, "Functional", None)
    if functional is not None and isinstance(model, functional):
        return {"kind": "Functional", "config": functional.get_config(model)}
    return {"kind": type(model).__name__, "config": None}


def _model_weights(model: Any) -> list[Any]:
    import keras  # noqa: PLC0415 - in heavy boxes only

    return [np.asarray(weight.numpy()) for weight in keras.Model.weights.fget(model)]


def _model_compiled(model: Any) -> Any:
    import keras  # noqa: PLC0415 - in heavy boxes only

    if not model.compiled:
        return None
    settings = keras.Model.get_compile_config(model)
    given = getattr(getattr(model, "_compile_config", None), "config", {})
    names = ("optimizer", "loss", "metrics", "weighted_metrics")
    return {name: _at_home(settings.get(name), given.get(name)) for name in names}


def _at_home(settings: Any, given: Any) -> Any:
    """The settings, each function with the module that it comes from: Keras serializes all of them by name alone."""
    if isinstance(given, (list, tuple)) and isinstance(settings, (list, tuple)):
        return [_at_home(entry, value) for entry, value in zip(settings, given, strict=False)]
    if isinstance(given, dict) and isinstance(settings, dict):
        return {name: _at_home(entry, given.get(name)) for name, entry in settings.items()}
    if isinstance(given, types.FunctionType) and isinstance(settings, dict):
        return {**settings, "module": given.__module__}
    return settings


def _model_iterations(model: Any) -> int:
    return int(model.optimizer.iterations.numpy())


def _history(history: Any) -> dict[str, Any]:
    return {
        "epoch": [int(epoch) for epoch in history.epoch],
        "history": {str(name): [float(value) for value in values] for name, values in history.history.items()},
    }


def _axes_images(axes: Any) -> list[dict[str, Any]]:
    return [{"data": np.ma.getdata(image.get_array()), "cmap": image.get_cmap().name} for image in axes.get_images()]


QUESTIONS: Mapping[str, Callable[[Any], Any]] = {
    "config": _model_config,
    "weights": _model_weights,
    "compiled": _model_compiled,
    "iterations": _model_iterations,
    "history": _history,
    "images": _axes_images,
    "array": lambda value: value if isinstance(value, np.ndarray) else np.asarray(value),
    "description": describe,
}
