"""The tables of nbgrader's gradebook, as far as autograding reads and writes them.

nbgrader's own (``nbgrader.api``) take seconds to import; a test compares these with them, column for column. What is
not named here is left to its default, NULL in each case.
"""

from sqlalchemy import Boolean, Column, DateTime, Float, Interval, MetaData, String, Table, Text

REVISIONS = ("e43177bfe90b",)  # alembic's names of the schemas that these tables are of

_ALL = MetaData()


def _table(name: str, /, **columns: type) -> Table:
    return Table(name, _ALL, *(Column(column, kind) for column, kind in columns.items()))


alembic_version = _table("alembic_version", version_num=String)
course = _table("course", id=String)
assignment = _table("assignment", id=String, name=String, duedate=DateTime)
notebook = _table("notebook", id=String, name=String, assignment_id=String)
base_cell = _table("base_cell", id=String, name=String, notebook_id=String, type=String)
grade_cells = _table("grade_cells", id=String, max_score=Float)
task_cells = _table("task_cells", id=String, max_score=Float)
source_cell = _table(
    "source_cell", name=String, cell_type=String, locked=Boolean, source=Text, checksum=String, notebook_id=String
)
student = _table("student", id=String)
submitted_assignment = _table(
    "submitted_assignment", id=String, assignment_id=String, student_id=String, timestamp=DateTime, extension=Interval
)
submitted_notebook = _table(
    "submitted_notebook",
    id=String,
    assignment_id=String,
    notebook_id=String,
    flagged=Boolean,
    late_submission_penalty=Float,
)
grade = _table(
    "grade",
    id=String,
    notebook_id=String,
    cell_id=String,
    auto_score=Float,
    manual_score=Float,
    extra_credit=Float,
    needs_manual_grade=Boolean,
)
comment = _table("comment", id=String, notebook_id=String, cell_id=String, auto_comment=Text)
TABLES = tuple(_ALL.sorted_tables)
