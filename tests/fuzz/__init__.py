"""Seeded, bounded mutation of everything that is read: ``python -m tests.fuzz``, and a short run with the tests."""
