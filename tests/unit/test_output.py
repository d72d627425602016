"""Output to a terminal or pipe: width, wrapping, tables, styles and JSON."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from assistant.cli.base_option import program
from assistant.cli.options import Options
from assistant.conversation.turn import Candidate, Citation, Explanation, ScorePart, Turn
from assistant.errors import OutputError, Problem
from assistant.plain.spoken_format import spoken_lines
from assistant.plain.turn_format import explanation_lines, turn_lines
from assistant.sanitize import safe_text
from assistant.terminal.output import Output, PipeClosed, json_text, note, report, wants_color
from assistant.terminal.rendering import markdown_lines, wrapped
from assistant.text.layout import _NARROW, _WIDE, cell_width


def out(width: int | None = None, *, color: bool = False) -> Output:
    """Return an output of a given width to a buffer."""
    one = Output(io.StringIO(), "always" if color else "never")
    one.width = width
    one.use_symbols = width is not None
    return one


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("abc", 3),
        ("語", 2),
        ("e\u0301", 1),
        ("Ａ", 2),
        ("👍", 2),
        ("", 0),
        ("a\u200db", cell_len("a\u200db")),
        ("❤️", 2),
    ],
)
def test_cell_width(text: str, columns: int) -> None:
    assert cell_width(text) == columns


def test_widths_agree_with_rich() -> None:
    assert all(cell_len(char) == 1 for char in _NARROW)
    for first, last in _WIDE:
        assert all(cell_len(chr(code)) == 2 for code in range(first, last + 1))


@pytest.mark.parametrize("width", [20, 33, 60])
def test_no_line_is_wider_than_the_output(width: int) -> None:
    markdown = (
        "A paragraph with **bold words in it**, and 日本語の長い文章がここにあります, and more of them.\n\n"
        "- an item that is long enough to be wrapped at any of these widths\n- another\n\n"
        "| What | When it was and why |\n| --- | --- |\n| the crisis of the markets | from 2007 to 2008 |"
    )
    lines = markdown_lines(markdown, out(width))
    assert max(map(cell_width, lines)) <= width
    words = " ".join(" ".join(lines).split())
    assert "bold words in it" in words
    assert words.count("日") == 1


def test_styles_end_with_the_line_and_markup_is_removed() -> None:
    lines = markdown_lines("Some **bold words that wrap**, `code` and *more*.", out(20, color=True))
    assert all(line.count("\x1b[0m") == line.count("\x1b[") // 2 for line in lines)
    assert "*" not in "".join(lines)
    assert lines[0] == "Some \x1b[1mbold words that\x1b[0m"
    assert lines[1] == "\x1b[1mwrap\x1b[0m, \x1b[36mcode\x1b[0m and \x1b[3mmore\x1b[0m."


def test_a_pipe_gets_plain_text_with_link_targets() -> None:
    assert markdown_lines("See [the **site**](https://a.b/c), **now**.", out()) == [
        "See the site (https://a.b/c), now."
    ]
    assert markdown_lines("<https://a.b/c>", out()) == ["https://a.b/c"]
    assert markdown_lines("Two:\n\n1. one\n2. two\n\nEnd.", out()) == [
        "Two:",
        "1. one",
        "2. two",
        "",
        "End.",
    ]
    assert markdown_lines("# Head\n\n> quoted\n\n```\ncode  here\n```\n\n---", out()) == [
        "Head",
        "",
        "> quoted",
        "",
        "code  here",
        "",
        "---",
    ]


def test_a_table_lines_up() -> None:
    table = "| Part | Subject |\n| --- | --- |\n| One | theory |\n| Introduction | 日本 |"
    assert markdown_lines(table, out()) == [
        "Part          Subject",
        "One           theory",
        "Introduction  日本",
    ]


def test_an_empty_answer_has_no_lines() -> None:
    assert markdown_lines("", out()) == []
    assert wrapped("", out(), first="- ") == ["- "]


def test_control_characters_in_entities_are_escaped() -> None:
    assert not set("".join(markdown_lines("a &#x202E; b &#x9B;31m", out()))) & {"\u202e", "\x9b"}


@pytest.mark.parametrize("text", ["\x9b31m", "\u202eabc", "\x7f", "\ud800", "\x1b]0;x\x07"])
def test_json_escapes_control_characters_and_keeps_the_value(text: str) -> None:
    written = json_text({"question": text})
    assert json.loads(written) == {"question": text}
    assert not set(written) & set(text) - set("31mabc]0;x")


def test_json_keeps_ordinary_letters() -> None:
    assert json_text({"a": "Япония 日本 é"}) == '{"a": "Япония 日本 é"}'
    assert json_text({"a": "é"}, ascii_only=True) == '{"a": "\\u00e9"}'


class Broken(io.StringIO):
    """A stream that fails with a given error."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self._error = error

    def write(self, text: str) -> int:
        raise self._error


def test_a_closed_pipe_and_a_full_disk_raise_different_errors() -> None:
    with pytest.raises(PipeClosed):
        Output(Broken(BrokenPipeError())).lines(["a"])
    with pytest.raises(OutputError, match="No space left"):
        Output(Broken(OSError(28, "No space left on device"))).lines(["a"])


def test_a_note_that_cannot_be_written_is_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    for stream in (None, Broken(OSError(28, "full")), Broken(ValueError("closed"))):
        monkeypatch.setattr("sys.stderr", stream)
        note("anything")


def test_a_report_lists_and_counts_the_problems(capsys: pytest.CaptureFixture[str]) -> None:
    report([Problem("a.yaml", 3, 5, "odd", "it is odd", "Mend it.")], "the question base has problems")
    assert capsys.readouterr().err == (
        "assistant: the question base has problems: 1 problem.\na.yaml:3:5: it is odd (odd). Mend it.\n"
    )


@pytest.mark.parametrize(("choice", "wanted"), [("always", True), ("never", False), ("auto", False)])
def test_the_color_option(choice: str, wanted: bool) -> None:
    assert wants_color(io.StringIO(), choice) is wanted


CANDIDATES = (
    Candidate("one", "What is one?", "one", 61.0, "The first number."),
    Candidate("two", "What are two?", "two", 58.0, "A pair, " + "as they say, " * 20 + "of ones."),
)
WHY = Explanation(
    (ScorePart("lead", 1.25, "how far ahead"),),
    ("year: no",),
    60,
    8,
    CANDIDATES[1],
    "close",
    (("a", "b"),),
    40,
)


def test_hints_name_the_base() -> None:
    args = Options()
    assert program(args) == "assistant"
    args.faq = ["my base", "other"]
    call = program(args)
    assert call == "assistant --faq 'my base' --faq other"
    for status in ("ambiguous", "no_match"):
        hint = turn_lines(Turn("q", status, candidates=CANDIDATES), out(), program=call)[-1]
        assert f"To pick one: {call} show ID" in hint


def test_choices_are_numbered_with_a_hint() -> None:
    lines = turn_lines(Turn("q", "ambiguous", candidates=CANDIDATES, score=61.0), out())
    assert lines == [
        "Did you mean",
        "  1  What is one?  [one]",
        "     The first number.",
        "  2  What are two?  [two]",
        "     A pair" + ", as they say" * 11 + ", as they…",
        "",
        "To pick one: assistant show ID",
    ]


@pytest.mark.parametrize(("kind", "head"), [("answer", []), ("not_in_source", ["The source does not say."])])
def test_a_likely_answer_is_shown_under_its_question_with_the_alternatives(
    kind: str, head: list[str]
) -> None:
    turn = Turn("q", "likely", "one", "one", "There.", None, 61.0, CANDIDATES, kind=kind)
    assert turn_lines(turn, out()) == [
        "Closest match: What is one?",
        *head,
        "There.",
        "",
        "Or did you mean:",
        "  1  What are two?  [two]",
        "",
        "To pick one: assistant show ID",
    ]


def test_a_second_answer_and_the_topic_are_shown() -> None:
    in_quotes = Citation("s", "Part 1", "Summary, sentence 1", "a few words", "")
    second = Turn("q", "not_in_source", "two", "two", "Not there.", in_quotes, 80.0)
    turn = Turn("q", "answered", "one", "one", "There.", in_quotes, 90.0, also=(second,), about="the first")
    assert turn_lines(turn, out()) == [
        "About: the first",
        "There.",
        "",
        "§ Part 1 · Summary, sentence 1",
        "  “a few words”",
        "",
        "The source does not say.",
        "Not there.",
        "",
        "§ Part 1 · Summary, sentence 1",
        "  “a few words”",
    ]


PARTS = Turn(
    "who and what?",
    "likely",
    "one",
    "one",
    "There.",
    score=61.0,
    candidates=CANDIDATES,
    part="who?",
    also=(Turn("what?", "likely", "two", "two", "Here.", score=55.0, candidates=CANDIDATES, part="what?"),),
)


def test_two_answers_say_what_they_answer_and_are_numbered_through() -> None:
    lines = turn_lines(PARTS, out())
    assert lines[0] == "who?"
    assert lines.index("what?") > lines.index("There.")
    numbers = [line.split()[0] for line in lines if line.startswith("  ") and line.split()[0].isdigit()]
    assert numbers == [str(number + 1) for number in range(2 * len(CANDIDATES[1:]))]


def test_two_spoken_answers_say_what_they_answer() -> None:
    assert spoken_lines(PARTS, out())[0] == "Question: who?"
    second = spoken_lines(PARTS.also[0], out(), 4)
    assert second[0] == "Question: what?"
    assert second[-len(CANDIDATES[1:])].startswith("4. ")


def test_an_explanation_is_a_table() -> None:
    assert explanation_lines(WHY, out()) == [
        "reason     close",
        "words      a → b",
        "adjusted   no",
        "threshold  60.0",
        "margin     8.0",
        "likely at  40.0",
        "runner-up  58.0 What are two? [two]",
        "lead       1.250  how far ahead",
    ]


@given(st.text("a👩\u200d👧", min_size=1, max_size=30).map(safe_text), st.integers(8, 12))
def test_joined_characters_are_never_separated_and_stay_safe(word: str, width: int) -> None:
    """Regression: a line ended in a joiner that no longer joined anything."""
    assert safe_text("\n".join(markdown_lines(word, out(width)))) == "\n".join(
        markdown_lines(word, out(width))
    )
