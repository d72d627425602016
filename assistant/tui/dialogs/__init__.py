"""Dialogs over the chat: pickers, help, and a change before it is saved."""
