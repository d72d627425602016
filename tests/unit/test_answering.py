"""A question on its own: what is found, how sure it is, and what the turn says."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.base.model import BaseSettings
from assistant.conversation.answering import match, turn_from
from assistant.conversation.conversation import Conversation
from assistant.conversation.turn import Turn
from assistant.index.store import Store

MakeStore = Callable[..., Store]
MakeEntry = Callable[..., object]
ConversationLike = Callable[..., Conversation]
Ask = Callable[[str], Turn]


@pytest.fixture
def ask(room: Store, talk: ConversationLike) -> Ask:
    return talk(room).ask


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("wher is the informtion desk", "desk"),  # slips
        ("the information desk, where is it?", "desk"),  # word order
        ("where are the information desks", "desk"),  # inflection
        ("where is the information counter", "desk"),  # a curated synonym
        ("how many books can I check out", "borrowing"),  # of several words
        ("Hi, could you please tell me where the information desk is?", "desk"),  # fillers
        ("where's the information desk", "desk"),  # a contraction
        ("WHERE IS THE INFORMATION DESK", "desk"),
        ("ｗｈｅｒｅ ｉｓ ｔｈｅ ｉｎｆｏｒｍａｔｉｏｎ ｄｅｓｋ", "desk"),
        ("where is the informationdesk", "desk"),  # run together
        ("where is the infor mation desk", "desk"),  # split
        ("where is the in\u200bformation de\u00adsk", "desk"),
    ],
)
def test_the_same_question_in_other_words_is_answered(ask: Ask, typed: str, found: str) -> None:
    assert (ask(typed).status, ask(typed).entry) == ("answered", found)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("which page may I not copy", "not-copying"),
        ("which pages mayn't I copy", "not-copying"),
        ("how do I copy pages", "copying"),
    ],
)
def test_negation_makes_another_question(ask: Ask, typed: str, found: str) -> None:
    assert ask(typed).candidates[0].entry == found


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "?",
        "...",
        "a",
        "x",
        "I",
        "\u200b",
        "🙂",
        "zebra giraffe",
        "who won the world cup",
        "как дела",
        "元気ですか",
        "the of to in",
    ],
)
def test_what_says_nothing_or_something_else_is_not_answered(ask: Ask, typed: str) -> None:
    turn = ask(typed)
    assert turn.status == "no_match"
    assert (turn.entry, turn.matched, turn.answer, turn.source) == (None, None, None, None)


def test_other_scripts_are_matched_like_any_other(
    make_store: MakeStore, make_entry: MakeEntry, talk: ConversationLike
) -> None:
    store = make_store(
        [
            make_entry("ru", "Что такое кластер?", "определение кластера"),
            make_entry("ja", "クラスター政策とは何ですか", "クラスター政策の定義"),
            make_entry("fr", "Où est la bibliothèque ?"),
        ]
    )
    ask = talk(store).ask
    assert ask("что такое КЛАСТЕР").entry == "ru"
    assert ask("クラスター政策は何").candidates[0].entry == "ja"
    assert ask("ｸﾗｽﾀｰ政策とは何ですか").entry == "ja"
    assert ask("ou est la bibliotheque").entry == "fr"
    assert ask("ou\u0300 est la bibliothe\u0300que").entry == "fr"


def test_every_phrasing_of_a_base_finds_its_entry_first_and_surely(room: Store) -> None:
    for no in range(room.entry_count):
        for phrasing in room.entry_at(no).phrasings:
            turn = turn_from(match(phrasing, room), room)
            assert (turn.entry, turn.matched) == (room.entry_at(no).id, phrasing)
            assert turn.score >= 99


@pytest.mark.parametrize(
    "settings", [BaseSettings(100.0, 5.0), BaseSettings(60.0, 60.0), BaseSettings(0.0, 0.0)]
)
def test_own_wording_is_answered_wherever_the_lines_are_drawn(
    make_store: MakeStore, make_entry: MakeEntry, settings: BaseSettings
) -> None:
    store = make_store(
        [make_entry("desk", "Where is the desk?"), make_entry("desks", "Where is the other desk?")],
        settings=settings,
    )
    for no in (0, 1):
        found = match(store.entry_at(no).question, store)
        assert found.confident
        assert found.scored[0].entry == no


def test_the_words_of_two_entries_are_offered_as_choices(ask: Ask) -> None:
    turn = ask("what happened back then")
    assert turn.status == "ambiguous"
    assert {candidate.entry for candidate in turn.candidates[:2]} == {"flood", "fire"}
    assert (turn.entry, turn.matched, turn.answer, turn.source) == (None, None, None, None)
    assert turn.score == turn.candidates[0].score


@pytest.fixture
def doubtful(make_store: MakeStore, make_entry: MakeEntry) -> Store:
    """A base in which only phrasings typed word for word reach the threshold."""
    return make_store(
        [
            make_entry("desk", "Where is the information desk?", answer="In the *hall*. Ask there."),
            make_entry("lost", "Where is the lost property desk?", answer="Upstairs, e.g. at noon. Knock."),
            make_entry("fine", "What is the fine for a late book?", kind="not_in_source"),
            make_entry("hello", "Hello there my friend", kind="small_talk"),
        ],
        settings=BaseSettings(100.0, 0.0),
    )


def test_the_closest_match_is_likely_if_its_score_is_below_the_threshold(
    doubtful: Store, talk: ConversationLike
) -> None:
    turn = talk(doubtful).ask("where is this information desk please")
    assert (turn.status, turn.kind, turn.entry) == ("likely", "answer", "desk")
    assert (turn.matched, turn.answer) == ("Where is the information desk?", "In the *hall*. Ask there.")
    assert turn.source is not None
    assert turn.source.section == "a"
    assert [one.entry for one in turn.choices] == ["lost", "fine"]
    assert turn.explanation is not None
    assert "likely" in turn.explanation.reason


def test_the_kind_tells_a_likely_answer_from_a_likely_gap(doubtful: Store, talk: ConversationLike) -> None:
    turn = talk(doubtful).ask("the fine on books in the hall")
    assert (turn.status, turn.kind, turn.entry) == ("likely", "not_in_source", "fine")


def test_small_talk_is_never_likely(doubtful: Store, talk: ConversationLike) -> None:
    turn = talk(doubtful).ask("hello there dear friend")
    assert (turn.status, turn.kind, turn.entry) == ("no_match", None, None)


def test_a_candidate_has_the_first_sentence_of_its_answer(doubtful: Store, talk: ConversationLike) -> None:
    turn = talk(doubtful).ask("where is this information desk please")
    assert [one.excerpt for one in turn.candidates[:2]] == ["In the hall.", "Upstairs, e.g. at noon."]


def test_an_answer_tells_its_source_and_what_to_ask_next(ask: Ask) -> None:
    turn = ask("When is the reading room open?")
    assert turn.source is not None
    assert (turn.source.section, turn.source.title, turn.source.locator) == ("a", "Section a", "Page a")
    assert turn.related == (
        ("fines", "What is the fine for a late book?"),
        ("borrowing", "How many books may I borrow?"),
    )


def test_an_entrys_own_locator_is_the_narrower_one(
    make_store: MakeStore, make_entry: MakeEntry, talk: ConversationLike
) -> None:
    store = make_store([make_entry("desk", "Where is the desk?", locator="Page 7", quote="by the door")])
    source = talk(store).ask("where is the desk").source
    assert source is not None
    assert (source.locator, source.quote) == ("Page 7", "by the door")


def test_a_gap_is_said_plainly_and_has_a_source(ask: Ask) -> None:
    turn = ask("what do I pay when overdue")
    assert (turn.status, turn.entry) == ("not_in_source", "fines")
    assert turn.source is not None


def test_small_talk_is_answered_without_a_source(ask: Ask) -> None:
    turn = ask("good morning!")
    assert (turn.status, turn.entry, turn.source) == ("small_talk", "hello", None)
    command = ask("/good morning!")
    assert (command.status, command.answer, command.candidates) == ("no_match", None, ())


def test_small_talk_is_never_among_the_choices(
    make_store: MakeStore, make_entry: MakeEntry, talk: ConversationLike
) -> None:
    store = make_store(
        [
            make_entry("how", "How are you organised?"),
            make_entry("hello", "How are you?", "are you well", kind="small_talk"),
        ],
        settings=BaseSettings(1.0, 98.0),
    )
    for typed in ("are you", "how are you organised today", "how are they organised"):
        turn = talk(store).ask(typed)
        if turn.status in ("likely", "ambiguous"):
            assert "hello" not in {candidate.entry for candidate in turn.candidates}


def test_of_two_kinds_of_small_talk_hard_to_tell_apart_one_is_answered(
    make_store: MakeStore, make_entry: MakeEntry, talk: ConversationLike
) -> None:
    store = make_store(
        [
            make_entry("thanks", "Thanks then", "thanks a million friend", kind="small_talk"),
            make_entry("bye", "Bye then", "bye bye my friend", kind="small_talk"),
            make_entry("desk", "Where is the desk?"),
        ],
        settings=BaseSettings(20.0, 50.0),
    )
    assert talk(store).ask("thanks then and bye then").status == "small_talk"


def test_a_turn_lists_as_many_candidates_as_asked_for(room: Store, talk: ConversationLike) -> None:
    typed = "how do I find a book at the desk"
    lists = [talk(room, top_k=k).ask(typed).candidates for k in (1, 2, 3)]
    assert [len(candidates) for candidates in lists] == [1, 2, 3]
    assert lists[2][:2] == lists[1]
    assert len(talk(room, top_k=0).ask(typed).candidates) == 1


def test_a_turn_explains_itself(ask: Ask) -> None:
    explanation = ask("plese wher is the counter zebra").explanation
    assert explanation is not None
    assert explanation.reason
    assert [typed for typed, _ in explanation.words] == ["plese", "wher", "is", "the", "counter", "zebra"]
    read_as = dict(explanation.words)
    assert read_as["plese"].startswith("please")
    assert read_as["counter"] == "synonym"
    assert read_as["zebra"] == "unknown"
    assert all(part.note for part in explanation.parts)
    assert explanation.runner_up is not None


def test_even_a_question_without_candidates_is_explained(ask: Ask) -> None:
    explanation = ask("zebra").explanation
    assert explanation is not None
    assert (explanation.parts, explanation.runner_up) == ((), None)
    assert explanation.reason


def test_what_came_first_does_not_depend_on_what_was_asked_before(room: Store) -> None:
    questions = ["where is the desk", "what happened in 2011", "zebra", "copy a page", "where is the desk"]
    fresh = [turn_from(match(question, room), room) for question in questions]
    again = [turn_from(match(question, room), room) for question in reversed(questions)]
    assert fresh == again[::-1]


# another language than the base's


@pytest.mark.parametrize(
    ("typed", "languages"),
    [
        ("Wann hat der Lesesaal geöffnet?", ("de", "en")),
        ("où puis-je rendre un livre", ("fr", "en")),
        ("¿Cuántos libros puedo llevarme?", ("es", "en")),
        ("Где находится справочное бюро?", ("ru", "en")),
        ("gde nahoditsya kniga i kogda", ("ru", "en")),
        ("本はどこに返しますか", ("ja", "en")),
        ("在哪里还书", ("zh", "en")),
        ("Πού είναι το γραφείο;", ("el", "en")),
    ],
)
def test_a_question_in_another_language_is_not_answered_and_says_why(
    ask: Ask, typed: str, languages: tuple[str, str]
) -> None:
    turn = ask(typed)
    assert (turn.status, turn.reason, turn.languages) == ("no_match", "language", languages)
    assert (turn.entry, turn.kind, turn.answer, turn.source) == (None, None, None, None)
    assert turn.choices == ()
    assert turn.as_dict()["reason"] == "language"
    assert turn.explanation is not None
    assert turn.explanation.reason == (
        f"the question is in another language ({languages[0]}, the base in en)"
    )


@pytest.mark.parametrize("typed", ["wifi", "die", "Kumamoto", "what is кластер", "wher r teh bokos", "zzyzx"])
def test_a_word_a_name_and_a_typing_error_are_not_another_language(ask: Ask, typed: str) -> None:
    assert ask(typed).reason is None


def test_loanwords_names_and_numbers_that_match_still_count(
    make_store: MakeStore, make_entry: MakeEntry, talk: ConversationLike
) -> None:
    store = make_store(
        [
            make_entry("keiretsu", "What is a keiretsu?", "keiretsu", "tell me about the keiretsu"),
            make_entry("zaibatsu", "What is a zaibatsu?", "zaibatsu", "tell me about the zaibatsu"),
        ]
    )
    chat = talk(store)
    found = chat.ask("Was ist ein Keiretsu?", alone=True)
    assert found.candidates[0].entry == "keiretsu"
    assert (found.reason, found.status != "no_match") == (None, True)
    one_of_many = "Welche Banken gehören heute zum größten Keiretsu der Stadt Osaka?"
    assert chat.ask(one_of_many, alone=True).reason == "language"


def test_a_year_counts_as_a_match(ask: Ask) -> None:
    turn = ask("Was ist im Jahr 2009 passiert?")
    assert (turn.status, turn.reason, turn.candidates[0].entry) == ("ambiguous", None, "flood")


def test_a_phrasing_of_the_base_is_answered_in_any_language(
    make_store: MakeStore, make_entry: MakeEntry, talk: ConversationLike
) -> None:
    store = make_store([make_entry("open", "When is it open?", "Wann ist es geöffnet?")])
    assert talk(store).ask("wann ist es geöffnet").entry == "open"


@pytest.mark.parametrize("language", ["de", "de-AT", ""])
def test_a_german_base_is_trained_and_asked_without_english_word_vectors(
    make_store: MakeStore, make_entry: MakeEntry, language: str
) -> None:
    entries = [
        make_entry("hours", "Wann ist der Lesesaal geöffnet?", "wie sind die Öffnungszeiten"),
        make_entry("fines", "Was kostet ein verspätetes Buch?", "wie hoch ist die Gebühr"),
    ]
    store = make_store(entries, language=language, fit=True)
    assert store.word_vectors is None
    assert [len(row.cells) for row in store.meaning_rows()] == [0, 0, 0]


@pytest.mark.parametrize("language", ["de", "de-AT", ""])
def test_a_german_base_is_asked_in_german(
    make_store: MakeStore, make_entry: MakeEntry, talk: ConversationLike, language: str
) -> None:
    entries = [
        make_entry("hours", "Wann ist der Lesesaal geöffnet?", "wie sind die Öffnungszeiten"),
        make_entry("fines", "Was kostet ein verspätetes Buch?", "wie hoch ist die Gebühr"),
    ]
    chat = talk(make_store(entries, language=language))
    assert chat.ask("when does the reading room open", alone=True).languages == ("en", "de")
    assert chat.ask("wer leitet das Haus und seit wann", alone=True).reason is None
