"""Long runs of the random tests: ``python -m tests.soak``."""
