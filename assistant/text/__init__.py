"""Parsing Markdown and laying it out in lines of styled text, independent of where it is shown."""
