"""Import the JSON Lines files that earlier versions wrote instead of the database."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from assistant.base.files import FileProblem, read_bytes
from assistant.base.loader import load_base
from assistant.errors import BaseError
from assistant.paths import bundled_base, identity
from assistant.storage import inbox_table
from assistant.storage.reasons import Action, Reason, stored_question
from assistant.storage.schema import insert

_ID_LIMIT = 2**53
"""Limit of ids. Larger ones do not come from this program, and SQLite cannot store all of them."""


def import_files(connection: sqlite3.Connection, paths: Sequence[Path]) -> list[Path]:
    """Import files in a transaction, skipping damaged lines.

    Returns:
        The files and directories that were imported, to be renamed once the transaction is committed.
    """
    found = [path for path in paths if not path.is_symlink() and (path.is_file() or path.is_dir())]
    for path in found:
        _IMPORTERS[path.name](connection, path)
    give_to_bundled(connection)
    return found


def give_to_bundled(connection: sqlite3.Connection) -> None:
    """Make the records that are stored under the title of the bundled base alone records of that base.

    Records under another title alone remain visible to each base with that title.
    """
    title = _bundled_title()
    for table in ("history", "conversation", "resolution", "question"):
        names = (identity(title, [bundled_base()]), title)
        connection.execute(f"UPDATE {table} SET base = ? WHERE base = ?", names)


@cache
def _bundled_title() -> str:
    """Return the title of the bundled base, to which questions without a base are attributed."""
    try:
        return load_base([bundled_base()]).base.title
    except BaseError:
        return ""


def _import_history(connection: sqlite3.Connection, path: Path) -> None:
    base = _bundled_title()
    for _, value in _lines(path):
        question = stored_question(_text(value, "question"))
        if question:
            insert(connection, "history", base=base, at=_text(value, "at"), question=question)


def _import_inbox(connection: sqlite3.Connection, path: Path) -> None:
    """Replay the log: each line is a question, an action or an undo, and the line number becomes the id."""
    base = _bundled_title()
    for id, value in _lines(path):
        act, step, change, near = (value.get(name) for name in ("act", "step", "change", "near"))
        listed = value.get("questions")
        questions = [stored_question(str(one)) for one in listed] if isinstance(listed, list) else []
        question, reason, at = (
            stored_question(_text(value, "question")),
            value.get("reason"),
            _text(value, "at"),
        )
        if act is None and question and reason in list(Reason):
            texts = {name: _text(value, name) for name in ("base", "entry", "about")}
            texts["base"] = texts["base"] or base
            inbox_table.add_question(connection, question, Reason(reason), near or [], id=id, at=at, **texts)
        elif act == "picked":
            for question in questions:
                inbox_table.withdraw(connection, question, inbox_table.base_of(connection, [question]))
        elif act == "undo" and isinstance(step, int) and abs(step) < _ID_LIMIT:
            inbox_table.reopen(connection, step)
        elif act in list(Action):
            change = _renamed(change) if isinstance(change, dict) else {}
            of = inbox_table.base_of(connection, questions) or base
            inbox_table.resolve(connection, Action(act), questions, change, of, id=id, at=at)


def _renamed(change: dict[str, Any]) -> dict[str, Any]:
    """Return the change of a base file with the current field names."""
    length = len(str(change.get("added", ""))) // 2  # hexadecimal
    return {**change, "offset": change.get("at"), "length": length, "digest": change.get("before")}


def _import_conversations(connection: sqlite3.Connection, folder: Path) -> None:
    for number, path in enumerate(sorted(folder.glob("*.jsonl")), 1):
        for _, value in _lines(path):
            row = {"base": _text(value, "base"), "turn": json.dumps(value)}
            insert(connection, "conversation", at="", conversation=number, **row)


def _import_preferences(connection: sqlite3.Connection, path: Path) -> None:
    for _, value in _lines(path):
        row = [_text(value, name) for name in ("name", "value", "set")]
        connection.execute("REPLACE INTO preference VALUES (?, ?, ?)", row)


def _lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the objects of a file with their line numbers, counting the lines dropped from its start."""
    try:
        lines = [] if path.is_symlink() else read_bytes(path).split(b"\n")
    except FileProblem:
        return
    first = 1
    for number, line in enumerate(lines):
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(value, dict):
            dropped = value.get("dropped") if number == 0 else None
            if isinstance(dropped, int) and 0 <= dropped < _ID_LIMIT:
                first = dropped
            else:
                yield first + number, value


def _text(value: dict[str, Any], name: str) -> str:
    """Return a text field as valid Unicode; empty if it is missing or not a text."""
    text = value.get(name)
    return text.encode("utf-8", "replace").decode() if isinstance(text, str) else ""


_IMPORTERS = {
    "history.jsonl": _import_history,
    "inbox.jsonl": _import_inbox,
    "choices.jsonl": _import_preferences,
    "conversations": _import_conversations,
}
