"""Whatever bytes are handed over as a base, they load or are refused with a report."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.base.loader import inspect_contents
from assistant.base.model import KINDS
from assistant.base.nodes import plain
from assistant.base.problems import ProblemReport
from assistant.base.reader import Budget, read_document
from assistant.base.schema import BASE, ENTRY, SECTION, SETTINGS, SOURCE, json_schema
from assistant.base.validation import Checker
from assistant.sanitize import safe_text
from tests.soak.sizes import examples

pytestmark = pytest.mark.soak("properties")

GOOD = """\
title: T
source: {citation: c, url: u}
sections:
  - id: a
    title: "A"
entries:
  - id: one
    section: a
    question: What is one?
    variants: &v
      - first
      - 'second'
    answer: >-
      Some
      text.
    related: [one]
    tags: *v
decoys: [x]
settings: {threshold: 60}
"""

quick = examples(60)


def survives(data: bytes) -> None:
    """A base comes out, or problems that can be shown on a terminal, each in its place."""
    loaded, problems = inspect_contents([(Path("faq.yaml"), data)])
    assert (loaded is None) == bool(problems)
    lines = data.count(b"\n") + data.count(b"\r") + 1
    for problem in problems:
        text = str(problem)
        assert safe_text(text) == text
        assert "\n" not in text
        assert 0 <= problem.line <= lines
        assert len(text) < 800
    assert problems == sorted(problems)


@quick
@given(st.binary(max_size=300))
def test_any_bytes(data):
    survives(data)


@quick
@given(
    st.text(alphabet=st.sampled_from(list("ab:-?[]{},&*!|>'\"%@`#~<= \n\t\\0\u2028é\x1b\ufeff")), max_size=60)
)
def test_any_signs_of_yaml(text):
    survives(text.encode())


@quick
@given(st.integers(0, len(GOOD)), st.integers(0, 12), st.binary(max_size=6))
def test_a_good_file_with_a_piece_replaced(at, length, piece):
    data = GOOD.encode()
    survives(data[:at] + piece + data[at + length :])


@quick
@given(st.integers(0, len(GOOD)))
def test_a_file_cut_short(at):
    survives(GOOD.encode()[:at])


keys = st.sampled_from(
    sorted({name for shape in (BASE, ENTRY, SECTION, SETTINGS, SOURCE) for name in shape.keys} | {"odd"})
)
texts = st.sampled_from(["", " ", "a", "A b", "60", "101", "x.y-z_1", *KINDS])
trees = st.recursive(
    texts, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=5), max_leaves=12
)


def tables(shape):
    """Tables that are nearly right: each key mostly with what belongs there."""
    fitting = {
        key.name: (
            (st.lists(tables(key.inner), max_size=2) | tables(key.inner))
            if key.inner
            else st.lists(texts, max_size=2) | texts
        )
        for key in shape.keys.values()
    }
    return st.fixed_dictionaries({}, optional=fitting)


@examples(100)
@given(tables(BASE) | st.dictionaries(keys, trees, max_size=4))
def test_schema_and_checks_agree(tree):
    jsonschema = pytest.importorskip("jsonschema")
    report = ProblemReport()
    document = read_document(json.dumps(tree).encode(), "faq.yaml", report, Budget())
    assert plain(document.root) == tree
    Checker("faq.yaml", report).check(document.root, document.mark, BASE)
    valid = jsonschema.Draft202012Validator(json_schema()).is_valid(tree)
    assert valid == (not report.problems), "\n".join(map(str, report.problems))


@quick
@given(st.lists(st.text(min_size=1, max_size=20), min_size=1, max_size=4))
def test_texts_arrive_as_written_and_safe(variants):
    entry = {"id": "one", "kind": "small_talk", "question": "q", "answer": "a", "variants": variants}
    base = {"title": "T", "sections": [], "entries": [entry]}
    loaded, problems = inspect_contents(
        [(Path("faq.yaml"), json.dumps(base).encode("utf-8", "surrogatepass"))]
    )
    if loaded is not None:
        assert loaded.base.entries[0].variants == tuple(safe_text(variant) for variant in variants)
    else:
        assert {problem.rule for problem in problems} <= {"control-character", "empty-text", "syntax"}


@quick
@given(st.permutations(["a.yaml", "b.yaml", "c.yaml"]))
def test_the_order_of_files_changes_no_verdict(names):
    parts = {
        "a.yaml": "title: T\nsections:\n  - {id: a, title: A}\n",
        "b.yaml": "entries:\n  - {id: x, section: a, question: q, answer: b, related: [y]}\n",
        "c.yaml": "entries:\n  - {id: y, section: a, question: r, answer: b}\n",
    }
    loaded, _ = inspect_contents([(Path(name), parts[name].encode()) for name in names])
    assert loaded is not None
    assert {entry.id for entry in loaded.base.entries} == {"x", "y"}
