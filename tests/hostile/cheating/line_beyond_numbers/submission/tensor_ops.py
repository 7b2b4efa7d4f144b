def naive_relu(x):
    raise SyntaxError("unfinished", ("tensor_ops.py", 10**30, 1, "return x"))


# honest: others
