"""How a question is read: repaired where it is a slip, left alone where it is another word."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.index.store import Store
from assistant.matching.normalize import stem
from assistant.matching.query import WORD_LIMIT, ParsedQuery, max_edits, parse_query

MakeStore = Callable[..., Store]


@pytest.fixture(scope="module")
def store(make_store: MakeStore, make_entry: Callable[..., object]) -> Store:
    return make_store(
        [
            make_entry("platform", "What is the platform model?", "explain the platform"),
            make_entry("food", "Where is the food served in 2010?", "who cooks the food"),
            make_entry("innovation", "How is innovation supported?", "innovative firms"),
            make_entry("ecosystem", "What is an ecosystem?"),
            make_entry("policy", "Who wrote the policy?", "Как называется кластер?"),
        ],
        synonyms=[("policy", "programme", "course of action")],
    )


def understood(query: ParsedQuery) -> list[str]:
    return [word.understood for word in query.words]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("platfrom", "platform"),
        ("platfom", "platform"),
        ("plattform", "platform"),
        ("qlatform", "platform"),
        ("inovvation", "innovation"),
        ("ecosytem", "ecosystem"),
        ("polcy", "policy"),
        ("whre", "where"),
        ("класер", "кластер"),
    ],
)
def test_a_slip_is_repaired(store: Store, typed: str, meant: str) -> None:
    query = parse_query(typed, store)
    assert [stem(word) for word in understood(query)] == [stem(meant)]
    assert query.words[0].status == "repaired"
    assert query.features == parse_query(meant, store).features


def test_of_two_near_words_the_one_said_more_often_is_meant(
    make_store: MakeStore, make_entry: Callable[..., object]
) -> None:
    said = [f"what is number {number}" for number in ("one", "two", "three", "four", "five", "six", "seven")]
    store = make_store([make_entry("what", *said), make_entry("wait", "how long must I wait")])
    assert understood(parse_query("waht", store)) == ["what"]


@pytest.mark.parametrize(
    ("typed", "meant"), [("wat is the platform", "what"), ("y", "why"), ("wich platform", "which")]
)
def test_words_as_chats_write_them(
    make_store: MakeStore, make_entry: Callable[..., object], typed: str, meant: str
) -> None:
    store = make_store([make_entry("platform", "What is the platform?", "why a platform", "which platform")])
    assert understood(parse_query(typed, store))[0] == meant


def test_what_the_base_knows_is_no_shorthand(
    make_store: MakeStore, make_entry: Callable[..., object]
) -> None:
    store = make_store([make_entry("r", "What is R?", "how are R and S related")])
    assert understood(parse_query("what is r", store)) == ["what", "is", "r"]


@pytest.mark.parametrize("typed", ["flood", "police", "foot", "form"])
def test_another_english_word_is_no_slip(store: Store, typed: str) -> None:
    assert understood(parse_query(typed, store)) == [typed]


@pytest.mark.parametrize("typed", ["2011", "2019", "20010", "201"])
def test_a_number_is_never_repaired(store: Store, typed: str) -> None:
    assert understood(parse_query(typed, store)) == [typed]
    assert max_edits(typed) == 0


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("platformmodel", ["platform", "model"]), ("thepolicy", ["the", "policy"])],
)
def test_words_run_together_are_parted_where_both_are_known(
    store: Store, typed: str, meant: list[str]
) -> None:
    assert understood(parse_query(typed, store)) == meant


@pytest.mark.parametrize("typed", ["plat form", "eco system", "inno vation", "an eco system is what"])
def test_a_word_split_in_two_is_joined(store: Store, typed: str) -> None:
    joined = typed.replace("plat f", "platf").replace("eco s", "ecos").replace("inno v", "innov")
    assert parse_query(typed, store).features == parse_query(joined, store).features


def test_two_words_that_stand_for_themselves_are_not_joined(
    make_store: MakeStore, make_entry: Callable[..., object]
) -> None:
    store = make_store([make_entry("a", "Where is the carpet?"), make_entry("b", "may I bring a pet")])
    assert understood(parse_query("car pet", store)) == ["car", "pet"]


@pytest.mark.parametrize(
    ("typed", "how"),
    [
        ("platform", "as typed"),
        ("platforms", "as typed"),
        ("the", "filler"),
        ("please", "filler"),
        ("programme", "synonym"),
        ("giraffe", "unknown"),
        ("xqzvw", "unknown"),
    ],
)
def test_each_word_says_how_it_was_read(store: Store, typed: str, how: str) -> None:
    assert parse_query(typed, store).words[0].status == how


@pytest.mark.parametrize("typed", ["programme", "programmes", "course of action", "courses of action"])
def test_a_synonym_shares_a_feature_with_its_word(store: Store, typed: str) -> None:
    common = parse_query("policy", store).features.keys() & parse_query(typed, store).features.keys()
    assert common
    assert all(parse_query(typed, store).features[number] > 0 for number in common)


def test_fillers_are_not_telling(store: Store) -> None:
    query = parse_query("please could you tell me about the platform", store)
    assert [word.text for word in query.content_words] == ["platform"]


def test_of_a_pasted_text_beginning_and_end_are_read(store: Store) -> None:
    query = parse_query("platform " + "zebra " * 200 + "policy", store)
    assert len(query.words) == WORD_LIMIT
    assert (query.words[0].understood, query.words[-1].understood) == ("platform", "policy")


def test_nothing_typed_is_nothing_read(store: Store) -> None:
    query = parse_query("?!", store)
    assert (query.words, query.features, query.content_words) == ((), {}, ())
    assert query.length > 0
