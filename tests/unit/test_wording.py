"""Why a question was answered or not, in one sentence."""

from __future__ import annotations

import pytest

from assistant.conversation import wording
from assistant.conversation.turn import Candidate, Explanation, Turn


@pytest.mark.parametrize(
    ("status", "uncovered", "sentence"),
    [
        ("answered", (), "Matched “when did it end”."),
        ("answered", ("ministry",), "Matched “when did it end”; “ministry” is not covered."),
        ("likely", (), "The closest phrasing is “when did it end”, which may not mean the same."),
        ("ambiguous", (), "Several stored questions are possible, none of them likely enough."),
        (
            "no_match",
            ("ramen", "sushi", "yen"),
            "No stored question is close enough; “ramen”, “sushi” and “yen” are not covered.",
        ),
    ],
)
def test_the_explanation_is_one_sentence(status: str, uncovered: tuple[str, ...], sentence: str) -> None:
    near = Candidate("end", "When was it discontinued?", "when did it end", 70.0)
    why = Explanation((), (), 80.0, 5.0, None, "reason", uncovered=uncovered)
    assert wording.explanation(Turn("?", status, candidates=(near,), explanation=why)) == sentence


def test_the_figures_name_no_rule_of_the_program() -> None:
    why = Explanation(
        (), ("negation: the question says no, the entry does not",), 80.0, 5.0, None, "below 80"
    )
    figures = wording.figures(why)
    assert figures == ["Below 80.", "Score adjusted: the question says no, the entry does not."]


def test_an_explanation_cuts_long_words() -> None:
    word = "x" * 500
    why = Explanation((), (), 80.0, 5.0, None, "reason", ((word, word + "s"),), uncovered=(word,))
    near = Candidate("end", "When was it discontinued?", "when did it end", 70.0)
    turn = Turn("?", "answered", candidates=(near,), explanation=why)
    for line in (wording.explanation(turn), wording.figures(why)[-1]):
        assert "x…" in line
        assert len(line) < 120
