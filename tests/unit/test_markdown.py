"""Markdown becomes blocks of spans: complete and safe."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.text.layout import plain_text
from assistant.text.markdown import openable, parse


def test_styles_lists_quotes_and_tables() -> None:
    blocks = parse(
        "# H\n\na **b** *c* `d` ~~e~~ [f](https://x.org)\n\n- g\n  - h\n\n1. i\n2. j\n\n> k\n\n"
        "| l | m |\n|---|---|\n| n | o |"
    )
    assert [block.kind for block in blocks] == ["heading", *["paragraph"] * 6, "table"]
    spans = {span.text: span for span in blocks[1].spans}
    assert "bold" in spans["b"].styles
    assert "italic" in spans["c"].styles
    assert "code" in spans["d"].styles
    assert "strike" in spans["e"].styles
    assert spans["f"].href == "https://x.org"
    assert [(b.marker, b.depth) for b in blocks[2:6]] == [("•", 1), ("•", 2), ("1.", 1), ("2.", 1)]
    assert blocks[6].quoted == 1
    assert len(blocks[7].rows) == 2


def test_html_is_kept_as_text() -> None:
    assert plain_text("<b onclick=x>hi</b>") == "<b onclick=x>hi</b>"


def test_decoded_entities_are_made_safe() -> None:
    assert "\u202e" not in plain_text("a &#x202E; b &#x9b; c &#27; d")
    assert "\x1b" not in plain_text("<https://x.org/%1b%5d52>")


def test_plain_text() -> None:
    text = "intro:\n\n- one\n- two\n  lines\n\n> said\n\n```\ncode\n```\n\n| a | bb |\n|--|--|\n| ccc | d |"
    assert plain_text(text) == "intro:\n- one\n- two lines\n\n> said\n\ncode\n\na    bb\nccc  d"


def test_deep_quotes_keep_their_text() -> None:
    assert "deep" in plain_text("> " * 30 + "deep")


def test_only_three_kinds_of_link_may_be_opened() -> None:
    assert all(map(openable, ("http://a", "HTTPS://a", "mailto:a@b")))
    assert not any(map(openable, ("file:///x", "javascript:x", "ssh://x", "https://a b", "")))


@given(st.text(max_size=300))
def test_any_text_is_parsed_and_its_output_is_safe(text: str) -> None:
    shown = plain_text(text)
    assert not any(ord(c) < 32 and c not in "\n\t" for c in shown)
    assert not any(0x7F <= ord(c) < 0xA0 or 0xD800 <= ord(c) < 0xE000 for c in shown)
