"""Answer a question from an open index: parse, rank, score and decide.

Both interfaces and the Python API use this module; a conversation only adds its memory of earlier turns.
"""

from __future__ import annotations

from collections.abc import Container, Sequence

from assistant.base.model import NOT_IN_SOURCE, QUESTION_LIMIT, SMALL_TALK, Entry
from assistant.conversation.turn import (
    AMBIGUOUS,
    ANSWERED,
    LANGUAGE,
    LIKELY,
    NO_MATCH,
    Candidate,
    Citation,
    Explanation,
    ScorePart,
    Turn,
)
from assistant.index.store import Store
from assistant.matching.confidence import NO_SIGNALS, RERANKED, SIGNAL_NOTES, WordCoverage
from assistant.matching.decision import (
    SURE,
    Abstained,
    Answered,
    Decision,
    Likely,
    Offered,
    ScoredEntry,
    Thresholds,
    decide,
    rerank,
    score_entries,
    shown_score,
    sorted_by_score,
)
from assistant.matching.guards import apply_guards, has_same_words, prefer_facts, without_denials
from assistant.matching.normalize import normalized_key
from assistant.matching.query import AS_TYPED, FILLER, SYNONYM, UNKNOWN, ParsedQuery, Word, parse_query
from assistant.matching.ranking import Ranking, rank
from assistant.record import Record
from assistant.text.excerpt import first_sentence

RELATED = 3
"""Number of related questions offered after an answer."""
INFORMATIVE = 4.0
"""Weight from which a word is informative; everyday words weigh less."""
MIN_SHARED = 0.3
"""Share (0-1), by weight, of the informative words of a question in another language that an entry must have."""


class Match(Record):
    """A question with its scored entries and the decision."""

    text: str
    query: ParsedQuery
    scored: tuple[ScoredEntry, ...]
    """Best first."""
    decision: Decision
    small_talk_score: float = 0.0
    """Score of the best small talk entry, 0-100, even if it is not a candidate."""
    exact_match: bool = False
    """Whether the text is, word for word, a phrasing of the first candidate."""
    languages: tuple[str, str] | None = None
    """The languages of the question and of the base, if they differ and the question is not answered."""

    @property
    def score(self) -> float:
        """Score of the first candidate, 0 if there is none."""
        return self.scored[0].score if self.scored else 0.0

    @property
    def entry(self) -> int | None:
        """Number of the first candidate, ``None`` if there is none."""
        return self.scored[0].entry if self.scored else None

    @property
    def confident(self) -> bool:
        """Whether the question is answered with confidence."""
        return isinstance(self.decision, Answered)

    @property
    def likely(self) -> bool:
        """Whether the first candidate is shown as the closest match."""
        return isinstance(self.decision, Likely)

    @property
    def shown(self) -> bool:
        """Whether an answer is shown, certain or likely."""
        return self.confident or self.likely


def thresholds_of(store: Store) -> Thresholds:
    """Return the thresholds; those set in the base have priority."""
    own, usual = store.settings, Thresholds()
    threshold = usual.threshold if own.threshold is None else own.threshold
    margin = usual.margin if own.margin is None else own.margin
    likely, choice = min(usual.likely_threshold, threshold), min(usual.choice_threshold, threshold)
    return Thresholds(threshold, margin, likely, choice)


def match(
    text: str, store: Store, *, allowed: Container[int] | None = None, query: ParsedQuery | None = None
) -> Match:
    """Find the candidates for a question, and decide whether to answer.

    Args:
        text: The question.
        store: The index.
        allowed: Numbers of the entries to consider; ``None`` for all.
        query: The query to use instead of the parsed text, such as one that includes the topic.
    """
    text = text[:QUESTION_LIMIT]
    exact = store.exact(normalized_key(text)) if query is None else None
    query = parse_query(text, store) if query is None else query
    ranking = rank(query, store, allowed)
    thresholds = thresholds_of(store)
    kinds = [store.entry_at(one.entry).kind for one in ranking.entries]
    scored = score_entries(ranking, query, store.confidence, kinds)
    exact_match = exact is not None and (allowed is None or exact[0] in allowed)
    if exact is not None and exact_match:
        scored = _with_exact_match(scored, *exact, thresholds)
    else:
        guarded = [
            apply_guards(
                one,
                query,
                ranking.features[one.entry],
                store.entry_at(one.entry),
                thresholds,
                store.word_vectors,
            )
            for one in scored[:RERANKED]
        ]
        guarded = _with_facts_first(guarded, query, ranking, kinds, store)
        scored = rerank([*guarded, *scored[RERANKED:]])
    small_talk = [one for one in scored if store.entry_at(one.entry).kind == SMALL_TALK]
    others = [one for one in scored if one not in small_talk]
    decision = decide(scored, thresholds)
    # Small talk is answered or left out, never likely or offered. Between two small talk entries, the first answers.
    if not isinstance(decision, Answered) and scored and scored[0] in small_talk:
        scored = [scored[0], *others]
        decision = decide(scored, thresholds)
    if not isinstance(decision, Answered):
        scored, decision = others, decide(others, thresholds)
    small_talk_score = max((one.score for one in small_talk), default=0.0)
    return Match(text, query, tuple(scored), decision, small_talk_score, exact_match)


def _with_facts_first(
    guarded: Sequence[ScoredEntry], query: ParsedQuery, ranking: Ranking, kinds: Sequence[str], store: Store
) -> list[ScoredEntry]:
    """Put "the source does not say" behind an entry that may state it."""
    entries = [store.entry_at(one.entry) for one in guarded]
    if all(entry.kind != NOT_IN_SOURCE for entry in entries):
        return list(guarded)
    stating = [kind for kind in kinds if kind != NOT_IN_SOURCE]
    undenied = score_entries(without_denials(ranking, kinds), query, store.confidence, stating)
    phrasings = (
        (one.entry, entry.phrasings[one.phrasing]) for one, entry in zip(guarded, entries, strict=True)
    )
    return prefer_facts(
        guarded,
        [entry.kind for entry in entries],
        undenied,
        thresholds_of(store),
        verbatim={no for no, phrasing in phrasings if has_same_words(query, phrasing)},
        trained=store.trained,
    )


def rescored(match: Match, scored: Sequence[ScoredEntry], store: Store) -> Match:
    """Return a match with other scores, leaving out small talk, and the decision that follows from them."""
    kept = sorted_by_score([one for one in scored if store.entry_at(one.entry).kind != SMALL_TALK])
    decision = decide(kept, thresholds_of(store))
    return match._replace(
        scored=tuple(kept), decision=decision._replace(reason=f"in its context, {decision.reason}")
    )


def _with_exact_match(
    scored: list[ScoredEntry], entry: int, phrasing: int, thresholds: Thresholds
) -> list[ScoredEntry]:
    """Put an entry first whose phrasing was typed word for word, whatever its score."""
    found = next((one for one in scored if one.entry == entry), None)
    if found is None:
        found = ScoredEntry(entry, phrasing, SURE, NO_SIGNALS, WordCoverage(1.0, 0.0))
    score = max(found.score, SURE, thresholds.threshold)
    limit = max(min(SURE - 20.0, score - thresholds.margin), 0.0)
    others = [one._replace(score=min(one.score, limit)) for one in scored if one.entry != entry]
    guards = ("exact match: the question is a phrasing of the entry, word for word",)
    return [found._replace(score=score, phrasing=phrasing, guards=guards), *sorted_by_score(others)]


def turn_from(match: Match, store: Store, *, top_k: int = 3, about: str | None = None) -> Turn:
    """Return the turn for a match."""
    candidates = tuple(_candidate(one, store) for one in match.scored[:top_k])
    turn = Turn(
        match.text,
        AMBIGUOUS if isinstance(match.decision, Offered) else NO_MATCH,
        score=candidates[0].score if candidates else 0.0,
        candidates=candidates,
        about=about,
        explanation=explain(match, store),
        reason=LANGUAGE if match.languages else None,
        languages=match.languages,
    )
    if not match.confident and not match.likely:
        return turn
    turn = with_answer(turn, store.entry_at(match.scored[0].entry), store)
    # The alternatives to a likely answer come before anything else to ask.
    return turn._replace(status=LIKELY, related=()) if match.likely else turn


def in_other_language(match: Match, store: Store) -> Match | None:
    """Return the match of a question that is not answered because it is in another language than the base.

    Returns:
        The match, with the decision to abstain; ``None`` if the question is answered or in the language of the base, or
        if the first candidate has enough of its informative words (loanwords, names, numbers).
    """
    if match.confident:
        return None
    from assistant.matching.language import other_language  # not needed for an answer

    language = other_language(match.text, store.language, store.scripts)
    if language is None or _shares_informative_words(match, store, language):
        return None
    names = f"{language or 'unknown'}, the base in {store.language or 'an unknown one'}"
    decision = Abstained(f"the question is in another language ({names})")
    return match._replace(decision=decision, languages=(language, store.language))


def _shares_informative_words(match: Match, store: Store, language: str) -> bool:
    """Return whether the first candidate has, as typed, words of the question that are not its function words."""
    from assistant.matching.language import is_function_word

    if match.entry is None or isinstance(match.decision, Abstained):
        return False
    function_words = {word.understood for word in match.query.words if is_function_word(word.typed, language)}
    words = [word for word in match.query.content_words if word.text not in function_words]
    features = frozenset(store.vectors([match.entry])[match.entry].members)
    shared = sum(word.weight for word in words if word.status == AS_TYPED and word.is_in(features))
    return shared > MIN_SHARED * sum(word.weight for word in words)


def with_answer(turn: Turn, entry: Entry, store: Store) -> Turn:
    """Return the turn answered by an entry."""
    best = turn.candidates[0] if turn.candidates else None
    return turn._replace(
        status=status_of(entry),
        kind=entry.kind,
        entry=entry.id,
        matched=best.matched if best is not None and best.entry == entry.id else entry.question,
        answer=entry.answer,
        source=citation(entry, store),
        related=related(entry, store),
    )


def status_of(entry: Entry) -> str:
    """Return the status of a turn that an entry answers."""
    return entry.kind if entry.kind in (NOT_IN_SOURCE, SMALL_TALK) else ANSWERED


def citation(entry: Entry, store: Store) -> Citation | None:
    """Return where in the source an entry comes from; ``None`` if it has no section, such as small talk."""
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
    """Return the related entries as (entry id, question)."""
    questions = store.questions(entry.related[:RELATED])
    return tuple((id, questions[id]) for id in entry.related[:RELATED] if id in questions)


def _candidate(one: ScoredEntry, store: Store) -> Candidate:
    entry = store.entry_at(one.entry)
    matched = entry.phrasings[one.phrasing]
    return Candidate(entry.id, entry.question, matched, shown_score(one.score), first_sentence(entry.answer))


def explain(match: Match, store: Store) -> Explanation:
    """Explain the decision and the first candidate's score."""
    thresholds = thresholds_of(store)
    parts: tuple[ScorePart, ...] = ()
    uncovered: tuple[str, ...] = ()
    if match.scored:
        weighted = zip(match.scored[0].signals._asdict().items(), store.confidence.weights, strict=False)
        parts = tuple(
            ScorePart(
                name.replace("_", " "), round(value, 3), f"{SIGNAL_NOTES[name]}; adds {value * weight:+.2f}"
            )
            for (name, value), weight in weighted
        )
        phrasings = store.vectors([match.scored[0].entry])[match.scored[0].entry]
        features = frozenset((*phrasings.members, *phrasings.body))
        content = (word for word in match.query.content_words if word.weight >= INFORMATIVE)
        uncovered = tuple(w.text for w in content if not (w.is_in(features) or w.has_synonym_in(features)))
    return Explanation(
        parts=parts,
        guards=match.scored[0].guards if match.scored else (),
        threshold=round(thresholds.threshold, 1),
        margin=round(thresholds.margin, 1),
        runner_up=_candidate(match.scored[1], store) if len(match.scored) > 1 else None,
        reason=match.decision.reason,
        words=tuple((word.typed, _understood(word)) for word in match.query.words),
        likely_threshold=round(thresholds.likely_threshold, 1),
        uncovered=uncovered,
    )


def _understood(word: Word) -> str:
    """Return how a word was understood."""
    if word.status in (UNKNOWN, SYNONYM):
        return word.status
    if word.status == FILLER or word.typed == word.understood:
        return word.understood
    return f"{word.understood} ({word.status})"
