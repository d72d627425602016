"""The results of an evaluation: figures, confusions and misses. ``Report.as_dict`` is the JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from assistant.evaluation.labelled_question import GAP
from assistant.evaluation.metrics import Bin, calibration_bins
from assistant.evaluation.outcome import CHOICES, FOREIGN, GOOD, IN_SCOPE, VERDICTS, Outcome
from assistant.evaluation.scoring import Figures, measure, scored


class FigureGroup(NamedTuple):
    """The figures of a group of questions."""

    name: str
    questions: int
    in_scope: int
    gap: int
    foreign: int
    figures: Figures

    def as_dict(self) -> dict[str, Any]:
        """Return counts and rounded figures as a JSON object."""
        return {
            "questions": self.questions,
            "in_scope": self.in_scope,
            "gap": self.gap,
            "foreign": self.foreign,
            **{key: None if value is None else round(value, 4) for key, value in self.figures.items()},
        }


class Confusion(NamedTuple):
    """An entry that is ranked first for the questions of another."""

    expected: str | None
    """The right entry; None for questions that must not be answered."""
    taken_by: str
    """The entry ranked first instead."""
    times: int
    """Number of questions."""
    answered: int
    """Number of these that were answered with ``taken_by``."""


class Report(NamedTuple):
    """The results of an evaluation."""

    total: FigureGroup
    files: tuple[FigureGroup, ...]
    kinds: tuple[FigureGroup, ...]
    styles: tuple[FigureGroup, ...]
    bins: tuple[Bin, ...]
    """Calibration in scope."""
    confusions: tuple[Confusion, ...]
    """Most frequent first."""
    misses: tuple[Outcome, ...]
    """All outcomes that are not right, the worst kind first."""

    def as_dict(self) -> dict[str, Any]:
        """Return the report as a JSON object."""
        return {
            **self.total.as_dict(),
            "kinds": {block.name: block.as_dict() for block in self.kinds},
            "styles": {block.name: block.as_dict() for block in self.styles},
            "files": [{"file": block.name, **block.as_dict()} for block in self.files],
            "calibration": [_bin_as_dict(one) for one in self.bins],
            "confusions": [_confusion_as_dict(one) for one in self.confusions],
            "missed": len(self.misses),
            "misses": [miss_as_dict(one) for one in self.misses],
        }


def build_report(names: Sequence[str], outcomes: Sequence[Sequence[Outcome]]) -> Report:
    """Build a report from the names of the files and the outcomes of each."""
    every = [one for part in outcomes for one in part]
    inside = [one for one in every if one.group == IN_SCOPE]
    worst = {verdict: place for place, verdict in enumerate(VERDICTS)}
    missed = [one for one in every if one.verdict not in GOOD]
    return Report(
        total=_figure_group("total", every),
        files=tuple(_figure_group(name, part) for name, part in zip(names, outcomes, strict=True)),
        kinds=_by_label(every, [one.row.kind for one in every]),
        styles=_by_label(every, [one.row.style for one in every]),
        bins=tuple(calibration_bins(scored(inside))),
        confusions=tuple(confusions(every)),
        misses=tuple(sorted(missed, key=lambda one: worst[one.verdict])),
    )


def confusions(outcomes: Iterable[Outcome]) -> list[Confusion]:
    """Return the pairs of entries that are confused, most frequent first.

    In scope, any wrong first candidate counts, answered or not; elsewhere only wrong answers, certain or likely.
    """
    counts: Counter[tuple[str | None, str]] = Counter()
    answered: Counter[tuple[str | None, str]] = Counter()
    for one in outcomes:
        first = one.candidates[0][0] if one.candidates else one.entry
        if one.group == IN_SCOPE:
            taken = first is not None and first not in one.row.expected
        else:
            taken = one.verdict not in GOOD
            first = one.entry
        if taken and first is not None:
            pair = (one.row.expected[0] if one.row.expected else None, first)
            counts[pair] += 1
            answered[pair] += one.given and one.entry == first
    found = [Confusion(*pair, count, answered[pair]) for pair, count in counts.items()]
    return sorted(found, key=lambda one: (-one.times, -one.answered, one.expected or "", one.taken_by))


def miss_as_dict(one: Outcome) -> dict[str, Any]:
    """Return a miss as a JSON object."""
    return {
        "file": one.row.path,
        "line": one.row.line,
        "turn": one.row.turn or None,
        "question": one.row.question,
        "verdict": one.verdict,
        "expected": [list(group) for group in one.row.expect] if one.row.every else list(one.row.expected),
        "status": one.status,
        "entry": one.entry,
        "answers": list(one.answers),
        "score": one.score,
        "rank": one.rank,
        "expected_score": expected_score(one),
        "candidates": [{"entry": entry, "score": score} for entry, score in one.candidates[:CHOICES]],
        "about": one.about,
        "kind": one.row.kind or None,
        "style": one.row.style or None,
    }


def expected_score(one: Outcome) -> float | None:
    """Return the score of the best expected entry; None if it is not a candidate."""
    return next((score for entry, score in one.candidates if entry in one.row.expected), None)


def _figure_group(
    name: str, outcomes: Sequence[Outcome], whole: Sequence[Outcome] | None = None
) -> FigureGroup:
    groups = Counter(one.group for one in outcomes)
    figures = measure(outcomes, whole)
    return FigureGroup(name, len(outcomes), groups[IN_SCOPE], groups[GAP], groups[FOREIGN], figures)


def _by_label(outcomes: Sequence[Outcome], words: Sequence[str]) -> tuple[FigureGroup, ...]:
    """Return the figures of the questions with each kind or style; questions without one are left out."""
    parts: dict[str, list[Outcome]] = {}
    for one, word in zip(outcomes, words, strict=True):
        if word:
            parts.setdefault(word, []).append(one)
    return tuple(_figure_group(word, parts[word], outcomes) for word in sorted(parts))


def _confusion_as_dict(one: Confusion) -> dict[str, Any]:
    """Return a confusion as a JSON object."""
    return {"expected": one.expected, "taken_by": one.taken_by, "count": one.times, "answered": one.answered}


def _bin_as_dict(one: Bin) -> dict[str, Any]:
    """Return a bin as a JSON object."""
    score = None if one.score is None else round(one.score, 2)
    right = None if one.right is None else round(one.right, 4)
    return {"from": one.low, "to": one.high, "count": one.questions, "score": score, "right": right}
