"""Questions of the inbox put together by likeness, with the entry that each group may belong to.

Pure but for the proposals, which are asked of whoever is handed in. Loaded for listing only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from assistant.matching.normalize import stem, words
from assistant.matching.word_frequency import FILLERS
from assistant.storage.inbox_log import Missed
from assistant.storage.reasons import NONE_OF_THESE, WRONG, same

LIKE = 82.0
"""Likeness (0-100) from which two wordings are one question; below it "part 1" and "part 2" would be one."""
MOST = 3000
"""Wordings that are compared; older ones stay groups of their own, because the time grows with the square."""


class Proposal(NamedTuple):
    """The entry that a group may be asking for."""

    entry: str
    question: str
    """The entry's own question; empty when the base was not asked."""
    score: float
    """0-100; mean over the group where it comes from the candidates of the time."""
    answered: bool = False
    """Whether the base by now answers the question with it."""


class Group(NamedTuple):
    """Wordings of one question to one base, as far as likeness tells."""

    base: str
    """What tells the base apart that was asked; empty when nobody said."""
    number: int
    """That of its first asking; it stays the same while others come in."""
    question: str
    """The wording asked most often, the newest of several."""
    asked: int
    """How often it was asked in any wording."""
    wordings: tuple[tuple[str, int], ...]
    """Every wording with its count, the most frequent first."""
    reasons: tuple[tuple[str, int], ...]
    """Why it was kept, with counts."""
    about: str
    """What it was taken to be about, when it was a follow-up."""
    first: str
    """When it was first asked (ISO 8601)."""
    last: str
    """When it was last asked."""
    near: tuple[tuple[str, float], ...]
    """Entries that came near, best first, with mean scores 0-100; without those that a person refused."""
    refused: frozenset[str]
    """Entries that a person said it is not."""
    members: tuple[int, ...]
    """The numbers of its askings."""


Ask = Callable[[str, frozenset[str]], Proposal | None]
"""What a base proposes for a question by now, leaving out the entries that were refused."""


def grouped(missed: Sequence[Missed]) -> list[Group]:
    """Put questions together by likeness.

    Args:
        missed: The open questions, oldest first.

    Returns:
        The groups, the most frequent first, of equal ones the newest. Every question is in exactly one.
    """
    by_base: dict[str, list[Missed]] = {}
    for one in missed:
        by_base.setdefault(one.base, []).append(one)
    groups = [_group(members) for asked in by_base.values() for members in _alike(asked)]
    return sorted(groups, key=lambda group: (-group.asked, -group.members[-1]))


def find(groups: Sequence[Group], number: int) -> Group | None:
    """The group that holds a question by its number; ``None`` when there is none."""
    return next((group for group in groups if number in group.members), None)


def propose(group: Group, ask: Ask | None = None) -> Proposal | None:
    """The entry that a group may belong to.

    Args:
        group: The group.
        ask: Asks the base as it is now; without it the candidates of the time count.

    Returns:
        The proposal; ``None`` when nothing came near or everything near was refused.
    """
    if ask is not None:
        return ask(group.question, group.refused)
    return next((Proposal(entry, "", score) for entry, score in group.near), None)


def _alike(missed: Sequence[Missed]) -> list[list[Missed]]:
    """The questions in lists of like ones: each joins the list whose first wording is most like it."""
    from rapidfuzz import fuzz, process

    by_wording: dict[str, list[Missed]] = {}
    for one in missed:
        # A follow-up means something only together with what it was about.
        by_wording.setdefault(f"{same(one.question)}\n{one.about}", []).append(one)
    lists: list[list[Missed]] = []
    leaders: list[str] = []
    places: list[int] = []
    older = len(by_wording) - MOST
    for at, members in enumerate(by_wording.values()):
        leader = _telling(members[0])
        found = None
        if at >= older:
            found = process.extractOne(leader, leaders, scorer=fuzz.token_sort_ratio, score_cutoff=LIKE)
        if found is not None and _same_numbers(leader, found[0]):
            lists[places[found[2]]].extend(members)
            continue
        if at >= older:
            leaders.append(leader)
            places.append(len(lists))
        lists.append(list(members))
    return [sorted(members) for members in lists]


def _telling(missed: Missed) -> str:
    """The words that say what is asked, stemmed; all words when there are none such."""
    spoken = words(f"{missed.question} {missed.about}")
    telling = [stem(word) for word in spoken if word not in FILLERS]
    return " ".join(telling or spoken) or missed.question


def _same_numbers(one: str, other: str) -> bool:
    """Whether two wordings name the same numbers, and "not" as often: else they are different questions."""

    def marks(text: str) -> list[str]:
        return sorted(word for word in text.split() if word == "not" or any(map(str.isdigit, word)))

    return marks(one) == marks(other)


def _group(members: Sequence[Missed]) -> Group:
    newest = {same(one.question): one.question for one in members}
    counts = Counter(same(one.question) for one in members)
    order = {known: at for at, known in enumerate(reversed(list(newest)))}
    ranked = sorted(counts, key=lambda known: (-counts[known], order[known]))
    refused = _refused(members)
    return Group(
        base=members[0].base,
        number=members[0].number,
        question=newest[ranked[0]],
        asked=len(members),
        wordings=tuple((newest[known], counts[known]) for known in ranked),
        reasons=tuple(Counter(one.reason for one in members).most_common()),
        about=members[0].about,
        first=members[0].at,
        last=members[-1].at,
        near=_near(members, refused),
        refused=refused,
        members=tuple(one.number for one in members),
    )


def _refused(members: Sequence[Missed]) -> frozenset[str]:
    """What people said it is not: the answer marked wrong, the choices passed over with "none of these"."""
    wrong = {one.entry for one in members if one.reason == WRONG and one.entry}
    none = {entry for one in members if one.reason == NONE_OF_THESE for entry, _ in one.near}
    return frozenset(wrong | none)


def _near(members: Sequence[Missed], refused: frozenset[str]) -> tuple[tuple[str, float], ...]:
    """The entries that came near, by their mean score over all askings."""
    sums: dict[str, float] = {}
    for one in members:
        for entry, score in dict(one.near).items():
            if entry not in refused:
                sums[entry] = sums.get(entry, 0.0) + score
    means = {entry: round(total / len(members), 1) for entry, total in sums.items()}
    return tuple(sorted(means.items(), key=lambda pair: (-pair[1], pair[0])))
