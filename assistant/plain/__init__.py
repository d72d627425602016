"""Plain mode: the conversation line by line."""
