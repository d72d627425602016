"""The compiled base on disk: built once for each content, opened without parsing YAML."""
