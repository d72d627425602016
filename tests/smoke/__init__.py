"""A smoke test of an installed program; run with ``python -m tests.smoke``."""
