"""Answer a line that asks two things part by part."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.conversation.answering import Match
from assistant.conversation.context import Context, Topic
from assistant.conversation.following import follow
from assistant.conversation.picking import pick
from assistant.matching.decision import SURE
from assistant.matching.follow_up import (
    EVEN_SPANS,
    UNEVEN_SPANS,
    coordinated,
    sentences,
    with_pronoun_resolved,
    with_shared_subject,
)

WHOLE_COVERAGE = 0.9
"""Share (0-1) of the words of a line from which the answer to it leaves out no part of it."""

MatchSecond = Callable[[Context, str, str], Match]
"""Matches the second question of a line, given the first."""


def split(context: Context, text: str, whole: Match) -> list[Match]:
    """Return the matches of a text with two questions; none if there is only one."""
    if whole.score >= SURE:
        return []
    parts = sentences(text)
    if len(parts) == 2:
        return _best(context, [(parts[0], parts[1])], whole, _second)
    if whole.confident and whole.scored[0].coverage.coverage >= WHOLE_COVERAGE:
        return []
    for spans in (EVEN_SPANS, UNEVEN_SPANS):
        # both parts have the rest of the line, so the second is no follow-up of the first
        found = _best(context, coordinated(text, spans), whole, lambda here, _, second: here.match(second))
        if found:
            return found
    return []


def _best(
    context: Context, pairs: Sequence[tuple[str, str]], whole: Match, match_second: MatchSecond
) -> list[Match]:
    """Return the matches of the pair of questions that is understood best; none if the whole is understood better."""
    tries = filter(None, (_both(context, pair, whole, match_second) for pair in pairs))
    return max(tries, key=lambda found: sum(one.score for one in found), default=[])


def _says_more(part: Match, whole: Match) -> bool:
    """Return whether a part of a question is understood at least as well as the whole."""
    if whole.confident or len(sentences(whole.text)) == 2:
        return part.confident
    return part.score >= whole.score


def _both(context: Context, pair: tuple[str, str], whole: Match, match_second: MatchSecond) -> list[Match]:
    """Match two questions; return nothing unless both are answered, as well as the whole, by different entries."""
    first, second = pair
    one = context.match(first)
    if one.entry is None or not one.shown or context.is_small_talk(one) or not _says_more(one, whole):
        return []  # most ways to split a line end here, before the searches for its second part
    here = context._replace(
        topic=Topic(context.store.entry_at(one.entry), first), choices=[], numbered=[], items=[]
    )
    other = match_second(here, first, second)
    if not other.shown or context.is_small_talk(other) or other.entry == one.entry:
        return []
    return [one, other._replace(text=second)] if _says_more(other, whole) else []


def _second(here: Context, first: str, second: str) -> Match:
    """Match the second question, which may leave out the subject of the first or refer to it by a pronoun."""
    completed = with_shared_subject(first, second)
    found = here.match(completed) if completed else None
    if found is not None and found.confident:
        return found
    alone = here.match(second)
    resolved = with_pronoun_resolved(first, second)
    if alone.exact_match and resolved is not None:  # the words are known, but are about another subject
        found = here.match(resolved)
        return found if found.confident else alone
    if alone.confident:
        return alone
    return pick(here, second) or follow(here, second, alone) or alone
