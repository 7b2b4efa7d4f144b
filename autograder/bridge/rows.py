"""Writes what was autograded into nbgrader's gradebook: a whole assignment in one transaction.

It holds the gradebook for a fraction of a second: no grade that a person gives meanwhile is lost, and where it fails
nothing was written. What a person gave (points, comments, extra credit, an extension, a flag) is never written to.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import Boolean, Connection, Engine, bindparam, case, func, insert, or_, select, update

from autograder.bridge import tables
from autograder.bridge.ledger import Release
from autograder.bridge.marking import Marks

_ALWAYS_THERE = "default_course"  # nbgrader's preprocessors make it, whatever the course is called


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be written of a submission; ``missing`` are notebooks that were not handed in and get 0."""

    student: str
    timestamp: datetime | None
    marks: Mapping[str, Marks]
    missing: Sequence[str]


@dataclass(frozen=True, slots=True)
class Rules:
    """What is done for a course beside its marks: its own name, whether students are made, what lateness costs."""

    course_id: str
    create_students: bool
    late_is_zero: bool


@dataclass(frozen=True, slots=True)
class _Row:
    """A submission's own row."""

    id: str
    timestamp: datetime | None
    extension: timedelta | None


def write(engine: Engine, release: Release, entries: Sequence[Entry], rules: Rules) -> dict[str, str]:
    """Writes these; gives the students of whom nothing could be written, each with the reason.

    Raises:
        SQLAlchemyError: the database's own; nothing was written.
    """
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":  # which would begin with the first change, after what was read
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        _add_missing(connection, tables.course, {rules.course_id, _ALWAYS_THERE} - {""})
        students = set(connection.execute(select(tables.student.c.id)).scalars())
        book = _Book(connection, release)
        refused, sound = dict[str, str](), list[Entry]()
        for entry in entries:
            if not rules.create_students and entry.student not in students:
                refused[entry.student] = f"no student with ID '{entry.student}' exists in the gradebook"
            elif lacking := book.lacking(entry):
                refused[entry.student] = f"the gradebook has no row for {lacking}: it is of an earlier release"
            else:
                sound.append(entry)
        _add_missing(connection, tables.student, {entry.student for entry in sound})
        book.add(sound)
        book.enter(sound)
        book.charge(sound, rules)
    return refused


def _add_missing(connection: Connection, table: Any, ids: set[str]) -> None:
    known = set(connection.execute(select(table.c.id)).scalars())
    _insert(connection, table, [{"id": name} for name in sorted(ids - known)])


def _insert(connection: Connection, table: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        connection.execute(insert(table), rows)


class _Book:
    """The rows of one assignment's submissions."""

    def __init__(self, connection: Connection, release: Release) -> None:
        self._connection = connection
        self._release = release
        submitted, notebooks = tables.submitted_assignment.c, tables.submitted_notebook.c
        query = select(submitted.student_id, submitted.id, submitted.timestamp, submitted.extension)
        rows = connection.execute(query.where(submitted.assignment_id == release.id)).all()
        self._submissions = {student: _Row(*others) for student, *others in rows}
        ours = select(submitted.id).where(submitted.assignment_id == release.id)
        query = select(notebooks.assignment_id, notebooks.notebook_id, notebooks.id)
        found: Any = connection.execute(query.where(notebooks.assignment_id.in_(ours))).all()
        self._notebooks: dict[tuple[str, str], str] = {
            (submission, notebook): own for submission, notebook, own in found
        }
        within = select(notebooks.id).where(notebooks.assignment_id.in_(ours))
        self._cells = {
            table: {
                (notebook, cell)
                for notebook, cell in connection.execute(
                    select(table.c.notebook_id, table.c.cell_id).where(table.c.notebook_id.in_(within))
                )
            }
            for table in (tables.grade, tables.comment)
        }

    def _notebook(self, entry: Entry, name: str) -> str | None:
        """The id of a submitted notebook."""
        return self._notebooks.get((self._submissions[entry.student].id, self._release.notebooks[name].id))

    def lacking(self, entry: Entry) -> str:
        """A notebook or cell that has no row in a submission of before, empty where there is none."""
        if entry.student not in self._submissions:
            return ""
        for name in (*entry.marks, *entry.missing):
            if self._notebook(entry, name) is None:
                return name
        for name, marks in entry.marks.items():
            own, released = self._notebook(entry, name), self._release.notebooks[name]
            for table, cells, ids in (
                (tables.grade, marks.scores, released.graded),
                (tables.comment, marks.comments, released.commented),
            ):
                for cell in cells:
                    if (own, ids[cell]) not in self._cells[table]:
                        return f"{name}'s {cell}"
        return ""

    def add(self, entries: Iterable[Entry]) -> None:
        """Makes the rows of the submissions that have none yet, as nbgrader does: with nothing in them."""
        new = [entry.student for entry in entries if entry.student not in self._submissions]
        self._submissions |= {student: _Row(uuid4().hex, None, None) for student in new}
        notebooks, grades, comments = list[Any](), list[Any](), list[Any]()
        for submission in (self._submissions[student].id for student in new):
            for released in self._release.notebooks.values():
                own = self._notebooks[submission, released.id] = uuid4().hex
                about = {"id": own, "assignment_id": submission, "notebook_id": released.id}
                notebooks.append(about | {"flagged": False})
                for cell in released.graded.values():
                    grades.append({"id": uuid4().hex, "notebook_id": own, "cell_id": cell, "needs_manual_grade": True})
                for cell in released.commented.values():
                    comments.append({"id": uuid4().hex, "notebook_id": own, "cell_id": cell})
        rows = [
            {"id": self._submissions[student].id, "assignment_id": self._release.id, "student_id": student}
            for student in new
        ]
        _insert(self._connection, tables.submitted_assignment, rows)
        _insert(self._connection, tables.submitted_notebook, notebooks)
        _insert(self._connection, tables.grade, grades)
        _insert(self._connection, tables.comment, comments)

    def enter(self, entries: Iterable[Entry]) -> None:
        """Writes when each was submitted, and its marks."""
        times, scores, comments, missing = list[Any](), list[Any](), list[Any](), list[Any]()
        for entry in entries:
            if entry.timestamp is not None:
                times.append({"row": self._submissions[entry.student].id, "time": entry.timestamp})
            missing += [{"row": self._notebook(entry, name)} for name in entry.missing]
            for name, marks in entry.marks.items():
                own, released = self._notebook(entry, name), self._release.notebooks[name]
                for cell, score in marks.scores.items():
                    look = score is None or cell in marks.review
                    scores.append({"row": own, "cell": released.graded[cell], "score": score, "look": look})
                for cell, text in marks.comments.items():
                    comments.append({"row": own, "cell": released.commented[cell], "text": text})
        grade, comment, submitted = tables.grade, tables.comment, tables.submitted_assignment
        row: Any = bindparam("row")
        cell_id: Any = bindparam("cell")
        self._update(update(submitted).where(submitted.c.id == row).values(timestamp=bindparam("time")), times)
        absent = {"auto_score": 0.0, "needs_manual_grade": False}
        self._update(update(grade).where(grade.c.notebook_id == row).values(**absent), missing)
        # Points that a person gave want another look beside new ones.
        wanted = or_(grade.c.manual_score.is_not(None), bindparam("look", type_=Boolean))
        which = (grade.c.notebook_id == row, grade.c.cell_id == cell_id)
        changed = {"auto_score": bindparam("score"), "needs_manual_grade": wanted}
        self._update(update(grade).where(*which).values(**changed), scores)
        which = (comment.c.notebook_id == row, comment.c.cell_id == cell_id)
        self._update(update(comment).where(*which).values(auto_comment=bindparam("text")), comments)

    def charge(self, entries: Iterable[Entry], rules: Rules) -> None:
        """Writes what each notebook loses for being late: all it has, or nothing."""
        changes = []
        for entry in entries:
            for name in entry.marks:
                own = self._notebook(entry, name)
                lost = self._score(own) if rules.late_is_zero and self._is_late(entry) else None
                changes.append({"row": own, "lost": None if lost is None else max(lost, 0.0)})
        table = tables.submitted_notebook
        change = update(table).where(table.c.id == bindparam("row"))
        self._update(change.values(late_submission_penalty=bindparam("lost")), changes)

    def _is_late(self, entry: Entry) -> bool:
        row, due = self._submissions[entry.student], self._release.due
        handed_in = entry.timestamp or row.timestamp
        return due is not None and handed_in is not None and handed_in > due + (row.extension or timedelta())

    def _score(self, notebook: str | None) -> float:
        grade = tables.grade.c
        extra = func.coalesce(grade.extra_credit, 0.0)
        given = func.coalesce(grade.manual_score, grade.auto_score)
        score = case((given.is_not(None), given + extra), else_=0.0)
        query = select(func.coalesce(func.sum(score), 0.0)).where(grade.notebook_id == notebook)
        return float(self._connection.execute(query).scalar_one())

    def _update(self, change: Any, rows: Sequence[Mapping[str, Any]]) -> None:
        if rows:
            self._connection.execute(change, rows)
