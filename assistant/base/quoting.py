"""Write a text as a YAML scalar, in the style of its neighbours if possible."""

from __future__ import annotations

import re

_PLAIN = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`<=~.][^\n\t]*\Z")
"""Texts that may be written without quotes, because they do not start with a YAML indicator."""

_UNSAFE = re.compile(r": | #|:\Z|\s\Z|[^\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_FLOW_UNSAFE = re.compile(r"[,\[\]{}:#?]")
_OTHER_TYPE = re.compile(
    r"(?:y|n|yes|no|true|false|on|off|null|[-+]?[0-9][0-9_.,:eExXoO+\-TZ ]*[0-9a-fA-F]*)\Z", re.IGNORECASE
)
"""Texts that other programs read as a number, date, boolean or null."""

_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}


def write_scalar(text: str, style: str, *, in_flow: bool) -> str | None:
    """Write a text in one style.

    Args:
        text: The text.
        style: ``""`` for plain, ``"'"`` or ``'"'``.
        in_flow: Whether it is inside brackets or braces.

    Returns:
        The scalar, or None if this style cannot represent the text.
    """
    if style == '"':
        return '"' + "".join(_ESCAPES.get(char, char) for char in text) + '"'
    if "\n" in text or "\t" in text:
        return None
    if style == "'":
        return "'" + text.replace("'", "''") + "'"
    if not _PLAIN.match(text) or _UNSAFE.search(text) or _OTHER_TYPE.match(text):
        return None
    return None if in_flow and _FLOW_UNSAFE.search(text) else text


def ways_to_write(text: str, neighbour: str, *, in_flow: bool) -> list[str]:
    """Return all ways to write a text, the style of its neighbour first.

    Args:
        text: The text.
        neighbour: Style of the neighbouring text: ``""``, ``"'"``, ``'"'``, ``|`` or ``>``.
        in_flow: Whether it is inside brackets or braces.
    """
    styles = dict.fromkeys([neighbour if neighbour in ("'", '"') else "", "", '"', "'"])
    written = (write_scalar(text, style, in_flow=in_flow) for style in styles)
    return [way for way in written if way is not None]
