"""Conversations: turns, follow-ups, the open base, slash commands and export."""
