"""Text to words: what people type differently but mean alike comes out alike, and nothing else does."""

from __future__ import annotations

import unicodedata

import pytest

from assistant.base.model import QUESTION_LIMIT
from assistant.matching.normalize import fold, has_content, normalized_key, stem, words


@pytest.mark.parametrize(
    "typed",
    [
        "WHAT IS A CAFÉ",
        "what is a cafe\u0301?",  # decomposed
        "ｗｈａｔ ｉｓ ａ ｃａｆé",  # full-width
        "what is a ca\u200bfe\ufeff",  # zero-width characters inside
        "  what\tis\n\na   cafe ... !",
        "what is a ca\u00adfe",  # soft hyphen
        "“What” is ‘a’ cafe",
        "what-is-a/cafe",
    ],
)
def test_case_accents_width_points_and_invisible_characters_do_not_matter(typed: str) -> None:
    assert words(typed) == ["what", "is", "a", "cafe"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("don't", ["do", "not"]),
        ("don’t", ["do", "not"]),
        ("don`t", ["do", "not"]),
        ("don´t", ["do", "not"]),
        ("dont", ["do", "not"]),
        ("can't cannot cant", ["can", "not"] * 3),
        ("won't", ["will", "not"]),
        ("wasn't", ["was", "not"]),
        ("what's Japan's", ["what", "japan"]),
        ("whats", ["what", "is"]),
        ("we'll they've I'd you're", ["we", "will", "they", "have", "i", "would", "you", "are"]),
        ("rock'n'roll", ["rock", "n", "roll"]),
        ("'quoted'", ["quoted"]),
    ],
)
def test_contractions_are_written_out(typed: str, found: list[str]) -> None:
    assert words(typed) == found


def test_signs_that_make_another_word_are_kept() -> None:
    assert words("C++") != words("C#") != words("C")
    assert words("R&D in 2007-2008") == ["r", "d", "in", "2007", "2008"]


@pytest.mark.parametrize("typed", ["", "   ", "???", "—…!", "\u200b", "_", "'", "🙂"])
def test_nothing_but_points_has_no_words(typed: str) -> None:
    assert words(typed) == []
    assert normalized_key(typed) == ""


def test_marks_are_dropped_from_latin_letters_only() -> None:
    assert words("Österreich façade") == ["osterreich", "facade"]
    assert words("Йод") == ["йод"] == words(unicodedata.normalize("NFD", "йод"))
    assert words("が") != words("か")


def test_scripts_without_spaces_become_pairs() -> None:
    assert words("クラスター") == ["クラ", "ラス", "スタ", "ター"]
    assert words("ｸﾗｽﾀｰ") == words("クラスター")  # half-width katakana
    assert words("政策2010年") == ["政策", "2010", "年"]
    assert words("日") == ["日"]


def test_a_text_is_read_up_to_its_limit_even_when_its_form_grows() -> None:
    grows = "\ufdfa"  # one character that stands for eighteen
    assert len(unicodedata.normalize("NFKC", grows)) == 18
    assert len(fold(grows * QUESTION_LIMIT)) <= QUESTION_LIMIT
    assert len(fold("ß" * QUESTION_LIMIT)) <= QUESTION_LIMIT
    assert words("a" * QUESTION_LIMIT + " tail") == ["a" * QUESTION_LIMIT]


@pytest.mark.parametrize(
    "family",
    [
        ("policy", "policies"),
        ("cluster", "clusters", "clustering", "clustered"),
        ("stop", "stops", "stopped", "stopping"),
        ("study", "studies", "studied", "studying"),
        ("class", "classes"),
        ("crisis", "crises"),
        ("organise", "organize", "organised", "organizes", "organisation", "organizations"),
        ("favour", "favor"),
        ("go", "goes", "went", "gone"),
        ("is", "was", "were", "been"),
        ("theory", "theories"),
        ("discontinue", "discontinued", "discontinues", "discontinuing"),
    ],
)
def test_inflected_forms_share_a_stem(family: tuple[str, ...]) -> None:
    assert len({stem(word) for word in family}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("policy", "police"), ("bus", "but"), ("sing", "s"), ("red", "r"), ("2011", "2010")],
)
def test_other_words_keep_stems_of_their_own(one: str, other: str) -> None:
    assert stem(one) != stem(other)


@pytest.mark.parametrize("word", ["кластеры", "政策", "2010", "c++", "as"])
def test_what_is_no_english_word_is_its_own_stem(word: str) -> None:
    assert stem(word) == word


@pytest.mark.parametrize(
    ("typed", "said"), [("", False), ("?", False), ("x", False), ("a 1", False), ("why", True), ("日", True)]
)
def test_single_letters_say_nothing(typed: str, said: bool) -> None:
    assert has_content(words(typed)) is said
