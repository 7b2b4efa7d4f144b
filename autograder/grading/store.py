"""What has been graded, by what it is: an SQLite file that every grading process of a batch reads and writes.

A row is a unit's program (:mod:`autograder.submission.identity`), and holds its exercises' results with what each
rests on (:mod:`autograder.grading.grounds`). Whatever was put is there after a ``kill -9``; what a power failure takes
is graded again. A row that cannot be read is as good as none. See https://www.sqlite.org/wal.html for the mode it is
kept in.
"""

import json
import os
import sqlite3
import time
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from autograder.errors import Unwritten
from autograder.grading.grounds import Grounds

FORM: Final = 2  # of what is kept; another is never read
_BUSY_SECONDS: Final = 60.0
_POLL_SECONDS: Final = 0.02
_TABLES: Final = """
CREATE TABLE IF NOT EXISTS results (program TEXT PRIMARY KEY, form INTEGER NOT NULL, parts BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS hand_ins (
    student TEXT, unit TEXT, program TEXT NOT NULL, PRIMARY KEY (student, unit)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS runs (number INTEGER PRIMARY KEY);
CREATE TABLE IF NOT EXISTS claims (program TEXT PRIMARY KEY, pid INTEGER NOT NULL) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """The result of one exercise, or of loading a file: JSON, what it rests on, and whose submission it was first."""

    grounds: Grounds
    student: str
    run: int
    result: Any


Parts = dict[str, Kept]


class Store:
    """One connection; a process opens its own, after it was forked."""

    def __init__(self, path: Path) -> None:
        """Opens the file, made where it is missing; raises ``Unwritten`` where it cannot be used."""
        self._path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._database = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)
            self._database.execute("PRAGMA journal_mode = WAL")
            self._database.execute("PRAGMA synchronous = NORMAL")  # a killed process loses nothing by it
            self._database.executescript(_TABLES)
        except (OSError, sqlite3.Error) as error:
            raise Unwritten(f"{path}: results cannot be kept there: {error}; remove it, or use another --out") from None

    def begin_run(self) -> int:
        """The number of a run that begins now; claims of earlier ones, which were killed, are void."""
        with self._writing():
            self._database.execute("DELETE FROM claims")
            self._database.execute("INSERT INTO runs DEFAULT VALUES")
            [number] = self._database.execute("SELECT max(number) FROM runs").fetchone()
        return int(number)

    def read(self, program: str) -> Parts:
        """What is kept of a program, by exercise."""
        with self._told():
            row = self._database.execute(
                "SELECT parts FROM results WHERE program = ? AND form = ?", (program, FORM)
            ).fetchone()
        if row is None:
            return {}
        try:
            return unpacked(json.loads(zlib.decompress(row[0])))
        except (zlib.error, ValueError, TypeError, KeyError, AttributeError):
            return {}

    def put(self, program: str, parts: Mapping[str, Kept]) -> None:
        """Keeps these beside what is kept already; raises ``Unwritten``."""
        with self._writing():
            body = zlib.compress(json.dumps(packed({**self.read(program), **parts})).encode(), 1)
            self._database.execute("REPLACE INTO results VALUES (?, ?, ?)", (program, FORM, body))

    def note(self, student: str, unit: str, program: str) -> bool:
        """Notes what the student handed in for a unit; whether it was that the last time, too."""
        named = json.dumps(student)  # SQLite takes no lone surrogates
        with self._told():
            row = self._database.execute(
                "SELECT program FROM hand_ins WHERE student = ? AND unit = ?", (named, unit)
            ).fetchone()
            if row == (program,):
                return True
            self._database.execute("REPLACE INTO hand_ins VALUES (?, ?, ?)", (named, unit, program))
        return False

    def claim(self, program: str, seconds: float) -> bool:
        """Waits until no other process works on this program; then it is this one's. False after so many seconds."""
        patience = time.monotonic() + seconds
        while not self._claim(program):
            if time.monotonic() > patience:
                return False
            time.sleep(_POLL_SECONDS)
        return True

    def release(self, program: str) -> None:
        """Lets others work on it."""
        with self._told():
            self._database.execute("DELETE FROM claims WHERE program = ?", (program,))

    def close(self) -> None:
        """Lets go of the file."""
        self._database.close()

    def _claim(self, program: str) -> bool:
        with self._writing():
            row = self._database.execute("SELECT pid FROM claims WHERE program = ?", (program,)).fetchone()
            if row is not None and row[0] != os.getpid() and _is_alive(row[0]):
                return False
            self._database.execute("REPLACE INTO claims VALUES (?, ?)", (program, os.getpid()))
        return True

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with self._told():
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._database.execute("ROLLBACK")
                raise
            self._database.execute("COMMIT")

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise Unwritten(f"{self._path}: results cannot be kept there: {error}") from None


def packed(parts: Mapping[str, Kept]) -> dict[str, Any]:
    """The parts as JSON."""
    return {
        name: {"grounds": kept.grounds.digests, "student": kept.student, "run": kept.run, "result": kept.result}
        for name, kept in parts.items()
    }


def unpacked(data: Mapping[str, Any]) -> Parts:
    """The inverse; raises ``KeyError``, ``TypeError`` or ``AttributeError`` on anything else."""
    return {
        name: Kept(Grounds(*entry["grounds"]), entry["student"], entry["run"], entry["result"])
        for name, entry in data.items()
    }


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
