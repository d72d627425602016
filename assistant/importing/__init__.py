"""Reads an existing FAQ and turns it into a question base."""
