"""Taking an answer or a conversation away: nothing that was shown is lost, nothing typed becomes a mark."""

from __future__ import annotations

import json
import shlex

import pytest

from assistant.base.model import Source
from assistant.exporting import (
    FORMS,
    as_bibtex,
    as_form,
    as_markdown,
    as_plain,
    as_shell,
    citation_line,
    conversation,
    said,
)
from assistant.turn import Candidate, Citation, Turn

WHERE = Citation("s", "Part 1.", "page 2", "just now", "https://example.org/a")
ANSWERED = Turn(
    "When is it?",
    "answered",
    entry="when",
    matched="When?",
    answer="It is **now**.",
    source=WHERE,
    score=99.0,
)
CHOICES = Turn(
    "it?",
    "ambiguous",
    score=50.0,
    candidates=(Candidate("a", "What is it?", "it", 50.0), Candidate("b", "Who is it?", "it", 49.0)),
)
NOTHING = Turn("zebra?", "no_match")
SOURCE = Source("A. Author & Co. (2024), 100 % true", "https://example.org")


def test_a_citation_is_one_line() -> None:
    assert citation_line(WHERE) == "Part 1. page 2. https://example.org/a"
    assert citation_line(Citation("s", "Part 1", "", "", "")) == "Part 1"


def test_plain_text_has_answer_quote_and_source_and_no_marks() -> None:
    text = as_plain(ANSWERED)
    assert text.startswith("It is now.")
    for part in ("just now", "Part 1", "page 2", "https://example.org/a"):
        assert part in text


def test_markdown_has_the_source_in_a_footnote() -> None:
    text = as_markdown(ANSWERED)
    assert text.startswith("It is **now**.[^1]")
    assert '[^1]: Part 1. page 2. https://example.org/a "just now"' in text


@pytest.mark.parametrize("answer", ["| a |\n|---|\n| b |", "```\ncode\n```", "    code"])
def test_a_footnote_never_ends_up_inside_a_table_or_code(answer: str) -> None:
    lines = as_markdown(ANSWERED._replace(answer=answer)).splitlines()
    assert "[^1]" in lines


def test_a_second_answer_is_taken_along_with_a_footnote_of_its_own() -> None:
    both = ANSWERED._replace(also=(ANSWERED._replace(answer="Second."),))
    assert "Second." in as_plain(both)
    assert "Second.[^2]" in as_markdown(both)
    assert "[^2]:" in as_markdown(both)


def test_what_was_offered_or_not_found_is_said() -> None:
    assert said(CHOICES) == "Did you mean:\n\n1. What is it?\n2. Who is it?"
    assert said(CHOICES._replace(status="no_match")).startswith("No answer to that here. Closest:")
    assert said(NOTHING) == "No answer to that here."
    assert said(ANSWERED) == "It is **now**."


def test_bibtex_escapes_what_tex_would_read() -> None:
    text = as_bibtex(ANSWERED, SOURCE, "Évolution of {it}: a_b")
    assert text.startswith("@misc{evolution-of-it-a-b:when,")
    assert r"A. Author \& Co. (2024), 100 \% true" in text
    assert r"{{Évolution of \{it\}: a\_b}}" in text
    assert "{https://example.org/a}" in text
    assert "{Part 1. page 2}" in text
    assert text.count("{") - text.count(r"\{") == text.count("}") - text.count(r"\}")


def test_bibtex_without_an_answer_cites_the_base() -> None:
    text = as_bibtex(NOTHING, SOURCE, "政策")
    assert text.startswith("@misc{source,")
    assert "{https://example.org}" in text
    assert "note" not in text


@pytest.mark.parametrize(
    "question", ["when is it?", 'what\'s $HOME `id` "x"', "-q", "--help", "two\nlines", "a; rm -rf x"]
)
def test_the_shell_line_gives_the_question_as_one_word(question: str) -> None:
    words = shlex.split(as_shell(Turn(question, "no_match")))
    asked = words[-1].removeprefix("--question=")
    assert words[0] == "assistant"
    assert len(words) == (2 if question.startswith("-") else 3)
    assert asked == question.replace("\n", " ")


def test_every_form_has_its_text() -> None:
    texts = [as_form(ANSWERED, form.id, SOURCE, "Title") for form in FORMS]
    assert texts == [
        as_plain(ANSWERED),
        as_markdown(ANSWERED),
        as_bibtex(ANSWERED, SOURCE, "Title"),
        as_shell(ANSWERED),
    ]


def test_a_conversation_as_markdown_counts_its_notes_on_and_escapes_what_was_typed() -> None:
    asked = ANSWERED._replace(question="*why* [x](y) <b>\n# no heading", about="what #1")
    text = conversation([asked, NOTHING, ANSWERED], "markdown", "A *title*")
    assert text.startswith("# A \\*title\\*\n")
    assert "\n## \\*why\\* \\[x\\](y) \\<b\\> \\# no heading\n" in text
    assert "*about: what \\#1*" in text
    assert "[^1]: " in text
    assert "[^3]: " in text


def test_a_conversation_as_plain_text_has_every_question_and_answer() -> None:
    text = conversation([ANSWERED, CHOICES._replace(about="something")], "plain", "Title")
    for part in ("Title\n", "You: When is it?", "It is now.", "You: it?\n(about: something)", "Who is it?"):
        assert part in text


def test_a_conversation_as_json_has_the_contracts_objects() -> None:
    document = json.loads(conversation([ANSWERED, NOTHING._replace(about="this")], "json", "Tïtle"))
    assert document["title"] == "Tïtle"
    assert document["turns"][0] == ANSWERED.as_dict() | {"about": None}
    assert document["turns"][1]["about"] == "this"
