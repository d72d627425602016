"""One line of a file of labelled questions: JSON in, questions out, with everything that is wrong in it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from assistant.base.nearest import meant
from assistant.errors import Problem
from assistant.evaluation.labelled_question import Labelled
from assistant.sanitize import safe_line

ROW_KEYS = ("question", "expect", "all", "kind", "style")
CONVERSATION_KEYS = ("turns", "kind", "style")


class Line:
    """One line being read; notes what is wrong with it."""

    def __init__(self, path: str, number: int, problems: list[Problem]) -> None:
        self._path = path
        self._number = number
        self._problems = problems

    def conversation(self, line: bytes) -> tuple[Labelled, ...]:
        """The questions of the line, as far as they can be made out.

        A line with a mistake gives what it can, so that the ids in it are checked in the same go.
        """
        table = self._table(line)
        if table is None:
            return ()
        if "turns" not in table:
            rows = [self._row(table, 0, {})]
        else:
            self._check_keys(table, CONVERSATION_KEYS, "")
            turns = table["turns"]
            if not isinstance(turns, list) or not turns:
                self._note(
                    "wrong-type", '"turns" is not a list of questions', 'Write "turns": [{...}, {...}].'
                )
                return ()
            words = self._words(table, 0)
            rows = [self._row(turn, at, words) for at, turn in enumerate(turns, 1)]
        return tuple(row for row in rows if row)

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
            self._note(
                "not-json", "this JSON is too large to read", "Write one small JSON object on each line."
            )
        else:
            if isinstance(value, dict):
                return value
            self._note(
                "wrong-type", "the line is not a JSON object", 'Write {"question": ..., "expect": [...]}.'
            )
        return None

    def _pairs(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        """An object, with keys that stand in it twice noted: the last would win silently."""
        table = dict(pairs)
        if len(table) < len(pairs):
            names = [name for name, _ in pairs]
            for name in sorted({name for name in names if names.count(name) > 1}):
                self._note(
                    "duplicate-key", f'the key "{safe_line(name, 40)}" stands here twice', "Keep one of them."
                )
        return table

    def _row(self, table: Any, turn: int, outer: dict[str, str]) -> Labelled | None:
        """One question; None when it cannot be made out."""
        if not isinstance(table, dict):
            self._note(
                "wrong-type",
                f"{turn_words(turn)}this is not a JSON object",
                'Write {"question": ..., "expect": [...]}.',
            )
            return None
        known = ROW_KEYS if turn else (*ROW_KEYS, "turns")
        self._check_keys(table, known, turn_words(turn))
        question = table.get("question")
        if not isinstance(question, str):
            wrong = "is not a text" if "question" in table else "is missing"
            self._note("no-question", f'{turn_words(turn)}"question" {wrong}', 'Write "question": "...".')
        every = table.get("all", False)
        if not isinstance(every, bool):
            self._note(
                "wrong-type",
                f'{turn_words(turn)}"all" is neither true nor false',
                'Write "all": true, or leave it out.',
            )
        expect = self._expect(table, turn, every is True)
        words = {**outer, **self._words(table, turn)}
        if expect is None:
            return None
        return Labelled(
            self._path,
            self._number,
            question if isinstance(question, str) else "",
            expect,
            every is True,
            words.get("kind", ""),
            words.get("style", ""),
            turn,
        )

    def _expect(self, table: dict[str, Any], turn: int, every: bool) -> tuple[tuple[str, ...], ...] | None:
        """The groups of entries that must be covered."""
        remedy = 'Write "expect": ["entry-id"], or [] for what must not be answered.'
        if "expect" not in table:
            self._note("no-expect", f'{turn_words(turn)}"expect" is missing', remedy)
            return None
        value = table["expect"]
        if _is_texts(value):
            if not every:
                return (tuple(value),) if value else ()
            groups = tuple((entry,) for entry in dict.fromkeys(value))
        elif (
            every
            and isinstance(value, list)
            and all(isinstance(one, str) or (one and _is_texts(one)) for one in value)
        ):
            groups = tuple((one,) if isinstance(one, str) else tuple(one) for one in value)
        else:
            self._note("wrong-type", f'{turn_words(turn)}"expect" is not a list of entry ids', remedy)
            return None
        if len(groups) < 2:
            message = f'{turn_words(turn)}"all" is true and "expect" names fewer than two entries'
            self._note("all-of-one", message, 'List each thing that must be answered, or leave "all" out.')
            return None
        return groups

    def _words(self, table: dict[str, Any], turn: int) -> dict[str, str]:
        """The words to group by that are there."""
        found = {name: table[name] for name in ("kind", "style") if name in table}
        for name, value in found.items():
            if not isinstance(value, str):
                remedy = f'Write "{name}": "...", or leave it out.'
                self._note("wrong-type", f'{turn_words(turn)}"{name}" is not a text', remedy)
        return {name: value.strip() for name, value in found.items() if isinstance(value, str)}

    def _check_keys(self, table: dict[str, Any], known: Sequence[str], where: str) -> None:
        for name in table:
            if name not in known:
                message = f'{where}the key "{safe_line(name, 40)}" is not known'
                self._note("unknown-key", message, meant(name, known))

    def _note(self, rule: str, message: str, remedy: str, column: int = 1) -> None:
        self._problems.append(Problem(self._path, self._number, column, rule, message, remedy))


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def turn_words(turn: int) -> str:
    """The turn as a message begins; nothing for a question on its own."""
    return f"turn {turn}: " if turn else ""
