"""Controllers of the chat: each connects widgets with the conversation or the base."""
