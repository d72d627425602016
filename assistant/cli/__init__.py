"""The command line: parser, options, and one module per command."""
