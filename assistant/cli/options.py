"""Options of a call without a command, and a fast parser for simple questions.

Setting up argparse takes about as long as answering. ``plain_question`` parses a question with the common options
and leaves anything else to ``assistant.cli.parser``. A property test checks that both agree.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

QUESTION = ("-q", "--question")
VALUED = {"--faq": "faq", "--section": "section", "-n": "n", "--color": "color", "--format": "format"}
"""Options that take a value, and the attribute that stores it."""
FLAGS = {"--json": "json", "--explain": "explain", "--no-log": "no_log", "--plain": "plain"}
"""Options without a value."""
COLOURS = ("auto", "always", "never")
ANSWER_FORMATS = ("plain", "md", "bibtex")
"""Formats of an answer; see ``assistant.conversation.export``."""


class Options:
    """The parsed options of a call without a command."""

    def __init__(self) -> None:
        self.faq: list[str] | None = None
        self.no_log = False
        self.color = "auto"
        self.question: str | None = None
        self.json = False
        self.format: str | None = None
        self.n: int | None = None
        self.section: str | None = None
        self.explain = False
        self.plain = False
        self.resume = False
        self.curate = False
        self.version = False
        self.words: list[str] = []
        """The words of the question."""


def split(argv: Sequence[str]) -> tuple[list[str], list[str] | None]:
    """Split the arguments at the first ``--``.

    This is not left to argparse, which handles ``--`` differently from one Python version to the next.

    Returns:
        The arguments before it and those after it; ``None`` for the latter if there is no ``--``.
    """
    if "--" not in argv:
        return list(argv), None
    at = list(argv).index("--")
    return list(argv[:at]), list(argv[at + 1 :])


def whole_number(option: str, text: str, most: int = 999_999) -> int:
    """Parse the value of an option that is a whole number of at least 1.

    Raises:
        UsageError: It is not such a number, or larger than ``most``.
    """
    if not (text.isascii() and text.isdigit() and len(text) < 7 and 0 < int(text) <= most):
        raise UsageError(f'{option} must be a whole number from 1 to {most}, not "{text[:20]}".')
    return int(text)


def add_answer_format(parser: argparse.ArgumentParser) -> None:
    """Add the option for the format of an answer."""
    formats = "print the answer as plain text, md (Markdown) or bibtex (the citation of its source)"
    parser.add_argument("--format", choices=ANSWER_FORMATS, metavar="FORM", help=formats)


def add_pager_option(parser: argparse.ArgumentParser) -> None:
    """Add the option for output without a pager."""
    add = parser.add_argument
    add("--no-pager", dest="pager", action="store_false", help="print long output without $PAGER")


def plain_question(argv: Sequence[str]) -> Options | None:
    """Parse a question with common options in their usual form.

    Returns:
        The options; ``None`` if the call needs the full parser.
    """
    head, after = split(argv)
    options = Options()
    waiting = ""
    for word in head:
        if waiting:
            if word.startswith("-") or not _set(options, waiting, word):
                return None
            waiting = ""
        elif word in QUESTION and options.question is None:
            options.question = ""
        elif word in VALUED:
            waiting = VALUED[word]
        elif word in FLAGS:
            setattr(options, FLAGS[word], True)
        elif options.question is None or (word.startswith("-") and word != "-"):
            return None
        else:
            options.words.append(word)
    if waiting or options.question is None:
        return None
    options.words += after or ()
    return options


def _set(options: Options, name: str, value: str) -> bool:
    """Store the value of an option and return whether it is valid."""
    if name == "faq":
        options.faq = [*(options.faq or ()), value]
    elif name == "n":
        options.n = whole_number("-n", value)
    elif name == "section":
        options.section = value
    elif name == "format":
        options.format = value
        return value in ANSWER_FORMATS
    else:
        options.color = value
        return value in COLOURS
    return True
