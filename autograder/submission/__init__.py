"""What was handed in: archives, notebooks and files, read as programs, and which of them are the same."""
