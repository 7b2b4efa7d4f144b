"""The bridge to nbgrader: its autograding, feedback and gradebook, with the execution of students' code in the box.

Nothing of a notebook is run in nbgrader's process. :mod:`autograder.bridge.exporter` grades what was submitted with
grading processes of its own before nbgrader converts anything; the preprocessors put the points and the words into the
grade cells, where nbgrader looks for them.
"""
