"""Every syntax error of a file is reported, each at its place and with its fix, and nothing else is."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest

from assistant.base.loader import inspect_contents
from assistant.base.syntax_repair import MAX_SLIPS

ENTRY = """\
  - id: {id}
    section: a
    question: What is {id}?
    variants:
      - what about {id}
      - tell me of {id}
    answer: >-
      The text: of {id}.
    tags: [x]
"""
SLIPS = {
    "colon": ("    locator: Chapter 1: Basics\n", 1, 23, 'quotes: locator: "Chapter 1: Basics".'),
    "colon in a question": ("    locator: What's it: good?\n", 1, 23, 'locator: "What\'s it: good?".'),
    "colon on the second line": ("    locator: one\n      two: three\n", 2, 10, 'locator: "one two: three".'),
    "apostrophe": ("    locator: 'it's fine'\n", 1, 17, 'locator: "it\'s fine".'),
    "text after a quote": ('    locator: "one" and two\n', 1, 18, "locator: '\"one\" and two'."),
    "unclosed quote": ('    locator: "one\n    quote: "two"\n', 1, 14, 'kind of quote: locator: "one".'),
    "unclosed apostrophe": ("    locator: 'one\n", 1, 14, 'kind of quote: locator: "one".'),
    "escape": ('    locator: "C:\\path"\n', 1, 17, "Use single quotes"),
    "tab": ("\tlocator: one\n", 1, 1, "Indent with spaces."),
    "tabs": ("\tlocator: one\n\tkind: answer\n", 1, 1, "Indent with spaces."),
    "indented too much": ("      locator: one\n", 1, 7, "Indent it by 4 spaces."),
    "indented too little": ("   locator: one\n", 1, 4, "Indent it by 4 spaces."),
    "unclosed list": ("    related: [one, one\n", 1, 14, "close the list with ]"),
    "link": ("    locator: [a](https://b) c\n", 1, 14, 'locator: "[a](https://b) c".'),
    "at sign": ("    locator: @one\n", 1, 14, 'locator: "@one".'),
    "percent sign": ("    locator: %one\n", 1, 14, 'locator: "%one".'),
    "backtick": ("    locator: `one`\n", 1, 14, 'locator: "`one`".'),
    "bold": ("    locator: **one** two\n", 1, 14, 'locator: "**one** two".'),
    "no colon": ("    locator one\n", 1, 12, "Write locator: one."),
    "no space after the colon": ("    locator:one\n", 1, 12, "Write locator: one."),
    "no key": ("    wherever it is\n", 1, 5, "Write key: text"),
    "text on the line of the block": ("    locator: >- one\n", 1, 14, "Begin the text on the next line"),
    "item on the line of its key": ("    locator: - one\n", 1, 14, 'locator: "- one".'),
}
ITEMS = {
    "no dash": ("      what is it\n", 7, "Write - what is it."),
    "no space after the dash": ("      -what is it\n", 7, "Write - what is it."),
    "at sign": ("      - @home\n", 9, '- "@home".'),
    "apostrophe": ("      - 'it's fine'\n", 12, '- "it\'s fine".'),
    "no dash before an entry": (
        "  id: six\n    section: a\n    question: q\n    answer: z\n",
        3,
        "Write - id: six.",
    ),
    "conflict": ("<<<<<<< HEAD\n", 1, "delete the marker"),
    "item indented too little": ("     - z\n      - zz\n", 6, "Indent it by 6 spaces."),
    "indented item": ("     - z\n", 6, "Indent it by 6 spaces."),
}


def whole(id: str) -> str:
    return ENTRY.format(id=id)


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_reported_at_its_place_with_its_fix(check, head, slip):
    lines, line, column, remedy = SLIPS[slip]
    text = head + whole("two") + lines + whole("three")
    [problem] = check(text, problem=(18 + line, column, "syntax"))
    assert remedy in problem.remedy
    assert slip == "no key" or any(key in str(problem) for key in ('"locator"', '"related"', "a tab"))


@pytest.mark.parametrize("slip", ITEMS)
def test_a_slip_in_a_list_is_reported_at_its_place_with_its_fix(check, head, slip):
    lines, column, remedy = ITEMS[slip]
    text = head + "    variants:\n      - a\n" + lines + whole("three")
    [problem] = check(text, problem=(12, column, "syntax"))
    assert remedy in problem.remedy


def test_the_slips_of_all_entries_are_reported_together(check, head):
    """Each slip stands in an entry of its own; no problem is reported that is not one of them."""
    text, expected = head, {}
    for number, (lines, line, column, _) in enumerate(SLIPS.values()):
        text += whole(f"entry-{number}")
        expected[f"slip{number}"] = (text.count("\n") + line, column, "syntax")
        text += lines
    check(text + whole("last"), **expected)


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_does_not_hide_the_next(check, head, slip):
    for other in SLIPS:
        text, expected = head, {}
        for number, name in enumerate((slip, other)):
            lines, line, column, _ = SLIPS[name]
            text += whole(f"entry-{number}")
            expected[f"slip{number}"] = (text.count("\n") + line, column, "syntax")
            text += lines
        check(text, **expected)


def test_the_slips_of_one_entry_are_reported_together(check, head):
    lines = {
        "    locator: a: b\n": 15,
        "    quote: 'it's'\n": 15,
        "    kind answer\n": 9,
        "    tags: [one\n": 11,
    }
    for order in permutations(lines):
        places = {f"slip{at}": (10 + at, lines[line], "syntax") for at, line in enumerate(order)}
        check(head + "".join(order), **places)


def test_a_list_whose_first_item_has_no_dash(check, head):
    text = head + "    variants:\n      section one\n      - 'part: one'\n      - @two\n"
    problems = check(text, dash=(11, 7, "syntax"), at=(13, 9, "syntax"))
    assert problems[0].remedy == "Write - section one."
    text = head + "    variants:\n      - section one\n      -what is it\n      - two\n"
    check(text, space=(12, 7, "syntax"))


def test_other_problems_are_still_reported(check, head):
    text = (
        head
        + "    locator: a: b\n  - id: two\n    qestion: it\n    answer: 'it's fine'\n    related: [one]\n"
    )
    check(
        text,
        slip1=(10, 15, "syntax"),
        missing1=(11, 5, "missing-key"),
        missing2=(11, 5, "missing-key"),
        unknown=(12, 5, "unknown-key"),
        slip2=(13, 16, "syntax"),
    )


def test_the_four_slips_of_a_new_curator(check):
    text = (
        "title: Assignment 1: Some Title\n"
        "sections:\n"
        "  - id: a\n"
        "    title: A\n"
        "entries:\n"
        "  - id: one\n"
        "    section: a\n"
        "    question: What's the price: including tax?\n"
        "    answer: finding: send volume (r=0.72) correlates\n"
        "  - id: two\n"
        "    section: a\n"
        "    question: Is it fine?\n"
        "    answer: 'it's fine'\n"
    )
    problems = check(
        text,
        title=(1, 20, "syntax"),
        question=(8, 31, "syntax"),
        answer=(9, 20, "syntax"),
        quote=(13, 16, "syntax"),
    )
    for problem, key in zip(problems, ("title", "question", "answer", "answer"), strict=True):
        assert f'"{key}"' in problem.message
        assert f"{key}: " in problem.remedy


@pytest.mark.parametrize(("line", "missing"), [("id:two", "space after the colon"), ("id two", "colon")])
def test_a_slip_in_the_first_key_of_an_entry_is_one_error(check, head, line, missing):
    text = head + f"  - {line}\n    section: a\n    question: q2\n    variants:\n      - w\n    answer: y\n"
    (problem,) = check(text, problem=(10, 7, "syntax"))
    assert problem.message == f'the {missing} of "id" is missing'
    assert problem.remedy == "Write - id: two."


def test_lines_that_cannot_be_explained_are_left_out(check, head):
    """Whatever else is wrong is found; what was left out is not called missing."""
    text = (
        head
        + "  - id: two\n    section: a\n    ]} [ {: }\n    answer: y\n"
        + "    kind: nswer\n"
        + whole("three")
    )
    problems = check(text, slip=(12, 5, "syntax"), kind=(14, 11, "bad-kind"))
    assert problems[0].remedy


def test_a_file_full_of_slips_is_read_to_a_limit(head):
    text = head + "".join(f"  - id: e{n}\n    question: a: b\n" for n in range(1000))
    _, problems = inspect_contents([(Path("faq.yaml"), text.encode())])
    assert (
        sum(problem.rule == "syntax" for problem in problems) == MAX_SLIPS + 1
    )  # the last is where reading stops
