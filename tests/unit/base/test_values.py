"""What comes out of a base that is right."""

from __future__ import annotations

from assistant.base.model import Base, BaseSettings, Entry, Section, Source
from assistant.base.problems import Place
from assistant.base.reader import yaml_events

FULL = """\
# a comment
title: Evolution
language: en
source: {citation: "Who, when", url: "https://example.org"}
sections:
  - {id: theory, title: "Part 1. Key", locator: Sentence 5, summary: One line.}
synonyms:
  - [stop, end, wind down]
entries:
  - id: e.1_x-y
    section: theory
    locator: Sentence 1
    question: "What is 100%: sure?"
    variants: &shared
      - 'it''s so'
      - two words
    answer: >-
      Folded
      text.
    quote: grouped
    related: [other]
    kind: not_in_source
    tags: [a, b]
  - id: other
    kind: small_talk
    question: hello
    answer: |
      Hi.
decoys: [where is the train]
settings: {threshold: 60, margin: 8.5}
"""


def test_every_key_arrives(load):
    loaded = load(FULL)
    assert loaded.base == Base(
        title="Evolution",
        language="en",
        source=Source("Who, when", "https://example.org"),
        sections=(Section("theory", "Part 1. Key", "Sentence 5", "One line."),),
        synonyms=(("stop", "end", "wind down"),),
        entries=(
            Entry(
                id="e.1_x-y",
                section="theory",
                locator="Sentence 1",
                question="What is 100%: sure?",
                variants=("it's so", "two words"),
                answer="Folded text.",
                quote="grouped",
                related=("other",),
                kind="not_in_source",
                tags=("a", "b"),
            ),
            Entry(id="other", kind="small_talk", question="hello", answer="Hi.\n"),
        ),
        decoys=("where is the train",),
        settings=BaseSettings(60.0, 8.5),
    )


def test_places_are_known(load):
    places = load(FULL).places
    assert places.entry("e.1_x-y") == Place("faq.yaml", 10, 9)
    assert places.phrasing("e.1_x-y", 0) == Place("faq.yaml", 13, 15)
    assert places.phrasing("e.1_x-y", 2) == Place("faq.yaml", 16, 9)
    assert places.field("e.1_x-y", "quote") == Place("faq.yaml", 20, 12)
    assert places.field("other", "quote") == places.entry("other")
    assert places.section("theory") == Place("faq.yaml", 6, 10)
    assert str(Place("faq.yaml", 0, 0)) == "faq.yaml"
    assert places.file("other") == places.file_of_section("theory") == 0


def test_scalars_stay_what_was_typed(load, head):
    typed = ["no", "1.10", "2001-04-01", "null", "~", "012", "1:30", "0x1f", "true", ".inf", "1_000", "yes"]
    listed = "".join(f"      - {word}\n" for word in typed)
    assert load(head + "    variants:\n" + listed).base.entries[0].variants == tuple(typed)


def test_an_alias_stands_for_what_it_names(load, head):
    text = head + "    quote: &q same\n    locator: *q\n    variants: &v [x, *q]\n    tags: *v\n"
    entry = load(text).base.entries[0]
    assert (entry.locator, entry.tags) == ("same", ("x", "same"))


def test_harmless_tags_and_directives_are_let_pass(load, head):
    text = (
        "%YAML 1.1\n---\n" + head + "    quote: !!str 12\n    locator: !!str 13\n    tags: !!seq [a]\n...\n"
    )
    entry = load(text).base.entries[0]
    assert (entry.quote, entry.locator, entry.tags) == ("12", "13", ("a",))


def test_texts_are_made_safe_on_the_way_in(load, head):
    entry = load(head + '    quote: "a\u202eb\\u200bc"\n    locator: "\\r\\nx"\n').base.entries[0]
    assert entry.quote == "a<U+202E>bc"
    assert entry.locator == "\nx"


def test_a_phrasing_twice_in_one_entry_is_no_error(load, head):
    load(head + "    variants: [what is one, What is ONE?]\n")


def test_signs_that_make_another_question_are_kept(load, head):
    more = "  - {id: %s, section: a, question: what is %s, answer: b}\n"
    load(head + more % ("c1", "C++") + more % ("c2", "'C#'") + more % ("c3", ".NET") + more % ("c4", "NET"))
    bare = more.replace("what is ", "")
    load(head + bare % ("c1", "'?'") + bare % ("c2", "'!'"))


def test_a_base_may_be_written_as_json(load):
    text = (
        '{"title": "T", "sections": [{"id": "a", "title": "A"}], "entries": '
        '[{"id": "x", "section": "a", "question": "q", "answer": "1"}]}'
    )
    assert load(text).base.entries[0].question == "q"


def test_pieces_tell_where_everything_stands():
    text = "a: [b, 'c']\nd: &x |\n  e\nf: *x\n"
    found = [(piece.kind, text[piece.start : piece.end], piece.style) for piece in yaml_events(text.encode())]
    assert found == [
        ("table", "", "block"),
        ("text", "a", ""),
        ("list", "[", "flow"),
        ("text", "b", ""),
        ("text", "'c'", "'"),
        ("end", "]", ""),
        ("text", "d", ""),
        ("text", "&x |\n  e\n", "|"),
        ("text", "f", ""),
        ("alias", "*x", ""),
        ("end", "", ""),
    ]
