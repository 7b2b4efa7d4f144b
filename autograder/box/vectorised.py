"""What counts as a vectorised operation (course.md, "tensor_ops"): the operators, the functions, the arrays.

An operation is vectorised if an array of more than one entry takes part in it, whatever it is called. Creating, moving
and copying data, and questions about it, are none.
"""

import ast
import builtins
import math
import operator
from collections.abc import Callable, Sequence
from contextlib import suppress
from types import (
    BuiltinFunctionType,
    FunctionType,
    MethodDescriptorType,
    MethodType,
    MethodWrapperType,
    WrapperDescriptorType,
)
from typing import Any

import numpy as np

# Values that are one entry, or none, whatever is done to them.
SINGLE = frozenset({type(None), bool, int, float, complex, np.bool_}).union(
    kind for kind in np.sctypeDict.values() if issubclass(kind, np.number)
)
_LIBRARIES = frozenset({"numpy", "scipy", "tensorflow", "keras", "jax", "torch", "pandas"})
_CALLABLES = (
    FunctionType,
    BuiltinFunctionType,
    MethodType,
    MethodWrapperType,
    MethodDescriptorType,
    WrapperDescriptorType,
)

ARITHMETIC: dict[type[ast.AST], tuple[str, Callable[..., Any]]] = {
    ast.Add: ("+", operator.add),
    ast.Sub: ("-", operator.sub),
    ast.Mult: ("*", operator.mul),
    ast.MatMult: ("@", operator.matmul),
    ast.Div: ("/", operator.truediv),
    ast.FloorDiv: ("//", operator.floordiv),
    ast.Mod: ("%", operator.mod),
    ast.Pow: ("**", operator.pow),
    ast.LShift: ("<<", operator.lshift),
    ast.RShift: (">>", operator.rshift),
    ast.BitAnd: ("&", operator.and_),
    ast.BitOr: ("|", operator.or_),
    ast.BitXor: ("^", operator.xor),
}
# What runs code, or makes it, that nobody looks into.
_OUTLETS = frozenset(getattr(builtins, name) for name in ("exec", "eval", "compile", "__import__"))
# == and != are not here: none of the exercises can be solved by them, and honest code compares shapes that way.
OTHERS: dict[type[ast.AST], tuple[str, Callable[..., Any]]] = {
    ast.Lt: ("<", operator.lt),
    ast.LtE: ("<=", operator.le),
    ast.Gt: (">", operator.gt),
    ast.GtE: (">=", operator.ge),
    ast.USub: ("unary -", operator.neg),
    ast.UAdd: ("unary +", operator.pos),
    ast.Invert: ("unary ~", operator.invert),
}
_IN_PLACE = {
    symbol + "=": getattr(operator, "i" + function.__name__.strip("_")) for symbol, function in ARITHMETIC.values()
}
OPERATORS = dict([*ARITHMETIC.values(), *OTHERS.values(), *_IN_PLACE.items()])
_OPERATOR_NAMES = frozenset(function.__name__ for function in OPERATORS.values()) | {"abs", "pow", "divmod", "round"}
_DUNDERS = frozenset(f"__{side}{name.strip('_')}__" for name in _OPERATOR_NAMES for side in ("", "r"))

_CREATING = """
    array asarray asanyarray ascontiguousarray asfortranarray asarray_chkfinite require copy empty zeros ones full
    empty_like zeros_like ones_like full_like fromiter fromfunction meshgrid ix_ constant convert_to_tensor astype cast
    identity eye arange linspace tri"""
_MOVING = """
    reshape ravel flatten transpose swapaxes moveaxis rollaxis permute_dims matrix_transpose squeeze expand_dims
    atleast_1d atleast_2d atleast_3d broadcast_to broadcast_arrays concatenate concat stack vstack hstack dstack
    column_stack row_stack block append insert delete split array_split hsplit vsplit dsplit unstack tile repeat roll
    flip fliplr flipud rot90 pad resize take take_along_axis put put_along_axis copyto fill fill_diagonal diag diagflat
    diagonal view tolist item tobytes tofile dump dumps setflags setfield getfield byteswap to_device numpy
    sliding_window_view as_strided unravel_index ravel_multi_index"""
_ASKING = """
    shape ndim rank size result_type common_type min_scalar_type can_cast isscalar iterable iscomplexobj isrealobj
    shares_memory may_share_memory array2string array_repr array_str broadcast_shapes nested_iters
    all any array_equal array_equiv allclose isclose isnan isinf isfinite equal not_equal"""
# What may be done to whole arrays, as a function or as a method, by name. Whatever is not here is work handed over.
HARMLESS = frozenset(f"{_CREATING} {_MOVING} {_ASKING}".split())


def is_library(value: object) -> bool:
    """Whether a value is NumPy's, a student's subclass of ``ndarray`` included, or another array library's."""
    return isinstance(value, np.ndarray) or type(value).__module__.partition(".")[0] in _LIBRARIES


def is_wide(value: object) -> bool:
    """Whether a value is an array (or another library's tensor) of more than one entry."""
    with suppress(TypeError, ValueError):  # a class, or a tensor of unknown shape
        return is_library(value) and math.prod(getattr(value, "shape", ())) > 1
    return False


def has_entries(value: object) -> bool:
    """The same for what a library takes for an array: a list counts too, but no shape, which is a tuple of ints."""
    if is_wide(value):
        return True
    if isinstance(value, (str, bytes)) or not isinstance(value, (Sequence, np.flatiter)):
        return False
    if isinstance(value, tuple) and all(type(item) is int for item in value):
        return False
    return len(value) > 1 or any(map(has_entries, value))


def judge(called: Any) -> tuple[str, Callable[[object], bool]] | None:
    """What a vectorised call of it is to be called, and which of its operands make the call one; else ``None``."""
    if called is np.vectorize or isinstance(called, np.vectorize):
        return "np.vectorize", (lambda _: True) if called is np.vectorize else has_entries
    if isinstance(called, type) or not (isinstance(called, _CALLABLES) or is_library(called)):
        return None
    name = getattr(called, "__name__", type(called).__name__)
    owner = getattr(called, "__self__", getattr(called, "__objclass__", None))
    if name in HARMLESS:
        return None
    if isinstance(owner, np.ufunc):
        return f"np.{owner.__name__}.{name}", has_entries
    if isinstance(owner, (np.ndarray, np.generic)) or owner is np.ndarray:
        return None if name.startswith("__") and name not in _DUNDERS else (f".{name}()", is_wide)
    module = getattr(called, "__module__", None) or ""
    if module.partition(".")[0] in _LIBRARIES and not module.startswith("numpy.testing"):
        place = "np" + module[len("numpy") :] if module.startswith("numpy") else module.partition(".")[0]
        return f"{place}.{name}", has_entries
    if module in ("_operator", "builtins") and name in _OPERATOR_NAMES:
        return f"{name} of whole arrays", is_wide
    return None


def outlet(called: Any) -> str:
    """The name of what leads to work that cannot be seen, text to be run or a C library; empty for anything else."""
    if isinstance(called, type):
        return ""
    if isinstance(called, BuiltinFunctionType):
        return called.__name__ if called in _OUTLETS else ""
    if isinstance(called, FunctionType):
        return f"ctypes.{called.__name__}" if called.__module__ == "ctypes" else ""
    return "ctypes" if any(kind.__module__ == "_ctypes" for kind in type(called).__mro__) else ""
