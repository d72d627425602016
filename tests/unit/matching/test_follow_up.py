"""What a question takes from the turns before it, by its own words."""

from __future__ import annotations

import pytest

from assistant.index.store import Store
from assistant.matching.follow_up import (
    PAIRS_TRIED,
    asks_for_examples,
    asks_for_more,
    asks_for_opposite,
    asks_when,
    asks_where_said,
    coordinated,
    correction,
    dependence,
    description,
    exchanged,
    list_items,
    neighbour,
    ordinal,
    score_in_context,
    sentences,
    substituted,
    with_topic,
    without_request,
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
        ("number 3 please", 2),
        ("what about point four?", 3),
        ("#2", 1),
        ("say more about the first of these", 0),
        ("is there a fifth?", 4),
        ("the last one then", -1),
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
        "why go from the first to the second?",
        "part 4",
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
        ("no, the desk, not the exit", "the desk"),
        ("no, the desk I mean", "the desk"),
        ("the desk is what I meant", "the desk"),
        ("not the exit, the desk", "the desk"),
        ("wait, wrong word, the desk", "the desk"),
        ("I'm asking about the desk", "the desk"),
        ("is it not the desk", None),
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
    "typed",
    [
        "more",
        "tell me more",
        "Go on!",
        "could you elaborate on this please",
        "more details please",
        "a bit more detail please",
        "what else?",
        "and?",
        "anything else",
        "ok, a little more on that then",
        "is there more",
        "could you expand on that a little",
        "anything further on this?",
        "please explain",
    ],
)
def test_asking_for_more(typed: str) -> None:
    assert asks_for_more(typed)
    assert not asks_for_examples(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "like what?",
        "for example?",
        "such as",
        "can you give me an example",
        "can you list them",
        "what kind",
        "how so",
    ],
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
        ("when was it opened and by whom?", ["when was it opened", "by whom?"]),
        ("Who opened it? I see no name.", ["Who opened it? I see no name."]),
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
    ("typed", "least", "most"),
    [
        ("and what about it?", 1.0, 1.0),
        ("where?", 1.0, 1.0),
        ("how many books", 0.7, 0.9),
        ("is it allowed to copy a page of a book at the desk", 0.4, 0.4),
        ("how many books may I borrow at the desk", 0.0, 0.0),
        ("why the first book and not the second book at the desk", 1.0, 1.0),
        ("zebra giraffe", 0.0, 0.0),
        ("and zebra giraffe?", 0.0, 0.0),
    ],
)
def test_how_far_a_question_leans(room: Store, typed: str, least: float, most: float) -> None:
    assert least <= dependence(typed, parse_query(typed, room)) <= most


def test_a_question_that_does_not_lean_keeps_its_score() -> None:
    assert score_in_context(70.0, 5.0, 4.0, 0.0) == pytest.approx(70.0)


@pytest.mark.parametrize("leaning", [0.2, 0.6, 1.0])
def test_what_is_near_the_topic_scores_more_the_more_a_question_leans(leaning: float) -> None:
    near, far = score_in_context(50.0, 50.0, 2.0, leaning), score_in_context(50.0, 50.0, 0.0, leaning)
    assert far == pytest.approx(50.0)
    assert far < near < score_in_context(50.0, 50.0, 2.0, 1.0) + 1e-9
    assert 0 < score_in_context(0.0, 0.0, 0.0, leaning) < score_in_context(100.0, 100.0, 9.0, leaning) < 100


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


@pytest.mark.parametrize(
    ("typed", "described"),
    [
        ("and the natural one", "natural"),
        ("the political one, what was that", "political"),
        ("only the one about the economy", "the economy"),
        ("which of those is about farming?", "farming"),
        ("the one with money please", "money please"),
        ("the other one", None),
        ("the next one", None),
        ("the second one", None),
        ("which one?", None),
        ("", None),
    ],
)
def test_an_item_may_be_described(typed: str, described: str | None) -> None:
    assert description(typed) == described


@pytest.mark.parametrize(
    ("typed", "step"),
    [
        ("and the next one?", 1),
        ("the one before it", -1),
        ("ok, the one following that", 1),
        ("the previous part please", -1),
        ("what comes after that part?", 1),
        ("what came before?", None),
        ("what happened next year", None),
    ],
)
def test_a_neighbour_is_understood(typed: str, step: int | None) -> None:
    assert neighbour(typed) == step


def test_a_phrase_takes_the_place_of_each_subject_in_turn() -> None:
    assert exchanged("What year is the book from?", "the desk") == ["What year is the desk from?"]
    assert "when did the desk come" in exchanged("when did it come", "the desk?")
    assert exchanged("When was the book printed?", "what is a desk") == []
    assert exchanged("When was the book printed?", "the desk in the old hall by the door") == []
    assert exchanged("", "the desk") == exchanged("when?", "the desk") == []


def test_only_so_many_subjects_are_exchanged() -> None:
    assert len(exchanged("book is desk is " * 200, "the exit")) == PAIRS_TRIED


@pytest.mark.parametrize("typed", ["no, the opposite", "and the other way round?", "quite the contrary"])
def test_asking_for_the_opposite(typed: str) -> None:
    assert asks_for_opposite(correction(typed) or typed)
    assert not asks_for_opposite("the opposite side of the street")


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("the fourth one, more on that", "the fourth one"),
        ("tell me more. the second?", "the second"),
        ("more, please", "more, please"),
        ("the desk, the exit", "the desk, the exit"),
        ("", ""),
    ],
)
def test_a_request_for_more_beside_something_else_is_left_out(typed: str, left: str) -> None:
    assert without_request(typed) == left


def test_asking_when_and_where_it_is_said() -> None:
    assert asks_when("what year was it?")
    assert asks_when("since when")
    assert not asks_when("what was it?")
    for typed in ("which part is that in?", "where in the text is that?", "where does it say that"):
        assert asks_where_said(typed)
    assert not asks_where_said("where is it?")
