"""Markdown as plain values: complete, safe, and never read twice."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.text.markdown import openable, parse, plain_text


def test_styles_lists_quotes_and_tables_are_read() -> None:
    blocks = parse(
        "# H\n\na **b** *c* `d` ~~e~~ [f](https://x.org)\n\n- g\n  - h\n\n1. i\n2. j\n\n> k\n\n"
        "| l | m |\n|---|---|\n| n | o |"
    )
    assert [block.kind for block in blocks] == ["heading", *["paragraph"] * 6, "table"]
    runs = {run.text: run for run in blocks[1].runs}
    assert runs["b"].bold
    assert runs["c"].italic
    assert runs["d"].code
    assert runs["e"].strike
    assert runs["f"].href == "https://x.org"
    assert [(b.marker, b.depth) for b in blocks[2:6]] == [("•", 1), ("•", 2), ("1.", 1), ("2.", 1)]
    assert blocks[6].quoted == 1
    assert len(blocks[7].rows) == 2


def test_html_is_shown_as_typed() -> None:
    assert plain_text("<b onclick=x>hi</b>") == "<b onclick=x>hi</b>"


def test_entities_pass_the_gate_after_they_are_decoded() -> None:
    assert "\u202e" not in plain_text("a &#x202E; b &#x9b; c &#27; d")
    assert "\x1b" not in plain_text("<https://x.org/%1b%5d52>")


def test_plain_text_is_laid_out_for_reading() -> None:
    text = "intro:\n\n- one\n- two\n  lines\n\n> said\n\n```\ncode\n```\n\n| a | bb |\n|--|--|\n| ccc | d |"
    assert plain_text(text) == "intro:\n- one\n- two lines\n\n> said\n\ncode\n\na    bb\nccc  d"


def test_deep_quotes_lose_no_word() -> None:
    assert "deep" in plain_text("> " * 30 + "deep")


def test_only_three_kinds_of_link_may_be_opened() -> None:
    assert all(map(openable, ("http://a", "HTTPS://a", "mailto:a@b")))
    assert not any(map(openable, ("file:///x", "javascript:x", "ssh://x", "https://a b", "")))


@given(st.text(max_size=300))
def test_any_text_is_read_and_nothing_a_terminal_obeys_comes_out(text: str) -> None:
    shown = plain_text(text)
    assert not any(ord(c) < 32 and c not in "\n\t" for c in shown)
    assert not any(0x7F <= ord(c) < 0xA0 or 0xD800 <= ord(c) < 0xE000 for c in shown)
