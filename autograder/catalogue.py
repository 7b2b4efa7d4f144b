"""What Babel is to extract from a grader's file: its sentences, and its tests' titles, which are their docstrings.

``make words`` has Babel call :func:`extract` (``[tool.babel]`` in ``pyproject.toml``); nothing is imported to be read.
"""

import ast
from collections.abc import Collection, Iterator, Mapping
from typing import IO


def extract(
    file: IO[bytes], keywords: Collection[str], comment_tags: Collection[str], options: Mapping[str, str]
) -> Iterator[tuple[int, str, str, list[str]]]:
    """The line and the text of every title and sentence of a grader's file, in the form that Babel wants."""
    del keywords, comment_tags, options
    for node in ast.walk(ast.parse(file.read())):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield node.lineno, "", title(ast.get_docstring(node) or node.name), []
        elif isinstance(node, ast.Call) and ast.unparse(node.func) == "check.sentence":
            yield node.lineno, "", str(ast.literal_eval(node.args[0])), []


def title(docstring: str) -> str:
    """A test's title: the first paragraph of its docstring, in one line."""
    return " ".join(docstring.split("\n\n", maxsplit=1)[0].split())
