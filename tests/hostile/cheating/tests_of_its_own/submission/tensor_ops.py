def naive_relu(x):
    return x


def naive_add(x, y):
    return x


# honest: others
