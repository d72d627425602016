"""Markdown to structured text, independent of where it is shown."""
