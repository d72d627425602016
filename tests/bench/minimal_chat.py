"""The yardstick: a minimal chat in plain Textual. ``python -m tests.bench.minimal_chat EXCHANGES SHOWN``.

What a Textual developer writes first: a ``VerticalScroll`` with a ``Static`` for each question and each answer, a
``TextArea`` to type in, an ``OptionList`` of suggestions and a ``Footer``. ``EXCHANGES`` is a JSON file with a list of
questions and answers; the last ``SHOWN`` of them are on the screen from the start.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from textual import on
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Footer, OptionList, Static, TextArea

SUGGESTIONS = 6
"""Most suggestions below the prompt."""
THEMES = {"textual-dark": "textual-light", "textual-light": "textual-dark"}


class MinimalChat(App[None]):
    """Answers the questions that it was given, word for word."""

    AUTO_FOCUS = "#prompt"
    CSS = """
    #conversation { height: 1fr; padding: 0 2; }
    .question { text-style: bold; }
    .answer { margin: 0 0 1 1; padding: 0 2 0 1; border-left: outer $accent; }
    #line { height: auto; border: round $accent; }
    #mark { width: 2; }
    #prompt { height: auto; max-height: 5; }
    #suggestions { height: auto; max-height: 6; display: none; }
    """
    # Priority: a text area uses these keys itself.
    BINDINGS = [  # noqa: RUF012
        Binding("enter", "ask", "Ask", priority=True),
        Binding("pageup", "page_up", "Page up", priority=True),
        Binding("pagedown", "page_down", "Page down", priority=True),
        Binding("f2", "switch_theme", "Theme"),
    ]

    def __init__(self, exchanges: Sequence[tuple[str, str]], shown: int) -> None:
        """Create the app.

        Args:
            exchanges: Questions and their answers.
            shown: How many of them are on the screen from the start.
        """
        super().__init__()
        self._answers = dict(exchanges)
        self._shown = exchanges[len(exchanges) - shown :]

    def compose(self) -> ComposeResult:
        """Conversation, prompt, suggestions and footer."""
        with VerticalScroll(id="conversation", can_focus=False):
            if not self._shown:
                yield Static("Ask in your own words.", markup=False)
            for question, answer in self._shown:
                yield from exchange_widgets(question, answer)
        with Horizontal(id="line"):
            yield Static("❯", id="mark", markup=False)
            yield TextArea(placeholder="Ask a question", compact=True, id="prompt")
        yield OptionList(id="suggestions")
        yield Footer()

    def on_mount(self) -> None:
        """Show the end of the conversation."""
        self._scroll_to_end()

    @on(TextArea.Changed)
    def suggest(self, event: TextArea.Changed) -> None:
        """Suggest questions that contain what is typed."""
        typed = event.text_area.text.lower()
        found = [question for question in self._answers if typed and typed in question.lower()]
        suggestions = self.query_one(OptionList)
        suggestions.set_options(found[:SUGGESTIONS])
        suggestions.display = bool(found)

    async def action_ask(self) -> None:
        """Show the question and its answer."""
        prompt = self.query_one(TextArea)
        question = prompt.text
        prompt.clear()
        answer = self._answers.get(question, "No matching answer.")
        await self.query_one(VerticalScroll).mount(*exchange_widgets(question, answer))
        self._scroll_to_end()

    def action_page_up(self) -> None:
        """Scroll the conversation up by a page."""
        self.query_one(VerticalScroll).scroll_page_up()

    def action_page_down(self) -> None:
        """Scroll the conversation down by a page."""
        self.query_one(VerticalScroll).scroll_page_down()

    def action_switch_theme(self) -> None:
        """Switch between dark and light."""
        self.theme = THEMES[self.theme]

    def _scroll_to_end(self) -> None:
        self.query_one(VerticalScroll).scroll_end(animate=False)


def exchange_widgets(question: str, answer: str) -> tuple[Static, Static]:
    """Return the widgets of a question and its answer."""
    return Static(question, classes="question", markup=False), Static(answer, classes="answer", markup=False)


def main(path: str, shown: str) -> None:
    """Run the app."""
    exchanges = [(question, answer) for question, answer in json.loads(Path(path).read_text("utf-8"))]
    MinimalChat(exchanges, int(shown)).run()


if __name__ == "__main__":
    main(*sys.argv[1:3])
