"""The process that a batch's grading processes are forked from: ``python -m autograder.processes.grading_process``.

Its standard input is a socket (:mod:`autograder.processes.serving`). It imports next to nothing before it has started
the nursery: while that imports what boxes have, this one imports what grades.
"""

import gc
import os
import signal
import socket
import warnings
from contextlib import closing

from autograder.box.door import Door


def main() -> None:
    """Serves the socket that is its standard input; whatever prints goes to standard error."""
    gc.disable()  # until all is collected: what is made here stays
    warnings.simplefilter("ignore")  # whatever PYTHONWARNINGS says: they would be told to nobody who can mend them
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the batch ends its processes itself
    control = socket.socket(fileno=os.dup(0))
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    os.dup2(2, 1)
    with closing(Door()) as door:
        door.start()
        from autograder.processes.serving import serve  # noqa: PLC0415 - see above

        serve(control, door)


if __name__ == "__main__":
    main()
