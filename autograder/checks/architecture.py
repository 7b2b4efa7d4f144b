"""What the grader of ``build_model`` says of a network's layers, known by their configs alone."""

from collections.abc import Sequence
from typing import Any, Final

from autograder.checks import sentences
from autograder.checks.check import Wrong
from autograder.checks.example import EXPECTED, GOT
from autograder.words import each, joined, sentence

LAYERS: Final = [[512, "relu"], [10, "softmax"]]
SHOWN_LAYERS = 10


def check_layers(layers: Sequence[tuple[str, dict[str, Any]]]) -> None:
    """Dense(512, relu), Dense(10, softmax); input layers aside, activations inside or as layers of their own."""
    found: list[list[Any]] = []
    for kind, settings in layers:
        if kind == "InputLayer":
            continue
        if kind == "Dense":
            found.append([settings.get("units"), _activation(settings.get("activation"))])
        elif kind in ("Activation", "ReLU", "Softmax") and found and found[-1][1] == "linear":
            found[-1][1] = (
                _activation(settings.get("activation")) if kind == "Activation" else _own_layer(kind, settings)
            )
        else:
            also = sentence("The network should be made of two Dense layers; it also has a {kind} layer.")
            raise Wrong(also.format(kind=kind))
    if found != LAYERS:
        said = _layers_differ(found)
        drawn = [*_drawn_layers(EXPECTED, LAYERS, []), *_drawn_layers(GOT, found, LAYERS)]
        raise Wrong(joined("\n", [said, *drawn]))


def _layers_differ(found: Sequence[Sequence[Any]]) -> str:
    if len(found) != len(LAYERS):
        return sentences.LAYER_COUNT.format(got=len(found), wanted=len(LAYERS))
    number = next(number for number, layer in enumerate(found) if layer != LAYERS[number])
    return sentences.WRONG_LAYER.format(number=number + 1, got=_dense(found[number]), wanted=_dense(LAYERS[number]))


def _drawn_layers(heading: str, layers: Sequence[Sequence[Any]], wanted: Sequence[Sequence[Any]]) -> list[str]:
    """The layers, a line each, those marked that are not the wanted ones."""
    lines: list[str] = [joined("", [heading, ":", "" if layers else sentence(" no layers")])]
    for number, layer in enumerate(layers[:SHOWN_LAYERS]):
        wrong = bool(wanted) and (number >= len(wanted) or layer != wanted[number])
        marks = (">", "<") if wrong else ("", "")
        lines.append(joined("", [f"  {number + 1}. {marks[0]}", _dense(layer), marks[1]]))
    return [*lines, "  …"] if len(layers) > SHOWN_LAYERS else lines


def _dense(layer: Sequence[Any]) -> str:
    return joined("", [f"Dense({str(layer[0])[:20]}, ", each(layer[1], lambda text: str(text)[:60]), ")"])


def class_name(value: Any) -> str:
    """The name of a serialized Keras object, function or plain name."""
    if type(value) is dict:
        inner = value.get("config")
        return inner if isinstance(inner, str) else str(value.get("class_name"))
    return str(value)


def _activation(value: Any) -> str:
    name = class_name(value) if value is not None else "linear"
    return {"ReLU": "relu", "Softmax": "softmax"}.get(name, name)


def _own_layer(kind: str, settings: dict[str, Any]) -> str:
    if kind == "Softmax":
        return "softmax" if settings.get("axis", -1) in (-1, 1, [-1], [1]) else sentence("softmax over another axis")
    plain = not settings.get("negative_slope") and not settings.get("threshold") and settings.get("max_value") is None
    return "relu" if plain else sentence("a changed relu")
