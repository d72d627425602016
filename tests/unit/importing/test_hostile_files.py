"""Files that are broken, huge or malicious are reported; they never end in an exception or a base with errors."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.base.loader import inspect_contents
from assistant.importing.building import build
from assistant.importing.found import Found
from assistant.importing.reading import FORMATS, MAX_DOCUMENT, MAX_LINES, QUESTION_FILE, read_faq
from assistant.importing.yaml_text import base_text

Reader = Callable[..., Found]
NAMES = [*(f"a{suffix}" for suffix in (".md", ".csv", ".tsv", ".json", ".html")), f"a{QUESTION_FILE}"]


def loads(found: Found) -> bool:
    """Return whether what was found makes a base without errors; nothing found is fine, too."""
    base, _ = build([found])
    if not base.entries:
        return bool(found.problems)
    text = base_text(base.title, base.sections, base.entries, found.path)
    return inspect_contents([(Path("a.yaml"), text.encode())])[1] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_file_that_is_not_utf_8_is_not_read(read: Reader, name: str) -> None:
    for data in (b"## Why?\n\ncaf\xe9\n", "## Why?\n\nx\n".encode("utf-16"), bytes(range(256)) * 4):
        found = read(data, name)
        assert not found.questions
        assert {problem.rule for problem in found.problems} <= {"not-utf-8", "control-character"}
        assert found.problems[0].severity == "error"


def test_control_characters_are_reported_and_left_out(read: Reader) -> None:
    found = read("## Why\x07 \x1b[31m?\n\nBe\x00cause\u202e.\n")
    [question] = found.questions
    assert (question.question, question.answer) == ("Why [31m?", "Because<U+202E>.")
    assert [(problem.line, problem.column) for problem in found.problems] == [(1, 7), (1, 9), (3, 3)]
    assert {(problem.rule, problem.severity) for problem in found.problems} == {
        ("control-character", "warning")
    }


def test_escaped_control_characters_do_no_harm(read: Reader) -> None:
    found = read(
        '[{"question": "Why\\u001b\\u0000?", "answer": "a\\u0007\\ud800\\u2028\\r\\nb\\ufeff"}]', "a.json"
    )
    assert loads(found)
    assert found.questions[0].answer.split("\n")[-1] == "b"


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_file_is_reported(read: Reader, name: str) -> None:
    for text in ("", "\n", "\ufeff", " \r\n\t"):
        found = read(text, name)
        assert not found.questions
        assert found.problems


@pytest.mark.parametrize("name", ["FAQ", "a.txt", "a.rst", "a.yaml", ".md"])
def test_an_unknown_format_is_reported(read: Reader, name: str) -> None:
    [problem] = read("## Why?\n\nx\n", name).problems
    assert (problem.rule, problem.line) == ("unknown-format", 0)
    assert ".csv" in problem.remedy


def test_paths_that_are_no_files_are_reported(tmp_path: Path) -> None:
    (tmp_path / "folder.md").mkdir()
    for name in ("missing.md", "folder.md", "a\0b.md", "x" * 5000 + ".md"):
        [problem] = read_faq(tmp_path / name).problems
        assert problem.severity == "error"


def test_a_file_that_is_too_large_is_not_read(read: Reader) -> None:
    for text in ("x" * (MAX_DOCUMENT + 1), "\n" * (MAX_LINES + 1)):
        [problem] = read(text).problems
        assert problem.rule == "too-large"


@pytest.mark.parametrize("piece", ["[", "{#a", "<a id=x ", "<h3>", "**a ", "`" * 9 + "a`", "![", "[toptop"])
def test_long_lines_are_read_in_linear_time(read: Reader, piece: str) -> None:
    text = piece * (
        MAX_DOCUMENT // 4 // len(piece)
    )  # minutes to hours, if each piece is compared with the rest
    assert loads(read(text))
    assert loads(read("## Why?\n\n" + text + "\n\n[a]: b\n"))
    assert loads(read("<dl><dt>Why?<dd>" + text, "a.html"))


NESTED = 1200
"""More than Python's limit of recursion."""


@pytest.mark.parametrize(
    "text",
    [
        "<details><summary>Why?</summary>\n\n" * NESTED + "x\n\n" + "</details>\n\n" * NESTED,
        "> " * NESTED + "Why?\n",
        "".join(f"{'  ' * depth}- Why {depth}?\n" for depth in range(300)),
        "<ul><li>" * NESTED + "x",
        "[" * NESTED + "](x)" * NESTED,
        "**" * NESTED + "Why?",
        "`" * NESTED + "a" + "` " * NESTED,
        "<!--" * NESTED,
        "<h3>" * NESTED + "Why?",
        "<a name='" * NESTED,
        "# Why?\n" * NESTED,
        "---\n" * NESTED,
        "Q: a\n" * NESTED,
        "A: a\n" * NESTED,
        "Why?\n\n: " * NESTED,
        "| question | answer |\n|-|-|\n" + "| a |\n" * 300,
        "- [a](#b)\n" * NESTED,
        "[a]: b\n" * NESTED,
        '??? question "Why?"\n' * NESTED,
    ],
    ids=lambda text: text[:12],
)
def test_malicious_markdown_is_survived(read: Reader, text: str) -> None:
    assert loads(read(text))
    assert loads(read("## Why?\n\n" + text))
    assert loads(read("<html><dl><dt>Why?<dd>" + text, "a.html"))


@pytest.mark.parametrize("text", ["[" * 5000, '{"a":' * 900 + "1" + "}" * 900, '[{"question":' * 900])
def test_nested_json_is_survived(read: Reader, text: str) -> None:
    found = read(text, "a.json")
    assert not found.questions
    assert found.problems


PIECES = """
# ## ### --- === ** __ * _ ` ``` ~~~ Q: A: **Q:** **A:** ? Why? How? [ ] ( ) [a](#b) [b]: <a name="b"></a> <details>
</details> <summary> </summary> <h2> </h2> <dl> <dt> <dd> <p> <pre> </pre> <table> <td> <br> <!-- --> | --- > - 1. : ???
question answer title: alt_titles: , ; " ' { } "question": "answer": [ ] \\ & &amp; é 日本 \u200b \u202e x 
""".split()  # noqa: W291


def test_random_texts_are_survived(read: Reader) -> None:
    chance = random.Random(7)
    for number in range(200):
        gaps = chance.choice((" ", "\n", "\n\n", ""))
        words = (
            chance.choice(PIECES) + chance.choice((" ", "\n", gaps)) for _ in range(chance.randrange(60))
        )
        text = "".join(words)
        for name in (NAMES[number % len(NAMES)], "a.md"):
            assert loads(read(text, name)), (name, text)


def test_every_format_has_a_reader(read: Reader) -> None:
    for suffix in FORMATS:
        assert read("", f"a{suffix}").problems[0].rule != "unknown-format"
