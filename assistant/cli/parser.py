"""The full argument parser, and the help texts.

Kept out of ``main`` because a simple question is parsed without argparse.
"""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Iterable, Sequence
from functools import partial
from importlib import import_module
from typing import Any, NoReturn

from assistant.cli.options import COLOURS, QUESTION, VALUED, Options, add_answer_format, split, whole_number
from assistant.errors import ANSWERED, UsageError

COMMANDS = {
    "list": "list the questions that the base answers",
    "show": "show an entry with its source",
    "check": "report errors and warnings in base files",
    "eval": "measure answer quality with labelled questions",
    "teach": "add a phrasing to an entry",
    "edit": "open an entry in $EDITOR",
    "inbox": "review unanswered questions",
    "new": "create a starter base, or copy a base",
    "import": "turn an existing FAQ into a base",
    "pick": "choose a question from a list",
    "serve": "open the chat in a browser",
    "schema": "print the JSON Schema of base files",
    "paths": "print the paths of data, settings and cache",
    "completion": "print a completion script for a shell",
}
"""The commands and their summaries, in the order of the help text."""

_MODULES = {"import": "import_faq"}
"""The modules of commands whose names are keywords of Python."""

USAGE = "assistant [options]\n       assistant -q QUESTION … [options]\n       assistant COMMAND … [options]"
DESCRIPTION = "Answer questions about a text, offline, with a citation for every answer."
EXAMPLES = """\
  assistant                                    open the chat
  assistant -q what is a cluster               answer one question
  assistant -q "why was it stopped?" --json    answer as JSON
  assistant -q - < questions.txt               answer one question per line
  assistant --question="--strange one"         a question with a leading dash
  assistant --faq my-base/ -q what is this     use another base
  assistant list --section theory              list the questions of a section
  assistant COMMAND -h                         show help for a command"""
EXIT_CODES = """\
  0 answered, 1 no confident answer, 2 usage error,
  3 broken base or file, 4 the source does not say, 130 interrupted"""


class Parser(argparse.ArgumentParser):
    """An ArgumentParser that raises UsageError instead of exiting."""

    def error(self, message: str) -> NoReturn:
        """Raise the message, with a reference to the help text."""
        words = message[:1].upper() + message[1:].rstrip(".")
        raise UsageError(f"{words}. See: {self.prog} -h")


class Help(argparse.RawDescriptionHelpFormatter):
    """A help formatter as wide as the terminal. It finds the width without importing ``shutil``."""

    def __init__(self, prog: str, **rest: Any) -> None:
        try:
            columns = os.get_terminal_size().columns
        except OSError:
            columns = 80
        super().__init__(prog, max_help_position=28, width=max(40, min(columns, 100) - 2), **rest)


def call(argv: Sequence[str]) -> int:
    """Parse the arguments and run the command; see ``assistant.cli.main``."""
    head, after = split(argv)
    place = command_index(head)
    if place is None:
        return _ask_or_chat(head, after)
    name = head[place]
    if name not in COMMANDS:
        raise UsageError(_no_command(name, head))
    parser = Parser(f"assistant {name}", **_about(name))
    add_common(parser)
    command = command_module(name)
    command.add_arguments(parser)
    rest = [*head[:place], *head[place + 1 :]]
    args, extra = parser.parse_known_args([*rest, "--", *after] if after is not None else rest)
    if extra:
        raise UsageError(_unexpected(parser, extra[0]))
    code: int = command.run(args)
    return code


def add_commands(parser: argparse.ArgumentParser, names: Iterable[str]) -> dict[str, argparse.ArgumentParser]:
    """Add commands without arguments as subparsers, for documentation and completion, and return them by name."""
    commands = parser.add_subparsers(prog="assistant", title="commands", metavar="COMMAND")
    return {name: commands.add_parser(name, help=COMMANDS[name], **_about(name)) for name in names}


def command_index(head: Sequence[str]) -> int | None:
    """Return the index of the command: the first word before ``-q`` that is neither an option nor its value."""
    valued = False
    for at, word in enumerate(head):
        if valued:
            valued = False
        elif word in QUESTION or word.startswith(("-q", "--question=")):
            return None
        elif word.startswith("-"):
            valued = word in VALUED
        else:
            return at
    return None


def _about(name: str) -> dict[str, Any]:
    """Return the keyword arguments for the parser of a command."""
    summary = COMMANDS[name]
    about = f"{summary[0].upper()}{summary[1:]}."
    return {"description": about, "allow_abbrev": False, "formatter_class": Help}


def command_module(name: str) -> Any:
    """Import the module of a command: ``add_arguments`` adds its own arguments, ``run`` runs it."""
    return import_module(f"assistant.cli.commands.{_MODULES.get(name, name)}")


def add_common(parser: argparse.ArgumentParser) -> None:
    """Add the options of every command."""
    add = parser.add_argument
    base = "base file or directory, repeatable (default: ASSISTANT_FAQ, else faq in the settings)"
    add("--faq", action="append", metavar="PATH", help=base)
    add("--no-log", action="store_true", help="do not record questions")
    colour = "use colour: auto (default), always or never"
    add("--color", choices=COLOURS, default="auto", metavar="WHEN", help=colour)


def front_parser() -> Parser:
    """Return the parser of a call without a command."""
    parser = Parser("assistant", usage=USAGE, allow_abbrev=False, formatter_class=Help)
    add_common(parser)
    add = parser.add_argument
    asks = "answer a question; - reads questions from stdin"
    add(*QUESTION, nargs="?", const="", metavar="WORDS", help=asks)
    add("--json", action="store_true", help="print one JSON object per question")
    add_answer_format(parser)
    add("-n", type=partial(whole_number, "-n"), metavar="N", help="list up to N candidates (default: 3)")
    add("--section", metavar="ID", help="search only this section")
    add("--explain", action="store_true", help="show how the answer was chosen")
    add("--plain", action="store_true", help="chat line by line, for screen readers and pipes")
    add("--continue", dest="resume", action="store_true", help="continue the last conversation")
    add(
        "--curate",
        action="store_true",
        help="open the chat for curators, with keys to teach and for the inbox",
    )
    add("--version", action="store_true", help="print the version")
    return parser


def _ask_or_chat(head: Sequence[str], after: Sequence[str] | None) -> int:
    if any(word in ("-h", "--help") for word in head):
        return _help()
    parser = front_parser()
    args = Options()
    _, rest = parser.parse_known_args(head, args)
    for word in rest:
        if len(word) > 1 and word.startswith("-") and " " not in word and not word[1:].isdigit():
            raise UsageError(_unexpected(parser, word))
    if args.version:
        return _version()
    if args.question is None:
        if after:
            raise UsageError(f"To ask a question, use: assistant -q -- {' '.join(after)[:60]}")
        from assistant.cli.commands import chat

        return chat.run(args)
    from assistant.cli.commands import ask

    args.words = [word for word in (args.question, *rest, *(after or ())) if word]
    return ask.run(args)


def _version() -> int:
    from assistant import __version__
    from assistant.terminal.output import Output

    Output().lines([f"assistant {__version__}"])
    return ANSWERED


def _help() -> int:
    from assistant.terminal.output import Output

    wide = max(map(len, COMMANDS))
    parser = front_parser()
    parser.description = DESCRIPTION
    listed = "\n".join(f"  {name.ljust(wide)}  {summary}" for name, summary in COMMANDS.items())
    parser.epilog = f"commands:\n{listed}\n\nexamples:\n{EXAMPLES}\n\nexit codes:\n{EXIT_CODES}"
    Output().write(parser.format_help().rstrip() + "\n")
    return ANSWERED


def _no_command(name: str, head: Sequence[str]) -> str:
    """Return the message for an unknown command: a typo, or a question without ``-q``."""
    from assistant.base.nearest import nearest
    from assistant.sanitize import safe_line

    near = nearest(name, COMMANDS)
    hint = f'Did you mean "{near}"? ' if near else ""
    if any(word in head for word in QUESTION):
        return f'Unknown command "{safe_line(name, 60)}". {hint}Put the question after -q.'
    question = safe_line(" ".join(word for word in head if not word.startswith("-")), 80)
    return f'Unknown command "{safe_line(name, 60)}". {hint}To ask a question, use: assistant -q {question}'


def _unexpected(parser: argparse.ArgumentParser, word: str) -> str:
    """Return the message for an unknown option or an unexpected word."""
    from assistant.base.nearest import unknown_word

    if not word.startswith("-"):
        return f'Unexpected argument "{word[:60]}". See: {parser.prog} -h'
    if word in QUESTION:
        return f"{word} cannot be combined with a command. Example: assistant -q what is a cluster"
    options = re.findall(r"(?<![\w-])--?[a-z][\w-]*", parser.format_help())
    message = unknown_word("option", word.partition("=")[0], options, f"{parser.prog} -h")
    if parser.prog == "assistant":
        message += " " if message.endswith(("?", ".")) else ". "
        message += "To ask a question with this word, use: assistant -q -- WORDS"
    return message
