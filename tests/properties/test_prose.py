"""The fast paths agree with the parsers: plain prose with markdown-it, plain questions with argparse."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.cli.options import Options, plain_question, split
from assistant.cli.parser import front_parser
from assistant.errors import UsageError
from assistant.text import markdown as parser
from assistant.text import prose
from tests.soak.sizes import examples

pytestmark = pytest.mark.soak("properties")

PIECES = st.sampled_from(
    [
        "a",
        "b c",
        "Word",
        "_",
        "*",
        "**",
        "`",
        "[",
        "](",
        "http://x.org/a",
        "<",
        ">",
        "&",
        "&amp;",
        "\\",
        "!",
        "\n",
        "\n\n",
        "- ",
        "1. ",
        "2. ",
        "9) ",
        "| ",
        " |",
        "|",
        "---",
        "#",
        "# ",
        "~",
        "~~",
        " ",
        "  ",
        "é",
        "語",
        ".",
        ",",
        "(",
        ")",
        '"',
        "+ ",
        "<http://a.b>",
        "[x](http://a.b/c_d)",
        "**b**",
        "*i*",
        "`c*`",
        "|--|--|",
        "|a|b|\n",
        "=",
        "x_y",
        "http://É.x",
        "\u202e",
        "\x1b",
        "- a\n",
        "1. b\n",
        "|a|b|\n|-|-|\n",
        "> ",
        "\t",
        "[1]",
        "&#x202E;",
        "***",
        "___",
        "0",
        "10.",
        "\r\n",
        "\u00a0",
        "\u2028",
        "'",
        "“q”",
        "—",
    ]
)


@examples(200)
@given(st.one_of(st.lists(PIECES, max_size=14).map("".join), st.text(max_size=40)))
def test_the_prose_reader_agrees_with_the_parser(markdown: str) -> None:
    assert prose.read(markdown) == parser.parse(markdown)


PLAIN = st.lists(
    st.sampled_from(
        [
            "word",
            "two words",
            "Ends.",
            "**bold**",
            "*it*",
            "x, y",
            "**two\nlines**",
            "Really?",
            "“Yes!”",
            "(2001)",
        ]
    ),
    min_size=1,
    max_size=5,
).map(" ".join)
ANSWERS = st.lists(PLAIN, min_size=1, max_size=3).map("\n\n".join)


@examples(60)
@given(ANSWERS)
def test_plain_prose_needs_no_parser(markdown: str) -> None:
    blocks = prose._paragraphs(markdown)
    assert blocks is not None
    assert blocks == parser.parse(markdown)


WORDS = st.sampled_from(
    [
        "-q",
        "--question",
        "what",
        "is",
        "a cluster",
        "-",
        "--",
        "--json",
        "--explain",
        "--no-log",
        "-n",
        "3",
        "0",
        "--section",
        "books",
        "--faq",
        "x.yaml",
        "--color",
        "never",
        "--format",
        "md",
        "pink",
        "--plain",
        "-x",
        "--jsn",
        "",
        "-5",
        "--question=what",
        "--section=books",
        "-n2",
        "list",
        "é",
        "- a",
    ]
)


@examples(200)
@given(st.lists(WORDS, max_size=8))
def test_a_question_read_without_argparse_is_read_as_with_it(argv: list[str]) -> None:
    try:
        short = plain_question(argv)
    except UsageError:
        short = None  # -n 0: the parser refuses it as well
    if short is None:
        return
    head, after = split(argv)
    parsed = Options()
    _, rest = front_parser().parse_known_args(head, parsed)
    parsed.words = [word for word in (parsed.question, *rest, *(after or ())) if word]
    assert seen(short) == seen(parsed)


def seen(options: Options) -> dict[str, Any]:
    """Return the options, with all words of the question together."""
    values = dict(vars(options))
    del values["question"]
    values["words"] = [word for word in values["words"] if word]
    return values
