"""What a question takes from the turns before it, by its own words."""

from __future__ import annotations

import pytest

from assistant.index.store import Store
from assistant.matching.follow_up import (
    PAIRS_TRIED,
    asks_for_examples,
    asks_for_more,
    coordinated,
    correction,
    dependence,
    list_items,
    ordinal,
    sentences,
    substituted,
    with_topic,
)
from assistant.matching.query import parse_query


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("the second", 1),
        ("the second?", 1),
        ("second one", 1),
        ("Third", 2),
        ("and the 3rd?", 2),
        ("what about the last", -1),
        ("what about the last one?", -1),
        ("tell me more about the first point", 0),
        ("the fourth of those", 3),
        ("the former", 0),
        ("number fifth", 4),
    ],
)
def test_a_place_in_a_list_is_understood(typed: str, place: int) -> None:
    assert ordinal(typed) == place


@pytest.mark.parametrize(
    "typed",
    [
        "how long did it last",
        "who came first?",
        "did Japan do it first",
        "the second world war",
        "at last!",
        "",
        "firstly",
    ],
)
def test_first_and_last_as_other_parts_of_speech_are_no_place(typed: str) -> None:
    assert ordinal(typed) is None


@pytest.mark.parametrize(
    ("typed", "rest"),
    [
        ("no, I meant the journal", "the journal"),
        ("sorry, 2011", "2011"),
        ("oops, not that, the other book", "the other book"),
        ("actually the desk", "the desk"),
        ("no", None),
        ("sorry!", None),
        ("nobody knows", None),
        ("no entry found, why?", None),
        ("wait times at the desk", None),
        ("no not those, the others", "the others"),
        ("wait, where is it", "where is it"),
        ("what is it", None),
        ("", None),
    ],
)
def test_a_correction_leaves_what_is_put_in_place(typed: str, rest: str | None) -> None:
    assert correction(typed) == rest


@pytest.mark.parametrize(
    ("previous", "correcting", "result"),
    [
        ("what happened in 2009", "2011", "what happened in 2011"),
        ("books before 2010", "after", "books after 2010"),
        ("books before 2010", "after 2012", "books after 2012"),
        ("what happened in 2009", "2009", None),
        ("where is the desk", "2011", None),
        ("what happened in 2009", "the desk", None),
        ("what happened after 2001", "how were regions prepared before the plan?", None),
        ("what happened after 2001", "what happened before 2001", "what happened before 2001"),
    ],
)
def test_numbers_and_before_and_after_are_exchanged(
    previous: str, correcting: str, result: str | None
) -> None:
    assert substituted(previous, correcting) == result


@pytest.mark.parametrize(
    "typed", ["more", "tell me more", "Go on!", "could you elaborate on this please", "more details please"]
)
def test_asking_for_more(typed: str) -> None:
    assert asks_for_more(typed)
    assert not asks_for_examples(typed)


@pytest.mark.parametrize(
    "typed", ["like what?", "for example?", "such as", "can you give me an example", "which ones"]
)
def test_asking_for_examples(typed: str) -> None:
    assert asks_for_examples(typed)
    assert not asks_for_more(typed)


@pytest.mark.parametrize(
    "typed", ["more books than before?", "which zones are like them?", "where do I get more", ""]
)
def test_a_question_with_content_of_its_own_asks_for_neither(typed: str) -> None:
    assert not asks_for_more(typed)
    assert not asks_for_examples(typed)


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("When did it start? Why did it end?", ["When did it start?", "Why did it end?"]),
        ("when did it start and why did it end", ["when did it start", "why did it end"]),
        ("when did it start, and also who was it?", ["when did it start", "who was it?"]),
        ("one line\nanother line", ["one line", "another line"]),
        ("salt and pepper", ["salt and pepper"]),
        ("", []),
    ],
)
def test_a_line_falls_into_its_questions(typed: str, parts: list[str]) -> None:
    assert sentences(typed) == parts


def test_two_things_asked_with_one_verb_share_the_rest() -> None:
    assert ("where is the desk", "where is the exit") in [
        tuple(part for part in pair) for pair in coordinated("where is the desk and the exit")
    ]
    assert coordinated("where is the desk") == []
    assert coordinated("and") == []


def test_only_so_many_ways_of_parting_a_line_are_tried() -> None:
    assert len(coordinated("a and b " * 200)) == PAIRS_TRIED


def test_items_of_a_list_are_found_without_their_marks() -> None:
    answer = "Two:\n\n- first thing\n* second **thing**\n\n1. third\n2) fourth\n\nnot - this"
    assert list_items(answer) == ["first thing", "second **thing**", "third", "fourth"]


@pytest.mark.parametrize(
    ("typed", "points", "changes_subject"),
    [
        ("and what about it?", True, False),
        ("why?", True, True),
        ("books at the desk", False, False),
        ("zebra giraffe", False, True),
        ("and zebra giraffe?", True, True),
    ],
)
def test_how_far_a_question_leans(room: Store, typed: str, points: bool, changes_subject: bool) -> None:
    leaning = dependence(typed, parse_query(typed, room))
    assert leaning.points_back is points
    if typed != "why?":  # a question word may or may not be known to a base
        assert leaning.changes_subject is changes_subject


def test_a_topic_adds_its_words_at_a_share_and_keeps_the_questions_own(room: Store) -> None:
    own, topic = parse_query("how many", room), parse_query("books to borrow at the desk", room)
    joined = with_topic(own, topic, share=0.5)
    assert joined.features.keys() == own.features.keys() | topic.features.keys()
    assert all(joined.features[number] == own.features[number] for number in own.features)
    for number in topic.features.keys() - own.features.keys():
        assert joined.features[number] == pytest.approx(topic.features[number] / 2)
    assert joined.length > own.length
    assert joined.words == own.words


def test_a_topic_of_the_same_words_changes_nothing(room: Store) -> None:
    own = parse_query("how many books", room)
    joined = with_topic(own, own)
    assert (joined.features, joined.content_words, joined.length) == (
        own.features,
        own.content_words,
        own.length,
    )
