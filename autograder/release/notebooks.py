"""Students' notebooks: an assignment without its solutions and hidden tests, as nbgrader would release it."""

import json
import re
from typing import Any

_SOLUTION = re.compile(r"^([ \t]*)### BEGIN SOLUTION\n.*?^[ \t]*### END SOLUTION$", re.MULTILINE | re.DOTALL)
_HIDDEN = re.compile(r"\n?^### BEGIN HIDDEN TESTS\n.*?^### END HIDDEN TESTS$", re.MULTILINE | re.DOTALL)
_STUB = r"\1# YOUR CODE HERE\n\1raise NotImplementedError()"  # nbgrader's own words


def released(assignment: str) -> str:
    """The notebook for students, made of the JSON text of ``source/<unit>/<unit>.ipynb``.

    Its cells' text, ids and locks are those of ``nbgrader generate_assignment``. What that adds beside them, the
    checksums by which nbgrader tells changed cells, belongs to a gradebook, of which a release knows nothing.
    """
    document = json.loads(assignment)
    for cell in document["cells"]:
        roles = cell["metadata"].get("nbgrader")
        if roles:
            _clear(cell, roles)
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _clear(cell: dict[str, Any], roles: dict[str, Any]) -> None:
    source = "".join(cell["source"])
    if roles["solution"]:
        source = _SOLUTION.sub(_STUB, source)
    cell["source"] = _HIDDEN.sub("", source).splitlines(keepends=True)
    cell["metadata"]["deletable"] = False
    if roles["locked"]:
        cell["metadata"]["editable"] = False
