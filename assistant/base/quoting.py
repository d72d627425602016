"""Writing a text so that YAML reads back exactly that text, in the style of its neighbours where possible."""

from __future__ import annotations

import re

_PLAIN = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`<=~.][^\n\t]*\Z")
"""Texts that may stand without quotes: no sign at the start that YAML might take for its own."""

_UNSAFE = re.compile(r": | #|:\Z|\s\Z|[^\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_FLOW_UNSAFE = re.compile(r"[,\[\]{}:#?]")
_OTHER_TYPE = re.compile(
    r"(?:y|n|yes|no|true|false|on|off|null|[-+]?[0-9][0-9_.,:eExXoO+\-TZ ]*[0-9a-fA-F]*)\Z", re.IGNORECASE
)
"""What YAML elsewhere reads as a number, a date, a truth value or nothing; here all are texts."""

_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}


def quoted(text: str, style: str, *, in_flow: bool) -> str | None:
    """Write a text in one style.

    Args:
        text: What YAML is to read back.
        style: ``""`` for plain, ``"'"`` or ``'"'``.
        in_flow: Whether it stands within brackets or braces.

    Returns:
        How to write it, or None when this style cannot hold it.
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
    """All ways to write a text, the neighbour's style first.

    Args:
        text: What YAML is to read back.
        neighbour: Style of the text beside it: ``""``, ``"'"``, ``'"'``, ``|`` or ``>``.
        in_flow: Whether it stands within brackets or braces.
    """
    styles = dict.fromkeys([neighbour if neighbour in ("'", '"') else "", "", '"', "'"])
    written = (quoted(text, style, in_flow=in_flow) for style in styles)
    return [way for way in written if way is not None]
