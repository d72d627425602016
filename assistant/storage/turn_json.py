"""Turns as JSON, for storing a conversation.

Stored turns are not trusted: a value of the wrong type or out of range makes a turn invalid, and every text is
sanitized again. A missing value gets its default, because earlier versions did not store all of them.
"""

from __future__ import annotations

import json
from functools import cache
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from assistant.conversation import turn as turns
from assistant.conversation.turn import Turn
from assistant.sanitize import safe_text

LIST_LIMIT = 1000
"""Maximum length of a list in a turn; real lists have a handful of items."""
NUMBER_LIMIT = 1e9
"""Largest number in a turn."""


def turn_to_json(turn: Turn) -> str:
    """Return a turn as JSON."""
    return json.dumps(_plain(turn))


def turn_from_json(text: str) -> Turn | None:
    """Return the turn in a JSON text; ``None`` if the text is not a valid turn."""
    try:
        turn: Turn = _typed(json.loads(text), Turn)
    except (TypeError, ValueError, KeyError, OverflowError, RecursionError):
        return None
    return turn._replace(also=tuple(second._replace(also=()) for second in turn.also))


def _plain(value: Any) -> Any:
    """Return records as dictionaries and tuples as lists."""
    if hasattr(value, "_fields"):
        return {name: _plain(getattr(value, name)) for name in value._fields}
    return [_plain(item) for item in value] if isinstance(value, tuple) else value


def _typed(value: Any, kind: Any) -> Any:
    """Convert a plain value to the type of a field.

    Raises:
        TypeError: The value has the wrong type.
        ValueError: The value is out of range.
        KeyError: A field without a default is missing.
    """
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is UnionType:
        return None if value is None else _typed(value, arguments[0])
    if kind is str and isinstance(value, str):
        return safe_text(value)
    if kind is float and type(value) in (int, float):
        return _number(value)
    if origin is tuple and isinstance(value, list):
        kinds = arguments[:1] * min(len(value), LIST_LIMIT) if arguments[-1] is Ellipsis else arguments
        return tuple(_typed(item, of) for item, of in zip(value, kinds, strict=True))
    if hasattr(kind, "_fields") and isinstance(value, dict):
        fields = {
            name: _typed(value[name], of)
            for name, of in _field_types(kind).items()
            if name in value or name not in kind._defaults
        }
        if (
            fields.get("status", turns.ANSWERED) not in turns.STATUSES
            or not 0 <= fields.get("score", 0) <= 100
        ):
            raise ValueError
        return kind(**fields)
    raise TypeError


def _number(value: float) -> float:
    if not -NUMBER_LIMIT <= value <= NUMBER_LIMIT:  # false for NaN, too
        raise ValueError
    return float(value)


@cache
def _field_types(kind: Any) -> dict[str, Any]:
    """Return the types of a record's fields by name."""
    annotations = {name: kind.__annotations__[name] for name in kind._fields}
    # Use a class without the record's base classes, because their annotations cannot be resolved.
    return get_type_hints(type("Fields", (), {"__annotations__": annotations}), vars(turns))
