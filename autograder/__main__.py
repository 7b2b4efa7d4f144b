"""The command, and ``python -m autograder``."""

import signal
import sys
from typing import Any, NoReturn

from autograder.errors import Terminated
from autograder.processes.source import Source


def run() -> None:
    """Runs the command line; where it grades, what takes longest starts first, and imports while the rest does."""
    signal.signal(signal.SIGTERM, _terminate)
    source = Source()
    if sys.argv[1:2] == ["grade"] or sys.argv[1:3] == ["nbgrader", "autograde"]:
        source.start()
    try:
        from autograder.cli import main  # noqa: PLC0415 - see above

        main(obj=source)
    finally:
        source.close()


def _terminate(*_: Any) -> NoReturn:
    raise Terminated


if __name__ == "__main__":
    run()
