def naive_relu(x):
    while True:
        try:
            while True:
                pass
        except BaseException:
            continue


# honest: others
