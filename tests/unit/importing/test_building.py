"""From questions to a base: ids, sections, repeated questions, and YAML that loads."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.base.loader import inspect_contents
from assistant.base.model import Entry, Section
from assistant.importing.building import build
from assistant.importing.found import Found
from assistant.importing.ids import slug, unique_slug
from assistant.importing.yaml_text import base_text


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("How do I install it on Windows?", "how-do-i-install-it-on-windows"),
        ("What's new?", "whats-new"),
        ("What’s C++?", "whats-c-plus-plus"),
        ("Why C# & F#?", "why-c-sharp-and-f-sharp"),
        ("Où est le café?", "ou-est-le-cafe"),
        ("  --x.y_z--  ", "x-y-z"),
        ("word " * 40, "word-word-word-word-word-word-word-word-word-word-word-word"),
        ("x" * 200, "x" * 60),
    ],
)
def test_ids_are_readable(text: str, id: str) -> None:
    assert slug(text, "question") == id


def test_questions_in_other_scripts_have_distinct_ids_that_stay() -> None:
    ids = [slug(text, "question") for text in ("Pythonとは?", "Pythonの使い方", "何ですか", "なぜ", "?!")]
    assert len(set(ids)) == 5
    assert ids[0].startswith("python-")
    assert ids[2].startswith("question-")
    assert slug("何ですか？", "question") == ids[2]  # punctuation does not matter


def test_a_taken_id_gets_an_addition_that_depends_on_the_text() -> None:
    first = unique_slug("Why A/B?", "question", {"why-a-b"})
    assert first == unique_slug("Why A/B?", "question", {"why-a-b", "other"})
    assert first.startswith("why-a-b-")
    assert unique_slug("Why A/B?", "question", {"why-a-b", first}) == f"{first}-2"


def found(*questions: tuple[str, str, tuple[str, ...]], path: str = "a.md") -> Found:
    result = Found(path)
    for line, (question, answer, variants) in enumerate(questions, 1):
        result.add(line, question, answer, variants)
    return result


def test_the_same_question_with_the_same_answer_is_merged() -> None:
    base, problems = build([found(("Why?", "x", ("a",))), found(("why", "x", ("b", "A")), path="b.md")])
    assert [(entry.question, entry.variants) for entry in base.entries] == [("Why?", ("a", "b"))]
    assert problems == []


def test_the_same_question_with_another_answer_is_reported_with_both_places() -> None:
    base, problems = build(
        [found(("Why?", "x", ())), found(("How?", "z", ()), ("why", "y", ()), path="b.md")]
    )
    assert [entry.answer for entry in base.entries] == ["x", "z"]
    [problem] = problems
    assert (problem.path, problem.line, problem.rule) == ("b.md", 2, "duplicate-question")
    assert "a.md:1" in problem.message


def test_an_alternative_that_belongs_to_another_question_is_reported() -> None:
    base, problems = build([found(("Why?", "x", ("how", "what for", "WHY")), ("How?", "y", ("What for?",)))])
    assert [entry.variants for entry in base.entries] == [("what for",), ()]
    assert [problem.line for problem in problems] == [1, 2]
    assert {problem.rule for problem in problems} == {"duplicate-phrasing"}
    assert "a.md:1" in problems[1].message


def test_ids_of_the_source_are_kept_if_they_are_readable() -> None:
    result = Found("a.csv")
    for line, id in enumerate(["why-so", "12", "A B", "why-so", ""], 1):
        result.add(line, f"Question {line}?", "x", (), "", id)
    base, _ = build([result])
    assert [entry.id for entry in base.entries] == [
        "why-so",
        "question-2",
        "question-3",
        "question-4",
        "question-5",
    ]


def test_questions_outside_of_sections_are_in_a_section_named_like_the_base() -> None:
    result = Found("a.md")
    result.title = "My FAQ"
    result.add(1, "Why?", "x")
    result.add(2, "How?", "x", (), "Use")
    base, _ = build([result])
    assert base.sections == (Section("my-faq", "My FAQ"), Section("use", "Use"))
    assert [entry.section for entry in base.entries] == ["my-faq", "use"]


@pytest.mark.parametrize(
    ("paths", "title"),
    [
        (["goat.csv"], "Goat"),
        (["x/user_guide-FAQ.question.md"], "User guide FAQ"),
        (["farm/goat.csv", "farm/cow.csv"], "Farm"),
        (["-.md"], "Frequently asked questions"),
    ],
)
def test_a_base_without_a_title_is_named_after_its_file_or_directory(paths: list[str], title: str) -> None:
    results = [Found(path) for path in paths]
    results[0].add(1, "Why?", "x")
    base, _ = build(results)
    assert (base.title, base.sections[0].title) == (title, "Frequently asked questions")


# fmt: off
TRICKY = [
    "a: b", "- a", "# a", "a #b", "'a", '"a"', "yes", "1.10", "null", "~", "|", "> a", "{a}", "[a](b)", "*a*", "&a",
    "!a", "@a", "`a`", "%a", "a:", "a\\", "2001-04-01", "a\tb", "...", "--- a", "日本: 政策", "é", "<<", "👩‍👩‍👧",
]
# fmt: on
ANSWERS = [
    *TRICKY,
    "a\nb",
    "    code\nafter",
    "\tcode",
    "a\n\n\n    b\n\tc",
    "- a\n  - b\n",
    "# a\n---\nb",
    "```\n\n \n  x\n```",
    "a  \nb",
    "|\n>",
    "%YAML\n...\n---",
]


@pytest.mark.parametrize("answer", ANSWERS)
def test_any_text_survives_in_yaml(answer: str) -> None:
    result = Found("a.md")
    result.title = answer.split("\n")[0]
    result.add(1, f"Why {answer}", answer, [f"what {answer}", answer.split("\n")[0] + " x"], answer)
    [question] = result.questions
    base, _ = build([result])
    text = base_text(base.title, base.sections, base.entries, "a.md")
    loaded, problems = inspect_contents([(Path("x.yaml"), text.encode())])
    assert problems == []
    assert loaded is not None
    [entry] = loaded.base.entries
    assert (entry.question, entry.answer, entry.variants) == (
        question.question,
        question.answer,
        question.variants,
    )
    assert loaded.base.title == base.title
    assert loaded.base.sections == base.sections


def test_the_yaml_is_pleasant_to_read() -> None:
    entries = [
        Entry("why", "Why: so?", "Because.", "use", ("what for",)),
        Entry("how", "How?", "So:\n\n- a", "use"),
    ]
    assert base_text("My FAQ", [Section("use", "Use")], entries, "FAQ.md") == (
        "# Imported from FAQ.md.\ntitle: My FAQ\nsections:\n  - id: use\n    title: Use\nentries:\n"
        '  - id: why\n    section: use\n    question: "Why: so?"\n    variants:\n'
        "      - what for\n    answer: Because.\n"
        "\n  - id: how\n    section: use\n    question: How?\n    answer: |-\n      So:\n\n      - a\n"
    )
