"""The bridge to nbgrader: its autograding, feedback and gradebook, with the execution of students' code in the box.

Nothing of a notebook is run in nbgrader's process, or in ours in its place. In nbgrader's own commands
:mod:`autograder.bridge.exporter` grades what was submitted with grading processes before anything is converted, and the
preprocessors put the points and the words into the grade cells, where nbgrader looks for them. In our command
:mod:`autograder.bridge.converting` does all of that and nbgrader's other steps itself, from the same parts.
"""
