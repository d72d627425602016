"""The options of every call, and the parsers for them.

Apart from ``cli``, because the plainest call, a question, is read without any of this.
"""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Sequence
from importlib import import_module
from typing import Any, NoReturn, Protocol

from assistant.cli.options import QUESTION, VALUED, Options, positive, split
from assistant.errors import ANSWERED, UsageError

COMMANDS = {
    "list": "every question it can answer, one a line",
    "show": "one entry in full, with its source",
    "check": "check base files: every mistake with its line and remedy",
    "eval": "ask labelled questions; quality figures and every miss",
    "teach": "add a phrasing to an entry in its file",
    "edit": "open an entry's file at its line in $EDITOR",
    "inbox": "the questions that found no answer",
    "new": "write a commented starter base",
    "schema": "print the JSON Schema of base files, for editors",
    "paths": "where the program keeps what",
}
"""The commands and what they do, in the order help lists them."""

USAGE = "assistant [options]\n       assistant -q QUESTION … [options]\n       assistant COMMAND … [options]"
EXAMPLES = """\
examples:
  assistant                                    open the chat
  assistant -q what is a cluster               one question, one answer
  assistant -q "why was it stopped?" --json    the answer as JSON
  assistant -q - < questions.txt               one question a line
  assistant --question="--strange one"         a question that begins with a dash
  assistant --faq my-base/ -q what is this     another question base
  assistant list --section theory              what can be asked
  assistant COMMAND -h                         more about one command

exit codes: 0 answered, 1 no confident answer, 2 wrong usage, 3 the base is broken,
            4 the source does not say, 130 interrupted
"""


class Command(Protocol):
    """A module in ``commands``."""

    @staticmethod
    def add_arguments(parser: argparse.ArgumentParser) -> None: ...
    @staticmethod
    def run(args: argparse.Namespace) -> int: ...


class Parser(argparse.ArgumentParser):
    """A parser that raises what it has to say instead of leaving."""

    def error(self, message: str) -> NoReturn:
        """Raise it as a wrong usage, with the way to help."""
        words = message[:1].upper() + message[1:].rstrip(".")
        raise UsageError(f"{words}. See: {self.prog} -h")


class Help(argparse.RawTextHelpFormatter):
    """Help as it is written, as wide as the terminal; asking for its width here keeps ``shutil`` out."""

    def __init__(self, prog: str, **rest: Any) -> None:
        try:
            columns = os.get_terminal_size().columns
        except OSError:
            columns = 80
        super().__init__(prog, max_help_position=28, width=max(40, min(columns, 100) - 2), **rest)


def call(argv: Sequence[str]) -> int:
    """Find what is called and run it; see ``main``."""
    head, after = split(argv)
    place = _command_place(head)
    if place is None:
        return _ask_or_chat(head, after)
    name = head[place]
    if name not in COMMANDS:
        raise UsageError(_no_command(name, head))
    about = _sentence(COMMANDS[name])
    parser = Parser(f"assistant {name}", description=about, allow_abbrev=False, formatter_class=Help)
    room: Command = import_module(f"assistant.cli.commands.{name}")  # type: ignore[assignment]
    add_common(parser)
    room.add_arguments(parser)
    rest = [*head[:place], *head[place + 1 :]]
    args, extra = parser.parse_known_args([*rest, "--", *after] if after is not None else rest)
    if extra:
        raise UsageError(_unexpected(parser, extra[0]))
    return room.run(args)


def add_common(parser: argparse.ArgumentParser) -> None:
    """Add the options that every call has."""
    parser.add_argument("--faq", action="append", metavar="PATH", help="another base: file or directory")
    parser.add_argument("--no-log", action="store_true", help="keep nothing of what is asked")
    parser.add_argument(
        "--color", choices=("auto", "always", "never"), default="auto", help="colour (also: NO_COLOR)"
    )


def front_parser() -> Parser:
    """The parser of a call without a command."""
    parser = Parser("assistant", usage=USAGE, allow_abbrev=False, formatter_class=Help)
    add_common(parser)
    add = parser.add_argument
    asks = "ask one question; - reads them from stdin, one a line"
    add(*QUESTION, nargs="?", const="", metavar="WORDS", help=asks)
    add("--json", action="store_true", help="one JSON object a question")
    add("-n", type=positive, metavar="N", help="how many candidates to list (default: 3)")
    add("--section", metavar="ID", help="only entries of this section")
    add("--explain", action="store_true", help="show the parts of the score")
    add("--plain", action="store_true", help="the conversation line by line, for screen readers and pipes")
    add("--continue", dest="resume", action="store_true", help="open the last conversation")
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
            raise UsageError(f"To ask a question: assistant -q -- {' '.join(after)[:60]}")
        from assistant.cli.commands.chat import run as converse

        return converse(args)
    from assistant.cli.commands import ask

    args.words = [word for word in (args.question, *rest, *(after or ())) if word]
    return ask.run(args)


def _sentence(words: str) -> str:
    return words[0].upper() + words[1:] + "."


def _version() -> int:
    from assistant import __version__
    from assistant.terminal.output import Output

    Output().lines([f"assistant {__version__}"])
    return ANSWERED


def _help() -> int:
    from assistant.terminal.output import Output

    wide = max(map(len, COMMANDS))
    parser = front_parser()
    parser.description = "Answers questions about one text, offline, each with its place in the source."
    listed = "\n".join(f"  {name.ljust(wide)}  {words}" for name, words in COMMANDS.items())
    parser.epilog = f"commands:\n{listed}\n\n{EXAMPLES}"
    Output().write(parser.format_help().rstrip() + "\n")
    return ANSWERED


def _command_place(head: Sequence[str]) -> int | None:
    """Where the command stands: the first word that is no option and no option's value; before any ``-q``."""
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


def _no_command(name: str, head: Sequence[str]) -> str:
    """The message for a first word that is no command: a slip of the finger, or a question without ``-q``."""
    from assistant.base.nearest import nearest
    from assistant.sanitize import safe_line

    near = nearest(name, COMMANDS)
    hint = f'Did you mean "{near}"? ' if near else ""
    if any(word in head for word in QUESTION):
        return f'There is no command "{safe_line(name, 60)}". {hint}The question stands after -q.'
    question = safe_line(" ".join(word for word in head if not word.startswith("-")), 80)
    return f'There is no command "{safe_line(name, 60)}". {hint}To ask a question: assistant -q {question}'


def _unexpected(parser: argparse.ArgumentParser, word: str) -> str:
    """The message for an option or a word that a call does not take."""
    from assistant.base.nearest import unknown_word

    if not word.startswith("-"):
        return f'"{word[:60]}" is one word too many. See: {parser.prog} -h'
    if word in QUESTION:
        return f"{word} asks a question by itself, without a command: assistant -q what is a cluster"
    options = re.findall(r"(?<![\w-])--?[a-z][\w-]*", parser.format_help())
    message = unknown_word("option", word.partition("=")[0], options, f"{parser.prog} -h")
    if parser.prog == "assistant":
        message += " A question with such a word: assistant -q -- WORDS"
    return message
