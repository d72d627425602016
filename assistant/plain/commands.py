"""What the slash commands do in plain mode; the commands themselves are in ``commands_table``."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.base.model import SMALL_TALK
from assistant.conversation import export as exporting
from assistant.conversation.slash_commands import commands_for
from assistant.errors import UsageError
from assistant.plain.choices import Choice
from assistant.plain.turn_format import explanation_lines
from assistant.sanitize import safe_line
from assistant.storage.reasons import Reason
from assistant.terminal.rendering import wrapped

if TYPE_CHECKING:
    from assistant.conversation.turn import Turn
    from assistant.plain.curation import Curating
    from assistant.plain.session import PlainSession

LISTED = 30
"""Earlier questions that ``/history`` lists."""


class Commands:
    """The commands of one conversation: a method each, named after the command's action."""

    def __init__(self, session: PlainSession) -> None:
        self._session = session

    def run(self, action: str, argument: str) -> None:
        """Do a command.

        Raises:
            AssistantError: It cannot be done, and why.
        """
        getattr(self, action)(argument)

    def help(self, argument: str) -> None:
        """List the commands."""
        known = commands_for("plain")
        wide = max(len(command.usage) for command in known)
        lines = [f"{command.usage.ljust(wide)}  {command.summary}" for command in known]
        self._session.say(["A question, the number of a choice, or a command:", *lines])

    def contents(self, argument: str, section: str = "") -> None:
        """List the sections, a section's questions, or the questions with some words."""
        library = self._session.library
        if not argument and not section:
            counts = [(one, len(library.listing(one.id))) for one in library.sections]
            choices = [Choice("section", one.id, f"{one.title}, {count} questions") for one, count in counts]
            self._session.offer(choices, "Sections:")
            return
        words = argument.casefold().split()
        choices = [
            Choice("ask", id, question)
            for id, _, question, kind in library.listing(section or None)
            if kind != SMALL_TALK and all(word in question.casefold() for word in words)
        ]
        titles = [one.title for one in library.sections if one.id == section]
        head = titles[0] if titles else f"Questions with {safe_line(argument, 100)}"
        self._session.offer(choices, f"{head}:" if choices else f"{head}: none.")

    def source(self, argument: str) -> None:
        """Tell what stands behind the last answer."""
        turn = self._answered()
        section = self._session.library.section(turn.source.section if turn.source else "")
        if turn.source is None or section is None:
            raise UsageError("No source stands behind that.")
        before, after = self._neighbours(turn)
        told = (
            ("Section", section.title),
            ("About it", section.summary),
            ("Where", turn.source.locator),
            ("Link", turn.source.url),
            ("Before", before[1] if before else ""),
            ("After", after[1] if after else ""),
        )
        out = self._session.out
        lines = [wrapped(text, out, first=f"{name}: ") for name, text in told if text]
        self._session.say([line for part in lines for line in part])

    def before(self, argument: str) -> None:
        """Go to the entry before the last answer's in its section."""
        self._go(0, "first")

    def after(self, argument: str) -> None:
        """Go to the entry after the last answer's in its section."""
        self._go(1, "last")

    def open_link(self, argument: str) -> None:
        """Open the source's link, or tell it where there is nothing to open it with."""
        from assistant.text.markdown import openable

        turn = self._answered()
        url = turn.source.url if turn.source else ""
        if not openable(url):
            raise UsageError("There is no link to open.")
        opened = False
        if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or os.name == "nt":
            import webbrowser

            opened = webbrowser.open(url)
        self._session.say([f"{'Opened' if opened else 'Link'}: {url}"])

    def explain(self, argument: str) -> None:
        """Tell how the last answer was chosen."""
        turn = self._last()
        if turn.explanation is not None:
            self._session.say(explanation_lines(turn.explanation, self._session.out))

    def export(self, argument: str) -> None:
        """Print the last answer in another form, or save the conversation to a file that does not exist yet."""
        turn, turns, library = self._last(), self._session.talk.turns, self._session.library
        if any(form.id == argument.casefold() for form in exporting.FORMATS):
            text = exporting.as_format(turn, argument.casefold(), library.source, library.title)
            self._session.say(text.split("\n"))
            return
        path = exporting.save(turns, argument or ".md", Path(), library.title)
        self._session.say([f"Saved {safe_line(str(path), 300)}"])

    def history(self, argument: str) -> None:
        """List earlier questions, the newest first."""
        words = argument.casefold().split()
        earlier = [
            text
            for text in dict.fromkeys(reversed(self._session.history.entries()))
            if all(word in text.casefold() for word in words)
        ]
        choices = [Choice("again", "", re.sub(r"\s+", " ", text)) for text in earlier[:LISTED]]
        self._session.offer(choices, "Asked before:" if choices else "Nothing of that was asked before.")

    def none_of_these(self, argument: str) -> None:
        """Add the last question to the inbox as unanswered."""
        self._mark(Reason.NONE_OF_THESE)

    def wrong(self, argument: str) -> None:
        """Mark the last answer as wrong."""
        self._mark(Reason.WRONG)

    def teach(self, argument: str) -> None:
        """Say which question the last one asks."""
        self._curating().teach(self._last(), argument)

    def inbox(self, argument: str) -> None:
        """The questions that found no answer."""
        self._curating().inbox()

    def _curating(self) -> Curating:
        from assistant.plain.curation import Curating

        return Curating(self._session)

    def new(self, argument: str) -> None:
        """Start a new conversation."""
        self._session.reset()
        self._session.say(["A new conversation."])

    def quit(self, argument: str) -> None:
        """Leave."""
        self._session.ended = True

    def _mark(self, reason: Reason) -> None:
        turn = self._last()
        if not self._session.inbox.mark(turn, reason):
            raise UsageError("Not recorded: the inbox is off or cannot be written.")
        self._session.choices = []
        self._session.say([("Marked as wrong. " if reason == Reason.WRONG else "") + "Added to the inbox."])

    def _last(self) -> Turn:
        turns = self._session.talk.turns
        if not turns:
            raise UsageError("Nothing was asked yet.")
        return turns[-1]

    def _answered(self) -> Turn:
        """The newest turn that an entry answered."""
        for turn in reversed(self._session.talk.turns):
            if turn.entry:
                return turn
        raise UsageError("Nothing was answered yet.")

    def _neighbours(self, turn: Turn) -> tuple[tuple[str, str] | None, tuple[str, str] | None]:
        """(id, question) of the entries before and after a turn's in its section."""
        section = turn.source.section if turn.source else ""
        rows = [(id, question) for id, _, question, _ in self._session.library.listing(section or None)]
        at = next((n for n, row in enumerate(rows) if row[0] == turn.entry), None)
        if at is None or not section:
            return None, None
        return rows[at - 1] if at else None, rows[at + 1] if at + 1 < len(rows) else None

    def _go(self, side: int, edge: str) -> None:
        found = self._neighbours(self._answered())[side]
        if found is None:
            raise UsageError(f"That is the {edge} of its section.")
        self._session.choose(*found)
