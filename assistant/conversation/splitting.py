"""Answer a line that asks two things part by part."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.conversation.answering import Match
from assistant.conversation.context import Context, Topic
from assistant.conversation.following import follow
from assistant.conversation.picking import pick
from assistant.matching.decision import SURE
from assistant.matching.follow_up import (
    UNEVEN_SPANS,
    coordinated,
    sentences,
    with_pronoun_resolved,
    with_shared_subject,
)

WHOLE_COVERAGE = 0.9
"""Share (0-1) of the words of a line from which the answer to it leaves out no part of it."""


def split(context: Context, text: str, whole: Match) -> list[Match]:
    """Return the matches of a text with two questions; none if there is only one."""
    if whole.score >= SURE:
        return []
    parts = sentences(text)
    if len(parts) == 2:
        return _best(context, [(parts[0], parts[1])], whole)
    if whole.confident and whole.scored[0].coverage.coverage >= WHOLE_COVERAGE:
        return []
    return _best(context, coordinated(text), whole) or _best(context, coordinated(text, UNEVEN_SPANS), whole)


def _best(context: Context, pairs: Sequence[tuple[str, str]], whole: Match) -> list[Match]:
    """Return the matches of the pair of questions that is understood best; none if the whole is understood better."""
    tries = [_both(context, first, second) for first, second in pairs]
    tries = [found for found in tries if found and _say_more(found, whole)]
    return max(tries, key=lambda found: sum(one.score for one in found), default=[])


def _say_more(parts: Sequence[Match], whole: Match) -> bool:
    """Return whether the parts of a question are understood at least as well as the whole."""
    if whole.confident or len(sentences(whole.text)) == 2:
        return all(one.confident for one in parts)
    return all(one.score >= whole.score for one in parts)


def _both(context: Context, first: str, second: str) -> list[Match]:
    """Match two questions; return nothing unless both are answered, by different entries."""
    one = context.match(first)
    if one.entry is None or not one.shown or context.is_small_talk(one):
        return []
    here = context._replace(
        topic=Topic(context.store.entry_at(one.entry), first), choices=[], numbered=[], items=[]
    )
    other = _second(here, first, second)
    if not other.shown or context.is_small_talk(other) or other.entry == one.entry:
        return []
    return [one, other._replace(text=second)]


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
