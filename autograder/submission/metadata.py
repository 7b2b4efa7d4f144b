"""Gradescope's ``submission_metadata.yml``: who handed in which folder.

It is YAML as Ruby writes it (``:submitters:`` with ``:name``, ``:sid``, ``:email``), long, and holds students' own
words. Only the parser's events are looked at: no object is made of it, no alias followed, nothing nested deeply.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from autograder.submission.archives import display_name

MAX_BYTES = 64 * 1024 * 1024
_MAX_DEPTH = 100


def submitters(data: bytes) -> Mapping[str, tuple[str, ...]] | None:
    """Each folder's submitters, as ``name_id`` (the e-mail address where there is no id); None for any other file."""
    if len(data) > MAX_BYTES:
        return None
    import yaml  # noqa: PLC0415 - takes its time, and few exports are Gradescope's

    people: dict[str, dict[str, dict[str, str]]] = {}
    try:
        for path, value in _scalars(data):
            if len(path) == 4 and path[1] == ":submitters":
                folder, _, number, key = path
                people.setdefault(folder, {}).setdefault(number, {})[key] = value
    except (yaml.YAMLError, ValueError, RecursionError):
        return None
    named = {folder: tuple(filter(None, map(_name, own.values()))) for folder, own in people.items()}
    return {folder: names for folder, names in named.items() if names}


def _name(person: Mapping[str, str]) -> str:
    identity = person.get(":sid") or person.get(":email") or ""
    return display_name("_".join(filter(None, (person.get(":name", ""), identity))))


@dataclass(slots=True)
class _Level:
    """A mapping or a sequence that is open: the key that waits for its value, or how many items there were."""

    mapping: bool
    key: str | None = None
    count: int = field(default=0)

    def step(self) -> str:
        """The name of the value that comes, which is taken to be come."""
        if self.mapping:
            key, self.key = self.key or "", None
            return key
        self.count += 1
        return str(self.count - 1)


def _scalars(data: bytes) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every plain value with the keys and indices that lead to it; raises ``ValueError`` where it nests too deeply."""
    import yaml  # noqa: PLC0415 - as above

    # C where it is there: ten times as fast, and the file has megabytes of old test results in it.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    levels: list[_Level] = []
    path: list[str] = []
    for event in yaml.parse(data, Loader=loader):
        if isinstance(event, yaml.CollectionEndEvent):
            levels.pop()
            if path:
                path.pop()
            continue
        if not isinstance(event, yaml.NodeEvent):
            continue
        scalar = isinstance(event, yaml.ScalarEvent)
        top = levels[-1] if levels else None
        if top and top.mapping and top.key is None:
            if not scalar:
                raise ValueError("a key that is no text")
            top.key = event.value
            continue
        step = top.step() if top else None
        if isinstance(event, yaml.CollectionStartEvent):
            if len(levels) >= _MAX_DEPTH:
                raise ValueError("nested too deeply")
            levels.append(_Level(isinstance(event, yaml.MappingStartEvent)))
            if step is not None:
                path.append(step)
        elif scalar and step is not None and event.value not in ("", "~", "null"):
            yield (*path, step), event.value
