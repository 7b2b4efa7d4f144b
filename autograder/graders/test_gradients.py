"""Hidden graders of `gradients`: derivatives of lines, polynomials and layers, and a step of gradient descent."""

import pytest

from autograder.checks import check
from autograder.graders.inputs import fixed, parts

DTYPES = ("float32", "float64")
POINTS = [(3.0,), (-1.5,), (0.0,), (0.25,)]
TIMES = [(2.0,), (0.5,), (3.0,), (7.25,)]


def polynomials(dtype):
    """Coefficients and arrays of one dtype."""
    return [
        (fixed([1, 2, 3], dtype), fixed([1, 2], dtype)),
        (fixed([3, -2], dtype), fixed([0.5, -1.5, 2.25], dtype)),
        (fixed([0.5, 2, -1, 1.5], dtype), fixed([[1, -2, 0.5], [2.5, -0.25, 3]], dtype)),
        (parts(5, dtype=dtype), parts(4, dtype=dtype)),
    ]


def layers(dtype):
    """``W``, ``b`` and ``x`` of layers, one dtype each."""
    return [
        (fixed([[2]], dtype), fixed([1], dtype), fixed([[3], [4]], dtype)),
        *[_layer(inputs, units, count, dtype) for inputs, units, count in ((2, 3, 4), (3, 2, 5), (4, 1, 2), (1, 3, 3))],
    ]


def steps(dtype):
    """The arguments of steps of gradient descent, one dtype each but for the learning rate."""
    sizes = ((2, 3, 4, 0.5), (3, 2, 5, 0.125), (4, 1, 2, 0.01), (1, 2, 3, 1.0))
    return [
        (fixed([[1]], dtype), fixed([0], dtype), fixed([[1], [2]], dtype), fixed([[3], [5]], dtype), 0.1),
        *[
            (*_layer(inputs, units, count, dtype), parts(count, units, dtype=dtype, salt=4), rate)
            for inputs, units, count, rate in sizes
        ],
    ]


def _layer(inputs, units, count, dtype, salt=0):
    shapes = ((inputs, units), (units,), (count, inputs))
    return tuple(parts(*shape, dtype=dtype, salt=salt + number) for number, shape in enumerate(shapes))


# A Python float becomes a float32 tensor, so it comes with coefficients of that dtype.
AT_SCALARS = [
    (fixed([1, 2, 3], "float32"), 2.0),
    (fixed([4, 5], "float32"), 3.0),
    (fixed([0.5, -1, 2, 1.5], "float32"), -0.5),
    (fixed([1, -2, 0.25, 3, -1.5], "float32"), 1.5),
]
POLYNOMIALS, WIDE_POLYNOMIALS = polynomials("float32"), polynomials("float64")
LAYERS, WIDE_LAYERS = layers("float32"), layers("float64")
STEPS, WIDE_STEPS = steps("float32"), steps("float64")


NOT_WATCHED = check.sentence("None: was its variable watched, and all of the computation inside the tape?")


def gradients_differ(got, wanted):
    """As :func:`check.differs`, with a word on what a tape gives for what it has not watched."""
    return _unwatched(got, range(len(got)) if isinstance(got, (tuple, list)) else ()) or check.differs(got, wanted)


def only(*numbers):
    """The same for these items of a tuple alone."""
    return lambda got, wanted: _unwatched(got, numbers) or check.only(*numbers)(got, wanted)


def _unwatched(got, numbers):
    if got is None:
        return check.sentence("The result is None: is a return missing, or did the tape not watch its variable?")
    items = got if isinstance(got, (tuple, list)) else ()
    unwatched = [number for number in numbers if number < len(items) and items[number] is None]
    return check.Fault.of(unwatched[0], NOT_WATCHED) if unwatched else ""


# For arguments left alone: inputs of their own, so that no answer to them can be known from other tests. Lists that
# never change are encoded for the wire once.
POLYNOMIAL_GRADIENT_KEPT = [
    (fixed([2, 0.5, 1], "float32"), 4.0),
    *[
        (parts(3, dtype=dtype, salt=20), parts(*shape, dtype=dtype, salt=20))
        for dtype in DTYPES
        for shape in ((4,), (2, 3))
    ],
]
DENSE_GRADIENTS_KEPT = [_layer(*sizes, dtype, salt=20) for dtype in DTYPES for sizes in ((2, 3, 4), (3, 1, 2))]
SGD_STEP_KEPT = [
    (*_layer(inputs, units, count, dtype, salt=20), parts(count, units, dtype=dtype, salt=24), 0.25)
    for dtype in DTYPES
    for inputs, units, count in ((2, 3, 4), (3, 1, 2))
]


@pytest.mark.exercise("line_gradient")
class TestLineGradient:
    @pytest.mark.points(2)
    def test_values(self, student, reference):
        """Gives the slope of the line at a point."""
        check.values(student.line_gradient, reference.line_gradient, POINTS, gradients_differ)


@pytest.mark.exercise("polynomial_gradient")
class TestPolynomialGradient:
    @pytest.mark.points(1.6)
    def test_values(self, student, reference):
        """Gives the slope of a polynomial at a point, whatever its degree."""
        check.values(student.polynomial_gradient, reference.polynomial_gradient, AT_SCALARS, gradients_differ)

    @pytest.mark.points(1)
    def test_arrays(self, student, reference):
        """Gives it at each entry of an array."""
        check.values(student.polynomial_gradient, reference.polynomial_gradient, POLYNOMIALS, gradients_differ)

    @pytest.mark.points(0.8)
    def test_float64(self, student, reference):
        """Does so for arrays of dtype float64, too."""
        check.values(student.polynomial_gradient, reference.polynomial_gradient, WIDE_POLYNOMIALS, gradients_differ)

    @pytest.mark.points(0.6, beside="values")
    def test_arguments(self, student):
        """Leaves the arrays it is given alone."""
        check.unchanged(student.polynomial_gradient, POLYNOMIAL_GRADIENT_KEPT)


@pytest.mark.exercise("dense_gradients")
class TestDenseGradients:
    @pytest.mark.points(1.6)
    def test_values(self, student, reference):
        """Gives the gradients with respect to W and b."""
        check.values(student.dense_gradients, reference.dense_gradients, LAYERS, gradients_differ)

    @pytest.mark.points(0.8)
    def test_float64(self, student, reference):
        """Does so for arrays of dtype float64, too."""
        check.values(student.dense_gradients, reference.dense_gradients, WIDE_LAYERS, gradients_differ)

    @pytest.mark.points(0.6, beside="values")
    def test_arguments(self, student):
        """Leaves the arrays it is given alone."""
        check.unchanged(student.dense_gradients, DENSE_GRADIENTS_KEPT)


@pytest.mark.exercise("speed_and_acceleration")
class TestSpeedAndAcceleration:
    @pytest.mark.points(1.5)
    def test_speed(self, student, reference):
        """Gives the speed first: the derivative of the position."""
        check.values(student.speed_and_acceleration, reference.speed_and_acceleration, TIMES, only(0))

    @pytest.mark.points(1.5, beside="speed")
    def test_acceleration(self, student, reference):
        """Gives the acceleration second: the derivative of the speed."""
        check.values(student.speed_and_acceleration, reference.speed_and_acceleration, TIMES, only(1))


@pytest.mark.exercise("sgd_step")
class TestSgdStep:
    @pytest.mark.points(1.2)
    def test_values(self, student, reference):
        """Moves W and b against their gradients, as far as the learning rate says."""
        check.values(student.sgd_step, reference.sgd_step, STEPS, only(0, 1))

    @pytest.mark.points(0.6, beside="values")
    def test_loss(self, student, reference):
        """Gives the loss before the step, a scalar."""
        check.values(student.sgd_step, reference.sgd_step, STEPS, only(2))

    @pytest.mark.points(0.6)
    def test_float64(self, student, reference):
        """Does the step for arrays of dtype float64, too."""
        check.values(student.sgd_step, reference.sgd_step, WIDE_STEPS, only(0, 1))

    @pytest.mark.points(0.6, beside="values")
    def test_arguments(self, student):
        """Leaves the arrays it is given alone."""
        check.unchanged(student.sgd_step, SGD_STEP_KEPT)
