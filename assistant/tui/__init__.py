"""The full-screen chat: the only room that imports Textual."""
