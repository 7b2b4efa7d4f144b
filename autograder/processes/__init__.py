"""A batch on all cores: one grading process a core, forked from one source and replaced where it dies."""
