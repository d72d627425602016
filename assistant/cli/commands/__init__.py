"""The commands, a thin module each: arguments in, exit code out. Each is loaded when it is called."""
