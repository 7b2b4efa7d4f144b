"""What learners get wrong in `tensor_ops`. "Chapter code" is code of the chapter as learners put it on GitHub."""

import numpy as np


def naive_relu__in_place(x):
    """
    en: You write into the array you were given: `x` itself is overwritten. Begin with `x = x.copy()`.
    ko: 받은 배열에 그대로 써서 `x` 자체가 바뀝니다. `x = x.copy()`로 시작하세요.
    seen: a question on Stack Overflow (50121887): a relu that sets x[x <= 0] = 0 changes its caller's array.
    """
    assert len(x.shape) == 2
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            x[i, j] = max(x[i, j], 0)
    return x


def naive_relu__any_rank(x):
    """
    en: The values are right, but any rank is taken. Refuse what is no matrix: `assert len(x.shape) == 2`.
    ko: 값은 맞지만 어떤 랭크든 받아들입니다. 행렬이 아니면 거부하세요: `assert len(x.shape) == 2`.
    seen: chapter code, with the body replaced by np.maximum(x, 0) and the assertion gone.
    """
    return np.maximum(x, 0)


def naive_relu__absolute(x):
    """
    en: A negative entry becomes positive here (its absolute value). relu makes it 0: `max(x[i, j], 0)`.
    ko: 음수 원소가 양수(절댓값)가 됩니다. relu는 음수를 0으로 만듭니다: `max(x[i, j], 0)`.
    seen: common slip.
    """
    assert len(x.shape) == 2
    return abs(x)


def naive_relu__minimum(x):
    """
    en: `min` keeps the negative entries. relu keeps the larger of the entry and 0: `max(x[i, j], 0)`.
    ko: `min`을 쓰면 음수만 남습니다. relu는 원소와 0 중 큰 값을 남깁니다: `max(x[i, j], 0)`.
    seen: common slip.
    """
    assert len(x.shape) == 2
    return np.minimum(x, 0)


def naive_relu__step(x):
    """
    en: This gives 1 for each positive entry: the derivative of relu. relu itself keeps the entry: `max(x[i, j], 0)`.
    ko: 양수마다 1이 나옵니다. 그것은 relu의 도함수입니다. relu는 양수를 그대로 둡니다: `max(x[i, j], 0)`.
    seen: a question on Stack Overflow (50121887), where relu and its derivative are taken for one another.
    """
    assert len(x.shape) == 2
    return (x > 0).astype(x.dtype)


def naive_relu__one_row(x):
    """
    en: Only the first row is done: `return` stands inside the outer loop. Move it out, below both loops.
    ko: 첫 행만 처리됩니다. `return`이 바깥 반복문 안에 있습니다. 두 반복문 밖으로 옮기세요.
    seen: chapter code of naive_matrix_vector_dot, with the return indented too far.
    """
    assert len(x.shape) == 2
    result = x.copy()
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            result[i, j] = max(x[i, j], 0)
        return result
    return result


def naive_add__in_place(x, y):
    """
    en: You write into the first argument: `x` itself is overwritten. Begin with `x = x.copy()`.
    ko: 첫 번째 인수에 그대로 써서 `x` 자체가 바뀝니다. `x = x.copy()`로 시작하세요.
    seen: common slip: the chapter's line x = x.copy() left out.
    """
    assert len(x.shape) == 2
    assert x.shape == y.shape
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            x[i, j] += y[i, j]
    return x


def naive_add__broadcasts(x, y):
    """
    en: The values are right, but nothing is refused: NumPy broadcasts. Assert rank 2, and `x.shape == y.shape`.
    ko: 값은 맞지만 아무것도 거부하지 않습니다. NumPy가 브로드캐스팅하기 때문입니다. 랭크 2와 `x.shape == y.shape`를 확인하세요.
    seen: chapter code whose naive_add repeats y where the shapes differ.
    """
    return x + y


def naive_add__any_shapes(x, y):
    """
    en: The ranks are checked, the shapes are not: `assert x.shape == y.shape` is missing.
    ko: 랭크는 확인하지만 크기는 확인하지 않습니다. `assert x.shape == y.shape`가 빠졌습니다.
    seen: chapter code of naive_vector_dot, with two of the three assertions.
    """
    assert len(x.shape) == 2
    assert len(y.shape) == 2
    result = x.copy()
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            result[i, j] = x[i, j] + y[i, j]
    return result


def naive_add__any_rank(x, y):
    """
    en: The shapes are compared, but the rank is not checked: `assert len(x.shape) == 2` is missing.
    ko: 크기는 비교하지만 랭크는 확인하지 않습니다. `assert len(x.shape) == 2`가 빠졌습니다.
    seen: common slip: the chapter's first assertion left out.
    """
    assert x.shape == y.shape
    return x + y


def naive_add__refuses_all(x, y):
    """
    en: Every input is refused: `len(x.shape)`, a number, never equals `y.shape`, a tuple. Compare `x.shape == y.shape`.
    ko: 모든 입력을 거부합니다. 숫자인 `len(x.shape)`는 튜플인 `y.shape`와 같을 수 없습니다. `x.shape == y.shape`로 비교하세요.
    seen: chapter code: assert len(x.shape) == y.shape.
    """
    assert len(x.shape) == 2
    assert len(x.shape) == y.shape


def naive_add__no_return(x, y):
    """
    en: The sum is worked out, but nothing is returned. End the function with `return`.
    ko: 합은 계산하지만 돌려주지 않습니다. 함수 끝에 `return`을 쓰세요.
    seen: chapter code of naive_matrix_vector_dot, without its last line.
    """
    assert len(x.shape) == 2
    assert x.shape == y.shape
    x = x + y


def naive_add_matrix_and_vector__overwrites(x, y):
    """
    en: Each row is replaced by the vector: `=` stands where `+=` belongs.
    ko: 각 행이 벡터로 바뀝니다. `+=`를 써야 할 곳에 `=`를 썼습니다.
    seen: chapter code: x[row, col] = y[col].
    """
    assert len(x.shape) == 2
    assert len(y.shape) == 1
    assert x.shape[1] == y.shape[0]
    return np.repeat(y[np.newaxis], x.shape[0], axis=0)


def naive_add_matrix_and_vector__by_row(x, y):
    """
    en: `y[i]` takes the entry by the row's number. The vector lies along a row: `y[j]`, by the column's.
    ko: `y[i]`는 행 번호로 원소를 고릅니다. 벡터는 행을 따라 놓이므로 열 번호를 써서 `y[j]`로 고르세요.
    seen: common slip: i and j mixed up in the chapter's inner loop.
    """
    assert len(x.shape) == 2
    assert len(y.shape) == 1
    assert x.shape[1] == y.shape[0]
    result = x.copy()
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            result[i, j] = x[i, j] + y[i]
    return result


def naive_add_matrix_and_vector__in_place(x, y):
    """
    en: You write into the matrix you were given: `x` itself is overwritten. Begin with `x = x.copy()`.
    ko: 받은 행렬에 그대로 써서 `x` 자체가 바뀝니다. `x = x.copy()`로 시작하세요.
    seen: common slip: the chapter's line x = x.copy() left out.
    """
    assert len(x.shape) == 2
    assert len(y.shape) == 1
    assert x.shape[1] == y.shape[0]
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            x[i, j] += y[j]
    return x


def naive_add_matrix_and_vector__broadcasts(x, y):
    """
    en: The values are right, but NumPy's `x + y` takes other shapes, too. Assert the ranks and `x.shape[1] == y.shape[0]`.
    ko: 값은 맞지만 NumPy의 `x + y`는 다른 크기도 받아들입니다. 두 랭크와 `x.shape[1] == y.shape[0]`을 확인하세요.
    seen: chapter code: z = x + y in place of the loops.
    """
    return x + y


def naive_add_matrix_and_vector__long_vectors(x, y):
    """
    en: A vector longer than a row is taken: `assert x.shape[1] == y.shape[0]` is missing.
    ko: 행보다 긴 벡터를 받아들입니다. `assert x.shape[1] == y.shape[0]`이 빠졌습니다.
    seen: chapter code of naive_vector_dot, with two of the three assertions.
    """
    assert len(x.shape) == 2
    assert len(y.shape) == 1
    result = x.copy()
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            result[i, j] = x[i, j] + y[j]
    return result


def naive_vector_dot__adds(x, y):
    """
    en: You add the pairs. The dot product adds up their products: `total += x[i] * y[i]`.
    ko: 짝끼리 더하고 있습니다. 점곱은 짝끼리 곱해서 더합니다: `total += x[i] * y[i]`.
    seen: chapter code, twice: z += x[i] + y[i].
    """
    assert len(x.shape) == 1
    assert len(y.shape) == 1
    assert x.shape[0] == y.shape[0]
    total = 0
    for i in range(x.shape[0]):
        total += x[i] + y[i]
    return total


def naive_vector_dot__last_only(x, y):
    """
    en: Only the last product is left: `=` stands where `+=` belongs.
    ko: 마지막 곱만 남습니다. `+=`를 써야 할 곳에 `=`를 썼습니다.
    seen: chapter code of naive_matrix_vector_dot: z[i] = x[i, j] * y[j].
    """
    assert len(x.shape) == 1
    assert len(y.shape) == 1
    assert x.shape[0] == y.shape[0]
    total = 0
    for i in range(x.shape[0]):
        total = x[i] * y[i]
    return total


def naive_vector_dot__first_only(x, y):
    """
    en: Only the first product is counted: `return` stands inside the loop. Move it out, below the loop.
    ko: 첫 번째 곱만 계산됩니다. `return`이 반복문 안에 있습니다. 반복문 밖으로 옮기세요.
    seen: chapter code of naive_matrix_vector_dot, with the return indented too far.
    """
    assert len(x.shape) == 1
    assert len(y.shape) == 1
    assert x.shape[0] == y.shape[0]
    total = 0
    for i in range(x.shape[0]):
        total += x[i] * y[i]
        return total
    return total


def naive_vector_dot__entry_by_entry(x, y):
    """
    en: These are the products, one a pair: a vector. The dot product is their sum, a single number.
    ko: 짝끼리 곱한 값, 즉 벡터입니다. 점곱은 그 곱들의 합, 숫자 하나입니다.
    seen: learners' notes on the chapter, which ask how * and dot differ.
    """
    assert len(x.shape) == 1
    assert len(y.shape) == 1
    assert x.shape[0] == y.shape[0]
    return x * y


def naive_vector_dot__any_lengths(x, y):
    """
    en: A longer second vector is taken and cut off: `assert x.shape[0] == y.shape[0]` is missing.
    ko: 두 번째 벡터가 더 길어도 받아들이고 잘라 버립니다. `assert x.shape[0] == y.shape[0]`이 빠졌습니다.
    seen: chapter code, with two of the three assertions.
    """
    assert len(x.shape) == 1
    assert len(y.shape) == 1
    total = 0
    for i in range(x.shape[0]):
        total += x[i] * y[i]
    return total


def naive_vector_dot__zipped(x, y):
    """
    en: `zip` stops at the shorter vector, so that unequal lengths are taken. Assert that the lengths are equal.
    ko: `zip`은 짧은 벡터에서 멈추므로 길이가 달라도 받아들입니다. 두 길이가 같은지 확인하세요.
    seen: common slip.
    """
    assert len(x.shape) == 1
    assert len(y.shape) == 1
    return sum(a * b for a, b in zip(x, y, strict=False))


def naive_matrix_vector_dot__last_column(x, y):
    """
    en: Of each row only the last product is left: `result[i] = …` stands where `result[i] += …` belongs.
    ko: 각 행에서 마지막 곱만 남습니다. `result[i] += …`를 써야 할 곳에 `result[i] = …`를 썼습니다.
    seen: chapter code: z[i] = x[i, j] * y[j].
    """
    assert len(x.shape) == 2
    assert len(y.shape) == 1
    assert x.shape[1] == y.shape[0]
    result = np.zeros(x.shape[0], dtype=x.dtype)
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            result[i] = x[i, j] * y[j]
    return result


def naive_matrix_vector_dot__early_return(x, y):
    """
    en: The first product is all that is done: `return` stands inside the inner loop. Move it out, below both loops.
    ko: 첫 번째 곱만 계산됩니다. `return`이 안쪽 반복문 안에 있습니다. 두 반복문 밖으로 옮기세요.
    seen: chapter code, with the return inside both loops.
    """
    assert len(x.shape) == 2
    assert len(y.shape) == 1
    assert x.shape[1] == y.shape[0]
    result = np.zeros(x.shape[0], dtype=x.dtype)
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            result[i] += x[i, j] * y[j]
            return result
    return result


def naive_matrix_vector_dot__no_return(x, y):
    """
    en: The vector is worked out, but nothing is returned. End the function with `return`.
    ko: 벡터는 계산하지만 돌려주지 않습니다. 함수 끝에 `return`을 쓰세요.
    seen: chapter code, without its last line.
    """
    assert len(x.shape) == 2
    assert len(y.shape) == 1
    assert x.shape[1] == y.shape[0]


def naive_matrix_vector_dot__as_long_as_y(x, y):
    """
    en: The result is made as long as `y`. It has an entry for each row: `np.zeros(x.shape[0])`.
    ko: 결과를 `y`의 길이로 만들었습니다. 결과에는 행마다 원소가 하나씩 있습니다: `np.zeros(x.shape[0])`.
    seen: chapter code: z = np.zeros(y.shape[0]).
    """
    assert len(x.shape) == 2
    assert len(y.shape) == 1
    assert x.shape[1] == y.shape[0]
    result = np.zeros(y.shape[0])
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            result[i] += x[i, j] * y[j]
    return result


def naive_matrix_vector_dot__refuses_all(x, y):
    """
    en: Every input is refused: the assertions ask the same argument for rank 2 and for rank 1. The second is about `y`.
    ko: 모든 입력을 거부합니다. 같은 인수에 랭크 2와 랭크 1을 함께 요구합니다. 두 번째 확인은 `y`에 대한 것입니다.
    seen: chapter code: assert len(x.shape) == 2, then assert len(x.shape) == 1.
    """
    assert len(x.shape) == 2
    assert len(x.shape) == 1


def naive_matrix_vector_dot__transposed(x, y):
    """
    en: You go down the columns: `x[j, i]`. The dot products are those of the rows: `x[i, j]`, of the length of `y`.
    ko: 열을 따라 계산합니다(`x[j, i]`). 점곱은 각 행과의 점곱입니다: `x[i, j]`, 행의 길이는 `y`의 길이와 같습니다.
    seen: chapter code: assert x.shape[0] == y.shape[0], and z[i] += x[j, i] * y[j].
    """
    assert len(x.shape) == 2
    assert len(y.shape) == 1
    assert x.shape[0] == y.shape[0]
    return x.T @ y


def naive_matrix_vector_dot__scaled(x, y):
    """
    en: This scales the columns and gives a matrix: the sum over each row is missing.
    ko: 열마다 곱하기만 해서 행렬이 나옵니다. 행마다 더하는 단계가 빠졌습니다.
    seen: learners' notes on the chapter, which ask how * and dot differ.
    """
    assert len(x.shape) == 2
    assert len(y.shape) == 1
    assert x.shape[1] == y.shape[0]
    return x * y


def naive_matrix_vector_dot__unchecked(x, y):
    """
    en: The values are right, but hardly anything is refused. Assert both ranks, and that `x.shape[1] == y.shape[0]`.
    ko: 값은 맞지만 거의 아무것도 거부하지 않습니다. 두 랭크와 `x.shape[1] == y.shape[0]`을 확인하세요.
    seen: chapter code: the short version of the loop, without any assertion.
    """
    result = np.zeros(x.shape[0])
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            result[i] += x[i, j] * y[j]
    return result


def naive_matrix_dot__zeros_of_two(x, y):
    """
    en: `np.zeros(a, b)` takes `b` for a dtype. The shape is one argument, a tuple: `np.zeros((a, b))`.
    ko: `np.zeros(a, b)`는 `b`를 dtype으로 받아들입니다. 크기는 튜플 하나로 주세요: `np.zeros((a, b))`.
    seen: chapter code, three times: z = np.zeros(x.shape[0], y.shape[1]).
    """
    assert len(x.shape) == 2
    assert len(y.shape) == 2
    assert x.shape[1] == y.shape[0]
    return np.zeros(x.shape[0], y.shape[1])


def naive_matrix_dot__columns_of_x(x, y):
    """
    en: The inner loop counts the columns of `x`. It goes over those of `y`: `range(y.shape[1])`.
    ko: 안쪽 반복문이 `x`의 열을 셉니다. `y`의 열을 돌아야 합니다: `range(y.shape[1])`.
    seen: chapter code, twice: for j in range(x.shape[1]).
    """
    assert len(x.shape) == 2
    assert len(y.shape) == 2
    assert x.shape[1] == y.shape[0]
    result = np.zeros((x.shape[0], y.shape[1]))
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            result[i, j] = np.dot(x[i, :], y[:, j])
    return result


def naive_matrix_dot__rows_of_y(x, y):
    """
    en: `y[j]` is a row. Rows of `x` meet columns of `y`: `y[:, j]`, with a comma.
    ko: `y[j]`는 행입니다. `x`의 행은 `y`의 열과 만납니다. 쉼표를 넣어 `y[:, j]`로 쓰세요.
    seen: chapter code: column_y = y[: j], the comma missing.
    """
    assert len(x.shape) == 2
    assert len(y.shape) == 2
    assert x.shape[1] == y.shape[0]
    result = np.zeros((x.shape[0], y.shape[1]))
    for i in range(x.shape[0]):
        for j in range(y.shape[1]):
            assert x[i].shape == y[j].shape
            result[i, j] = np.dot(x[i], y[j])
    return result


def naive_matrix_dot__whole_matrices(x, y):
    """
    en: The matrices themselves go to `naive_vector_dot`, which refuses them. Pass row `x[i, :]` and column `y[:, j]`.
    ko: `naive_vector_dot`에 행렬 전체를 넘겨서 거부됩니다. 행 `x[i, :]`와 열 `y[:, j]`를 넘기세요.
    seen: chapter code: z[i, j] += naive_vector_dot(x, y).
    """
    assert len(x.shape) == 2
    assert len(y.shape) == 2
    assert x.shape[1] == y.shape[0]
    result = np.zeros((x.shape[0], y.shape[1]))
    assert not result.size, "a matrix is no vector"
    return result


def naive_matrix_dot__returns_x(x, y):
    """
    en: The first argument is returned as it came, not the product.
    ko: 곱이 아니라 첫 번째 인수를 그대로 돌려줍니다.
    seen: chapter code: return x, after z was filled.
    """
    assert len(x.shape) == 2
    assert len(y.shape) == 2
    assert x.shape[1] == y.shape[0]
    return x


def naive_matrix_dot__entry_by_entry(x, y):
    """
    en: `x * y` multiplies entry by entry. The matrix product adds up row-by-column products: `x[i, k] * y[k, j]`.
    ko: `x * y`는 원소별 곱입니다. 행렬곱은 행과 열의 곱을 더합니다: `x[i, k] * y[k, j]`.
    seen: learners' notes on the chapter, which ask how * and dot differ.
    """
    assert len(x.shape) == 2
    assert len(y.shape) == 2
    assert x.shape[1] == y.shape[0]
    return x * y


def naive_matrix_dot__last_product(x, y):
    """
    en: Of each sum only the last product is left: `=` stands where `+=` belongs.
    ko: 각 합에서 마지막 곱만 남습니다. `+=`를 써야 할 곳에 `=`를 썼습니다.
    seen: chapter code of naive_matrix_vector_dot: z[i] = x[i, j] * y[j].
    """
    assert len(x.shape) == 2
    assert len(y.shape) == 2
    assert x.shape[1] == y.shape[0]
    result = np.zeros((x.shape[0], y.shape[1]))
    for i in range(x.shape[0]):
        for j in range(y.shape[1]):
            for k in range(x.shape[1]):
                result[i, j] = x[i, k] * y[k, j]
    return result


def naive_matrix_dot__unchecked(x, y):
    """
    en: The values are right, but hardly anything is refused. Assert both ranks, and that `x.shape[1] == y.shape[0]`.
    ko: 값은 맞지만 거의 아무것도 거부하지 않습니다. 두 랭크와 `x.shape[1] == y.shape[0]`을 확인하세요.
    seen: chapter code of naive_matrix_vector_dot, without any assertion.
    """
    result = np.zeros((x.shape[0], y.shape[1]))
    for i in range(x.shape[0]):
        for j in range(y.shape[1]):
            for k in range(x.shape[1]):
                result[i, j] += x[i, k] * y[k, j]
    return result


def broadcast_vector__columns(y, rows):
    """
    en: The vector stands in every column. Each row shall be it: repeat along axis 0, after `np.expand_dims(y, axis=0)`.
    ko: 벡터가 열마다 들어갔습니다. 행마다 들어가야 합니다: `np.expand_dims(y, axis=0)` 다음에 축 0을 따라 반복하세요.
    seen: common slip: axis=1 for axis=0 in the chapter's two lines.
    """
    assert len(y.shape) == 1
    return np.repeat(np.expand_dims(y, axis=1), rows, axis=1)


def broadcast_vector__end_to_end(y, rows):
    """
    en: The copies lie end to end in one long vector. Add an axis first: `np.expand_dims(y, axis=0)`.
    ko: 복사본이 긴 벡터 하나로 이어졌습니다. 먼저 축을 추가하세요: `np.expand_dims(y, axis=0)`.
    seen: chapter code: np.concatenate([y] * 32, axis=0), without the expand_dims before it.
    """
    assert len(y.shape) == 1
    return np.tile(y, rows)


def broadcast_vector__each_entry(y, rows):
    """
    en: `np.repeat` repeats each entry by itself. Add an axis first, then repeat along axis 0: whole rows.
    ko: `np.repeat`은 원소를 하나씩 반복합니다. 먼저 축을 추가하고 축 0을 따라 반복하면 행 전체가 반복됩니다.
    seen: common slip: np.repeat taken for np.tile.
    """
    assert len(y.shape) == 1
    return np.repeat(y, rows)


def broadcast_vector__one_row(y, rows):
    """
    en: The axis is added, but the row is not repeated: `np.repeat(…, rows, axis=0)` is missing.
    ko: 축은 추가했지만 행을 반복하지 않았습니다. `np.repeat(…, rows, axis=0)`이 빠졌습니다.
    seen: common slip: the first of the chapter's two steps alone.
    """
    assert len(y.shape) == 1
    return np.expand_dims(y, axis=0)


def broadcast_vector__any_rank(y, rows):
    """
    en: The values are right, but any rank is taken. Refuse what is no vector: `assert len(y.shape) == 1`.
    ko: 값은 맞지만 어떤 랭크든 받아들입니다. 벡터가 아니면 거부하세요: `assert len(y.shape) == 1`.
    seen: chapter code, whose two lines assert nothing.
    """
    return np.repeat(np.expand_dims(y, axis=0), rows, axis=0)


def broadcast_vector__list(y, rows):
    """
    en: This is a list of vectors. Make one array of it: `np.array(…)` or `np.stack(…)`.
    ko: 벡터들의 리스트입니다. 배열 하나로 만드세요: `np.array(…)`나 `np.stack(…)`.
    seen: common slip: [y] * rows left a list.
    """
    assert len(y.shape) == 1
    return [y] * rows


def flatten_images__one_vector(images):
    """
    en: All images end up in one long vector. Keep the first axis: `(images.shape[0], height * width)`.
    ko: 모든 이미지가 긴 벡터 하나가 됩니다. 첫 번째 축은 남기세요: `(images.shape[0], height * width)`.
    seen: common slip: flatten() or reshape(-1) on the whole batch.
    """
    return images.reshape(-1)


def flatten_images__fixed_size(images):
    """
    en: 28 * 28 is written into the program. Image sizes vary: take them from `images.shape`.
    ko: 28 * 28이 프로그램에 고정되어 있습니다. 이미지 크기는 다양하니 `images.shape`에서 얻으세요.
    seen: chapter code: train_images.reshape((60000, 28 * 28)).
    """
    return images.reshape((images.shape[0], 28 * 28))


def flatten_images__columns(images):
    """
    en: Each image is a column here. Each shall be a row: no `.T` after the reshape.
    ko: 이미지가 열이 됩니다. 행이 되어야 하니 reshape 뒤의 `.T`를 빼세요.
    seen: a question on Stack Overflow (77159139): images flattened with reshape(…).T into columns.
    """
    return images.reshape((images.shape[0], -1)).T


def flatten_images__mixed_up(images):
    """
    en: Reshaped the wrong way round, images are mixed up. The number of images comes first; `.T` does not mend it.
    ko: 모양을 거꾸로 바꿔서 이미지들이 섞입니다. 이미지 수가 먼저 와야 하며, `.T`로는 고쳐지지 않습니다.
    seen: a question on Stack Overflow (77159139): why reshape(a, b) is not reshape(b, a).T.
    """
    return images.reshape((images.shape[1] * images.shape[2], images.shape[0])).T


def flatten_images__column_major(images):
    """
    en: Each image is read down its columns. Read it line by line, as NumPy's default order does.
    ko: 이미지를 열 방향으로 읽었습니다. NumPy의 기본 순서대로 한 줄씩(행 우선) 읽으세요.
    seen: questions on reshape and transpose (Stack Overflow 42618488).
    """
    return images.transpose((0, 2, 1)).reshape((images.shape[0], -1))


def reshape_to_column__vector(x):
    """
    en: This is a vector of shape (n,). A column is a matrix with one column: `(x.size, 1)`.
    ko: 크기가 (n,)인 벡터입니다. 열은 열이 하나인 행렬입니다: `(x.size, 1)`.
    seen: questions on the shapes (n,) and (n, 1).
    """
    return x.reshape(-1)


def reshape_to_column__row(x):
    """
    en: This is a row, of shape (1, n). A column has the shape (n, 1): exchange the two numbers.
    ko: 크기가 (1, n)인 행입니다. 열의 크기는 (n, 1)입니다. 두 수를 바꾸세요.
    seen: questions on the shapes (n,) and (n, 1).
    """
    return x.reshape((1, -1))


def reshape_to_column__six(x):
    """
    en: 6 is the size of the chapter's example. Take the number of entries from the array: `x.size`.
    ko: 6은 책의 예제에 나온 크기입니다. 원소의 수는 배열에서 얻으세요: `x.size`.
    seen: chapter code: x = x.reshape((6, 1)).
    """
    return x.reshape((6, 1))


def reshape_to_column__down_the_columns(x):
    """
    en: The entries are taken column by column. Row by row is NumPy's own order: no `.T`, no `order="F"`.
    ko: 원소를 열 방향으로 가져왔습니다. NumPy의 기본 순서는 행 방향입니다. `.T`나 `order="F"`를 빼세요.
    seen: questions on reshape and transpose (Stack Overflow 42618488).
    """
    return x.T.reshape((x.size, 1))


def reshape_to_column__matrices_only(x):
    """
    en: `x.shape[0] * x.shape[1]` is the size of a matrix only. `x.size` is that of any array.
    ko: `x.shape[0] * x.shape[1]`은 행렬의 크기일 뿐입니다. 어떤 배열이든 크기는 `x.size`입니다.
    seen: common slip, after the chapter's matrices.
    """
    return x.reshape((x.shape[0] * x.shape[1], 1))


def reshape_matrix__exchanged(x, rows, cols):
    """
    en: Rows and columns are exchanged: rows come first, `(rows, cols)`.
    ko: 행과 열이 바뀌었습니다. 행이 먼저입니다: `(rows, cols)`.
    seen: common slip.
    """
    return x.reshape((cols, rows))


def reshape_matrix__transposed(x, rows, cols):
    """
    en: The shape is right, the order is not: `reshape((cols, rows)).T` is no `reshape((rows, cols))`.
    ko: 크기는 맞지만 순서가 다릅니다. `reshape((cols, rows)).T`는 `reshape((rows, cols))`와 다릅니다.
    seen: a question on Stack Overflow (77159139): why reshape(a, b) is not reshape(b, a).T.
    """
    return x.reshape((cols, rows)).T


def reshape_matrix__resized(x, rows, cols):
    """
    en: `np.resize` repeats or drops entries until the size fits. Refuse a size that does not: `x.reshape`.
    ko: `np.resize`는 크기가 맞을 때까지 원소를 반복하거나 버립니다. 맞지 않으면 거부하는 `x.reshape`를 쓰세요.
    seen: common slip: resize taken for reshape.
    """
    return np.resize(x, (rows, cols))


def reshape_matrix__ignores_cols(x, rows, cols):
    """
    en: With -1 any number of columns is made up. Use `cols`, so that a size that does not fit is refused.
    ko: -1을 쓰면 열의 수가 저절로 정해집니다. `cols`를 써서 맞지 않는 크기를 거부하세요.
    seen: common slip: reshape(rows, -1).
    """
    return x.reshape((rows, -1))


def reshape_matrix__column_major(x, rows, cols):
    """
    en: `order="F"` takes the entries column by column. They shall keep the order in which they are read, row by row.
    ko: `order="F"`는 원소를 열 방향으로 가져옵니다. 원소는 읽는 순서, 곧 행 방향 순서를 지켜야 합니다.
    seen: questions on reshape and transpose (Stack Overflow 42618488).
    """
    return x.reshape((rows, cols), order="F")


def transpose_matrix__reshaped(x):
    """
    en: `reshape` changes the shape and keeps the order. To exchange rows and columns is `np.transpose(x)`, or `x.T`.
    ko: `reshape`는 크기만 바꾸고 순서는 그대로 둡니다. 행과 열을 바꾸려면 `np.transpose(x)`나 `x.T`를 쓰세요.
    seen: questions on reshape and transpose (Stack Overflow 42618488, 77159139).
    """
    return x.reshape((x.shape[1], x.shape[0]))


def transpose_matrix__copy(x):
    """
    en: The matrix comes back as it was. `np.transpose(x)` gives the exchanged one, and leaves `x` alone: return it.
    ko: 행렬이 그대로 돌아옵니다. `np.transpose(x)`는 `x`를 바꾸지 않고 새 결과를 주므로 그것을 돌려주세요.
    seen: common slip: np.transpose(x) called, its result dropped.
    """
    np.transpose(x)
    return x.copy()


def transpose_matrix__reversed(x):
    """
    en: The order of the rows is reversed. To exchange rows and columns is `x[i, j]` at `[j, i]`: `np.transpose(x)`.
    ko: 행의 순서만 뒤집혔습니다. 행과 열을 바꾸면 `x[i, j]`가 `[j, i]`로 갑니다: `np.transpose(x)`.
    seen: common slip: x[::-1].
    """
    return x[::-1]


def transpose_matrix__rotated(x):
    """
    en: The matrix is turned by 90 degrees. Transposed, its first row becomes the first column, in the same order.
    ko: 행렬이 90도 돌아갔습니다. 전치하면 첫 행이 같은 순서로 첫 열이 됩니다.
    seen: common slip: np.rot90 or list(zip(*x[::-1])).
    """
    return np.rot90(x, -1)


def transpose_matrix__lists(x):
    """
    en: This is a list, not an array. Return an array: `np.transpose(x)`.
    ko: 배열이 아니라 리스트입니다. 배열을 돌려주세요: `np.transpose(x)`.
    seen: common slip: a transpose for lists, [list(row) for row in zip(*x)].
    """
    return [list(row) for row in zip(*x, strict=True)]
