"""Pages wrap any text at any width without losing or cutting words."""

from __future__ import annotations

import re
from typing import cast

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.content import Content
from textual.css.styles import RulesMap
from textual.geometry import Offset
from textual.selection import Selection
from textual.style import Style
from textual.visual import RenderOptions

from assistant.sanitize import safe_text
from assistant.tui.markdown_page import draw_markdown
from assistant.tui.page import Page, Paragraph, flow

TEXT = st.text(
    alphabet=st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Zl", "Zp")), max_size=120
)
WIDTH = st.integers(min_value=2, max_value=60)


def ranges(paragraph: Paragraph, width: int) -> list[tuple[int, int]]:
    """Return the range of text on each line."""
    return [(fragment.start, fragment.end) for line in paragraph.wrap(width) for fragment in line]


@given(TEXT, WIDTH)
def test_wrapping_drops_only_the_spaces_at_the_breaks(text: str, width: int) -> None:
    lines = [text[a:b] for a, b in ranges(Paragraph(Content(text)), width)]
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(cell_len(line.rstrip(" ")) <= width for line in lines)


@given(st.lists(st.text("abc", min_size=1, max_size=8), min_size=1, max_size=12), st.integers(8, 40))
def test_words_that_fit_are_never_cut(words: list[str], width: int) -> None:
    text = " ".join(words)
    lines = [text[a:b] for a, b in ranges(Paragraph(Content(text)), width)]
    assert " ".join(lines).split() == words


@given(st.lists(st.text("ab ", min_size=1, max_size=14).map(str.strip).filter(bool), min_size=1, max_size=6))
def test_pieces_that_fit_stay_on_one_line(pieces: list[str]) -> None:
    paragraph = flow([Content(piece) for piece in pieces], Content(" · "))
    lines = [paragraph.text.plain[a:b] for a, b in ranges(paragraph, 20)]
    assert " · ".join(lines) == " · ".join(pieces)


def test_list_items_have_a_hanging_indent() -> None:
    page = Page(tuple(draw_markdown("- one two three four")))
    assert [line.content.plain for line in page.lines(14)] == [
        "  • one two",
        "    three four",
    ]


def test_selected_text_has_no_bullets_and_no_line_breaks_of_the_screen() -> None:
    page = Page(tuple(draw_markdown("first words here\n\n- item one\n- item two")))
    assert page.extract(Selection(Offset(6, 0), Offset(4, 2))) == "words here\nitem one\nitem"


@given(st.text("a👩\u200d👧", min_size=1, max_size=30).map(safe_text), st.integers(2, 12))
def test_joined_characters_are_never_separated_and_stay_safe(word: str, width: int) -> None:
    lines = [word[a:b] for a, b in ranges(Paragraph(Content(word)), width)]
    assert "".join(lines) == word
    assert all(safe_text(line) == line for line in lines)


@given(
    st.lists(st.text("ab 你", min_size=1, max_size=30).map(str.strip).filter(bool), min_size=1, max_size=6),
    st.integers(8, 40),
)
def test_no_line_of_pieces_is_wider_than_the_page(pieces: list[str], width: int) -> None:
    page = Page((flow([Content(piece) for piece in pieces], Content(" · "), Content("§ "), Content("  ")),))
    assert all(line.content.cell_length <= width for line in page.lines(width))


def test_the_cells_of_a_table_wrap_side_by_side() -> None:
    page = Page(
        tuple(draw_markdown("| When | What |\n|--|--|\n| in 2001 | the new plan |\n| then | its end |"))
    )
    assert [line.content.plain for line in page.lines(17)] == [
        "When     What",
        "in 2001  the new",
        "         plan",
        "then     its end",
    ]
    assert page.extract(Selection(Offset(9, 1), Offset(4, 2))) == "the new plan\nthen"
    assert page.line_of_find(re.compile("plan"), 0, 17) == 2
    options = RenderOptions(lambda style: Style.parse(str(style)), cast(RulesMap, {}))
    (strip,) = page.render_strips(17, 3, Style(), options)[2:]
    assert strip.text == "         plan"
    assert [segment.style.meta.get("offset") for segment in strip if segment.style][-1] == (17, 1)
