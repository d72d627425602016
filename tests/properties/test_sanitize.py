"""Everything that a terminal interprets is replaced, and nothing else."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assistant.sanitize import MAX_MARKS, safe_line, safe_text
from tests.soak.sizes import examples

pytestmark = pytest.mark.soak("properties")

TRICKY = (
    "a\n\t\r\x1b\x00\x7f\x9b\u0301\u0489\u200b\u200c\u200d\u2028\u202e\u2066\u061c\ufeff\ufe0f\u00ad"
    "कम👩❤🏽\ud800\U000e0041"
)
texts = st.text(alphabet=st.one_of(st.sampled_from(TRICKY), st.characters()), max_size=60)
quick = examples(200)

OBEYED = {"Cc", "Cs", "Zl", "Zp"}
BIDI = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


@quick
@given(texts)
@example("a\r\r\n")
@example("क\u200d" + "\u0301" * 9 + "क")
def test_it_is_idempotent(text):
    assert safe_text(safe_text(text)) == safe_text(text)
    assert safe_line(safe_line(text, 20), 20) == safe_line(text, 20)


@quick
@given(texts)
def test_no_control_character_is_left(text):
    for char in safe_text(text):
        assert char in "\n\t" or unicodedata.category(char) not in OBEYED
        assert unicodedata.bidirectional(char) not in BIDI
        assert char not in "\u200e\u200f\u061c\ufeff"
        assert not 0xE0000 <= ord(char) <= 0xE007F
    safe_text(text).encode()


@quick
@given(texts)
def test_no_character_has_more_than_eight_combining_marks(text):
    run = 0
    for char in safe_text(text):
        is_mark = unicodedata.category(char)[0] == "M"
        run = run + 1 if is_mark else (run if char in "\u200b\u200c\u200d" else 0)
        assert run <= MAX_MARKS


@quick
@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "S", "Zs"]), max_size=80))
def test_ordinary_text_is_unchanged(text):
    assert safe_text(text) == text


@quick
@given(texts, st.integers(1, 30))
def test_safe_line_is_one_line_within_its_limit(text, limit):
    line = safe_line(text, limit)
    assert len(line) <= limit
    assert not set(line) & set("\n\t\r\u2028")
