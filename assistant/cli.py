"""Arguments in, exit code out.

The command is found first and only its own options are set up and its room loaded: a one-shot answer pays for
nothing else. Errors are caught here, once, and told in words.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn, Protocol

from assistant.errors import ANSWERED, BROKEN, INTERRUPTED, AssistantError, BaseError, UsageError
from assistant.output import PipeClosed, note, prepare, report, silence

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

QUESTION = ("-q", "--question")
VALUED = ("--faq", "-n", "--section", "--color")
"""Options of every call whose value is the next word."""

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


def main(argv: Sequence[str]) -> int:
    """Run a call.

    Args:
        argv: The arguments, without the program's name.

    Returns:
        The exit code of the contract.
    """
    prepare()
    try:
        return call(argv)
    except PipeClosed:
        return ANSWERED
    except BaseError as error:
        report(error.problems, error.title[0].lower() + error.title[1:])
        return error.exit_code
    except AssistantError as error:
        note(f"assistant: {error.message}")
        return error.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except SystemExit as ended:  # help and version end so
        return ended.code if isinstance(ended.code, int) else ANSWERED
    except Exception as error:
        return _unforeseen(error)


def _unforeseen(error: Exception) -> int:
    """Tell of an error that nobody thought of; one line, because a traceback tells people nothing."""
    import os

    if os.environ.get("ASSISTANT_DEBUG"):
        import traceback

        note("".join(traceback.format_exception(error)).rstrip())
    words = " ".join(str(error).split())[:300]
    note(
        f"assistant: Something went wrong inside: {type(error).__name__}: {words}. "
        "That is a mistake in the program; ASSISTANT_DEBUG=1 shows where."
    )
    return BROKEN


def call(argv: Sequence[str]) -> int:
    """Find what is called and run it; see ``main``."""
    head, after = _split(argv)
    place = _command_place(head)
    if place is None:
        return _ask_or_chat(head, after)
    name = head[place]
    if name not in COMMANDS:
        raise UsageError(_no_command(name, head))
    parser = Parser(f"assistant {name}", description=COMMANDS[name].capitalize() + ".", allow_abbrev=False)
    room: Command = import_module(f"assistant.commands.{name}")  # type: ignore[assignment]
    add_common(parser)
    room.add_arguments(parser)
    rest = [*head[:place], *head[place + 1 :]]
    args, extra = parser.parse_known_args([*rest, "--", *after] if after is not None else rest)
    if extra:
        raise UsageError(_unexpected(parser, extra[0]))
    return room.run(args)


def add_common(parser: argparse.ArgumentParser) -> None:
    """Add the options that every call has."""
    parser.add_argument("--faq", action="append", metavar="PATH", help="a base: file or directory; repeatable")
    parser.add_argument("--no-log", action="store_true", help="keep nothing of what is asked")
    parser.add_argument(
        "--color", choices=("auto", "always", "never"), default="auto", help="colour (also: NO_COLOR)"
    )


def front_parser() -> Parser:
    """The parser of a call without a command."""
    parser = Parser("assistant", usage=USAGE, allow_abbrev=False, formatter_class=argparse.RawTextHelpFormatter)
    add_common(parser)
    add = parser.add_argument
    add(*QUESTION, nargs="?", const="", metavar="WORDS", help="ask one question; - reads them from stdin, one a line")
    add("--json", action="store_true", help="one JSON object a question")
    add("-n", type=positive, metavar="N", help="how many candidates to list (default: 3)")
    add("--section", metavar="ID", help="only entries of this section")
    add("--explain", action="store_true", help="show the parts of the score")
    add("--plain", action="store_true", help="the conversation line by line, for screen readers and pipes")
    add("--continue", dest="resume", action="store_true", help="open the last conversation")
    add("--version", action="store_true", help="print the version")
    return parser


def positive(text: str) -> int:
    """A whole number from 1.

    Raises:
        argparse.ArgumentTypeError: It is something else.
    """
    if not (text.isascii() and text.isdigit() and len(text) < 7 and int(text) > 0):
        raise argparse.ArgumentTypeError(f'"{text[:20]}" is no whole number from 1 on')
    return int(text)


def _ask_or_chat(head: Sequence[str], after: Sequence[str] | None) -> int:
    if any(word in ("-h", "--help") for word in head):
        return _help()
    parser = front_parser()
    args, rest = parser.parse_known_args(head)
    for word in rest:
        if len(word) > 1 and word.startswith("-") and " " not in word and not word[1:].isdigit():
            raise UsageError(_unexpected(parser, word))
    if args.version:
        return _version()
    if args.question is None:
        if after:
            raise UsageError(f'To ask a question: assistant -q -- {" ".join(after)[:60]}')
        from assistant.commands import chat

        return chat.run(args)
    from assistant.commands import ask

    args.words = [word for word in (args.question, *rest, *(after or ())) if word]
    return ask.run(args)


def _version() -> int:
    from assistant import __version__
    from assistant.output import Output

    Output().lines([f"assistant {__version__}"])
    return ANSWERED


def _help() -> int:
    from assistant.output import Output

    wide = max(map(len, COMMANDS))
    parser = front_parser()
    parser.description = "Answers questions about one text, offline, each with its place in the source."
    listed = "\n".join(f"  {name.ljust(wide)}  {words}" for name, words in COMMANDS.items())
    parser.epilog = f"commands:\n{listed}\n\n{EXAMPLES}"
    Output().write(parser.format_help().rstrip() + "\n")
    return ANSWERED


def _split(argv: Sequence[str]) -> tuple[list[str], list[str] | None]:
    """The arguments before the first ``--`` and those after it, which are words whatever they look like.

    ``None`` when there is no ``--``. Done here, because what argparse makes of it differs between Pythons.
    """
    if "--" not in argv:
        return list(argv), None
    at = list(argv).index("--")
    return list(argv[:at]), list(argv[at + 1 :])


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
    from assistant.conversing import unknown

    message = unknown("command", name, COMMANDS, "assistant -h")
    if any(word in head for word in QUESTION):
        return f"{message} Options may follow a question, not words stand before it."
    return f"{message} To ask a question: assistant -q {' '.join(head)[:80]}"


def _unexpected(parser: argparse.ArgumentParser, word: str) -> str:
    """The message for an option or a word that a call does not take."""
    from assistant.conversing import unknown

    if not word.startswith("-"):
        return f'"{word[:60]}" is one word too many. See: {parser.prog} -h'
    options = [option for action in parser._actions for option in action.option_strings]
    message = unknown("option", word.partition("=")[0], options, f"{parser.prog} -h")
    if parser.prog == "assistant":
        message += " A question with such a word: assistant -q -- WORDS"
    return message


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
