"""What the YAML parser complains about, in words for people who write questions and answers.

libyaml says "mapping values are not allowed in this context" where a person would say "a text with a colon
needs quotes". Each known complaint is turned into plain words with the remedy; an unknown one is passed on.
"""

from __future__ import annotations

from typing import NamedTuple


class Complaint(NamedTuple):
    """A parser's complaint in plain words."""

    message: str
    remedy: str
    at_start: bool = False
    """Whether the place to show is where the construct began rather than where the parser gave up."""


_QUOTE = "Put the whole text in quotes."

_ENDLESS = ("found unexpected end of stream", "found unexpected document indicator")
_NO_TOKEN = "found character that cannot start any token"

_KNOWN = {
    "mapping values are not allowed in this context": Complaint(
        "a colon followed by a space is not expected here",
        "If the colon belongs to a text, put the whole text in quotes; else check the indentation.",
    ),
    "did not find expected key": Complaint(
        "this does not fit what comes before it",
        "Check the indentation, and that a text in quotes ends with its quote.",
    ),
    "did not find expected '-' indicator": Complaint(
        "the list above is followed by something that is no list item",
        "Begin the item with a dash in the same column as the others.",
    ),
    "block sequence entries are not allowed in this context": Complaint(
        "a list item cannot stand here",
        "Put the list on the lines below its key.",
    ),
    "block mapping entries are not allowed in this context": Complaint(
        "a key cannot stand here", "Check the indentation."
    ),
    "did not find expected ',' or ']'": Complaint(
        "a list in brackets is not closed, or lacks a comma",
        "Separate the items by commas and close the list with ].",
        at_start=True,
    ),
    "did not find expected ',' or '}'": Complaint(
        "a mapping in braces is not closed, or lacks a comma",
        "Separate its parts by commas and close it with }.",
        at_start=True,
    ),
    "did not find expected node content": Complaint(
        "something is missing here",
        "Close the bracket above, take out a comma too many, or put the text in quotes.",
    ),
    "could not find expected ':'": Complaint(
        "a line in the middle of keys has no colon", "Write key: text, or indent a continued text."
    ),
    "did not find expected <document start>": Complaint(
        "this stands outside of everything before it",
        "Check the indentation and that every key ends with a colon.",
    ),
    "found unknown escape character": Complaint(
        "a backslash in double quotes is followed by something it does not know",
        "Use single quotes, or write the backslash twice.",
    ),
    "found a tab character where an indentation space is expected": Complaint(
        "a tab is used for indentation", "Indent with spaces."
    ),
    "found a tab character that violates indentation": Complaint(
        "a tab is used for indentation", "Indent with spaces."
    ),
    "did not find expected alphabetic or numeric character": Complaint(
        "a text begins with * or &, which YAML uses for references", _QUOTE
    ),
    "did not find expected hexdecimal number": Complaint(
        "an escape such as \\x or \\u lacks its digits", "Write the character itself, or use single quotes."
    ),
    "found invalid Unicode character escape code": Complaint(
        "an escape names a character that does not exist", "Write the character itself."
    ),
    "mapping keys are not allowed in this context": Complaint(
        "a text begins with ? and a space, which YAML uses for keys", _QUOTE
    ),
    "found unexpected ':'": Complaint("a colon is not expected here", _QUOTE),
    "did not find expected comment or line break": Complaint(
        "the first line of a text block holds more than its marker", "Begin the text on the next line."
    ),
}

_UNCLOSED = Complaint(
    "a text in quotes is never closed", "Close it with the same kind of quote it began with.", at_start=True
)
_TAB = Complaint("a tab is used where only spaces may stand", "Indent with spaces.")
_TAG = Complaint("a text begins with !, which YAML uses for tags", _QUOTE)
_RESERVED = Complaint("a text begins with a character that YAML keeps for itself (@, ` or %)", _QUOTE)


def explained(problem: str, context: str, character: str) -> Complaint:
    """Turn a parser's complaint into plain words.

    Args:
        problem: What libyaml says is wrong.
        context: What it was doing, such as "while scanning a quoted scalar".
        character: The character at the place of the problem; empty at the end of the file.
    """
    if problem in _ENDLESS and "quoted" in context:
        return _UNCLOSED
    if problem == _NO_TOKEN:
        return _TAB if character == "\t" else _RESERVED
    if "directive" in context:  # only a line that begins with % is one
        return _RESERVED
    if "tag" in context or "tag" in problem:
        return _TAG
    known = _KNOWN.get(problem)
    if known is not None:
        return known
    during = f" ({context})" if context else ""
    return Complaint(f"not valid YAML: {problem}{during}", "Check quotes and indentation on this line.")
