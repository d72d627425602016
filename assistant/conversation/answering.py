"""A question and an open index in, a turn out: where reading, ranking, judging and deciding meet.

One function for every face; a conversation adds only what it remembers.
"""

from __future__ import annotations

from collections.abc import Container

from assistant.base.model import NOT_IN_SOURCE, SMALL_TALK, Entry
from assistant.conversation.turn import (
    AMBIGUOUS,
    ANSWERED,
    NO_MATCH,
    Candidate,
    Citation,
    Explanation,
    Part,
    Turn,
)
from assistant.index.store import Store
from assistant.matching.confidence import JUDGED, SIGNAL_NOTES, SIGNALS, Explained
from assistant.matching.decision import (
    SURE,
    Answered,
    Judged,
    Lines,
    Offered,
    Verdict,
    behind,
    decide,
    guarded,
    in_order,
    judge_ranking,
)
from assistant.matching.normalize import QUESTION_LIMIT, key
from assistant.matching.query import FILLER, Reading, read
from assistant.matching.ranking import rank
from assistant.record import Record

RELATED = 3
"""How many questions are offered after an answer."""


class Considered(Record):
    """A question with everything found out about it."""

    text: str
    reading: Reading
    judged: tuple[Judged, ...]
    verdict: Verdict
    chat: float = 0.0
    """Score of the nearest small talk, 0-100, whether it is a candidate or not."""
    own_wording: bool = False
    """Whether it is, word for word, a phrasing of the first candidate."""

    @property
    def score(self) -> float:
        """Score of the first candidate, 0 when there is none."""
        return self.judged[0].score if self.judged else 0.0

    @property
    def confident(self) -> bool:
        """Whether it is answered."""
        return isinstance(self.verdict, Answered)


def lines_of(store: Store) -> Lines:
    """Threshold and margin: the base's own settings, else what follows from the base."""
    own, judge = store.settings, store.judge
    threshold = judge.threshold if own.threshold is None else own.threshold
    margin = judge.margin if own.margin is None else own.margin
    return Lines(threshold, margin, min(judge.offered, threshold))


def consider(
    text: str, store: Store, *, allowed: Container[int] | None = None, reading: Reading | None = None
) -> Considered:
    """Find the candidates for a question and decide.

    Args:
        text: the question.
        store: the index.
        allowed: numbers of the entries that may be given; ``None`` for all.
        reading: the question as it was read, when more than the text went into it.
    """
    text = text[:QUESTION_LIMIT]
    alone = reading is None
    reading = read(text, store) if reading is None else reading
    ranking = rank(reading, store, allowed)
    lines = lines_of(store)
    judged = judge_ranking(ranking, reading, store.judge)
    exact = store.exact(key(text)) if alone else None
    own_wording = exact is not None and (allowed is None or exact[0] in allowed)
    if exact is not None and own_wording:
        judged = _with_own_wording(judged, *exact, lines)
    else:
        first = in_order(
            [
                guarded(one, reading, ranking.features[one.entry], store.entry_at(one.entry), lines)
                for one in judged[:JUDGED]
            ]
        )
        judged = [*first, *behind(first, judged[JUDGED:])]
    chat = max((one.score for one in judged if store.entry_at(one.entry).kind == SMALL_TALK), default=0.0)
    judged, verdict = _without_idle_talk(judged, store, lines)
    return Considered(text, reading, tuple(judged), verdict, chat, own_wording)


def _without_idle_talk(judged: list[Judged], store: Store, lines: Lines) -> tuple[list[Judged], Verdict]:
    """The candidates and the verdict; small talk is answered or not at all: nobody wants it among the choices."""
    verdict = decide(judged, lines)
    if isinstance(verdict, Answered):
        return judged, verdict
    others = [one for one in judged if store.entry_at(one.entry).kind != SMALL_TALK]
    if judged and judged[0] not in others:
        # two kinds of small talk may be hard to tell apart; either will do
        verdict = decide([judged[0], *others], lines)
        if isinstance(verdict, Answered):
            return [judged[0], *others], verdict
    return others, decide(others, lines)


def _with_own_wording(judged: list[Judged], entry: int, phrasing: int, lines: Lines) -> list[Judged]:
    """An entry asked in its own words comes first, whatever the judge makes of it."""
    found = next((one for one in judged if one.entry == entry), None)
    if found is None:
        found = Judged(entry, phrasing, SURE, (0.0,) * len(SIGNALS), Explained(1.0, 0.0, 0.0))
    score = max(found.score, SURE, lines.threshold)
    most = max(min(SURE - 20.0, score - lines.margin), 0.0)
    others = [one._replace(score=min(one.score, most)) for one in judged if one.entry != entry]
    sure = found._replace(score=score, phrasing=phrasing, guards=("own wording: asked word for word",))
    return [sure, *in_order(others)]


def turn_of(considered: Considered, store: Store, *, top_k: int = 3, about: str | None = None) -> Turn:
    """The turn that people see."""
    candidates = tuple(_candidate(one, store) for one in considered.judged[:top_k])
    explanation = explain(considered, store)
    if not isinstance(considered.verdict, Answered):
        status = AMBIGUOUS if isinstance(considered.verdict, Offered) else NO_MATCH
        return Turn(
            considered.text,
            status,
            score=candidates[0].score if candidates else 0.0,
            candidates=candidates,
            about=about,
            explanation=explanation,
        )
    entry = store.entry_at(considered.judged[0].entry)
    return Turn(
        considered.text,
        status_of(entry),
        entry=entry.id,
        matched=candidates[0].matched,
        answer=entry.answer,
        source=citation(entry, store),
        score=candidates[0].score,
        candidates=candidates,
        about=about,
        related=related(entry, store),
        explanation=explanation,
    )


def status_of(entry: Entry) -> str:
    """The status of a turn that this entry answers."""
    return entry.kind if entry.kind in (NOT_IN_SOURCE, SMALL_TALK) else ANSWERED


def citation(entry: Entry, store: Store) -> Citation | None:
    """Where an entry rests in the source; ``None`` for small talk."""
    if not entry.section:
        return None
    section = next((s for s in store.sections if s.id == entry.section), None)
    return Citation(
        entry.section,
        section.title if section else "",
        entry.locator or (section.locator if section else ""),
        entry.quote,
        store.source.url,
    )


def related(entry: Entry, store: Store) -> tuple[tuple[str, str], ...]:
    """What to ask next: (entry id, question)."""
    questions = store.questions(entry.related[:RELATED])
    return tuple((id, questions[id]) for id in entry.related[:RELATED] if id in questions)


def _candidate(one: Judged, store: Store) -> Candidate:
    entry = store.entry_at(one.entry)
    return Candidate(entry.id, entry.question, entry.phrasings[one.phrasing], round(one.score, 1))


def explain(considered: Considered, store: Store) -> Explanation:
    """Why a question came out as it did."""
    lines = lines_of(store)
    judged = considered.judged
    parts: tuple[Part, ...] = ()
    guards: tuple[str, ...] = ()
    if judged:
        weights = store.judge.weights
        parts = tuple(
            Part(name, round(value, 3), f"{SIGNAL_NOTES[name]}; adds {value * weight:+.2f}")
            for name, value, weight in zip(SIGNALS, judged[0].signals, weights, strict=False)
        )
        guards = judged[0].guards
    words = tuple(
        (
            word.typed,
            word.understood
            if word.how == FILLER or word.typed == word.understood
            else f"{word.understood} ({word.how})",
        )
        if word.how not in ("unknown", "synonym")
        else (word.typed, word.how)
        for word in considered.reading.words
    )
    return Explanation(
        parts=parts,
        guards=guards,
        threshold=round(lines.threshold, 1),
        margin=round(lines.margin, 1),
        runner_up=_candidate(judged[1], store) if len(judged) > 1 else None,
        reason=considered.verdict.reason,
        words=words,
    )
