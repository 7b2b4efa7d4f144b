"""Bundles: the course and its grader in one file, for a system that grades on machines of its own."""
