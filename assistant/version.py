"""The version of the program, apart so that every room can have it."""

VERSION = "0.1.0"
