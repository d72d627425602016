"""Standard streams, and text painted for them."""
