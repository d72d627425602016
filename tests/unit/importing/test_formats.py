"""FAQtory question files, tables, JSON and HTML."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from assistant.importing.found import Found
from assistant.importing.html_markdown import to_markdown
from assistant.importing.tables import split_variants

Reader = Callable[..., Found]
QUESTION = {"@type": "Question", "name": "Why?"}


def rows(found: Found) -> list[tuple[int, str, str, tuple[str, ...], str]]:
    return [(q.line, q.question, q.answer, q.variants, q.section) for q in found.questions]


def problems(found: Found) -> list[tuple[int, str]]:
    return [(problem.line, problem.rule) for problem in found.problems]


def test_a_question_file_of_faqtory(read: Reader) -> None:
    text = '---\ntitle: "Why: is it so?"\nalt_titles:\n  - Why\n  - What for\n---\n\nBecause `x`.\n\n---\nMore.\n'
    found = read(text, "why.question.md")
    assert rows(found) == [(2, "Why: is it so?", "Because `x`.\n\n---\nMore.", ("Why", "What for"), "")]
    assert found.problems == []


@pytest.mark.parametrize(
    ("text", "line", "rule"),
    [
        ("Why?\n", 1, "no-title"),
        ("---\nalt_titles: [a]\n---\nx\n", 1, "no-title"),
        ("---\ntitle: a: b\n---\nx\n", 2, "syntax"),
        ("---\ntitle: Why?\n---\n", 2, "no-answer"),
    ],
)
def test_a_broken_question_file_is_reported(read: Reader, text: str, line: int, rule: str) -> None:
    found = read(text, "a.question.md")
    assert not found.questions
    assert problems(found) == [(line, rule)]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", 'Question,Answer\nWhy?,Because.\nHow?,"So,\nor so."\n'),
        ("a.csv", '\ufeffid;Response;Query\n1;Because.;Why?\n2;"So,\nor so.";How?\n'),
        ("a.tsv", 'Q\tA\nWhy?\tBecause.\nHow?\t"So,\nor so."\n'),
        ("a.csv", 'question|answer\r\nWhy?|Because.\r\nHow?|"So,\nor so."\r\n'),
    ],
)
def test_tables_with_any_delimiter_and_names(read: Reader, name: str, text: str) -> None:
    found = read(text, name)
    assert rows(found) == [(2, "Why?", "Because.", (), ""), (3, "How?", "So,\nor so.", (), "")]
    assert found.problems == []


def test_a_table_with_alternatives_sections_and_ids(read: Reader) -> None:
    text = "id,Category,question,alt 1,alternatives,answer\nwhy,Use,Why?,what for,a; b|c,x\n,,How?,,d; e,y\n"
    found = read(text, "a.csv")
    assert rows(found) == [
        (2, "Why?", "x", ("what for", "a; b", "c"), "Use"),
        (3, "How?", "y", ("d", "e"), ""),
    ]
    assert [question.id for question in found.questions] == ["why", ""]


def test_alternatives_are_split_at_the_strongest_separator() -> None:
    assert split_variants("a; b") == ["a", "b"]
    assert split_variants("a; b | c") == ["a; b", "c"]
    assert split_variants("a; b\nc") == ["a; b", "c"]
    assert split_variants(" ") == []


def test_rows_that_cannot_be_used_are_reported(read: Reader) -> None:
    text = "question,answer\nWhy?,\n,x\n\n,\nHow?,a,b\nWho?,z\n"
    found = read(text, "a.csv")
    assert rows(found) == [(7, "Who?", "z", (), "")]
    assert problems(found) == [(2, "no-answer"), (3, "no-question"), (6, "bad-row")]


def test_a_broken_quote_ends_the_table(read: Reader) -> None:
    found = read('question,answer\nWhy?,x\nHow?,"y\nWho?,z\n', "a.csv")
    assert [question.question for question in found.questions] == ["Why?"]
    assert problems(found) == [(3, "syntax")]


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "question\nWhy?\n", "Why?,Because.\n"])
def test_a_table_without_header_is_not_guessed(read: Reader, text: str) -> None:
    found = read(text, "a.csv")
    assert not found.questions
    assert problems(found) == [(1, "no-header")]


@pytest.mark.parametrize(
    "value",
    [
        [{"question": "Why?", "answer": "x"}],
        {"faqs": [{"Q": "Why?", "A": "x"}]},
        {"title": "FAQ", "items": [{"title": "Why?", "content": "x"}]},
        {"Why?": "x", "How?": "y"},
        {
            "@type": "FAQPage",
            "mainEntity": {"@type": "Question", "name": "Why?", "acceptedAnswer": {"text": "x"}},
        },
        {
            "@graph": [
                {
                    "@type": "FAQPage",
                    "mainEntity": [
                        {"@type": "Question", "name": "Why?", "acceptedAnswer": [{"text": "<p>x</p>"}]}
                    ],
                }
            ]
        },
    ],
)
def test_json_in_its_usual_shapes(read: Reader, value: object) -> None:
    found = read(json.dumps(value), "a.json")
    assert (found.questions[0].question, found.questions[0].answer) == ("Why?", "x")
    assert found.problems == []


def test_json_with_groups_alternatives_and_lines(read: Reader) -> None:
    text = """{"title": "Help", "categories": [
      {"name": "Use", "questions": [
        {"question": "Why {so}?", "answer": "a \\ud83d\\ude00 \\"}",
         "alternatives": ["what for", "how come"]},
        {"question": "How?", "answer": ""}
      ]},
      {"name": "Buy", "questions": [{"question": "Who?", "answer": "c"}, "What?"]}
    ]}"""
    found = read(text, "a.json")
    assert rows(found) == [
        (3, "Why {so}?", 'a 😀 "}', ("what for", "how come"), "Use"),
        (7, "Who?", "c", (), "Buy"),
    ]
    assert problems(found) == [(5, "no-answer"), (7, "no-answer")]


@pytest.mark.parametrize(
    ("text", "line"),
    [("", 1), ("[\n{]", 2), ("[" * 100_000, 1), ('[{"question": 1e999999}', 1), ("NaN" * 3, 1)],
)
def test_broken_json_is_reported(read: Reader, text: str, line: int) -> None:
    found = read(text, "a.json")
    assert not found.questions
    assert problems(found) == [(line, "syntax")]


@pytest.mark.parametrize("text", ["[]", "1", '{"a": 1}', '["Why?"]', '[{"a": [1, 2]}]'])
def test_json_without_questions_is_reported(read: Reader, text: str) -> None:
    found = read(text, "a.json")
    assert not found.questions
    assert found.problems


HTML = """<!doctype html>
<title>Help</title>
<h2>Use</h2>
<dl>
  <dt>What is <em>C++</em>?</dt><dd><p>A <b>language</b>.</p><pre>a &lt; b
  c</pre></dd>
  <dt>Why?<dt>What for?<dd>See <a href="https://a.b/c(d)">here</a>.
  <dt>Who?</dt>
</dl>
<details><summary>How?</summary><ul><li>one<li>two</ul></details>
<script type="application/ld+json">
{"@type": "FAQPage", "mainEntity": [
  {"@type": "Question", "name": "When?", "acceptedAnswer": {"@type": "Answer", "text": "Now &amp; <i>then</i>."}}]}
</script>
"""


def test_html_definition_lists_details_and_faq_pages(read: Reader) -> None:
    found = read(HTML, "a.html")
    assert found.title == "Help"
    assert rows(found) == [
        (5, "What is C++?", "A **language**.\n\n```\na < b\n  c\n```", (), "Use"),
        (7, "Why?", "See [here](<https://a.b/c(d)>).", ("What for?",), "Use"),
        (10, "How?", "- one\n\n- two", (), "Use"),
        (13, "When?", "Now & *then*.", (), ""),
    ]
    assert problems(found) == [(8, "no-answer")]


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("a<br>b", "a  \nb"),
        ("<p>a</p><p>b</p>", "a\n\nb"),
        ("1 * 2 * 3 [x] `y`", r"1 \* 2 \* 3 \[x\] \`y\`"),
        ("# no heading", r"\# no heading"),
        ("<h3>Head</h3>text", "### Head\n\ntext"),
        ("<code>a`b</code> and <code> c </code>", "``a`b`` and `c`"),
        ("<strong> a </strong>b<em></em>", "**a** b"),
        ("<ol start=3><li>a<ul><li>b</ul></li><li>c</ol>", "3. a\n\n  - b\n\n4. c"),
        ("<blockquote>a<p>b</blockquote>", "> a\n\n> b"),
        ("<img src='x.png' alt='A'> <a>b</a>", "![A](x.png) b"),
        ("<table><tr><th>a|<th>b<tr><td>1</table>", "| a\\| | b |\n| --- | --- |\n| 1 |  |"),
        ("<script>x</script><style>y</style>z", "z"),
        ("<pre>```\na</pre>", "````\n```\na\n````"),
        ("a<hr>b", "a\n\n---\n\nb"),
        ("a<!-- x\n-->b <!-- c", "a b"),
        ("a <? b <! c", "a \\<? b \\<! c"),
        ("<b>a", "**a"),
        ("</b></a></code></pre></ul></table></td>a", "a"),
    ],
)
def test_html_becomes_markdown(html: str, markdown: str) -> None:
    assert to_markdown(html) == markdown
