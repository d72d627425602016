"""Phrases that every interface uses for the outcome of a question."""

NOT_IN_SOURCE = "The source does not say."
DID_YOU_MEAN = "Did you mean"
NO_MATCH = "No matching answer."
CLOSEST = "The closest questions:"
NONE_OF_THESE = "none of these"
BROWSE_CONTENTS = "browse the contents"
