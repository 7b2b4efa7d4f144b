"""The nbgrader course of this folder: source/ has its assignments, and students' code is run in the box only.

Everything else is nbgrader's default; add what your course needs (its name, an exchange, late penalties). The names
are texts, so that nothing at all is graded where the autograder is not installed.
"""

c = get_config()  # noqa: F821 - nbgrader gives this file that function

c.CourseDirectory.course_id = "tensor_gears"

c.Autograde.exporter_class = "autograder.bridge.exporter.BoxedExporter"
c.Autograde.sanitize_preprocessors = [
    "nbgrader.preprocessors.ClearOutput",
    "autograder.bridge.preprocessors.RestoreCells",
    "nbgrader.preprocessors.DeduplicateIds",
    "nbgrader.preprocessors.OverwriteKernelspec",
    "nbgrader.preprocessors.OverwriteCells",
    "nbgrader.preprocessors.CheckCellMetadata",
]
c.Autograde.autograde_preprocessors = [
    "autograder.bridge.preprocessors.BoxedGrading",  # in the place of nbgrader's Execute
    "nbgrader.preprocessors.IgnorePattern",
    "nbgrader.preprocessors.LimitOutput",
    "nbgrader.preprocessors.SaveAutoGrades",
    "autograder.bridge.preprocessors.MarkForReview",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]
# c.BoxedExporter.jobs = 2                  # notebooks graded at once; by default one a core
# c.BoxedExporter.without = ["landlock"]    # a layer that this machine lacks; see `autograder doctor`
