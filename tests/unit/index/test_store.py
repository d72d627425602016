"""An open index: what answering reads from it, and how it recovers from damage."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Callable
from typing import Any

import pytest

from assistant.base.garbage_collection import garbage_collection_paused
from assistant.conversation.conversation import Conversation
from assistant.errors import BaseError
from assistant.index import retrieval
from assistant.index.builder import (
    MAX_TRAINED_ENTRIES,
    MAX_TRAINED_PHRASINGS,
    should_train,
)
from assistant.index.reader import DamagedIndex
from assistant.index.store import MAX_CACHED_ENTRIES, Store
from assistant.index.suggestions import suggest

Make = Callable[..., Any]


def damage(store: Store, statement: str) -> None:
    store.connection.execute("PRAGMA query_only = 0")
    store.connection.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TABLE term",
        "DROP TABLE feature",
        "DROP TABLE vectors",
        "DROP TABLE form",
        "DROP TABLE exact",
        "UPDATE feature SET entries = x'010203'",
        "UPDATE vectors SET members = x'01'",
        "UPDATE entry SET body = '[]'",
        "UPDATE entry SET body = 'no JSON'",
    ],
)
def test_damage_found_while_answering_costs_a_build_and_not_the_answer(
    make_store: Make, make_entry: Make, statement: str
) -> None:
    entries = [
        make_entry("pier", "Where is the pier?", "the landing stage"),
        make_entry("boat", "When does the boat leave"),
    ]
    asked = "were is the peir"
    whole = make_store(entries)
    expected = Conversation(lambda: whole).ask(asked, alone=True)
    broken = make_store(entries)
    damage(broken, statement)
    store = Store(broken.connection, lambda: make_store(entries).connection)
    assert Conversation(lambda: store).ask(asked, alone=True) == expected
    assert store.rebuild is None


def test_an_index_that_cannot_be_rebuilt_is_an_error(make_store: Make, make_entry: Make) -> None:
    store = make_store([make_entry("pier", "Where is the pier?")])
    damage(store, "DROP TABLE entry")
    with pytest.raises(DamagedIndex, match="no such table"):
        store.entry("pier")

    def gone() -> sqlite3.Connection:
        raise BaseError([])

    store.rebuild = gone
    with pytest.raises(BaseError):
        store.entry("pier")


def test_a_closed_index_is_not_rebuilt(make_store: Make, make_entry: Make) -> None:
    store = make_store([make_entry("pier", "Where is the pier?")])
    store.rebuild = lambda: pytest.fail("rebuilt")
    store.close()
    with pytest.raises(sqlite3.ProgrammingError):
        store.entry("pier")


def ids(store: Store) -> list[str]:
    return [id for id, *_ in store.listing()]


def test_entries_are_found_by_id_and_number(room: Store) -> None:
    entry = room.entry("desk")
    assert entry is not None
    assert entry == room.entry_at(ids(room).index("desk"))
    assert room.entry("nothing") is None
    assert room.entry("\udcff") is None


def test_only_some_entries_are_kept_in_memory(make_store: Make, make_entry: Make) -> None:
    count = MAX_CACHED_ENTRIES + 1
    store = make_store([make_entry(f"e{n}", f"question {n}") for n in range(count)])
    assert [store.entry_at(no).id for no in (*range(count), 0)][-1] == "e0"


def test_listings_of_entries(room: Store) -> None:
    assert len(room.listing()) == room.entry_count == len(room.contents())
    assert {row[1] for row in room.listing("b")} == {"b"}
    assert {ids(room)[no] for no in room.numbers("b")} == {row[0] for row in room.listing("b")}
    assert list(room.questions(["desk", "nothing"])) == ["desk"]


def test_a_phrasing_is_found_by_its_words(room: Store) -> None:
    found = room.exact("how do i find the desk")
    assert found is not None
    assert (ids(room)[found[0]], found[1]) == ("desk", 1)
    assert room.exact("") is None
    assert room.exact("how do i find the door") is None


def test_two_texts_with_one_fingerprint_are_told_apart(room: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    from assistant.index import store as module
    from assistant.index.schema import fingerprint

    monkeypatch.setattr(module, "fingerprint", lambda words: fingerprint("how do i find the desk"))
    assert room.exact("another text") is None


def test_forms_begun_and_forms_alike(room: Store) -> None:
    assert "borrow" in room.forms_of_length("borow", 1)
    found = room.forms_with_prefix("photoc", 9, 11)
    assert found == ["photocopy", "photocopied", "photocopier"]


def test_rare_lists_are_read_first_and_common_ones_only_add(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retrieval, "POSTINGS_READ", 10)
    monkeypatch.setattr(retrieval, "MAX_LIST_LENGTH", 50)
    facts = {1: (9.0, 4), 2: (8.0, 40), 3: (7.0, 5), 4: (6.0, 60)}
    assert retrieval.choose_lists([1, 2, 3, 4, 5], facts) == ([1, 3], [2])
    assert retrieval.choose_lists([4], {4: (6.0, 60)}) == ([4], [])


def test_the_heaviest_come_first_and_ties_keep_the_order_of_the_base() -> None:
    lists = [(2.0, array("I", [1, 5, 9])), (1.0, array("I", [5, 7]))]
    assert retrieval.heaviest(lists, [], 3) == [(5, 3.0), (1, 2.0), (9, 2.0)]


@pytest.mark.parametrize("threshold", [1, 10**6])
def test_pruning_changes_no_result(monkeypatch: pytest.MonkeyPatch, threshold: int) -> None:
    told = [(5.0, array("I", range(0, 300, 3))), (3.0, array("I", range(0, 300, 7)))]
    common = [(2.0, array("I", range(0, 300, 2))), (1.0, array("I", range(5000)))]
    expected = sorted(
        (
            (at, sum(share for share, entries in (*told, *common) if at in entries))
            for at in range(300)
            if at % 3 == 0 or at % 7 == 0
        ),
        key=lambda item: (-item[1], item[0]),
    )
    monkeypatch.setattr(retrieval, "PRUNING_FROM", threshold)
    assert retrieval.heaviest(told, common, 10) == expected[:10]


def test_a_common_list_adds_to_the_known_entries_in_it() -> None:
    common = [(2.0, array("I", range(0, 100, 2)))]
    found = retrieval.heaviest([(5.0, array("I", [2, 3, 200]))], common, 3)
    assert found == [(2, 7.0), (3, 5.0), (200, 5.0)]


def test_questions_with_a_tag(make_store: Make, make_entry: Make) -> None:
    entries = [make_entry("pier", "Where is the pier?", tags=("start",)), make_entry("boat", "start where?")]
    store = make_store(entries)
    assert store.tagged("start") == [("pier", "Where is the pier?")]


def test_trained_rows(make_store: Make, make_entry: Make) -> None:
    store = make_store([make_entry("pier", "Where is the pier?")])
    damage(store, "INSERT INTO trained VALUES (0, 0.5, x'02ff')")
    assert store.rows([0, 1]) == {0: (0.5, array("b", [2, -1]))}


def test_a_short_prefix_is_not_corrected(room: Store) -> None:
    assert suggest(room, "zq") == []


def test_pruning_keeps_few_of_many_tied_entries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retrieval, "PRUNING_FROM", 1)
    monkeypatch.setattr(retrieval, "MAX_TIED", 20)
    found = retrieval.heaviest([(1.0, array("I", range(500))), (1.0, array("I", [400]))], [], 10)
    assert found == [(400, 2.0), *((at, 1.0) for at in range(9))]


def test_the_sizes_of_bases_that_are_trained() -> None:
    assert should_train(3 * 100, 100)
    assert should_train(2, 2)
    assert not should_train(MAX_TRAINED_PHRASINGS + 1, 1000)
    assert not should_train(5 * MAX_TRAINED_ENTRIES, MAX_TRAINED_ENTRIES + 1)
    assert not should_train(300, 1)


def test_garbage_collection_continues_only_if_it_was_enabled() -> None:
    import gc

    with garbage_collection_paused():
        with garbage_collection_paused():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("how many bo", "borrowing"),
        ("desk", "desk"),
        ("where is the information ", "desk"),
        ("photoc", "copying"),
        ("infromation", "desk"),
        ("infrom", "desk"),
        ("where is the infro", "desk"),
        ("phtocop", "copying"),
    ],
)
def test_suggestions_while_typing(room: Store, typed: str, first: str) -> None:
    found = suggest(room, typed)
    assert found[0].entry == first
    assert len(found) <= 6


def test_suggestions_mark_what_was_typed(room: Store) -> None:
    found = next(one for one in suggest(room, "information de") if one.entry == "desk")
    assert [found.question[start:end] for start, end in found.spans] == ["information", "de"]


def test_suggestions_mark_a_misspelt_prefix(room: Store) -> None:
    found = next(one for one in suggest(room, "infrom") if one.entry == "desk")
    assert [found.question[start:end] for start, end in found.spans] == ["inform"]


@pytest.mark.parametrize("typed", ["qqq", "zebras in the snow"])
def test_unknown_words_get_no_suggestions(room: Store, typed: str) -> None:
    assert suggest(room, typed) == []


@pytest.mark.parametrize("typed", ["", "   ", "?!", "\n"])
def test_a_blank_text_gets_no_suggestions(room: Store, typed: str) -> None:
    assert suggest(room, typed) == []


def test_small_talk_is_not_suggested(room: Store) -> None:
    assert "hello" not in [one.entry for one in suggest(room, "hello the")]
