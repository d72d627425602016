"""What is fuzzed: each target takes bytes, does with them what the program would, and asserts what must hold."""

from __future__ import annotations

import json
import sqlite3
import tempfile
from collections.abc import Callable, Sequence
from functools import lru_cache
from io import StringIO
from pathlib import Path
from unittest import mock

from assistant.base.editing import apply, plan_phrasing
from assistant.base.loader import LoadedBase, inspect_contents
from assistant.base.model import Base
from assistant.conversation.conversation import Conversation
from assistant.conversation.export import as_document
from assistant.conversation.slash_commands import read_command
from assistant.conversation.turn import STATUSES, Turn
from assistant.curation.grouping import grouped
from assistant.errors import EditError, Problem
from assistant.evaluation.labelled_file import parse_labelled
from assistant.index import builder
from assistant.index.builder import build, put_meta
from assistant.index.cache_entry import CacheEntry
from assistant.index.store import Store
from assistant.index.suggestions import suggest
from assistant.matching import vocabulary
from assistant.plain.line_protocol import as_question
from assistant.plain.spoken_format import spoken_lines
from assistant.plain.turn_format import turn_lines
from assistant.sanitize import safe_text
from assistant.storage.conversations import Conversations
from assistant.storage.database import Database
from assistant.storage.history import History
from assistant.storage.inbox import Inbox
from assistant.storage.preferences import Preferences
from assistant.storage.settings_file import read_settings
from assistant.storage.when import when
from assistant.terminal.output import Output, json_text
from assistant.terminal.rendering import markdown_lines

ROOT = Path(__file__).parents[2]
STARTER = ROOT / "assistant" / "cli" / "commands" / "starter.yaml"


def harmless(text: str) -> None:
    """Nothing in it that a terminal would obey."""
    assert safe_text(text) == text, ascii(text[:300])


def well_told(problems: Sequence[Problem]) -> None:
    """Each on one harmless line of bearable length."""
    for problem in problems:
        harmless(str(problem))
        assert "\n" not in str(problem)
        assert len(str(problem)) < 2500


_everyday = vocabulary.background()[::40]
_synonyms = vocabulary.thesaurus()[::100]
_bands = vocabulary.all_frequency_bands()


def index_of(base: Base, where: str = ":memory:") -> Store:
    """The index of a base, with few everyday questions and synonyms, because most cases make one."""
    with (
        mock.patch.object(builder, "background", return_value=_everyday),
        mock.patch.object(vocabulary, "thesaurus", return_value=_synonyms),
        mock.patch.object(vocabulary, "all_frequency_bands", return_value=_bands),
    ):
        database = sqlite3.connect(where)
        build(database, base)
        put_meta(database, {"content": "", "version": "", "fits": False})
        database.commit()
    return Store(database)


def as_told(turn: Turn) -> None:
    """A turn as every face tells it."""
    assert turn.status in STATUSES
    assert 0 <= turn.score <= 100
    scores = [candidate.score for candidate in turn.candidates]
    assert scores == sorted(scores, reverse=True)
    assert turn.score == (scores[0] if scores else 0)
    assert (turn.answer is None) == (turn.status in ("ambiguous", "no_match"))
    written = json_text(turn.as_dict())
    harmless(written)
    assert "\n" not in written
    assert json.loads(written) == json.loads(json.dumps(turn.as_dict()))
    out = Output(StringIO(), "never")
    harmless("\n".join(turn_lines(turn, out, explain=True)))
    harmless("\n".join(spoken_lines(turn, out)))


def base(data: bytes) -> None:
    """A base loads or is refused; a loaded one is indexed, answers, and can be added to."""
    loaded, problems = inspect_contents([(Path("faq.yaml"), data)])
    assert (loaded is None) == bool(problems)
    assert problems == sorted(problems)
    well_told(problems)
    if loaded is None:
        return
    for text in _texts(loaded):
        harmless(text)
    store = index_of(loaded.base)
    talk = Conversation(lambda: store)
    for entry in loaded.base.entries[:3]:
        as_told(talk.ask(entry.question))
    store.close()
    _taught(data, loaded)


def _texts(loaded: LoadedBase) -> list[str]:
    found: list[str] = []

    def walk(value: object) -> None:
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, tuple):
            for inner in value:
                walk(inner)

    walk(tuple(loaded.base))
    return found


def _taught(data: bytes, loaded: LoadedBase) -> None:
    """A phrasing is added and nothing else changes, or it is refused and nothing changes."""
    if not loaded.base.entries:
        return
    phrasing = "a wording: that nobody # has thought of"
    id = loaded.base.entries[-1].id
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "faq.yaml"
        path.write_bytes(data)
        try:
            edit = plan_phrasing([path], id, phrasing)
        except EditError as error:
            harmless(str(error))
            return
        apply(edit)
        again, _ = inspect_contents([(path, path.read_bytes())])
    assert again is not None
    entries = tuple(
        entry._replace(variants=entry.variants[:-1]) if entry.id == id else entry
        for entry in again.base.entries
    )
    assert again.base._replace(entries=entries) == loaded.base
    gap = len(edit.after) - len(data)
    assert any(edit.after[:at] + edit.after[at + gap :] == data for at in range(len(data) + 1))


@lru_cache(maxsize=1)
def bundled() -> Store:
    """The starter base's index, in memory."""
    loaded, _ = inspect_contents([(STARTER, STARTER.read_bytes())])
    assert loaded is not None
    return index_of(loaded.base)


def question(data: bytes) -> None:
    """Anything typed gets a turn: alone twice the same, and in a conversation; and suggestions meanwhile."""
    text = as_question(data.decode("utf-8", "surrogateescape"))
    store = bundled()
    talk = Conversation(lambda: store)
    first = talk.ask(text, alone=True)
    as_told(first)
    assert talk.ask(text, alone=True) == first
    assert talk.turns == []
    for line in ("how many books may I borrow", text, text):
        as_told(talk.ask(line))
    for suggestion in suggest(store, text):
        for start, end in suggestion.spans:
            assert 0 <= start <= end <= len(suggestion.question)
    for format in ("markdown", "json", "plain"):
        harmless(as_document(talk.turns, format, "Title"))
    read_command("/" + text, "plain")


def answer(data: bytes) -> None:
    """Any Markdown is shown, in any width, and nothing in it is obeyed."""
    text = safe_text(data.decode("utf-8", "replace"))
    for width in (None, 20, 90):
        out = Output(StringIO(), "never")
        out.width = width
        harmless("\n".join(markdown_lines(text, out)))


def labelled(data: bytes) -> None:
    """Labelled questions are read or what is wrong is told."""
    problems: list[Problem] = []
    found = parse_labelled(data, "questions.jsonl", problems)
    well_told(problems)
    assert problems or found.conversations


def legacy_files(data: bytes) -> None:
    """Files of an earlier version are imported as far as they are whole."""
    with tempfile.TemporaryDirectory() as name:
        for one in ("history.jsonl", "inbox.jsonl", "choices.jsonl"):
            (Path(name) / one).write_bytes(data)
        assert len(_recorded(Path(name) / "records.sqlite")) <= 1
        assert (Path(name) / "inbox.jsonl.imported").read_bytes() == data


def database(data: bytes) -> None:
    """A damaged database is used as far as it goes, or renamed; with one notice."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "records.sqlite"
        path.write_bytes(data)
        assert len(_recorded(path)) <= 2


def _recorded(path: Path) -> list[str]:
    """Use all that is stored, and return the notices."""
    told: list[str] = []
    records = Database(path, told.append)
    history, inbox = History(records), Inbox(records, "base")
    history.append("a question")
    assert "a question" in history.entries()
    for asked in history.asked():
        harmless(f"{asked.answer} {when(asked.at)}")
    inbox.record(Turn("what is this", "no_match"))
    for group in grouped(inbox.questions()):
        harmless(" ".join(text for text, _ in group.wordings))
    for step in inbox.resolutions():
        harmless(step.summary)
    for value in Preferences(records).values().values():
        harmless(value)
    out = Output(StringIO(), "never")
    for stored in Conversations(records, "base").listing():
        harmless(f"{stored.question} {stored.summary}")
    for turn in Conversations(records, "base").resume():
        harmless(json_text(turn.as_dict()))
        harmless("\n".join([*turn_lines(turn, out, explain=True), *spoken_lines(turn, out)]))
    records.close()
    for notice in told:
        harmless(notice)
    return told


def settings(data: bytes) -> None:
    """A settings file is used as far as it goes, and the rest is told."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "settings.yaml"
        path.write_bytes(data)
        well_told(read_settings(path)[1])


def cache_entry(data: bytes) -> None:
    """A cache entry is read or not."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "base-0.json"
        path.write_bytes(data)
        CacheEntry.read(path)


Target = Callable[[bytes], None]
TARGETS: dict[str, Target] = {
    one.__name__: one
    for one in (
        base,
        question,
        answer,
        labelled,
        legacy_files,
        database,
        settings,
        cache_entry,
    )
}
