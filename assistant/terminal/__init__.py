"""Output to the terminal: standard streams, ANSI styles, and links opened in a browser."""
