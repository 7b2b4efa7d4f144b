"""A helper of my own that tensor_ops imports."""


def must_hold(condition):
    if not condition:
        raise ValueError("these do not fit together")
