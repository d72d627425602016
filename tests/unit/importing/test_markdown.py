"""Questions in Markdown: every form of question, sections, answers as they were, and a report of the rest."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.importing.found import Found

Reader = Callable[..., Found]

HEADINGS = "# FAQ\n\n## What is it?\n\nA tool.\n\n## Why?\n\nBecause.\n"
FORMS = {
    "headings": HEADINGS,
    "underlined headings": "FAQ\n===\n\nWhat is it?\n---\n\nA tool.\n\nWhy?\n---\nBecause.\n",
    "headings in HTML": '<h1>FAQ</h1>\n\n<h3 name="a">\nWhat is it?\n</h3>\n\nA tool.\n\n<h3>Why?</h3>\n\nBecause.\n',
    "bold lines": "# FAQ\n\n**What is it?**\n\nA tool.\n\n**Why?**\n\nBecause.\n",
    "bold lines right above the answers": "**What is it?**\nA tool.\n\n__Why?__\nBecause.\n",
    "bold starts of lines": "**What is it?** A tool.\n\n**Why?** Because.\n",
    "bold lines with numbers and anchors": (
        '<a name="q1"></a>\n**(1) What is it?**\n\nA tool.\n\n<a name="q2"></a>\n**(2) Why?**\n\nBecause.\n'
    ),
    "labels": "Q: What is it?\n\nA: A tool.\n\nQ: Why?\n\nA: Because.\n",
    "bold labels": "**Q:** What is it?\n\n**A:** A tool.\n\n**Q.** Why?\n\n**A.** Because.\n",
    "labels on lines of their own": "**Q:** What is it?\n\n**A:**\n\nA tool.\n\n**Q:** Why?\n\n**A:**\nBecause.\n",
    "labels in one paragraph": "**Q:** What is\nit?  \n**A:** A tool.\n\n**Q**: Why?\n**A**: Because.\n",
    "labels without blank lines": "Q: What is it?\nA: A tool.\nQ: Why?\nA: Because.\n",
    "headings with labels": "## Q: What is it?\n\nA: A tool.\n\n## Q2. Why?\n\n**A:** Because.\n",
    "numbered headings": "## 1. What is it?\n\nA tool.\n\n## 2) Why?\n\nBecause.\n",
    "details": (
        "<details>\n<summary>What is it?</summary>\n\nA tool.\n\n</details>\n\n"
        "<details><summary><b>Why?</b></summary>Because.</details>\n"
    ),
    "details with blank lines": (
        "<details>\n\n<summary> What is it? </summary>\n\nA tool.\n\n</details>\n<details>\n"
        "<summary>Why?</summary>\nBecause.\n\n</details>\n"
    ),
    "details with HTML": (
        "<details>\n<summary><h3>What is it?</h3></summary>\n<p>A tool.</p>\n</details>\n"
        "<details>\n<summary>Why?</summary>\n<p>Because.</p>\n</details>\n"
    ),
    "details around the answers": (
        "## What is it?\n\n<details><summary>Answer</summary>\n\nA tool.\n\n</details>\n\n## Why?\n\n"
        "<details>\n<summary>Show the answer</summary>\n\nBecause.\n</details>\n"
    ),
    "list": "# FAQ\n\n- **What is it?**\n\n  A tool.\n\n- **Why?**\n  Because.\n",
    "numbered list": "1. What is it?\n\n   A tool.\n\n2. Why?\n   Because.\n",
    "table": "| Question | Answer |\n| --- | --- |\n| What is it? | A tool. |\n| Why? | Because. |\n",
    "definitions": "What is it?\n\n:   A tool.\n\nWhy?\n: Because.\n",
    "collapsible blocks": '??? question "What is it?"\n\n    A tool.\n\n???+ faq "Why?"\n    Because.\n',
    "containers of VitePress": (
        "::: details What is it?\nA tool.\n:::\n\n::: details Why?\n\nBecause.\n:::\n"
    ),
    "block quotes": "> What is it?\n\nA tool.\n\n> Q: Why?\n\nBecause.\n",
    "labels in other languages": "问：What is it?\n\n答：A tool.\n\nFrage: Why?\nAntwort: Because.\n",
    "a table of contents": (
        "- [What is it?](#what-is-it)\n- [Why?](#why)\n\n## What is it?\n\nA tool.\n\n## Why?\n\nBecause.\n"
    ),
    "names of anchors": (
        "1. [What is it?](#a)\n2. [Why?](#b)\n\n### <a name='a'></a> The tool\n\nA tool.\n\n"
        '<a id="b"></a>\n### The reason\n\nBecause.\n'
    ),
    "windows line breaks": HEADINGS.replace("\n", "\r\n"),
    "a byte-order mark": "\ufeff" + HEADINGS,
    "front matter": "---\ntitle: FAQ\nlayout: page\n---\n" + HEADINGS.removeprefix("# FAQ\n"),
}


def pairs(found: Found) -> list[tuple[str, str]]:
    return [(question.question, question.answer) for question in found.questions]


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_question_is_read(read: Reader, form: str) -> None:
    found = read(FORMS[form])
    assert pairs(found) == [("What is it?", "A tool."), ("Why?", "Because.")]
    assert found.problems == []


def test_lines_are_those_of_the_questions(read: Reader) -> None:
    for form, text in FORMS.items():
        lines = text.replace("\r\n", "\n").split("\n")
        for question in read(text).questions:
            at = "\n".join(lines[question.line - 1 : question.line + 2])
            assert any(word in at for word in ("What is", "Why", "The ")), form


def test_headings_around_questions_are_sections(read: Reader) -> None:
    found = read("# Title\n\n## Use\n\n### Windows\n\n#### How?\n\na\n\n### Why?\n\nb\n\n## Who?\n\nc\n")
    assert found.title == "Title"
    assert [(question.section, question.question) for question in found.questions] == [
        ("Use / Windows", "How?"),
        ("Use", "Why?"),
        ("", "Who?"),
    ]


def test_headings_below_a_question_belong_to_its_answer_unless_they_ask(read: Reader) -> None:
    found = read(
        "## How do I install it?\n\nSo:\n\n### Windows\n\nx\n\n### Can I remove it?\n\ny\n\n## Why?\n\nz\n"
    )
    assert pairs(found) == [
        ("How do I install it?", "So:\n\n### Windows\n\nx"),
        ("Can I remove it?", "y"),
        ("Why?", "z"),
    ]


APART = {
    "details": "<details><summary>How?</summary>\n\nb\n\n</details>\n\n",
    "a bold line": "**How?**\n\nb\n\n",
    "a label": "**Q:** How?\n\n**A:** b\n\n",
    "a block quote": "> How?\n\nb\n\n",
    "a definition": "How?\n: b\n\n",
    "a collapsible block": '??? question "How?"\n    b\n\n',
}


@pytest.mark.parametrize("form", APART)
@pytest.mark.parametrize("around", ["## Why?\n\na\n\n", "**Why?**\n\na\n\n"], ids=["heading", "bold"])
def test_a_question_inside_of_an_answer_is_a_question_of_its_own(
    read: Reader, around: str, form: str
) -> None:
    found = read(f"{around}{APART[form]}## Who?\n\nc\n")
    assert pairs(found) == [("Why?", "a"), ("How?", "b"), ("Who?", "c")]
    assert found.problems == []


@pytest.mark.parametrize("title", ["### Windows", "**Windows**"])
@pytest.mark.parametrize("form", ["#### How?\n\nb", "<details><summary>How?</summary>b</details>"])
def test_a_question_below_a_title_in_an_answer_is_a_question_of_its_own(
    read: Reader, title: str, form: str
) -> None:
    found = read(f"## Why?\n\na\n\n{title}\n\n{form}\n")
    assert pairs(found) == [("Why?", f"a\n\n{title}"), ("How?", "b")]


def test_what_follows_details_belongs_to_the_answer_around_them(read: Reader) -> None:
    found = read("## Why?\n\na\n\n<details><summary>How?</summary>\n\nb\n\n</details>\n\nc\n")
    assert pairs(found) == [("Why?", "a\n\nc"), ("How?", "b")]


def test_details_that_ask_nothing_stay_in_the_answer(read: Reader) -> None:
    found = read("## Why?\n\na\n\n<details><summary>Windows</summary>\n\nb\n\n</details>\n")
    assert pairs(found) == [("Why?", "a\n\n**Windows**\n\nb")]


@pytest.mark.parametrize(
    "inner",
    ["**How?** b\n", "- **How?** b\n- **Who?** c\n", "| question | answer |\n|-|-|\n| How? | b |\n"],
)
def test_a_question_in_the_middle_of_an_answer_is_reported(read: Reader, inner: str) -> None:
    found = read(f"## Why?\n\na\n\n{inner}")
    assert pairs(found) == [("Why?", f"a\n\n{inner.strip()}")]
    assert {problem.rule for problem in found.problems} == {"in-answer"}


def test_a_heading_in_a_list_item_is_a_heading(read: Reader) -> None:
    found = read("1. ### Why?\n\n   a\n\n2. ### How?\n\n   b\n\n### Who?\n\nc\n")
    assert pairs(found) == [("Why?", "a"), ("How?", "b"), ("Who?", "c")]


def test_a_heading_among_questions_need_not_ask(read: Reader) -> None:
    found = read("# FAQ\n\n## It crashes\n\nRestart it.\n\n## Why?\n\nBecause.\n")
    assert [question.question for question in found.questions] == ["It crashes", "Why?"]


def test_without_any_question_mark_the_innermost_headings_are_the_questions(read: Reader) -> None:
    found = read(
        "# FAQ\n\n## Network\n\n### No connection\n\nPlug it in.\n\n## Sound\n\n### Silence\n\nTurn it up.\n"
    )
    assert [(question.section, question.question) for question in found.questions] == [
        ("Network", "No connection"),
        ("Sound", "Silence"),
    ]


def test_bold_text_that_asks_nothing_stays_in_the_answer(read: Reader) -> None:
    found = read("## Why?\n\n**Note:** one\n\n**Windows**\n\ntwo\n\n**Really?** Yes.\n")
    assert pairs(found) == [("Why?", "**Note:** one\n\n**Windows**\n\ntwo\n\n**Really?** Yes.")]


def test_a_bold_line_is_a_question_only_among_questions_in_bold(read: Reader) -> None:
    assert pairs(read("> Why?\n\n**Because.**\n\n> How?\n\nSo.\n")) == [
        ("Why?", "**Because.**"),
        ("How?", "So."),
    ]
    found = read("**Why?**\n\nx\n\n**It crashes**\n\ny\n")
    assert pairs(found) == [("Why?", "x"), ("It crashes", "y")]


def test_the_wording_of_the_table_of_contents_is_an_alternative(read: Reader) -> None:
    found = read(
        "- [Is it free of charge?](#free)\n- [Why?](#why)\n\n## Is it free? {#free}\n\nYes.\n\n## Why?\n\nx\n"
    )
    assert found.questions[0].question == "Is it free?"
    assert found.questions[0].variants == ("Is it free of charge?",)


def test_links_and_code_survive(read: Reader) -> None:
    answer = (
        "See [the manual](https://example.org/a_b?c=d#e) and <https://example.org>:\n\n"
        "```yaml\n# not a heading\n\n\nkey: <br> [top](#top) <!-- kept -->\n```\n\n    indented <b>code</b>\n\n"
        '- one `<a name="x"></a>`\n  - two\n\n| a | b |\n| --- | --- |\n| `x` | y |'
    )
    found = read(f"## Why?\n\n{answer}\n\n## How?\n\nx\n")
    assert found.questions[0].answer == answer


def test_definitions_of_links_come_along(read: Reader) -> None:
    found = read(
        '## Why?\n\nSee [the manual][M] and [Home].\n\n## How?\n\nx\n\n[m]: https://a.b/c "The d"\n[home]: https://h\n'
    )
    assert found.questions[0].answer == (
        'See [the manual][M] and [Home].\n\n[m]: <https://a.b/c> "The d"\n[home]: <https://h>'
    )


def test_what_is_only_there_for_the_page_is_removed(read: Reader) -> None:
    text = (
        '## Why?\n\n<!-- comment -->\nBecause.<br>\nYes, <a href="https://a.b">here</a> and <b>now</b>.\n\n'
        "[⬆ back to top](#top)\n\n---\n\n<a name='how'></a>\n## How?\n\nx\n"
    )
    assert read(text).questions[0].answer == "Because.  \nYes, [here](https://a.b) and **now**."


def test_answers_in_lists_are_moved_to_the_left(read: Reader) -> None:
    found = read("1. **Why?**\n\n   So:\n\n   ```\n   a\n     b\n   ```\n2. **How?** Thus.\n")
    assert pairs(found) == [("Why?", "So:\n\n```\na\n  b\n```"), ("How?", "Thus.")]


def test_markup_in_a_question_is_removed(read: Reader) -> None:
    found = read("## Does `a_b*` *really* open [the door](x)? {#door}\n\nYes.\n")
    assert found.questions[0].question == "Does a_b* really open the door?"


@pytest.mark.parametrize(
    ("text", "line", "rule", "words"),
    [
        (
            "# FAQ\n\nWelcome to all.\n\n## Why?\n\nx\n",
            3,
            "no-question",
            'the questions: "Welcome to all."',
        ),
        ("# FAQ\n\n## Why?\n\n## How?\n\nx\n", 3, "no-answer", '"Why?" has no answer'),
        (
            "## Use\n\n### Why?\n\nx\n\n## Licence\n\nMIT\n",
            7,
            "not-a-question",
            '"Licence" is not a question',
        ),
        (
            "- [Why?](b.md#why)\n- [How?](#how)\n\n## How?\n\nx\n",
            1,
            "elsewhere",
            '"Why?" is not in this file',
        ),
        ("## ???\n\nx\n\n## How?\n\nx\n", 1, "no-question", "no letter or digit"),
        (f"## Why {'so ' * 700}?\n\nx\n\n## How?\n\nx\n", 1, "too-long", "longer than 2,000"),
        (f"## Why?\n\n{'x ' * 50_001}\n\n## How?\n\nx\n", 1, "too-long", "longer than 100,000"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_is_not_imported_is_reported_with_its_line(
    read, text: str, line: int, rule: str, words: str
) -> None:
    found = read(text)
    assert len(found.questions) == 1
    [problem] = found.problems
    assert (problem.line, problem.rule, problem.severity) == (line, rule, "warning")
    assert words in problem.message


def test_a_text_without_questions_is_reported(read: Reader) -> None:
    for text in ("", "\n\n", "Just a text.\n", "# FAQ\n", "# FAQ\n\nSoon.\n", "# Title\n\nSoon.\n", "\ufeff"):
        found = read(text)
        assert not found.questions
        assert found.problems, text
