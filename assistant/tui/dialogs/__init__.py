"""Dialogs over the chat: pickers, help, and the preview of a change."""
