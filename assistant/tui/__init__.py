"""The full-screen chat: the only package that imports Textual."""
