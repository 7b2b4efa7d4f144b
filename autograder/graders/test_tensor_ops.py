"""Hidden graders of `tensor_ops`: element by element in plain loops, broadcasting, dot products, reshaping."""

import pytest

from autograder.checks import check
from autograder.graders.inputs import fixed, floats, looped, misfits, parts, unseen, whole, wholes

# Python keeps the whole numbers up to 256: who compares lengths with `is` is right as far as that.
LONG = 257

RELU = [
    (fixed([[3]]),),
    (fixed([[1, -2], [-3, 4]]),),
    (fixed([[-1, 0, 2], [5, -6, 0]]),),
    wholes((4, 2)),
    wholes((5, 6)),
]
RELU_KINDS = [*floats((2, 3)), *floats((5, 4)), *misfits([(0, 3)], [(3, 0)], [(0, 0)])]
RELU_MISFITS = misfits([(3,)], [(2, 2, 2)], [(1, 2, 3)], [()], [(0, 2, 2)])

ADD = [
    (fixed([[1]]), fixed([[2]])),
    (fixed([[1, 2], [3, 4]]), fixed([[10, 20], [30, 50]])),
    wholes((2, 3), (2, 3)),
    wholes((4, 1), (4, 1)),
    wholes((5, 6), (5, 6)),
]
ADD_KINDS = [*floats((2, 3), (2, 3)), *floats((5, 4), (5, 4)), *misfits([(0, 3)] * 2, [(3, 0)] * 2, [(0, 0)] * 2)]
ADD_MISFITS = misfits(
    [(2, 3), (3, 2)],
    [(2, 3), (1, 3)],
    [(2, 3), (2, 1)],
    [(1, 3), (2, 3)],
    [(2, 2), (3, 3)],
    [(3, 3), (2, 2)],
    [(2, 3), (3,)],
    [(3,), (2, 3)],
    [(3,), (3,)],
    [(2, 2, 2), (2, 2, 2)],
    [(), ()],
    [(0, 3), (0, 2)],
)

ADD_ROWS = [
    (fixed([[1]]), fixed([2])),
    (fixed([[1, 2], [3, 4]]), fixed([10, 20])),
    (fixed([[1, 2, 3], [4, 5, 6]]), fixed([10, 20, 30])),
    wholes((4, 2), (2,)),
    wholes((3, 6), (6,)),
    wholes((1, LONG), (LONG,)),
]
ADD_ROWS_KINDS = [*floats((2, 3), (3,)), *floats((5, 4), (4,)), *misfits([(0, 3), (3,)], [(3, 0), (0,)])]
ADD_ROWS_MISFITS = misfits(
    [(2, 3), (2,)],
    [(2, 3), (4,)],
    [(2, 3), (1,)],
    [(2, 1), (3,)],
    [(2, 3), (1, 3)],
    [(2, 2), (2, 2)],
    [(2, 3), ()],
    [(3,), (3,)],
    [(2, 2, 2), (2,)],
    [(0, 3), (2,)],
    [(0, 3), (3, 2)],
)

VECTOR_DOT = [
    (fixed([2]), fixed([3])),
    (fixed([1, 2]), fixed([3, 4])),
    (fixed([1, -2, 3]), fixed([4, 5, 6])),
    wholes((5,), (5,)),
    wholes((20,), (20,)),
    wholes((LONG,), (LONG,)),
]
VECTOR_DOT_KINDS = [*floats((3,), (3,)), *floats((12,), (12,)), *misfits([(0,), (0,)])]
VECTOR_DOT_MISFITS = misfits(
    [(3,), (4,)],
    [(4,), (3,)],
    [(3,), (1,)],
    [(1,), (3,)],
    [(2, 2), (2, 2)],
    [(2, 3), (3,)],
    [(3,), (3, 2)],
    [(3, 2), (3,)],
    [(1, 3), (1, 3)],
    [(3,), ()],
    [(), (3,)],
    [(), ()],
    [(0,), (2,)],
)

MATRIX_VECTOR_DOT = [
    (fixed([[2]]), fixed([3])),
    (fixed([[1, 2], [3, 4]]), fixed([5, 6])),
    (fixed([[1, 2, 3], [4, 5, 6]]), fixed([1, -2, 3])),
    wholes((4, 2), (2,)),
    wholes((3, 6), (6,)),
    wholes((1, LONG), (LONG,)),
]
MATRIX_VECTOR_DOT_KINDS = [*floats((2, 3), (3,)), *floats((5, 4), (4,)), *misfits([(0, 3), (3,)], [(3, 0), (0,)])]
MATRIX_VECTOR_DOT_MISFITS = misfits(
    [(2, 3), (2,)],
    [(2, 3), (4,)],
    [(2, 3), (1,)],
    [(2, 1), (3,)],
    [(2, 3), (3, 1)],
    [(2, 2), (2, 2)],
    [(2, 3), ()],
    [(3,), (3,)],
    [(2, 2, 2), (2,)],
    [(0, 3), (2,)],
    [(0, 3), (3, 2)],
    [(0, 3, 2), (3,)],
)

MATRIX_DOT = [
    (fixed([[2]]), fixed([[3]])),
    (fixed([[1, 2], [3, 4]]), fixed([[5, 6], [7, 8]])),
    (fixed([[1, 2, 3], [4, 5, 6]]), fixed([[1, -2], [3, 4], [-5, 6]])),
    wholes((3, 2), (2, 4)),
    wholes((1, 4), (4, 1)),
    wholes((4, 5), (5, 3)),
    wholes((1, LONG), (LONG, 1)),
]
MATRIX_DOT_KINDS = [
    *floats((2, 3), (3, 2)),
    *floats((4, 3), (3, 5)),
    *misfits([(0, 3), (3, 2)], [(2, 3), (3, 0)], [(2, 0), (0, 3)]),
]
MATRIX_DOT_MISFITS = misfits(
    [(2, 3), (2, 3)],
    [(2, 3), (4, 2)],
    [(3, 4), (3, 2)],
    [(2, 3), (1, 2)],
    [(2, 1), (3, 2)],
    [(2, 3), (3,)],
    [(3,), (3, 2)],
    [(3,), (3,)],
    [(2, 2, 2), (2, 2)],
    [(2, 2), (2, 2, 2)],
    [(), ()],
    [(0, 3), (2, 2)],
    [(0, 3), (4, 2)],
    [(0, 3), (3, 2, 2)],
    [(0, 3, 2), (3, 2)],
)

BROADCAST = [
    (fixed([7]), 2),
    (fixed([10, 20, 30]), 2),
    (fixed([1, -2]), 4),
    (fixed([5, 6, 7, 8]), 1),
    (whole(6), 5),
]
BROADCAST_KINDS = [
    *[(parts(3, dtype=dtype), 2) for dtype in ("float64", "float32")],
    (parts(5), 4),
    (parts(0), 3),
    (parts(0), 1),
]
BROADCAST_MISFITS = [(parts(1, 3), 2), (parts(3, 1), 2), (parts(2, 2), 2), (parts(2, 2, 2), 2), (parts(), 2)]

IMAGES = [
    (whole(2, 2, 2),),
    (whole(3, 2, 4),),
    (whole(1, 3, 2),),
    (whole(4, 5, 1),),
    (parts(3, 28, 28, dtype="float32"),),
]

COLUMN = [(fixed([[1, 2], [3, 4]]),), (fixed([[1, 2, 3], [4, 5, 6]]),), (whole(3, 2),), (parts(4, 5),)]
COLUMN_RANKS = [(fixed([5, 6, 7]),), (fixed([[8, 9]]),), (fixed([[1], [2]]),), (whole(2, 3, 2),)]

RESHAPE = [
    (fixed([[0, 1, 2], [3, 4, 5]]), 3, 2),
    (fixed([[0, 1, 2], [3, 4, 5]]), 1, 6),
    (fixed([[0, 1, 2], [3, 4, 5]]), 6, 1),
    (whole(4, 3), 2, 6),
    (parts(5, 4), 2, 10),
    (whole(2, LONG), LONG, 2),
]
RESHAPE_MISFITS = [(whole(2, 3), rows, cols) for rows, cols in ((2, 2), (4, 2), (1, 5), (3, 3), (6, 6), (1, 1))]

TRANSPOSE = [
    (fixed([[1, 2], [3, 4]]),),
    (fixed([[0, 1, 2], [3, 4, 5]]),),
    (fixed([[1, 2, 3]]),),
    (fixed([[4], [5]]),),
    (whole(3, 4),),
    (parts(5, 2),),
]

# For arguments left alone, and for loops: inputs of their own, so that no answer to them can be known from other tests.
# Lists that never change are encoded for the wire once.
RELU_KEPT = [*unseen((2, 3), salt=20), *unseen((4, 2), salt=20)]
RELU_LOOPS = [*looped((2, 3), salt=30)]
ADD_KEPT = [*unseen((2, 3), (2, 3), salt=20), *unseen((4, 2), (4, 2), salt=20)]
ADD_LOOPS = [*looped((2, 3), (2, 3), salt=30)]
ADD_MATRIX_AND_VECTOR_KEPT = [*unseen((2, 3), (3,), salt=20), *unseen((4, 2), (2,), salt=20)]
ADD_MATRIX_AND_VECTOR_LOOPS = [*looped((2, 3), (3,), salt=30)]
VECTOR_DOT_KEPT = [*unseen((3,), (3,), salt=22), *unseen((6,), (6,), salt=20)]
VECTOR_DOT_LOOPS = [*looped((4,), (4,), salt=30)]
MATRIX_VECTOR_DOT_KEPT = [*unseen((2, 3), (3,), salt=20), *unseen((4, 2), (2,), salt=20)]
MATRIX_VECTOR_DOT_LOOPS = [*looped((2, 3), (3,), salt=30)]
MATRIX_DOT_KEPT = [*unseen((2, 3), (3, 2), salt=20), *unseen((3, 2), (2, 4), salt=20)]
MATRIX_DOT_LOOPS = [*looped((2, 3), (3, 2), salt=30)]
BROADCAST_VECTOR_KEPT = [(*case, 3) for case in unseen((4,), salt=20)]
FLATTEN_IMAGES_KEPT = [*unseen((2, 3, 2), salt=20)]
RESHAPE_TO_COLUMN_KEPT = [*unseen((2, 3), salt=20), *unseen((4,), salt=20)]
RESHAPE_MATRIX_KEPT = [(*case, 3, 4) for case in unseen((2, 6), salt=20)]
TRANSPOSE_MATRIX_KEPT = [*unseen((2, 3), salt=20), *unseen((3, 1), salt=20)]


@pytest.mark.exercise("naive_relu")
class TestNaiveRelu:
    @pytest.mark.points(1.6)
    def test_values(self, student, reference):
        """Gives max(x, 0) for each entry of a matrix."""
        check.values(student.naive_relu, reference.naive_relu, RELU)

    @pytest.mark.points(0.6, beside="values")
    def test_kinds(self, student, reference):
        """Works for floats, and for matrices without entries."""
        check.values(student.naive_relu, reference.naive_relu, RELU_KINDS)

    @pytest.mark.points(0.6, beside="values")
    def test_refusals(self, student):
        """Refuses what is no matrix."""
        check.refuses(student.naive_relu, RELU_MISFITS)

    @pytest.mark.points(0.4, beside="values")
    def test_arguments(self, student):
        """Leaves the matrix it is given alone."""
        check.unchanged(student.naive_relu, RELU_KEPT)

    @pytest.mark.points(0.8, beside="values")
    def test_loops(self, student, reference):
        """Goes entry by entry, in loops."""
        check.writes_loops(student.naive_relu, reference.naive_relu, RELU_LOOPS)


@pytest.mark.exercise("naive_add")
class TestNaiveAdd:
    @pytest.mark.points(1.6)
    def test_values(self, student, reference):
        """Adds two matrices, entry by entry."""
        check.values(student.naive_add, reference.naive_add, ADD)

    @pytest.mark.points(0.6, beside="values")
    def test_kinds(self, student, reference):
        """Works for floats, and for matrices without entries."""
        check.values(student.naive_add, reference.naive_add, ADD_KINDS)

    @pytest.mark.points(0.6, beside="values")
    def test_refusals(self, student):
        """Refuses what is no matrix, and two matrices of different shapes."""
        check.refuses(student.naive_add, ADD_MISFITS)

    @pytest.mark.points(0.4, beside="values")
    def test_arguments(self, student):
        """Leaves the matrices it is given alone."""
        check.unchanged(student.naive_add, ADD_KEPT)

    @pytest.mark.points(0.8, beside="values")
    def test_loops(self, student, reference):
        """Goes entry by entry, in loops."""
        check.writes_loops(student.naive_add, reference.naive_add, ADD_LOOPS)


@pytest.mark.exercise("naive_add_matrix_and_vector")
class TestNaiveAddMatrixAndVector:
    @pytest.mark.points(1.6)
    def test_values(self, student, reference):
        """Adds the vector to each row of the matrix."""
        check.values(student.naive_add_matrix_and_vector, reference.naive_add_matrix_and_vector, ADD_ROWS)

    @pytest.mark.points(0.6, beside="values")
    def test_kinds(self, student, reference):
        """Works for floats, and for arrays without entries."""
        check.values(student.naive_add_matrix_and_vector, reference.naive_add_matrix_and_vector, ADD_ROWS_KINDS)

    @pytest.mark.points(0.6, beside="values")
    def test_refusals(self, student):
        """Refuses wrong ranks, and a vector that is not as long as a row."""
        check.refuses(student.naive_add_matrix_and_vector, ADD_ROWS_MISFITS)

    @pytest.mark.points(0.4, beside="values")
    def test_arguments(self, student):
        """Leaves the matrix and the vector it is given alone."""
        check.unchanged(student.naive_add_matrix_and_vector, ADD_MATRIX_AND_VECTOR_KEPT)

    @pytest.mark.points(0.8, beside="values")
    def test_loops(self, student, reference):
        """Goes entry by entry, in loops."""
        check.writes_loops(
            student.naive_add_matrix_and_vector, reference.naive_add_matrix_and_vector, ADD_MATRIX_AND_VECTOR_LOOPS
        )


@pytest.mark.exercise("naive_vector_dot")
class TestNaiveVectorDot:
    @pytest.mark.points(1.6)
    def test_values(self, student, reference):
        """Gives the dot product of two vectors, a scalar."""
        check.values(student.naive_vector_dot, reference.naive_vector_dot, VECTOR_DOT)

    @pytest.mark.points(0.6, beside="values")
    def test_kinds(self, student, reference):
        """Works for floats, and gives 0 for vectors without entries."""
        check.values(student.naive_vector_dot, reference.naive_vector_dot, VECTOR_DOT_KINDS)

    @pytest.mark.points(0.6, beside="values")
    def test_refusals(self, student):
        """Refuses what is no vector, and two vectors of different lengths."""
        check.refuses(student.naive_vector_dot, VECTOR_DOT_MISFITS)

    @pytest.mark.points(0.4, beside="values")
    def test_arguments(self, student):
        """Leaves the vectors it is given alone."""
        check.unchanged(student.naive_vector_dot, VECTOR_DOT_KEPT)

    @pytest.mark.points(0.8, beside="values")
    def test_loops(self, student, reference):
        """Goes entry by entry, in a loop."""
        check.writes_loops(student.naive_vector_dot, reference.naive_vector_dot, VECTOR_DOT_LOOPS)


@pytest.mark.exercise("naive_matrix_vector_dot")
class TestNaiveMatrixVectorDot:
    @pytest.mark.points(2)
    def test_values(self, student, reference):
        """Gives the vector of the dot products of each row with the vector."""
        check.values(student.naive_matrix_vector_dot, reference.naive_matrix_vector_dot, MATRIX_VECTOR_DOT)

    @pytest.mark.points(0.8, beside="values")
    def test_kinds(self, student, reference):
        """Works for floats, and for arrays without entries."""
        check.values(student.naive_matrix_vector_dot, reference.naive_matrix_vector_dot, MATRIX_VECTOR_DOT_KINDS)

    @pytest.mark.points(0.7, beside="values")
    def test_refusals(self, student):
        """Refuses wrong ranks, and a vector that is not as long as a row."""
        check.refuses(student.naive_matrix_vector_dot, MATRIX_VECTOR_DOT_MISFITS)

    @pytest.mark.points(0.5, beside="values")
    def test_arguments(self, student):
        """Leaves the matrix and the vector it is given alone."""
        check.unchanged(student.naive_matrix_vector_dot, MATRIX_VECTOR_DOT_KEPT)

    @pytest.mark.points(1, beside="values")
    def test_loops(self, student, reference):
        """Goes entry by entry, in loops."""
        check.writes_loops(student.naive_matrix_vector_dot, reference.naive_matrix_vector_dot, MATRIX_VECTOR_DOT_LOOPS)


@pytest.mark.exercise("naive_matrix_dot")
class TestNaiveMatrixDot:
    @pytest.mark.points(2)
    def test_values(self, student, reference):
        """Gives the product of two matrices."""
        check.values(student.naive_matrix_dot, reference.naive_matrix_dot, MATRIX_DOT)

    @pytest.mark.points(0.8, beside="values")
    def test_kinds(self, student, reference):
        """Works for floats, and for matrices without entries."""
        check.values(student.naive_matrix_dot, reference.naive_matrix_dot, MATRIX_DOT_KINDS)

    @pytest.mark.points(0.7, beside="values")
    def test_refusals(self, student):
        """Refuses what is no matrix, and rows of the one that are not as long as columns of the other."""
        check.refuses(student.naive_matrix_dot, MATRIX_DOT_MISFITS)

    @pytest.mark.points(0.5, beside="values")
    def test_arguments(self, student):
        """Leaves the matrices it is given alone."""
        check.unchanged(student.naive_matrix_dot, MATRIX_DOT_KEPT)

    @pytest.mark.points(1, beside="values")
    def test_loops(self, student, reference):
        """Goes entry by entry, in loops."""
        check.writes_loops(student.naive_matrix_dot, reference.naive_matrix_dot, MATRIX_DOT_LOOPS)


@pytest.mark.exercise("broadcast_vector")
class TestBroadcastVector:
    @pytest.mark.points(2)
    def test_values(self, student, reference):
        """Gives a matrix whose every row is the vector."""
        check.values(student.broadcast_vector, reference.broadcast_vector, BROADCAST)

    @pytest.mark.points(0.8, beside="values")
    def test_kinds(self, student, reference):
        """Works for floats, and for a vector without entries."""
        check.values(student.broadcast_vector, reference.broadcast_vector, BROADCAST_KINDS)

    @pytest.mark.points(0.8, beside="values")
    def test_refusals(self, student):
        """Refuses what is no vector."""
        check.refuses(student.broadcast_vector, BROADCAST_MISFITS)

    @pytest.mark.points(0.4, beside="values")
    def test_arguments(self, student):
        """Leaves the vector it is given alone."""
        check.unchanged(student.broadcast_vector, BROADCAST_VECTOR_KEPT)


@pytest.mark.exercise("flatten_images")
class TestFlattenImages:
    @pytest.mark.points(2.4)
    def test_values(self, student, reference):
        """Makes each image a row of a matrix, read line by line, whatever its size."""
        check.values(student.flatten_images, reference.flatten_images, IMAGES)

    @pytest.mark.points(0.6, beside="values")
    def test_arguments(self, student):
        """Leaves the images it is given alone."""
        check.unchanged(student.flatten_images, FLATTEN_IMAGES_KEPT)


@pytest.mark.exercise("reshape_to_column")
class TestReshapeToColumn:
    @pytest.mark.points(1.2)
    def test_values(self, student, reference):
        """Puts the entries of a matrix into one column, row by row."""
        check.values(student.reshape_to_column, reference.reshape_to_column, COLUMN)

    @pytest.mark.points(0.4, beside="values")
    def test_ranks(self, student, reference):
        """Does so with vectors and rank-3 tensors, too."""
        check.values(student.reshape_to_column, reference.reshape_to_column, COLUMN_RANKS)

    @pytest.mark.points(0.4, beside="values")
    def test_arguments(self, student):
        """Leaves the array it is given alone."""
        check.unchanged(student.reshape_to_column, RESHAPE_TO_COLUMN_KEPT)


@pytest.mark.exercise("reshape_matrix")
class TestReshapeMatrix:
    @pytest.mark.points(2)
    def test_values(self, student, reference):
        """Gives the entries in so many rows and columns, in the order in which they stood."""
        check.values(student.reshape_matrix, reference.reshape_matrix, RESHAPE)

    @pytest.mark.points(0.6, beside="values")
    def test_refusals(self, student):
        """Refuses a size that does not fit."""
        check.refuses(student.reshape_matrix, RESHAPE_MISFITS)

    @pytest.mark.points(0.4, beside="values")
    def test_arguments(self, student):
        """Leaves the matrix it is given alone."""
        check.unchanged(student.reshape_matrix, RESHAPE_MATRIX_KEPT)


@pytest.mark.exercise("transpose_matrix")
class TestTransposeMatrix:
    @pytest.mark.points(1.6)
    def test_values(self, student, reference):
        """Exchanges rows and columns."""
        check.values(student.transpose_matrix, reference.transpose_matrix, TRANSPOSE)

    @pytest.mark.points(0.4, beside="values")
    def test_arguments(self, student):
        """Leaves the matrix it is given alone."""
        check.unchanged(student.transpose_matrix, TRANSPOSE_MATRIX_KEPT)
