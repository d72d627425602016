"""Warnings, quotes against the source, and coverage."""

from __future__ import annotations

import pytest

from assistant.base import checks
from assistant.base.coverage import coverage
from assistant.base.loader import load_base
from assistant.base.source import read_source, sentence_numbers, sentences
from assistant.errors import BaseError

HEAD = "title: T\nsections:\n  - id: a\n    title: A\n    locator: Summary, sentence 1\nentries:\n"
ONE = "  - id: one\n    section: a\n    question: what is one\n    answer: x\n    variants: [b, c, d]\n"
TWO = ONE.replace("one", "two").replace("[b, c, d]", "[which is two, f, g]")
SOURCE = "Title: T\nSummary: | First one. Second “two”. Then  nothing. |\nISSN: 1"


def places(problems):
    return [(problem.line, problem.rule) for problem in problems]


def test_a_good_base_has_no_warning(load):
    assert checks.warnings(load(HEAD + ONE + TWO)) == []


@pytest.mark.parametrize(
    ("variants", "words"),
    [("[]", "no variants"), ("[b]", "only one variant"), ("[b, c]", "only two variants")],
)
def test_few_variants_are_warned_of(load, variants, words):
    (problem,) = checks.warnings(load(HEAD + ONE.replace("[b, c, d]", variants)))
    assert (problem.line, problem.rule, problem.severity) == (7, "few-variants", "warning")
    assert words in problem.message


@pytest.mark.parametrize(
    ("answer", "column", "lost", "fix"),
    [
        ("We use C # and more", 22, "# and more", '"We use C # and more"'),
        ("x #1 in sales", 15, "#1 in sales", '"x #1 in sales"'),
        ("issue  #12", 20, "#12", '"issue  #12"'),
    ],
)
def test_text_after_a_hash_is_warned_of(workspace, answer, column, lost, fix):
    files = workspace({"faq.yaml": HEAD + ONE.replace("answer: x", f"answer: {answer}")})
    (problem,) = checks.warnings(load_base([files]))
    assert (problem.line, problem.column, problem.rule) == (10, column, "lost-text")
    assert lost in problem.message
    assert f"Put the text in quotes: {fix}." in problem.remedy


@pytest.mark.parametrize(
    "answer",
    [
        "some text  # curator's note",
        "Some text. # note",
        "x # note",
        "'issue #12'",
        "|\n      issue #12",
        "C#",
    ],
)
def test_a_comment_is_not_warned_of(workspace, answer):
    files = workspace({"faq.yaml": HEAD + ONE.replace("answer: x", f"answer: {answer}")})
    assert checks.warnings(load_base([files])) == []


@pytest.mark.parametrize("phrasing", ["'?'", '"~"', "= = ="])
def test_a_phrasing_without_a_letter_or_digit_is_warned_of(load, phrasing):
    (problem,) = checks.warnings(load(HEAD + ONE.replace("[b,", f"[{phrasing},")))
    assert (problem.line, problem.column, problem.rule) == (11, 16, "wordless-phrasing")


def test_an_unused_section_is_warned_of(load):
    text = HEAD.replace("entries:", "  - id: b\n    title: B\nentries:")
    assert places(checks.warnings(load(text + ONE))) == [(6, "unused-section")]


def test_a_long_quote_is_warned_of(load):
    quote = "    quote: 1 2 3 4 5 6 7 8 9 10"
    assert checks.warnings(load(HEAD + ONE + quote + "\n")) == []
    assert places(checks.warnings(load(HEAD + ONE + quote + " 11\n"))) == [(12, "long-quote")]


def test_phrasings_that_say_no_more_are_warned_of(load):
    text = HEAD + ONE.replace("[b, c, d]", "[b, What-is one?, c, C++, C#, web site, website, Web-Site]")
    found = checks.warnings(load(text))
    assert places(found) == [(11, "repeated-phrasing"), (11, "repeated-phrasing")]
    assert '"what is one"' in found[0].message


def test_quotes_are_looked_up_in_the_source(load):
    quotes = ["Then nothing", "then nothing", "missing words"]
    text = HEAD + "".join(
        ONE.replace("one", f"n{at}").replace("[b, c, d]", "[]") + f"    quote: {quote}\n"
        for at, quote in enumerate(quotes)
    )
    found = checks.missing_quotes(load(text), SOURCE)
    assert places(found) == [(18, "quote-not-found"), (24, "quote-not-found")]
    assert "case" in found[0].remedy
    assert found[1].severity == "error"


def test_composed_and_decomposed_quotes_are_the_same(load):
    assert checks.missing_quotes(load(HEAD + ONE + "    quote: cafe\u0301\n"), "un caf\u00e9") == []


def ranking(**answers):
    """A matcher that knows what to say to some questions and gives all others their own entry."""
    own = {"what is one": "one", "b": "one", "c": "one", "d": "one"}

    def rank(question):
        ranked = answers.get(question, [(own.get(question, "two"), 90.0)])
        return [checks.RankedId(*one) for one in ranked]

    return rank


def test_a_phrasing_that_leads_elsewhere_is_warned_of(load):
    loaded = load(HEAD + ONE + TWO)
    rank = ranking(b=[("two", 80.0), ("one", 70.0)], f=[], g=[])
    found = checks.matching_warnings(loaded, rank)
    assert places(found) == [(11, "unreached"), (16, "unreached"), (16, "unreached")]
    assert 'leads to the entry "two"' in found[0].message
    assert "no confident answer" in found[1].message


def test_phrasings_too_close_are_warned_of_once_with_both_places(load):
    loaded = load(HEAD + ONE + TWO)
    close = [("one", 80.0), ("two", 78.0)]
    rank = ranking(**{"what is one": close, "b": close, "f": close[::-1]})
    (problem, other) = checks.matching_warnings(loaded, rank, margin=5)
    assert places([problem, other]) == [(9, "too-close"), (16, "unreached")]
    assert "at faq.yaml:14:15" in problem.message
    assert "both contain: what, is" in problem.message
    assert checks.matching_warnings(loaded, ranking(b=close), margin=1) == []


def test_a_telling_word_is_proposed(load):
    text = HEAD + ONE.replace("answer: x", "answer: different") + TWO
    rank = ranking(b=[("one", 80.0), ("two", 78.0), ("gone", 1.0)])
    (problem,) = checks.matching_warnings(load(text), rank, margin=5)
    assert 'such as "different"' in problem.remedy


def test_coverage_counts_what_each_section_has(load):
    text = HEAD + ONE + TWO.replace("section: a", "kind: small_talk") + "    quote: x\n"
    found = coverage(load(text), SOURCE)
    assert found.sections == (("a", "A", 1, 4, 0), ("", "", 1, 4, 1))
    assert found.sentences == 3
    assert found.uncited == ((2, "Second “two”."), (3, "Then nothing."))
    assert coverage(load(text)).uncited == ()


def test_coverage_goes_by_the_narrower_locator(load):
    text = HEAD + ONE + "    locator: Summary, sentences 2-3\n"
    source = "Summary: | One. Two. Three. |"
    assert coverage(load(text), source).uncited == ((1, "One."),)


@pytest.mark.parametrize(
    ("locator", "numbers"),
    [
        ("Summary, sentence 5", {5}),
        ("Summary, sentences 2–4 and 7, 9", {2, 3, 4, 7, 9}),
        ("sentence 3; record, field 4", {3}),
        ("sentences 1 to 3", {1, 2, 3}),
        ("record", set()),
        ("sentences 5-2", set()),
    ],
)
def test_locators_name_sentences(locator, numbers):
    assert sentence_numbers(locator) == numbers


def test_an_absurd_range_is_cut():
    assert len(sentence_numbers("sentences 1-999999999999")) == 1001


def test_sentences_end_where_the_next_begins():
    assert sentences("It was 3.5 percent. Then “it” ended! Dr. who? No.") == [
        "It was 3.5 percent.",
        "Then “it” ended!",
        "Dr. who?",
        "No.",
    ]
    assert sentences("Summary: | A b. C d. |\nISSN: 2. X") == ["A b.", "C d."]
    assert sentences("") == []


def test_the_source_is_read_with_care(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"\xef\xbb\xbfText")
    assert read_source(path) == "Text"
    path.write_bytes(b"\xff")
    with pytest.raises(BaseError, match="not UTF-8"):
        read_source(path)
    with pytest.raises(BaseError, match="no such file"):
        read_source(tmp_path / "b.txt")


def test_a_quote_counts_its_sentence_as_cited(load):
    text = (HEAD + ONE).replace("Summary, sentence 1", "Chapter 1")
    assert [at for at, _ in coverage(load(text), SOURCE).uncited] == [1, 2, 3]
    quoting = text.replace("    answer: x", "    answer: x\n    quote: Then nothing")
    assert [at for at, _ in coverage(load(quoting), SOURCE).uncited] == [1, 2]


def test_a_synonym_without_another_is_warned_of(load):
    (problem,) = checks.warnings(load(HEAD + ONE + "synonyms:\n  - [end, stop]\n  - [axe]\n"))
    assert (problem.line, problem.column, problem.rule) == (14, 6, "single-synonym")
