def naive_relu(x):
    return naive_relu(x)


# honest: others
