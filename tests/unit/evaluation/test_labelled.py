"""Files of labelled questions: what is read from them, and what is said of a broken one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.errors import BROKEN, LabelledError, Problem
from assistant.evaluation.labelled_file import check_entry_ids, parse_labelled, raise_problems, read_labelled
from assistant.evaluation.labelled_question import LabelledFile

Write = Callable[..., str]
FINE = b'{"question": "q", "expect": ["alpha"]}'


def parsed(data: bytes) -> tuple[LabelledFile, list[Problem]]:
    problems: list[Problem] = []
    return parse_labelled(data, "q.jsonl", problems), problems


def told(data: bytes) -> list[tuple[int, str]]:
    """(line, rule) of every problem, in order."""
    return [(problem.line, problem.rule) for problem in sorted(parsed(data)[1])]


def test_a_line_is_a_question_with_the_entries_that_count(write: Write) -> None:
    path = write({"question": "when?", "expect": ["alpha", "beta"], "kind": "in", "style": "lower"}, "", FINE)
    (file,), problems = read_labelled([path])
    assert problems == []
    first, second = file.rows
    assert (first.question, first.expect, first.kind, first.style) == (
        "when?",
        (("alpha", "beta"),),
        "in",
        "lower",
    )
    assert (first.line, second.line, first.turn) == (1, 3, 0)
    assert second.place == f"{path}:3"


def test_nothing_expected_means_that_it_must_not_be_answered() -> None:
    file, problems = parsed(b'{"question": "", "expect": []}')
    assert (file.rows[0].expect, problems) == ((), [])


def test_turns_are_one_conversation_and_share_its_words() -> None:
    file, problems = parsed(
        b'{"kind": "in", "turns": [{"question": "a", "expect": []},'
        b' {"question": "b", "expect": [], "kind": "gap"}]}'
    )
    assert problems == []
    (rows,) = file.conversations
    assert [(row.question, row.turn, row.kind) for row in rows] == [("a", 1, "in"), ("b", 2, "gap")]
    assert rows[1].place == "q.jsonl:1, turn 2"


def test_all_expects_each_entry_and_a_list_in_its_place_any_of_them() -> None:
    file, problems = parsed(b'{"question": "a and b?", "expect": ["alpha", ["beta", "gamma"]], "all": true}')
    assert problems == []
    assert file.rows[0].expect == (("alpha",), ("beta", "gamma"))
    assert file.rows[0].expected == ("alpha", "beta", "gamma")


@pytest.mark.parametrize("prefix", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("ending", [b"\n", b"\r\n"])
def test_byte_order_mark_and_windows_line_ends_are_read(prefix: bytes, ending: bytes) -> None:
    file, problems = parsed(prefix + FINE + ending + FINE + ending)
    assert (len(file.rows), problems) == (2, [])


def test_other_line_breaks_of_unicode_stay_inside_a_question() -> None:
    file, problems = parsed('{"question": "a\u2028b\x85c", "expect": []}'.encode())
    assert (file.rows[0].question, problems) == ("a\u2028b\x85c", [])


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        (b"not json", "not-json"),
        (b'{"question": "q", "expect": [], }', "not-json"),
        (b"[" * 100_000, "not-json"),
        (b'{"question": ' + b"1" * 5_000 + b"}", "not-json"),
        (b'{"question": "\xff", "expect": []}', "not-utf-8"),
        (b'["q"]', "wrong-type"),
        (b'{"expect": []}', "no-question"),
        (b'{"question": null, "expect": []}', "no-question"),
        (b'{"question": "q"}', "no-expect"),
        (b'{"question": "q", "expect": "alpha"}', "wrong-type"),
        (b'{"question": "q", "expect": [1]}', "wrong-type"),
        (b'{"question": "q", "expect": [["alpha"]]}', "wrong-type"),
        (b'{"question": "q", "expect": ["alpha"], "all": true}', "all-of-one"),
        (b'{"question": "q", "expect": ["alpha", []], "all": true}', "wrong-type"),
        (b'{"question": "q", "expect": ["alpha", "beta"], "all": 1}', "wrong-type"),
        (b'{"question": "q", "expect": [], "kind": 1}', "wrong-type"),
        (b'{"question": "q", "question": "r", "expect": []}', "duplicate-key"),
        (b'{"question": "q", "expect": [], "knd": "in"}', "unknown-key"),
        (b'{"turns": []}', "wrong-type"),
        (b'{"turns": ["q"]}', "wrong-type"),
        (b'{"turns": [{"question": "q", "expect": []}], "question": "q"}', "unknown-key"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(line: bytes, rule: str) -> None:
    assert told(FINE + b"\n\n" + line) == [(3, rule)]


def test_a_misspelt_key_names_the_nearest() -> None:
    _, (problem,) = parsed(b'{"question": "q", "expect": [], "stile": "lower"}')
    assert str(problem) == 'q.jsonl:1:1: the key "stile" is not known (unknown-key). Did you mean "style"?'


@pytest.mark.parametrize(
    ("data", "rule"), [(b"", "no-questions"), (b"\n \n", "no-questions"), ("é".encode("utf-16"), "not-utf-8")]
)
def test_a_file_without_readable_questions_is_said_to_be_so(data: bytes, rule: str) -> None:
    assert told(data) == [(0, rule)]


def test_files_that_cannot_be_opened_are_all_named(tmp_path: Path) -> None:
    missing = str(tmp_path / "none.jsonl")
    _, problems = read_labelled([missing, str(tmp_path)])
    assert [(problem.path, problem.rule) for problem in problems] == [
        (missing, "unreadable"),
        (str(tmp_path), "unreadable"),
    ]


def test_every_unknown_entry_is_named_with_the_nearest_even_on_a_line_with_another_mistake(
    write: Write,
) -> None:
    path = write(
        {"question": 1, "expect": ["alhpa"]}, {"turns": [{"question": "q", "expect": ["beta", "btea"]}]}
    )
    files, problems = read_labelled([path])
    unknown = check_entry_ids(files, ["alpha", "beta"])
    assert [problem.rule for problem in problems] == ["no-question"]
    assert [str(problem).split(": ", 1)[1] for problem in unknown] == [
        'the base has no entry "alhpa" (unknown-entry). Did you mean "alpha"?',
        'turn 1: the base has no entry "btea" (unknown-entry). Did you mean "beta"?',
    ]


def test_problems_are_raised_together_from_the_top_of_the_first_file_to_the_end_of_the_last() -> None:
    late = Problem("b.jsonl", 2, 1, "r", "late", "Mend it.")
    early = Problem("a.jsonl", 10, 1, "r", "early", "Mend it.")
    with pytest.raises(LabelledError) as raised:
        raise_problems([late, early])
    assert raised.value.exit_code == BROKEN
    first, *rest = raised.value.message.splitlines()
    assert "2 problems" in first
    assert [line.split(":")[0] for line in rest] == ["a.jsonl", "b.jsonl"]
    raise_problems([])
