"""Has the graders run for a submission, or finds what they gave: pytest, known wrong programs, what is kept."""
