"""Nothing in here is a test of ours, and a submission's conftest.py must not be run by looking for tests."""

collect_ignore_glob = ["*"]
