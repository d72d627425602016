"""Figures that must be held: ``--least top1=0.75``, ``--most wrong=0.03``. Text in, verdicts out."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import Any, NamedTuple

from assistant.base.nearest import meant
from assistant.errors import UsageError
from assistant.evaluation.scoring import Figures
from assistant.sanitize import safe_line

LEAST, MOST = "least", "most"

_SLACK = 1e-9
"""A share that is 0.7 must hold 0.7, whatever the last binary digit says."""


class Limit(NamedTuple):
    """One figure and the bound it must hold."""

    key: str
    side: str
    """``LEAST`` or ``MOST``."""
    bound: float


def parse_limits(texts: Sequence[str], side: str, known: Sequence[str]) -> list[Limit]:
    """Read ``key=value`` texts; a value may be a percentage.

    Raises:
        UsageError: a text is not of that form, or there is no such figure.
    """
    return [_parse(text, side, known) for text in texts]


def check_limits(limits: Sequence[Limit], figures: Figures) -> list[dict[str, Any]]:
    """Each limit with its figure and whether it is held; what could not be measured is not held."""
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
    """One line about a limit that was not held."""
    side = LEAST if LEAST in checked else MOST
    asked = f"at {side} {checked[side]:g} was asked for"
    if checked["value"] is None:
        return f"{checked['key']} could not be measured on these questions; {asked}."
    return f"{checked['key']} is {checked['value']:.4g}; {asked}."


def _parse(text: str, side: str, known: Sequence[str]) -> Limit:
    key, equals, value = text.partition("=")
    key, value = key.strip(), value.strip()
    if not equals:
        raise UsageError(
            f'--{side}: "{safe_line(text, 60)}" is not of the form key=value, such as top1=0.75.'
        )
    if key not in known:
        listed = f"{meant(key, known)} Figures: {', '.join(known)}."
        raise UsageError(f'--{side}: there is no figure "{safe_line(key, 40)}". {listed}')
    try:
        bound = float(value.removesuffix("%")) / (100 if value.endswith("%") else 1)
    except ValueError:
        bound = float("nan")
    if not isfinite(bound):
        remedy = "Write a share from 0 to 1, or milliseconds."
        raise UsageError(f'--{side} {key}: "{safe_line(value, 40)}" is not a number. {remedy}')
    return Limit(key, side, bound)


def _holds(limit: Limit, value: float | None) -> bool:
    if value is None:
        return False
    return value >= limit.bound - _SLACK if limit.side == LEAST else value <= limit.bound + _SLACK
