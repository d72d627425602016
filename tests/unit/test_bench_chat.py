"""The parts of the chat benchmark that decide what is waited for."""

from __future__ import annotations

from tests.bench.chat_programs import Exchange, read_exchanges
from tests.bench.chat_user import is_ready, prompt_text, ready_after, shows_answer, shows_typed
from tests.smoke.screen import Screen

EXCHANGE = Exchange("When does it open?", "Every day at nine.")


def screen(*rows: str) -> Screen:
    """Return a screen with these rows."""
    shown = Screen(40, len(rows))
    shown.feed("\r\n".join(rows))
    return shown


def test_plain_output_is_read_as_exchanges() -> None:
    printed = (
        "You: When?\nAssistant: At nine.\nSource: Page 3.\n\nYou: Why?\nAssistant:\nTwo reasons:\n\n• one\n\n"
    )
    assert read_exchanges(printed) == [
        Exchange("When?", "At nine.\nSource: Page 3."),
        Exchange("Why?", "Two reasons:\n\n• one"),
    ]


def test_the_lowest_mark_is_the_prompt() -> None:
    shown = screen("❯ an earlier question", "its answer", "│ ❯ what is │", "help")
    assert prompt_text(shown).startswith("what is")
    assert shows_typed("what is")(shown)
    assert not shows_typed("what is a")(shown)


def test_a_screen_is_ready_with_an_empty_prompt_and_a_footer() -> None:
    assert is_ready(screen("❯ Ask a question", "", "help"))
    assert not is_ready(screen("❯ Ask a question", "", ""))
    assert not is_ready(screen("❯ when", "", "help"))


def test_an_answer_counts_below_its_question_only() -> None:
    prompt = ("❯ Ask a question", "help")
    answered = screen("Every day at nine.", "When does it open?", "▌ Every day at nine.", *prompt)
    unanswered = screen("Every day at nine.", "When does it open?", "", *prompt)
    assert shows_answer(EXCHANGE)(answered)
    assert ready_after([EXCHANGE])(answered)
    assert not shows_answer(EXCHANGE)(unanswered)
