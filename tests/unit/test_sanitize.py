"""Text from data is made safe for a terminal."""

from __future__ import annotations

import subprocess
import sys

import pytest

from assistant.sanitize import MAX_MARKS, safe_line, safe_text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "plain text, with punctuation!",
        "two\nlines\tand a tab",
        "Японские исследования",
        "クラスター政策 — “platform model”",
        "naïve cafe\u0301",
        "👩‍👩‍👧 👍🏽 ❤️ 🏳️‍🌈 👩🏽‍🚀",
        "नमस्ते क्‍ष می‌خواهم",
        "a\xa0b",
        "\ue000 private",
    ],
)
def test_ordinary_text_is_unchanged(text):
    assert safe_text(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred", "␛[31mred"),
        ("\x1b]52;c;eA==\x07", "␛]52;c;eA==␇"),
        ("\0", "␀"),
        ("\x7f", "␡"),
        ("\x9b31m", "<U+009B>31m"),
        ("\x85", "<U+0085>"),
        ("a\u202eb\u2066c\u200f\u061c", "a<U+202E>b<U+2066>c<U+200F><U+061C>"),
        ("\ud800x\udfff", "<U+D800>x<U+DFFF>"),
        ("\U000e0041\U000e007f", "<U+E0041><U+E007F>"),
        ("a\r\nb\rc", "a\nb␍c"),
        ("a\u2028b\u2029c", "a\nb\nc"),
        ("clus\u200bter\ufeff\u00ad\u2060", "cluster"),
        ("a\u200db", "ab"),
        ("👩\u200d", "👩"),
        ("\u200d👩", "👩"),
        ("👩\u200d\u200d👩", "👩\u200d👩"),
        ("क\u200d\u0301", "क\u0301"),
        ("a" + "\u0301" * 50 + "b", "a" + "\u0301" * MAX_MARKS + "b"),
    ],
)
def test_control_characters_become_visible(text, shown):
    assert safe_text(text) == shown


def test_safe_line_replaces_breaks_and_truncates():
    assert safe_line("a\nb\tc\u2028d\x1b") == "a b c d␛"
    assert safe_line("x" * 200) == "x" * 200
    assert safe_line("x" * 201) == "x" * 199 + "…"
    assert safe_line("word word", 6) == "word…"
    assert safe_line("\u202e" * 1000, 10) == "<U+202E><…"
    assert safe_line("\u200b" * 1000, 10) == "…"
    assert safe_line("abc", 1) == "…"


def test_the_cache_of_harmless_characters_is_bounded():
    for start in range(0x4E00, 0x9FFF, 64):
        text = "".join(map(chr, range(start, start + 64)))
        assert safe_text(text) == text


def test_ordinary_text_imports_nothing():
    code = (
        "import sys, assistant; before = set(sys.modules); import assistant.sanitize as s; s.safe_text('plain');"
        "print(sorted(set(sys.modules) - before))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "re'" not in found
    assert "unicodedata" not in found
