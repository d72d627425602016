"""The slash commands of plain mode. ``assistant.conversation.slash_commands`` lists them."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.base.model import SMALL_TALK
from assistant.conversation import export as exporting
from assistant.conversation import wording
from assistant.conversation.slash_commands import commands_for
from assistant.errors import UsageError
from assistant.plain.choices import Choice
from assistant.sanitize import safe_line
from assistant.storage.reasons import Reason
from assistant.terminal.rendering import wrapped

if TYPE_CHECKING:
    from assistant.conversation.turn import Turn
    from assistant.plain.curation import Curation
    from assistant.plain.records import Records
    from assistant.plain.session import PlainSession


class Commands:
    """The commands of one session, each a method named after its action."""

    def __init__(self, session: PlainSession) -> None:
        self._session = session

    def run(self, action: str, argument: str) -> None:
        """Run a command.

        Raises:
            AssistantError: The command failed.
        """
        getattr(self, action)(argument)

    def help(self, argument: str) -> None:
        """List the commands."""
        known = commands_for("plain")
        wide = max(len(command.usage) for command in known)
        lines = [f"{command.usage.ljust(wide)}  {command.summary}" for command in known]
        self._session.say(["Type a question, the number of a choice, or a command:", *lines])

    def contents(self, argument: str) -> None:
        """List the sections, or the questions that contain some words."""
        open_base = self._session.open_base
        if argument:
            self._offer_questions(argument, f"Questions containing {safe_line(argument, 100)}")
            return
        choices = [
            Choice(
                f"{one.title}, {count} question{'s' * (count != 1)}",
                run=partial(self._offer_questions, "", one.title, one.id),
            )
            for one in open_base.sections
            for count in [len(open_base.listing(one.id))]
        ]
        self._session.offer(choices, "Sections:")

    def _offer_questions(self, words: str, head: str, section: str | None = None) -> None:
        wanted = words.casefold().split()
        choices = [
            Choice(question, "ask", id)
            for id, _, question, kind in self._session.open_base.listing(section)
            if kind != SMALL_TALK and all(word in question.casefold() for word in wanted)
        ]
        self._session.offer(choices, f"{head}:" if choices else f"{head}: none.")

    def source(self, argument: str) -> None:
        """Print the source of the last answer."""
        turn = self._answered()
        section = self._session.open_base.section(turn.source.section if turn.source else "")
        if turn.source is None or section is None:
            raise UsageError("This answer has no source.")
        before, after = self._neighbours(turn)
        fields = {
            "Section": section.title,
            "Summary": section.summary,
            "Location": turn.source.locator,
            "Link": turn.source.url,
            "Previous": before[1] if before else "",
            "Next": after[1] if after else "",
        }
        for name, text in fields.items():
            if text:
                self._session.say(wrapped(text, self._session.out, first=f"{name}: "))

    def before(self, argument: str) -> None:
        """Show the previous entry of the section."""
        self._go(0, "first")

    def after(self, argument: str) -> None:
        """Show the next entry of the section."""
        self._go(1, "last")

    def open_link(self, argument: str) -> None:
        """Open the link of the source, or print it if there is no graphical session."""
        from assistant.terminal.browser import open_in_browser
        from assistant.text.markdown import openable

        turn = self._answered()
        url = turn.source.url if turn.source else ""
        if not openable(url):
            raise UsageError("The source has no link.")
        self._session.say([f"{'Opened' if open_in_browser(url) else 'Link'}: {url}"])

    def explain(self, argument: str) -> None:
        """Print how the last answer was chosen."""
        turn = self._last()
        if turn.explanation is not None:
            self._session.say([wording.explanation(turn), *wording.figures(turn.explanation)])

    def export(self, argument: str) -> None:
        """Print the last answer in another format, or save the conversation to a new file."""
        turn, turns, open_base = self._last(), self._session.talk.turns, self._session.open_base
        form = exporting.format_named(argument)
        if form is not None:
            text = exporting.as_format(turn, form.id, open_base.source, open_base.title)
            self._session.say(text.split("\n") if text else [wording.NO_SOURCE])
            return
        path = exporting.save(turns, argument or ".md", Path(), open_base.title)
        self._session.say([f"Saved {safe_line(str(path), 300)}"])

    def history(self, argument: str) -> None:
        """List earlier questions, the newest first."""
        self._records().history(argument)

    def conversations(self, argument: str) -> None:
        """List earlier conversations, the most recent first."""
        self._records().conversations(argument)

    def find(self, argument: str) -> None:
        """List the questions and answers of this conversation that contain some words."""
        self._records().find(argument)

    def _records(self) -> Records:
        from assistant.plain.records import Records

        return Records(self._session)

    def wrong(self, argument: str) -> None:
        """Mark the last answer as wrong, or add an unanswered question to the inbox."""
        turn = self._last()
        if not self._session.inbox.mark(turn, Reason.WRONG if turn.entry else Reason.NONE_OF_THESE):
            raise UsageError("Not recorded: the inbox is turned off or cannot be written.")
        self._session.choices = []
        self._session.say([f"{'Marked as wrong. ' if turn.entry else ''}Added to the inbox."])

    def teach(self, argument: str) -> None:
        """Choose the entry that should have answered the last question."""
        self._curation().teach(self._last(), argument)

    def inbox(self, argument: str) -> None:
        """List unanswered questions."""
        self._curation().inbox()

    def _curation(self) -> Curation:
        from assistant.plain.curation import Curation

        return Curation(self._session)

    def reload(self, argument: str) -> None:
        """Use a changed base that is held back."""
        if not self._session.open_base.confirm():
            raise UsageError("Nothing is held back: the base reloads by itself.")

    def new(self, argument: str) -> None:
        """Start a new conversation."""
        self._session.reset()
        self._session.say(["New conversation."])

    def quit(self, argument: str) -> None:
        """Quit."""
        self._session.ended = True

    def _last(self) -> Turn:
        turns = self._session.talk.turns
        if not turns:
            raise UsageError("There is no question yet.")
        return turns[-1]

    def _answered(self) -> Turn:
        """Return the last turn with an answer."""
        for turn in reversed(self._session.talk.turns):
            if turn.entry:
                return turn
        raise UsageError("There is no answer yet.")

    def _neighbours(self, turn: Turn) -> tuple[tuple[str, str] | None, tuple[str, str] | None]:
        """Return (id, question) of the previous and the next entry of the section."""
        section = turn.source.section if turn.source else ""
        if not section:
            return None, None
        rows = [(id, question) for id, _, question, _ in self._session.open_base.listing(section)]
        at = next((n for n, row in enumerate(rows) if row[0] == turn.entry), None)
        if at is None:  # the entry was removed from the base meanwhile
            return None, None
        return rows[at - 1] if at else None, rows[at + 1] if at + 1 < len(rows) else None

    def _go(self, side: int, edge: str) -> None:
        found = self._neighbours(self._answered())[side]
        if found is None:
            raise UsageError(f"This is the {edge} entry of its section.")
        self._session.choose(*found)
