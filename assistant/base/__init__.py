"""The question base, from bytes on disk to checked entries."""
