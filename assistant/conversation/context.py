"""What a question may refer to: the topic, the choices and the list of the turns before it."""

from __future__ import annotations

from assistant.base.model import SMALL_TALK, Entry
from assistant.conversation.answering import Match, match, rescored
from assistant.index.store import Store
from assistant.matching.follow_up import (
    RELATED_BONUS,
    RELATING_BONUS,
    SECTION_BONUS,
    WHEN_BONUS,
    asks_when,
    has_year,
    score_in_context,
    with_topic,
)
from assistant.matching.normalize import normalized_key
from assistant.matching.query import parse_query
from assistant.record import Record


class Topic(Record):
    """What the conversation is about."""

    entry: Entry
    asked: str
    """The question that led to it."""


class Context(Record):
    """The state of the conversation when a question is asked."""

    store: Store
    allowed: frozenset[int] | None
    topic: Topic | None
    choices: list[str]
    numbered: list[str]
    """The questions that the screen numbers: the choices, or those to ask next."""
    items: list[str]
    """The items of the list in the last answer, or in an earlier one that the questions since were about."""
    answered: list[str]
    """Ids of the entries that have already been answers."""

    def match(self, text: str, among: frozenset[int] | None = None) -> Match:
        """Match a text on its own, if given among some entries only."""
        allowed = self.allowed if among is None else among if self.allowed is None else among & self.allowed
        return match(text, self.store, allowed=allowed)

    def is_small_talk(self, found: Match) -> bool:
        """Return whether the first candidate is small talk."""
        return found.entry is not None and self.store.entry_at(found.entry).kind == SMALL_TALK

    def is_topic(self, found: Match) -> bool:
        """Return whether the first candidate is the entry that the conversation is about."""
        assert self.topic is not None
        return found.entry is not None and self.store.entry_at(found.entry).id == self.topic.entry.id

    def whole_entry(self, found: Match) -> Match:
        """Return the match of the stored question of the first candidate."""
        return self.match(self.store.entry_at(found.scored[0].entry).question)

    def number_of(self, question: str) -> int | None:
        """Return the number of the entry with a stored question."""
        found = self.store.exact(normalized_key(question))
        return found[0] if found else None

    def with_topic(self, text: str) -> Match:
        """Match a text together with the topic's question, as written in the base or as asked: the better match."""
        assert self.topic is not None
        query = parse_query(text, self.store)
        topics = [parse_query(words, self.store) for words in (self.topic.entry.question, self.topic.asked)]
        found = [
            match(text, self.store, allowed=self.allowed, query=with_topic(query, topic)) for topic in topics
        ]
        return max(found, key=lambda one: one.score)

    def in_context(self, text: str, alone: Match, depends: float) -> Match:
        """Match a text together with the topic, and prefer entries near the topic."""
        combined = self.with_topic(text)
        scores = [{one.entry: one for one in found.scored} for found in (alone, combined)]
        scored = []
        for entry, one in (scores[1] | scores[0]).items():
            by_itself, together = (found[entry].score if entry in found else 0.0 for found in scores)
            score = score_in_context(by_itself, together, self.nearness(entry, text), depends)
            scored.append(one._replace(score=score))
        return rescored(combined, scored, self.store)

    def nearness(self, no: int, text: str) -> float:
        """Return how near an entry is to the topic, for a follow-up."""
        assert self.topic is not None
        entry, topic = self.store.entry_at(no), self.topic.entry
        if entry.id == topic.id:
            return WHEN_BONUS * (asks_when(text) and has_year(topic.answer))
        return (
            RELATED_BONUS * (entry.id in topic.related)
            + RELATING_BONUS * (topic.id in entry.related)
            + SECTION_BONUS * (entry.section == topic.section)
        )
