# Fault: a list of lists is taken for a matrix.
# Exercise: make_matrix
# First line: Wrong type: a list of 2, where a NumPy array was expected
def make_matrix(rows):
    matrix = []
    for row in rows:
        matrix.append(list(row))
    return matrix
