"""The options of a call without a command, and the short way to read the plainest of them.

Setting up a full parser takes about as long as answering. A question with the usual options is read here;
whatever is not beyond doubt is left to ``arguments``, which reads all of it (a test holds the two together).
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.errors import UsageError

QUESTION = ("-q", "--question")
VALUED = {"--faq": "faq", "--section": "section", "-n": "n", "--color": "color"}
"""Options with a value, and where it is kept."""
FLAGS = {"--json": "json", "--explain": "explain", "--no-log": "no_log", "--plain": "plain"}
"""Options without."""
COLOURS = ("auto", "always", "never")


class Options:
    """What a call without a command was given."""

    def __init__(self) -> None:
        self.faq: list[str] | None = None
        self.no_log = False
        self.color = "auto"
        self.question: str | None = None
        self.json = False
        self.n: int | None = None
        self.section: str | None = None
        self.explain = False
        self.plain = False
        self.resume = False
        self.version = False
        self.words: list[str] = []
        """The words of the question."""


def split(argv: Sequence[str]) -> tuple[list[str], list[str] | None]:
    """The arguments before the first ``--`` and those after it, which are words whatever they look like.

    ``None`` when there is no ``--``. Done here, because what argparse makes of it differs between Pythons.
    """
    if "--" not in argv:
        return list(argv), None
    at = list(argv).index("--")
    return list(argv[:at]), list(argv[at + 1 :])


def positive(text: str) -> int:
    """A whole number from 1.

    Raises:
        UsageError: It is something else.
    """
    if not (text.isascii() and text.isdigit() and len(text) < 7 and int(text) > 0):
        raise UsageError(f'-n takes a whole number from 1 on, not "{text[:20]}". For example: -n 5')
    return int(text)


def plain_question(argv: Sequence[str]) -> Options | None:
    """Read a call that is a question with the usual options, each written in the usual way.

    Returns:
        The options; ``None`` when it is another call or needs a second look.
    """
    head, after = split(argv)
    options = Options()
    waiting = ""
    for word in head:
        if waiting:
            if word.startswith("-") or not _keep(options, waiting, word):
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


def _keep(options: Options, name: str, value: str) -> bool:
    """Keep an option's value; whether it is one."""
    if name == "faq":
        options.faq = [*(options.faq or ()), value]
    elif name == "n":
        options.n = positive(value)
    elif name == "section":
        options.section = value
    else:
        options.color = value
        return value in COLOURS
    return True
