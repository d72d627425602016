"""Every key arrives, in its order and once, whatever happens in the terminal while it is typed.

The real program runs in a pseudo-terminal, and the questions in its history are compared with what was typed. A
failure prints its seed and a script that is as short as shrinking has made it; ``python -m tests.soak.typing --seed
N --cases 25`` repeats it, and ``--cases 5000`` tries many more.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from typing_cases import ANSWERED, Places, Typist, difference, report, run
from typing_scripts import AMBIGUOUS, EACH, ESCAPE_SEQUENCE, KEYS, Event, Script, Start, marks, script_of

CASES = 200
"""Questions typed by random scripts; ``.ci/run`` types as many more."""
SHRINKING = 30.0
"""Seconds for making a failing script smaller."""
CHOICE = "did you mean"
STORM = tuple(Event("size", gap=0.01, size=(1 + 37 * n % 200, 1 + 11 * n % 60)) for n in range(60))
"""Sizes from 1x1 on, as when the corner of a window is dragged."""
QUESTIONS = (
    "what about the mill",
    "tell me about the ferry",
    "you know the price",
    "just the years",
)
"""Questions that begin with letters which are commands on a highlighted answer or choice."""


@pytest.fixture(scope="session")
def places(tmp_path_factory: pytest.TempPathFactory) -> Places:
    """Home directories with a small base, its indexes built."""
    return Places(tmp_path_factory.mktemp("typing"))


@pytest.fixture
def typist(places: Places) -> Iterator[Typist]:
    """Somebody at a terminal in which the chat has drawn itself."""
    typist = Typist(next(places), Start())
    yield typist
    typist.close()


def typed(text: str, gap: float = 0.0) -> tuple[Event, ...]:
    """A question and Enter."""
    return (Event("type", text, gap), Event("enter"))


def assert_asked(places: Places, start: Start, *events: Event) -> None:
    """The questions of a script are asked as they are typed."""
    outcome = run(Script(start, events), next(places))
    if not outcome.passed:
        pytest.fail(difference(outcome))


@pytest.mark.parametrize("seed", range(1, CASES // EACH + 1))
def test_what_is_asked_is_what_was_typed(places: Places, seed: int) -> None:
    script = script_of(seed)
    outcome = run(script, next(places))
    if not outcome.passed:
        pytest.fail(report(seed, script, outcome, places, SHRINKING))


def test_a_question_right_after_a_storm_of_sizes_arrives_whole(places: Places) -> None:
    assert_asked(places, Start(), *STORM, Event("size", size=(80, 24)), *typed("when did it run"))


def test_a_storm_of_sizes_while_the_chat_starts_does_not_keep_it_busy_for_ever(places: Places) -> None:
    for typed_at in ("raw", "screen"):
        assert_asked(
            places,
            Start(typed_at=typed_at, focus=("out", "in")),
            *STORM,
            Event("size", size=(80, 24)),
            *typed("when did it run"),
        )


def test_a_question_right_after_a_smaller_size_arrives_whole(places: Places) -> None:
    assert_asked(places, Start(), Event("size", size=(40, 12)), *typed("why was it stopped", 0.005))


@pytest.mark.parametrize("typed_at", ["raw", "screen"])
def test_a_burst_as_the_focus_comes_back_arrives_whole(places: Places, typed_at: str) -> None:
    start = Start(typed_at=typed_at, focus=("out",))
    assert_asked(
        places, start, Event("rest", gap=0.3), Event("focus", "in"), *typed("whats the platfrm", 0.001)
    )


def test_keys_that_come_before_the_first_picture_are_kept(places: Places) -> None:
    assert_asked(
        places, Start(typed_at="raw"), *typed("who built the landing stage"), *typed("hello there", 0.02)
    )
    assert_asked(places, Start(typed_at="screen", focus=("out",)), *typed("when did it run", 0.01))


def test_after_a_choice_a_letter_begins_the_next_question(typist: Typist) -> None:
    for number, question in enumerate(QUESTIONS):
        typist.do(typed(AMBIGUOUS[number % len(AMBIGUOUS)] + marks(number)))
        typist.settle()
        typist.terminal.wait_for_text(CHOICE)
        typist.terminal.wait_until_idle()
        typist.do(typed(question, 0.001 * (number % 3)))
    typist.settle()


def test_after_a_click_on_an_answer_a_letter_begins_the_next_question(typist: Typist) -> None:
    for number, question in enumerate(QUESTIONS):
        typist.do(typed("how much was the fare" + marks(number)))
        typist.settle()
        typist.terminal.wait_for_text(ANSWERED)
        typist.do((Event("click"), *typed(question, 0.001 * (number % 3))))
    typist.settle()


def test_a_choice_whose_entry_was_renamed_is_asked_by_its_words(typist: Typist) -> None:
    typist.do(typed("where is the pier"))
    typist.terminal.wait_for_text("1  Where is the north pier?")
    typist.place.edit(north="mill")
    typist.terminal.wait_for_text("updated")
    typist.terminal.send(b"1")
    typist.terminal.wait_for_text("❯ Where is the north pier?")
    typist.terminal.ask(b"why was it stopped")
    typist.terminal.wait_for_text("A bridge took its place.")
    assert typist.place.asked() == ["where is the pier", "Where is the north pier?", "why was it stopped"]


def test_a_paste_keeps_its_lines_and_asks_nothing(typist: Typist) -> None:
    asked: list[str] = []
    for word, line_break in (("raft", "\r"), ("stage", "\n"), ("platform", "\r\n")):
        typist.do((Event("paste", f"what is{line_break}{line_break}the {word}"),))
        typist.terminal.wait_for_text(f"the {word}")
        typist.terminal.wait_until_idle()
        assert typist.place.asked() == asked
        asked.append(f"what is\n\nthe {word}")
        typist.do((Event("enter"),))
        typist.settle()


def test_a_line_can_be_broken_by_three_keys(places: Places) -> None:
    events: list[Event] = []
    for key in ("ctrl+j", "alt+enter", "shift+enter"):
        for behind in (Event("type", ""), Event("focus", "in"), Event("rest", gap=0.2)):
            # what an escape byte means depends on what comes behind it, and how soon
            events += [Event("type", f"what is {key}"), Event("newline", key), behind, *typed(behind.kind)]
    assert_asked(places, Start(), *events)


def test_alt_and_a_letter_types_nothing_whatever_comes_behind_it(typist: Typist) -> None:
    typist.do(typed("why was it stopped"))
    for behind, word in (("focus in", "platform"), ("f2", "stage")):
        typist.do((Event("type", "what is"),))
        typist.terminal.send(b"\x1be" + KEYS[behind].encode())
        if behind == "f2":
            typist.terminal.send(ESCAPE_SEQUENCE.encode())
        typist.do(typed(f" the {word}"))
    typist.settle()
