"""The command, and ``python -m autograder``."""

import sys

from autograder.processes import Source


def run() -> None:
    """Runs the command line; for ``grade`` what takes longest starts first, and imports while the command line does."""
    source = Source()
    if sys.argv[1:2] == ["grade"]:
        source.start()
    try:
        from autograder.cli import main  # noqa: PLC0415 - see above

        main(obj=source)
    finally:
        source.close()


if __name__ == "__main__":
    run()
