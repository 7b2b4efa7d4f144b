"""The names that the contract gives to arguments, and to the members of what is returned.

What a student sees of a call is said in these; how their own file names its parameters does not matter.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from autograder.words import sentence

PARAMETERS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "make_scalar": ("value",),
        "make_vector": ("values",),
        "make_matrix": ("rows",),
        "make_rank3": ("matrix", "copies"),
        "key_attributes": ("x",),
        "slice_images": ("images", "start", "stop"),
        "get_batch": ("images", "index", "batch_size"),
        "plot_digit": ("images", "index"),
        "naive_relu": ("x",),
        "naive_add": ("x", "y"),
        "naive_add_matrix_and_vector": ("x", "y"),
        "naive_vector_dot": ("x", "y"),
        "naive_matrix_vector_dot": ("x", "y"),
        "naive_matrix_dot": ("x", "y"),
        "broadcast_vector": ("y", "rows"),
        "flatten_images": ("images",),
        "reshape_to_column": ("x",),
        "reshape_matrix": ("x", "rows", "cols"),
        "transpose_matrix": ("x",),
        "load_mnist": (),
        "prepare_images": ("images",),
        "build_model": (),
        "compile_model": ("model",),
        "train_model": ("model", "images", "labels"),
        "predict_digits": ("model", "images"),
        "evaluate_model": ("model", "images", "labels"),
        "line_gradient": ("x",),
        "polynomial_gradient": ("coefficients", "x"),
        "dense_gradients": ("W", "b", "x"),
        "speed_and_acceleration": ("time",),
        "sgd_step": ("W", "b", "x", "targets", "learning_rate"),
    }
)

MEMBERS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "key_attributes": ("ndim", "shape", "dtype"),
        "dense_gradients": (sentence("gradient for W"), sentence("gradient for b")),
        "speed_and_acceleration": (sentence("speed"), sentence("acceleration")),
        "sgd_step": ("new_W", "new_b", sentence("loss")),
    }
)


def named(function: str, arguments: Sequence[object]) -> list[tuple[str, object]]:
    """Each argument of a call with its name; one beyond the contract's is called by its number, from 1."""
    names = PARAMETERS.get(function, ())
    return [
        (names[number] if number < len(names) else f"argument_{number + 1}", argument)
        for number, argument in enumerate(arguments)
    ]


def member(function: str, item: int) -> str:
    """What the contract calls that item of the function's result; empty where it has no name."""
    members = MEMBERS.get(function, ())
    return members[item] if item < len(members) else ""
