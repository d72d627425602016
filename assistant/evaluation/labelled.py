"""Labelled questions: what was asked, and which entries would be right. Files in, values out.

A file is JSON Lines. A line is one question, or a conversation whose turns are asked in order:

    {"question": "when did it stop?", "expect": ["policy-ended"], "kind": "in", "style": "lower"}
    {"turns": [{"question": "what is a cluster?", "expect": ["cluster-definition"]},
               {"question": "when did it start and what came after?", "expect": ["start", "after"], "all": true}]}

``kind`` and ``style`` are free words to group by; a conversation's hold for its turns. Every problem of every file
is found in one go, because files like these are mended in one sitting.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from assistant.base.nearest import meant
from assistant.errors import LabelledError, Problem
from assistant.safe import safe_line

ROW_KEYS = ("question", "expect", "all", "kind", "style")
CONVERSATION_KEYS = ("turns", "kind", "style")
GAP = "gap"
"""The kind of question that is about the subject while the source does not say."""
_BOM = b"\xef\xbb\xbf"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


class Labelled(NamedTuple):
    """One question and what would be right."""

    path: str
    """The file as the person named it."""
    line: int
    """Line, from 1."""
    question: str
    expect: tuple[tuple[str, ...], ...]
    """What must be covered: any entry of a group covers it. One group, several with ``every``; none when the
    question must not be answered."""
    every: bool = False
    """Whether the line asks several things and each must be answered (``all`` in the file)."""
    kind: str = ""
    style: str = ""
    turn: int = 0
    """Place in its conversation, from 1; 0 for a question on its own."""

    @property
    def expected(self) -> tuple[str, ...]:
        """Every entry that counts, best first."""
        return tuple(dict.fromkeys(entry for group in self.expect for entry in group))

    @property
    def place(self) -> str:
        """``file:line``, with the turn when there is one."""
        return f"{self.path}:{self.line}" + (f", turn {self.turn}" if self.turn else "")


class LabelledFile(NamedTuple):
    """One file: conversations of one question or more."""

    path: str
    conversations: tuple[tuple[Labelled, ...], ...]

    @property
    def rows(self) -> tuple[Labelled, ...]:
        """Every question in the order of the file."""
        return tuple(row for conversation in self.conversations for row in conversation)


def read_labelled(paths: Sequence[str]) -> tuple[list[LabelledFile], list[Problem]]:
    """Read files of labelled questions.

    Returns:
        What could be read, and every problem; the first is to be used only when the second is empty.
    """
    files: list[LabelledFile] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            data = Path(path).read_bytes()
        except OSError as error:
            why = error.strerror or "it cannot be opened"
            problems.append(_whole(path, "unreadable", f"the file cannot be read: {why}", "Check the path."))
            continue
        files.append(parse_labelled(data, path, problems))
    return files, problems


def parse_labelled(data: bytes, path: str, problems: list[Problem]) -> LabelledFile:
    """The questions in the bytes of one file; what is wrong is added to ``problems``."""
    if data.startswith(_UTF16):
        problems.append(_whole(path, "not-utf-8", "the file is UTF-16, not UTF-8", "Save it as UTF-8."))
        return LabelledFile(path, ())
    before = len(problems)
    conversations = []
    # Split at newlines alone: the other line breaks of Unicode may stand inside a JSON text.
    for number, line in enumerate(data.removeprefix(_BOM).split(b"\n"), 1):
        if line.strip():
            conversations.append(_Line(path, number, problems).conversation(line))
    if not conversations and len(problems) == before:
        example = '{"question": "...", "expect": ["entry-id"]}'
        problems.append(_whole(path, "no-questions", "there is no question in it", f"Write lines such as {example}."))
    return LabelledFile(path, tuple(filter(None, conversations)))


def unknown_entries(files: Sequence[LabelledFile], known: Collection[str]) -> list[Problem]:
    """A problem for each expected entry that the base does not have."""
    have = frozenset(known)
    return [
        Problem(
            row.path,
            row.line,
            1,
            "unknown-entry",
            f'{_turn(row.turn)}the base has no entry "{safe_line(entry, 80)}"',
            meant(entry, known),
        )
        for file in files
        for row in file.rows
        for entry in row.expected
        if entry not in have
    ]


def refuse(problems: Sequence[Problem]) -> None:
    """Raise when there is any problem.

    Raises:
        LabelledError: with all of them, one a line, from the top of the first file to the end of the last.
    """
    if problems:
        raise LabelledError("\n".join(str(problem) for problem in sorted(problems)))


class _Line:
    """One line being read; notes what is wrong with it."""

    def __init__(self, path: str, number: int, problems: list[Problem]) -> None:
        self._path = path
        self._number = number
        self._problems = problems

    def conversation(self, line: bytes) -> tuple[Labelled, ...]:
        """The questions of the line; empty when it is broken."""
        before = len(self._problems)
        table = self._table(line)
        if table is None:
            return ()
        if "turns" not in table:
            rows = [self._row(table, 0, {})]
        else:
            self._check_keys(table, CONVERSATION_KEYS, "")
            turns = table["turns"]
            if not isinstance(turns, list) or not turns:
                self._note("wrong-type", '"turns" is not a list of questions', 'Write "turns": [{...}, {...}].')
                return ()
            rows = [self._row(turn, at, table) for at, turn in enumerate(turns, 1)]
        return tuple(row for row in rows if row) if len(self._problems) == before else ()

    def _table(self, line: bytes) -> dict[str, Any] | None:
        """The line as a JSON object."""
        try:
            value = json.loads(line.decode(), object_pairs_hook=self._pairs)
        except UnicodeDecodeError as error:
            column = len(line[: error.start].decode()) + 1
            message = f"byte 0x{line[error.start]:02x} is not UTF-8"
            self._note("not-utf-8", message, "Save the file as UTF-8.", column)
        except json.JSONDecodeError as error:
            message = f"this is not JSON: {error.msg[:1].lower()}{error.msg[1:]}"
            self._note("not-json", message, "Write one whole JSON object on each line.", error.colno)
        except (ValueError, RecursionError):  # a number of thousands of digits, a thousand brackets
            self._note("not-json", "this JSON is too large to read", "Write one small JSON object on each line.")
        else:
            if isinstance(value, dict):
                return value
            self._note("wrong-type", "the line is not a JSON object", 'Write {"question": ..., "expect": [...]}.')
        return None

    def _pairs(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        """An object, with keys that stand in it twice noted: the last would win silently."""
        table = dict(pairs)
        if len(table) < len(pairs):
            names = [name for name, _ in pairs]
            for name in sorted({name for name in names if names.count(name) > 1}):
                self._note("duplicate-key", f'the key "{safe_line(name, 40)}" stands here twice', "Keep one of them.")
        return table

    def _row(self, table: Any, turn: int, outer: dict[str, Any]) -> Labelled | None:
        """One question; None when it is broken."""
        if not isinstance(table, dict):
            self._note("wrong-type", f"{_turn(turn)}this is not a JSON object", 'Write {"question": ..., "expect": [...]}.')
            return None
        known = ROW_KEYS if turn else (*ROW_KEYS, "turns")
        self._check_keys(table, known, _turn(turn))
        question = table.get("question")
        if not isinstance(question, str):
            wrong = "is not a text" if "question" in table else "is missing"
            self._note("no-question", f'{_turn(turn)}"question" {wrong}', 'Write "question": "...".')
        every = table.get("all", False)
        if not isinstance(every, bool):
            self._note("wrong-type", f'{_turn(turn)}"all" is neither true nor false', 'Write "all": true, or leave it out.')
        expect = self._expect(table, turn, every is True)
        words = {name: self._word({**outer, **table}, name, turn) for name in ("kind", "style")}
        if not isinstance(question, str) or expect is None:
            return None
        return Labelled(self._path, self._number, question, expect, every is True, words["kind"], words["style"], turn)

    def _expect(self, table: dict[str, Any], turn: int, every: bool) -> tuple[tuple[str, ...], ...] | None:
        """The groups of entries that must be covered."""
        remedy = 'Write "expect": ["entry-id"], or [] for what must not be answered.'
        if "expect" not in table:
            self._note("no-expect", f'{_turn(turn)}"expect" is missing', remedy)
            return None
        value = table["expect"]
        if _is_texts(value):
            if not every:
                return (tuple(value),) if value else ()
            groups = tuple((entry,) for entry in dict.fromkeys(value))
        elif every and isinstance(value, list) and all(isinstance(one, str) or (one and _is_texts(one)) for one in value):
            groups = tuple((one,) if isinstance(one, str) else tuple(one) for one in value)
        else:
            self._note("wrong-type", f'{_turn(turn)}"expect" is not a list of entry ids', remedy)
            return None
        if len(groups) < 2:
            message = f'{_turn(turn)}"all" is true and "expect" names fewer than two entries'
            self._note("all-of-one", message, 'List each thing that must be answered, or leave "all" out.')
            return None
        return groups

    def _word(self, table: dict[str, Any], name: str, turn: int) -> str:
        """A word to group by; empty when there is none."""
        value = table.get(name, "")
        if isinstance(value, str):
            return value.strip()
        self._note("wrong-type", f'{_turn(turn)}"{name}" is not a text', f'Write "{name}": "...", or leave it out.')
        return ""

    def _check_keys(self, table: dict[str, Any], known: Sequence[str], where: str) -> None:
        for name in table:
            if name not in known:
                message = f'{where}the key "{safe_line(name, 40)}" is not known'
                self._note("unknown-key", message, meant(name, known))

    def _note(self, rule: str, message: str, remedy: str, column: int = 1) -> None:
        self._problems.append(Problem(self._path, self._number, column, rule, message, remedy))


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _turn(turn: int) -> str:
    """The turn as messages begin."""
    return f"turn {turn}: " if turn else ""


def _whole(path: str, rule: str, message: str, remedy: str) -> Problem:
    """A problem of a file as a whole."""
    return Problem(path, 0, 0, rule, message, remedy)
