"""The slips that curators make in YAML: their place, their fix, and how to read on after them.

A slip is searched on the lines around the place where the parser stopped. Each guess carries repaired lines, so that
the caller can try whether the parser gets further with them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from assistant.base.decoding import YAML_ONLY_BREAKS
from assistant.base.problems import in_quotes
from assistant.base.quoting import write_scalar
from assistant.base.schema import BASE, Field, TableSchema, ValueType
from assistant.base.syntax_errors import explain_syntax_error

"""Most characters parsed again and again for one file; they take a few seconds."""
MAX_EXAMPLE = 72
"""Longest corrected line shown in a message."""
MAX_SEARCHED = 200
"""Most lines searched for one error."""
MAX_LIST = 5000
"""Most lines of a list that are searched for its key, or for tabs."""

_LINE = re.compile(r"""([ \t]*)((?:-[ \t]+)*)(?:(["']?)([A-Za-z_][\w.-]*)\3[ ]*:(?:[ \t]+|\Z))?(.*)\Z""")
_CONFLICT = re.compile(r"(?:<{7}|={7}|>{7}|\|{7})(?: |\Z)")
_BLOCK_HEADER = re.compile(r"[|>][-+0-9]{0,2}(?:[ \t]+#.*)?\Z")
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


class Slip(NamedTuple):
    """A syntax error and its repair. Lines and columns count from 0."""

    line: int
    column: int
    message: str
    remedy: str
    lines: dict[int, str]
    """The repaired lines."""
    shifts: Mapping[int, int] = MappingProxyType({})
    left_out: Sequence[int] = ()
    guessed: bool = False
    """Whether this is one of several guesses; the one with which the parser gets furthest counts."""


class _Line(NamedTuple):
    """The parts of a line."""

    indent: int
    dash: int
    """Column of the last dash, or -1."""
    key: str
    column: int
    """Column of what follows the dashes."""
    value: str
    value_column: int


class _Value(NamedTuple):
    """The value of a key or list item over all its lines, joined by spaces."""

    text: str
    starts: list[tuple[int, int, int]]
    """Index in the text, line and column of each part."""
    end: int
    """Line after the last."""

    def place(self, index: int) -> tuple[int, int]:
        """Return line and column of a character."""
        start, line, column = self.starts[bisect_right(self.starts, index, key=lambda part: part[0]) - 1]
        return line, column + index - start


def _fields(schema: TableSchema) -> Iterator[Field]:
    for field in schema.keys.values():
        yield field
        if field.inner is not None:
            yield from _fields(field.inner)


_TYPES = {field.name: field.type for field in _fields(BASE)}
_KNOWN = "|".join(sorted(_TYPES, key=len, reverse=True))
_KNOWN_KEY = re.compile(rf"[ \t]*(?:-[ \t]+)*(?:{_KNOWN})[ ]*:(?:[ \t]|\Z)")
_NO_COLON = re.compile(rf"([ ]*(?:-[ ]+)*)({_KNOWN})(:(?=\S)|[ ]*：|[ ]+(?=[^\s:])|\Z)(.*)")


class Located(NamedTuple):
    """A fault in terms of lines and columns, from 0."""

    problem: str
    context: str
    stop: int
    """Line where the parser stopped."""
    stop_column: int
    start: int
    """Line where the construct starts that was being read."""
    start_column: int
    last: int
    """Line of the last node before the error."""


class SlipSearch:
    """Searches the lines around an error for its cause."""

    def __init__(self, lines: list[str], fault: Located) -> None:
        self.lines, self.fault = lines, fault

    def slips(self) -> Iterator[Slip]:
        """Yield possible causes, in the order of their lines, then the error as the parser explains it."""
        at = min(self.fault.last, self.fault.stop)
        if not self.fault.context.startswith("while parsing a block"):  # which may start far above
            at = min(at, self.fault.start)
        first = self._parts(at)
        if at > 0 and not first.key and first.dash < 0:  # its key is on the line above
            at -= 1
        end = min(self.fault.stop + 1, at + MAX_SEARCHED)
        while at < end:
            part = self._parts(at)
            yield from self._line_slips(at, part)
            value = self._value(at, part)
            if part.value and not _BLOCK_HEADER.match(part.value):
                slip = self._value_slip(at, part, value)
                if slip is not None:
                    yield slip
            at = max(value.end if _BLOCK_HEADER.match(part.value) else at + 1, at + 1)
        yield from self._unexplained()

    def _parts(self, at: int) -> _Line:
        match = _LINE.match(self.lines[at])
        assert match is not None  # it matches every line
        indent, dashes, _, key, value = match.groups(default="")
        column = match.end(2)
        dash = match.start(2) + dashes.rfind("-") if dashes else -1
        if dashes and key and key not in _TYPES and self._list_type(at, dash) is not ValueType.TABLES:
            return _Line(len(indent), dash, "", column, self.lines[at][column:].rstrip(), column)
        return _Line(len(indent), dash, key, column, value.rstrip(), match.start(5))

    def _list_key(self, at: int, dash: int) -> str:
        """Return the key of the list that has an item in a line, or nothing."""
        for line in range(at - 1, max(at - MAX_LIST, 0) - 1, -1):
            match = _LINE.match(self.lines[line])
            if match is not None and match[4] and not match[5].strip() and match.end(2) <= dash:
                return match[4]
        return ""

    def _list_type(self, at: int, dash: int) -> ValueType:
        return _TYPES.get(self._list_key(at, dash), ValueType.TEXTS)

    def _value(self, at: int, part: _Line) -> _Value:
        """Return the value that starts in a line, up to the next key or item."""
        left = part.column if part.key else part.dash if part.dash >= 0 else part.indent - 1
        block = _BLOCK_HEADER.match(part.value)
        text, starts, end = part.value, [(0, at, part.value_column)], at + 1
        while end < len(self.lines):
            line = self.lines[end]
            bare = line.strip()
            indent = len(line) - len(line.lstrip(" "))
            if bare and (indent <= left or (not block and _KNOWN_KEY.match(line))):
                break
            if bare and not block:
                starts.append((len(text) + 1, end, indent))
                text += " " + bare
            end += 1
        while end > at + 1 and not self.lines[end - 1].strip():
            end -= 1
        return _Value(text, starts, end)

    def _line_slips(self, at: int, part: _Line) -> Iterator[Slip]:
        """Yield slips outside of values."""
        line = self.lines[at]
        if _CONFLICT.match(line):
            remedy = "Merge the two versions, and delete the marker."
            yield Slip(at, 0, "a merge conflict is not resolved", remedy, {at: ""}, left_out=[at])
        odd = next((column for column, char in enumerate(line) if char in YAML_ONLY_BREAKS), -1)
        if odd >= 0:
            message = f"YAML reads U+{ord(line[odd]):04X} as a line break"
            mended = "".join(" " if char in YAML_ONLY_BREAKS else char for char in line)
            yield Slip(at, odd, message, "Replace it with a space.", {at: mended})
        if "\t" in line[: part.column]:
            yield from self._tabs(at)
        yield from self._missing_characters(at, part)
        if at == self.fault.stop and (part.dash >= 0 or _KNOWN_KEY.match(line)):
            yield from self._misindented(at, part)

    def _tabs(self, at: int) -> Iterator[Slip]:
        """Yield repairs of the tabs in an indentation, and in those of the lines below."""
        end = at
        while (
            end < min(len(self.lines), at + MAX_LIST) and "\t" in self.lines[end][: self._parts(end).column]
        ):
            end += 1
        column = self.lines[at].index("\t")
        below = "the next" if end == at + 2 else f"the {end - at - 1} below"
        others = f" in this line and {below}" if end > at + 1 else ""
        message = f"a tab is used for indentation{others}"
        for width in (2, 4, 8):
            mended = {line: self.lines[line].expandtabs(width) for line in range(at, end)}
            shifts = {line: len(mended[line]) - len(self.lines[line]) for line in mended}
            yield Slip(at, column, message, "Indent with spaces.", mended, shifts, guessed=True)
        for target in self._columns_above(at, dashes=self._parts(at).dash >= 0):
            mended, shifts = {}, {}
            for line in range(at, end):
                bare = self.lines[line].lstrip()
                mended[line] = " " * target + bare
                shifts[line] = target + len(bare) - len(self.lines[line])
            yield Slip(at, column, message, "Indent with spaces.", mended, shifts, guessed=True)

    def _missing_characters(self, at: int, part: _Line) -> Iterator[Slip]:
        """Yield repairs of a missing colon, dash or space."""
        line = self.lines[at]
        bare = line.lstrip(" ")
        if part.key and not part.value:
            yield from self._first_item(at, part)
        in_table = part.dash < 0 or self._list_type(at, part.dash) is ValueType.TABLES
        missing = _NO_COLON.match(line) if in_table and not part.key and at == self.fault.start else None
        if missing is not None:
            before, key, found, rest = missing.groups()
            what = "space after the colon" if found == ":" else "colon"
            mended = f"{before}{key}: {rest}".rstrip()
            message = f"the {what} of {in_quotes(key)} is missing"
            if "：" in found:
                message = f"the key {in_quotes(key)} has a wide colon (：)"
            yield Slip(at, missing.end(2), message, _write(mended), {at: mended}, {at: 2 - len(found)})
        yield from self._unindented_text(at, part)
        above = self._sibling(at, part.indent)
        if above is None or above.dash != part.indent or part.dash >= 0:
            return
        if bare.startswith("-") and not bare.startswith("--"):
            mended = line[: part.indent] + "- " + bare[1:]
            yield Slip(at, part.indent, "a dash has no space after it", _write(mended), {at: mended}, {at: 1})
        elif bare and part.key == above.key:
            mended = line[: part.indent] + "- " + bare
            message = "a list item has no dash"
            yield Slip(at, part.indent, message, _write(mended), {at: mended}, {at: 2})

    def _first_item(self, at: int, part: _Line) -> Iterator[Slip]:
        """Yield the repair of a list whose first item has no dash, so that all its items are one text."""
        below = next((line for line in range(at + 1, len(self.lines)) if self.lines[line].strip()), -1)
        if below < 0 or _TYPES.get(part.key) is not ValueType.TEXTS:
            return
        first = self._parts(below)
        text = self.lines[below].strip()
        if first.key or first.dash >= 0 or first.indent <= part.column or text.startswith("["):
            return
        mended = " " * first.indent + "- " + text.removeprefix("-")
        what = "a dash has no space after it" if text.startswith("-") else "a list item has no dash"
        shift = len(mended) - len(self.lines[below].rstrip())
        yield Slip(below, first.indent, what, _write(mended), {below: mended}, {below: shift})

    def _unindented_text(self, at: int, part: _Line) -> Iterator[Slip]:
        """Yield the repair of a text that should be indented below its key."""
        above = next((line for line in range(at - 1, -1, -1) if self.lines[line].strip()), -1)
        if above < 0 or part.key or part.dash >= 0 or not self.lines[at].strip():
            return
        head = self._parts(above)
        block = _BLOCK_HEADER.match(head.value)
        if (
            _TYPES.get(head.key) is not ValueType.TEXT
            or part.indent > head.column
            or not (block or not head.value)
        ):
            return
        end = at + 1
        while end < len(self.lines) and self.lines[end].strip():
            following = self._parts(end)
            if following.key or following.dash >= 0:
                break
            end += 1
        texts = [self.lines[line].strip() for line in range(at, end)]
        if not block:
            texts = [write_scalar(" ".join(texts), '"', in_flow=False) or "", *[""] * (len(texts) - 1)]
        mended = {line: " " * (head.column + 2) + text for line, text in enumerate(texts, at)}
        message = f"the text of {in_quotes(head.key)} is not indented below its key"
        remedy = f"Indent it by {_spaces(head.column + 2)}."
        yield Slip(at, part.indent, message, remedy, mended, {at: head.column + 2 - part.indent})

    def _sibling(self, at: int, indent: int) -> _Line | None:
        """Return the nearest line above that is not indented more."""
        for line in range(at - 1, max(at - MAX_LIST, 0) - 1, -1):
            if self.lines[line].strip():
                part = self._parts(line)
                if part.indent <= indent:
                    return part
        return None

    def _misindented(self, at: int, part: _Line) -> Iterator[Slip]:
        """Yield repairs of the indentation of a key or item, with everything below it."""
        what = in_quotes(part.key) if part.key and part.dash < 0 else "this list item"
        for target in self._columns_above(at, dashes=part.dash >= 0):
            by = target - part.indent
            if by == 0:
                continue
            end = at + 1  # after the lines that move with it
            right = part.column + by
            while end < len(self.lines) and (
                not self.lines[end].strip() or self._parts(end).indent > part.indent
            ):
                below = self._parts(end)
                if below.dash == target or (below.indent == right and _KNOWN_KEY.match(self.lines[end])):
                    break  # this line is already where it belongs
                end += 1
            message = f"{what} is indented by {_spaces(part.indent)}, but those above it by {target}"
            mended, shifts = {}, {}
            for line in range(at, end):
                text = self.lines[line]
                mended[line] = (
                    " " * by + text if by > 0 else text[min(-by, len(text) - len(text.lstrip(" "))) :]
                )
                shifts[line] = len(mended[line]) - len(text)
            yield Slip(at, part.indent, message, f"Indent it by {_spaces(target)}.", mended, shifts)

    def _columns_above(self, at: int, *, dashes: bool) -> list[int]:
        """Return the columns of the keys or dashes above a line, the nearest column first."""
        columns: dict[int, None] = {}
        for line in range(at - 1, max(at - 100, -1), -1):
            if _KNOWN_KEY.match(self.lines[line]) or self.lines[line].lstrip(" ").startswith("- "):
                part = self._parts(line)
                column = part.dash if dashes else part.column if part.key else -1
                if column >= 0:
                    columns[column] = None
        own = self._parts(at).indent
        return sorted(columns, key=lambda column: (abs(column - own), -column))

    def _value_slip(self, at: int, part: _Line, value: _Value) -> Slip | None:
        """Return the slip of a value on its line, if there is one."""
        if not part.key and part.dash < 0:
            return None
        key = part.key or self._list_key(at, part.dash)
        what = f"the text of {in_quotes(key)}" if part.key else f"an item of {in_quotes(key)}"
        if not key:
            what = "a text"
        kind = _TYPES.get(key, ValueType.TEXT)
        if part.key == "":
            kind = ValueType.TEXTS if kind is ValueType.GROUPS else ValueType.TEXT
        first = part.value[0]
        if first in "'\"":
            return self._quote_slip(at, part, value, what)
        if first in "|>":
            message = f"{what} begins with {first}, which starts a text block"
            remedy = f"Begin the text on the next line, or put the whole text in quotes{self._example(part, value)}."
            return self._quoted(at, part, value, value.text, 0, message, remedy)
        if first in "[{":
            return self._bracket_slip(at, part, value, what, kind)
        start = part.value[:2] if part.value[:2] in _STARTS else first
        if part.value in ("-", "?"):
            start = part.value + " "
        if start in _STARTS:
            shown = "a comma" if start == "," else start.strip()
            message = f"{what} begins with {shown}, {_STARTS[start]}"
            remedy = f"Put the whole text in quotes{self._example(part, value)}."
            if start == "- ":
                remedy = f"Put a list on the lines below its key; otherwise {_lower(remedy)}"
            return self._quoted(at, part, value, value.text, 0, message, remedy, kind=kind)
        text = _without_comments(value)
        colon = _COLON.search(text)
        if colon is None:
            return None
        message = f"a colon followed by a space is not expected in {what}"
        remedy = f"Put the whole text in quotes{self._example(part, value)}."
        return self._quoted(at, part, value, text, colon.start(), message, remedy)

    def _quote_slip(self, at: int, part: _Line, value: _Value, what: str) -> Slip | None:
        """Return the slip of a text that begins with a quote."""
        quote = part.value[0]
        match = _QUOTED[quote].match(value.text)
        if match is None:
            message = f"{what} begins with {quote}, which is never closed"
            remedy = f"Close it with the same kind of quote{self._example(part, value, value.text[1:])}."
            slip = self._quoted(at, part, value, value.text[1:], 0, message, remedy)
            if "document indicator" in self.fault.problem:  # three dashes inside the text
                slip.lines[self.fault.stop] = ""
            return slip
        if not _REST.match(value.text, match.end()):
            text = value.text[1:-1] if value.text.endswith(quote) else value.text
            message = f"{what} ends at this {quote}, but goes on after it"
            if quote == "'" and value.text.endswith(quote):
                remedy = "Put the text in double quotes, or write the apostrophe twice"
            else:
                remedy = "Put the whole text in quotes"
            remedy += f"{self._example(part, value, text)}."
            return self._quoted(at, part, value, text, match.end() - 1, message, remedy)
        escape = _BAD_ESCAPE.match(match.group()) if quote == '"' else None
        if escape is None:
            return None
        message = f"{what} contains the unknown escape {escape[1]}"
        return self._quoted(
            at,
            part,
            value,
            match.group()[1:-1],
            escape.start(1),
            message,
            "Use single quotes, or write the backslash twice.",
        )

    def _bracket_slip(self, at: int, part: _Line, value: _Value, what: str, kind: ValueType) -> Slip | None:
        """Return the slip of a value that begins with a bracket or brace."""
        first = part.value[0]
        close = "]" if first == "[" else "}"
        end = _closing(value.text)
        if end is not None and _REST.match(value.text, end):
            return None
        if end is None and kind is not ValueType.TEXT:
            message = f"{what.replace('the text', 'the value')} begins with {first}, which is never closed"
            remedy = f"Separate the items by commas and close the list with {close}."
            mended = dict.fromkeys(range(at + 1, value.end), "")
            mended[at] = self.lines[at][: part.value_column] + _without_comments(value) + close
            return Slip(at, part.value_column, message, remedy, mended)
        message = f"{what} begins with {first}, {_STARTS[first]}"
        closing = f", or close {'the list' if first == '[' else 'it'} with {close}" if end is None else ""
        remedy = f"Put the whole text in quotes{self._example(part, value) if end is not None else closing}."
        return self._quoted(at, part, value, value.text, 0, message, remedy)

    def _quoted(
        self,
        at: int,
        part: _Line,
        value: _Value,
        text: str,
        index: int,
        message: str,
        remedy: str,
        kind: ValueType = ValueType.TEXT,
    ) -> Slip:
        """Return a slip at a character of a value that is repaired by putting the text in quotes."""
        written = write_scalar(text, '"', in_flow=False) or '""'
        if kind in (ValueType.TEXTS, ValueType.TABLES):
            written = f"[{written}]"
        mended = dict.fromkeys(range(at + 1, value.end), "")
        mended[at] = self.lines[at][: part.value_column] + written
        line, column = value.place(index)
        return Slip(line, column, message, remedy, mended)

    def _example(self, part: _Line, value: _Value, text: str | None = None) -> str:
        """Return the corrected line for a message, with a colon before it; nothing if it is too long."""
        text = _without_comments(value) if text is None else text
        style = "'" if '"' in text and "'" not in text else '"'
        written = write_scalar(text, style, in_flow=False) or ""
        line = f"{part.key}: {written}" if part.key else f"- {written}"
        return f": {line}" if written and len(line) <= MAX_EXAMPLE else ""

    def _unexplained(self) -> Iterator[Slip]:
        """Yield the error as the parser reports it, with ways to leave out what causes it."""
        fault = self.fault
        character = self.lines[fault.stop][fault.stop_column : fault.stop_column + 1]
        explanation = explain_syntax_error(fault.problem, fault.context, character)
        line, column = fault.stop, fault.stop_column
        if explanation.at_start:
            line, column = fault.start, fault.start_column
        message, remedy = explanation.message, explanation.remedy
        for at in dict.fromkeys((line, self.fault.stop, self.fault.start, self.fault.last)):
            part = self._parts(at)
            if part.dash < 0:
                yield Slip(line, column, message, remedy, {at: ""}, left_out=[at])
        for start in self._item_starts():
            gone = range(start, max(self.fault.stop, self._item_end(start) - 1) + 1)
            yield Slip(line, column, message, remedy, dict.fromkeys(gone, ""), left_out=gone)

    def _item_starts(self) -> Iterator[int]:
        """Yield the lines above the error that start an item or a key of the file, the nearest first."""
        column = 1 << 30
        for at in range(min(self.fault.last, self.fault.stop), -1, -1):
            part = self._parts(at)
            if self.lines[at].strip() and part.indent < column and (part.dash >= 0 or part.indent == 0):
                column = part.indent
                yield at
                if column == 0 and part.dash < 0:
                    return

    def _item_end(self, start: int) -> int:
        """Return the line after an item."""
        indent = self._parts(start).indent
        end = start + 1
        while end < len(self.lines) and (not self.lines[end].strip() or self._parts(end).indent > indent):
            end += 1
        return end


def _without_comments(value: _Value) -> str:
    return _COMMENT.sub("", value.text).rstrip()


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


def _write(line: str) -> str:
    """Return the advice to write a line."""
    bare = line.strip()
    shown = bare if len(bare) <= MAX_EXAMPLE else f"{bare[:MAX_EXAMPLE]}…"
    return f"Write {shown}" if shown[-1] in ".!?…" else f"Write {shown}."


def _spaces(count: int) -> str:
    return f"{count} space" if count == 1 else f"{count} spaces"


def _lower(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:]
