"""Group similar questions of the inbox, and propose an entry for each group."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from assistant.matching.normalize import stem, words
from assistant.matching.word_frequency import FILLERS
from assistant.storage.inbox import OpenQuestion
from assistant.storage.reasons import Reason, normalized_question

SIMILARITY = 82.0
"""Similarity (0-100) from which two wordings are the same question; a lower limit would join unrelated questions."""
COMPARED = 3000
"""Maximum number of wordings compared, because the time is quadratic; each older one is its own group."""


class Proposal(NamedTuple):
    """The entry that may answer a group."""

    entry: str
    question: str
    """The entry's question; empty if the base was not asked."""
    score: float
    """0-100; the mean over the group if it comes from the stored candidates."""
    answered: bool = False
    """Whether the base now answers the question with this entry."""


class Group(NamedTuple):
    """Wordings of one question."""

    number: int
    """Number of its first question; it never changes."""
    question: str
    """The most frequent wording; if several are equally frequent, the newest."""
    asked: int
    """How often it was asked, in any wording."""
    wordings: tuple[tuple[str, int], ...]
    """Wordings with counts, most frequent first."""
    reasons: tuple[tuple[str, int], ...]
    """Why it is in the inbox, with counts."""
    about: str
    """The topic, if the question was treated as a follow-up."""
    first: str
    """When it was first asked (ISO 8601)."""
    last: str
    """When it was last asked."""
    candidates: tuple[tuple[str, float], ...]
    """Candidates with mean scores (0-100), best first, without those that users rejected."""
    rejected: frozenset[str]
    """Entries that users rejected."""
    members: tuple[int, ...]
    """Numbers of its questions."""


def grouped(questions: Sequence[OpenQuestion]) -> list[Group]:
    """Group similar questions.

    Args:
        questions: The open questions, oldest first.

    Returns:
        The groups, most frequent first, then newest first. Every question is in exactly one.
    """
    return sorted(map(_group, _similar(questions)), key=lambda group: (-group.asked, -group.members[-1]))


def find(groups: Sequence[Group], number: int) -> Group | None:
    """Return the group that is listed under a number; ``None`` if there is none."""
    return next((group for group in groups if number == group.number), None)


def stored_proposal(group: Group) -> Proposal | None:
    """Return the best candidate that was stored with a group; ``None`` if all were rejected."""
    return next((Proposal(entry, "", score) for entry, score in group.candidates), None)


def _similar(questions: Sequence[OpenQuestion]) -> list[list[OpenQuestion]]:
    """Return lists of similar questions: a question joins the list whose first wording is most similar."""
    from rapidfuzz import fuzz, process

    by_wording: dict[str, list[OpenQuestion]] = {}
    for one in questions:
        # A follow-up has no meaning without its topic.
        by_wording.setdefault(f"{normalized_question(one.question)}\n{one.about}", []).append(one)
    lists: list[list[OpenQuestion]] = []
    leaders: list[str] = []
    places: list[int] = []
    older = len(by_wording) - COMPARED
    for at, members in enumerate(by_wording.values()):
        leader = _informative_words(members[0])
        found = None
        if at >= older:
            found = process.extractOne(leader, leaders, scorer=fuzz.token_sort_ratio, score_cutoff=SIMILARITY)
        if found is not None and _same_numbers(leader, found[0]):
            lists[places[found[2]]].extend(members)
            continue
        if at >= older:
            leaders.append(leader)
            places.append(len(lists))
        lists.append(list(members))
    return [sorted(members) for members in lists]


def _informative_words(question: OpenQuestion) -> str:
    """Return the stems of the informative words, or all words if there are none."""
    every = words(f"{question.question} {question.about}")
    informative = [stem(word) for word in every if word not in FILLERS]
    return " ".join(informative or every) or question.question


def _same_numbers(one: str, other: str) -> bool:
    """Return whether two wordings contain the same numbers and equally many "not"; otherwise the meanings differ."""

    def marks(text: str) -> list[str]:
        return sorted(word for word in text.split() if word == "not" or any(map(str.isdigit, word)))

    return marks(one) == marks(other)


def _group(members: Sequence[OpenQuestion]) -> Group:
    newest = {normalized_question(one.question): one.question for one in members}
    counts = Counter(normalized_question(one.question) for one in members)
    order = {known: at for at, known in enumerate(reversed(list(newest)))}
    ranked = sorted(counts, key=lambda known: (-counts[known], order[known]))
    rejected = _rejected(members)
    return Group(
        number=members[0].number,
        question=newest[ranked[0]],
        asked=len(members),
        wordings=tuple((newest[known], counts[known]) for known in ranked),
        reasons=tuple(Counter(one.reason for one in members).most_common()),
        about=members[0].about,
        first=members[0].at,
        last=members[-1].at,
        candidates=_candidates(members, rejected),
        rejected=rejected,
        members=tuple(one.number for one in members),
    )


def _rejected(members: Sequence[OpenQuestion]) -> frozenset[str]:
    """Return the answers marked as wrong and the choices rejected with "none of these"."""
    wrong = {one.entry for one in members if one.reason is Reason.WRONG and one.entry}
    none = {entry for one in members if one.reason is Reason.NONE_OF_THESE for entry, _ in one.candidates}
    return frozenset(wrong | none)


def _candidates(members: Sequence[OpenQuestion], rejected: frozenset[str]) -> tuple[tuple[str, float], ...]:
    """Return the candidates with their mean scores over all questions, best first."""
    sums: dict[str, float] = {}
    for one in members:
        for entry, score in dict(one.candidates).items():
            if entry not in rejected:
                sums[entry] = sums.get(entry, 0.0) + score
    means = {entry: round(total / len(members), 1) for entry, total in sums.items()}
    return tuple(sorted(means.items(), key=lambda pair: (-pair[1], pair[0])))
