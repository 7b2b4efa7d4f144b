"""Files that a release holds as they stand here: the standard library and pytest only, nothing of this package."""
