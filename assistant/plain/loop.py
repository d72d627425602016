"""The loop of plain mode: read a line, run it as a command, take a choice, or ask it as a question."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from functools import partial

from assistant.conversation.slash_commands import commands_for, complete, is_command, read_command
from assistant.errors import AssistantError
from assistant.plain.choices import Choice
from assistant.plain.commands import Commands
from assistant.plain.line_protocol import stdin_lines
from assistant.plain.session import YOU, PlainSession
from assistant.sanitize import safe_line
from assistant.terminal.output import is_terminal, note
from assistant.terminal.rendering import wrapped

RECALLED = 500
"""Earlier questions that the arrow keys go back through."""


class Loop:
    """Runs one conversation line by line."""

    def __init__(self, session: PlainSession) -> None:
        """Create the loop for a session."""
        self._session = session
        self._commands = Commands(session)

    def run(self, *, greet: bool) -> int:
        """Hold the conversation until it ends.

        Args:
            greet: Whether to say what this is, first.

        Returns:
            The exit code: the highest of 0, 1 and 4 that occurred.
        """
        if greet:
            hint = "Type a question, the number of a choice, /help or /quit."
            self._session.say(
                [
                    f"{self._session.library.title}. {self._session.library.entry_count} answers.",
                    *wrapped(hint, self._session.out),
                ]
            )
        for turn in self._session.talk.turns:
            self._session.repeat(turn.question)
            self._session.tell(turn)
        interactive = is_terminal(sys.stdin) and self._session.out.tty
        for line in prompted_lines(self._session.history.entries()) if interactive else stdin_lines():
            if not interactive and line.strip():
                self._session.repeat(line)
            self._session.heard = self._session.heard or bool(line.strip())
            self.take(line)
            if self._session.ended:
                break
        return max(self._session.asked, default=0)

    def take(self, line: str) -> None:
        """Do what one line asks for."""
        text = line.strip()
        choice = self._chosen(text)
        if not text:
            if self._session.json:
                self._session.reset()
        elif is_command(text):
            self._command(text)
        elif choice is not None:
            self.pick(choice)
        else:
            self._session.ask(text)

    def pick(self, choice: Choice) -> None:
        """Do what a number stands for."""
        match choice.kind:
            case "ask":
                self._session.choose(choice.value, choice.label)
            case "again":
                self._session.ask(choice.label)
            case "none":
                self._commands.none_of_these("")
            case "do" if choice.do is not None:
                self._guarded(choice.do)
            case _:
                self._commands.contents("", choice.value)

    def _chosen(self, text: str) -> Choice | None:
        if (
            text.isascii()
            and text.isdigit()
            and len(text) < 4
            and 1 <= int(text) <= len(self._session.choices)
        ):
            return self._session.choices[int(text) - 1]
        return None

    def _command(self, text: str) -> None:
        typed = read_command(text, "plain")
        if typed.command is None:
            near = f" Did you mean /{typed.nearest}?" if typed.nearest else " /help lists them."
            self._session.say([f"There is no command /{safe_line(typed.word, 40)}.{near}"])
        elif typed.argument and not typed.command.argument:
            self._session.say([f"/{typed.command.name} takes nothing after it."])
        elif self._session.json and typed.command.action not in ("new", "quit"):
            note(f"/{typed.command.name} has no form as JSON.")
        else:
            self._guarded(partial(self._commands.run, typed.command.action, typed.argument))

    def _guarded(self, step: Callable[[], None]) -> None:
        """Do something, or tell why it cannot be done."""
        try:
            step()
        except AssistantError as error:
            self._session.say([error.message])


def prompted_lines(earlier: list[str]) -> Iterator[str]:
    """Lines typed at a prompt, with the editing and the history of a shell where there is one."""
    try:
        import readline
    except ImportError:
        pass
    else:
        for text in earlier[-RECALLED:]:
            readline.add_history(text.replace("\n", " "))
        readline.set_completer_delims("")
        readline.set_completer(_completed)
        readline.parse_and_bind("tab: complete")
    sys.stdin.reconfigure(errors="replace")  # type: ignore[union-attr]
    while True:
        try:
            yield input(YOU)
        except EOFError:
            print()
            return


def _completed(typed: str, state: int) -> str | None:
    """A slash command that begins as typed, for the Tab key."""
    names = [f"/{command.name}" for command in complete(typed, "plain") if command in commands_for("plain")]
    return names[state] if state < len(names) else None
