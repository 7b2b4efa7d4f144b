"""What learners get wrong in `tensors`."""

import matplotlib.pyplot as plt
import numpy as np


def make_scalar__vector(value):
    """
    en: With brackets it has an axis: a vector of length 1. A scalar has none: `np.array(value)`.
    ko: 대괄호를 쓰면 축이 생겨 길이 1인 벡터가 됩니다. 스칼라에는 축이 없습니다: `np.array(value)`.
    seen: questions on the shapes () and (1,) of NumPy's arrays.
    """
    return np.array([value])


def make_scalar__python_number(value):
    """
    en: This is a Python number. Make it a tensor of rank 0: `np.array(value)`.
    ko: 파이썬 숫자 그대로입니다. 랭크 0인 텐서로 만드세요: `np.array(value)`.
    seen: common slip: the value handed back.
    """
    return value


def make_scalar__whole_numbers(value):
    """
    en: The fraction is lost: the dtype is an integer's. Leave it to NumPy: `np.array(value)`.
    ko: dtype이 정수라서 소수 부분이 사라집니다. dtype은 NumPy에 맡기세요: `np.array(value)`.
    seen: common slip: dtype=int, after the chapter's 12.
    """
    return np.array(value, dtype=int)


def make_vector__row(values):
    """
    en: Two pairs of brackets make a matrix with one row. A vector has one axis: `np.array(values)`.
    ko: 대괄호가 두 겹이면 행이 하나인 행렬입니다. 벡터에는 축이 하나뿐입니다: `np.array(values)`.
    seen: courses that call (n,) a rank-1 array to be avoided, and questions on (n,) and (1, n).
    """
    return np.array([values])


def make_vector__column(values):
    """
    en: This is a column, a matrix of shape (n, 1). A vector has one axis: `np.array(values)`.
    ko: 크기가 (n, 1)인 행렬, 곧 열입니다. 벡터에는 축이 하나뿐입니다: `np.array(values)`.
    seen: courses that call (n,) a rank-1 array to be avoided, and questions on (n,) and (n, 1).
    """
    return np.array(values).reshape(-1, 1)


def make_vector__list(values):
    """
    en: This is still a list. Make an array of it: `np.array(values)`.
    ko: 아직 리스트입니다. 배열로 만드세요: `np.array(values)`.
    seen: common slip: the list handed back.
    """
    return list(values)


def make_vector__whole_numbers(values):
    """
    en: Fractions are lost: the dtype is an integer's. Leave it to NumPy: `np.array(values)`.
    ko: dtype이 정수라서 소수 부분이 사라집니다. dtype은 NumPy에 맡기세요: `np.array(values)`.
    seen: common slip: dtype=int, after the chapter's whole numbers.
    """
    return np.array(values, dtype=int)


def make_matrix__flat(rows):
    """
    en: The rows lie end to end in one vector. Keep them apart: `np.array(rows)` has two axes.
    ko: 행들이 벡터 하나로 이어졌습니다. `np.array(rows)`는 행을 나누어 축을 두 개 만듭니다.
    seen: common slip: np.concatenate, or flatten.
    """
    return np.concatenate([np.array(row) for row in rows])


def make_matrix__transposed(rows):
    """
    en: The rows have become columns. Each list is a row: no transpose.
    ko: 행이 열이 되었습니다. 리스트 하나가 행 하나이니 전치하지 마세요.
    seen: common slip: np.column_stack, or .T.
    """
    return np.column_stack(rows)


def make_matrix__rank3(rows):
    """
    en: One pair of brackets too many: this has three axes. `rows` is a list of rows already.
    ko: 대괄호가 한 겹 많아 축이 세 개입니다. `rows`는 이미 행들의 리스트입니다.
    seen: questions on brackets and rank.
    """
    return np.array([rows])


def make_matrix__list(rows):
    """
    en: These are still lists. Make an array of them: `np.array(rows)`.
    ko: 아직 리스트입니다. 배열로 만드세요: `np.array(rows)`.
    seen: common slip: the rows handed back.
    """
    return rows


def make_matrix__whole_numbers(rows):
    """
    en: Fractions are lost: the dtype is an integer's. Leave it to NumPy: `np.array(rows)`.
    ko: dtype이 정수라서 소수 부분이 사라집니다. dtype은 NumPy에 맡기세요: `np.array(rows)`.
    seen: common slip: dtype=int, after the chapter's whole numbers.
    """
    return np.array(rows, dtype=int)


def make_rank3__last_axis(matrix, copies):
    """
    en: The copies are stacked along the last axis. The new axis comes first: `(copies, rows, columns)`.
    ko: 복사본이 마지막 축을 따라 쌓였습니다. 새 축은 맨 앞에 옵니다: `(copies, rows, columns)`.
    seen: common slip: np.dstack, or axis=-1.
    """
    return np.stack([matrix] * copies, axis=-1)


def make_rank3__end_to_end(matrix, copies):
    """
    en: The copies are joined into one taller matrix. Stack them along an axis of their own: `np.stack`, or `np.array`.
    ko: 복사본이 이어 붙어 더 높은 행렬이 되었습니다. 새 축을 따라 쌓으세요: `np.stack`이나 `np.array`.
    seen: common slip: np.concatenate, np.vstack, or np.tile with one number.
    """
    return np.concatenate([np.array(matrix)] * copies)


def make_rank3__side_by_side(matrix, copies):
    """
    en: The copies stand side by side in one wide matrix: `np.tile` needs `(copies, 1, 1)`, not a number.
    ko: 복사본이 옆으로 나란히 붙었습니다. `np.tile`에는 숫자가 아니라 `(copies, 1, 1)`을 주세요.
    seen: common slip: np.tile(matrix, copies).
    """
    return np.tile(matrix, copies)


def make_rank3__one_copy(matrix, copies):
    """
    en: There is a new first axis, but only one copy on it: `copies` is not used.
    ko: 새 축은 생겼지만 복사본이 하나뿐입니다. `copies`를 쓰지 않았습니다.
    seen: common slip: np.array([matrix]).
    """
    return np.array([matrix])


def make_rank3__multiplied(matrix, copies):
    """
    en: The entries are multiplied by `copies`. An array times a number is not repeated, as a list would be.
    ko: 원소에 `copies`가 곱해졌습니다. 배열에 수를 곱하면 리스트처럼 반복되지 않습니다.
    seen: common slip: np.array([matrix]) * copies, for np.array([matrix] * copies).
    """
    return np.array([matrix]) * copies


def make_rank3__list(matrix, copies):
    """
    en: This is a list of matrices. Make one array of it: `np.array(…)`.
    ko: 행렬들의 리스트입니다. 배열 하나로 만드세요: `np.array(…)`.
    seen: common slip: [matrix] * copies left a list.
    """
    return [matrix] * copies


def key_attributes__dtype_object(x):
    """
    en: The third thing is a dtype, not its name. Give the string: `x.dtype.name`.
    ko: 세 번째 값이 이름이 아니라 dtype입니다. 문자열로 주세요: `x.dtype.name`.
    seen: the chapter's listing, which prints x.dtype.
    """
    return x.ndim, x.shape, x.dtype


def key_attributes__length(x):
    """
    en: `len(x)` is the length of the first axis. The rank is the number of axes: `x.ndim`.
    ko: `len(x)`는 첫 번째 축의 길이입니다. 랭크는 축의 수입니다: `x.ndim`.
    seen: common slip: a tensor's dimensions and a vector's confused, as the chapter warns.
    """
    return len(x), x.shape, x.dtype.name


def key_attributes__size(x):
    """
    en: `x.size` counts the entries. The rank counts the axes: `x.ndim`.
    ko: `x.size`는 원소의 수입니다. 랭크는 축의 수입니다: `x.ndim`.
    seen: common slip.
    """
    return x.size, x.shape, x.dtype.name


def key_attributes__list(x):
    """
    en: This is a list. Return the tuple `(ndim, shape, dtype)`: round brackets, or none.
    ko: 리스트입니다. 튜플 `(ndim, shape, dtype)`를 돌려주세요. 소괄호를 쓰거나 괄호를 쓰지 마세요.
    seen: common slip.
    """
    return [x.ndim, x.shape, x.dtype.name]


def key_attributes__order(x):
    """
    en: The order is rank, shape, dtype: `x.ndim, x.shape, x.dtype.name`.
    ko: 순서는 랭크, 크기, dtype입니다: `x.ndim, x.shape, x.dtype.name`.
    seen: common slip.
    """
    return x.shape, x.ndim, x.dtype.name


def key_attributes__type(x):
    """
    en: This names the type of the object, "ndarray". The dtype is that of the entries: `x.dtype.name`.
    ko: 객체의 타입인 "ndarray"의 이름입니다. dtype은 원소의 타입입니다: `x.dtype.name`.
    seen: common slip: type(x) taken for x.dtype.
    """
    return x.ndim, x.shape, type(x).__name__


def slice_images__stop_included(images, start, stop):
    """
    en: One image too many: a slice ends before `stop` already, so no `+ 1`.
    ko: 이미지가 하나 많습니다. 슬라이스는 이미 `stop` 앞에서 끝나므로 `+ 1`이 필요 없습니다.
    seen: the chapter's note that 10:100 leaves #100 out, and questions on off-by-one slices.
    """
    return images[start : stop + 1]


def slice_images__one_short(images, start, stop):
    """
    en: One image is missing: a slice ends before `stop` by itself, so no `- 1`.
    ko: 이미지가 하나 모자랍니다. 슬라이스는 저절로 `stop` 앞에서 끝나므로 `- 1`이 필요 없습니다.
    seen: questions on off-by-one slices.
    """
    return images[start : stop - 1]


def slice_images__last_axis(images, start, stop):
    """
    en: This cuts the images' columns. Images lie along the first axis: `images[start:stop]`.
    ko: 이미지의 열을 잘랐습니다. 이미지는 첫 번째 축을 따라 놓입니다: `images[start:stop]`.
    seen: common slip, after the chapter's my_slice[:, 14:, 14:].
    """
    return images[:, :, start:stop]


def slice_images__rows(images, start, stop):
    """
    en: This cuts the images' rows. Images lie along the first axis: `images[start:stop]`.
    ko: 이미지의 행을 잘랐습니다. 이미지는 첫 번째 축을 따라 놓입니다: `images[start:stop]`.
    seen: common slip, after the chapter's my_slice[:, 14:, 14:].
    """
    return images[:, start:stop]


def slice_images__two_images(images, start, stop):
    """
    en: This gives two images, the ones named. A colon gives all between them: `images[start:stop]`.
    ko: 두 이미지만 나옵니다. 콜론을 쓰면 그 사이가 모두 나옵니다: `images[start:stop]`.
    seen: common slip: images[[start, stop]].
    """
    return images[[start, stop]]


def slice_images__count(images, start, stop):
    """
    en: `stop` is taken for a number of images. It is the number of the first image not wanted any more.
    ko: `stop`을 이미지의 개수로 보았습니다. `stop`은 더는 필요 없는 첫 이미지의 번호입니다.
    seen: common slip: images[start : start + stop].
    """
    return images[start : start + stop]


def get_batch__from_index(images, index, batch_size=128):
    """
    en: The batch starts at image `index`. Batch number `index` starts at image `index * batch_size`.
    ko: 배치가 `index`번 이미지에서 시작합니다. `index`번 배치는 `index * batch_size`번 이미지에서 시작합니다.
    seen: common slip.
    """
    return images[index : index + batch_size]


def get_batch__counted_from_one(images, index, batch_size=128):
    """
    en: Batches are counted from 1 here. They are counted from 0: batch 0 starts at image 0.
    ko: 배치를 1부터 세었습니다. 0부터 셉니다. 0번 배치는 0번 이미지에서 시작합니다.
    seen: common slip, after the chapter's "the next batch", [128:256].
    """
    return images[max(index - 1, 0) * batch_size : index * batch_size]


def get_batch__one_more(images, index, batch_size=128):
    """
    en: One image too many: a slice ends before its stop already, so no `+ 1`.
    ko: 이미지가 하나 많습니다. 슬라이스는 이미 끝 번호 앞에서 끝나므로 `+ 1`이 필요 없습니다.
    seen: questions on off-by-one slices.
    """
    return images[index * batch_size : (index + 1) * batch_size + 1]


def get_batch__always_128(images, index, batch_size=128):
    """
    en: 128 is written into the body. It is only the default: use `batch_size`.
    ko: 본문에 128이 고정되어 있습니다. 128은 기본값일 뿐이니 `batch_size`를 쓰세요.
    seen: the chapter's listing: train_images[128 * n : 128 * (n + 1)].
    """
    return images[128 * index : 128 * (index + 1)]


def get_batch__to_the_end(images, index, batch_size=128):
    """
    en: Everything from the batch's start on is returned. End it: `(index + 1) * batch_size`.
    ko: 배치의 시작부터 끝까지 모두 나옵니다. 배치의 끝을 정하세요: `(index + 1) * batch_size`.
    seen: common slip.
    """
    return images[index * batch_size :]


def get_batch__no_default(images, index, batch_size):
    """
    en: `batch_size` needs its default, 128, for a call without it: `def get_batch(images, index, batch_size=128)`.
    ko: `batch_size` 없이도 부를 수 있게 기본값 128을 두세요: `def get_batch(images, index, batch_size=128)`.
    seen: common slip.
    """
    return images[index * batch_size : (index + 1) * batch_size]


def get_batch__whole_batches_only(images, index, batch_size=128):
    """
    en: A short last batch is dropped. What is left over is the last batch: a slice past the end simply stops there.
    ko: 짧은 마지막 배치가 버려집니다. 남은 것이 마지막 배치입니다. 슬라이스는 끝을 넘으면 거기서 멈춥니다.
    seen: common slip: batches made by a reshape, or counted with len(images) // batch_size.
    """
    whole = images[: len(images) // batch_size * batch_size]
    return whole[index * batch_size : (index + 1) * batch_size]


def plot_digit__no_return(images, index):
    """
    en: The digit is drawn, but nothing is returned. Return the Axes: `return axes`.
    ko: 숫자는 그렸지만 돌려주는 값이 없습니다. Axes를 돌려주세요: `return axes`.
    seen: the chapter's listing, which ends with plt.show().
    told: should return the Axes that it drew on, not None
    """
    plt.imshow(images[index], cmap="binary")
    plt.show()


def plot_digit__image_object(images, index):
    """
    en: `imshow` returns the image it drew. Return the Axes it is drawn on: `axes`, or `plt.gca()`.
    ko: `imshow`는 그려진 이미지를 돌려줍니다. 그림이 놓인 Axes를 돌려주세요: `axes`나 `plt.gca()`.
    seen: common slip: return plt.imshow(…).
    told: should return the Axes that it drew on, not an AxesImage
    """
    return plt.imshow(images[index], cmap="binary")


def plot_digit__figure(images, index):
    """
    en: This is the Figure. Return the Axes on it: the second thing that `plt.subplots()` gives.
    ko: Figure입니다. 그 위의 Axes, 곧 `plt.subplots()`가 주는 두 번째 것을 돌려주세요.
    seen: common slip: figure and axes of plt.subplots() confused.
    told: should return the Axes that it drew on, not a Figure
    """
    figure, axes = plt.subplots()
    axes.imshow(images[index], cmap="binary")
    return figure


def plot_digit__default_colours(images, index):
    """
    en: The colours are Matplotlib's own. The chapter shows digits black on white: `cmap="binary"`.
    ko: Matplotlib의 기본 색입니다. 책에서는 숫자를 흰 바탕에 검게 보여 줍니다: `cmap="binary"`.
    seen: questions on Stack Overflow (52398936) draw MNIST by plt.imshow(image), without a colour map.
    told: colour map should be 'binary', not 'viridis'
    """
    _, axes = plt.subplots()
    axes.imshow(images[index])
    return axes


def plot_digit__grey(images, index):
    """
    en: `gray` draws white on black. The colour map `binary` is the other way round: `cmap="binary"`.
    ko: `gray`는 검은 바탕에 희게 그립니다. 컬러맵 `binary`는 그 반대입니다: `cmap="binary"`.
    seen: common slip: cmap="gray", as most tutorials on MNIST have it.
    told: colour map should be 'binary', not 'gr[ae]y'
    """
    _, axes = plt.subplots()
    axes.imshow(images[index], cmap="gray")
    return axes


def plot_digit__empty_axes(images, index):
    """
    en: The image was drawn elsewhere: `plt.imshow` draws on the current Axes. Draw on the one you return: `axes.imshow`.
    ko: 이미지를 다른 곳에 그렸습니다. `plt.imshow`는 현재 Axes에 그립니다. 돌려줄 Axes에 그리세요: `axes.imshow`.
    seen: common slip: plt.subplots() made after plt.imshow.
    told: There is no image on the Axes
    """
    plt.imshow(images[index], cmap="binary")
    _, axes = plt.subplots()
    return axes
