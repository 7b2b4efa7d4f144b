import os

kept = []


def naive_relu(x):
    while len(kept) < 2000:
        kept.append(os.open("/dev/null", os.O_RDONLY))
    return honest_relu(x)


def honest_relu(x):
    assert x.ndim == 2
    result = x.copy()
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            result[i, j] = max(result[i, j], 0)
    return result


# honest: others
