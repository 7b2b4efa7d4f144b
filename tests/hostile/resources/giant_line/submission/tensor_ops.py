print("x" * 200_000_000)


# honest: others
def talking(function):
    def talks(*arguments):
        print("y" * 10_000_000, end="")
        return function(*arguments)

    return talks


globals()["transpose_matrix"] = talking(transpose_matrix)
