"""Cite the source of an answer in BibTeX.

The citation of a base is free text. It is given as it is; author and year are added where the text leaves no doubt.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from assistant.sanitize import safe_line

if TYPE_CHECKING:
    from assistant.base.model import Source
    from assistant.conversation.turn import Turn

_YEAR = re.compile(r"(?<![\w.–-])(?:1[5-9]|20)\d\d(?![\w]|[-–]\d{3})")
"""A year, also of a date (2024-10-01), but no part of an ISSN, of a page range or of another number."""
_AUTHOR = r"[^\s,&()][^,&()]*, (?:\w\.[ -]?)+"
"""Family name and initials."""
_AUTHORS = re.compile(rf"({_AUTHOR}(?:,? (?:& |and )?{_AUTHOR})*)\s*\((?:1[5-9]|20)\d\d\D")
"""The authors at the beginning of a citation in author-date style: ``Ito, K., & Sato, M. (2024). …``"""
_ESCAPES = str.maketrans(
    {character: f"\\{character}" for character in "$&%#_"}
    | {"\\": r"\textbackslash{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}"}
    # BibTeX counts an escaped brace like any other.
    | {"{": r"\textbraceleft{}", "}": r"\textbraceright{}"}
)


def as_bibtex(turn: Turn, source: Source, title: str) -> str:
    """Return the source of an answer as a BibTeX entry.

    Args:
        turn: The answer, whose locator becomes the note.
        source: The source of the base.
        title: The title of the base.
    """
    cited = turn.source
    url = (cited.url if cited else "") or source.url
    where = [part.rstrip(".") for part in (cited.title, cited.locator) if part] if cited else []
    author = _author(source.citation)
    fields = {
        "author": author,
        "key": "" if author else _escape(title),  # what styles sort by without an author
        "title": "{" + _escape(title) + "}",
        "year": _year(source.citation),
        "howpublished": _escape(source.citation),
        "url": re.sub(r"[{}\\\s]", lambda match: f"%{ord(match[0]):02X}", url),
        "note": _escape(". ".join(where)),
    }
    key = _key(title) + (f":{turn.entry}" if turn.entry else "")
    body = ",\n".join(f"  {name:<12} = {{{value}}}" for name, value in fields.items() if value)
    return f"@misc{{{key},\n{body}\n}}"


def _year(citation: str) -> str:
    """Return the only year in a citation; "" if there is none or more than one."""
    years = set(_YEAR.findall(citation))
    return years.pop() if len(years) == 1 else ""


def _author(citation: str) -> str:
    """Return the authors of a citation in author-date style; "" for any other."""
    found = _AUTHORS.match(citation)
    authors = re.findall(rf"(?:and )?({_AUTHOR})", found[1]) if found else []
    return " and ".join(_escape(author.strip()) for author in authors)


def _escape(text: str) -> str:
    """Return text on one line, not truncated, with everything escaped that TeX would interpret."""
    return safe_line(text, max(1, len(text) * 8)).translate(_ESCAPES)


def _key(text: str) -> str:
    """Return up to six words as lowercase letters, digits and hyphens."""
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", letters.casefold())[:6]) or "source"
