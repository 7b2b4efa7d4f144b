"""Between the results and a learning management system: its exports read, its gradebooks filled, nothing guessed."""

# What to do where an LMS counts other points than the grader.
SCALED, AS_THEY_ARE = "scaled", "as-they-are"
