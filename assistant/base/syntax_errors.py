"""Explain YAML syntax errors to curators.

For example, "mapping values are not allowed in this context" becomes the advice to put a text with a colon in quotes.
Errors without an explanation are shown unchanged.
"""

from __future__ import annotations

from typing import NamedTuple


class SyntaxMessage(NamedTuple):
    """The explanation of a syntax error."""

    message: str
    remedy: str
    at_start: bool = False
    """Whether to show where the construct starts rather than where the parser stopped."""


_QUOTE = "Put the whole text in quotes."

_ENDLESS = ("found unexpected end of stream", "found unexpected document indicator")
_NO_TOKEN = "found character that cannot start any token"

_KNOWN = {
    "mapping values are not allowed in this context": SyntaxMessage(
        "a colon followed by a space is not expected here",
        "If the colon belongs to a text, put the whole text in quotes; otherwise check the indentation.",
    ),
    "did not find expected key": SyntaxMessage(
        "this does not fit what comes before it",
        "Check the indentation, and that a text in quotes ends with its quote.",
    ),
    "did not find expected '-' indicator": SyntaxMessage(
        "the list above is followed by something that is not a list item",
        "Begin the item with a dash in the same column as the others.",
    ),
    "block sequence entries are not allowed in this context": SyntaxMessage(
        "a list item is not allowed here",
        "Put the list on the lines below its key.",
    ),
    "block mapping entries are not allowed in this context": SyntaxMessage(
        "a key is not allowed here", "Check the indentation."
    ),
    "did not find expected ',' or ']'": SyntaxMessage(
        "a list in brackets is not closed, or lacks a comma",
        "Separate the items by commas and close the list with ].",
        at_start=True,
    ),
    "did not find expected ',' or '}'": SyntaxMessage(
        "a mapping in braces is not closed, or lacks a comma",
        "Separate its parts by commas and close it with }.",
        at_start=True,
    ),
    "did not find expected node content": SyntaxMessage(
        "something is missing here",
        "Close the bracket above, delete an extra comma, or put the text in quotes.",
    ),
    "could not find expected ':'": SyntaxMessage(
        "a line in the middle of keys has no colon",
        "Write key: text, or indent a continued text.",
        at_start=True,
    ),
    "did not find expected <document start>": SyntaxMessage(
        "this does not belong to anything before it",
        "Check the indentation and that every key ends with a colon.",
    ),
    "found unknown escape character": SyntaxMessage(
        "a backslash in double quotes starts an unknown escape",
        "Use single quotes, or write the backslash twice.",
    ),
    "found a tab character where an indentation space is expected": SyntaxMessage(
        "a tab is used for indentation", "Indent with spaces."
    ),
    "found a tab character that violates indentation": SyntaxMessage(
        "a tab is used for indentation", "Indent with spaces."
    ),
    "did not find expected alphabetic or numeric character": SyntaxMessage(
        "a text begins with * or &, which YAML uses for references", _QUOTE
    ),
    "did not find expected hexdecimal number": SyntaxMessage(
        "an escape such as \\x or \\u lacks its digits", "Write the character itself, or use single quotes."
    ),
    "found invalid Unicode character escape code": SyntaxMessage(
        "an escape names a character that does not exist", "Write the character itself."
    ),
    "mapping keys are not allowed in this context": SyntaxMessage(
        "a text begins with ? and a space, which YAML uses for keys", _QUOTE
    ),
    "found unexpected ':'": SyntaxMessage("a colon is not expected here", _QUOTE),
    "did not find expected comment or line break": SyntaxMessage(
        "the first line of a text block has more than its marker (| or >)", "Begin the text on the next line."
    ),
}

_UNCLOSED = SyntaxMessage(
    "a text in quotes is never closed", "Close it with the same kind of quote it began with.", at_start=True
)
_TAB = SyntaxMessage("a tab is used where only spaces are allowed", "Indent with spaces.")
_TAG = SyntaxMessage("a text begins with !, which YAML uses for tags", _QUOTE)
_RESERVED = SyntaxMessage("a text begins with a character that YAML reserves (@, ` or %)", _QUOTE)


def explain_syntax_error(problem: str, context: str, character: str) -> SyntaxMessage:
    """Explain an error of the parser.

    Args:
        problem: The error of libyaml.
        context: What libyaml was doing, such as "while scanning a quoted scalar".
        character: The character at the place of the error; empty at the end of the file.
    """
    if problem in _ENDLESS and "quoted" in context:
        return _UNCLOSED
    if problem == _NO_TOKEN:
        return _TAB if character == "\t" else _RESERVED
    if "directive" in context:  # libyaml takes a line that begins with % for a directive
        return _RESERVED
    if "tag" in context or "tag" in problem:
        return _TAG
    known = _KNOWN.get(problem)
    if known is not None:
        return known
    during = f" ({context})" if context else ""
    return SyntaxMessage(f"not valid YAML: {problem}{during}", "Check quotes and indentation on this line.")
