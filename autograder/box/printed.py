"""What a student's code prints: kept up to a limit, the rest counted."""

import io
from contextlib import suppress
from typing import Any


class Printed(io.RawIOBase):
    """What stands behind ``sys.stdout`` and ``sys.stderr``: keeps the first ``limit`` bytes, counts the rest."""

    def __init__(self, limit: int) -> None:
        self.stream = io.TextIOWrapper(
            io.BufferedWriter(self), encoding="utf-8", errors="backslashreplace", write_through=True
        )
        self._limit = limit
        self._kept = bytearray()
        self._total = 0

    def writable(self) -> bool:
        """Yes."""
        return True

    def write(self, data: Any) -> int:
        """Takes ``data`` whole and returns its length, as a raw file does."""
        view = memoryview(data).cast("B")
        self._total += len(view)
        room = self._limit - len(self._kept)
        if room > 0:
            self._kept += view[:room]
        return len(view)

    def report(self) -> dict[str, Any]:
        """The text kept and the number of bytes passed over."""
        with suppress(ValueError):  # the student's code may have closed it
            self.stream.flush()
        return {"text": bytes(self._kept).decode("utf-8", "replace"), "more": self._total - len(self._kept)}
