"""Markdown parsed and laid out in lines of styled text, independent of where it is shown."""
