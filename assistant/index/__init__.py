"""The compiled base on disk: built once for each state of the base, opened without parsing YAML."""
