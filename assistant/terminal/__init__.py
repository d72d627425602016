"""The standard streams: output, colour, width, and text laid out for them."""
