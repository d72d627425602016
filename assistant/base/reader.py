"""Read one YAML file into nodes with their places. No other module imports yaml.

A single pass turns the events of the parser into lists, tables and texts, five times as fast as composing nodes.
Scalars are not resolved: ``no`` is not false, and ``1.10`` keeps its zero. Depth, size, tags, merge keys and additional
documents are checked as they occur, before they can do harm.

Only the parser of libyaml is used, because PyYAML's own parser reads some files differently.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import chain, islice
from typing import Any, NamedTuple

import yaml
from yaml import events

from assistant.base.decoding import (
    LINE_BREAK,
    YAML_ONLY_BREAKS,
    LimitedReader,
    checked_utf8,
    line_breaks,
    line_starts,
    mark_at,
    report_long_line,
    text_from,
)
from assistant.base.nodes import Document, Items, Node, Table
from assistant.base.problems import ProblemReport, in_quotes, pack_mark, unpack_mark
from assistant.base.syntax_errors import explain_syntax_error
from assistant.base.syntax_repair import MAX_REPAIRED, SyntaxFault, mark_incomplete, repair_syntax
from assistant.errors import Problem

MAX_DEPTH = 64
"""Deepest nesting allowed; a base needs four levels."""
MAX_NODES = 2_000_000
"""Most texts, lists and tables in a base, with aliases expanded; enough for a hundred thousand entries."""
MAX_CONTAINERS = 400_000
"""Most lists and tables in a base; each takes as much memory as several texts."""

MAX_KEYS = 1000
"""Most keys in a table, or items in a list at the top level; a base knows two dozen keys."""

_ID_LINE = re.compile(r"""^[ \t]*(?:-[ \t]+)?['"]?id['"]?[ \t]*:[ \t]*['"]?([^\s'"#]+)""", re.MULTILINE)
_OWN_LIMIT = "maximum nesting depth"
"""Part of the error that libyaml (since 0.2.6) raises at its own depth limit, before any event of the nested nodes."""
_HARMLESS_TAGS = {None, "tag:yaml.org,2002:str", "tag:yaml.org,2002:seq", "tag:yaml.org,2002:map"}
"""Tags without effect."""

SyntaxFailure = yaml.YAMLError
"""Raised by ``yaml_events`` for a file that is not valid."""

_DROPPED = "(dropped)"
"""Stands for a key or value that is discarded; compared by identity."""


class Budget:
    """What is left of the limits for all files of a base together."""

    def __init__(self) -> None:
        self.nodes = MAX_NODES
        """Texts, lists and tables left."""
        self.containers = MAX_CONTAINERS
        """Lists and tables left."""


def read_document(data: bytes, name: str, report: ProblemReport, budget: Budget) -> Document:
    """Read the contents of one file.

    Args:
        data: The contents.
        name: The file as messages show it.
        report: Collects the problems.
        budget: What the files of the base may still contain; reduced by this file.
    """
    try:
        clean = checked_utf8(data, name, report)
        if clean is not None:
            return _read_clean(clean, name, report, budget)
    except MemoryError:  # on a small machine
        message, remedy = "there is not enough memory to read the file", "Split it into several files."
        report.add(name, pack_mark(1, 1), "too-large", message, remedy)
    return Document(name, None, pack_mark(1, 1), whole=False)


def _read_clean(data: bytes, name: str, report: ProblemReport, budget: Budget) -> Document:
    """Read valid UTF-8; after a syntax error, read it again without the lines or characters at fault."""
    left = (budget.nodes, budget.containers)
    first = ProblemReport()
    reading = _Pass(data, name, first, budget)
    document = reading.document()
    if not reading.has_syntax_error or len(data) > MAX_REPAIRED:
        report.extend(first.problems)
        return document
    budget.nodes, budget.containers = left
    repaired = repair_syntax(data.decode(), name, report, _find_fault)
    second = ProblemReport()
    document = _Pass(repaired.text.encode(), name, second, budget).document()
    report.extend([_moved_back(problem, repaired.shifts) for problem in second.problems])
    if not repaired.left_out:
        return document
    root = document.root or None  # nothing is left of a file that is a single text
    if root is not None:
        mark_incomplete(root, sorted(repaired.left_out))
    ids = _ID_LINE.findall("\n".join(LINE_BREAK.split(data.decode())[line - 1] for line in repaired.left_out))
    return document._replace(root=root, whole=False, unread_ids=document.unread_ids | frozenset(ids))


def _moved_back(problem: Problem, shifts: dict[int, int]) -> Problem:
    """Return a problem of the repaired text at its place in the file."""
    column = max(problem.column - shifts.get(problem.line, 0), 1)
    return Problem(problem.path, problem.line, column, problem.rule, problem.message, problem.remedy)


def _find_fault(text: str) -> SyntaxFault | None:
    """Return the first syntax error of a text, or None."""
    get_event: Callable[[], Any] = yaml.CSafeLoader(text.encode()).get_event
    last = 0
    try:
        while (event := get_event()) is not None:
            if not isinstance(event, events.CollectionEndEvent):
                last = event.start_mark.index
    except yaml.MarkedYAMLError as error:
        at = error.problem_mark.index if error.problem_mark is not None else last
        start = error.context_mark.index if error.context_mark is not None else at
        return SyntaxFault(error.problem or "", error.context or "", at, start, last)
    except (yaml.YAMLError, ValueError, ArithmeticError, LookupError, RecursionError) as error:
        return SyntaxFault(str(error), "", last, last, last)
    return None


class _Stop(Exception):
    """Stops reading; the reason has been reported."""


class _TooMuch(_Stop):
    """Stops reading a file that is too large to be checked."""


class _Frame(NamedTuple):
    """The state to restore when a list or table ends."""

    container: Items | Table | None
    key: str | None
    anchor: str | None
    nodes: int


class _FileProblems:
    """The problems of one file, reported at the places that the parser gives."""

    def __init__(self, data: bytes, name: str, report: ProblemReport) -> None:
        self.data, self.name, self.report = data, name, report
        self.starts = line_starts(data)
        self.last_line = line_breaks(data)
        """Number of the last line, from 0; libyaml places the end of a file one line too far."""

    def mark(self, mark: Any) -> int:
        """Return the place of a mark of the parser."""
        if self.starts is not None:
            return mark_at(self.starts, mark.index)
        if mark.line > self.last_line:
            last = self.data[max(self.data.rfind(b"\n"), self.data.rfind(b"\r")) + 1 :]
            return pack_mark(self.last_line + 1, len(last.decode()) + 1)
        return pack_mark(mark.line + 1, mark.column + 1)

    def refuse_tag(self, tag: str, mark: int) -> None:
        """Report a tag."""
        message = f"the tag {in_quotes(tag)} is not supported"
        remedy = "Put the text in quotes if it begins with !; otherwise delete the tag."
        self.add(mark, "tag", message, remedy)

    def refuse_anchor(self, anchor: str, mark: int) -> None:
        """Report an anchor without a reference, which is probably the beginning of a text."""
        message = f"the text begins with &, which YAML uses for references: {in_quotes(f'&{anchor}')} is lost"
        self.add(mark, "unused-anchor", message, "Put the whole text in quotes.")

    def add(self, mark: int, rule: str, message: str, remedy: str) -> None:
        """Report a problem; stop if the report is full."""
        self.report.add(self.name, mark, rule, message, remedy)
        if self.report.is_full():
            raise _TooMuch

    def add_syntax_error(self, error: yaml.MarkedYAMLError) -> None:
        """Report a syntax error in plain language."""
        at, start = error.problem_mark, error.context_mark
        index = at.index if at is not None else 0
        text, place = next(text_from(self.data, index), ("", 0))
        character = text[place : place + 1]
        explanation = explain_syntax_error(error.problem or "", error.context or "", character)
        if self._add_odd_break(start.index if start is not None else 0, index):
            return
        shown_mark = start if explanation.at_start and start is not None else at
        mark = pack_mark(1, 1) if shown_mark is None else self.mark(shown_mark)
        self.report.add(self.name, mark, "syntax", explanation.message, explanation.remedy)

    def _add_odd_break(self, start: int, end: int) -> bool:
        """Report a character that only YAML counts as a line break as the cause of a syntax error after it."""
        if self.starts is None:
            return False
        text = self.data.decode()
        line_start = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
        at = max(text.rfind(character, line_start, end) for character in YAML_ONLY_BREAKS)
        if at >= 0:
            message = f"YAML reads U+{ord(text[at]):04X} as a line break"
            self.report.add(
                self.name, mark_at(self.starts, at), "syntax", message, "Replace it with a space."
            )
        return at >= 0

    def refuse_depth(self, mark: int) -> None:
        """Report nesting that is too deep."""
        message = f"more than {MAX_DEPTH} levels of nesting"
        self.add(mark, "too-deep", message, "Check the brackets: a base needs four levels.")


class _Pass:
    """One pass over the events of one file."""

    def __init__(self, data: bytes, name: str, report: ProblemReport, budget: Budget) -> None:
        self.data, self.name, self.report, self.budget = data, name, report, budget
        self.problems = _FileProblems(data, name, report)
        self._mark, self._add = self.problems.mark, self.problems.add
        self.source = LimitedReader(data)
        self.root: Node | None = None
        self.root_mark = pack_mark(1, 1)
        self.stack: list[_Frame] = []
        self.top: Items | Table | None = None
        self.key: str | None = None
        self.key_mark = 0
        self.anchors: dict[str, tuple[Node, int]] = {}
        """Anchor to its node and the number of nodes in it."""
        self.unused: dict[str, int] = {}
        """Anchors of texts without a reference so far, with the places of the texts."""
        self.ended: list[Items | Table | None] = []
        """Lists and tables that ended right after node number ``ended_at``."""
        self.ended_at = 0
        self.nodes = self.documents = 0
        self.has_syntax_error = False
        self.read_to = 0
        """Index of the character after the last list or table that ended."""

    def document(self) -> Document:
        """Read the file as far as possible."""
        document = self._read()
        if not self.source.cut:
            return document
        report_long_line(self.name, self._mark(self.source.last.end_mark), self.report)
        return Document(self.name, None, self.root_mark, whole=False)

    def _read(self) -> Document:
        try:
            self._consume(yaml.CSafeLoader(self.source).get_event)
            for anchor, mark in self.unused.items():
                self.problems.refuse_anchor(anchor, mark)
        except _TooMuch:
            return Document(self.name, None, self.root_mark, whole=False)
        except _Stop:
            return self._broken_off()
        except yaml.MarkedYAMLError as error:
            if _OWN_LIMIT in (error.problem or ""):
                self.problems.refuse_depth(self._mark(error.problem_mark))
                return Document(self.name, None, self.root_mark, whole=False)
            self.has_syntax_error = (
                not self.source.cut
            )  # otherwise not an error of the file: the rest was withheld
            if self.has_syntax_error:
                self.problems.add_syntax_error(error)
            return self._broken_off()
        except (yaml.YAMLError, ValueError, ArithmeticError, LookupError, RecursionError) as error:
            message = f"the file cannot be read as YAML: {in_quotes(str(error))}"
            self.report.add(self.name, pack_mark(1, 1), "syntax", message, "Check that it is a YAML file.")
            return self._broken_off()
        return Document(self.name, self.root, self.root_mark)

    def _broken_off(self) -> Document:
        """Return the document as read before an error, with unfinished lists and tables marked as such."""
        # a list or table that ends at the error may end there by mistake, for example by wrong indentation
        ended = self.ended if self.ended_at == self.nodes else []
        for container in (self.top, *ended, *(frame.container for frame in self.stack)):
            if container is not None:
                container.whole = False
        found = (_ID_LINE.findall(text, at) for text, at in text_from(self.data, self.read_to))
        unread = frozenset(islice(chain.from_iterable(found), MAX_CONTAINERS))
        return Document(self.name, self.root, self.root_mark, False, unread)

    def _consume(self, get_event: Callable[[], Any]) -> None:
        """Process all events."""
        note_event = self.source.note_event
        while (event := get_event()) is not None:
            note_event(event)
            kind = type(event)
            if kind is events.ScalarEvent:
                self._take_text(event)
            elif kind is events.MappingStartEvent:
                self._open(event, Table())
            elif kind is events.SequenceStartEvent:
                self._open(event, Items())
            elif kind is events.MappingEndEvent or kind is events.SequenceEndEvent:
                self._close()
                self.read_to = event.end_mark.index
            elif kind is events.AliasEvent:
                self._take_alias(event)
            elif kind is events.DocumentStartEvent:
                self._begin_document(event)

    def _take_text(self, event: Any) -> None:
        mark = self._mark(event.start_mark)
        if event.tag not in _HARMLESS_TAGS:
            self.problems.refuse_tag(event.tag, mark)
        self._count(1, mark)
        value: str = event.value
        if event.anchor is not None:
            self.anchors[event.anchor] = (value, 1)
            self.unused[event.anchor] = mark
        self._put(value, mark)

    def _open(self, event: Any, container: Items | Table) -> None:
        """Start a list or table: add it to its parent now, and fill it later."""
        mark = self._mark(event.start_mark)
        if event.tag not in _HARMLESS_TAGS:
            self.problems.refuse_tag(event.tag, mark)
        self._count(1, mark)
        self.budget.containers -= 1
        if self.budget.containers < 0:
            message = f"the base has more than {MAX_CONTAINERS:,} lists and tables up to here"
            self._add(mark, "too-large", message, "Split it into two bases.")
            raise _TooMuch
        if len(self.stack) >= MAX_DEPTH:
            self.problems.refuse_depth(mark)
            raise _TooMuch
        self._put(container, mark)
        self.stack.append(_Frame(self.top, self.key, event.anchor, self.nodes))
        self.top, self.key = container, None

    def _close(self) -> None:
        """End a list or table. An alias can refer to it only from now on, so it cannot contain itself."""
        closed = self.top
        self.top, self.key, anchor, nodes = self.stack.pop()
        if self.ended_at != self.nodes:
            self.ended, self.ended_at = [], self.nodes
        self.ended.append(closed)
        if anchor is not None and closed is not None:
            self.anchors[anchor] = (closed, self.nodes - nodes + 1)

    def _take_alias(self, event: Any) -> None:
        mark = self._mark(event.start_mark)
        known = self.anchors.get(event.anchor)
        self.unused.pop(event.anchor, None)
        if known is None:
            message = f"*{in_quotes(event.anchor)[1:-1]} has no matching anchor before it"
            remedy = "Put the text in quotes if it begins with *; otherwise define the anchor with & first."
            self._add(mark, "unknown-alias", message, remedy)
            self._put(_DROPPED, mark)
            return
        self._count(known[1], mark)
        self._put(known[0], mark)

    def _begin_document(self, event: Any) -> None:
        self.documents += 1
        if self.documents > 1:
            message = "a second document begins here (---); a base file has only one"
            remedy = "Delete this line, or move the second document into its own file."
            self._add(self._mark(event.start_mark), "second-document", message, remedy)
            raise _Stop

    def _put(self, value: Node, mark: int) -> None:
        """Add a value as the root, an item, a key or the value of a key."""
        top = self.top
        if isinstance(top, Table):
            if self.key is None:
                self.key, self.key_mark = self._as_key(top, value, mark), mark
            else:
                if self.key is not _DROPPED and value is not _DROPPED:
                    top.fields[self.key] = value
                    top.marks.append(self.key_mark)
                    top.marks.append(mark)
                self.key = None
        elif top is not None:
            if value is not _DROPPED:
                top.values.append(value)
                top.marks.append(mark)
                if top is self.root and len(top.values) > MAX_KEYS:
                    message = "the file is a long list, but a base is a table of keys"
                    self._add(
                        self.root_mark, "wrong-type", message, "Put the list below a key such as entries:."
                    )
                    raise _TooMuch
        elif value is not _DROPPED:
            self.root, self.root_mark = value, mark

    def _as_key(self, table: Table, value: Node, mark: int) -> str:
        """Check a key; report an invalid one and drop its value."""
        if not isinstance(value, str):
            message, remedy = "a list or table cannot be a key", "Check for a misplaced colon or bracket."
            self._add(mark, "wrong-type", message, remedy)
        elif value == "<<":
            message, remedy = "merge keys (<<) are not supported", "Write the keys out."
            self._add(mark, "merge-key", message, remedy)
        elif len(table.fields) > MAX_KEYS:
            message = f"more than {MAX_KEYS:,} keys in one table"
            self._add(mark, "too-large", message, "Check that this is a question base.")
            raise _TooMuch
        elif value in table.fields:
            line, column = unpack_mark(table.key_mark(value))
            message = (
                f"the key {in_quotes(value)} is repeated; it first occurs in line {line}, column {column}"
            )
            self._add(mark, "duplicate-key", message, "Keep one of the two.")
        else:
            return value
        return _DROPPED

    def _count(self, nodes: int, mark: int) -> None:
        """Count texts, lists and tables against the budget."""
        self.nodes += nodes
        self.budget.nodes -= nodes
        if self.budget.nodes < 0:
            message = f"the base has more than {MAX_NODES:,} texts up to here"
            self._add(mark, "too-large", message, "Split it into two bases, or use fewer aliases.")
            raise _TooMuch


class YamlEvent(NamedTuple):
    """A parser event with its range in the text, for editing a file."""

    kind: str
    """``text``, ``alias``, ``list``, ``table``, or ``end`` of a list or table."""
    start: int
    """Index of the first character, not counting a byte-order mark."""
    end: int
    """Index after the last character; for a block it may be where the next node starts."""
    style: str = ""
    """Quote or block indicator of a text, empty if plain; ``flow`` or ``block`` for a list or table."""
    value: str = ""
    """The text itself."""


def yaml_events(data: bytes) -> Iterator[YamlEvent]:
    """Yield the events of a valid file."""
    get_event: Callable[[], Any] = yaml.CSafeLoader(data).get_event
    while (event := get_event()) is not None:
        kind = type(event)
        start, end = event.start_mark.index, event.end_mark.index
        if kind is events.ScalarEvent:
            yield YamlEvent("text", start, end, event.style or "", event.value)
        elif kind is events.AliasEvent:
            yield YamlEvent("alias", start, end)
        elif kind is events.SequenceEndEvent or kind is events.MappingEndEvent:
            yield YamlEvent("end", start, end)
        elif kind is events.SequenceStartEvent:
            yield YamlEvent("list", start, end, "flow" if event.flow_style else "block")
        elif kind is events.MappingStartEvent:
            yield YamlEvent("table", start, end, "flow" if event.flow_style else "block")
