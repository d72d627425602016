"""The slash commands: one table for the chat, plain mode and the command palette.

To add a command, add it to ``COMMANDS``. In the chat the action is a method ``action_NAME`` of the screen, in plain
mode a method of ``assistant.plain.commands.Commands``.
"""

from __future__ import annotations

from typing import NamedTuple


class Command(NamedTuple):
    """A slash command."""

    name: str
    """The word after the slash."""
    action: str
    """The action it runs; also the id of the key for this action, if any."""
    summary: str
    """One line of help."""
    argument: str = ""
    """The argument as shown in the help; empty if there is none."""
    aliases: tuple[str, ...] = ()
    interfaces: tuple[str, ...] = ("chat", "plain")
    """Where the command is available."""
    curating: bool = False
    """Whether the chat lists it in curator mode only; it works in both modes."""

    @property
    def usage(self) -> str:
        """The command and its argument, as typed."""
        return f"/{self.name} {self.argument}".rstrip()


COMMANDS: tuple[Command, ...] = (
    Command("help", "help", "Show help, keys and commands", aliases=("?",)),
    Command(
        "contents", "contents", "List sections and their questions", "[words]", aliases=("browse", "list")
    ),
    Command("source", "source", "Show the section of the source"),
    Command("before", "before", "Show the previous entry of the section", aliases=("previous",)),
    Command("after", "after", "Show the next entry of the section", aliases=("next",)),
    Command("open", "open_link", "Open the link of the source"),
    Command("explain", "explain", "Show how the answer was chosen"),
    Command("copy", "copy", "Copy the answer with its citation", interfaces=("chat",)),
    Command("export", "export", "Export the answer or the conversation", "[format or file]"),
    Command("find", "find", "Find words in this conversation", "[words]"),
    Command("history", "history", "Search earlier questions and their answers", "[words]"),
    Command(
        "conversations", "conversations", "Continue an earlier conversation", "[words]", aliases=("resume",)
    ),
    Command("wrong", "wrong", "Mark the answer as wrong"),
    Command("teach", "teach", "Choose the entry that should have answered", "[words]", curating=True),
    Command("inbox", "inbox", "Review unanswered questions", curating=True),
    Command("new", "new", "Start a new conversation", aliases=("clear", "reset")),
    Command("reload", "reload", "Load a changed base although entries are missing"),
    Command("theme", "theme", "Change the theme", "[name]", interfaces=("chat",)),
    Command("quit", "quit", "Quit", aliases=("exit", "q")),
)


LEAVING = ("quit", "exit", ":q")
"""Lines that quit, as in other programs."""


class Typed(NamedTuple):
    """A parsed command line."""

    command: Command | None
    """``None`` if the command is unknown."""
    argument: str
    word: str
    """The command as typed, without the slash."""
    nearest: str = ""
    """The known command with the most similar name; may be empty."""


def commands_for(interface: str, *, curate: bool = True) -> tuple[Command, ...]:
    """Return the commands of an interface, ``chat`` or ``plain``, in the order of the help.

    Args:
        interface: The interface.
        curate: Whether to include those for curators.
    """
    return tuple(one for one in COMMANDS if interface in one.interfaces and (curate or not one.curating))


def is_command(line: str) -> bool:
    """Return whether a line is a command: slashes and a word. "/ 2 of them" is a question."""
    return line.startswith("/") and bool(line.split(" ", 1)[0].strip("/"))


def read_command(line: str, interface: str) -> Typed:
    """Parse a line for which :func:`is_command` is true.

    An unambiguous prefix of a name is enough.
    """
    word, _, argument = line[1:].partition(" ")
    known = commands_for(interface)
    folded = word.casefold()
    for command in known:
        if folded == command.name or folded in command.aliases:
            return Typed(command, argument.strip(), word)
    prefixed = [command for command in known if command.name.startswith(folded)]
    if len(prefixed) == 1:
        return Typed(prefixed[0], argument.strip(), word)
    return Typed(None, argument.strip(), word, _nearest(folded, known))


def complete(line: str, interface: str, *, curate: bool = True) -> tuple[Command, ...]:
    """Return the commands that match an unfinished line, matches by name before matches by alias."""
    if not line.startswith("/") or " " in line:
        return ()
    prefix = line[1:].casefold()
    matching = [
        command
        for command in commands_for(interface, curate=curate)
        if any(name.startswith(prefix) for name in (command.name, *command.aliases))
    ]
    return tuple(sorted(matching, key=lambda command: not command.name.startswith(prefix)))


def _nearest(word: str, known: tuple[Command, ...]) -> str:
    from difflib import get_close_matches

    names = {name: command.name for command in known for name in (command.name, *command.aliases)}
    close = get_close_matches(word, names, n=1, cutoff=0.6)
    return names[close[0]] if close else ""
