"""The prompt with its suggestions: history, completion and submission."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Static, TextArea

from assistant.conversation.slash_commands import complete
from assistant.tui.messages import PromptChanged, QuestionSubmitted, SuggestionSelected
from assistant.tui.widgets.prompt import Prompt
from assistant.tui.widgets.suggestions import Suggestion, Suggestions


class Composer(Vertical):
    """Owns the text until it is submitted, and posts messages to the screen."""

    class ListLeft(Message):
        """Down was pressed in an empty prompt that has no list below."""

    def __init__(self, limit: int, *, curate: bool = False) -> None:
        """Create the composer.

        Args:
            limit: Maximum length of a question, characters.
            curate: Whether to offer the commands for curators.
        """
        super().__init__(id="composer")
        self._curate = curate
        self.prompt = Prompt(limit)
        self.suggestions = Suggestions()
        self._below = Static("[@click=screen.to_end]↓ more[/]", id="below")
        self.history: list[str] = []
        """Earlier questions, newest last."""
        self._recalled: int | None = None
        self._draft = ""
        self._keys = (False, False, False)
        self._taken: Suggestion | None = None

    def compose(self) -> ComposeResult:
        """Compose the prompt and the suggestions."""
        with Horizontal(id="line"):
            mark = Static("❯", id="mark", markup=False)
            mark.ALLOW_SELECT = False  # type: ignore[misc]
            yield mark
            yield self.prompt
            yield self._below
        yield self.suggestions

    def set_more_below(self, more: bool) -> None:
        """Show or hide the “more” button."""
        self._below.display = more

    def offer(self, typed: str, offers: Sequence[Suggestion]) -> None:
        """Show suggestions, unless the text has changed."""
        if typed == self.prompt.text and self._taken is None and self._recalled is None:
            self.suggestions.show(offers)
            self._tell()

    def put(self, text: str) -> None:
        """Put a text into the prompt, and focus the prompt."""
        self._taken, self._recalled = None, None
        self.suggestions.close()
        self.prompt.put(text)
        self.prompt.focus()

    def cancel(self) -> bool:
        """Undo a completion, close the suggestions or clear the prompt: the first that applies.

        Returns:
            Whether there was anything to do.
        """
        if self._taken is not None:
            self._restore()
            return True
        if self.suggestions.display:
            self.suggestions.close()
            self._tell()
            return True
        if self.prompt.text:
            self.clear()
            return True
        return False

    def clear(self) -> None:
        """Clear the prompt and close the suggestions."""
        self._taken, self._recalled, self._draft = None, None, ""
        self.prompt.cut = 0
        self.suggestions.close()
        self.prompt.put("")
        self._tell()

    def _tell(self) -> None:
        """Update the footer if the meaning of keys has changed."""
        prompt = self.prompt
        keys = bool(self.suggestions.offers), self._recalled is not None, bool(prompt.text.strip())
        if keys != self._keys:
            self._keys = keys
            prompt.offered, prompt.recalling, _ = keys
            prompt.refresh_bindings()

    @on(TextArea.Changed, "#prompt")
    def follow_typing(self, event: TextArea.Changed) -> None:
        """Request suggestions for typed text, but not for a suggestion or a recalled question."""
        event.stop()
        text = self.prompt.text
        if self._taken is not None and text == self._taken.text:
            return
        if self._recalled is not None and text == self.history[self._recalled]:
            self._tell()
            return
        self._taken = self._recalled = None
        if not text.strip():
            self.prompt.cut = 0
            self.suggestions.close()
        elif text.startswith("/"):
            commands = complete(text, "chat", curate=self._curate)
            self.suggestions.show([Suggestion(f"/{one.name}", one.summary) for one in commands])
        self._tell()
        self.post_message(PromptChanged(text))

    @on(Prompt.LineLeft)
    def move(self, event: Prompt.LineLeft) -> None:
        """Move through the suggestions, or through earlier questions."""
        event.stop()
        chosen = -1 if self.suggestions.highlighted is None else self.suggestions.highlighted
        in_list = bool(self.suggestions.offers) and self._recalled is None
        if in_list and (event.step > 0 or chosen >= 0):
            goal = chosen + event.step
            if goal < 0:
                self._restore()
            elif goal < len(self.suggestions.offers):
                self._take(goal)
        else:
            self._recall(event.step)

    def _take(self, number: int) -> None:
        if self._taken is None:
            self._draft = self.prompt.text
        self._taken = self.suggestions.offers[number]
        self.suggestions.highlighted = number
        self.prompt.put(self._taken.text)

    def _restore(self) -> None:
        """Restore the typed text."""
        self._taken = None
        self.suggestions.highlighted = None
        with self.prompt.prevent(TextArea.Changed):
            self.prompt.put(self._draft)
        self._tell()

    def _recall(self, step: int) -> None:
        if self._recalled is None:
            if step > 0 and not self.prompt.text:
                self.post_message(self.ListLeft())
            if step > 0 or not self.history:
                return
            self._draft, place = self.prompt.text, len(self.history) - 1
        else:
            place = self._recalled + step
        if place >= len(self.history):
            self._recalled = None
            self.prompt.put(self._draft)
        elif place >= 0:
            self._recalled = place
            self.suggestions.close()
            self.prompt.put(self.history[place])
        self._tell()

    @on(Prompt.CompletionRequested)
    def take(self, event: Prompt.CompletionRequested) -> None:
        """Complete with the highlighted or first suggestion; after a command, add a space for its argument."""
        event.stop()
        offers = self.suggestions.offers
        if not offers:
            return
        self._take(self.suggestions.highlighted or 0)
        taken = self._taken
        self.suggestions.close()
        self._tell()
        if taken is not None and not taken.entry:
            self._taken = None
            with self.prompt.prevent(TextArea.Changed):
                self.prompt.put(taken.text + " ")

    @on(Prompt.Submitted)
    def send(self, event: Prompt.Submitted) -> None:
        """Submit the text; for an unchanged suggestion, ask its entry."""
        event.stop()
        text, taken, cut = self.prompt.text.strip(), self._taken, self.prompt.cut
        self.clear()
        if taken is not None and taken.entry and taken.text == text:
            self.post_message(SuggestionSelected(taken.entry, taken.text))
        elif text:
            self.post_message(QuestionSubmitted(text, cut))

    @on(Suggestions.OptionSelected)
    def ask_clicked(self, event: Suggestions.OptionSelected) -> None:
        """Ask a clicked suggestion; put a clicked command into the prompt."""
        event.stop()
        offer = self.suggestions.offers[event.option_index]
        self.clear()
        if offer.entry:
            self.post_message(SuggestionSelected(offer.entry, offer.text))
        else:
            self.put(offer.text + " ")
