"""What is learnt from a base's own phrasings."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from assistant.conversation.answering import match
from assistant.index.store import Store
from assistant.matching.confidence import Signals
from assistant.matching.decision import Thresholds
from assistant.matching.kernel import Corpus, char_ngrams
from assistant.matching.meanings import text_meanings
from assistant.matching.normalize import stem
from assistant.matching.tokenized import TokenizedTexts
from assistant.matching.training import train
from assistant.matching.vocabulary import Vocabulary, background
from assistant.matching.word_vectors import WordVectors

TOPICS = ("opening hours", "book loans", "late fines")
FRAMES = (
    "what about {}",
    "tell me about {}",
    "how do {} work",
    "explain {}",
    "are {} free",
    "rules for {}",
    "{} today",
)


def few() -> Corpus:
    texts = [frame.format(topic) for topic in TOPICS for frame in FRAMES]
    owners = [at for at in range(len(TOPICS)) for _ in FRAMES]
    foreign = background()[:60]
    tokenized = TokenizedTexts([*texts, *foreign])
    vocabulary = Vocabulary(tokenized)
    names = list(tokenized.numbers)
    return Corpus(
        vocabulary,
        [[stem(names[word]) for word in text] for text in tokenized],
        list(vocabulary.features_of_texts(tokenized)),
        np.array([*owners, *[len(TOPICS)] * len(foreign)]),
        len(TOPICS),
        np.zeros(len(tokenized), dtype=bool),
        text_meanings(WordVectors.open("en"), names, list(tokenized)),
    )


def test_a_topics_word_speaks_for_its_entry_and_against_the_others() -> None:
    corpus = few()
    vocabulary, rows = corpus.vocabulary, train(corpus).rows
    for at, word in enumerate(("hour", "loan", "fine")):
        row = rows[vocabulary.numbers[word]]
        assert row.shape == (len(TOPICS) + 1,)
        assert int(np.argmax(row)) == at
        assert row[at] > 0


def test_progress_only_grows_and_ends_within_one() -> None:
    told: list[float] = []
    train(few(), told.append)
    assert told == sorted(told)
    assert 0 < told[0] <= told[-1] <= 1


def test_the_confidence_model_has_a_weight_for_each_signal(trained: Store) -> None:
    confidence = trained.confidence
    assert len(confidence.weights) == len(Signals._fields) + 1
    assert all(np.isfinite(confidence.weights))


def test_an_easy_base_does_not_make_every_score_a_sure_one(trained: Store) -> None:
    # every phrasing left out finds its entry here, so nothing wrong is left to learn a scale from
    assert match("are there any late fines", trained).score > 80
    assert match("tell me about penguins", trained).score < 20
    assert match("late buses on sunday", trained).score < Thresholds().threshold


@pytest.mark.parametrize(
    ("typed", "topic"),
    [
        ("do you charge late fines", "late fines"),
        ("I lost my card", "lost cards"),
        ("printng of pages", "printed pages"),
        ("space for parking a car", "parking spaces"),
        ("at which hours do you open", "opening hours"),
    ],
)
def test_new_wordings_find_their_entry(trained: Store, typed: str, topic: str) -> None:
    assert trained.entry_at(match(typed, trained).scored[0].entry).id == topic


@pytest.mark.parametrize(
    "typed", ["what is the capital of France", "how do I boil an egg", "who won the match last night"]
)
def test_everyday_questions_are_not_answered(trained: Store, typed: str) -> None:
    assert not match(typed, trained).confident


def test_a_words_letters_are_counted_once_each_with_its_ends() -> None:
    assert char_ngrams("aaaa") == (" aa", "aaa", "aa ", " aaa", "aaaa", "aaa ")


def test_a_fit_is_the_same_in_every_process() -> None:
    program = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from test_training import few\n"
        "from assistant.matching.training import train\n"
        "found = train(few())\n"
        "print([(n, row.round(4).tolist()) for n, row in sorted(found.rows.items())][:200])\n"
        "print([round(w, 3) for w in found.confidence.weights])"
    )

    def printed(seed: str) -> str:
        env = os.environ | {"PYTHONHASHSEED": seed}
        call = [sys.executable, "-c", program, str(Path(__file__).parent)]
        return subprocess.run(call, env=env, capture_output=True, text=True, check=True).stdout

    assert printed("1") == printed("2")
