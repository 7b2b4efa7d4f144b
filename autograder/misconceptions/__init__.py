"""Known wrong programs, a file a unit, with hints for those who wrote one: read by ``hints.py``, run in boxes only."""
