"""What one question leaves to the next, and when it leaves nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.base.model import QUESTION_LIMIT, BaseSettings
from assistant.conversation.conversation import Conversation
from assistant.conversation.open_base import OpenBase
from assistant.conversation.turn import Turn
from assistant.index.store import Store

MakeStore = Callable[..., Store]
MakeEntry = Callable[..., object]
ConversationLike = Callable[..., Conversation]


@pytest.fixture
def chat(room: Store, talk: ConversationLike) -> Conversation:
    return talk(room)


def last(chat: Conversation, *questions: str) -> Turn:
    """The turn of the last of some questions."""
    return [chat.ask(question) for question in questions][-1]


# follow-ups


@pytest.mark.parametrize(
    ("before", "follow", "found"),
    [
        ("How many books may I borrow?", "and for how long?", "duration"),
        ("When is the reading room open?", "and in the evening?", "hours"),
        ("How do I copy a page?", "is it allowed?", "not-copying"),
        ("Where do I return a book?", "and when it is late, what is the fine?", "fines"),
    ],
)
def test_a_question_that_points_back_takes_its_subject_from_before(
    chat: Conversation, before: str, follow: str, found: str
) -> None:
    turn = last(chat, before, follow)
    assert turn.entry == found
    alone = chat.ask(follow, alone=True)
    assert turn.score >= alone.score


def test_a_follow_up_says_what_it_was_taken_to_be_about(chat: Conversation) -> None:
    turn = last(chat, "How do I copy a page?", "how do I do that?")
    assert turn.about == "How do I copy a page?"
    assert turn.question == "how do I do that?"


def test_a_resumed_conversation_is_followed_up_whatever_was_stored(chat: Conversation) -> None:
    chat.resume(
        [Turn("which?", "ambiguous"), Turn("how?", "answered", "copying"), Turn("why?", "answered", "gone")]
    )
    assert chat.ask("how do I do that?").about == "How do I copy a page?"


def test_a_correction_exchanges_the_year(chat: Conversation) -> None:
    turn = last(chat, "what happened in 2009?", "sorry, 2011")
    assert (turn.entry, turn.status) == ("fire", "answered")


def test_a_correction_that_is_a_question_of_its_own_is_asked_as_such(
    make_store: MakeStore, make_entry: MakeEntry, talk: ConversationLike
) -> None:
    store = make_store(
        [
            make_entry("before", "What happened before 2001?"),
            make_entry("after", "What happened after 2001?"),
            make_entry("regions", "How were regions prepared before the plan?"),
        ]
    )
    chat = talk(store)
    assert last(chat, "what happened after 2001", "wait, before").entry == "before"
    chat.reset()
    turn = last(chat, "what happened after 2001", "wait, how were regions prepared before the plan?")
    assert (turn.entry, turn.status) == ("regions", "answered")


def test_a_question_that_starts_with_no_is_no_correction(
    make_store: MakeStore, make_entry: MakeEntry, talk: ConversationLike
) -> None:
    store = make_store(
        [
            make_entry("none", "No entry found: what now?", "why is no entry found"),
            make_entry("found", "Entry found: what now?", "why is an entry found"),
            make_entry("tea", "Where is the tea room?"),
        ]
    )
    assert last(talk(store), "where is the tea room", "no entry found, why?").candidates[0].entry == "none"


def test_a_correction_may_name_another_subject(chat: Conversation) -> None:
    assert (
        last(chat, "When is the reading room open?", "no, I meant the information desk, where is it").entry
        == "desk"
    )


def test_a_correction_keeps_how_the_question_was_asked(
    make_store: MakeStore, make_entry: MakeEntry, talk: ConversationLike
) -> None:
    store = make_store(
        [
            make_entry("book", "When was the book printed?", "in which year is the book from"),
            make_entry("law", "When was the law passed?", "in which year is the law from"),
            make_entry("law-text", "What is the law?", "the law"),
        ]
    )
    for typed in ("no, the law, not the book", "no, the law I mean", "not the book, the law"):
        turn = last(talk(store), "in which year is the book from", typed)
        assert (turn.entry, turn.about) == ("law", "When was the book printed?")


def test_a_correction_is_never_answered_with_the_same_again(
    make_store: MakeStore, make_entry: MakeEntry, talk: ConversationLike
) -> None:
    store = make_store(
        [
            make_entry("book", "Where is the book?", "the red book"),
            make_entry("shelf", "Where is the shelf?", "the red shelf"),
        ]
    )
    turn = last(talk(store), "where is the book", "no, the red one")
    assert turn.candidates[0].entry == "shelf"


@pytest.mark.parametrize("typed", ["no thanks", "no, thank you", "no, thanks"])
def test_thanks_are_no_correction(chat: Conversation, typed: str) -> None:
    turn = last(chat, "How do I copy a page?", typed)
    assert (turn.status, turn.about) == ("small_talk", None)


def test_an_item_of_the_answers_list_is_picked_by_its_place(
    make_store: MakeStore, make_entry: MakeEntry, talk: ConversationLike
) -> None:
    store = make_store(
        [
            make_entry("limits", "What are the limits?", answer="These:\n\n1. the flood\n2. the fire"),
            make_entry("flood", "What was the flood?", "the flood"),
            make_entry("fire", "What was the fire?", "the fire"),
        ]
    )
    chat = talk(store)
    turn = last(chat, "what are the limits", "tell me more about the second one")
    assert (turn.entry, turn.about) == ("fire", "What are the limits?")
    assert last(chat, "what are the limits", "the first").entry == "flood"
    assert last(chat, "what are the limits", "and the last?").entry == "fire"


@pytest.fixture
def listing(make_store: MakeStore, make_entry: MakeEntry, talk: ConversationLike) -> Conversation:
    store = make_store(
        [
            make_entry(
                "limits",
                "What are the limits?",
                answer="These:\n\n- the flood\n- the fire\n- the debts",
                related=("flood",),
            ),
            make_entry("flood", "What was the flood?", "the flood", "a natural event"),
            make_entry("fire", "What was the fire?", "the fire", "a fault of the wiring"),
            make_entry("debts", "What were the debts?", "the debts", "no money"),
            make_entry("tea", "Where is the tea room?", section="b"),
        ]
    )
    chat = talk(store)
    chat.ask("what are the limits")
    return chat


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        (("the second", "and the first"), "flood"),
        (("the second", "the next one"), "debts"),
        (("the last", "the one before it"), "fire"),
        (("the second", "and the natural one"), "flood"),
        (("number 3 please",), "debts"),
        (("only the one about money",), "debts"),
        (("which of those is about the wiring?",), "fire"),
        (("is there a fourth?",), "limits"),
    ],
)
def test_items_of_a_list_are_picked_one_after_the_other(
    listing: Conversation, typed: tuple[str, ...], found: str
) -> None:
    assert last(listing, *typed).entry == found


def test_a_list_is_left_with_its_subject(listing: Conversation) -> None:
    assert last(listing, "where is the tea room", "the second").entry != "fire"


def test_a_list_is_not_left_by_a_question_offered_after_it(listing: Conversation) -> None:
    listing.choose("flood", "What was the flood?")
    assert listing.ask("the second").entry == "fire"


@pytest.mark.parametrize(("typed", "place"), [("the first", 0), ("the second one", 1), ("the last", -1)])
def test_a_choice_is_picked_by_its_place(chat: Conversation, typed: str, place: int) -> None:
    offered = chat.ask("what happened back then")
    assert offered.status == "ambiguous"
    turn = chat.ask(typed)
    assert (turn.status, turn.entry) == ("answered", offered.candidates[place].entry)
    assert turn.about is None


def test_a_choice_is_not_about_an_older_subject(chat: Conversation) -> None:
    last(chat, "How do I copy a page?", "what happened back then")
    assert chat.turns[-1].status == "ambiguous"
    assert chat.ask("the first").about is None


@pytest.fixture
def doubtful(make_store: MakeStore, make_entry: MakeEntry, talk: ConversationLike) -> Conversation:
    """A conversation in which only phrasings typed word for word are answered with confidence."""
    store = make_store(
        [
            make_entry("desk", "Where is the information desk?"),
            make_entry("lost", "Where is the lost property desk?"),
            make_entry(
                "rules", "What are the rules of the hall?", answer="There are two:\n\n- be quiet\n- be kind"
            ),
            make_entry("hall", "What is the name of the hall?"),
            make_entry("kind", "Be kind", answer="Say thanks."),
        ],
        settings=BaseSettings(99.95, 0.0),
    )
    return talk(store)


def test_the_alternatives_to_a_likely_answer_are_picked_by_their_place(doubtful: Conversation) -> None:
    likely = doubtful.ask("where is this information desk please")
    assert (likely.status, likely.entry) == ("likely", "desk")
    turn = doubtful.ask("the first")
    assert (turn.entry, turn.about) == (likely.choices[0].entry, None)


def test_a_list_in_a_likely_answer_comes_before_its_alternatives(doubtful: Conversation) -> None:
    likely = doubtful.ask("what are these rules of the hall")
    assert (likely.status, likely.entry) == ("likely", "rules")
    assert doubtful.ask("the second").entry == "kind"


def test_a_likely_answer_is_the_topic_of_the_next_question(doubtful: Conversation) -> None:
    assert doubtful.ask("where is this information desk please").status == "likely"
    assert doubtful.ask("and where is it?").about == "Where is the information desk?"


def test_how_long_does_it_last_is_not_the_last_choice(chat: Conversation) -> None:
    assert chat.ask("what happened back then").status == "ambiguous"
    turn = chat.ask("How long does a loan last?")
    assert (turn.entry, turn.about) == ("duration", None)


def test_more_goes_through_the_related_entries_once(chat: Conversation) -> None:
    turns = [chat.ask(typed) for typed in ("When is the reading room open?", "tell me more")]
    assert [turn.entry for turn in turns] == ["hours", "fines"]
    assert turns[1].about == "When is the reading room open?"
    chat.reset()
    assert [
        chat.ask(typed).entry
        for typed in ("How many books may I borrow?", "more", "How many books may I borrow?", "go on")
    ] == [
        "borrowing",
        "duration",
        "borrowing",
        "fines",
    ]


def test_more_than_the_related_entries_is_what_names_the_topic(
    make_store: MakeStore, make_entry: MakeEntry, talk: ConversationLike
) -> None:
    store = make_store(
        [
            make_entry("tea", "Where is the tea room?"),
            make_entry("menu", "What is on the menu?", related=("tea",)),
            make_entry("hours", "When is the reading room open?"),
        ]
    )
    chat = talk(store)
    assert last(chat, "where is the tea room", "a bit more detail please").entry == "menu"
    assert chat.ask("what else").entry in (None, "menu")


def test_the_opposite_is_what_is_related(
    make_store: MakeStore, make_entry: MakeEntry, talk: ConversationLike
) -> None:
    store = make_store(
        [
            make_entry("good", "What went well?", related=("bad",)),
            make_entry("bad", "What went wrong?"),
            make_entry("tea", "Where is the tea room?"),
        ]
    )
    assert last(talk(store), "what went well", "no, the opposite").entry == "bad"


def test_what_is_near_the_topic_is_preferred(
    make_store: MakeStore, make_entry: MakeEntry, talk: ConversationLike
) -> None:
    store = make_store(
        [
            make_entry("library", "Tell me about the library", related=("library-cost",)),
            make_entry("pool", "Tell me about the pool", section="b", related=("pool-cost",)),
            make_entry("library-cost", "What does a card cost?", "the price of a card"),
            make_entry("pool-cost", "What does a ticket cost?", "the price of a ticket", section="b"),
        ]
    )
    for topic in ("library", "pool"):
        turn = last(talk(store), f"tell me about the {topic}", "and what does it cost?")
        assert turn.candidates[0].entry == f"{topic}-cost"


def test_when_it_was_is_said_by_the_last_answer_if_it_names_a_year(
    make_store: MakeStore, make_entry: MakeEntry, talk: ConversationLike
) -> None:
    def score(answer: str) -> float:
        flood = make_entry("flood", "Was there a flood?", answer=answer)
        chat = talk(make_store([flood, make_entry("opened", "When was the house opened?", section="b")]))
        turn = last(chat, "was there a flood", "when was it?")
        return {one.entry: one.score for one in turn.candidates}["flood"]

    assert score("Yes, in 1911.") > score("Yes.")


def test_a_question_about_choices_is_about_the_first(chat: Conversation) -> None:
    offered = last(chat, "How do I copy a page?", "what happened back then")
    assert offered.status == "ambiguous"
    assert chat.ask("and why is that?").about in (None, offered.candidates[0].question)


@pytest.mark.parametrize("typed", ["hm, thank you very much", "thank you very much. ok then"])
def test_small_talk_is_found_among_words_that_say_nothing(chat: Conversation, typed: str) -> None:
    turn = last(chat, "How do I copy a page?", typed)
    assert (turn.entry, turn.about) == ("thanks", None)


def test_asked_for_examples_it_says_what_the_source_leaves_open(chat: Conversation) -> None:
    # "duration" is the first related entry, "fines" the first that says so
    turn = last(chat, "How many books may I borrow?", "for example?")
    assert (turn.entry, turn.status) == ("fines", "not_in_source")


# where nothing is taken


@pytest.mark.parametrize("typed", ["zebra giraffe?", "and the giraffes?", "who taught the zebra yoga"])
def test_a_change_of_subject_takes_nothing(chat: Conversation, typed: str) -> None:
    turn = last(chat, "How do I copy a page?", typed)
    assert (turn.about, turn.entry) == (None, None)


@pytest.mark.parametrize("typed", ["", "?", "...", "a", "x", "\u200b"])
def test_saying_nothing_repeats_nothing(chat: Conversation, typed: str) -> None:
    turn = last(chat, "How do I copy a page?", typed)
    assert (turn.status, turn.about) == ("no_match", None)


def test_a_question_that_stands_on_its_own_takes_nothing(chat: Conversation) -> None:
    assert last(chat, "How do I copy a page?", "Where is the information desk?").about is None


def test_small_talk_does_not_end_the_subject(chat: Conversation) -> None:
    turn = last(chat, "How do I copy a page?", "thank you very much", "how do I do that?")
    assert (turn.entry, turn.about) == ("copying", "How do I copy a page?")


def test_small_talk_is_no_subject(chat: Conversation) -> None:
    assert last(chat, "hello", "what does it do?").about is None


def test_after_a_reset_nothing_is_remembered(chat: Conversation, room: Store, talk: ConversationLike) -> None:
    chat.ask("How do I copy a page?")
    chat.reset()
    assert chat.turns == []
    assert chat.ask("and after that?") == talk(room).ask("and after that?")


def test_asked_alone_a_question_neither_takes_nor_leaves_anything(
    chat: Conversation, room: Store, talk: ConversationLike
) -> None:
    chat.ask("How do I copy a page?")
    assert chat.ask("and the flood?", alone=True) == talk(room).ask("and the flood?")
    assert len(chat.turns) == 1
    assert chat.ask("how do I do that?").about == "How do I copy a page?"


# two questions in a line


@pytest.mark.parametrize(
    "typed",
    [
        "Where is the information desk? How many books may I borrow?",
        "where is the information desk and how many books may I borrow",
        "Where is the information desk?\nHow many books may I borrow?",
    ],
)
def test_two_questions_in_one_line_get_two_answers(chat: Conversation, typed: str) -> None:
    turn = chat.ask(typed)
    assert (turn.entry, [second.entry for second in turn.also]) == ("desk", ["borrowing"])
    assert turn.question == typed
    assert turn.also[0].also == ()
    assert turn.also[0].source is not None
    assert turn.part is not None
    assert turn.also[0].part is not None
    assert turn.part in typed
    assert turn.also[0].part in typed
    assert turn.also[0].question == turn.also[0].part


def test_the_second_question_may_lean_on_the_first(chat: Conversation) -> None:
    turn = chat.ask("How many books may I borrow? And for how long?")
    assert (turn.entry, [second.entry for second in turn.also]) == ("borrowing", ["duration"])


def test_two_subjects_of_one_verb_are_two_questions(chat: Conversation) -> None:
    turn = chat.ask("what happened in 2009 and 2011")
    assert (turn.entry, [second.entry for second in turn.also]) == ("flood", ["fire"])
    assert (turn.part, turn.also[0].part) == ("what happened in 2009", "what happened in 2011")


def test_one_question_has_no_parts(chat: Conversation) -> None:
    assert chat.ask("Where is the information desk?").part is None
    assert chat.ask("Where is the information desk? I see no copying machine.").also == ()


def test_both_answers_count_as_told(chat: Conversation) -> None:
    # what is related to the second, "fines", was told first
    chat.ask("What is the fine for a late book? How many books may I borrow?")
    assert chat.ask("more").entry == "duration"
    assert chat.ask("How many books may I borrow?").entry == "borrowing"
    assert chat.ask("more").entry != "fines"


@pytest.mark.parametrize(
    "typed",
    [
        "Where is the information desk? Is the information desk there?",
        "Where is the information desk? Zebra giraffe?",
    ],
)
def test_a_line_that_asks_one_thing_gets_one_answer(chat: Conversation, typed: str) -> None:
    assert chat.ask(typed).also == ()


def test_an_entry_that_asks_two_things_itself_is_not_taken_apart(
    make_store: MakeStore, make_entry: MakeEntry, talk: ConversationLike
) -> None:
    store = make_store(
        [
            make_entry("desk", "Where is the desk?"),
            make_entry("open", "When is it open?"),
            make_entry(
                "both", "Where is the desk and when is it open?", "Where is the desk? When is it open?"
            ),
        ]
    )
    for typed in ("Where is the desk? When is it open?", "where is the desk and when is it open"):
        turn = talk(store).ask(typed)
        assert (turn.entry, turn.also) == ("both", ())
        assert turn.score >= 99


# sections


def test_kept_to_a_section_only_its_entries_are_given(room: Store, talk: ConversationLike) -> None:
    chat = talk(room, section="b")
    assert chat.ask("How many books may I borrow?").entry == "borrowing"
    turn = chat.ask("When is the reading room open?")
    assert turn.entry != "hours"
    inside = {id for id, _, _, _ in room.listing("b")}
    assert {candidate.entry for one in chat.turns for candidate in one.candidates} <= inside


def test_more_does_not_give_what_only_resembles_a_related_entry_of_another_section(
    make_store: MakeStore, make_entry: MakeEntry, talk: ConversationLike
) -> None:
    store = make_store(
        [
            make_entry("hours", "When is the reading room open?", related=("late-book",)),
            make_entry("late-fee", "What is the fee for a late reader?", "what does a late book cost"),
            make_entry("late-book", "What is the cost of a late book?", section="b"),
        ]
    )
    assert last(talk(store), "When is the reading room open?", "tell me more").entry == "late-book"
    kept = talk(store, section="a")
    assert last(kept, "When is the reading room open?", "tell me more").entry != "late-fee"


def test_a_section_that_does_not_exist_answers_nothing(room: Store, talk: ConversationLike) -> None:
    turn = talk(room, section="nowhere").ask("When is the reading room open?")
    assert (turn.status, turn.candidates) == ("no_match", ())


# choosing


def test_choosing_answers_with_the_entry_and_makes_it_the_subject(chat: Conversation) -> None:
    chat.ask("what happened back then")
    turn = chat.choose("copying", "what happened back then")
    assert (turn.status, turn.entry, turn.question) == ("answered", "copying", "what happened back then")
    assert turn.answer == "The answer of copying."
    assert turn.source is not None
    assert turn.candidates[0].entry == "copying"
    assert chat.turns[-1] == turn
    assert chat.ask("how do I do that?").about == "How do I copy a page?"


def test_choosing_an_entry_that_is_gone_asks_the_question(chat: Conversation) -> None:
    assert chat.choose("zebra", "When is the reading room open?").entry == "hours"


@pytest.mark.parametrize(("id", "status"), [("fines", "not_in_source"), ("thanks", "small_talk")])
def test_a_chosen_entry_has_the_status_of_its_kind(chat: Conversation, id: str, status: str) -> None:
    assert chat.choose(id, "what?").status == status


# any text


def test_what_a_terminal_would_obey_is_not_kept(chat: Conversation) -> None:
    assert "\x1b" not in chat.ask("where is \x1b]52;c;eA==\x07 the desk").question
    assert "\x1b" not in chat.choose("desk", "\x1b[2J").question


def test_a_long_text_is_kept_whole_and_read_in_part(chat: Conversation) -> None:
    text = "zebra " * QUESTION_LIMIT + "Where is the information desk?"
    turn = last(chat, "How do I copy a page?", text)
    assert turn.question == text
    assert turn.entry is None


def test_many_ands_ask_for_no_more_work_than_a_few(room: Store) -> None:
    asked: list[str] = []

    class Counting(Store):
        def exact(self, words: str) -> tuple[int, int] | None:
            asked.append(words)
            return super().exact(words)

    store = Counting(room.connection)
    Conversation(lambda: store).ask("book and page and desk and " * 500)
    assert 0 < len(asked) < 50


def test_turns_are_kept_in_order(chat: Conversation) -> None:
    turns = [chat.ask(typed) for typed in ("hello", "zebra", "where is the information desk")]
    assert chat.turns == turns


# lines that ask two things, on the bundled base


@pytest.mark.parametrize(
    ("line", "entries"),
    [
        ("who published it and when", ["record-publisher", "record-date"]),
        ("what is a cluster and give an example", ["cluster-definition", "gap-cluster-names"]),
        ("is it free and in english", ["gap-price", "record-language"]),
        ("what is the platform model and when did it start", ["platform-model", "gap-platform-start"]),
        ("what is part 4 about and what is it called", ["part-four"]),
    ],
)
def test_the_parts_of_a_line_share_their_subject(bundled: OpenBase, line: str, entries: list[str]) -> None:
    turn = bundled.conversation().ask(line)
    assert [one.entry for one in (turn, *turn.also)] == entries


def test_a_known_question_with_a_pronoun_may_be_about_the_topic(bundled: OpenBase) -> None:
    turn = last(bundled.conversation(), "what is the platform model", "when did it start")
    assert turn.status == "ambiguous"
    assert [one.entry for one in turn.choices] == ["gap-platform-start", "policy-period"]
    assert last(bundled.conversation(), "when did it start").entry == "policy-period"


def test_after_that_is_a_time_not_the_topic(bundled: OpenBase) -> None:
    assert last(bundled.conversation(), "why was it stopped", "and after that?").entry == "policy-successor"


@pytest.mark.parametrize(
    ("typed", "entry"),
    [("ok thanks", "thanks"), ("never mind", "acknowledge"), ("not helpful", "complaint")],
)
def test_remarks_are_small_talk(bundled: OpenBase, typed: str, entry: str) -> None:
    assert bundled.conversation().ask(typed).entry == entry


@pytest.mark.parametrize(
    ("typed", "place"),
    [("the first", 0), ("the second one", 1), ("second question", 1), ("the last one", -1)],
)
def test_a_place_names_a_question_to_ask_next(bundled: OpenBase, typed: str, place: int) -> None:
    chat = bundled.conversation()
    following = chat.ask("what is a cluster").related
    turn = chat.ask(typed)
    assert (turn.entry, turn.about) == (following[place][0], None)


def test_yes_does_not_choose_among_several(chat: Conversation) -> None:
    offered = last(chat, "what happened back then")
    assert chat.ask("yes").choices == offered.choices
    assert chat.ask("the first").entry == offered.choices[0].entry
