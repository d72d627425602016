"""What holds for any text and any order of steps."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.base.editing import Edit
from assistant.conversation.turn import Turn
from assistant.curation.grouping import grouped
from assistant.curation.steps import save, undo
from assistant.sanitize import safe_text
from assistant.storage.database import Database
from assistant.storage.history import History
from assistant.storage.inbox import Inbox, OpenQuestion
from assistant.storage.reasons import Reason, normalized_question, stored_question
from assistant.storage.turn_json import turn_from_json
from tests.soak.sizes import examples

pytestmark = pytest.mark.soak("properties")

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
WORDS = st.lists(
    st.sampled_from(
        [
            "what",
            "which",
            "is",
            "not",
            "the",
            "part",
            "1",
            "2",
            "cluster",
            "clusters",
            "policy",
            "?",
            "!",
            "zu",
        ]
    ),
    max_size=6,
)
ANY_TEXT = st.text(st.characters(), max_size=60)


@given(st.lists(ANY_TEXT, max_size=12))
@examples(40)
def test_history_has_each_question_once_newest_last(asked: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = Database(Path(folder) / "state" / "records.sqlite")
        history = History(database)
        for text in asked:
            history.append(text)
        kept = [safe_text(text).strip() for text in asked]
        newest = list(dict.fromkeys(text for text in reversed(kept) if text))
        assert History(database).entries() == newest[::-1]
        database.close()


@given(JSON)
@examples(80)
def test_other_json_is_no_turn(value: object) -> None:
    assert turn_from_json(json.dumps(value)) is None


ASKING = st.fixed_dictionaries(
    {"question": WORDS.map(" ".join) | JSON, "reason": st.sampled_from(Reason) | JSON},
    optional={
        "near": st.lists(st.tuples(st.text(), st.integers(-5, 105)).map(list)) | JSON,
        "entry": JSON,
        "at": JSON,
    },
)
ACTING = st.fixed_dictionaries(
    {"act": st.sampled_from(["accept", "new", "dismiss", "picked", "undo"]) | JSON},
    optional={
        "questions": st.lists(WORDS.map(" ".join)) | JSON,
        "step": st.integers(0, 12) | JSON,
        "change": JSON,
    },
)


@given(st.lists(ASKING | ACTING | st.dictionaries(st.text(), JSON, max_size=3), max_size=12))
@examples(30)
def test_any_lines_of_an_earlier_version_are_imported(values: list[dict[str, object]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name in ("inbox.jsonl", "history.jsonl"):
            (Path(folder) / name).write_text("".join(json.dumps(value) + "\n" for value in values))
        database = Database(Path(folder) / "records.sqlite", pytest.fail)
        numbers = []
        for one in Inbox(database).questions():
            numbers.append(one.number)
            assert one.question == stored_question(str(values[one.number - 1]["question"]))
            assert safe_text(one.question) == one.question
        assert numbers == sorted(set(numbers))
        Inbox(database).resolutions()
        database.close()


@given(st.lists(st.tuples(WORDS.map(" ".join).filter(bool), st.sampled_from(Reason)), max_size=12))
@examples(50)
def test_every_question_is_in_one_group_with_its_normalized_wordings(asked: list[tuple[str, Reason]]) -> None:
    missed = [
        OpenQuestion(number, "", question, reason) for number, (question, reason) in enumerate(asked, 1)
    ]
    groups = grouped(missed)
    members = Counter(number for group in groups for number in group.members)
    assert members == Counter(range(1, len(asked) + 1))
    home = {number: group for group in groups for number in group.members}
    typings: dict[str, set[int]] = {}
    for one in missed:
        typings.setdefault(normalized_question(one.question), set()).add(home[one.number].number)
    assert all(len(numbers) == 1 for numbers in typings.values())
    for group in groups:
        assert group.asked == len(group.members) == sum(count for _, count in group.wordings)
        assert group.number == min(group.members)
    assert [group.asked for group in groups] == sorted((group.asked for group in groups), reverse=True)


@given(st.text("ab\n-é", max_size=20), st.text("ab\n-é", min_size=1, max_size=8), st.data())
@examples(50)
def test_undo_restores_the_same_bytes(text: str, added: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text)))
    before, after = text.encode(), (text[:at] + added + text[at:]).encode()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "base.yaml"
        path.write_bytes(before)
        inbox = Inbox(Database(Path(folder) / "state" / "records.sqlite"), "T")
        inbox.record(Turn("a question", "no_match"))
        (group,) = grouped(inbox.questions())
        save(inbox, Edit(path, before, after, 1), group, "one", group.question)
        assert path.read_bytes() == after
        undo(inbox, [path])
        assert path.read_bytes() == before
        assert [one.question for one in grouped(inbox.questions())] == ["a question"]
