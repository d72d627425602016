"""A conversation: questions in, turns out, including follow-up questions.

It uses no screen, file or clock, so every interface gives the same answers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.base.model import ANSWER, NOT_IN_SOURCE, QUESTION_LIMIT, SMALL_TALK, Entry
from assistant.conversation.answering import Match, in_other_language, match, rescored, turn_from, with_answer
from assistant.conversation.turn import AMBIGUOUS, LIKELY, Turn
from assistant.index.store import Store
from assistant.matching.decision import SURE, Abstained
from assistant.matching.follow_up import (
    RELATED_BONUS,
    RELATING_BONUS,
    SECTION_BONUS,
    WHEN_BONUS,
    asks_circumstance,
    asks_for_examples,
    asks_for_more,
    asks_for_opposite,
    asks_when,
    asks_where_said,
    clauses,
    coordinated,
    correction,
    counted,
    dependence,
    description,
    exchanged,
    has_year,
    list_items,
    neighbour,
    ordinal,
    score_in_context,
    sentences,
    substituted,
    with_topic,
    without_request,
)
from assistant.matching.normalize import has_content, normalized_key, words
from assistant.matching.query import parse_query
from assistant.record import Record
from assistant.sanitize import safe_text

SMALL_TALK_WORDS = 6
"""Most words of a text that is small talk although it is not found as a whole."""
ITEM_COVERAGE = 0.5
"""Share (0-1) of a list item's words that the entry about it has."""


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
        self._items: list[str] = []
        self._answered: list[str] = []
        self.turns: list[Turn] = []

    def reset(self) -> None:
        """Start a new conversation."""
        self._topic = None
        self._items.clear()
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
        choices, items = ([], []) if alone else (self._choices(), self._items)
        question = _Question(store, allowed, topic, choices, items, self._answered)
        found, about = question.find(text[:QUESTION_LIMIT])
        turn = turn_from(found[0], store, top_k=self._top_k, about=about)._replace(question=text)
        if len(found) > 1:
            parts = [turn_from(one, store, top_k=self._top_k)._replace(part=one.text) for one in found]
            turn = turn._replace(part=parts[0].part, also=tuple(parts[1:]))
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
        self._remember(turn, store, leave_list=False)
        return turn

    def _choices(self) -> list[str]:
        """Return the questions that were just offered, in order."""
        last = self.turns[-1] if self.turns else None
        if last is None or last.status not in (AMBIGUOUS, LIKELY):
            return []
        if last.status == LIKELY and list_items(last.answer or ""):
            return []  # "the second" means the second item of the answer
        return [candidate.question for candidate in last.choices]

    def _remember(self, turn: Turn, store: Store, *, leave_list: bool = True) -> None:
        self.turns.append(turn)
        for one in (turn, *turn.also):
            entry = store.entry(one.entry) if one.entry else None
            if entry is not None and entry.kind != SMALL_TALK:
                # Two answers share the subjects of the line; a follow-up alone does not say what it is about.
                self._topic = Topic(entry, entry.question if turn.about else turn.question)
                self._answered.append(entry.id)
                items = list_items(entry.answer)
                if items or (leave_list and turn.about is None):
                    self._items = items
        if turn.status == AMBIGUOUS and turn.candidates:  # a stored turn may have none
            # "which part is that?" is about what was just asked, not about an earlier answer
            entry = store.entry(turn.candidates[0].entry)
            self._topic = Topic(entry, turn.question) if entry else self._topic


class _Question(Record):
    """The state of the conversation when a question is asked."""

    store: Store
    allowed: frozenset[int] | None
    topic: Topic | None
    choices: list[str]
    items: list[str]
    """The items of the list in the last answer, or in an earlier one that the questions since were about."""
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
        small_talk = self.small_talk(text, alone)
        if small_talk is not None:
            return [small_talk], None
        several = self.split(text, alone)
        if several:
            return several, None
        followed = self.follow(text, alone)
        return ([followed], topic) if followed is not None else ([alone], None)

    def match(self, text: str, among: frozenset[int] | None = None) -> Match:
        """Match a text on its own, if given among some entries only."""
        allowed = self.allowed if among is None else among if self.allowed is None else among & self.allowed
        return match(text, self.store, allowed=allowed)

    def is_small_talk(self, found: Match) -> bool:
        """Return whether the first candidate is small talk."""
        return found.entry is not None and self.store.entry_at(found.entry).kind == SMALL_TALK

    def small_talk(self, text: str, alone: Match) -> Match | None:
        """Match "got it, thank you" by the part that is small talk, if the other parts say nothing."""
        parts = clauses(text)
        if len(parts) < 2 or alone.confident or len(words(text)) > SMALL_TALK_WORDS:
            return None
        found = [self.match(part) for part in parts]
        said = [one for one in found if one.confident and self.is_small_talk(one)]
        others = [one for one in found if one not in said and has_content(words(one.text))]
        silent = all(isinstance(one.decision, Abstained) for one in others) and "?" not in text
        return said[0] if said and silent else None

    def pick(self, text: str) -> Match | None:
        """Return the choice, list item, neighbouring or related entry that a text names, if any."""
        text = without_request(correction(text) or text)
        place = ordinal(text)
        listed = self.choices or (list_items(self.topic.entry.answer) if self.topic else [])
        if place is not None and listed:
            if -len(listed) <= place < len(listed):
                return self.item(listed[place])
            return self.match(self.topic.entry.question) if self.topic and not self.choices else None
        if self.topic is None:
            return None
        earlier = place is not None and counted(self.topic.entry.question, place=max(place, 0)) is None
        if place is not None and earlier and -len(self.items) <= place < len(self.items):
            return self.item(self.items[place])
        step = neighbour(text)
        if step is not None and self.items:
            found = self.beside_in_list(step)
            if found is not None:
                return found
        for question in self.named_by_position(text, place):
            found = self.match(question)
            if found.confident:
                return found
        described = description(text)
        if described is not None:
            return self.described_item(described)
        if asks_for_examples(text):
            return self.next_open(text)
        if asks_for_more(text) or asks_for_opposite(text):
            return self.next_related()
        return None

    def item(self, text: str) -> Match | None:
        """Return the match of a list item or a choice: the entry about it, or else the topic."""
        found = self.match(text)
        if self.topic is None or found.exact_match:
            return found if found.confident else None
        near = self.match(text, self.about_item(text))
        if near.scored and near.scored[0].coverage.coverage >= ITEM_COVERAGE:
            return self.whole_entry(near)
        if not found.confident:
            found = self.with_topic(text)
        return found if found.confident else None

    def beside_in_list(self, step: int) -> Match | None:
        """Return the match of the list item after (1) or before (-1) the one that the topic is about."""
        assert self.topic is not None
        here = self.number_of(self.topic.entry.question)
        entries = [None if found is None else found.entry for found in map(self.item, self.items)]
        if here is None or here not in entries:
            return None
        at = entries.index(here) + step
        return self.item(self.items[at]) if 0 <= at < len(entries) else None

    def described_item(self, words: str) -> Match | None:
        """Return the match of the list item whose entry has the most of some words."""
        found = [one for one in map(self.item, self.choices or self.items) if one is not None]
        entries = frozenset(one.entry for one in found if one.entry is not None)
        if len(entries) < 2:
            return None
        best = self.match(words, entries)
        return self.whole_entry(best) if best.scored and best.scored[0].coverage.coverage > 0 else None

    def whole_entry(self, found: Match) -> Match:
        """Return the match of the stored question of the first candidate."""
        return self.match(self.store.entry_at(found.scored[0].entry).question)

    def about_item(self, text: str) -> frozenset[int]:
        """Return the numbers of the entries near the topic that may be about a list item."""
        assert self.topic is not None
        entry = self.topic.entry
        related = (self.number_of(question) for question in self.store.questions(entry.related).values())
        near = self.store.numbers(entry.section).union(no for no in related if no is not None)
        found = ((no, self.store.entry_at(no)) for no in near)
        return frozenset(no for no, one in found if one.kind == ANSWER and text not in list_items(one.answer))

    def number_of(self, question: str) -> int | None:
        """Return the number of the entry with a stored question."""
        found = self.store.exact(normalized_key(question))
        return found[0] if found else None

    def named_by_position(self, text: str, place: int | None) -> list[str]:
        """Return the questions that "the one after it", "the third one" or "which part is that in?" may mean."""
        assert self.topic is not None
        entry = self.topic.entry
        sections = [section.title.split(".")[0] for section in self.store.sections]
        at = next((at for at, section in enumerate(self.store.sections) if section.id == entry.section), None)
        here = sections[at] if at is not None else ""
        step = neighbour(text)
        if step is not None or (place is not None and place >= 0):
            named = [counted(entry.question, step=step or 0, place=place if step is None else None)]
            if step is not None and at is not None and 0 <= at + step < len(sections):
                named += [counted(here, step=step), sections[at + step]]
            return list(filter(None, named))
        return [here] if here and asks_where_said(text) else []

    def next_related(self) -> Match | None:
        """Return the first related entry that has not been an answer yet, or else the first that names the topic."""
        assert self.topic is not None
        related = [entry for entry in map(self.store.entry, self.topic.entry.related) if entry is not None]
        return self.first_new(related) or self.first_new(self.relating(ANSWER))

    def next_open(self, text: str) -> Match | None:
        """Return an entry near the topic that says that the source does not give the examples a text asks for."""
        assert self.topic is not None
        related = [entry for entry in map(self.store.entry, self.topic.entry.related) if entry is not None]
        found = self.first_new([entry for entry in related if entry.kind == NOT_IN_SOURCE])
        if found is not None:
            return found
        numbers = (self.number_of(entry.question) for entry in self.relating(NOT_IN_SOURCE))
        best = self.match(text, frozenset(no for no in numbers if no is not None))
        return self.whole_entry(best) if best.scored and best.scored[0].coverage.coverage > 0 else None

    def relating(self, kind: str) -> list[Entry]:
        """Return the entries of a kind that name the topic's entry as related."""
        assert self.topic is not None
        entries = map(self.store.entry_at, range(self.store.entry_count))
        return [one for one in entries if one.kind == kind and self.topic.entry.id in one.related]

    def first_new(self, entries: Sequence[Entry]) -> Match | None:
        """Return the match of the first entry that has not been an answer yet."""
        for entry in entries:
            if entry.id not in self.answered:
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
        greets = alone.confident and self.is_small_talk(alone)
        if not depends or (greets and not asks_circumstance(text)):
            return None
        found = self.in_context(text, alone, depends)
        if greets and not found.confident:
            return None
        if found.entry == alone.entry and alone.confident:
            return None
        # Choices or a likely answer for the text alone are more useful than the same answer again.
        repeats = self.is_topic(found) and not self.is_topic(alone) and not found.confident
        if repeats and not isinstance(alone.decision, Abstained) and depends < 1:
            return None
        return found if found.scored else None

    def correct(self, text: str, whole: Match) -> Match | None:
        """Match a correction: the previous question with a part replaced, the correction alone, or with the topic.

        Returns:
            The match; ``None`` to match the whole text on its own.
        """
        assert self.topic is not None
        rest = self.match(text)
        if any(one.confident and self.is_small_talk(one) for one in (whole, rest)):
            return None  # "no, thanks" corrects nothing
        asked = (self.topic.asked, self.topic.entry.question)
        replaced = list(filter(None, (substituted(question, text) for question in asked)))
        replaced = replaced or [question for previous in asked for question in exchanged(previous, text)]
        # a correction asks for another answer
        others = frozenset(range(self.store.entry_count)) - {self.number_of(self.topic.entry.question)}
        tries = [self.match(question, others) for question in dict.fromkeys(replaced)]
        if whole.confident and whole.score > rest.score and not tries:
            return None
        # "no, the policy" after "when did the article appear" asks when the policy was
        preferred = tries if any(map(asks_circumstance, asked)) else []
        tries = [found for found in (*tries, rest, self.with_topic(text)) if not self.is_small_talk(found)]
        return max(tries, key=lambda found: (found.confident, found in preferred, found.score), default=None)

    def split(self, text: str, whole: Match) -> list[Match]:
        """Return the matches of a text with two questions; none if there is only one."""
        if whole.score >= SURE:
            return []
        parts = sentences(text)
        pairs = [(parts[0], parts[1])] if len(parts) == 2 else [] if whole.confident else coordinated(text)
        tries = [self.both(first, second) for first, second in pairs]
        tries = [found for found in tries if found and self.say_more(found, whole)]
        return max(tries, key=lambda found: sum(one.score for one in found), default=[])

    def say_more(self, parts: Sequence[Match], whole: Match) -> bool:
        """Return whether the parts of a question are understood at least as well as the whole."""
        certain = all(one.confident for one in parts) and len(sentences(whole.text)) == 2
        return certain or (not whole.confident and all(one.score >= whole.score for one in parts))

    def both(self, first: str, second: str) -> list[Match]:
        """Match two questions; return nothing unless both are answered, by different entries."""
        one = self.match(first)
        if one.entry is None or not one.shown or self.is_small_talk(one):
            return []
        here = self._replace(topic=Topic(self.store.entry_at(one.entry), first), choices=[])
        alone = self.match(second)
        other = alone if alone.confident else here.follow(second, alone) or alone
        if not other.shown or self.is_small_talk(other) or other.entry == one.entry:
            return []
        return [one, other._replace(text=second)]
