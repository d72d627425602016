"""Parse one line of a file of labelled questions, and report all its problems."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from assistant.base.nearest import spelling_hint
from assistant.errors import Problem
from assistant.evaluation.labelled_question import LabelledQuestion
from assistant.sanitize import safe_line

QUESTION_KEYS = ("question", "expect", "all", "kind", "style")
CONVERSATION_KEYS = ("turns", "kind", "style")
EXAMPLE = 'Write {"question": "...", "expect": ["entry-id"]}.'


class LineParser:
    """Parses a line and collects its problems."""

    def __init__(self, path: str, number: int, problems: list[Problem]) -> None:
        self._path = path
        self._number = number
        self._problems = problems
        self._turn = 0

    def conversation(self, line: bytes) -> tuple[LabelledQuestion, ...]:
        """Return the questions of the line; a question with a problem is returned if its entry ids can be checked."""
        table = self._table(line)
        if table is None:
            return ()
        if "turns" not in table:
            rows = [self._question(table, {})]
        else:
            self._check_keys(table, CONVERSATION_KEYS)
            turns = table["turns"]
            if not isinstance(turns, list) or not turns:
                self._add(
                    "wrong-type", '"turns" is not a list of questions', 'Write "turns": [{...}, {...}].'
                )
                return ()
            groups, rows = self._groups(table), []
            for self._turn, turn in enumerate(turns, 1):
                rows.append(self._question(turn, groups))
        return tuple(row for row in rows if row)

    def _table(self, line: bytes) -> dict[str, Any] | None:
        """Return the line as a JSON object; None if it is not one."""
        try:
            value = json.loads(line.decode(), object_pairs_hook=self._object)
        except UnicodeDecodeError as error:
            column = len(line[: error.start].decode()) + 1
            message = f"byte 0x{line[error.start]:02x} is not UTF-8"
            self._add("not-utf-8", message, "Save the file as UTF-8.", column)
        except json.JSONDecodeError as error:
            message = f"this is not JSON: {error.msg[:1].lower()}{error.msg[1:]}"
            self._add("not-json", message, "Write one JSON object per line.", error.colno)
        except (ValueError, RecursionError):  # thousands of digits, or of nested brackets
            self._add("not-json", "this JSON is too large", "Write one small JSON object per line.")
        else:
            if isinstance(value, dict):
                return value
            self._add("wrong-type", "the line is not a JSON object", EXAMPLE)
        return None

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        """Return an object, and report keys that occur twice; JSON would silently use the last."""
        names = [name for name, _ in pairs]
        for name in sorted({name for name in names if names.count(name) > 1}):
            self._add("duplicate-key", f'the key "{safe_line(name, 40)}" occurs twice', "Keep one of them.")
        return dict(pairs)

    def _question(self, table: Any, groups: dict[str, str]) -> LabelledQuestion | None:
        """Return a question; None if its expected entries cannot be read."""
        if not isinstance(table, dict):
            self._add("wrong-type", "this is not a JSON object", EXAMPLE)
            return None
        self._check_keys(table, QUESTION_KEYS)
        question = table.get("question")
        if not isinstance(question, str):
            wrong = "is not a text" if "question" in table else "is missing"
            self._add("no-question", f'"question" {wrong}', 'Write "question": "...".')
            question = ""
        every = table.get("all", False)
        if not isinstance(every, bool):
            self._add("wrong-type", '"all" is not true or false', 'Write "all": true, or omit it.')
            every = False
        expect = self._expect(table, every)
        groups = {**groups, **self._groups(table)}
        if expect is None:
            return None
        kind, style = groups.get("kind", ""), groups.get("style", "")
        return LabelledQuestion(self._path, self._number, question, expect, every, kind, style, self._turn)

    def _expect(self, table: dict[str, Any], every: bool) -> tuple[tuple[str, ...], ...] | None:
        """Return the groups of expected entry ids, one of each group to be given; None if they are invalid."""
        remedy = 'Write "expect": ["entry-id"], or [] if it must not be answered.'
        if "expect" not in table:
            self._add("no-expect", '"expect" is missing', remedy)
            return None
        value = table["expect"]
        if _is_texts(value) and not every:
            return (tuple(value),) if value else ()
        if not isinstance(value, list) or not every:
            self._add("wrong-type", '"expect" is not a list of entry ids', remedy)
            return None
        groups = [[one] if isinstance(one, str) else one for one in value]
        if not all(group and _is_texts(group) for group in groups):
            self._add("wrong-type", '"expect" is not a list of entry ids', remedy)
            return None
        found = tuple(dict.fromkeys(tuple(group) for group in groups))
        if len(found) < 2:
            message = '"all" is true and "expect" lists fewer than two entries'
            self._add("all-of-one", message, 'List everything that must be answered, or omit "all".')
            return None
        return found

    def _groups(self, table: dict[str, Any]) -> dict[str, str]:
        """Return the kind and style of a question or conversation, as far as they are valid."""
        found = {name: table[name] for name in ("kind", "style") if name in table}
        for name, value in found.items():
            if not isinstance(value, str):
                self._add("wrong-type", f'"{name}" is not a text', f'Write "{name}": "...", or omit it.')
        return {name: value.strip() for name, value in found.items() if isinstance(value, str)}

    def _check_keys(self, table: dict[str, Any], known: Sequence[str]) -> None:
        for name in table:
            if name not in known:
                message = f'the key "{safe_line(name, 40)}" is not known'
                self._add("unknown-key", message, spelling_hint(name, known))

    def _add(self, rule: str, message: str, remedy: str, column: int = 1) -> None:
        message = turn_prefix(self._turn) + message
        self._problems.append(Problem(self._path, self._number, column, rule, message, remedy))


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def turn_prefix(turn: int) -> str:
    """Return the start of a message about a turn; empty for a single question."""
    return f"turn {turn}: " if turn else ""
