"""Word vectors: the format of a table, looking up words, and the table of English."""

from __future__ import annotations

import math
import random
from pathlib import Path

import pytest

from assistant.matching import word_vectors
from assistant.matching.word_frequency import all_frequency_bands
from assistant.matching.word_vectors import WordVectors
from tests.word_vectors.pruning import without_redundant_forms
from tests.word_vectors.sources import read_texts, read_words
from tests.word_vectors.table import table_bytes

VECTORS = {"cat": [1.0, 0.5, 0.0], "the": [0.01, 0.0, -0.01], "été": [0.0, -2.0, 1.0], "zoo": [0.9, 0.6, 0.1]}


@pytest.fixture
def table(tmp_path: Path) -> WordVectors:
    path = tmp_path / "xx.bin"
    path.write_bytes(table_bytes(VECTORS))
    return WordVectors(path)


@pytest.fixture(scope="module")
def english() -> WordVectors:
    found = WordVectors.open("en")
    assert found is not None
    return found


def cosine(table: WordVectors, one: str, other: str) -> float:
    pairs = zip(table.text_vector(one.split()), table.text_vector(other.split()), strict=True)
    return sum(a * b for a, b in pairs)


def test_every_word_is_found_with_its_vector(table: WordVectors) -> None:
    assert (len(table), table.dimensions) == (4, 3)
    assert table.words() == ["cat", "the", "zoo", "été"]
    for word, expected in VECTORS.items():
        found = table.vector(word)
        assert found is not None
        scale, cells = found
        assert [scale * cell for cell in cells] == pytest.approx(expected, abs=scale)
        assert max(map(abs, cells)) == 127


@pytest.mark.parametrize("word", ["", "a", "catt", "ca", "zzz", "日本", "\ud800", "ét"])
def test_a_word_that_is_not_in_the_table_has_no_vector(table: WordVectors, word: str) -> None:
    assert table.vector(word) is None
    assert word not in table


def test_an_inflected_form_counts_as_its_stem(table: WordVectors) -> None:
    assert "cats" not in table
    assert table.text_vector(["cats"]) == table.text_vector(["cat"])


def test_a_text_has_length_one_and_informative_words_weigh_more(table: WordVectors) -> None:
    assert math.hypot(*table.text_vector(["cat", "zoo", "the"])) == pytest.approx(1)
    assert cosine(table, "cat the", "cat") > 0.999
    assert table.text_vector(["cat", "zoo"]) == pytest.approx(table.text_vector(["zoo", "cat"]))


@pytest.mark.parametrize("words", [[], ["unknown"], ["unknown", "日本"]])
def test_a_text_without_a_known_word_is_all_zeros(table: WordVectors, words: list[str]) -> None:
    assert table.text_vector(words) == [0.0, 0.0, 0.0]


def test_the_bytes_depend_on_the_vectors_only(table: WordVectors) -> None:
    shuffled = list(VECTORS.items())
    random.Random(1).shuffle(shuffled)
    assert table_bytes(dict(shuffled)) == table_bytes(VECTORS)


@pytest.mark.parametrize(
    "damage", [lambda data: data[:-1], lambda data: b"x" + data[1:], lambda data: data + b"x"]
)
def test_a_file_that_is_not_a_table_is_refused(tmp_path: Path, damage) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "xx.bin"
    path.write_bytes(damage(table_bytes(VECTORS)))
    with pytest.raises(ValueError, match=r"xx\.bin is not a table of word vectors"):
        WordVectors(path)


@pytest.mark.parametrize("language", ["", "tlh", "../en", "en/../en", "x" * 300])
def test_a_language_without_a_table_has_none(language: str) -> None:
    assert WordVectors.open(language) is None


@pytest.mark.parametrize("language", ["en", "EN", "en-GB", "en_US"])
def test_a_region_of_a_language_has_its_table(english: WordVectors, language: str) -> None:
    assert WordVectors.open(language) is english


def test_the_english_table_is_small_and_knows_the_words_of_readers(english: WordVectors) -> None:
    path = Path(word_vectors.__file__).with_name("vectors") / "en.bin"
    assert path.stat().st_size < 4_000_000
    assert english.dimensions == 64
    known = english.words()
    assert known == sorted(set(known))
    assert not [word for word in all_frequency_bands() if not any(english.text_vector([word]))]


@pytest.mark.parametrize(
    ("text", "near", "far"),
    [
        ("doctor", "physician", "carpet"),
        ("car broke down", "vehicle needs repair", "bake a cake"),
        ("when does the semester end", "when does the term finish", "where can i park"),
        ("how old are you", "what is your age", "what is your name"),
        ("my card was stolen", "someone took my card", "open a new account"),
    ],
)
def test_words_of_similar_meaning_are_close(english: WordVectors, text: str, near: str, far: str) -> None:
    assert cosine(english, text, near) > cosine(english, text, far) + 0.1


NOUNS = """  1 the licence
00001 03 n 02 car 0 auto 0 000 | a motor vehicle; "he needs a car to get to work"; "car"
00002 03 n 01 zyzzyva 0 000 | a weevil; "a zyzzyva ate my palm tree"
"""


@pytest.fixture
def wordnet(tmp_path: Path) -> Path:
    for part, word in (("noun", "car"), ("verb", "walk"), ("adj", "red"), ("adv", "soon")):
        (tmp_path / f"data.{part}").write_text(NOUNS if part == "noun" else "")
        (tmp_path / f"index.{part}").write_text(f"  1 the licence\n{word} n 3 0\n")
    return tmp_path


def test_texts_are_glosses_of_known_words_examples_and_sentences_each_once(wordnet: Path) -> None:
    tatoeba = wordnet / "pairs.txt"
    tatoeba.write_text("Hello there.\tx\nI see the sea.\tx\nI see the sea.\ty\n")
    texts = read_texts(wordnet, tatoeba)
    assert len(texts) == len(set(texts))
    assert texts[:3] == [
        "car, auto: a motor vehicle",
        "he needs a car to get to work",
        "a zyzzyva ate my palm tree",
    ]
    assert texts[-1] == "I see the sea."
    assert "what is a car" in texts
    assert not [text for text in texts if "{" in text]
    assert texts == read_texts(wordnet, tatoeba)


def test_words_are_the_listed_ones_and_whole_words_of_the_encoder() -> None:
    found = read_words(["tokyo", "2012", "##ing", "[CLS]", "é", "ab"])
    assert found == sorted({*all_frequency_bands(), "tokyo"})


def test_a_rare_form_is_left_out_if_its_stem_says_the_same() -> None:
    near, far = [1.0, 0.1], [0.0, 1.0]
    vectors = {
        "abscond": [1.0, 0.0],
        "absconds": near,
        "absconding": far,
        "house": [1.0, 0.0],
        "houses": near,
    }
    assert set(without_redundant_forms(vectors)) == {"abscond", "absconding", "house", "houses"}
