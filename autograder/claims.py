"""Who works in a folder: one process at a time, which the kernel knows from a lock on the folder itself.

The lock is gone with its holder, however that ends (flock(2)); there is no file to be left behind. Its descriptor is
closed in every program that is executed, so that no process of ours keeps the folder when the one that claimed it is
gone. Where a file system has no such locks (NFS has none for folders), nobody is kept out.
"""

import os
import shutil
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from autograder.errors import GraderFault

SCRATCH = "autograder-run-"
UNCLAIMED_SECONDS = 60.0  # a scratch folder that is younger may be one that is about to be claimed


class Taken(GraderFault):
    """The folder is another process's."""


class Claim:
    """A folder that is this process's alone, until it is released."""

    def __init__(self, folder: Path) -> None:
        """Claims it; raises :class:`Taken` where another process has it, ``OSError`` where it cannot be opened."""
        import fcntl  # noqa: PLC0415 - only Linux grades, but help is read elsewhere too

        self._descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.release()
            raise Taken(f"{folder} is being written by another autograder: wait for it, or use another --out") from None
        except OSError:  # this file system has no locks
            pass

    def release(self) -> None:
        """Lets others have it; twice is harmless."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


class Scratch:
    """A folder for the temporary files of one run; those of runs that were killed are removed when it is made."""

    def __init__(self) -> None:
        """Makes it; raises ``OSError`` where there is no place for it."""
        sweep(Path(tempfile.gettempdir()))
        self.path = Path(tempfile.mkdtemp(prefix=SCRATCH))
        self._claim = Claim(self.path)

    def remove(self) -> None:
        """Removes it with all that is in it."""
        shutil.rmtree(self.path, ignore_errors=True)
        self._claim.release()


def sweep(place: Path) -> None:
    """Removes our user's scratch folders there that no process has claimed: it was killed, and could not do it."""
    for folder in place.glob(f"{SCRATCH}*"):
        with suppress(OSError, Taken):  # it is gone already, or in use
            found = folder.lstat()
            if found.st_uid == os.getuid() and time.time() - found.st_mtime > UNCLAIMED_SECONDS:
                claim = Claim(folder)
                shutil.rmtree(folder, ignore_errors=True)
                claim.release()
