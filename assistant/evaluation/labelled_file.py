"""Files of labelled questions: what was asked, and which entries would be right.

A file is JSON Lines. A line is one question, or a conversation whose turns are asked in order:

    {"question": "when did it stop?", "expect": ["policy-ended"], "kind": "in", "style": "lower"}
    {"turns": [{"question": "what is a cluster?", "expect": ["cluster-definition"]},
               {"question": "when was it, and what came after?", "expect": ["start", "after"], "all": true}]}

With ``all`` each entry of ``expect`` must be given; a list in its place means any of these. ``kind`` and
``style`` are free words to group by; a conversation's hold for its turns. Every problem of every file is
found in one go, because files like these are mended in one sitting.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from assistant.base.nearest import meant
from assistant.errors import LabelledError, Problem
from assistant.evaluation.labelled_line import Line, turn_words
from assistant.evaluation.labelled_question import LabelledFile
from assistant.sanitize import safe_line

_BOM = b"\xef\xbb\xbf"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def read_labelled(paths: Sequence[str]) -> tuple[list[LabelledFile], list[Problem]]:
    """Read files of labelled questions.

    Returns:
        What could be read, and every problem; the first is to be used only when the second is empty.
    """
    files: list[LabelledFile] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            data = Path(path).read_bytes()
        except OSError as error:
            why = error.strerror or "it cannot be opened"
            problems.append(_whole(path, "unreadable", f"the file cannot be read: {why}", "Check the path."))
            continue
        files.append(parse_labelled(data, path, problems))
    return files, problems


def parse_labelled(data: bytes, path: str, problems: list[Problem]) -> LabelledFile:
    """The questions in the bytes of one file; what is wrong is added to ``problems``."""
    if data.startswith(_UTF16):
        problems.append(_whole(path, "not-utf-8", "the file is UTF-16, not UTF-8", "Save it as UTF-8."))
        return LabelledFile(path, ())
    before = len(problems)
    conversations = []
    # Split at newlines alone: the other line breaks of Unicode may stand inside a JSON text.
    for number, line in enumerate(data.removeprefix(_BOM).split(b"\n"), 1):
        if line.strip():
            conversations.append(Line(path, number, problems).conversation(line))
    if not conversations and len(problems) == before:
        example = '{"question": "...", "expect": ["entry-id"]}'
        problems.append(
            _whole(path, "no-questions", "there is no question in it", f"Write lines such as {example}.")
        )
    return LabelledFile(path, tuple(filter(None, conversations)))


def unknown_entries(files: Sequence[LabelledFile], known: Collection[str]) -> list[Problem]:
    """A problem for each expected entry that the base does not have."""
    have = frozenset(known)
    return [
        Problem(
            row.path,
            row.line,
            1,
            "unknown-entry",
            f'{turn_words(row.turn)}the base has no entry "{safe_line(entry, 80)}"',
            meant(entry, known),
        )
        for file in files
        for row in file.rows
        for entry in row.expected
        if entry not in have
    ]


def refuse(problems: Sequence[Problem]) -> None:
    """Raise when there is any problem.

    Raises:
        LabelledError: with all of them, one a line, from the top of the first file to the end of the last.
    """
    if problems:
        count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        listed = [str(problem) for problem in sorted(problems)]
        raise LabelledError("\n".join([f"The labelled questions have {count}.", *listed]))


def _whole(path: str, rule: str, message: str, remedy: str) -> Problem:
    """A problem of a file as a whole."""
    return Problem(path, 0, 0, rule, message, remedy)
