"""Wrapping: nothing lost, nothing cut, whatever the words and the width."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Offset
from textual.selection import Selection

from assistant.sanitize import safe_text
from assistant.tui.markdown_page import draw_markdown
from assistant.tui.page import Page, Paragraph, fit, flow

TEXT = st.text(
    alphabet=st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Zl", "Zp")), max_size=120
)
WIDTH = st.integers(min_value=2, max_value=60)


@given(TEXT, WIDTH)
def test_wrapping_loses_nothing_but_the_spaces_at_the_breaks(text: str, width: int) -> None:
    spans = Paragraph(Content(text)).spans(width)
    kept = "".join(text[a:b] for a, b in spans)
    assert kept.replace(" ", "") == text.replace(" ", "")
    assert all(cell_len(text[a:b].rstrip(" ")) <= width for a, b in spans)


@given(st.lists(st.text("abc", min_size=1, max_size=8), min_size=1, max_size=12), st.integers(8, 40))
def test_words_that_fit_are_never_cut(words: list[str], width: int) -> None:
    text = " ".join(words)
    lines = [text[a:b] for a, b in Paragraph(Content(text)).spans(width)]
    assert " ".join(lines).split() == words


@given(st.lists(st.text("ab ", min_size=1, max_size=14).map(str.strip).filter(bool), min_size=1, max_size=6))
def test_pieces_that_fit_stay_whole(pieces: list[str]) -> None:
    paragraph = flow([Content(piece) for piece in pieces], Content(" · "))
    lines = [paragraph.text.plain[a:b] for a, b in paragraph.spans(20)]
    assert " · ".join(lines) == " · ".join(pieces)


def test_items_hang_under_themselves() -> None:
    page = Page(tuple(draw_markdown("- one two three four")))
    assert [line.prefix.plain + line.body.plain for line in page.lines(14)] == [
        "  • one two",
        "    three four",
    ]


def test_selection_gives_words_without_bullets_and_without_the_screens_breaks() -> None:
    page = Page(tuple(draw_markdown("first words here\n\n- item one\n- item two")))
    assert page.extract(Selection(Offset(6, 0), Offset(4, 2))) == "words here\nitem one\nitem"


@given(TEXT, st.integers(3, 40))
def test_fitting_shortens_at_a_word(text: str, room: int) -> None:
    assert cell_len(fit(text, room)) <= max(room, 3)


@given(st.text("a👩\u200d👧", min_size=1, max_size=30).map(safe_text), st.integers(2, 12))
def test_what_is_joined_is_never_broken_and_stays_safe(word: str, width: int) -> None:
    lines = [word[a:b] for a, b in Paragraph(Content(word)).spans(width)]
    assert "".join(lines) == word
    assert all(safe_text(line) == line for line in lines)


@given(
    st.lists(st.text("ab 你", min_size=1, max_size=30).map(str.strip).filter(bool), min_size=1, max_size=6),
    st.integers(8, 40),
)
def test_no_line_of_pieces_is_wider_than_the_page(pieces: list[str], width: int) -> None:
    page = Page((flow([Content(piece) for piece in pieces], Content(" · "), Content("§ "), Content("  ")),))
    assert all(line.prefix.cell_length + line.body.cell_length <= width for line in page.lines(width))
