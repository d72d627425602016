"""Match a question as a follow-up to the topic, or as a correction of the question before it."""

from __future__ import annotations

from assistant.conversation.answering import Match
from assistant.conversation.context import Context
from assistant.matching.decision import Abstained
from assistant.matching.follow_up import (
    asks_circumstance,
    correction,
    dependence,
    exchanged,
    is_complete,
    substituted,
)


def follow(context: Context, text: str, alone: Match) -> Match | None:
    """Match a text as a follow-up; ``None`` if it stands alone."""
    if context.topic is None:
        return None
    corrected = correction(text)
    if corrected:
        return _correct(context, corrected, alone)
    depends = dependence(text, alone.query)
    greets = alone.confident and context.is_small_talk(alone)
    if not depends or (greets and not asks_circumstance(text)):
        return None
    found = context.in_context(text, alone, depends)
    if greets and not found.confident:
        return None
    if found.entry == alone.entry and alone.confident:
        return None
    # Choices or a likely answer for the text alone are more useful than the same answer again.
    repeats = context.is_topic(found) and not context.is_topic(alone) and not found.confident
    if repeats and not isinstance(alone.decision, Abstained) and depends < 1:
        return None
    return found if found.scored else None


def names_topic(text: str, found: Match) -> bool:
    """Return whether people need to see what a follow-up was taken to be about: not if it is complete or unanswered."""
    return not isinstance(found.decision, Abstained) and (bool(correction(text)) or not is_complete(text))


def _correct(context: Context, text: str, whole: Match) -> Match | None:
    """Match a correction: the previous question with a part replaced, the correction alone, or with the topic.

    Returns:
        The match; ``None`` to match the whole text on its own.
    """
    assert context.topic is not None
    rest = context.match(text)
    if any(one.confident and context.is_small_talk(one) for one in (whole, rest)):
        return None  # "no, thanks" corrects nothing
    asked = (context.topic.asked, context.topic.entry.question)
    replaced = list(filter(None, (substituted(question, text) for question in asked)))
    replaced = replaced or [question for previous in asked for question in exchanged(previous, text)]
    # a correction asks for another answer
    others = frozenset(range(context.store.entry_count)) - {context.number_of(context.topic.entry.question)}
    tries = [context.match(question, others) for question in dict.fromkeys(replaced)]
    if whole.confident and whole.score > rest.score and not tries:
        return None
    # "no, the policy" after "when did the article appear" asks when the policy was
    preferred = tries if any(map(asks_circumstance, asked)) else []
    tries = [found for found in (*tries, rest, context.with_topic(text)) if not context.is_small_talk(found)]
    return max(tries, key=lambda found: (found.confident, found in preferred, found.score), default=None)
