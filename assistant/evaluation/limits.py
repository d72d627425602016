"""Limits of figures: ``--least top1=0.75``, ``--most wrong=0.03``."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import Any, NamedTuple

from assistant.base.nearest import spelling_hint
from assistant.errors import UsageError
from assistant.evaluation.scoring import Figures
from assistant.sanitize import safe_line

LEAST, MOST = "least", "most"

_TOLERANCE = 1e-9
"""Tolerance for rounding errors."""


class FigureLimit(NamedTuple):
    """A figure and its bound."""

    key: str
    side: str
    """``LEAST`` or ``MOST``."""
    bound: float


def parse_limits(texts: Sequence[str], side: str, known: Sequence[str]) -> list[FigureLimit]:
    """Parse ``key=value`` texts; a value may be a percentage.

    Raises:
        UsageError: A text has a different form, or names an unknown figure.
    """
    return [_parse(text, side, known) for text in texts]


def check_limits(limits: Sequence[FigureLimit], figures: Figures) -> list[dict[str, Any]]:
    """Return each limit with its figure, and whether it is met; a figure that was not measured does not meet it."""
    return [
        {
            "key": one.key,
            one.side: one.bound,
            "value": figures[one.key],
            "held": _holds(one, figures[one.key]),
        }
        for one in limits
    ]


def missed_text(checked: dict[str, Any]) -> str:
    """Return a line about a limit that is not met."""
    side = LEAST if LEAST in checked else MOST
    asked = f"at {side} {checked[side]:g} was asked for"
    if checked["value"] is None:
        return f"{checked['key']} could not be measured on these questions; {asked}."
    return f"{checked['key']} is {checked['value']:.4g}; {asked}."


def _parse(text: str, side: str, known: Sequence[str]) -> FigureLimit:
    key, equals, value = text.partition("=")
    key, value = key.strip(), value.strip()
    if not equals:
        raise UsageError(
            f'--{side}: "{safe_line(text, 60)}" is not of the form key=value, such as top1=0.75.'
        )
    if key not in known:
        listed = f"{spelling_hint(key, known)} Figures: {', '.join(known)}."
        raise UsageError(f'--{side}: there is no figure "{safe_line(key, 40)}". {listed}')
    try:
        bound = float(value.removesuffix("%")) / (100 if value.endswith("%") else 1)
    except ValueError:
        bound = float("nan")
    if not isfinite(bound):
        remedy = "Write a share from 0 to 1, or milliseconds."
        raise UsageError(f'--{side} {key}: "{safe_line(value, 40)}" is not a number. {remedy}')
    return FigureLimit(key, side, bound)


def _holds(limit: FigureLimit, value: float | None) -> bool:
    if value is None:
        return False
    return value >= limit.bound - _TOLERANCE if limit.side == LEAST else value <= limit.bound + _TOLERANCE
