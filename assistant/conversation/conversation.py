"""One conversation: questions in, turns out, with what a follow-up takes from the turns before it.

No screen, no files, no clock: every face drives this, so that all of them give the same answers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.base.model import NOT_IN_SOURCE, SMALL_TALK, Entry
from assistant.conversation.answering import Considered, citation, consider, related, status_of, turn_of
from assistant.conversation.turn import AMBIGUOUS, Turn
from assistant.index.store import Store
from assistant.matching.confidence import explain_words
from assistant.matching.decision import SURE, Offered
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
from assistant.matching.normalize import QUESTION_LIMIT, says_anything
from assistant.matching.query import read
from assistant.record import Record
from assistant.sanitize import safe_text

POINTING_LEAD = 5.0
"""A question that points back is read with its topic when that scores this much better, 0-100."""

MOVING_LEAD = 0.1
"""A follow-up leaves the topic's entry for one that explains this much more of its own words, 0-1."""
CHAT_SCORE = 40.0
"""Small talk at this score (0-100) is no follow-up."""


class Topic(Record):
    """What the conversation is about."""

    entry: Entry
    asked: str
    """The question that led there."""


class Conversation:
    """Questions that may lean on the ones before.

    Args:
        store: gives the index, anew for each question, because the base may have changed.
        section: only entries of this section are given.
        top_k: how many candidates a turn lists, at least 1.
    """

    def __init__(self, store: Callable[[], Store], *, section: str | None = None, top_k: int = 3) -> None:
        self._store = store
        self._section = section
        self._top_k = max(top_k, 1)
        self._topic: Topic | None = None
        self._told: list[str] = []
        self.turns: list[Turn] = []

    def reset(self) -> None:
        """Begin a new conversation."""
        self._topic = None
        self._told.clear()
        self.turns.clear()

    def resume(self, turns: Sequence[Turn]) -> None:
        """Go on after turns that were kept from an earlier time."""
        store = self._store()
        for turn in turns:
            self._remember(turn, store)

    def ask(self, text: str, *, alone: bool = False) -> Turn:
        """Ask a question.

        Args:
            text: as typed; made safe for a terminal, and read up to 2,000 characters.
            alone: take nothing from the turns before, and leave nothing to those after.
        """
        text = safe_text(text)
        store = self._store()
        allowed = store.numbers(self._section) if self._section else None
        asking = _Asking(store, allowed, None if alone else self._topic, self._choices(alone), self._told)
        found, about = asking.find(text[:QUESTION_LIMIT])
        turn = turn_of(found[0], store, top_k=self._top_k, about=about)._replace(question=text)
        if len(found) > 1:
            turn = turn._replace(also=tuple(turn_of(one, store, top_k=self._top_k) for one in found[1:]))
        if not alone:
            self._remember(turn, store)
        return turn

    def choose(self, entry_id: str, question: str) -> Turn:
        """Take an entry that was offered; ask the question instead if the base no longer has the entry."""
        store = self._store()
        entry = store.entry(entry_id)
        if entry is None:
            return self.ask(question)
        turn = turn_of(consider(entry.question, store), store, top_k=self._top_k)._replace(
            question=safe_text(question),
            status=status_of(entry),
            entry=entry.id,
            matched=entry.question,
            answer=entry.answer,
            source=citation(entry, store),
            related=related(entry, store),
        )
        self._remember(turn, store)
        return turn

    def _choices(self, alone: bool) -> list[str]:
        """The questions that were just offered, in the order of their numbers."""
        if alone or not self.turns or self.turns[-1].status != AMBIGUOUS:
            return []
        return [candidate.question for candidate in self.turns[-1].candidates]

    def _remember(self, turn: Turn, store: Store) -> None:
        self.turns.append(turn)
        for one in (turn, *turn.also):
            entry = store.entry(one.entry) if one.entry else None
            if entry is not None and entry.kind != SMALL_TALK:
                self._topic = Topic(entry, one.question)
                self._told.append(entry.id)


class _Asking(Record):
    """One question being looked at in its surroundings."""

    store: Store
    allowed: frozenset[int] | None
    topic: Topic | None
    choices: list[str]
    told: list[str]

    def find(self, text: str) -> tuple[list[Considered], str | None]:
        """What answers a text, one for each thing it asks, and what it was taken to be about."""
        alone = self.consider(text)
        if alone.own_wording or not says_anything(word.typed for word in alone.reading.words):
            return [alone], None
        if self.topic is None and not self.choices:
            return self.several(text, alone) or [alone], None
        picked = self.picked(text)
        if picked is not None:
            return picked
        several = self.several(text, alone)
        if several:
            return several, None
        followed = self.follow(text, alone)
        return ([followed], self.about()) if followed is not None else ([alone], None)

    def consider(self, text: str) -> Considered:
        """A text on its own."""
        return consider(text, self.store, allowed=self.allowed)

    def about(self) -> str | None:
        """The topic in words."""
        return self.topic.entry.question if self.topic else None

    def picked(self, text: str) -> tuple[list[Considered], str | None] | None:
        """One of the things just offered or listed, by its place; or the next question, when asked for more.

        With it what it was taken to be about: a choice that was offered stands for itself.
        """
        place = ordinal(text)
        if place is not None:
            listed = self.choices or (list_items(self.topic.entry.answer) if self.topic else [])
            if listed and -len(listed) <= place < len(listed):
                found = self.consider(listed[place])
                if not found.confident and self.topic:
                    found = self.with_topic(listed[place])
                return ([found], None if self.choices else self.about()) if found.confident else None
        meant = self.pointed(text, place)
        if meant is not None:
            found = self.consider(meant)
            return ([found], self.about()) if found.confident else None
        if self.topic and (asks_for_more(text) or asks_for_examples(text)):
            following = self.next_in_line(silent=asks_for_examples(text))
            return ([following], self.about()) if following is not None else None
        return None

    def pointed(self, text: str, place: int | None) -> str | None:
        """The question meant by "the one after it", "the third one" or "in which part is that?"."""
        if self.topic is None:
            return None
        step = neighbour(text)
        if step is not None or (place is not None and place >= 0):
            return counted(self.topic.entry.question, step=step or 0, place=place if step is None else None)
        if asks_where_said(text):
            section = next((s for s in self.store.sections if s.id == self.topic.entry.section), None)
            return section.title.split(".")[0] if section else None
        return None

    def next_in_line(self, *, silent: bool) -> Considered | None:
        """The first related entry not told yet; ``silent`` wants one that says what the source leaves open.

        Somebody who asks "like what?" wants the particulars, and where a curator has written that the source does
        not give them, that is the answer.
        """
        assert self.topic is not None
        for id in self.topic.entry.related:
            entry = self.store.entry(id)
            if entry and id not in self.told and (not silent or entry.kind == NOT_IN_SOURCE):
                found = self.consider(entry.question)
                if found.own_wording:  # else it stands in a section that is not asked
                    return found
        return None

    def with_topic(self, text: str) -> Considered:
        """A text read with the topic, by its entry or by the question that led to it, whichever fits better."""
        assert self.topic is not None
        reading = read(text, self.store)
        best: Considered | None = None
        for words in (self.topic.entry.question, self.topic.asked):
            joined = with_topic(reading, read(words, self.store))
            found = consider(text, self.store, allowed=self.allowed, reading=joined)
            if best is None or found.score > best.score:
                best = found
        assert best is not None
        return self.moved_on(text, best)

    def moved_on(self, text: str, found: Considered) -> Considered:
        """The same, but away from the topic's own entry when another explains more of what was typed.

        The topic's entry has its own words lent to it and would win nearly always.
        """
        assert self.topic is not None
        if not found.judged or self.store.entry_at(found.judged[0].entry).id != self.topic.entry.id:
            return found
        here = found.judged[0].entry
        own = read(text, self.store).telling
        others = self.others(here)
        other = consider(text, self.store, allowed=others, reading=found.reading)
        if not own or not other.judged:
            return found
        vectors = self.store.vectors([here, other.judged[0].entry])
        stays = explain_words(own, frozenset(vectors[here].members)).coverage
        moves = explain_words(own, frozenset(vectors[other.judged[0].entry].members)).coverage
        return other if moves > stays + MOVING_LEAD else found

    def others(self, entry: int) -> frozenset[int]:
        """Every entry that may be given but one."""
        allowed = self.allowed if self.allowed is not None else frozenset(range(self.store.entry_count))
        return allowed - {entry}

    def follow(self, text: str, alone: Considered) -> Considered | None:
        """The text as a follow-up; ``None`` when it stands on its own."""
        if self.topic is None:
            return None
        corrected = correction(text)
        if corrected:
            return self.correct(corrected)
        leaning = dependence(text, alone.reading)
        if leaning.foreign or (not leaning.points_back and not leaning.short):
            return None
        if alone.chat >= CHAT_SCORE:
            return None
        if alone.confident and not leaning.points_back:
            return None
        found = self.with_topic(text)
        if not leaning.points_back and isinstance(alone.verdict, Offered) and self.repeats(found, alone):
            return None
        if alone.confident and found.score < alone.score + POINTING_LEAD:
            return None
        return found if found.score > alone.score and not _chats(found, self.store) else None

    def repeats(self, found: Considered, alone: Considered) -> bool:
        """Whether a text leads to the answer just given only because the topic's words were lent to it.

        Then the choices that the text has on its own are worth more than the same answer again.
        """
        assert self.topic is not None
        first, other = (
            self.store.entry_at(one.judged[0].entry).id if one.judged else "" for one in (found, alone)
        )
        return first == self.topic.entry.id != other

    def correct(self, text: str) -> Considered | None:
        """What a correction asks: the question before with a part exchanged, the rest alone, or with the topic.

        ``None`` when it is small talk.
        """
        assert self.topic is not None
        rest = self.consider(text)
        if rest.confident and _chats(rest, self.store):
            return None  # "no, thanks" corrects nothing
        exchanged = substituted(self.topic.asked, text)
        tries = [self.consider(exchanged)] if exchanged else []
        tries += [rest, self.with_topic(text)]
        tries = [found for found in tries if not _chats(found, self.store)]
        fitting = [found for found in tries if found.confident]
        return fitting[0] if fitting else max(tries, key=lambda found: found.score, default=None)

    def several(self, text: str, whole: Considered) -> list[Considered]:
        """The answers to a line that asks two things; empty when it asks one."""
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

    def both(self, first: str, second: str) -> list[Considered]:
        """Two questions, when both are answered and by different entries."""
        one = self.consider(first)
        if not one.confident or _chats(one, self.store):
            return []
        entry = self.store.entry_at(one.judged[0].entry)
        here = self._replace(topic=Topic(entry, first), choices=[])
        other = self.consider(second)
        followed = here.follow(second, other)
        other = followed if followed is not None else other
        if not other.confident or _chats(other, self.store) or other.judged[0].entry == one.judged[0].entry:
            return []
        return [one, other]


def _chats(found: Considered, store: Store) -> bool:
    """Whether the first candidate is small talk."""
    return bool(found.judged) and store.entry_at(found.judged[0].entry).kind == SMALL_TALK
