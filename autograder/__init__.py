"""Tensor Gears: an auto-graded deep-learning course whose verdicts are made out of the student's reach."""

__version__ = "0.1.0"
