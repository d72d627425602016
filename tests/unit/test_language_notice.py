"""The sentence that says in the language of the question that the base is in another one."""

from __future__ import annotations

import pytest

from assistant.conversation.language_notice import language_notice

READERS = ["en", "de", "fr", "es", "it", "pt", "ru", "uk", "ja", "zh", "ko"]


@pytest.mark.parametrize(
    ("reader", "english"),
    [
        ("de", "Englisch"),
        ("fr", "l'anglais"),
        ("es", "el inglés"),
        ("ru", "английский"),
        ("ja", "英語"),
        ("zh", "英语"),
    ],
)
def test_the_language_of_the_base_is_named_in_that_of_the_reader(reader: str, english: str) -> None:
    notice = language_notice(reader, "en", "assistant list")
    assert english in notice
    assert '"assistant list"' in notice


@pytest.mark.parametrize("reader", READERS)
def test_every_known_language_has_a_sentence_and_names_for_all(reader: str) -> None:
    said = {language_notice(reader, base, "/contents") for base in (*READERS, "", "fi")}
    assert len(said) == len(READERS) + 2
    assert all(notice.count('"/contents"') == 1 and "{" not in notice for notice in said)
    assert "fi" in language_notice(reader, "fi", "x")


@pytest.mark.parametrize("reader", ["th", "el", ""])
def test_other_readers_get_the_english_sentence(reader: str) -> None:
    assert language_notice(reader, "de", "/contents") == (
        'This base is in German: ask in that language, or list all its questions with "/contents".'
    )
