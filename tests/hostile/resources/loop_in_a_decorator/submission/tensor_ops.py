# honest: naive_relu, naive_add
def timed(function):
    while True:
        function


@timed
def naive_vector_dot(x, y):
    return x @ y


# honest: transpose_matrix
