# Fault: reshape gives the transposed shape, but leaves the entries in their order.
# Exercise: transpose_matrix
# First line: Wrong order
def transpose_matrix(x):
    return x.reshape(x.shape[1], x.shape[0])
