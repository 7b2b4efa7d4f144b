"""Hidden graders of `tensors`: scalars, vectors, matrices and rank-3 tensors, and the images of a data set."""

import numpy as np
import pytest

from autograder.checks import check
from autograder.graders.inputs import fixed, images, parts, whole

VECTORS = [([7, -2],), ([12, 3, 6, 14, 7],), ([4],), ([0, 0, -1, 5, 8, 1000],)]
FLOAT_VECTORS = [([1.5, -0.25],), ([0.125, 3.0, -7.75, 2.5],)]
MATRICES = [
    ([[1, 2], [3, 4]],),
    ([[5, 78, 2, 34], [6, 79, 3, 35], [7, 80, 4, 36]],),
    ([[9, -8, 7]],),
    ([[1], [2], [3]],),
]
FLOAT_MATRICES = [([[0.5, -1.5], [2.25, 4.0]],), ([[1.125, 2.5, -3.75]],)]
STACKS = [([[1, 2, 3], [4, 5, 6]], 4), ([[7, -8]], 3), ([[1], [2], [3]], 2), ([[5, 78], [6, 79]], 1)]
FLOAT_STACKS = [([[0.5, -1.5, 2.25]], 2), ([[1.125], [2.5]], 3)]

ARRAYS = [
    (fixed([3, 1, 2]),),
    (fixed([[1.5, 2.5, -1.0], [0.0, 3.0, 4.0]]),),
    (fixed(2.5),),
    (images(6, 28, 28),),
    (parts(4, 1, dtype="float32"),),
    (fixed([1, 2, 3, 4, 5], "int32"),),
    (whole(2, 3, 1, 2),),
]

FOUR = fixed([[[1, 2]], [[3, 4]], [[5, 6]], [[7, 8]]], "uint8")
TEN, MANY, DIGITS = images(10, 2, 3), images(300, 2, 2), images(12, 28, 28)
SLICES = [(FOUR, 1, 3), (FOUR, 0, 2), (FOUR, 2, 4), (FOUR, 2, 3), (FOUR, 0, 4), (TEN, 4, 9), (DIGITS, 3, 11)]

BATCHES = [
    (FOUR, 0, 2),
    (FOUR, 1, 2),
    (FOUR, 3, 1),
    (TEN, 0, 4),
    (TEN, 1, 4),
    (TEN, 0, 2),
    (TEN, 4, 2),
    (TEN, 2, 3),
    (MANY, 2, 100),
]
LAST_BATCHES = [(FOUR, 1, 3), (TEN, 2, 4), (TEN, 3, 3), (TEN, 1, 9), (MANY, 4, 64)]
BATCHES_OF_128 = [(MANY, 1), (MANY, 0), (MANY, 2)]
PAST_THE_END = [(FOUR, 2, 3), (FOUR, 2, 2), (TEN, 3, 4), (TEN, 5, 2), (TEN, 1, 10), (MANY, 3)]

DRAWINGS = images(4, 3, 5)
PLOTS = [(DRAWINGS, 2), (DIGITS, 7)]

# For arguments left alone: inputs of their own, so that no answer to them can be known from other tests. Lists that
# never change are encoded for the wire once.
KEPT = images(5, 2, 2)
MAKE_VECTOR_KEPT = [([5, -4],), ([8, 1, 9, -3],), ([0.5, -2.25, 4.0],)]
MAKE_MATRIX_KEPT = [([[6, -5], [8, 2]],), ([[4, 3, -1]],), ([[1.5, 0.25], [-2.0, 3.5]],)]
MAKE_RANK3_KEPT = [([[3, 1], [4, -2]], 3), ([[5, 9, 2]], 2), ([[0.75, -1.5]], 2)]
KEY_ATTRIBUTES_KEPT = [
    (fixed([4, 6]),),
    (fixed([[2.5, -1.0], [0.5, 3.0]]),),
    (fixed(-1.5),),
    (KEPT,),
    (parts(2, 3, dtype="float32"),),
]
SLICE_IMAGES_KEPT = [(KEPT, 1, 3), (KEPT, 0, 4)]
GET_BATCH_KEPT = [(KEPT, 0, 2), (KEPT, 1, 3)]
PLOT_DIGIT_KEPT = [(images(3, 4, 5), 1)]


@pytest.mark.exercise("make_scalar")
class TestMakeScalar:
    @pytest.mark.points(1.4)
    def test_values(self, student, reference):
        """Makes an array of rank 0 from an int."""
        cases = [(12,), (-3,), (0,), (1000,)]
        check.values(student.make_scalar, reference.make_scalar, cases, check.numpy_scalar_differs)

    @pytest.mark.points(0.6, beside="values")
    def test_floats(self, student, reference):
        """Makes one from a float, too."""
        cases = [(2.5,), (-0.125,)]
        check.values(student.make_scalar, reference.make_scalar, cases, check.numpy_scalar_differs)


@pytest.mark.exercise("make_vector")
class TestMakeVector:
    @pytest.mark.points(1.2)
    def test_values(self, student, reference):
        """Makes a vector from a list of ints."""
        check.values(student.make_vector, reference.make_vector, VECTORS)

    @pytest.mark.points(0.5, beside="values")
    def test_floats(self, student, reference):
        """Makes one from floats, too."""
        check.values(student.make_vector, reference.make_vector, FLOAT_VECTORS)

    @pytest.mark.points(0.3, beside="values")
    def test_arguments(self, student):
        """Leaves the list it is given alone."""
        check.unchanged(student.make_vector, MAKE_VECTOR_KEPT)


@pytest.mark.exercise("make_matrix")
class TestMakeMatrix:
    @pytest.mark.points(1.2)
    def test_values(self, student, reference):
        """Makes a matrix from a list of rows."""
        check.values(student.make_matrix, reference.make_matrix, MATRICES)

    @pytest.mark.points(0.5, beside="values")
    def test_floats(self, student, reference):
        """Makes one from rows of floats, too."""
        check.values(student.make_matrix, reference.make_matrix, FLOAT_MATRICES)

    @pytest.mark.points(0.3, beside="values")
    def test_arguments(self, student):
        """Leaves the rows it is given alone."""
        check.unchanged(student.make_matrix, MAKE_MATRIX_KEPT)


@pytest.mark.exercise("make_rank3")
class TestMakeRank3:
    @pytest.mark.points(2)
    def test_values(self, student, reference):
        """Stacks so many copies of a matrix along a new first axis."""
        check.values(student.make_rank3, reference.make_rank3, STACKS)

    @pytest.mark.points(0.6, beside="values")
    def test_floats(self, student, reference):
        """Stacks matrices of floats, too."""
        check.values(student.make_rank3, reference.make_rank3, FLOAT_STACKS)

    @pytest.mark.points(0.4, beside="values")
    def test_arguments(self, student):
        """Leaves the matrix it is given alone."""
        check.unchanged(student.make_rank3, MAKE_RANK3_KEPT)


@pytest.mark.exercise("key_attributes")
class TestKeyAttributes:
    @pytest.mark.points(1.6)
    def test_values(self, student, reference):
        """Tells the rank, an int, and the shape, a tuple."""
        check.values(student.key_attributes, reference.key_attributes, ARRAYS, _attributes(0, 1))

    @pytest.mark.points(1)
    def test_dtype(self, student, reference):
        """Tells the dtype's name, a string."""
        check.values(student.key_attributes, reference.key_attributes, ARRAYS, _attributes(2))

    @pytest.mark.points(0.4, beside="values")
    def test_arguments(self, student):
        """Leaves the array it is given alone."""
        check.unchanged(student.key_attributes, KEY_ATTRIBUTES_KEPT)


@pytest.mark.exercise("slice_images")
class TestSliceImages:
    @pytest.mark.points(1.6)
    def test_values(self, student, reference):
        """Gives the images from start up to, not including, stop."""
        check.values(student.slice_images, reference.slice_images, SLICES)

    @pytest.mark.points(0.4, beside="values")
    def test_arguments(self, student):
        """Leaves the images it is given alone."""
        check.unchanged(student.slice_images, SLICE_IMAGES_KEPT)


@pytest.mark.exercise("get_batch")
class TestGetBatch:
    @pytest.mark.points(1.2)
    def test_values(self, student, reference):
        """Gives batch number index, counted from 0."""
        check.values(student.get_batch, reference.get_batch, BATCHES)

    @pytest.mark.points(0.6, beside="values")
    def test_default_size(self, student, reference):
        """Takes batches of 128 images where no size is given."""
        check.values(student.get_batch, reference.get_batch, BATCHES_OF_128)

    @pytest.mark.points(0.5, beside="values")
    def test_last(self, student, reference):
        """Gives what is left as the last batch, which may be short."""
        check.values(student.get_batch, reference.get_batch, LAST_BATCHES)

    @pytest.mark.points(0.4, beside="values")
    def test_past_the_end(self, student):
        """Gives an empty batch just past the end."""
        check.holds(student.get_batch, PAST_THE_END, _is_empty)

    @pytest.mark.points(0.3, beside="values")
    def test_arguments(self, student):
        """Leaves the images it is given alone."""
        check.unchanged(student.get_batch, GET_BATCH_KEPT)


@pytest.mark.exercise("plot_digit")
class TestPlotDigit:
    @pytest.mark.points(1.8)
    def test_values(self, student):
        """Shows the image asked for on the Axes that it returns."""
        check.pictures(student, "plot_digit", PLOTS, [pictures[index] for pictures, index in PLOTS])

    @pytest.mark.points(0.8, beside="values")
    def test_colours(self, student):
        """Draws it with the colour map binary."""
        check.colours(student, "plot_digit", PLOTS[:1], "binary")

    @pytest.mark.points(0.4, beside="values")
    def test_arguments(self, student):
        """Leaves the images it is given alone."""
        check.unchanged(student.plot_digit, PLOT_DIGIT_KEPT)


def _attributes(*numbers):
    return check.only(*numbers, compare=check.plain_differs)


def _is_empty(batch, _case):
    if isinstance(batch, np.ndarray) and batch.shape[:1] == (0,):
        return ""
    return "No images are left for this batch: it should be an empty array, of length 0."
