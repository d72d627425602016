"""``assistant pick``: choose a question from a list and print its answer."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

from assistant.cli.base_option import open_named_base, program
from assistant.errors import ANSWERED, INTERRUPTED, UNANSWERED, USAGE, UsageError
from assistant.plain.turn_format import turn_lines
from assistant.terminal.output import Output, is_terminal

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from assistant.conversation.open_base import OpenBase

FZF = ["fzf", "--no-multi", "--delimiter=\t", "--with-nth=2", "--height=15", "--reverse", "--tiebreak=index"]
NO_MATCH = 1
"""Exit code of fzf if nothing matches."""
FOUND = 50
"""Maximum number of questions found for a query."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    parser.add_argument("words", nargs="*", metavar="WORDS", help="search for these words first")
    parser.add_argument("--section", metavar="ID", help="list only the questions of this section")


def run(args: argparse.Namespace) -> int:
    """Let the user choose a question, with fzf if it is installed, and print the answer.

    Raises:
        UsageError: There is no terminal, or a dumb one, or fzf does not start.
    """
    fzf = shutil.which("fzf")
    capable = fzf or os.environ.get("TERM") != "dumb"
    if not (capable and is_terminal(sys.stdin) and is_terminal(sys.stderr)):
        raise UsageError(
            "The list needs a terminal that can move its cursor. Without one, use: "
            f"{program(args)} list, or {program(args)} -q QUESTION"
        )
    open_base = open_named_base(args)
    questions = {id: question for id, _, question, _ in open_base.listing(args.section)}
    words = " ".join(args.words)
    code, chosen = _with_fzf(questions, words) if fzf else _inline(open_base, questions, words)
    if chosen in questions:
        out = Output(color=args.color)
        out.lines(
            turn_lines(open_base.conversation().choose(chosen, questions[chosen]), out, program=program(args))
        )
    return code


def _with_fzf(questions: Mapping[str, str], words: str) -> tuple[int, str]:
    """Return the exit code and the id of the chosen question."""
    rows = "".join(f"{id}\t{question}\n" for id, question in questions.items())
    done = subprocess.run(
        [*FZF, "--query", words], input=rows, stdout=subprocess.PIPE, encoding="utf-8", check=False
    )
    if done.returncode == USAGE:  # of fzf, which has said what is wrong
        raise UsageError("fzf could not start. Check FZF_DEFAULT_OPTS.")
    code = {ANSWERED: ANSWERED, NO_MATCH: UNANSWERED}.get(done.returncode, INTERRUPTED)
    return code, done.stdout.partition("\t")[0]


def _inline(open_base: OpenBase, questions: Mapping[str, str], words: str) -> tuple[int, str]:
    """Return the exit code and the id of the chosen question."""
    from assistant.tui.dialogs.picker import Item
    from assistant.tui.pick import pick

    items = {id: Item(id, question) for id, question in questions.items()}

    def search(query: str) -> list[Item]:
        return [items[one.entry] for one in open_base.suggest(query, FOUND) if one.entry in items]

    chosen = pick(open_base.title, list(items.values()), words, search)
    return (INTERRUPTED, "") if chosen is None else (ANSWERED, chosen)
