"""Slips in values: quotes, brackets, colons, and characters that a text must not begin with."""

from __future__ import annotations

import re

from assistant.base.problems import in_quotes
from assistant.base.quoting import write_scalar
from assistant.base.schema import ValueType
from assistant.base.slips import MAX_EXAMPLE, Located, Slip
from assistant.base.yaml_lines import TYPES, Line, YamlLines

_QUOTED = {"'": re.compile(r"'(?:[^']|'')*'"), '"': re.compile(r'"(?:[^"\\]|\\.)*"')}
_REST = re.compile(r"[ \t]*(?:[ \t]#.*)?\Z")
"""What may follow a text in quotes: nothing, or a comment."""
_BAD_ESCAPE = re.compile(r'(?:\\\\|[^\\]|\\[0abt\tnvfre "/NLP_xuU])*?(\\[^0abt\tnvfre "/\\NLP_xuU])')
_COLON = re.compile(r":(?= |\Z)")
_COMMENT = re.compile(r"[ \t]#.*\Z")
_STARTS = {
    "@": "which YAML reserves",
    "`": "which YAML reserves",
    "%": "which YAML reserves",
    "*": "which YAML uses for references",
    "&": "which YAML uses for references",
    "!": "which YAML uses for tags",
    "[": "which starts a list",
    "{": "which starts a table",
    "]": "which ends a list",
    "}": "which ends a table",
    ",": "which separates items",
    "- ": "which starts a list item",
    "? ": "which starts a key",
}
"""What a text without quotes must not begin with, and why."""


def value_slip(lines: YamlLines, at: int, part: Line, fault: Located) -> Slip | None:
    """Return the slip of the value that starts in a line, if there is one."""
    return None if part.is_text else _ValueSearch(lines, at, part, fault).slip()


class _ValueSearch:
    """Searches the value of a key or list item for a slip."""

    def __init__(self, lines: YamlLines, at: int, part: Line, fault: Located) -> None:
        self.at, self.part, self.fault = at, part, fault
        self.before = lines.texts[at][: part.value_column]
        self.value = lines.value(at, part)
        self.text = _COMMENT.sub("", self.value.text).rstrip()
        key = part.key or lines.list_key(at, part.dash)
        self.what = f"the text of {in_quotes(key)}" if part.key else f"an item of {in_quotes(key)}"
        if not key:
            self.what = "a text"
        self.type = TYPES.get(key, ValueType.TEXT)
        if not part.key:
            self.type = ValueType.TEXTS if self.type is ValueType.GROUPS else ValueType.TEXT

    def slip(self) -> Slip | None:
        value = self.part.value
        first = value[0]
        if first in _QUOTED:
            return self._quote_slip(first)
        if first in "|>":
            return self._block_slip(first)
        if first in "[{":
            return self._bracket_slip(first)
        start = value[:2] if value[:2] in _STARTS else f"{value} " if value in ("-", "?") else first
        return self._start_slip(start) if start in _STARTS else self._colon_slip()

    def _quote_slip(self, quote: str) -> Slip | None:
        """Return the slip of a text that begins with a quote."""
        match = _QUOTED[quote].match(self.value.text)
        if match is None:
            return self._unclosed_quote(quote)
        if not _REST.match(self.value.text, match.end()):
            return self._text_after_quote(quote, match.end() - 1)
        escape = _BAD_ESCAPE.match(match.group()) if quote == '"' else None
        if escape is None:
            return None
        message = f"{self.what} contains the unknown escape {escape[1]}"
        remedy = "Use single quotes, or write the backslash twice."
        return self._quoted(message, remedy, match.group()[1:-1], escape.start(1))

    def _unclosed_quote(self, quote: str) -> Slip:
        text = self.value.text[1:]
        message = f"{self.what} begins with {quote}, which is never closed"
        remedy = f"Close it with the same kind of quote{self._example(text)}."
        slip = self._quoted(message, remedy, text)
        if "document indicator" in self.fault.problem:  # three dashes inside the text
            slip.lines[self.fault.stop] = ""
        return slip

    def _text_after_quote(self, quote: str, index: int) -> Slip:
        ends_in_quote = self.value.text.endswith(quote)
        text = self.value.text[1:-1] if ends_in_quote else self.value.text
        message = f"{self.what} ends at this {quote}, but goes on after it"
        remedy = "Put the whole text in quotes"
        if quote == "'" and ends_in_quote:
            remedy = "Put the text in double quotes, or write the apostrophe twice"
        return self._quoted(message, f"{remedy}{self._example(text)}.", text, index)

    def _block_slip(self, first: str) -> Slip:
        """Return the slip of a text that begins like a text block."""
        message = f"{self.what} begins with {first}, which starts a text block"
        remedy = f"Begin the text on the next line, or put the whole text in quotes{self._example()}."
        return self._quoted(message, remedy)

    def _bracket_slip(self, first: str) -> Slip | None:
        """Return the slip of a value that begins with a bracket or brace."""
        close = "]" if first == "[" else "}"
        end = _closing(self.value.text)
        if end is None and self.type is not ValueType.TEXT:
            message = (
                f"{self.what.replace('the text', 'the value')} begins with {first}, which is never closed"
            )
            remedy = f"Separate the items by commas and close the list with {close}."
            return Slip(self.at, self.part.value_column, message, remedy, self._rewritten(self.text + close))
        if end is not None and _REST.match(self.value.text, end):
            return None
        message = f"{self.what} begins with {first}, {_STARTS[first]}"
        closing = f", or close {'the list' if first == '[' else 'it'} with {close}"
        remedy = f"Put the whole text in quotes{closing if end is None else self._example()}."
        return self._quoted(message, remedy)

    def _start_slip(self, start: str) -> Slip:
        """Return the slip of a text that begins with a character of YAML's own."""
        shown = "a comma" if start == "," else start.strip()
        message = f"{self.what} begins with {shown}, {_STARTS[start]}"
        put = "Put a list on the lines below its key; otherwise put" if start == "- " else "Put"
        remedy = f"{put} the whole text in quotes{self._example()}."
        return self._quoted(message, remedy, in_list=self.type in (ValueType.TEXTS, ValueType.TABLES))

    def _colon_slip(self) -> Slip | None:
        """Return the slip of a text with a colon that YAML takes for the end of a key."""
        colon = _COLON.search(self.text)
        if colon is None:
            return None
        message = f"a colon followed by a space is not expected in {self.what}"
        remedy = f"Put the whole text in quotes{self._example()}."
        return self._quoted(message, remedy, self.text, colon.start())

    def _quoted(
        self, message: str, remedy: str, text: str | None = None, index: int = 0, *, in_list: bool = False
    ) -> Slip:
        """Return a slip at a character of a value that is repaired by putting the text in quotes."""
        written = write_scalar(self.value.text if text is None else text, '"', in_flow=False) or '""'
        line, column = self.value.place(index)
        return Slip(line, column, message, remedy, self._rewritten(f"[{written}]" if in_list else written))

    def _rewritten(self, written: str) -> dict[int, str]:
        """Return the lines of the value with another value, which takes one line."""
        mended = dict.fromkeys(range(self.at + 1, self.value.end), "")
        mended[self.at] = self.before + written
        return mended

    def _example(self, text: str | None = None) -> str:
        """Return the corrected line for a message, with a colon before it; nothing if it is too long."""
        text = self.text if text is None else text
        style = "'" if '"' in text and "'" not in text else '"'
        written = write_scalar(text, style, in_flow=False) or ""
        line = f"{self.part.key}: {written}" if self.part.key else f"- {written}"
        return f": {line}" if written and len(line) <= MAX_EXAMPLE else ""


def _closing(text: str) -> int | None:
    """Return the index after the bracket that closes the first one."""
    depth, at = 0, 0
    while at < len(text):
        if text[at] in _QUOTED and (at == 0 or text[at - 1] in "[{,: "):
            match = _QUOTED[text[at]].match(text, at)
            at = match.end() if match is not None else at + 1
            continue
        depth += (text[at] in "[{") - (text[at] in "]}")
        at += 1
        if depth == 0:
            return at
    return None
