"""A Markdown FAQ written from questions and answers is read back as those questions and answers."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.base.cross_checks import phrasing_key
from assistant.base.loader import load_base
from assistant.importing.building import build
from assistant.importing.found import Found
from assistant.importing.markdown import read_markdown
from assistant.importing.merging import carry_out, plan_import
from tests.soak.sizes import examples

pytestmark = pytest.mark.soak("properties")

words = st.text(alphabet="abcxyzéß日本01", min_size=1, max_size=8)
questions = st.lists(words, min_size=1, max_size=6).map(lambda some: " ".join(some) + "?")
paragraphs = st.lists(words, min_size=1, max_size=9).map(" ".join)
blocks = st.one_of(
    paragraphs,
    paragraphs.map(lambda text: f"See [{text}](https://example.org/a_(b)?c=d#e) and `{text}  *x*`."),
    st.lists(paragraphs, min_size=1, max_size=3).map(lambda items: "\n".join(f"- {item}" for item in items)),
    st.lists(paragraphs, min_size=1, max_size=3).map(
        lambda lines: "\n".join(["```sh", "# why?", *lines, "", "```"])
    ),
    paragraphs.map(lambda text: f"| {text} | b |\n| --- | --- |\n| c | **{text}** |"),
    paragraphs.map(lambda text: f"> {text}\n> {text}"),
    paragraphs.map(lambda text: f"{text}: 'it' \"is\" {{x}} #y @z %"),
)
answers = st.lists(blocks, min_size=1, max_size=4).map("\n\n".join)
faqs = st.lists(
    st.tuples(questions, answers), min_size=1, max_size=6, unique_by=lambda pair: phrasing_key(pair[0])
)


def headings(pairs: list[tuple[str, str]]) -> str:
    return "# FAQ\n\n" + "\n\n".join(f"## {question}\n\n{answer}" for question, answer in pairs)


def contents(pairs: list[tuple[str, str]]) -> str:
    listed = "\n".join(f"- [{question}](#q{number})" for number, (question, _) in enumerate(pairs))
    parts = (f'<a name="q{at}"></a>\n\n### {at + 1}. {pair[0]}\n\n{pair[1]}' for at, pair in enumerate(pairs))
    return "# FAQ\n\n" + listed + "\n\n" + "\n\n---\n\n".join(parts)


def bold(pairs: list[tuple[str, str]]) -> str:
    return "\n\n".join(f"**{question}**\n\n{answer}" for question, answer in pairs)


def details(pairs: list[tuple[str, str]]) -> str:
    parts = (
        f"<details>\n<summary>{question}</summary>\n\n{answer}\n\n</details>" for question, answer in pairs
    )
    return "\n\n".join(parts)


def labels(pairs: list[tuple[str, str]]) -> str:
    return "\n\n".join(f"**Q:** {question}\n\n**A:**\n\n{answer}" for question, answer in pairs)


def items(pairs: list[tuple[str, str]]) -> str:
    indented = ((question, answer.replace("\n", "\n   ")) for question, answer in pairs)
    return "\n".join(
        f"{at}. {question}\n\n   {answer}\n" for at, (question, answer) in enumerate(indented, 1)
    )


FORMS = [headings, contents, bold, details, labels, items]


def read(text: str) -> Found:
    found = Found("FAQ.md")
    read_markdown(text, found)
    return found


@given(faqs, st.sampled_from(FORMS))
@examples(50)
def test_a_markdown_faq_round_trips(pairs: list[tuple[str, str]], form) -> None:
    found = read(form(pairs))
    assert [(question.question, question.answer) for question in found.questions] == pairs
    assert found.problems == []


@given(faqs, faqs)
@examples(15)
def test_importing_an_edited_faq_updates_the_base(
    before: list[tuple[str, str]], after: list[tuple[str, str]]
) -> None:
    with tempfile.TemporaryDirectory() as name:
        for pairs in (before, after, after):
            base, problems = build([read(headings(pairs))])
            assert problems == []
            plan = plan_import(Path(name), base, "faq", "FAQ.md")
            carry_out(plan)
        assert not plan.edits
        stored = {entry.question: entry.answer for entry in load_base([Path(name)]).base.entries}
        keys = {phrasing_key(question): answer for question, answer in stored.items()}
        expected = {phrasing_key(question): answer for question, answer in before} | {
            phrasing_key(question): answer for question, answer in after
        }
        assert keys == expected
