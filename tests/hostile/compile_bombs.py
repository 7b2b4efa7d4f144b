"""Files that are small and yet too much for a parser or a compiler; each maker writes a submission and answers it."""

import json
from pathlib import Path

from cases import ROOT, honest


def _handed_in(folder: Path, name: str, files: dict[str, str]) -> Path:
    """A submission of these files and a whole honest unit."""
    path = folder / name
    path.mkdir()
    files = {**files, "tensors.py": (ROOT / "solutions" / "tensors.py").read_text("utf-8")}
    for file, text in files.items():
        (path / file).write_text(text, "utf-8")
    return path


def brackets(folder: Path) -> Path:
    """A hundred thousand brackets."""
    text = honest("# honest: others\n", "tensor_ops") + "\nX = " + "(" * 100_000 + "1" + ")" * 50_000 + "\n"
    return _handed_in(folder, "brackets", {"tensor_ops.py": text})


def minus_signs(folder: Path) -> Path:
    """A hundred thousand minus signs."""
    text = honest("# honest: others\n", "tensor_ops") + "\nX = " + "-" * 100_000 + "1\n"
    return _handed_in(folder, "minus_signs", {"tensor_ops.py": text})


def huge_literal(folder: Path) -> Path:
    """A number of 150,000 digits."""
    text = honest("# honest: others\n", "tensor_ops") + "\nX = " + "7" * 150_000 + "\n"
    return _handed_in(folder, "huge_literal", {"tensor_ops.py": text})


def deep_expressions(folder: Path) -> Path:
    """A notebook in which honest cells stand between deep ones."""
    bombs = [
        "x = 1\nx" + ".real" * 5000,
        "x = " + "+".join(["1"] * 5000),
        "if 0:\n    pass\n" + "elif 0:\n    pass\n" * 5000,
        "f = " + "lambda: " * 5000 + "1",
        "x = " + "f(" * 5000 + ")" * 5000,
        "x = f'" + "{" * 5000 + "1" + "}" * 5000 + "'",
    ]
    good = [honest(f"# honest: {name}", "tensor_ops") for name in ("naive_relu", "naive_add")]
    cells = [
        {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": source}
        for source in [good[0], *bombs, good[1]]
    ]
    text = json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    return _handed_in(folder, "deep_expressions", {"tensor_ops.ipynb": text})
