"""What phrasings are made of, and how telling each piece is."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from assistant.matching.normalize import stem, words
from assistant.matching.vocabulary import Vocabulary, synonym_key, thesaurus


def features_of(vocabulary: Vocabulary, text: str) -> frozenset[int]:
    return vocabulary.features_of_stems([stem(word) for word in words(text)])


TEXTS = ("where is the lighthouse", "where is the harbour", "when does the ferry leave", "where is the ferry")


def weight(vocabulary: Vocabulary, name: str) -> float:
    return vocabulary.features[vocabulary.numbers[name]].weight


def test_the_rarer_a_word_is_the_more_it_tells() -> None:
    vocabulary = Vocabulary(TEXTS)
    assert weight(vocabulary, "lighthous") > weight(vocabulary, "ferry") > weight(vocabulary, "wher")
    assert weight(vocabulary, "wher") > weight(vocabulary, "the")
    assert all(feature.weight > 0 for feature in vocabulary.features)


def test_neighbours_that_occur_together_more_than_once_count_as_a_pair() -> None:
    vocabulary = Vocabulary(TEXTS)
    assert "wher is" in vocabulary.numbers
    assert "ferry leav" not in vocabulary.numbers
    assert "wher is" not in Vocabulary(TEXTS, pairs=False).numbers


@pytest.mark.parametrize(
    ("one", "other"), [("pier", "jetty"), ("pier", "landing stage"), ("landing stage", "landing stages")]
)
def test_members_of_a_synonym_group_share_a_feature(one: str, other: str) -> None:
    vocabulary = Vocabulary(("where is the pier",), [("pier", "jetty", "landing stage")])
    concepts = {f for f in features_of(vocabulary, one) if vocabulary.features[f].name.startswith("%")}
    assert concepts
    assert concepts & features_of(vocabulary, other)


def test_a_group_of_which_the_base_uses_no_word_is_left_out() -> None:
    vocabulary = Vocabulary(("where is the pier",), [("qwertz", "qwerty")])
    assert "qwertz" not in vocabulary.concepts


def test_a_phrase_too_long_to_be_found_in_a_question_has_no_key() -> None:
    assert synonym_key("kick the old bucket") == ""
    assert synonym_key("Winding   DOWN") == synonym_key("wind down")


def test_the_thesaurus_is_made_of_groups() -> None:
    assert all(len(group) > 1 and all(group) for group in thesaurus())


def test_numbers_of_features_are_the_same_in_every_process() -> None:
    program = (
        "from assistant.matching.vocabulary import Vocabulary\n"
        f"v = Vocabulary({TEXTS!r}, [('pier', 'jetty', 'landing stage', 'ferry')])\n"
        "print([feature.name for feature in v.features], v.concepts.keys())"
    )

    def printed(seed: str) -> str:
        env = os.environ | {"PYTHONHASHSEED": seed}
        return subprocess.run(
            [sys.executable, "-c", program], env=env, capture_output=True, text=True, check=True
        ).stdout

    assert printed("1") == printed("2")
