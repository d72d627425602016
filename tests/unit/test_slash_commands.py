"""The slash commands: parsing, completion, and one table for every interface."""

from __future__ import annotations

import pytest

from assistant.conversation.slash_commands import COMMANDS, commands_for, complete, is_command, read_command


def test_names_and_aliases_are_unique() -> None:
    names = [name for command in COMMANDS for name in (command.name, *command.aliases)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("line", "name", "argument"),
    [
        ("/help", "help", ""),
        ("/EXPORT  my talk.md ", "export", "my talk.md"),
        ("/expl", "explain", ""),
        ("/q", "quit", ""),
    ],
)
def test_a_line_is_parsed(line: str, name: str, argument: str) -> None:
    typed = read_command(line, "chat")
    assert typed.command is not None
    assert (typed.command.name, typed.argument) == (name, argument)


def test_an_unknown_word_names_the_nearest() -> None:
    typed = read_command("/quti", "plain")
    assert typed.command is None
    assert typed.nearest == "quit"


def test_an_ambiguous_prefix_is_unknown() -> None:
    assert read_command("/ex", "chat").command is None


def test_what_is_a_command() -> None:
    assert all(map(is_command, ("/help", "//x", "//conversations")))
    assert not any(map(is_command, ("/", "//", "/ 2", "what", "")))


def test_completion_lists_names_then_aliases_and_ends_with_the_word() -> None:
    assert [command.name for command in complete("/ex", "chat")] == ["explain", "export", "quit"]
    assert complete("/export x", "chat") == ()
    assert complete("what", "chat") == ()
    assert len(complete("/", "chat")) == len(commands_for("chat"))


def test_an_interface_has_only_its_own_commands() -> None:
    assert "theme" not in {command.name for command in commands_for("plain")}
    assert read_command("/theme", "plain").command is None
