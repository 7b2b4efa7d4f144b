def make_scalar(value):
    return value
