"""What is learnt from a base's own phrasings."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from assistant.conversation.answering import consider
from assistant.index.store import Store
from assistant.matching.confidence import SIGNALS
from assistant.matching.training import Examples, fit, grams
from assistant.matching.vocabulary import Vocabulary, background

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


def few() -> tuple[Vocabulary, Examples]:
    texts = [frame.format(topic) for topic in TOPICS for frame in FRAMES]
    owners = [at for at in range(len(TOPICS)) for _ in FRAMES]
    foreign = background()[:60]
    return Vocabulary([*texts, *foreign]), Examples(
        [*texts, *foreign], [*owners, *[len(TOPICS)] * len(foreign)], len(TOPICS)
    )


def test_a_topics_word_speaks_for_its_entry_and_against_the_others() -> None:
    vocabulary, examples = few()
    rows = fit(vocabulary, examples).rows
    for at, word in enumerate(("hour", "loan", "fine")):
        row = rows[vocabulary.numbers[word]]
        assert row.shape == (len(TOPICS) + 1,)
        assert int(np.argmax(row)) == at
        assert row[at] > 0


def test_progress_only_grows_and_ends_within_one() -> None:
    told: list[float] = []
    fit(*few(), told.append)
    assert told == sorted(told)
    assert 0 < told[0] <= told[-1] <= 1


def test_the_judge_draws_its_lines_on_the_scale(fitted: Store) -> None:
    judge = fitted.judge
    assert 0 <= judge.offered <= judge.threshold <= 95
    assert judge.margin >= 0
    assert len(judge.weights) == len(SIGNALS) + 1
    assert all(np.isfinite(judge.weights))


def test_an_easy_base_does_not_make_every_score_a_sure_one(fitted: Store) -> None:
    # every phrasing left out finds its entry here, so nothing wrong is left to learn a scale from
    assert consider("do you charge late fines", fitted).score > 80
    assert consider("tell me about penguins", fitted).score < 20
    assert consider("late buses on sunday", fitted).score < fitted.judge.threshold


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
def test_new_wordings_find_their_entry(fitted: Store, typed: str, topic: str) -> None:
    assert fitted.entry_at(consider(typed, fitted).judged[0].entry).id == topic


@pytest.mark.parametrize(
    "typed", ["what is the capital of France", "how do I boil an egg", "who won the match last night"]
)
def test_everyday_questions_are_not_answered(fitted: Store, typed: str) -> None:
    assert not consider(typed, fitted).confident


def test_a_words_letters_are_counted_once_each_with_its_ends() -> None:
    assert grams("aaaa") == [" aa", "aaa", "aa ", " aaa", "aaaa", "aaa "]


def test_a_fit_is_the_same_in_every_process() -> None:
    program = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from test_fitting import few\n"
        "from assistant.matching.training import fit\n"
        "found = fit(*few())\n"
        "print([(n, row.round(4).tolist()) for n, row in sorted(found.rows.items())][:200])\n"
        "print([round(w, 3) for w in found.judge.weights], round(found.judge.threshold, 2))"
    )

    def printed(seed: str) -> str:
        env = os.environ | {"PYTHONHASHSEED": seed, "PYTHONDONTWRITEBYTECODE": "1"}
        call = [sys.executable, "-c", program, str(Path(__file__).parent)]
        return subprocess.run(call, env=env, capture_output=True, text=True, check=True).stdout

    assert printed("1") == printed("2")
