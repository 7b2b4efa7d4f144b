"""The errors that cross module borders, and whose doing each is."""


class AutograderError(Exception):
    """A fault that a person can mend; its text is the one line they are shown."""


class UsageError(AutograderError):
    """The command was called with something it cannot use (exit status 2)."""


class GraderFault(AutograderError):  # noqa: N818 - a fault of ours, in the words of house and course
    """Our own side failed: nothing of it is ever charged to the student."""


class Unwritten(GraderFault):
    """Results cannot be written: the disk is full, or the place is not ours to write to."""


class DataMissing(AutograderError):  # noqa: N818 - a state of the machine
    """MNIST is not to be had on this machine, or is not the real one."""


class WireError(AutograderError):
    """Bytes from the other end that are no message, or more than the caps allow."""


class Terminated(KeyboardInterrupt):
    """The process was asked to end (SIGTERM), and does what it does for Ctrl-C."""


class SubmissionProblem(AutograderError):  # noqa: N818 - a state of the submission
    """A submission or a file of it cannot be read; the text goes to its author."""


def as_line(error: BaseException) -> str:
    """What it is and the first line of what it says."""
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__
