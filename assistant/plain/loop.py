"""The loop of plain mode: read a line, then run a command, take a choice or ask a question."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial

from assistant.conversation.slash_commands import is_command, read_command
from assistant.errors import AssistantError
from assistant.plain.choices import Choice
from assistant.plain.commands import Commands
from assistant.plain.line_protocol import stdin_lines
from assistant.plain.prompt import LinePrompt
from assistant.plain.session import PlainSession
from assistant.sanitize import safe_line
from assistant.terminal.output import is_terminal, note
from assistant.terminal.rendering import wrapped


class Loop:
    """Runs a session until it ends."""

    def __init__(self, session: PlainSession, prompt: LinePrompt) -> None:
        """Create the loop for a session, and the prompt for a terminal."""
        self._session = session
        self._prompt = prompt
        self._commands = Commands(session)
        self.got_input = False
        """Whether a line that is not blank has been read."""

    def run(self, *, greet: bool) -> int:
        """Run the conversation until it ends.

        Args:
            greet: Print a greeting first.

        Returns:
            The exit code: the highest of 0, 1 and 4 that occurred.
        """
        session = self._session
        if greet:
            hint = "Type a question, the number of a choice, /help or /quit."
            session.say([line for text in (*self._about(), hint) for line in wrapped(text, session.out)])
        session.print_conversation()
        interactive = is_terminal(sys.stdin) and session.out.tty
        for line in self._prompt.lines(session.history.entries()) if interactive else stdin_lines():
            if line.strip():
                self.got_input = True
                if not interactive:
                    session.echo(line)
            self.take(line.strip())
            if session.ended:
                break
        return max(session.codes, default=0)

    def _about(self) -> list[str]:
        """Describe the base, and the section that questions are limited to."""
        session = self._session
        only = session.open_base.section(session.section) if session.section else None
        limited = [f"Only questions of the section {only.title} are answered."] if only else []
        return [f"{session.open_base.title}. {session.open_base.entry_count} answers.", *limited]

    def take(self, text: str) -> None:
        """Handle one line of input."""
        choice = self._choice(text)
        if not text:
            if self._session.json:
                self._session.reset()
        elif is_command(text):
            self._command(text)
        elif choice is not None:
            self._pick(choice)
        elif self._session.choices and text.isdecimal() and len(text) < 3:
            self._session.say(
                [f"There is no choice {text}: type a number from 1 to {len(self._session.choices)}."]
            )
        else:
            self._session.ask(text)

    def _choice(self, text: str) -> Choice | None:
        """Return the choice with the typed number or word, if any."""
        numbered = enumerate(self._session.choices, 1)
        return next((one for at, one in numbered if text.casefold() in (str(at), *one.words)), None)

    def _pick(self, choice: Choice) -> None:
        match choice.kind:
            case "ask":
                self._session.choose(choice.entry, choice.label)
            case "browse":
                self._commands.contents("")
            case "none":
                self._guarded(partial(self._commands.wrong, ""))
            case _:
                self._guarded(choice.run)

    def _command(self, text: str) -> None:
        typed = read_command(text, "plain")
        if typed.command is None:
            hint = f"Did you mean /{typed.nearest}?" if typed.nearest else "/help lists the commands."
            self._session.say([f"Unknown command /{safe_line(typed.word, 40)}. {hint}"])
        elif typed.argument and not typed.command.argument:
            self._session.say([f"/{typed.command.name} takes no argument."])
        elif self._session.json and typed.command.action not in ("new", "reload", "quit"):
            note(f"/{typed.command.name} is not available with --json.")
        else:
            self._guarded(partial(self._commands.run, typed.command.action, typed.argument))

    def _guarded(self, step: Callable[[], None]) -> None:
        """Run a step and print its error, if any."""
        try:
            step()
        except AssistantError as error:
            self._session.say([error.message])
