"""The compiled base: built once for a content, opened without parsing YAML."""
