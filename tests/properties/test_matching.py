"""What holds for any question and any base, however odd."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assistant.base.model import QUESTION_LIMIT, Entry
from assistant.conversation.answering import Match, match
from assistant.conversation.conversation import Conversation
from assistant.conversation.open_base import OpenBase
from assistant.conversation.turn import STATUSES, Turn
from assistant.index.store import Store
from assistant.matching.normalize import fold, normalized_key, words
from tests.soak.sizes import examples, portion

pytestmark = pytest.mark.soak("properties")

MakeStore = Callable[..., Store]
MakeEntry = Callable[..., Entry]

KNOWN = [
    "when",
    "is",
    "the",
    "reading",
    "room",
    "open",
    "book",
    "books",
    "borrow",
    "copy",
    "page",
    "desk",
    "2009",
    "2010",
    "what",
    "where",
    "how",
    "it",
    "and",
    "more",
    "first",
    "not",
]
ODD = [
    "don't",
    "kluster",
    "クラスター",
    "кластер",
    "e\u0301",
    "\u200b",
    "C++",
    "?",
    "!",
    "...",
    "\n",
    "\x1b[2J",
    "\ud800",
    "🙂",
    "\ufdfa",
]
question = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from([*KNOWN, *ODD]), max_size=12).map(" ".join),
)
"""Anything at all, or words of the reading room's base among odd ones."""


def check(turn: Turn, top_k: int = 3) -> None:
    """A turn keeps the contract."""
    assert turn.status in STATUSES
    given = turn.status in ("answered", "likely", "not_in_source", "small_talk")
    assert (turn.entry is not None) == (turn.matched is not None) == (turn.answer is not None) == given
    assert (turn.source is not None) == (turn.status in ("answered", "likely", "not_in_source"))
    assert (turn.kind is not None) == given
    scores = [candidate.score for candidate in turn.candidates]
    assert all(0 <= score <= 100 for score in scores)
    assert scores == sorted(scores, reverse=True)
    assert len({candidate.entry for candidate in turn.candidates}) == len(scores) <= top_k
    assert turn.score == (scores[0] if scores else 0)
    if given:
        assert turn.candidates[0].entry == turn.entry
    for second in turn.also:
        assert second.also == ()
        check(second, top_k)


@given(question)
def test_any_question_gives_a_turn_that_keeps_the_contract(room: Store, text: str) -> None:
    turn = Conversation(lambda: room).ask(text)
    check(turn)
    turn.question.encode()


@given(st.lists(question, min_size=2, max_size=5))
@examples(40)
def test_so_does_any_conversation(room: Store, texts: list[str]) -> None:
    chat = Conversation(lambda: room, top_k=2)
    for text in texts:
        check(chat.ask(text), 2)
    assert len(chat.turns) == len(texts)


@given(question)
@examples(40)
def test_and_with_a_fit(trained: Store, text: str) -> None:
    check(Conversation(lambda: trained).ask(text))


@given(st.text(alphabet=st.characters(categories=("P", "S", "Z", "C")), max_size=30))
def test_points_and_signs_alone_are_never_answered(room: Store, text: str) -> None:
    if not words(text):  # a few signs stand for letters, such as ™
        chat = Conversation(lambda: room)
        chat.ask("How many books may I borrow?")
        assert chat.ask(text).status == "no_match"


@given(st.text(max_size=80))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert len(fold(text * 60)) <= QUESTION_LIMIT


@given(st.text(max_size=60))
@example("\u13a0")  # Cherokee folds to what Unicode calls its capitals
def test_words_have_no_blanks_capitals_or_points(text: str) -> None:
    for word in words(text):
        assert word
        assert word == word.casefold()
        assert not any(char.isspace() or char in "?!.,;:_" for char in word)


def surely(found: Match, store: Store) -> dict[str, float]:
    """Scores by entry id."""
    return {store.entry_at(one.entry).id: one.score for one in found.scored}


def told(questions: Sequence[str], store: Store) -> list[dict[str, float]]:
    return [surely(match(text, store), store) for text in questions]


@given(st.data())
@examples(40)
def test_case_points_and_spacing_keep_the_score(room: Store, data: st.DataObject) -> None:
    spoken = data.draw(st.lists(st.sampled_from(KNOWN), min_size=1, max_size=8))
    gaps = data.draw(
        st.lists(st.sampled_from([" ", "  ", "\t", ", ", "\u00a0", " - "]), min_size=8, max_size=8)
    )
    cased = [data.draw(st.sampled_from([word, word.upper(), word.title()])) for word in spoken]
    changed = "".join(word + gap for word, gap in zip(cased, gaps, strict=False)) + data.draw(
        st.sampled_from(["", "?", "!!", "…"])
    )
    plain, other = told([" ".join(spoken), changed], room)
    assert plain == other


POLITE = (
    "please {}",
    "could you please tell me {}",
    "hi, I would like to know: {}",
    "{}, thanks",
    "hello! {} please",
)


@pytest.mark.parametrize("frame", POLITE)
def test_politeness_keeps_the_entry(room: Store, frame: str) -> None:
    for no in range(room.entry_count):
        entry = room.entry_at(no)
        if entry.kind != "small_talk":
            found = match(frame.format(entry.question.rstrip("?")), room)
            assert room.entry_at(found.scored[0].entry).id == entry.id


NOUNS = ("lamp", "door", "roof", "hall", "clock", "stair", "window", "carpet", "кластер", "政策")
FRAMES = ("where is the {}", "who paid for the {}", "how old is the {} today", "is the {} not safe", "{}")
texts = st.builds(str.format, st.sampled_from(FRAMES), st.sampled_from(NOUNS))
bases = st.lists(
    st.lists(texts, min_size=1, max_size=3, unique_by=normalized_key), min_size=2, max_size=5
).filter(lambda base: len({normalized_key(text) for entry in base for text in entry}) == sum(map(len, base)))
"""The phrasings of a few entries, no two of them alike."""


@given(bases)
@examples(8)
def test_an_entrys_own_wording_ranks_first(
    make_store: MakeStore, make_entry: MakeEntry, base: list[list[str]]
) -> None:
    store = make_store([make_entry(f"e{at}", *phrasings) for at, phrasings in enumerate(base)])
    for at, phrasings in enumerate(base):
        for text in phrasings:
            found = match(text.upper() + "?!", store)
            assert (found.scored[0].entry, found.confident) == (at, True)
            assert found.score >= 99


@given(bases, texts)
@examples(8)
def test_adding_a_variant_never_lowers_its_own_entry(
    make_store: MakeStore, make_entry: MakeEntry, base: list[list[str]], extra: str
) -> None:
    if normalized_key(extra) in {normalized_key(text) for entry in base for text in entry}:
        return
    poorer = make_store([make_entry(f"e{at}", *phrasings) for at, phrasings in enumerate(base)])
    richer = make_store(
        [make_entry(f"e{at}", *phrasings, *([extra] if at == 0 else [])) for at, phrasings in enumerate(base)]
    )
    before, after = match(extra, poorer), match(extra, richer)
    assert after.scored[0].entry == 0
    assert after.score >= surely(before, poorer).get("e0", 0.0)


@given(bases, st.randoms(use_true_random=False), st.lists(texts, min_size=1, max_size=4))
@examples(8)
def test_the_order_of_the_entries_does_not_change_the_result(
    make_store: MakeStore, make_entry: MakeEntry, base: list[list[str]], random: object, asked: list[str]
) -> None:
    entries = [make_entry(f"e{at}", *phrasings) for at, phrasings in enumerate(base)]
    shuffled = list(entries)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    for one, other in zip(told(asked, make_store(entries)), told(asked, make_store(shuffled)), strict=True):
        # which of several equal ones is among the first few follows the base: their scores are the same
        assert sorted(one.values()) == pytest.approx(sorted(other.values()), abs=1e-6)
        sole = {id for id, score in one.items() if sum(abs(score - s) < 1e-6 for s in one.values()) == 1}
        assert sole <= other.keys()
        assert {id: other[id] for id in sole} == pytest.approx({id: one[id] for id in sole}, abs=1e-6)


# the bundled base


def test_every_phrasing_of_the_bundled_base_is_answered_by_its_entry(bundled: OpenBase) -> None:
    chat, store = bundled.conversation(), bundled.store()
    assert bundled.trained
    for no in range(bundled.entry_count):
        entry = store.entry_at(no)
        for phrasing in entry.phrasings[:: portion(20, 1)]:
            turn = chat.ask(phrasing)  # one long conversation: own words need nothing from before
            assert (turn.entry, turn.also, turn.about) == (entry.id, (), None)
            assert turn.score >= 99


@pytest.mark.parametrize("frame", POLITE[:2])
def test_politeness_keeps_the_entry_of_the_bundled_base(bundled: OpenBase, frame: str) -> None:
    store = bundled.store()
    moved = []
    for no in range(bundled.entry_count):
        entry = store.entry_at(no)
        if entry.kind != "small_talk":
            found = match(frame.format(entry.question.rstrip("?")), store)
            if store.entry_at(found.scored[0].entry).id != entry.id:
                moved.append(entry.id)
    assert moved == []


@given(question)
@examples(30)
def test_the_bundled_base_survives_any_question(bundled: OpenBase, text: str) -> None:
    check(bundled.conversation().ask(text))
