"""Twelve notebooks that students might hand in for `tensor_ops`, and what each is to get.

Each is the released notebook, filled in and then saved as this or that tool saves it, or tampered with.
"""

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Notebook = dict[str, Any]
Make = Callable[[Notebook], None]

POINTS = {
    "naive_relu": 4.0,
    "naive_add": 4.0,
    "naive_add_matrix_and_vector": 4.0,
    "naive_vector_dot": 4.0,
    "naive_matrix_vector_dot": 5.0,
    "naive_matrix_dot": 5.0,
    "broadcast_vector": 4.0,
    "flatten_images": 3.0,
    "reshape_to_column": 2.0,
    "reshape_matrix": 3.0,
    "transpose_matrix": 2.0,
}


@dataclass(frozen=True)
class Case:
    """A hand-in: the student, what is done to the right notebook, and what it gets where not all points.

    ``diagnosis`` is the beginning of what the feedback says of the first exercise that lost points. ``keeps`` is the
    share of its points that a late submission keeps.
    """

    student: str
    make: Make
    lost: Mapping[str, float]
    diagnosis: str = ""
    late: bool = False

    @property
    def scores(self) -> dict[str, float]:
        """The score of each exercise."""
        return {name: round(points - self.lost.get(name, 0.0), 2) for name, points in POINTS.items()}


def cell(notebook: Notebook, grade_id: str) -> dict[str, Any]:
    """The cell that nbgrader knows by this name."""
    [found] = [entry for entry in notebook["cells"] if named(entry) == grade_id]
    return found


def named(entry: Mapping[str, Any]) -> str:
    """What nbgrader calls a cell, "" where it does not know it."""
    about = entry["metadata"].get("nbgrader")
    return str(about.get("grade_id", "")) if isinstance(about, dict) else ""


def write(notebook: Notebook, name: str, source: str) -> None:
    cell(notebook, name)["source"] = source


def code(source: str, **metadata: Any) -> dict[str, Any]:
    return {"cell_type": "code", "execution_count": 1, "metadata": metadata, "outputs": [], "source": source}


def correct(notebook: Notebook) -> None:
    """As it was filled in."""


def partial(notebook: Notebook) -> None:
    """One function vectorised, one not written."""
    write(notebook, "naive_relu", "def naive_relu(x):\n    assert len(x.shape) == 2\n    return np.maximum(x, 0)\n")
    write(notebook, "transpose_matrix", "def transpose_matrix(x):\n    raise NotImplementedError()\n")


FORGED = {"output_type": "execute_result", "metadata": {}, "execution_count": 1, "data": {"text/plain": "4.0"}}


def tampered(notebook: Notebook) -> None:
    """Cells deleted, duplicated, reordered, renamed, retyped, rewritten and kept from being run."""
    cells = notebook["cells"]
    write(notebook, "naive_add", "def naive_add(x, y):\n    return x\n")
    rewritten = cell(notebook, "grade_naive_add")
    rewritten |= {"source": "4.0", "outputs": [FORGED]}
    rewritten["metadata"]["nbgrader"] |= {"points": 4000.0, "checksum": "0" * 32}
    rewritten["metadata"]["tags"] = ["skip-execution", "raises-exception"]
    twin = copy.deepcopy(rewritten)
    retyped = cell(notebook, "grade_naive_vector_dot")
    retyped |= {"cell_type": "markdown", "attachments": {"x.png": {"image/png": "AAAA"}}}
    for key in ("outputs", "execution_count"):
        del retyped[key]
    cell(notebook, "test_naive_relu_public")["source"] = "pass"
    cell(notebook, "grade_reshape_matrix")["metadata"]["nbgrader"]["grade_id"] = "grade_everything"
    cell(notebook, "grade_flatten_images")["metadata"]["nbgrader"] = "mine"
    cell(notebook, "broadcast_vector")["metadata"]["nbgrader"] = {"grade_id": 7, "grade": True}
    notebook["cells"] = [entry for entry in reversed(cells) if named(entry) not in REMOVED] + [twin]
    # The notebook is run in its order, so the import has to come first again.
    notebook["cells"].insert(0, code("import numpy as np"))


REMOVED = {"grade_naive_relu", "test_naive_add_public", "naive_matrix_dot", "grade_naive_matrix_dot"}

HOSTILE = """\
import os, sys, builtins
attempts = []
for path in ("gradebook.db", "../gradebook.db", {root!r} + "/gradebook.db", {root!r} + "/solutions/tensor_ops.py"):
    for mode in ("rb", "ab"):
        try:
            open(path, mode)
            attempts.append((path, mode))
        except OSError:
            pass
builtins.open = builtins.print = lambda *arguments, **options: None
for module in list(sys.modules.values()):
    if "nbgrader" in getattr(module, "__name__", ""):
        attempts.append(module.__name__)
print("4.0")
sys.stdout.write("4.0")
"""


def hostile(root: str) -> Make:
    """Looks for the gradebook and the solutions, and ends its process in a function; wrong where it found any."""

    def make(notebook: Notebook) -> None:
        notebook["cells"].insert(0, code(HOSTILE.format(root=root)))
        write(notebook, "naive_relu", "def naive_relu(x):\n    import os\n    os._exit(0)\n")
        write(
            notebook,
            "transpose_matrix",
            "def transpose_matrix(x):\n    assert not attempts, attempts\n    return x.T\n",
        )

    return make


def endless(notebook: Notebook) -> None:
    """A loop that never ends."""
    write(notebook, "naive_add", "def naive_add(x, y):\n    while True:\n        pass\n")


def stale_kernel(notebook: Notebook) -> None:
    """Metadata of a kernel that is not there any more, and of no kernel at all."""
    notebook["metadata"] = {
        "kernelspec": {"name": "conda-env-tf1-py", "argv": ["rm"], "env": None},
        "language_info": {"version": 2.7, "codemirror_mode": ["ipython"], "file_extension": None},
        "interpreter": {"hash": 3},
    }


def classic(notebook: Notebook) -> None:
    """Jupyter Notebook 6: format 4.1, no cell ids, sources in one string, scrolled and collapsed cells."""
    notebook["nbformat_minor"] = 1
    notebook["metadata"] |= {"celltoolbar": "Create Assignment", "varInspector": {"cols": {}}}
    for entry in notebook["cells"]:
        entry.pop("id", None)
        entry["source"] = "".join(entry["source"])
        entry["metadata"] |= {"collapsed": True, "scrolled": False, "run_control": {"marked": True}}


def vs_code(notebook: Notebook) -> None:
    """VS Code: format 4.2, no ids, the language in each cell's metadata, no kernelspec's display name."""
    notebook["nbformat_minor"] = 2
    notebook["metadata"] = {"language_info": {"name": "python"}, "orig_nbformat": 4, "vscode": {"interpreter": {}}}
    for entry in notebook["cells"]:
        entry.pop("id", None)
        entry["metadata"] |= {"vscode": {"languageId": "python"}}
        if entry["cell_type"] == "code":
            entry["execution_count"] = None


def colab(notebook: Notebook) -> None:
    """Colab: format 4.0, ids in the metadata, its own module, outputs as it writes them."""
    notebook["nbformat_minor"] = 0
    notebook["metadata"] = {"colab": {"provenance": [], "toc_visible": True}, "accelerator": "GPU"}
    notebook["metadata"]["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    for number, entry in enumerate(notebook["cells"]):
        entry.pop("id", None)
        entry["metadata"] |= {"id": f"Xy{number}", "colab": {"base_uri": "https://localhost:8080/"}}
    drive = code("from google.colab import drive\ndrive.mount('/content/drive')", id="zz", outputId="yy")
    notebook["cells"].insert(0, drive)


def earlier_outputs(notebook: Notebook) -> None:
    """Saved with what an earlier run printed, results that look like points among it; the code was changed since."""
    write(notebook, "naive_relu", "def naive_relu(x):\n    return x.copy()\n")
    for number, entry in enumerate(entry for entry in notebook["cells"] if entry["cell_type"] == "code"):
        entry["execution_count"] = number
        entry["outputs"] = [
            {"output_type": "stream", "name": "stderr", "text": ["a warning\n"]},
            {
                "output_type": "display_data",
                "metadata": {},
                "data": {"text/plain": ["<Figure size 640x480>"]},
            },
            FORGED,
        ]


def magics(notebook: Notebook) -> None:
    """What IPython alone understands."""
    for source in ("%matplotlib inline\nimport matplotlib.pyplot as plt", "!pip install numpy\n%pip list", "np.zeros?"):
        notebook["cells"].insert(0, code(source))
    body = "".join(cell(notebook, "naive_relu")["source"])
    write(notebook, "naive_relu", f"%time\n{body}")


def cases(root: str) -> tuple[Case, ...]:
    """The twelve; ``root`` is the course's folder, which the hostile one looks for."""
    return (
        Case("correct", correct, {}),
        Case(
            "partial",
            partial,
            {"naive_relu": 0.8, "transpose_matrix": 2.0},
            "naive_relu hands its work to a vectorised operation",
        ),
        Case(
            "tampered",
            tampered,
            {"naive_add": 4.0, "naive_matrix_dot": 5.0},
            "Returned x as it came. Wrong value: 3 was expected, 1 came back.",
        ),
        Case("hostile", hostile(root), {"naive_relu": 4.0}, "naive_relu did not come back: it ended its own process"),
        Case("late", correct, {}, late=True),
        Case("endless", endless, {"naive_add": 4.0}, "naive_add did not finish within 1 s"),
        Case("stale-kernel", stale_kernel, {}),
        Case("classic", classic, {}),
        Case("vs-code", vs_code, {}),
        Case("colab", colab, {}),
        Case(
            "earlier-outputs",
            earlier_outputs,
            {"naive_relu": 4.0},
            "Returned x as it came. Wrong values: 2 of 4 entries differ",
        ),
        Case("magics", magics, {}),
    )
