"""A conversation: questions in, turns out, including follow-up questions.

It uses no screen, file or clock, so every interface gives the same answers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.base.model import NOT_IN_SOURCE, QUESTION_LIMIT, SMALL_TALK, Entry
from assistant.conversation.answering import Match, in_other_language, match, turn_from, with_answer
from assistant.conversation.turn import AMBIGUOUS, LIKELY, Turn
from assistant.index.store import Store
from assistant.matching.confidence import word_coverage
from assistant.matching.decision import SURE, Abstained
from assistant.matching.follow_up import (
    asks_for_examples,
    asks_for_more,
    asks_where_said,
    coordinated,
    correction,
    counted,
    dependence,
    list_items,
    neighbour,
    ordinal,
    sentences,
    substituted,
    with_topic,
)
from assistant.matching.normalize import has_content
from assistant.matching.query import parse_query
from assistant.record import Record
from assistant.sanitize import safe_text

POINTING_LEAD = 5.0
"""A confident question that points back is combined with the topic only if that scores this much more (0-100)."""
MOVING_LEAD = 0.1
"""A follow-up leaves the topic's entry for one that covers this much more of the typed words (0-1)."""
SMALL_TALK_SCORE = 40.0
"""Score (0-100) from which small talk is not treated as a follow-up."""


class Topic(Record):
    """What the conversation is about."""

    entry: Entry
    asked: str
    """The question that led to it."""


class Conversation:
    """A conversation, in which a question may refer to the previous ones.

    Args:
        store: Returns the index; called for each question, because the base may have changed.
        section: Consider only entries of this section.
        top_k: Number of candidates per turn, at least 1.
    """

    def __init__(self, store: Callable[[], Store], *, section: str | None = None, top_k: int = 3) -> None:
        self._store = store
        self._section = section
        self._top_k = max(top_k, 1)
        self._topic: Topic | None = None
        self._answered: list[str] = []
        self.turns: list[Turn] = []

    def reset(self) -> None:
        """Start a new conversation."""
        self._topic = None
        self._answered.clear()
        self.turns.clear()

    def resume(self, turns: Sequence[Turn]) -> None:
        """Continue after stored turns."""
        store = self._store()
        for turn in turns:
            self._remember(turn, store)

    def ask(self, text: str, *, alone: bool = False) -> Turn:
        """Ask a question.

        Args:
            text: The question as typed. Unsafe characters are replaced; only ``QUESTION_LIMIT`` characters are matched.
            alone: Neither use the previous turns nor remember this one.

        Returns:
            The turn. Its answer is certain if the status is ``answered``, ``not_in_source`` or ``small_talk``, and the
            closest match if it is ``likely``. Otherwise there is none, and the candidates are the choices.
        """
        text = safe_text(text)
        store = self._store()
        allowed = store.numbers(self._section) if self._section else None
        topic = None if alone else self._topic
        question = _Question(store, allowed, topic, [] if alone else self._choices(), self._answered)
        found, about = question.find(text[:QUESTION_LIMIT])
        turn = turn_from(found[0], store, top_k=self._top_k, about=about)._replace(question=text)
        if len(found) > 1:
            turn = turn._replace(also=tuple(turn_from(one, store, top_k=self._top_k) for one in found[1:]))
        if not alone:
            self._remember(turn, store)
        return turn

    def choose(self, entry_id: str, question: str) -> Turn:
        """Answer with an entry that was offered, or ask the question if the base no longer has the entry."""
        store = self._store()
        entry = store.entry(entry_id)
        if entry is None:
            return self.ask(question)
        turn = turn_from(match(entry.question, store), store, top_k=self._top_k)
        turn = with_answer(turn, entry, store)._replace(question=safe_text(question))
        self._remember(turn, store)
        return turn

    def _choices(self) -> list[str]:
        """Return the questions that were just offered, in order."""
        last = self.turns[-1] if self.turns else None
        if last is None or last.status not in (AMBIGUOUS, LIKELY):
            return []
        if last.status == LIKELY and list_items(last.answer or ""):
            return []  # "the second" means the second item of the answer
        return [candidate.question for candidate in last.choices]

    def _remember(self, turn: Turn, store: Store) -> None:
        self.turns.append(turn)
        for one in (turn, *turn.also):
            entry = store.entry(one.entry) if one.entry else None
            if entry is not None and entry.kind != SMALL_TALK:
                self._topic = Topic(entry, one.question)
                self._answered.append(entry.id)


class _Question(Record):
    """The state of the conversation when a question is asked."""

    store: Store
    allowed: frozenset[int] | None
    topic: Topic | None
    choices: list[str]
    answered: list[str]
    """Ids of the entries that have already been answers."""

    def find(self, text: str) -> tuple[list[Match], str | None]:
        """Return a match for each question in a text, and the topic if it is a follow-up."""
        alone = self.match(text)
        if alone.exact_match or not has_content(word.typed for word in alone.query.words):
            return [alone], None
        foreign = in_other_language(alone, self.store)
        if foreign is not None:
            return [foreign], None
        topic = self.topic.entry.question if self.topic else None
        if self.topic or self.choices:
            picked = self.pick(text)
            if picked is not None:
                # An offered choice is a complete question: it has no topic.
                return [picked], None if self.choices and ordinal(text) is not None else topic
        several = self.split(text, alone)
        if several:
            return several, None
        followed = self.follow(text, alone)
        return ([followed], topic) if followed is not None else ([alone], None)

    def match(self, text: str) -> Match:
        """Match a text on its own."""
        return match(text, self.store, allowed=self.allowed)

    def is_small_talk(self, found: Match) -> bool:
        """Return whether the first candidate is small talk."""
        return found.entry is not None and self.store.entry_at(found.entry).kind == SMALL_TALK

    def pick(self, text: str) -> Match | None:
        """Return the choice, list item, neighbouring or related entry that a text names, if any."""
        place = ordinal(text)
        if place is not None:
            listed = self.choices or (list_items(self.topic.entry.answer) if self.topic else [])
            if listed and -len(listed) <= place < len(listed):
                found = self.match(listed[place])
                if not found.confident and self.topic:
                    found = self.with_topic(listed[place])
                return found if found.confident else None
        if self.topic is None:
            return None
        named = self.named_by_position(text, place)
        if named is not None:
            found = self.match(named)
            return found if found.confident else None
        if asks_for_examples(text):
            return self.next_related(NOT_IN_SOURCE)
        return self.next_related() if asks_for_more(text) else None

    def named_by_position(self, text: str, place: int | None) -> str | None:
        """Return the question meant by "the one after it", "the third one" or "which part is that in?"."""
        assert self.topic is not None
        entry = self.topic.entry
        step = neighbour(text)
        if step is not None or (place is not None and place >= 0):
            return counted(entry.question, step=step or 0, place=place if step is None else None)
        if asks_where_said(text):
            section = next((s for s in self.store.sections if s.id == entry.section), None)
            return section.title.split(".")[0] if section else None
        return None

    def next_related(self, kind: str | None = None) -> Match | None:
        """Return the first related entry that has not been an answer yet.

        Args:
            kind: The kind of entry. "Like what?" asks for examples; if the source gives none, an entry of the kind
                ``NOT_IN_SOURCE`` says so.
        """
        assert self.topic is not None
        for id in self.topic.entry.related:
            entry = self.store.entry(id)
            if entry and id not in self.answered and kind in (None, entry.kind):
                found = self.match(entry.question)
                if found.exact_match:  # otherwise the entry is outside the allowed section
                    return found
        return None

    def with_topic(self, text: str) -> Match:
        """Match a text together with the topic's question, as written in the base or as asked: the better match."""
        assert self.topic is not None
        query = parse_query(text, self.store)
        topics = [parse_query(words, self.store) for words in (self.topic.entry.question, self.topic.asked)]
        found = [
            match(text, self.store, allowed=self.allowed, query=with_topic(query, topic)) for topic in topics
        ]
        return self.leave_topic(text, max(found, key=lambda one: one.score))

    def leave_topic(self, text: str, found: Match) -> Match:
        """Return the best match other than the topic's entry, if it covers more of the typed words.

        The query contains the words of the topic, so the topic's entry would otherwise nearly always win.
        """
        here = found.entry
        if here is None or not self.is_topic(found):
            return found
        allowed = self.allowed if self.allowed is not None else frozenset(range(self.store.entry_count))
        other = match(text, self.store, allowed=allowed - {here}, query=found.query)
        words = parse_query(text, self.store).content_words
        if not words or other.entry is None:
            return found
        vectors = self.store.vectors([here, other.entry])
        staying, leaving = (
            word_coverage(words, frozenset(vectors[at].members)).coverage for at in (here, other.entry)
        )
        return other if leaving > staying + MOVING_LEAD else found

    def is_topic(self, found: Match) -> bool:
        """Return whether the first candidate is the entry that the conversation is about."""
        assert self.topic is not None
        return found.entry is not None and self.store.entry_at(found.entry).id == self.topic.entry.id

    def follow(self, text: str, alone: Match) -> Match | None:
        """Match a text as a follow-up; ``None`` if it stands alone."""
        if self.topic is None:
            return None
        corrected = correction(text)
        if corrected:
            return self.correct(corrected, alone)
        depends = dependence(text, alone.query)
        if depends.changes_subject or not (depends.points_back or depends.short):
            return None
        if alone.small_talk_score >= SMALL_TALK_SCORE or (alone.confident and not depends.points_back):
            return None
        found = self.with_topic(text)
        # Choices or a likely answer for the text alone are more useful than the same answer again.
        repeats = self.is_topic(found) and not self.is_topic(alone)
        if repeats and not isinstance(alone.decision, Abstained) and not depends.points_back:
            return None
        if alone.confident and found.score < alone.score + POINTING_LEAD:
            return None
        return found if found.score > alone.score and not self.is_small_talk(found) else None

    def correct(self, text: str, whole: Match) -> Match | None:
        """Match a correction: the previous question with a part replaced, the correction alone, or with the topic.

        Returns:
            The match; ``None`` to match the whole text on its own.
        """
        assert self.topic is not None
        rest = self.match(text)
        if rest.confident and self.is_small_talk(rest):
            return None  # "no, thanks" corrects nothing
        replaced = substituted(self.topic.asked, text)
        tries = [self.match(replaced)] if replaced else []
        if whole.confident and whole.score > rest.score and not tries:
            return None
        tries = [found for found in (*tries, rest, self.with_topic(text)) if not self.is_small_talk(found)]
        confident = [found for found in tries if found.confident]
        return confident[0] if confident else max(tries, key=lambda found: found.score, default=None)

    def split(self, text: str, whole: Match) -> list[Match]:
        """Return the matches of a text with two questions; none if there is only one."""
        if whole.score >= SURE:
            return []
        parts = sentences(text)
        if len(parts) == 2:
            return self.both(*parts)
        if whole.confident:
            return []
        for first, second in coordinated(text):
            found = self.both(first, second)
            if found and all(one.score >= whole.score for one in found):
                return found
        return []

    def both(self, first: str, second: str) -> list[Match]:
        """Match two questions; return nothing unless both are answered, by different entries."""
        one = self.match(first)
        if one.entry is None or not one.confident or self.is_small_talk(one):
            return []
        here = self._replace(topic=Topic(self.store.entry_at(one.entry), first), choices=[])
        alone = self.match(second)
        other = here.follow(second, alone) or alone
        if not other.confident or self.is_small_talk(other) or other.entry == one.entry:
            return []
        return [one, other]
