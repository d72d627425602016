"""Turns as plain values and back, for keeping a conversation.

What comes back from a file is not trusted: a value of another type or out of range makes the turn unreadable,
and every text is made safe again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from assistant.conversation.turn import STATUSES, Candidate, Citation, Explanation, Part, Turn
from assistant.sanitize import safe_text

Value = TypeVar("Value")
MOST = 1000
"""Longest list in a turn; real ones have a handful."""


def packed(turn: Turn) -> dict[str, Any]:
    """A turn as dicts, lists, texts and numbers."""
    return {
        **turn._asdict(),
        "source": turn.source and turn.source._asdict(),
        "candidates": [candidate._asdict() for candidate in turn.candidates],
        "also": [packed(second) for second in turn.also],
        "related": list(turn.related),
        "explanation": turn.explanation and _packed_explanation(turn.explanation),
    }


def _packed_explanation(why: Explanation) -> dict[str, Any]:
    runner_up = why.runner_up and why.runner_up._asdict()
    return {**why._asdict(), "parts": [part._asdict() for part in why.parts], "runner_up": runner_up}


def unpacked(value: object) -> Turn | None:
    """The turn again; ``None`` when it is not one."""
    try:
        return _turn(value, nested=False)
    except (TypeError, ValueError, KeyError, OverflowError):
        return None


def _turn(value: object, *, nested: bool) -> Turn:
    fields = _table(value)
    status = _text(fields["status"])
    if status not in STATUSES:
        raise ValueError
    return Turn(
        question=_text(fields["question"]),
        status=status,
        entry=_maybe(_text, fields["entry"]),
        matched=_maybe(_text, fields["matched"]),
        answer=_maybe(_text, fields["answer"]),
        source=_maybe(_citation, fields["source"]),
        score=_share(fields["score"]),
        candidates=_several(_candidate, fields["candidates"]),
        also=() if nested else _several(lambda second: _turn(second, nested=True), fields["also"]),
        about=_maybe(_text, fields["about"]),
        related=_several(_pair, fields["related"]),
        explanation=_maybe(_explanation, fields["explanation"]),
    )


def _explanation(value: object) -> Explanation:
    fields = _table(value)
    return Explanation(
        parts=_several(_part, fields["parts"]),
        guards=_several(_text, fields["guards"]),
        threshold=_number(fields["threshold"]),
        margin=_number(fields["margin"]),
        runner_up=_maybe(_candidate, fields["runner_up"]),
        reason=_text(fields["reason"]),
        words=_several(_pair, fields["words"]),
    )


def _citation(value: object) -> Citation:
    fields = _table(value)
    return Citation(*(_text(fields[name]) for name in Citation._fields))


def _candidate(value: object) -> Candidate:
    fields = _table(value)
    entry, question, matched = (_text(fields[name]) for name in ("entry", "question", "matched"))
    return Candidate(entry, question, matched, _share(fields["score"]))


def _part(value: object) -> Part:
    fields = _table(value)
    return Part(_text(fields["name"]), _number(fields["value"]), _text(fields["note"]))


def _pair(value: object) -> tuple[str, str]:
    first, second = _several(_text, value)
    return first, second


def _table(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise TypeError
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return safe_text(value)


def _number(value: object) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise TypeError
    if abs(value) > 1e9 or value != value:  # only NaN differs from itself
        raise ValueError
    return float(value)


def _share(value: object) -> float:
    number = _number(value)
    if not 0 <= number <= 100:
        raise ValueError
    return number


def _maybe(read: Callable[[object], Value], value: object) -> Value | None:
    return None if value is None else read(value)


def _several(read: Callable[[object], Value], value: object) -> tuple[Value, ...]:
    if not isinstance(value, list) or len(value) > MOST:
        raise TypeError
    return tuple(read(one) for one in value)
