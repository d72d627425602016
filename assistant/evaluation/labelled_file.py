"""Read files of labelled questions: questions with the entries that answer them.

A file is JSON Lines. A line is one question, or a conversation:

    {"question": "when did it stop?", "expect": ["policy-ended"], "kind": "in", "style": "lower"}
    {"turns": [{"question": "what is a cluster?", "expect": ["cluster-definition"]},
               {"question": "when was it, and what came after?", "expect": ["start", "after"], "all": true}]}

With ``all``, every item of ``expect`` must be answered; an item that is a list means any one of its entries. Results
are grouped by ``kind`` and ``style``, which may be any text; those of a conversation apply to its turns. All problems
are reported at once.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from assistant.base.nearest import spelling_hint
from assistant.errors import LabelledError, Problem
from assistant.evaluation.labelled_line import LineParser, turn_prefix
from assistant.evaluation.labelled_question import LabelledFile
from assistant.sanitize import safe_line

_BOM = b"\xef\xbb\xbf"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def read_labelled(paths: Sequence[str]) -> tuple[list[LabelledFile], list[Problem]]:
    """Read files of labelled questions.

    Returns:
        The files, and all problems; use the files only if there are none.
    """
    files: list[LabelledFile] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            data = Path(path).read_bytes()
        except OSError as error:
            why = error.strerror or "it cannot be opened"
            problems.append(
                _file_problem(path, "unreadable", f"the file cannot be read: {why}", "Check the path.")
            )
            continue
        files.append(parse_labelled(data, path, problems))
    return files, problems


def parse_labelled(data: bytes, path: str, problems: list[Problem]) -> LabelledFile:
    """Parse the questions of a file, and add its problems to ``problems``."""
    if data.startswith(_UTF16):
        problems.append(
            _file_problem(path, "not-utf-8", "the file is UTF-16, not UTF-8", "Save it as UTF-8.")
        )
        return LabelledFile(path, ())
    before = len(problems)
    conversations = []
    # only "\n" ends a line: JSON strings may contain other Unicode line breaks
    for number, line in enumerate(data.removeprefix(_BOM).split(b"\n"), 1):
        if line.strip():
            conversations.append(LineParser(path, number, problems).conversation(line))
    if not conversations and len(problems) == before:
        example = '{"question": "...", "expect": ["entry-id"]}'
        problems.append(
            _file_problem(
                path, "no-questions", "the file has no questions", f"Write lines such as {example}."
            )
        )
    return LabelledFile(path, tuple(filter(None, conversations)))


def check_entry_ids(files: Sequence[LabelledFile], known: Collection[str]) -> list[Problem]:
    """Return a problem for each expected entry that the base does not have."""
    have = frozenset(known)
    return [
        Problem(
            row.path,
            row.line,
            1,
            "unknown-entry",
            f'{turn_prefix(row.turn)}the base has no entry "{safe_line(entry, 80)}"',
            spelling_hint(entry, known),
        )
        for file in files
        for row in file.rows
        for entry in row.expected
        if entry not in have
    ]


def raise_problems(problems: Sequence[Problem]) -> None:
    """Raise an error if there are problems.

    Raises:
        LabelledError: Lists all problems, sorted by place.
    """
    if problems:
        count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        listed = [str(problem) for problem in sorted(problems)]
        raise LabelledError("\n".join([f"The labelled questions have {count}.", *listed]))


def _file_problem(path: str, rule: str, message: str, remedy: str) -> Problem:
    """Return a problem of a whole file."""
    return Problem(path, 0, 0, rule, message, remedy)
