"""How a question is read: repaired where it is a slip, left alone where it is another word."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.index.store import Store
from assistant.matching.normalize import stem
from assistant.matching.query import WORD_LIMIT, Reading, allowed_slips, read

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


def understood(reading: Reading) -> list[str]:
    return [word.understood for word in reading.words]


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
    reading = read(typed, store)
    assert [stem(word) for word in understood(reading)] == [stem(meant)]
    assert reading.words[0].how == "repaired"
    assert reading.features == read(meant, store).features


def test_of_two_near_words_the_one_said_more_often_is_meant(
    make_store: MakeStore, make_entry: Callable[..., object]
) -> None:
    said = [f"what is number {number}" for number in ("one", "two", "three", "four", "five", "six", "seven")]
    store = make_store([make_entry("what", *said), make_entry("wait", "how long must I wait")])
    assert understood(read("waht", store)) == ["what"]


@pytest.mark.parametrize(
    ("typed", "meant"), [("wat is the platform", "what"), ("y", "why"), ("wich platform", "which")]
)
def test_words_as_chats_write_them(
    make_store: MakeStore, make_entry: Callable[..., object], typed: str, meant: str
) -> None:
    store = make_store([make_entry("platform", "What is the platform?", "why a platform", "which platform")])
    assert understood(read(typed, store))[0] == meant


def test_what_the_base_knows_is_no_shorthand(
    make_store: MakeStore, make_entry: Callable[..., object]
) -> None:
    store = make_store([make_entry("r", "What is R?", "how are R and S related")])
    assert understood(read("what is r", store)) == ["what", "is", "r"]


@pytest.mark.parametrize("typed", ["flood", "police", "foot", "form"])
def test_another_english_word_is_no_slip(store: Store, typed: str) -> None:
    assert understood(read(typed, store)) == [typed]


@pytest.mark.parametrize("typed", ["2011", "2019", "20010", "201"])
def test_a_number_is_never_repaired(store: Store, typed: str) -> None:
    assert understood(read(typed, store)) == [typed]
    assert allowed_slips(typed) == 0


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("platformmodel", ["platform", "model"]), ("thepolicy", ["the", "policy"])],
)
def test_words_run_together_are_parted_where_both_are_known(
    store: Store, typed: str, meant: list[str]
) -> None:
    assert understood(read(typed, store)) == meant


@pytest.mark.parametrize("typed", ["plat form", "eco system", "inno vation", "an eco system is what"])
def test_a_word_split_in_two_is_joined(store: Store, typed: str) -> None:
    joined = typed.replace("plat f", "platf").replace("eco s", "ecos").replace("inno v", "innov")
    assert read(typed, store).features == read(joined, store).features


def test_two_words_that_stand_for_themselves_are_not_joined(
    make_store: MakeStore, make_entry: Callable[..., object]
) -> None:
    store = make_store([make_entry("a", "Where is the carpet?"), make_entry("b", "may I bring a pet")])
    assert understood(read("car pet", store)) == ["car", "pet"]


def test_another_ending_of_a_known_word_counts_for_less(store: Store) -> None:
    word = read("supportive", store).words[0]
    assert (word.understood, word.how) == ("supported", "relative")
    assert 0 < word.factor < 1


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
    assert read(typed, store).words[0].how == how


@pytest.mark.parametrize("typed", ["programme", "programmes", "course of action", "courses of action"])
def test_a_synonym_shares_a_feature_with_its_word(store: Store, typed: str) -> None:
    common = read("policy", store).features.keys() & read(typed, store).features.keys()
    assert common
    assert all(read(typed, store).features[number] > 0 for number in common)


def test_fillers_are_not_telling(store: Store) -> None:
    reading = read("please could you tell me about the platform", store)
    assert [word.understood for word, _ in reading.told()] == ["platform"]


def test_of_a_pasted_text_beginning_and_end_are_read(store: Store) -> None:
    reading = read("platform " + "zebra " * 200 + "policy", store)
    assert len(reading.words) == WORD_LIMIT
    assert (reading.words[0].understood, reading.words[-1].understood) == ("platform", "policy")


def test_nothing_typed_is_nothing_read(store: Store) -> None:
    reading = read("?!", store)
    assert (reading.words, reading.features, reading.telling) == ((), {}, ())
    assert reading.length > 0
