"""Right programs for the unit `tensor_ops`, as students write them: loops of every kind."""

from choices import Choice, Family, Style

_MATRIX = ("rank(x) == 2",)
_ROWS = ("rank(x) == 2", "rank(y) == 1", "x.shape[1] == y.shape[0]")

CHOICES = {
    "naive_relu": Choice(
        "x",
        _MATRIX,
        (
            """
            <out> = x.copy()
            for <i> in range(x.shape[0]):
                for <j> in range(x.shape[1]):
                    <out>[<i>, <j>] = max(x[<i>, <j>], 0)
            return <out>
            """,
            """
            <out> = np.zeros_like(x)
            for <i> in range(len(x)):
                for <j> in range(x.shape[1]):
                    if x[<i>, <j>] > 0:
                        <out>[<i>, <j>] = x[<i>, <j>]
            return <out>
            """,
            """
            <out> = []
            for <line> in x:
                <out>.append([<entry> if <entry> > 0 else 0 for <entry> in <line>])
            return np.array(<out>, dtype=x.dtype).reshape(x.shape)
            """,
            """
            <out> = np.copy(x)
            for <i>, <j> in np.ndindex(x.shape):
                if <out>[<i>][<j>] < 0:
                    <out>[<i>][<j>] = 0
            return <out>
            """,
        ),
    ),
    "naive_add": Choice(
        "x, y",
        (*_MATRIX, "x.shape == y.shape"),
        (
            """
            <out> = x.copy()
            for <i> in range(x.shape[0]):
                for <j> in range(x.shape[1]):
                    <out>[<i>, <j>] += y[<i>, <j>]
            return <out>
            """,
            """
            <out> = np.empty(x.shape, dtype=x.dtype)
            for <i> in range(x.shape[0]):
                for <j> in range(x.shape[1]):
                    <out>[<i>, <j>] = x[<i>, <j>] + y[<i>, <j>]
            return <out>
            """,
            """
            <out> = [[<entry> + <other> for <entry>, <other> in zip(<line>, <next>)] for <line>, <next> in zip(x, y)]
            return np.array(<out>, dtype=x.dtype).reshape(x.shape)
            """,
            """
            <out> = np.zeros_like(x)
            <i> = 0
            while <i> < x.shape[0]:
                for <j>, <entry> in enumerate(x[<i>]):
                    <out>[<i>, <j>] = <entry> + y[<i>, <j>]
                <i> += 1
            return <out>
            """,
        ),
    ),
    "naive_add_matrix_and_vector": Choice(
        "x, y",
        _ROWS,
        (
            """
            <out> = x.copy()
            for <i> in range(x.shape[0]):
                for <j> in range(x.shape[1]):
                    <out>[<i>, <j>] = x[<i>, <j>] + y[<j>]
            return <out>
            """,
            """
            <out> = np.zeros(x.shape, dtype=x.dtype)
            for <i>, <line> in enumerate(x):
                for <j>, <entry> in enumerate(<line>):
                    <out>[<i>, <j>] = <entry> + y[<j>]
            return <out>
            """,
            """
            <out> = np.empty_like(x)
            for <j> in range(y.shape[0]):
                for <i> in range(x.shape[0]):
                    <out>[<i>, <j>] = y[<j>] + x[<i>, <j>]
            return <out>
            """,
            """
            <out> = [[<entry> + <other> for <entry>, <other> in zip(<line>, y)] for <line> in x]
            return np.array(<out>, dtype=x.dtype).reshape(x.shape)
            """,
        ),
    ),
    "naive_vector_dot": Choice(
        "x, y",
        ("rank(x) == 1", "rank(y) == 1", "x.shape[0] == y.shape[0]"),
        (
            """
            <sum> = 0
            for <i> in range(x.shape[0]):
                <sum> += x[<i>] * y[<i>]
            return <sum>
            """,
            """
            <sum> = 0.0
            for <entry>, <other> in zip(x, y):
                <sum> = <sum> + <entry> * <other>
            return <sum>
            """,
            """
            return sum(x[<i>] * y[<i>] for <i> in range(len(x)))
            """,
            """
            <sum> = x.dtype.type(0)
            <i> = len(x) - 1
            while <i> >= 0:
                <sum> += x[<i>] * y[<i>]
                <i> -= 1
            return <sum>
            """,
        ),
    ),
    "naive_matrix_vector_dot": Choice(
        "x, y",
        _ROWS,
        (
            """
            <out> = np.zeros(x.shape[0])
            for <i> in range(x.shape[0]):
                for <j> in range(x.shape[1]):
                    <out>[<i>] += x[<i>, <j>] * y[<j>]
            return <out>
            """,
            """
            <out> = np.zeros(x.shape[0], dtype=x.dtype)
            for <i> in range(x.shape[0]):
                <out>[<i>] = naive_vector_dot(x[<i>, :], y)
            return <out>
            """,
            """
            return np.array([naive_vector_dot(<line>, y) for <line> in x], dtype=x.dtype)
            """,
            """
            <out> = []
            for <line> in x:
                <sum> = 0
                for <j>, <entry> in enumerate(<line>):
                    <sum> += <entry> * y[<j>]
                <out>.append(<sum>)
            return np.array(<out>, dtype=x.dtype)
            """,
        ),
    ),
    "naive_matrix_dot": Choice(
        "x, y",
        ("rank(x) == 2", "rank(y) == 2", "x.shape[1] == y.shape[0]"),
        (
            """
            <out> = np.zeros((x.shape[0], y.shape[1]))
            for <i> in range(x.shape[0]):
                for <j> in range(y.shape[1]):
                    <out>[<i>, <j>] = naive_vector_dot(x[<i>, :], y[:, <j>])
            return <out>
            """,
            """
            <out> = np.zeros((x.shape[0], y.shape[1]), dtype=x.dtype)
            for <i> in range(x.shape[0]):
                for <j> in range(y.shape[1]):
                    for <k> in range(x.shape[1]):
                        <out>[<i>, <j>] += x[<i>, <k>] * y[<k>, <j>]
            return <out>
            """,
            """
            <out> = np.empty((len(x), y.shape[1]), dtype=x.dtype)
            for <i>, <line> in enumerate(x):
                for <j> in range(y.shape[1]):
                    <out>[<i>, <j>] = sum(<line>[<k>] * y[<k>, <j>] for <k> in range(len(<line>)))
            return <out>
            """,
            """
            <out> = np.zeros((x.shape[0], y.shape[1]))
            for <j> in range(y.shape[1]):
                <line> = naive_matrix_vector_dot(x, y[:, <j>])
                for <i> in range(x.shape[0]):
                    <out>[<i>, <j>] = <line>[<i>]
            return <out>
            """,
        ),
    ),
    "broadcast_vector": Choice(
        "y, rows",
        ("rank(y) == 1",),
        (
            "return np.repeat(np.expand_dims(y, axis=0), rows, axis=0)",
            "return np.tile(y, (rows, 1))",
            "return np.concatenate([np.expand_dims(y, axis=0)] * rows, axis=0)",
            """
            <out> = np.zeros((rows, y.shape[0]), dtype=y.dtype)
            for <i> in range(rows):
                <out>[<i>, :] = y
            return <out>
            """,
        ),
    ),
    "flatten_images": Choice(
        "images",
        (),
        (
            "return images.reshape((images.shape[0], images.shape[1] * images.shape[2]))",
            "return images.reshape(len(images), -1)",
            """
            <i>, <j>, <k> = images.shape
            return np.reshape(images, (<i>, <j> * <k>))
            """,
            "return np.array([<line>.ravel() for <line> in images])",
        ),
    ),
    "reshape_to_column": Choice(
        "x",
        (),
        (
            "return x.reshape((x.size, 1))",
            "return np.reshape(x, (-1, 1))",
            "return np.expand_dims(x.flatten(), axis=1)",
        ),
    ),
    "reshape_matrix": Choice(
        "x, rows, cols",
        ("rows * cols == x.size",),
        (
            "return x.reshape((rows, cols))",
            "return np.reshape(x, (rows, cols))",
            """
            <out> = x.ravel()
            return np.array([<out>[<i> * cols : (<i> + 1) * cols] for <i> in range(rows)])
            """,
        ),
    ),
    "transpose_matrix": Choice(
        "x",
        (),
        (
            "return np.transpose(x)",
            "return x.T",
            """
            <out> = np.zeros((x.shape[1], x.shape[0]), dtype=x.dtype)
            for <i> in range(x.shape[0]):
                for <j> in range(x.shape[1]):
                    <out>[<j>, <i>] = x[<i>, <j>]
            return <out>
            """,
        ),
    ),
}

STYLE = Style(
    names={
        "counters": (("i", "j", "k"), ("i", "j", "k"), ("a", "b", "c"), ("m", "n", "p"), ("row", "column", "inner")),
        "entries": (("entry", "other"), ("entry", "other"), ("u", "v"), ("left", "right"), ("first", "second")),
        "lines": (("line", "next"), ("line", "next_line"), ("xs", "ys"), ("x_row", "y_row")),
        "results": (("out", "sum"), ("result", "total"), ("out", "s"), ("z", "dot"), ("answer", "acc")),
    },
    preambles=(
        "import numpy as np",
        '"""Chapter 2: the gears of neural networks."""\n\nimport numpy as np',
        "# tensor_ops\nimport numpy as np\n\nnp.random.seed(0)",
        "import numpy as np\n\nx = np.array([[1.0, -2.0], [-3.0, 4.0]])\nprint(x.shape)",
    ),
    remarks=("one entry at a time", "as in the book", "the shapes fit here", "works for empty arrays, too", "원소마다"),
    endings=(
        "",
        'if __name__ == "__main__":\n    print(naive_relu(np.array([[1.0, -1.0]])))',
        "print(naive_add(np.ones((2, 2)), np.ones((2, 2))))",
        "y = np.arange(3)\nprint(broadcast_vector(y, 2))",
    ),
)

TENSOR_OPS = Family("tensor_ops", CHOICES, STYLE)
