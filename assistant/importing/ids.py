"""Derive readable ids from titles and questions."""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Container

from assistant.base.cross_checks import phrasing_key

MAX_LENGTH = 60
"""Longest id in characters, apart from what makes it unique."""

_SPOKEN = {"+": " plus ", "#": " sharp ", "&": " and ", "%": " percent "}
_SYMBOL = re.compile(r"(?<=\w)[+#%]|(?<=[+])[+]|&")


def slug(text: str, stem: str) -> str:
    """Return an id for a text: its words in lower case, joined by hyphens.

    The same text always has the same id. Letters outside of a-z are written without their accents; if there are
    others, a short checksum of the text tells the ids of similar texts apart.

    Args:
        text: The text.
        stem: The word to use for a text without a letter from a to z.
    """
    spoken = _SYMBOL.sub(lambda match: _SPOKEN[match[0]], text)
    letters = [
        char for char in unicodedata.normalize("NFKD", spoken.casefold()) if not unicodedata.combining(char)
    ]
    plain = "".join(char if char.isascii() else " " for char in letters if char not in "'’‘`")
    words = re.findall(r"[a-z0-9]+", plain)
    short = words[:1] and [words[0][:MAX_LENGTH]]
    for word in words[1:]:
        if sum(map(len, short)) + len(short) + len(word) > MAX_LENGTH:
            break
        short.append(word)
    if any(char.isalnum() and not char.isascii() for char in letters) or not short:
        return f"{'-'.join(short) or stem}-{_checksum(text)}"
    return "-".join(short)


def unique_slug(text: str, stem: str, taken: Container[str]) -> str:
    """Return an id that is not taken yet; the addition depends on the text only, if possible."""
    id = slug(text, stem)
    if id in taken:
        id = f"{id}-{_checksum(text)}"
    number, free = 1, id
    while free in taken:
        number += 1
        free = f"{id}-{number}"
    return free


def _checksum(text: str) -> str:
    return f"{zlib.crc32(phrasing_key(text).encode()) & 0xFFFFFF:06x}"
