"""The chat in a browser: a web server, and the process of each visitor's session."""
