"""One thin module per command: arguments in, exit code out. A module is loaded when its command is called."""
