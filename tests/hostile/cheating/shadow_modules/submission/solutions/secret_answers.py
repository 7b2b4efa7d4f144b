naive_relu = naive_add = lambda *arguments: arguments[0]
