"""Where one types."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.message import Message
from textual.widgets import Input

from assistant.safe import safe_text
from assistant.tui.keys import PROMPT, bindings


class Prompt(Input):
    """One line that takes a question, however it comes.

    Text pasted in several lines becomes one question; what is too long is cut, and says so.
    """

    BINDINGS: ClassVar = bindings(PROMPT)
    HELP = """\
## The prompt

Type a question in your own words; **Enter** asks it. While you type, questions that have an answer appear
below: **Down** and **Tab** take one, **Enter** sends what stands in the prompt.

**Up** brings back earlier questions. A number alone takes that choice of the last answer. **/** lists
commands.
"""

    class Sent(Message):
        """Enter was pressed."""

    class Moved(Message):
        """Up (-1) or down (1) was pressed."""

        def __init__(self, step: int) -> None:
            super().__init__()
            self.step = step

    class Taken(Message):
        """Tab was pressed to take what is offered."""

    class Left(Message):
        """Ctrl+D was pressed in an empty prompt."""

    def __init__(self, limit: int) -> None:
        """Make the prompt.

        Args:
            limit: The longest question, in characters.
        """
        super().__init__(
            placeholder="Ask a question", max_length=limit, select_on_focus=False, compact=True, id="prompt"
        )
        self.limit = limit
        self.cut = 0
        """How many characters of a paste had to be cut."""
        self.offered = False
        """Whether there is something that Tab would take."""
        self.recalling = False
        """Whether an earlier question stands in it."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys that would do nothing are not offered."""
        match action:
            case "ask":
                return bool(self.value.strip())
            case "take":
                return self.offered
            case "newer":
                return self.offered or self.recalling
        return True

    def put(self, text: str) -> None:
        """Have other text in it, the cursor at its end."""
        self.value = text[: self.limit]
        self.cursor_position = len(self.value)

    def add(self, text: str) -> None:
        """Have text inserted where the cursor is, as if it had been typed or pasted."""
        kept = " ".join(text[: self.limit * 8].split())
        kept = safe_text(kept).replace("\n", " ").replace("\t", " ")
        if text[:1].isspace() and self.value:
            kept = " " + kept
        start, end = sorted(self.selection)
        room = self.limit - len(self.value) + (end - start)
        lost = max(0, len(kept) - room) + max(0, len(text) - self.limit * 8)
        if lost:
            self.cut += lost
        self.replace(kept[: max(0, room)], start, end)

    async def on_key(self, event: events.Key) -> None:
        """Do what a key of the prompt does at once.

        Textual takes letters where they are typed, but looks up other keys only after the event has bubbled
        to the app. In a burst (a fast hand, a script), Enter would come after the letters behind it.
        """
        if event.is_printable:
            return
        bound = self.screen.active_bindings.get(event.key)
        if bound is not None and bound.node is self and bound.enabled:
            event.stop()
            event.prevent_default()
            await self.run_action(bound.binding.action)

    def _on_paste(self, event: events.Paste) -> None:
        # Input keeps only the first line of a paste, and keeps it as it is.
        event.stop()
        event.prevent_default()
        self.add(event.text)

    def action_paste(self) -> None:
        """What was copied in the chat itself, by the same way as any paste."""
        self.add(self.app.clipboard)

    def action_ask(self) -> None:
        """Send what stands in it."""
        self.post_message(self.Sent())

    def action_take(self) -> None:
        """Take what is offered."""
        self.post_message(self.Taken())

    def action_older(self) -> None:
        """Up."""
        self.post_message(self.Moved(-1))

    def action_newer(self) -> None:
        """Down."""
        self.post_message(self.Moved(1))

    def action_leave(self) -> None:
        """Ctrl+D deletes to the right, and in an empty prompt leaves, as in a shell."""
        if self.value:
            self.action_delete_right()
        else:
            self.post_message(self.Left())
