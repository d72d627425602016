"""Outcomes before and after: which count as another answer, and whether a better one."""

from __future__ import annotations

import json
from collections.abc import Callable

from assistant.conversation.turn import Turn
from assistant.evaluation.impact import (
    BETTER,
    LISTED,
    REMOVED,
    UNLABELLED,
    WORSE,
    AnswerChange,
    Impact,
    Response,
    compare,
    response_of,
    response_text,
)
from assistant.evaluation.labelled_question import LabelledFile, LabelledQuestion
from assistant.evaluation.outcome import Outcome, outcome_of
from assistant.plain.impact_format import impact_lines
from assistant.terminal.output import Output

Make = Callable[..., Outcome]


def row(question: str, *expect: str, path: str = "f.jsonl", line: int = 1) -> LabelledQuestion:
    return LabelledQuestion(path, line, question, (expect,) if expect else ())


def test_the_worse_come_first_and_what_nobody_labelled_is_not_judged(turn_from: Callable[..., Turn]) -> None:
    rows = (row("right", "a"), row("mended", "a", line=2), row("broken", "a", line=3), row("foreign", line=4))
    free = (row("free", path=UNLABELLED, line=0), row("leads up", path=""))
    files = [
        LabelledFile("f", tuple((one,) for one in rows)),
        LabelledFile("g", tuple((one,) for one in free)),
    ]
    a, b, none = (
        turn_from("answered", {"a": 90}),
        turn_from("answered", {"b": 90}),
        turn_from("no_match", {"a": 9}),
    )

    def outcomes(*turns: Turn) -> list[list[Outcome]]:
        paired = zip((*rows, *free), turns, strict=True)
        found = [outcome_of(one, turn) for one, turn in paired]
        return [found[:4], found[4:]]

    impact = compare(files, outcomes(a, none, a, none, a, a), outcomes(a, a, b, a, none, none))
    assert [(one.question, one.place, one.verdict) for one in impact.changes] == [
        ("broken", "f.jsonl:3", WORSE),
        ("foreign", "f.jsonl:4", WORSE),
        ("free", UNLABELLED, ""),
        ("mended", "f.jsonl:2", BETTER),
    ]
    assert impact.summary == "4 of 5 questions get another answer: 1 better, 2 worse."
    value = json.loads(json.dumps(impact.as_dict()))
    assert (value["asked"], value["changed"], value["better"], value["worse"]) == (5, 4, 1, 2)
    assert value["questions"][0]["after"] == {"status": "answered", "entries": ["b"], "offered": []}


def test_a_question_that_becomes_only_likely_is_worse(make: Make) -> None:
    """An entry that its own phrasing reaches only as the closest match is not reached."""
    right, likely, wrong = (
        make(["a"], *given) for given in (("answered", {"a": 90}), ("likely", {"a": 50}), ("no_match",))
    )
    files = [LabelledFile("f", ((right.row,),))]

    def verdict(before: Outcome, after: Outcome) -> str:
        return compare(files, [[before]], [[after]]).changes[0].verdict

    assert (verdict(right, likely), verdict(likely, wrong)) == (WORSE, WORSE)
    assert (verdict(wrong, likely), verdict(likely, right)) == (BETTER, BETTER)
    assert response_text(response_of(likely)) == "a (as the closest match)"


def test_scores_and_choices_make_no_other_answer(make: Make) -> None:
    one = make([], "ambiguous", {"a": 50, "b": 49, "c": 48, "d": 47})
    other = make([], "ambiguous", {"b": 51, "a": 30})
    assert response_of(one) == Response("ambiguous", (), ("a", "b", "c"))
    files = [LabelledFile("f", ((one.row,),))]
    assert compare(files, [[one]], [[other]]) == Impact(1)
    assert compare(files, [[one]], [[make([], "no_match")]]).changes[0].after == Response("no_match")


def test_a_phrasing_taken_out_is_told_and_not_judged(turn_from: Callable[..., Turn]) -> None:
    one = row("gone", path=REMOVED, line=0)
    was, now = outcome_of(one, turn_from("answered", {"a": 90})), outcome_of(one, turn_from("no_match"))
    (change,) = compare([LabelledFile("f", ((one,),))], [[was]], [[now]]).changes
    assert (change.place, change.verdict) == (REMOVED, "")


def test_the_summary_counts_in_words() -> None:
    change = AnswerChange("q", "p", Response("no_match"), Response("answered", ("a",)))
    assert Impact(1200).summary == "None of 1,200 questions gets another answer."
    assert Impact(1, (change,)).summary == "1 of 1 question gets another answer."


def change(verdict: str, name: str, *after: str) -> AnswerChange:
    return AnswerChange(
        name,
        "f.jsonl:1",
        Response("answered", ("a",)),
        Response("answered" if after else "no_match", after),
        verdict,
    )


def test_the_twenty_most_important_are_listed_and_the_rest_is_counted() -> None:
    changes = (*(change(WORSE, f"question {n}", "b") for n in range(22)), change("", "last", "b"))
    out = Output(color="never")
    lines = list(impact_lines(Impact(99, changes), out, LISTED, "To list all: --all"))
    assert lines[0] == "Impact: 23 of 99 questions get another answer: 22 worse."
    assert [line for line in lines if "question 19" in line]
    assert not [line for line in lines if "question 20" in line]
    assert lines[-1] == "3 more, 2 of them worse. To list all: --all"
    assert len(lines) == 2 + 3 * LISTED
    assert len(list(impact_lines(Impact(99, changes), out, None))) == 1 + 3 * 23
    assert len(list(impact_lines(Impact(99, changes[:20]), out))) == 1 + 3 * 20


def test_worse_answers_come_first_then_those_that_are_lost(turn_from: Callable[..., Turn]) -> None:
    rows = [row("better", "b"), row("moved", path=UNLABELLED, line=0), row("gone", path=REMOVED, line=0)]
    rows += [row("lost", path=UNLABELLED, line=0), row("worse", "a"), row("none", "a")]
    a, b, none = (turn_from("answered", {"a": 90}), turn_from("answered", {"b": 90}), turn_from("no_match"))
    before = [outcome_of(one, a) for one in rows]
    after = [outcome_of(one, turn) for one, turn in zip(rows, (b, b, none, none, b, none), strict=True)]
    impact = compare([LabelledFile("f", tuple((one,) for one in rows))], [before], [after])
    assert [one.question for one in impact.changes] == ["none", "worse", "lost", "moved", "gone", "better"]
