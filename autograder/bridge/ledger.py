"""What nbgrader's gradebook has of an assignment that was generated: its due date, its notebooks, their cells."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, func, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from autograder.bridge import tables
from autograder.bridge.release import ReleasedCell, Roles, oddity, released_cell
from autograder.bridge.settings import OnlyNbgraders
from autograder.errors import GraderFault, UsageError
from autograder.submission.archives import one_line


@dataclass(frozen=True, slots=True)
class ReleasedNotebook:
    """A notebook of the assignment; ``graded`` and ``commented`` have the gradebook's id of each cell by its name."""

    id: str
    cells: Mapping[str, ReleasedCell]
    graded: Mapping[str, str]
    commented: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Release:
    """An assignment as it was generated; ``notebooks`` by their names, ``due`` in UTC."""

    id: str
    due: datetime | None
    notebooks: Mapping[str, ReleasedNotebook]


@contextmanager
def gradebook(url: str) -> Iterator[Engine]:
    """The gradebook at ``url``, left in order; the database's own errors are one line.

    Raises:
        GraderFault: it cannot be read or written.
    """
    engine = create_engine(url)
    try:
        yield engine
    except SQLAlchemyError as error:
        raise GraderFault(f"the gradebook {url}: {one_line(str(getattr(error, 'orig', None) or error))}") from None
    finally:
        engine.dispose()


def read_release(engine: Engine, assignment: str) -> Release:
    """The assignment of this name.

    Raises:
        UsageError: the gradebook has none.
        OnlyNbgraders: the gradebook is one of another nbgrader, or of cells that nbgrader itself would refuse.
    """
    hint = f"run 'nbgrader generate_assignment {assignment}'"
    missing = UsageError(f"{assignment}: no such assignment in the gradebook; {hint}")
    place = make_url(engine.url)
    if place.get_backend_name() == "sqlite" and place.database and not Path(place.database).exists():
        raise missing
    with engine.connect() as connection:
        _check_revision(connection)
        table = tables.assignment
        row = connection.execute(select(table.c.id, table.c.duedate).where(table.c.name == assignment)).one_or_none()
        if row is None:
            raise missing
        names = select(tables.notebook.c.id, tables.notebook.c.name).where(tables.notebook.c.assignment_id == row.id)
        notebooks = connection.execute(names).all()
        return Release(row.id, row.duedate, {found.name: _released(connection, found.id) for found in notebooks})


def _check_revision(connection: Connection) -> None:
    try:
        found = connection.execute(select(tables.alembic_version.c.version_num)).scalars().all()
    except SQLAlchemyError:
        found = []
    if len(found) != 1 or found[0] not in tables.REVISIONS:
        raise OnlyNbgraders("the gradebook is not in the form of nbgrader 0.9")


def _released(connection: Connection, notebook: str) -> ReleasedNotebook:
    base, grades, tasks, source = tables.base_cell, tables.grade_cells, tables.task_cells, tables.source_cell
    cells = connection.execute(
        select(base.c.id, base.c.name, base.c.type, func.coalesce(grades.c.max_score, tasks.c.max_score).label("most"))
        .outerjoin_from(base, grades, grades.c.id == base.c.id)
        .outerjoin(tasks, tasks.c.id == base.c.id)
        .where(base.c.notebook_id == notebook)
    ).all()
    grade, solution, task = (
        {cell.name: cell.id for cell in cells if cell.type == kind}
        for kind in ("GradeCell", "SolutionCell", "TaskCell")
    )
    if twice := task.keys() & (grade.keys() | solution.keys()):
        raise OnlyNbgraders(f"{min(twice)} is a task and something else, too")
    roles = Roles(grade, solution, task, {cell.name: cell.most for cell in cells if cell.most is not None})
    columns = (source.c.name, source.c.cell_type, source.c.source, source.c.locked, source.c.checksum)
    # No order is asked for, as nbgrader asks for none: cells that are added back come in the order of their rows.
    rows = connection.execute(select(*columns).where(source.c.notebook_id == notebook)).all()
    released = {row.name: released_cell(*row, roles) for row in rows}
    for odd in filter(None, map(oddity, released.values())):
        raise OnlyNbgraders(odd)
    return ReleasedNotebook(notebook, released, grade | task, solution | task)
