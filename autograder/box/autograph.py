"""``tf.function`` without a disk: AutoGraph writes the source that it makes to a temporary file, and a box may not."""

import importlib
import itertools
import linecache
import types


def keep_in_memory() -> None:
    """Has AutoGraph compile the source that it makes where it stands; to be called before a box is forked."""
    loader = importlib.import_module("tensorflow.python.autograph.pyct.loader")
    numbers = itertools.count()

    def load_source(source: str, delete_on_exit: bool) -> tuple[types.ModuleType, str]:  # noqa: ARG001 - its signature
        name = f"<autograph {next(numbers)}>"
        linecache.cache[name] = (len(source), None, source.splitlines(True), name)
        module = types.ModuleType(name)
        module.__file__ = name
        exec(compile(source, name, "exec"), module.__dict__)  # noqa: S102 - as importing the file would
        return module, name

    loader.load_source = load_source  # type: ignore[attr-defined]
