"""How far to trust the first candidate: the signals, and the judge that weighs them.

The same few signals are taken when a base is fitted and when a question is answered; the judge is a logistic
model over them, so that every part of a score can be shown (``--explain``).
"""

from __future__ import annotations

import math
from collections.abc import Container, Sequence

from assistant.record import Record

SHORTLIST = 8
"""Entries whose phrasings are looked at one by one."""
JUDGED = 4
"""Of those, how many are judged; the judge's order is the one people see."""
NEAREST_WEIGHT = 2.0
"""Of the nearest phrasing's likeness (0-1) against the fitted log chance."""
CONCEPT_SHARE = 0.8
"""How well a synonym explains a word."""
CHANCE_FLOOR = -12.0
"""Log chances below this are all the same."""

SIGNALS = (
    "lead",
    "chance",
    "against",
    "nearest",
    "nearest lead",
    "foreign lead",
    "coverage",
    "unknown",
    "unexplained",
    "length",
)
"""Names of the signals, in the order in which the judge's weights stand."""

SIGNAL_NOTES = {
    "lead": "how far the first candidate is ahead of the second",
    "chance": "the fitted log chance of the entry among all entries and the background",
    "against": "the entry's score against that of everyday questions",
    "nearest": "likeness of the nearest phrasing, 0 to 1",
    "nearest lead": "by how much that is nearer than any phrasing of another entry",
    "foreign lead": "by how much it is nearer than any everyday question or decoy",
    "coverage": "share of the question's telling words that the entry explains",
    "unknown": "share of telling words that the base does not know at all",
    "unexplained": "weight of the telling words that the entry does not explain",
    "length": "how many telling words there are, as a logarithm",
}


class Contender(Record):
    """An entry in the running, as ranking leaves it."""

    entry: int
    chance: float
    """Fitted log chance; without a fit, nearest-phrasing likeness takes its part."""
    nearest: float
    """Likeness of the nearest phrasing, 0 to 1."""
    phrasing: int = 0
    """Which phrasing of the entry that is."""

    @property
    def standing(self) -> float:
        """What contenders are ranked by."""
        return max(self.chance, CHANCE_FLOOR) + NEAREST_WEIGHT * self.nearest


class Foreign(Record):
    """How much a question looks like one from elsewhere."""

    chance: float
    """Log chance of the background."""
    nearest: float
    """Likeness of the nearest everyday question or decoy, 0 to 1."""


class Telling(Record):
    """One telling word of a question."""

    weight: float
    feature: int | None
    """Its feature; ``None`` when the base does not know the word."""
    concepts: tuple[int, ...] = ()


class Explained(Record):
    """How much of a question an entry accounts for."""

    coverage: float
    """0 to 1, by weight."""
    unknown: float
    """0 to 1, by weight."""
    unexplained: float
    """Weight."""


def explain_words(words: Sequence[Telling], features: Container[int]) -> Explained:
    """How much of the telling words an entry with these features explains."""
    total = sum(word.weight for word in words)
    if not total:
        return Explained(0.0, 0.0, 0.0)
    covered = unknown = 0.0
    for word in words:
        if word.feature is not None and word.feature in features:
            covered += word.weight
        elif any(concept in features for concept in word.concepts):
            covered += CONCEPT_SHARE * word.weight
        elif word.feature is None and not word.concepts:
            unknown += word.weight
    return Explained(covered / total, unknown / total, total - covered)


def signals(
    contenders: Sequence[Contender], place: int, foreign: Foreign, explained: Explained, length: int
) -> tuple[float, ...]:
    """The signals for one of the contenders, in the order of ``SIGNALS``.

    Args:
        contenders: best first.
        place: which of them is judged.
        foreign: the background as a rival.
        explained: what the judged entry explains of the question.
        length: number of telling words.
    """
    judged = contenders[place]
    others = [contender for at, contender in enumerate(contenders) if at != place]
    best = max((other.standing for other in others), default=judged.standing - 8)
    nearest = max((other.nearest for other in others), default=0.0)
    chance = max(judged.chance, CHANCE_FLOOR)
    return (
        _clip(judged.standing - best, 8) / 4,
        chance / 4,
        _clip(chance - max(foreign.chance, CHANCE_FLOOR), 8) / 4,
        judged.nearest,
        judged.nearest - nearest,
        judged.nearest - foreign.nearest,
        explained.coverage,
        explained.unknown,
        min(explained.unexplained, 24.0) / 8,
        math.log1p(length),
    )


def _clip(value: float, limit: float) -> float:
    return max(-limit, min(limit, value))


class Judge(Record):
    """A fitted judge: what the signals weigh, and where this base draws its lines."""

    weights: tuple[float, ...]
    """One for each signal, then the constant; gives the logit of "this is the right entry"."""
    slope: float
    offset: float
    """The logit's own scale: what makes 90 mean nine in ten."""
    threshold: float
    """Least score that is answered, 0-100."""
    margin: float
    """Least lead in score over the second, 0-100."""
    offered: float
    """Least score at which candidates are offered as choices, 0-100."""

    def score(self, values: Sequence[float]) -> float:
        """The calibrated score, 0-100, of a contender with these signals."""
        logit = self.weights[-1] + sum(
            weight * value for weight, value in zip(self.weights, values, strict=False)
        )
        logit = max(-30.0, min(30.0, self.slope * logit + self.offset))
        return 100.0 / (1.0 + math.exp(-logit))


PLAIN_JUDGE = Judge(
    (0.25, 0.0, 0.79, 1.4, 7.6, 0.0, 5.61, 0.53, 0.52, 0.44, -6.43), 1.0, 0.0, 62.0, 5.0, 25.0
)
"""For a base that is not fitted: too small, too large, or just edited. Fitted once to the development splits of
BANKING77 and to open questions on the article, all answered by nearest phrasing."""
