"""Phrases that every interface uses for the outcome of a question."""

from __future__ import annotations

from assistant.conversation.turn import AMBIGUOUS, Turn
from assistant.text.excerpt import excerpt, first_sentence

NOT_IN_SOURCE = "The source does not say."
DID_YOU_MEAN = "Did you mean"
CLOSEST_MATCH = "Closest match:"
OR_DID_YOU_MEAN = "Or did you mean"
NO_MATCH = "No matching answer."
NO_SOURCE = "This answer has no source to cite."
SEVERAL = "Several possible answers."
CLOSEST = "The closest questions:"
NONE_OF_THESE = "none of these"
BROWSE_COMMAND = "/contents"
BROWSE_CONTENTS = "browse the contents"


def closest_question(turn: Turn) -> str:
    """Return the stored question of a likely answer."""
    return turn.candidates[0].question if turn.candidates else turn.matched or ""


def outcome(turn: Turn) -> str:
    """Return what a question led to, on one line: the beginning of the answer, or that there was none."""
    if turn.answer:
        return excerpt(first_sentence(turn.answer))
    return SEVERAL if turn.status == AMBIGUOUS else NO_MATCH


def no_answer(turn: Turn, browse: str = BROWSE_COMMAND) -> str:
    """Return the line above the choices when there is no answer.

    Args:
        turn: The turn.
        browse: The command that lists the questions; mentioned if the question is in another language than the base.
    """
    if turn.languages is not None:
        from assistant.conversation.language_notice import language_notice  # not needed for an answer

        return language_notice(*turn.languages, browse)
    if turn.status == AMBIGUOUS:
        return DID_YOU_MEAN
    return f"{NO_MATCH} {CLOSEST}" if turn.choices else NO_MATCH
