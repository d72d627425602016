"""A conversation: questions in, turns out, including follow-up questions.

It uses no screen, file or clock, so every interface gives the same answers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.base.model import QUESTION_LIMIT, SMALL_TALK
from assistant.conversation.answering import Match, in_other_language, match, turn_from, with_answer
from assistant.conversation.context import Context, Topic
from assistant.conversation.following import follow, names_topic
from assistant.conversation.picking import pick, pick_offered
from assistant.conversation.splitting import split
from assistant.conversation.turn import AMBIGUOUS, LIKELY, UNCERTAIN, Turn
from assistant.index.store import Store
from assistant.matching.decision import Abstained, Offered
from assistant.matching.follow_up import agrees, clauses, list_items, ordinal, with_pronoun_resolved
from assistant.matching.normalize import has_content, words
from assistant.sanitize import safe_text

EVEN_CHANCE = 49.0
"""Score (0-100) of each of two readings of a question."""
SMALL_TALK_WORDS = 6
"""Most words of a text that is small talk although it is not found as a whole."""


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
        if not alone and agrees(text) and (last := self._asking()) is not None:
            # "yes" does not say which of several questions is meant: show them again
            self.turns.append(last._replace(question=text))
            return self.turns[-1]
        allowed = store.numbers(self._section) if self._section else None
        topic = None if alone else self._topic
        choices, items = ([], []) if alone else (self._choices(), self._items)
        numbered = self.turns[-1].numbered if self.turns and not alone else []
        context = Context(store, allowed, topic, choices, numbered, items, self._answered)
        found, about = _find(context, text[:QUESTION_LIMIT])
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

    def _asking(self) -> Turn | None:
        """Return the last turn if it asks which of several questions was meant."""
        last = self.turns[-1] if self.turns else None
        return last if last is not None and not last.answer and len(last.choices) > 1 else None

    def _choices(self) -> list[str]:
        """Return the questions that were just offered, in order."""
        last = self.turns[-1] if self.turns else None
        if last is None or last.status not in UNCERTAIN:
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
                self._topic = Topic(
                    entry,
                    entry.question if turn.about or ordinal(turn.question) is not None else turn.question,
                )
                self._answered.append(entry.id)
                items = list_items(entry.answer)
                if items or (leave_list and turn.about is None):
                    self._items = items
        if turn.status == AMBIGUOUS and turn.candidates:  # a stored turn may have none
            # "which part is that?" is about what was just asked, not about an earlier answer
            entry = store.entry(turn.candidates[0].entry)
            self._topic = Topic(entry, turn.question) if entry else self._topic


def _find(context: Context, text: str) -> tuple[list[Match], str | None]:
    """Return a match for each question in a text, and the topic if it is a follow-up."""
    alone = context.match(text)
    if text.startswith("/") and context.is_small_talk(alone):
        # A command where there are none, as after -q, is not a greeting.
        return [
            alone._replace(scored=(), decision=Abstained("a command is not small talk"), exact_match=False)
        ], None
    if alone.exact_match:
        return [_either(context, text, alone) or alone], None
    if not has_content(word.typed for word in alone.query.words):
        return [alone], None
    foreign = in_other_language(alone, context.store)
    if foreign is not None:
        return [foreign], None
    topic = context.topic.entry.question if context.topic else None
    offered = pick_offered(context, text)
    if offered is not None:
        return [offered], None
    picked = pick(context, text)
    if picked is not None:
        return [picked], topic
    greeting = _small_talk(context, text, alone)
    if greeting is not None:
        return [greeting], None
    several = split(context, text, alone)
    if several:
        return several, None
    followed = follow(context, text, alone)
    if followed is None:
        return [alone], None
    return [followed], topic if names_topic(text, followed) else None


def _either(context: Context, text: str, alone: Match) -> Match | None:
    """Offer two entries for a phrasing with a pronoun: its own, and the one that answers it about the topic."""
    resolved = context.topic and with_pronoun_resolved(context.topic.entry.question, text)
    if not resolved or context.is_small_talk(alone):
        return None
    other = context.match(resolved)
    if (
        not other.confident
        or other.entry == alone.entry
        or context.is_small_talk(other)
        or context.is_topic(other)
    ):
        return None
    both = [one._replace(score=EVEN_CHANCE) for one in (other.scored[0], alone.scored[0])]
    reason = "the question is known word for word, but its pronoun may stand for the topic"
    return alone._replace(scored=tuple(both), decision=Offered(reason), exact_match=False)


def _small_talk(context: Context, text: str, alone: Match) -> Match | None:
    """Match "got it, thank you" by the part that is small talk, if the other parts say nothing."""
    parts = clauses(text)
    if len(parts) < 2 or alone.confident or len(words(text)) > SMALL_TALK_WORDS:
        return None
    found = [context.match(part) for part in parts]
    said = [one for one in found if one.confident and context.is_small_talk(one)]
    others = [one for one in found if one not in said and has_content(words(one.text))]
    silent = all(isinstance(one.decision, Abstained) for one in others) and "?" not in text
    return said[0] if said and silent else None
