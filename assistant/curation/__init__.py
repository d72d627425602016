"""Changes to the base: teaching phrasings, resolving the inbox, opening an editor."""
