"""Adjusting a trained ranking to a few changed texts, compared with training from scratch."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence

import pytest

from assistant.base.model import Base, Entry, Section
from assistant.conversation.answering import match
from assistant.index import builder, training
from assistant.index.doubts import doubtful_phrasings
from assistant.index.store import Store
from assistant.matching.query import parse_query
from assistant.matching.vocabulary import background

TOPICS = ("opening hours", "book loans", "late fines", "parking spaces")
FRAMES = ("what about {}", "tell me about {}", "how do {} work", "are {} free", "rules for {}", "{} today")
ASKED = (
    "do you charge late fines",
    "when are your opening hours",
    "where can I park my bike",
    "is the reading room quiet",
    "what is the capital of France",
    "parking rules",
)


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    some = background()[::8]
    monkeypatch.setattr(builder, "background", lambda: some)
    return


def entry(topic: str, *more: str) -> Entry:
    first, *variants = (frame.format(topic) for frame in FRAMES)
    return Entry(topic, first, f"All about {topic}.", "room", (*variants, *more))


def base(*entries: Entry, synonyms: Sequence[tuple[str, ...]] = ()) -> Base:
    return Base("Tiny", (Section("room", "The room"),), entries, synonyms=tuple(synonyms))


BEFORE = base(*map(entry, TOPICS))
CHANGED: dict[str, Base] = {
    "a phrasing more": base(entry(TOPICS[0], "is the reading room quiet"), *map(entry, TOPICS[1:])),
    "phrasings fewer": base(
        *map(entry, TOPICS[:3]), entry(TOPICS[3])._replace(variants=("a place to park",))
    ),
    "another answer": base(
        *map(entry, TOPICS[:3]), entry(TOPICS[3])._replace(answer="Put your bike behind the house.")
    ),
    "an entry more": base(*map(entry, TOPICS), entry("quiet reading", "is the reading room quiet")),
    "an entry fewer": base(*map(entry, TOPICS[:3])),
    "another order": base(*map(entry, reversed(TOPICS))),
}


def index_of(base: Base, train: Callable[[sqlite3.Connection, Base, builder.Texts], object]) -> Store:
    database = sqlite3.connect(":memory:")
    train(database, base, builder.build(database, base))
    builder.put_meta(database, {"content": "", "program": ""})
    return Store(database)


@pytest.fixture(scope="module")
def former() -> Store:
    with pytest.MonkeyPatch.context() as patch:
        some = background()[::8]
        patch.setattr(builder, "background", lambda: some)
        return index_of(BEFORE, training.train_index)


@pytest.mark.parametrize("change", CHANGED)
def test_an_adjusted_ranking_scores_as_one_trained_from_scratch(former: Store, change: str) -> None:
    adjusted = index_of(CHANGED[change], lambda *args: training.adjust_index(*args, former))
    exact = index_of(CHANGED[change], training.train_index)
    assert (adjusted.trained, adjusted.awaits_training) == (True, True)
    for question in ASKED:
        found, expected = (
            {store.entry_at(one.entry).id: one.score for one in match(question, store).scored}
            for store in (adjusted, exact)
        )
        assert found == pytest.approx(expected, abs=8)


def test_a_new_phrasing_is_learned_beyond_its_words(former: Store) -> None:
    adjusted = index_of(CHANGED["a phrasing more"], lambda *args: training.adjust_index(*args, former))
    before, after = (
        match("is your reading room a quiet one", store).scored[0] for store in (former, adjusted)
    )
    assert adjusted.entry_at(after.entry).id == "opening hours"
    assert after.score > before.score + 20


@pytest.mark.parametrize(
    "changed",
    [
        base(*map(entry, TOPICS), synonyms=[("fine", "penalty")]),
        BEFORE._replace(decoys=("what about trains",)),
        BEFORE._replace(language="de"),
        base(*map(entry, TOPICS), *(entry(f"topic{at}") for at in range(training.MOST_CHANGED // 6))),
    ],
    ids=["synonyms", "decoys", "language", "many entries"],
)
def test_a_change_that_touches_every_text_needs_training_from_scratch(former: Store, changed: Base) -> None:
    database = sqlite3.connect(":memory:")
    assert not training.adjust_index(database, changed, builder.build(database, changed), former)
    assert not Store(database).trained


def test_every_phrasing_that_another_entry_matches_nearly_as_well_is_in_doubt() -> None:
    twins = entry("late fines", "cost of books late"), entry("parking spaces", "late books cost")
    store = index_of(base(*map(entry, TOPICS[:2]), *twins), training.train_index)
    doubtful = doubtful_phrasings(store)
    close = set()
    for number, one in enumerate(store.entries()):
        for at, phrasing in enumerate(one.phrasings):
            scored = match(phrasing, store, query=parse_query(phrasing, store)).scored
            scores = {found.entry: found.score for found in scored}
            if scores[number] - max(score for no, score in scores.items() if no != number) < 15:
                close.add((number, at))
    assert close
    assert close <= doubtful
    assert len(doubtful) < sum(len(one.phrasings) for one in store.entries())
