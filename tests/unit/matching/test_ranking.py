"""A question and an index in, contenders out, best first."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.index.store import Store
from assistant.matching.confidence import SHORTLIST
from assistant.matching.query import parse_query
from assistant.matching.ranking import Ranking, rank

MakeStore = Callable[..., Store]
MakeEntry = Callable[..., object]


def ids(ranking: Ranking, store: Store) -> list[str]:
    return [store.entry_at(one.entry).id for one in ranking.entries]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("opening hours", "hours"),
        ("open when is the reading room", "hours"),
        ("in 2011 what happened", "fire"),
        ("how many books can one borrow", "borrowing"),
        ("pages I may not copy", "not-copying"),
    ],
)
def test_the_entry_with_the_nearest_phrasing_comes_first(room: Store, typed: str, first: str) -> None:
    assert ids(rank(parse_query(typed, room), room), room)[0] == first


def test_the_phrasing_that_matched_is_told(room: Store) -> None:
    one = rank(parse_query("how many volumes at once", room), room).entries[0]
    assert room.entry_at(one.entry).phrasings[one.phrasing] == "how many volumes can I take home at once"


@pytest.mark.parametrize("typed", ["", "?!", "zebra giraffe"])
def test_nothing_shared_gives_no_contender(room: Store, typed: str) -> None:
    assert rank(parse_query(typed, room), room).entries == ()


def test_only_allowed_entries_are_ranked(room: Store) -> None:
    allowed = room.numbers("b")
    ranking = rank(parse_query("when is the reading room open for books", room), room, allowed)
    assert ranking.entries
    assert {one.entry for one in ranking.entries} <= allowed


def test_entries_that_may_not_be_given_do_not_crowd_out_those_that_may(
    make_store: MakeStore, make_entry: MakeEntry
) -> None:
    crowd = [make_entry(f"a{n}", f"what does the red garden rule number{n} say") for n in range(60)]
    store = make_store([*crowd, make_entry("hat", "which red hat", section="b")])
    assert ids(rank(parse_query("red garden rule hat", store), store, store.numbers("b")), store) == ["hat"]


def test_equal_contenders_keep_the_order_of_the_base(make_store: MakeStore, make_entry: MakeEntry) -> None:
    store = make_store([make_entry(id, f"the lamp {id}") for id in ("zqx", "aqx", "mqx")])
    assert ids(rank(parse_query("lamp", store), store), store) == ["zqx", "aqx", "mqx"]


def test_the_list_is_short_and_best_first(make_store: MakeStore, make_entry: MakeEntry) -> None:
    store = make_store([make_entry(f"e{n}", "lamp " + "word" * (n + 1)) for n in range(30)])
    scores = [one.rank_score for one in rank(parse_query("lamp", store), store).entries]
    assert len(scores) == SHORTLIST
    assert scores == sorted(scores, reverse=True)


def test_likeness_lies_between_none_and_the_same(room: Store) -> None:
    same = rank(parse_query("Where do I return a book?", room), room).entries[0]
    assert same.similarity == pytest.approx(1.0, abs=1e-5)
    for one in rank(parse_query("where is a book with unknown zebras", room), room).entries:
        assert 0 < one.similarity < 1


def test_with_a_fit_chances_of_entries_and_background_add_up_to_one(trained: Store) -> None:
    import math

    ranking = rank(parse_query("rules for parking spaces", trained), trained)
    assert len(ranking.entries) == trained.entry_count
    total = sum(math.exp(one.log_probability) for one in ranking.entries) + math.exp(ranking.background)
    assert total == pytest.approx(1.0, abs=1e-3)


def test_an_everyday_question_looks_more_like_the_background(trained: Store) -> None:
    ranking = rank(parse_query("what is the capital of France", trained), trained)
    assert ranking.background > max(one.log_probability for one in ranking.entries)
