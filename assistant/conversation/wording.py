"""Phrases that every interface uses for the outcome of a question."""

from __future__ import annotations

from assistant.conversation.turn import AMBIGUOUS, Turn

NOT_IN_SOURCE = "The source does not say."
DID_YOU_MEAN = "Did you mean"
CLOSEST_MATCH = "Closest match:"
OR_DID_YOU_MEAN = "Or did you mean"
NO_MATCH = "No matching answer."
CLOSEST = "The closest questions:"
NONE_OF_THESE = "none of these"
BROWSE_CONTENTS = "browse the contents"


def closest_question(turn: Turn) -> str:
    """Return the stored question of a likely answer."""
    return turn.candidates[0].question if turn.candidates else turn.matched or ""


def no_answer(turn: Turn) -> str:
    """Return the line above the choices when there is no answer."""
    if turn.status == AMBIGUOUS:
        return DID_YOU_MEAN
    return f"{NO_MATCH} {CLOSEST}" if turn.candidates else NO_MATCH
