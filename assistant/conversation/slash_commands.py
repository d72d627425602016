"""The slash commands: one table for the chat, plain mode and the command palette.

Kept apart from the faces, so that a command added here is known to all of them; each face says which of the
actions it can do. Nothing here does anything.
"""

from __future__ import annotations

from typing import NamedTuple


class Command(NamedTuple):
    """Something a person can ask the program itself to do."""

    name: str
    """What is typed after the slash."""
    action: str
    """What a face does for it; the same name as the key that does it, where there is one."""
    summary: str
    """One line: what it does, in the reader's words."""
    argument: str = ""
    """What may follow, as shown to people; empty when nothing may."""
    aliases: tuple[str, ...] = ()
    faces: tuple[str, ...] = ("chat", "plain")
    """Where it makes sense."""
    needs: bool = False
    """Whether the argument must be given."""

    @property
    def usage(self) -> str:
        """The command as it is typed, with its argument."""
        return f"/{self.name} {self.argument}".rstrip()


COMMANDS: tuple[Command, ...] = (
    Command("help", "help", "Keys and commands", aliases=("?",)),
    Command("contents", "contents", "Sections and their questions", "[words]", aliases=("browse", "list")),
    Command("source", "source", "The section of the source, and its neighbours"),
    Command("before", "before", "The previous entry of the section", aliases=("previous",)),
    Command("after", "after", "The next entry of the section", aliases=("next",)),
    Command("open", "open_link", "Open the link of the source"),
    Command("explain", "explain", "How the answer was chosen"),
    Command("copy", "copy", "Copy the answer with its citation", faces=("chat",)),
    Command(
        "export",
        "export",
        "Export the answer or the conversation",
        "[form or file]",
        aliases=("save", "take"),
    ),
    Command("find", "find", "Find words in this conversation", "[words]", faces=("chat",)),
    Command("history", "history", "Earlier questions", "[words]"),
    Command("none", "none_of_these", "None of these: add the question to the inbox"),
    Command("wrong", "wrong", "Mark the answer as wrong"),
    Command("teach", "teach", "Teach: choose the entry that should have answered", "[words]"),
    Command("inbox", "inbox", "Inbox: unanswered questions"),
    Command("new", "new", "Start a new conversation", aliases=("clear", "reset")),
    Command("theme", "theme", "Change the theme", "[name]", faces=("chat",)),
    Command("quit", "quit", "Quit", aliases=("exit", "q")),
)


class Typed(NamedTuple):
    """A line that began with a slash, read."""

    command: Command | None
    """``None`` when there is no such command."""
    argument: str
    word: str
    """The command word as it was typed."""
    nearest: str = ""
    """The command that was perhaps meant."""


def commands_for(face: str) -> tuple[Command, ...]:
    """The commands that one face has, in the order they are listed."""
    return tuple(command for command in COMMANDS if face in command.faces)


def is_command(line: str) -> bool:
    """Whether a typed line is for the program: a slash and a word; "/ 2 of them" is still a question."""
    return line.startswith("/") and line[1:2] != "/" and bool(line[1:].split(" ", 1)[0])


def read_command(line: str, face: str) -> Typed:
    """Read a line that ``is_command``.

    Args:
        line: As typed, with its slash.
        face: ``chat`` or ``plain``.

    Returns:
        The command and what followed it. The start of a name is enough when only one command begins so.
    """
    word, _, argument = line[1:].partition(" ")
    known = commands_for(face)
    folded = word.casefold()
    for command in known:
        if folded == command.name or folded in command.aliases:
            return Typed(command, argument.strip(), word)
    begun = [command for command in known if command.name.startswith(folded)]
    if len(begun) == 1:
        return Typed(begun[0], argument.strip(), word)
    return Typed(None, argument.strip(), word, _nearest(folded, known))


def complete(line: str, face: str) -> tuple[Command, ...]:
    """The commands that a line being typed may become; none once its word is finished."""
    if not line.startswith("/") or " " in line:
        return ()
    begun = line[1:].casefold()
    known = commands_for(face)
    first = [command for command in known if command.name.startswith(begun)]
    rest = [
        command
        for command in known
        if command not in first and any(alias.startswith(begun) for alias in command.aliases)
    ]
    return (*first, *rest)


def _nearest(word: str, known: tuple[Command, ...]) -> str:
    from difflib import get_close_matches

    names = {name: command.name for command in known for name in (command.name, *command.aliases)}
    close = get_close_matches(word, names, n=1, cutoff=0.6)
    return names[close[0]] if close else ""
