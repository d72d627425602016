"""The first sentence of an answer, without Markdown."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.text.excerpt import EXCERPT, excerpt, first_sentence
from assistant.text.layout import plain_text


@pytest.mark.parametrize(
    ("markdown", "sentence"),
    [
        ("First one. Second one.", "First one."),
        ("Yes. It was. Twice.", "Yes. It was."),
        ("Hello!", "Hello!"),
        ("Is it? Yes.", "Is it?"),
        ("No full stop", "No full stop"),
        ("Over\ntwo lines. More.", "Over two lines."),
        ("First paragraph\n\nSecond.", "First paragraph"),
        ("He said \u201cstop.\u201d Then he left.", "He said \u201cstop.\u201d"),
        ("Groups, e.g. of Japanese firms. More.", "Groups, e.g. of Japanese firms."),
        ("By J. Smith and Dr. Brown. More.", "By J. Smith and Dr. Brown."),
        ("It costs 1.50 a day. More.", "It costs 1.50 a day."),
        ("In 2010. 17 are left.", "In 2010."),
        ("\u65e5\u672c\u8a9e\u3067\u3059\u3002\u6b21\u3002", "\u65e5\u672c\u8a9e\u3067\u3059\u3002"),
        ("**Bold** and *it* and `code`.", "Bold and it and code."),
        ("***both*** and **a *nested* b**.", "both and a nested b."),
        ("A [link](https://x.org), ![image](a.png), <https://y.org>.", "A link, image, https://y.org."),
        ("2 * 3 and snake_case_name and a\\*b.", "2 * 3 and snake_case_name and a*b."),
        ("Fish &amp; chips.", "Fish & chips."),
        ("There are two:\n- one\n- two", "There are two:"),
        ("- one\n- two", "one"),
        ("1. first\n2. second", "first"),
        ("# Title\n\nText.", "Text."),
        ("# Title", "Title"),
        ("> Quoted\n> text. More.", "Quoted text."),
        ("| a | b |\n| --- | --- |\n| 1 | 2 |", "a b"),
        ("```\ncode here\n```", "code here"),
        ("---\n\nText.", "Text."),
        ("", ""),
        (" \n ", ""),
    ],
)
def test_the_first_sentence_is_plain_text(markdown: str, sentence: str) -> None:
    assert first_sentence(markdown) == sentence


@given(st.text(st.sampled_from("ab .!?*_`[]()<>#|-1\\\n&~\u3002"), max_size=60))
def test_any_markdown_gives_one_line(markdown: str) -> None:
    sentence = first_sentence(markdown)
    assert "\n" not in sentence
    assert bool(sentence) <= bool(markdown.strip())


@given(st.lists(st.sampled_from(["word", "other,", "Mixed"]), min_size=1, max_size=8))
def test_prose_is_kept(words: list[str]) -> None:
    text = " ".join(words)
    assert first_sentence(f"{text}.\n\nMore.") == plain_text(f"{text}.")


@given(st.text("ab ,é", max_size=400))
def test_an_excerpt_is_cut_at_a_word(sentence: str) -> None:
    cut = excerpt(sentence)
    assert len(cut) <= EXCERPT + 1
    if cut != sentence:
        assert cut.endswith("…")
        assert sentence.startswith(cut[:-1])
        assert " " not in sentence[:EXCERPT] or sentence[len(cut) - 1] in " ,"


@pytest.mark.parametrize("piece", ["*a ", "[", "`", "_a_ ", "<a", "\\\\", "&", "![](", "**a* "])
def test_hostile_markup_takes_no_time(piece: str) -> None:
    began = process_time()
    first_sentence(piece * 100_000)
    assert process_time() - began < 1


def test_a_long_word_is_cut() -> None:
    assert excerpt("x" * 300) == "x" * EXCERPT + "…"
