"""The text area for questions."""

from __future__ import annotations

from typing import ClassVar, Self

from textual import events
from textual.message import Message
from textual.widgets import TextArea

from assistant.sanitize import safe_text
from assistant.tui.keys import PROMPT, bindings


class Prompt(TextArea):
    """A text area that grows from one to five lines, with a limit on the length."""

    BINDINGS: ClassVar = bindings(PROMPT)
    HELP = """\
## The prompt

Type a question in your own words and press **Enter**. While you type, questions that have an answer appear below:
**Down** or **Tab** takes one. **Shift+Enter**, **Alt+Enter** or **Ctrl+J** starts a new line.

In the empty prompt, **Up** recalls earlier questions, and **Down** goes to the choices of the last answer. A digit
takes a choice of *Did you mean*; a digit and **Enter** asks any numbered question.

**Ctrl+P** lists everything that can be done, **/** does so in the prompt. **Ctrl+Q** quits.
"""

    class Submitted(Message):
        """Enter was pressed."""

    class LineLeft(Message):
        """Up (-1) or down (1) was pressed on the first or last line."""

        def __init__(self, step: int) -> None:
            super().__init__()
            self.step = step

    class CompletionRequested(Message):
        """Tab was pressed."""

    class DigitPressed(Message):
        """A digit was pressed in the empty prompt while there are choices."""

        def __init__(self, digit: int) -> None:
            super().__init__()
            self.digit = digit

    class QuitRequested(Message):
        """Ctrl+D was pressed in an empty prompt."""

    def __init__(self, limit: int) -> None:
        """Create the prompt.

        Args:
            limit: Maximum length of a question, characters.
        """
        super().__init__(placeholder="Ask a question", compact=True, highlight_cursor_line=False, id="prompt")
        self.cursor_blink = False
        self.limit = limit
        self.cut = 0
        """Number of characters discarded because the question was too long."""
        self.offered = False
        """Whether there are suggestions."""
        self.recalling = False
        """Whether an earlier question is being recalled."""
        self.choices = 0
        """Number of choices that a digit picks while the prompt is empty."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Disable keys that would do nothing."""
        match action:
            case "ask":
                return bool(self.text.strip()) or None
            case "take":
                return self.offered or None
            case "newer":
                return self.offered or self.recalling or not self.text or None
        return True

    def blur(self) -> Self:
        """Keep the focus until another widget gets it: Textual blurs widgets that a tiny terminal hides."""
        return self

    def put(self, text: str) -> None:
        """Replace the text, with the cursor at its end."""
        self.load_text(text[: self.limit])
        self.move_cursor(self.document.end)

    def add(self, text: str) -> None:
        """Insert text at the cursor, with its line breaks."""
        lines = text[: self.limit * 8].replace("\r\n", "\n").replace("\r", "\n")  # terminals paste "\r"
        kept = safe_text(lines).replace("\t", " ")
        start, end = self.selection
        room = max(0, self.limit - len(self.text) + len(self.selected_text))
        self.cut += max(0, len(kept) - room) + max(0, len(text) - self.limit * 8)
        result = self.replace(kept[:room], start, end)
        self.move_cursor(result.end_location)

    def on_key(self, event: events.Key) -> None:
        """Insert typed characters, or pick a choice by its digit."""
        digit = "123456789".find(event.character or "-") + 1
        if digit and digit <= self.choices and not self.text:
            self.post_message(self.DigitPressed(digit))
        elif event.is_printable and event.character:
            self.add(event.character)
        elif event.key == "enter":
            event.prevent_default()  # a text area would insert a line break
            return
        else:
            return
        event.stop()
        event.prevent_default()

    def on_paste(self, event: events.Paste) -> None:
        """Insert pasted text, sanitized."""
        event.stop()
        event.prevent_default()
        self.add(event.text.strip("\r\n"))

    def action_paste(self) -> None:
        """Insert text copied in the chat."""
        self.add(self.app.clipboard)

    def action_newline(self) -> None:
        """Start a new line."""
        self.add("\n")

    def action_delete_to_start_of_line(self) -> None:
        """Delete to the start of the unwrapped line."""
        row, column = self.cursor_location
        self.delete((row, 0), (row, column))

    def action_ask(self) -> None:
        """Submit the question."""
        self.post_message(self.Submitted())

    def action_take(self) -> None:
        """Complete with the suggestion."""
        self.post_message(self.CompletionRequested())

    def action_older(self) -> None:
        """Go up a line; from the first line, go to the suggestions or earlier questions."""
        if self.navigator.is_first_wrapped_line(self.cursor_location):
            self.post_message(self.LineLeft(-1))
        else:
            self.action_cursor_up()

    def action_newer(self) -> None:
        """Go down a line; from the last line, go to the suggestions or later questions."""
        if self.navigator.is_last_wrapped_line(self.cursor_location):
            self.post_message(self.LineLeft(1))
        else:
            self.action_cursor_down()

    def action_leave(self) -> None:
        """Delete to the right; quit if the prompt is empty, as in a shell."""
        if self.text:
            self.action_delete_right()
        else:
            self.post_message(self.QuitRequested())
