"""Exports are complete, and escaped for Markdown and BibTeX."""

from __future__ import annotations

import json

from assistant.base.model import Source
from assistant.conversation.bibtex import as_bibtex
from assistant.conversation.export import (
    as_document,
    as_format,
    as_markdown,
    as_plain,
    citation_line,
)
from assistant.conversation.turn import (
    AMBIGUOUS,
    LANGUAGE,
    LIKELY,
    NO_MATCH,
    SMALL_TALK,
    Candidate,
    Citation,
    Turn,
)

WHERE = Citation("intro", "Part 1. Theory", "Summary, sentence 5", "pivotal tools", "https://example.org/1")
ANSWER = Turn(
    "what for?", "answered", "tools", "what for", "They are **tools**:\n\n- one\n- two", WHERE, 91.0
)
SOURCE = Source("A & B. Journal, 2024", "https://example.org")


def test_plain_text_has_the_answer_the_quote_and_the_citation() -> None:
    assert as_plain(ANSWER) == (
        "They are tools:\n- one\n- two\n\n“pivotal tools”\n\n"
        "— Part 1. Theory. Summary, sentence 5. https://example.org/1"
    )


def test_markdown_has_a_footnote() -> None:
    assert as_markdown(ANSWER, 3).endswith(
        '- two[^3]\n\n[^3]: Part 1. Theory. Summary, sentence 5. https://example.org/1 "pivotal tools"'
    )


def test_a_footnote_after_code_is_on_its_own_line() -> None:
    turn = ANSWER._replace(answer="```\ncode\n```")
    assert "```\n\n[^1]\n" in as_markdown(turn)


def test_an_ellipsis_is_kept() -> None:
    assert "wait ..." in as_markdown(ANSWER._replace(answer="wait ..."))


def test_small_talk_has_no_source() -> None:
    turn = Turn("hi", SMALL_TALK, "hi", "hi", "Good day.")
    assert as_plain(turn) == as_markdown(turn) == "Good day."


def test_choices_are_listed() -> None:
    turn = Turn("x", AMBIGUOUS, candidates=(Candidate("a", "A?", "a", 50), Candidate("b", "B?", "b", 49)))
    assert as_plain(turn) == "Did you mean:\n1. A?\n2. B?"
    assert as_plain(turn._replace(status=NO_MATCH, candidates=())) == "No matching answer."


def test_a_question_in_another_language_is_exported_with_the_sentence_alone() -> None:
    near = (Candidate("a", "A?", "a", 10),)
    turn = Turn("Was?", NO_MATCH, candidates=near, reason=LANGUAGE, languages=("de", "en"))
    assert as_plain(turn).startswith("Die Sprache dieser Fragensammlung ist Englisch")
    assert "A?" not in as_plain(turn)


def test_a_likely_answer_is_below_its_question() -> None:
    near = (Candidate("tools", "What are *tools* for?", "what for", 55.0),)
    turn = ANSWER._replace(status=LIKELY, kind="answer", candidates=near, answer="Growth.")
    assert as_plain(turn).startswith("Closest match: What are *tools* for?\n\nGrowth.\n\n“pivotal tools”")
    assert as_markdown(turn).startswith("*Closest match: What are \\*tools\\* for?*\n\nGrowth.[^1]")
    gap = turn._replace(kind="not_in_source")
    assert "?\n\nThe source does not say.\n\nGrowth." in as_plain(gap)


def test_conversations_in_every_format() -> None:
    second = ANSWER._replace(question="and [then]?", about="tools")
    turns = [ANSWER._replace(also=(ANSWER,)), second]
    markdown = as_document(turns, "markdown", "Title")
    assert markdown.startswith("# Title\n\n## what for?")
    assert "[^1]:" in markdown
    assert "[^2]:" in markdown
    assert "[^3]:" in markdown
    assert "## and \\[then\\]?\n\n*about: tools*" in markdown
    assert "You: and [then]?\n(about: tools)" in as_document(turns, "plain", "Title")
    document = json.loads(as_document(turns, "json", "Title"))
    assert document["title"] == "Title"
    assert [turn["about"] for turn in document["turns"]] == [None, "tools"]


def test_two_answers_say_what_they_answer() -> None:
    both = ANSWER._replace(part="what [for]?", also=(ANSWER._replace(part="and why?"),))
    assert as_plain(both).startswith("what [for]?\n\n")
    assert "\n\nand why?\n\n" in as_plain(both)
    assert as_markdown(both).startswith("**what \\[for\\]?**\n\n")
    assert "\n\n**and why?**\n\n" in as_markdown(both)


def test_formats_by_id() -> None:
    assert as_format(ANSWER, "bibtex", SOURCE, "T") == as_bibtex(ANSWER, SOURCE, "T")
    assert as_format(ANSWER._replace(also=(ANSWER,)), "bibtex", SOURCE, "T").count("@misc") == 2
    assert as_format(ANSWER._replace(source=None), "bibtex", SOURCE, "T") == ""
    assert as_format(ANSWER, "bibtex", Source(), "T") == ""
    assert as_format(ANSWER, "md", SOURCE, "T") == as_markdown(ANSWER)
    assert as_format(ANSWER, "plain", SOURCE, "T") == as_plain(ANSWER)
    assert citation_line(Citation("", "T.", "", "", "")) == "T"
