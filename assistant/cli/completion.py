"""Complete the command line for the scripts of ``assistant completion``.

On each Tab, the script calls the program with the command line in the environment. The metavar of an argument says what
completes it.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable, Iterator
from itertools import pairwise

from argcomplete import autocomplete
from argcomplete.completers import BaseCompleter
from argcomplete.lexers import split_line

from assistant.cli.base_option import open_named_base
from assistant.cli.options import QUESTION
from assistant.cli.parser import (
    COMMANDS,
    add_commands,
    add_common,
    command_index,
    command_module,
    front_parser,
)

BASE_SUFFIXES = (".yaml", ".yml")


def complete() -> None:
    """Print the completions of the word at the cursor, and exit."""
    line, point = os.environ["COMP_LINE"], int(os.environ["COMP_POINT"])
    words = split_line(line, point)[3][1:]
    autocomplete(
        _parser(words), always_complete_options=False, default_completer=ArgumentCompleter(_base(words))
    )


def _parser(words: list[str]) -> argparse.ArgumentParser:
    """Return a parser of what may follow these words. It imports only the command that they name, if any."""
    parser = front_parser()
    if any(word.startswith(QUESTION) for word in words):
        return parser
    at = command_index(words)
    if at is None:
        add_commands(parser, COMMANDS)
        return parser
    for name, command in add_commands(parser, {words[at]} & COMMANDS.keys()).items():
        add_common(command)
        command_module(name).add_arguments(command)
    return parser


def _base(words: list[str]) -> list[str]:
    """Return the values of ``--faq``, which may be given before or after the command, with ``~`` expanded."""
    values = [value for option, value in pairwise(words) if option == "--faq"]
    values += [word.removeprefix("--faq=") for word in words if word.startswith("--faq=")]
    return [os.path.expanduser(value) for value in values]  # noqa: PTH111


class ArgumentCompleter(BaseCompleter):
    """Completes the value of an option or argument."""

    def __init__(self, faq: list[str]) -> None:
        """Remember the values of ``--faq``."""
        self._faq = faq

    def __call__(
        self,
        *,
        prefix: str,
        action: argparse.Action,
        parser: argparse.ArgumentParser,
        parsed_args: argparse.Namespace,
    ) -> Iterable[str]:
        """Return the values that may begin with the prefix; ids come with their texts."""
        if action.metavar == "ID":
            return self._ids(sections=action.dest == "section")
        if action.metavar == "PATH":
            return _paths(prefix, BASE_SUFFIXES)
        if action.metavar == "FILE":
            return _paths(prefix, ("",))
        if action.metavar in ("DIR", "REV-OR-DIR"):
            return _paths(prefix, ())
        if action.metavar == "STEP":
            from assistant.cli.commands.inbox import STEPS

            return STEPS
        return ()

    def _ids(self, *, sections: bool) -> dict[str, str]:
        """Return the ids of the sections or entries of the base, with their titles or questions."""
        open_base = open_named_base(argparse.Namespace(faq=self._faq))
        if sections:
            return {section.id: section.title for section in open_base.sections}
        return {id: question for id, _, question, _ in open_base.listing()}


def _paths(prefix: str, suffixes: tuple[str, ...]) -> Iterator[str]:
    """Yield the directories, and the files with one of these suffixes, that begin with the prefix."""
    folder, name = os.path.split(prefix)
    try:
        found = sorted(os.scandir(os.path.expanduser(folder) or "."), key=lambda entry: entry.name)  # noqa: PTH111
    except OSError:
        return
    for entry in found:
        if entry.name.startswith(".") and not name.startswith("."):
            continue
        path = os.path.join(folder, entry.name)  # noqa: PTH118 (a Path would drop "./" and "~")
        if entry.is_dir():
            yield f"{path}/"
        elif entry.name.endswith(suffixes):
            yield path
