"""The commands, a thin module each: arguments in, exit code out. A module is loaded when its command is called."""
