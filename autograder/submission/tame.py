"""What a tame program may do: the modules, the names and the instructions of Python that do no more than compute.

Whatever is not here is not tame, so that a list that misses something costs time and never a wrong result. No entry
gives what outlasts a call, but for what is an argument's, a local variable's, or printed. Left out with care: what
reads or sets an attribute by its name's text (``getattr``, ``str.format``), what shows memory behind an array
(``base``, ``data``), what sets how NumPy works (``seterr``), what opens anything, ``with``, ``class``, ``global``.
"""

import builtins
import dis
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _numbers(text: str) -> frozenset[int]:
    return frozenset(dis.opmap[name] for name in text.split() if name in dis.opmap)


MODULES: Final = _names("numpy math")
MOST_NAMES: Final = 100  # of one function: a larger number would not stand beside its instruction

BUILTINS: Final = _names("""
    abs all any bool callable complex dict divmod enumerate filter float frozenset int isinstance issubclass iter len
    list map max min next pow print range repr reversed round set slice sorted str sum tuple zip
    ArithmeticError AssertionError AttributeError Exception FloatingPointError IndexError KeyError LookupError NameError
    NotImplementedError OverflowError RuntimeError StopIteration TypeError ValueError ZeroDivisionError
""")
REFUSED: Final = frozenset(vars(builtins)) - BUILTINS

ATTRIBUTES: Final = (
    # of lists, dicts, sets and strings
    _names("""
    add append clear copy count difference discard endswith extend get index insert intersection items join keys lower
    pop remove reverse setdefault sort split startswith strip union update upper values
    """)
    # what an array is, and what NumPy calls numbers
    | _names("""
    T dtype imag itemsize kind name nbytes ndim real shape size strides type
    bool_ float16 float32 float64 floating generic int8 int16 int32 int64 integer intp ndarray number uint8 uint16
    uint32 uint64 e inf nan newaxis pi
    """)
    # arrays made, moved and cut
    | _names("""
    arange array asanyarray asarray ascontiguousarray astype diag empty empty_like eye fill fromiter full full_like
    identity indices item linspace meshgrid ones ones_like tolist tri tril triu zeros zeros_like
    atleast_1d atleast_2d atleast_3d broadcast_arrays broadcast_to column_stack concatenate delete dstack expand_dims
    flatten flip fliplr flipud hsplit hstack moveaxis ndenumerate ndindex ravel repeat reshape roll rollaxis rot90
    row_stack squeeze stack swapaxes take tile transpose vsplit vstack
    """)
    # arithmetic, and questions
    | _names("""
    abs absolute all any arccos arcsin arctan argmax argmin argsort around array_equal allclose ceil clip cos cumprod
    cumsum divide dot einsum equal exp fabs floor floor_divide fmax fmin fsum greater greater_equal hypot inner isclose
    isfinite isinf isnan isscalar kron less less_equal log log10 log2 logical_and logical_not logical_or logical_xor
    matmul max maximum mean median min minimum mod multiply negative nonzero not_equal outer power prod rint round sign
    sin sqrt square std subtract sum tan tanh tensordot trace true_divide trunc unique var vdot vecdot where
    can_cast issubdtype promote_types result_type
    """)
)
# NumPy's generator is seeded before a file is run, and what is drawn at top level is no part of any function.
TOP_ATTRIBUTES: Final = ATTRIBUTES | _names("choice normal rand randint randn random random_sample seed uniform")

FUNCTION_STEPS: Final = _numbers("""
    LOAD_FAST LOAD_FAST_CHECK LOAD_FAST_LOAD_FAST LOAD_FAST_AND_CLEAR LOAD_CONST LOAD_GLOBAL LOAD_DEREF LOAD_ATTR
    LOAD_METHOD STORE_FAST STORE_FAST_LOAD_FAST STORE_FAST_STORE_FAST STORE_DEREF DELETE_FAST DELETE_DEREF
    LOAD_CLOSURE MAKE_CELL COPY_FREE_VARS MAKE_FUNCTION SET_FUNCTION_ATTRIBUTE
    BINARY_OP BINARY_SUBSCR BINARY_SLICE STORE_SUBSCR STORE_SLICE DELETE_SUBSCR UNARY_INVERT UNARY_NEGATIVE UNARY_NOT
    UNARY_POSITIVE COMPARE_OP CONTAINS_OP IS_OP TO_BOOL
    BUILD_CONST_KEY_MAP BUILD_LIST BUILD_MAP BUILD_SET BUILD_SLICE BUILD_STRING BUILD_TUPLE DICT_MERGE DICT_UPDATE
    LIST_APPEND LIST_EXTEND LIST_TO_TUPLE MAP_ADD SET_ADD SET_UPDATE UNPACK_EX UNPACK_SEQUENCE FORMAT_VALUE
    CONVERT_VALUE FORMAT_SIMPLE FORMAT_WITH_SPEC
    CALL CALL_FUNCTION_EX CALL_INTRINSIC_1 CALL_KW KW_NAMES PRECALL PUSH_NULL
    CACHE COPY EXTENDED_ARG NOP POP_TOP RESUME SWAP END_FOR END_SEND FOR_ITER GET_ITER GET_YIELD_FROM_ITER
    JUMP_BACKWARD JUMP_BACKWARD_NO_INTERRUPT JUMP_FORWARD JUMP_IF_FALSE_OR_POP JUMP_IF_TRUE_OR_POP
    POP_JUMP_BACKWARD_IF_FALSE POP_JUMP_BACKWARD_IF_NONE POP_JUMP_BACKWARD_IF_NOT_NONE POP_JUMP_BACKWARD_IF_TRUE
    POP_JUMP_FORWARD_IF_FALSE POP_JUMP_FORWARD_IF_NONE POP_JUMP_FORWARD_IF_NOT_NONE POP_JUMP_FORWARD_IF_TRUE
    POP_JUMP_IF_FALSE POP_JUMP_IF_NONE POP_JUMP_IF_NOT_NONE POP_JUMP_IF_TRUE
    CHECK_EXC_MATCH LOAD_ASSERTION_ERROR POP_EXCEPT PUSH_EXC_INFO RAISE_VARARGS RERAISE
    RETURN_CONST RETURN_GENERATOR RETURN_VALUE SEND YIELD_VALUE
""")
TOP_STEPS: Final = (FUNCTION_STEPS | _numbers("IMPORT_NAME LOAD_NAME STORE_NAME")) - _numbers("LOAD_GLOBAL YIELD_VALUE")
JUMPS: Final = frozenset([*dis.hasjrel, *dis.hasjabs])
CONSTANTS: Final = frozenset(dis.hasconst)
NUMBERED: Final = frozenset([*dis.hasname, *dis.hasconst])
# How far the number of a name is shifted in an instruction's argument, above a flag: attributes' since Python 3.12.
ATTRIBUTE_SHIFT: Final = 0 if "PRECALL" in dis.opmap else 1
ATTRIBUTE_READS: Final[Mapping[int, int]] = MappingProxyType(
    dict.fromkeys(_numbers("LOAD_ATTR LOAD_METHOD"), ATTRIBUTE_SHIFT)
)
GLOBAL_READS: Final[Mapping[int, int]] = MappingProxyType(dict.fromkeys(_numbers("LOAD_GLOBAL"), 1))
