"""Data stored on this machine: history, conversations, inbox, preferences and settings."""
