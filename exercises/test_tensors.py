# Public tests for tensors.py. Run them in this folder:   pytest test_tensors.py
# Each test imports what it tests, so a function that is missing fails its own test only.
#
# tensors.py의 공개 테스트입니다. 이 폴더에서 실행하세요:   pytest test_tensors.py
# 테스트마다 필요한 함수만 불러오므로, 아직 없는 함수는 그 함수의 테스트만 실패하게 합니다.
#
# (Generated from solutions/tensors.py by `autograder build`; teachers change that file, not this one.)

import matplotlib.pyplot as plt
import numpy as np


def test_make_scalar():
    """A scalar has no axes and keeps its value. · 스칼라는 축이 없고 값을 그대로 지닙니다."""
    from tensors import make_scalar

    for value in (12, -3, 0, 2.5):
        got = make_scalar(value)
        assert isinstance(got, (np.ndarray, np.generic)), (
            f"expected a NumPy value, got {type(got).__name__}"
            f" · NumPy 값이 필요한데 다음이 반환되었습니다: {type(got).__name__}"
        )
        assert np.ndim(got) == 0, (
            f"expected rank 0, got rank {np.ndim(got)}: are there brackets too many?"
            f" · 예상한 랭크 0, 반환된 랭크 {np.ndim(got)}: 대괄호가 너무 많지 않나요?"
        )
        assert got == value, f"expected {value}, got {got} · 예상한 값 {value}, 반환된 값 {got}"


def test_make_vector():
    """A vector has one axis and keeps the numbers in their order. · 벡터는 축이 하나이고 수의 순서가 그대로입니다."""
    from tensors import make_vector

    for values in ([12, 3, 6, 14, 7], [0.5, -0.5], [4]):
        got = make_vector(values)
        assert isinstance(got, np.ndarray), (
            f"expected an array, got {type(got).__name__} · 배열이 필요한데 다음이 반환되었습니다: {type(got).__name__}"
        )
        assert got.shape == (len(values),), (
            f"expected shape {(len(values),)}, got {got.shape} · 예상한 형태 {(len(values),)}, 반환된 형태 {got.shape}"
        )
        assert got.tolist() == values, (
            f"expected the entries {values}, got {got.tolist()} · 예상한 원소 {values}, 반환된 원소 {got.tolist()}"
        )


def test_make_matrix():
    """A matrix has two axes, and its rows are the rows that were given.
    · 행렬은 축이 두 개이고, 주어진 행이 그대로 행렬의 행이 됩니다.
    """
    from tensors import make_matrix

    for rows in ([[5, 78, 2, 34], [6, 79, 3, 35], [7, 80, 4, 36]], [[1.5, 2.5]], [[1], [2]]):
        got = make_matrix(rows)
        expected_shape = (len(rows), len(rows[0]))
        assert isinstance(got, np.ndarray), (
            f"expected an array, got {type(got).__name__} · 배열이 필요한데 다음이 반환되었습니다: {type(got).__name__}"
        )
        assert got.shape == expected_shape, (
            f"expected shape {expected_shape}, got {got.shape} · 예상한 형태 {expected_shape}, 반환된 형태 {got.shape}"
        )
        assert got.tolist() == rows, (
            f"expected the rows {rows}, got {got.tolist()} · 예상한 행 {rows}, 반환된 행 {got.tolist()}"
        )


def test_make_rank3():
    """The stack has a new first axis, and the matrix stands in it as often as asked.
    · 쌓은 텐서에는 새로운 첫 번째 축이 있고, 행렬이 요청한 횟수만큼 들어 있습니다.
    """
    from tensors import make_rank3

    matrix = [[5, 78, 2], [6, 79, 3]]
    for copies in (3, 1):
        got = make_rank3(matrix, copies)
        assert isinstance(got, np.ndarray), (
            f"expected an array, got {type(got).__name__} · 배열이 필요한데 다음이 반환되었습니다: {type(got).__name__}"
        )
        assert got.shape == (copies, 2, 3), (
            f"expected shape {(copies, 2, 3)}, got {got.shape} · 예상한 형태 {(copies, 2, 3)}, 반환된 형태 {got.shape}"
        )
        assert got.tolist() == [matrix] * copies, (
            f"expected {copies} times the matrix, got {got.tolist()}"
            f" · 행렬이 {copies}번 들어 있어야 하는데 다음이 반환되었습니다: {got.tolist()}"
        )
    assert matrix == [[5, 78, 2], [6, 79, 3]], (
        "make_rank3 must not change its argument · make_rank3는 인수를 바꾸면 안 됩니다"
    )


def test_key_attributes():
    """Rank, shape and dtype come back as an int, a tuple and a string.
    · 랭크, 형태, 데이터 타입이 각각 정수, 튜플, 문자열로 반환됩니다.
    """
    from tensors import key_attributes

    got = key_attributes(np.zeros((6, 28, 28), dtype="uint8"))
    assert isinstance(got, tuple), (
        f"expected a tuple, got {type(got).__name__} · 튜플이 필요한데 다음이 반환되었습니다: {type(got).__name__}"
    )
    assert len(got) == 3, (
        f"expected three things in the tuple, got {got!r}"
        f" · 튜플에 값이 세 개 들어 있어야 하는데 다음이 반환되었습니다: {got!r}"
    )
    assert got[0] == 3, f"expected rank 3, got {got[0]!r} · 예상한 랭크 3, 반환된 랭크 {got[0]!r}"
    assert got[1] == (6, 28, 28), (
        f"expected shape (6, 28, 28), got {got[1]!r} · 예상한 형태 (6, 28, 28), 반환된 형태 {got[1]!r}"
    )
    assert isinstance(got[2], str), (
        f"expected the dtype's name as a string, got {type(got[2]).__name__}"
        f" · 데이터 타입의 이름이 문자열이어야 하는데 다음이 반환되었습니다: {type(got[2]).__name__}"
    )
    assert got[2] == "uint8", f"expected 'uint8', got {got[2]!r} · 예상한 값 'uint8', 반환된 값 {got[2]!r}"
    vector = key_attributes(np.array([0.5, 1.5], dtype="float32"))
    assert vector == (1, (2,), "float32"), (
        f"expected (1, (2,), 'float32'), got {vector!r} · 예상한 값 (1, (2,), 'float32'), 반환된 값 {vector!r}"
    )


def test_slice_images():
    """The first image named is in, the last one named is out.
    · 시작 번호의 이미지는 들어가고, 끝 번호의 이미지는 들어가지 않습니다.
    """
    from tensors import slice_images

    images = np.arange(5 * 2 * 3, dtype="uint8").reshape(5, 2, 3)
    got = slice_images(images, 1, 4)
    assert got.shape == (3, 2, 3), (
        f"expected shape (3, 2, 3), got {got.shape} · 예상한 형태 (3, 2, 3), 반환된 형태 {got.shape}"
    )
    assert np.array_equal(got[0], images[1]), (
        "the first image returned should be number `start` · 반환된 첫 이미지는 `start`번 이미지여야 합니다"
    )
    assert np.array_equal(got[-1], images[3]), (
        "the last image returned should be number `stop` - 1 · 반환된 마지막 이미지는 `stop` - 1번 이미지여야 합니다"
    )
    everything = slice_images(images, 0, 5)
    assert np.array_equal(everything, images), (
        "from 0 to n should give all the images · 0부터 n까지라면 모든 이미지를 반환해야 합니다"
    )


def test_get_batch():
    """Batches follow one another without a gap; the last is short, the one after it empty.
    · 배치는 빈틈없이 이어집니다. 마지막 배치는 짧고, 그다음 배치는 비어 있습니다.
    """
    from tensors import get_batch

    images = np.arange(10 * 2 * 2, dtype="uint8").reshape(10, 2, 2)
    second = get_batch(images, 1, 4)
    assert second.shape == (4, 2, 2), (
        f"expected shape (4, 2, 2), got {second.shape} · 예상한 형태 (4, 2, 2), 반환된 형태 {second.shape}"
    )
    assert np.array_equal(second, images[4:8]), (
        "batch 1 of size 4 should hold the images 4 to 7"
        " · 크기가 4인 1번 배치에는 4번부터 7번까지의 이미지가 있어야 합니다"
    )
    assert len(get_batch(images, 2, 4)) == 2, (
        "the last batch of 10 images in fours should hold 2 images"
        " · 이미지 10장을 4장씩 묶으면 마지막 배치에는 이미지가 2장 있어야 합니다"
    )
    assert len(get_batch(images, 3, 4)) == 0, (
        "past the end there should be nothing left · 끝을 지난 배치에는 아무것도 없어야 합니다"
    )
    many = np.zeros((200, 2, 2), dtype="uint8")
    assert len(get_batch(many, 0)) == 128, (
        "with no size given, a batch should hold 128 images"
        " · 크기를 지정하지 않으면 배치 하나에 이미지가 128장 있어야 합니다"
    )


def test_plot_digit():
    """The axes shows the image asked for, with the colour map `binary`.
    · Axes에 요청한 이미지가 컬러맵 `binary`로 그려져 있습니다.
    """
    from tensors import plot_digit

    images = np.arange(3 * 4 * 5, dtype="uint8").reshape(3, 4, 5)
    axes = plot_digit(images, 1)
    assert isinstance(axes, plt.Axes), (
        f"expected a Matplotlib Axes, got {type(axes).__name__}"
        f" · Matplotlib의 Axes가 필요한데 다음이 반환되었습니다: {type(axes).__name__}"
    )
    assert len(axes.images) == 1, (
        f"expected one image on the axes, got {len(axes.images)}"
        f" · Axes에 그려진 이미지가 하나여야 하는데, 지금 개수는 {len(axes.images)}입니다"
    )
    shown = axes.images[0]
    plt.close(axes.figure)
    assert np.array_equal(shown.get_array(), images[1]), (
        "the image shown should be images[index] · 그려진 이미지는 images[index]여야 합니다"
    )
    assert shown.get_cmap().name == "binary", (
        f"expected the colour map 'binary', got {shown.get_cmap().name!r}"
        f" · 예상한 컬러맵 'binary', 쓰인 컬러맵 {shown.get_cmap().name!r}"
    )
