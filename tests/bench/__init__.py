"""Measurements away from the tests: ``python -m tests.bench``."""
