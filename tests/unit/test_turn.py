"""A turn as the JSON of the contract."""

from __future__ import annotations

import json

from assistant.conversation.turn import STATUSES, Candidate, Citation, Turn

KEYS = [
    *("question", "status", "kind", "entry", "matched", "answer", "source", "score", "reason"),
    *("candidates", "also"),
]


def answered(also: tuple[Turn, ...] = ()) -> Turn:
    return Turn(
        "when?",
        "answered",
        entry="e",
        matched="When?",
        answer="**Now.**",
        source=Citation("s", "Part 1", "page 2", "just now", "https://example.org"),
        score=96.4,
        candidates=(
            Candidate("e", "When is it?", "When?", 96.4),
            Candidate("f", "Where is it?", "where", 3.0),
        ),
        also=also,
        kind="answer",
        about="something",
        related=(("f", "Where is it?"),),
    )


def test_keys_stand_in_the_order_of_the_contract() -> None:
    found = answered().as_dict()
    assert list(found) == KEYS
    assert list(found["source"]) == ["section", "title", "locator", "quote", "url"]
    assert list(found["candidates"][0]) == ["entry", "question", "matched", "score", "excerpt"]


def test_the_values_are_those_of_the_turn() -> None:
    found = json.loads(json.dumps(answered().as_dict()))
    assert (found["entry"], found["matched"], found["answer"], found["score"]) == (
        "e",
        "When?",
        "**Now.**",
        96.4,
    )
    assert found["source"]["locator"] == "page 2"
    assert [candidate["entry"] for candidate in found["candidates"]] == ["e", "f"]


def test_a_second_answer_has_the_same_shape_without_also() -> None:
    second = answered(also=(Turn("why?", "no_match"),))
    found = answered(also=(second,)).as_dict()["also"]
    assert [list(one) for one in found] == [KEYS[:-1]]


def test_no_answer_is_null_and_no_list_is_missing() -> None:
    found = Turn("zebra?", "no_match").as_dict()
    assert [found[key] for key in ("kind", "entry", "matched", "answer", "source", "reason")] == [None] * 6
    assert (found["score"], found["candidates"], found["also"]) == (0.0, [], [])


def test_the_choices_after_a_likely_answer_are_the_other_candidates() -> None:
    turn = answered()
    assert turn.choices == ()
    assert turn._replace(status="likely").choices == turn.candidates[1:]
    assert turn._replace(status="ambiguous").choices == turn.candidates


def test_statuses_are_those_of_the_contract() -> None:
    assert set(STATUSES) == {*("answered", "likely", "not_in_source", "small_talk", "ambiguous", "no_match")}
