"""Every kind of error, each on its right line and column."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.base.loader import inspect_contents

ENTRY = "  - id: two\n    section: a\n    question: What is two?\n    answer: Second.\n"
"""Four lines: an entry that stands in lines 10 to 13 after the head."""


def test_a_whole_base_has_no_problem(check, head):
    check(head + ENTRY)


@pytest.mark.parametrize(
    ("addition", "line", "column", "rule"),
    [
        # keys
        ("titel: x\n", 10, 1, "unknown-key"),
        ("    anser: x\n", 10, 5, "unknown-key"),
        ("    answer: x\n", 10, 5, "duplicate-key"),
        ("title: x\n", 10, 1, "duplicate-key"),
        ("  - id: x\n    section: a\n    question: q\n", 10, 5, "missing-key"),
        ("  - id: x\n    section: a\n    answer: q\n", 10, 5, "missing-key"),
        ("  - section: a\n    question: q\n    answer: q\n", 10, 5, "missing-key"),
        ("  - id: x\n    question: q\n    answer: q\n", 10, 5, "missing-key"),
        ("    ? [a]\n    : b\n", 10, 7, "wrong-type"),
        ("    <<: {kind: answer}\n", 10, 5, "merge-key"),
        # types
        ("    variants: one\n", 10, 15, "wrong-type"),
        ("    variants: {a: b}\n", 10, 15, "wrong-type"),
        ("    variants: [[a]]\n", 10, 16, "wrong-type"),
        ("    quote: [a]\n", 10, 12, "wrong-type"),
        ("    quote: {a: b}\n", 10, 12, "wrong-type"),
        ("  - a\n", 10, 5, "wrong-type"),
        ("  - [a]\n", 10, 5, "wrong-type"),
        ("source: a\n", 10, 9, "wrong-type"),
        ("source: [a]\n", 10, 9, "wrong-type"),
        ("synonyms: [[a], b]\n", 10, 17, "wrong-type"),
        ("decoys: a\n", 10, 9, "wrong-type"),
        # texts
        ("    quote: ''\n", 10, 12, "empty-text"),
        ("    quote:\n", 10, 11, "empty-text"),
        ("    quote: # none\n", 10, 11, "empty-text"),
        ('    quote: " \\n"\n', 10, 12, "empty-text"),
        ("    variants:\n", 10, 14, "empty-text"),
        ("    variants: [a, ' ']\n", 10, 19, "empty-text"),
        ("decoys:\n  -\n", 11, 4, "empty-text"),
        ('    quote: "\\e]0;x"\n', 10, 12, "control-character"),
        ("    quote: a\x1bb\n", 10, 13, "control-character"),
        ("    quote: a\x7fb\n", 10, 13, "control-character"),
        ("    quote: a\ufeffb\n", 10, 13, "control-character"),
        (f"    quote: {'x' * 100_001}\n", 10, 12, "too-long"),
        # ids
        ("  - id: one\n    section: a\n    question: q\n    answer: q\n", 10, 9, "duplicate-id"),
        ("  - id: One\n    section: a\n    question: q\n    answer: q\n", 10, 9, "bad-id"),
        ("  - id: o/e\n    section: a\n    question: q\n    answer: q\n", 10, 9, "bad-id"),
        ("    related: [two]\n", 10, 15, "unknown-related"),
        ("  - id: x\n    section: b\n    question: q\n    answer: q\n", 11, 14, "unknown-section"),
        # values
        ("    kind: anwser\n", 10, 11, "bad-kind"),
        ("    kind: [answer]\n", 10, 11, "wrong-type"),
        ("  - id: []\n    section: a\n    question: q\n    answer: q\n", 10, 9, "wrong-type"),
        ("settings: {threshold: 101}\n", 10, 23, "bad-number"),
        ("settings: {threshold: high}\n", 10, 23, "bad-number"),
        ("settings: {margin: -1}\n", 10, 20, "bad-number"),
        ("settings: {margin: []}\n", 10, 20, "wrong-type"),
        # phrasings
        (
            "  - id: x\n    section: a\n    question: WHAT is one\n    answer: q\n",
            12,
            15,
            "duplicate-phrasing",
        ),
        # YAML
        ("    quote: a: b\n", 10, 13, "syntax"),
        ("\tquote: a\n", 10, 1, "syntax"),
        ("    quote: *x\n", 10, 12, "unknown-alias"),
        ("    variants: &v [*v]\n", 10, 19, "unknown-alias"),
        ("    quote: !!binary aGk=\n", 10, 12, "tag"),
        ("    variants: !foo []\n", 10, 15, "tag"),
        ("    quote: ! wow great\n", 10, 12, "tag"),
        ("    variants: [a, &x anchor text]\n", 10, 19, "unused-anchor"),
        ("---\ntitle: x\n", 10, 1, "second-document"),
        ("decoys: " + "[" * 70 + "]" * 70 + "\n", 10, 72, "too-deep"),
    ],
)
def test_each_error_stands_on_its_line(check, head, addition, line, column, rule):
    check(head + addition, problem=(line, column, rule))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("a: b", "Put the whole text in quotes"),
        ("@home", "Put the whole text in quotes"),
        ("`code`", "Put the whole text in quotes"),
        ("%x", "Put the whole text in quotes"),
        ("**bold** text", "Put the whole text in quotes"),
        ('"open', "Close it with the same kind of quote"),
        ("'open", "Close it with the same kind of quote"),
        ('"a" b', "Put the whole text in quotes"),
        ('"\\q"', "single quotes"),
        ('"\\xzz"', "single quotes"),
        ('"\\ud800"', "Write the character itself"),
        ("[a, b", "close the list with ]"),
        ("{a: b", "close it with }"),
        ("- b", "on the lines below"),
        ("|x", "on the next line"),
        ("|\n\tx", "Indent"),
        ("!a!b c", "Put the whole text in quotes"),
        ("!<x", "Put the whole text in quotes"),
        ("? b", "Put the whole text in quotes"),
        ("\n%x y", "Indent it by 6 spaces"),
        ('"a\n--- b"', "same kind of quote"),
        ("|0\n      x", "Check quotes and indentation"),
    ],
)
def test_a_syntax_error_comes_with_its_remedy(head, value, words):
    text = f"{head}    quote: {value}\n"
    _, problems = inspect_contents([(Path("faq.yaml"), text.encode())])
    assert [problem.rule for problem in problems] == ["syntax"]
    assert words in problems[0].remedy
    assert problems[0].line in (10, 11)


def test_an_unclosed_quote_is_shown_where_it_opens(check, head):
    check(head + '    quote: "never closed\n' + ENTRY, problem=(10, 12, "syntax"))


def test_what_stands_before_a_syntax_error_is_still_checked(check, head):
    check(
        head.replace("section: a", "section: b") + "    kind: nswer\n    quote: a: b\n",
        problem1=(7, 14, "unknown-section"),
        problem2=(10, 11, "bad-kind"),
        problem3=(11, 13, "syntax"),
    )


def test_what_a_syntax_error_hides_is_not_called_missing(check, head):
    check(head + "    related: [two]\n  - id: x\n    what is it\n" + ENTRY, problem=(12, 5, "syntax"))


def test_a_line_indented_too_little_still_belongs_to_its_entry(check, head):
    text = head + "  - id: x\n   question: y\n    section: a\n    answer: z\n"
    check(text, problem=(11, 4, "syntax"))


def test_an_unknown_key_names_the_nearest(check, head):
    (problem,) = check(head + "    anwser: x\n", problem=(10, 5, "unknown-key"))
    assert 'Did you mean "answer"?' in problem.remedy


def test_an_unlike_key_names_all_there_are(check, head):
    (problem,) = check(head + "xyzzy: x\n", problem=(10, 1, "unknown-key"))
    assert "title, language, source" in problem.remedy


def test_both_places_are_named_for_what_stands_twice(check, head):
    (problem,) = check(head + ENTRY.replace("two", "one", 1), problem=(10, 9, "duplicate-id"))
    assert "faq.yaml:6:9" in problem.message
    (problem,) = check(head + ENTRY.replace("two?", "ONE"), problem=(12, 15, "duplicate-phrasing"))
    assert "faq.yaml:8:15" in problem.message
    (problem,) = check(head + "    answer: x\n", problem=(10, 5, "duplicate-key"))
    assert "line 9, column 5" in problem.message


def test_a_missing_answer_is_said_in_plain_words(check, head):
    text = head + "  - id: cluster-definition\n    section: a\n    question: q\n"
    (problem,) = check(text, problem=(10, 5, "missing-key"))
    assert str(problem).startswith(
        'faq.yaml:10:5: entry "cluster-definition" has no answer (missing-key). Add the key "answer".'
    )


def test_small_talk_needs_no_section(check, head):
    check(head + "  - id: hi\n    kind: small_talk\n    question: hello\n    answer: Hello.\n")


@pytest.mark.parametrize(("key", "line"), [("title", 1), ("sections", 1), ("entries", 1)])
def test_what_a_base_needs_is_missed_once(check, key, line):
    parts = {
        "title": "title: T\n",
        "sections": "sections:\n  - id: a\n    title: A\n",
        "entries": "entries:\n  - {id: e, kind: small_talk, question: q, answer: a}\n",
    }
    text = "".join(part for name, part in parts.items() if name != key)
    (problem,) = check(text, problem=(line, 1, "missing-key"))
    assert f"no {key}" in problem.message


@pytest.mark.parametrize(
    ("text", "line", "column", "rule"),
    [
        ("", 0, 0, "empty-file"),
        ("# nothing yet\n", 0, 0, "empty-file"),
        ("''\n", 0, 0, "empty-file"),
        ("question,answer\na,b\n", 1, 1, "wrong-type"),
        ("\n- a\n- b\n", 2, 1, "wrong-type"),
        ("*a\n", 1, 1, "unknown-alias"),
    ],
)
def test_a_file_that_is_no_base_is_said_to_be_so(check, text, line, column, rule):
    expected = {"problem": (line, column, rule)}
    if rule == "unknown-alias":
        expected = {"problem0": (0, 0, "empty-file"), "problem": (line, column, rule)}
    check(text, **expected)


@pytest.mark.parametrize(
    ("data", "column", "rule"), [(b"caf\xe9", 4, "not-utf-8"), (b"\0", 1, "control-character")]
)
def test_a_file_that_is_no_text_has_one_problem(check, data, column, rule):
    check(data, problem=(1, column, rule))


def test_entries_that_are_no_list_are_not_missing_too(check):
    check("title: T\nsections: []\nentries: 3\n", problem=(3, 10, "wrong-type"))


def test_an_entries_list_without_entries_is_no_base(check):
    check("title: T\nsections: []\nentries: []\n", problem=(1, 1, "missing-key"))


def test_bytes_that_are_not_utf8_are_named_with_line_and_number(check, head):
    data = head.encode() + b"    quote: caf\xe9\n    kind: nswer\n"
    first, _ = check(data, problem1=(10, 15, "not-utf-8"), problem2=(11, 11, "bad-kind"))
    assert "is 0xe9" in first.message
    assert f"byte {len(head) + 15} is" in first.message


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_utf16_is_called_by_its_name(check, head, encoding):
    bom = b"\xfe\xff" if encoding == "utf-16-be" else b""
    (problem,) = check(bom + head.encode(encoding), problem=(1, 1, "not-utf-8"))
    assert "UTF-16" in problem.message


def test_a_binary_file_gets_a_short_report(check):
    problems = check(
        bytes(100) * 10, **{f"problem{at:02}": (1, at + 1, "control-character") for at in range(20)}
    )
    assert len(problems) == 20
    check(b"\xff\x00" * 50, problem=(1, 1, "not-utf-8"))


def test_a_byte_order_mark_moves_nothing(check, head):
    check("\ufeff" + head)
    check("\ufeff" + head + "    kind: x\n", problem=(10, 11, "bad-kind"))
    check(b"\xef\xbb\xbftitle: \xff\n" + head.encode()[9:], problem=(1, 8, "not-utf-8"))


@pytest.mark.parametrize("newline", ["\r\n", "\r", "\n"])
def test_lines_are_counted_as_editors_count_them(check, head, newline):
    check((head + "    kind: x\n").replace("\n", newline), problem=(10, 11, "bad-kind"))


@pytest.mark.parametrize("odd", ["\u2028", "\u2029", "\x85"])
def test_line_breaks_that_only_yaml_knows_do_not_count(check, head, odd):
    check(head + f'    quote: "a{odd}b"\n    kind: x\n', problem=(11, 11, "bad-kind"))


@pytest.mark.parametrize("odd", ["\u2028", "\u2029", "\x85"])
def test_a_line_break_that_only_yaml_knows_is_reported_where_it_is(check, head, odd):
    check(head + f"    variants:\n      - a{odd}b\n      - c\n    locator: x\n", problem=(11, 10, "syntax"))


def test_columns_count_characters(check, head):
    check(head + "    variants: [日本, 🗾, [x]]\n", problem=(10, 23, "wrong-type"))


def test_a_flood_of_problems_is_cut_and_says_so(check, head):
    problems = check(
        head + "".join(f"k{at}: v\n" for at in range(600)),
        **{f"p{at:03}": (10 + at, 1, "unknown-key") for at in range(499)},
        last=(509, 1, "too-many"),
    )
    assert "more than 499 problems" in problems[-1].message


def test_a_flood_of_duplicates_ends_the_reading(check, head):
    check(
        head + "title: x\n" * 600,
        **{f"p{at:03}": (10 + at, 1, "duplicate-key") for at in range(499)},
        last=(509, 1, "too-many"),
    )
    text = head + "  - {id: one}\n" * 600
    check(
        text,
        **{f"p{at:03}": (10 + at // 3, 5, "missing-key") for at in range(499)},
        last=(176, 5, "too-many"),
    )


def test_remedies_are_one_line_too(check, head):
    more = "  - {id: x, section: %s, question: q, answer: a}\n"
    text = head.replace("- id: a", '- id: "a\\n\u202e"').replace("section: a", 'section: "a\\n\u202e"')
    for near, section in ((True, "a <U+202F>"), (False, "zzz")):
        problems = check(text + more % section, bad=(3, 9, "bad-id"), unknown=(10, 22, "unknown-section"))
        assert ("Did you mean" in problems[1].remedy) == near
        assert all(str(problem).isprintable() for problem in problems)


def test_values_of_messages_are_cut_and_made_safe(check, head):
    (problem,) = check(head + f'    kind: "{"x" * 500}\u202e"\n', problem=(10, 11, "bad-kind"))
    assert len(problem.message) < 120
    assert "\u202e" not in problem.message
