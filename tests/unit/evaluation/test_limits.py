"""Figures that must be held."""

from __future__ import annotations

import pytest

from assistant.errors import UsageError
from assistant.evaluation.limits import LEAST, MOST, check_limits, missed_text, parse_limits

KNOWN = ("top1", "wrong", "median_ms")


@pytest.mark.parametrize(
    ("side", "text", "value", "held"),
    [
        (LEAST, "top1=0.75", 0.75, True),
        (LEAST, "top1=0.75", 0.7499, False),
        (LEAST, "top1=75%", 0.75, True),
        (LEAST, "top1=0.1", 1 - 0.9, True),
        (MOST, "wrong=0.03", 0.03, True),
        (MOST, "wrong = 3 %", 0.0301, False),
        (MOST, "wrong=0.3", 0.1 + 0.2, True),
        (LEAST, "top1=0", None, False),
        (MOST, "wrong=1", None, False),
    ],
)
def test_a_limit_is_held_or_not(side: str, text: str, value: float | None, held: bool) -> None:
    limits = parse_limits([text], side, KNOWN)
    (checked,) = check_limits(limits, {"top1": value, "wrong": value})
    assert checked["held"] is held


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("top1", "not of the form key=value"),
        ("tpo1=1", 'Did you mean "top1"?'),
        ("top1=much", '"much" is not a number'),
        ("top1=nan", "not a number"),
        ("top1=inf", "not a number"),
        ("top1=", "not a number"),
    ],
)
def test_a_limit_that_is_not_understood_is_a_wrong_usage(text: str, words: str) -> None:
    with pytest.raises(UsageError, match=words.replace("?", r"\?")):
        parse_limits([text], LEAST, KNOWN)


def test_a_miss_says_what_was_asked_for() -> None:
    missed = check_limits(
        [*parse_limits(["top1=0.75"], LEAST, KNOWN), *parse_limits(["wrong=3%"], MOST, KNOWN)],
        {"top1": 0.7123456, "wrong": None},
    )
    assert [missed_text(one) for one in missed] == [
        "top1 is 0.7123; at least 0.75 was asked for.",
        "wrong could not be measured on these questions; at most 0.03 was asked for.",
    ]
